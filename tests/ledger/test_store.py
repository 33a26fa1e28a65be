"""What goes in comes out, once, and stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.ledger.samples import DAY, NOON, RAQQA, TEXT, claims, document, numbered, reading, span, status

from marsad.errors import LedgerError
from marsad.gazetteer import Gazetteer, shipped
from marsad.ledger import connect, schema
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.records import Added, Fetch, Verdict
from marsad.ledger.rows import Maker
from marsad.ledger.store import Ledger, open_ledger

LATER = NOON + dt.timedelta(hours=1)


def types_of(ledger: Ledger, asked: Filter | None = None) -> list[str]:
    return [hit.claim["type"] for hit in ledger.search(asked or Filter())]


def test_a_document_and_its_reading_come_out_as_they_went_in(ledger: Ledger) -> None:
    of = document(url="https://news.example/a", encoding="utf-8", notes=("guessed",))
    added = ledger.add(of, reading(of))
    assert (added.article, added.claims) == ("new", 3)
    assert ledger.raw(added.version) == of.raw
    assert ledger.text(added.version) == TEXT
    kept = ledger.article("a")
    assert kept.first_seen == "2024-05-02T12:00:00.000000Z"
    (version,) = kept.versions
    assert (version.id, version.url, version.published, version.notes, version.state) == (
        *(added.version, "https://news.example/a", "2024-05-02", ("guessed",), "live"),
    )
    (read,) = version.readings
    assert (read.gazetteer, read.notes, read.claims) == ("g1", ("note",), 3)
    first = ledger.search(Filter())[0]
    made = claims()[0].to_json("", why=True)
    assert {k: v for k, v in first.claim.items() if k != "id"} == {k: v for k, v in made.items() if k != "id"}
    assert list(first.claim["roles"]) == ["agent", "place"]
    assert (first.article, first.outlet, first.title, first.state, first.review) == ("a", "وكالة سانا", "عنوان", "live", None)


def test_adding_twice_adds_nothing(ledger: Ledger) -> None:
    of = document()
    added = ledger.add(of, reading(of))
    before = (ledger.counts(), ledger.head(), ledger.content_hash())
    assert ledger.add(of, reading(of)) == Added("same", added.version, 0)
    assert ledger.add(replace(of, fetched=LATER), reading(of)) == Added("same", added.version, 0)
    assert (ledger.counts(), ledger.head(), ledger.content_hash()) == before


def test_known_is_what_was_read_by_this_program_with_these_places(ledger: Ledger) -> None:
    of = document()
    assert not ledger.knows(of, "g1")
    ledger.add(of)
    assert not ledger.knows(of, "g1")
    ledger.add(of, reading(of))
    assert ledger.knows(of, "g1")
    assert not ledger.knows(of, "g2")
    assert not ledger.knows(document(text=TEXT + "."), "g1")


def test_a_changed_article_shows_its_new_claims_and_keeps_the_old_ones(ledger: Ledger) -> None:
    old, new = document(), document(text=TEXT.replace("ثلاثة", "أربعة"), fetched=LATER)
    ledger.add(old, reading(old))
    assert ledger.add(new, reading(new, claims()[:1])).article == "changed"
    assert types_of(ledger) == ["airstrike"]
    assert len(ledger.search(Filter(everything=True))) == 4
    first, second = ledger.article("a").versions
    assert first.text_sha256 != second.text_sha256


def test_another_frame_around_the_same_text_leaves_claims_their_ids(ledger: Ledger) -> None:
    old, new = document(), document(raw=b"<html>...", fetched=LATER)
    ledger.add(old, reading(old))
    ids = [hit.id for hit in ledger.search(Filter())]
    assert ledger.add(new, reading(new)).article == "same"
    assert [hit.id for hit in ledger.search(Filter())] == ids
    assert len(ledger.article("a").versions) == 2


def test_copies_at_two_outlets_have_claims_of_their_own(ledger: Ledger) -> None:
    one, two = document("a"), document("b", outlet="صحيفة")
    ledger.add(one, reading(one))
    ledger.add(two, reading(two))
    hits = ledger.search(Filter())
    assert len({hit.id for hit in hits}) == len(hits) == 6
    assert ledger.counts()["articles"] == 2
    with ledger.engine.connect() as connection:  # but their bytes are kept once
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.blobs)).scalar() == 1


def test_an_article_that_is_gone_keeps_its_claims_and_says_so(ledger: Ledger) -> None:
    live, gone = document(), document(raw=b"404", text="", fetched=LATER, state="gone")
    ledger.add(live, reading(live))
    assert ledger.add(gone, current=True).article == "changed"
    assert {hit.state for hit in ledger.search(Filter())} == {"gone"}
    back = replace(live, fetched=LATER + dt.timedelta(hours=1))
    assert ledger.add(back, reading(live)).article == "same"  # who reads a folder again says nothing about now
    assert {hit.state for hit in ledger.search(Filter())} == {"gone"}
    assert ledger.add(back, reading(live), current=True).article == "changed"
    assert {hit.state for hit in ledger.search(Filter())} == {"live"}
    assert len(ledger.article("a").versions[0].seen) == 2
    assert ledger.add(back, reading(live), current=True).article == "same"
    assert verify(ledger).clean


def test_an_older_capture_does_not_become_the_newest(ledger: Ledger) -> None:
    new, old = document(fetched=LATER), document(text="قصف أمس", fetched=NOON)
    ledger.add(new, reading(new))
    ledger.add(old, reading(old, ()))
    assert len(ledger.search(Filter())) == 3


def test_a_newer_program_adds_a_reading_beside_the_old(where: str) -> None:
    of = document()
    with open_ledger(where, maker=Maker("1.0", "r1")) as ledger:
        ledger.add(of, reading(of))
    with open_ledger(where, maker=Maker("1.1", "r1")) as ledger:
        assert ledger.add(of, reading(of, claims()[:2])) == Added("same", ledger.article("a").versions[0].id, 2)
        assert ledger.add(of, reading(of, claims()[:1], "g2")).claims == 1
        assert types_of(ledger) == ["airstrike"]
        assert [(r.program, r.gazetteer, r.claims) for r in ledger.article("a").versions[0].readings] == [
            *(("1.0", "g1", 3), ("1.1", "g1", 2), ("1.1", "g2", 1)),
        ]
        assert len(ledger.search(Filter(everything=True))) == 6
        assert ledger.claim(ledger.search(Filter())[0].id).hit.gazetteer == "g2"


def test_what_is_no_text_for_a_database_is_kept_all_the_same(ledger: Ledger) -> None:
    text = f"{TEXT} \x00 \ud800 \U0001f600"
    of = document(text=text, raw=b"\x00\xff", title="a\x00\ud800b", url="")
    added = ledger.add(of, reading(of))
    assert ledger.text(added.version) == text
    assert ledger.raw(added.version) == b"\x00\xff"
    assert ledger.search(Filter())[0].title == "a\ufffd\ufffdb"
    assert verify(ledger).clean


@pytest.mark.parametrize("key", ["", "a\x00", "\udcff"])
def test_an_article_without_a_key_is_refused(ledger: Ledger, key: str) -> None:
    with pytest.raises(LedgerError, match="cannot be told from others"):
        ledger.add(document(key))


def test_a_time_without_a_zone_is_refused_and_another_zone_becomes_utc(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no zone"):
        ledger.add(document(fetched=NOON.replace(tzinfo=None)))
    ledger.add(document(fetched=NOON.astimezone(dt.timezone(dt.timedelta(hours=3)))))
    assert ledger.article("a").first_seen == "2024-05-02T12:00:00.000000Z"


def test_a_reading_of_something_else_is_refused(ledger: Ledger) -> None:
    of = document()
    for other in (document(text="نص"), replace(of, published=None)):
        with pytest.raises(LedgerError, match="another text or another day"):
            ledger.add(of, reading(other, ()))
    with pytest.raises(LedgerError, match="other places"):
        ledger.add(of, reading(of), gazetteer=shipped())
    assert ledger.counts()["articles"] == 0


def test_places_are_found_by_the_codes_of_the_areas_around_them(ledger: Ledger) -> None:
    of = document()
    ledger.add(of, reading(of, gazetteer=shipped().digest), gazetteer=Gazetteer(shipped().tables))
    assert types_of(ledger, Filter(pcode=RAQQA.pcode)) == ["airstrike"]


def test_no_row_is_changed_or_deleted(ledger: Ledger) -> None:
    of = document()
    ledger.add(of, reading(of))
    ledger.review(ledger.search(Filter())[0].id, "accepted", who="me")
    ledger.note_fetch(Fetch("https://news.example/a", "page", NOON, "live"))
    with connect.transaction(ledger.engine, writes=True) as connection:  # nothing writes links yet
        row = {"n": 1, "id": "x", "kind": "x", "claim": "x", "other": "y", "made_by": "x", "why": "", "at": "", "audit": 1}
        connection.execute(schema.links.insert(), row)
    for table in schema.metadata.sorted_tables:
        for told in (sa.delete(table), sa.update(table).values({next(iter(table.c)): 1})):
            with pytest.raises(LedgerError, match="append-only"), connect.transaction(ledger.engine, writes=True) as connection:
                connection.execute(told)


def test_a_row_is_not_replaced_either(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.add(document())
        with ledger.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.exec_driver_sql("INSERT OR REPLACE INTO articles SELECT n, key, 'x', audit FROM articles")


class TestReview:
    """What people say to claims."""

    @pytest.fixture
    def claim(self, ledger: Ledger) -> str:
        of = document()
        ledger.add(of, reading(of))
        return ledger.search(Filter(types=("killed",)))[0].id

    def test_a_correction_takes_the_place_of_a_claim_that_stays(self, ledger: Ledger, claim: str) -> None:
        two = {"of": "count", "low": 2, "high": 2, "unit": "person", "approx": False, "text": span(TEXT, "ثلاثة مدنيين").to_json()}
        said = ledger.review(claim, "corrected", who="ليلى", why="the ministry counts two", correction={"quantities": [two]})
        assert (said.verdict, said.who, said.why) == ("corrected", "ليلى", "the ministry counts two")
        told = ledger.claim(claim)
        assert told.machine["quantities"][0]["low"] == 3
        assert told.hit.claim["quantities"][0]["low"] == 2
        assert told.hit.claim["id"] == claim
        assert told.hit.claim["why"] == ["corrected by ليلى: the ministry counts two"]
        assert told.hit.corrected
        assert len(ledger.search(Filter())) == 3

    def test_filters_see_what_was_corrected(self, ledger: Ledger, claim: str) -> None:
        ledger.review(claim, "corrected", who="a", why="b", correction={"type": "wounded", "status": "possible"})
        assert types_of(ledger, Filter(types=("killed",))) == []
        assert [hit.id for hit in ledger.search(Filter(types=("wounded",), statuses=("possible",), review="corrected"))] == [claim]

    def test_the_last_of_several_reviews_counts_and_all_are_kept(self, ledger: Ledger, claim: str) -> None:
        ledger.review(claim, "corrected", who="a", why="b", correction={"type": "wounded"})
        ledger.review(claim, "corrected", who="c", why="d", correction={"type": "abuse"})
        ledger.review(claim, "accepted", who="e")
        told = ledger.claim(claim)
        assert [review.verdict for review in told.reviews] == ["corrected", "corrected", "accepted"]
        assert (told.hit.claim["type"], told.hit.review, told.machine["type"]) == ("abuse", "accepted", "killed")
        assert len(ledger.search(Filter(everything=True))) == 3
        assert verify(ledger).clean

    def test_saying_the_same_again_adds_nothing(self, ledger: Ledger, claim: str) -> None:
        for _ in range(2):
            ledger.review(claim, "rejected", who="a", why="a figure of speech")
        assert ledger.counts()["reviews"] == 1
        assert ledger.head().n == 2

    def test_a_correction_holds_for_the_same_claim_in_a_later_reading(self, ledger: Ledger, claim: str) -> None:
        ledger.review(claim, "corrected", who="a", why="b", correction={"type": "wounded"})
        of = document()
        ledger.add(of, reading(of, gazetteer="g2"))
        hits = ledger.search(Filter())
        assert sorted(hit.claim["type"] for hit in hits) == ["aid", "airstrike", "wounded"]
        assert {hit.gazetteer for hit in hits} == {"g2"}
        assert verify(ledger).clean

    def test_a_claim_read_otherwise_is_another_claim(self, ledger: Ledger, claim: str) -> None:
        of = document()
        first, second, third = claims()
        ledger.add(of, reading(of, (first, status(second, "negated"), third), "g2"))
        assert claim not in [hit.id for hit in ledger.search(Filter())]
        assert ledger.claim(claim).hit.id == claim  # and still to be seen

    @pytest.mark.parametrize(
        ("verdict", "who", "why", "correction", "said"),
        [
            ("great", "a", "b", None, "no verdict"),
            ("accepted", " ", "", None, "name"),
            ("rejected", "a", "", None, "say why"),
            ("corrected", "a", "", {"type": "wounded"}, "say why"),
            ("corrected", "a", "b", None, "says what it corrects"),
            ("accepted", "a", "b", {"type": "wounded"}, "only a correction"),
            ("corrected", "a", "b", {"type": "killed"}, "changes nothing"),
        ],
    )
    def test_nonsense_is_refused(
        self, ledger: Ledger, claim: str, verdict: Verdict, who: str, why: str, correction: dict[str, object] | None, said: str
    ) -> None:
        with pytest.raises(LedgerError, match=said):
            ledger.review(claim, verdict, who=who, why=why, correction=correction)
        assert ledger.counts()["reviews"] == 0

    def test_a_claim_that_is_not_there_is_not_reviewed(self, ledger: Ledger, claim: str) -> None:
        with pytest.raises(LedgerError, match="has no claim 'nope'"):
            ledger.review("nope", "accepted", who="a")


def test_what_is_not_there_is_said(ledger: Ledger) -> None:
    for ask in (lambda: ledger.article("x"), lambda: ledger.claim("x"), lambda: ledger.text("x"), lambda: ledger.raw("x")):
        with pytest.raises(LedgerError, match="has no"):
            ask()


def test_exports_are_logged(ledger: Ledger) -> None:
    head = ledger.log_export({"format": "csv", "sha256": "00", "claims": 3}, who="ليلى")
    assert head == ledger.head()
    assert head.n == 1
    assert verify(ledger, head).clean


def test_the_content_hash_knows_neither_order_nor_time_nor_database(ledger: Ledger, tmp_path: Path) -> None:
    for n in range(6):
        ledger.add(*numbered(n))
    with open_ledger(tmp_path / "other.db") as other:
        assert other.content_hash() != ledger.content_hash()
        for n in (3, 1, 5, 0, 2, 4, 1):
            of, read = numbered(n)
            other.add(replace(of, fetched=LATER), read)
        assert other.content_hash() == ledger.content_hash()
        other.review(other.search(Filter())[0].id, "accepted", who="a")
        assert other.content_hash() != ledger.content_hash()


def test_an_article_of_many_thousand_words_and_claims_fits(ledger: Ledger) -> None:
    text = "قصفت الطائرات المدينة. " * 4_000 + "ختام فريد"
    of = document(text=text)
    strike = claims()[0]
    many = tuple(
        replace(strike, trigger=span(text[n * 23 :], "قصفت").__class__.of(text, n * 23, n * 23 + 4), sources=(), roles={}, time=None)
        for n in range(1_000)
    )
    assert ledger.add(of, reading(of, many)).claims == 1_000
    assert ledger.count(Filter(text="قصفت", article_text='"ختام فريد"')) == 1_000
    assert ledger.count(Filter(published_from=DAY)) == 1_000


def test_an_article_costs_a_bounded_number_of_questions(ledger: Ledger) -> None:
    """However many claims and places it has: on a server each question is a journey."""
    asked: list[str] = []
    sa.event.listen(ledger.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for n in range(2):
        of, read = numbered(n)
        asked.clear()
        ledger.add(of, replace(read, claims=read.claims * (1 + 20 * n)))
        assert len([each for each in asked if each.startswith(("SELECT", "INSERT"))]) <= 22
