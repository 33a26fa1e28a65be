"""What claims say of who holds a place: holdings, each a step that a timeline is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from marsad.synthesis.frontrules import Rules
from marsad.synthesis.parties import Party, parties
from marsad.synthesis.scenes import Days, Scene, days_of
from marsad.synthesis.sites import Share, Spot

Step = Literal["held", "lost", "captured", "entered"]
TYPES = ("control", "capture", "withdrawal", "advance")


@dataclass(frozen=True, slots=True)
class Holding:
    """That a party holds, loses, captures or enters a place, or (`part`) a part of it, by one claim."""

    step: Step
    who: str
    party: Party
    spot: Spot
    part: bool
    share: Share | None
    days: Days
    claim: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A claim on who holds a place that is no holding, and why."""

    why: str
    scene: Scene
    parties: tuple[Party, ...]
    days: Days | None


def holdings(scene: Scene, asked: Spot, rules: Rules) -> Iterator[Holding | Aside]:
    """What a scene says of who holds the place asked for, or places within it."""
    claim = scene.statement.claim
    here = [told for told, how in scene.told if how in ("same", "within")]
    if claim.type not in TYPES or scene.silent or not here:
        return
    if claim.type == "advance" and claim.rule not in rules.enters:
        return
    steps = list(_steps(scene, rules))
    named = tuple(dict.fromkeys(party for _, party in steps))
    days = days_of(scene.statement, state=claim.type == "control")
    why = _why_not(scene, steps, days)
    if why or days is None:
        yield Aside(why, scene, named or parties(claim, "agent", rules.sides), days)
        return
    for told in here:
        spot = asked if told.place.id == asked.id else told.spot
        for step, party in steps:
            yield Holding(step, scene.who, party, spot, told.part, told.share, days, scene.id)


def _why_not(scene: Scene, steps: Sequence[tuple[Step, Party]], days: Days | None) -> str:
    claim = scene.statement.claim
    if claim.status != "asserted":
        return "denied" if claim.status == "negated" else claim.status
    if claim.type == "withdrawal" and not claim.roles.get("from"):
        return "retreat"
    if not steps:
        return "nobody named"
    return "no day" if days is None else ""


def _steps(scene: Scene, rules: Rules) -> Iterator[tuple[Step, Party]]:
    claim = scene.statement.claim
    agents, targets = parties(claim, "agent", rules.sides), parties(claim, "target", rules.sides)
    if claim.type == "control":
        yield from (("held", party) for party in agents)
    elif claim.type == "withdrawal":
        yield from (("lost", party) for party in agents)
    elif claim.type == "advance":
        yield from (("entered", party) for party in agents)
    else:
        taking = {party.side for party in agents}
        yield from (("lost", party) for party in targets if party.side not in taking)
        yield from (("captured", party) for party in agents)
