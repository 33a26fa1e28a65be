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
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from typing import Any, Final, Literal, Protocol, cast, get_args
from urllib.parse import quote, urljoin, urlsplit

import brotli  # type: ignore[import-untyped]
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, InvalidChunkLength
from urllib3.response import HTTPResponse

from marsad.errors import FetchError

State = Literal["live", "not_modified", "gone", "soft_404", "blocked"]
"""What stands at an address: a text; the one that the caller has; nothing more (404, 410); nothing more, though the server says it does
(it leads to its front page); something that is not shown to us (401, 402, 403, 407, 451)."""

Reason = Literal[
    "bad_url", "bad_scheme", "bad_port", "credentials", "dns", "refused_address", "refused", "tls", "too_slow", "too_large", "bomb",
    "too_many_redirects", "downgrade", "bad_encoding", "truncated", "bad_response", "bad_status", "server_error", "rate_limited",
]  # fmt: skip
REASONS: Final[tuple[str, ...]] = get_args(Reason)
"""Every `reason` of a FetchError."""

AGENT = "Marsad (reads news into sourced claims)"
"""What we call ourselves unless the caller says better; whoever polls servers adds an address at which he can be reached."""

_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"
_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_BLOCKED = frozenset({401, 402, 403, 407, 451})
_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
_TOO_MANY = 429
_LONGEST_URL = 8192
_CHUNK = 1 << 16
_MOST_MEMBERS = 1000  # of one gzip body
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")  # what other programs drop, or read as a slash
_UNQUOTED = "/%:@!$&'()*+,;=~"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_NOT_FOUND = re.compile(r"/(|index\.\w{3,5}|404|not[-_]?found|error)(\.\w{3,5})?/?", re.IGNORECASE)

# Python's own `is_global` takes NAT64, 6to4 and multicast for public, so the list is ours: the special-purpose registries of the IANA,
# and one address at which Azure's machines find their keys. Of IPv6 only 2000::/3 has been given out: what is not in it is refused.
_DENIED = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"), ("10.0.0.0/8", "a private network"), ("100.64.0.0/10", "a provider's inner network"),
        ("127.0.0.0/8", "this computer"), ("168.63.129.16/32", "a cloud's metadata"), ("169.254.0.0/16", "link-local, a cloud's metadata"),
        ("172.16.0.0/12", "a private network"), ("192.0.0.0/24", "protocol assignments"), ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relays"), ("192.168.0.0/16", "a private network"), ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"), ("203.0.113.0/24", "documentation"), ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
        ("::/128", "this network"), ("::1/128", "this computer"), ("::ffff:0:0/96", "an IPv4 address in disguise"),
        ("64:ff9b::/96", "NAT64"), ("64:ff9b:1::/48", "NAT64"), ("2001::/32", "Teredo"), ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"), ("2002::/16", "6to4"), ("3fff::/20", "documentation"), ("fc00::/7", "a private network"),
        ("fe80::/10", "link-local"), ("ff00::/8", "multicast"),
    )
)  # fmt: skip
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything one fetch may take: seconds, bytes, steps."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    """From the first look-up to the last byte, redirects included; waits for the sake of politeness are not counted."""
    packed: int = 10 * 1000**2
    unpacked: int = 20 * 1000**2
    ratio: int = 100
    ratio_from: int = 1024**2
    """Unpacked bytes below which the ratio says nothing."""
    headers: int = 256 * 1024
    redirects: int = 5
    retries: int = 3
    longest_wait: float = 120.0
    """A server that asks for more patience than this is left alone, with its wish in `retry_after`."""


@dataclass(frozen=True, slots=True)
class Allow:
    """What the user opens on purpose: hosts, as an address spells them, with a port each, wherever they may be; more ports of public hosts.

    A fetch that did not start at one of `hosts` is not let in by a redirect.
    """

    hosts: frozenset[tuple[str, int]] = frozenset()
    ports: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how to let it pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


LIMITS: Final = Limits()
NOTHING: Final = Allow()
CLOCK: Final = Clock()


@dataclass(frozen=True, slots=True)
class Target:
    """An address, taken apart: `path` holds the query too, and all of it is ASCII as it is sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, without the port that the scheme implies; names that look alike differ here (xn--…)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" if self.port == _PORTS[self.scheme] else f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.path

    @property
    def site(self) -> str:
        """Whose patience a request costs."""
        return self.host.removeprefix("www.")


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


class Resolve(Protocol):
    """A name and a port → every address that stands behind it. OSError when there is none."""

    def __call__(self, host: str, port: int, /) -> Sequence[str]: ...


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


@dataclass(slots=True)
class Pace:
    """How often a site is asked. One object for all that ask, from any number of threads."""

    interval: float = 5.0
    after_429: float = 30.0
    _free: dict[str, float] = field(default_factory=dict)
    _slower: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self, site: str, now: float) -> float:
        """Take the site's next turn: in how many seconds it is."""
        with self._lock:
            start = max(now, self._free.get(site, now))
            self._free[site] = start + max(self.interval, self._slower.get(site, 0.0))
            return start - now

    def hold(self, site: str, until: float) -> None:
        """Leave the site alone until then."""
        with self._lock:
            self._free[site] = max(until, self._free.get(site, until))

    def at_least(self, site: str, interval: float) -> None:
        """The site wishes for a longer interval (Crawl-delay)."""
        with self._lock:
            self._slower[site] = interval


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

    Asks again, with patience, when the server is overloaded. Raises FetchError for everything that is no answer about the address.
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
    attempt = 0
    while True:
        try:
            return _followed(start, request, tuple(notes), way, attempt)
        except FetchError as error:
            if error.status not in _AGAIN or attempt >= limits.retries or error.retry_after is None:
                raise
            if error.retry_after > limits.longest_wait:
                raise
            notes.append(f"asked again after a {error.status}")
            attempt += 1
            clock.sleep(error.retry_after)


def target(url: str) -> Target:
    """An address, taken apart and spelt as it will be sent. Raises FetchError for what is none of http or https, or is there to deceive.

    Nothing is looked up: a Target may still lead to an address that is refused.
    """
    name = f"{url[:200]!a}"
    if len(url) > _LONGEST_URL or _FORBIDDEN.search(url):
        raise FetchError(f"{name}: is no address of a page (too long, or with control characters or backslashes); mend it", "bad_url")
    try:
        parts = urlsplit(url.strip(" "))
        port, host = parts.port, parts.hostname or ""
        if parts.scheme not in _PORTS:
            raise FetchError(f"{name}: is neither http nor https, and nothing else is fetched", "bad_scheme")
        if "@" in parts.netloc:
            raise FetchError(f"{name}: holds a user name or a password; leave it out", "credentials")
        path = quote(parts.path or "/", safe=_UNQUOTED)
        if parts.query:
            path += "?" + quote(parts.query, safe=_UNQUOTED + "?[]")
        if ":" in host:
            host = str(ipaddress.IPv6Address("" if "%" in host else host))
        else:
            # The codec brings full-width digits and circled letters to ASCII, and everything else to xn--….
            host = host.encode("idna").decode("ascii").lower().removesuffix(".") if len(host) < 256 else ""
            if not _HOST.fullmatch(host):
                raise ValueError("no host")
    except ValueError as error:
        raise FetchError(f"{name}: is no address of a page ({error}); mend it", "bad_url") from None
    return Target(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path)


def denied(address: str) -> str:
    """What an IP address belongs to when it is not to be asked; empty when it is a public one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "no IP address"
    for network, name in _DENIED:
        if ip.version == network.version and ip in network:
            return name
    return "" if ip.version == 4 or ip in _GIVEN_OUT else "reserved"


def unpack(data: bytes, encoding: str, *, limits: Limits = LIMITS, name: str = "the body") -> tuple[bytes, tuple[str, ...]]:
    """What `data` holds by its Content-Encoding, and notes on what was odd. Raises FetchError for a bomb, damage or an encoding that is
    unknown or one of several."""
    codings = [coding for coding in (part.strip().lower() for part in encoding.split(",")) if coding not in ("", "identity")]
    if len(codings) > 1 or not set(codings) <= {"gzip", "x-gzip", "deflate", "br"}:
        raise FetchError(f"{name}: is packed as {encoding[:80]!a}; only gzip, deflate or br, once, is unpacked", "bad_encoding")
    notes = []
    coding = codings[0] if data and codings else ""
    if coding.endswith("gzip") and not data.startswith(b"\x1f\x8b"):
        notes.append("says that it is gzip, and is not packed")
        coding = ""
    if not coding:
        if len(data) > limits.unpacked:
            raise FetchError(f"{name}: is larger than the limit of {limits.unpacked:,} bytes", "too_large")
        return data, tuple(notes)
    body = bytearray()
    used = 0
    try:
        for used, piece in _unbrotlied(data) if coding == "br" else _inflated(data, coding):
            body += piece
            if len(body) > limits.ratio_from and len(body) > limits.ratio * used:
                raise FetchError(f"{name}: unpacks to more than {limits.ratio} times its size, as only a trap does; leave it out", "bomb")
            if len(body) > limits.unpacked:
                raise FetchError(f"{name}: unpacks to more than the limit of {limits.unpacked:,} bytes", "too_large")
    except EOFError:
        raise FetchError(f"{name}: its packed data break off; fetch it again later", "truncated") from None
    except (zlib.error, brotli.error) as error:
        raise FetchError(f"{name}: its packed data are damaged ({error}); fetch it again later", "bad_encoding") from None
    if used < len(data):
        notes.append(f"{len(data) - used:,} bytes after the end of the packed data were left out")
    if body.startswith(b"\x1f\x8b"):
        notes.append("is packed twice; what is inside was left packed")
    return bytes(body), tuple(notes)


def _inflated(data: bytes, coding: str) -> Iterator[tuple[int, bytes]]:
    """Pieces of what gzip or deflate holds, each with how many bytes were used up for it. EOFError when it breaks off."""
    if coding.endswith("gzip"):
        bits = 16 + zlib.MAX_WBITS
    else:  # with a header, as the standard has it, or bare, as some servers send it
        bits = zlib.MAX_WBITS if data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0 else -zlib.MAX_WBITS
    at = 0
    for _ in range(_MOST_MEMBERS):
        stream = zlib.decompressobj(bits)
        while not stream.eof:
            given = data[at : at + _CHUNK]
            piece = stream.decompress(given, _CHUNK)
            at += len(given) - len(stream.unconsumed_tail) - len(stream.unused_data)
            if not (given or piece or stream.eof):
                raise EOFError
            yield at, piece
        if bits < 16 or data[at : at + 2] != b"\x1f\x8b":
            return
    raise zlib.error(f"more than {_MOST_MEMBERS} parts")


def _unbrotlied(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The same for brotli, which takes what follows the end for damage."""
    stream = brotli.Decompressor()
    for at in range(0, len(data), _CHUNK):
        given = data[at : at + _CHUNK]
        end = at + len(given)
        while piece := stream.process(given, output_buffer_limit=_CHUNK):
            yield end, piece
            given = b""
        yield end, b""
    if not stream.is_finished():
        raise EOFError


@dataclass(frozen=True, slots=True)
class _Way:
    limits: Limits
    allow: Allow
    pace: Pace
    resolve: Resolve
    dial: Dial
    clock: Clock


def _followed(start: Target, request: Mapping[str, str], notes: tuple[str, ...], way: _Way, attempt: int) -> Fetched:
    """One try: from redirect to redirect, until something is said."""
    at, chain, site, left = start, list[Hop](), "", way.limits.total
    while True:
        if at.site != site:
            site = at.site
            way.clock.sleep(way.pace.reserve(site, way.clock.now()))
        deadline = way.clock.now() + left
        addresses = _judged(at, way, left)
        with _asked(at, addresses, request, way, deadline) as (answer, wire):
            if answer.status not in _REDIRECTS:
                return _outcome(at, start, answer, wire, tuple(chain), request, notes, way, attempt)
            chain.append(Hop(at.url, answer.status))
            location = answer.headers.get("location", "")
        at = _next(at, location, chain, way.limits)
        left = deadline - way.clock.now()


def _next(at: Target, location: str, chain: Sequence[Hop], limits: Limits) -> Target:
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")  # a header comes as Latin-1, and Arabic addresses in it are UTF-8
    if not location or _FORBIDDEN.search(location):
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


def _judged(at: Target, way: _Way, left: float) -> Sequence[str]:
    """The addresses that may be connected to: all that the name resolves to, or none."""
    mine = (at.host, at.port) in way.allow.hosts
    if not mine and at.port not in _PORTS.values() and at.port not in way.allow.ports:
        raise FetchError(f"{at.url}: port {at.port} is not one of the web's; allow it if it should be", "bad_port")
    addresses = _resolved(at, way.resolve, min(way.limits.connect, left))
    for address in () if mine else addresses:
        if network := denied(address):
            raise FetchError(
                f"{at.url}: leads to {address} ({network}), and only public addresses are fetched; if it is yours, allow its host and port",
                "refused_address",
            )
    return addresses


def _resolved(at: Target, resolve: Resolve, seconds: float) -> Sequence[str]:
    """Resolvers know no time limit, so one that hangs is left behind in its thread."""
    found: list[Sequence[str]] = []
    failed: list[Exception] = []

    def look_up() -> None:
        try:
            found.append(resolve(at.host, at.port))
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that asked
            failed.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if failed and not isinstance(failed[0], OSError | UnicodeError):
        raise failed[0]
    if not found or not found[0]:
        why = getattr(failed[0], "strerror", None) or str(failed[0]) if failed else "no answer"
        raise FetchError(f"{at.url}: its name cannot be resolved ({why}); check the spelling, or the network", "dns")
    return found[0]


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
            fault = FetchError(f"{at.url}: takes no connection ({error.strerror or error}); fetch it again later", "refused")
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
        fault = FetchError(f"{at.url}: takes no secure connection ({error.strerror or error}); fetch it again later", "tls")
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
            raise FetchError(f"{self.name}: breaks off ({error.strerror or error}); fetch it again later", "truncated") from error
        self.room -= count
        return count

    def sendall(self, data: bytes) -> None:
        try:
            self.socket.settimeout(self.patience())
            self.socket.sendall(data)
        except OSError as error:
            raise FetchError(f"{self.name}: takes no question ({error.strerror or error}); fetch it again later", "refused") from error

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
    notes: tuple[str, ...], way: _Way, attempt: int,
) -> Fetched:  # fmt: skip
    """What an answer that leads nowhere else says about the address."""
    status, headers = answer.status, answer.headers
    if status in _AGAIN:
        raise _overloaded(at, answer, way, attempt)
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


def _overloaded(at: Target, answer: HTTPResponse, way: _Way, attempt: int) -> FetchError:
    status, wait = answer.status, _retry_after(answer.headers)
    if wait is None:
        wait = way.pace.after_429 if status == _TOO_MANY else 2.0 ** (attempt + 1)
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
