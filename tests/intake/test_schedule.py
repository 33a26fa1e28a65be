from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.schedule import LONGEST, REVISITS, feed_due, page_due
from marsad.ledger.records import History, Outcome

NOON = dt.datetime(2024, 5, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
QUARTER = dt.timedelta(minutes=15)


def history(
    first: float | None, answered: float | None, last: float, outcome: Outcome = "live", failures: int = 0, wait: float | None = None
) -> History:
    """The history of an address, its times in hours after noon."""

    def at(hours: float | None) -> dt.datetime | None:
        return None if hours is None else NOON + hours * HOUR

    return History("https://news.example/a", at(first), at(answered), NOON + last * HOUR, outcome, failures, at(wait))


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (history(0, 0, 0), 1),
        (history(0, 1.1, 1.1), 6),
        (history(0, 6, 6), 24),
        (history(0, 24, 24), 7 * 24),
        (history(0, 7 * 24, 7 * 24), None),
        (history(0, 30, 30), 7 * 24),  # a look that was missed is made once
        (history(0, 0.5, 0.5), 1),  # somebody asked in between
        (history(0, 6, 6, "gone"), 24),  # what is gone may come back
        (history(0, 0, 1, "failed", 1), 1.5),
        (history(0, 0, 1, "failed", 3), 3),
        (history(0, 0, 5, "failed", 5), 6),  # given up for this look
        (history(0, 0, 1, "failed", 1, 4), 4),
        (history(None, None, 0, "failed", 1), 0.5),
        (history(None, None, 0, "failed", 4), 4),
        (history(None, None, 0, "failed", 5), None),
        (history(None, 0, 0, "blocked"), None),
        (history(None, 0, 0), None),  # a page without an article
    ],
)
def test_when_a_page_is_due(asked: History, due: float | None) -> None:
    assert page_due(asked) == (None if due is None else NOON + due * HOUR)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (history(None, 0, 0), 0.25),
        (history(None, 0, 0, "not_modified"), 0.25),
        (history(None, None, 0, "failed", 1), 0.5),
        (history(None, None, 0, "failed", 3), 2),
        (history(None, None, 0, "failed", 1000), 6),
        (history(None, None, 0, "failed", 1, 9), 9),
        (history(None, 0, 0, "gone"), 6),
        (history(None, 0, 0, "blocked"), 6),
    ],
)
def test_when_a_feed_is_due(asked: History, due: float) -> None:
    assert feed_due(asked, QUARTER) == NOON + due * HOUR


def test_what_was_never_asked_is_due_at_once() -> None:
    assert feed_due(None, QUARTER) < NOON and (page_due(None) or NOON) < NOON


def test_a_feed_that_is_seldom_asked_is_not_asked_more_often_because_it_fails() -> None:
    assert feed_due(history(None, None, 0, "failed", 2), dt.timedelta(days=2)) == NOON + dt.timedelta(days=2)


@given(st.floats(0, 1000), st.integers(0, 10), st.floats(0.02, 24))
def test_patience_has_bounds(last: float, failures: int, every: float) -> None:
    outcome: Outcome = "failed" if failures else "live"
    due = feed_due(history(None, 0, last, outcome, failures), every * HOUR)
    assert every * HOUR <= due - (NOON + last * HOUR) <= max(every * HOUR, LONGEST)
    page = page_due(history(0, 0, last, outcome, failures))
    assert page is None or page <= NOON + max(REVISITS[-1], last * HOUR + LONGEST)
