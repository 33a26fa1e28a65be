"""Sentences and quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.text.fold import fold
from marsad.text.sentences import quotations, sentences
from marsad.text.tokens import tokenize


def _cut(text: str) -> list[str]:
    folded = fold(text)
    tokens = tokenize(folded)
    return [folded.span(tokens[s.first].start, tokens[s.last - 1].end).text for s in sentences(tokens)]


def _quoted(text: str) -> list[str]:
    folded = fold(text)
    tokens = tokenize(folded)
    return [folded.span(tokens[q.first].start, tokens[q.last - 1].end).text for q in quotations(folded, tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل الجيش. وقال المحافظ", ["وصل الجيش.", "وقال المحافظ"]),
        ("انتهى كلم.وقال آخر", ["انتهى كلم.", "وقال آخر"]),
        ("سطر أول\n\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("قال د. محمد إنه وصل", ["قال د. محمد إنه وصل"]),
        ("بلغت 3.5 مليون. ثم", ["بلغت 3.5 مليون.", "ثم"]),
        ("أين؟ هناك! نعم", ["أين؟", "هناك!", "نعم"]),
        ('قال "وصلنا." ثم ذهب', ['قال "وصلنا."', "ثم ذهب"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_sentences_are_cut_at_stops_and_line_breaks(text: str, expected: list[str]) -> None:
    assert _cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال «وصلنا» أمس", ["«وصلنا»"]),
        ('قال "وصلنا" أمس', ['"وصلنا"']),
        ("قال “وصلنا” أمس", ["“وصلنا”"]),
        ('قال "مواقع لتنظيم "داعش" في الريف"', ['"مواقع لتنظيم "داعش" في الريف"', '"داعش"']),
        ('علامة " وحيدة', []),
    ],
)
def test_quotations_pair_marks_of_all_shapes(text: str, expected: list[str]) -> None:
    assert _quoted(text) == expected


def test_a_sentence_without_end_is_cut() -> None:
    tokens = tokenize(fold("كلمة " * 2000))
    cut = sentences(tokens)
    assert max(s.last - s.first for s in cut) <= 240
    assert cut[0].first == 0
    assert cut[-1].last == 2000


@given(st.text(alphabet=' \n.?!«»"“”()،:؛ابتثقل10', max_size=200))
def test_sentences_cover_every_word_in_order(text: str) -> None:
    folded = fold(text)
    tokens = tokenize(folded)
    covered = [i for s in sentences(tokens) for i in range(s.first, s.last)]
    assert covered == sorted(set(covered))
    assert {i for i, t in enumerate(tokens) if t.kind != "mark"} <= set(covered)
    for q in quotations(folded, tokens):
        assert 0 <= q.first < q.last <= len(tokens)
