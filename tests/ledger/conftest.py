"""For each test an empty ledger on either database; one PostgreSQL server for all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tools.postgres import NoServerError, Server, server

from marsad.ledger.store import Ledger, open_ledger


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running server. On a machine without PostgreSQL its tests are left out, and pytest says so; in CI that fails: half of what the
    tests of the ledger promise is untested then."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server(fsync="off", max_connections="50"))
        except NoServerError as error:
            if os.environ.get("CI"):
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a path, or the address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "marsad.db")
    postgres: Server = request.getfixturevalue("postgres")
    return postgres.database()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger on either database that the tests of a module only read, once they have filled it."""
    if request.param == "sqlite":
        where = str(tmp_path_factory.mktemp("shared") / "marsad.db")
    else:
        postgres: Server = request.getfixturevalue("postgres")
        where = postgres.database()
    with open_ledger(where) as opened:
        yield opened


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """An empty ledger on either database."""
    with open_ledger(where) as opened:
        yield opened
