"""Statements made by hand, for the tests of pictures: towns that are nowhere, and who is said to do what there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random
from types import MappingProxyType
from typing import TypeVar

from marsad.gazetteer import Toponym
from marsad.model import Claim, Disc, Filler, Place, Quantity, Source, Span, Status, When
from marsad.synthesis.control import Control
from marsad.synthesis.frontrules import Rules
from marsad.synthesis.siege import Siege
from marsad.synthesis.sites import Asked
from marsad.synthesis.statements import Statement

RSF, SAF, STATE = ("قوات الدعم السريع", "sd.rsf"), ("الجيش السوداني", "sd.army"), ("السودان", "sd.state")
DAY = dt.date(2024, 1, 10)
TOWN = Place("بلدة النخيل", "Nakhil", 13.0, 30.0, 6.0, "locality", "test:nakhil", area=Disc(13.0, 30.0, 6.0))
QUARTER = Place("حي السوق", "Souq", 13.02, 30.01, 1.0, "locality", "test:souq", area=Disc(13.02, 30.01, 1.0))
BASE = Place("قاعدة الوادي", "Wadi base", 13.07, 30.0, 3.0, "site", "test:wadi", area=Disc(13.07, 30.0, 3.0))
STATE_AROUND = Place("ولاية النهر", "Nahr", 13.0, 30.2, 90.0, "governorate", "test:nahr", area=Disc(13.0, 30.2, 90.0))
FAR = Place("بلدة السدر", "Sidr", 15.0, 33.0, 5.0, "locality", "test:sidr", area=Disc(15.0, 33.0, 5.0))
ASKED = Asked.of(Toponym("test:nakhil", "SD", "town", "بلدة النخيل", "Nakhil", 13.0, 30.0, 6.0))


def day(n: int, year: int = 2024) -> dt.date:
    """The n-th day of a year."""
    return dt.date(year, 1, 1) + dt.timedelta(days=n - 1)


def say(
    id: str,
    type: str,
    agent: tuple[str, str | None] | None = None,
    place: Place | str | None = TOWN,
    *,
    target: tuple[str, str | None] | None = None,
    role: str = "place",
    on: dt.date | None = DAY,
    start: dt.date | None = None,
    end: dt.date | None = None,
    status: Status = "asserted",
    by: str | None = None,
    outlet: str | None = "الصحيفة",
    article: str | None = None,
    at: int = 0,
    share: tuple[float | None, float | None] | None = None,
    words: str | None = None,
    trigger: str = "كلمة",
    rule: str = "",
    quantity: Quantity | None = None,
) -> Statement:
    """A statement: `trigger` stands at `at`, then the agent, the share and the place, as an article would have them. `words` are those of
    the place, where they are not its name; `start` and `end` are a time that is told."""
    cursor = at

    def span(text: str) -> Span:
        nonlocal cursor
        made = Span(cursor, cursor + len(text), text)
        cursor += len(text) + 3
        return made

    named = span(trigger)
    roles: dict[str, tuple[Filler, ...]] = {}
    if agent is not None:
        roles["agent"] = (Filler(span(agent[0]), agent[1]),)
    if target is not None:
        roles["target"] = (Filler(span(target[0]), target[1]),)
    quantities = () if share is None else (Quantity("share", *share, "percent", False, span("نسبة")),)
    if isinstance(place, Place):
        roles[role] = (Filler(span(words or place.name_ar), None, place),)
    elif place is not None:
        roles[role] = (Filler(span(place)),)
    time = None if start is None and end is None else When(start, end, span("منذ حين"))
    sources = () if by is None else (Source(span(by), by, "official"),)
    more = () if quantity is None else (quantity,)
    claim = Claim(type, named, status, sources, (), MappingProxyType(roles), (*quantities, *more), time, rule)
    key = article or f"article {id}"
    return Statement(id, claim, "territory", key, f"version of {key}", outlet, None, None, on, "live")


def also(statement: Statement, role: str, *fillers: Filler) -> Statement:
    """The same statement with more in a role."""
    roles = {**statement.claim.roles, role: (*statement.claim.roles.get(role, ()), *fillers)}
    return replace(statement, claim=replace(statement.claim, roles=MappingProxyType(roles)))


def ids(found: Sequence[Statement]) -> set[str]:
    """The ids of statements."""
    return {s.id for s in found}


Picture = TypeVar("Picture", Control, Siege)


def in_any_order(
    derive: Callable[[Iterable[Statement], Asked, Rules], Picture], told: list[Statement], rules: Rules, chance: Random
) -> Picture:
    """The picture of statements, which is the same whatever their order, and where they are told twice."""
    found = derive(told, ASKED, rules)
    mixed: list[Statement] = [*told]
    chance.shuffle(mixed)
    assert derive(mixed, ASKED, rules) == found
    assert derive([*mixed, *told], ASKED, rules).to_json() == found.to_json()
    return found
