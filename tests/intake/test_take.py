from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.intake.take import take
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Document

TEXT = "قتل ثلاثة مدنيين وأصيب سبعة آخرون بقصف مدفعي على بلدة كفرنبل، بحسب ما أفاد به الدفاع المدني السوري."
ARTICLE = Document("report.txt", TEXT.encode(), TEXT, dt.datetime(2024, 5, 2, 10, tzinfo=dt.UTC), dt.date(2024, 5, 2), current=True)
LATER = dt.datetime(2024, 5, 3, 10, tzinfo=dt.UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "marsad.db") as opened:
        yield opened


def test_a_document_is_read_and_kept_once(ledger: Ledger) -> None:
    first = take(ARTICLE, ledger, None)
    assert (first.article, first.claims > 0) == ("new", True)
    head = ledger.head()
    assert take(dataclasses.replace(ARTICLE, fetched=LATER), ledger, None) == dataclasses.replace(first, article="same", claims=0)
    assert ledger.head() == head
    assert all(hit.claim["why"] for hit in ledger.search(Filter()))


def test_what_changes_is_a_version_beside_the_first(ledger: Ledger) -> None:
    take(ARTICLE, ledger, None)
    text = TEXT.replace("ثلاثة", "خمسة")
    changed = dataclasses.replace(ARTICLE, raw=text.encode(), text=text, fetched=LATER)
    assert take(changed, ledger, None).article == "changed"
    assert len(ledger.article("report.txt").versions) == 2
    back = dataclasses.replace(ARTICLE, fetched=LATER + dt.timedelta(days=1))
    assert take(back, ledger, None).article == "changed"
    assert [len(version.seen) for version in ledger.article("report.txt").versions] == [2, 1]


def test_an_article_that_is_gone_keeps_its_claims(ledger: Ledger) -> None:
    take(ARTICLE, ledger, None)
    before = ledger.count(Filter())
    gone = dataclasses.replace(ARTICLE, raw=b"", text="", state="gone", fetched=LATER)
    assert take(gone, ledger, None).article == "changed"
    assert ledger.count(Filter()) == before
    assert {hit.state for hit in ledger.search(Filter())} == {"gone"}
