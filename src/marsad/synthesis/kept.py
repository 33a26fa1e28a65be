"""The picture as it is kept: tables in the ledger's own database that are no part of its record.

They lie where the ledger lies, so that a team on PostgreSQL shares one picture, a copy of the file brings it along, and an update is one
transaction. But they are made of the record alone and may be deleted and made anew at any time: they are not among the ledger's tables, no
trigger guards them, no log tells of them, no hash covers them, and no migration knows them. Where their shape or the rules are another
program's, they are dropped and made anew.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from marsad.ledger.schema import TEXT
from marsad.synthesis.accounts import Account, Bond, Counted, period_of
from marsad.synthesis.clusters import Cluster, Word
from marsad.synthesis.likeness import Likeness
from marsad.synthesis.spots import from_json, to_json
from marsad.synthesis.statements import Period

SHAPE = "2"
"""Changes with the tables and with what the program makes of claims: a picture of another shape is made anew."""

_AT_ONCE = 500  # values of one statement

metadata = sa.MetaData()
state = sa.Table("picture_state", metadata, sa.Column("key", TEXT, primary_key=True), sa.Column("value", TEXT, nullable=False))
accounts = sa.Table(
    "picture_accounts",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("article", TEXT, nullable=False, index=True),
    sa.Column("incident", TEXT, nullable=False, index=True),
    sa.Column("json", TEXT, nullable=False),
)
blocks = sa.Table(
    "picture_blocks",
    metadata,
    sa.Column("block", TEXT, primary_key=True),
    sa.Column("account", TEXT, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
edges = sa.Table(
    "picture_edges",
    metadata,
    sa.Column("first", TEXT, primary_key=True),
    sa.Column("second", TEXT, primary_key=True, index=True),
    sa.Column("block", TEXT, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
# `types` and `names` (keys of places) stand between spaces, so that whole words are found in them.
incidents = sa.Table(
    "picture_incidents",
    metadata,
    sa.Column("id", TEXT, primary_key=True),
    sa.Column("start", TEXT),
    sa.Column("end", TEXT, index=True),
    sa.Column("types", TEXT, nullable=False),
    sa.Column("names", TEXT, nullable=False),
    sa.Column("json", TEXT, nullable=False),
)


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Values as many at once as a statement takes, in order."""
    left = iter(sorted(values))
    while here := list(islice(left, _AT_ONCE)):
        yield here


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows into a table."""
    if rows:
        connection.execute(table.insert(), rows)


def delete(connection: sa.Connection, column: sa.Column[Any], values: Collection[str]) -> None:
    """Delete the rows that have one of these values in a column."""
    for here in chunks(values):
        connection.execute(sa.delete(column.table).where(column.in_(here)))


def account_json(account: Account) -> str:
    """An account as it is kept."""
    told = {
        "id": account.id,
        "article": account.article,
        "version": account.version,
        "published": _day(account.published),
        "claims": account.claims,
        "types": account.types,
        "spots": [to_json(spot) for spot in account.spots],
        "period": [_day(account.period.start), _day(account.period.end), account.period.told],
        "doers": sorted(account.doers),
        "things": sorted(account.things),
        "figures": account.figures,
        "words": sorted(account.words),
        "letters": account.letters,
        "names": sorted(account.names),
        "bonds": account.bonds,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def account_of(kept: str) -> Account:
    """The account that `account_json` made this of."""
    told = json.loads(kept)
    start, end, said = told["period"]
    return Account(
        id=told["id"],
        article=told["article"],
        version=told["version"],
        published=_date(told["published"]),
        claims=tuple(told["claims"]),
        types=tuple(told["types"]),
        spots=tuple(map(from_json, told["spots"])),
        period=Period(_date(start), _date(end), said),
        doers=frozenset(told["doers"]),
        things=frozenset(told["things"]),
        figures=tuple(Counted(*figure) for figure in told["figures"]),
        words=frozenset(told["words"]),
        letters=told["letters"],
        names=frozenset(told["names"]),
        bonds=tuple(Bond(first, second, tuple(reasons)) for first, second, reasons in told["bonds"]),
    )


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(day: str | None) -> dt.date | None:
    return None if day is None else dt.date.fromisoformat(day)


def incident_row(cluster: Cluster, members: Sequence[Account], id: str) -> dict[str, Any]:
    """The row of an incident: what it is found by, and its cluster."""
    period = period_of(members)
    told = {
        "accounts": cluster.accounts,
        "edges": [[a, b, how.score, how.reasons] for a, b, how in cluster.edges],
        "notes": cluster.notes,
        "said": cluster.said,
    }
    return {
        "id": id,
        "start": _day(period.start),
        "end": _day(period.end),
        "types": f" {' '.join(sorted({type for a in members for type in a.types}))} ",
        "names": f" {' '.join(sorted({key for a in members for key in a.place_keys}))} ",
        "json": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
    }


def cluster_of(kept: str) -> Cluster:
    """The cluster that `incident_row` kept in its JSON."""
    told = json.loads(kept)
    found = tuple((a, b, Likeness(score, tuple(reasons))) for a, b, score, reasons in told["edges"])
    return Cluster(tuple(told["accounts"]), found, tuple(told["notes"]), tuple(Word(*word) for word in told["said"]))
