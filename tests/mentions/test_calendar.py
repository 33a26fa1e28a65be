"""The calendar: spans, shifts, the nearest of a kind, and no exception at the ends of time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.mentions import calendar as cal
from marsad.mentions.calendar import Days

D = dt.date


def test_day_that_no_calendar_has() -> None:
    assert cal.day(2015, 2, 31) is None
    assert cal.day(99999, 1, 1) is None
    assert cal.hijri_day(1436, 9, 31) is None
    assert cal.hijri_day(900, 1, 1) is None


def test_month_and_months_over_a_year_end() -> None:
    assert cal.month(2016, 2) == Days(D(2016, 2, 1), D(2016, 2, 29))
    assert cal.month(2013, 12, 3) == Days(D(2013, 12, 1), D(2014, 2, 28))
    assert cal.month(2013, 13) is None
    assert cal.year(2014) == Days(D(2014, 1, 1), D(2014, 12, 31))


def test_week_is_monday_to_sunday() -> None:
    assert cal.week(D(2017, 9, 6)) == Days(D(2017, 9, 4), D(2017, 9, 10))
    assert cal.week(D(2017, 9, 6), -1) == Days(D(2017, 8, 28), D(2017, 9, 3))


@pytest.mark.parametrize(
    ("unit", "count", "expected"),
    [
        ("day", -2, D(2017, 8, 29)),
        ("week", -2, D(2017, 8, 17)),
        ("month", -6, D(2017, 2, 28)),
        ("month", 1, D(2017, 9, 30)),
        ("year", -1.5, D(2016, 2, 29)),
        ("decade", -1, D(2007, 8, 31)),
        ("hour", -48, D(2017, 8, 29)),
        ("hour", -3, D(2017, 8, 31)),
        ("year", -5000, None),
        ("day", 10**9, None),
    ],
)
def test_shift(unit: str, count: float, expected: dt.date | None) -> None:
    assert cal.shift(D(2017, 8, 31), unit, count) == expected


@pytest.mark.parametrize(
    ("edge", "grain", "days", "expected"),
    [
        ("start", "month", cal.month(2017, 6), Days(D(2017, 6, 1), D(2017, 6, 10))),
        ("middle", "month", cal.month(2011, 3), Days(D(2011, 3, 11), D(2011, 3, 20))),
        ("end", "month", cal.month(2017, 2), Days(D(2017, 2, 21), D(2017, 2, 28))),
        ("start", "year", cal.year(2015), Days(D(2015, 1, 1), D(2015, 1, 31))),
        ("middle", "year", cal.year(2014), Days(D(2014, 6, 1), D(2014, 7, 31))),
        ("end", "year", cal.year(2014), Days(D(2014, 12, 1), D(2014, 12, 31))),
        ("end", "season", cal.month(2014, 6, 3), Days(D(2014, 8, 1), D(2014, 8, 31))),
        ("start", "day", Days(D(2014, 6, 3), D(2014, 6, 3)), Days(D(2014, 6, 3), D(2014, 6, 3))),
    ],
)
def test_edges(edge: cal.Edge, grain: cal.Grain, days: Days, expected: Days) -> None:
    assert cal.edge_of(days, edge, grain) == expected


def test_weekday_today_looks_a_little_back_and_one_day_ahead() -> None:
    saturday = D(2015, 8, 1)
    assert cal.weekday_today(saturday, 4) == D(2015, 7, 31)
    assert cal.weekday_today(saturday, 5) == saturday
    assert cal.weekday_today(saturday, 6) == D(2015, 8, 2)


def test_nth_weekday() -> None:
    september = cal.month(2014, 9)
    assert september is not None
    assert cal.nth_weekday(september, 1, 3) == D(2014, 9, 16)
    assert cal.nth_weekday(september, 1, -1) == D(2014, 9, 30)
    assert cal.nth_weekday(september, 1, 6) is None


def test_hijri() -> None:
    assert cal.hijri_day(1436, 10, 1) == D(2015, 7, 17)
    assert cal.hijri_month(1440, 9) == Days(D(2019, 5, 6), D(2019, 6, 3))
    assert cal.hijri_year_of(D(2015, 7, 17)) == 1436
    assert cal.hijri_year_of(D(1500, 1, 1)) is None


@given(st.dates(), st.integers(0, 6))
def test_weekdays_are_near(today: dt.date, weekday: int) -> None:
    for found, low, high in (
        (cal.weekday_past(today, weekday), -6, 0),
        (cal.weekday_past(today, weekday, strict=True), -7, -1),
        (cal.weekday_coming(today, weekday), 1, 7),
    ):
        assert found is None or (found.weekday() == weekday and low <= (found - today).days <= high)


@given(st.dates(), st.sampled_from(["hour", "day", "week", "month", "year", "decade"]), st.floats(-1e6, 1e6, allow_nan=False))
def test_shift_never_raises(date: dt.date, unit: str, count: float) -> None:
    moved = cal.shift(date, unit, count)
    assert moved is None or (moved >= date) == (count >= 0) or abs(moved - date) < dt.timedelta(days=2)
