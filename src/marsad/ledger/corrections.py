"""What a person may put in the place of a claim: the same claim with some fields given anew, and still a claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, repeat
from types import MappingProxyType
from typing import Any

from marsad.errors import LedgerError, SpanError
from marsad.model import MEASURES, ROLES, STATUSES, Area, Candidate, Claim, Filler, Place, Quantity, Source, Span, When

FIELDS = ("type", "trigger", "status", "sources", "via", "roles", "quantities", "time")


def corrected(claim: Mapping[str, Any], change: Mapping[str, Any], text: str, types: Collection[str], *, why: str) -> dict[str, Any]:
    """The JSON of `claim` with the fields of `change` in the place of its own, under the same id; `why` says by whom and why.

    `text` is what the claim quotes. Raises LedgerError where the result is no claim: a field or a type that nobody knows, words that the
    text does not have there, a range that ends before it begins; and where nothing changes.
    """
    unknown = sorted(set(change) - set(FIELDS))
    if unknown:
        raise LedgerError(f"a claim has no field {unknown[0]!r} that can be corrected; it has {', '.join(FIELDS)}")
    try:
        made = claim_of({**claim, **change})
        for span in spans_of(made):
            span.check(text)
    except (KeyError, TypeError, ValueError, AttributeError, SpanError) as error:
        raise LedgerError(f"the correction makes no claim: {_said(error)}") from error
    if made.type not in types:
        raise LedgerError(f"the correction has the type {made.type!r}, which nobody knows; see docs/CLAIMS.md")
    out = {**made.to_json("", why=True), "id": claim["id"], "rule": "review", "why": [why]}
    if all(out[f] == claim[f] for f in FIELDS):
        raise LedgerError("the correction changes nothing; to agree with a claim, accept it")
    return out


def claim_of(told: Mapping[str, Any], areas: Iterable[Area | None] = ()) -> Claim:
    """The claim that its JSON tells, checked as it is made; what is not in the contract is left out. `areas` are those of what fills its
    roles, in their order; none are known unless they are given.

    Raises KeyError, TypeError, ValueError or SpanError where it tells none."""
    if told["status"] not in STATUSES:
        raise ValueError(f"status is one of {', '.join(STATUSES)}, not {told['status']!r}")
    for role in told["roles"]:
        if role not in ROLES:
            raise ValueError(f"a role is one of {', '.join(ROLES)}, not {role!r}")
    if not isinstance(told["type"], str):
        raise TypeError("type is a word")
    known = chain(areas, repeat(None))
    return Claim(
        told["type"],
        _span(told["trigger"]),
        told["status"],
        tuple(map(_source, told["sources"])),
        tuple(map(_source, told["via"])),
        MappingProxyType(
            {role: tuple(_filler(filler, area) for filler, area in zip(here, known, strict=False)) for role, here in told["roles"].items()}
        ),
        tuple(map(_quantity, told["quantities"])),
        None if told["time"] is None else When(_day(told["time"]["start"]), _day(told["time"]["end"]), _span(told["time"]["text"])),
        str(told["rule"]),
        tuple(map(str, told.get("why", ()))),
    )


def spans_of(claim: Claim) -> list[Span]:
    """All that a claim quotes."""
    out = [claim.trigger, *(s.span for s in (*claim.sources, *claim.via)), *(f.span for here in claim.roles.values() for f in here)]
    out += [q.span for q in claim.quantities]
    return out if claim.time is None else [*out, claim.time.span]


def _span(told: Mapping[str, Any]) -> Span:
    return Span(_int(told["start"]), _int(told["end"]), told["text"])


def _source(told: Mapping[str, Any]) -> Source:
    return Source(_span(told), _word(told.get("name")), _word(told.get("kind") or None))


def _filler(told: Mapping[str, Any], area: Area | None) -> Filler:
    location = told.get("location")
    if location is not None and "area" in location:
        raise ValueError("a location has no area of its own; its point and radius say where it is")
    place = None if location is None else Place(**{**location, "name_ar": _name(location["name_ar"])}, area=area)
    if place is not None and (place.lat is not None or place.lon is not None):
        _bounded(place.lat, 90, "lat")
        _bounded(place.lon, 180, "lon")
        _bounded(place.radius_km, 20_037, "radius_km", low=0)
    return Filler(_span(told), _word(told.get("actor")), place, tuple(Candidate(**c) for c in told.get("candidates", ())))


def _quantity(told: Mapping[str, Any]) -> Quantity:
    if told["of"] not in MEASURES:
        raise ValueError(f"a quantity is of {', '.join(MEASURES)}, not {told['of']!r}")
    if not isinstance(told["approx"], bool):
        raise TypeError("approx is true or false")
    return Quantity(told["of"], _number(told["low"]), _number(told["high"]), _name(told["unit"]), told["approx"], _span(told["text"]))


def _day(told: str | None) -> dt.date | None:
    return None if told is None else dt.date.fromisoformat(told)


def _int(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise TypeError(f"{told!r} is no count of characters")
    return told


def _number(told: Any) -> int | float | None:
    if told is not None and (isinstance(told, bool) or not isinstance(told, int | float) or told != told):
        raise TypeError(f"{told!r} is no number")
    return told


def _bounded(told: Any, most: float, what: str, low: float | None = None) -> None:
    number = _number(told)
    if number is None or not (-most if low is None else low) <= number <= most:
        raise ValueError(f"{what} is {told!r}")


def _word(told: Any) -> str | None:
    return None if told is None else _name(told)


def _name(told: Any) -> str:
    if not isinstance(told, str) or not told:
        raise TypeError(f"{told!r} is no word")
    return told


def _said(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
