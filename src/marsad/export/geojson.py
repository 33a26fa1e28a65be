"""Claims as GeoJSON (RFC 7946): one feature a claim, on the area where it happens.

The geometry is a Polygon or MultiPolygon, never a point: it is the area that the words allow. A claim whose places are not resolved has a
null geometry. Coordinates are WGS 84 longitude and latitude with four decimals (11 metres), rings run as the RFC asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from marsad.geo.geometry import outline_of
from marsad.model import PLACING_ROLES, Area, Claim, Filler, Place, Reading, Several

_DECIMALS = 4


def collection(readings: Iterable[tuple[str, Reading]], *, why: bool = False) -> dict[str, Any]:
    """A FeatureCollection of all claims of some readings, each with the id of its article. With `why` each says how it came to be."""
    return {"type": "FeatureCollection", "features": [f for id, reading in readings for f in features(id, reading, why=why)]}


def features(article: str, reading: Reading, *, why: bool = False) -> list[dict[str, Any]]:
    """The features of one reading, in the order of its claims. `article` is the id that its properties name."""
    return [_feature(article, reading, claim, why=why) for claim in reading.claims]


def _feature(article: str, reading: Reading, claim: Claim, *, why: bool) -> dict[str, Any]:
    role, places = places_of(claim.roles)
    areas = tuple(dict.fromkeys(p.area for p in places if p.area is not None))
    raw = claim.to_json(reading.article.id, why=why)
    published = reading.article.published
    feature: dict[str, Any] = {
        "type": "Feature",
        "id": raw.pop("id"),
        "geometry": _geometry(areas[0] if len(areas) == 1 else Several(areas)) if areas else None,
        "properties": {
            "article": article,
            "published": published.isoformat() if published else None,
            "geometry_role": role if areas else None,
            "places": [p.to_json() for p in places],
            **raw,
        },
    }
    if areas:
        feature["bbox"] = _bbox(feature["geometry"]["coordinates"])
    return feature


def places_of(roles: Mapping[str, tuple[Filler, ...]]) -> tuple[str | None, list[Place]]:
    """The resolved places of a claim, and the role that they fill: that in which it happens, else the next that has one."""
    for role in PLACING_ROLES:
        places = [f.location for f in roles.get(role, ()) if f.location is not None and f.location.area is not None]
        if places:
            return role, places
    return None, []


@lru_cache(maxsize=1024)
def _geometry(area: Area) -> dict[str, Any]:
    import shapely

    shape = shapely.orient_polygons(outline_of(area))
    return {"type": shape.geom_type, "coordinates": _rounded(shapely.geometry.mapping(shape)["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates[0], float | int):
        return [round(float(c), _DECIMALS) for c in coordinates]
    return [_rounded(c) for c in coordinates]


def _bbox(coordinates: Any) -> list[float]:
    """West, south, east, north."""
    if isinstance(coordinates[0], float):
        return [coordinates[0], coordinates[1], coordinates[0], coordinates[1]]
    boxes = [_bbox(c) for c in coordinates]
    return [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
