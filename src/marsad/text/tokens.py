"""Tokens of a folded text, and the clitics that Arabic writes onto a word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from marsad.text.fold import Folded

Kind = Literal["word", "number", "mark"]

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|\n+")
# و ف, then ب ك ل س, then ال; لل stands for ل + ال. A folded word has no ة, so ت before an enclitic may be one.
_PROCLITICS = (
    "", "و", "ف", "ب", "ل", "ك", "س", "ال", "وال", "فال", "بال", "كال", "لل",
    "وب", "ول", "وك", "وس", "فب", "فل", "فس", "وبال", "ولل", "وكال", "فلل", "فبال",
)  # fmt: skip
_ENCLITICS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "كم", "ك", "ي", "ني")


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


@lru_cache(maxsize=65536)
def splits(word: str) -> tuple[tuple[str, str, str], ...]:
    """All ways to read a folded word as (proclitics, stem, enclitic), the longest stem first.

    A stem has at least two letters. Where an enclitic follows ت, the stem with ه (for ة) is offered too.
    """
    out: list[tuple[str, str, str]] = []
    for pro in _PROCLITICS:
        if not word.startswith(pro):
            continue
        rest = word[len(pro) :]
        for enc in _ENCLITICS:
            if not rest.endswith(enc) or len(rest) - len(enc) < 2:
                continue
            stem = rest[: len(rest) - len(enc)] if enc else rest
            out.append((pro, stem, enc))
            if enc and stem[-1] == "ت":
                out.append((pro, stem[:-1] + "ه", enc))
    out.sort(key=lambda s: len(s[0]) + len(s[2]))
    return tuple(out)
