"""Doors to the database: which one is meant, how it is opened, whether it is a ledger, and what its errors say to a person.

SQLite runs in WAL mode, so that who reads never waits for who writes. A writer takes the lock when it begins (BEGIN IMMEDIATE), never
halfway, so it waits in line instead of failing. Every commit is on the disk before it is told (synchronous=FULL): the head of the log
may have been published elsewhere, and a tail that a power cut took would look like one that somebody cut off. On PostgreSQL the line
is an advisory lock, since the log is one chain.
"""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from marsad.errors import LedgerError
from marsad.ledger import schema

_WAIT = 60.0  # seconds that a writer waits in line
_LOCK = 0x4D415253_41440000  # the advisory lock of PostgreSQL that writers of a ledger take
_EARTH_KM = 6371.0088  # the mean radius; PostgreSQL's marsad_km has the same


def engine_of(where: str | Path, *, create: bool) -> sa.Engine:
    """An engine on the ledger at a path, a "sqlite:///…" or a "postgresql://…" address; nothing is written yet. Raises LedgerError for an
    address of another kind, and unless `create` for a file that is not there."""
    url = _url(where)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, create=create)
    # What broke is told as a LedgerError; the driver would tell it once more on the standard error.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": 10,
            "application_name": "marsad",
            # work_mem: the sets that a claim must be in are hashed, or each claim would go through all of them.
            "options": "-c timezone=UTC -c jit=off -c client_min_messages=warning -c work_mem=64MB",
        },
        pool_pre_ping=True,
    )
    event.listen(engine, "begin", _take_turn)
    return engine


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url("postgresql" + where[len("postgres") :] if where.startswith("postgres://") else where)
    except (ArgumentError, ValueError) as error:
        raise LedgerError(f"{where.split('@')[-1]}: is no address of a ledger; give a path or postgresql://user@host/database") from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerError(f"{url.get_backend_name()}: a ledger is a SQLite file or a PostgreSQL database; give a path or postgresql://…")
    return url


def _sqlite(url: URL, *, create: bool) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise LedgerError("a ledger is a file; give its path")
    path = Path(url.database)
    if path.is_dir():
        raise LedgerError(f"{path}: is a folder; give the path of a file in it")
    if not path.exists() and not create:
        raise LedgerError(f"{path}: there is no ledger; `marsad ingest` makes one")
    if not path.parent.is_dir():
        raise LedgerError(f"{path}: its folder does not exist; make it first")
    engine = sa.create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _WAIT})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _take_turn)
    return engine


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    # recursive_triggers: else INSERT OR REPLACE would delete a row past its trigger.
    for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "synchronous=FULL", "cache_size=-32768"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("marsad_km", 4, _km, deterministic=True)


def _km(lat1: float | None, lon1: float | None, lat2: float | None, lon2: float | None) -> float | None:
    """Kilometres between two points, on a sphere."""
    if lat1 is None or lon1 is None or lat2 is None or lon2 is None:
        return None
    up, across = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    half = math.sin(up) ** 2 + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(across) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _take_turn(connection: sa.Connection) -> None:
    """Begin a transaction: a writer's takes its place in the line of writers first."""
    writes = connection.get_execution_options().get("marsad_writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


@contextmanager
def transaction(engine: sa.Engine, *, writes: bool = False) -> Iterator[sa.Connection]:
    """A connection in a transaction: all of it is written, or nothing. Who reads sees one state of the ledger to the end. Raises
    LedgerError for whatever the database cannot do."""
    try:
        with engine.connect() as plain:
            options: dict[str, Any] = {"marsad_writes": writes}
            if plain.dialect.name == "postgresql" and not writes:
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = plain.execution_options(**options)
            with connection.begin():
                yield connection
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:  # the driver's own where rows are copied past SQLAlchemy
        raise LedgerError(f"{name_of(engine)}: {_told(error)}") from error


def name_of(engine: sa.Engine) -> str:
    """What a ledger is called in messages: its path, or its address without the password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=True)


def _told(error: Exception) -> str:
    """What a database's error means, and what to do."""
    said = str(error.orig if isinstance(error, DBAPIError) and error.orig is not None else error).strip()
    low = said.lower()
    if any(mark in low for mark in ("disk is full", "disk i/o error", "no space left", "could not extend file", "could not write")):
        return f"cannot be written ({said}): the disk is full, or a limit is reached; free space and run again, what was added stands"
    if "locked" in low:
        return f"another program has held it for over {_WAIT:.0f} seconds ({said}); end that program or try again later"
    if any(mark in low for mark in ("not a database", "malformed", "file is encrypted")):
        return f"is no ledger, or is damaged ({said}); give another path, or restore it from a copy"
    if any(mark in low for mark in ("readonly", "read-only", "unable to open", "permission denied")):
        return f"cannot be opened for this ({said}); check who may read and write the file and its folder"
    if "append-only" in low:
        return said
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or "connect" in low or "resolve host" in low:
        return f"cannot be reached ({said}); check that the server runs and the address is right"
    return f"the database refuses: {said}"


def prepare(engine: sa.Engine, *, create: bool) -> None:
    """See that a database is a ledger of the newest schema, and make it one where it is empty or older. Raises LedgerError where it is
    something else or newer than this program, or empty when it should not be created."""
    with transaction(engine) as connection:
        state = _state(connection)
    if state == schema.REVISION:
        return
    if state == "" and not create:
        raise LedgerError(f"{name_of(engine)}: is empty; `marsad ingest` makes a ledger of it")
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    with transaction(engine, writes=True) as connection:
        if _state(connection) != schema.REVISION:  # another process may have been faster
            _migrate(connection)


def _state(connection: sa.Connection) -> str:
    """The revision of a ledger; "" for an empty database. Raises LedgerError for anything else."""
    names = sa.inspect(connection).get_table_names()
    here = name_of(connection.engine)
    if not names:
        if connection.dialect.name == "postgresql" and connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
            raise LedgerError(f"{here}: the database is not in UTF-8; create one with ENCODING 'UTF8'")
        return ""
    if schema.VERSION_TABLE not in names:
        raise LedgerError(f"{here}: is the database of something else (it has {names[0]!r}); give Marsad one of its own")
    found = connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(schema.VERSION_TABLE))).scalar()
    if found is None or not str(found).isdigit() or str(found) > schema.REVISION:
        raise LedgerError(f"{here}: was written by a newer Marsad (schema {found}, this one knows {schema.REVISION}); upgrade this program")
    return str(found)


def _write_ahead(engine: sa.Engine) -> None:
    """Put a SQLite file into WAL mode, once and for good. Two programs that make one ledger at once may be told that it is locked
    without being let wait."""
    until = time.monotonic() + _WAIT
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection  # past SQLAlchemy, which would begin a transaction
        while True:
            try:
                raw.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise LedgerError(f"{name_of(engine)}: cannot be made a ledger ({error}); close what uses it") from error
                time.sleep(0.05)


def _migrate(connection: sa.Connection) -> None:
    from alembic import command  # a third of a second, which only a new or an older ledger costs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "marsad.ledger:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
