"""The one door to the network: an address → the bytes that stand there, or a reason why not.

No other module of Marsad opens a socket (a test looks). Whoever hands us an address may be hostile: a feed names its articles, a page
redirects. So an address is judged by what it resolves to, never by how it is spelt; every address that a name resolves to must be
public; the connection goes to the very address that was judged, and is asked for its peer before a word is said. The same again on
every redirect. No proxy of the environment is used, and no cookie or password is ever sent. `allow` is the only way to anything else.

What comes back is counted while it comes: time as a whole, header lines, bytes as sent and as unpacked.
"""

from __future__ import annotations

import hashlib
import io
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from typing import Any, Final, Literal, Protocol, cast, get_args
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, InvalidChunkLength
from urllib3.response import HTTPResponse

from marsad.errors import FetchError
from marsad.ingest.addresses import FORBIDDEN, NOTHING, Allow, Resolve, Target, judged, target
from marsad.ingest.patience import CLOCK, LIMITS, Clock, Limits, Pace
from marsad.ingest.unpacking import unpack

State = Literal["live", "not_modified", "gone", "soft_404", "blocked"]
"""What stands at an address: a text; the one that the caller has; nothing more (404, 410); nothing more, though the server says it does
(it leads to its front page); something that is not shown to us (401, 402, 403, 407, 451)."""

Reason = Literal[
    "bad_url", "bad_scheme", "bad_port", "credentials", "dns", "refused_address", "refused", "tls", "too_slow", "too_large", "bomb",
    "too_many_redirects", "downgrade", "bad_encoding", "truncated", "bad_response", "bad_status", "server_error", "rate_limited",
    "robots", "no_robots",
]  # fmt: skip
REASONS: Final[tuple[str, ...]] = get_args(Reason)
"""Every `reason` of a FetchError; "robots": its robots.txt asks us to leave it alone, "no_robots": that cannot be had for now."""

AGENT = "Marsad (reads news into sourced claims)"
"""What we call ourselves unless the caller says better; whoever polls servers adds an address at which he can be reached."""

_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_BLOCKED = frozenset({401, 402, 403, 407, 451})
_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
_TOO_MANY = 429
_CHUNK = 1 << 16
_NOT_FOUND = re.compile(r"/(|index\.\w{3,5}|404|not[-_]?found|error)(\.\w{3,5})?/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hop:
    """An address that led elsewhere, and the status with which it did: 301 and 308 mean for good."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: `url` is where it was found at last, `chain` what led there, `address` which computer said so.

    `body` is unpacked but not decoded, and empty unless the state is live or soft_404. Validators are kept to the letter.
    """

    url: str
    status: int
    state: State
    body: bytes = b""
    chain: tuple[Hop, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    charset: str | None = None
    address: str = ""
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of the body: servers say 200 for what has not changed."""
        return hashlib.sha256(self.body).hexdigest()


class Dial(Protocol):
    """A numeric address and a port → a socket that is connected to it, within some seconds. OSError when there is none."""

    def __call__(self, address: str, port: int, seconds: float, /) -> socket.socket: ...


def system_resolve(host: str, port: int, /) -> Sequence[str]:
    """What the system's resolver says; it also takes `127.1`, `0x7f.1` and their like for the numbers that they are."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def system_dial(address: str, port: int, seconds: float, /) -> socket.socket:
    """A plain TCP connection."""
    return socket.create_connection((address, port), timeout=seconds)


def fetch(
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    limits: Limits = LIMITS,
    allow: Allow = NOTHING,
    pace: Pace | None = None,
    agent: str = AGENT,
    resolve: Resolve = system_resolve,
    dial: Dial = system_dial,
    clock: Clock = CLOCK,
) -> Fetched:
    """What stands at `url`. With `etag` or `last_modified` of an earlier answer, only if it has changed.

    Asks again, with patience, when the server is overloaded, takes no connection or breaks one off. Raises FetchError for everything
    that is no answer about the address.
    """
    request = {"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate, br", "Connection": "close"}
    notes = []
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
        if value and re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", value):
            request[name] = value
        elif value:
            notes.append(f"{name} was not sent: its value is no header")
    start = target(url)
    if (start.host, start.port) not in allow.hosts:
        allow = Allow(ports=allow.ports)
    way = _Way(limits, allow, pace or Pace(interval=0.0), resolve, dial, clock)
    while True:
        try:
            return _followed(start, request, tuple(notes), way)
        except FetchError as error:
            if error.retry_after is None or way.attempt >= limits.retries or error.retry_after > limits.longest_wait:
                raise
            notes.append(f"asked again after a {error.status}" if error.status else "asked again after a broken connection")
            way = replace(way, attempt=way.attempt + 1)
            clock.sleep(error.retry_after)


@dataclass(frozen=True, slots=True)
class _Way:
    limits: Limits
    allow: Allow
    pace: Pace
    resolve: Resolve
    dial: Dial
    clock: Clock
    attempt: int = 0

    @property
    def backoff(self) -> float:
        """Seconds to wait before the next attempt where the server names none."""
        return 2.0 ** (self.attempt + 1)

    def after(self, error: OSError) -> float | None:
        """The same where the other side has refused or broken off the connection, which may pass; None for any other error."""
        return self.backoff if isinstance(error, ConnectionError) else None


def _followed(start: Target, request: Mapping[str, str], notes: tuple[str, ...], way: _Way) -> Fetched:
    """One try: from redirect to redirect, until something is said."""
    at, chain, site, left = start, list[Hop](), "", way.limits.total
    while True:
        if at.site != site:
            site = at.site
            way.clock.sleep(way.pace.reserve(site, way.clock.now()))
        deadline = way.clock.now() + left
        addresses = judged(at, way.allow, way.resolve, min(way.limits.connect, left))
        with _asked(at, addresses, request, way, deadline) as (answer, wire):
            if answer.status not in _REDIRECTS:
                return _outcome(at, start, answer, wire, tuple(chain), request, notes, way)
            chain.append(Hop(at.url, answer.status))
            location = answer.headers.get("location", "")
        at = _next(at, location, chain, way.limits)
        left = deadline - way.clock.now()


def _next(at: Target, location: str, chain: Sequence[Hop], limits: Limits) -> Target:
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")  # a header comes as Latin-1, and Arabic addresses in it are UTF-8
    if not location or FORBIDDEN.search(location):
        raise FetchError(f"{at.url}: leads elsewhere, but not to an address ({location[:200]!a}); open it in a browser", "bad_url")
    try:
        then = target(urljoin(at.url, location.strip(" ")))
    except ValueError as error:
        raise FetchError(f"{at.url}: leads to {location[:200]!a}, which is no address ({error})", "bad_url") from None
    if at.scheme == "https" and then.scheme == "http":
        raise FetchError(f"{at.url}: leads from https to {then.url}, where anybody may change it; name that if you want it", "downgrade")
    if len(chain) > limits.redirects:
        raise FetchError(f"{at.url}: leads on and on, over {limits.redirects} times; name where it should end", "too_many_redirects")
    if any(hop.url == then.url for hop in chain):
        raise FetchError(f"{at.url}: leads back to {then.url}, round and round; open it in a browser", "too_many_redirects")
    return then


@contextmanager
def _asked(
    at: Target, addresses: Sequence[str], request: Mapping[str, str], way: _Way, deadline: float
) -> Iterator[tuple[HTTPResponse, _Wire]]:
    """A GET to the first of the addresses that takes the connection, and the head of its answer."""
    wire = _connected(at, addresses, way, deadline)
    try:
        connection = HTTPConnection(at.host, at.port)
        connection.sock = cast("socket.socket", wire)
        headers = {"Host": at.origin.partition("://")[2], **request}
        connection.request("GET", at.path, headers=headers, preload_content=False, decode_content=False)
        answer = connection.getresponse()
        wire.room = way.limits.packed * 2 + _CHUNK  # what chunks cost, on top
        yield answer, wire
        answer.close()
    except (HTTPException, HTTPError) as error:
        short = any(isinstance(part, IncompleteRead) and not isinstance(part, InvalidChunkLength) for part in (error, *error.args))
        if short or "prematurely" in str(error):
            raise FetchError(f"{at.url}: breaks off before its end; fetch it again later", "truncated") from error
        raise FetchError(f"{at.url}: answers as no web server does ({str(error)[:100]!a}); fetch it again later", "bad_response") from error
    finally:
        wire.socket.close()


def _connected(at: Target, addresses: Sequence[str], way: _Way, deadline: float) -> _Wire:
    fault = FetchError(f"{at.url}: took too long; fetch it again later", "too_slow")
    for address in addresses:
        seconds = min(way.limits.connect, deadline - way.clock.now())
        if seconds <= 0:
            break
        try:
            plain = way.dial(address, at.port, seconds)
        except TimeoutError:
            fault = FetchError(f"{at.url}: takes no connection within {way.limits.connect:g} s; fetch it again later", "too_slow")
        except OSError as error:
            why = f"{at.url}: takes no connection ({error.strerror or error}); fetch it again later"
            fault = FetchError(why, "refused", retry_after=way.after(error))
        else:
            return _checked(at, plain, address, way, deadline)
    raise fault


def _checked(at: Target, plain: socket.socket, address: str, way: _Way, deadline: float) -> _Wire:
    """Whoever was connected to is the one who was meant, by number and, on https, by certificate."""
    try:
        peer = str(plain.getpeername()[0])
        if ipaddress.ip_address(peer) != ipaddress.ip_address(address):
            raise FetchError(f"{at.url}: {peer} took the connection that was meant for {address}; check the network", "refused_address")
        if at.scheme == "https":
            context = ssl.create_default_context()
            plain.settimeout(max(min(way.limits.connect, deadline - way.clock.now()), 0.001))
            plain = context.wrap_socket(plain, server_hostname=at.host)
    except TimeoutError:
        fault = FetchError(f"{at.url}: takes no secure connection within {way.limits.connect:g} s; fetch it again later", "too_slow")
    except ssl.SSLCertVerificationError as error:
        fault = FetchError(f"{at.url}: cannot prove who it is ({error.verify_message}); nothing was read", "tls")
    except OSError as error:
        why = f"{at.url}: takes no secure connection ({error.strerror or error}); fetch it again later"
        fault = FetchError(why, "tls", retry_after=way.after(error))
    except FetchError as error:
        fault = error
    else:
        return _Wire(plain, at.url, address, way, deadline)
    plain.close()
    raise fault


class _Wire:
    """The socket as urllib3 sees it: each read keeps to the time that is left, and to the room for what may still come."""

    def __init__(self, connected: socket.socket, name: str, address: str, way: _Way, deadline: float) -> None:
        self.socket, self.name, self.address, self.way, self.deadline = connected, name, address, way, deadline
        self.room = way.limits.headers
        self.surplus = 0

    def patience(self) -> float:
        left = self.deadline - self.way.clock.now()
        if left <= 0:
            raise FetchError(f"{self.name}: took more than {self.way.limits.total:g} s; fetch it again later", "too_slow")
        return min(self.way.limits.read, left)

    def read_into(self, buffer: bytearray | memoryview) -> int:
        if self.room <= 0:
            raise FetchError(f"{self.name}: sends more than the limit; leave it out", "too_large")
        try:
            self.socket.settimeout(self.patience())
            count = self.socket.recv_into(buffer)
        except TimeoutError:
            self.patience()
            raise FetchError(f"{self.name}: says nothing for {self.way.limits.read:g} s; fetch it again later", "too_slow") from None
        except OSError as error:
            why = f"{self.name}: breaks off ({error.strerror or error}); fetch it again later"
            raise FetchError(why, "truncated", retry_after=self.way.after(error)) from error
        self.room -= count
        return count

    def sendall(self, data: bytes) -> None:
        try:
            self.socket.settimeout(self.patience())
            self.socket.sendall(data)
        except OSError as error:
            why = f"{self.name}: takes no question ({error.strerror or error}); fetch it again later"
            raise FetchError(why, "refused", retry_after=self.way.after(error)) from error

    def makefile(self, *_: Any, **__: Any) -> _Reader:
        return _Reader(_Stream(self))

    def settimeout(self, _: object) -> None:
        """Ours are kept."""

    def close(self) -> None:
        """Done by who opened it: what was said last is still to be read."""


class _Stream(io.RawIOBase):
    def __init__(self, wire: _Wire) -> None:
        self.wire, self.ended = wire, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return 0 if self.ended else self.wire.read_into(buffer)


class _Reader(io.BufferedReader):
    """Counts what was sent beyond the end that the server itself had named."""

    def close(self) -> None:
        if not self.closed:
            stream = cast("_Stream", self.raw)
            stream.ended = True
            stream.wire.surplus += len(self.peek())
        super().close()


def _outcome(
    at: Target, start: Target, answer: HTTPResponse, wire: _Wire, chain: tuple[Hop, ...], request: Mapping[str, str],
    notes: tuple[str, ...], way: _Way,
) -> Fetched:  # fmt: skip
    """What an answer that leads nowhere else says about the address."""
    status, headers = answer.status, answer.headers
    if status in _AGAIN:
        raise _overloaded(at, answer, way)
    kind = headers.get("content-type")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", kind or "", re.IGNORECASE)
    state: State = "live"
    body = b""
    if status == HTTPStatus.NOT_MODIFIED:
        if not {"If-None-Match", "If-Modified-Since"} & request.keys():
            raise FetchError(f"{at.url}: says that nothing has changed, and nobody asked; fetch it later", "bad_response", status=status)
        state = "not_modified"
    elif status in _GONE or status in _BLOCKED:
        state = "gone" if status in _GONE else "blocked"
    elif not 200 <= status < 300 or status == HTTPStatus.PARTIAL_CONTENT:
        raise FetchError(f"{at.url}: answers with status {status}, and no page; open it in a browser", "bad_status", status=status)
    else:
        body, odd = _body(at, answer, wire, way.limits)
        notes += odd
        if chain and at.site == start.site and _bare(at) and not _bare(start):
            state = "soft_404"
            notes += ("leads to the front page or an error page of its site",)
    return Fetched(
        at.url, status, state, body, chain, headers.get("etag"), headers.get("last-modified"), kind,
        charset[1].lower() if charset else None, wire.address, notes,
    )  # fmt: skip


def _bare(at: Target) -> bool:
    return _NOT_FOUND.fullmatch(at.path.partition("?")[0]) is not None


def _overloaded(at: Target, answer: HTTPResponse, way: _Way) -> FetchError:
    status, wait = answer.status, _retry_after(answer.headers)
    if wait is None:
        wait = way.pace.after_429 if status == _TOO_MANY else way.backoff
    if status == _TOO_MANY:
        way.pace.hold(at.site, way.clock.now() + min(wait, way.limits.longest_wait))
        return FetchError(f"{at.url}: is asked too often; wait {wait:.0f} s", "rate_limited", status=status, retry_after=wait)
    return FetchError(f"{at.url}: its server fails (status {status}); fetch it later", "server_error", status=status, retry_after=wait)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, or a date, which is held against the server's own clock."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        then, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max((then - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def _body(at: Target, answer: HTTPResponse, wire: _Wire, limits: Limits) -> tuple[bytes, tuple[str, ...]]:
    headers = answer.headers
    if headers.get("transfer-encoding", "identity").strip().lower() not in ("identity", "chunked"):
        raise FetchError(f"{at.url}: is sent in a way that is not understood (Transfer-Encoding)", "bad_encoding")
    if (answer.length_remaining or 0) > limits.packed:
        raise FetchError(f"{at.url}: is larger than the limit of {limits.packed:,} bytes", "too_large")
    packed = bytearray()
    for piece in answer.stream(_CHUNK, decode_content=False):
        packed += piece
        if len(packed) > limits.packed:
            raise FetchError(f"{at.url}: is larger than the limit of {limits.packed:,} bytes", "too_large")
    body, notes = unpack(bytes(packed), headers.get("content-encoding", ""), limits=limits, name=at.url)
    if wire.surplus:
        notes += ("sends more than the length that it names; the rest was left out",)
    if not body:
        notes += ("is empty",)
    return body, notes
