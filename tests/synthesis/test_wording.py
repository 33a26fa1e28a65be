"""Every entry of the words of reports has an example, and the program makes it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.synthesis.told import counted, example

from marsad import lexicon
from marsad.synthesis import arabic, english
from marsad.synthesis.wording import CODES, Code, data, words

NOUNS = [(code, told) for code in CODES for told in data(f"{code}.yaml")["nouns"]]
MONTHS = [(code, told) for code in CODES for told in data(f"{code}.yaml")["months"]]


@pytest.mark.parametrize(("code", "told"), NOUNS, ids=lambda x: x if isinstance(x, str) else x["noun"])
def test_nouns_are_counted_as_their_examples_say(code: Code, told: dict[str, Any]) -> None:
    own, example = words(code), told["example"]
    noun = own.nouns[told["noun"]]
    made = arabic.counted(example["n"], noun, own, example["case"]) if code == "ar" else english.counted(example["n"], noun, own)
    assert made == example["text"]


@pytest.mark.parametrize("told", data("ar.yaml")["numerals"], ids=lambda told: str(told["value"]))
def test_numerals_stand_as_their_examples_say(told: dict[str, Any]) -> None:
    own = words("ar")
    assert arabic.counted(told["value"], own.nouns[told["example"]["noun"]], own) == told["example"]["text"]


@pytest.mark.parametrize(("code", "told"), MONTHS, ids=lambda x: x if isinstance(x, str) else x["style"])
def test_days_are_named_as_their_examples_say(code: Code, told: dict[str, Any]) -> None:
    own, example = words(code), told["example"]
    country = next(iter(told["countries"]), None)
    made = arabic.day(example["day"], own, country) if code == "ar" else english.day(example["day"], own)
    assert made == example["text"] and len(told["names"]) == 12


def test_both_languages_have_the_same_words() -> None:
    ours, theirs = words("ar"), words("en")
    assert ours.nouns.keys() == theirs.nouns.keys()
    assert list(ours.happenings) == list(theirs.happenings) and set(ours.happenings) == set(lexicon.load().types)
    for group in ("statuses", "voices", "slots", "dates"):
        assert ours.phrases[group].keys() == theirs.phrases[group].keys(), group


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_joined_but_by_a_known_role(code: Code) -> None:
    for type, happening in words(code).happenings.items():
        assert set(happening.roles) == set(data(f"{code}.yaml")["slots"]), type
        assert all(slot.count("{x}") == 1 for slot in happening.roles.values()), type


TYPES = [(code, told) for code in CODES for told in data(f"{code}.yaml")["types"]]


@pytest.mark.parametrize(("code", "told"), TYPES, ids=lambda x: x if isinstance(x, str) else x["type"])
def test_types_are_told_as_their_examples_say(code: Code, told: dict[str, Any]) -> None:
    assert example(code, told["type"]) == told["example"]


def test_verbs_go_before_what_they_count_and_nothing_else() -> None:
    assert (counted("ar", "displacement"), counted("en", "displacement")) == ("نزحت ثلاث عائلات", "displaced: 3 families")
    assert counted("ar", "airstrike") == "قصف جوي (ثلاث عائلات)"  # nobody flies three families
