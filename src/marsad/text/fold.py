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
    """A folded text; `offsets[i]` is the raw offset of its character `i` (None: the two texts align 1:1).

    Offsets never fall; the letters of a ligature (ﻻ → لا) share one. `base` is where `raw` begins in the article that it is a block of.
    """

    raw: str
    text: str
    offsets: array[int] | None
    base: int = 0

    def to_raw(self, index: int) -> int:
        """The raw offset of the folded character at `index`; `len(text)` gives the raw length."""
        if index >= len(self.text):
            return len(self.raw)
        return index if self.offsets is None else self.offsets[index]

    def letter(self, index: int) -> str:
        """The letter that the folded character at `index` was written with (إ where the folded text has ا)."""
        return self.raw[self.to_raw(index)]

    def span(self, start: int, end: int) -> Span:
        """The span of the article that folded `start:end` stands for, without what was dropped after its last character, and with the
        # of a hashtag."""
        first, last = self.to_raw(start), self.to_raw(end - 1) + 1
        if first and self.raw[first - 1] == "#":
            first -= 1
        return Span(first + self.base, last + self.base, self.raw[first:last])


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
    table |= {ord(ch): target for sources, target in _UNITED for ch in sources}
    for cp in range(0xFB50, 0x10000):
        ch = chr(cp)
        plain = ch if cp in table or unicodedata.category(ch) == "Cs" else unicodedata.normalize("NFKC", ch)
        arabic = cp < 0xFE00 or 0xFE70 <= cp < 0xFEFF
        if plain != ch and (len(plain) == 1 or arabic):
            # A ligature becomes its letters (ﻻ → لا); a mark on a space or tatweel of its own is a mark.
            table[cp] = "".join(table.get(ord(p), p) for p in plain).replace(_DROP, "").strip() or _DROP
    return {cp: t for cp, t in table.items() if chr(cp) != t}


# Runs of Arabic letters with dots or bullets between them and no space: a missing space after a full stop, or a dodge.
# Possessive and anchored, so that a long run of letters is passed once.
_BROKEN = re.compile(r"(?<![\u0621-\u064a])[\u0621-\u064a]++(?:[.·•*]++[\u0621-\u064a]++)++")
_BREAK = re.compile(r"[.·•*]+")
_MOST_PIECES = 12  # of one broken word
_HAMZA_ABOVE = "\u0654"


def fold(raw: str, words: Container[str] = frozenset(), base: int = 0) -> Folded:
    """Fold `raw`, which begins `base` characters into its article. `words` holds known folded words; they decide whether a broken
    spelling is rejoined.

    Returns the folded text with its map of offsets. Never raises: any string folds.
    """
    table = _table()
    whole = raw
    if _HAMZA_ABOVE in raw:  # decomposed text: the hamza on waw and yeh is no vowel mark
        for carrier, letter in (("و", "ؤ"), ("ي", "ئ"), ("ى", "ئ")):
            whole = whole.replace(carrier + _HAMZA_ABOVE, letter + _DROP)
    text = whole.translate(table)
    offsets: array[int] | None = None
    if len(text) != len(whole):
        offsets = array("I", (i for i, ch in enumerate(whole) for _ in table.get(ord(ch), ch)))
    if _DROP in text:
        text, offsets = _without(text, offsets, (m.span() for m in re.finditer("\x00+", text)))
    breaks = [cut for m in _BROKEN.finditer(text) for cut in _dodges(m, words)]
    if breaks:
        text, offsets = _without(text, offsets, breaks)
    return Folded(raw, text, offsets, base)


def fold_word(word: str) -> str:
    """A word or phrase as the folded text spells it."""
    return fold(word).text


def _dodges(m: re.Match[str], words: Container[str]) -> list[tuple[int, int]]:
    """The breaks inside a match that a filter-dodger put there: where a run of pieces makes a known word and its pieces are
    not words themselves. The longest run counts."""
    pieces = _BREAK.split(m[0])
    breaks = [(m.start() + b.start(), m.start() + b.end()) for b in _BREAK.finditer(m[0])]
    cuts: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces) - 1:
        for last in range(min(len(pieces), first + _MOST_PIECES) - 1, first, -1):
            run = pieces[first : last + 1]
            if "".join(run) in words and not all(len(p) > 2 and p in words for p in run):
                cuts += breaks[first:last]
                first = last
                break
        first += 1
    return cuts


def _without(text: str, offsets: array[int] | None, cuts: Iterable[tuple[int, int]]) -> tuple[str, array[int]]:
    """`text` less the `cuts` (start, end; in order), and the map of offsets that goes with it."""
    kept: list[str] = []
    out: array[int] = array("I")
    position = 0
    for start, end in (*cuts, (len(text), len(text))):
        kept.append(text[position:start])
        out.extend(range(position, start) if offsets is None else offsets[position:start])
        position = end
    return "".join(kept), out
