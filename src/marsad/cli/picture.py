"""What the commands that draw a picture of a place share: their options, which place is meant, its claims with their quotations, a line of
time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from marsad.cli.asked import day
from marsad.cli.bidi import clean, is_arabic
from marsad.cli.ledgers import SHOWN_ID, opened
from marsad.cli.options import bidi_option, colour_option, coloured, form_option, ledger_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, Talk
from marsad.cli.table import Style, beside, fit, range_told

if TYPE_CHECKING:
    from marsad.gazetteer import Gazetteer, Toponym
    from marsad.ledger.store import Ledger
    from marsad.synthesis.control import Beside
    from marsad.synthesis.frontrules import Rules
    from marsad.synthesis.parties import Party
    from marsad.synthesis.sites import Asked, Spot
    from marsad.synthesis.statements import Statement

_LISTED = 10  # places of one name
_SHOWN = 6  # claims under a line
_BAR = 24  # cells of a line of time
_LEAST_QUOTE = 24  # cells


class Picture(Protocol):
    """What is told of a place."""

    def to_json(self) -> dict[str, Any]: ...


Drawn = TypeVar("Drawn", bound=Picture)
Derived = TypeVar("Derived", bound=Picture, covariant=True)


class Derive(Protocol[Derived]):
    """Makes a picture of a place from all statements of the articles that speak of it."""

    def __call__(self, statements: Iterable[Statement], asked: Asked, rules: Rules, *, at: dt.date | None) -> Derived: ...


def picture_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that draws a picture of a place, passed on as `draw` takes them."""
    at = click.option("--at", metavar="DAY", callback=day, help="Look at this day.  [default: the newest day in the ledger]")
    for option in reversed((click.argument("place"), ledger_option, at, form_option, bidi_option, colour_option)):
        command = option(command)
    return command


def draw(
    ctx: click.Context,
    derive: Derive[Drawn],
    cited: Callable[[Drawn], Iterable[str]],
    lines: Callable[[Drawn, Evidence, Style], Iterable[str]],
    *,
    place: str,
    ledger: str,
    at: dt.date | None,
    form: str,
    bidi: str,
    color: str,
) -> None:
    """Print the picture of a place that `derive` makes: as `lines` for people, or as JSON, with the claims that are `cited`."""
    from marsad.gazetteer import installed
    from marsad.synthesis.about import about, newest
    from marsad.synthesis.frontrules import load

    asked, others = place_meant(place, installed())
    with opened(ledger) as book:
        given = list(about(book, asked))
        picture = derive(given, asked, load(), at=at or newest(book))
        shown = evidence(book, given, cited(picture))
    talk = Talk(progress=False)
    for line in others:
        talk.say(line)
    try:
        with Output() as out:
            if form == "json":
                out.write(json.dumps({**picture.to_json(), "claims": shown.to_json()}, ensure_ascii=False, indent=2) + "\n")
                return
            style = style_for(out, bidi, colour=coloured(color, out))
            for line in lines(picture, shown, style):
                out.write(f"{line.rstrip()}\n", colour=style.colour)
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)


def place_meant(told: str, gazetteer: Gazetteer) -> tuple[Asked, list[str]]:
    """The place with this id, or of this name in any spelling, and what to say of others of the name. A bare name is the town, not its
    governorate. Raises UsageError where there is none, or several that it may be, which are listed."""
    from marsad import lexicon
    from marsad.geo.areas import Resolved
    from marsad.geo.resolve import resolve_name
    from marsad.geo.words import PlaceWords
    from marsad.synthesis.sites import Asked
    from marsad.text.names import keys_of, words_of

    place = gazetteer.by_id(told.strip())
    others: list[str] = []
    if place is None:
        found = {f.place.id: f.place for fs in gazetteer.find(keys_of(words_of(told))).values() for f in fs}
        if not found:
            raise click.UsageError(f"no gazetteer has a place {clean(told)!r}; `marsad gazetteer search` looks for the beginning of a name")
        meant = resolve_name(told, gazetteer, PlaceWords.build(lexicon.load().places))
        if not isinstance(meant, Resolved):
            raise click.UsageError(f"{clean(told)!r} is the name of several places; give the id of one:\n{_listed(found.values())}")
        place = meant.place
        if len(found) > 1:
            rest = _listed(p for p in found.values() if p.id != place.id)
            others = [f"{clean(told)} is taken for {clean(place.name_en)} ({clean(place.id)}); for another give its id:\n{rest}"]
    return Asked.of(place, gazetteer.shape(place.id)), others


def _listed(places: Iterable[Toponym]) -> str:
    ordered = sorted(places, key=lambda p: (-p.population, p.id))
    lines = [f"  {clean(p.id)}  {p.kind}, {clean(p.name_en)}, {clean(p.cc)}" for p in ordered[:_LISTED]]
    more = len(ordered) - _LISTED
    return "\n".join([*lines, *([f"  and {more} more; `marsad gazetteer search` lists them"] if more > 0 else [])])


@dataclass(frozen=True, slots=True)
class Evidence:
    """The claims behind a picture, by their ids, and the sentence that each stands in."""

    statements: Mapping[str, Statement]
    quotes: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        return {
            id: {
                "type": s.claim.type,
                "status": s.claim.status,
                "article": s.article,
                "published": None if s.published is None else s.published.isoformat(),
                "quote": self.quotes[id],
            }
            for id, s in sorted(self.statements.items())
        }


def evidence(book: Ledger, given: Iterable[Statement], cited: Iterable[str]) -> Evidence:
    """The cited claims among the given ones, each with its sentence. Raises LedgerError."""
    from marsad.ledger.words import sentence

    wanted = set(cited)
    found = {s.id: s for s in given if s.id in wanted}
    quotes: dict[str, str] = {}
    version, text = "", ""
    for s in sorted(found.values(), key=lambda s: (s.version, s.id)):
        if s.version != version:
            version, text = s.version, book.text(s.version)
        quotes[s.id] = " ".join(sentence(text, s.claim.trigger.start, s.claim.trigger.end).split())
    return Evidence(found, quotes)


def claim_lines(ids: Sequence[str], shown: Evidence, style: Style) -> Iterator[str]:
    """The claims behind a line: the digits that `marsad show` takes, the day the article came out, and the beginning of the sentence."""
    for id in ids[:_SHOWN]:
        statement = shown.statements[id]
        left = f"        {id[:SHOWN_ID]}  {str(statement.published or 'no day').ljust(10)}  {clean(statement.claim.type)}"
        room = max(_LEAST_QUOTE, style.room - len(left) - 2)
        yield beside(left, fit(clean(shown.quotes[id]), room), style, {"dim": True})
    if len(ids) > _SHOWN:
        yield style.paint(f"        and {len(ids) - _SHOWN:,} more claims; --format json has all", {"dim": True})


def beside_lines(each: Beside, shown: Evidence, style: Style) -> Iterator[str]:
    """A claim that stands beside, for people."""
    english, arabic = names(each.parties)
    days = " to ".join(str(d) for d in dict.fromkeys((each.start, each.end)) if d is not None)
    yield beside("  " + "  ".join(filter(None, (f"{each.why}: {each.type}", english, days))), arabic, style)
    yield beside("      by", clean(each.who), style)
    yield from claim_lines((each.claim,), shown, style)


def head(spot: Spot, said: str, style: Style) -> Iterator[str]:
    """The first lines: the names of the place, and what is said of it."""
    yield beside(style.paint(clean(spot.name_en or spot.id or ""), {"bold": True}), clean(spot.name_ar), style)
    yield said


def title(words: str, style: Style) -> Iterator[str]:
    """A part begins: who says what follows, or what it is."""
    yield ""
    yield beside("", clean(words), style, {"bold": True}) if is_arabic(words) else style.paint(clean(words), {"bold": True})


def names(parties: Iterable[Party]) -> tuple[str, str]:
    """The parties in English, as far as their English names are known, and in Arabic."""
    every = list(parties)
    known = [clean(p.name_en) for p in every if p.name_en]
    more = len(every) - len(known)
    if known and more:
        known.append(f"{more} more")
    return " and ".join(known), "، ".join(clean(p.name) for p in every)


def bounds(low: float | None, high: float | None, unit: str, *, approx: bool = False) -> str:
    """Figures as their words bound them; empty where they do not."""
    if low is None and high is None:
        return ""
    return f"{'~ ' if approx else ''}{range_told(low, high)} {unit}"


def bar(start: dt.date, end: dt.date, first: dt.date, last: dt.date, *, open_end: bool, told: bool) -> str:
    """A stretch of time on a line from `first` to `last`. It begins with a bar where its beginning is told; an arrow goes on."""
    span = max(1, (last - first).days)
    left = (_BAR - 1) * (start - first).days // span
    right = (_BAR - 1) * (end - first).days // span
    cells = ["·"] * left + ["━"] * (right - left + 1) + ["·"] * (_BAR - 1 - right)
    cells[left] = "┣" if told else "━"
    if open_end:
        cells[right] = "▶"
    return "".join(cells)
