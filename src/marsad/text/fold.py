"""One spelling for all: the folded text that every rule reads, and the way back to the text as it was given.

What folding does: vowel marks, tatweel and invisible characters go; alef, yeh and teh marbuta forms are united
(أإآٱ → ا, ى → ي, ة → ه); Persian look-alikes and presentation forms become their Arabic letters; digits of all scripts
become 0-9; quotation marks of all shapes become `"`; `#` and `_` become spaces, so a hashtag reads as words; a spelling
broken with dots or tatweel to dodge filters (مقـ.ـتل) is rejoined where that makes a known word. Hamza on waw and on
yeh, and the bare hamza, stay.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cache

from marsad.model import Span

_DROP = "\x00"
# Where characters that folding changes live: everything below U+3100, Indic digits above, presentation and wide forms,
# mathematical digits, language tags. The rest of Unicode passes as it is.
_RANGES = ((0x00, 0x3100), (0xA620, 0xAC00), (0xFB50, 0x10000), (0x1D7CE, 0x1D800), (0xE0000, 0xE0080))
_UNITED = (
    ("أإآٱٲٳٵ", "ا"),
    ("ىیېيۍێے", "ي"),
    ("ةۃەہھۀ", "ه"),
    ("کڪګ", "ك"),
    ("ڤ", "ف"),
    ("پ", "ب"),
    ("چ", "ج"),
    ("گ", "ك"),
    ("«»“”„‟″＂❝❞‹›", '"'),
    ("‘’‚‛′ʼ", "'"),
    ("–—―−‒‐‑", "-"),
    ("،٬", ","),
    ("٫…", "."),
    ("؛", ";"),
    ("؟", "?"),
    ("٪", "%"),
    ("\u2028\u2029\x85\r\v\f", "\n"),
    ("\t#_＃", " "),
    ("ـ", _DROP),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `offsets[i]` is the raw offset of its character `i` (None: the two texts align 1:1)."""

    raw: str
    text: str
    offsets: array[int] | None

    def to_raw(self, index: int) -> int:
        """The raw offset of the folded character at `index`; `len(text)` gives the raw length."""
        if index >= len(self.text):
            return len(self.raw)
        return index if self.offsets is None else self.offsets[index]

    def span(self, start: int, end: int) -> Span:
        """The raw span that folded `start:end` stands for, without what was dropped after its last character."""
        return Span.of(self.raw, self.to_raw(start), self.to_raw(end - 1) + 1)


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for low, high in _RANGES:
        for cp in range(low, high):
            ch = chr(cp)
            category = unicodedata.category(ch)
            if category == "Nd":
                table[cp] = str(unicodedata.digit(ch))
            elif category in ("Cf", "Cc", "Mn", "Me") and ch != "\n":
                table[cp] = _DROP
            elif category == "Zs":
                table[cp] = " "
            elif 0xFB50 <= cp < 0x10000 and category != "Cs":
                plain = unicodedata.normalize("NFKC", ch)
                if len(plain) == 1:
                    table[cp] = plain
    united = {ord(ch): target for sources, target in _UNITED for ch in sources}
    table = {cp: united.get(ord(t), t) for cp, t in table.items()} | united
    return {cp: t for cp, t in table.items() if chr(cp) != t}


# Runs of Arabic letters with dots or bullets between them and no space: a missing space after a full stop, or a dodge.
_BROKEN = re.compile(r"[\u0621-\u064a]+(?:[.·•*]+[\u0621-\u064a]+)+")
_BREAK = re.compile(r"[.·•*]+")


def fold(raw: str, words: Container[str] = frozenset()) -> Folded:
    """Fold `raw`. `words` holds known folded words; they decide whether a broken spelling is rejoined.

    Returns the folded text with its map of offsets. Never raises: any string folds.
    """
    mapped = raw.translate(_table())
    text, offsets = _without(mapped, None, (m.span() for m in re.finditer("\x00+", mapped))) if _DROP in mapped else (mapped, None)
    breaks = [cut for m in _BROKEN.finditer(text) for cut in _dodges(m, words)]
    if breaks:
        text, offsets = _without(text, offsets, breaks)
    return Folded(raw, text, offsets)


def fold_word(word: str) -> str:
    """A word or phrase as the folded text spells it."""
    return fold(word).text


def _dodges(m: re.Match[str], words: Container[str]) -> list[tuple[int, int]]:
    """The breaks inside a match that a filter-dodger put there: where the whole is a known word and its pieces are not."""
    pieces = _BREAK.split(m[0])
    if "".join(pieces) not in words or all(len(p) > 2 and p in words for p in pieces):
        return []
    return [(m.start() + b.start(), m.start() + b.end()) for b in _BREAK.finditer(m[0])]


def _without(text: str, offsets: array[int] | None, cuts: Iterable[tuple[int, int]]) -> tuple[str, array[int]]:
    """`text` less the `cuts` (start, end; in order), and the map of offsets that goes with it."""
    kept: list[str] = []
    out: array[int] = array("L")
    position = 0
    for start, end in (*cuts, (len(text), len(text))):
        kept.append(text[position:start])
        out.extend(range(position, start) if offsets is None else offsets[position:start])
        position = end
    return "".join(kept), out
