"""The walk over a sentence: made once, and the same as when it is made anew for a part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

from evaluation.corpus import load
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad import lexicon
from marsad.claims.syntax import REACH, Syntax
from marsad.mentions.marked import Knowledge, counted_in, mark
from marsad.mentions.phrases import Phrases

DATE = dt.date(2024, 5, 2)


@cache
def knowledge() -> Knowledge:
    return Knowledge.of(lexicon.load())


def syntaxes(text: str) -> Iterator[Syntax]:
    """The sentences of a text."""
    m = mark(text, DATE, knowledge())
    phrases = Phrases(m)
    for sentence in m.sentences:
        yield Syntax(m, phrases, sentence)


def check(syntax: Syntax, ends: int) -> int:
    """How many walks were made over parts of a sentence; each is what stepping from its start to its end gives."""
    walks = 0
    assert syntax.items() == list(syntax._step(syntax.first, syntax.last, []))
    for start in range(syntax.first, syntax.last):
        assert list(syntax.walk(start)) == list(syntax._step(start, syntax.last, []))
        for end in {*range(start, min(start + ends, syntax.last)), syntax.last, syntax.last + 5}:
            assert list(syntax.walk(start, end)) == list(syntax._step(start, min(end, syntax.last), [])), (start, end)
            walks += 1
    return walks


def test_a_walk_over_a_part_finds_what_stepping_through_it_finds() -> None:
    assert sum(check(syntax, 15) for gold in load()[::20] for syntax in syntaxes(gold.text)) > 10_000


def pieces(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


WORDS = st.sampled_from(
    pieces(
        "قتل قصف شن سيطر الجيش ناشطون قوات ثلاثة جنود مدنيين الطائرات هجوما الهجوم القصف في على من إلى ب ل و أو عن بين قرب نحو بلدة حارم"
        " ريف حلب شرقي مدينة التي الذين إن أن لم لن لا هذا ذلك أمس مساء الخميس 10 نحو أكثر قائد متحدث باسم وزارة الدفاع كل أحد « » ( ) ، :"
        " ؛ وقتل والجيش بصاروخ لمسلحي حيث بعد قبل أمام وفقا بحسب"
    )
)


@settings(max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=20).map(" ".join))
def test_a_walk_over_a_part_of_any_sentence_finds_the_same(text: str) -> None:
    for syntax in syntaxes(text):
        check(syntax, 25)


def test_what_stands_near_a_word_is_found_by_its_place() -> None:
    for syntax in (syntax for gold in load()[::20] for syntax in syntaxes(gold.text)):
        items = syntax.items()
        phrases = [it.phrase for it in items if it.phrase is not None]
        for i in range(syntax.first, syntax.last + 1):
            assert list(syntax.before(i)) == [it for it in reversed(items) if it.last <= i and it.first >= i - REACH]
            assert syntax.over(i) == next((it.phrase for it in items if it.first < i < it.last), None)
            assert syntax.phrase_from(i) == next((p for p in phrases if p.first == i), None)
            before, here, behind = ([p for p in phrases if low <= p.first < high] for low, high in ((0, i), (i, i + 2), (i + 2, 10**9)))
            assert syntax.phrases_near(i, i + 2, 2) == before[-2:] + here + behind[:2]
            assert syntax.phrases_near(i, i + 2, 0) == here


def test_what_stands_between_two_words_is_counted() -> None:
    for syntax in (syntax for gold in load()[::40] for syntax in syntaxes(gold.text)):
        m = syntax.m
        starts = {it.first for it in syntax.items() if it.phrase is not None}
        for low in range(syntax.first - 2, syntax.last + 2):
            for high in range(low - 2, min(low + 20, syntax.last + 3)):
                inside = range(max(low, syntax.first), min(high, syntax.last))
                verbs = sum(m.parts[j] == "V" for j in inside)
                marks = sum(m.parts[j] in "SR" or m.tokens[j].text in (",", ";") for j in inside)
                assert syntax.between(low, high) == (verbs, marks, sum(j in starts for j in inside))
                tallies = m.tallies
                if low >= 0 and high <= len(m.tokens):
                    every = range(low, high)
                    assert counted_in(tallies.verbs, low, high) == sum(m.parts[j] == "V" for j in every)
                    assert counted_in(tallies.bounds, low, high) == sum(m.parts[j] in "SCR" for j in every)
                    assert counted_in(tallies.commas, low, high) == sum(m.tokens[j].text == "," for j in every)
                    assert counted_in(tallies.stops, low, high) == sum(m.tokens[j].text in (",", ";", ":") for j in every)


def test_a_sentence_knows_its_times_and_quantities() -> None:
    times = quantities = 0
    for syntax in (syntax for gold in load()[::10] for syntax in syntaxes(gold.text)):
        m = syntax.m
        assert syntax.times() == [m.times[j] for j in sorted(m.times) if syntax.first <= j < syntax.last]
        assert syntax.counted() == [m.counted[j] for j in sorted(m.counted) if syntax.first <= j < syntax.last]
        times += len(syntax.times())
        quantities += len(syntax.counted())
    assert times > 50
    assert quantities > 50
