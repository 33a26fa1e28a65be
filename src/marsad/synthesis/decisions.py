"""What people have said of incidents: two claims tell of the same occasion, or of different ones.

The rows are in the ledger and stay there. Where they contradict each other the last word counts, also where that takes three of them
(one with two, two with three, and then: one is not of three); which ones no longer count is kept, so that it can be said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from marsad.ledger.links import Said


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions that count, oldest first, and those that a later one overrules, each with that one."""

    same: tuple[Said, ...] = ()
    different: tuple[Said, ...] = ()
    overruled: tuple[tuple[Said, Said], ...] = ()
    _parted: frozenset[frozenset[str]] = field(default=frozenset(), repr=False)

    def parted(self, a: str, b: str) -> bool:
        """Whether a person has said of two claims that they tell of different occasions."""
        return bool(self._parted) and frozenset((a, b)) in self._parted


def decided(told: Iterable[Said]) -> Decisions:
    """The decisions that count among all that were made, which are in the order of their making."""
    groups: dict[str, set[str]] = {}
    apart: dict[frozenset[str], Said] = {}
    same: list[Said] = []
    overruled: list[tuple[Said, Said]] = []
    joins: dict[frozenset[str], Said] = {}

    def group(claim: str) -> set[str]:
        return groups.setdefault(claim, {claim})

    # The newest first: a row counts where those that are newer leave room for it.
    for said in sorted(told, key=lambda s: s.n, reverse=True):
        one, other = group(said.claim), group(said.other)
        if said.kind == "same":
            against = next((row for pair, row in apart.items() if _between(pair, one, other)), None)
            if against is not None:
                overruled.append((said, against))
                continue
            same.append(said)
            joins[frozenset((said.claim, said.other))] = said
            if one is not other:
                one |= other
                for claim in other:
                    groups[claim] = one
        elif one is other:
            overruled.append((said, joins.get(frozenset((said.claim, said.other)), same[-1])))
        else:
            apart.setdefault(frozenset((said.claim, said.other)), said)
    pairs = set()
    for pair in apart:
        one_claim, other_claim = sorted(pair)
        pairs |= {frozenset((a, b)) for a in group(one_claim) for b in group(other_claim)}
    return Decisions(tuple(reversed(same)), tuple(reversed(apart.values())), tuple(reversed(overruled)), frozenset(pairs))


def _between(pair: frozenset[str], one: set[str], other: set[str]) -> bool:
    a, b = sorted(pair)
    return (a in one and b in other) or (a in other and b in one)
