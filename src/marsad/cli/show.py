"""`marsad show`: one claim with all that is known about it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import clean, display, is_arabic, wrap
from marsad.cli.changes import changes
from marsad.cli.claims import article_lines, record
from marsad.cli.ledgers import claim_meant, claim_told, opened
from marsad.cli.options import bidi_option, colour_option, coloured, ledger_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, many_of
from marsad.cli.quoted import quoted
from marsad.cli.table import Style, beside, card, number, row, voice

if TYPE_CHECKING:
    from marsad.ledger.records import Hit, Kept, Told, Version
    from marsad.model import Claim, Filler, Source

_MINUTES = len("2024-05-02T10:00")


@click.command()
@click.argument("claim")
@ledger_option
@click.option("--full", is_flag=True, help="Show the whole article, not the lines around the claim alone.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="text is for people, json for programs.  [default: text]"
)
@bidi_option
@colour_option
@click.pass_context
def show(ctx: click.Context, claim: str, ledger: str, full: bool, form: str, bidi: str, color: str) -> None:
    """Show a claim with the words of its article that make it, and all that is known about it.

    \b
    Examples:
      marsad show d56dbfa12330
      marsad show d56dbf --full
      marsad show d56dbfa12330 --format json

    CLAIM is the claim's id, or the beginning of it, six digits or more, where no other begins so.

    Shown are the claim; the path from the article to who is cited last; where its places are, and how exactly that is known;
    the text, with the parts of the claim marked, in colour on a terminal and in brackets elsewhere; why it was read so; what
    people said to it, and what the program had read where they corrected it; and the versions of the article, with what
    became of it.

    --format json prints one object: the claim as `marsad claims --format json` has it, with `text`, `machine` (what the
    program had read, where a correction is shown, else null), `reviews` and `versions`.

    Exit codes: 0 done; 1 the output could not be written; 2 usage; 3 the ledger could not be read, or has no such claim.
    """
    with opened(ledger) as book:
        told = book.claim(claim_meant(book, claim))
        kept = book.article(told.hit.article)
    try:
        with Output() as out:
            if form == "json":
                out.write(json.dumps(_json(told, kept), ensure_ascii=False, indent=2) + "\n")
                return
            style = style_for(out, bidi, colour=coloured(color, out), why=True)
            for line in _lines(told, kept, style, full=full):
                out.write(f"{line.rstrip()}\n", colour=style.colour)
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)


def _json(told: Told, kept: Kept) -> dict[str, Any]:
    return {
        **record(told.hit, told.text),
        "text": told.text,
        "machine": told.machine if told.hit.corrected else None,
        "reviews": [review.to_json() for review in told.reviews],
        "versions": [dataclasses.asdict(version) for version in kept.versions],
    }


def _lines(told: Told, kept: Kept, style: Style, *, full: bool) -> Iterator[str]:
    hit, claim = told.hit, claim_told(told.hit.claim)
    yield from article_lines(hit, style)
    for told_of in _became(hit, kept):
        for piece in wrap(told_of, style.room - 3):
            yield style.paint(f"   {piece}", {"fg": "yellow", "bold": True})
    yield ""
    yield from card(claim, told.text, dataclasses.replace(style, why=False), id=f"{hit.id}{f' · {hit.review}' if hit.review else ''}")
    yield from _part("who says so", style)
    yield from _path(hit, claim, style)
    places = [filler for here in claim.roles.values() for filler in here if filler.location is not None or filler.candidates]
    if places:
        yield from _part("where", style)
        for filler in places:
            yield from _place(filler, style)
    yield from _part("the text" if full else "the text around it (--full: all of it)", style)
    yield from quoted(claim, told.text, style, full=full)
    yield from _part("why it was read so", style)
    for step in (claim.rule, *claim.why):
        yield from _plain(step, style)
    if hit.corrected:
        yield from _part("what was corrected", style)
        yield from changes(claim_told(told.machine), claim, style)
    if told.reviews:
        yield from _part("what people said", style)
        for review in told.reviews:
            yield from _plain(f"{_minute(review.at)}  {review.verdict} by {review.who}{f': {review.why}' if review.why else ''}", style)
    yield from _part(many_of(len(kept.versions), "version") + " of the article", style)
    for version in kept.versions:
        yield from _version(version, hit, style)


def _part(title: str, style: Style) -> Iterator[str]:
    yield ""
    yield style.paint(f" {title}", {"bold": True})


def _plain(text: str, style: Style) -> Iterator[str]:
    """English that may hold Arabic words, on as many lines as it needs."""
    for i, piece in enumerate(wrap(clean(text), style.room - 6)):
        yield " " * (6 if i else 3) + display(piece, style.order, arabic=False)


def _became(hit: Hit, kept: Kept) -> Iterator[str]:
    """What became of the article since, where that is worth knowing."""
    here = next(version for version in kept.versions if version.id == hit.version)
    last = max(kept.versions, key=lambda version: version.seen[-1:])
    if last.state != "live":
        yield f"the article is {clean(last.state)} since {_minute(last.seen[-1])}"
    live = [version for version in kept.versions if version.state == "live"]
    newest = max(live, key=lambda version: version.seen[-1:], default=here)
    if newest.id != here.id:
        what = "its text changed" if newest.text_sha256 != here.text_sha256 else "what is known about it changed"
        yield f"this claim is of an older version: {what} on {_minute(newest.seen[-1])}"


def _path(hit: Hit, claim: Claim, style: Style) -> Iterator[str]:
    """The path from the article inwards, one voice a line, each told by the one above it."""
    yield beside("   the article", clean(hit.outlet or ""), style)
    for depth, source in enumerate(claim.sources):
        yield from _voice_line("   " + "  " * depth + "└ says " if depth == 0 else "   " + "  " * depth + "└ cites ", source, style)
    for source in claim.via:
        yield from _voice_line("   told to ", source, style)


def _voice_line(head: str, source: Source, style: Style) -> Iterator[str]:
    for i, piece in enumerate(wrap(clean(source.span.text), style.room - 4)):
        yield beside("" if i else f"{head}{voice((source,))}", piece, style, {"fg": "magenta"})


def _place(filler: Filler, style: Style) -> Iterator[str]:
    """The place that a filler names: its names, its point with how exactly it is known, and where it lies; or what it may be."""
    place = filler.location
    if place is None:
        yield from row("", "not resolved; it may be one of:", filler.span.text, style)
        for candidate in filler.candidates:
            point = f"{candidate.lat:.4f}, {candidate.lon:.4f} ± {number(candidate.radius_km)} km"
            yield from row("", f"{clean(candidate.name_en)} {point} {clean(candidate.id)}", candidate.name_ar, style)
        return
    yield from row("place", clean(place.name_en or ""), place.name_ar, style)
    if place.lat is not None and place.lon is not None and place.radius_km is not None:
        known = f"{place.lat:.4f}, {place.lon:.4f} ± {number(place.radius_km)} km ({clean(place.precision or '')})"
    else:
        known = "no point is known"
    yield from row("", known, filler.span.text, style)
    codes = " · ".join(filter(None, (clean(place.pcode or ""), clean(place.id or ""))))
    if codes or place.admin1:
        yield from row("in", codes, place.admin1 or "", style)


def _version(version: Version, hit: Hit, style: Style) -> Iterator[str]:
    """A version in a line or two: when it was seen, what it was, and who read it."""
    claims = f", {many_of(version.readings[-1].claims, 'claim')} read by marsad {version.readings[-1].program}" if version.readings else ""
    this = "  ← the claim is of this one" if version.id == hit.version else ""
    yield from _plain(f"{', '.join(map(_minute, version.seen))}  {version.state}{claims}{this}", style)
    title = clean(version.title or "")
    if title and title != clean(hit.title or ""):
        yield from (beside("", piece, style) if is_arabic(piece) else f"      {piece}" for piece in wrap(title, style.room - 6))
    for note in version.notes:
        yield from _plain(f"   {note}", style)


def _minute(at: str) -> str:
    """A time of the ledger as people read it."""
    return f"{at[:_MINUTES].replace('T', ' ')} UTC"
