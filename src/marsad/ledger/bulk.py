"""Many rows at once, the quickest way that a database has: past SQLAlchemy, which looks at each value of each row."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa


@contextmanager
def together(connection: sa.Connection) -> Iterator[None]:
    """Statements whose answers nobody waits for before the end: a server gets them all in one journey."""
    driver: Any = connection.connection.dbapi_connection
    with nullcontext() if connection.dialect.name == "sqlite" else driver.pipeline():
        yield


def insert_rows(connection: sa.Connection, table: sa.TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, with values that the database's driver takes as they are."""
    quoted = connection.dialect.identifier_preparer.quote
    columns = list(rows[0])
    name, named = quoted(table.name), ", ".join(map(quoted, columns))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {name} ({named}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608 the names are the schema's
            [tuple(row[c] for c in columns) for row in rows],
        )
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor:
        if any(isinstance(value, bytes) for value in rows[0].values()):
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {name} ({named}) VALUES ({values})", [[row[c] for c in columns] for row in rows])  # noqa: S608
        else:
            # One value for all rows: a statement that the server has prepared, whatever their number.
            told = json.dumps([{c: _told(row[c]) for c in columns} for row in rows], ensure_ascii=False)
            chosen = f"SELECT {named} FROM json_populate_recordset(NULL::{name}, %s::json)"  # noqa: S608
            cursor.execute(f"INSERT INTO {name} ({named}) {chosen}", [told])


def _told(value: Any) -> Any:
    """A value as JSON has it: numbers without end are words there."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
