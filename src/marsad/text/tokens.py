"""Tokens of a folded text."""

from __future__ import annotations

import re
from typing import Literal

from marsad.text.fold import Folded

Kind = Literal["word", "number", "mark"]

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|\n+")


class Token:
    """A word, number or mark: `text` as folded, `start` and `end` in the folded text."""

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, text: str, start: int, end: int, kind: Kind) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.kind = kind

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {self.start}, {self.end}, {self.kind})"


def tokenize(folded: Folded) -> list[Token]:
    """All tokens of a folded text in order. Words and digits that are written together come apart ("ب10" → ب, 10);
    a run of line breaks is one mark."""
    out = []
    once: dict[str, tuple[str, Kind]] = {}  # equal words share one string: less to hold, less to hash
    for m in _TOKEN.finditer(folded.text):
        text = m[0]
        known = once.get(text)
        if known is None:
            # Decimal digits only: ² and ½ have no place in a figure that a text states.
            kind: Kind = "word" if text[0].isalpha() else "number" if text[0].isdecimal() else "mark"
            known = once[text] = (text, kind)
        start, end = m.span()
        out.append(Token(known[0], start, end, known[1]))
    return out
