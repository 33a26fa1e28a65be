"""Which place is meant, and where a told place is put."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic

from marsad.geo.areas import Resolved
from marsad.geo.geometry import covers, disc_of
from marsad.geo.locate import Geography
from marsad.geo.resolve import Open, resolve_name
from marsad.model import Disc, Sector

Resolve = Callable[..., Any]


def km(disc: Disc, lat: float, lon: float) -> float:
    return float(Geodesic.WGS84.Inverse(disc.lat, disc.lon, lat, lon)["s12"]) / 1000


# --- which one -----------------------------------------------------------------------------------------------------------------


def ids(found: Resolved | Open) -> list[str]:
    return [found.place.id] if isinstance(found, Resolved) else [c.id for c in found.candidates]


def test_a_bare_name_is_the_town_and_a_word_of_kind_the_area(resolve: Resolve, own_places: Geography) -> None:
    assert resolve("نور", places=own_places).place.kind == "city"
    assert resolve("مدينة نور", places=own_places).place.kind == "city"
    area = resolve("محافظة نور", places=own_places)
    assert area.place.kind == "governorate" and area.precision == "governorate" and area.place.pcode == "SY77"


def test_without_evidence_a_name_of_several_places_stays_open_with_its_candidates(resolve: Resolve, own_places: Geography) -> None:
    found = resolve("الزهرانية", places=own_places)
    assert isinstance(found, Open) and len(found.candidates) == 2 and "several places fit alike" in found.why


def test_a_word_of_kind_decides(resolve: Resolve, own_places: Geography) -> None:
    assert resolve("حي سلوان", "وقع انفجار في مدينة نور", own_places).place.kind == "quarter"


def test_a_neighbour_named_beside_it_decides(resolve: Resolve, own_places: Geography) -> None:
    near = resolve("قرية سلوان قرب دبسان", places=own_places)
    assert near.place.lat == 35.60 and "in or by" in near.why
    assert resolve("قرية سلوان قرب نور", places=own_places).place.lat in (35.05, 35.02)


def test_places_told_in_one_breath_lie_together(resolve: Resolve, own_places: Geography) -> None:
    found = resolve("بلدتي دبسان وسلوان", places=own_places)
    assert disc_of(found.area).km < 12 and found.precision == "several"


def test_the_country_of_the_article_decides(resolve: Resolve, own_places: Geography) -> None:
    assert resolve("قرية كرنوب السورية", places=own_places).place.cc == "SY"
    assert resolve("قرية كرنوب العراقية", places=own_places).place.cc == "IQ"
    assert resolve("كرنوب", "قصفت القوات السورية بلدات في سوريا حيث قتل جنود سوريون", own_places).place.cc == "SY"


def test_a_common_word_is_held_back_unless_a_word_of_kind_asks_for_it(resolve: Resolve, own_places: Geography) -> None:
    assert resolve("الوحدة", places=own_places) is None
    assert resolve("قرية الوحدة", places=own_places).place.name_ar == "الوحدة"


def test_a_name_that_does_not_lie_where_the_text_says_gives_the_place_it_lies_in(resolve: Resolve, own_places: Geography) -> None:
    found = resolve("قرية الزهرانية قرب مدينة نور", places=own_places)
    assert found.place.name_ar == "نور" and "none of this name lies in or by" in found.why


def test_a_name_that_no_table_has_gives_the_place_it_lies_in(resolve: Resolve, own_places: Geography) -> None:
    found = resolve("قرية فلفلان في محافظة نور", places=own_places)
    assert found.place.kind == "governorate" and "no table has it" in found.why
    assert isinstance(resolve("قرية فلفلان", places=own_places), Open)


def test_the_codes_of_another_table_come_with_a_place(resolve: Resolve, own_places: Geography) -> None:
    found = resolve("بلدة ترشام", places=own_places)
    assert (found.place.id, found.place.admin2_pcode, found.place.pcode) == ("marsad:sy-tarsham", "SY7701", "SY770102")


def test_the_city_means_the_one_named_before(resolve: Resolve) -> None:
    assert resolve("المدينة", "قصفت القوات مدينة حلب أمس ثم دخلت").place.name_en == "Aleppo"
    assert resolve("أحياء المدينة", "قصفت القوات مدينة تدمر.").place.name_ar == "تدمر"
    assert isinstance(resolve("المدينة"), Open)
    governorate = resolve("المحافظة", "دخلت القوات مدينة تدمر.")
    assert governorate.place.kind == "governorate" and "حمص" in governorate.place.name_ar


def test_a_bare_name_alone(own_places: Geography) -> None:
    found = resolve_name("نور", own_places.gazetteer, own_places.words)
    assert isinstance(found, Resolved) and found.place.kind == "city"
    assert isinstance(resolve_name("الزهرانية", own_places.gazetteer, own_places.words), Open)
    assert resolve_name("فلفلان", own_places.gazetteer, own_places.words).why.endswith("no table has it")


# --- where it is put -----------------------------------------------------------------------------------------------------------

DEIR, HOMS, PALMYRA, SUKHNAH, ALEPPO = (35.336, 40.141), (34.73, 36.71), (34.56, 38.27), (34.886, 38.87), (36.20, 37.16)
RAQQA, MANBIJ = (35.95, 39.01), (36.53, 37.95)


@pytest.mark.parametrize(
    ("phrase", "precision", "inside", "outside"),
    [
        ("دير الزور", "locality", [DEIR], [RAQQA]),
        ("مشارف دير الزور", "near", [DEIR, (35.336, 40.24)], [(35.336, 40.6)]),
        ("قرب تدمر", "near", [PALMYRA, (34.56, 38.34)], [(34.56, 38.60)]),
        ("غرب دير الزور", "direction", [(35.336, 40.0), (35.36, 39.95)], [(35.336, 40.25), (35.6, 40.14), (35.336, 39.4)]),
        ("3 كيلومترات من مطار دير الزور العسكري", "distance", [(35.285, 40.209)], [(35.285, 40.30)]),
        ("على بعد 30 كيلومترا غرب تدمر", "distance", [(34.56, 37.943)], [PALMYRA, (34.56, 38.6), (34.56, 37.6)]),
        ("أقل من 20 كيلومترا من تدمر", "distance", [PALMYRA, (34.56, 38.45)], [(34.56, 38.8)]),
        ("بين السخنة وتدمر", "between", [PALMYRA, SUKHNAH, (34.72, 38.57)], [(34.72, 39.3), (35.2, 38.5)]),
        ("طريق حمص - تدمر", "road", [HOMS, PALMYRA, (34.65, 37.5)], [(35.3, 37.5)]),
        ("ريف حمص الشرقي", "countryside", [(34.6, 37.6), PALMYRA], [(34.7, 36.45), DEIR]),
        ("الريف الشمالي لحلب", "countryside", [(36.45, 37.1)], [(36.0, 37.1), HOMS]),
        ("محافظة دير الزور", "governorate", [DEIR, (34.45, 40.92)], [RAQQA, PALMYRA]),
        ("جنوب محافظة الرقة", "direction", [(35.7, 38.9)], [(36.6, 38.95)]),
        ("شرق سوريا", "direction", [DEIR], [HOMS, ALEPPO]),
        ("قرب الحدود السورية التركية", "near", [(36.72, 38.95)], [DEIR, (38.5, 38.9)]),
        ("حي الشعار بحلب", "locality", [(36.21, 37.18)], [MANBIJ]),
        ("الأحياء الشرقية لمدينة حلب", "direction", [(36.2, 37.22)], [(36.2, 37.05)]),
        ("مدينتي الميادين والبوكمال", "several", [(35.02, 40.45), (34.45, 40.92)], [DEIR]),
        ("قرب مدينة منبج في ريف حلب الشرقي", "near", [MANBIJ], [ALEPPO]),
    ],
)  # fmt: skip
def test_a_told_place_becomes_an_area(
    resolve: Resolve, phrase: str, precision: str, inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> None:
    found = resolve(phrase)
    assert isinstance(found, Resolved), found
    assert found.precision == precision
    disc = disc_of(found.area)
    for point in inside:
        assert covers(found.area, point), (point, found)
        assert km(disc, *point) <= disc.km * 1.001
    for point in outside:
        assert not covers(found.area, point), (point, found)


def test_a_direction_reaches_farther_from_a_city_than_from_a_village(resolve: Resolve) -> None:
    city, village = resolve("شمال حلب").area, resolve("شمال الرصافة").area
    assert isinstance(city, Sector) and isinstance(village, Sector)
    assert village.outer <= 25 < city.outer


def test_places_have_names_for_people(resolve: Resolve) -> None:
    for phrase, ar, en in (
        ("غرب دير الزور", "غرب دير الزور", "west of Deir ez-Zor"),
        ("ريف حمص الشرقي", "ريف حمص الشرقي", "eastern countryside of Homs"),
        ("الأطراف الغربية لمدينة حلب", "أطراف حلب الغربية", "western outskirts of Aleppo"),
        ("على بعد 10 كيلومترات غرب تدمر", "على بعد 10 كم غرب تدمر", "10 km west of "),
        ("جنوب شرق الحسكة", "جنوب شرق الحسكة", "southeast of "),
    ):
        found = resolve(phrase)
        assert found.ar == ar and found.en.startswith(en), found


def test_two_ends_too_far_apart_are_no_line(resolve: Resolve) -> None:
    found = resolve("بين صنعاء وحلب")
    assert isinstance(found, Open) and "km apart" in found.why


def test_one_side_of_a_border_is_not_enough(resolve: Resolve) -> None:
    assert isinstance(resolve("الحدود السورية"), Open)
    both = resolve("الحدود مع العراق", "قصفت القوات السورية بلدات في سوريا قتل فيها سوريون")
    assert isinstance(both, Resolved) and covers(both.area, (34.42, 40.97))
