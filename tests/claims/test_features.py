"""Features: every text has them, they are the same each time, and they hold where the text ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from evaluation.corpus import load
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad import Article, lexicon
from marsad.claims.choices import MODELS, Choices, Facts, Group, Model, spelled
from marsad.claims.features import kind, step, word
from marsad.mentions.marked import Knowledge, Marked, mark
from marsad.model import ROLES, STATUSES
from marsad.reader import read_article

DATE = dt.date(2024, 5, 2)
REPORT = (
    "نقلت وكالة سانا عن محافظ المدينة أن أكثر من 10 مدنيين قتلوا أمس في قصف للطيران على بلدة حارم، ونفى ناشطون ذلك.\n"
    "وأضاف أن الجيش سيطر على التلة، ومن المتوقع أن ينسحب غدا."
)

Mark = Callable[[str], Marked]


@dataclass(frozen=True)
class Watched(Model):
    """A model that takes everything (the class at `favour`, where it has several and may take it) and keeps the facts it is shown."""

    favour: int = 0
    seen: list[list[Facts]] = field(default_factory=list)

    def score(self, facts: Iterable[Facts]) -> int:
        self.seen.append(list(facts))
        return 1

    def best(self, facts: Iterable[Facts], among: Sequence[int] | None = None) -> int:
        self.seen.append(list(facts))
        return self.favour if among is None or self.favour in among else 0


def told(text: str, role: str = "target", published: dt.date | None = DATE) -> dict[str, list[list[Facts]]]:
    """The facts of every candidate that reading a text comes to, by model; each phrase gets the role, where its claim takes it."""
    models = {name: Watched(("no", "yes"), 0, {}) for name in MODELS}
    models["status"] = Watched(STATUSES, 0, {})
    models["role"] = Watched(("none", *ROLES), 0, {}, favour=1 + ROLES.index(role))
    words = lexicon.load()
    knowledge = Knowledge.of(replace(words, occasion={**words.occasion, "enough": 0}))
    read_article(Article(text, published), knowledge=knowledge, choices=Choices(**models, card={}))
    return {name: model.seen for name, model in models.items()}


def shown(text: str, role: str = "target", published: dt.date | None = DATE) -> dict[str, list[list[str]]]:
    """The same as the features that the facts stand for."""
    return {name: list(map(spelled, rows)) for name, rows in told(text, role, published).items()}


@pytest.fixture(scope="session")
def marked() -> Mark:
    knowledge = Knowledge.of(lexicon.load())
    return lambda text: mark(text, DATE, knowledge)


# -- features of whole texts ---------------------------------------------------------------------------------------------------


def test_a_report_shows_each_model_its_candidates() -> None:
    seen = shown(REPORT)
    assert all(seen[name] for name in MODELS), {name: len(rows) for name, rows in seen.items()}
    assert all(row[0] == "bias" for rows in seen.values() for row in rows)


def test_features_speak_of_classes_and_of_words() -> None:
    seen = shown("قتل ثلاثة جنود أمس في حلب، وقال ناشطون إن الطائرات قصفت بلدة حارم")
    assert any({"type=killed", "ruled=asserted"} <= set(row) for row in seen["status"])
    assert any({"ruled=target", "head=جنود"} <= set(row) for row in seen["role"])
    assert any({"origin=ruled", "lemma=قال+ruled"} <= set(row) for row in seen["source"])
    assert any("ruled=True" in row for row in seen["time"])
    assert any({"ruled=True", "noun=جنود"} <= set(row) for row in seen["quantity"])


# Words that reading looks at, joined to each other as they come, and letters and marks between them.
PIECES = [
    *("قتل", "قتلوا", "مقتل", "وإصابة", "قصف", "غارات", "هجوما", "سيطر", "ينسحب", "القتلى", "الذين", "استهدفت", "اتهم", "طالب"),
    *("قال", "قالت", "وأضاف", "بحسب", "نقلا عن", "إن", "أن", "نفى", "توقع", "لم", "لن", "قد", "من المتوقع", "دون"),
    *("الجيش", "ناشطون", "وكالة سانا", "وزير الدفاع", "المرصد", "ثلاثة جنود", "مدنيين", "قوات", "طائرات", "بصاروخ"),
    *("في", "على", "من", "إلى", "ب", "و", "حلب", "بلدة حارم", "ريف", "شرقي", "أمس", "غدا", "الخميس", "منذ عامين", "مساء"),
    *("10", "أكثر من", "نحو", "بينهم", "أطفال", "1,5", "%", "كلم", "،", ".", ":", "؛", "«", "»", '"', "(", ")", "\n", "- ", "/"),
    *("ـ", "\u064e", "\u200f", "\ufeff", "\x00", "\ufffd", "\ud800", "😀", "x", "ﻻ", "ﷺ", "ک"),
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.sampled_from(" .،\n"), max_size=120),
    st.lists(st.sampled_from(REPORT.split()), max_size=60).map(" ".join),
)


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(ROLES), st.sampled_from([DATE, None]))
def test_any_text_has_facts_that_are_words_and_numbers_and_the_same_each_time(text: str, role: str, published: dt.date | None) -> None:
    seen = told(text, role, published)
    for group, *values in (facts for rows in seen.values() for row in rows for facts in row):
        assert type(group) is Group
        assert all(type(value) in (str, int, bool) for value in values)
    assert all(type(f) is str and f for rows in seen.values() for row in rows for f in spelled(row))
    assert told(text, role, published) == seen


def test_facts_that_are_equal_are_spelled_alike() -> None:
    """A model remembers what facts weigh, and for Python 1 is True: where the one stands the other must not."""
    texts = [REPORT, *(gold.text for gold in load()[::20])]
    known: dict[Facts, list[str]] = {}
    for facts in (facts for text in texts for rows in told(text).values() for row in rows for facts in row):
        assert known.setdefault(facts, spelled([facts])) == spelled([facts])
    assert len(known) > 10_000


def test_a_feature_is_there_or_not() -> None:
    """Several cues or claims of one kind are one feature: training would count it once, so reading must not count it twice."""
    seen = shown("أصيب عشرة مدنيين وقتل ثلاثة وجرح آخرون في قصف وغارات على بلدة حارم، ولم يقتل أحد، ولم يصب أحد، ولن يقتل أحد")
    assert [row for rows in seen.values() for row in rows if len(set(row)) < len(row)] == []


def test_a_text_of_one_word_ends_on_both_sides_of_it() -> None:
    rows = shown("قتل")["status"]
    assert rows
    assert all({"kb=^+past", "wb=^", "wb2=^", "wa=^"} <= set(row) for row in rows)


@pytest.mark.parametrize("text", ["أمس قتل", "10 قتلى", "قتل 10", "قتل:", "«قتل»", "في قتل", "قتل في"])
def test_a_trigger_at_the_end_of_a_text_has_all_its_neighbours(text: str) -> None:
    rows = shown(text)["status"]
    assert rows
    for row in rows:
        assert {f.split("=")[0] for f in row} >= {"kb", "wb", "wb2", "wa"}
        assert "wb2=^" in row


# -- steps ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "cut"),
    [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 5),
        (5, 5),
        (6, 8),
        (8, 8),
        (9, 12),
        (13, 20),
        (20, 20),
        (21, 40),
        (40, 40),
        (41, 99),
        (10**9, 99),
    ],
)
def test_a_distance_is_cut_upwards_and_keeps_its_sign(n: int, cut: int) -> None:
    assert step(n) == cut
    assert step(-n) == -cut


@given(st.integers(-200, 200), st.integers(-200, 200))
def test_steps_keep_the_order_of_distances(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert step(low) <= step(high)


# -- words and kinds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "قتل", "قتل ثلاثة جنود في حلب."])
def test_beyond_the_text_there_is_its_end(marked: Mark, text: str) -> None:
    m = marked(text)
    for i in (-1, -2, -(10**9), len(m.tokens), len(m.tokens) + 1, 10**9):
        assert word(m, i) == "^"
        assert kind(m, i) == "^"
    for i in range(len(m.tokens)):
        assert word(m, i) not in ("", "^")
        assert kind(m, i) not in ("", "^")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("جنود", "جنود"),
        ("الجنود", "جنود"),
        ("والجنود", "جنود"),
        ("و", "و"),
        ("الا", "الا"),
        ("15", "0"),
        ("١٥", "0"),
        ("،", ","),
        (".", "."),
    ],
)
def test_a_word_is_told_without_its_conjunction_and_article(marked: Mark, text: str, bare: str) -> None:
    assert word(marked(text), 0) == bare


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("قتل", "trigger"),
        ("قال", "report"),
        ("أمس", "time"),
        ("في", "w:preposition"),
        (".", "."),
        ("15", "#"),
        ("زخرفطون", "X"),
    ],
)
def test_the_kind_of_a_word_is_its_class_or_part(marked: Mark, text: str, what: str) -> None:
    assert kind(marked(text), 0) == what
