"""The statements that a picture of a place is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from marsad.errors import LedgerError
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger
from marsad.synthesis.sites import Asked
from marsad.synthesis.statements import Statement, statements

_AT_ONCE = 500  # articles that are asked for together


def about(ledger: Ledger, asked: Asked) -> Iterator[Statement]:
    """All statements of the articles in which some claim may be about the place asked for: what a text leaves unsaid there it has said
    before. Raises LedgerError."""
    spot = asked.spot
    if spot.lat is None or spot.lon is None or spot.radius_km is None:
        raise LedgerError(f"{spot.name_ar}: nobody knows where it lies; ask for a place that a gazetteer has")
    near = Filter(near=(spot.lat, spot.lon, spot.radius_km))
    articles = iter(sorted({s.article for s in statements(ledger, near)}))
    while chunk := tuple(islice(articles, _AT_ONCE)):
        yield from statements(ledger, Filter(articles=chunk))


def newest(ledger: Ledger) -> dt.date | None:
    """The last day on which an article of the ledger came out: what the picture is of, where no day is asked for."""
    last = ledger.search(Filter(), limit=1)
    return dt.date.fromisoformat(last[0].published) if last and last[0].published else None
