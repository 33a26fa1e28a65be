from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad import read
from marsad.synthesis import arabic, english
from marsad.synthesis.arabic import amount, counted, day, listed, verb
from marsad.synthesis.wording import words

AR, EN = words("ar"), words("en")
KILLED, CIVILIAN, STRIKE, FAMILY, PERCENT = (AR.nouns[name] for name in ("killed", "civilian", "strike", "family", "percent"))


@pytest.mark.parametrize(
    ("number", "case", "masculine", "feminine"),
    [
        (0, "nominative", "لا مدنيين", "لا غارات"),
        (1, "nominative", "مدني واحد", "غارة واحدة"),
        (1, "accusative", "مدنيا واحدا", "غارة واحدة"),
        (2, "nominative", "مدنيان", "غارتان"),
        (2, "genitive", "مدنيين", "غارتين"),
        (2, "accusative", "مدنيين", "غارتين"),
        (3, "nominative", "ثلاثة مدنيين", "ثلاث غارات"),
        (10, "genitive", "عشرة مدنيين", "عشر غارات"),
        (11, "nominative", "11 مدنيا", "11 غارة"),
        (99, "nominative", "99 مدنيا", "99 غارة"),
        (100, "nominative", "100 مدني", "100 غارة"),
        (101, "nominative", "101 مدني", "101 غارة"),
        (103, "nominative", "103 مدنيين", "103 غارات"),
        (111, "nominative", "111 مدنيا", "111 غارة"),
        (1_000, "nominative", "1,000 مدني", "1,000 غارة"),
        (10_000, "nominative", "10,000 مدني", "10,000 غارة"),
        (2.5, "nominative", "2.5 مدني", "2.5 غارة"),
    ],
)
def test_a_counted_noun_goes_by_its_number_case_and_gender(number: float, case: arabic.Case, masculine: str, feminine: str) -> None:
    assert (counted(number, CIVILIAN, AR, case), counted(number, STRIKE, AR, case)) == (masculine, feminine)


def test_every_number_to_ten_thousand_has_the_noun_that_its_last_digits_want() -> None:
    for number in range(3, 10_001):
        told, noun = counted(number, CIVILIAN, AR).split(" ")
        last = number % 100
        assert noun == ("مدنيين" if 3 <= last <= 10 else "مدنيا" if last >= 11 else "مدني"), number
        assert told == (AR.numerals[number]["m"] if number <= 10 else f"{number:,}"), number


@given(st.one_of(st.integers(1, 10_000), st.sampled_from([1, 2, 3, 8, 10, 11, 100, 101, 102, 103, 999, 1_000, 10_000])))
def test_what_is_written_is_read_again_as_the_same_number(number: int) -> None:
    quantities = [
        q for c in read(f"قتل {counted(number, CIVILIAN, AR)} في القصف على المدينة.").claims if c.type == "killed" for q in c.quantities
    ]
    assert [(q.low, q.high) for q in quantities] == [(number, number)]


@pytest.mark.parametrize(
    ("low", "high", "approx", "told", "in_english"),
    [
        (12, 17, False, "بين 12 و17 قتيلا", "12 to 17 people killed"),
        (3, 5, True, "بين 3 و5 قتلى", "3 to 5 people killed"),
        (1, 2, False, "بين قتيل واحد وقتيلين", "1 to 2 people killed"),
        (12, None, False, "12 قتيلا على الأقل", "at least 12 people killed"),
        (None, 3, False, "ثلاثة قتلى على الأكثر", "at most 3 people killed"),
        (2, 2, True, "نحو قتيلين", "about 2 people killed"),
        (20, 20, True, "نحو 20 قتيلا", "about 20 people killed"),
        (1, 1, False, "قتيل واحد", "1 person killed"),
    ],
)
def test_an_amount_says_its_bounds(low: int | None, high: int | None, approx: bool, told: str, in_english: str) -> None:
    assert amount(low, high, KILLED, AR, approx=approx) == told
    assert english.amount(low, high, EN.nouns["killed"], EN, approx=approx) == in_english


def test_a_share_is_invariable() -> None:
    assert amount(60, 60, PERCENT, AR, approx=True) == "نحو 60 في المئة"
    assert amount(50, 60, PERCENT, AR, approx=False) == "بين 50 و60 في المئة"


def test_an_amount_without_a_bound_is_none() -> None:
    with pytest.raises(ValueError, match="needs a bound"):
        amount(None, None, KILLED, AR, approx=False)
    with pytest.raises(ValueError, match="needs a bound"):
        english.amount(None, None, EN.nouns["killed"], EN, approx=False)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_range_names_both_bounds_and_counts_by_the_higher(first: int, second: int) -> None:
    low, high = sorted((first, second))
    told = amount(low, high, STRIKE, AR, approx=False)
    if low == high or high <= 2:
        assert counted(high, STRIKE, AR) in told or counted(high, STRIKE, AR, "genitive") in told
    else:
        assert told == f"بين {low:,} و{high:,} {arabic.after(high, STRIKE)}"


def test_verbs_go_by_the_gender_of_what_they_count() -> None:
    forms = {"m": "نزح", "f": "نزحت"}
    assert [verb(forms, noun) for noun in (CIVILIAN, FAMILY)] == ["نزح", "نزحت"]


def test_days_are_named_as_in_the_country() -> None:
    date = dt.date(2017, 9, 4)
    assert day(date, AR) == day(date, AR, "SY") == day(date, AR, "nowhere") == "4 أيلول/سبتمبر 2017"
    assert (day(date, AR, "EG"), day(date, AR, "MA")) == ("4 سبتمبر 2017", "4 شتنبر 2017")
    assert english.day(date, EN) == "4 September 2017"


def test_lists_are_one_phrase() -> None:
    assert [listed(("أ", "ب", "ج")[:n], AR) for n in range(4)] == ["", "أ", "أ وب", "أ وب وج"]
    assert [english.listed(("a", "b", "c")[:n], EN) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
