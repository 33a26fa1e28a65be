"""What an input may be, what becomes of one that cannot be used, and by what name an article is known.

Nobody vouches for what comes in. Every reader of this room counts the bytes, parts and levels that it reads against `Limits`, believes
no length that an input declares, and hands on a `Refused` for what it leaves out, so that one broken item never stops the others.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO, Any, Literal
from urllib.parse import quote, urlsplit

import yaml

from marsad.errors import SourceError
from marsad.ingest.files import DEFAULT_LIMIT

MIB = 1024 * 1024
SMALL = MIB
"""Unpacked bytes below which the ratio to the packed ones says nothing."""

_LONGEST_URL = 4096
_SAFE = "/%:@!$&'()*+,;=~-._"
_ESCAPED = re.compile(r"%([0-9a-fA-F]{2})")
_PORTS = {"http": 80, "https": 443}
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an input is read. Sizes are bytes after unpacking.

    `text` bounds a text file, a line of JSON or a list of it; `page` a page of HTML with its `elements` and their `depth`; `feed` a feed
    with its `feed_items` and `feed_depth`; `rows` the articles of a table or of JSON lines; `files` those of a folder. An archive may
    unpack to `archive` bytes in `members` of `member` bytes each, to `ratio` times its size, and hold archives `nesting` deep;
    `records` is for web archives.
    """

    text: int = DEFAULT_LIMIT
    page: int = 10 * MIB
    elements: int = 30_000
    depth: int = 250
    feed: int = 5 * MIB
    feed_items: int = 1_000
    feed_depth: int = 100
    rows: int = 10_000_000
    files: int = 100_000
    archive: int = 512 * MIB
    member: int = 50 * MIB
    members: int = 10_000
    ratio: int = 100
    nesting: int = 3
    records: int = 10_000


Why = Literal["broken", "limit", "page", "unchanged", "other"]


@dataclass(frozen=True, slots=True)
class Refused:
    """What did not become a document: what messages call it, why, and of what kind the reason is. "broken": it cannot be read; "limit": it
    is over a limit, or the rest of it was left out; "page": a page without an article; "unchanged": an archive's note that a page was
    the same; "other": a kind of input that holds no articles."""

    name: str
    reason: str
    kind: Why = "broken"


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a feed announces and does not hold: its address for the caller to fetch, with what the feed says of it."""

    url: str
    title: str | None = None
    published: dt.date | None = None
    outlet: str | None = None
    summary: str | None = None
    notes: tuple[str, ...] = ()


@cache
def data(name: str) -> Any:
    """The content of a YAML file in data/ingest."""
    return yaml.safe_load((files("marsad") / "data" / "ingest" / name).read_text("utf-8"))


@cache
def quiet(*loggers: str) -> None:
    """Libraries that log what is odd in an input: we tell it ourselves. Whoever sets up logging still gets it."""
    for name in loggers:
        logging.getLogger(name).addHandler(logging.NullHandler())


def shown(name: str, longest: int = 300) -> str:
    """A name that came from outside, fit for messages and keys: control characters, and those that turn the direction of
    writing, as escapes, and no longer than `longest`."""
    safe = "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) in _HIDDEN else c for c in name[: longest + 1])
    return safe if len(safe) <= longest else safe[: longest - 1] + "…"


def canonical_url(url: str) -> str | None:
    """The one spelling of a web address that an article is known by: host in lower case, without fragment, login, default port and
    tracking parameters, with letters of other scripts escaped. None for what is no http or https address."""
    url = url.strip()
    if not url or len(url) > _LONGEST_URL or any(unicodedata.category(c) in _HIDDEN for c in url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host or any(c in host for c in " <>\"'\\^`{|}"):
        return None
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    place = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    words = data("addresses.yaml")
    kept = [
        piece
        for piece in parts.query.split("&")
        if piece and (name := piece.partition("=")[0].lower()) not in words["tracking"] and not name.startswith(tuple(words["prefixes"]))
    ]
    path = _escaped(parts.path) or "/"
    query = "?" + _escaped("&".join(kept), also="?") if kept else ""
    return f"{scheme}://{place}{path}{query}"


def _escaped(text: str, also: str = "") -> str:
    text = text if "%" not in text else re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text)
    return _ESCAPED.sub(lambda m: m.group().upper(), quote(text, safe=_SAFE + also, errors="replace"))


def utc(moment: dt.datetime) -> dt.datetime:
    """A moment in UTC; one without a zone is taken for UTC already."""
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


class _Joined(io.RawIOBase):
    """What was read ahead of a stream, and then the rest of it."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, _some(rest)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)]
        self._head = self._head[len(data) :]
        data = data or self._rest(len(buffer)) or b""
        buffer[: len(data)] = data
        return len(data)


def _some(stream: IO[bytes]) -> Callable[[int], bytes]:
    """What reads what there is and does not wait for more, so that nothing is lost where a stream breaks."""
    found: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return found


def peeked(stream: IO[bytes], size: int) -> tuple[bytes, io.BufferedReader]:
    """The first `size` bytes of a stream, and a stream that still begins with them."""
    head = b""
    some = _some(stream)
    try:
        while len(head) < size and (more := some(size - len(head))):
            head += more
    except SourceError:
        if not head:
            raise  # else it comes again, behind what could be read
    return head, io.BufferedReader(_Joined(head, stream), 1 << 16)
