from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.text.names import entries_of, keys_of, names_in, spell, without_article, words_of

ARABIC = st.text(alphabet="ابتجدرسعفقكلمنهويةىأإآءؤئ", min_size=1, max_size=8)
NAMES = st.lists(ARABIC, min_size=1, max_size=4).map(" ".join)


def keys(name: str) -> set[str]:
    return set(keys_of(words_of(name)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("دير الزور", "ديرالزور"),
        ("دير الزور", "دير زور"),
        ("دير الزور", "دَيْر الزُّور"),
        ("الرقة", "رقة"),
        ("الرقة", "الرقه"),
        ("أبو الظهور", "ابو ظهور"),
        ("صنعاء", "صنعا"),
        ("القائم", "القايم"),
        ("الباب", "باب"),
        ("تل‑رفعت", "تل رفعت"),
        ("#دير_الزور", "دير الزور"),
        ("Ţūkh", "Tukh"),
        ("Deir ez-Zor", "deir ezzor"),
        ("Ma‘arrat an Nu‘mān", "Maarrat an Numan"),
        ("'Ayn Issa", "Ayn Issa"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert keys(one) & keys(other)


@pytest.mark.parametrize(("one", "other"), [("حمص", "حماة"), ("الباب", "البابا"), ("تل", "تلة"), ("Homs", "Hama")])
def test_other_names_share_none(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


def test_what_stands_in_brackets_is_a_name_too() -> None:
    assert list(names_in("عين العرب (كوباني)")) == ["عين العرب (كوباني)", "عين العرب  ", "كوباني"]
    entries = entries_of(("عين العرب (كوباني)",))
    found = {key for key, _, _ in entries}
    assert keys("عين العرب") <= found
    assert keys("كوباني") <= found


def test_the_first_name_is_the_main_one() -> None:
    entries = entries_of(("منبج", "هيرابوليس"))
    assert {(spelled, main) for _, spelled, main in entries} == {("منبج", True), ("هيرابوليس", False)}


def test_a_name_that_comes_twice_stays_main() -> None:
    assert {main for _, _, main in entries_of(("منبج", "منبج"))} == {True}


def test_the_article_stays_where_little_would_be_left() -> None:
    assert without_article("الو") == "الو"
    assert without_article("الله") == "له"
    assert without_article("البو") == "بو"


@pytest.mark.parametrize("name", ["", " ", "()", "—", "((", "ـ", "َ"])
def test_no_letters_no_keys(name: str) -> None:
    assert keys_of(words_of(name)) == ()
    assert entries_of((name,)) == ()


@given(NAMES)
def test_spaces_never_matter(name: str) -> None:
    assert keys(name) & keys(name.replace(" ", "")) or not keys(name)


@given(NAMES)
def test_the_article_in_front_never_matters(name: str) -> None:
    if (
        name.replace(" ", "").replace("ء", "")
        and not name.startswith(("ال", "أل", "إل", "آل"))
        and len(words_of(name)[0].replace("ء", "")) > 1
    ):
        assert keys(name) & keys("ال" + name)


@given(NAMES)
def test_spelling_is_stable(name: str) -> None:
    assert spell(spell(name)) == spell(name)
    assert keys(spell(name)) == keys(name)


@given(st.text(max_size=200))
def test_any_text_has_keys_or_none(name: str) -> None:
    for key, spelled, _ in entries_of((name,)):
        assert key
        assert not any(ch.isspace() for ch in key)
        assert spelled
    assert spell(spell(name)) == spell(name)


def test_a_very_long_name_is_cut() -> None:
    assert len(spell("ب" * 100_000)) <= 120
