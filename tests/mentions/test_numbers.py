"""Numbers: their values, ranges, kinds and uses."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.mentions.numbers import Number, NumberWords, digits, find_numbers
from marsad.text.fold import fold
from marsad.text.tokens import tokenize

Read = Callable[[str], list[Number]]


@pytest.fixture(scope="session")
def read(number_words: NumberWords) -> Read:
    return lambda text: find_numbers(tokenize(fold(text)), number_words)


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("خمسة", 5),
        ("خمس", 5),
        ("بخمسين", 50),
        ("ولثلاثة", 3),
        ("الستة", 6),
        ("ثلاثة وعشرون", 23),
        ("ثلاثة و عشرين", 23),
        ("أحد عشر", 11),
        ("اثنتا عشرة", 12),
        ("إحدى وعشرين", 21),
        ("ثماني عشرة", 18),
        ("مئة", 100),
        ("مائة وواحد", 101),
        ("مئتان وخمسون", 250),
        ("ثلاث مئة", 300),
        ("ثلاثمائة وخمسة وعشرين", 325),
        ("ألفان", 2000),
        ("ألفي شخص", 2000),
        ("ألفا مقاتل", 2000),
        ("150 ألفا", 150_000),
        ("مئة وخمسين ألفا", 150_000),
        ("خمسة آلاف وثلاثمئة وخمسة وعشرين", 5325),
        ("ألف و200", 1200),
        ("20 ألفا و500", 20_500),
        ("230 ألف", 230_000),
        ("1.5 مليون", 1_500_000),
        ("مليونين", 2_000_000),
        ("مليون ونصف المليون", 1_500_000),
        ("نصف مليون", 500_000),
        ("1,200", 1200),
        ("1.200", 1200),
        ("12 500", 12_500),
        ("1,200,000.50", 1_200_000.5),
        ("٣٫٥", 3.5),
        ("۱۲", 12),
        ("ثلاثة أرباع", 0.75),
        ("ثلثي المدينة", 2 / 3),
        ("خمس السكان", 0.2),
        ("ب100", 100),
    ],
)
def test_numbers_values(read: Read, phrase: str, value: float) -> None:
    found = read(phrase)
    assert [n.value for n in found] == [pytest.approx(value)]


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("عشرات", 20, 99),
        ("العشرات", 20, 99),
        ("مئات", 200, 999),
        ("آلاف", 2000, 9999),
        ("عشرات الآلاف", 20_000, 99_999),
        ("مئات آلاف", 200_000, 999_999),
        ("ملايين", 2_000_000, 9_999_999),
        ("بضع", 3, 9),
        ("بضعة آلاف", 3000, 9999),
        ("بضعة عشر", 13, 19),
        ("عشرين ونيف", 21, 29),
        ("10-15", 10, 15),
        ("10 - 15", 10, 15),
        ("بين 10 و15", 10, 15),
        ("ما بين عشرة وعشرين", 10, 20),
        ("بين خمسة وعشرين", 5, 20),
        ("من 10 إلى 15", 10, 15),
        ("من عشرة لعشرين", 10, 20),
        ("ثلاثة أو أربعة", 3, 4),
        ("بين 3 و4 ملايين", 3_000_000, 4_000_000),
    ],
)
def test_numbers_ranges_and_vague(read: Read, phrase: str, low: int, high: int) -> None:
    found = read(phrase)
    assert [(n.low, n.high, n.first) for n in found] == [(low, high, 0)]


@pytest.mark.parametrize(
    ("phrase", "kind", "value"),
    [
        ("60%", "percent", 60),
        ("%60", "percent", 60),
        ("٦٠٪", "percent", 60),
        ("60 في المئة", "percent", 60),
        ("ستين بالمائة", "percent", 60),
        ("الثالثة", "ordinal", 3),
        ("الحادي والعشرين", "ordinal", 21),
        ("الثاني عشر", "ordinal", 12),
        ("نصف", "fraction", 0.5),
    ],
)
def test_numbers_kinds(read: Read, phrase: str, kind: str, value: float) -> None:
    found = read(phrase)
    assert [(n.kind, n.value) for n in found] == [(kind, value)]


@pytest.mark.parametrize(
    ("phrase", "use"),
    [
        ("قوات اللواء 137 غرب المدينة", "name"),
        ("القرار رقم 2254", "name"),
        ("قناة RT24", "name"),
        ("مقاتلة إف 16", "name"),
        ("طائرة F-16", "name"),
        ("طائرة إف-16", "name"),
        ("الفرقة الرابعة", "name"),
        ("+963944123456", "name"),
        ("حي 7 نيسان", "name"),
        ("الساعة 5", "clock"),
        ("عند 20:59", "clock"),
        ("عام 2014", "year"),
        ("في العام 2015", "year"),
        ("2014-2015", "year"),
        ("(2014)", "year"),
        ("4/9/2017", "date"),
        ("2017-09-04", "date"),
        ("4.9.2017", "date"),
        ("خالد (22 سنة)", "age"),
        ("يبلغ من العمر 15 عاما", "age"),
        ("قالت سعاد، 58 عاما، إن", "age"),
        ("1- وصول القافلة", "item"),
        ("10 من أصل 30", "total"),
    ],
)
def test_numbers_that_count_nothing(read: Read, phrase: str, use: str) -> None:
    assert read(phrase)[-1].use == use


@pytest.mark.parametrize("phrase", ["لست وحدك", "يوم الاثنين", "أحد القادة", "9" * 1000, "1.2.3.4.5", "²", "½", ""])
def test_numbers_that_are_none(read: Read, phrase: str) -> None:
    assert read(phrase) == []


def test_numbers_a_counted_noun_undoes_a_name(read: Read) -> None:
    (number,) = read("خسرت الفرقة 12 قتيلا")
    assert (number.value, number.use, number.named) == (12, "count", False)


def test_numbers_a_change_is_no_range(read: Read) -> None:
    old, new = read("ارتفعت الحصيلة من 10 إلى 15 قتيلا")
    assert (old.value, old.use) == (10, "former")
    assert (new.value, new.use) == (15, "count")


def test_numbers_stay_apart(read: Read) -> None:
    assert [n.value for n in read("قتل ثلاثة وأصيب خمسة وأربعة مفقودون")] == [3, 5, 4]


def test_numbers_lead_counts_the_letters_before(read: Read) -> None:
    assert [(n.lead, n.definite) for n in read("بخمسين والستة")] == [(1, False), (3, True)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("007", 7), ("1,5", 1.5), ("0.770", 0.77), ("1,2345", 1.2345), ("12,34,56", None), ("1" * 16, None), ("9" * 25, None)],
)
def test_digits(text: str, value: float | None) -> None:
    assert digits(text) == value


def test_digits_before_a_scale_are_a_decimal() -> None:
    assert digits("1.234", scaled=True) == 1.234


_ONES = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
_TENS = ["", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
_HUNDREDS = ["", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def spell(n: int) -> str:
    """A number below a million in words."""
    if n >= 1000:
        thousands, rest = divmod(n, 1000)
        head = "ألف" if thousands == 1 else "ألفان" if thousands == 2 else f"{spell(thousands)} {'آلاف' if thousands <= 10 else 'ألفا'}"
        return f"{head} و{spell(rest)}" if rest else head
    if n >= 100:
        return f"{_HUNDREDS[n // 100]} و{spell(n % 100)}" if n % 100 else _HUNDREDS[n // 100]
    if n <= 10:
        return _ONES[n]
    if n < 20:
        return f"{('أحد', 'اثنا', *_ONES[3:])[n - 11]} عشر"
    return f"{_ONES[n % 10]} و{_TENS[n // 10]}" if n % 10 else _TENS[n // 10]


@given(st.integers(1, 999_999))
def test_numbers_in_words_keep_their_value(read: Read, n: int) -> None:
    assert [f.value for f in read(f"قتل {spell(n)} في المدينة")] == [n]


@given(st.integers(0, 10**9))
def test_numbers_in_digits_keep_their_value(read: Read, n: int) -> None:
    for written in (f"{n}", f"{n:,}"):
        assert [f.value for f in read(f"نزح {written} شخص")] == [n]


def pieces(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


_PIECES = st.sampled_from(
    [
        "\n",
        *pieces(
            "بين من إلى و أو 10 15 2014 1,200 5:30 4/9/2017 - / % ( ) . ، عشرات مئات آلاف ألف ألفا مئة خمسة "
            "وعشرين عشر نصف ثلثي أرباع بضعة ونيف فاصلة الساعة عام اللواء رقم في المئة شخصا الثالث والعشرين + $ "
            "أحد واحد اثنا سنة على الأقل أكثر"
        ),
    ]
)


_TEXT = st.one_of(
    st.lists(_PIECES, max_size=25).map(" ".join),
    st.lists(_PIECES, max_size=25).map("".join),
    st.text(max_size=60),
    st.text("0123456789٣²½.,-/: ", max_size=40),
)


@settings(max_examples=300)
@given(_TEXT)
def test_numbers_any_text(read: Read, text: str) -> None:
    tokens = tokenize(fold(text))
    end = 0
    for n in read(text):
        assert end <= n.first < n.last <= len(tokens)
        assert (n.low is None) == (n.high is None)
        assert n.low is None or n.high is None or n.low <= n.high
        assert 0 <= n.lead <= len(tokens[n.first].text)
        end = n.last


@pytest.mark.slow
def test_numbers_long_runs_take_linear_time(number_words: NumberWords) -> None:
    for piece in ("مئة و", "ألف ", "بين 1 و", "10-", "من عشرة إلى "):
        tokens = tokenize(fold(piece * 20_000))
        start = time.perf_counter()
        find_numbers(tokens, number_words)
        assert time.perf_counter() - start < 10
