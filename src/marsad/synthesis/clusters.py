"""Which accounts tell of one occasion.

Accounts that share a block (kind of occasion, day, cell) are compared, and those that are alike enough are linked. What hangs together by
links is then clustered by average link: an account joins where it is like all that are there already on the whole, so that a chain of
near misses does not make one incident of a week; and never where one of them cannot be of the same occasion.

Everything is a function of sets of accounts: in which order they came makes no difference, and a block or a component can be done anew
without the others. Blocks and components that are very full are not compared each with each: their accounts are taken in a fixed order,
and each is compared with the first members of the clusters so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from marsad.synthesis.accounts import Account, blocks
from marsad.synthesis.decisions import Decisions
from marsad.synthesis.likeness import Likeness, likeness
from marsad.synthesis.rules import Rules

_FULL_BLOCK = 120  # accounts that are compared each with each
_FULL_COMPONENT = 80  # that are clustered by average link
_MEMBERS = 8  # of a cluster in a full one that an account is compared with
_FAR = 1.5  # less than the least by so much: the other members are not looked at


class Word(NamedTuple):
    """What a person says of two claims, least first: that they are of one occasion, and why."""

    claim: str
    other: str
    who: str
    why: str


Edge = tuple[str, str, Likeness]  # two accounts, the lesser id first, and what they have in common


@dataclass(frozen=True, slots=True)
class Cluster:
    """Accounts of one occasion, in order of their ids; why each but the first belongs to another, what people say that keeps them together,
    and what was odd."""

    accounts: tuple[str, ...]
    edges: tuple[Edge, ...]
    notes: tuple[str, ...] = ()
    said: tuple[Word, ...] = ()


class Comparer:
    """Compares accounts, each pair once, and knows the blocks of each. Two are never of one occasion where a person says so of any of
    their claims."""

    def __init__(self, rules: Rules, decisions: Decisions) -> None:
        self.rules = rules
        self.decisions = decisions
        self._apart = bool(decisions.different)
        self._known: dict[tuple[str, str], Likeness | None] = {}
        self._blocks: dict[str, list[str]] = {}

    def __call__(self, a: Account, b: Account) -> Likeness | None:
        key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if key not in self._known:
            apart = self._apart and any(self.decisions.parted(x, y) for x in a.claims for y in b.claims)
            self._known[key] = None if apart else likeness(*((a, b) if a.id < b.id else (b, a)), self.rules)
        return self._known[key]

    def blocks(self, account: Account) -> list[str]:
        """The blocks of an account, in order."""
        if account.id not in self._blocks:
            self._blocks[account.id] = sorted(blocks(account, self.rules))
        return self._blocks[account.id]


def block_edges(accounts: Collection[Account], compare: Comparer) -> Iterator[Edge]:
    """The links between the accounts of one block."""
    least = compare.rules.least
    if len(accounts) <= _FULL_BLOCK:
        for a, b in combinations(sorted(accounts, key=lambda a: a.id), 2):
            how = compare(a, b)
            if how is not None and how.score >= least:
                yield a.id, b.id, how
        return
    for members in _by_leaders(accounts, compare):
        for n, account in enumerate(members[1:], 1):
            best = _best(account, members[:n][:_MEMBERS], compare)
            if best is not None:
                yield best


def new_edges(account: Account, others: Iterable[Account], compare: Comparer) -> Iterator[Edge]:
    """The links of one account with others of a block that is not full."""
    for other in others:
        how = compare(account, other)
        if how is not None and how.score >= compare.rules.least:
            yield (*sorted((account.id, other.id)), how)  # type: ignore[misc]  # a sorted pair is two


def is_full(block: Collection[object]) -> bool:
    """Whether a block has so many accounts that they are not compared each with each."""
    return len(block) > _FULL_BLOCK


def components(ids: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """What hangs together, each in order, in the order of their least ids."""
    root = {id: id for id in ids}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    for a, b in edges:
        one, other = sorted((find(a), find(b)))
        root[other] = one
    out: dict[str, list[str]] = defaultdict(list)
    for id in sorted(root):
        out[find(id)].append(id)
    return [out[id] for id in sorted(out)]


def clusters(accounts: Sequence[Account], compare: Comparer) -> list[Cluster]:
    """The clusters of the accounts of one component, the decisions of people kept."""
    by_id = {a.id: a for a in accounts}
    order = sorted(by_id)
    full = len(order) > _FULL_COMPONENT
    if full:
        groups = [sorted(a.id for a in members) for members in _by_leaders(accounts, compare)]
    else:
        groups = _average_link([by_id[id] for id in order], compare)
    groups, said, words = _joined(groups, by_id, compare.decisions)
    note = (f"{len(order)} accounts hang together: each was compared with {_MEMBERS} of a cluster at most",) if full else ()
    return [
        Cluster(
            tuple(here), tuple(_tree([by_id[id] for id in here], compare)), (*note, *said.get(here[0], ())), tuple(words.get(here[0], ()))
        )
        for here in sorted(map(sorted, groups))
    ]


def _average_link(accounts: Sequence[Account], compare: Comparer) -> list[list[str]]:
    """The clusters of a component: the two that are most alike on the average become one, as long as that is enough. Ties go to the
    lesser ids."""
    least = compare.rules.least
    groups: dict[int, list[str]] = {n: [a.id] for n, a in enumerate(accounts)}
    # Of each pair of clusters the sum of the scores between their accounts; pairs that cannot be are not there.
    sums: dict[tuple[int, int], float] = {}
    for (i, a), (j, b) in combinations(enumerate(accounts), 2):
        how = compare(a, b)
        if how is not None:
            sums[i, j] = how.score
    while sums:
        average = {(i, j): total / (len(groups[i]) * len(groups[j])) for (i, j), total in sums.items()}
        i, j = min(average, key=lambda pair: (-round(average[pair], 9), groups[pair[0]][0], groups[pair[1]][0]))
        if average[i, j] < least:
            break
        groups[i] = sorted(groups[i] + groups.pop(j))
        for k in groups:
            if k != i:
                mine, its = sums.pop(_pair(i, k), None), sums.pop(_pair(j, k), None)
                if mine is not None and its is not None:
                    sums[_pair(i, k)] = mine + its
        sums.pop((i, j))
    return list(groups.values())


def _pair(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)


def _by_leaders(accounts: Collection[Account], compare: Comparer) -> list[list[Account]]:
    """Clusters of many accounts: those that tell most come first, and each joins the cluster whose first members it is most like, or
    begins one. Clusters of which it shares no block are not looked at."""
    groups: list[list[Account]] = []
    near: dict[str, list[int]] = defaultdict(list)
    for account in sorted(accounts, key=lambda a: (not a.period.told, not a.spots or a.spots[0].wide, str(a.published), a.id)):
        keys = compare.blocks(account)
        found = sorted({n for key in keys for n in near[key]})
        best, score = -1, compare.rules.least
        for n in found:
            how = _against(account, groups[n][:_MEMBERS], compare)
            if how is not None and (how > score or (how == score and best < 0)):
                best, score = n, how
        if best < 0:
            best = len(groups)
            groups.append([])
        groups[best].append(account)
        for key in keys:
            if best not in near[key]:
                near[key].append(best)
    return groups


def _against(account: Account, members: Sequence[Account], compare: Comparer) -> float | None:
    """How like the first members of a cluster an account is on the average; None where one of them cannot be of the same occasion."""
    first = compare(account, members[0])
    if first is None or first.score < compare.rules.least - _FAR:
        return None
    scores = [first.score]
    for member in members[1:]:
        how = compare(account, member)
        if how is None:
            return None
        scores.append(how.score)
    return sum(scores) / len(scores)


def _best(account: Account, others: Sequence[Account], compare: Comparer) -> Edge | None:
    """The strongest link of an account with one of some others."""
    found = [(how, other.id) for other in others if (how := compare(account, other)) is not None]
    if not found:
        return None
    how, id = min(found, key=lambda f: (-f[0].score, f[1]))
    one, two = sorted((account.id, id))
    return one, two, how


def _tree(accounts: Sequence[Account], compare: Comparer) -> Iterator[Edge]:
    """The strongest link of each account with those before it, of a large cluster with the first ones: as many as hold it together, each
    with its reasons."""
    full = len(accounts) > _FULL_COMPONENT
    for n, account in enumerate(accounts[1:], 1):
        best = _best(account, accounts[: min(n, _MEMBERS) if full else n], compare)
        if best is not None:
            yield best


def _joined(
    groups: Iterable[Sequence[str]], by_id: Mapping[str, Account], decisions: Decisions
) -> tuple[list[list[str]], dict[str, list[str]], dict[str, list[Word]]]:
    """The clusters with those made one of which a person says so, and by their least ids what is to be said of that, and by whose words.

    Whole clusters are joined; where a person keeps a claim of one from a claim of the other, only the account that was named goes over."""
    of_claim = {claim: a.id for a in by_id.values() for claim in a.claims}
    out = [list(here) for here in groups]
    where = {id: here for here in out for id in here}
    said: list[tuple[str, str]] = []
    kept: list[tuple[str, Word]] = []

    def parted(here: Iterable[str], there: Iterable[str]) -> bool:
        there = list(there)
        return any(_parted(by_id[x], by_id[y], decisions.parted) for x in here for y in there)

    for row in decisions.same:
        if row.claim not in of_claim or row.other not in of_claim:
            continue
        a, b = of_claim[row.claim], of_claim[row.other]
        one, other = where[a], where[b]
        if one is not other:
            moved = other if not parted(one, other) else [b] if not parted(one, [b]) else []
            for id in list(moved):
                other.remove(id)
                one.append(id)
                where[id] = one
        if where[a] is where[b]:
            said.append((a, f"{row.who} says that {row.claim[:12]} and {row.other[:12]} are one occasion: {row.why}"))
            kept.append((a, Word(row.claim, row.other, row.who, row.why)))
        else:
            said.append((a, f"{row.who} says that {row.claim[:12]} and {row.other[:12]} are one occasion, but others keep these apart"))
    for row in decisions.different:
        text = f"{row.who} says that {row.claim[:12]} and {row.other[:12]} are two occasions: {row.why}"
        said += [(of_claim[claim], text) for claim in (row.claim, row.other) if claim in of_claim]
    for old, new in decisions.overruled:
        what = "one occasion" if old.kind == "same" else "two occasions"
        text = f"{old.who} had said that {old.claim[:12]} and {old.other[:12]} are {what}; the last word is {new.who}'s: {new.why}"
        said += [(of_claim[claim], text) for claim in (old.claim, old.other) if claim in of_claim]
    notes: dict[str, list[str]] = defaultdict(list)
    for id, text in said:
        least = min(where[id])
        if text not in notes[least]:
            notes[least].append(text)
    words: dict[str, list[Word]] = defaultdict(list)
    for id, word in kept:
        words[min(where[id])].append(word)
    return [here for here in out if here], notes, words


def _parted(a: Account, b: Account, parted: Callable[[str, str], bool]) -> bool:
    return any(parted(x, y) for x in a.claims for y in b.claims)
