"""Watching outlets: what is due is visited, feeds at their intervals and articles again when it is time to see whether they stand.

What is due follows from the list of outlets and from what the ledger says was asked, and from nothing that is remembered: who stops and
starts again goes on where he was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marsad.geo.locate import Geography
from marsad.ingest.inputs import canonical_url
from marsad.intake.door import Door
from marsad.intake.outlets import Outlet
from marsad.intake.schedule import MISSED, REVISITS, feed_due, page_due
from marsad.intake.visit import MOST_PAGES, Event, visit
from marsad.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that is to be asked, and when: a feed of an outlet, or without one the page of an article of the ledger."""

    due: dt.datetime
    url: str
    outlet: Outlet | None = None


def planned(outlets: Sequence[Outlet], ledger: Ledger, now: dt.datetime) -> list[Visit]:
    """All that is to be asked as things stand, the next first."""
    visits = [Visit(_feed_due(outlet, url, ledger), url, outlet) for outlet in outlets for url in outlet.feeds]
    for history in ledger.articles_since(now - REVISITS[-1] - MISSED):
        due = page_due(history)
        if due is not None:
            visits.append(Visit(due, history.url))
    return sorted(visits, key=lambda visit: visit.due)


def poll(outlets: Sequence[Outlet], ledger: Ledger, geography: Geography | None, door: Door) -> Iterator[Event | Visit]:
    """One round: visit all that is due now, in the order in which it became so. Yields each Visit as it
    begins, and after it what it yields, each as it is done."""
    now = door.clock.utc()
    for planned_visit in planned(outlets, ledger, now):
        if planned_visit.due > now:
            return
        url, outlet = planned_visit.url, planned_visit.outlet
        if outlet is not None:
            yield planned_visit
            most = MOST_PAGES if outlet.pages else 0
            yield from visit(url, ledger, geography, door, kind="feed", outlet=outlet.name, most_pages=most)
        elif _still_due(url, ledger, now):
            yield planned_visit
            yield from visit(url, ledger, geography, door)


def _feed_due(outlet: Outlet, url: str, ledger: Ledger) -> dt.datetime:
    return feed_due(ledger.history(canonical_url(url) or url), outlet.every)


def _still_due(url: str, ledger: Ledger, now: dt.datetime) -> bool:
    """Whether no feed of this round has led there meanwhile."""
    due = page_due(ledger.history(url))
    return due is not None and due <= now
