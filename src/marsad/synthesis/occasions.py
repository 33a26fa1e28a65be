"""The incidents that some claims of a ledger are part of, and their figures, for what is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from marsad.ledger.links import said_of_claims
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger
from marsad.synthesis.decisions import decided
from marsad.synthesis.figures import Figure, figures
from marsad.synthesis.incidents import Incident, incidents
from marsad.synthesis.statements import Statement, statements

_AT_ONCE = 500  # articles that are asked for together


def occasions(ledger: Ledger, told: Sequence[Statement]) -> tuple[tuple[Incident, ...], tuple[Figure, ...]]:
    """The incidents that hold one of the statements, among all that their articles tell, and the figures of those. Raises LedgerError."""
    ids = {s.id for s in told}
    articles = sorted({s.article for s in told})
    chunks = (tuple(articles[n : n + _AT_ONCE]) for n in range(0, len(articles), _AT_ONCE))
    given = [s for chunk in chunks for s in statements(ledger, Filter(articles=chunk))]
    text = lru_cache(maxsize=256)(ledger.text)
    found = [i for i in incidents(given, text, decided(said_of_claims(ledger))) if not ids.isdisjoint(i.incident.claims)]
    return tuple(i.incident for i in found), tuple(figure for i in found for figure in figures(i, text))
