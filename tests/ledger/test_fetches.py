"""What was asked and when is kept, and nobody can change it unseen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from tests.ledger.samples import NOON, document, reading
from tests.ledger.test_audit import Tamper, copy, delete, past_the_triggers, update

from marsad.errors import LedgerError
from marsad.ledger import connect, schema
from marsad.ledger.audit import verify
from marsad.ledger.records import Fetch, History
from marsad.ledger.store import Ledger

PAGE = "https://news.example/a"
HOUR = dt.timedelta(hours=1)
SEEN = Fetch(PAGE, "page", NOON, "live", 200, "", '"1"', "Thu, 02 May 2024 11:00:00 GMT", "ab" * 32, PAGE)


def test_a_fetch_comes_out_as_it_went_in(ledger: Ledger) -> None:
    assert ledger.last_fetch(PAGE) is None and ledger.history(PAGE) is None
    ledger.note_fetch(SEEN)
    assert ledger.last_fetch(PAGE) == SEEN
    same = replace(SEEN, at=NOON + HOUR, outcome="not_modified", status=304)
    ledger.note_fetch(same)
    failed = Fetch(PAGE, "page", NOON + 2 * HOUR, "failed", 429, "rate_limited", not_before=NOON + 3 * HOUR)
    ledger.note_fetch(failed)
    assert ledger.last_fetch(PAGE) == same  # what to ask with is what the last answer said
    assert ledger.history(PAGE) == History(PAGE, NOON, NOON + HOUR, NOON + 2 * HOUR, "failed", 1, NOON + 3 * HOUR)
    assert verify(ledger, ledger.head()).clean and ledger.counts()["audit"] == 3


def test_each_fetch_is_a_row_and_no_content(ledger: Ledger) -> None:
    of = document()
    ledger.add(of, reading(of))
    before = ledger.content_hash()
    for hours in range(3):
        ledger.note_fetch(replace(SEEN, at=NOON + hours * HOUR))
    with connect.transaction(ledger.engine) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.fetches)).scalar_one() == 3
    assert ledger.content_hash() == before


def test_an_address_that_never_answered_has_a_history(ledger: Ledger) -> None:
    for hours in range(3):
        ledger.note_fetch(Fetch(PAGE, "page", NOON + hours * HOUR, "failed", reason="dns"))
    assert ledger.last_fetch(PAGE) is None
    assert ledger.history(PAGE) == History(PAGE, None, None, NOON + 2 * HOUR, "failed", 3, None)


def test_articles_since_a_moment_count_from_when_they_were_first_found(ledger: Ledger) -> None:
    other = replace(SEEN, url=PAGE + "b", at=NOON + HOUR)
    for fetch in (
        SEEN,
        other,
        replace(SEEN, url=PAGE + "c", at=NOON + HOUR, article=None),
        replace(SEEN, url=PAGE + "feed", kind="feed", at=NOON + HOUR, article=None),
        replace(SEEN, at=NOON + 2 * HOUR),
        replace(other, at=NOON + 3 * HOUR, outcome="gone", sha256=None),
    ):
        ledger.note_fetch(fetch)
    assert [found.url for found in ledger.articles_since(NOON)] == [PAGE, PAGE + "b"]
    (found,) = ledger.articles_since(NOON + HOUR)  # a page that was found before and asked again since is none
    assert (found.url, found.first, found.answered, found.outcome) == (PAGE + "b", NOON + HOUR, NOON + 3 * HOUR, "gone")


def test_words_that_no_database_takes(ledger: Ledger) -> None:
    ledger.note_fetch(replace(SEEN, etag='"\x00\ud800"', reason="\x00"))
    found = ledger.last_fetch(PAGE)
    assert found is not None and found.etag == '"\ufffd\ufffd"'
    assert verify(ledger).clean


def test_a_time_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="has no zone"):
        ledger.note_fetch(replace(SEEN, at=NOON.replace(tzinfo=None)))


def test_what_an_article_shows(ledger: Ledger) -> None:
    assert ledger.shown("a") is None
    live, gone = document(), document(raw=b"", text="", fetched=NOON + HOUR, state="gone")
    ledger.add(live, reading(live), current=True)
    ledger.add(gone, current=True)
    found = ledger.shown("a")
    assert found is not None and (found.state, found.title) == ("gone", "عنوان")
    ledger.add(replace(live, fetched=NOON + 2 * HOUR), reading(live), current=True)
    found = ledger.shown("a")
    assert found is not None and found.state == "live"


ATTACKS: dict[str, tuple[Tamper, str]] = {
    "time": (update(schema.fetches, at="1999-01-01T00:00:00.000000Z"), "was changed"),
    "outcome": (update(schema.fetches, outcome="gone"), "was changed"),
    "address": (update(schema.fetches, url="https://other.example/"), "no row of the log"),
    "bytes": (update(schema.fetches, sha256="0" * 64), "was changed"),
    "article": (update(schema.fetches, article="x"), "was changed"),
    "patience": (update(schema.fetches, not_before="2999"), "was changed"),
    "gone": (delete(schema.fetches), "is gone"),
    "put in": (copy(schema.fetches, url="x"), "fetches x: no row of the log"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_fetches_that_were_tampered_with(ledger: Ledger, attack: str) -> None:
    ledger.note_fetch(SEEN)
    ledger.note_fetch(replace(SEEN, at=NOON + HOUR))
    assert verify(ledger).clean
    tamper, fault = ATTACKS[attack]
    past_the_triggers(ledger, tamper)
    faults = verify(ledger).faults
    assert any(fault in told for told in faults), faults
