"""The options that say which claims are meant, and the question to the ledger that they make."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import clean
from marsad.errors import LedgerError
from marsad.model import STATUSES

if TYPE_CHECKING:
    from marsad.ledger.queries import Filter

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOMINAL = ("actor", "outlet", "title", "head", "noun", "place")  # entries of the lexicon that may speak
_UNLISTED = ("unlisted", "unknown")  # kinds of voices that no entry names
_REVIEWS = ("accepted", "corrected", "rejected", "none")

Callback = Callable[[click.Context, click.Parameter, Any], Any]


def day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    """A callback: a day as year, month and day. Raises BadParameter for any other."""
    if value is None:
        return None
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{clean(value)!r} is no day; write it as year, month and day: 2024-05-02") from None


def _numbers(names: str, *bounds: tuple[float, float]) -> Callback:
    """A callback for numbers parted by commas, each within its bounds."""

    def parse(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[float, ...] | None:
        if value is None:
            return None
        try:
            found = tuple(float(piece) for piece in value.split(","))
        except ValueError:
            found = ()
        if len(found) != len(bounds):
            raise click.BadParameter(f"{clean(value)!r}: give {names}, {len(bounds)} numbers parted by commas")
        for number, (low, high) in zip(found, bounds, strict=True):
            if not low <= number <= high:
                raise click.BadParameter(f"{clean(value)!r}: {number:g} is not between {low:g} and {high:g}; give {names}")
        return found

    return parse


_LON, _LAT = (-180.0, 180.0), (-90.0, 90.0)


def _known(what: str, values: Callable[[], Collection[str]], see: str) -> Callback:
    """A callback for words of a list that is not loaded before it is needed; it suggests the nearest."""

    def check(_ctx: click.Context, _parameter: click.Parameter, told: tuple[str, ...]) -> tuple[str, ...]:
        known = values() if told else ()
        for value in told:
            if value not in known:
                near = difflib.get_close_matches(value, known, n=3)
                said = f"did you mean {' or '.join(near)}?" if near else see or f"there are {', '.join(sorted(known))}"
                raise click.BadParameter(f"{clean(value)!r} is no {what}; {said}")
        return told

    return check


def _types() -> Collection[str]:
    from marsad import lexicon

    return lexicon.load().types.keys()


def _families() -> Collection[str]:
    from marsad import lexicon

    return {t.family for t in lexicon.load().types.values()}


def _kinds() -> Collection[str]:
    from marsad import lexicon

    return {e.cls for e in lexicon.load().entries if e.cls and e.kind in _NOMINAL} | set(_UNLISTED)


def _actors(_ctx: click.Context, _parameter: click.Parameter, told: tuple[str, ...]) -> tuple[str, ...]:
    if not told:
        return ()
    from marsad.ledger.actors import named, near

    out: dict[str, None] = {}
    for name in told:
        found = named(name)
        if not found:
            offered = "; ".join(f"{shown} ({id})" for id, shown in near(name))
            raise click.BadParameter(f"{clean(name)!r} is no actor that Marsad knows{'; nearest: ' + offered if offered else ''}")
        out.update(dict.fromkeys(found))
    return tuple(out)


def _words(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        from marsad.ledger.words import terms

        try:
            terms(value)
        except LedgerError as error:
            raise click.BadParameter(clean(str(error))) from error
    return value


def _place_name(_ctx: click.Context, _parameter: click.Parameter, told: Any) -> Any:
    from marsad.text.names import keys_of, words_of

    for name in (told,) if isinstance(told, str) else told or ():
        if not keys_of(words_of(name)):
            raise click.BadParameter(f"{clean(name)!r} has no letters; give the name of a place")
    return told


def _speaker(_ctx: click.Context, _parameter: click.Parameter, told: tuple[str, ...]) -> tuple[str, ...]:
    if told:
        from marsad.ledger.words import spaced

        for name in told:
            if not spaced(name).strip():
                raise click.BadParameter(f"{clean(name)!r} has no letters; give the name of a source, or words of it")
    return told


_OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--type",
        "types",
        multiple=True,
        metavar="TYPE",
        callback=_known("type of claim", _types, "see docs/CLAIMS.md"),
        help="Of this type: airstrike, killed, siege, …",
    ),
    click.option(
        "--family",
        "families",
        multiple=True,
        metavar="NAME",
        callback=_known("family of claims", _families, ""),
        help="Of the types of this family: violence, territory, harm, relief, politics, statement.",
    ),
    click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Of this status."),
    click.option(
        "--place", "places", multiple=True, metavar="NAME", callback=_place_name, help="At a place of this name, in any spelling."
    ),
    click.option("--admin1", metavar="NAME", callback=_place_name, help="In this governorate, by its Arabic name."),
    click.option("--pcode", metavar="CODE", help="At the place with this P-code, or within its area."),
    click.option(
        "--box",
        metavar="W,S,E,N",
        callback=_numbers("west,south,east,north in degrees", _LON, _LAT, _LON, _LAT),
        help="Where the place may lie in this box.",
    ),
    click.option(
        "--near",
        metavar="LAT,LON,KM",
        callback=_numbers("latitude,longitude,kilometres", _LAT, _LON, (0, 20_037)),
        help="Where the place may lie so near to a point.",
    ),
    click.option(
        "--exact", "exact_km", metavar="KM", type=click.FloatRange(0), help="Where the place is known this exactly, by its radius."
    ),
    click.option(
        "--actor",
        "actors",
        multiple=True,
        metavar="NAME",
        callback=_actors,
        help="With this actor in a role, by its id or by a name in any spelling.",
    ),
    click.option(
        "--source", "sources", multiple=True, metavar="WORDS", callback=_speaker, help="Said by, or through, a source of this name."
    ),
    click.option(
        "--source-kind",
        "source_kinds",
        multiple=True,
        metavar="KIND",
        callback=_known("kind of source", _kinds, "try agency, official, witness, medical, military, observatory"),
        help="Said by, or through, a source of this kind: agency, official, witness, …",
    ),
    click.option(
        "--chain-min", type=click.IntRange(0), metavar="N", help="Said through a chain of N sources or more; 0 is the article itself."
    ),
    click.option("--chain-max", type=click.IntRange(0), metavar="N", help="Said through a chain of N sources or fewer."),
    click.option("--from", "happened_from", metavar="DAY", callback=day, help="Happened on DAY or later, as far as the words tell."),
    click.option("--to", "happened_to", metavar="DAY", callback=day, help="Happened on DAY or earlier."),
    click.option("--published-from", metavar="DAY", callback=day, help="Published on DAY or later."),
    click.option("--published-to", metavar="DAY", callback=day, help="Published on DAY or earlier."),
    click.option("--fetched-from", metavar="DAY", callback=day, help="In a version that came on DAY (UTC) or later."),
    click.option("--fetched-to", metavar="DAY", callback=day, help="In a version that came on DAY (UTC) or earlier."),
    click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Published by the outlet of just this name."),
    click.option("--article", "articles", multiple=True, metavar="KEY", help="Of the article with this key: its address, path or id."),
    click.option("--text", metavar="WORDS", callback=_words, help="With all these words in the sentence; a phrase in quotation marks."),
    click.option("--article-text", metavar="WORDS", callback=_words, help="With all these words anywhere in the article."),
    click.option("--review", type=click.Choice(_REVIEWS), help="By what people said last; none is what nobody has reviewed."),
    click.option(
        "--all-versions", "everything", is_flag=True, help="Of all versions of an article and all readings, not of the newest alone."
    ),
)
NAMES = (
    *("types", "families", "statuses", "places", "admin1", "pcode", "box", "near", "exact_km", "actors", "sources", "source_kinds"),
    *("chain_min", "chain_max", "happened_from", "happened_to", "published_from", "published_to", "fetched_from", "fetched_to"),
    *("outlets", "articles", "text", "article_text", "review", "everything"),
)
"""What the options are passed on as, which are the fields of a Filter."""


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator: the options that say which claims are meant."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_for(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: those of the options that are passed on by these names."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option, name in reversed(list(zip(_OPTIONS, NAMES, strict=True))):
            if name in names:
                command = option(command)
        return command

    return decorate


def filter_of(told: dict[str, Any]) -> Filter:
    """The question that the options ask. Raises UsageError where two of them leave nothing between them."""
    from marsad.ledger.queries import Filter

    for first, last in (("happened_from", "happened_to"), ("published_from", "published_to"), ("fetched_from", "fetched_to")):
        _in_order(
            told,
            first,
            last,
            "--" + first.replace("_", "-").replace("happened-", ""),
            "--" + last.replace("_", "-").replace("happened-", ""),
        )
    _in_order(told, "chain_min", "chain_max", "--chain-min", "--chain-max")
    if told["box"] is not None and not (told["box"][0] <= told["box"][2] and told["box"][1] <= told["box"][3]):
        raise click.UsageError("--box: give west,south,east,north; the west must be less than the east, the south less than the north")
    times = {
        "fetched_from": told["fetched_from"] and dt.datetime.combine(told["fetched_from"], dt.time.min, dt.UTC),
        "fetched_to": told["fetched_to"] and dt.datetime.combine(told["fetched_to"], dt.time.max, dt.UTC),
    }
    return Filter(**{name: told[name] for name in NAMES} | times)


def _in_order(told: dict[str, Any], first: str, last: str, *options: str) -> None:
    if told[first] is not None and told[last] is not None and told[first] > told[last]:
        raise click.UsageError(f"{options[0]} {told[first]} is after {options[1]} {told[last]}: nothing lies between them")


def asked_for(told: dict[str, Any]) -> dict[str, Any]:
    """What the options ask for, as JSON, less what they leave open."""
    return {name: _plain(told[name]) for name in NAMES if told[name] not in (None, (), False)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, dt.date) else value
