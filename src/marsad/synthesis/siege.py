"""Who besieges a place, through time, by whose account; who is inside, what they lack, and who comes near.

A siege that one voice tells stands from the day it gives to the last that it speaks of, and ends where that voice says that it was
lifted. A lifting that is only expected ends nothing. Figures, shortages and distances stand voice by voice: none is chosen.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from marsad.geo.words import cuts
from marsad.model import Claim
from marsad.synthesis.around import Approach, Inside, Need, approaches_of, inside_of, needs_of
from marsad.synthesis.control import Beside, beside_order
from marsad.synthesis.frontrules import Rules
from marsad.synthesis.intervals import days_json
from marsad.synthesis.parties import Party, parties
from marsad.synthesis.scenes import Scene, days_of, in_order, scenes
from marsad.synthesis.sites import Asked, Spot
from marsad.synthesis.statements import Statement
from marsad.text.names import words_of

TYPES = ("siege", "siege_lifted")
_NEXT = 2  # characters from the end of a noun to the beginning of the adjective behind it, at most
_CONJUNCTIONS = ("", "و", "ف")
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
        return {"what": self.what, **days_json(self.start, self.end), "words": self.words, "spoken": self.spoken, "claim": self.claim}


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


@dataclass(frozen=True, slots=True)
class _Told:
    """A step with what else its claim says: the days it is known of, who besieges whom, and the article."""

    step: SiegeStep
    first: dt.date
    last: dt.date
    besiegers: tuple[Party, ...]
    besieged: tuple[Party, ...]
    article: str


def siege(statements: Iterable[Statement], asked: Asked, rules: Rules, *, at: dt.date | None = None) -> Siege:
    """The sieges of the place asked for and of what lies in it or touches it, from all statements of the articles that speak of it. `at` is
    the day to look at; without one it is the newest day on which one of the articles came out."""
    given = list(statements)
    newest = max((s.published for s in given if s.published is not None), default=None)
    return siege_of(tuple(scenes(given, asked, rules)), asked, rules, at or newest)


def siege_of(found: Sequence[Scene], asked: Asked, rules: Rules, at: dt.date | None) -> Siege:
    """The same from scenes."""
    told: dict[tuple[str, str], list[_Told]] = {}
    spots: dict[str, Spot] = {}
    beside: list[Beside] = []
    lifted = _lifted(found)
    for scene in found:
        claim = scene.statement.claim
        if claim.type not in TYPES or _is_what_is_lifted(scene, lifted):
            continue
        step = _step(scene, rules)
        if step is None:
            beside.append(_beside(scene, rules))
            continue
        for place, how in scene.told:
            spot = asked.spot if how in ("same", "around") else place.spot
            key = spot.id or spot.name_ar
            spots[key] = spot
            told.setdefault((scene.who, key), []).append(step)
    accounts = [
        _account(who, spots[key], episode, rules, at)
        for (who, key), steps in told.items()
        for episode in _episodes(steps, dt.timedelta(days=rules.quiet_days))
    ]
    here = asked.spot.id or asked.spot.name_ar
    accounts.sort(key=lambda a: ((a.spot.id or a.spot.name_ar) != here, a.spot.name_ar, a.who, a.last))
    return Siege(
        asked.spot,
        at,
        tuple(accounts),
        inside_of(found, rules),
        needs_of(found, rules),
        approaches_of(found, rules),
        tuple(sorted(beside, key=beside_order)),
    )


def _step(scene: Scene, rules: Rules) -> _Told | None:
    """The step that a claim tells; None where it is not asserted, or no day is known."""
    claim = scene.statement.claim
    what = _what(claim, rules)
    days = days_of(scene.statement, state=what == "told")
    if claim.status != "asserted" or days is None:
        return None
    spoken = " ".join(claim.trigger.text.split())
    step = SiegeStep(what, days.start, days.end, days.words, spoken, scene.id)
    # Who breaks a siege besieges nobody.
    besiegers = () if what == "lifted" else parties(_described(claim), "agent", rules.sides)
    return _Told(step, days.first, days.last, besiegers, parties(claim, "target", rules.sides), scene.statement.article)


def _described(claim: Claim) -> Claim:
    """The claim without those who stand before what its trigger only describes: "they head for the besieged camp" does not say that
    they besiege it."""
    fillers = [f for role in ("place", "target") for f in claim.roles.get(role, ())]
    before = [f.span.start for f in fillers if f.span.end < claim.trigger.start <= f.span.end + _NEXT]
    if not before:
        return claim
    agents = tuple(f for f in claim.roles.get("agent", ()) if f.span.start > min(before))
    return replace(claim, roles=MappingProxyType({**claim.roles, "agent": agents}))


def _what(claim: Claim, rules: Rules) -> Step:
    if claim.type == "siege_lifted":
        return "lifted"
    first = {word for pro, word in cuts(next(iter(words_of(claim.trigger.text)), "")) if pro in _CONJUNCTIONS}
    if first & rules.tightens:
        return "tightened"
    since = claim.time is not None and claim.time.start is not None and claim.time.end is None
    return "imposed" if first & rules.imposes and not since else "told"


def _lifted(found: Iterable[Scene]) -> dict[str, list[tuple[int, int]]]:
    """From where to where each lifting is told, by the version of its article, in the order of the text."""
    out: dict[str, list[tuple[int, int]]] = {}
    for scene in found:
        claim = scene.statement.claim
        if claim.type == "siege_lifted":
            end = max((f.span.end for f in claim.roles.get("place", ())), default=claim.trigger.end)
            out.setdefault(scene.statement.version, []).append((claim.trigger.start, end))
    return {version: sorted(spans) for version, spans in out.items()}


def _is_what_is_lifted(scene: Scene, lifted: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    """Whether a siege is only named as what is lifted: "the army lifted the siege of the town" tells no siege by the army."""
    spans, start = lifted.get(scene.statement.version, ()), scene.statement.claim.trigger.start
    before = bisect_right(spans, start, key=lambda span: span[0])
    return scene.statement.claim.type == "siege" and before > 0 and start < spans[before - 1][1]


def _episodes(steps: Iterable[_Told], quiet: dt.timedelta) -> Iterator[list[_Told]]:
    """The sieges that one voice tells of one place, one after the other: each ends where it is lifted or nobody speaks of it for long."""
    every = list(steps)
    lifted: dict[str, dt.date] = {}
    for told in every:
        if told.step.what == "lifted":
            lifted[told.article] = min(told.first, lifted.get(told.article, told.first))
    episode: list[_Told] = []
    last = dt.date.min
    for told in sorted(every, key=lambda t: (t.first, t.step.what == "lifted", t.step.claim)):
        # An article that tells the end of a siege does not say that it goes on, though it came out later.
        until = min(told.last, max(told.first, lifted.get(told.article, told.last)))
        if episode and (told.first > last + quiet or (episode[-1].step.what == "lifted" != told.step.what and told.first > last)):
            yield episode
            episode, last = [], dt.date.min
        episode.append(told)
        last = max(last, until)
    if episode:
        yield episode


def _account(who: str, spot: Spot, episode: Sequence[_Told], rules: Rules, at: dt.date | None) -> SiegeAccount:
    steps = tuple(sorted((t.step for t in episode), key=lambda s: (in_order(s.start or s.end), s.what == "lifted", s.claim)))
    ends = [t.first for t in episode if t.step.what == "lifted"]
    last = max((t.last for t in episode), default=dt.date.min) if not ends else max(ends)
    since = min((t.step.start for t in episode if t.step.what != "lifted" and t.step.start is not None), default=None)
    standing: Standing = "besieged"
    if ends:
        standing = "lifted"
    elif at is not None and at > last + dt.timedelta(days=rules.quiet_days):
        standing = "no information"
    besiegers = _each(party for t in episode for party in t.besiegers)
    besieged = _each(party for t in episode for party in t.besieged)
    return SiegeAccount(who, spot, besiegers, besieged, standing, since, last, steps)


def _each(found: Iterable[Party]) -> tuple[Party, ...]:
    """Each side once, in a fixed order. Whom the lexicon does not know is left out where it knows another: the words that a voice uses
    for one besieger are not several besiegers."""
    every = list(found)
    known = [party for party in every if party.id is not None]
    sides: dict[str, Party] = {}
    for party in known or every:
        sides[party.side] = min(party, sides.get(party.side, party), key=lambda p: (p.id is None, p.id or "", p.name))
    return tuple(sides[side] for side in sorted(sides))


def _beside(scene: Scene, rules: Rules) -> Beside:
    claim = scene.statement.claim
    days = days_of(scene.statement, state=False)
    why = "no day" if claim.status == "asserted" else "denied" if claim.status == "negated" else claim.status
    start, end, words = (None, None, None) if days is None else (days.start, days.end, days.words)
    return Beside(why, claim.type, scene.who, parties(claim, "agent", rules.sides), start, end, words, scene.id)
