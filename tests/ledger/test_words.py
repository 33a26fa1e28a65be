"""Full text in any spelling: which words fall together, and which do not."""

from __future__ import annotations

import pytest
from tests.ledger.samples import TEXT

from marsad.errors import LedgerError
from marsad.ledger.words import sentence, spaced, terms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("مستشفى", "مستشفي"),
        ("القرية", "القريه"),
        ("الرَّقَّة", "الرقة"),
        ("الرقـــة", "الرقة"),
        ("الرقة", "رقة"),
        ("والرقة", "رقة"),
        ("بالرقة", "رقة"),
        ("للرقة", "رقة"),
        ("وللرقة", "رقة"),
        ("الحي", "حي"),
        ("ﻻجئون", "لاجئون"),
        ("١٢", "12"),
        ("#دير_الزور", "دير الزور"),
        ("Raqqa", "raqqa"),
    ],
)
def test_spellings_of_a_word_fall_together(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("الله", "له"), ("والد", "د"), ("بالغ", "غ"), ("والده", "ده"), ("قصف", "قصفت")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_a_name_is_found_as_whole_words() -> None:
    assert spaced("المرصد السوري") in spaced("قال المرصد السوري أمس")
    assert spaced("مرصد") not in spaced("مراصد السوريين")


def test_the_sentence_around_a_trigger() -> None:
    start = TEXT.index("قتلوا")
    assert sentence(TEXT, start, start + 5).strip().startswith("وقال المرصد")
    assert "دوما" not in sentence(TEXT, start, start + 5)


def test_a_figure_ends_no_sentence() -> None:
    text = "سقطت القذيفة على بعد 3.5 كم من البلدة. وعاد الهدوء."
    start = text.index("القذيفة")
    assert sentence(text, start, start + 7) == "سقطت القذيفة على بعد 3.5 كم من البلدة"


def test_a_sentence_without_an_end_is_followed_a_bounded_way() -> None:
    text = "كلمة " * 1000 + "قتل" + " كلمة" * 1000
    assert len(sentence(text, 5000, 5003)) == 603


def test_terms_are_words_and_quoted_phrases() -> None:
    assert terms('قصف «دير الزور» "مدينة') == [("قصف",), ("دير", "زور"), ("مدينه",)]


@pytest.mark.parametrize("query", ["", "  ", "«»", "!؟", "كلمة " * 21, '"' + "كلمة " * 21 + '"'])
def test_a_query_without_words_or_with_too_many_is_refused(query: str) -> None:
    with pytest.raises(LedgerError):
        terms(query)
