"""What is a ledger, what becomes one, and what is told to be none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from tests.ledger.samples import document, numbered
from tools.postgres import Server

from marsad.errors import LedgerError
from marsad.ledger import schema
from marsad.ledger.audit import verify
from marsad.ledger.store import Ledger, open_ledger


def test_the_migrations_build_the_schema_and_end_with_it(ledger: Ledger) -> None:
    config = Config()
    config.set_main_option("script_location", "marsad.ledger:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]
    unlisted = ("claim_words", "version_words", schema.VERSION_TABLE)
    with ledger.engine.connect() as connection:
        options = {
            "version_table": schema.VERSION_TABLE,
            "include_name": lambda name, kind, _: kind != "table" or not name.startswith(unlisted),
        }
        context = MigrationContext.configure(connection, opts=options)
        found = [str(each) for each in compare_metadata(context, schema.metadata)]
        assert [each for each in found if "_words" not in each] == []


def test_a_ledger_is_opened_again_by_path_and_by_address(tmp_path: Path) -> None:
    path = tmp_path / "سجل الأخبار.db"
    with open_ledger(path) as ledger:
        ledger.add(document())
        assert ledger.name == str(path)
    for where in (path, str(path), f"sqlite:///{path}"):
        with open_ledger(where, create=False) as ledger:
            assert ledger.counts()["articles"] == 1
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_password_is_in_no_message(postgres: Server) -> None:
    address = postgres.address.replace("marsad@", "marsad:secret@") + "/nowhere"
    with pytest.raises(LedgerError, match="nowhere") as told:
        open_ledger(address)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("mysql://host/db", "SQLite file or a PostgreSQL"),
        ("nonsense://", "SQLite file or a PostgreSQL"),
        ("postgresql://a:b:c/d", "no address"),
        ("sqlite://", "is a file"),
        ("sqlite:///:memory:", "is a file"),
        ("/no/such/folder/marsad.db", "folder does not exist"),
        ("/", "is a folder"),
        ("postgresql://nobody@127.0.0.1:1/db", "cannot be reached"),
    ],
)
def test_what_cannot_be_opened(where: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        open_ledger(where)


def test_a_mistyped_path_makes_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger"):
        open_ledger(tmp_path / "marsda.db", create=False)
    (tmp_path / "empty.db").touch()
    with pytest.raises(LedgerError, match="is empty"):
        open_ledger(tmp_path / "empty.db", create=False)
    assert [p.name for p in tmp_path.iterdir()] == ["empty.db"]


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"an article, not a ledger" * 1000)
    with pytest.raises(LedgerError, match="is no ledger, or is damaged"):
        open_ledger(path)
    assert path.read_bytes() == b"an article, not a ledger" * 1000


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE orders (id INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="something else"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_the_postgresql_database_of_another_program(postgres: Server) -> None:
    where = postgres.database()
    with psycopg.connect(where) as other:
        other.execute("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(LedgerError, match="something else"):
        open_ledger(where)


def test_a_ledger_of_a_newer_program(where: str) -> None:
    with open_ledger(where) as ledger, ledger.engine.begin() as connection:
        connection.execute(sa.update(sa.table(schema.VERSION_TABLE, sa.column("version_num"))).values(version_num="0999"))
    with pytest.raises(LedgerError, match=r"newer Marsad.*upgrade"):
        open_ledger(where)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with open_ledger(path) as ledger:
        for n in range(50):
            ledger.add(*numbered(n))
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2 // 4096 * 4096)
    with pytest.raises(LedgerError, match="damaged"), open_ledger(path) as ledger:
        verify(ledger)


def test_a_ledger_that_may_not_be_written(where: str) -> None:
    with open_ledger(where) as ledger:
        if ledger.engine.dialect.name == "sqlite":
            sa.event.listen(ledger.engine, "begin", lambda c: c.exec_driver_sql("PRAGMA query_only=ON"))
        else:
            with ledger.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
            sa.event.listen(ledger.engine, "begin", lambda c: c.exec_driver_sql("SET TRANSACTION READ ONLY"))
        with pytest.raises(LedgerError, match="check who may read and write"):
            ledger.add(document())


def test_a_migration_that_is_interrupted_leaves_nothing(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from marsad.ledger import connect

    migrate = connect._migrate

    def half(connection: sa.Connection) -> None:
        migrate(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(connect, "_migrate", half)
    with pytest.raises(KeyboardInterrupt):
        open_ledger(where)
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="is empty"):
        open_ledger(where, create=False)
    with open_ledger(where) as ledger:
        ledger.add(document())
