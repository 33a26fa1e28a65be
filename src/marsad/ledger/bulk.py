"""Many rows at once, the quickest way that a database has: past SQLAlchemy, which looks at each value of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

_FEW = 4  # rows for which COPY is not worth its two ways to the server


def insert_rows(connection: sa.Connection, table: sa.TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, with values that the database's driver takes as they are."""
    quoted = connection.dialect.identifier_preparer.quote
    columns = list(rows[0])
    into = f"{quoted(table.name)} ({', '.join(map(quoted, columns))})"
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})",  # noqa: S608 the names are the schema's
            [tuple(row[c] for c in columns) for row in rows],
        )
    elif len(rows) <= _FEW:
        connection.execute(table.insert(), rows)
    else:
        driver: Any = connection.connection.dbapi_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[c] for c in columns])
