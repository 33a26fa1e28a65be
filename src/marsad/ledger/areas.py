"""The area of a told place as a ledger keeps it: the few numbers that it is made of, as JSON, never the outline drawn of them.

A sector takes sixty letters so, where its outline takes a thousand; and what comes back is the same area, to the last bit, so it draws
the same map. The outlines that a gazetteer has are kept as bytes, each once, and named by their SHA-256. A disc that its place's point
and radius tell already is not kept.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from marsad.ledger import schema
from marsad.ledger.rows import sha256
from marsad.model import Area, Border, Both, Claim, Corridor, Disc, Outline, Part, Place, Sector, Several

_PLAIN: dict[str, type[Disc] | type[Sector]] = {"disc": Disc, "sector": Sector}


def areas_of(claim: Claim) -> tuple[Area | None, ...]:
    """The areas of what fills the roles of a claim, in the order of its JSON; None where there is no place or its disc says it all."""
    return tuple(None if f.location is None else _beyond_its_disc(f.location) for here in claim.roles.values() for f in here)


def _beyond_its_disc(place: Place) -> Area | None:
    area = place.area
    return None if isinstance(area, Disc) and (area.lat, area.lon, area.km) == (place.lat, place.lon, place.radius_km) else area


def to_text(area: Area) -> str:
    """An area as JSON; its outlines are named, and are in `outlines_of`."""
    return json.dumps(_told(area), ensure_ascii=False, separators=(",", ":"))


def _told(area: Area) -> list[Any]:
    match area:
        case Disc(lat, lon, km):
            return ["disc", lat, lon, km]
        case Sector(lat, lon, inner, outer, azimuth, spread):
            return ["sector", lat, lon, inner, outer, azimuth, spread]
        case Corridor(start, end, km):
            return ["corridor", *start, *end, km]
        case Outline(id, wkb):
            return ["outline", id, sha256(wkb)]
        case Part(whole, azimuth):
            return ["part", _told(whole), azimuth]
        case Both(first, second):
            return ["both", _told(first), _told(second)]
        case Border(first, second, km):
            return ["border", _told(first), _told(second), km]
        case Several(parts):
            return ["several", *map(_told, parts)]


def outlines_of(area: Area) -> Iterator[bytes]:
    """The outlines that an area is made of."""
    match area:
        case Outline(_, wkb):
            yield wkb
        case Part(whole, _):
            yield from outlines_of(whole)
        case Both(first, second) | Border(first, second, _):
            yield from outlines_of(first)
            yield from outlines_of(second)
        case Several(parts):
            for part in parts:
                yield from outlines_of(part)


def area_of(told: str | None, lat: float | None, lon: float | None, radius_km: float | None, outlines: Mapping[str, bytes]) -> Area | None:
    """The area of a place by its columns: what `to_text` told, with its outlines by their SHA-256, else the disc of its point and radius.
    Raises ValueError, TypeError or KeyError where what is told is no area."""
    if told is not None:
        return _area(json.loads(told), outlines)
    return None if lat is None or lon is None or radius_km is None else Disc(lat, lon, radius_km)


def _area(told: Sequence[Any], outlines: Mapping[str, bytes]) -> Area:
    kind, *rest = told
    match kind:
        case "disc" | "sector":
            return _PLAIN[kind](*rest)
        case "corridor":
            lat, lon, to_lat, to_lon, km = rest
            return Corridor((lat, lon), (to_lat, to_lon), km)
        case "outline":
            return _outline(told, outlines)
        case "part":
            return Part(_area(rest[0], outlines), rest[1])
        case "both":
            return Both(_area(rest[0], outlines), _area(rest[1], outlines))
        case "border":
            return Border(_outline(rest[0], outlines), _outline(rest[1], outlines), rest[2])
        case "several":
            return Several(tuple(_area(part, outlines) for part in rest))
    raise ValueError(f"no area is of the kind {kind!r}")


def _outline(told: Sequence[Any], outlines: Mapping[str, bytes]) -> Outline:
    _, id, hash = told
    return Outline(id, outlines[hash])


def _named(told: Any) -> Iterator[str]:
    """The SHA-256s of the outlines that an area as JSON names."""
    if isinstance(told, list):
        if told[:1] == ["outline"]:
            yield told[2]
        for part in told:
            yield from _named(part)


def stored_outlines(connection: sa.Connection, told: Collection[str]) -> dict[str, bytes]:
    """The outlines that areas as JSON name, by their SHA-256, from the ledger."""
    named = sorted({hash for each in told if '"outline"' in each for hash in _named(json.loads(each))})
    if not named:
        return {}
    b = schema.blobs.c
    found = connection.execute(sa.select(b.sha256, b.data).where(b.sha256.in_(named)))
    return {hash: zlib.decompress(data) for hash, data in found}
