"""One hash for what a ledger holds, whenever, in whatever order and however often it was put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa

from marsad.ledger import rows, schema

_ROWS = 1_000  # that are fetched at once


def content_hash(connection: sa.Connection) -> str:
    """The SHA-256 over the articles, their versions, the readings with all their claims, and the reviews, each without the times at which
    they came and in the order of their hashes."""
    whole = hashlib.sha256()
    for each in sorted(_hashes(connection.execution_options(yield_per=_ROWS))):
        whole.update(each)
    return whole.hexdigest()


def _hashes(connection: sa.Connection) -> Iterator[bytes]:
    a, v, r, c, w = (t.c for t in (schema.articles, schema.versions, schema.readings, schema.claims, schema.reviews))
    for key, id in connection.execute(sa.select(a.key, v.id).join(schema.versions, v.article == a.n)):
        yield _hash("version", key, id)
    claims = sa.select(r.n, r.id, c.json).outerjoin(schema.claims, sa.and_(c.reading == r.n, c.review == 0)).order_by(r.n, c.position)
    for (_, id), here in groupby(connection.execute(claims), key=lambda row: (row[0], row[1])):
        yield _hash("reading", id, rows.claims_digest([row.json for row in here if row.json is not None]))
    for said in connection.execute(sa.select(w.claim, w.verdict, w.who, w.why, w.correction)):
        yield _hash("review", *(str(part) for part in said))


def _hash(*told: str) -> bytes:
    return hashlib.sha256("\x1f".join(told).encode()).digest()
