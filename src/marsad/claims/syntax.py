"""Who stands where around a word: what follows it up to the next boundary, the subject of a verb, the verb that governs a noun.

Arabic news has few constructions and uses them all the time: verb, subject, object, prepositional phrases; subject
before the verb after أن or in a headline; a relative clause with or without its pronoun; an action noun with its genitive,
governed by a light verb ("شن X هجوما", "تمكن X من تحرير"). These are read directly off the parts of the words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from marsad.mentions.marked import Marked, counted_in
from marsad.mentions.phrases import Phrase, Phrases
from marsad.mentions.quantities import Counted
from marsad.mentions.times import TimeMention
from marsad.text.analysis import Sense
from marsad.text.sentences import Sentence

# How many tokens to look around a word: the bound of the work for one trigger.
REACH = 45
PREPOSITIONS = frozenset(("preposition", "toward", "among", "temporal", "causal", "agent", "instrument"))
_PROCLITIC_PREPOSITIONS = ("ب", "ل", "ك")


class Item(NamedTuple):
    """One step of a walk: a phrase, an event noun, or a boundary (verb, relative, subordinator, negation, mark)."""

    kind: str
    first: int
    last: int
    phrase: Phrase | None = None
    prep: str = ""
    conj: bool = False
    prep_class: str = ""


def placed(p: Phrase, prep: str, conj: bool) -> Phrase:
    """The phrase with the preposition that governs it and whether و joins it."""
    if not prep and not conj:
        return p
    return Phrase(p.first, p.last, p.head, p.cls, p.det, p.name, p.counted, prep, conj)


class Syntax:
    """The constructions of one sentence."""

    def __init__(self, marked: Marked, phrases: Phrases, sentence: Sentence) -> None:
        self.m = marked
        self.phrases = phrases
        self.first = sentence.first
        self.last = sentence.last
        self._items: list[Item] | None = None
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._fresh: frozenset[int] = frozenset()
        self._phrases: list[Phrase] = []
        self._phrase_firsts: list[int] = []
        self._starts: dict[int, Phrase] | None = None
        self._counts: tuple[list[int], list[int]] | None = None
        self._governors: dict[int, tuple[int, Sense] | None] = {}
        self._times: list[TimeMention] | None = None
        self._counted: list[Counted] | None = None

    def walk(self, start: int, end: int | None = None) -> Iterator[Item]:
        """Items from token `start` to `end` (the sentence's end at most)."""
        items = self.items()
        if start not in self._fresh:
            return self._step(start, self.last if end is None else min(end, self.last), [])
        if end is None or end >= self.last:
            return islice(items, bisect_left(self._firsts, start), None)
        return self._until(start, end)

    def _until(self, start: int, end: int) -> Iterator[Item]:
        """Of the whole sentence's items those that `end` does not touch, then what stands before `end`, found anew."""
        items = self.items()
        yielded = start
        for k in range(bisect_left(self._firsts, start), len(items)):
            it = items[k]
            if it.last >= end - 1:  # the mark that closes a quoted name may stand one further
                break
            yield it
            yielded = it.last
            if yielded in self._fresh:
                start = yielded
        for it in self._step(start, end, []):
            if it.first >= yielded:
                yield it

    def _step(self, start: int, end: int, fresh: list[int]) -> Iterator[Item]:
        """The items from token `start` to `end`, found one by one; into `fresh` go the tokens before which nothing is pending, so
        that a walk may as well begin there."""
        m = self.m
        parts, words, tokens = m.parts, m.words, m.tokens
        i = start
        prep = prep_class = ""
        prep_at = -1
        conj = False
        while i < end:
            if not prep and not conj:
                fresh.append(i)
            time = m.times.get(i)
            if time is not None and time.last > i:
                i, prep = min(time.last, end), ""
                continue
            part = parts[i]
            if (words[i].report or i in m.phrases) and self._cites(i):
                yield Item("sub", i, i + 1)
                i, prep, prep_at, prep_class, conj = i + 1, tokens[i].text, i, "", False
                continue
            if part == "P":
                last, text, prep_class = self._preposition(i, end)
                conj = conj or words[i].pro[:1] in ("و", "ف")
                prep = f"{prep} {text}" if prep and prep_at == i - 1 else text
                prep_at = last - 1
                i = last
                continue
            if part == ".":
                if tokens[i].text == '"' and i + 1 < end and parts[i + 1] in "NX":
                    phrase = self.phrases.at(i, end)
                    if phrase is not None and phrase.last > i + 1:
                        last = phrase.last + (phrase.last < end and tokens[phrase.last].text == '"')
                        yield Item("phrase", i, last, placed(phrase, prep, conj), prep, conj, prep_class if prep else "")
                        i, prep, conj = last, "", False
                        continue
                yield Item("mark", i, i + 1)
                i, prep, conj = i + 1, "", False
                continue
            if part in "NX#Q" or (part == "D" and i + 1 < end and parts[i + 1] in "NX"):
                pro = m.pro(i)
                here = prep or (pro[-1] if pro and pro[-1] in _PROCLITIC_PREPOSITIONS else "")
                cls = prep_class if prep else "preposition" if here else ""
                conj = conj or pro[:1] in ("و", "ف")
                if part in "NX" and self.is_event(i):
                    yield Item("event", i, i + 1, None, here, conj, cls)
                    i, prep, conj = i + 1, "", False
                    continue
                phrase = self.phrases.at(i, end)
                if phrase is not None and phrase.last > i:
                    yield Item("phrase", i, phrase.last, placed(phrase, here, conj), here, conj, cls)
                    i, prep, conj = phrase.last, "", False
                    continue
            elif part == "C" and tokens[i].text in ("و", "او"):
                i, conj = i + 1, True
                continue
            elif part in "VSRGC":
                yield Item({"V": "verb", "S": "sub", "R": "rel", "G": "neg", "C": "conj"}[part], i, i + 1, None, "", bool(words[i].pro))
            i, prep, conj = i + 1, "", False

    def _cites(self, i: int) -> bool:
        """Whether a speaker is named from here on ("بحسب", "وفقا ل"): what was told ends."""
        sense = self.m.words[i].of("report")
        if sense is not None and sense.entry.cls == "according" and not sense.finite:
            return True
        return any(p.entry.kind == "report" and p.entry.cls == "according" for p in self.m.phrases.get(i, ()))

    def _preposition(self, i: int, end: int) -> tuple[int, str, str]:
        m = self.m
        for match in m.phrases.get(i, ()):
            if match.entry.kind == "word" and match.entry.cls in PREPOSITIONS and match.last <= end:
                return match.last, match.entry.lemma, match.entry.cls
        sense = m.words[i].of("word")
        return (i + 1, sense.entry.lemma, sense.entry.cls) if sense is not None else (i + 1, m.tokens[i].text, "preposition")

    def items(self) -> list[Item]:
        """The walk over the whole sentence, made once."""
        if self._items is None:
            fresh: list[int] = []
            self._items = list(self._step(self.first, self.last, fresh))
            self._firsts = [it.first for it in self._items]
            self._lasts = [it.last for it in self._items]
            self._fresh = frozenset(fresh)
        return self._items

    def phrases_near(self, first: int, last: int, count: int) -> list[Phrase]:
        """The last `count` phrases that begin before token `first`, those that begin from there to token `last`, and as many behind."""
        if self._starts is None:
            self._begin()
        low, high = bisect_left(self._phrase_firsts, first), bisect_left(self._phrase_firsts, last)
        return self._phrases[max(0, low - count) : high + count]

    def _begin(self) -> None:
        self._phrases = [it.phrase for it in self.items() if it.phrase is not None]
        self._phrase_firsts = [p.first for p in self._phrases]
        self._starts = dict(zip(self._phrase_firsts, self._phrases, strict=True))

    def phrase_from(self, i: int) -> Phrase | None:
        """The phrase of the walk that begins at token `i`."""
        if self._starts is None:
            self._begin()
        return self._starts.get(i) if self._starts is not None else None

    def between(self, low: int, high: int) -> tuple[int, int, int]:
        """How many verbs, marks and phrases of the sentence stand from token `low` to `high` (excluded)."""
        low, high = max(low, self.first), min(high, self.last)
        if high <= low:
            return 0, 0, 0
        if self._counts is None:
            starts = {it.first for it in self.items() if it.phrase is not None}
            parts = self.m.parts[self.first : self.last]
            texts = [t.text for t in self.m.tokens[self.first : self.last]]
            self._counts = (
                list(accumulate([p in "SR" or t in (",", ";") for p, t in zip(parts, texts, strict=True)], initial=0)),
                list(accumulate([j in starts for j in range(self.first, self.last)], initial=0)),
            )
        verbs = counted_in(self.m.tallies.verbs, low, high)
        low, high = low - self.first, high - self.first
        marks, phrases = self._counts
        return verbs, counted_in(marks, low, high), counted_in(phrases, low, high)

    def times(self) -> list[TimeMention]:
        """The times of the sentence in order."""
        if self._times is None:
            times = self.m.times
            self._times = [times[j] for j in range(self.first, self.last) if j in times] if times else []
        return self._times

    def counted(self) -> list[Counted]:
        """The quantities of the sentence in order."""
        if self._counted is None:
            counted = self.m.counted
            self._counted = [counted[j] for j in range(self.first, self.last) if j in counted] if counted else []
        return self._counted

    def is_event(self, i: int) -> bool:
        """Whether the noun at token `i` names an event by itself: an action noun of a trigger, not part of a name, nor a thing
        that only may stand for one ("حاجز", "صاروخ")."""
        m = self.m
        return m.words[i].occurs and i not in m.names and m.parts[i] == "N"

    def before(self, i: int) -> Iterator[Item]:
        """Items that end at or before token `i`, nearest first, within reach."""
        items = self.items()
        for k in range(bisect_right(self._lasts, i) - 1, -1, -1):
            if items[k].first < i - REACH:
                return
            yield items[k]

    def over(self, i: int) -> Phrase | None:
        """The phrase that begins before token `i` and goes on behind it."""
        items = self.items()
        k = bisect_left(self._firsts, i) - 1
        return items[k].phrase if k >= 0 and items[k].last > i else None

    def clause_start(self, i: int) -> int:
        """The first token of the clause that token `i` stands in."""
        m = self.m
        start = self.first
        for j in range(i - 1, max(self.first, i - REACH) - 1, -1):
            if m.parts[j] in "SC" or m.tokens[j].text in (";", ":", "."):
                return j + 1
            if m.tokens[j].text == "," and j + 1 < self.last and (m.parts[j + 1] in "VSCG" or m.words[j + 1].pro[:1] in ("و", "ف")):
                return j + 1
        return start

    def clause_end(self, i: int) -> int:
        """One past the last token of the clause that token `i` stands in."""
        m = self.m
        for j in range(i + 1, min(self.last, i + REACH)):
            text = m.tokens[j].text
            if m.parts[j] in "SC" or text in (";", ".", ":"):
                return j
            if text == "," and j + 1 < self.last and (m.parts[j + 1] in "VSCG" or m.words[j + 1].pro[:1] in ("و", "ف")):
                return j
            if m.parts[j] == "V" and m.words[j].pro[:1] in ("و", "ف"):
                return j
        return min(self.last, i + REACH)

    def left_subject(self, v: int) -> tuple[Phrase | None, bool]:
        """The phrase before a verb that can be its subject or its relative's antecedent, and whether it is an antecedent."""
        relative = False
        for it in self.before(v):
            if it.kind == "rel":
                relative = True
                continue
            if it.kind == "neg":
                continue
            if it.kind == "event":
                return None, relative
            if it.kind == "phrase" and it.phrase is not None:
                if relative:
                    return self._innermost(it.phrase, v), True
                if it.prep and not (it.last == v and not it.phrase.det):
                    continue
                return it.phrase, it.last == v and not it.phrase.det and bool(it.prep)
            if (
                it.kind == "mark"
                and self.m.tokens[it.first].text == '"'
                and (q := self.m.quotation_at(it.first)) is not None
                and q.last - q.first > 6
            ):
                return None, False
            if it.kind == "mark" and self.m.tokens[it.first].text in (",", '"', "(", ")", "-"):
                if relative or self.m.tokens[it.first].text != ",":
                    continue
                return None, False
            break
        return None, relative

    def joined_before(self, phrase: Phrase) -> list[Phrase]:
        """The phrases that و joins in front of one, in order, with it last ("خمسة مدنيين و11 من المتمردين")."""
        out = [phrase]
        for it in self.before(phrase.first):
            if not out[0].conj or it.phrase is None or it.prep or it.last != out[0].first:
                break
            out.insert(0, it.phrase)
        return out

    def _innermost(self, phrase: Phrase, v: int) -> Phrase:
        """What a relative clause describes: the last noun of a phrase with "من" ("تحالفات من المقاتلين الذين")."""
        m = self.m
        for j in range(phrase.last - 1, phrase.first, -1):
            if m.tokens[j].text == "من" and j > phrase.head and m.words[v].of("trigger") is not None:
                inner = self.phrases.at(j + 1, phrase.last)
                return inner if inner is not None else phrase
        return phrase

    def topic(self, start: int, before: int) -> Phrase | None:
        """The bare phrase that a clause opens with (after كان and particles), if it ends before token `before`."""
        for it in self.walk(start, before):
            if it.kind == "phrase":
                return it.phrase if it.phrase is not None and not it.prep and it.last <= before else None
            if it.kind == "verb":
                sense = self.verb_sense(it.first)
                if sense is not None and sense.entry.cls == "be":
                    continue
            if it.kind in ("verb", "event", "rel"):
                return None
        return None

    def verb_sense(self, i: int) -> Sense | None:
        """The finite reading of the verb at token `i` that says most: a governing verb's before any other."""
        best = None
        for s in self.m.words[i].senses:
            if s.finite and (best is None or (best.entry.kind != "verb" and s.entry.kind == "verb" and s.entry.cls != "other")):
                best = s
        return best

    def governor(self, t: int) -> tuple[int, Sense] | None:
        """The verb that governs an event noun at `t` ("شن", "تمكن من", "شهدت"): the nearest one before it in its clause, or
        an asyndetic relative right behind it ("هجوم شنته")."""
        if t not in self._governors:
            self._governors[t] = self._governor(t)
        return self._governors[t]

    def _governor(self, t: int) -> tuple[int, Sense] | None:
        m = self.m
        j = t
        first = max(self.first, t - 30)
        while j > first:
            j -= 1
            part = m.parts[j]
            if part == "V":
                sense = self.verb_sense(j)
                return (j, sense) if sense is not None else None
            if part in "SRC" or m.tokens[j].text in (";", ":", "."):
                return None
            if m.tokens[j].text == ",":
                # "بدأت القوات، بدعم جوي، هجوما": what stands between two commas is skipped.
                opening = next((k for k in range(j - 1, max(self.first, j - 12), -1) if m.tokens[k].text == ","), -1)
                if opening < 0:
                    return None
                j = opening
        return None

    def subject_of(self, v: int, before: int) -> Phrase | None:
        """The subject of the verb at `v`: the first bare phrase after it (and before token `before`), else the one in front."""
        sense = self.verb_sense(v)
        plural = sense is not None and sense.form.number in ("p", "d")
        if not plural:
            for it in self.walk(v + 1, before):
                if it.kind == "phrase" and it.phrase is not None and not it.prep:
                    return it.phrase
                if it.kind in ("verb", "sub", "rel", "event"):
                    break
        left, _ = self.left_subject(v)
        return left
