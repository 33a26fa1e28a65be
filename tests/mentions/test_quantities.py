"""Quantities: bounds, units, counted nouns, duals, and what is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.mentions.numbers import NumberWords, find_numbers
from marsad.mentions.quantities import Counted, find_quantities
from marsad.mentions.times import TimeWords, find_times
from marsad.text.fold import fold, fold_word
from marsad.text.tokens import tokenize

Read = Callable[[str], list[Counted]]
NOUNS = {
    fold_word(noun): cls
    for noun, cls in {
        "قتيل": "person", "جندي": "person", "مقاتل": "person", "مدني": "person", "قائد": "person", "طفل": "person", "نازح": "person",
        "شرطي": "person", "قرية": "settlement", "مدينة": "settlement", "صاروخ": "munition", "مركز": "building", "هجوم": "event",
        "دبابة": "vehicle", "جيش": "force", "واد": "area", "عام": "time", "بلد": "area",
    }.items()
}  # fmt: skip


@pytest.fixture(scope="session")
def read(number_words: NumberWords, time_words: TimeWords) -> Read:
    def run(text: str) -> list[Counted]:
        tokens = tokenize(fold(text))
        numbers = find_numbers(tokens, number_words)
        times = find_times(tokens, numbers, time_words, dt.date(2017, 9, 4))
        return find_quantities(tokens, numbers, number_words, NOUNS, times)

    return run


@pytest.mark.parametrize(
    ("phrase", "of", "low", "high", "unit"),
    [
        ("أكثر من 330 ألف شخص", "count", 330_000, None, "person"),
        ("بأكثر من خمسين صاروخا", "count", 50, None, "صاروخ"),
        ("ما لا يقل عن 12 جنديا", "count", 12, None, "person"),
        ("12 شخصا على الأقل", "count", 12, None, "person"),
        ("25 مقاتلا من الفصائل على الأقل", "count", 25, None, "person"),
        ("اثنين على الأقل", "count", 2, None, ""),
        ("أقل من 20 كيلومترا", "distance", None, 20, "km"),
        ("لا يتجاوز 30 شخصا", "count", None, 30, "person"),
        ("حتى 20 شخصا", "count", None, 20, "person"),
        ("15 قذيفة هاون كحد أقصى", "count", None, 15, "قذيفه"),
        ("تجاوز عدد القتلى 500 قتيل", "count", 500, None, "person"),
        ("بين 10 و15 قتيلا", "count", 10, 15, "person"),
        ("60 في المئة من المدينة", "share", 60, 60, "percent"),
        ("أكثر من نصف المدينة", "share", 50, None, "percent"),
        ("ثلثي السكان", "share", 66.7, 66.7, "percent"),
        ("ثلاث من كل خمس نساء", "share", 60, 60, "percent"),
        ("لن تصمد أكثر من 72 ساعة", "duration", None, 72, "hour"),
        ("لا يزال أكثر من 800 مدني محاصرين", "count", 800, None, "person"),
        ("ولا تزال أكثر من 300 أسرة عالقة", "count", 300, None, "عائلة"),
        ("لا يتجاوز عدد الجرحى 5", "count", None, 5, ""),
        ("طن ونصف الطن", "amount", 1.5, 1.5, "tonne"),
        ("بين ثماني ساعات واثنتي عشرة ساعة", "duration", 8, 12, "hour"),
        ("مركزي الشرق والغرب", "count", 2, 2, "مركز"),
        ("بضعة أشخاص", "count", 3, 9, "person"),
        ("مئات العائلات", "count", 200, 999, "عائلة"),
        ("عشرات الآلاف من المدنيين", "count", 20_000, 99_999, "person"),
        ("20 غارة جوية", "count", 20, 20, "strike"),
        ("3 دبابات", "count", 3, 3, "vehicle"),
        ("على بعد 15 كم", "distance", 15, 15, "km"),
        ("على مسافة كيلومترين", "distance", 2, 2, "km"),
        ("15 كيلومترا مربعا", "amount", 15, 15, "km2"),
        ("20 طنا من الطحين", "amount", 20, 20, "tonne"),
        ("10 ملايين دولار", "amount", 10_000_000, 10_000_000, "usd"),
        ("$10", "amount", 10, 10, "usd"),
        ("لمدة ثلاثة أيام", "duration", 3, 3, "day"),
        ("حوصروا لأيام", "duration", 3, 9, "day"),
        ("طوال ساعات", "duration", 2, 23, "hour"),
        ("منذ أكثر من عامين", "duration", 2, None, "year"),
        ("منذ أكثر من عام ونصف العام", "duration", 1.5, None, "year"),
        ("الأشهر الستة الماضية", "duration", 6, 6, "month"),
        ("نصف ساعة", "duration", 0.5, 0.5, "hour"),
        ("القتلى الـ15", "count", 15, 15, "person"),
        ("11 من المتمردين", "count", 11, 11, "person"),
        ("45 من الجيش", "count", 45, 45, "person"),
        ("5 آخرون", "count", 5, 5, ""),
        ("أصيب خمسة بجروح", "count", 5, 5, ""),
        ("مدني واحد", "count", 1, 1, "person"),
        ("أحد قادة الفصيل", "count", 1, 1, "person"),
        ("إحدى الغارات", "count", 1, 1, "strike"),
        ("قتيلان", "count", 2, 2, "person"),
        ("بجنديين", "count", 2, 2, "person"),
        ("جنديين اثنين", "count", 2, 2, "person"),
        ("طفلتان", "count", 2, 2, "person"),
        ("القائدين", "count", 2, 2, "person"),
        ("قريتي الزهراء والنور", "count", 2, 2, "قريه"),
        ("مدينتا الشرق والغرب", "count", 2, 2, "مدينه"),
        ("هجومين", "count", 2, 2, "هجوم"),
        ("مركزين", "count", 2, 2, "مركز"),
        ("مع طفليها", "count", 2, 2, "person"),
        ("12 حوثيا", "count", 12, 12, "person"),
        ("7 متطوعين", "count", 7, 7, "person"),
    ],
)
def test_quantities(read: Read, phrase: str, of: str, low: float | None, high: float | None, unit: str) -> None:
    assert [(c.of, c.low, c.high, c.unit) for c in read(phrase)] == [(of, low, high, unit)]


@pytest.mark.parametrize(
    ("phrase", "approx"), [("نحو 40 شخصا", True), ("40 شخصا تقريبا", True), ("عشرات القتلى", True), ("40 شخصا", False)]
)
def test_quantities_approx(read: Read, phrase: str, approx: bool) -> None:
    assert [c.approx for c in read(phrase)] == [approx]


@pytest.mark.parametrize(
    "phrase",
    [
        "15 نيسان",
        "في عام 2014",
        "في 2014",
        "قوات اللواء 137",
        "القرار 2254",
        "الساعة 5",
        "خالد (22 سنة)",
        "قناة RT24",
        "مقاتلين",
        "مدنيين",
        "نازحين",
        "الفرقة الثالثة",
        "أول قافلة",
        "في اليوم الستين",
        "شارع الخمسين",
        "دورة 2007",
        "صلاة الظهر",
        "في آن واحد",
        "الاثنين",
        "وأدان المجلس",
        "البلدان",
        "ثورة 25 يناير",
        "معظم المدينة",
    ],
)
def test_quantities_that_are_none(read: Read, phrase: str) -> None:
    assert read(phrase) == []


def test_quantities_span_bound_number_noun_and_others(read: Read) -> None:
    text = "إصابة أكثر من 12 مقاتلا آخرين بجروح"
    (counted,) = read(text)
    folded = fold(text)
    tokens = tokenize(folded)
    assert folded.text[tokens[counted.first].start : tokens[counted.last - 1].end] == fold_word("أكثر من 12 مقاتلا آخرين")
    assert counted.noun is not None
    assert tokens[counted.noun].text == "مقاتلا"


def test_quantities_do_not_share_tokens(read: Read) -> None:
    text = "مقتل ثلاثة جنود وإصابة خمسة آخرين وتدمير دبابتين وأسر 4 من الجنود في غضون يومين"
    assert [(c.low, c.unit) for c in read(text)] == [(3, "person"), (5, ""), (2, "vehicle"), (4, "person"), (2, "day")]


def pieces(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


_PIECES = st.sampled_from(
    [
        "\n",
        *pieces(
            "أكثر من أقل نحو ما لا يقل عن على الأقل تقريبا بين 10 و15 20 خمسة عشرات آلاف نصف 60 % في المئة "
            "كيلومترا يومين ساعات لأيام جنود جنديين قتيلا آخرين أحد القادة مدني واحد قريتي ونصف العام $ دولار طن "
            "مربع شخصا المدينة ( ) ، . اثنين 2014 عام الستة الأشهر"
        ),
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.lists(_PIECES, max_size=25).map(" ".join), st.text(max_size=60)))
def test_quantities_any_text(read: Read, text: str) -> None:
    tokens = tokenize(fold(text))
    end = 0
    for c in read(text):
        assert end <= c.first < c.last <= len(tokens)
        assert c.low is not None or c.high is not None
        assert c.low is None or c.high is None or c.low <= c.high
        assert c.of in ("count", "share", "distance", "duration", "amount")
        end = c.last
