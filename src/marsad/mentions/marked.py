"""A text with everything marked that later steps read: words, names, numbers, times, sentences, and the part each word plays.

`mark` does this once for a whole article; claims are then read off it sentence by sentence.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from marsad.lexicon import Entry, Lexicon
from marsad.mentions.numbers import Number, NumberWords, find_numbers
from marsad.mentions.quantities import Counted, find_quantities
from marsad.mentions.times import TimeMention, TimeWords, find_times
from marsad.model import Span
from marsad.text.analysis import ENCLITICS, Analyser, Sense, Word
from marsad.text.fold import Folded, fold
from marsad.text.match import Match, scan
from marsad.text.sentences import LONGEST_QUOTATION, Quotation, Sentence, quotations, sentences
from marsad.text.tokens import Token, tokenize

# The part a word plays, one letter: Verb, Noun, unknown nominal X, Preposition, Conjunction, Subordinator, Relative,
# neGation, Demonstrative, prOnoun, Adverb or particle, Quantifier, # number, . mark.
_PART_OF_CLASS = {
    **dict.fromkeys(("preposition", "toward", "among", "temporal", "causal", "agent", "instrument"), "P"),
    **dict.fromkeys(("place", "direction"), "N"),
    "conjunction": "C",
    "contrast": "C",
    "name": "X",
    "subordinator": "S",
    "relative": "R",
    "negation": "G",
    "demonstrative": "D",
    "pronoun": "O",
    "quantifier": "Q",
}
# A proclitic that stands alone: before a digit or a quotation mark ("لـ«الوطن»", "و14").
SINGLES = {"و": "C", "ف": "C", "ب": "P", "ل": "P", "ك": "P"}
NAMES = frozenset(("actor", "outlet", "place"))
_NOMINAL_TENSES = frozenset(("noun", "persons", "active", "passive", "word"))


def _opening(q: Quotation) -> int:
    return q.first


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many verbs, boundaries of clauses, commas and stops (, ; :) stand before each token."""

    verbs: list[int]
    bounds: list[int]
    commas: list[int]
    stops: list[int]

    @classmethod
    def of(cls, tokens: Sequence[Token], parts: Sequence[str]) -> Tallies:
        texts = [t.text for t in tokens]
        return cls(
            list(accumulate((p == "V" for p in parts), initial=0)),
            list(accumulate((p in "SCR" for p in parts), initial=0)),
            list(accumulate((t == "," for t in texts), initial=0)),
            list(accumulate((t in (",", ";", ":") for t in texts), initial=0)),
        )

    def verbs_in(self, first: int, last: int) -> int:
        """Those from token `first` to `last` (excluded); so the others."""
        return self.verbs[last] - self.verbs[first] if first < last else 0

    def bounds_in(self, first: int, last: int) -> int:
        return self.bounds[last] - self.bounds[first] if first < last else 0

    def commas_in(self, first: int, last: int) -> int:
        return self.commas[last] - self.commas[first] if first < last else 0

    def stops_in(self, first: int, last: int) -> int:
        return self.stops[last] - self.stops[first] if first < last else 0


@dataclass(frozen=True, slots=True)
class Marked:
    """An article, marked. Lists run beside `tokens`; the dictionaries are keyed by the first token of what they hold."""

    folded: Folded
    tokens: list[Token]
    words: list[Word]
    parts: list[str]
    names: Mapping[int, Match]
    phrases: Mapping[int, tuple[Match, ...]]
    numbers: Mapping[int, Number]
    counted: Mapping[int, Counted]
    times: Mapping[int, TimeMention]
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    tallies: Tallies

    def lines(self) -> list[int]:
        """The line of text that each sentence stands in, counted from 0."""
        return [s.line for s in self.sentences]

    def quotation_at(self, i: int) -> Quotation | None:
        """The quotation that token `i` opens."""
        k = bisect_left(self.quotations, i, key=_opening)
        return self.quotations[k] if k < len(self.quotations) and self.quotations[k].first == i else None

    def quotations_in(self, first: int, last: int) -> Sequence[Quotation]:
        """The quotations that tokens `first` to `last` (excluded) open."""
        return self.quotations[bisect_left(self.quotations, first, key=_opening) : bisect_left(self.quotations, last, key=_opening)]

    def in_quotation(self, i: int, longer: int) -> bool:
        """Whether token `i` stands inside a quotation of more than `longer` tokens."""
        return any(i < q.last and q.last - q.first > longer for q in self.quotations_in(i - LONGEST_QUOTATION, i))

    def pro(self, i: int) -> str:
        """What is written onto the front of token `i`: of its name or number if one begins there, else of the word."""
        name = self.names.get(i)
        if name is not None:
            return name.pro
        number = self.numbers.get(i)
        if number is not None:
            return self.tokens[i].text[: number.lead].removesuffix("ال")
        return self.words[i].pro

    def span(self, first: int, last: int) -> Span:
        """The raw span of tokens `first` to `last` (excluded): proclitics of the first word left off, a hashtag's # kept."""
        start = self.tokens[first].start
        pro = self.pro(first)
        if pro and self.tokens[first].end - start > len(pro) + 1:
            start += len(pro)
        span = self.folded.span(start, self.tokens[last - 1].end)
        raw = self.folded.raw
        if span.start and raw[span.start - 1] == "#":
            return Span.of(raw, span.start - 1, span.end)
        return span


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What marking needs of the lexicon, prepared once."""

    lexicon: Lexicon
    analyser: Analyser
    number_words: NumberWords
    time_words: TimeWords
    countable: Mapping[str, str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Knowledge:
        countable: dict[str, str] = {}
        for form, pairs in lexicon.forms.items():
            for entry_index, form_index in pairs:
                entry, feature = lexicon.entries[entry_index], lexicon.features[form_index]
                if (
                    feature.number in ("s", "")
                    and not feature.construct
                    and (entry.kind in ("noun", "head", "title") or feature.tense in ("persons", "noun"))
                ):
                    countable.setdefault(form, entry.cls or ("event" if feature.tense == "noun" else "person"))
        return cls(
            lexicon,
            Analyser(lexicon),
            NumberWords.build({**lexicon.numbers, **lexicon.units}),
            TimeWords.build(lexicon.times),
            countable,
        )


def mark(text: str, published: dt.date | None, knowledge: Knowledge) -> Marked:
    """Mark a text against what is known; `published` anchors its relative times."""
    lexicon = knowledge.lexicon
    folded = fold(text, lexicon.forms)
    tokens = tokenize(folded)
    analyse = knowledge.analyser.word
    words = [analyse(t.text) for t in tokens]
    matches = scan(tokens, words, lexicon)
    numbers = find_numbers(tokens, knowledge.number_words)
    times = find_times(tokens, numbers, knowledge.time_words, published)
    counted = find_quantities(tokens, numbers, knowledge.number_words, knowledge.countable, times=times)
    names, phrases = _choose(tokens, words, matches)
    numbers_at = {n.first: n for n in numbers}
    parts = _parts(tokens, words, names, phrases, numbers_at)
    for c in counted:
        # What bounds a number ("نحو", "ما لا يقل عن") belongs to it.
        for i in range(c.first, c.number.first):
            parts[i] = "Q"
    if "على" in text:
        # Where على is spelled with its alef maksura, علي with a yeh is the name.
        for i, token in enumerate(tokens):
            if token.text == "علي" and parts[i] == "P" and folded.raw[folded.to_raw(token.end - 1)] == "ي":
                parts[i] = "X"
    return Marked(
        folded,
        tokens,
        words,
        parts,
        names,
        phrases,
        numbers_at,
        {c.first: c for c in counted},
        {t.first: t for t in times},
        sentences(tokens),
        quotations(folded, tokens),
        Tallies.of(tokens, parts),
    )


def _choose(
    tokens: Sequence[Token], words: Sequence[Word], matches: Sequence[Match]
) -> tuple[dict[int, Match], dict[int, tuple[Match, ...]]]:
    """Names, leftmost and longest first, without overlap (words that are names by themselves too); and all other phrases."""
    names: dict[int, Match] = {}
    phrases: dict[int, tuple[Match, ...]] = {}
    candidates: dict[int, list[Match]] = {}
    nothing: list[Match] = []
    for m in matches:
        if m.entry.kind in NAMES:
            candidates.setdefault(m.first, []).append(m)
        else:
            phrases[m.first] = (*phrases.get(m.first, ()), m)
    i = 0
    while i < len(tokens):
        here = candidates.get(i, nothing)
        if not here:
            if not words[i].named:
                i += 1
                continue
            here = [Match(i, i + 1, s.entry, s.pro) for s in words[i].senses if s.entry.kind in NAMES and not _is_common(words[i], s)]
        found = _name(words, i, [m for m in here if m.last == here[0].last]) if here else None
        if found is None:
            i += 1
            continue
        names[i] = found
        i = found.last
    return names, phrases


def _name(words: Sequence[Word], i: int, here: Sequence[Match]) -> Match | None:
    """The one name meant of several that are spelled alike. A city that is also its government ("واشنطن") is the place behind
    a preposition of place or a noun that opens a place; a place that is also a common word counts there only."""
    placed = here[0].pro[-1:] == "ب"
    if i:
        before = words[i - 1]
        placed = placed or any(
            (s.entry.kind == "word" and s.entry.cls in ("place", "direction", "toward"))
            or (s.entry.kind == "noun" and s.entry.opens_place)
            or s.entry.lemma in ("في", "من", "الي")
            for s in before.senses
        )
    places = [m for m in here if m.entry.kind == "place" and (placed or not m.entry.weak)]
    others = [m for m in here if m.entry.kind != "place"]
    first, second = (places, others) if placed else (others, places)
    return first[0] if first else second[0] if second else None


def _is_common(word: Word, name: Sense) -> bool:
    """A word that is a common noun, verb or trigger as it stands is not taken for a name."""
    return any(s.entry.kind not in NAMES and s.entry.kind != "adjective" and len(s.pro) <= len(name.pro) for s in word.senses)


def _parts(
    tokens: Sequence[Token],
    words: Sequence[Word],
    names: Mapping[int, Match],
    phrases: Mapping[int, tuple[Match, ...]],
    numbers: Mapping[int, Number],
) -> list[str]:
    parts: list[str] = []
    name_end = number_end = phrase_end = 0
    phrase_part = ""
    for i, (token, word) in enumerate(zip(tokens, words, strict=True)):
        found = names.get(i)
        if found is not None:
            name_end = found.last
        number = numbers.get(i)
        if number is not None:
            number_end = number.last
        for m in phrases.get(i, ()):
            # "في محيط" is a preposition and a noun, each with its own part; the noun heads the place phrase.
            if m.entry.kind == "word" and m.last > phrase_end and m.entry.cls not in ("place", "direction"):
                phrase_end, phrase_part = m.last, _part_of_class(m.entry)
        if token.kind == "mark":
            parts.append(".")
        elif len(token.text) == 1 and token.text in SINGLES:
            parts.append(SINGLES[token.text])
        elif i < number_end:
            parts.append("#")
        elif i < name_end:
            parts.append("N")
        elif i < phrase_end:
            parts.append(phrase_part)
        else:
            parts.append(_part(word, parts, words, i))
    return parts


def _part_of_class(entry: Entry) -> str:
    return _PART_OF_CLASS.get(entry.cls, "A")


def _part(word: Word, parts: Sequence[str], words: Sequence[Word], i: int) -> str:
    """The part a word plays, from what it can be and the word before it."""
    verb = noun = function = ""
    for s in word.senses:
        if s.entry.kind == "word":
            function = function or _part_of_class(s.entry)
        elif s.entry.kind == "report" and s.entry.cls == "according" and not s.finite:
            return "A"
        elif s.finite:
            verb = "V"
        elif s.form.tense in _NOMINAL_TENSES and s.entry.kind != "status":
            noun = "N"
    if function and function != "A":
        return "A" if function == "P" and word.enc else function
    if not word.senses and word.text[:1] in ("ب", "ل") and word.text[1:] in ENCLITICS:
        return "A"
    if not verb:
        return noun or function or "X"
    if not noun:
        return verb
    if word.det or word.pro[-1:] in ("ب", "ل", "ك"):
        return noun
    before = parts[i - 1] if i else "."
    if word.pro or before in ".CSRGOA":
        return verb
    if before in "PDQ#":
        return noun
    if before == "V":
        return noun
    # After a definite noun phrase an indefinite word that can be a verb is one; after an indefinite noun it is its genitive.
    previous = words[i - 1]
    return verb if previous.det or previous.enc or before == "X" else noun
