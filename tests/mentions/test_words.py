"""The files of number, unit and time words: known keys, an example that shows each entry, clean letters, no word twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

from marsad.mentions.numbers import NumberWords, find_numbers
from marsad.mentions.times import TimeWords, find_times
from marsad.text.fold import fold, fold_word
from marsad.text.tokens import tokenize


def names(text: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(text.split())


WORD_KEYS = ("words", "one", "two", "many", "bare")
KEYS = {
    "cardinals": {"value"}, "compounds": {"value"}, "scales": {"value"}, "vague": {"low", "high"},
    "fractions": {"parts", "whole", "scaled"},
    "ordinals": {"value"}, "ranges": {"kind"}, "bounds": {"kind", "where"}, "far_bounds": {"kind"}, "names": {"use", "where", "sure"},
    "units": {"unit", "of"}, "vague_units": {"unit", "low", "high"}, "symbols": {"unit", "of"}, "classes": {"unit", "of", "classes"},
    "members": {"classes"}, "paired": {"classes"}, "unit_nouns": {"unit"},
    "fixed": {"kind", "start", "end"}, "weekdays": {"value"}, "months": {"value", "guard"}, "hijri": {"value", "guard"},
    "seasons": {"months"}, "parts": {"alone", "night"}, "which": {"which"}, "edges": {"edge"}, "frames": {"frame"},
    "anaphors": {"what"}, "holidays": {"calendar", "month", "day", "days"}, "spans": {"first", "last"}, "decades": {"value"},
}  # fmt: skip
# Sections of times.yaml whose examples hold a time by themselves.
TIMES = names(
    "fixed weekdays months hijri seasons parts prefixes which this edges frames links bounds few several several_after year_heads"
    " month_heads the_month day_heads date_heads clock_heads clock_tails hijri_tails common_tails relatives departs day_after events"
    " the_parts counting strict_company nth_last holidays feasts spans decades century of company units"
)


def entries(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for section, items in content.items():
        for item in items:
            yield section, item


def words_of(item: dict[str, Any]) -> list[str]:
    return [w for key in WORD_KEYS for w in item.get(key, [])]


def test_words_entries_are_whole(word_file: tuple[str, Any]) -> None:
    for section, item in entries(word_file[1]):
        assert set(item) <= {"example", *WORD_KEYS, *KEYS.get(section, set())}, item
        shown = fold(item["example"]).text
        assert not words_of(item) or any(fold_word(w) in shown for w in words_of(item)), item


def test_words_letters_are_clean(word_file: tuple[str, Any]) -> None:
    for _, item in entries(word_file[1]):
        for text in (*words_of(item), item["example"]):
            assert not re.search("[\ufb50-\ufdff\ufe70-\ufeff\u064b-\u0652\u0640یکگپچ]", text), text


def test_words_stand_once_in_a_section(word_file: tuple[str, Any]) -> None:
    for section, items in word_file[1].items():
        for key in WORD_KEYS:
            folded = [fold_word(w) for item in items for w in item.get(key, [])]
            twice = {w for w in folded if folded.count(w) > 1}
            assert not twice, (section, key, twice)


@pytest.mark.parametrize("word_file", ["times"], indirect=True)
def test_words_every_time_example_holds_a_time(word_file: tuple[str, Any], number_words: NumberWords, time_words: TimeWords) -> None:
    for section, item in entries(word_file[1]):
        if section in TIMES:
            tokens = tokenize(fold(item["example"]))
            assert find_times(tokens, find_numbers(tokens, number_words), time_words, dt.date(2016, 6, 15)), item


@pytest.mark.parametrize("word_file", ["numbers", "units"], indirect=True)
def test_words_every_number_example_holds_a_number(word_file: tuple[str, Any], number_words: NumberWords) -> None:
    sections = names("cardinals compounds scales vague odd fractions percent decimal ordinals ranges bounds far_bounds names")
    for section, item in entries(word_file[1]):
        if section in sections:
            assert find_numbers(tokenize(fold(item["example"])), number_words), item
