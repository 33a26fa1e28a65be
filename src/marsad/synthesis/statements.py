"""Claims in their setting: what every part of the picture is made of.

A statement is a claim as a ledger holds it, with the article that makes it and who publishes that. What people rejected is no part
of the picture; what they corrected is there as corrected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from marsad import lexicon
from marsad.export.geojson import places_of
from marsad.ledger.corrections import claim_of
from marsad.ledger.queries import Filter
from marsad.ledger.records import Hit
from marsad.ledger.store import Ledger
from marsad.model import Claim, Place


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last that something may have happened on; None where nothing bounds it. `told` says that the article
    gives the time itself: else it follows from the day on which that came out."""

    start: dt.date | None
    end: dt.date | None
    told: bool

    def overlaps(self, other: Period) -> bool:
        """Whether both may mean one day."""
        return (self.end is None or other.start is None or other.start <= self.end) and (
            other.end is None or self.start is None or self.start <= other.end
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim of an article. `article` is its key, `version` the version of it that says so, `published` the day that came out, `state`
    what has become of the article ("live", "gone", …)."""

    id: str
    claim: Claim
    family: str
    article: str
    version: str
    outlet: str | None
    title: str | None
    url: str | None
    published: dt.date | None
    state: str

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it happens, as areas; empty where no place was found."""
        return tuple(places_of(self.claim.roles)[1])

    @property
    def period(self) -> Period:
        """When it happened. News without a time tell what is new: no later than the day on which they came out."""
        time = self.claim.time
        if time is not None:
            return Period(time.start, time.end, told=True)
        return Period(None, self.published, told=False)


def statements(ledger: Ledger, asked: Filter = Filter()) -> Iterator[Statement]:  # noqa: B008 (frozen)
    """The statements of the claims that are asked for, less those that people rejected, in the order of the ledger, few of them in memory
    at a time. Raises LedgerError."""
    families = {name: kind.family for name, kind in lexicon.load().types.items()}
    with ledger.stream(asked) as (_, hits):
        for hit in hits:
            if hit.review != "rejected":
                yield statement_of(hit, families[hit.claim["type"]])


def statement_of(hit: Hit, family: str) -> Statement:
    """A claim that was found in a ledger, as a statement."""
    return Statement(
        id=hit.id,
        claim=claim_of(hit.claim, hit.areas),
        family=family,
        article=hit.article,
        version=hit.version,
        outlet=hit.outlet,
        title=hit.title,
        url=hit.url,
        published=None if hit.published is None else dt.date.fromisoformat(hit.published),
        state=hit.state,
    )
