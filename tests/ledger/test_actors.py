from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.ledger.actors import named, near


@pytest.mark.parametrize(
    "name",
    [
        "sy.army",
        "الجيش السوري",
        "الجيشَ السوريّ",
        "جيش السوري",
        "قوات النظام",
        "القوات الحكومية السورية",
        "Syrian Arab Army",
        "syrian arab army",
    ],
)
def test_any_spelling_of_a_name_means_its_actor(name: str) -> None:
    assert "sy.army" in named(name)


def test_short_names_in_brackets_count() -> None:
    assert named("ISIS") == named("داعش") == named("تنظيم الدولة الاسلامية")
    assert len(named("ISIS")) == 1


@pytest.mark.parametrize("name", ["", "!", "جيش لا يعرفه احد", "sy.nobody"])
def test_a_name_that_nobody_bears_means_nobody(name: str) -> None:
    assert named(name) == ()


def test_near_names_are_offered_in_the_same_letters() -> None:
    assert near("الجيش السور")[0] == ("sy.army", "الجيش السوري")
    assert all(name.isascii() for _, name in near("Syrian Arab Arm"))
    assert "sy.army" in dict(near("Syrian Arab Arm"))
    assert near("!") == []


@given(st.text(max_size=40))
def test_whatever_is_asked_is_answered(name: str) -> None:
    assert isinstance(named(name), tuple)
    assert len(near(name, 3)) <= 3
