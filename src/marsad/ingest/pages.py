"""A page of HTML → its article: text, title, day of publication, outlet and address, or why there is none.

The text is what trafilatura takes for the article, without the noise that noise.yaml lists; the offsets of claims count in it. A page
that says that it is gone becomes a document in the state "soft_404"; a wall (subscription, cookies, robots) or an empty shell is refused.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from marsad.errors import SourceError
from marsad.ingest.dates import EARLIEST, Evidence, publication_day, read_day
from marsad.ingest.inputs import Limits, Refused, canonical_url, data, quiet, shown, utc
from marsad.ingest.markup import Mark, Scan, decode_markup, folded, scan_page
from marsad.ingest.noise import clean, clean_title
from marsad.model import Document

_SHORT = 600  # characters up to which a page may be a notice and no article
_TEASER = 300  # characters of what a paywall shows
_LEAST = 25  # characters of the shortest article
_FIRST_LINES = 3
_DATE_LINE = 90  # characters of a line that is nothing but a date
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)")
_LAID = ("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "div", "ul", "table")
_ARTICLES = ("article", "posting", "report", "news")


@dataclass(frozen=True, slots=True)
class _Linked:
    """What a page says of its article in JSON-LD."""

    published: str = ""
    headline: str = ""
    outlet: str = ""
    body: str = ""
    free: bool = True


def read_page(
    raw: bytes,
    *,
    name: str,
    fetched: dt.datetime,
    url: str | None = None,
    charset: str | None = None,
    published: dt.date | None = None,
    outlet: str | None = None,
    limits: Limits | None = None,
) -> Document | Refused:
    """The article of a page. `url` is the address that it was fetched from and `charset` what the server said; `published` and `outlet`,
    where the caller knows them, stand above what the page says. Never raises for what a page can hold."""
    limits = limits or Limits()
    label = shown(name)
    if len(raw) > limits.page:
        return Refused(label, f"is larger than the limit of {limits.page:,} bytes for a page", "limit")
    try:
        decoded = decode_markup(raw, label, charset)
        scan = scan_page(decoded.text, elements=limits.elements, depth=limits.depth)
        body = _article(decoded.text)
    except SourceError as error:
        reason = str(error).removeprefix(f"{label}: ")
        return Refused(label, reason, "limit" if "more than" in reason else "broken")
    except Exception as error:  # noqa: BLE001 - what a parser of hostile markup raises is no reason to lose the rest of the input
        return Refused(label, f"cannot be read as HTML ({type(error).__name__})")
    linked = _linked(scan.json_ld)
    if len(body) * 3 < len(linked.body) or body.split() == linked.body.split():
        body = linked.body
    site = outlet or scan.meta(*data("pages.yaml")["outlet_fields"]) or linked.outlet or None
    names = [n for n in (outlet, site, linked.outlet, scan.meta("og:site_name")) if n]
    title = (
        clean_title(scan.meta("og:title", "twitter:title") or linked.headline or next(iter(scan.headings), "") or scan.title, names) or None
    )
    address = _address(scan, url)
    key = address or label
    notes = list(decoded.notes)

    def document(text: str, state: str, day: dt.date | None = None) -> Document:
        return Document(
            key=key, raw=raw, text=text, fetched=utc(fetched), published=published or day, outlet=site, url=address, title=title,
            media_type="text/html", encoding=decoded.encoding, state=state, notes=tuple(notes),
        )  # fmt: skip

    wall = _wall(scan, body, linked)
    if wall == "soft_404":
        return document("", "soft_404")
    if wall:
        return Refused(label, wall, "page")
    if not linked.free or _says("paywall", body[-_SHORT:]):
        notes.append("behind a paywall: the text may be only the beginning of the article")
    cleaned = clean(body, names)
    if len(cleaned.text.strip()) < _LEAST:
        why = "is made by its scripts and holds no article" if scan.scripts and scan.words < 50 else "holds no article"
        return Refused(label, why, "page")
    notes += cleaned.notes
    day = None
    if published is None:
        day, told = publication_day(_evidence(scan, linked, cleaned.text, address), fetched)
        notes += told
        if day is None and (guess := _guess(decoded.text, fetched)) is not None:
            day = guess
            notes.append(f"published: {guess.isoformat()} is a guess from the whole page")
    return document(cleaned.text, "live", day)


# -- the text ------------------------------------------------------------------------------------------------------------------


def _tree(text: str) -> Any:
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    return lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)


def _article(text: str) -> str:
    """What trafilatura takes for the article, or ""."""
    import lxml.etree
    import trafilatura

    quiet("trafilatura", "htmldate")
    try:
        tree = _tree(text)
    except lxml.etree.LxmlError:
        return ""  # empty
    _unfold(tree)
    found = trafilatura.extract(tree, include_comments=False, include_formatting=False, with_metadata=False, output_format="txt")
    return found or ""


def _unfold(tree: Any) -> None:
    """Make plain blocks of the tables that only lay out a page, as old sites do: those with paragraphs, headings or lines in their cells.
    As tables they would come out as rows of cells, an article in one line."""
    seen: set[Any] = set()  # what holds such a block; also keeps each element the same object
    for block in tree.iter(*_LAID):
        at = block.getparent() if block.tag == "table" else block
        while at is not None and at not in seen:
            seen.add(at)
            at = at.getparent()
    laid = [table for table in tree.iter("table") if table in seen]
    for table in laid:
        table.tag = "div"
    for part in list(tree.iter("tr", "td", "th", "tbody", "thead", "tfoot")) if laid else ():
        at = part.getparent()
        if at is not None and at.tag == "div":
            part.tag = "div"


def _linked(sources: list[str]) -> _Linked:
    nodes = [n for source in sources for n in _nodes(_json(source))]
    articles = [n for n in nodes if any(k in _type(n) for k in _ARTICLES)] or [n for n in nodes if "datePublished" in n]
    if not articles:
        return _Linked()
    node = articles[0]
    publisher = node.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return _Linked(
        _string(node.get("datePublished")),
        _string(node.get("headline")),
        _string(name),
        "\n".join(line for raw in _string(node.get("articleBody"), 1_000_000).splitlines() if (line := raw.strip())),
        str(node.get("isAccessibleForFree", True)).lower() != "false",
    )


def _json(source: str) -> Any:
    try:
        return json.loads(source.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int = 4) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        if depth:
            yield from _nodes(value.get("@graph"), depth - 1)
            yield from _nodes(value.get("mainEntity"), depth - 1)
    elif isinstance(value, list) and depth:
        for item in value[:100]:
            yield from _nodes(item, depth - 1)


def _type(node: Mapping[str, Any]) -> str:
    return str(node.get("@type", "")).lower()


def _string(value: Any, longest: int = 2_000) -> str:
    return value[:longest].strip() if isinstance(value, str) else ""


# -- what it is instead of an article ------------------------------------------------------------------------------------------


@cache
def _phrases(what: str) -> tuple[str, ...]:
    return tuple(f" {folded(p)}" for p in data("pages.yaml")[what])


def _says(what: str, *texts: str) -> bool:
    return any(phrase in f" {folded(text)} " for text in texts if text for phrase in _phrases(what))


def _wall(scan: Scan, body: str, linked: _Linked) -> str:
    """ "soft_404", why a page has no article, or ""."""
    if len(body) >= _SHORT:
        return ""
    head = [scan.title, *scan.headings[:2]]
    if _says("soft_404", *head) or (len(body) < _SHORT // 2 and _says("soft_404", body)):
        return "soft_404"
    if _says("robots", *head):
        return "asks whether the reader is a robot, and holds no article"
    if len(body) < _TEASER:
        if not linked.free or _says("paywall", body, *head):
            return "is behind a paywall"
        if _says("cookies", body, *head):
            return "asks about cookies, and holds no article"
        if _says("script", body, *head) or (scan.scripts and scan.words < 15 and len(body) < _LEAST):
            return "is made by its scripts, and holds no article"
    return ""


# -- its address and its day ---------------------------------------------------------------------------------------------------


def _address(scan: Scan, url: str | None) -> str | None:
    """The canonical address: what the page says, where that is on the site that it was fetched from and no front page."""
    own = canonical_url(url) if url else None
    for said in (scan.canonical, scan.meta("og:url")):
        try:
            joined = urljoin(own or "", said)
        except ValueError:
            continue
        told = canonical_url(joined) if said else None
        if told and (own is None or (_site(told) == _site(own) and (urlsplit(told).path != "/" or urlsplit(told).query))):
            return told
    return own


def _site(url: str) -> str:
    host = urlsplit(url).hostname or ""
    for prefix in ("www.", "m.", "mobile.", "amp."):
        host = host.removeprefix(prefix)
    return host


def _evidence(scan: Scan, linked: _Linked, text: str, address: str | None) -> Iterator[Evidence]:
    """What may date the article, the best first."""
    words = data("pages.yaml")
    if linked.published:
        yield Evidence("JSON-LD", linked.published)
    for key in words["published_fields"]:
        for value in scan.metas.get(key, ()):
            yield Evidence(key, value)
    away = frozenset(words["not_date_marks"])
    marks = [m for m in scan.dates if not m.marks & away]
    for mark in marks:
        if "datepublished" in mark.marks or "pubdate" in mark.marks:
            yield from _mark("datePublished", mark)
    for mark in marks:
        if _labelled("published_labels", mark.text) and not _labelled("updated_labels", mark.text):
            yield from _mark("byline", mark)
    for mark in marks:
        if not _labelled("updated_labels", mark.text):
            yield from _mark("first date shown" if not mark.timed else "time element", mark, weak=not mark.timed)
    for line in text.split("\n")[:_FIRST_LINES]:
        if len(line) <= _DATE_LINE and _only_date(line):
            yield Evidence("first line", line)
    found = _URL_DAY.search(address) if address else None
    if found is not None:
        yield Evidence("address", f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", weak=True)
    for mark in scan.dates:
        if _labelled("updated_labels", mark.text):
            yield from _mark("date of its last update", mark, weak=True)


def _mark(where: str, mark: Mark, *, weak: bool = False) -> Iterator[Evidence]:
    for value in (mark.value, mark.text):
        if value.strip():
            yield Evidence(where, value, weak)


@cache
def _labels(what: str) -> tuple[str, ...]:
    return tuple(folded(p) for p in data("pages.yaml")[what])


def _labelled(what: str, text: str) -> bool:
    head = folded(text)[:40]
    return any(label in head for label in _labels(what))


def _only_date(line: str) -> bool:
    """Whether a line is a date and little else: "تاريخ النشر: الإثنين 4 سبتمبر/أيلول 2017"."""
    return any(c.isdigit() for c in line) and len(line.split()) <= 9 and read_day(line) is not None


def _guess(text: str, fetched: dt.datetime) -> dt.date | None:
    """What htmldate takes for the date. It turns a month that it does not know into 1 January, so that no first of January is believed."""
    import htmldate

    quiet("trafilatura", "htmldate")
    try:
        found = htmldate.find_date(
            _tree(text), extensive_search=False, original_date=True, min_date=EARLIEST.isoformat(), max_date=utc(fetched).date().isoformat()
        )
        day = dt.date.fromisoformat(found) if found else None
    except Exception:  # noqa: BLE001 - a guess that fails is no guess
        return None
    return day if day is not None and (day.month, day.day) != (1, 1) else None
