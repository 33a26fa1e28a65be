"""The rows of all files of one import, in a database on disk, so that they may come in any order and be larger than memory."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from marsad.errors import GazetteerError
from marsad.gazetteer import Toponym, shipped
from marsad.ingest.placeforms import Area, BadRow, OtherName, PlaceRow, Record, Skipped, recognise
from marsad.ingest.placekinds import level_of, untitled
from marsad.ingest.tables import Row, Sheet, sheets
from marsad.text.names import keys_of, words_of

Progress = Callable[[str, int, int | None], None]
"""Told what is done ("reading", "writing"), how many rows of it are, and of how many where that is known."""

STEP = 1000
"""Rows between two calls of Progress."""
_SHOWN = 5  # broken rows that are quoted
_MOST_SORTS = 1000  # of rows left out that are told apart
_MOST_KEYS = 500  # of one area
_FIELDS = tuple(Toponym.__dataclass_fields__)
_INSERT = f"INSERT INTO place VALUES (NULL, {','.join('?' * (len(_FIELDS) + 5))})"  # noqa: S608 (marks alone)
_SCHEMA = f"""
PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;
CREATE TABLE place (n INTEGER PRIMARY KEY, {", ".join(_FIELDS)}, arabic, other, level, code1, code2, UNIQUE (id));
CREATE INDEX admin ON place (cc, level, code1, code2) WHERE level > 0;
CREATE TABLE other (geonames, name, arabic, rank);
CREATE TABLE area (pcode PRIMARY KEY, cc, level, parent, name_ar, name_en, lat, lon, place, used);
CREATE TABLE area_key (cc, level, key, pcode, PRIMARY KEY (cc, level, key, pcode)) WITHOUT ROWID;
CREATE TABLE given (n INTEGER PRIMARY KEY, pcode);
BEGIN;
"""


@dataclass(slots=True)
class Tally:
    """What became of the rows: good ones, broken ones and the first of those, sorts of rows that are of no use, and parts of
    archives and workbooks that hold no table of places."""

    good: int = 0
    broken: int = 0
    faults: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stored:
    """A place as it came in: its number, and what its row says."""

    n: int
    row: PlaceRow

    @property
    def place(self) -> Toponym:
        """The place itself."""
        return self.row.place


class Scratch:
    """The database, which SQLite keeps in a temporary file of its own until it is closed.

    With `skip_bad`, broken rows are counted; else the first one raises GazetteerError.
    """

    def __init__(self, skip_bad: bool, progress: Progress) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._skip_bad = skip_bad
        self._progress = progress
        self.tally = Tally()
        self._tagged = False

    def close(self) -> None:
        """Let go of the database and its file."""
        self._db.close()

    def load(self, path: Path, encoding: str | None, limit: int) -> None:
        """Take in the rows of one file. Raises GazetteerError."""
        known, seen = False, ""
        for sheet in sheets(path, encoding=encoding, limit=limit):
            first = next(sheet.rows, None)
            form = recognise(first.cells) if first is not None and first.cells else None
            if first is None or form is None:
                seen = seen or _looks_like(first)
                self.tally.passed_over.append(sheet.name)
                continue
            known = True
            for row in sheet.rows if form.headed else chain([first], sheet.rows):
                if not (form.headed and _is_hxl(row.cells)):
                    self._take(sheet, row, form.parse)
        if not known:
            raise GazetteerError(
                f"{path}: is no table of places that Marsad knows{seen}; it reads GeoNames dumps and alternate names, OCHA's populated "
                "places and P-codes, and tables with the headings id, cc, kind, name_ar, name_en, lat, lon"
            )

    def _take(self, sheet: Sheet, row: Row, parse: Callable[[Sequence[str]], Iterable[Record]]) -> None:
        tally = self.tally
        if (tally.good + tally.broken) % STEP == 0:
            self._progress("reading", tally.good + tally.broken, None)
        try:
            if row.fault:
                raise BadRow(row.fault)
            for record in list(parse(row.cells)):
                self._store(record)
            tally.good += 1
        except BadRow as error:
            fault = f"{sheet.name}: line {row.line}: {error}"
            if not self._skip_bad:
                raise GazetteerError(f"{fault}; mend the line, or leave out broken ones with --skip-bad") from None
            tally.broken += 1
            if len(tally.faults) < _SHOWN:
                tally.faults.append(fault)

    def _store(self, record: Record) -> None:
        match record:
            case PlaceRow():
                self._store_place(record)
            case OtherName():
                self._tagged = True
                self._db.execute("INSERT INTO other VALUES (?, ?, ?, ?)", (record.geonames, record.name, record.arabic, record.rank))
            case Area():
                self._store_area(record)
            case Skipped():
                left_out = self.tally.left_out
                left_out[record.what if record.what in left_out or len(left_out) < _MOST_SORTS else "others"] += 1

    def _store_place(self, row: PlaceRow) -> None:
        place = row.place
        if _is_swapped(place):
            raise BadRow(f"latitude: {place.lat:g}, {place.lon:g} is far outside {place.cc}, and inside with the two numbers swapped")
        values = [getattr(place, name) for name in _FIELDS]
        try:
            self._db.execute(_INSERT, (*values, "\n".join(row.arabic), "\n".join(row.other), level_of(place.kind), *row.codes))
        except sqlite3.IntegrityError:
            raise BadRow(f"id: {place.id} was there before") from None

    def _store_area(self, area: Area) -> None:
        lat, lon = area.middle or (None, None)
        self._db.execute(
            "INSERT INTO area VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, 0) ON CONFLICT (pcode) DO UPDATE SET "
            "lat = COALESCE(lat, excluded.lat), lon = COALESCE(lon, excluded.lon), "
            "name_ar = CASE name_ar WHEN '' THEN excluded.name_ar ELSE name_ar END, "
            "name_en = CASE name_en WHEN '' THEN excluded.name_en ELSE name_en END",
            (area.pcode, area.cc, area.level, area.parent, area.name_ar, area.name_en, lat, lon),
        )
        rows = [(area.cc, area.level, key, area.pcode) for key in area_keys((area.name_ar, area.name_en))]
        self._db.executemany("INSERT OR IGNORE INTO area_key VALUES (?, ?, ?, ?)", rows)

    def ready(self) -> None:
        """All files are read. Raises GazetteerError where there is nothing to write, or more is broken than not."""
        tally = self.tally
        if tally.broken > tally.good:
            raise GazetteerError(f"{tally.broken:,} of {tally.broken + tally.good:,} rows are broken; the first: {tally.faults[0]}")
        self._db.execute("CREATE INDEX named ON other (geonames)")
        if self.has("place") or self._one("SELECT 1 FROM area WHERE lat IS NOT NULL LIMIT 1"):
            return
        if self.has("area") or self._tagged:
            raise GazetteerError("P-codes and alternate names need places: give the file with the coordinates in the same import")
        useless = f"; {tally.left_out.total():,} rows are of no use" if tally.left_out else ""
        raise GazetteerError(f"there is no place in the files{useless}")

    # ---- what is asked of it

    def has(self, table: str) -> bool:
        """Whether there is anything in a table."""
        return self._one(f"SELECT 1 FROM {table} LIMIT 1") is not None  # noqa: S608 (our own names)

    def places(self) -> Iterator[tuple[Stored, str]]:
        """All places in the order they came in, each with the P-code that it was given."""
        total = self._one("SELECT MAX(n) FROM place")
        for *row, pcode in self._db.execute("SELECT place.*, given.pcode FROM place LEFT JOIN given USING (n) ORDER BY n"):
            if row[0] % STEP == 0:
                self._progress("writing", row[0], total)
            yield _stored(row), pcode or ""

    def areas_of_places(self, level: int) -> Iterator[Stored]:
        """The places that are areas of this level."""
        return map(_stored, self._db.execute("SELECT * FROM place WHERE level = ? ORDER BY n", (level,)))

    def area_by_codes(self, cc: str, level: int, code1: str, code2: str) -> Stored | None:
        """The place that is the area with these codes of GeoNames."""
        query = "SELECT * FROM place WHERE cc = ? AND level = ? AND code1 = ? AND (code2 = ? OR level = 1) ORDER BY n LIMIT 1"
        row = self._db.execute(query, (cc, level, code1, code2)).fetchone()
        return None if row is None else _stored(row)

    def other_names(self, geonames: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The Arabic and the other names that a table of alternate names has for a place, the best first."""
        if not (geonames and self._tagged):
            return (), ()
        rows = self._db.execute("SELECT name, arabic FROM other WHERE geonames = ? ORDER BY rank, rowid", (geonames,)).fetchall()
        return tuple(name for name, arabic in rows if arabic), tuple(name for name, arabic in rows if not arabic)

    def area(self, pcode: str) -> Area | None:
        """The area with this P-code, which thereby is of use."""
        row = self._db.execute("SELECT cc, level, pcode, name_ar, name_en, parent FROM area WHERE pcode = ?", (pcode,)).fetchone()
        if row is None:
            return None
        self._db.execute("UPDATE area SET used = 1 WHERE pcode = ?", (pcode,))
        return Area(*row)

    def areas_named(self, cc: str, level: int, names: Sequence[str]) -> list[str]:
        """The P-codes of the areas of this country and level that have one of the names."""
        keys = area_keys(names)
        query = f"SELECT DISTINCT pcode FROM area_key WHERE cc = ? AND level = ? AND key IN ({','.join('?' * len(keys))})"  # noqa: S608
        return sorted(row[0] for row in self._db.execute(query, (cc, level, *keys)))

    def ancestors(self, pcode: str) -> tuple[str, str]:
        """The P-codes of the area around this one, and of that around it."""
        query = "SELECT parent FROM area WHERE pcode = ?"
        parent = self._one(query, pcode) or ""
        return parent, self._one(query, parent) or ""

    def give(self, n: int, pcode: str) -> None:
        """Place number `n` is the area with this P-code, unless another place already is."""
        if self._one("SELECT place FROM area WHERE pcode = ?", pcode) is None:
            self._db.execute("UPDATE area SET place = ? WHERE pcode = ?", (n, pcode))
            self._db.execute("INSERT INTO given VALUES (?, ?)", (n, pcode))

    def given(self, n: int) -> str:
        """The P-code that place number `n` was given, or nothing."""
        return self._one("SELECT pcode FROM given WHERE n = ?", n) or ""

    def areas_alone(self) -> Iterator[Area]:
        """The areas with a middle that are none of the places."""
        query = (
            "SELECT cc, level, pcode, name_ar, name_en, parent, lat, lon FROM area WHERE place IS NULL AND lat IS NOT NULL ORDER BY pcode"
        )
        return (replace(Area(*row), middle=(lat, lon)) for *row, lat, lon in self._db.execute(query))

    def unplaced(self) -> int:
        """How many P-codes were of no use."""
        count: int = self._one("SELECT COUNT(*) FROM area WHERE place IS NULL AND lat IS NULL AND NOT used")
        return count

    def sources(self) -> list[str]:
        """Whence the places are, the commonest source first; areas of P-codes alone are OCHA's."""
        rows = self._db.execute("SELECT source FROM place WHERE source <> '' GROUP BY source ORDER BY COUNT(*) DESC, source LIMIT 20")
        return [row[0] for row in rows] or ["OCHA"] * (not self.has("place"))

    def _one(self, query: str, *values: object) -> Any:
        """The first value of the first row, or None."""
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None


def area_keys(names: Sequence[str]) -> list[str]:
    """The keys that names of an area are compared by, with and without the word for its level."""
    every = (key for name in names if name for each in (name, untitled(name)) for key in keys_of(words_of(each)))
    return list(dict.fromkeys(every))[:_MOST_KEYS]


def _stored(row: Sequence[Any]) -> Stored:
    n, *values = row
    arabic, other, _, code1, code2 = values[len(_FIELDS) :]
    place = Toponym(*values[: len(_FIELDS)])
    return Stored(n, PlaceRow(place, _split(arabic), _split(other), (code1, code2)))


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split("\n")) if names else ()


def _is_hxl(cells: Sequence[str]) -> bool:
    """Whether a row holds HXL tags ("#adm1+code"), which stand below the headings of OCHA's tables."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(cell.lstrip().startswith("#") for cell in filled)


def _looks_like(first: Row | None) -> str:
    if first is None:
        return " (it is empty)"
    seen = ", ".join(repr(cell.strip()[:30]) for cell in first.cells[:30])
    return f" ({first.fault})" if first.fault else f" (its first row has {len(first.cells)} columns: {seen})"


def _is_swapped(place: Toponym) -> bool:
    """Whether a place is well outside its country and would be inside with its coordinates swapped."""
    country = _countries().get(place.cc)
    if country is None:
        return False
    return (
        _rough_km(country, place.lat, place.lon) > 1.25 * country.radius_km and _rough_km(country, place.lon, place.lat) < country.radius_km
    )


@cache
def _countries() -> Mapping[str, Toponym]:
    try:
        return {place.cc: place for table in shipped().tables for place in table.of_kind("country")}
    except GazetteerError:  # imports must not depend on it
        return {}


def _rough_km(place: Toponym, lat: float, lon: float) -> float:
    east = (lon - place.lon) * math.cos(math.radians((lat + place.lat) / 2))
    return 111.2 * math.hypot(lat - place.lat, east)
