"""Which places a claim is about, how much of each, and how they lie to the place that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from marsad.gazetteer import Toponym
from marsad.geo.geometry import covers, rough_km
from marsad.model import Area, Disc, Filler, Outline, Place, Quantity
from marsad.synthesis.frontrules import Rules
from marsad.synthesis.statements import Statement
from marsad.text.names import without_article, words_of

# How a place that a claim tells lies to the one that is asked for.
Lies = Literal["same", "within", "beside", "around", "elsewhere"]

_AROUND = frozenset(("near", "direction", "distance", "countryside", "between", "road", "border"))
_LARGER = 2.0  # times the radius: a governorate around a city, not a city beside a quarter of it


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that the picture is about: its gazetteer id (None where no gazetteer has it), its names, and the disc it lies in."""

    id: str | None
    name_ar: str
    name_en: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None

    def to_json(self) -> dict[str, Any]:
        point = {"lat": self.lat, "lon": self.lon, "radius_km": self.radius_km}
        return {"id": self.id, "name_ar": self.name_ar, "name_en": self.name_en, **point}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a place in per cent, as the words bound it; None is an open end."""

    low: float | None
    high: float | None
    approx: bool

    def to_json(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "approx": self.approx}


@dataclass(frozen=True, slots=True)
class Asked:
    """The place that is asked for, with the area that is taken for it."""

    spot: Spot
    area: Area

    @classmethod
    def of(cls, place: Toponym, outline: bytes | None = None) -> Asked:
        """A place of the gazetteer, and its outline (WKB) where there is one."""
        spot = Spot(place.id, place.name_ar, place.name_en or None, place.lat, place.lon, place.radius_km)
        return cls(spot, Disc(place.lat, place.lon, place.radius_km) if outline is None else Outline(place.id, outline))


@dataclass(frozen=True, slots=True)
class Told:
    """A place that a claim is about. `part` says that it is about a part of it, `share` how much that is; `words` are the claim's own.
    `context` says that the claim names no place, and this is the one that its article named last before it."""

    place: Place
    part: bool
    share: Share | None
    words: str
    context: bool = False

    @property
    def spot(self) -> Spot:
        p = self.place
        return Spot(p.id, p.name_ar, p.name_en, p.lat, p.lon, p.radius_km)


def lies(told: Told, asked: Asked) -> Lies:
    """How what a claim is about lies to the place asked for: it is the same, or part of it; it is within; it is the surroundings of the
    same ("around"), or somewhere that touches it ("beside"); or it is elsewhere, as what is wider is too."""
    place, spot = told.place, asked.spot
    around = place.precision in _AROUND
    if place.id is not None and place.id == spot.id:
        return "around" if around and not told.part else "same"
    if place.lat is None or place.lon is None or place.radius_km is None:
        return "elsewhere"
    if spot.lat is None or spot.lon is None or spot.radius_km is None:
        return "elsewhere"
    km = rough_km((place.lat, place.lon), (spot.lat, spot.lon))
    if place.radius_km > spot.radius_km or km > place.radius_km + spot.radius_km:
        return "elsewhere"
    return "within" if not around and covers(asked.area, (place.lat, place.lon)) else "beside"


def told_by(statement: Statement, roles: Iterable[str], rules: Rules, named: Place | None = None) -> tuple[Told, ...]:
    """The places that a claim is about, from the first of `roles` that has any, each once. `named` is the place that its article named last
    before it: parts of a place that the claim does not name ("the quarters") are parts of that.

    What only says in what the others lie ("the town, in the country") is left out, unless it has a part or a share of its own. A share
    counts for the place that its words run on to.
    """
    for role in roles:
        fillers = statement.claim.roles.get(role, ())
        if any(f.location is not None for f in fillers):
            return tuple(_without_outer(_told(statement, fillers, rules)))
    if named is not None:
        for role in roles:
            heads = [f for f in statement.claim.roles.get(role, ()) if not f.candidates and is_part(f.span.text, None, rules)]
            if heads:
                share = next((q for q in statement.claim.quantities if q.of == "share"), None)
                return (Told(named, True, _share(share), heads[0].span.text, context=True),)
    return ()


def is_part(words: str, place: Place | None, rules: Rules) -> bool:
    """Whether words are headed by one that is only part of a place. `place` is what they were resolved to, if they were."""
    spelled = [without_article(word) for word in words_of(words)]
    if not spelled or (spelled[0] not in rules.parts and spelled[0] not in rules.kinds):
        return False
    if spelled[0] in rules.parts or place is None:
        return True
    name = [without_article(word) for word in words_of(place.name_ar)]
    return name not in (spelled[: len(name)], spelled[1 : 1 + len(name)])


def _told(statement: Statement, fillers: Iterable[Filler], rules: Rules) -> list[Told]:
    """The resolved places of one role. A part that is no place by itself is part of the place behind it, or before it where it is the
    last ("quarters", "the city")."""
    ordered = sorted(fillers, key=lambda f: f.span)
    shares = {n: q for q in statement.claim.quantities if q.of == "share" for n in (_runs_on_to(q, ordered),)}
    found: dict[str, Told] = {}
    behind: dict[str, bool] = {}
    loose = False
    for n, filler in enumerate(ordered):
        place, words = filler.location, filler.span.text
        if place is None:
            loose = loose or (not filler.candidates and is_part(words, None, rules))
            continue
        told = Told(place, loose or n in shares or is_part(words, place, rules), _share(shares.get(n)), words)
        loose = False
        # Of two tellings of one place the one behind the trigger is the claim's own; the other may be of the clause before it.
        key, after = place.id or place.name_ar, filler.span.start > statement.claim.trigger.start
        if key not in found or after >= behind[key]:
            found[key], behind[key] = told, after
    out = list(found.values())
    if loose and out and not any(t.part for t in out):
        out[-1] = replace(out[-1], part=True)
    return out


def _runs_on_to(share: Quantity, fillers: Sequence[Filler]) -> int:
    """The number of the place that a share is of: the first that ends behind its words, else the last."""
    return next((n for n, f in enumerate(fillers) if f.span.end > share.span.end), len(fillers) - 1)


def _share(quantity: Quantity | None) -> Share | None:
    return None if quantity is None else Share(quantity.low, quantity.high, quantity.approx)


def _without_outer(found: Sequence[Told]) -> Iterator[Told]:
    for told in found:
        if told.part or not any(other is not told and _holds(told.place, other.place) for other in found):
            yield told


def _holds(outer: Place, inner: Place) -> bool:
    """Whether a place is so much larger than another, and around it, that it says where that lies."""
    if outer.lat is None or outer.lon is None or outer.radius_km is None or inner.lat is None or inner.lon is None:
        return False
    if (inner.radius_km or 0.0) * _LARGER > outer.radius_km:
        return False
    return rough_km((outer.lat, outer.lon), (inner.lat, inner.lon)) <= outer.radius_km
