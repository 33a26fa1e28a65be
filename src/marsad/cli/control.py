"""`marsad control`: who holds a place, through time, by whose account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import clean
from marsad.cli.picture import Evidence, bar, beside_lines, bounds, claim_lines, draw, head, names, picture_options, title
from marsad.cli.table import Style, beside

if TYPE_CHECKING:
    from marsad.synthesis.control import Account, Control, Dispute
    from marsad.synthesis.intervals import Interval, Turn

_STATES = {
    "held": "held by one side",
    "partly held": "held in part; of the rest nobody says",
    "divided": "divided: each side holds a part",
    "contested": "contested: the voices contradict each other",
    "entered": "entered, but nobody says that it is held",
    "no information": "no information",
}


@click.command()
@picture_options
@click.pass_context
def control(ctx: click.Context, /, **told: Any) -> None:
    """Show who is said to hold a place, since when, and by whose account.

    \b
    Examples:
      marsad control "دير الزور"
      marsad control "wad medani" --at 2024-05-02
      marsad control marsad:sy-deir-ez-zor-governorate --format json

    PLACE is a name in any spelling, or the id of a place in a gazetteer. A bare name is the town; where it may be several places they
    are listed, with their ids.

    Each voice has its own lines, one an interval: from when to when, what part, and who; under it the claims that it is made of, with
    the digits that `marsad show` takes. What nobody has spoken of for a while is no information. Claims that are expected, intended,
    possible or denied open no interval; they stand at the end.

    --format json prints one object, with the quotation of every claim under `claims`. docs/control.md says what it means.

    Exit codes: 0 done; 1 the output could not be written; 2 usage, or no such place, or several; 3 the ledger could not be read.
    """
    from marsad.synthesis.control import control as derive

    draw(ctx, derive, cited, lines, **told)


def cited(picture: Control) -> Iterator[str]:
    """The ids of all claims behind a picture of control."""
    for account in picture.accounts:
        for interval in account.intervals:
            yield from interval.claims
    yield from (b.claim for b in picture.beside)


def lines(picture: Control, shown: Evidence, style: Style) -> Iterator[str]:
    """The picture for people."""
    said = f"{picture.at}: {_STATES[picture.state]}" if picture.at else "no claim on who holds it has a day"
    yield from head(picture.spot, said, style)
    english, arabic = names(picture.holders)
    if picture.holders:
        yield beside(f"  {english}", arabic, style)
    every = [i for a in picture.accounts for i in a.intervals]
    if not every:
        yield ""
        yield "No claim says who holds it."
    for account in picture.accounts:
        yield from _account(account, picture, every, shown, style)
    if picture.disputes:
        yield from title("Where voices contradict each other", style)
        for dispute in picture.disputes:
            yield from _dispute(dispute, style)
    if picture.beside:
        yield from title("Said, but opening no interval", style)
        for each in picture.beside:
            yield from beside_lines(each, shown, style)


def _account(account: Account, picture: Control, every: list[Interval], shown: Evidence, style: Style) -> Iterator[str]:
    from marsad.synthesis.timeline import opening

    first, last = min(map(opening, every)), max(i.last for i in every)
    yield from title(account.who, style)
    for i in account.intervals:
        start = opening(i)
        told = i.opened.words is not None or i.opened.what != "held"
        drawn = bar(start, max(start, i.last), first, last, open_end=i.closed is None, told=told)
        share = "" if i.share is None else f" {bounds(i.share.low, i.share.high, '%', approx=i.share.approx)}"
        english, arabic = names([i.holder])
        yield beside(f"  {start} {drawn} {i.last}  {i.extent}{share}  {english}", arabic, style)
        if i.spot != picture.spot:
            yield beside(f"      in {clean(i.spot.name_en or i.spot.id or '')}", clean(i.spot.name_ar), style)
        yield beside(f"      {_turn(i.opened)}", clean(i.opened.words or ""), style)
        if i.closed is not None:
            yield beside(f"      {_turn(i.closed)}", clean(i.closed.words or ""), style)
        yield from claim_lines(i.claims, shown, style)


def _turn(turn: Turn) -> str:
    """An edge in English: what, and as exactly as the words tell when."""
    start, end = turn.start, turn.end
    if turn.what == "no information":
        return f"no information since {start}: no claim speaks of it"
    if end is None:
        return f"{turn.what} since {start}"
    if start is None:
        return f"{turn.what}; seen on {end}, since when nobody says" if turn.what == "held" else f"{turn.what} by {end}"
    return f"{turn.what} on {end}" if start == end else f"{turn.what} between {start} and {end}"


def _dispute(dispute: Dispute, style: Style) -> Iterator[str]:
    yield beside(f"  {dispute.start} to {dispute.end}", clean(dispute.spot.name_ar), style)
    for who, party in dispute.sides:
        english, arabic = names([party])
        yield beside(f"      {english}", f"{arabic} ← {clean(who)}", style)
