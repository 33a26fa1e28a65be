"""A PostgreSQL server of one's own, for tests and benchmarks: made in a temporary folder, gone when it is left."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

_WAIT = 60.0  # seconds for the server to start or stop


class NoServerError(RuntimeError):
    """PostgreSQL cannot be run on this machine."""


class Server:
    """A server that runs. `address` is "postgresql://…" less the name of a database; it stays the same when the server starts again."""

    def __init__(self, folder: Path, port: int, settings: Mapping[str, str]) -> None:
        self.address = f"postgresql://marsad@127.0.0.1:{port}"
        self.data = folder / "data"
        self._folder = folder
        self._settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", **settings}
        self._made = 0
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers. Raises RuntimeError with the end of its log where it does not."""
        told = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        log = self._folder / "log"
        with log.open("wb") as stream:
            command = [*_as_nobody()[0], _program("postgres"), "-D", str(self.data), *told]
            self._running = subprocess.Popen(command, cwd=self._folder, stdout=stream, stderr=stream)
        until = time.monotonic() + _WAIT
        while True:
            try:
                psycopg.connect(f"{self.address}/postgres").close()
                return
            except psycopg.OperationalError:
                if self._running.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"PostgreSQL does not start: {log.read_text(errors='replace')[-2000:]}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        """End its sessions and stop it."""
        self._running.send_signal(signal.SIGINT)
        self._running.wait(_WAIT)

    def kill(self) -> None:
        """Kill it as a power cut does: the program that holds its sessions ends without a word, and they with it."""
        self._running.kill()
        self._running.wait(_WAIT)

    def database(self) -> str:
        """The address of a new, empty database."""
        self._made += 1
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE ledger{self._made} TEMPLATE template0".encode())
        return f"{self.address}/ledger{self._made}"


@contextmanager
def server(folder: Path | None = None, **settings: str) -> Iterator[Server]:
    """A running server with these settings, its data in a new folder in `folder` (default: where temporary files lie). Raises
    NoServerError where PostgreSQL is not installed, RuntimeError where it does not start."""
    before, owner = _as_nobody()
    with tempfile.TemporaryDirectory(prefix="marsad-pg-", dir=folder, ignore_cleanup_errors=True) as name:
        home = Path(name)
        if owner is not None:
            os.chown(home, *owner)
        made = [_program("initdb"), "--pgdata", str(home / "data"), "--username", "marsad", "--auth", "trust", "--encoding", "UTF8"]
        subprocess.run([*before, *made, "--locale", "C", "--no-sync"], check=True, capture_output=True, cwd=home)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        running = Server(home, port, settings)
        try:
            yield running
        finally:
            running.stop()


def _program(name: str) -> str:
    """The newest server program of this name on this machine."""
    found = [shutil.which(name), *sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)]
    path = next(filter(None, found), None)
    if path is None:
        raise NoServerError(f"PostgreSQL is needed, and no {name!r} is on the PATH or in /usr/lib/postgresql; install the server")
    return path


def _as_nobody() -> tuple[list[str], tuple[int, int] | None]:
    """What to put before a command so that it does not run as root, which the server refuses, and whose the folder must be."""
    if os.name == "nt" or os.geteuid() != 0:
        return [], None
    import pwd  # there is none on Windows

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if shutil.which("setpriv"):
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], (user.pw_uid, user.pw_gid)
    raise NoServerError("PostgreSQL does not run as root: `setpriv` and a user postgres or nobody are needed to run it as")
