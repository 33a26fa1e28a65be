"""Times: what the contract says about each kind of word for a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.mentions.numbers import NumberWords, find_numbers
from marsad.mentions.times import TimeMention, TimeWords, find_times
from marsad.text.fold import fold, fold_word
from marsad.text.tokens import tokenize

MONDAY = dt.date(2017, 9, 4)
Read = Callable[..., list[TimeMention]]


@pytest.fixture(scope="session")
def read(number_words: NumberWords, time_words: TimeWords) -> Read:
    def run(text: str, published: dt.date | None = MONDAY, tense: Literal["past", "future"] = "past") -> list[TimeMention]:
        tokens = tokenize(fold(text))
        return find_times(tokens, find_numbers(tokens, number_words), time_words, published, tense=tense)

    return run


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        # days
        ("أمس", "2017-09-03", "2017-09-03"),
        ("وأمس", "2017-09-03", "2017-09-03"),
        ("أول من أمس", "2017-09-02", "2017-09-02"),
        ("أمس الأول", "2017-09-02", "2017-09-02"),
        ("اليوم", "2017-09-04", "2017-09-04"),
        ("غدا", "2017-09-05", "2017-09-05"),
        ("بعد غد", "2017-09-06", "2017-09-06"),
        ("مساء أمس", "2017-09-03", "2017-09-03"),
        ("في وقت متأخر من مساء أمس", "2017-09-03", "2017-09-03"),
        ("الساعة السادسة من مساء أمس", "2017-09-03", "2017-09-03"),
        ("عند الساعة 11:30 مساء أمس", "2017-09-03", "2017-09-03"),
        ("عند الخامسة فجرا", "2017-09-04", "2017-09-04"),
        ("فجرا", "2017-09-04", "2017-09-04"),
        ("الليلة الماضية", "2017-09-03", "2017-09-04"),
        ("ليلة الاثنين", "2017-09-04", "2017-09-04"),
        ("ليل السبت الأحد", "2017-09-02", "2017-09-03"),
        ("بعد منتصف ليل السبت", "2017-09-02", "2017-09-03"),
        ("حاليا", "2017-09-04", "2017-09-04"),
        ("قبل ساعات", "2017-09-04", "2017-09-04"),
        ("منذ ساعات", "2017-09-04", "2017-09-04"),
        # weekdays: the nearest past one, today included
        ("الاثنين", "2017-09-04", "2017-09-04"),
        ("الثلاثاء", "2017-08-29", "2017-08-29"),
        ("للخميس", "2017-08-31", "2017-08-31"),
        ("يوم الثلاثاء الماضي", "2017-08-29", "2017-08-29"),
        ("الاثنين الماضي", "2017-08-28", "2017-08-28"),
        ("الأحد قبل الماضي", "2017-08-27", "2017-08-27"),
        ("الأسبوع قبل الماضي", "2017-08-21", "2017-08-27"),
        ("الجمعة المقبل", "2017-09-08", "2017-09-08"),
        ("السبت - الأحد", "2017-09-02", "2017-09-03"),
        ("يومي الجمعة والسبت", "2017-09-01", "2017-09-02"),
        ("الجمعة من الأسبوع الماضي", "2017-09-01", "2017-09-01"),
        # dates
        ("15 نيسان/أبريل 2017", "2017-04-15", "2017-04-15"),
        ("15 نيسان", "2017-04-15", "2017-04-15"),
        ("15 كانون الأول", "2016-12-15", "2016-12-15"),
        ("الخامس والعشرين من كانون الثاني/يناير 2011", "2011-01-25", "2011-01-25"),
        ("السابع والثامن من تموز", "2017-07-07", "2017-07-08"),
        ("الثلاثاء 29 آب", "2017-08-29", "2017-08-29"),
        ("الثلاثاء (29 آب)", "2017-08-29", "2017-08-29"),
        ("الخميس الموافق 31 آب", "2017-08-31", "2017-08-31"),
        ("4/9/2017", "2017-09-04", "2017-09-04"),
        ("4-9-2017", "2017-09-04", "2017-09-04"),
        ("2017-09-04", "2017-09-04", "2017-09-04"),
        ("4.9.2017", "2017-09-04", "2017-09-04"),
        ("9/2017", "2017-09-01", "2017-09-30"),
        ("٤ أيلول ٢٠١٧", "2017-09-04", "2017-09-04"),
        ("في الثالث من الشهر الجاري", "2017-09-03", "2017-09-03"),
        ("12 رمضان 1436", "2015-06-29", "2015-06-29"),
        # months with all their names
        ("آذار/مارس 2011", "2011-03-01", "2011-03-31"),
        ("يوليو (تموز)", "2017-07-01", "2017-07-31"),
        ("أيلول - سبتمبر 2014", "2014-09-01", "2014-09-30"),
        ("مارس آذار 2015", "2015-03-01", "2015-03-31"),
        ("شهر تموز", "2017-07-01", "2017-07-31"),
        ("تموز الماضي", "2017-07-01", "2017-07-31"),
        ("أيلول الماضي", "2016-09-01", "2016-09-30"),
        ("تشرين الثاني المقبل", "2017-11-01", "2017-11-30"),
        ("حزيران (يونيو) العام الماضي", "2016-06-01", "2016-06-30"),
        ("في مارس", "2017-03-01", "2017-03-31"),
        ("جويلية 2016", "2016-07-01", "2016-07-31"),
        ("غشت 2016", "2016-08-01", "2016-08-31"),
        ("جانفي 2016", "2016-01-01", "2016-01-31"),
        ("دجنبر 2016", "2016-12-01", "2016-12-31"),
        ("الشهر التاسع سنة 2014", "2014-09-01", "2014-09-30"),
        # edges
        ("منتصف آذار 2011", "2011-03-11", "2011-03-20"),
        ("مطلع 2015", "2015-01-01", "2015-01-31"),
        ("مطلع العام 2015", "2015-01-01", "2015-01-31"),
        ("مطلع هذه السنة", "2017-01-01", "2017-01-31"),
        ("مطلع يونيو", "2017-06-01", "2017-06-10"),
        ("أوائل تموز/يوليو", "2017-07-01", "2017-07-10"),
        ("أواخر الشهر الماضي", "2017-08-21", "2017-08-31"),
        ("نهاية شهر مارس", "2017-03-21", "2017-03-31"),
        ("منتصف عام 2014", "2014-06-01", "2014-07-31"),
        ("نهاية 2016", "2016-12-01", "2016-12-31"),
        # years, seasons, parts of years
        ("عام 2014", "2014-01-01", "2014-12-31"),
        ("في 2012", "2012-01-01", "2012-12-31"),
        ("عامي 2014 و2015", "2014-01-01", "2015-12-31"),
        ("صيف 2012", "2012-06-01", "2012-08-31"),
        ("الصيف الماضي", "2017-06-01", "2017-08-31"),
        ("النصف الأول من العام الجاري", "2017-01-01", "2017-06-30"),
        ("الربع الأول من 2015", "2015-01-01", "2015-03-31"),
        ("تسعينيات القرن الماضي", "1990-01-01", "1999-12-31"),
        ("عام 1436 هـ", "2014-10-25", "2015-10-13"),
        # relative periods
        ("الأسبوع الماضي", "2017-08-28", "2017-09-03"),
        ("هذا الأسبوع", "2017-09-04", "2017-09-10"),
        ("الأسبوع المقبل", "2017-09-11", "2017-09-17"),
        ("الشهر الجاري", "2017-09-01", "2017-09-30"),
        ("الشهر الماضي", "2017-08-01", "2017-08-31"),
        ("العام الحالي", "2017-01-01", "2017-12-31"),
        ("العام الماضي", "2016-01-01", "2016-12-31"),
        ("الساعات الأخيرة", "2017-09-03", "2017-09-04"),
        ("الساعات الـ48 الماضية", "2017-09-02", "2017-09-04"),
        ("الـ24 ساعة الماضية", "2017-09-03", "2017-09-04"),
        ("آخر 24 ساعة", "2017-09-03", "2017-09-04"),
        ("الأيام الأخيرة", "2017-08-28", "2017-09-04"),
        ("الأيام القليلة الماضية", "2017-08-28", "2017-09-04"),
        ("اليومين الماضيين", "2017-09-02", "2017-09-03"),
        ("الأسابيع الأخيرة", "2017-08-07", "2017-09-04"),
        ("الأشهر الستة الماضية", "2017-03-04", "2017-09-04"),
        ("الأشهر الأخيرة", None, "2017-09-04"),
        ("وقت سابق من الشهر الحالي", "2017-09-01", "2017-09-03"),
        ("الآونة الأخيرة", None, "2017-09-04"),
        ("مؤخرا", None, "2017-09-04"),
        ("لليوم الثالث على التوالي", "2017-09-02", "2017-09-04"),
        ("لليوم العشرين", "2017-08-16", "2017-09-04"),
        ("التاسع من الشهر", "2017-09-09", "2017-09-09"),
        ("مطلع الأسبوع الجاري", "2017-09-04", "2017-09-05"),
        ("خلال الصيف", "2017-06-01", "2017-08-31"),
        ("طوال آب", "2017-08-01", "2017-08-31"),
        ("منذ الفجر", "2017-09-04", None),
        ("سنة 1260", "1260-01-01", "1260-12-31"),
        ("يومي الأحد والاثنين المقبلين", "2017-09-10", "2017-09-11"),
        ("قبل نحو شهرين", "2017-06-27", "2017-07-11"),
        ("قريبا", "2017-09-04", None),
        # durations before today
        ("قبل يومين", "2017-09-02", "2017-09-02"),
        ("قبل أسبوع", "2017-08-28", "2017-08-28"),
        ("قبل أيام", "2017-08-26", "2017-09-01"),
        ("قبل نحو أسبوعين", "2017-08-18", "2017-08-24"),
        ("قبل أربعة أشهر", "2017-05-01", "2017-05-31"),
        ("قبل 3 سنوات", "2014-01-01", "2014-12-31"),
        ("خلال 24 ساعة", "2017-09-03", "2017-09-04"),
        ("خلال أسبوع", "2017-08-28", "2017-09-04"),
        ("في 10 أشهر", "2016-11-04", "2017-09-04"),
        # open ends
        ("منذ صيف 2014", "2014-06-01", None),
        ("منذ 2015", "2015-01-01", None),
        ("منذ أمس", "2017-09-03", None),
        ("منذ مساء الثلاثاء", "2017-08-29", None),
        ("منذ أكثر من عامين", "2015-09-04", None),
        ("منذ أكثر من عام ونصف العام", "2016-03-04", None),
        ("منذ بداية العام الماضي", "2016-01-01", None),
        ("منذ أسابيع", None, None),
        ("منذ أيام", None, None),
        ("حتى 15 نيسان 2017", None, "2017-04-15"),
        ("حتى الآن", None, "2017-09-04"),
        ("بحلول أمس", None, "2017-09-03"),
        ("بحلول نهاية العام", "2017-09-04", "2017-12-31"),
        ("بعد 2011", "2012-01-01", None),
        ("قبل 2011", None, "2010-12-31"),
        ("قبل نهاية الشهر", None, "2017-09-30"),
        ("منذ سقوط المدينة في آذار 2011", "2011-03-01", None),
        ("منذ اندلاع القتال قبل أربعة أشهر", "2017-05-01", None),
        # ranges
        ("بين آذار وتموز 2015", "2015-03-01", "2015-07-31"),
        ("بين 2011 و2015", "2011-01-01", "2015-12-31"),
        ("من 3 إلى 7 أيلول 2016", "2016-09-03", "2016-09-07"),
        ("من 13 تموز حتى 15 آب 2016", "2016-07-13", "2016-08-15"),
        ("من السبت إلى الاثنين", "2017-09-02", "2017-09-04"),
        ("من 17 تموز حتى 19 منه", "2017-07-17", "2017-07-19"),
        ("منذ 23 أيلول 2014، وحتى فجر أمس", "2014-09-23", "2017-09-03"),
        ("تموز 2014 - آب 2015", "2014-07-01", "2015-08-31"),
        # feasts
        ("عيد الفطر", "2017-06-25", "2017-06-27"),
        ("أول أيام عيد الفطر", "2017-06-25", "2017-06-25"),
        ("ثاني أيام العيد", "2017-09-02", "2017-09-02"),
        ("عيد الأضحى 2013", "2013-10-15", "2013-10-18"),
        ("رمضان الماضي", "2017-05-27", "2017-06-24"),
        ("آخر جمعة من رمضان", "2017-06-23", "2017-06-23"),
    ],
)
def test_times(read: Read, phrase: str, start: str | None, end: str | None) -> None:
    found = read(phrase)
    assert [(t.start, t.end, t.resolved) for t in found] == [(day(start), day(end), True)]


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("الثلاثاء", "2017-09-05", "2017-09-05"),
        ("الاثنين", "2017-09-11", "2017-09-11"),
        ("كانون الأول", "2017-12-01", "2017-12-31"),
        ("15 كانون الأول", "2017-12-15", "2017-12-15"),
        ("خلال أيام", "2017-09-04", "2017-09-13"),
        ("بحلول مساء الثلاثاء", "2017-09-04", "2017-09-05"),
        ("حتى الجمعة", "2017-09-04", "2017-09-08"),
        ("قبل نهاية الشهر", "2017-09-04", "2017-09-30"),
        ("الأسبوع الأول من كانون الأول", "2017-12-01", "2017-12-07"),
        ("قبل رمضان", "2017-09-04", "2018-05-15"),
    ],
)
def test_times_coming_reading(read: Read, phrase: str, start: str | None, end: str | None) -> None:
    (past,) = read(phrase)
    (coming,) = read(phrase, tense="future")
    assert (coming.start, coming.end) == (day(start), day(end))
    assert past.alt == (coming.start, coming.end)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("قتل 3 اليوم الخميس، وكان 5 قتلوا أمس", ["2017-08-31", "2017-08-30"]),
        ("قتلوا أمس السبت، ووصل الجرحى اليوم", ["2017-09-02", "2017-09-03"]),
        ("وقع الهجوم اليوم (الجمعة)", ["2017-09-01"]),
        ("صباح اليوم الثلاثاء 10 أيار، ثم أمس", ["2016-05-10", "2016-05-09"]),
    ],
)
def test_times_text_that_says_what_day_it_is(read: Read, text: str, days: list[str]) -> None:
    assert [t.start for t in read(text)] == [day(d) for d in days]


def test_times_refer_back(read: Read) -> None:
    text = "بدأ الحصار في صيف 2012، ومنذ ذلك الحين تقصف المدينة. وفي 5 آب انسحبوا، وفي اليوم التالي عادوا"
    assert [(t.start, t.end) for t in read(text)] == [
        (day("2012-06-01"), day("2012-08-31")),
        (day("2012-06-01"), None),
        (day("2017-08-05"), day("2017-08-05")),
        (day("2017-08-06"), day("2017-08-06")),
    ]


@pytest.mark.parametrize(
    ("text", "alt"),
    [("بعد أربعة أيام على الهجوم", "2017-08-31"), ("غداة الهجوم", "2017-09-03"), ("قبل يومين من الهدنة", "2017-09-06")],
)
def test_times_beside_another_event(read: Read, text: str, alt: str) -> None:
    (found,) = read(text)
    assert (found.kind, found.resolved, found.start, found.end) == ("event", False, None, None)
    assert found.alt == (day(alt), day(alt))


@pytest.mark.parametrize("phrase", ["أمس", "الثلاثاء", "15 نيسان", "الأسبوع الماضي", "قبل يومين", "منذ عامين", "خلال أسبوع", "عيد الفطر"])
def test_times_relative_ones_need_a_date(read: Read, phrase: str) -> None:
    (found,) = read(phrase, None)
    assert (found.resolved, found.start, found.end, found.alt) == (False, None, None, None)


@pytest.mark.parametrize(
    ("phrase", "start"), [("15 نيسان 2017", "2017-04-15"), ("منذ صيف 2014", "2014-06-01"), ("عيد الأضحى 2013", "2013-10-15")]
)
def test_times_absolute_ones_need_none(read: Read, phrase: str, start: str) -> None:
    (found,) = read(phrase, None)
    assert (found.resolved, found.start) == (True, day(start))


@pytest.mark.parametrize("phrase", ["31 شباط 2015", "45/13/2017", "31 رمضان 1436", "قبل 99999 عاما"])
def test_times_impossible_ones_stay_unresolved(read: Read, phrase: str) -> None:
    assert all(not t.resolved or t.start is None for t in read(phrase))


@pytest.mark.parametrize(
    "text",
    [
        "قال الأمين العام الحالي",
        "مارس ضغوطا على البلدة",
        "رجب طيب أردوغان",
        "في محافظة إب",
        "في أمس الحاجة",
        "نقلت روسيا اليوم",
        "اليوم السابع",
        "سوق الأحد",
        "ثورة 25 يناير",
        "فجر انتحاري نفسه",
        "قتل 2000 شخص",
        "لمدة 3 أيام",
        "على مدى أسبوع",
        "على مدى أكثر من شهر",
        "",
    ],
)
def test_times_that_are_none(read: Read, text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("سقطوا في مساء أمس الأحد قرب الجسر", "مساء أمس الأحد"),
        ("سقطوا خلال الأيام الأخيرة قرب الجسر", "الأيام الأخيرة"),
        ("محاصرة منذ صيف 2014، والقصف مستمر", "منذ صيف 2014"),
        ("تنسحب بحلول مساء الثلاثاء من البلدة", "حلول مساء الثلاثاء"),
        ("وصلت في 15 نيسان/أبريل 2017 قافلة", "15 نيسان/أبريل 2017"),
        ("وأمس وصلت قافلة", "أمس"),
    ],
)
def test_times_span(read: Read, text: str, span: str) -> None:
    folded = fold(text)
    tokens = tokenize(folded)
    (found,) = read(text)
    assert folded.text[tokens[found.first].start + found.lead : tokens[found.last - 1].end] == fold_word(span)


@pytest.mark.parametrize(
    "text",
    [
        "في أيلول",
        "في أمس",
        "في الـ 24 ساعة الماضية",
        "في نهاية الأسبوع الماضي",
        "في مساء السبت",
        "في عام 2014",
        "في تسعينيات القرن الماضي",
        "في ذلك اليوم",
        "في 15 نيسان",
        "خلال يومين",
        "خلال نحو أسبوع",
        "خلال ما لا يقل عن أسبوع",
        "على مدى الأسبوع الماضي",
        "على مدى الأيام الماضية",
        "على مدار العام الحالي",
        "من السبت إلى الاثنين",
        "من نيسان إلى أيلول",
        "بين السبت والاثنين",
        "بحلول مساء الثلاثاء",
        "بحلول عام 2020",
        "حتى أمس",
        "حتى نهاية العام",
    ],
)
@pytest.mark.parametrize("clitic", ["", "و"])
def test_times_behind_a_word_that_only_a_time_can_follow(read: Read, text: str, clitic: str) -> None:
    assert read(clitic + text)
    assert read(f"قال إن القصف توقف {clitic}{text} في المدينة")


def pieces(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


_PIECES = st.sampled_from(
    [
        "\n",
        *pieces(
            "أمس اليوم غدا الأول الخميس الأحد الاثنين مساء فجر فجرا ليل منذ حتى بحلول قبل بعد خلال بين من إلى في "
            "على مدى و 15 31 2014 2017-09-04 4/9 - / ( ) ، نيسان أبريل كانون الثاني آب مارس رمضان 1436 هـ صيف عام "
            "العام الشهر الأسبوع الأيام الأشهر الستة الماضي المقبل الجاري هذا نفسه منه يومين أسابيع أشهر أكثر نحو "
            "مطلع منتصف نهاية الساعة السادسة عيد الفطر أول أيام آخر جمعة ذلك الحين التالي اليوم النصف تسعينيات "
            "القرن غداة الـ 24 ساعة"
        ),
    ]
)
_DATES = st.one_of(st.none(), st.dates(), st.sampled_from([dt.date.min, dt.date.max]))


@settings(max_examples=400)
@given(st.one_of(st.lists(_PIECES, max_size=25).map(" ".join), st.text(max_size=60)), _DATES, st.sampled_from(["past", "future"]))
def test_times_any_text(read: Read, text: str, published: dt.date | None, tense: Literal["past", "future"]) -> None:
    tokens = tokenize(fold(text))
    found = read(text, published, tense)
    end = 0
    for t in found:
        assert end <= t.first < t.last <= len(tokens)
        assert t.resolved or (t.start, t.end) == (None, None)
        assert t.start is None or t.end is None or t.start <= t.end
        assert 0 <= t.lead < len(tokens[t.first].text)
        end = t.last
    assert found == read(text, published, tense)


# -- a word that says nothing by itself is passed where none of the words follows that can -----------------------------------------

_ARTICLES = Path(__file__).resolve().parents[2] / "corpus"


def same_without_after(text: str, published: dt.date | None, numbers: NumberWords, times: TimeWords) -> list[TimeMention]:
    """The times of a text, which are those found when no word is passed for what follows it."""
    tokens = tokenize(fold(text))
    stated = find_numbers(tokens, numbers)
    found = find_times(tokens, stated, times, published)
    assert found == find_times(tokens, stated, replace(times, after={}), published)
    return found


def test_times_words_before_times_know_what_follows(time_words: TimeWords) -> None:
    assert {"في", "من", "خلال", "بين"} <= set(time_words.after) <= time_words.heads
    for word, following in time_words.after.items():
        assert following, word
    assert {"ايلول", "السبت", "اسبوع", "مطلع", "نحو"} <= time_words.after["في"]
    assert "مدي" in time_words.after["علي"]
    assert not {"منذ", "قبل", "بعد", "امس"} & set(time_words.after)


def test_times_of_the_corpus_are_all_found(number_words: NumberWords, time_words: TimeWords) -> None:
    texts = [path.read_bytes().decode("utf-8") for path in sorted(_ARTICLES.glob("*.txt"))[::2] if "." not in path.stem]
    assert sum(len(same_without_after(text, MONDAY, number_words, time_words)) for text in texts) > 500


@pytest.mark.parametrize("word_file", ["times"], indirect=True)
def test_times_of_every_example_are_all_found(word_file: tuple[str, Any], number_words: NumberWords, time_words: TimeWords) -> None:
    for section in word_file[1].values():
        for item in section:
            for before in ("", "في ", "من ", "خلال ", "على مدى ", "بين ", "حتى "):
                same_without_after(before + item["example"], MONDAY, number_words, time_words)
                for word in (w for key in ("words", "one", "two", "many", "bare") for w in item.get(key, [])):
                    same_without_after(before + word, MONDAY, number_words, time_words)
                    same_without_after(f"{before}ال{word} الماضي", MONDAY, number_words, time_words)


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=25).map(" ".join), _DATES)
def test_times_of_any_text_are_all_found(number_words: NumberWords, time_words: TimeWords, text: str, published: dt.date | None) -> None:
    same_without_after(text, published, number_words, time_words)
