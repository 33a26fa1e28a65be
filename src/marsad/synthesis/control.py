"""Who holds a place, through time, by whose account.

Each voice has its own line: what it says to hold, to be taken, entered or lost opens and closes intervals, each with the claims behind it.
What is expected, intended, possible or denied opens none and stands beside. Where nobody says anything for a while there is no
information, never a guess. Two who hold parts of a place are no conflict; two voices that give the same whole to different sides are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from marsad.synthesis.parties import Party
from marsad.synthesis.spots import Share, Spot

Extent = Literal["whole", "part", "entered"]
Edge = Literal["held", "captured", "entered", "reduced", "lost", "no information"]
State = Literal["held", "partly held", "divided", "contested", "entered", "no information"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An edge of an interval. It lies between `start` and `end`, which are as exact as the words: a state that was only seen to be so
    began by `end`, and nobody says when (`start` is None). `words` are those of the time where it is told, `claims` the ids behind it;
    what ends in "no information" ends for want of claims, and has none."""

    what: Edge
    start: dt.date | None
    end: dt.date | None
    words: str | None
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"what": self.what, **_days(self.start, self.end), "words": self.words, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class Interval:
    """A holder and what it holds: `extent` and `share` are of `spot`, which is the place that was asked for or one within it. It is known
    to stand from `opened` to `last`, the last day that a claim speaks of; `closed` is None as long as it stands. `claims` are all
    behind it, in the order of their days."""

    holder: Party
    spot: Spot
    extent: Extent
    share: Share | None
    opened: Turn
    last: dt.date
    closed: Turn | None
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "holder": self.holder.to_json(),
            "spot": self.spot.to_json(),
            "extent": self.extent,
            "share": None if self.share is None else self.share.to_json(),
            "opened": self.opened.to_json(),
            "last": self.last.isoformat(),
            "closed": None if self.closed is None else self.closed.to_json(),
            "claims": list(self.claims),
        }


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
    "after the day asked for", "retreat" or "wider place". `parties` are those who would hold, take or lose it."""

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
        return {**told, **_days(self.start, self.end), "words": self.words, "claim": self.claim}


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
        return {"spot": self.spot.to_json(), **_days(self.start, self.end), "sides": sides, "claims": list(self.claims)}


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


def _days(start: dt.date | None, end: dt.date | None) -> dict[str, str | None]:
    return {"start": None if start is None else start.isoformat(), "end": None if end is None else end.isoformat()}
