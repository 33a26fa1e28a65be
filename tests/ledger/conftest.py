"""A PostgreSQL server of the tests' own, and for each test an empty ledger on either database."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from marsad.ledger.store import Ledger, open_ledger

_WAIT = 60.0  # seconds for the server to start
_numbers = count()


def _program(name: str) -> str:
    """The newest server program of this name on this machine. Its absence fails the tests: half of what they promise is untested then."""
    found = [shutil.which(name), *sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)]
    path = next(filter(None, found), None)
    if path is None:
        pytest.fail(f"PostgreSQL is needed for these tests, and no {name!r} is on the PATH or in /usr/lib/postgresql; install the server")
    return path


def _as_nobody() -> tuple[list[str], tuple[int, int] | None]:
    """What to put before a command so that it does not run as root, which the server refuses, and whose the folder must be."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if shutil.which("setpriv"):
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], (user.pw_uid, user.pw_gid)
    pytest.fail("PostgreSQL does not run as root: the tests need `setpriv` and a user postgres or nobody to run it as")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running PostgreSQL server, less the name of a database."""
    before, owner = _as_nobody()
    with tempfile.TemporaryDirectory(prefix="marsad-pg-", ignore_cleanup_errors=True) as folder:
        if owner is not None:
            os.chown(folder, *owner)
        data = f"{folder}/data"
        made = [_program("initdb"), "--pgdata", data, "--username", "marsad", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        subprocess.run([*before, *made, "--no-sync"], check=True, capture_output=True, cwd=folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off", "max_connections": 50}
        told = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (Path(folder) / "log").open("wb") as log:
            running = subprocess.Popen([*before, _program("postgres"), "-D", data, *told], cwd=folder, stdout=log, stderr=log)
        address = f"postgresql://marsad@127.0.0.1:{port}"
        try:
            _await(address, running, Path(folder) / "log")
            yield address
        finally:
            running.send_signal(signal.SIGINT)  # ends sessions and stops
            running.wait(_WAIT)


def _await(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _WAIT
    while True:
        try:
            psycopg.connect(f"{address}/postgres").close()
            return
        except psycopg.OperationalError:
            if running.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PostgreSQL does not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)


def empty_database(server: str) -> str:
    """The address of a new database on a server."""
    name = f"ledger{next(_numbers)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    return f"{server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a path, or the address of an empty database."""
    return str(tmp_path / "marsad.db") if request.param == "sqlite" else empty_database(request.getfixturevalue("server"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger on either database that the tests of a module only read, once they have filled it."""
    path = str(tmp_path_factory.mktemp("shared") / "marsad.db")
    with open_ledger(path if request.param == "sqlite" else empty_database(request.getfixturevalue("server"))) as opened:
        yield opened


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """An empty ledger on either database."""
    with open_ledger(where) as opened:
        yield opened
