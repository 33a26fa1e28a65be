"""A web archive (WARC) → the articles of its pages, record by record.

Records are cut out of the stream here, so that no line and no record is larger in memory than its limit and a wrong Content-Length
costs one record and not the rest of the archive; what a record holds is then read by warcio, with its digests.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

from marsad.errors import SourceError
from marsad.ingest.archive import TooMuchError
from marsad.ingest.feeds import is_feed, read_feed
from marsad.ingest.files import decode
from marsad.ingest.inputs import Limits, Link, Refused, canonical_url, quiet, shown, utc
from marsad.ingest.pages import read_page
from marsad.model import Document

_BEGIN = b"WARC/"
_INSIDE = re.compile(rb"\r?\n\r?\nWARC/[01]\.\d+\r?\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_LINE = 65_536
_HEADERS = 262_144
_MOST_WRONG = 200  # records with a wrong length, after which an archive is given up
_CHUNK = 1 << 16
_BESIDE_PAGES = 20  # records of requests and the like for each that is read
_BESIDE = 65_536  # bytes of HTTP headers beside a page
_READ = frozenset(("response", "resource", "conversion"))
_PASSED = frozenset(("warcinfo", "request", "metadata"))
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_FEEDS = frozenset(("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml"))
_GONE, _BLOCKED = frozenset((404, 410)), frozenset((401, 402, 403, 407, 451))
_WRONG = "its length is not the one that it declares"


@dataclass(frozen=True, slots=True)
class _Record:
    headers: dict[str, str]
    head: bytes
    block: bytes
    notes: tuple[str, ...] = ()
    over: bool = False


def is_warc(head: bytes) -> bool:
    """Whether bytes begin as a web archive does."""
    return head.startswith(_BEGIN)


def read_warc(
    stream: IO[bytes],
    *,
    name: str,
    fetched: dt.datetime,
    published: dt.date | None = None,
    outlet: str | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | Link | Refused]:
    """The articles of a web archive that is already unpacked. Each is as of the moment of its capture, where that is told and not after
    `fetched`; a record that says that a page was unchanged, one that is broken, and what lies behind the limit come out as Refused."""
    limits = limits or Limits()
    label = shown(name)
    fetched = utc(fetched)
    number = read = 0
    try:
        for record in _Frames(stream, limits):
            number += 1
            read += isinstance(record, str) or record.headers.get("warc-type", "").lower() not in _PASSED
            if read > limits.records or number > limits.records * _BESIDE_PAGES:
                yield Refused(label, f"has more than {limits.records:,} records; the rest was left out", "limit")
                return
            where = f"{label}, record {number}"
            if isinstance(record, str):
                yield Refused(where, record)
                continue
            try:
                yield from _read(record, where, fetched, published, outlet, limits)
            except Exception as error:  # noqa: BLE001 - what a broken record leads warcio to is no reason to lose the rest
                yield Refused(where, f"cannot be read ({type(error).__name__})")
        if not number:
            yield Refused(label, "is a web archive without records")
    except SourceError as error:
        yield Refused(label, str(error).removeprefix(f"{label}: "), "limit" if isinstance(error, TooMuchError) else "broken")
    except OSError as error:
        yield Refused(label, f"cannot be read ({error.strerror or error})")


class _Frames:
    """Cuts a stream into records: each a _Record, or what is wrong with it."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._stream = stream
        self._most = limits.page + _BESIDE
        self._pending, self._at = b"", 0
        self._wrong = 0

    def _line(self) -> bytes:
        if self._at < len(self._pending):
            end = self._pending.find(b"\n", self._at, self._at + _LINE) + 1
            if not end:
                held = self._read(min(_LINE, len(self._pending) - self._at))
                return held if len(held) == _LINE else held + self._stream.readline(_LINE)
            line = self._pending[self._at : end]
            self._at = end
            return line
        return self._stream.readline(_LINE)

    def _read(self, size: int) -> bytes:
        data = self._pending[self._at : self._at + size]
        self._at += len(data)
        return data if len(data) == size else data + self._stream.read(size - len(data))

    def _back(self, data: bytes) -> None:
        """Put back what was read too far."""
        if data:
            self._pending, self._at = data + self._pending[self._at :], 0

    def _mismatch(self) -> None:
        self._wrong += 1
        if self._wrong > _MOST_WRONG:
            raise SourceError(f"more than {_MOST_WRONG} of its records have a wrong length; the rest was left out")

    def __iter__(self) -> Iterator[_Record | str]:
        while line := self._line():
            if not line.strip():
                continue
            if not line.startswith(_BEGIN):
                self._mismatch()
                self._skip()
                yield "what stands between two records is none, so that the length of one is wrong"
                continue
            found = self._record(line)
            if found is not None:
                yield found

    def _skip(self) -> bytes:
        """Everything up to the next line that begins a record, as far as it may be held."""
        kept: list[bytes] = []
        size = 0
        before = b"\n"
        while line := self._line():
            if line.startswith(_BEGIN) and before.endswith(b"\n"):
                self._back(line)
                break
            before = line
            size += len(line)
            if size <= self._most:
                kept.append(line)
        return b"".join(kept)

    def _record(self, first: bytes) -> _Record | str | None:
        lines = [first]
        size = len(first)
        while (line := self._line()).strip():
            if line.startswith(_BEGIN):
                self._back(line)
                return "has no end of its headers"
            lines.append(line)
            size += len(line)
            if size > _HEADERS:
                self._skip()
                return "has headers without end"
        headers: dict[str, str] = {}
        for raw in lines[1:]:
            key, colon, value = raw.decode("utf-8", "replace").partition(":")
            if colon:
                headers.setdefault(key.strip().lower(), value.strip())
        told = headers.get("content-length", "")
        if not re.fullmatch(r"[0-9]{1,15}", told):
            self._skip()
            return "declares no length, or one that is no number"
        length = int(told)
        if length > self._most:
            return self._large(lines, headers, length)
        block = self._read(length)
        notes: tuple[str, ...] = ()
        if len(block) < length or not self._ended():
            block, notes = self._mended(block, length)
        return _Record(headers, _head(lines, len(block)), block, notes)

    def _large(self, lines: list[bytes], headers: dict[str, str], length: int) -> _Record:
        """A record larger than any page: what looks like it up to the next record's beginning is not lost where its length lies."""
        block = self._read(self._most)
        inside = _INSIDE.search(block)
        if len(block) < self._most or inside is not None:
            self._mismatch()
            if inside is not None:
                self._back(block[inside.start() :])
                block = block[: inside.start()]
            return _Record(headers, _head(lines, len(block)), block, (_WRONG,))
        left = length - len(block)
        while left > 0 and (skipped := self._read(min(left, _CHUNK))):
            left -= len(skipped)
        return _Record(headers, _head(lines, 0), b"", over=True)

    def _ended(self) -> bool:
        """Whether a record ends here: two line ends, or the end of all."""
        after = self._read(4)
        if after in (b"\r\n\r\n", b"") or not after.strip() or after.startswith(b"\n\n"):
            self._back(after.lstrip(b"\r\n"))
            return True
        self._back(after)
        return after.startswith(_BEGIN[:4])

    def _mended(self, block: bytes, length: int) -> tuple[bytes, tuple[str, ...]]:
        """A record whose end is not where it says: up to where the next one begins, in it or behind it."""
        self._mismatch()
        inside = _INSIDE.search(block)
        if inside is not None:
            self._back(block[inside.start() :])
            return block[: inside.start()], (_WRONG,)
        if len(block) < length:
            return block, ("it is cut off",)
        return (block + self._skip())[: self._most].rstrip(b"\r\n"), (_WRONG,)


def _head(lines: list[bytes], length: int) -> bytes:
    """The headers of a record with the length that it really has."""
    kept = [line.rstrip(b"\r\n") for line in lines if not line.lower().startswith(b"content-length")]
    return b"\r\n".join([*kept, b"Content-Length: %d" % length, b"", b""])


# -- what a record holds -------------------------------------------------------------------------------------------------------


def _read(
    record: _Record, where: str, fetched: dt.datetime, published: dt.date | None, outlet: str | None, limits: Limits
) -> Iterator[Document | Link | Refused]:
    kind = record.headers.get("warc-type", "").lower()
    url = record.headers.get("warc-target-uri", "").strip("<> ")
    address = canonical_url(url)
    where = f"{where} ({shown(url, 120)})" if url else where
    if kind in _PASSED:
        return
    if kind == "revisit":
        yield Refused(where, "says that the page was as at an earlier capture", "unchanged")
        return
    if kind not in _READ:
        yield Refused(where, f"is a record of a kind that is not read ({shown(kind, 40) or 'none'})", "other")
        return
    if address is None:
        if not url.startswith(("dns:", "whois:", "metadata:", "urn:")):
            yield Refused(where, "has no address (http or https)", "other")
        return
    if record.over:
        yield Refused(where, f"is larger than the limit of {limits.page:,} bytes for a page", "limit")
        return
    parsed = _parsed(record)
    http = parsed.http_headers if kind == "response" else None
    content = (http.get_header("content-type") if http is not None else parsed.content_type) or ""
    media, _, parameters = content.partition(";")
    media = media.strip().lower()
    if media not in _PAGES and media not in _FEEDS and media != "text/plain":
        return
    notes = list(record.notes)
    moment = _moment(record.headers.get("warc-date", ""))
    if moment is None or moment > fetched:
        notes.append("its moment of capture is not told" if moment is None else "its moment of capture lies ahead, and was not used")
        moment = fetched
    raw = parsed.raw_stream.read()
    if parsed.digest_checker is not None and parsed.digest_checker.passed is False:
        notes.append("its digest is not that of its bytes: it was changed or damaged since it was captured")
    status = int(http.get_statuscode()) if http is not None and (http.get_statuscode() or "").isdecimal() else 200
    if status in _GONE or status in _BLOCKED:
        state = "gone" if status in _GONE else "blocked"
        yield Document(address, raw, "", moment, None, outlet, address, None, media, None, state, (*notes, f"HTTP {status}"))
        return
    if not 200 <= status < 300:
        return
    try:
        raw = _content(raw, http, where, limits) if http is not None else raw
    except SourceError as error:
        yield Refused(where, str(error).removeprefix(f"{where}: "))
        return
    if not raw.strip():
        yield Refused(where, "is empty", "page")
        return
    said = _CHARSET.search(parameters)
    charset = said[1] if said is not None else None
    yield from _documents(raw, media, where, address, moment, charset, published, outlet, limits, tuple(notes))


def _parsed(record: _Record) -> Any:
    from warcio.archiveiterator import ArchiveIterator

    quiet("warcio")
    return next(iter(ArchiveIterator(io.BytesIO(record.head + record.block + b"\r\n\r\n"), check_digests=True)))


def _content(raw: bytes, http: Any, where: str, limits: Limits) -> bytes:
    """The body as it was meant: out of its chunks, and unpacked."""
    from warcio.bufferedreaders import ChunkedDataReader

    from marsad.errors import FetchError
    from marsad.ingest.patience import Limits as Sizes
    from marsad.ingest.unpacking import unpack

    if (http.get_header("transfer-encoding") or "").strip().lower() == "chunked":
        with contextlib.suppress(Exception):  # archives often keep the header of chunks that they took apart
            raw = ChunkedDataReader(io.BytesIO(raw)).read() or raw
    encoding = http.get_header("content-encoding") or ""
    try:
        return unpack(raw, encoding, limits=Sizes(unpacked=limits.page, ratio=limits.ratio), name=where)[0]
    except FetchError as error:
        if error.reason == "bad_encoding" and raw.lstrip()[:1] == b"<":
            return raw  # and the header of what they unpacked
        raise


def _documents(
    raw: bytes,
    media: str,
    where: str,
    address: str,
    moment: dt.datetime,
    charset: str | None,
    published: dt.date | None,
    outlet: str | None,
    limits: Limits,
    notes: tuple[str, ...],
) -> Iterator[Document | Link | Refused]:
    if media == "text/plain":
        try:
            decoded = decode(raw, where)
        except SourceError as error:
            yield Refused(where, str(error).removeprefix(f"{where}: "))
            return
        yield Document(
            address, raw, decoded.text, moment, published, outlet, address, None, media, decoded.encoding, "live", (*notes, *decoded.notes)
        )
        return
    if media in _FEEDS and is_feed(raw[:_LINE].decode("utf-8", "replace")):
        yield from read_feed(raw, name=where, fetched=moment, url=address, charset=charset, outlet=outlet, limits=limits)
        return
    if media in _FEEDS and b"<html" not in raw[:_LINE].lower():
        return
    found = read_page(raw, name=where, fetched=moment, url=address, charset=charset, published=published, outlet=outlet, limits=limits)
    if isinstance(found, Document) and notes:
        found = replace(found, notes=(*notes, *found.notes))
    yield found


def _moment(told: str) -> dt.datetime | None:
    try:
        return utc(dt.datetime.fromisoformat(told))
    except ValueError:
        return None
