"""A text with everything marked that later steps read: words, names, numbers, times, sentences, and the part each word plays.

`mark` does this once for a whole article; claims are then read off it sentence by sentence.
"""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from marsad.lexicon import Lexicon
from marsad.mentions.naming import Actors
from marsad.mentions.numbers import Number, NumberWords, find_numbers
from marsad.mentions.quantities import Counted, Duals, find_quantities
from marsad.mentions.times import TimeMention, TimeWords, find_times
from marsad.model import Span
from marsad.text.analysis import PARTS, SINGLES, Analyser, Sense, Word
from marsad.text.fold import Folded, fold
from marsad.text.match import Match, scan
from marsad.text.sentences import LONGEST_QUOTATION, Quotation, Sentence, quotations, sentences
from marsad.text.tokens import Token, tokenize

_STOPS = frozenset(",;:")
NAMES = frozenset(("actor", "outlet", "place"))


def _opening(q: Quotation) -> int:
    return q.first


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many verbs, boundaries of clauses, commas and stops (, ; :) stand before each token."""

    verbs: array[int]
    bounds: array[int]
    commas: array[int]
    stops: array[int]

    @classmethod
    def of(cls, tokens: Sequence[Token], parts: Sequence[str]) -> Tallies:
        texts = [t.text for t in tokens]
        return cls(
            array("I", accumulate(map("V".__eq__, parts), initial=0)),
            array("I", accumulate(map("SCR".__contains__, parts), initial=0)),
            array("I", accumulate(map(",".__eq__, texts), initial=0)),
            array("I", accumulate(map(_STOPS.__contains__, texts), initial=0)),
        )


def counted_in(tally: Sequence[int], first: int, last: int) -> int:
    """How many a tally counts from token `first` to `last` (excluded)."""
    return tally[last] - tally[first] if first < last else 0


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
        return self.folded.span(start, self.tokens[last - 1].end)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What marking needs of the lexicon, prepared once."""

    lexicon: Lexicon
    analyser: Analyser
    number_words: NumberWords
    time_words: TimeWords
    countable: Mapping[str, str]
    actors: Actors
    duals: Duals = field(default_factory=dict, repr=False, compare=False)

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
            Actors.of(lexicon),
        )


def mark(text: str, published: dt.date | None, knowledge: Knowledge, base: int = 0) -> Marked:
    """Mark a text, which begins `base` characters into its article, against what is known; `published` anchors its relative times."""
    lexicon = knowledge.lexicon
    folded = fold(text, lexicon.forms, base)
    tokens = tokenize(folded)
    analyse = knowledge.analyser.word
    words = [analyse(t.text) for t in tokens]
    matches = scan(tokens, words, lexicon)
    numbers = find_numbers(tokens, knowledge.number_words)
    times = find_times(tokens, numbers, knowledge.time_words, published)
    counted = find_quantities(tokens, numbers, knowledge.number_words, knowledge.countable, times, knowledge.duals)
    names, phrases = _choose(words, matches)
    numbers_at = {n.first: n for n in numbers}
    parts = _parts(words, names, phrases, numbers)
    for c in counted:
        # What bounds a number ("نحو", "ما لا يقل عن") belongs to it.
        for i in range(c.first, c.number.first):
            parts[i] = "Q"
        # A bound behind it ("على الأقل") begins nothing of its own.
        parts[c.number.last : c.last] = ["A" if part == "Q" else part for part in parts[c.number.last : c.last]]
    for t in times:
        # "أمس" is no verb here, whatever it is elsewhere; the event of "منذ استولى" may be one.
        if t.kind != "event":
            parts[t.first : t.last] = ["A" if part == "V" else part for part in parts[t.first : t.last]]
    careful = "على" in text
    for i, token in enumerate(tokens[:-1]):
        if token.text == "فقد" and parts[i + 1] == "V":
            # "فقد قتل": ف and قد, not a loss.
            parts[i] = "A"
        elif token.text == "ان" and parts[i + 1] == "V" and not words[i + 1].part and folded.letter(token.start) == "إ":
            # A noun follows إنّ, so a word that can be both is one ("إن منع الدواء").
            parts[i + 1] = "N"
    for i, token in enumerate(tokens):
        if token.text != "علي" or parts[i] != "P" or folded.letter(token.end - 1) != "ي":
            continue
        # Where على is spelled with its alef maksura, علي with a yeh is the name; so it is behind a verb that says ("قال علي X").
        if careful or (parts[i - 1 : i] == ["V"] and _names_speaker(words[i - 1])):
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


def _has_tanween(word: Word) -> bool:
    """Whether a noun shows the alef of an indefinite accusative."""
    return word.text.endswith("ا") and len(word.text) > 3 and not word.det and (word.adjective or bool(word.cls))


def _names_speaker(word: Word) -> bool:
    """Whether a verb is followed by its speaker, and not by what it stresses ("أكد على")."""
    return word.report and not any("علي" in s.entry.takes for s in word.senses)


def _choose(words: Sequence[Word], matches: Sequence[Match]) -> tuple[dict[int, Match], dict[int, tuple[Match, ...]]]:
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
    free = 0
    for i in [i for i, word in enumerate(words) if word.named or i in candidates]:
        if i < free:
            continue
        here = candidates.get(i, nothing)
        if not here:
            here = [Match(i, i + 1, s.entry, s.pro) for s in words[i].senses if s.entry.kind in NAMES and not _is_common(words[i], s)]
        found = _name(words, i, [m for m in here if m.last == here[0].last]) if here else None
        if found is not None:
            names[i] = found
            free = found.last
    return names, phrases


def _name(words: Sequence[Word], i: int, here: Sequence[Match]) -> Match | None:
    """The one name meant of several that are spelled alike. A city that is also its government ("واشنطن") is the place behind
    a preposition of place or a noun that opens a place; a place that is also a common word or a given name counts there only."""
    placed = here[0].pro[-1:] == "ب"
    if i:
        before = words[i - 1]
        placed = placed or any(
            (s.entry.kind == "word" and s.entry.cls in ("place", "direction", "toward"))
            or (s.entry.kind == "noun" and s.entry.opens_place)
            or s.entry.lemma in ("في", "من", "الي")
            for s in before.senses
        )
    given = here[0].last == i + 1 and any(s.entry.kind == "word" and s.entry.cls == "name" for s in words[i].senses)
    places = [m for m in here if m.entry.kind == "place" and (placed or not (m.entry.weak or given))]
    others = [m for m in here if m.entry.kind != "place"]
    first, second = (places, others) if placed else (others, places)
    return first[0] if first else second[0] if second else None


def _is_common(word: Word, name: Sense) -> bool:
    """A word that is a common noun, verb or trigger as it stands is not taken for a name."""
    return any(
        s.entry.kind not in NAMES
        and s.entry.kind != "adjective"
        and not (s.entry.kind == "word" and s.entry.cls == "name")
        and len(s.pro) <= len(name.pro)
        for s in word.senses
    )


def _parts(
    words: Sequence[Word], names: Mapping[int, Match], phrases: Mapping[int, tuple[Match, ...]], numbers: Sequence[Number]
) -> list[str]:
    """The part that each word plays: as part of a number, a name or a phrase, else for itself, else as the word before it says."""
    parts = [word.part for word in words]

    def paint(first: int, last: int, part: str) -> None:
        for j in range(first, last):
            if parts[j] != "." and words[j].text not in SINGLES:
                parts[j] = part

    end = 0
    for i, found in phrases.items():
        for m in found:
            # "في محيط" is a preposition and a noun, each with its own part; the noun heads the place phrase.
            if m.entry.kind == "word" and m.last > end and m.entry.cls not in ("place", "direction"):
                end = m.last
                paint(i, end, PARTS.get(m.entry.cls, "A"))
            elif m.verb and m.entry.kind == "trigger" and not parts[i]:
                # "شاحنة مفخخة فجر نفسه": what follows says that it is the verb.
                parts[i] = "V"
    for name in names.values():
        paint(name.first, name.last, "N")
    for number in numbers:
        paint(number.first, number.last, "#")
    for i, part in enumerate(parts):
        if not part:
            parts[i] = _verb_or_noun(words, parts, i)
    return parts


def _verb_or_noun(words: Sequence[Word], parts: Sequence[str], i: int) -> str:
    """The part of a word that can be both, from the word before it."""
    before = parts[i - 1] if i else "."
    if words[i].pro or before in ".CSRGOA":
        return "V"
    if before in "PDQ#V":
        return "N"
    if before == "N" and _has_tanween(words[i - 1]):
        # An indefinite accusative stands in no construct ("أن مسلحا ذبح صائغا").
        return "V"
    # After a definite noun phrase an indefinite word that can be a verb is one; after an indefinite noun it is its genitive.
    previous = words[i - 1]
    return "V" if previous.det or previous.enc or before == "X" else "N"
