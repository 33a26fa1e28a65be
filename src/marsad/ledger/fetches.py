"""What was asked on the network and when: to ask only for what has changed, and only when it is time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from marsad.ledger import rows, schema
from marsad.ledger.records import Fetch, History

_f = schema.fetches.c


def fetch_row(fetch: Fetch) -> rows.Row:
    """The columns of a fetch. Raises LedgerError for a time of no zone."""
    return {
        "url": rows.storable(fetch.url),
        "kind": fetch.kind,
        "at": rows.moment(fetch.at),
        "outcome": fetch.outcome,
        "status": fetch.status,
        "reason": rows.storable(fetch.reason),
        "etag": rows.storable(fetch.etag),
        "last_modified": rows.storable(fetch.last_modified),
        "sha256": fetch.sha256,
        "article": rows.storable(fetch.article),
        "not_before": None if fetch.not_before is None else rows.moment(fetch.not_before),
    }


def last_fetch(connection: sa.Connection, url: str) -> Fetch | None:
    """The last fetch of an address that was answered."""
    chosen = sa.select(schema.fetches).where(_f.url == url, _f.outcome != "failed").order_by(_f.n.desc()).limit(1)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        return None
    told = {name: value for name, value in row._mapping.items() if name not in ("n", "audit")}
    return Fetch(**{**told, "at": dt.datetime.fromisoformat(row.at), "not_before": _time(row.not_before)})


def history(connection: sa.Connection, url: str) -> History | None:
    """How often an address was asked; None where it never was."""
    return next(iter(_histories(connection, sa.select(_f.url).where(_f.url == url).limit(1))), None)


def articles_since(connection: sa.Connection, since: dt.datetime) -> list[History]:
    """The pages on which an article was first found at that moment or later, by their addresses."""
    asked = sa.select(_f.url).where(_f.kind == "page", _f.at >= rows.moment(since)).distinct()
    return [found for found in _histories(connection, asked) if found.first is not None and found.first >= since]


def _histories(connection: sa.Connection, urls: sa.Select[Any]) -> list[History]:
    asked = urls.subquery()
    first, last, answered, since = (schema.fetches.alias(name) for name in ("first", "last", "answered", "since"))

    def number(which: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(which(_f.n)).where(_f.url == asked.c.url, *conditions).correlate(asked).scalar_subquery()

    failures = (
        sa.select(sa.func.count())
        .select_from(since)
        .where(since.c.url == asked.c.url, since.c.n > sa.func.coalesce(answered.c.n, 0))
        .correlate(asked, answered)
        .scalar_subquery()
    )
    joined = (
        asked.join(last, last.c.n == number(sa.func.max))
        .outerjoin(first, first.c.n == number(sa.func.min, _f.article.is_not(None)))
        .outerjoin(answered, answered.c.n == number(sa.func.max, _f.outcome != "failed"))
    )
    told = (asked.c.url, first.c.at, answered.c.at, last.c.at, last.c.outcome, failures, last.c.not_before)
    return [
        History(url, _time(first_at), _time(answered_at), dt.datetime.fromisoformat(at), outcome, failed, _time(wait))
        for url, first_at, answered_at, at, outcome, failed, wait in connection.execute(
            sa.select(*told).select_from(joined).order_by(asked.c.url)
        )
    ]


def _time(told: str | None) -> dt.datetime | None:
    return None if told is None else dt.datetime.fromisoformat(told)
