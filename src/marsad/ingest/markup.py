"""One bounded pass over markup: its text in Unicode, what its head and marks say, and the text of a fragment.

The parser is given bytes, builds no tree here, loads nothing and resolves no entity but the characters that HTML names. A page that is
nested or cut up beyond its limits is refused before any tree of it is built.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from marsad.errors import SourceError
from marsad.ingest.files import Decoded, decode
from marsad.ingest.inputs import data
from marsad.text.fold import fold

_HEAD = 4096
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9_.:-]{1,40})["']""", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff][^<>]*")
_SAMPLE = 65_536
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# What servers declare without looking: the default of much software, and what detection must choose among anyway.
_UNTRUSTED = frozenset(("utf-8", "ascii", "iso8859-1", "latin-1", "cp1252", "cp1256", "iso8859-6", "utf-16", "utf-16-le", "utf-16-be"))
_NEVER = ("utf-7", "idna", "punycode", "unicode", "raw", "undefined")
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre",
        "section", "summary", "table", "td", "th", "tr", "ul",
    )
)  # fmt: skip
_SILENT = frozenset(
    (
        "script", "style", "head", "template", "iframe", "noscript", "textarea", "select", "noembed",
        "noframes", "xmp",
    )
)  # fmt: skip
_MOST_KEPT = 400  # values of one kind
_LONGEST_VALUE = 2_000
_LONGEST_JSON = 1024 * 1024
_LONGEST_MARK = 120  # characters of what tells a date
_MARK = re.compile(r"[a-z]+|[\u0621-\u064a]+")


class MarkupError(SourceError):
    """Markup that is over its limits: too deep, or of too many elements."""


def decode_markup(raw: bytes, name: str, charset: str | None = None) -> Decoded:
    """The text of markup: by its mark of byte order, then what the server says (`charset`), then what it says itself, each believed as
    far as the bytes allow, then by its letters. Raises SourceError where it is in no known encoding."""
    if raw.startswith(_BOMS):
        return decode(raw, name)
    head = raw[:_HEAD]
    said = [m[1].decode("ascii") for m in (_XML_ENCODING.search(head), _META_CHARSET.search(head)) if m is not None]
    believed = [c for c in map(_codec, [charset or "", *said]) if c]
    high = raw.translate(None, bytes(range(128)))
    if not high and b"\0" not in head:
        return Decoded(raw.decode("ascii"), "utf-8")
    try:
        if b"\0" not in head and high:
            text = raw.decode("utf-8")
            wrong = next((c for c in believed if c not in ("utf-8", "ascii")), None)
            return Decoded(text, "utf-8", (f"declared {wrong}, but valid as utf-8",) if wrong else ())
    except UnicodeDecodeError:
        pass
    for codec in believed:
        if codec not in _UNTRUSTED:
            try:
                return Decoded(raw.decode(codec), codec)
            except (UnicodeDecodeError, LookupError):
                continue
    found = _detected(raw, name, believed)
    notes = found.notes
    if believed and believed[0] not in (found.encoding, _codec(found.encoding)):
        notes = (f"declared {believed[0]}, read as {found.encoding}", *(n for n in notes if not n.startswith("read as")))
    elif believed:
        notes = tuple(n for n in notes if not n.startswith("read as"))
    return Decoded(found.text, found.encoding, notes)


def _codec(declared: str) -> str | None:
    """The encoding of text that a name means, or None."""
    try:
        b"".decode(declared)  # what is no encoding of text raises
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    return None if name.startswith(_NEVER) else name


def _detected(raw: bytes, name: str, believed: list[str]) -> Decoded:
    """By the letters between its tags: a page is mostly Latin, and that says nothing."""
    pieces: list[bytes] = []
    size = 0
    for match in _HIGH.finditer(raw):
        pieces.append(match.group()[:1000])
        size += len(pieces[-1])
        if size >= _SAMPLE:
            break
    if b"\0" in raw[:_HEAD]:
        return decode(raw.replace(b"\0", b"") if raw[:_HEAD].count(0) * 20 < len(raw[:_HEAD]) else raw, name)
    arabic = next((c for c in believed if c in ("cp1256", "iso8859-6")), None)
    try:
        if arabic and size < 40:
            return decode(raw, name, encoding=arabic)
        encoding = decode(b" ".join(pieces), name).encoding
    except SourceError:
        declared = next((c for c in believed if c not in ("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be")), None)
        if declared is None:
            raise
        encoding = declared
    return decode(raw, name, encoding=encoding)


@dataclass(slots=True)
class Mark:
    """An element that may tell a date: its machine-readable value, its words, and what its class says it is."""

    value: str
    marks: frozenset[str]
    text: str = ""
    timed: bool = False


@dataclass(slots=True)
class Scan:
    """What one pass over a page found."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    canonical: str = ""
    base: str = ""
    title: str = ""
    headings: list[str] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    dates: list[Mark] = field(default_factory=list)
    elements: int = 0
    depth: int = 0
    words: int = 0
    scripts: int = 0
    forms: int = 0

    def meta(self, *keys: str) -> str:
        """The first value of the first of some fields that has one."""
        return next((v for k in keys for v in self.metas.get(k, ()) if v), "")


class _Reader:
    """What the parser calls. Its methods have the parser's names."""

    def __init__(self, elements: int, depth: int) -> None:
        self.scan = Scan()
        self._most, self._deepest = elements, depth
        self._stack: list[str] = []
        self._silent = 0
        self._into: list[tuple[int, list[str], str]] = []  # depth, pieces, what they are
        self._marks: list[tuple[int, Mark]] = []
        self._away: list[tuple[int, frozenset[str]]] = []  # where dates are of something else
        words = data("pages.yaml")
        self._date_marks = frozenset(m for w in words["date_marks"] for m in _MARK.findall(w))
        self._not_dates = frozenset(m for w in words["not_date_marks"] for m in _MARK.findall(w)) - self._date_marks

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        scan = self.scan
        scan.elements += 1
        self._stack.append(tag)
        depth = len(self._stack)
        if scan.elements > self._most:
            raise MarkupError(f"has more than {self._most:,} elements")
        if depth > self._deepest:
            raise MarkupError(f"is nested more than {self._deepest:,} deep")
        if tag in _SILENT and tag not in ("head", "noscript"):
            self._silent += 1
        if tag == "meta":
            self._meta(attrib)
        elif tag == "link" and "canonical" in attrib.get("rel", "").lower().split() and not scan.canonical:
            scan.canonical = attrib.get("href", "")[:_LONGEST_VALUE]
        elif tag == "base" and not scan.base:
            scan.base = attrib.get("href", "")[:_LONGEST_VALUE]
        elif tag == "title" and not scan.title and "svg" not in self._stack:
            self._into.append((depth, [], "title"))
        elif tag in ("h1", "h2") and len(scan.headings) < 5:
            self._into.append((depth, [], "heading"))
        elif tag == "script":
            scan.scripts += 1
            if attrib.get("type", "").lower().startswith("application/ld+json") and len(scan.json_ld) < 20:
                self._into.append((depth, [], "json"))
        elif tag == "form":
            scan.forms += 1
        if tag not in ("meta", "html", "body", "link", "script", "head", "article", "main") and len(scan.dates) < _MOST_KEPT:
            self._date(tag, attrib, depth)

    def _meta(self, attrib: Mapping[str, str]) -> None:
        key = (attrib.get("property") or attrib.get("name") or attrib.get("itemprop") or attrib.get("http-equiv") or "").strip().lower()
        values = self.scan.metas.setdefault(key, []) if key and len(self.scan.metas) < _MOST_KEPT else []
        if len(values) < 10:
            values.append(" ".join(attrib.get("content", "")[:_LONGEST_VALUE].split()))

    def _date(self, tag: str, attrib: Mapping[str, str], depth: int) -> None:
        prop = attrib.get("itemprop", "").lower()
        names = " ".join(attrib.get(k, "")[:200] for k in ("class", "id", "itemprop")).lower()
        marks = frozenset(_MARK.findall(names))
        away = marks & self._not_dates
        if (away or tag in ("aside", "footer")) and tag != "time":
            self._away.append((depth, away or frozenset((tag,))))
        if tag != "time" and not any(m in self._date_marks or (m.endswith("date") and m not in self._not_dates) for m in marks):
            return
        inherited = {m for _, around in self._away for m in around}
        value = attrib.get("datetime") or attrib.get("content") or (attrib.get("title", "") if tag == "abbr" else "")
        mark = Mark(value[:_LONGEST_MARK], marks | inherited, timed=tag == "time" or bool(prop))
        self.scan.dates.append(mark)
        self._marks.append((depth, mark))

    def end(self, tag: str) -> None:
        depth = len(self._stack)
        if tag in _SILENT and tag not in ("head", "noscript"):
            self._silent = max(0, self._silent - 1)
        if self._stack:
            self._stack.pop()
        while self._marks and self._marks[-1][0] >= depth:
            self._marks.pop()
        while self._away and self._away[-1][0] >= depth:
            self._away.pop()
        while self._into and self._into[-1][0] >= depth:
            self._keep(*self._into.pop()[1:])

    def _keep(self, pieces: list[str], what: str) -> None:
        joined = "".join(pieces)
        text = joined if what == "json" else " ".join(joined.split())[:_LONGEST_VALUE]
        if what == "title":
            self.scan.title = self.scan.title or text
        elif what == "heading" and text:
            self.scan.headings.append(text)
        elif what == "json":
            self.scan.json_ld.append(text)

    def data(self, text: str) -> None:
        for _, pieces, what in self._into:
            if what == "json" and sum(map(len, pieces)) + len(text) > _LONGEST_JSON:
                continue
            pieces.append(text)
        if not self._silent:
            self.scan.words += len(text.split())
        for _, mark in self._marks:
            if len(mark.text) < _LONGEST_MARK:
                mark.text += text[: _LONGEST_MARK - len(mark.text)]

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def pi(self, target: str, text: str | None = None) -> None:
        """Nor do processing instructions: no style sheet is looked for."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """No definition is loaded."""

    def close(self) -> Scan:
        for _, pieces, what in reversed(self._into):
            self._keep(pieces, what)
        self.scan.depth = len(self._stack)
        return self.scan


class _Words:
    """What the parser calls where only the words of a fragment are wanted."""

    def __init__(self, depth: int) -> None:
        self._out: list[str] = []
        self._silent = 0
        self._depth = 0
        self._deepest = depth

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > self._deepest:
            raise MarkupError(f"is nested more than {self._deepest:,} deep")
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._out.append("\n")

    def end(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS and tag != "br":
            self._out.append("\n")

    def data(self, text: str) -> None:
        if not self._silent:
            self._out.append(re.sub(r"\s+", " ", text))

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def pi(self, target: str, text: str | None = None) -> None:
        """Nor do processing instructions."""

    def close(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._out).split("\n"))
        return "\n".join(line for line in lines if line)


def _run(text: str, target: _Reader | _Words) -> object:
    raw = text.replace("\0", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    for start in range(0, len(raw), _SAMPLE):
        parser.feed(raw[start : start + _SAMPLE])
    return parser.close()


def scan_page(text: str, *, elements: int, depth: int) -> Scan:
    """What the head, the headings and the marks of a page say. Raises MarkupError where it has more than `elements` or is nested more
    than `depth` deep."""
    reader = _Reader(elements, depth)
    if text.strip():
        try:
            _run(text, reader)
        except etree.LxmlError as error:
            raise MarkupError(f"is no HTML that can be read ({error})") from error
    return reader.scan


def words_of_fragment(markup: str, *, depth: int = 250) -> str:
    """The words of a fragment of HTML, a line a block, without what is never shown. Plain text comes out as it is, in lines."""
    if "<" not in markup and "&" not in markup:
        return "\n".join(line for raw in markup.splitlines() if (line := " ".join(raw.split())))
    reader = _Words(depth)
    try:
        _run(f"<body>{markup}", reader)
    except etree.LxmlError as error:
        raise MarkupError(f"is no HTML that can be read ({error})") from error
    return reader.close()


def folded(text: str) -> str:
    """Words as the lists of this room are compared: folded, in lower case, one space between."""
    return " ".join(fold(text).text.lower().split())
