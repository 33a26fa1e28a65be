"""Areas on the ellipsoid: the outline of each, and the disc around it.

Distances and directions are geodesics of WGS 84 (pyproj's `Geod`, Karney 2013, https://doi.org/10.1007/s00190-012-0578-z). Overlaps and
cuts are taken on longitude and latitude, which over the few hundred kilometres of these areas moves a border by less than the radius of
the places they are told by. Outlines are polygons with (lon, lat) vertices, right-handed as RFC 7946 asks.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from marsad.model import Area, Border, Both, Corridor, Disc, Outline, Part, Sector

if TYPE_CHECKING:
    from pyproj import Geod
    from shapely import Geometry

_STEPS = 64  # vertices of a circle: its outline runs within 0.13 % of the radius of the true one
KM_OF_LATITUDE = 110.574
"""Kilometres of a degree of latitude where it is shortest: a band of so many degrees is never too narrow."""
_KM_PER_DEGREE = 111.32
_STRIDE_KM = 10.0  # on longitude and latitude a geodesic is bent: a vertex this often keeps a side within 10 metres of it, up to 60 degrees
# How much of an area's extent towards a direction is its part there ("شمال سوريا"), and how far its middle reaches.
_PART = 0.45
_MIDDLE = 0.5
# A disc or sector that is drawn by points takes this much more, so that what it stands for lies inside.
_AROUND = 1.002
_REMEMBERED = 4096


@cache
def _geod() -> Geod:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The geodesic between two points (lat, lon), in kilometres."""
    return float(_geod().inv(a[1], a[0], b[1], b[0])[2]) / 1000


def rough_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """About the distance between two points (lat, lon), in kilometres: within one per cent over 500 km in these latitudes, for
    comparisons that are made thousands of times."""
    x = (b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return _KM_PER_DEGREE * math.hypot(x, b[0] - a[0])


def azimuth(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The direction from one point (lat, lon) to another, in degrees from north, clockwise, 0 to 360."""
    return float(_geod().inv(a[1], a[0], b[1], b[0])[0]) % 360


def at(point: tuple[float, float], bearing: float, km: float) -> tuple[float, float]:
    """The point (lat, lon) that lies `km` from another towards `bearing` degrees from north."""
    lon, lat, _ = _geod().fwd(point[1], point[0], bearing, km * 1000)
    return float(lat), float(lon)


def turn(a: float, b: float) -> float:
    """The angle between two directions, 0 to 180 degrees."""
    return abs((a - b + 180) % 360 - 180)


@lru_cache(maxsize=_REMEMBERED)
def disc_of(area: Area) -> Disc:
    """The disc around an area: everything in the area lies in it."""
    if isinstance(area, Disc):
        return area
    if isinstance(area, Sector):
        return _disc_of_sector(area)
    if isinstance(area, Corridor):
        km = distance_km(area.start, area.end)
        return Disc(*at(area.start, azimuth(area.start, area.end), km / 2), km / 2 + area.km)
    return _disc_of_shape(outline_of(area))


def _disc_of_sector(s: Sector) -> Disc:
    """The smallest disc around a sector, its apex and all: up to 45 degrees to either side it runs through the apex and both ends of
    the arc, up to 90 through these ends, beyond that it is the whole circle."""
    if s.spread > 90:
        return Disc(s.lat, s.lon, s.outer * _AROUND)
    half = math.radians(s.spread)
    if s.spread <= 45:
        km = s.outer / (2 * math.cos(half))
        away = km
    else:
        km, away = s.outer * math.sin(half), s.outer * math.cos(half)
    return Disc(*at((s.lat, s.lon), s.azimuth, away), km * _AROUND)


def _disc_of_shape(shape: Geometry) -> Disc:
    import shapely

    middle = shapely.centroid(shape)
    squeeze = math.cos(math.radians(middle.y))
    flat = shapely.transform(shape, lambda xy: xy * [squeeze, 1.0])
    centre = shapely.centroid(shapely.minimum_bounding_circle(flat))
    point = (float(centre.y), float(centre.x) / squeeze)
    far = max((distance_km(point, (lat, lon)) for lon, lat in shapely.get_coordinates(shape)), default=0.0)
    return Disc(*point, far)


@lru_cache(maxsize=_REMEMBERED)
def outline_of(area: Area) -> Any:
    """The outline of an area, as a shapely Polygon or MultiPolygon with (lon, lat) vertices in degrees."""
    import shapely

    if isinstance(area, Disc):
        shape: Any = shapely.Polygon(_arc(area.lat, area.lon, area.km, 0, 360))
    elif isinstance(area, Sector):
        shape = _sector(area)
    elif isinstance(area, Corridor):
        shape = _corridor(area)
    elif isinstance(area, Outline):
        shape = shapely.make_valid(shapely.from_wkb(area.wkb))
    elif isinstance(area, Part):
        shape = _part(area)
    elif isinstance(area, Both):
        first, second = outline_of(area.first), outline_of(area.second)
        shape = _surface(shapely.intersection(first, second)) or first
    elif isinstance(area, Border):
        first, second = (_wider(outline_of(o), area.km) for o in (area.first, area.second))
        shape = _surface(shapely.intersection(first, second)) or shapely.union(first, second)
    else:
        shape = shapely.union_all([outline_of(p) for p in area.parts])
    return shapely.normalize(_surface(shape) or shape)


def covers(area: Area, point: tuple[float, float]) -> bool:
    """Whether a point (lat, lon) lies in an area or on its outline."""
    if isinstance(area, Disc):
        return distance_km((area.lat, area.lon), point) <= area.km
    if isinstance(area, Sector):
        km = distance_km((area.lat, area.lon), point)
        turned = turn(azimuth((area.lat, area.lon), point), area.azimuth) if km else 0.0
        return area.inner <= km <= area.outer and turned <= area.spread
    import shapely

    return bool(shapely.intersects_xy(outline_of(area), point[1], point[0]))


def _arc(lat: float, lon: float, km: float, start: float, end: float) -> list[tuple[float, float]]:
    """Points (lon, lat) on a circle of `km`, from one direction clockwise to another. The circle is drawn a little wide, so that its
    chords do not cut into it."""
    steps = max(2, round(_STEPS * (end - start) / 360))
    wide = km / math.cos(math.radians((end - start) / steps / 2))
    angles = [start + (end - start) * k / steps for k in range(steps + (end - start < 360))]
    lons, lats, _ = _geod().fwd([lon] * len(angles), [lat] * len(angles), angles, [wide * 1000] * len(angles))
    return list(zip(lons, lats, strict=True))


def _sector(s: Sector) -> Any:
    import shapely

    if s.spread >= 180:
        outer = shapely.Polygon(_arc(s.lat, s.lon, s.outer, 0, 360))
        return outer if s.inner <= 0 else shapely.difference(outer, shapely.Polygon(_arc(s.lat, s.lon, s.inner, 0, 360)))
    start, end = s.azimuth - s.spread, s.azimuth + s.spread
    inner = [(s.lon, s.lat)] if s.inner <= 0 else _arc(s.lat, s.lon, s.inner, start, end)[::-1]
    steps = max(1, math.ceil((s.outer - s.inner) / _STRIDE_KM))
    along = [s.inner + (s.outer - s.inner) * k / steps for k in range(1, steps)]
    back = [at((s.lat, s.lon), end, km)[::-1] for km in reversed(along)]
    out = [at((s.lat, s.lon), start, km)[::-1] for km in along]
    return shapely.Polygon([*_arc(s.lat, s.lon, s.outer, start, end), *back, *inner, *out])


def _corridor(c: Corridor) -> Any:
    """A strip of even width around a geodesic, with round ends."""
    import shapely

    if c.start == c.end:
        return shapely.Polygon(_arc(*c.start, c.km, 0, 360))
    there, back, metres = _geod().inv(c.start[1], c.start[0], c.end[1], c.end[0])
    steps = max(1, math.ceil(metres / 1000 / _STRIDE_KM))
    ways = [at(c.start, there, metres / 1000 * k / steps) for k in range(1, steps)]
    bearings = [azimuth(way, c.end) for way in ways]
    left = [at(way, bearing - 90, c.km)[::-1] for way, bearing in zip(ways, bearings, strict=True)]
    right = [at(way, bearing + 90, c.km)[::-1] for way, bearing in zip(ways, bearings, strict=True)]
    # Around the start from its right to its left, along the left side, around the end, and back along the right.
    return shapely.Polygon(
        [*_arc(*c.start, c.km, there + 90, there + 270), *left, *_arc(*c.end, c.km, back + 90, back + 270), *reversed(right)]
    )


def _part(part: Part) -> Any:
    import shapely

    whole = outline_of(part.whole)
    west, south, east, north = whole.bounds
    if part.azimuth is None:
        disc = _disc_of_shape(whole)
        middle = shapely.Polygon(_arc(disc.lat, disc.lon, disc.km * _MIDDLE, 0, 360))
        return _surface(shapely.intersection(whole, middle)) or whole
    # Along the direction, the last share of what the area measures there.
    squeeze = math.cos(math.radians((south + north) / 2))
    towards = (math.sin(math.radians(part.azimuth)), math.cos(math.radians(part.azimuth)))
    reach = [lon * squeeze * towards[0] + lat * towards[1] for lon, lat in shapely.get_coordinates(whole)]
    cut = max(reach) - _PART * (max(reach) - min(reach))
    size = 2 * max(east - west, north - south) + 1
    # A box whose near side is the cut, drawn far beyond the area on the other three.
    corners = []
    for along, across in ((cut, -size), (cut, size), (cut + size, size), (cut + size, -size)):
        middle_across = (west + east) / 2 * squeeze * towards[1] - (south + north) / 2 * towards[0]
        a = middle_across + across
        corners.append(((along * towards[0] + a * towards[1]) / squeeze, along * towards[1] - a * towards[0]))
    return _surface(shapely.intersection(whole, shapely.Polygon(corners))) or whole


def _wider(shape: Any, km: float) -> Any:
    """A shape with `km` more on all sides."""
    import shapely

    squeeze = math.cos(math.radians(shapely.centroid(shape).y))
    flat = shapely.transform(shape, lambda xy: xy * [squeeze, 1.0])
    return shapely.transform(shapely.buffer(flat, km / _KM_PER_DEGREE, quad_segs=8), lambda xy: xy / [squeeze, 1.0])


def _surface(shape: Any) -> Any:
    """The polygons of a shape, without the points and lines that a touching border leaves; None when there are none."""
    import shapely

    polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > 0]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
