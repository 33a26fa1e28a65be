"""Whatever holds articles → documents: the one way in.

`documents` takes a file, a folder, a pattern, bytes or a stream, looks at what it is (first its bytes, then what its sender calls it, then
its name) and hands it to the reader of its kind. One broken item never stops the others: it comes out as Refused. Nothing here
knows a clock or a network: the caller says when things came, and fetches the links that feeds announce.
"""

from __future__ import annotations

import datetime as dt
import glob
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from marsad.errors import SourceError
from marsad.ingest import archive, warc
from marsad.ingest.feeds import read_feed, root_of
from marsad.ingest.files import decode
from marsad.ingest.inputs import Limits, Link, Refused, canonical_url, peeked, shown, utc
from marsad.ingest.markup import decode_markup
from marsad.ingest.pages import read_page
from marsad.ingest.rows import Given, json_document, json_lines, looks_like_lines, table
from marsad.model import Document

__all__ = ["Document", "Item", "Kind", "Limits", "Link", "Refused", "documents", "kind_of"]

Item = Document | Link | Refused
Kind = Literal["gzip", "zip", "tar", "warc", "feed", "html", "lines", "json", "table", "text"]

_HEAD = 65_536
_LONGEST_PATH = 4_096
_WILD = frozenset("*?[")
_OFFICE = ("[content_types].xml", "mimetype")
_MEDIA: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/csv": "table", "text/tab-separated-values": "table",
    "application/json": "json", "application/x-ndjson": "lines", "application/jsonl": "lines", "application/x-jsonlines": "lines",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
    "application/xml": "feed", "text/xml": "feed", "application/warc": "warc",
}  # fmt: skip
_NAMES: dict[str, Kind] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".csv": "table", ".tsv": "table", ".tab": "table", ".json": "json",
    ".jsonl": "lines", ".ndjson": "lines", ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".warc": "warc", ".txt": "text", ".text": "text", ".md": "text",
}  # fmt: skip
_FEEDS = frozenset(("rss", "feed", "rdf"))


@dataclass(frozen=True, slots=True)
class _Input:
    """An input and what is known of it; `depth` is how many archives it lies in."""

    name: str
    fetched: dt.datetime
    media: str = ""
    charset: str | None = None
    url: str | None = None
    published: dt.date | None = None
    outlet: str | None = None
    depth: int = 0


def documents(
    source: Path | str | bytes | IO[bytes],
    *,
    fetched: dt.datetime,
    name: str | None = None,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
    published: dt.date | None = None,
    outlet: str | None = None,
    limits: Limits | None = None,
) -> Iterator[Item]:
    """The articles of a source, in its order, as Documents; Links to those that a feed only announces; and Refused for what is neither.

    `source` is a path (a string may be a pattern, "reports/**/*.html"), the bytes of one input, or an open binary stream; `name` is what
    messages and keys call the last two. Without an address or an id of its own an article is known by its file and a mark of the folder
    (two report.txt in two folders are two articles, and no folder is told), and in a stream without a name by its text.

    Folders are read in the order of their names, without hidden files and without following links out of them. `media_type` (also with
    its charset) and `url` are what the server said of bytes that came at the moment `fetched`. `outlet`, where the caller knows it, stands
    above what an input says; `published` above what a page says and below what a row does, and not for feeds, which date their own
    articles. Never raises for what it holds.
    """
    limits = limits or Limits()
    media, _, parameters = (media_type or "").partition(";")
    if charset is None and "charset=" in parameters.lower():
        charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None
    said = _Input(shown(name or ""), utc(fetched), media.strip().lower(), charset, url, published, outlet)
    if isinstance(source, str | Path):
        yield from _paths(source, said, limits, named=name is not None)
        return
    if not said.name:
        said = replace(said, name=shown(url or "input"))
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    for item in _guarded(_read(stream, said, limits, archive.Budget(limits)), said.name):
        yield _by_text(item, said.name) if name is None and url is None else item


def _by_text(item: Item, name: str) -> Item:
    """A document that would be known by the name of its input alone, known by its text."""
    if not isinstance(item, Document) or item.url is not None or not item.key.startswith(name):
        return item
    return replace(item, key=hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def _by_file(item: Item, name: str, path: Path) -> Item:
    """A document that would be known by the path that its file was named by, known by the file wherever one stands."""
    if not isinstance(item, Document) or item.url is not None or not item.key.startswith(name):
        return item
    folder = hashlib.sha256(path.resolve().parent.as_posix().encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return replace(item, key=f"{shown(path.name)}@{folder}{item.key[len(name) :]}", current=item.key == name)


def _guarded(items: Iterable[Item], name: str) -> Iterator[Item]:
    """The items, and where reading them breaks off, why."""
    try:
        yield from items
    except SourceError as error:
        kind = "limit" if isinstance(error, archive.TooMuchError) else "broken"
        yield Refused(name, str(error).removeprefix(f"{name}: "), kind)  # type: ignore[arg-type]
    except OSError as error:
        yield Refused(name, f"cannot be read ({error.strerror or error})")
    except Exception as error:  # noqa: BLE001 - the promise of this module: one broken input never stops the others
        yield Refused(name, f"cannot be read ({type(error).__name__}: {shown(str(error), 100)})")


# -- files and folders ---------------------------------------------------------------------------------------------------------


def _paths(source: Path | str, said: _Input, limits: Limits, *, named: bool) -> Iterator[Item]:
    path = Path(source)
    pattern = str(source)
    try:
        there = path.exists() or path.is_symlink()
    except (OSError, ValueError):
        there = False
    if not there and _WILD & set(pattern):
        found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not found:
            yield Refused(shown(pattern), "matches no file")
        for n, match in enumerate(found):
            if n >= limits.files:
                yield Refused(shown(pattern), f"matches more than {limits.files:,} files; the rest was left out", "limit")
                return
            if not Path(match).is_dir():
                yield from _file(Path(match), said, limits)
        return
    if not there:
        yield Refused(shown(pattern), "no such file or folder")
    elif path.is_dir():
        yield from _folder(path, said, limits)
    else:
        yield from _file(path, said, limits, named=named)


def _folder(root: Path, said: _Input, limits: Limits) -> Iterator[Item]:
    """The files of a folder and those in it, by name."""
    home = root.resolve()
    count = 0
    for at, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(n for n in names if not n.startswith(".")):
            path = Path(at, name)
            if path.is_symlink() and not _within(path, home):
                yield Refused(shown(str(path)), "is a link out of the folder, and is not followed", "other")
                continue
            count += 1
            if count > limits.files:
                yield Refused(shown(str(root)), f"has more than {limits.files:,} files in it; the rest was left out", "limit")
                return
            yield from _file(path, said, limits)
    if not count:
        yield Refused(shown(str(root)), "is a folder without files", "other")


def _within(path: Path, home: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):
        return False


def _file(path: Path, said: _Input, limits: Limits, *, named: bool = False) -> Iterator[Item]:
    this = said if named else replace(said, name=shown(str(path), _LONGEST_PATH))
    try:
        if not path.is_file():
            yield Refused(this.name, "is no file (a device, a pipe, or a broken link)", "other")
            return
        with path.open("rb") as stream:
            for item in _guarded(_read(stream, this, limits, archive.Budget(limits)), this.name):
                yield item if named else _by_file(item, this.name, path)
    except OSError as error:
        yield Refused(this.name, f"cannot be read ({error.strerror or error})")


# -- what it is ----------------------------------------------------------------------------------------------------------------


def kind_of(head: bytes, name: str = "", media_type: str = "") -> Kind:
    """What an input is, by its first bytes, then by what its sender calls it, then by its name; text where nothing says otherwise."""
    if head.startswith(archive.GZIP):
        return "gzip"
    if head.startswith((archive.ZIP, archive.EMPTY_ZIP)):
        return "zip"
    if archive.is_tar(head):
        return "tar"
    if warc.is_warc(head):
        return "warc"
    path = name.lower().partition("?")[0] if "://" in name else name.lower()
    told = _MEDIA.get(media_type)
    named = _NAMES.get(os.path.splitext(path.removesuffix(".gz"))[1])  # noqa: PTH122 - a name, and maybe no path
    text = _opening(head)
    root = root_of(text) if text.lstrip("\ufeff \t\r\n").startswith("<") else ""
    if root.rpartition(":")[2] in _FEEDS:
        return "feed"
    if root in ("html", "head", "body") or text.lstrip("\ufeff \t\r\n")[:14].lower().startswith("<!doctype html"):
        return "html"
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if told == "lines" or (told in (None, "json") and named == "lines"):
        return "lines"
    if (told == "json" or named == "json") and start in ("[", "{"):
        return "json" if start == "[" or not looks_like_lines(head) else "lines"
    if told in (None, "json") and named in (None, "json") and start == "{" and looks_like_lines(head):
        return "lines"
    for said in (told, named):
        if said in ("html", "table", "feed", "text"):
            return said
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return "feed"  # or no feed, as will be told; no text in any case
    return "html" if root and not named else "text"


def _opening(head: bytes) -> str:
    """The first characters, as far as they tell what kind of text it is."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, "replace")
    if head[:2] == b"<\0":
        return head.decode("utf-16-le", "replace")
    return (head[1:] if head[:2] == b"\0<" else head).decode("utf-16-be" if head[:2] == b"\0<" else "latin-1", "replace")


def _read(stream: IO[bytes], said: _Input, limits: Limits, budget: archive.Budget) -> Iterator[Item]:
    head, whole = peeked(stream, _HEAD)
    if not head:
        yield Refused(said.name, "is empty")
        return
    kind = kind_of(head, said.name, said.media)
    if kind in ("gzip", "zip", "tar") and said.depth >= limits.nesting:
        yield Refused(said.name, f"lies more than {limits.nesting} archives deep", "limit")
    elif kind == "gzip":
        inner = replace(said, depth=said.depth + 1, media="" if "zip" in said.media else said.media)
        yield from _read(archive.gunzipped(whole, said.name, budget), inner, limits, budget)
    elif kind == "zip":
        yield from _zip(stream, whole, said, limits, budget)
    elif kind == "tar":
        yield from _members(archive.tar_members(whole, said.name, budget), said, limits, budget)
    elif kind == "warc":
        most = replace(limits, records=min(limits.records, budget.members))
        yield from warc.read_warc(whole, name=said.name, fetched=said.fetched, published=said.published, outlet=said.outlet, limits=most)
    elif kind in ("lines", "json", "table"):
        yield from _rows(kind, whole, said, limits)
    else:
        yield from _text(kind, whole, said, limits)


def _zip(stream: IO[bytes], whole: IO[bytes], said: _Input, limits: Limits, budget: archive.Budget) -> Iterator[Item]:
    if stream.seekable():
        stream.seek(0)
        seekable = stream
    else:
        data = whole.read(limits.archive // limits.ratio + limits.member + 1)
        if len(data) > limits.archive // limits.ratio + limits.member:
            yield Refused(said.name, "is too large for a ZIP that comes through a pipe; name its file", "limit")
            return
        seekable = io.BytesIO(data)
    yield from _members(archive.zip_members(seekable, said.name, budget), said, limits, budget)


def _members(items: Iterable[archive.Member | Refused], said: _Input, limits: Limits, budget: archive.Budget) -> Iterator[Item]:
    for item in items:
        if isinstance(item, Refused):
            yield item
            continue
        if item.name.removeprefix(f"{said.name}:").lower() in _OFFICE:
            yield Refused(said.name, "is an Office document; save it as text, HTML or CSV", "other")
            return
        inner = replace(said, name=item.name, media="", charset=None, url=None, depth=said.depth + 1)
        yield from _guarded(_read(io.BytesIO(item.data), inner, limits, budget), item.name)


def _rows(kind: Kind, stream: IO[bytes], said: _Input, limits: Limits) -> Iterator[Item]:
    given = Given(said.name, said.fetched, said.published, said.outlet)
    if kind == "lines":
        yield from json_lines(stream, given, limits)
    elif kind == "table":
        yield from table(stream, given, limits, encoding=said.charset)
    else:
        raw = stream.read(limits.text + 1)
        if len(raw) > limits.text:
            yield Refused(said.name, f"is larger than the limit of {limits.text:,} bytes; save it as JSON lines", "limit")
        else:
            yield from json_document(raw, given, limits)


def _text(kind: Kind, stream: IO[bytes], said: _Input, limits: Limits) -> Iterator[Item]:
    most = {"feed": limits.feed, "html": limits.page}.get(kind, limits.text)
    raw = stream.read(most + 1)
    if kind == "feed":
        yield from read_feed(
            raw, name=said.name, fetched=said.fetched, url=said.url, charset=said.charset, outlet=said.outlet, limits=limits
        )
    elif kind == "html":
        yield read_page(
            raw, name=said.name, fetched=said.fetched, url=said.url, charset=said.charset, published=said.published,
            outlet=said.outlet, limits=limits,
        )  # fmt: skip
    elif len(raw) > most:
        yield Refused(said.name, f"is larger than the limit of {most:,} bytes; split it, or raise the limit", "limit")
    else:
        decoded = decode(raw, said.name) if said.charset is None else decode_markup(raw, said.name, said.charset)
        if not decoded.text.strip():
            yield Refused(said.name, "holds no text", "page")
            return
        address = canonical_url(said.url) if said.url else None
        yield Document(
            key=address or said.name, raw=raw, text=decoded.text, fetched=said.fetched, published=said.published, outlet=said.outlet,
            url=address, media_type="text/plain", encoding=decoded.encoding, notes=decoded.notes,
        )  # fmt: skip
