"""Copies and voices: who really speaks, and how many of them there are.

Five sites that carry one wire text are one voice, and so is an observatory that three agencies ring up. What counts as independent is the
number of roots: the innermost sources of what is said, never the number of outlets.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import NamedTuple

from marsad import lexicon
from marsad.mentions.numbers import NumberWords, find_numbers
from marsad.model import Source
from marsad.synthesis.rules import data
from marsad.synthesis.statements import Statement
from marsad.text.fold import fold
from marsad.text.names import spell, without_article, words_of
from marsad.text.tokens import tokenize

_SHINGLE = 3  # words
# Signatures of 63 minima in 21 bands of 3: two texts that share six shingles in ten meet in a band in 99 of 100 cases, two that share one
# in twenty in 3 of 1,000.
_BANDS, _ROWS = 21, 3
_SLOTS = _BANDS * _ROWS
_SAME = 0.7  # of all shingles of two texts, shared: near-copies
_CREDITED = 0.7  # of the shorter one's, where both credit the same agency: a copy that an editor cut
_FULL_BAND = 50  # texts of one band that are compared each with each; beyond that each with the first so many


@dataclass(frozen=True, slots=True)
class Text:
    """A text to look for copies of: the `version` of an article that it is, who published it and when, and the agencies that it credits
    (ids or names), in order."""

    version: str
    text: str
    outlet: str | None = None
    published: dt.date | None = None
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copies:
    """Texts that are one: near-copies whose figures agree. `id` is the least of their `versions`, `outlet` that of the earliest."""

    id: str
    versions: tuple[str, ...]
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something in the first place. `id` is the same wherever it speaks: that of a named source is made of its name, that of
    an office of its title and place, that of an unnamed one also of the copies it speaks in. `name` is what to call it, in the words of
    the text; `kind` is that of the source ("official", "witness", …), "outlet" for an article that cites nobody."""

    id: str
    name: str
    kind: str | None


Figures = tuple[tuple[float, int], ...]
"""How often a text gives each figure, in order."""


class Print(NamedTuple):
    """What a text is compared by: the hashes of its shingles, and how often it gives each figure."""

    shingles: frozenset[int]
    figures: Figures


@cache
def _numbers() -> NumberWords:
    known = lexicon.load()
    return NumberWords.build({**known.numbers, **known.units})


def print_of(text: str) -> Print:
    """What a text is compared by. Figures are those in digits and in words."""
    tokens = tokenize(fold(text))
    words = [token.text for token in tokens if token.kind != "mark"]
    figures = Counter(float(n.low) for n in find_numbers(tokens, _numbers()) if n.low is not None)
    return Print(shingles(words), tuple(sorted(figures.items())))


def shingles(words: Sequence[str]) -> frozenset[int]:
    """The hashes of each three words in a row; of all words together where they are fewer."""
    if not words:
        return frozenset()
    return frozenset(zlib.crc32(" ".join(words[n : n + _SHINGLE]).encode()) for n in range(max(1, len(words) - _SHINGLE + 1)))


def shared(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of all shingles of two texts that both have (Jaccard); 0 where neither has any."""
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0


def copies(texts: Iterable[Text]) -> tuple[Copies, ...]:
    """The groups of texts that are one, in order of their ids; a text without copies is a group of its own.

    Two are one where they share seven shingles in ten, or credit the same agency and the shorter one has seven in ten of its own from the
    other, and where neither gives a figure that the other replaces by another."""
    by_version = {text.version: text for text in texts}
    order = sorted(by_version)
    if len(order) == 1:  # as in most incidents: there is nothing to compare it with
        return (_group([by_version[order[0]]]),)
    told = {version: print_of(by_version[version].text) for version in order}
    root = {version: version for version in order}

    def find(version: str) -> str:
        while root[version] != version:
            root[version] = root[root[version]]
            version = root[version]
        return version

    groups: dict[str, list[str]] = {version: [version] for version in order}
    said = {version: {told[version].figures} for version in order}  # the figures of each group, one entry for texts with the same
    for a, b in sorted(_candidates(by_version, told)):
        one, other = find(a), find(b)
        if one == other or not _one_text(by_version[a], by_version[b], told[a], told[b]):
            continue
        # Figures must agree within the whole group, or a text with fewer of them would join two that contradict each other.
        if all(_figures_agree(x, y) for x in said[one] for y in said[other]):
            least, most = sorted((one, other))
            root[most] = least
            groups[least] += groups.pop(most)
            said[least] |= said.pop(most)
    return tuple(_group([by_version[v] for v in sorted(here)]) for _, here in sorted(groups.items()))


def _group(texts: Sequence[Text]) -> Copies:
    earliest = min(texts, key=lambda t: (t.outlet is None, t.published or dt.date.max, t.version))
    return Copies(texts[0].version, tuple(t.version for t in texts), earliest.outlet)


def _candidates(texts: Mapping[str, Text], prints: Mapping[str, Print]) -> set[tuple[str, str]]:
    """Pairs of texts that may be one: those that meet in a band of their signatures, or credit the same agency."""
    bands: dict[tuple[int | str, ...], list[str]] = defaultdict(list)
    for version in texts:
        for band in _signature(prints[version].shingles):
            bands[band].append(version)
        for agency in set(texts[version].credits):
            bands[("", agency)].append(version)
    pairs: set[tuple[str, str]] = set()
    for here in bands.values():
        here.sort()
        for a, b in combinations(here, 2) if len(here) <= _FULL_BAND else _with_first(here):
            pairs.add((a, b))
    return pairs


def _with_first(versions: Sequence[str]) -> Iterator[tuple[str, str]]:
    for n, version in enumerate(versions):
        for other in versions[: min(n, _FULL_BAND)]:
            yield other, version


def _signature(hashes: frozenset[int]) -> Iterator[tuple[int | str, ...]]:
    """The bands of a text's signature: of its shingles that fall into each slot the least, an empty slot taking the next one's."""
    if not hashes:
        return
    least = [-1] * _SLOTS
    for each in hashes:
        slot, value = each % _SLOTS, each // _SLOTS
        if least[slot] < 0 or value < least[slot]:
            least[slot] = value
    filled = [n for n in range(_SLOTS) if least[n] >= 0]
    whole = [least[n] if least[n] >= 0 else least[next((f for f in filled if f > n), filled[0])] for n in range(_SLOTS)]
    for band in range(_BANDS):
        yield (band, *whole[band * _ROWS : (band + 1) * _ROWS])


def _one_text(a: Text, b: Text, first: Print, second: Print) -> bool:
    both = len(first.shingles & second.shingles)
    if not both or not _figures_agree(first.figures, second.figures):
        return False
    if shared(first.shingles, second.shingles) >= _SAME:
        return True
    return bool(set(a.credits) & set(b.credits)) and both >= _CREDITED * min(len(first.shingles), len(second.shingles))


def _figures_agree(a: Figures, b: Figures) -> bool:
    """Whether no figure of one stands where the other has another: one may lack some, as where an editor cut the end."""
    one, other = Counter(dict(a)), Counter(dict(b))
    return a == b or not (one - other and other - one)


def voice_of(statement: Statement, group: Copies) -> Voice:
    """The root of a claim's chain of sources. `group` is the copies that its text belongs to."""
    return root_voice(statement.claim.sources, group.outlet or statement.outlet, group.id)


def root_voice(sources: Sequence[Source], outlet: str | None, copies_id: str) -> Voice:
    """The voice at the root of a chain of sources, told in a text of these copies, which this outlet published first."""
    if not sources:
        return Voice(_named(outlet) if outlet else f"text {copies_id}", outlet or "", "outlet")
    root = sources[-1]
    if root.name is not None:
        return Voice(_named(root.name), root.name, root.kind)
    office = _office(root.span.text)
    if office is not None:
        return Voice(f"office {office}", root.span.text, root.kind)
    # An unnamed source of a named agency is that agency's, whoever carries it.
    asked = next((s.name for s in reversed(sources[:-1]) if s.name is not None), None)
    where = _named(asked) if asked is not None else f"text {copies_id}"
    return Voice(f"unnamed {spell(root.span.text)} of {where}", root.span.text, root.kind)


def _named(name: str) -> str:
    return f"name {spell(name)}"


class _Offices(NamedTuple):
    titles: tuple[tuple[str, ...], ...]
    links: frozenset[str]
    two_words: frozenset[str]


@cache
def _offices() -> _Offices:
    raw = data("voices.yaml")
    titles = sorted((tuple(words_of(title)) for title in raw["offices"]), key=len, reverse=True)
    links, two = (frozenset(word for each in raw[name] for word in words_of(each)) for name in ("links", "two_words"))
    return _Offices(tuple(titles), links, two)


def _office(words: str) -> str | None:
    """The title and the place of an office, None where the words are those of no office or name no place."""
    known, said = _offices(), words_of(words)
    for title in known.titles:
        if tuple(said[: len(title)]) == title:
            left = said[len(title) :]
            while left and left[0] in known.links:
                left = left[1:]
            if not left:
                return None
            place = left[: 2 if left[0] in known.two_words else 1]
            return " ".join((*map(without_article, title), *map(without_article, place)))
    return None
