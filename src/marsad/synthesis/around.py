"""What is told around a siege: who is inside, what they lack, and who comes near. Voice by voice; none is chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.model import Claim, Quantity
from marsad.synthesis.frontrules import Rules
from marsad.synthesis.intervals import days_json
from marsad.synthesis.parties import Party, parties
from marsad.synthesis.scenes import Scene, days_of, in_order

_METRES = 1000.0


@dataclass(frozen=True, slots=True)
class Inside:
    """How many are there, by one voice: the bounds of its words (None is an open end), of whom, and in what,
    in its words; `held_by` are those whom the same words say to hold that."""

    who: str
    low: int | float | None
    high: int | float | None
    approx: bool
    unit: str
    words: str
    within: str | None
    held_by: tuple[Party, ...]
    day: dt.date | None
    claim: str

    def to_json(self) -> dict[str, Any]:
        bounds = {"low": self.low, "high": self.high, "approx": self.approx, "unit": self.unit}
        day = self.day.isoformat() if self.day else None
        held = [p.to_json() for p in self.held_by]
        return {"who": self.who, **bounds, "words": self.words, "within": self.within, "held_by": held, "day": day, "claim": self.claim}


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
        days = days_json(self.start, self.end)
        return {**told, "low_km": self.low_km, "high_km": self.high_km, "to": self.to, **days, "words": self.words, "claim": self.claim}


def inside_of(found: Sequence[Scene], rules: Rules) -> tuple[Inside, ...]:
    """The figures of people in a place, in the order of their days."""
    holders = _holders(found, rules)
    out = []
    for scene in found:
        claim = scene.statement.claim
        if claim.type not in rules.inside or claim.status != "asserted":
            continue
        within = next(iter(claim.roles.get("place", ())), None)
        held = () if within is None else holders.get((scene.statement.version, within.span.start), ())
        for q in claim.quantities:
            if q.of == "count" and q.unit == "person":
                where = None if within is None else within.span.text
                out.append(Inside(scene.who, q.low, q.high, q.approx, q.unit, q.span.text, where, held, _day(scene), scene.id))
    return tuple(sorted(out, key=lambda i: (in_order(i.day), i.who, i.claim, i.words)))


def _holders(found: Iterable[Scene], rules: Rules) -> dict[tuple[str, int], tuple[Party, ...]]:
    """Who is said to hold a place, by the version of the article and where its words stand: "the quarters under their control"."""
    out: dict[tuple[str, int], tuple[Party, ...]] = {}
    for scene in found:
        claim = scene.statement.claim
        if claim.type == "control" and claim.status == "asserted":
            for filler in claim.roles.get("place", ()):
                out.setdefault((scene.statement.version, filler.span.start), parties(claim, "agent", rules.sides))
    return out


def needs_of(found: Iterable[Scene], rules: Rules) -> tuple[Need, ...]:
    """What is lacking, refused or brought, in the order of its days."""
    out = []
    for scene in found:
        claim = scene.statement.claim
        if claim.type in rules.needs:
            out.append(Need(claim.type, claim.status, scene.who, _things(claim), _day(scene), scene.id))
    return tuple(sorted(out, key=lambda n: (in_order(n.day), n.type, n.who, n.claim)))


def _things(claim: Claim) -> tuple[str, ...]:
    for role in ("object", "target"):
        if claim.roles.get(role):
            return tuple(dict.fromkeys(" ".join(f.span.text.split()) for f in claim.roles[role]))
    return ()


def approaches_of(found: Iterable[Scene], rules: Rules) -> tuple[Approach, ...]:
    """Who comes near, in the order of their days."""
    out = []
    for scene in found:
        claim = scene.statement.claim
        if claim.type != "advance":
            continue
        days = days_of(scene.statement, state=False)
        start, end, words = (None, None, None) if days is None else (days.start, days.end, days.words)
        low, high = _distance(claim.quantities)
        named = [told.words for told, _ in scene.told if not told.context]
        named += [f.span.text for role in ("toward", "place") for f in claim.roles.get(role, ())]
        to = next((" ".join(words.split()) for words in named), None)
        who = parties(claim, "agent", rules.sides)
        out.append(Approach(scene.who, who, claim.status, low, high, to, start, end, words, scene.id))
    return tuple(sorted(out, key=lambda a: (in_order(a.end or a.start), a.who, a.claim)))


def _distance(quantities: Iterable[Quantity]) -> tuple[float | None, float | None]:
    """The kilometres that a claim tells; both None where it tells none."""
    for q in quantities:
        if q.of == "distance" and q.unit in ("km", "m"):
            scale = _METRES if q.unit == "m" else 1.0
            return (None if q.low is None else q.low / scale), (None if q.high is None else q.high / scale)
    return None, None


def _day(scene: Scene) -> dt.date | None:
    """The day that a figure is of: the last that its words allow, else that on which it came out."""
    days = days_of(scene.statement, state=True)
    return None if days is None else days.last
