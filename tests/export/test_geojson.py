"""GeoJSON by the letter of RFC 7946, and by our own promise: an area, or a null geometry."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from marsad.export.geojson import collection, features, places_of
from marsad.geo.geometry import disc_of, distance_km
from marsad.model import Article, Disc, Filler, Place, Reading, Span
from marsad.reader import read_article

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TEXT = "قصفت الطائرات غرب مدينة دير الزور أمس وقتلت عشرة مدنيين. ودارت اشتباكات بين السخنة وتدمر وفي مكان مجهول."


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_article(Article(TEXT, dt.date(2017, 9, 5)))


def rings(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else list(geometry["coordinates"])


def test_one_feature_a_claim(reading: Reading) -> None:
    out = json.loads(json.dumps(collection([("a", reading)])))
    assert out["type"] == "FeatureCollection" and len(out["features"]) == len(reading.claims)
    for feature, claim in zip(out["features"], reading.claims, strict=True):
        assert feature["type"] == "Feature" and feature["id"] == claim.id(reading.article.id)
        properties = feature["properties"]
        assert properties["article"] == "a" and properties["published"] == "2017-09-05" and properties["type"] == claim.type
        assert "why" not in properties and properties["trigger"]["text"] == claim.trigger.text
    assert "why" in features("a", reading, why=True)[0]["properties"]


def test_rings_are_closed_and_right_handed_within_the_box() -> None:
    seen = 0
    for path in sorted(CORPUS.glob("*.txt"))[:30]:
        found = read_article(Article(path.read_text(encoding="utf-8"), dt.date(2017, 9, 5)))
        for feature in features(path.stem, found):
            geometry = feature["geometry"]
            if geometry is None:
                assert "bbox" not in feature and feature["properties"]["geometry_role"] is None and feature["properties"]["places"] == []
                continue
            seen += 1
            assert geometry["type"] in ("Polygon", "MultiPolygon")
            west, south, east, north = feature["bbox"]
            for polygon in rings(geometry):
                assert shapely.LinearRing(polygon[0]).is_ccw and not any(shapely.LinearRing(hole).is_ccw for hole in polygon[1:])
                for ring in polygon:
                    assert ring[0] == ring[-1] and len(ring) >= 4
                    assert all(west <= lon <= east and south <= lat <= north for lon, lat in ring)
            assert shape(geometry).is_valid or shape(geometry).buffer(0).area > 0
    assert seen > 100


def test_the_area_of_a_told_place_is_drawn(reading: Reading) -> None:
    by_words = {f.span.text: f.location for c in reading.claims for f in c.roles.get("place", ())}
    feature = next(f for f in features("a", reading) if any("دير الزور" in p["name_ar"] for p in f["properties"]["places"]))
    area = shape(feature["geometry"])
    assert area.contains(shapely.Point(40.0, 35.336)) and not area.contains(shapely.Point(40.3, 35.336))
    assert any(place is not None for place in by_words.values())


def test_what_is_drawn_lies_in_the_radius_that_is_told(reading: Reading) -> None:
    for feature in features("a", reading):
        for place in feature["properties"]["places"]:
            assert place["radius_km"] is not None
        if len(feature["properties"]["places"]) == 1:
            place = feature["properties"]["places"][0]
            far = max(distance_km((place["lat"], place["lon"]), (c[1], c[0])) for polygon in rings(feature["geometry"]) for c in polygon[0])
            assert far <= place["radius_km"] * 1.01 + 0.1


def test_the_geometry_is_that_of_the_place_else_of_where_it_heads() -> None:
    def filler(words: str, area: Disc | None) -> Filler:
        disc = disc_of(area) if area is not None else None
        place = Place(words, lat=disc.lat, lon=disc.lon, radius_km=disc.km, precision="locality", area=area) if disc is not None else None
        return Filler(Span(0, len(words), words), location=place)

    place, toward, nowhere = filler("ا", Disc(35, 38, 5)), filler("ب", Disc(36, 38, 5)), filler("ت", None)
    assert places_of({"toward": (toward,), "place": (place,)})[0] == "place"
    assert places_of({"toward": (toward,), "place": (nowhere,)})[0] == "toward"
    assert places_of({"place": (nowhere,), "agent": (place,)}) == (None, [])
