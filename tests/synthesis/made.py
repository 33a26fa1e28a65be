"""Statements made by hand, for tests of what is derived of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import count

from marsad import lexicon
from marsad.model import Claim, Disc, Filler, Place, Quantity, Source, Span, Status, When
from marsad.synthesis.statements import Statement

DAY = dt.date(2024, 5, 2)


def place(name: str, english: str | None = None, lat: float = 35.0, lon: float = 39.0, km: float = 4.0) -> Place:
    """A town of this name."""
    return Place(name, english or name, lat, lon, km, "locality", f"x:{name}", None, "SY01", Disc(lat, lon, km))


HOMS, RAQQA = place("حمص", "Homs", 34.73, 36.71), place("الرقة", "Ar Raqqah", 35.95, 39.01)


def said(
    type: str,
    *,
    where: Place | None = HOMS,
    by: str | None = None,
    voice: str | None = None,
    through: str | None = None,
    status: Status = "asserted",
    when: dt.date | None = DAY,
    figures: Mapping[str, tuple[float | None, float | None]] | None = None,
    unit: str = "person",
    of: str = "count",
    approx: bool = False,
    roles: Mapping[str, tuple[str, ...]] | None = None,
    article: str = "one",
    outlet: str | None = None,
    title: str | None = None,
    url: str | None = None,
    published: dt.date | None = DAY,
    id: str | None = None,
    at: int = 0,
) -> Statement:
    """A claim of an article. `by` is the id of the actor who does it, `voice` who says so, `through` who passes that on, `figures` the
    words and bounds of numbers, `roles` other roles and the words that fill them, `at` where in the text it stands."""
    position = count(at)

    def span(words: str) -> Span:
        start = next(position)
        return Span(start, start + len(words), words)

    entries = {e.id: e.name_ar for e in lexicon.load().entries}
    fillers: dict[str, tuple[Filler, ...]] = {}
    trigger = span(type)
    if by is not None:
        fillers["agent"] = (Filler(span(entries.get(by, by)), by if by in entries else None),)
    for role, words in (roles or {}).items():
        fillers[role] = tuple(Filler(span(each)) for each in words)
    if where is not None:
        fillers["place"] = (Filler(span(f"مدينة {where.name_ar}"), location=where),)
    claim = Claim(
        type,
        trigger,
        status,
        tuple(Source(span(name), name, "agency") for name in (through, voice) if name is not None),
        roles=fillers,
        quantities=tuple(Quantity(of, low, high, unit, approx, span(words)) for words, (low, high) in (figures or {}).items()),  # type: ignore[arg-type]
        time=None if when is None else When(when, when, span("يومها")),
    )
    family = lexicon.load().types[type].family
    return Statement(id or claim.id(article), claim, family, article, f"{article}@1", outlet, title, url, published, "live")
