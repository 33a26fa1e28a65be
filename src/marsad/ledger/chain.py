"""The log of a ledger: one row for each act, chained by hashes.

The hash of a row is the SHA-256 of the hash before it and the canonical JSON of what the row says, so none can be changed, left out,
put in or moved without changing all that come after. Who keeps the head elsewhere (`Head`, a number and a hash) sees even a log that
was cut off or written anew. `marsad.ledger.audit` verifies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from marsad.errors import LedgerError
from marsad.ledger import schema
from marsad.ledger.rows import canonical, moment, storable

GENESIS = "0" * 64
_ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a log: how many rows there are, and the hash of that one. As text "12:1f3a…"."""

    n: int
    hash: str

    def __str__(self) -> str:
        return f"{self.n}:{self.hash}"

    @classmethod
    def parse(cls, told: str) -> Head:
        """The head that a text tells. Raises LedgerError when it tells none."""
        n, _, hash = told.strip().partition(":")
        if not (n.isascii() and n.isdigit() and len(hash) == 64 and set(hash) <= set("0123456789abcdef")):
            raise LedgerError(f"{told!r} is no head of a ledger; it is a number, a colon and 64 hexadecimal digits")
        return cls(int(n), hash)


def entry_hash(prev: str, n: int, at: str, who: str, action: str, what: str) -> str:
    """The hash of a row of the log. `what` is canonical JSON already."""
    quoted = _ENCODER.encode
    told = f'{{"action":{quoted(action)},"at":{quoted(at)},"n":{n},"what":{what},"who":{quoted(who)}}}'
    # surrogatepass: whatever was put into the file has a hash, if not the right one
    return hashlib.sha256((prev + told).encode("utf-8", "surrogatepass")).hexdigest()


def head(connection: sa.Connection) -> tuple[Head, str]:
    """The head of the log, and the time of its last row ("" where there is none)."""
    t = schema.audit.c
    last = connection.execute(sa.select(t.n, t.hash, t.at).order_by(t.n.desc()).limit(1)).one_or_none()
    return (Head(0, GENESIS), "") if last is None else (Head(last.n, last.hash), last.at)


def append(connection: sa.Connection, who: str, action: str, rows: Sequence[tuple[str, str, str]], **told: Any) -> int:
    """Write a row of the log: that `who` did `action`, what is `told` about it, and which `rows` (kind, id, digest) it wrote. Returns its
    number. The connection must be a writer's. The clock is asked here alone; where it has gone back, the time of the row before is taken
    again, so that times never fall."""
    last, at = head(connection)
    n = last.n + 1
    at = max(at, moment(dt.datetime.now(dt.UTC)))
    who = storable(who) or "?"
    what = canonical({**told, "rows": [list(row) for row in rows]})
    row = {"n": n, "at": at, "who": who, "action": action, "what": what, "prev": last.hash}
    connection.execute(schema.audit.insert(), {**row, "hash": entry_hash(last.hash, n, at, who, action, what)})
    return n
