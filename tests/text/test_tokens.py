"""Tokens and the ways to read a written word as clitics and stem."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marsad.text.fold import fold
from marsad.text.tokens import Token, tokenize

_ARABIC = st.text(st.sampled_from('ابتقصفلوي ىةؤئء.ـ،"-%٣5²½\u064e\ufefb\n\u0661'), max_size=40)
ANY = st.one_of(st.text(st.characters(codec=None), max_size=40), _ARABIC)


def _tokens(raw: str) -> list[Token]:
    return tokenize(fold(raw))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("قتل 10 مدنيين.", ["قتل", "10", "مدنيين", "."]),
        ("انتهى كلم.وقال", ["انتهي", "كلم", ".", "وقال"]),
        ("ب10 قذائف", ["ب", "10", "قذائف"]),
        ("1,500.5 كم، و٢٫٥", ["1,500.5", "كم", ",", "و", "2.5"]),
        ("بلغ 10.", ["بلغ", "10", "."]),
        ("«نعم»", ['"', "نعم", '"']),
        ("سطر\n\n\nسطر", ["سطر", "\n\n\n", "سطر"]),
        ("#دير_الزور", ["دير", "الزور"]),
        ("60%", ["60", "%"]),
        ("دير-الزور (شرق)", ["دير", "-", "الزور", "(", "شرق", ")"]),
        ("", []),
        (" \t ", []),
    ],
)
def test_tokens(raw: str, expected: list[str]) -> None:
    assert [t.text for t in _tokens(raw)] == expected


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("قصف", "word"),
        ("raid", "word"),
        ("١٢", "number"),
        ("3.5", "number"),
        (".", "mark"),
        ("\n\n", "mark"),
        ("😀", "mark"),
        ("²", "mark"),
    ],
)
def test_kinds(raw: str, kind: str) -> None:
    (token,) = _tokens(raw)
    assert token.kind == kind


def test_repr_names_the_bounds() -> None:
    assert repr(_tokens("قصف")[0]) == "Token('قصف', 0, 3, word)"


@given(ANY)
@example("\ud800قصف\udfff")
@example("½كم ²")
def test_tokens_lie_in_the_folded_text_in_order(raw: str) -> None:
    folded = fold(raw)
    end = 0
    for token in tokenize(folded):
        assert token.start >= end
        assert token.end > token.start
        assert folded.text[token.start : token.end] == token.text
        assert not folded.text[end : token.start].strip(" ")
        folded.span(token.start, token.end).check(raw)
        if token.kind == "number":
            float(token.text.replace(",", "").replace(".", ""))
        end = token.end
    assert not folded.text[end:].strip(" ")
