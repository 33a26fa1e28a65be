"""Links between claims: what a person says of two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from marsad.errors import LedgerError
from marsad.ledger import connect, rows, schema
from marsad.ledger.store import Ledger
from marsad.ledger.writer import Writer

LinkKind = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of two claims, the lesser id first: they tell of the "same" occasion or of "different" ones. `n` grows with
    every row that is written."""

    n: int
    kind: LinkKind
    claim: str
    other: str
    who: str
    why: str
    at: str


def said_of_claims(ledger: Ledger, after: int = 0) -> tuple[Said, ...]:
    """What people have said of claims, in the order in which they said it; only rows with a greater number than `after`. Raises
    LedgerError."""
    t = schema.links.c
    with connect.transaction(ledger.engine) as connection:
        found = connection.execute(
            sa.select(t.n, t.kind, t.claim, t.other, t.made_by, t.why, t.at)
            .where(t.n > after, t.kind.in_(("same", "different")))
            .order_by(t.n)
        )
        return tuple(Said(*row) for row in found)


def say(ledger: Ledger, pairs: Iterable[tuple[LinkKind, str, str]], *, who: str, why: str) -> int:
    """Keep what a person says of pairs of claims, all in one act. Returns how many rows were written. What the last row says of a pair
    already is not said again.

    Raises LedgerError where a claim is not there, or is paired with itself, or nobody or no reason is given."""
    who, why = rows.storable(who.strip()) or "", rows.storable(why.strip()) or ""
    if not who or not why:
        raise LedgerError("claims are linked by somebody and for a reason; give both")
    t, c = schema.links.c, schema.claims.c
    said: dict[tuple[str, str], LinkKind] = {}  # in this act: it is written at its end
    written = 0
    with connect.transaction(ledger.engine, writes=True) as connection:
        writer = Writer(connection)
        at = rows.moment(dt.datetime.now(dt.UTC))
        for kind, one, two in pairs:
            if one == two:
                raise LedgerError(f"{one}: a claim is not linked with itself")
            claim, other = sorted((one, two))
            for id in (claim, other):
                if not connection.execute(sa.select(sa.exists().where(c.id == id))).scalar_one():
                    raise LedgerError(f"{ledger.name}: has no claim {id!r}")
            last = (
                said.get((claim, other))
                or connection.execute(
                    sa.select(t.kind)
                    .where(t.claim == claim, t.other == other, t.kind.in_(("same", "different")))
                    .order_by(t.n.desc())
                    .limit(1)
                ).scalar_one_or_none()
            )
            if last == kind:
                continue
            told = {"kind": kind, "claim": claim, "other": other, "made_by": who, "why": why, "at": at}
            # Two people may say the same in turn, so the id holds the time as well.
            id = rows.short([kind, claim, other, who, why, at])
            writer.put("links", id, {"id": id, **told})
            said[claim, other] = kind
            written += 1
        writer.finish(who, "link")
    return written
