"""A feed (RSS, Atom, RDF) → the articles that it holds, and links to those that it only announces.

Before feedparser sees it, a feed goes once through expat, which stops at any DTD or entity, at elements too deep, and at the limit of
items: what lies behind is cut off, and told. feedparser is then given bytes of UTF-8, never an address. Every value is taken for
text: markup in titles is read, not kept, and no link but http and https goes out.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

from marsad.errors import SourceError
from marsad.ingest.dates import Evidence, publication_day
from marsad.ingest.inputs import Limits, Link, Refused, canonical_url, shown, utc
from marsad.ingest.markup import MarkupError, decode_markup, words_of_fragment
from marsad.ingest.noise import clean, clean_title
from marsad.model import Document

_ITEMS = frozenset(("item", "entry"))
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_DANGER = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_CONTROLS = {i: None for i in range(32) if i not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_FULL = 200  # characters from which on a content is an article and no lead
_LONG = 600  # the same where it stands in the place of the summary
_LEAST = 25
_LONGEST_PROLOG = 65_536


@dataclass(frozen=True, slots=True)
class _Checked:
    """A feed that may be parsed: its text, cut at the limit, and what to tell of it."""

    text: str
    notes: tuple[str, ...] = ()


class _Stop(Exception):  # noqa: N818 - no error: the limit is reached
    """Raised out of expat where an item begins that is one too many; holds the offset in bytes."""


class _ForbiddenError(Exception):
    """Raised out of expat for what no feed may hold."""


def root_of(text: str) -> str:
    """The name of the first element of XML or HTML, in lower case, or ""."""
    head = text[:_LONGEST_PROLOG]
    at = 0
    while True:
        while at < len(head) and (head[at].isspace() or head[at] in "\ufeff\0"):
            at += 1
        if head.startswith("<?", at):
            end = head.find("?>", at)
        elif head.startswith("<!--", at):
            end = head.find("-->", at)
        elif head.startswith("<!", at):
            end, subset = head.find(">", at), head.find("[", at)
            end = head.find("]", subset) if 0 <= subset < end else end
            end = head.find(">", end) if end >= 0 else end
        else:
            match = _ROOT.match(head, at)
            return match[1].lower() if match is not None else ""
        if end < 0:
            return ""
        at = head.find(">", end) + 1


def is_feed(text: str) -> bool:
    """Whether markup begins as a feed does."""
    return root_of(text).rpartition(":")[2] in ("rss", "feed", "rdf")


def read_feed(
    raw: bytes,
    *,
    name: str,
    fetched: dt.datetime,
    url: str | None = None,
    charset: str | None = None,
    outlet: str | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | Link | Refused]:
    """The articles of a feed, in its order. `raw` may be cut off at one byte over the limit of a feed: what is complete in it is read.

    An entry with its full content becomes a Document, another a Link to fetch; one with neither text nor address, and whatever lies
    behind the limits, comes out as Refused. `outlet` stands above what the feed calls itself.
    """
    limits = limits or Limits()
    label = shown(name)
    if not raw.strip():
        yield Refused(label, "is empty", "broken")
        return
    cut = len(raw) > limits.feed
    try:
        decoded = decode_markup(raw[: limits.feed], label, charset)
        if not is_feed(decoded.text):
            root = root_of(decoded.text)
            yield Refused(label, "is a web page and no feed" if root == "html" else "is no feed", "other")
            return
        checked = _check(decoded.text, cut, limits)
        parsed = _parsed(checked.text, url)
    except SourceError as error:
        yield Refused(label, str(error).removeprefix(f"{label}: "), "limit" if isinstance(error, MarkupError) else "broken")
        return
    except Exception as error:  # noqa: BLE001 - what a parser of hostile markup raises is no reason to lose the rest of the input
        yield Refused(label, f"cannot be read as a feed ({type(error).__name__})")
        return
    about = parsed.get("feed") or {}
    site = outlet or _line(about.get("title")) or None
    seen: set[str] = set()
    entries = parsed.get("entries") or []
    if not entries and not cut:
        yield Refused(label, "is a feed without items", "other")
    for number, entry in enumerate(entries[: limits.feed_items], 1):
        try:
            item = _entry(entry, f"{label}, item {number}", utc(fetched), site, outlet, url, decoded.notes)
        except Exception as error:  # noqa: BLE001 - as above: one broken item
            item = Refused(f"{label}, item {number}", f"cannot be read ({type(error).__name__})")
        same = item.key if isinstance(item, Document) else item.url if isinstance(item, Link) else ""
        if same and same in seen:
            continue  # the same address twice in one feed: the newest comes first
        seen.add(same)
        yield item
    for note in checked.notes:
        yield Refused(label, note, "limit")


# -- before it is parsed -------------------------------------------------------------------------------------------------------


def _check(text: str, cut: bool, limits: Limits) -> _Checked:
    """A feed without a DTD, cut at the limit of items, or where `cut` says that its end is missing. Raises SourceError for a DTD, an
    entity, or elements too deep."""
    body = _DECLARATION.sub("", text.translate(_CONTROLS), count=1).strip()
    data = body.encode("utf-8", "replace")
    stack: list[str] = []
    items = [0, 0]  # how many, and where the last one begins
    closing: list[str] = []
    parser = expat.ParserCreate("utf-8")

    def start(tag: str, _: Mapping[str, str]) -> None:
        if tag.rpartition(":")[2] in _ITEMS:
            if items[0] >= limits.feed_items:
                raise _Stop
            items[0], items[1] = items[0] + 1, parser.CurrentByteIndex
            closing[:] = stack
        stack.append(tag)
        if len(stack) > limits.feed_depth:
            raise MarkupError(f"is nested more than {limits.feed_depth} deep")

    def end(_: str) -> None:
        stack.pop()

    def doctype(*_: Any) -> None:
        raise _ForbiddenError("declares a document type, which no feed needs; it is not read, since such declarations can hide attacks")

    def entity(*_: Any) -> int:
        raise _ForbiddenError("declares entities, which no feed needs; it is not read, since they can hide attacks")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.UnparsedEntityDeclHandler = entity
    parser.ExternalEntityRefHandler = entity
    notes: list[str] = []
    try:
        parser.Parse(data, True)
        if cut:
            notes.append(f"is larger than the limit of {limits.feed:,} bytes; what lies behind was left out")
    except _Stop:
        at = parser.CurrentByteIndex
        data = data[:at] + _closers(stack)
        notes.append(f"has more than {limits.feed_items:,} items; the rest was left out")
    except _ForbiddenError as error:
        raise SourceError(str(error)) from None
    except expat.ExpatError:
        if _DANGER.search(_OUTSIDE.sub("", body)):
            raise SourceError("declares a document type or entities, and is broken besides; it is not read") from None
        if cut and items[0] > 1:
            data = data[: items[1]] + _closers(closing)
        if cut:
            notes.append(f"is larger than the limit of {limits.feed:,} bytes; what lies behind was left out")
    return _Checked(data.decode("utf-8", "replace"), tuple(notes))


def _closers(stack: list[str]) -> bytes:
    return "".join(f"</{tag}>" for tag in reversed(stack)).encode()


def _parsed(text: str, url: str | None) -> Mapping[str, Any]:
    import feedparser

    # A stream and no string: feedparser opens what looks like an address or a path.
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url or ""}
    parsed: Mapping[str, Any] = feedparser.parse(stream, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    return parsed


# -- its entries ---------------------------------------------------------------------------------------------------------------


def _entry(
    entry: Mapping[str, Any],
    label: str,
    fetched: dt.datetime,
    site: str | None,
    own: str | None,
    base: str | None,
    notes: tuple[str, ...],
) -> Document | Link | Refused:
    source = entry.get("source")
    outlet = own or (_line(source.get("title")) if isinstance(source, Mapping) else "") or site
    names = [n for n in (outlet, site) if n]
    title = clean_title(_line(entry.get("title")), names) or None
    address = _address(entry, base)
    day, told = publication_day(_evidence(entry), fetched)
    contents = [c.get("value") for c in entry.get("content") or () if isinstance(c, Mapping)]
    content = max((c for c in contents if isinstance(c, str)), key=len, default="")
    summary = entry.get("summary") if isinstance(entry.get("summary"), str) else ""
    markup = content or summary or ""
    text = _text(markup)
    full = len(text) >= (_FULL if content else _LONG)
    cleaned = clean(text, names)
    if address and not full:
        return Link(address, title, day, outlet, cleaned.text or None, told)
    if len(cleaned.text.strip()) < _LEAST:
        return Refused(label, "has neither an article nor an address of one (http or https)", "other")
    key = address or shown(str(entry.get("id") or "")) or f"{label}: {title or ''}"
    return Document(
        key=key, raw=markup.encode("utf-8", "replace"), text=cleaned.text, fetched=fetched, published=day, outlet=outlet, url=address,
        title=title, media_type="text/html", encoding="utf-8", notes=(*notes, "text from a feed", *told, *cleaned.notes),
    )  # fmt: skip


def _text(markup: str) -> str:
    try:
        return words_of_fragment(markup)
    except MarkupError:
        return ""


def _line(value: object) -> str:
    """A value as one line of text: markup in it is read, and markup that it was escaped from too."""
    text = value[:5_000] if isinstance(value, str) else ""
    return " ".join(_text(text).split())[:1_000]


def _address(entry: Mapping[str, Any], base: str | None) -> str | None:
    links = [link for link in entry.get("links") or () if isinstance(link, Mapping)]
    told = [str(link.get("href", "")) for link in links if link.get("rel", "alternate") == "alternate"]
    guid = entry.get("id")
    for href in [str(entry.get("link") or ""), *told, guid if isinstance(guid, str) and entry.get("guidislink", True) else ""]:
        try:
            found = canonical_url(urljoin(base or "", href.strip())) if href.strip() else None
        except ValueError:
            continue
        if found and not _is_same(found, base):
            return found
    return None


def _is_same(found: str, base: str | None) -> bool:
    """Whether an address is the feed's own: what joining leaves of an empty or broken link."""
    return base is not None and found == canonical_url(base)


def _evidence(entry: Mapping[str, Any]) -> Iterator[Evidence]:
    # Read as the plain dictionary that it is: by its own `get` feedparser hands out one date for another, with a warning.
    plain = dict(entry.items())
    for key in ("published", "issued", "created"):
        if isinstance(value := plain.get(key), str):
            yield Evidence(f"feed: {key}", value)
    if isinstance(value := plain.get("updated"), str):
        yield Evidence("feed: updated", value, weak=True)
