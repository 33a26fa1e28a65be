"""Incidents for people and for programs: a card or a whole page each, and the JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from marsad.cli.bidi import clean, display, is_arabic, wrap
from marsad.cli.ledgers import SHOWN_ID
from marsad.cli.output import many_of
from marsad.cli.table import Style, beside, fit, range_told, row

if TYPE_CHECKING:
    from marsad.synthesis.figures import Figure, Row
    from marsad.synthesis.incidents import Link, Told
    from marsad.synthesis.statements import Period
    from marsad.synthesis.voices import Voice

_SHOWN_PLACES = 3
_SHOWN_VOICES = 8
_SHOWN_LINKS = 30
_PERSON = "person"


def card(told: Told, figures: tuple[Figure, ...], style: Style) -> Iterator[str]:
    """The lines of an incident in a list: its day, types and places, its figures with who says what, and its id."""
    it = told.incident
    yield ""
    places = "، ".join(dict.fromkeys(clean(p.name_ar) for p in it.places[:_SHOWN_PLACES]))
    yield beside(f" {_days(it.period)}  {', '.join(it.types)}", fit(places, style.room // 2), style, {"bold": True})
    yield from row("voices", f"{len(it.voices)} independent, in {many_of(len(it.articles), 'article')}", "", style)
    for figure in figures:
        yield from _figure(figure, style)
    for note in it.notes:
        yield from _plain(note, style)
    yield from row("incident", it.id, "", style, paint={"dim": True})


def whole(told: Told, figures: tuple[Figure, ...], style: Style) -> Iterator[str]:
    """The lines of an incident with its voices, its claims, and why they are together."""
    yield from card(told, figures, style)
    yield from _part("who says so", style)
    for voice in told.incident.voices:
        kind = clean(voice.kind or "").replace("_", " ")
        yield from row("", kind, clean(voice.name), style, paint={"fg": "magenta"})
    yield from _part("the claims", style)
    for s in told.statements:
        status = "" if s.claim.status == "asserted" else f", {s.claim.status}"
        yield from row(str(s.published or ""), f"{s.id[:SHOWN_ID]}  {s.claim.type}{status}", clean(s.outlet or s.article), style)
    yield from _part("why they are together", style)
    links = told.incident.links
    for link in links[:_SHOWN_LINKS]:
        yield from _link(link, style)
    if len(links) > _SHOWN_LINKS:
        yield from _plain(f"… and {len(links) - _SHOWN_LINKS:,} links more; --format json has all", style)
    if not links:
        yield from _plain("one claim alone", style)


def _part(title: str, style: Style) -> Iterator[str]:
    yield ""
    yield style.paint(f" {title}", {"bold": True})


def _link(link: Link, style: Style) -> Iterator[str]:
    if link.made_by != "marsad":
        yield from _plain(f"{link.first[:SHOWN_ID]} and {link.second[:SHOWN_ID]}: {link.made_by} says so, {link.reasons[0]}", style)
        return
    strength = "" if link.score == 1 else f" ({link.score:g} of what links)"
    yield from _plain(f"{link.first[:SHOWN_ID]} and {link.second[:SHOWN_ID]}{strength}:", style)
    for reason in link.reasons:
        yield from _plain(f"  {reason}", style)


def _plain(text: str, style: Style) -> Iterator[str]:
    for piece in wrap(clean(text), style.room - 3):
        yield f"   {display(piece, style.order, arabic=False)}"


def _figure(figure: Figure, style: Style) -> Iterator[str]:
    who = f" {figure.who}" if figure.who else ""
    said = "" if figure.agreement == "single" else f"  the voices {_AGREEMENT[figure.agreement]}"
    bounds = range_told(figure.low, figure.high)
    yield from row(figure.measure[:10], f"{bounds}{_unit(figure)}{who}{said}", "", style, value_paint={"bold": True})
    for each in figure.standing[:_SHOWN_VOICES]:
        yield from row("", _row(each), clean(each.voice.name), style, paint={"fg": "magenta"})
    if len(figure.standing) > _SHOWN_VOICES:
        yield from row("", f"and {len(figure.standing) - _SHOWN_VOICES:,} voices more", "", style)


_AGREEMENT = {"agree": "agree", "nest": "fit together", "conflict": "conflict"}


def _unit(figure: Figure) -> str:
    return "" if figure.unit == _PERSON or is_arabic(figure.unit) else f" {clean(figure.unit)}"


def _row(each: Row) -> str:
    toll = ", a toll so far" if each.toll else ""
    return f"{'~ ' if each.approx else ''}{range_told(each.low, each.high)}, {each.reported or 'no day'}{toll}"


def _days(period: Period) -> str:
    if period.start == period.end:
        return str(period.start or "no day")
    return f"{period.start or '…'} to {period.end or '…'}"


def told_json(told: Told, figures: tuple[Figure, ...]) -> dict[str, Any]:
    """An incident as programs get it."""
    it = told.incident
    return {
        "id": it.id,
        "types": list(it.types),
        "time": {"start": _iso(it.period.start), "end": _iso(it.period.end), "told": it.period.told},
        "places": [place.to_json() for place in it.places],
        "voices": [_voice(voice) for voice in it.voices],
        "independent": len(it.voices),
        "articles": list(it.articles),
        "claims": list(it.claims),
        "figures": [_figure_json(figure) for figure in figures],
        "links": [
            {"first": x.first, "second": x.second, "score": x.score, "reasons": list(x.reasons), "made_by": x.made_by} for x in it.links
        ],
        "notes": list(it.notes),
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    bounds = {"low": figure.low, "high": figure.high, "agreement": figure.agreement}
    what = {"measure": figure.measure, "of": figure.of, "unit": figure.unit, "who": figure.who or None}
    return {**what, **bounds, "rows": [_row_json(each) for each in figure.rows]}


def _row_json(each: Row) -> dict[str, Any]:
    return {
        "voice": _voice(each.voice),
        "low": each.low,
        "high": each.high,
        "approx": each.approx,
        "through": list(each.through),
        "reported": _iso(each.reported),
        "claim": each.claim,
        "toll": each.toll,
        "superseded": each.superseded,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {"id": voice.id, "name": voice.name, "kind": voice.kind}


def _iso(day: Any) -> str | None:
    return None if day is None else str(day)
