from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.ingest.dates import Evidence, fault_of, publication_day, read_day

FETCHED = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4 أيلول 2017", "2017-09-04"),
        ("4 ايلول 2017", "2017-09-04"),
        ("٤ أيلول ٢٠١٧", "2017-09-04"),
        ("الإثنين 4 سبتمبر/أيلول 2017", "2017-09-04"),
        ("الاثنين، 04 أيلول 2017 10:14 م", "2017-09-04"),
        ("4 سبتمبر, 2017", "2017-09-04"),
        ("أيلول 4، 2017", "2017-09-04"),
        ("تاريخ النشر : الأحد 3 تشرين الأول 2010 - 14:22", "2010-10-03"),
        ("١٢ آب ٢٠١٦", "2016-08-12"),
        ("كتب في 12 كانون ثاني 2016", "2016-01-12"),
        ("نشر في: 5 غشت 2016", "2016-08-05"),
        ("3 دجنبر 2016", "2016-12-03"),
        ("10 جويلية 2015 - 14:22", "2015-07-10"),
        ("الجمعة، 3 أوت 2018", "2018-08-03"),
        ("14 رمضان 1437", "2016-06-19"),
        ("14 رمضان 1437 هـ", "2016-06-19"),
        ("الأحد 14 رمضان 1437هـ - 19 يونيو 2016م", "2016-06-19"),
        ("14 رمضان 1437 الموافق 20 يونيو 2016", "2016-06-20"),
        ("١٤٣٧/٩/١٤", "2016-06-19"),
        ("14-09-1437هـ", "2016-06-19"),
        ("2017-09-04", "2017-09-04"),
        ("2017-09-04T23:59:00+03:00", "2017-09-04"),
        ("20170904", "2017-09-04"),
        ("2017/09/04", "2017-09-04"),
        ("31/12/2016 الساعة 10", "2016-12-31"),
        ("Mon, 04 Sep 2017 23:30:00 -0500", "2017-09-04"),
        ("September 4, 2017", "2017-09-04"),
        ("4 août 2016", "2016-08-04"),
        ("Tue Sep 05 2017 10:00:00 GMT+0300", "2017-09-05"),
    ],
)
def test_days(text: str, day: str) -> None:
    found = read_day(text)
    assert found is not None and found.date.isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["", "x", "أمس", "قبل 3 ساعات", "4 أيلول", "أيلول 2017", "2017", "29 شباط 2017", "99/99/9999", "9999-99-99", "1504512000", "12:30"],
)
def test_what_does_not_name_a_day_with_its_year_dates_nothing(text: str) -> None:
    assert read_day(text) is None


def test_what_was_assumed_is_told() -> None:
    short, hijri, weekday = read_day("4/9/2017"), read_day("14 رمضان 1437"), read_day("الأحد 4 أيلول 2017")
    assert short is not None and short.date == dt.date(2017, 9, 4) and short.notes == ("4/9/2017 was read as day, month, year",)
    assert hijri is not None and "sighting" in hijri.notes[0]
    assert weekday is not None and weekday.notes == ("its day of the week is another",)


@given(st.text(max_size=300) | st.text(st.sampled_from("0123456789/-: هـمأيلولرمضانسبتمبرT.،,Z+"), max_size=60))
def test_any_words_are_read_without_an_error(text: str) -> None:
    found = read_day(text)
    assert found is None or isinstance(found.date, dt.date)


def test_the_future_and_the_distant_past_are_refused() -> None:
    assert fault_of(dt.date(2020, 1, 2), FETCHED) is None  # where the day begins first
    assert fault_of(dt.date(2020, 1, 3), FETCHED) == "lies after the article was fetched"
    assert fault_of(dt.date(1989, 12, 31), FETCHED) == "lies before 1990"
    day, notes = publication_day([Evidence("meta", "2031-05-01"), Evidence("byline", "4 أيلول 2017")], FETCHED)
    assert day == dt.date(2017, 9, 4)
    assert notes == ("published: 2031-05-01 (meta) lies after the article was fetched, and was not used",)


def test_nothing_said_is_no_date() -> None:
    assert publication_day([], FETCHED) == (None, ())
    assert publication_day([Evidence("byline", "منذ ساعتين")], FETCHED) == (None, ())


def test_the_first_counts_and_another_day_is_told_unless_it_is_weak() -> None:
    meta, byline, weak = Evidence("meta", "2017-09-04"), Evidence("byline", "9 أيلول 2017"), Evidence("address", "2016-01-01", weak=True)
    assert publication_day([meta, weak], FETCHED) == (dt.date(2017, 9, 4), ())
    day, notes = publication_day([meta, byline], FETCHED)
    assert day == dt.date(2017, 9, 4) and notes == ("published: meta says 2017-09-04, byline says 2017-09-09",)
    assert publication_day([weak], FETCHED) == (dt.date(2016, 1, 1), ("published: from the address",))
