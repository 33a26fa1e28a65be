"""The builder of the shipped table on a few made-up places, and what the committed table promises."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Point, Polygon
from tools.build_outlines import areas_of, decoded, disc, main_parts
from tools.geonames import arabic_names, likeness, plain
from tools.merge_places import Draft, apart, merged, without_twins

from marsad.gazetteer import KINDS, SETTLEMENTS, Gazetteer, Table, Toponym
from marsad.ingest.placekinds import by_size, radius_of
from marsad.lexicon import load
from marsad.text.names import keys_of, words_of
from tools import build_gazetteer as tool

NAMES = Path(__file__).parent.parent / "data" / "test-names.tsv"
CURATED: dict[str, Any] = {"kinds": {"base": {"سجن": "prison"}}, "places": [], "within": {}, "heads": ["محافظة"], "without": [7]}
GEOD = Geod(ellps="WGS84")


def draft(name: str, lat: float = 35.0, lon: float = 39.0, **more: Any) -> Draft:
    names = more.pop("names", (name,))
    extra = {k: more.pop(k) for k in ("outline", "code", "checked") if k in more}
    place = Toponym(
        **{"id": "", "cc": "SY", "kind": "town", "name_en": "", "radius_km": 3.0, "name_ar": name, "lat": lat, "lon": lon, **more}
    )
    return Draft(place, names, **extra)


def city(*names: str, **more: Any) -> dict[str, Any]:
    point = {"latitude": 35.0, "longitude": 39.0, "population": 0, "admin1code": "04", "countrycode": "SY", "geonameid": 1}
    return {**point, "name": "Tall Rif‘at", "alternatenames": list(names), **more}


# --- names of GeoNames


def test_the_arabic_name_that_sounds_like_the_main_one_comes_first() -> None:
    assert arabic_names(city("Tell Rifaat", "أرفاد", "تل رفعت"), ()) == ["تل رفعت", "أرفاد"]


@pytest.mark.parametrize("name", ["گيلاپی", "زاوێتە", "ده\u200cشت", "اورفہ", "شربين، مصر", "Tel Rifat", "ت"])
def test_what_other_languages_spell_is_no_arabic_name(name: str) -> None:
    assert arabic_names(city(name), ()) == []


def test_letters_of_another_shape_and_marks_are_mended_and_words_of_kind_dropped() -> None:
    assert arabic_names(city("تل رفعت\u200e"), ()) == ["تل رفعت"]
    assert arabic_names(city("ملکی"), ()) == ["ملكي"]
    assert arabic_names(city("مُحافظة حِمص"), ["محافظة"]) == ["حمص"]
    assert arabic_names(city("محافظة"), ["محافظة"]) == ["محافظة"]


def test_likeness_and_plain_letters() -> None:
    assert likeness("كتم", "Kutum") == 1
    assert likeness("المناقل", "Al Manāqil") == 1
    assert likeness("الرقة", "Damascus") < 0.5
    assert plain("Dar‘ā") == "Dar'a"
    assert plain("Ḩamāh’") == "Hamah"
    assert plain("Iğdır") == "Igdir"


# --- sizes


def test_kind_and_reach_grow_with_the_people() -> None:
    sizes = [0, 4_999, 5_000, 49_999, 50_000, 500_000, 9_000_000]
    assert [by_size(n) for n in sizes] == ["village", "village", "town", "town", "city", "city", "city"]
    assert [radius_of(by_size(n), n) for n in sizes] == [2.0, 2.0, 3.0, 3.0, 4.0, 8.5, 15.0]


# --- our entries


def test_an_entry_of_ours_twice_is_one_and_the_second_wins() -> None:
    first = {"name": "سجن عدرا", "en": "Adra prison", "cc": "SY", "kind": "base", "lat": 1, "lon": 2, "radius_km": 6, "aliases": ["عدرا"]}
    more = {"name": "سجن عدرا", "cc": "SY", "aliases": ["سجن عدرا المركزي"], "radius_km": 2}
    other = {"name": "سجن عدرا", "en": "Adra prison", "cc": "IQ", "kind": "town", "lat": 1, "lon": 2, "radius_km": 6}
    found = tool.entries({"countries": [], "places": [first]}, {**CURATED, "places": [more, other]})
    assert [(f["cc"], f["kind"], f["radius_km"]) for f in found] == [("SY", "prison", 2), ("IQ", "town", 6)]
    assert found[0]["aliases"] == ["عدرا", "سجن عدرا المركزي"]


def test_an_entry_becomes_a_place() -> None:
    raw = {"name": "الباب", "en": "Al Bab (Aleppo) / Bab", "cc": "SY", "kind": "town", "lat": 36, "lon": 37, "radius_km": 3}
    made = tool.ours(raw, {})
    assert made.names == ("الباب", "Al Bab", "Bab")
    airport = tool.ours({**raw, "kind": "base", "icao": "OSDZ"}, {"OSDZ": {"lat": 35.2854, "lon": 40.176}})
    assert (airport.place.lat, airport.place.radius_km, airport.checked) == (35.2854, 2.0, True)


def test_towns_of_geonames() -> None:
    found = list(tool.towns([city("تل رفعت", population=20_000), city("مدينة", countrycode="FR"), city("قرية", geonameid=7)], CURATED))
    assert [(t.place.id, t.place.kind, t.place.name_ar, t.place.name_en) for t in found] == [("gn:1", "town", "تل رفعت", "Tall Rif'at")]
    assert found[0].code == "04"


# --- one place, one entry

OURS = draft("تل رفعت", names=("تل رفعت", "تل رفاعت", "Tal Rifaat"), name_en="Tal Rifaat", source="marsad")


def gn(name: str = "تل رفعت", number: int = 1, people: int = 60_000, lat: float = 35.05, **more: Any) -> Draft:
    more = {"kind": by_size(people), "population": people, "geonames": number, "source": "geonames", **more}
    return draft(name, lat, names=(name, "Tall Rif'at"), id=f"gn:{number}", name_en="Tall Rif'at", **more)


def test_geonames_has_the_point_and_the_people_and_we_the_names() -> None:
    (one,) = merged([OURS], [gn()])
    assert (one.place.id, one.place.kind, one.place.population, one.place.lat) == ("", "city", 60_000, 35.05)
    assert one.names == ("تل رفعت", "تل رفاعت", "Tal Rifaat", "Tall Rif'at")
    assert one.place.name_en == "Tal Rifaat"
    assert one.place.source == "marsad, geonames"


def test_a_checked_point_stays() -> None:
    (one,) = merged([replace(OURS, checked=True)], [gn()])
    assert (one.place.lat, one.place.population) == (35.0, 60_000)


def test_what_is_far_or_abroad_or_of_another_kind_is_another_place() -> None:
    for other in (gn(lat=35.2), gn(cc="IQ"), gn(kind="base"), gn(name="منبج")):
        assert len(merged([OURS], [other])) == 2
    vague = replace(OURS, place=replace(OURS.place, radius_km=30))
    assert len(merged([vague], [gn(lat=35.2)])) == 1


def test_the_largest_is_taken_and_towns_of_geonames_stay_apart() -> None:
    found = merged([OURS], [gn(number=1, people=600), gn(number=2, people=6_000)])
    assert [d.place.geonames for d in found] == [2, 1]


def test_a_town_chooses_before_a_quarter_of_its_name() -> None:
    quarter = replace(OURS, place=replace(OURS.place, kind="quarter"))
    found = {d.place.kind: d.place.geonames for d in merged([quarter, OURS], [gn(people=6_000)])}
    assert found == {"town": 1, "quarter": 0}


def test_a_town_without_an_arabic_name_is_known_by_its_sound_or_left_out() -> None:
    silent = replace(gn(people=6_000), place=replace(gn(people=6_000).place, name_ar=""), names=("Tall Rif'at",))
    assert [d.place.geonames for d in merged([OURS], [silent])] == [1]
    assert [d.place.name_ar for d in merged([draft("منبج")], [silent])] == ["منبج"]


def test_two_entries_of_ours_for_one_place_are_united() -> None:
    again = draft("تل رفاعت", names=("تل رفاعت",), radius_km=1.0, lat=35.01)
    (one,) = without_twins([OURS, again])
    assert (one.place.name_ar, one.place.lat, one.place.radius_km) == ("تل رفعت", 35.01, 1.0)


def test_a_town_loses_names_that_are_another_things() -> None:
    town = draft("حلبا", names=("حلبا", "عكار", "Halba"))
    assert apart(town, {("SY", "عكار"): "region"}, lambda _: False).names == ("حلبا", "Halba")
    assert apart(town, {("SY", "عكار"): "town"}, lambda _: False).names == town.names
    assert apart(town, {}, lambda name: name == "عكار").names == ("حلبا", "Halba")


def test_airports_bear_the_name_of_their_city() -> None:
    town = draft("دير الزور", 35.33, 40.14, names=("دير الزور", "Deir ez-Zor"), kind="city")
    found = {"country": "SY", "name": "Deir ez-Zor Airport", "city": "Deir ez-Zor", "lat": 35.28, "lon": 40.17}
    other = {**found, "name": "Brigade Air Base"}
    far = {**found, "lat": 36.3}
    (made,) = tool.airports_of([town], {"A": other, "B": far, "C": found}, (), "مطار")
    assert (made.place.name_ar, made.place.kind, made.place.lat) == ("مطار دير الزور", "airport", 35.28)
    assert tool.airports_of([town], {"C": found}, {"C"}, "مطار") == []


# --- areas

SQUARE = Polygon([(39, 35), (40, 35), (40, 36), (39, 36)])


def test_topojson_is_decoded_and_nameless_leftovers_too() -> None:
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2]]],
        "objects": {
            "x": {"geometries": [{"type": "Polygon", "id": "XX.A", "properties": {"name": "A"}, "arcs": [[0, 1]]}, {"type": None}]}
        },
    }
    ((about, area),) = decoded(topology)
    assert about == {"id": "XX.A", "name": "A"}
    assert area.equals(Polygon([(10, 20), (11, 20), (11, 21), (10, 21)]))


def test_overseas_parts_are_left_out() -> None:
    far = shapely.transform(SQUARE, lambda points: points + 30)
    near = shapely.transform(SQUARE, lambda points: points / 10 + [36.6, 31.5])
    both = areas_of(shapely.union_all([SQUARE, near]))
    assert main_parts(areas_of(shapely.union_all([SQUARE, far])), "country").equals(SQUARE)
    assert main_parts(both, "country").equals(both)


def test_the_disc_of_an_area_covers_it_from_within() -> None:
    crescent = areas_of(Point(39, 35).buffer(1).difference(Point(39.4, 35).buffer(0.9)))
    for area in (SQUARE, crescent):
        lat, lon, radius = disc(area)
        assert area.contains(Point(lon, lat))
        for x, y in shapely.get_coordinates(area):
            assert GEOD.inv(lon, lat, x, y)[2] / 1000 <= radius


def test_the_governorate_of_a_place() -> None:
    region = draft(
        "محافظة الرقة", 35.5, 39.5, kind="governorate", radius_km=70.0, admin1="الرقة", pcode="SY11", code="04", outline=("Raqqa",)
    )
    other = draft("محافظة حلب", 36.5, 37.5, kind="governorate", radius_km=70.0, admin1="حلب", pcode="SY02", code="09")
    coded = draft("منبج", 36.53, 37.95, code="09")
    inside, wide = draft("معدان", 35.7, 39.6), draft("البادية", 35.5, 39.5, kind="region", radius_km=120.0)
    beside, told, nowhere = draft("أبو قلقل", 36.45, 37.9), draft("مسكنة", 35.6, 39.2, admin1="حلب"), draft("تدمر", 34.5, 38.3)
    drafts = [region, other, coded, inside, wide, beside, told, nowhere]
    found = tool.governed(drafts, [SQUARE, *[None] * 7])
    assert [d.place.admin1 for d in found] == ["الرقة", "حلب", "حلب", "الرقة", "", "حلب", "حلب", ""]
    assert [d.place.admin1_pcode for d in found[:4]] == ["SY11", "SY02", "SY02", "SY11"]


# --- names and ids


def test_a_word_of_the_lexicon_is_common() -> None:
    lexicon = load()
    common = {name: tool.is_common(name, lexicon) for name in ("الثورة", "النصر", "تلبيسة", "تل رفعت")}
    assert common == {"الثورة": True, "النصر": True, "تلبيسة": False, "تل رفعت": False}


def test_ids_are_told_apart() -> None:
    twins = [
        draft("أ", name_en="Al-Hamidiyah"),
        draft("ب", name_en="Al Hamidiyah", kind="quarter"),
        draft("ج", name_en="Al Hamidiyah", kind="quarter"),
    ]
    ids = [d.place.id for d in tool.with_ids([draft("د", name_en="Dar'a"), gn(), *twins])]
    assert ids == [
        "marsad:sy-dar-a",
        "gn:1",
        "marsad:sy-al-hamidiyah-town",
        "marsad:sy-al-hamidiyah-quarter",
        "marsad:sy-al-hamidiyah-quarter-2",
    ]


# --- the committed table


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    opened = Table(tool.TARGET)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def places() -> dict[int, Toponym]:
    with closing(sqlite3.connect(f"file:{tool.TARGET}?mode=ro&immutable=1", uri=True)) as db:
        fields = Toponym.__slots__
        rows = db.execute(f"SELECT n, {','.join(fields)} FROM place")  # noqa: S608
        return {n: Toponym(**dict(zip(fields, row, strict=True))) for n, *row in rows}


def test_the_table_says_what_it_is(table: Table) -> None:
    assert {"title", "source", "licence", "digest", "format"} == set(table.meta)
    assert "GeoNames" in table.meta["licence"] and "CC BY 4.0" in table.meta["licence"]
    assert tool.TARGET.stat().st_size < 3_000_000


def test_every_place_is_sound(places: dict[int, Toponym]) -> None:
    assert len(places) > 6_500
    assert len({p.id for p in places.values()}) == len(places)
    for p in places.values():
        assert p.kind in KINDS and p.name_ar and p.name_en and len(p.cc) == 2, p
        assert -90 <= p.lat <= 90 and -180 <= p.lon <= 180 and 0 < p.radius_km <= 5_000, p
        assert p.population >= 0 and (p.id.startswith("gn:") == (p.id == f"gn:{p.geonames}")), p
        if p.cc in tool.COUNTRIES and p.kind not in ("country", "sea"):
            assert 11 < p.lat + 2.6 < 46 and 9 < p.lon < 64, p
        if p.kind in SETTLEMENTS and p.cc in tool.COUNTRIES:
            assert p.radius_km <= 30, p


def test_every_name_is_found(places: dict[int, Toponym], table: Table) -> None:
    for n, p in places.items():
        keys = keys_of(words_of(p.name_ar.split("(")[0]))
        assert n in {found for _, found, _, _ in table.find(keys)}, p


def test_every_outline_is_valid_and_its_disc_covers_it(places: dict[int, Toponym], table: Table) -> None:
    outlines = [(p, shapely.from_wkb(wkb)) for n, p in places.items() if (wkb := table.shape(n)) is not None]
    assert len(outlines) > 300
    for p, area in outlines:
        assert p.kind in ("country", "governorate", "region") and area.is_valid, p
        assert area.contains(Point(p.lon, p.lat)), p
        corners = shapely.get_coordinates(area)
        far = GEOD.inv([p.lon] * len(corners), [p.lat] * len(corners), corners[:, 0], corners[:, 1])[2]
        assert max(far) / 1000 <= p.radius_km, p


def test_the_governorates_are_there(places: dict[int, Toponym]) -> None:
    many = {cc: sum(p.cc == cc and p.kind == "governorate" for p in places.values()) for cc in tool.COUNTRIES}
    assert many == {
        "SY": 14,
        "IQ": 19,
        "YE": 22,
        "LY": 22,
        "LB": 9,
        "PS": 16,
        "IL": 6,
        "SD": 18,
        "JO": 12,
        "EG": 26,
        "SA": 13,
        "TR": 81,
        "IR": 31,
    }
    assert {p.pcode for p in places.values() if p.cc == "SY" and p.kind == "governorate"} == {f"SY{n:02}" for n in range(1, 15)}
    settled = [p for p in places.values() if p.cc in ("SY", "IQ", "YE", "LY", "LB", "PS", "SD", "JO") and p.kind in SETTLEMENTS]
    assert sum(not p.admin1 for p in settled) <= 10


def test_well_known_names_are_where_they_are(table: Table) -> None:
    gazetteer = Gazetteer((table,))
    rows = list(csv.DictReader(NAMES.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
    candidates = settled = 0
    for row in rows:
        found = {f.place.id: f.place for fs in gazetteer.find(keys_of(words_of(row["name_ar"]))).values() for f in fs}.values()
        near = [p for p in found if GEOD.inv(p.lon, p.lat, float(row["lon"]), float(row["lat"]))[2] / 1000 <= float(row["tolerance_km"])]
        candidates += bool(near)
        settled += bool(near) and max(found, key=lambda p: (p.kind in SETTLEMENTS, p.population)) in near
    assert len(rows) == 69
    assert candidates == 69
    assert settled >= 65
