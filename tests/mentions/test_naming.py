"""Who "التنظيم" is, in whole texts."""

from __future__ import annotations

import datetime as dt

import pytest

from marsad import lexicon as lexicons
from marsad.mentions.naming import Actors, named
from marsad.model import Article
from marsad.reader import read_article

DAY = dt.date(2017, 9, 4)
ISIS, ARMY, SDF = "isis", "sy.army", "sy.sdf"


def actors(text: str) -> dict[str, set[str | None]]:
    """The actors of the fillers of a text, by their words."""
    out: dict[str, set[str | None]] = {}
    for claim in read_article(Article(text, DAY), geography=None).claims:
        for here in claim.roles.values():
            for filler in here:
                out.setdefault(filler.span.text, set()).add(filler.actor)
    return out


@pytest.mark.parametrize(
    ("text", "words", "actor"),
    [
        ("سيطر تنظيم الدولة الإسلامية على القرية. وانسحب التنظيم من البلدة.", "التنظيم", ISIS),
        ("انسحب التنظيم من البلدة. وسيطر تنظيم الدولة الإسلامية على القرية.", "التنظيم", ISIS),
        ("سيطر تنظيم الدولة الإسلامية على القرية. وهاجم مقاتلو التنظيم البلدة.", "مقاتلو التنظيم", ISIS),
        ("سيطر داعش على القرية. وانسحب التنظيم المتطرف من البلدة.", "التنظيم المتطرف", ISIS),
        ("دخلت قوات النظام السوري القرية. وسيطر الجيش على البلدة.", "الجيش", ARMY),
    ],
)
def test_a_kind_alone_stands_for_the_one_of_its_kind(text: str, words: str, actor: str) -> None:
    assert actors(text)[words] == {actor}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("انسحب التنظيم من البلدة.", "التنظيم"),
        ("دخل الجيش السوري القرية. ودخل الجيش اللبناني القرية الأخرى. وسيطر الجيش على البلدة.", "الجيش"),
        ("سيطر تنظيم الدولة الإسلامية على القرية. وهاجم تنظيم محلي البلدة.", "تنظيم محلي"),
        ("سيطرت هيئة تحرير الشام على القرية. واعتقلت الهيئة العامة الرجل.", "الهيئة العامة"),
    ],
)
def test_what_may_be_another_names_nobody(text: str, words: str) -> None:
    assert actors(text)[words] == {None}


def test_a_source_is_named_too() -> None:
    text = "أفاد المرصد السوري لحقوق الإنسان بمقتل ثلاثة مدنيين في البلدة. وقال المرصد إن عشرة أصيبوا."
    first, second = (claim.sources[0].name for claim in read_article(Article(text, DAY), geography=None).claims)
    assert first is not None and first == second


def test_names_change_no_span_and_no_id() -> None:
    text = "سيطر تنظيم الدولة الإسلامية على القرية. وانسحب التنظيم من البلدة وقتل عشرة من مقاتلي التنظيم."
    claims = read_article(Article(text, DAY), geography=None).claims
    nobody = Actors({}, {}, frozenset(), frozenset())
    again = named(claims, Actors.of(lexicons.load()))
    assert again == claims == named(claims, nobody)
    assert [c.id("x") for c in again] == [c.id("x") for c in claims]


def test_what_is_of_a_party_and_what_only_judges_it() -> None:
    known = Actors.of(lexicons.load())
    assert {"مقاتلو", "عناصر", "قوات", "مسلحي"} <= known.members
    assert not {"تنظيم", "جيش", "حركه"} & known.members
    assert "متطرف" in known.stances and "عام" not in known.stances
    assert "تنظيم" in known.heads[ISIS] and "سوريا" in known.heads[SDF]
