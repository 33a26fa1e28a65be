"""Where voices conflict, the most telling first: whether something happened, who did it, who holds a place, how many, where and when.

Whether something happened and who holds a place can be asked of any two articles, since a place and a day are enough. The others need to
be about one occasion: an incident, or what one article tells of one place and time. Voices that speak of different things do not disagree,
so where it is not known to be one occasion nothing is said.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, TypeVar

from marsad import lexicon
from marsad.geo.geometry import rough_km
from marsad.model import Place, Quantity
from marsad.synthesis import frontrules as rules
from marsad.synthesis.figures import Figure
from marsad.synthesis.incidents import Incident
from marsad.synthesis.parties import parties
from marsad.synthesis.speakers import account_of
from marsad.synthesis.statements import Period, Statement
from marsad.text.names import words_of

About = Literal["happened", "who", "holder", "figure", "where", "when"]
T = TypeVar("T")
ABOUT: tuple[About, ...] = ("happened", "who", "holder", "figure", "where", "when")

# What each is worth before anything else is known: that it happened at all decides all the rest, a figure may only be an earlier one.
_WORTH: Mapping[About, float] = {"happened": 5, "who": 4, "holder": 4, "figure": 3, "where": 2, "when": 2}
_HOLDS = ("capture", "control")
_DOERS = ("violence", "harm")
# News without a time speak of the last days: what is told so long apart need not be one occasion.
_FRESH = dt.timedelta(days=3)
# One or two are told by a name or a dual ("the commander"), which is seldom meant as the count of all.
_FEW = 2
# Characters of a text, about two sentences, within which a denial means what was just told.
_CLOSE = 300


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: what it `says` in a few words, those who say so, and the ids of their claims, in order."""

    says: str
    voices: tuple[str, ...]
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"says": self.says, "voices": list(self.voices), "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sides or more that cannot all be right. `type` is that of the claims, `place` and the days (None: open) are what they have in
    common, `reason` says in plain words why they conflict, `because` why it stands where it stands: what made its `score`."""

    about: About
    type: str
    place: str | None
    start: dt.date | None
    end: dt.date | None
    sides: tuple[Side, ...]
    reason: str
    score: float
    because: tuple[str, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """All claims behind it."""
        return tuple(id for side in self.sides for id in side.claims)

    def to_json(self) -> dict[str, Any]:
        days = {"start": self.start and self.start.isoformat(), "end": self.end and self.end.isoformat()}
        told = {"about": self.about, "type": self.type, "place": self.place, **days, "reason": self.reason}
        return {**told, "score": self.score, "because": list(self.because), "sides": [side.to_json() for side in self.sides]}


def disagreements(
    statements: Iterable[Statement], incidents: Sequence[Incident] = (), figures: Sequence[Figure] = ()
) -> tuple[Disagreement, ...]:
    """Where the statements disagree, the most telling first. `incidents` say which are about one occasion; what they leave out is taken for
    one only within an article. `figures` are those of the incidents: they know which later figure of a voice took the place of an earlier
    one. The order is the same whatever the order of the statements."""
    told = sorted({s.id: s for s in statements}.values(), key=lambda s: (s.article, s.claim.trigger.start, s.id))
    found = [*_on_what_happened(told), *_on_holders(told)]
    for occasion, incident in _occasions(told, incidents):
        found += _on_who(occasion)
        if not (incident and figures):
            found += _on_figures([(s, q) for s in occasion if s.claim.status == "asserted" for q in s.claim.quantities])
        if incident:
            found += _on_where(occasion)
            found += _on_when(occasion)
    by_id = {s.id: s for s in told}
    for figure in (f for f in figures if f.agreement == "conflict"):
        rows = [(by_id[row.claim], row) for row in figure.standing if row.claim in by_id]
        found += _on_figures([(s, q) for s, row in rows for q in s.claim.quantities if (q.low, q.high) == (row.low, row.high)])
    unique = {(d.about, frozenset(d.claims)): d for d in found}
    return tuple(sorted(unique.values(), key=lambda d: (-d.score, ABOUT.index(d.about), d.claims)))


def days_of(statement: Statement) -> Period:
    """The days that a claim may be about: those it tells, else the last before it came out."""
    period = statement.period
    if period.told or period.end is None:
        return period
    return Period(period.end - _FRESH, period.end, told=False)


# ---- one kind after the other


def _on_what_happened(told: Sequence[Statement]) -> Iterator[Disagreement]:
    """One says that it happened, another that it did not: the same type, place and days, as far as those are told."""
    for alike in _grouped((s for s in told if s.claim.status in ("asserted", "negated")), lambda s: s.claim.type):
        denied = [s for s in alike if s.claim.status == "negated"]
        asserted = [s for s in alike if s.claim.status == "asserted"] if denied else []
        there, beside = ({key(here[0]): here for here in _grouped(asserted, key)} for key in (_spot, _version))
        for denial in denied:
            spot = _spot(denial)
            near = {s.id: s for s in (*(there.get(spot, ()) if spot else ()), *beside.get(_version(denial), ()))}
            says = [s for s in near.values() if _same(s, denial)]
            if says and account_of(denial) not in {account_of(s) for s in says}:
                again = [s for s in denied if all(_same(s, other) for other in says)]
                sides = [("it happened", says), ("it did not", again)]
                yield _made("happened", sides, "one side says that it happened, the other that it did not")


def _on_holders(told: Sequence[Statement]) -> Iterator[Disagreement]:
    """Two give the same place on the same days to different sides, each the whole of it."""
    holding = [
        s for s in told if s.claim.type in _HOLDS and s.claim.status == "asserted" and not any(q.of == "share" for q in s.claim.quantities)
    ]
    for here in _grouped((s for s in holding if s.places), _spot):
        by_side = _by_doer(s for s in here if _known_doer(s))
        for one, other in combinations(by_side, 2):
            pairs = [(a, b) for a in by_side[one] for b in by_side[other] if _at_once(a, b) and account_of(a) != account_of(b)]
            if pairs:
                sides = [
                    (name, list({s.id: s for s in side}.values()))
                    for name, side in zip((one, other), zip(*pairs, strict=True), strict=True)
                ]
                yield _made("holder", sides, "different sides are said to hold the same place at the same time")


def _on_who(occasion: Sequence[Statement]) -> Iterator[Disagreement]:
    """Different known parties are said to have done the same."""
    doing = [s for s in occasion if s.family in _DOERS and s.claim.status == "asserted"]
    for same in _grouped(doing, lambda s: s.claim.type):
        by_doer = _by_doer(s for s in same if _known_doer(s))
        if len(by_doer) > 1 and len({account_of(s) for said in by_doer.values() for s in said}) > 1 and not _joint(by_doer):
            yield _made("who", list(by_doer.items()), "different parties are said to have done it")


def _on_figures(counted: Sequence[tuple[Statement, Quantity]]) -> Iterator[Disagreement]:
    """Figures of the same that do not overlap. What one voice tells twice is its correction, not a disagreement."""
    several = [(s, q) for s, q in counted if q.high is None or q.high > _FEW]
    for same in _grouped(several, lambda of: (of[0].claim.type, of[1].of, of[1].unit, _whom(of[1]))):
        bounds: dict[tuple[float, float], list[tuple[Statement, Quantity]]] = {}
        for s, q in same:
            bounds.setdefault((-math.inf if q.low is None else q.low, math.inf if q.high is None else q.high), []).append((s, q))
        apart = {
            key
            for a, b in combinations(sorted(bounds), 2)
            if a[1] < b[0] and {account_of(s) for s, _ in bounds[a]} != {account_of(s) for s, _ in bounds[b]}
            for key in (a, b)
        }
        if apart:
            sides = [(bounds[key][0][1].span.text, [s for s, _ in bounds[key]]) for key in sorted(apart)]
            low, high = min(key[1] for key in apart), max(key[0] for key in apart)
            yield _made("figure", sides, "the figures do not overlap", (_far(low, high),) if low > 0 else ())


def _on_where(occasion: Sequence[Statement]) -> Iterator[Disagreement]:
    """The same is said to have happened at places that lie apart."""
    placed = [s for s in occasion if s.places and s.claim.status == "asserted"]
    for same in _grouped(placed, lambda s: s.claim.type):
        spots = {key: [s for s in same if _spot(s) == key] for key in dict.fromkeys(map(_spot, same))}
        apart = [(a, b) for a, b in combinations(spots, 2) if _apart(spots[a][0].places, spots[b][0].places)]
        for a, b in apart:
            if {account_of(s) for s in spots[a]} != {account_of(s) for s in spots[b]}:
                yield _made("where", [(_place(spots[k][0]) or "", spots[k]) for k in (a, b)], "the places lie apart")


def _on_when(occasion: Sequence[Statement]) -> Iterator[Disagreement]:
    """The same is said to have happened on other days."""
    timed = [s for s in occasion if s.period.told and s.claim.status == "asserted"]
    for same in _grouped(timed, lambda s: s.claim.type):
        for a, b in combinations(same, 2):
            if not a.period.overlaps(b.period) and account_of(a) != account_of(b):
                yield _made("when", [(_days(s.period), [s]) for s in (a, b)], "the days that are told do not overlap")


# ---- what is one occasion, and who is one party


def _occasions(told: Sequence[Statement], incidents: Sequence[Incident]) -> Iterator[tuple[list[Statement], bool]]:
    """The statements of each incident, then those that are in none, by article and place, on days that may be the same."""
    by_id = {s.id: s for s in told}
    within: set[str] = set()
    for incident in incidents:
        within.update(incident.claims)
        yield [by_id[id] for id in incident.claims if id in by_id], True
    for here in _grouped((s for s in told if s.id not in within), lambda s: (s.article, _spot(s))):
        yield from ((days, False) for days in _by_days(here))


def _by_days(told: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The statements parted where their days cannot be the same."""
    parted: list[list[Statement]] = []
    for s in told:
        fits = next((days for days in parted if all(_at_once(s, other) for other in days)), None)
        if fits is None:
            parted.append([s])
        else:
            fits.append(s)
    yield from parted


def _at_once(a: Statement, b: Statement) -> bool:
    """Whether both may be about one day. In one article what has no time goes with all."""
    if a.article == b.article and not (a.period.told and b.period.told):
        return True
    return days_of(a).overlaps(days_of(b))


def _same(a: Statement, b: Statement) -> bool:
    """Whether two claims of one type may be about the same: at one place and time, and with no role that both give to other known parties.
    Where one tells no place, they stand close together in one article."""
    ours, theirs = _spot(a), _spot(b)
    if ours is None or theirs is None:
        if a.version != b.version or abs(a.claim.trigger.start - b.claim.trigger.start) > _CLOSE:
            return False
    elif ours != theirs:
        return False
    return _at_once(a, b) and all(_may_share(a, b, role) for role in ("agent", "target", "object"))


def _may_share(a: Statement, b: Statement, role: str) -> bool:
    ours, theirs = ({p.side for p in parties(s.claim, role, rules.load().sides) if p.id is not None} for s in (a, b))
    return not ours or not theirs or bool(ours & theirs)


def _by_doer(told: Iterable[Statement]) -> dict[str, list[Statement]]:
    """The statements by the side that does it, by its name; those that name several, or nobody, are left out."""
    out: dict[str, list[Statement]] = {}
    names: dict[str, str] = {}
    for s in told:
        doers = parties(s.claim, "agent", rules.load().sides)
        if len(doers) == 1:
            out.setdefault(names.setdefault(doers[0].side, doers[0].name), []).append(s)
    return out


def _known_doer(s: Statement) -> bool:
    return any(f.actor is not None for f in s.claim.roles.get("agent", ()))


def _joint(by_doer: Mapping[str, Sequence[Statement]]) -> bool:
    """Whether one voice tells of all of them: they then did it side by side, or one after the other."""
    return bool(frozenset.intersection(*(frozenset(map(account_of, said)) for said in by_doer.values())))


def _whom(quantity: Quantity) -> str:
    """Who or what is counted: the noun, else the adjective, that the words of the figure end in, in its singular; empty where they end in
    neither, as in a bare number."""
    known = lexicon.load()
    entries = [known.entries[n] for word in words_of(quantity.span.text)[-1:] for n, _ in known.forms.get(word, ())]
    lemmas = {entry.kind: entry.lemma for entry in reversed(entries)}
    return lemmas.get("noun") or lemmas.get("adjective") or ""


def _spot(s: Statement) -> str | None:
    """What tells where it happens from elsewhere: the place, also how much of it, by its name; None where none is known."""
    places = s.places
    return "+".join(sorted({p.name_ar for p in places})) or None


def _version(s: Statement) -> str:
    return s.version


def _place(s: Statement) -> str | None:
    return "، ".join(dict.fromkeys(p.name_ar for p in s.places)) or None


def _apart(ours: Iterable[Place], theirs: Iterable[Place]) -> bool:
    """Whether no place of one reaches one of the other."""
    return all(_km_between(a, b) > 0 for a in ours for b in theirs)


def _km_between(a: Place, b: Place) -> float:
    if a.lat is None or a.lon is None or a.radius_km is None or b.lat is None or b.lon is None or b.radius_km is None:
        return 0.0
    return rough_km((a.lat, a.lon), (b.lat, b.lon)) - a.radius_km - b.radius_km


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    out: dict[Hashable, list[T]] = {}
    for item in items:
        out.setdefault(key(item), []).append(item)
    return list(out.values())


# ---- how it is told and weighed


def _made(
    about: About, sides: Sequence[tuple[str, Sequence[Statement]]], reason: str, more: tuple[tuple[float, str], ...] = ()
) -> Disagreement:
    said = [s for _, here in sides for s in here]
    periods = [days_of(s) for s in said]
    starts, ends = ([day for day in days if day is not None] for days in ([p.start for p in periods], [p.end for p in periods]))
    told = tuple(
        Side(
            says,
            tuple(sorted(set(map(account_of, here)))),
            tuple(s.id for s in sorted(here, key=lambda s: (s.article, s.claim.trigger.start, s.id))),
        )
        for says, here in sides
    )
    reasons = [(_WORTH[about], _NAMES[about]), *_weighed(said, told), *more]
    score = round(sum(points for points, _ in reasons), 2)
    place = next((_place(s) for s in said if s.places), None)
    return Disagreement(
        about,
        said[0].claim.type,
        place,
        min(starts, default=None),
        max(ends, default=None),
        told,
        reason,
        score,
        tuple(why for _, why in reasons),
    )


_NAMES: Mapping[About, str] = {
    "happened": "it is about whether it happened at all",
    "who": "it is about who did it",
    "holder": "it is about who holds a place",
    "figure": "it is about how many",
    "where": "it is about where",
    "when": "it is about when",
}


def _weighed(said: Sequence[Statement], sides: Sequence[Side]) -> Iterator[tuple[float, str]]:
    """What else makes a disagreement telling, and how much."""
    fewest = min(len(side.voices) for side in sides)
    if fewest > 1:
        yield min(2.0, math.log2(fewest)), f"{fewest} voices or more stand on each side"
    if len({s.article for s in said}) == 1:
        yield 1.0, "one article tells both, so they speak of the same"
    if any(s.family == "harm" for s in said):
        yield 1.0, "people came to harm"
    if all(s.period.told for s in said):
        yield 0.5, "all tell the time"
    if not all(s.places for s in said):
        yield -1.5, "not all tell a place that is known"
    elif any((p.radius_km or 0.0) > 20 for s in said for p in s.places):
        yield -0.5, "the place is wide"


def _far(low: float, high: float) -> tuple[float, str]:
    """How far apart two figures are: a point for each doubling, three at most."""
    return round(min(3.0, math.log2(high / low)), 2), f"the highest is {high / low:.1f} times the lowest"


def _days(period: Period) -> str:
    start, end = (day.isoformat() if day else "…" for day in (period.start, period.end))
    return start if start == end else f"{start} – {end}"
