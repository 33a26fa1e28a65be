"""Who besieges a place, through time, by whose account; who is inside, what they lack, and who comes near.

A siege that one voice tells stands from the day it gives to the last that it speaks of, and ends where that voice says that it was
lifted. A lifting that is only expected ends nothing. Figures, shortages and distances stand voice by voice: none is chosen.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from marsad.synthesis.control import Beside
from marsad.synthesis.parties import Party
from marsad.synthesis.spots import Spot

Step = Literal["told", "imposed", "tightened", "lifted"]
Standing = Literal["besieged", "lifted", "no information"]


@dataclass(frozen=True, slots=True)
class SiegeStep:
    """What is told of a siege: that it is there ("told", since a day between `start` and `end` where the words give one), that it begins,
    is tightened or lifted. `words` are those of the time, `spoken` those that name the step."""

    what: Step
    start: dt.date | None
    end: dt.date | None
    words: str | None
    spoken: str
    claim: str

    def to_json(self) -> dict[str, Any]:
        days = {"start": self.start.isoformat() if self.start else None, "end": self.end.isoformat() if self.end else None}
        return {"what": self.what, **days, "words": self.words, "spoken": self.spoken, "claim": self.claim}


@dataclass(frozen=True, slots=True)
class SiegeAccount:
    """A siege as one voice tells it. `spot` is what is besieged, the place that was asked for or one in or beside it, `besiegers` by whom
    and `besieged` whom, empty where that voice does not say. `since` is the earliest day that it gives, all that it gives are in `steps`;
    `last` is the last day that it speaks of."""

    who: str
    spot: Spot
    besiegers: tuple[Party, ...]
    besieged: tuple[Party, ...]
    standing: Standing
    since: dt.date | None
    last: dt.date
    steps: tuple[SiegeStep, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "who": self.who,
            "spot": self.spot.to_json(),
            "besiegers": [p.to_json() for p in self.besiegers],
            "besieged": [p.to_json() for p in self.besieged],
            "standing": self.standing,
            "since": self.since.isoformat() if self.since else None,
            "last": self.last.isoformat(),
            "steps": [s.to_json() for s in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Inside:
    """How many are there, by one voice: the bounds of its words (None is an open end), of whom, and in what, in its words."""

    who: str
    low: int | float | None
    high: int | float | None
    approx: bool
    unit: str
    words: str
    within: str | None
    day: dt.date | None
    claim: str

    def to_json(self) -> dict[str, Any]:
        bounds = {"low": self.low, "high": self.high, "approx": self.approx, "unit": self.unit}
        day = self.day.isoformat() if self.day else None
        return {"who": self.who, **bounds, "words": self.words, "within": self.within, "day": day, "claim": self.claim}


@dataclass(frozen=True, slots=True)
class Need:
    """What is lacking, cut off, refused or brought there, by one voice: the type of the claim, its status, and its things in its words."""

    type: str
    status: str
    who: str
    things: tuple[str, ...]
    day: dt.date | None
    claim: str

    def to_json(self) -> dict[str, Any]:
        day = self.day.isoformat() if self.day else None
        told = {"type": self.type, "status": self.status, "who": self.who, "things": list(self.things)}
        return {**told, "day": day, "claim": self.claim}


@dataclass(frozen=True, slots=True)
class Approach:
    """Somebody who comes near, by one voice: how many kilometres are left (None is an open end) to what, in its words, and whether that has
    happened ("asserted") or is expected, intended, possible or denied."""

    who: str
    parties: tuple[Party, ...]
    status: str
    low_km: float | None
    high_km: float | None
    to: str | None
    start: dt.date | None
    end: dt.date | None
    words: str | None
    claim: str

    def to_json(self) -> dict[str, Any]:
        told = {"who": self.who, "parties": [p.to_json() for p in self.parties], "status": self.status}
        days = {"start": self.start.isoformat() if self.start else None, "end": self.end.isoformat() if self.end else None}
        return {**told, "low_km": self.low_km, "high_km": self.high_km, "to": self.to, **days, "words": self.words, "claim": self.claim}


@dataclass(frozen=True, slots=True)
class Siege:
    """All that is told of the sieges of a place up to the day `at`. `beside` are claims of sieges and liftings that are expected, intended,
    possible, denied, or cannot be put in time."""

    spot: Spot
    at: dt.date | None
    accounts: tuple[SiegeAccount, ...]
    inside: tuple[Inside, ...]
    needs: tuple[Need, ...]
    approaches: tuple[Approach, ...]
    beside: tuple[Beside, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "place": self.spot.to_json(),
            "at": None if self.at is None else self.at.isoformat(),
            "accounts": [a.to_json() for a in self.accounts],
            "inside": [i.to_json() for i in self.inside],
            "needs": [n.to_json() for n in self.needs],
            "approaches": [a.to_json() for a in self.approaches],
            "beside": [b.to_json() for b in self.beside],
        }
