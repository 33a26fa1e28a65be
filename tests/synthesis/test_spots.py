from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.geo.geometry import at
from marsad.model import Area, Disc, Outline, Part, Place, Sector
from marsad.synthesis.spots import Spot, cells, from_json, meet, spot_of, to_json

LAT, LON = 35.0, 37.0


def spot(
    name: str, km_east: float = 0.0, km: float = 3.0, precision: str = "locality", admin1: str = "حلب", area: Area | None = None
) -> Spot:
    lat, lon = at((LAT, LON), 90, km_east)
    return Spot(name, f"t:{name}", admin1, precision, lat, lon, km, area)


def how(a: Spot, b: Spot) -> str | None:
    found = meet((a,), (b,))
    assert found == meet((b,), (a,))
    return None if found is None else found[0]


def test_places_meet_by_what_they_are() -> None:
    town = spot("منبج")
    assert how(town, town) == "same_place"
    assert how(town, spot("الباب", 4)) is None  # two towns beside each other, whose discs overlap
    assert how(spot("حلب", km=15), spot("حي السكري", 6, 1.5, "site")) == "within"
    assert how(spot("قرب منبج", 0, 8, "near"), spot("الباب", 10, 3)) == "overlap"
    assert how(town, spot("ناحية منبج", 8, 20, "district")) == "district"
    assert how(town, spot("حلب", 30, 90, "governorate")) == "wide"
    assert how(town, spot("إدلب", 30, 90, "governorate", "إدلب")) is None  # by the governorate that the gazetteer has it in
    assert how(town, spot("منبج ب", 50)) is None


def test_towns_are_compared_with_towns_where_both_tell_any() -> None:
    around = spot("حلب", 30, 90, "governorate")
    assert meet((spot("منبج"), around), (spot("الباب", 40), around)) is None
    assert meet((spot("منبج"), around), (around,)) == ("wide", "منبج lies in حلب")


def test_two_sides_of_one_town_are_two_places() -> None:
    sides = [Spot("الرقة", "t:r", None, "near", LAT, LON, 12.0, Sector(LAT, LON, 4.0, 12.0, azimuth, 50.0)) for azimuth in (90.0, 270.0)]
    assert meet(sides[:1], sides[1:]) is None and meet(sides[:1], sides[:1]) is not None


def test_what_is_too_wide_or_nowhere_tells_no_place() -> None:
    assert spot_of(Place("سوريا", None, LAT, LON, 300.0, "country")) is None
    assert spot_of(Place("بلدة")) is None
    assert spot_of(Place("منبج", None, LAT, LON, 3.0, "locality", area=Disc(LAT, LON, 3.0))) is not None


def test_a_name_is_found_without_its_words_of_relation() -> None:
    assert set(spot("الزاوية").keys) <= set(spot("وسط الزاوية").keys)


@given(st.floats(0, 60), st.floats(0.5, 140), st.floats(0.5, 140), st.floats(-60, 60), st.floats(-179, 179))
def test_places_that_meet_share_a_cell(apart: float, one: float, other: float, lat: float, lon: float) -> None:
    there = at((lat, lon), 45, apart)
    a, b = Spot("أ", "1", None, "near", lat, lon, one), Spot("ب", "2", None, "near", *there, other)
    if meet((a,), (b,)) is not None and abs(lon) < 170:
        assert set(cells(a)) & set(cells(b))


@pytest.mark.parametrize("area", [None, Sector(LAT, LON, 0.0, 9.0, 45.0, 50.0)])
def test_a_place_is_kept_as_it_was(area: Area | None) -> None:
    kept = spot("منبج", area=area)
    assert from_json(json.loads(json.dumps(to_json(kept)))) == kept


def test_outlines_are_kept_with_their_place() -> None:
    import shapely

    wkb = shapely.to_wkb(shapely.box(36.0, 34.0, 38.0, 36.0))
    made = spot_of(Place("حلب", None, LAT, LON, 120.0, "governorate", "t", "حلب", area=Part(Outline("t", wkb), 0.0)))
    assert made is not None and from_json(json.loads(json.dumps(to_json(made)))) == made
