"""Claims as a flat table for spreadsheets: one row a claim, the columns of COLUMNS.

A cell of text never begins like a formula: an apostrophe in front makes a spreadsheet take it for the text that it is. So does a text of
so many digits that a spreadsheet would round it. Numbers stay numbers, and what is not known is an empty cell, never 0. Control
characters, line breaks and direction overrides are taken out of cells; who needs the words as they stand takes JSON.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marsad.model import PLACING_ROLES

BYTE_ORDER_MARK = "\ufeff"
"""What a spreadsheet knows UTF-8 by, at the beginning of a file."""

Record = Mapping[str, Any]
Cell = str | int | float | None

_FORMULAS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")  # also in full width
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_ROUNDED = re.compile(r"\d{16,}|\d+[eE]\d+")
_SPACES = re.compile(r"\s+")
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BETWEEN = " ; "


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds, and how it is found in a record."""

    name: str
    holds: str
    of: Callable[[Record], Cell]


def header() -> str:
    """The line of headings."""
    return _line([column.name for column in COLUMNS])


def row(record: Record) -> str:
    """The line of one claim. `record` is its JSON with the keys `article`, `review`, `corrected`, `quote` and `read_by` beside it, as
    `marsad claims --format json` prints it."""
    return _line([column.of(record) for column in COLUMNS])


def safe(text: str) -> str:
    """A text as a cell: on one line, without what nobody sees, and taken for text by every spreadsheet."""
    # Most text has nothing to take out, which is seen faster than done.
    plain = text.strip() if text.isprintable() and "  " not in text else _seen(text)
    if (plain[:1] in _FORMULAS and not _NUMBER.fullmatch(plain)) or _ROUNDED.fullmatch(plain):
        return "'" + plain
    return plain


def _seen(text: str) -> str:
    return "".join(ch for ch in _SPACES.sub(" ", text) if ch not in _DIRECTIONS and unicodedata.category(ch) != "Cc").strip()


def _line(cells: list[Cell]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([safe(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _value(*path: str) -> Callable[[Record], Cell]:
    def of(record: Record) -> Cell:
        found: Any = record
        for key in path:
            found = None if found is None else found.get(key)
        return _said(found) if isinstance(found, bool) else found

    return of


def _said(value: bool) -> str:
    return "true" if value else "false"


def _words(role: str) -> Callable[[Record], Cell]:
    return lambda record: _joined(filler["text"] for filler in record["roles"].get(role, ()))


def _joined(words: Iterator[str]) -> str | None:
    return _BETWEEN.join(words) or None


def _located(record: Record) -> tuple[str | None, Mapping[str, Any]]:
    """The role whose place is the claim's, and that place; none and an empty one where no place is known."""
    for role in PLACING_ROLES:
        for filler in record["roles"].get(role, ()):
            if filler.get("location") is not None:
                return role, filler["location"]
    return None, {}


def _place(key: str) -> Callable[[Record], Cell]:
    return lambda record: _located(record)[1].get(key)


def _figure(key: str) -> Callable[[Record], Cell]:
    def of(record: Record) -> Cell:
        first = next(iter(record["quantities"]), None)
        if first is None:
            return None
        value = first["text"]["text"] if key == "text" else first[key]
        return _said(value) if isinstance(value, bool) else value

    return of


def _more(record: Record) -> Cell:
    return _joined(f"{q['of']} {_bound(q['low'])}..{_bound(q['high'])} {q['unit']} ({q['text']['text']})" for q in record["quantities"][1:])


def _bound(bound: float | None) -> str:
    return "" if bound is None else str(bound)


def _sources(key: str) -> Callable[[Record], Cell]:
    def of(record: Record) -> Cell:
        found = [source[key] for source in record["sources"]]
        return _joined(word or "?" for word in found) if any(found) else None

    return of


def _actors(record: Record) -> Cell:
    return _joined(f"{role}={f['actor']}" for role, here in record["roles"].items() for f in here if f.get("actor"))


COLUMNS: tuple[Column, ...] = (
    Column("claim", "the id of the claim", _value("id")),
    Column("type", "its type", _value("type")),
    Column("status", "asserted, negated, expected, intended or possible", _value("status")),
    Column("review", "what a person said last: accepted, corrected, rejected; empty where nobody did", _value("review")),
    Column("day_from", "the first day that it may have happened", _value("time", "start")),
    Column("day_to", "the last one", _value("time", "end")),
    Column("sources", "who says so, in the article's words, the outermost first; empty where the article itself does", _sources("text")),
    Column("source_names", "their known names, ? for one that has none", _sources("name")),
    Column("source_kinds", "what kind of voice each is", _sources("kind")),
    Column("chain", "how many they are", lambda record: len(record["sources"])),
    Column("via", "whom a source only spoke to", lambda record: _joined(source["text"] for source in record["via"])),
    Column("place_words", "where it happens, in the article's words", _words("place")),
    Column("place_role", "the role of the place in the next columns: place, else toward, from, target, object", lambda r: _located(r)[0]),
    Column("place_ar", "the Arabic name of the first place that was resolved", _place("name_ar")),
    Column("place_en", "its English name", _place("name_en")),
    Column("lat", "its latitude, never without the next three", _place("lat")),
    Column("lon", "its longitude", _place("lon")),
    Column("radius_km", "within how many kilometres of that point it lies", _place("radius_km")),
    Column("precision", "how exactly it is known, in a word", _place("precision")),
    Column("admin1", "the governorate", _place("admin1")),
    Column("pcode", "its P-code, or that of the smallest area around it", _place("pcode")),
    *(
        Column(role, f"who or what fills the role {role}, in the article's words", _words(role))
        for role in ("agent", "target", "party", "object", "toward", "from", "means")
    ),
    Column("actors", "known actors, each as role=id", _actors),
    Column("measure", "what the first figure is of: count, share, distance, duration, amount", _figure("of")),
    Column("low", "its lower bound; empty where the words set none", _figure("low")),
    Column("high", "its upper bound; empty where the words set none", _figure("high")),
    Column("unit", "its unit", _figure("unit")),
    Column("approx", "true where the words say about", _figure("approx")),
    Column("figure_words", "the article's words for it", _figure("text")),
    Column("more_figures", "the other figures, each as measure low..high unit (words)", _more),
    Column("quote", "the sentence of the claim", _value("quote")),
    Column("published", "the day that the article came out", _value("article", "published")),
    Column("outlet", "who published it", _value("article", "outlet")),
    Column("title", "its title", _value("article", "title")),
    Column("url", "its address", _value("article", "url")),
    Column("article", "its key in the ledger", _value("article", "key")),
    Column("state", "live, or what became of it: gone, …", _value("article", "state")),
    Column("fetched_at", "when this version came (UTC)", _value("article", "fetched_at")),
    Column("version", "the id of the version", _value("article", "version")),
    Column("corrected", "true where a person's correction is shown", _value("corrected")),
    Column("rule", "the entry of the lexicon that made it", _value("rule")),
    Column("program", "the version of Marsad that read it", _value("read_by", "program")),
)
