"""Folding: one spelling for all, and a way back that quotes the text as it was given."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marsad.text.fold import fold, fold_word

# Any string: surrogates too, and often what folding works on.
_ARABIC = st.text(st.sampled_from("ابتقصفلوي أإآىةؤئء.ـ·*#_،؟٣۳5\u064e\u0654\u200f\ufefb\ufdf2\ufeff\n\r"), max_size=40)
ANY = st.one_of(st.text(st.characters(codec=None), max_size=40), _ARABIC)
WORDS = frozenset({"مقتل", "قصف", "كلم", "وقال", "عبوه"})


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("أإآٱا", "ااااا"),
        ("قتلى", "قتلي"),
        ("مدينة", "مدينه"),
        ("مسؤول لاجئ شيء", "مسؤول لاجئ شيء"),
        ("هٰذا قَصْفٌ", "هذا قصف"),
        ("قـــصف", "قصف"),
        ("\u202bقصف\u202c\u200f", "قصف"),
        ("ایران کرد", "ايران كرد"),
        ("١٢٣ ۴۵۶ ７", "123 456 7"),
        ("«نص» “نص” „نص‟", '"نص" "نص" "نص"'),
        ("#دير_الزور", " دير الزور"),
        ("١٠٪، و٢٫٥؛ لماذا؟", "10%, و2.5; لماذا?"),
        ("خط\u00a0أول", "خط اول"),
        ("\ufed7\ufebc\ufed2", "قصف"),
        ("\ufefbجئ", "لاجئ"),
        ("\ufef7نقرة", "لانقره"),
        ("حزب \ufdf2", "حزب الله"),
        ("قصف\ufe70", "قصف"),
        ("سطر\r\nسطر\u2028سطر", "سطر\n\nسطر\nسطر"),
    ],
)
def test_one_spelling(raw: str, folded: str) -> None:
    assert fold_word(raw) == folded


@pytest.mark.parametrize("word", ["أحمد", "مسؤول", "لاجئ", "آمن", "إدلب"])
def test_decomposed_text_folds_as_composed(word: str) -> None:
    assert fold_word(unicodedata.normalize("NFD", word)) == fold_word(word)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("مقـ.ـتل عشرة", "مقتل عشره"),
        ("ق.صف", "قصف"),
        ("ق·ص·ف", "قصف"),
        ("ق*صف عنيف", "قصف عنيف"),
        ("قـ.ـصف.وقال", "قصف.وقال"),
        ("كلم.ق.صف.وقال", "كلم.قصف.وقال"),
        ("كلم.وقال", "كلم.وقال"),
        ("غ.رب", "غ.رب"),
        ("انتهى.", "انتهي."),
        ("ق. صف", "ق. صف"),
        ("ق.صفا", "ق.صفا"),
    ],
)
def test_broken_words_are_rejoined_only_where_known(raw: str, folded: str) -> None:
    assert fold(raw, WORDS).text == folded


def test_two_known_words_are_not_one() -> None:
    assert fold("كلم.وقال", WORDS | {"كلموقال"}).text == "كلم.وقال"


def test_nothing_is_rejoined_without_words() -> None:
    assert fold_word("مقـ.ـتل") == "مق.تل"


@pytest.mark.parametrize(
    ("raw", "part", "quoted"),
    [
        ("قال إنّ القَصْفَ عنيف", "القصف", "القَصْفَ"),
        ("خبر: مقـ.ـتل عشرة", "مقتل", "مقـ.ـتل"),
        ("#دير_الزور", "دير الزور", "#دير_الزور"),
        ("حزب \ufdf2 قال", "الله", "\ufdf2"),
        ("\u200fبلغ ١٢ قتيلا", "12", "١٢"),
        ("مسو\u0654ول", "مسؤول", "مسو\u0654ول"),
    ],
)
def test_span_quotes_the_raw_text(raw: str, part: str, quoted: str) -> None:
    folded = fold(raw, WORDS)
    start = folded.text.index(part)
    span = folded.span(start, start + len(part))
    span.check(raw)
    # Marks after the last letter belong to no letter of the folded text.
    assert span.text == quoted.rstrip("\u064e")


@pytest.mark.parametrize("block", ["قال إنّ القَصْفَ عنيف", "#دير_الزور", "قصف #دير_الزور، ومقـ.ـتل عشرة", "\u200fبلغ ١٢ قتيلا"])
def test_a_block_of_an_article_gives_spans_of_the_article(block: str) -> None:
    for before in ("", "#", "خبر ", "سطر\n", "\u064e" * 7):
        folded, alone = fold(block, WORDS, len(before)), fold(block, WORDS)
        assert (folded.text, folded.offsets) == (alone.text, alone.offsets)
        for start in range(len(folded.text)):
            span, there = folded.span(start, len(folded.text)), alone.span(start, len(alone.text))
            span.check(before + block)
            assert (span.start - len(before), span.end - len(before), span.text) == (there.start, there.end, there.text)


@pytest.mark.parametrize(
    ("raw", "part", "quoted"),
    [("قصف #حلب", "حلب", "#حلب"), ("#حلب", "لب", "لب"), ("##حلب", "حلب", "#حلب"), ("# حلب", "حلب", "حلب"), ("حلب#", "حلب", "حلب")],
)
def test_a_span_takes_the_mark_of_its_own_hashtag_in(raw: str, part: str, quoted: str) -> None:
    folded = fold(raw)
    start = folded.text.index(part)
    assert folded.span(start, start + len(part)).text == quoted


def test_aligned_text_needs_no_map() -> None:
    folded = fold("أعلن الجيش")
    assert folded.offsets is None
    assert folded.to_raw(3) == 3
    assert folded.to_raw(99) == 10


@given(ANY)
@example("\ud800قصف\udfff")
@example("")
@example("\x00")
def test_any_string_folds_and_offsets_rise(raw: str) -> None:
    folded = fold(raw, WORDS)
    assert folded.raw == raw
    offsets = [folded.to_raw(i) for i in range(len(folded.text) + 1)]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(raw)
    assert folded.offsets is None or len(folded.offsets) == len(folded.text)
    for i in range(len(folded.text)):
        folded.span(i, i + 1).check(raw)


@given(ANY, st.data())
def test_any_span_quotes_the_raw_text(raw: str, data: st.DataObject) -> None:
    folded = fold(raw, WORDS)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        span = folded.span(start, end)
        span.check(raw)
        assert fold(span.text, WORDS).text or not folded.text[start:end].strip()


@given(ANY)
@example("\uff9e")
def test_folding_again_changes_nothing(raw: str) -> None:
    once = fold_word(raw)
    assert fold_word(once) == once


@given(st.lists(st.sampled_from(["قصف", "ق", "صف", "غرب", "كلم", "وقال"]), min_size=2, max_size=6))
def test_rejoining_only_drops_the_breaks(pieces: list[str]) -> None:
    text = fold(".".join(pieces), WORDS).text
    assert text.replace(".", "") == "".join(pieces)
    assert all(part in pieces or part in WORDS for part in text.split("."))


def test_a_long_run_of_letters_takes_no_longer_than_its_length() -> None:
    fold("ق", WORDS)
    start = time.perf_counter()
    fold("ق" * 100_000, WORDS)
    fold("قصف." * 20_000, WORDS)
    assert time.perf_counter() - start < 2  # a quadratic scan takes minutes


def test_a_letter_as_it_was_written() -> None:
    folded = fold("قالَ إنّ عليّ")
    assert [folded.letter(folded.text.index(letter)) for letter in ("ان", "علي")] == ["إ", "ع"]
    assert folded.letter(len(folded.text) - 1) == "ي"
