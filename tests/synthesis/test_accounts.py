"""What one article tells of one occasion, from texts as the reader reads them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.model import Article
from marsad.reader import read_article
from marsad.synthesis.accounts import Account, accounts_of, blocks
from marsad.synthesis.kept import account_json, account_of
from marsad.synthesis.rules import rules
from marsad.synthesis.statements import Statement

DAY = dt.date(2024, 5, 2)


def accounts(text: str) -> list[Account]:
    claims = read_article(Article(text, DAY)).claims
    told = [Statement(c.id("a"), c, "violence", "a", "v", None, None, None, DAY, "live") for c in claims]
    made = accounts_of(told, text, rules())
    assert sorted(c for a in made for c in a.claims) == sorted(s.id for s in told if s.claim.type in rules().kinds)
    return sorted(made, key=lambda a: min(text.index(s.claim.trigger.text) for s in told if s.id in a.claims))


def test_a_strike_and_what_it_did_are_one() -> None:
    (one,) = accounts("قتل ثلاثة مدنيين وأصيب خمسة اليوم في غارة جوية على مدينة سراقب. وقال الدفاع المدني إن القصف دمر منزلا.")
    assert set(one.types) >= {"airstrike", "killed", "wounded"}
    assert [spot.name for spot in one.spots] == ["سراقب"] and one.days == (DAY,)
    assert {(f.type, f.low) for f in one.figures} == {("killed", 3), ("wounded", 5)}


@pytest.mark.parametrize(
    "text",
    [
        "قتل شخصان اليوم في قصف على مدينة سراقب. وفي حادث منفصل، قتل خمسة أشخاص بانفجار عبوة.",
        "قتل شخصان اليوم في قصف على مدينة سراقب. وقتل خمسة أشخاص في قصف على مدينة تدمر.",
        "قتل شخصان اليوم في قصف على مدينة سراقب. وقتل خمسة أشخاص أمس في قصف على مدينة سراقب.",
        "قتل شخصان اليوم في قصف على مدينة سراقب. ووصلت قافلة مساعدات إلى مدينة سراقب.",
    ],
    ids=["told apart", "another town", "another day", "another kind"],
)
def test_another_occasion_is_another_account(text: str) -> None:
    assert len(accounts(text)) == 2


def test_a_word_in_an_earlier_clause_does_not_part_what_comes_before_it() -> None:
    first, second = accounts("قتل شخصان اليوم في قصف على مدينة سراقب، وقتل خمسة في قصف آخر على مدينة تدمر.")
    assert [f.low for f in first.figures] == [2] and [f.low for f in second.figures] == [5]


def test_a_sum_over_weeks_is_a_summary_apart() -> None:
    made = accounts("قتل شخصان اليوم في قصف على مدينة سراقب. وقتل 40 شخصا في سراقب منذ مطلع العام.")
    assert sorted(a.summary for a in made) == [False, True]


def test_news_without_a_day_is_of_its_own_or_the_day_before() -> None:
    (one,) = accounts("قتل شخصان في قصف على مدينة سراقب.")
    assert one.days == (DAY - dt.timedelta(days=1), DAY) and not one.period.told


def test_what_has_no_place_is_found_by_its_words() -> None:
    (placed,) = accounts("قتل شخصان اليوم في قصف على مدينة سراقب.")
    (bare,) = accounts("أفاد مصدر بمقتل شخصين اليوم جراء القصف المدفعي الذي استهدف سراقب.")
    assert not bare.spots
    assert blocks(placed, rules()) & blocks(bare, rules())


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(["قتل", "ثلاثة", "مدنيين", "في", "قصف", "سراقب", "أمس", "هجوم آخر", "،", ".", "\n", "وأصيب", "غارة", "مدينة", "x"])
    )
)
def test_any_text_gives_accounts_that_are_kept_as_they_were(words: list[str]) -> None:
    for account in accounts_from(" ".join(words)):
        assert account_of(account_json(account)) == account
        assert json.loads(account_json(account))["id"] == min(account.claims)
        assert blocks(account, rules())


def accounts_from(text: str) -> tuple[Account, ...]:
    told = [Statement(c.id("a"), c, "violence", "a", "v", None, None, None, DAY, "live") for c in read_article(Article(text, DAY)).claims]
    return accounts_of(told, text, rules())
