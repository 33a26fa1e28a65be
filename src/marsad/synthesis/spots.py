"""Where accounts say that things happened, and whether two of them can mean one place."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from marsad import lexicon
from marsad.geo.geometry import outline_of, rough_km
from marsad.ledger.areas import area_of, outlines_of, to_text
from marsad.ledger.rows import sha256
from marsad.model import Area, Border, Both, Disc, Outline, Part, Place, Several
from marsad.text.names import keys_of, words_of

_FARTHEST = 150.0  # km: what reaches farther (a country) tells no place of an occasion
_WIDE_KM = 25.0
_WIDE = frozenset(("governorate", "district", "region", "country"))
_FINE = 0.02  # degrees: outlines are drawn this coarsely, about two kilometres, since none is known better
_CELL = 0.5  # degrees of a cell
_MOST_CELLS = 25


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it is compared: its names, its governorate, the disc around it, and its area where that is no disc."""

    name: str
    id: str | None
    admin1: str | None
    precision: str
    lat: float
    lon: float
    km: float
    area: Area | None = None

    @property
    def wide(self) -> bool:
        """Whether it is larger than a town and what is near it."""
        return self.precision in _WIDE or self.km > _WIDE_KM

    @property
    def keys(self) -> tuple[str, ...]:
        """What its name is looked up by."""
        return _keys(self.name)


@lru_cache(maxsize=16_384)
def _keys(name: str) -> tuple[str, ...]:
    """The keys of a name, and of what is left of it without the words of relation in front ("وسط الزاوية")."""
    words = words_of(name)
    left = words
    while len(left) > 1 and left[0] in _relations():
        left = left[1:]
    return tuple(dict.fromkeys((*keys_of(words), *keys_of(left))))


@cache
def _relations() -> frozenset[str]:
    raw = lexicon.load().places
    return frozenset(word for table in ("relations", "directions") for entry in raw[table] for word in entry["words"])


def spot_of(place: Place) -> Spot | None:
    """A place as it is compared; None where it has no point, or reaches so far that it tells nothing."""
    if place.lat is None or place.lon is None or place.radius_km is None or place.precision is None:
        return None
    if place.precision == "country" or place.radius_km > _FARTHEST:
        return None
    area = None if place.area is None or isinstance(place.area, Disc) else _coarse(place.area)
    return Spot(place.name_ar, place.id, place.admin1, place.precision, place.lat, place.lon, place.radius_km, area)


def _coarse_outline(outline: Outline) -> Outline:
    import shapely

    shape = shapely.simplify(shapely.make_valid(shapely.from_wkb(outline.wkb)), _FINE)
    return Outline(outline.id, shapely.to_wkb(shape))


@lru_cache(maxsize=1024)
def _coarse(area: Area) -> Area:
    """An area whose outlines have few vertices: it is compared with many others, and kept with each account."""
    match area:
        case Outline():
            return _coarse_outline(area)
        case Part(whole, azimuth):
            return Part(_coarse(whole), azimuth)
        case Both(first, second):
            return Both(_coarse(first), _coarse(second))
        case Border(first, second, km):
            return Border(_coarse_outline(first), _coarse_outline(second), km)
        case Several(parts):
            return Several(tuple(map(_coarse, parts)))
    return area


def meet(a: Sequence[Spot], b: Sequence[Spot]) -> tuple[str, str] | None:
    """How the places of two accounts meet: the name of the weight and the reason in plain words. None where they do not. Towns are
    compared with towns where both tell any: that both lie in one governorate says nothing then."""
    here, there = told(a), told(b)
    found = [how for one in here for other in there if (how := _meet(one, other)) is not None]
    return max(found, key=lambda how: (_ORDER.index(how[0]), how[1])) if found else None


_ORDER = ("wide", "district", "same_wide", "overlap", "within", "same_place")


def told(spots: Sequence[Spot]) -> Sequence[Spot]:
    """The towns among places, all where there is none."""
    return [s for s in spots if not s.wide] or spots


def _meet(a: Spot, b: Spot) -> tuple[str, str] | None:
    km = rough_km((a.lat, a.lon), (b.lat, b.lon))
    if km > a.km + b.km:
        return None
    if (a.area is not None or b.area is not None) and not _touch(_area(a), _area(b)):
        return None
    if a.id is not None and a.id == b.id:
        return ("same_wide", f"both in {a.name}") if a.wide and b.wide else ("same_place", f"both at {min(a.name, b.name)}")
    if a.wide or b.wide:
        return _around(a, b)
    small, large = sorted((a, b), key=lambda s: (s.km, s.name))
    if km <= large.km:
        return "within", f"{small.name} lies in {large.name}"
    if a.precision == b.precision == "locality":
        return None  # two towns beside each other
    return "overlap", f"the areas of {small.name} and {large.name} overlap"


def _around(a: Spot, b: Spot) -> tuple[str, str] | None:
    """How a place and a wide one meet: by the governorate that the gazetteer has it in, where both say one."""
    small, large = (b, a) if a.wide and (not b.wide or b.km <= a.km) else (a, b)
    if large.precision == "governorate" and small.admin1 is not None:
        within = set(keys_of(words_of(small.admin1))) & (set(large.keys) | set(keys_of(words_of(large.admin1 or ""))))
        if small.precision == "governorate" or not within:
            return None
    return "district" if large.precision == "district" else "wide", f"{small.name} lies in {large.name}"


def _area(spot: Spot) -> Area:
    return Disc(spot.lat, spot.lon, spot.km) if spot.area is None else spot.area


@lru_cache(maxsize=16_384)
def _touch(a: Area, b: Area) -> bool:
    import shapely

    return bool(shapely.intersects(outline_of(a), outline_of(b)))


def cells(spot: Spot) -> Iterator[str]:
    """The coarse cells that a place may lie in; two places that meet share one."""
    high = spot.km / 110.574
    wide = spot.km / (111.32 * max(0.05, math.cos(math.radians(min(89.0, abs(spot.lat) + high)))))
    rows = range(math.floor((spot.lat - high) / _CELL), math.floor((spot.lat + high) / _CELL) + 1)
    columns = range(math.floor((spot.lon - wide) / _CELL), math.floor((spot.lon + wide) / _CELL) + 1)
    if len(rows) * len(columns) <= _MOST_CELLS * 4:
        for row in rows:
            for column in columns:
                yield f"{row}/{column}"


def to_json(spot: Spot) -> list[Any]:
    """A place as it is kept: its columns, its area as text, and the outlines that is made of."""
    plain: list[Any] = [spot.name, spot.id, spot.admin1, spot.precision, spot.lat, spot.lon, spot.km]
    if spot.area is None:
        return plain
    outlines = {sha256(wkb): base64.b85encode(wkb).decode() for wkb in outlines_of(spot.area)}
    return [*plain, to_text(spot.area), outlines]


def from_json(kept: Sequence[Any]) -> Spot:
    """The place that `to_json` made this of."""
    name, id, admin1, precision, lat, lon, km, *rest = kept
    return Spot(name, id, admin1, precision, lat, lon, km, _kept_area(rest[0], json.dumps(rest[1], sort_keys=True)) if rest else None)


@lru_cache(maxsize=1024)
def _kept_area(told: str, outlines: str) -> Area | None:
    kept: Mapping[str, str] = json.loads(outlines)
    return area_of(told, None, None, None, {hash: base64.b85decode(wkb) for hash, wkb in kept.items()})
