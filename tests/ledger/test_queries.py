"""Every way to ask for claims, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.ledger.samples import DAY, DOUMA, NOON, document, reading, span

from marsad.errors import LedgerError
from marsad.ledger import conditions, queries
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Article, Claim, Filler, Place, Reading

OTHER = "سيطر الجيش على بلدة الله أكبر في ريف دمشق الشرقي بعد اشتباكات عنيفة"


@pytest.fixture(scope="module")
def filled(shared: Ledger) -> Ledger:
    """Two articles: the three claims of `samples`, and a day later a capture somewhere in a governorate."""
    of = document()
    shared.add(of, reading(of))
    later = document("b", OTHER, published=DAY + dt.timedelta(days=1), outlet="صحيفة", fetched=NOON + dt.timedelta(days=2))
    capture = Claim("capture", span(OTHER, "سيطر"), "asserted", roles={"place": (Filler(span(OTHER, "ريف دمشق الشرقي"), location=DOUMA),)})
    shared.add(later, Reading(Article(OTHER, later.published), (capture,), (), "g1"))
    shared.review(shared.search(Filter(types=("aid",)))[0].id, "rejected", who="a", why="b")
    return shared


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "capture airstrike killed aid"),
        ({"types": ("killed", "aid")}, "killed aid"),
        ({"families": ("violence",)}, "airstrike"),
        ({"families": ("violence", "territory")}, "capture airstrike"),
        ({"types": ("killed",), "families": ("violence",)}, ""),
        ({"statuses": ("expected",)}, "aid"),
        # places, by any spelling, resolved or not
        ({"places": ("رقة",)}, "airstrike"),
        ({"places": ("الرَّقه",)}, "airstrike"),
        ({"places": ("Ar Raqqah",)}, "airstrike"),
        ({"places": ("دوما",)}, "aid"),
        ({"places": ("تل ابيض",)}, "killed"),
        ({"places": ("حلب",)}, ""),
        ({"admin1": "الرقة"}, "airstrike killed"),
        ({"places": ("رقة",), "admin1": "حلب"}, ""),
        ({"places": ("رقة", "دوما", "حلب")}, "airstrike aid"),
        ({"pcode": "SY11"}, "airstrike"),
        ({"pcode": "SY1"}, ""),
        # a place counts where its own radius lets it lie
        ({"box": (39.0, 35.9, 39.1, 36.0)}, "airstrike"),
        ({"box": (39.05, 35.9, 39.2, 36.0)}, "airstrike"),
        ({"box": (39.3, 35.9, 39.4, 36.0)}, ""),
        ({"box": (36.0, 33.0, 37.0, 34.0)}, "capture"),
        ({"box": (36.0, 33.0, 37.0, 34.0), "exact_km": 10}, ""),
        ({"near": (35.95, 39.01, 0)}, "airstrike"),
        ({"near": (35.95, 39.10, 0.5)}, "airstrike"),
        ({"near": (35.95, 39.20, 0.5)}, ""),
        ({"near": (36.3, 39.0, 60)}, "airstrike killed"),
        ({"near": (33.2, 36.6, 0)}, "capture"),
        ({"exact_km": 5}, "killed"),
        # who
        ({"actors": ("sy.airforce",)}, "airstrike"),
        ({"actors": ("sy.army",)}, ""),
        ({"actors": ("sy.army", "sy.airforce")}, "airstrike"),
        ({"sources": ("سانا", "مصادر طبيه")}, "airstrike killed"),
        ({"sources": ("سانا",)}, "airstrike"),
        ({"sources": ("مصادر طبيه",)}, "killed"),
        ({"sources": ("مرصد",)}, "killed"),
        ({"sources": ("مرصد سوري",)}, "killed"),
        ({"sources": ("السوري المرصد",)}, ""),
        ({"sources": ("%",)}, None),
        ({"source_kinds": ("medical", "agency")}, "airstrike killed"),
        ({"sources": ("سانا",), "source_kinds": ("medical",)}, ""),
        ({"chain_min": 2}, "killed"),
        ({"chain_max": 0}, "capture aid"),
        ({"chain_min": 1, "chain_max": 1}, "airstrike"),
        # when
        ({"happened_from": DAY - dt.timedelta(days=1), "happened_to": DAY}, "airstrike"),
        ({"happened_from": DAY}, ""),
        ({"happened_to": DAY - dt.timedelta(days=2)}, ""),
        ({"published_from": DAY + dt.timedelta(days=1)}, "capture"),
        ({"published_to": DAY}, "airstrike killed aid"),
        ({"fetched_from": NOON, "fetched_to": NOON}, "airstrike killed aid"),
        ({"fetched_from": NOON + dt.timedelta(days=1)}, "capture"),
        # where it stands
        ({"outlets": ("صحيفة",)}, "capture"),
        ({"articles": ("a",)}, "airstrike killed aid"),
        ({"articles": ("c",)}, ""),
        ({"articles": ("c", "b")}, "capture"),
        ({"outlets": ("صحيفة", "وكالة سانا")}, "capture airstrike killed aid"),
        # full text, in any spelling
        ({"text": "رقه"}, "airstrike"),
        ({"text": "الرَقّة"}, "airstrike"),
        ({"text": "طائرات مدينه"}, "airstrike"),
        ({"text": '"مدينة الرقة"'}, "airstrike"),
        ({"text": '"الرقة مدينة"'}, ""),
        ({"text": "قال"}, "killed"),
        ({"text": "متوقع"}, "aid"),
        ({"text": "له"}, ""),
        ({"text": "الله"}, "capture"),
        ({"text": "قصفت قتلوا"}, ""),
        ({"article_text": "قصفت قتلوا"}, "airstrike killed aid"),
        ({"article_text": "اشتباكات"}, "capture"),
        ({"text": "NOT OR (x*"}, ""),
        ({"text": "a' | !b:*"}, ""),
        # what people say
        ({"review": "none"}, "capture airstrike killed"),
        ({"review": "rejected"}, "aid"),
        ({"review": "accepted"}, ""),
        (
            {"types": ("airstrike",), "places": ("الرقة",), "sources": ("سانا",), "text": "قصفت", "published_to": DAY, "review": "none"},
            "airstrike",
        ),
    ],
)
def test_filters(filled: Ledger, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], found: str | None) -> None:
    if found is None:
        with pytest.raises(LedgerError):
            filled.search(Filter(**asked))
        return
    # As a few claims, and as if they were of many: the database is asked in other words then.
    for few in (1_000, 0):
        monkeypatch.setattr(conditions, "_FEW_CLAIMS", few)
        monkeypatch.setattr(conditions, "_FEW_READINGS", few)
        assert [hit.claim["type"] for hit in filled.search(Filter(**asked))] == found.split()
        assert filled.count(Filter(**asked)) == len(found.split())


@pytest.mark.parametrize(
    "asked",
    [
        {"types": ("nope",)},
        {"families": ("nope",)},
        {"places": ("!",)},
        {"admin1": ""},
        {"sources": ("«»",)},
        {"text": ""},
        {"box": (40, 30, 39, 31)},
        {"box": (30, 30, 39, float("nan"))},
        {"near": (91, 0, 1)},
        {"near": (0, 0, -1)},
        {"review": "nope"},
        {"fetched_from": dt.datetime(2024, 5, 2)},
    ],
)
def test_what_cannot_be_asked_is_refused(filled: Ledger, asked: dict[str, Any]) -> None:
    with pytest.raises(LedgerError):
        filled.search(Filter(**asked))


def test_pages_follow_each_other(filled: Ledger) -> None:
    pages = [filled.search(Filter(), 1, n)[0].id for n in range(4)]
    assert pages == [hit.id for hit in filled.search(Filter())]
    assert filled.search(Filter(), 10, 4) == []


@pytest.mark.parametrize(("limit", "offset"), [(None, 0), (None, 1), (2, 1), (0, 0), (3, 9)])
def test_a_stream_is_the_same_claims_and_says_how_many_there_are(filled: Ledger, limit: int | None, offset: int) -> None:
    with filled.stream(Filter(), limit, offset) as (total, hits):
        assert total == 4
        assert list(hits) == filled.search(Filter(), 100 if limit is None else limit, offset)


def test_a_stream_passes_from_page_to_page(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_PAGE", 1)
    with filled.stream(Filter()) as (_, hits):
        assert list(hits) == filled.search(Filter())


def test_a_stream_that_nobody_reads_to_its_end_lets_go(filled: Ledger) -> None:
    with filled.stream(Filter()) as (_, hits):
        next(hits)
    assert filled.count(Filter()) == 4


def test_ids_by_their_beginning(filled: Ledger) -> None:
    known = sorted(hit.id for hit in filled.search(Filter()))
    assert filled.ids("") == known
    assert filled.ids("", 2) == known[:2]
    assert [filled.ids(id[:8]) for id in known] == [[id] for id in known]
    assert filled.ids("z") == filled.ids("%") == []


def test_an_article_without_a_day_comes_last(ledger: Ledger) -> None:
    for key, published in (("a", None), ("b", DAY)):
        of = document(key, published=published)
        ledger.add(of, reading(of, reading(of).claims[:1]))
    assert [hit.article for hit in ledger.search(Filter())] == ["b", "a"]
    assert [hit.article for hit in ledger.search(Filter(published_to=DAY))] == ["b"]


def test_a_level_above_is_asked_by_the_table_not_by_the_letters(where: str) -> None:
    """Lebanon's third level does not begin with its second's code."""
    of = document()
    place = Place("الرقة", None, 35.95, 39.01, 8.0, "locality", "lb:x", "الرقة", "62179")
    said = reading(of).claims[0]
    moved = Claim(said.type, said.trigger, said.status, roles={"place": (Filler(said.roles["place"][0].span, location=place),)})
    with open_ledger(where) as ledger:
        ledger.add(of, reading(of, (moved,)))
        assert ledger.count(Filter(pcode="62179")) == 1
        assert ledger.count(Filter(pcode="62")) == 0
