"""One scan for everything in the lexicon that is longer than a word.

Names and phrases are matched token by token, from an index by first word: clitics in front of the first word and, where
the entry allows it, behind the last are already known from the word's analysis, which a scan over characters would have
to find again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marsad.lexicon import Entry, Lexicon, Phrase, PhraseGroup, with_pronouns
from marsad.text.analysis import Word
from marsad.text.tokens import Token

_QUOTES = ('"', "'")
_FAR = 12
# The kinds of phrases that the subject of their verb may part.
_PARTABLE = ("trigger", "status")
# How many words a verb's subject may put between it and the rest of its phrase.
_PARTED = 6


class Match(NamedTuple):
    """A phrase of the lexicon at tokens `first` to `last` (excluded); `pro` is what was written onto its first word. A verb whose
    subject stands inside the phrase ("أطلق الحراس النار") is the match; `rest` holds the tokens of the other words. `verb` says that the
    phrase begins with a verb."""

    first: int
    last: int
    entry: Entry
    pro: str
    rest: tuple[int, int] = (0, 0)
    verb: bool = False


def scan(tokens: Sequence[Token], words: Sequence[Word], lexicon: Lexicon) -> list[Match]:
    """All matches of multi-word entries, in order of their first token, the longest first at each; they may overlap."""
    out: list[Match] = []
    groups = lexicon.phrases
    for i, word in enumerate(words):
        if not word.keys:
            continue
        second = i + 1
        follows = tokens[second].text if second < len(tokens) else ""
        if follows in _QUOTES:
            second = _past_quotes(tokens, second, i)
            follows = tokens[second].text if second < len(tokens) else ""
        here = []
        for key, pro in word.keys:
            for phrase in groups[key].before(follows):
                last = _ends(phrase, tokens, words, i)
                if last:
                    here.append(Match(i, last, phrase.entry, pro, verb=key[:2] == "v:"))
                elif len(phrase.pieces) > 2 and phrase.pieces[-2][0] == "v" and phrase.entry.kind == "status":
                    # "لم يتمكن الجيش من": a word, its verb, and what the subject parts from them.
                    verb = _ends(Phrase(phrase.entry, phrase.pieces[:-1]), tokens, words, i)
                    end = Phrase(phrase.entry, phrase.pieces[-2:])
                    reach = range(verb + 1, min(verb + _PARTED, len(tokens))) if verb else ()
                    rest = next(((j, last) for j in reach if (last := _ends(end, tokens, words, j - 1))), None)
                    if rest is not None and all(t.kind == "word" for t in tokens[verb : rest[0]]):
                        here.append(Match(i, verb, phrase.entry, pro, rest))
        if len(here) > 1:
            here.sort(key=lambda m: -m.last)
        if word.parts:
            here += _parted(tokens, words, [(groups[key], pro) for key, pro in word.keys if key[:2] == "v:"], i)
        out += here
    return out


def _parted(tokens: Sequence[Token], words: Sequence[Word], verbs: Sequence[tuple[PhraseGroup, str]], i: int) -> Iterator[Match]:
    """The phrases that begin with the verb at token `i`, name an event or say how certain one is, and go on behind its subject
    ("أطلق الحراس النار", "فشلت القوات في")."""
    for j in range(i + 1, min(i + 1 + _PARTED, len(tokens))):
        if tokens[j].kind != "word" or (words[j].pro[:1] in ("و", "ف") and j > i + 1):
            return
        if j == i + 1:
            continue
        for group, pro in verbs:
            for phrase in group.before(tokens[j].text):
                if phrase.entry.kind in _PARTABLE and len(phrase.pieces) > 1:
                    last = _ends(phrase, tokens, words, j - 1)
                    if last:
                        yield Match(i, i + 1, phrase.entry, pro, (j, last), verb=True)


def _ends(phrase: Phrase, tokens: Sequence[Token], words: Sequence[Word], i: int) -> int:
    """Where the phrase that begins at token `i` ends (0: it does not stand here). Quotation marks inside are skipped."""
    j, end = i + 1, len(tokens)
    for kind, piece in phrase.pieces[1:]:
        if j < end and tokens[j].text in _QUOTES:
            j = _past_quotes(tokens, j, i)
        if j >= end:
            return 0
        text = tokens[j].text
        if kind == "w":
            # The accusative of an indefinite word has an alef: دعم عسكري، دعما عسكريا.
            if text != piece and text != piece + "ا":
                return 0
        elif kind == "c":
            if not words[j].pro.endswith(piece) and not (text.startswith(piece) and not words[j].senses):
                return 0
            continue
        elif kind == "+":
            if text not in with_pronouns(piece):
                return 0
        elif piece not in words[j].verbs:
            return 0
        j += 1
    return j


def _past_quotes(tokens: Sequence[Token], j: int, i: int) -> int:
    """The first token from `j` on that is no quotation mark, not far behind token `i`."""
    while j < len(tokens) and tokens[j].text in _QUOTES and j - i < _FAR:
        j += 1
    return j
