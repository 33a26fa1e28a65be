"""Accounts: what one article tells of one occasion.

A single claim is thin: "وأصيب سبعة" has no place and no day. What an article tells of an occasion together is not, and it is the article
that knows that it tells of two attacks. So the claims of an article are put together first, in reading order; accounts of different
articles are compared after that.
"""

from __future__ import annotations

import datetime as dt
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from marsad import lexicon
from marsad.synthesis.rules import Rules
from marsad.synthesis.spots import Spot, cells, meet, spot_of, told
from marsad.synthesis.statements import Period, Statement
from marsad.synthesis.voices import shingles
from marsad.text.fold import fold
from marsad.text.names import keys_of, without_article, words_of
from marsad.text.sentences import sentences
from marsad.text.tokens import tokenize

_HAPPENS = frozenset(("asserted", "possible", "negated"))  # what is expected or intended has not happened
_REACH = 3  # sentences over which a claim without a place belongs to what was told before
_LONGEST = 3  # days of one occasion; what is told of a longer time is a summary of several
_MOST_DAYS = 40  # of a summary whose ends are known
_PERSONS = "person"
_COMMAS = ("،", ",", "؛")
_THINGS = ("target", "object", "means", "place")


Phrases = tuple[tuple[str, ...], ...]


class Counted(NamedTuple):
    """A figure of a claim: its type and the bounds."""

    type: str
    low: float | None
    high: float | None


class Bond(NamedTuple):
    """Why a claim stands with an earlier one of its article."""

    first: str
    second: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What an article tells of one occasion. `id` is the least id of its `claims`; `types` come the most frequent first, `spots` the most
    exact first; `period` is what all that tells a time leaves of it. `doers` are the known actors by whom, `things` the words for what was
    hit, whom, with what and where; `words` are hashes of the shingles of its sentences, `letters` one over all of them. `names` are, where
    no place was found, the keys of words of its sentences that may be the name of one."""

    id: str
    article: str
    version: str
    published: dt.date | None
    claims: tuple[str, ...]
    types: tuple[str, ...]
    spots: tuple[Spot, ...]
    period: Period
    doers: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    figures: tuple[Counted, ...] = ()
    words: frozenset[int] = field(default=frozenset(), repr=False)
    letters: int = 0
    names: frozenset[str] = field(default=frozenset(), repr=False)
    bonds: tuple[Bond, ...] = ()

    @property
    def place_keys(self) -> frozenset[str]:
        """The keys of the names of its places."""
        return frozenset(key for spot in self.spots for key in spot.keys)

    @property
    def summary(self) -> bool:
        """Whether it tells of a time that is longer than one occasion."""
        return self.period.told and is_long(self.period)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days that it may be about; those of news without a time are the day on which they came out and the one before."""
        start, end = self.period.start, self.period.end
        if not self.period.told:
            return () if self.published is None else (self.published - dt.timedelta(days=1), self.published)
        if start is None or end is None or (end - start).days > _MOST_DAYS:
            return ()
        return tuple(start + dt.timedelta(days=n) for n in range((end - start).days + 1))


def is_long(period: Period) -> bool:
    """Whether a told time is longer than one occasion, or open."""
    return period.start is None or period.end is None or (period.end - period.start).days > _LONGEST


def period_of(accounts: Sequence[Account]) -> Period:
    """The days that fit most of what is told: what all the told periods share, else from the first to the last; where none is told, of
    the news."""
    told = [a.period for a in accounts if a.period.told]
    periods = [p for p in told if not is_long(p)] or told or [a.period for a in accounts]
    starts, ends = [p.start for p in periods if p.start], [p.end for p in periods if p.end]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start > end:
        start, end = min(starts), max(ends)
    return Period(start, end, told=bool(told))


def blocks(account: Account, rules: Rules) -> frozenset[str]:
    """The keys that an account shares with all that it is compared with: kind of occasion, day, and cell; of a summary its first and last
    day in the place of the day; the names of its places with each day, for those whose place is only a word; and its sentences, letter
    for letter, where it tells no day or no place."""
    kinds = sorted({kind for type in account.types for kind in rules.kinds[type]})
    days = [f"{account.period.start}..{account.period.end}"] if account.summary else [day.isoformat() for day in account.days]
    where = sorted({cell for spot in told(account.spots) for cell in cells(spot)})
    out = {f"{kind} {day} {cell}" for kind in kinds for day in days for cell in where}
    if not account.summary:
        out |= {f"named {day} {key}" for day in days for key in account.names or account.place_keys}
    if not days or not where:
        out.add(f"letters {account.letters:08x} {account.published}")
    return frozenset(out)


def is_event(statement: Statement, rules: Rules) -> bool:
    """Whether a claim tells of an occasion: it is of a type that has a kind, and is said to have happened, or denied."""
    return statement.claim.type in rules.kinds and statement.claim.status in _HAPPENS


class _Draft:
    """An account while its article is read."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.at: list[int] = []  # the sentence of each
        self.types: Counter[str] = Counter()
        self.spots: dict[Spot, None] = {}
        self.names: frozenset[str] = frozenset()  # keys of the places that its sentences name
        self.period: Period | None = None
        self.bonds: list[Bond] = []


class _Page:
    """The sentences of a text: where each begins, and its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded = fold(text)
        tokens = tokenize(folded)
        found = sentences(tokens) or ()
        self.starts = [folded.to_raw(tokens[s.first].start) for s in found]
        self.words = [[t.text for t in tokens[s.first : s.last] if t.kind != "mark"] for s in found]
        self.bare = [[_bare(word) for word in words] for words in self.words]
        self.offsets = [[folded.to_raw(t.start) for t in tokens[s.first : s.last] if t.kind != "mark"] for s in found]

    def at(self, offset: int) -> int:
        """The number of the sentence that an offset of the text lies in."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def first(self, n: int, phrases: Phrases) -> int | None:
        """Where in sentence `n` one of some phrases begins for the first time; None where none does."""
        known, words = _by_first_word(phrases), self.bare[n] if n < len(self.bare) else []
        for k, word in enumerate(words):
            if any(words[k : k + len(phrase)] == phrase for phrase in known.get(word, ())):
                return self.offsets[n][k]
        return None

    def places(self, n: int, within: frozenset[str]) -> frozenset[str]:
        """The keys of the places that sentence `n` names after one of the words that say where ("في")."""
        words = self.words[n] if n < len(self.words) else []
        after = (k for k in range(1, len(words)) if words[k - 1].removeprefix("و") in within and words[k] not in within)
        return frozenset(key for k in after if _is_name(words[k]) for key in _keys_at(words, k))

    def clause(self, n: int, offset: int) -> int:
        """Where the clause of sentence `n` begins that an offset lies in: after the last comma, else with the sentence."""
        start = self.starts[n]
        return max(start, start + 1 + max(self.text[start:offset].rfind(comma) for comma in _COMMAS))


@lru_cache(maxsize=64)
def _page(text: str) -> _Page:
    """The sentences of a text that is asked about again for each of its claims."""
    return _Page(text)


def _bare(word: str) -> str:
    """A word less what is written onto its front, as phrases are compared."""
    for lead in ("وال", "بال", "وب", "لل"):
        if word.startswith(lead) and len(word) > len(lead) + 2:
            return word[len(lead) :]
    return without_article(word[1:] if word[:1] in "وفبل" and len(word) > 4 else word)


@lru_cache(maxsize=16)
def _by_first_word(phrases: Phrases) -> dict[str, list[list[str]]]:
    """Phrases as they are compared, by the word that each begins with."""
    out: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        bare = [_bare(word) for word in phrase]
        out.setdefault(bare[0], []).append(bare)
    return out


def toll_told(text: str, statement: Statement, rules: Rules) -> bool:
    """Whether the sentence of a claim tells its figure as a total so far."""
    page = _page(text)
    start = statement.claim.trigger.start
    toll = page.first(page.at(start), rules.tolls)
    return toll is not None and toll <= max([start, *(q.span.start for q in statement.claim.quantities)])


Parted = Callable[[str, str], bool]


def accounts_of(statements: Sequence[Statement], text: str, rules: Rules, parted: Parted = lambda a, b: False) -> tuple[Account, ...]:
    """The accounts of one version of an article, from its claims and its text. `parted` says whether a person has said of two claims that
    they tell of different occasions; these are kept apart."""
    page = _page(text)
    drafts: list[_Draft] = []
    for s in sorted((s for s in statements if is_event(s, rules)), key=lambda s: (s.claim.trigger.start, s.id)):
        n = page.at(s.claim.trigger.start)
        cue = page.first(n, rules.apart)
        cut = None if cue is None else page.clause(n, cue)
        if cut is not None and s.claim.trigger.start < cut:
            cut = None  # the clause of another occasion comes after it
        spots = tuple(spot for place in s.places if (spot := spot_of(place)) is not None)
        names = page.places(n, rules.within)
        best: tuple[tuple[bool, int, int], _Draft, tuple[str, ...]] | None = None
        for draft in drafts:
            if cut is not None and not any(
                at == n and o.claim.trigger.start >= cut for o, at in zip(draft.statements, draft.at, strict=True)
            ):
                continue
            if any(parted(s.id, other.id) for other in draft.statements):
                continue
            belongs = _belongs(draft, s, spots, names, n, rules)
            if belongs is not None:
                # First what is told of the same place, then what fits best, then what was told last.
                rank = (any(spot in draft.spots for spot in spots), belongs[0], draft.at[-1])
                if best is None or rank >= best[0]:
                    best = (rank, draft, belongs[1])
        found = _Draft() if best is None else best[1]
        if best is None:
            drafts.append(found)
        else:
            found.bonds.append(Bond(found.statements[-1].id, s.id, best[2]))
        _take(found, s, spots, names, n)
    return tuple(sorted((_account(draft, page, rules) for draft in drafts), key=lambda a: a.id))


def _belongs(
    draft: _Draft, s: Statement, spots: tuple[Spot, ...], names: frozenset[str], n: int, rules: Rules
) -> tuple[int, tuple[str, ...]] | None:
    """How well the types go where a claim tells of the same occasion as a draft, and the reasons; None where it does not."""
    fit = best_fit((s.claim.type,), tuple(draft.types), rules)
    if fit is None:
        return None
    away = n - draft.at[-1]
    near = "in one sentence" if away == 0 else f"{away} sentence{'s' if away > 1 else ''} on in one article"
    if fit[0] == "maybe" and away > 1:
        return None
    if 2 * sum(rules.fit(s.claim.type, type) is not None for type in draft.types) < len(draft.types):
        return None  # or what goes with one of them would bring in what goes with none of the others
    if draft.period is not None and s.period.told:
        if is_long(draft.period) != is_long(s.period) or not draft.period.overlaps(s.period):
            return None
    elif s.period.told and is_long(s.period) and draft.at[0] != n:
        return None  # a time of years is that of its own sentence
    elif draft.period is not None and is_long(draft.period) and away:
        return None
    if away and _elsewhere(draft, spots, names):
        return None
    if spots and draft.spots:
        where = meet(spots, tuple(draft.spots))
        if where is None:
            return None
        return _LEVELS[fit[0]], (near, fit[1], where[1])
    return (_LEVELS[fit[0]], (near, fit[1])) if away <= _REACH else None


def _elsewhere(draft: _Draft, spots: tuple[Spot, ...], names: frozenset[str]) -> bool:
    """Whether a claim and a draft of earlier sentences are told of places of other names, where one of them has its place by name alone.
    `names` are those of the claim's sentence."""
    if spots and draft.spots:
        return False
    here, there = _around(spots) or names, _around(tuple(draft.spots)) or draft.names
    return bool(here and there) and not here & there


def _around(spots: tuple[Spot, ...]) -> frozenset[str]:
    """The keys of places and of the governorates around them."""
    return frozenset(key for s in spots for name in (s.name, s.admin1 or "") for key in keys_of(words_of(name)))


def best_fit(a: Collection[str], b: Collection[str], rules: Rules) -> tuple[str, str] | None:
    """How the types of two accounts go together best, and why; by their causes where both tell any. None where they do not."""
    here, there = [t for t in a if t in rules.causes], [t for t in b if t in rules.causes]
    pairs = [(x, y) for x in here for y in there] if here and there else [(x, y) for x in a for y in b]
    found = [(fit, x, y) for x, y in pairs if (fit := rules.fit(x, y)) is not None]
    if not found:
        return None
    (level, why), x, y = max(found, key=lambda f: (_LEVELS[f[0][0]], f[1] in rules.causes, f[1], f[2]))
    return level, f"both tell of {x}" if x == y else f"{' and '.join(sorted((x, y)))}: {why}"


_LEVELS = {"maybe": 0, "together": 1, "same": 2}


def _take(draft: _Draft, s: Statement, spots: tuple[Spot, ...], names: frozenset[str], n: int) -> None:
    draft.statements.append(s)
    draft.at.append(n)
    draft.types[s.claim.type] += 1
    draft.spots.update(dict.fromkeys(spots))
    draft.names |= names
    if s.period.told:
        draft.period = s.period if draft.period is None else _both(draft.period, s.period)


def _both(a: Period, b: Period) -> Period:
    """The days that two periods share."""
    starts, ends = [d for d in (a.start, b.start) if d is not None], [d for d in (a.end, b.end) if d is not None]
    return Period(max(starts, default=None), min(ends, default=None), told=True)


def _account(draft: _Draft, page: _Page, rules: Rules) -> Account:
    first = draft.statements[0]
    said = [page.words[n] for n in sorted(set(draft.at)) if n < len(page.words)]
    published = first.published
    period = draft.period or Period(None if published is None else published - dt.timedelta(days=1), published, told=False)
    places = {w for spot in draft.spots for w in map(without_article, words_of(spot.name))}
    figures = {
        Counted(s.claim.type, q.low, q.high)
        for s in draft.statements
        for q in s.claim.quantities
        if q.of == "count" and q.unit == _PERSONS and s.claim.status != "negated"
    }
    return Account(
        id=min(s.id for s in draft.statements),
        article=first.article,
        version=first.version,
        published=published,
        claims=tuple(sorted(s.id for s in draft.statements)),
        types=tuple(sorted(draft.types, key=lambda t: (-draft.types[t], t))),
        spots=tuple(sorted(draft.spots, key=lambda s: (s.wide, s.km, s.name))),
        period=period,
        doers=frozenset(f.actor for s in draft.statements for f in s.claim.roles.get("agent", ()) if f.actor is not None),
        things=frozenset(w for s in draft.statements for w in _things(s)) - places - rules.plain,
        figures=tuple(sorted(figures, key=lambda f: (f.type, f.low or -1, f.high or -1))),
        words=frozenset().union(*map(shingles, said)),
        letters=zlib.crc32("\n".join(" ".join(words) for words in said).encode()),
        names=frozenset() if draft.spots else frozenset(key for words in said for key in _names(words)),
        bonds=tuple(draft.bonds),
    )


def _things(s: Statement) -> Iterator[str]:
    counted = {word for q in s.claim.quantities for word in words_of(q.span.text)}
    for role in _THINGS:
        for filler in s.claim.roles.get(role, ()):
            for word in words_of(filler.span.text):
                bare = _bare(word)
                if len(bare) > 2 and word not in counted and not bare[0].isdigit():
                    yield bare


def _names(words: Sequence[str]) -> Iterator[str]:
    """The keys that the name of a place among some words would have: of each word that may be one, and of each two of which one may."""
    may = [_may_name(word) for word in words]
    for n, word in enumerate(words):
        if may[n]:
            yield from keys_of([_bare(word)])
        if n + 1 < len(words) and (may[n] or may[n + 1]):
            yield from keys_of([_bare(word), words[n + 1]])


def _keys_at(words: Sequence[str], k: int) -> Iterator[str]:
    """The keys of the name that a word begins, of one word or two."""
    yield from keys_of([_bare(words[k])])
    if k + 1 < len(words):
        yield from keys_of([_bare(words[k]), words[k + 1]])


@lru_cache(maxsize=16_384)
def _is_name(word: str) -> bool:
    """Whether the lexicon has a word as the name of a place."""
    known = lexicon.load()
    return any(known.entries[n].kind == "place" for n, _ in known.forms.get(word, ()))


@lru_cache(maxsize=16_384)
def _may_name(word: str) -> bool:
    """Whether a word may name a place: the lexicon has it as one, or not at all."""
    known = lexicon.load()
    found = [known.entries[n].kind for form in (word, _bare(word)) for n, _ in known.forms.get(form, ())]
    return len(word) > 2 and word.isalpha() and (not found or "place" in found)
