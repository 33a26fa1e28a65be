from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.gazetteer import shipped
from marsad.intake.take import take
from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Document
from marsad.reader import geography_of
from marsad.synthesis.statements import Period, statements

TEXT = "قتل ثلاثة مدنيين أمس بقصف مدفعي على مدينة حمص، بحسب الدفاع المدني السوري. وسيطر تنظيم الدولة الإسلامية على بلدة السخنة."
DAY = dt.date(2024, 5, 2)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "marsad.db") as opened:
        document = Document("report.txt", TEXT.encode(), TEXT, dt.datetime(2024, 5, 2, 10, tzinfo=dt.UTC), DAY, "وكالة البلدة")
        take(document, opened, geography_of(shipped()))
        yield opened


def test_a_statement_is_a_claim_with_its_setting(ledger: Ledger) -> None:
    found = {s.claim.type: s for s in statements(ledger)}
    killed, captured = found["killed"], found["capture"]
    assert (killed.family, killed.article, killed.outlet, killed.published) == ("harm", "report.txt", "وكالة البلدة", DAY)
    assert [place.name_ar for place in captured.places] == ["السخنة"] and captured.places[0].area is not None
    assert killed.period == Period(DAY - dt.timedelta(days=1), DAY - dt.timedelta(days=1), told=True)
    assert captured.period == Period(None, DAY, told=False)


def test_what_people_rejected_is_left_out_and_what_they_corrected_is_corrected(ledger: Ledger) -> None:
    first, second, *rest = statements(ledger)
    ledger.review(first.id, "rejected", who="ليلى", why="no such thing")
    ledger.review(second.id, "corrected", who="ليلى", why="it is denied", correction={"status": "negated"})
    after = list(statements(ledger))
    assert [s.id for s in after] == [second.id, *(s.id for s in rest)]
    assert after[0].claim.status == "negated"


def test_periods_overlap_where_they_may_mean_one_day() -> None:
    def days(start: int | None, end: int | None) -> Period:
        first, last = (None if day is None else dt.date(2024, 5, day) for day in (start, end))
        return Period(first, last, told=True)

    assert days(1, 3).overlaps(days(3, 5)) and days(3, 5).overlaps(days(1, 3))
    assert not days(1, 2).overlaps(days(3, 5)) and not days(3, 5).overlaps(days(1, 2))
    assert days(None, 2).overlaps(days(1, None)) and not days(None, 2).overlaps(days(3, None))
