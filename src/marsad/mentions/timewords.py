"""The words of time, folded and indexed by their first word, each with the letters that Arabic writes onto it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from marsad.text.fold import fold_word
from marsad.text.tokens import Token

_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب", "فب", "فل")


class Entry(NamedTuple):
    """What a phrase stands for; `rest` are its words after the first, `lead` the letters before it in the first token."""

    rest: tuple[str, ...]
    value: Any
    lead: int


Table = Mapping[str, tuple[Entry, ...]]


class Fixed(NamedTuple):
    """A phrase that means a number of days from today."""

    kind: str
    start: int | None
    end: int | None


class Part(NamedTuple):
    """A part of the day: whether it needs no day beside it, and whether it reaches into the next."""

    alone: bool
    night: bool


class MonthName(NamedTuple):
    """A month: its number, its calendar, and what must stand by it to be one."""

    number: int
    hijri: bool
    guard: str


class Holiday(NamedTuple):
    """A feast: its first day in one of the calendars and how many days it has."""

    hijri: bool
    month: int
    day: int
    days: int


@dataclass(frozen=True, slots=True, repr=False)  # thousands of words
class TimeWords:
    """The words of times.yaml, ready for look-up. `heads` holds every first word that can begin a mention, `starts` those that
    can begin a point in time, each with the names of the tables that it begins a phrase of. `after` holds, for those of the heads
    that say nothing by themselves ("في", "من", "على مدى"), the words of which one must follow."""

    fixed: Table
    weekdays: Table
    bare_weekdays: Table
    not_dates: Table
    nothing: Table
    months: Table
    seasons: Table
    parts: Table
    prefixes: Table
    units: Table
    the_units: Table
    which: Table
    this: Table
    same: Table
    that: Table
    few: Table
    several: Table
    several_after: Table
    edges: Table
    frames: Table
    links: Table
    bounds: Table
    year_heads: Table
    month_heads: Table
    the_month: Table
    day_heads: Table
    date_heads: Table
    clock_heads: Table
    clock_tails: Table
    not_years: Table
    hijri_tails: Table
    common_tails: Table
    relatives: Table
    departs: Table
    day_after: Table
    events: Table
    anaphors: Table
    nth_last: Table
    holidays: Table
    feast_days: Table
    feasts: Table
    spans: Table
    decades: Table
    century: Table
    of: Table
    counting: Table
    strict_company: Table
    the_parts: Table
    company: Table
    heads: frozenset[str]
    starts: Mapping[str, frozenset[str]]
    after: Mapping[str, frozenset[str]]

    @classmethod
    def build(cls, raw: Mapping[str, Any]) -> TimeWords:
        """The words from the content of times.yaml."""
        tables: dict[str, Table] = {
            "fixed": _table((w, Fixed(e["kind"], e["start"], e["end"])) for e in raw["fixed"] for w in e["words"]),
            "weekdays": _table((w, e["value"]) for e in raw["weekdays"] for w in e["words"]),
            "bare_weekdays": _table((w, e["value"]) for e in raw["weekdays"] for w in e["bare"]),
            "months": _table(
                (w, MonthName(e["value"], key == "hijri", e.get("guard", "")))
                for key in ("months", "hijri")
                for e in raw[key]
                for w in e["words"]
            ),
            "seasons": _table((w, e["months"]) for e in raw["seasons"] for w in e["words"]),
            "parts": _table((w, Part(e["alone"], e.get("night", False))) for e in raw["parts"] for w in e["words"]),
            "units": _table((w, (e["unit"], n)) for e in raw["units"] for key, n in _COUNTS for w in e[key]),
            "the_units": _table(("ال" + w, (e["unit"], n)) for e in raw["units"] for key, n in _COUNTS for w in e[key]),
            "which": _table((w, e["which"]) for e in raw["which"] for w in e["words"]),
            "edges": _table((w, e["edge"]) for e in raw["edges"] for w in e["words"]),
            "frames": _table((w, e["frame"]) for e in raw["frames"] for w in e["words"]),
            "bounds": _table((w, e["kind"]) for e in raw["bounds"] for w in e["words"]),
            "anaphors": _table((w, e["what"]) for e in raw["anaphors"] for w in e["words"]),
            "holidays": _table(
                (w, Holiday(e["calendar"] == "hijri", e["month"], e["day"], e["days"])) for e in raw["holidays"] for w in e["words"]
            ),
            "spans": _table((w, (e["first"], e["last"])) for e in raw["spans"] for w in e["words"]),
            "decades": _table((w, e["value"]) for e in raw["decades"] for w in e["words"]),
        }
        for key in (f.name for f in fields(cls)):
            if key not in tables and key not in ("heads", "starts", "after"):
                tables[key] = _table(((w, None) for e in raw[key] for w in e["words"]), proclitics=not key.endswith("_tails"))
        opened: dict[str, list[str]] = {}
        for key in _STARTS:
            for word in tables[key]:
                opened.setdefault(word, []).append(key)
        starts = {word: frozenset(keys) for word, keys in opened.items()}
        heads = frozenset(starts).union(*(tables[key] for key in _HEADS))
        return cls(**tables, heads=heads, starts=starts, after=_after(tables))  # the keys are the fields


def _after(tables: Mapping[str, Table]) -> dict[str, frozenset[str]]:
    known = frozenset(
        spelled
        for table in tables.values()
        for word, entries in table.items()
        for spelled in (word, *(e.rest[0] for e in entries if e.rest))
    )
    after: dict[str, frozenset[str]] = {}
    for word in known:
        entries = [(key, e) for key in (*_STARTS, *_HEADS) for e in tables[key].get(word, ())]
        single = [(key, e) for key, e in entries if not e.rest]
        if entries and all(key == "frames" and e.value in _BEFORE_TIMES for key, e in single):
            after[word] = known if single else frozenset(e.rest[0] for _, e in entries)
    return after


# Frames that only a time can follow, and not the event that it dates.
_BEFORE_TIMES = frozenset(("within", "in", "over", "between", "range", "by", "until"))
_COUNTS = (("one", 1), ("two", 2), ("many", 0))
_HEADS = ("frames", "events", "day_after", "nothing")
_STARTS = (
    "fixed", "weekdays", "bare_weekdays", "months", "seasons", "parts", "prefixes", "the_units", "this", "edges",
    "year_heads", "month_heads", "the_month", "day_heads", "date_heads", "clock_heads", "anaphors", "nth_last",
    "counting", "holidays", "feast_days", "spans", "decades", "feasts",
)  # fmt: skip


def take(table: Table, tokens: Sequence[Token], i: int) -> tuple[int, Any] | None:
    """The longest phrase of a table at token `i`: the token after it, and what it stands for."""
    if not 0 <= i < len(tokens) or (entries := table.get(tokens[i].text)) is None:
        return None
    found = _longest(entries, tokens, i + 1)
    return (i + 1 + len(found.rest), found.value) if found is not None else None


def entry(table: Table, tokens: Sequence[Token], i: int) -> Entry | None:
    """The entry of the longest phrase of a table at token `i`."""
    if not 0 <= i < len(tokens) or (entries := table.get(tokens[i].text)) is None:
        return None
    return _longest(entries, tokens, i + 1)


def _longest(entries: Sequence[Entry], tokens: Sequence[Token], j: int) -> Entry | None:
    """The first of the entries (the longest stand first) whose other words follow at token `j`."""
    following = tokens[j].text if j < len(tokens) else None
    for e in entries:
        rest = e.rest
        if not rest:
            return e
        if rest[0] == following:
            end = j + len(rest)
            if end <= len(tokens) and all(tokens[j + k].text == rest[k] for k in range(1, len(rest))):
                return e
    return None


def _table(pairs: Iterable[tuple[str, Any]], *, proclitics: bool = True) -> Table:
    index: dict[str, list[Entry]] = {}
    for phrase, value in pairs:
        first, *rest = fold_word(phrase).split()
        for spelling, lead in _spellings(first) if proclitics else ((first, 0),):
            index.setdefault(spelling, []).append(Entry(tuple(rest), value, lead))
    return {k: tuple(sorted(v, key=lambda e: (-len(e.rest), e.lead))) for k, v in index.items()}


def _spellings(word: str) -> Iterable[tuple[str, int]]:
    """A word with the letters that can stand before it; ل before ال makes لل."""
    for pro in _PROCLITICS:
        if pro.endswith("ل") and word.startswith("ال"):
            yield pro + word[1:], len(pro)
        else:
            yield pro + word, len(pro)
