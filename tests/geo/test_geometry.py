"""Areas against geodesic truth: points whose distance and direction another library computed."""

from __future__ import annotations

import math

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from marsad.geo.geometry import at, azimuth, covers, disc_of, distance_km, outline_of, rough_km, turn
from marsad.model import Area, Border, Both, Corridor, Disc, Outline, Part, Sector, Several

EARTH = Geodesic.WGS84
LATS, LONS = st.floats(-60, 60), st.floats(-170, 170)
BEARINGS, KM = st.floats(0, 359.9), st.floats(0.5, 400)


def point(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The truth: where one gets to."""
    line = EARTH.Direct(lat, lon, bearing, km * 1000)
    return line["lat2"], line["lon2"]


def inside(area: Area, where: tuple[float, float]) -> bool:
    return bool(shapely.intersects_xy(outline_of(area), where[1], where[0]))


@given(LATS, LONS, BEARINGS, KM)
def test_a_way_is_that_of_the_other_library(lat: float, lon: float, bearing: float, km: float) -> None:
    there = at((lat, lon), bearing, km)
    assert there == pytest.approx(point(lat, lon, bearing, km), abs=1e-9)
    assert distance_km((lat, lon), there) == pytest.approx(km, rel=1e-9)
    assert turn(azimuth((lat, lon), there), bearing) < 1e-3


@given(LATS, LONS, BEARINGS, st.floats(0.5, 500))
def test_the_rough_distance_is_near_the_true_one(lat: float, lon: float, bearing: float, km: float) -> None:
    assert rough_km((lat, lon), point(lat, lon, bearing, km)) == pytest.approx(km, rel=0.05)


@given(LATS, LONS, BEARINGS, st.floats(1, 200))
def test_a_disc_holds_what_is_within_and_not_what_is_beyond(lat: float, lon: float, bearing: float, km: float) -> None:
    disc = Disc(lat, lon, km)
    assert inside(disc, point(lat, lon, bearing, 0.995 * km)) and covers(disc, point(lat, lon, bearing, 0.999 * km))
    assert not inside(disc, point(lat, lon, bearing, 1.005 * km)) and not covers(disc, point(lat, lon, bearing, 1.001 * km))


@given(LATS, LONS, BEARINGS, st.floats(5, 89), st.floats(2, 150), st.floats(0, 0.8))
def test_a_sector_holds_its_directions_and_distances(
    lat: float, lon: float, towards: float, spread: float, outer: float, share: float
) -> None:
    sector = Sector(lat, lon, share * outer, outer, towards, spread)
    middle = (share + 1) / 2 * outer
    assert inside(sector, point(lat, lon, towards, middle)) and covers(sector, point(lat, lon, towards, middle))
    assert inside(sector, point(lat, lon, towards + 0.95 * spread, 0.98 * outer))
    for away in (1.06, -1.06):
        beside = point(lat, lon, towards + away * spread, middle)
        assert not inside(sector, beside) and not covers(sector, beside)
    assert not inside(sector, point(lat, lon, towards, 1.01 * outer))
    if share > 0.1:
        assert not inside(sector, point(lat, lon, towards, 0.9 * share * outer))


@given(LATS, LONS, st.floats(2, 100), st.floats(0.3, 0.9), BEARINGS)
def test_a_ring_is_open_in_the_middle(lat: float, lon: float, outer: float, share: float, bearing: float) -> None:
    ring = Sector(lat, lon, share * outer, outer)
    assert inside(ring, point(lat, lon, bearing, (1 + share) / 2 * outer))
    assert not inside(ring, (lat, lon)) and not covers(ring, (lat, lon))
    assert not inside(ring, point(lat, lon, bearing, 1.01 * outer))


@given(LATS, LONS, BEARINGS, st.floats(10, 300), st.floats(1, 20), st.floats(0, 1))
def test_a_corridor_runs_along_the_geodesic(lat: float, lon: float, bearing: float, length: float, wide: float, share: float) -> None:
    end = point(lat, lon, bearing, length)
    corridor = Corridor((lat, lon), end, wide)
    line = EARTH.Inverse(lat, lon, *end)
    on = EARTH.Direct(lat, lon, line["azi1"], share * line["s12"])
    for side in (90, -90):
        beside = point(on["lat2"], on["lon2"], on["azi2"] + side, 0.9 * wide)
        assert inside(corridor, beside)
        assert not inside(corridor, point(on["lat2"], on["lon2"], on["azi2"] + side, 1.1 * wide + 0.5))
    assert inside(corridor, point(lat, lon, bearing + 180, 0.95 * wide))
    assert not inside(corridor, point(lat, lon, bearing + 180, 1.05 * wide))


def square(south: float, west: float, north: float, east: float) -> Outline:
    return Outline("square", shapely.to_wkb(shapely.box(west, south, east, north)))


AREAS = st.one_of(
    st.builds(Disc, LATS, LONS, KM),
    st.builds(Sector, LATS, LONS, st.just(0.0), KM, BEARINGS, st.floats(5, 180)),
    st.builds(lambda lat, lon, b, km, w: Corridor((lat, lon), at((lat, lon), b, km), w), LATS, LONS, BEARINGS, KM, st.floats(1, 50)),
    st.builds(lambda lat, lon, h, w: square(lat, lon, lat + h, lon + w), LATS, LONS, st.floats(0.1, 5), st.floats(0.1, 5)),
)
TOLD = st.one_of(
    AREAS,
    st.builds(Part, AREAS, st.none() | st.sampled_from([0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0])),
    st.builds(Both, AREAS, AREAS),
    st.builds(lambda a, b: Several((a, b)), AREAS, AREAS),
)


@given(TOLD)
def test_everything_in_an_area_lies_in_its_disc(area: Area) -> None:
    shape, disc = outline_of(area), disc_of(area)
    assert shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon") and shape.area > 0
    far = max(EARTH.Inverse(disc.lat, disc.lon, lat, lon)["s12"] / 1000 for lon, lat in shapely.get_coordinates(shape))
    assert far <= disc.km * 1.005 + 0.01
    # The disc is no larger than it need be: something of the area lies near its rim.
    assert far >= 0.6 * disc.km


@pytest.mark.parametrize(
    ("towards", "lat", "lon"), [(0.0, 35.9, 38.5), (90.0, 35.5, 38.9), (180.0, 35.1, 38.5), (270.0, 35.5, 38.1), (45.0, 35.9, 38.9)]
)
def test_a_part_lies_on_its_side(towards: float, lat: float, lon: float) -> None:
    part = Part(square(35, 38, 36, 39), towards)
    assert inside(part, (lat, lon))
    assert not inside(part, (71 - lat, 77 - lon))
    assert outline_of(part).area == pytest.approx(0.45, abs=0.2)


def test_the_middle_is_in_the_middle() -> None:
    middle = Part(square(35, 38, 36, 39), None)
    assert inside(middle, (35.5, 38.5)) and not inside(middle, (35.02, 38.02))


def test_a_border_runs_where_two_neighbours_meet() -> None:
    border = Border(square(34, 38, 36, 40), square(34, 40, 36, 42), 20)
    assert inside(border, (35, 40)) and inside(border, point(35, 40, 90, 18)) and inside(border, point(35, 40, 270, 18))
    assert not inside(border, point(35, 40, 90, 23)) and not inside(border, point(35, 40, 270, 23))


def test_areas_that_do_not_meet_give_the_first() -> None:
    assert outline_of(Both(Disc(35, 38, 5), Disc(36, 38, 5))).equals(outline_of(Disc(35, 38, 5)))


def test_a_corridor_without_length_is_a_disc() -> None:
    assert disc_of(Corridor((35, 38), (35, 38), 7)).km == pytest.approx(7)
    assert inside(Corridor((35, 38), (35, 38), 7), (35, 38))


def test_a_turn_is_the_short_way_round() -> None:
    assert turn(350, 10) == 20 and turn(10, 350) == 20 and turn(0, 180) == 180
    assert math.isclose(turn(0.5, 359.5), 1)
