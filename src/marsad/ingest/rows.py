"""Articles as lines of JSON, as a list of JSON, and as rows of a table (CSV).

Fields are found by their usual names, also Arabic ones (columns.yaml). The text stays exactly as its field gives it. Lines are read one
at a time, so that a table of millions of rows costs no more memory than its longest row.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import IO, Any

from marsad.errors import SourceError
from marsad.ingest.articles import json_of, lines_of, published_date
from marsad.ingest.dates import fault_of, read_day
from marsad.ingest.files import decode
from marsad.ingest.inputs import MIB, Limits, Refused, canonical_url, data, peeked, shown, utc
from marsad.ingest.markup import folded
from marsad.model import Document

_FIELDS = ("text", "title", "published", "url", "id", "outlet")
_SAMPLE = 65_536
_LONGEST_LINE = MIB
_DELIMITERS = ",;\t|"
_OWN_ID = 8  # characters from which on an id is its own and no count of lines
_SECONDS, _MILLISECONDS = range(600_000_000, 10_000_000_000), range(600_000_000_000, 10_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every article of an input: its name, when it came, and what the caller says of all."""

    name: str
    fetched: dt.datetime
    published: dt.date | None = None
    outlet: str | None = None


@cache
def _columns() -> Mapping[str, tuple[str, int]]:
    """Which field a folded name means, and how far down the list of its names it stands."""
    columns = data("columns.yaml")
    return {_plain(name): (field, rank) for field in _FIELDS for rank, name in enumerate(columns[field])}


def _plain(name: str) -> str:
    return " ".join(folded(name).replace("-", " ").split())


def _fields(names: Sequence[str]) -> dict[str, int]:
    """At which place each field stands; of several names for one, that which stands first in the list."""
    found: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(names[:1000]):
        field, rank = _columns().get(_plain(name[:80]), ("", 0))
        if field and (field not in found or rank < found[field][0]):
            found[field] = (rank, place)
    return {field: place for field, (_, place) in found.items()}


# -- JSON ----------------------------------------------------------------------------------------------------------------------


def json_lines(stream: IO[bytes], given: Given, limits: Limits) -> Iterator[Document | Refused]:
    """The articles of JSON lines: `{"text": …, "published": …, "id": …, "url": …, "title": …, "outlet": …}`, of which only the text must
    be there. A line that cannot be used comes out as Refused, and reading goes on."""
    articles = 0
    for number, _, line in lines_of(stream, limits.text):
        where = f"{given.name}, line {number}"
        if line is None:
            yield Refused(where, f"is larger than the limit of {limits.text:,} bytes", "limit")
            continue
        articles += 1
        if articles > limits.rows:
            yield Refused(given.name, f"has more than {limits.rows:,} articles; the rest was left out", "limit")
            return
        yield _json_article(line.rstrip(b"\r\n"), where, given)


def json_document(raw: bytes, given: Given, limits: Limits) -> Iterator[Document | Refused]:
    """The articles of one JSON value: an article, or a list of them."""
    try:
        value = json_of(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        yield Refused(given.name, str(error))
        return
    if isinstance(value, dict) and "text" not in _fields(list(value)):
        lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        value = lists[0] if len(lists) == 1 else value
    items = value if isinstance(value, list) else [value]
    for number, item in enumerate(items, 1):
        where = f"{given.name}, item {number}" if isinstance(value, list) else given.name
        if number > limits.rows:
            yield Refused(given.name, f"has more than {limits.rows:,} articles; the rest was left out", "limit")
            return
        alone = json.dumps(item, ensure_ascii=False).encode("utf-8", "backslashreplace") if isinstance(value, list) else raw
        yield _from_json(item, alone, where, given)
    if not items:
        yield Refused(given.name, "is an empty list")


def _json_article(line: bytes, where: str, given: Given) -> Document | Refused:
    try:
        value = json_of(line)
    except ValueError as error:
        return Refused(where, str(error))
    return _from_json(value, line, where, given)


def _from_json(value: Any, raw: bytes, where: str, given: Given) -> Document | Refused:
    if not isinstance(value, dict):
        return Refused(where, 'is not an object; it should be {"id": …, "text": …, "published": …}')
    names = list(value)
    fields = {field: value[names[place]] for field, place in _fields(names).items()}
    return _article(fields, raw, where, given, "application/json", "utf-8")


# -- tables --------------------------------------------------------------------------------------------------------------------


def table(stream: IO[bytes], given: Given, limits: Limits, *, encoding: str | None = None) -> Iterator[Document | Refused]:
    """The articles of a table: a row each, after a row with the names of its columns, with comma, semicolon, tab or | between the cells."""
    head, stream = peeked(stream, _SAMPLE)
    try:
        decoded = decode(head, given.name, encoding=encoding)
        codec = decoded.encoding
        if codec.startswith(("utf-16", "utf-32")):
            raw = stream.read(limits.text + 1)
            if len(raw) > limits.text:
                yield Refused(given.name, f"is {codec} and larger than the limit of {limits.text:,} bytes; save it as UTF-8", "limit")
                return
            text = decode(raw, given.name, encoding=encoding).text
            stream, codec = io.BufferedReader(io.BytesIO(text.encode("utf-8", "replace"))), "utf-8"
    except SourceError as error:
        yield Refused(given.name, str(error).removeprefix(f"{given.name}: "))
        return
    lines = _Lines(stream, codec)
    first = next((line for line in lines if line.strip() and not line.lower().startswith("sep=")), "")
    found = _header(first)
    if found is None:
        names = shown(" · ".join(first.split(max(_DELIMITERS, key=first.count))), 200).strip()
        reason = f"has no column with the text of its articles (its first row: {names}); name one `text`" if names else "is empty"
        yield Refused(given.name, reason, "other")
        return
    delimiter, fields = found
    yield from _rows(lines, delimiter, fields, given, limits, codec)


def _header(first: str) -> tuple[str, dict[str, int]] | None:
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        try:
            fields = _fields(next(csv.reader([first], delimiter=delimiter)))
        except (csv.Error, StopIteration):
            continue
        if "text" in fields:
            return delimiter, fields
    return None


class _Lines:
    """The lines of a table as text, with the bytes of those that the current row took."""

    def __init__(self, stream: IO[bytes], codec: str) -> None:
        self._stream, self._codec = stream, codec
        self.number = 0
        self.taken: list[bytes] = []
        self.damaged = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(_LONGEST_LINE)
        if not raw:
            raise StopIteration
        self.number += raw.endswith(b"\n")
        if self.number <= 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        self.taken.append(raw)
        text = raw.decode(self._codec, "replace")
        self.damaged = self.damaged or "\ufffd" in text
        return text.replace("\0", "\ufffd")


def _rows(
    lines: _Lines, delimiter: str, fields: Mapping[str, int], given: Given, limits: Limits, codec: str
) -> Iterator[Document | Refused]:
    reader = csv.reader(lines, delimiter=delimiter)
    least = max(fields.values()) + 1
    rows = 0
    while True:
        lines.taken.clear()
        lines.damaged = False
        number = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            rows += 1
            yield Refused(f"{given.name}, line {number}", f"is no row of a table ({error})")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        rows += 1
        if rows > limits.rows:
            yield Refused(given.name, f"has more than {limits.rows:,} articles; the rest was left out", "limit")
            return
        where = f"{given.name}, line {number}"
        if fields["text"] >= len(cells):
            yield Refused(where, f"has {len(cells)} cells of {least}; its text is missing")
            continue
        row = {field: cells[place] for field, place in fields.items() if place < len(cells)}
        notes = (f"damaged {codec}: some of it could not be decoded and became U+FFFD",) if lines.damaged else ()
        yield _article(row, b"".join(lines.taken).rstrip(b"\r\n"), where, given, "text/csv", codec, notes)
    if not rows:
        yield Refused(given.name, "is a table without rows", "other")


# -- one article ---------------------------------------------------------------------------------------------------------------


def _article(
    fields: Mapping[str, Any], raw: bytes, where: str, given: Given, media: str, encoding: str, notes: tuple[str, ...] = ()
) -> Document | Refused:
    text = fields.get("text")
    if not isinstance(text, str):
        return Refused(where, "has no `text`" if text is None else f"has a `text` that is {type(text).__name__}, not a string")
    if not text.strip():
        return Refused(where, "has a `text` that is empty", "page")
    ident = fields.get("id")
    if isinstance(ident, bool) or not isinstance(ident, str | int | None):
        return Refused(where, f"has an `id` that is {type(ident).__name__}, not a string or a whole number")
    day, told = _day(fields.get("published"), given.fetched)
    url = canonical_url(fields["url"]) if isinstance(fields.get("url"), str) else None
    if fields.get("url") and url is None:
        told += ("url: is no address (http or https), and was not used",)
    outlet = fields.get("outlet")
    outlet = outlet.get("name") if isinstance(outlet, dict) else outlet
    return Document(
        key=url or _key(ident, text, given.name),
        raw=raw,
        text=text,
        fetched=utc(given.fetched),
        published=day or given.published,
        outlet=given.outlet or _word(outlet),
        url=url,
        title=_word(fields.get("title")),
        media_type=media,
        encoding=encoding,
        notes=(*notes, *told),
    )


def _key(ident: str | int | None, text: str, name: str) -> str:
    """The id that the line brought; one that may only count lines is told apart by the input's name. Without an id, a hash of the text."""
    if ident is None or not str(ident).strip():
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    told = shown(str(ident).strip())
    return told if len(told) >= _OWN_ID and not told.isdecimal() else f"{name}#{told}"


def _word(value: object) -> str | None:
    return " ".join(value[:1_000].split()) or None if isinstance(value, str) else None


def _day(value: object, fetched: dt.datetime) -> tuple[dt.date | None, tuple[str, ...]]:
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        return None, ()
    notes: tuple[str, ...] = ()
    try:
        day = published_date(value)
    except ValueError:
        day = None
    if day is None:
        number = int(value) if isinstance(value, int | float | str) and str(value).isascii() and str(value).isdigit() else 0
        if number in _SECONDS or number in _MILLISECONDS:
            day = dt.datetime.fromtimestamp(number / (1000 if number in _MILLISECONDS else 1), dt.UTC).date()
            notes = ("published: from a count of seconds, in UTC",)
        elif isinstance(value, str) and (found := read_day(value)) is not None:
            day = found.date
            notes = tuple(f"published: {note}" for note in found.notes)
    if day is None:
        return None, (f"published: {shown(str(value), 60)!r} is not a date that can be read",)
    fault = fault_of(day, fetched)
    return (None, (f"published: {day.isoformat()} {fault}, and was not used",)) if fault else (day, notes)


def looks_like_lines(head: bytes) -> bool:
    """Whether a text begins with a line that is one whole object of JSON."""
    first = next((line for line in chain(head.removeprefix(b"\xef\xbb\xbf").splitlines()) if line.strip()), b"").strip()
    if not first.startswith(b"{"):
        return False
    if not first.endswith(b"}"):
        return len(first) > _SAMPLE // 2 and first.startswith(b'{"')
    try:
        return isinstance(json_of(first), dict)
    except ValueError:
        return first.startswith(b'{"')
