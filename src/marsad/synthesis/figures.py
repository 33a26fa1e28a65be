"""Figures: for an incident and a measure, what each voice says, and whether they agree.

No figure is made here: every bound is one of a claim's quantities, None stays an open end, and what nobody counted has no row.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal

from marsad.model import Quantity
from marsad.synthesis.accounts import toll_told
from marsad.synthesis.incidents import Texts, Told
from marsad.synthesis.likeness import overlap
from marsad.synthesis.rules import Rules, data, rules
from marsad.synthesis.statements import Statement
from marsad.synthesis.voices import Voice, voice_of
from marsad.text.names import without_article, words_of

Agreement = Literal["single", "agree", "nest", "conflict"]

_MEASURES = frozenset(("count", "share", "amount"))
_HAPPENED = frozenset(("asserted", "possible"))


@dataclass(frozen=True, slots=True)
class Row:
    """What one voice says of one measure. `low` and `high` are the bounds of the claim's quantity (None: open), `approx` that it is told as
    a rough one. `through` are those who pass it on, the outlet first; `reported` the day that came out; `claim` what says so. `toll` says
    that it is a total so far ("ارتفعت الحصيلة إلى"), `superseded` names the claim of the same voice whose later figure stands in the view
    in its place (None: this one stands)."""

    voice: Voice
    low: int | float | None
    high: int | float | None
    approx: bool
    through: tuple[str, ...]
    reported: dt.date | None
    claim: str
    toll: bool = False
    superseded: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What is said of one measure of one incident. `measure` is the type of the claims ("killed"), `of` and `unit` those of the
    quantities, `who` the group that is counted where it is told apart ("children"; "" for all). `rows` hold every figure, those that
    stand first; `low` and `high` are the range over those that stand, None where one of them is open on that side. `agreement` of the
    standing rows: "single" voice, "agree" (the same), "nest" (they can all be true), "conflict" (they cannot)."""

    measure: str
    of: str
    unit: str
    who: str
    rows: tuple[Row, ...]
    low: int | float | None
    high: int | float | None
    agreement: Agreement

    @property
    def standing(self) -> tuple[Row, ...]:
        """The rows that no later one of the same voice stands in the place of."""
        return tuple(row for row in self.rows if row.superseded is None)


def figures(told: Told, text_of: Texts, known: Rules | None = None) -> tuple[Figure, ...]:
    """The figures of an incident, by measure and group. What is denied, expected or intended counts nobody."""
    chosen = known or rules()
    rows: dict[tuple[str, str, str, str], list[tuple[Statement, Row]]] = defaultdict(list)
    text_of = lru_cache(maxsize=1)(text_of)  # the statements of one text come one after the other
    for s in told.statements:
        if s.claim.status not in _HAPPENED:
            continue
        wanted = [q for q in s.claim.quantities if q.of in _MEASURES]
        toll = bool(wanted) and toll_told(text_of(s.version), s, chosen)
        for q in wanted:
            row = Row(voice_of(s, told.copies[s.version]), q.low, q.high, q.approx, _through(s), s.published, s.id, toll)
            rows[s.claim.type, q.of, q.unit, _group(s, q)].append((s, row))
    return tuple(_figure(key, rows[key]) for key in sorted(rows))


def _through(s: Statement) -> tuple[str, ...]:
    """Who passes a claim on: the outlet, and the sources between it and the root."""
    passed = [source.name or source.span.text for source in s.claim.sources[:-1]]
    return tuple(dict.fromkeys([*([s.outlet] if s.outlet else []), *passed]))


def _figure(key: tuple[str, str, str, str], told: Sequence[tuple[Statement, Row]]) -> Figure:
    by_voice: dict[str, list[tuple[Statement, Row]]] = defaultdict(list)
    for s, row in told:
        by_voice[row.voice.id].append((s, row))
    standing, past = [], []
    for id in sorted(by_voice):
        stands, others = _last_word(by_voice[id])
        standing.append(stands)
        past += others
    low, high = _range(standing)
    measure, of, unit, who = key
    return Figure(measure, of, unit, who, (*standing, *past), low, high, _agreement(standing))


def _last_word(told: Sequence[tuple[Statement, Row]]) -> tuple[Row, list[Row]]:
    """The row of a voice that stands, and its others. A later article's stands in the place of an earlier one's; in one text the first
    stands, unless a later one is told as the toll."""
    versions = list(dict.fromkeys(s.version for s, _ in told))
    last = [row for s, row in told if s.version == versions[-1]]
    tolls = [row for row in last if row.toll]
    stands = tolls[-1] if tolls else last[0]
    seen = {(stands.low, stands.high, stands.claim)}
    others: list[Row] = []
    for _, row in told:
        if row is not stands and (row.low, row.high, row.claim) not in seen:
            seen.add((row.low, row.high, row.claim))
            others.append(replace(row, superseded=stands.claim))
    return stands, others


def _range(rows: Sequence[Row]) -> tuple[int | float | None, int | float | None]:
    lows, highs = [row.low for row in rows], [row.high for row in rows]
    low = None if None in lows else min(x for x in lows if x is not None)
    return low, None if None in highs else max(x for x in highs if x is not None)


def _agreement(rows: Sequence[Row]) -> Agreement:
    if len(rows) == 1:
        return "single"
    bounds = [(row.low, row.high) for row in rows]
    if len(set(bounds)) == 1:
        return "agree"
    return "nest" if all(overlap(a, b) for a, b in combinations(bounds, 2)) else "conflict"


@cache
def _groups() -> dict[str, str]:
    return {
        without_article(word): group for group, told in data("figures.yaml")["groups"].items() for each in told for word in words_of(each)
    }


def _group(s: Statement, quantity: Quantity) -> str:
    """The group that a figure counts, by its own words or those of the filler that it stands in."""
    said = [quantity.span.text]
    said += [f.span.text for here in s.claim.roles.values() for f in here if f.span.start <= quantity.span.start < f.span.end]
    for text in said:
        for word in words_of(text):
            group = _groups().get(without_article(word))
            if group is not None:
                return group
    return ""
