"""Corrections as people write them: "type=shelling", "target=ثلاثة مدنيين", "quantity.low=3".

Each setting becomes a field of the claim's JSON, as `marsad.ledger.corrections` takes it. Words must stand in the text; where they stand
there several times, "#2" after them means the second time.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marsad.errors import LedgerError
from marsad.model import ROLES

NONE = "none"
"""What takes a part out of a claim, or opens a bound."""

_SIMPLE = ("type", "status")
_VOICES = ("sources", "via")
_FIGURE = ("of", "low", "high", "unit", "approx", "text")
FIELDS = (*_SIMPLE, "trigger", "time", *_VOICES, *ROLES, *(f"quantity.{part}" for part in _FIGURE))
"""What can be set."""

_NTH = re.compile(r"(?P<words>.+)#(?P<nth>\d{1,6})", re.DOTALL)
_NUMBERED = re.compile(r"quantity(?:\.(?P<n>\d{1,3}))?(?:\.(?P<part>\w+))?")
_NUMBER = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?")
_LETTER = re.compile(r"\w")
_AROUND = 20  # characters that tell one place of a text from another
_TOLD = 10  # places that a message tells


def change_of(claim: Mapping[str, Any], text: str, settings: Sequence[str]) -> dict[str, Any]:
    """The fields that `settings` give a claim anew. `claim` is its JSON, `text` what it quotes. A role or a source that is set several
    times gets all of them, in this order. Raises LedgerError for what cannot be set, and for words that the text does not have."""
    if not settings:
        raise LedgerError(f"a correction sets something, as in type=shelling; what can be set: {', '.join(FIELDS)}")
    change: dict[str, Any] = {}
    many: dict[str, list[str]] = {}
    for field, value in map(_parted, settings):
        if field in _SIMPLE:
            change[field] = value
        elif field == "trigger":
            change[field] = _span(_found(value, text, claim))
        elif field == "time":
            change[field] = _time(value, text, claim)
        elif field in ROLES or field in _VOICES:
            many.setdefault(field, []).append(value)
        else:
            change["quantities"] = _figures(change.get("quantities", claim["quantities"]), field, value, text, claim)
    if "quantities" in change:
        _check_figures(change["quantities"])
    roles = {field: values for field, values in many.items() if field in ROLES}
    if roles:
        change["roles"] = {**claim["roles"], **{role: list(_fillers(values, text, claim)) for role, values in roles.items()}}
        change["roles"] = {role: fillers for role, fillers in change["roles"].items() if fillers}
    for field in _VOICES:
        if field in many:
            change[field] = list(_voices(many[field], text, claim))
    return change


def _parted(setting: str) -> tuple[str, str]:
    """A setting as field and value. Raises LedgerError for a field that nobody has."""
    field, sign, value = setting.partition("=")
    field, value = field.strip(), value.strip()
    if not sign or not value:
        raise LedgerError(f"{setting!r} sets nothing; write FIELD=VALUE, as in status=negated, or FIELD={NONE}")
    if field in FIELDS or _NUMBERED.fullmatch(field):
        return field, value
    near = difflib.get_close_matches(field, FIELDS, n=1)
    raise LedgerError(f"{field!r} cannot be set; {f'did you mean {near[0]}?' if near else 'there are ' + ', '.join(FIELDS)}")


def _found(value: str, text: str, claim: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the claim that has these words, else a span of the text that has. Raises LedgerError where none has, or several."""
    nth = _NTH.fullmatch(value)
    words = nth["words"].strip() if nth and value not in text else value
    if words == value:
        known = next((part for part in _parts(claim) if part["text"] == words), None)
        if known is not None:
            return known
    starts = _starts(words, text)
    if not starts:
        raise LedgerError(f"the article has no words {words!r}; copy them from `marsad show --full`, letter by letter")
    if words != value and nth:
        n = int(nth["nth"])
        if not 1 <= n <= len(starts):
            raise LedgerError(f"the article has {words!r} {len(starts)} times; #{n} is none of them")
        start = starts[n - 1]
    elif len(starts) > 1:
        places = "; ".join(f"{words}#{n} …{_near(text, start, words)}…" for n, start in enumerate(starts[:_TOLD], 1))
        raise LedgerError(f"the article has {words!r} {len(starts)} times; say which: {places}")
    else:
        start = starts[0]
    return {"start": start, "end": start + len(words), "text": words}


def _starts(words: str, text: str) -> list[int]:
    """Where a text has these words, as whole words where it does."""
    found = [m.start() for m in re.finditer(re.escape(words), text)]
    return [at for at in found if not _LETTER.match(text[at + len(words) :][:1]) and not _LETTER.match(text[max(0, at - 1) : at])] or found


def _near(text: str, start: int, words: str) -> str:
    return " ".join(text[max(0, start - _AROUND) : start + len(words) + _AROUND].split())


def _parts(claim: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a claim that are quoted, those that know most first."""
    for fillers in claim["roles"].values():
        yield from fillers
    yield from claim["sources"]
    yield from claim["via"]
    yield from (quantity["text"] for quantity in claim["quantities"])
    if claim["time"] is not None:
        yield claim["time"]["text"]
    yield claim["trigger"]


def _span(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in ("start", "end", "text")}


def _fillers(values: Sequence[str], text: str, claim: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for value in values:
        if value != NONE:
            part = _found(value, text, claim)
            yield {**_span(part), **{key: part[key] for key in ("actor", "location", "candidates") if key in part}}


def _voices(values: Sequence[str], text: str, claim: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for value in values:
        if value != NONE:
            part = _found(value, text, claim)
            yield {**_span(part), "name": part.get("name"), "kind": part.get("kind")}


def _time(value: str, text: str, claim: Mapping[str, Any]) -> dict[str, Any] | None:
    """A time: a day, or two parted by a slash of which one may be "..", and after an @ the words that tell it."""
    if value == NONE:
        return None
    told, sign, words = value.partition("@")
    first, slash, last = told.strip().partition("/")
    start, end = _day(first), _day(last if slash else first)
    if not sign and claim["time"] is None:
        raise LedgerError(f"the claim has no time yet; say which words of the article tell it: time={told}@WORDS")
    span = _span(_found(words.strip(), text, claim)) if sign else claim["time"]["text"]
    return {"start": start, "end": end, "text": span}


def _day(told: str) -> str | None:
    told = told.strip()
    if told in ("..", NONE):
        return None
    try:
        if len(told) != len("2024-05-02"):
            raise ValueError
        return dt.date.fromisoformat(told).isoformat()
    except ValueError:
        raise LedgerError(f"{told!r} is no day; write 2024-05-02, or 2024-05-01/2024-05-02, with .. for an open end") from None


def _figures(figures: Sequence[Mapping[str, Any]], field: str, value: str, text: str, claim: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The quantities with one setting more: of the only one or of the n-th, or the first setting of a new one."""
    told = _NUMBERED.fullmatch(field)
    part = told["part"] if told else None
    if told is None or (part is None and value != NONE) or (part is not None and part not in _FIGURE):
        raise LedgerError(
            f"{field!r} cannot be set; of a quantity there are {', '.join(_FIGURE)}, as in quantity.low=3, or quantity={NONE}"
        )
    if told["n"] is None and len(figures) > 1:
        listed = "; ".join(f"quantity.{n} {figure['text']['text']}" for n, figure in enumerate(figures, 1))
        raise LedgerError(f"the claim has {len(figures)} quantities; say which: {listed}")
    n = int(told["n"] or 1) - 1
    if not 0 <= n <= len(figures):
        raise LedgerError(f"the claim has {len(figures)} quantities; quantity.{len(figures) + 1} is a new one")
    if part is None:
        return [*figures[:n], *figures[n + 1 :]]
    new = {"of": "count", "low": None, "high": None, "unit": "person", "approx": False, "text": None}
    made = {**(figures[n] if n < len(figures) else new), part: _figure_part(part, value, text, claim)}
    return [*figures[:n], made, *figures[n + 1 :]]


def _figure_part(part: str, value: str, text: str, claim: Mapping[str, Any]) -> Any:
    if part == "text":
        return _span(_found(value, text, claim))
    if part in ("low", "high"):
        if value == NONE:
            return None
        if not _NUMBER.fullmatch(value):
            raise LedgerError(f"quantity.{part}: {value!r} is no number; write 3 or 2.5, without signs between thousands, or {NONE}")
        return float(value) if "." in value else int(value)
    if part == "approx":
        if value not in ("yes", "no"):
            raise LedgerError(f"quantity.approx is yes or no, not {value!r}")
        return value == "yes"
    return value


def _check_figures(figures: Sequence[Mapping[str, Any]]) -> None:
    for n, figure in enumerate(figures, 1):
        if figure["text"] is None:
            raise LedgerError(f"a new quantity needs the words of the article that tell it: quantity.{n}.text=WORDS")
