"""Intervals of who holds a place: what a timeline consists of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from marsad.synthesis.parties import Party
from marsad.synthesis.sites import Share, Spot

Extent = Literal["whole", "part", "entered"]
Edge = Literal["held", "captured", "entered", "reduced", "lost", "no information"]


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
        return {"what": self.what, **days_json(self.start, self.end), "words": self.words, "claims": list(self.claims)}


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


def days_json(start: dt.date | None, end: dt.date | None) -> dict[str, str | None]:
    """Two days as JSON has them."""
    return {"start": None if start is None else start.isoformat(), "end": None if end is None else end.isoformat()}
