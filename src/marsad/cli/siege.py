"""`marsad siege`: who besieges a place, through time, by whose account, and what is told around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import clean
from marsad.cli.output import many_of
from marsad.cli.picture import Evidence, bar, beside_lines, bounds, claim_lines, draw, head, names, picture_options, title
from marsad.cli.table import Style, beside

if TYPE_CHECKING:
    from marsad.synthesis.around import Approach, Inside, Need
    from marsad.synthesis.siege import Siege, SiegeAccount, SiegeStep


@click.command()
@picture_options
@click.pass_context
def siege(ctx: click.Context, /, **told: Any) -> None:
    """Show who is said to besiege a place, since when, who is inside, what they lack, and who comes near.

    \b
    Examples:
      marsad siege "دير الزور"
      marsad siege "el fasher" --at 2024-11-01
      marsad siege marsad:ye-taiz --format json

    PLACE is a name in any spelling, or the id of a place in a gazetteer. A bare name is the town; where it may be several places they
    are listed, with their ids. What lies in the place or touches it counts as well, such as a base at its edge.

    Each voice has its own lines: by whom, whom, from when to when, and the steps that it tells; then the figures of people inside,
    shortages and access, and who comes near, each with who says so, and the claims with the digits that `marsad show` takes. What
    is expected, intended, possible or denied ends no siege; it stands at the end.

    --format json prints one object, with the quotation of every claim under `claims`. docs/control.md says what it means.

    Exit codes: 0 done; 1 the output could not be written; 2 usage, or no such place, or several; 3 the ledger could not be read.
    """
    from marsad.synthesis.siege import siege as derive

    draw(ctx, derive, cited, lines, **told)


def cited(picture: Siege) -> Iterator[str]:
    """The ids of all claims behind a picture of sieges."""
    yield from (step.claim for account in picture.accounts for step in account.steps)
    yield from (i.claim for i in picture.inside)
    yield from (n.claim for n in picture.needs)
    yield from (a.claim for a in picture.approaches)
    yield from (b.claim for b in picture.beside)


def lines(picture: Siege, shown: Evidence, style: Style) -> Iterator[str]:
    """The picture for people."""
    standing = sorted({a.standing for a in picture.accounts})
    counts = {s: sum(a.standing == s for a in picture.accounts) for s in standing}
    said = " · ".join(f"{s} by {many_of(n, 'account')}" for s, n in counts.items())
    yield from head(picture.spot, f"{picture.at or 'no day'}: {said or 'no claim tells of a siege'}", style)
    days = [d for a in picture.accounts for d in (_first(a), a.last)]
    for account in picture.accounts:
        yield from _account(account, picture, min(days), max(days), shown, style)
    if picture.inside:
        yield from title("Who is inside", style)
        for figure in picture.inside:
            yield from _inside(figure, shown, style)
    if picture.needs:
        yield from title("What is lacking, and what gets there", style)
        for need in picture.needs:
            yield from _need(need, shown, style)
    if picture.approaches:
        yield from title("Who comes near", style)
        for approach in picture.approaches:
            yield from _approach(approach, shown, style)
    if picture.beside:
        yield from title("Said, but changing nothing", style)
        for each in picture.beside:
            yield from beside_lines(each, shown, style)


def _first(account: SiegeAccount) -> dt.date:
    """The day from which an account knows of a siege."""
    known = [d for s in account.steps for d in (s.start or s.end,) if d is not None]
    return min(known, default=account.last)


def _account(account: SiegeAccount, picture: Siege, first: dt.date, last: dt.date, shown: Evidence, style: Style) -> Iterator[str]:
    yield from title(account.who, style)
    start = _first(account)
    drawn = bar(start, max(start, account.last), first, last, open_end=account.standing == "besieged", told=account.since is not None)
    english, arabic = names(account.besiegers)
    yield beside(f"  {start} {drawn} {account.last}  {account.standing}", "", style)
    yield beside(f"      by {english or ('nobody named' if not account.besiegers else '')}", arabic, style)
    if account.besieged:
        english, arabic = names(account.besieged)
        yield beside(f"      besieged {english}", arabic, style)
    if account.spot != picture.spot:
        yield beside(f"      at {clean(account.spot.name_en or account.spot.id or '')}", clean(account.spot.name_ar), style)
    for step in account.steps:
        yield beside(f"      {_step(step)}", clean(step.words or step.spoken), style)
        yield from claim_lines((step.claim,), shown, style)


def _step(step: SiegeStep) -> str:
    if step.start is None:
        return f"{step.what}, as of {step.end}"
    if step.end is None:
        return f"{step.what}, since {step.start}"
    return f"{step.what}, {step.start}" if step.start == step.end else f"{step.what}, between {step.start} and {step.end}"


def _inside(figure: Inside, shown: Evidence, style: Style) -> Iterator[str]:
    unit = "people" if figure.unit == "person" else clean(figure.unit)
    yield beside(f"  {bounds(figure.low, figure.high, unit, approx=figure.approx)}", clean(figure.words), style, {"bold": True})
    yield beside("      by", clean(figure.who), style)
    if figure.within:
        english, _ = names(figure.held_by)
        yield beside(f"      in{f', held by {english}' if english else ''}", clean(figure.within), style)
    yield from claim_lines((figure.claim,), shown, style)


def _need(need: Need, shown: Evidence, style: Style) -> Iterator[str]:
    status = "" if need.status == "asserted" else f"  {need.status}"
    yield beside(f"  {need.type}{status}", "، ".join(map(clean, need.things)), style)
    yield beside("      by", clean(need.who), style)
    yield from claim_lines((need.claim,), shown, style)


def _approach(approach: Approach, shown: Evidence, style: Style) -> Iterator[str]:
    english, arabic = names(approach.parties)
    far = bounds(approach.low_km, approach.high_km, "km")
    status = "" if approach.status == "asserted" else approach.status
    days = " to ".join(str(d) for d in dict.fromkeys((approach.start, approach.end)) if d is not None)
    yield beside("  " + "  ".join(filter(None, (status, far and f"{far} away", english, days))), arabic, style)
    if approach.to:
        yield beside("      to", clean(approach.to), style)
    yield beside("      by", clean(approach.who), style)
    yield from claim_lines((approach.claim,), shown, style)
