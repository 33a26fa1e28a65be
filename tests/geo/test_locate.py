"""The places of whole texts: every claim keeps what it is, and its places get a location or their candidates."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import marsad
from marsad import lexicon as lexicons
from marsad.gazetteer import shipped
from marsad.geo.locate import Geography, locate
from marsad.mentions.marked import Knowledge, mark
from marsad.model import Article, Claim, Filler, Place, Span
from marsad.reader import geography_of, read_article

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
DAY = dt.date(2017, 9, 5)


def located(text: str, geography: Geography | None = None, role: str = "place") -> dict[str, Place | None]:
    """The fillers of a role in a text, by their words."""
    reading = read_article(Article(text, DAY), geography=geography or geography_of(shipped()), why=True)
    return {f.span.text: f.location for c in reading.claims for f in c.roles.get(role, ())}


def test_a_filler_gets_its_place_as_the_contract_says() -> None:
    reading = read_article(Article("سيطرت قوات النظام على مدينة تدمر في ريف حمص الشرقي أمس", DAY))
    (filler,) = reading.claims[0].roles["place"]
    out = filler.to_json()["location"]
    assert set(out) == {"name_ar", "name_en", "lat", "lon", "radius_km", "precision", "id", "admin1", "pcode"}
    assert (out["name_ar"], out["precision"], out["admin1"], out["pcode"]) == ("تدمر", "locality", "حمص", "SY04")
    assert out["lat"] == pytest.approx(34.56, abs=0.05) and out["lon"] == pytest.approx(38.28, abs=0.05) and out["radius_km"] > 0


def test_a_distance_before_the_filler_counts_where_it_happens() -> None:
    found = located("انفجرت سيارة مفخخة على بعد 10 كيلومترات من مدينة تدمر")
    assert [p.precision for p in found.values() if p is not None] == ["distance"]
    # What a force reaches is the place itself; how far it still is, is a quantity of the claim.
    found = located("وصلت قوات النظام إلى مسافة 10 كيلومترات من مدينة تدمر", role="toward")
    assert [p.precision for p in found.values() if p is not None] == ["locality"]


def test_targets_are_located_where_they_are_places() -> None:
    text = "دمرت غارة جوية جسر دير الزور وقتلت جنودا من قوات النظام"
    at, end = text.index("جسر"), text.index(" وقتلت")
    bridge, soldiers = Filler(Span.of(text, at, end)), Filler(Span.of(text, text.index("جنودا"), len(text)))
    m = mark(text, DAY, Knowledge.of(lexicons.load()))
    claim = Claim("destruction", Span.of(text, 0, 4), "asserted", roles={"object": (bridge,), "target": (soldiers,)})
    (found,) = locate(m, [claim], geography_of(shipped()))
    assert found.roles["object"][0].location is not None and "دير الزور" in found.roles["object"][0].location.name_ar
    assert found.roles["target"][0] == soldiers


def test_candidates_are_kept_where_the_evidence_does_not_carry(own_places: Geography) -> None:
    text = "قصفت طائرات حربية بلدة الزهرانية بالصواريخ وقتل خمسة مدنيين"
    reading = read_article(Article(text, DAY), geography=own_places, why=True)
    fillers = [f for c in reading.claims for f in c.roles.get("place", ()) if "الزهرانية" in f.span.text]
    assert fillers and all(f.location is None and len(f.candidates) == 2 for f in fillers)
    out = fillers[0].to_json()
    assert "location" not in out and all(c["radius_km"] > 0 for c in out["candidates"])
    assert any("several places fit alike" in step for c in reading.claims for step in c.why)


def test_the_city_is_that_of_the_article() -> None:
    text = "دخلت قوات النظام مدينة تدمر أمس. وقصفت الطائرات أحياء المدينة وقتل عشرة مدنيين في المدينة."
    names = [p.name_ar for words, p in located(text).items() if p is not None and "المدينة" in words]
    assert names and set(names) == {"تدمر"}


def test_this_base_is_the_base_that_was_named() -> None:
    text = "دارت اشتباكات في محيط قاعدة التنف أمس. وتسيطر قوات أميركية على هذه القاعدة العسكرية."
    found = {words: p.id for words, p in located(text).items() if p is not None}
    assert found["هذه القاعدة العسكرية"] == found["محيط قاعدة التنف"]


def test_where_it_is_changes_nothing_that_is_claimed() -> None:
    for path in sorted(CORPUS.glob("*.txt"))[:12]:
        article = Article(path.read_text(encoding="utf-8"), DAY)
        placed, bare = read_article(article), read_article(article, geography=None)
        assert bare.gazetteer == "" and placed.gazetteer == shipped().digest
        assert [unplaced(c) for c in placed.claims] == list(bare.claims)
        assert [c.id(article.id) for c in placed.claims] == [c.id(article.id) for c in bare.claims]


def unplaced(claim: Claim) -> Claim:
    return replace(claim, roles={r: tuple(replace(f, location=None, candidates=()) for f in fs) for r, fs in claim.roles.items()})


def test_reading_again_gives_the_same_places() -> None:
    for path in sorted(CORPUS.glob("*.txt"))[:12]:
        article = Article(path.read_text(encoding="utf-8"), DAY)
        first = json.dumps(read_article(article, why=True).to_json(why=True), ensure_ascii=False)
        assert json.dumps(read_article(article, why=True).to_json(why=True), ensure_ascii=False) == first


def test_no_point_without_its_radius() -> None:
    """Promise 6: a place goes out with its radius and precision, or with no geometry."""
    seen = 0
    for path in sorted(CORPUS.glob("*.txt"))[:60]:
        for claim in marsad.read(path.read_text(encoding="utf-8"), published=DAY).claims:
            for fillers in claim.roles.values():
                for place in (f.location for f in fillers if f.location is not None):
                    seen += 1
                    assert place.lat is not None and place.lon is not None and place.precision and place.area is not None
                    assert place.radius_km is not None and 0 < place.radius_km < 4000
    assert seen > 300


PLACES = [
    "في حلب",
    "قرب تدمر",
    "غرب دير الزور",
    "بين حمص وتدمر",
    "على بعد 5 كم من الرقة",
    "في المدينة",
    "شمال البلاد",
    "على الحدود",
    "ريف حماة الشمالي",
]


@given(st.lists(st.sampled_from([*PLACES, "قتل", "جنود", "قصف", "،", ".", "\n", "وقال", "إن", "#دير_الزور", "(", ")", "«"]), max_size=40))
def test_any_text_is_located_or_not(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for claim in read_article(Article(text, DAY), why=True).claims:
        for fillers in claim.roles.values():
            for filler in fillers:
                filler.span.check(text)
                json.dumps(filler.to_json())
