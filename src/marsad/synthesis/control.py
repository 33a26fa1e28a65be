"""Who holds a place, through time, by whose account.

Each voice has its own line: what it says to hold, to be taken, entered or lost opens and closes intervals, each with the claims behind it.
What is expected, intended, possible or denied opens none and stands beside. Where nobody says anything for a while there is no
information, never a guess. Two who hold parts of a place are no conflict; two voices that give the same whole to different sides are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from marsad.synthesis.frontrules import Rules
from marsad.synthesis.holdings import Aside, Holding, holdings
from marsad.synthesis.intervals import Interval, days_json
from marsad.synthesis.parties import Party
from marsad.synthesis.scenes import Scene, in_order, scenes
from marsad.synthesis.sites import Asked, Spot
from marsad.synthesis.statements import Statement
from marsad.synthesis.timeline import intervals, opening

State = Literal["held", "partly held", "divided", "contested", "entered", "no information"]


@dataclass(frozen=True, slots=True)
class Account:
    """What one voice says of a place: its intervals, by place within, then by the day they open."""

    who: str
    intervals: tuple[Interval, ...]

    def to_json(self) -> dict[str, Any]:
        return {"who": self.who, "intervals": [i.to_json() for i in self.intervals]}


@dataclass(frozen=True, slots=True)
class Beside:
    """A claim on the place that opens no interval, and why: its status where that is not asserted, else "nobody named", "no day",
    or "retreat" (whoever falls back in a place need not have left it). `parties` are those who would hold, take or lose it."""

    why: str
    type: str
    who: str
    parties: tuple[Party, ...]
    start: dt.date | None
    end: dt.date | None
    words: str | None
    claim: str

    def to_json(self) -> dict[str, Any]:
        told = {"why": self.why, "type": self.type, "who": self.who, "parties": [p.to_json() for p in self.parties]}
        return {**told, **days_json(self.start, self.end), "words": self.words, "claim": self.claim}


@dataclass(frozen=True, slots=True)
class Dispute:
    """The days on which two voices give the same whole to different sides."""

    spot: Spot
    start: dt.date | None
    end: dt.date
    sides: tuple[tuple[str, Party], ...]
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        sides = [{"who": who, "holder": party.to_json()} for who, party in self.sides]
        return {"spot": self.spot.to_json(), **days_json(self.start, self.end), "sides": sides, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class Control:
    """Who holds a place on the day `at` and before. `state` is over all voices: one side holds it, it is divided between several, voices
    contradict each other, somebody is only said to have entered, or there is no information; `holders` are those of that day."""

    spot: Spot
    at: dt.date | None
    state: State
    holders: tuple[Party, ...]
    accounts: tuple[Account, ...]
    disputes: tuple[Dispute, ...]
    beside: tuple[Beside, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "place": self.spot.to_json(),
            "at": None if self.at is None else self.at.isoformat(),
            "state": self.state,
            "holders": [p.to_json() for p in self.holders],
            "accounts": [a.to_json() for a in self.accounts],
            "disputes": [d.to_json() for d in self.disputes],
            "beside": [b.to_json() for b in self.beside],
        }


def control(statements: Iterable[Statement], asked: Asked, rules: Rules, *, at: dt.date | None = None) -> Control:
    """Who holds the place asked for, from all statements of the articles that speak of it. `at` is the day to look at; without one it is
    the newest day on which one of the articles came out. All claims count, also those that came out after: what is told later of
    that day is told of it."""
    given = list(statements)
    newest = max((s.published for s in given if s.published is not None), default=None)
    return control_of(scenes(given, asked, rules), asked, rules, at or newest, newest)


def control_of(found: Iterable[Scene], asked: Asked, rules: Rules, at: dt.date | None, newest: dt.date | None) -> Control:
    """The same from scenes; `newest` is the last day on which an article came out."""
    steps: dict[str, dict[str, list[Holding]]] = {}
    beside: list[Beside] = []
    for scene in found:
        for each in holdings(scene, asked.spot, rules):
            if isinstance(each, Aside):
                beside.append(beside_of(each))
            else:
                steps.setdefault(each.who, {}).setdefault(each.spot.id or each.spot.name_ar, []).append(each)
    until = max(filter(None, (at, newest)), default=dt.date.min)
    accounts = tuple(
        Account(who, tuple(i for spot in _spots(places, asked.spot) for i in intervals(places[spot], rules.quiet_days, until)))
        for who, places in sorted(steps.items())
    )
    quiet = dt.timedelta(days=rules.quiet_days)
    state, holders = _on(at, accounts, asked.spot, quiet)
    return Control(asked.spot, at, state, holders, accounts, tuple(disputes(accounts)), tuple(sorted(beside, key=beside_order)))


def beside_of(aside: Aside) -> Beside:
    """What stands beside, of a claim that makes no step."""
    days, scene = aside.days, aside.scene
    start, end, words = (None, None, None) if days is None else (days.start, days.end, days.words)
    return Beside(aside.why, scene.statement.claim.type, scene.who, aside.parties, start, end, words, scene.id)


def beside_order(b: Beside) -> tuple[dt.date, dt.date, str, str]:
    """What claims that stand beside are sorted by: their days, the claim, and who says it."""
    return in_order(b.end), in_order(b.start), b.claim, b.who


def _spots(places: Mapping[str, list[Holding]], asked: Spot) -> list[str]:
    """The place asked for, then those within it by name."""
    return sorted(places, key=lambda key: (key != (asked.id or asked.name_ar), places[key][0].spot.name_ar, key))


def standing(interval: Interval, day: dt.date, quiet: dt.timedelta) -> bool:
    """Whether an interval holds on a day, as far as is known: `quiet` past the last claim, unless it was closed before."""
    if day < opening(interval):
        return False
    closed = interval.closed
    if closed is None or closed.what == "no information":
        return day <= interval.last + quiet
    return day < (closed.end or closed.start or interval.last)


def _on(day: dt.date | None, accounts: Iterable[Account], asked: Spot, quiet: dt.timedelta) -> tuple[State, tuple[Party, ...]]:
    """What is known of a day over all voices."""
    if day is None:
        return "no information", ()
    told = [(a.who, i) for a in accounts for i in a.intervals if standing(i, day, quiet)]
    here = [i for _, i in told]
    holders = {i.holder.side: i.holder for i in sorted(here, key=lambda i: (i.holder.side, i.holder.id or "", i.holder.name), reverse=True)}
    parties = tuple(holders[side] for side in sorted(holders))
    whole = {i.holder.side for i in here if i.extent == "whole" and i.spot == asked}
    parts = {i.holder.side for i in here if i.extent != "entered" and not (i.extent == "whole" and i.spot == asked)}
    if not whole and not parts:
        return ("entered" if here else "no information"), parties
    if len(whole) == 1:
        # Who gives the whole to one side and a place within to another tells of a part; another voice contradicts.
        (side,) = whole
        giving = {who for who, i in told if i.extent == "whole" and i.spot == asked}
        others = {who for who, i in told if i.extent != "entered" and i.holder.side != side}
        return ("held" if not others else "divided" if others <= giving else "contested"), parties
    if whole:
        return "contested", parties
    return ("divided" if len(parts) > 1 else "partly held"), parties


def disputes(accounts: Iterable[Account]) -> Iterator[Dispute]:
    """The times in which voices give the same whole to different sides, each as long as it lasts, by place and day."""
    held: dict[str, list[tuple[str, Interval]]] = {}
    for account in accounts:
        for interval in account.intervals:
            if interval.extent == "whole":
                held.setdefault(interval.spot.id or interval.spot.name_ar, []).append((account.who, interval))
    for spot in sorted(held):
        yield from _disputes(held[spot])


def _disputes(held: Sequence[tuple[str, Interval]]) -> Iterator[Dispute]:
    """One walk over the days on which an interval begins or ends."""
    begins = sorted((opening(i), n) for n, (_, i) in enumerate(held))
    ends = sorted((i.last, n) for n, (_, i) in enumerate(held))
    open_now: Counter[str] = Counter()
    members: set[int] = set()
    part_of: set[int] = set()
    since: dt.date | None = None
    at = 0
    for last, n in ends:
        while at < len(begins) and begins[at][0] <= last:
            day, opened = begins[at]
            open_now[held[opened][1].holder.side] += 1
            members.add(opened)
            at += 1
            if len(open_now) > 1:
                since = since or day
                part_of |= members if not part_of else {opened}
        side = held[n][1].holder.side
        members.discard(n)
        open_now[side] -= 1
        if not open_now[side]:
            del open_now[side]
        if since is not None and len(open_now) < 2:
            yield _dispute([held[k] for k in sorted(part_of)], since, last)
            since, part_of = None, set()


def _dispute(held: Sequence[tuple[str, Interval]], start: dt.date, end: dt.date) -> Dispute:
    sides = sorted({(who, i.holder) for who, i in held}, key=lambda s: (s[0], s[1].side, s[1].name))
    claims = tuple(dict.fromkeys(claim for _, i in held for claim in i.claims))
    return Dispute(held[0][1].spot, start, end, tuple(sides), claims)
