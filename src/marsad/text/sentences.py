"""Sentences and quotations of a text, as ranges of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.text.fold import Folded
from marsad.text.tokens import Token

_STOPS = frozenset(".?!")
# What may stand right behind a stop and still belong to the sentence.
_TRAILING = _STOPS | {'"', "'", ")"}
_OPENING = frozenset("«“„‹❝")
_CLOSING = frozenset("»”›❞")
# A sentence of more tokens than this is cut at a comma, and at twice as many anywhere: work on one stays bounded.
_LONG = 120
# Marks further apart than this are no pair: one of them lost its partner.
LONGEST_QUOTATION = 200
# The letters of one piece of an abbreviation ("سي.بي.سي").
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (excluded), without the line breaks around them; `line` counts lines of text from 0."""

    first: int
    last: int
    line: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens from the opening mark `first` to after the closing mark `last`; `depth` 0 is the outermost."""

    first: int
    last: int
    depth: int


def sentences(tokens: Sequence[Token]) -> list[Sentence]:
    """Cut at line breaks and at full stops, question and exclamation marks (a stop without a space after it too)."""
    out: list[Sentence] = []
    first = line = 0
    for i, token in enumerate(tokens):
        if token.kind != "mark":
            if i - first >= 2 * _LONG:
                first = _cut(out, first, i, line)
            continue
        if i < first:  # belongs to the run of stops before it
            continue
        mark = token.text
        if mark[0] == "\n":
            _cut(out, first, i, line)
            first = i + 1
            line += len(mark)
        elif mark in _STOPS and not _is_initial(tokens, i):
            after = i + 1
            while after < len(tokens) and tokens[after].text in _TRAILING and tokens[after].start == tokens[after - 1].end:
                after += 1
            if after > first:
                first = _cut(out, first, after, line)
        elif mark in ",;" and i - first >= _LONG:
            first = _cut(out, first, i + 1, line)
    _cut(out, first, len(tokens), line)
    return out


def _cut(out: list[Sentence], first: int, last: int, line: int) -> int:
    if last > first:
        out.append(Sentence(first, last, line))
    return last


def _is_initial(tokens: Sequence[Token], i: int) -> bool:
    """A stop after a single letter ("د. محمد") or inside an abbreviation ("سي.بي.سي") ends no sentence."""
    if tokens[i].text != "." or i == 0:
        return False
    before = tokens[i - 1]
    if before.kind != "word" or before.end != tokens[i].start:
        return False
    length = before.end - before.start
    if length == 1:
        return True
    after = tokens[i + 1] if i + 1 < len(tokens) else before
    within = after.start == tokens[i].end and after.kind == "word" and after.end - after.start <= _SHORT
    last = i >= 2 and tokens[i - 2].text == "." and tokens[i - 2].end == before.start
    return length <= _SHORT and (within or last)


def quotations(folded: Folded, tokens: Sequence[Token]) -> list[Quotation]:
    """Pairs of quotation marks, outermost and earliest first. A mark without a partner in its line or the next is ignored.

    Marks that have a direction keep it; straight ones open after a space and close before one.
    """
    out: list[Quotation] = []
    stack: list[int] = []
    text = folded.text
    for i, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text[0] == "\n" and len(token.text) > 1:
            stack.clear()
        elif token.text == '"':
            raw = folded.raw[folded.to_raw(token.start)]
            if raw in _OPENING or (raw not in _CLOSING and _opens(text, token, bool(stack))):
                if len(stack) < 8:
                    stack.append(i)
            elif stack:
                first = stack.pop()
                if i - first <= LONGEST_QUOTATION:
                    out.append(Quotation(first, i + 1, len(stack)))
    out.sort(key=lambda q: (q.first, -q.last))
    return out


def _opens(text: str, token: Token, inside: bool) -> bool:
    before = text[token.start - 1] if token.start else " "
    after = text[token.end] if token.end < len(text) else " "
    if before in "بلكوف" and (token.start == 1 or text[token.start - 2].isspace()):
        # A proclitic before a quoted name: ل"الوطن".
        before = " "
    if before.isspace() or before == "(":
        return not after.isspace()
    if after.isspace() or after in ").,;:?!":
        return False
    return not inside
