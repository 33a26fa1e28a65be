"""Claims set before a place: who says each, which places it is about, and how these lie to the place that is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from marsad.model import Place
from marsad.synthesis.frontrules import Rules
from marsad.synthesis.sites import Asked, Lies, Told, lies, told_by
from marsad.synthesis.speakers import account_of
from marsad.synthesis.statements import Statement
from marsad.text.names import spell, words_of

# Where a type of claim has the place that it is about, the surest first.
_ROLES = {
    "advance": ("toward", "place"),
    "withdrawal": ("from", "place"),
    "siege": ("place", "target"),
    "siege_lifted": ("place", "target"),
}
_OTHERS = ("place", "target", "object")
_NAMED = ("place", "toward", "from", "target")
# What a text goes on to call "the quarters" and "there": a town, not a country or a base.
_TOWN = frozenset(("locality", "near"))
_NOWHERE = dt.date.min


@dataclass(frozen=True, slots=True)
class Days:
    """When something is said to be so. It begins between `start` and `end`, None where nobody says; it is known of on the days from `first`
    to `last`; `words` are those of the time where it is told."""

    start: dt.date | None
    end: dt.date | None
    first: dt.date
    last: dt.date
    words: str | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A statement, whose account it is, and what it is about as far as that touches the place asked for. `silent` says that the claim names
    no place at all, and is taken to be about the town that its article named last."""

    statement: Statement
    who: str
    told: tuple[tuple[Told, Lies], ...]
    silent: bool = False

    @property
    def id(self) -> str:
        """That of the claim."""
        return self.statement.id


def scenes(statements: Iterable[Statement], asked: Asked, rules: Rules) -> Iterator[Scene]:
    """The scenes of the statements that touch the place asked for, in an order that does not depend on theirs. `statements` are all of each
    article: what a text leaves unsaid it has said before."""
    ordered = sorted(statements, key=lambda s: (s.article, s.version, s.claim.trigger.start, s.id))
    for _, article in groupby(ordered, key=lambda s: (s.article, s.version)):
        named: Place | None = None
        seen: set[str] = set()
        for statement in article:
            if statement.id in seen:
                continue
            seen.add(statement.id)
            scene = _scene(statement, asked, rules, named)
            if scene is not None:
                yield scene
            named = _named(statement) or named


def _scene(statement: Statement, asked: Asked, rules: Rules, named: Place | None) -> Scene | None:
    roles = _ROLES.get(statement.claim.type, _OTHERS)
    if statement.claim.type == "advance" and any(q.of == "distance" for q in statement.claim.quantities):
        roles = (*roles, "from")  # "reached a distance of 5 km from the town"
    found = told_by(statement, roles, rules, named)
    silent = not found and _silent(statement, asked, rules)
    if silent and named is not None:
        found = (Told(named, False, None, named.name_ar, context=True),)
    near = tuple((t, how) for t in found if (how := lies(t, asked)) != "elsewhere")
    return Scene(statement, account_of(statement), near, silent) if near else None


def _silent(statement: Statement, asked: Asked, rules: Rules) -> bool:
    """Whether a claim says nothing of where it is, or names the place asked for only within other words ("the people of the town")."""
    fillers = [f for role in _NAMED for f in statement.claim.roles.get(role, ())]
    name = f" {spell(asked.spot.name_ar)} "
    places = [
        f
        for role in ("place", "toward", "from")
        for f in statement.claim.roles.get(role, ())
        if f.candidates or f.location is not None or next(iter(words_of(f.span.text)), "") not in rules.nowhere
    ]
    return not places or any(name in f" {spell(f.span.text)} " for f in fillers if f.location is None and not f.candidates)


def _named(statement: Statement) -> Place | None:
    """The town that a claim names last."""
    fillers = [f for role in _NAMED for f in statement.claim.roles.get(role, ()) if f.location is not None]
    towns = [f for f in fillers if f.location is not None and f.location.id is not None and f.location.precision in _TOWN]
    return max(towns, key=lambda f: f.span).location if towns else None


def days_of(statement: Statement, *, state: bool) -> Days | None:
    """The days of a claim; None where neither its words nor its article tell any. A `state` stands on all days that it is told for, an
    event has happened on one of them. News without a time, and times that cannot be resolved, are of the day they came out, or before."""
    time, published = statement.claim.time, statement.published
    words = None if time is None else time.span.text
    start, end = (None, None) if time is None else (time.start, time.end)
    if end is not None and start is None:
        return Days(None, end, end, end, words)
    if start is not None and end is None:
        return Days(start, None, start, start if published is None else max(start, published), words)
    if start is not None and end is not None:
        return Days(None, start, start, end, words) if state else Days(start, end, end, end, words)
    return None if published is None else Days(None, published, published, published, words)


def in_order(day: dt.date | None) -> dt.date:
    """A day to sort by; none comes first."""
    return day or _NOWHERE
