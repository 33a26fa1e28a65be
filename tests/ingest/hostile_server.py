"""A web server on loopback that answers as badly as it is told to: raw bytes, or a function that is handed the socket."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from marsad.errors import FetchError
from marsad.ingest.addresses import Allow
from marsad.ingest.patience import Clock

Reply = bytes | Callable[[socket.socket], None]
PUBLIC = "93.184.215.14"
"""Where names live as far as the tests are concerned; nothing is ever sent there."""
MORNING = dt.datetime(2024, 5, 2, 6, tzinfo=dt.UTC)
"""When a Time stands at 0."""


def reply(body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A plain answer, with a Content-Length that may lie."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def to(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return reply(b"", status, "Location: " + location.encode("utf-8").decode("latin-1"))


def endless(head: bytes, piece: bytes, *, pause: float = 0.0) -> Callable[[socket.socket], None]:
    """`head`, then `piece` until the other side has had enough, or for ten seconds."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            connection.sendall(piece)
            time.sleep(pause)

    return send


@dataclass
class Server:
    """What runs, and what it was asked: path and headers of each request. `answers` may be changed while it runs; a list is used up."""

    port: int
    answers: dict[str, Reply | list[Reply]]
    secure: bool = False
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{path}"

    @property
    def allow(self) -> Allow:
        """What a test opens for itself: this server, by its number and by a name."""
        return Allow(hosts=frozenset({("127.0.0.1", self.port), ("news.example", self.port), ("localhost", self.port)}))

    @property
    def asked(self) -> list[str]:
        return [path for path, _ in self.requests]


@contextmanager
def hostile(answers: Mapping[str, Reply | list[Reply]], certificate: tuple[Path, Path] | None = None) -> Iterator[Server]:
    """A server that answers by path. `certificate` is its certificate and key, and makes it speak TLS."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1], dict(answers), certificate is not None)
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    stopping = threading.Event()
    threads: list[threading.Thread] = []

    def serve(plain: socket.socket) -> None:
        with suppress(OSError), plain:
            plain.settimeout(10)
            with context.wrap_socket(plain, server_side=True) if context else plain as connection:
                _answer(server, connection)

    def listen() -> None:
        while True:
            with suppress(OSError):
                connection, _ = listener.accept()
                if stopping.is_set():
                    connection.close()
                    return
                threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
                threads[-1].start()

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    try:
        yield server
    finally:
        stopping.set()
        socket.create_connection(("127.0.0.1", server.port)).close()
        listening.join()
        listener.close()
        for thread in threads:
            thread.join(1)


def _answer(server: Server, connection: socket.socket) -> None:
    asked = b""
    while b"\r\n\r\n" not in asked:
        if not (data := connection.recv(65536)):
            return
        asked += data
    first, *lines = asked.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    path = first.split(" ")[1]
    server.requests.append((path, {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}))
    answer = server.answers.get(path, reply(b"nothing here", "404 Not Found"))
    if isinstance(answer, list):
        answer = answer.pop(0)
    if callable(answer):
        answer(connection)
    else:
        connection.sendall(answer)
    with suppress(OSError):  # what was not read would reset the connection before our answer is
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(0.2)
        connection.recv(65536)


class Disguised(socket.socket):
    """A connection to this computer that calls its peer what it is told to."""

    peer: tuple[str, int] = ("", 0)

    def getpeername(self) -> tuple[str, int]:
        return self.peer


@dataclass
class Network:
    """A pretended internet: names and their answers (used up one by one but for the last), all of it played by one local port."""

    names: dict[str, list[list[str]]]
    port: int = 0
    peer: str = ""
    looked_up: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)

    def resolve(self, host: str, _: int, /) -> list[str]:
        self.looked_up.append(host)
        if host not in self.names:
            raise socket.gaierror(-2, "Name or service not known")
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def dial(self, address: str, port: int, seconds: float, /) -> socket.socket:
        self.dialled.append(address)
        if not self.port:
            raise AssertionError(f"connected to {address}")
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
        connection = Disguised(fileno=plain.detach())
        connection.peer = (self.peer or address, port)
        return connection


@dataclass
class Time:
    """A clock that stands still but for sleeping."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def utc(self) -> dt.datetime:
        return MORNING + dt.timedelta(seconds=self.at)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.at, self.sleep, self.utc)

    @property
    def waits(self) -> list[float]:
        return [seconds for seconds in self.slept if seconds]


def reason_of(call: Callable[[], object]) -> FetchError:
    """The error that a fetch ends with."""
    try:
        call()
    except FetchError as error:
        return error
    raise AssertionError("was fetched")
