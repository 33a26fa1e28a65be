"""The places Marsad knows: a small table that ships with it, and tables that a user imports, each one SQLite file.

A table is written once, whole, and never changed; it is opened read-only and mapped into memory, so that opening costs nothing and
look-ups cost microseconds. Names are found by keys (`marsad.text.names`), under which spellings of one name fall together; which of
the places that bear a name is meant is no question of this module (`marsad.geo.resolve`).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from marsad.errors import GazetteerError

# Raised by hand when the tables below change; `write` stores it, `Table` checks it.
FORMAT = 2
# What a table may hold. A settlement is a city, a town or a village by its size; governorate, district and subdistrict are the
# first, second and third level of administration.
SETTLEMENTS = frozenset(("city", "town", "village"))
ADMIN = ("country", "governorate", "district", "subdistrict")
KINDS = (
    *ADMIN,
    *("city", "town", "village", "quarter", "camp", "region", "mountain", "valley", "island", "river", "lake", "sea", "road"),
    *("base", "airport", "crossing", "field", "dam", "prison", "port", "plant", "site"),
)
_CACHE = 65_536  # remembered look-ups: a few MB
_OUTLINES = 2_000  # remembered outlines: a few MB
_MAPPED = 256 * 1024 * 1024  # bytes of a table that may be mapped into memory

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cc TEXT NOT NULL, kind TEXT NOT NULL, name_ar TEXT NOT NULL, name_en TEXT NOT NULL,
  lat REAL NOT NULL, lon REAL NOT NULL, radius_km REAL NOT NULL, population INTEGER NOT NULL,
  admin1 TEXT NOT NULL, admin1_pcode TEXT NOT NULL, admin2 TEXT NOT NULL, admin2_pcode TEXT NOT NULL, pcode TEXT NOT NULL,
  geonames INTEGER NOT NULL, source TEXT NOT NULL
);
CREATE TABLE name (
  key TEXT NOT NULL, place INTEGER NOT NULL, spelled TEXT NOT NULL, main INTEGER NOT NULL, PRIMARY KEY (key, place, spelled)
) WITHOUT ROWID;
CREATE TABLE shape (place INTEGER PRIMARY KEY, wkb BLOB NOT NULL);
"""
_COLUMNS = [
    "id",
    "cc",
    "kind",
    "name_ar",
    "name_en",
    "lat",
    "lon",
    "radius_km",
    "population",
    "admin1",
    "admin1_pcode",
    "admin2",
    "admin2_pcode",
    "pcode",
    "geonames",
    "source",
]


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place of a table. `lat` and `lon` are WGS 84 degrees of its middle, `radius_km` says how far from there it may reach or the
    point may be off; `admin1` and `admin2` are the Arabic (else the English) names of the governorate and the district it lies in, with
    their P-codes; `geonames` its GeoNames id or 0. Empty strings and zeros stand for what is not known."""

    id: str
    cc: str
    kind: str
    name_ar: str
    name_en: str
    lat: float
    lon: float
    radius_km: float
    population: int = 0
    admin1: str = ""
    admin1_pcode: str = ""
    admin2: str = ""
    admin2_pcode: str = ""
    pcode: str = ""
    geonames: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A place found by a name: the folded spelling that the table has, and whether that is its main name."""

    place: Toponym
    spelled: str
    main: bool
    table: int


@dataclass(frozen=True, slots=True)
class Named:
    """A place to be written, with its names as (key, folded spelling, main), and its outline as WKB (lon, lat) where it has one."""

    place: Toponym
    names: tuple[tuple[str, str, bool], ...]
    wkb: bytes | None = None


class Table:
    """One file of places, open for reading. Raises GazetteerError when it is missing, damaged or of another format."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # immutable: nobody writes to a finished table, so no lock and no journal is looked for, and a read-only folder will do.
            self._db = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self._db.execute(f"PRAGMA mmap_size={_MAPPED}")
            self.meta: Mapping[str, str] = MappingProxyType(dict(self._db.execute("SELECT key, value FROM meta")))
        except sqlite3.Error as error:
            if hasattr(self, "_db"):
                self.close()
            raise GazetteerError(f"{path}: is no gazetteer of Marsad's, or is damaged ({error}); import it again") from error
        if self.meta.get("format") != str(FORMAT):
            self.close()
            raise GazetteerError(f"{path}: has format {self.meta.get('format')}, this program reads {FORMAT}; import it again")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def find(self, keys: Sequence[str]) -> list[tuple[str, int, str, int]]:
        """The names under any of `keys` (a hundred at most): key, number of the place, spelling, whether it is the main name."""
        marks = ",".join("?" * len(keys))
        return self._rows(f"SELECT key, place, spelled, main FROM name WHERE key IN ({marks}) ORDER BY key, place, spelled", keys)  # noqa: S608

    def starting(self, key: str, limit: int) -> list[tuple[str, int, str, int]]:
        """The names whose key begins with `key`, as `find` gives them."""
        sql = "SELECT key, place, spelled, main FROM name WHERE key >= ? AND key < ? ORDER BY key, place, spelled LIMIT ?"
        return self._rows(sql, (key, key + "\U0010ffff", limit))

    def place(self, n: int) -> Toponym:
        """The place with number `n`."""
        return _toponym(self._rows(f"SELECT {','.join(_COLUMNS)} FROM place WHERE n = ?", (n,))[0])  # noqa: S608

    def by_id(self, id: str) -> tuple[int, Toponym] | None:
        """The number and the place with this id."""
        rows = self._rows(f"SELECT n, {','.join(_COLUMNS)} FROM place WHERE id = ?", (id,))  # noqa: S608
        return (rows[0][0], _toponym(rows[0][1:])) if rows else None

    def country(self, cc: str) -> Toponym | None:
        """The country with this ISO 3166 code of two letters."""
        rows = self._rows(f"SELECT {','.join(_COLUMNS)} FROM place WHERE kind = 'country' AND cc = ?", (cc,))  # noqa: S608
        return _toponym(rows[0]) if rows else None

    def shape(self, n: int) -> bytes | None:
        """The outline of place number `n` as WKB (lon, lat), or None."""
        rows = self._rows("SELECT wkb FROM shape WHERE place = ?", (n,))
        return rows[0][0] if rows else None

    def counts(self) -> dict[str, int]:
        """How many places of each kind there are, the commonest first."""
        return dict(self._rows("SELECT kind, COUNT(*) FROM place GROUP BY kind ORDER BY 2 DESC, 1", ()))

    def of_kind(self, kind: str) -> list[Toponym]:
        """The places of one kind."""
        return [_toponym(row) for row in self._rows(f"SELECT {','.join(_COLUMNS)} FROM place WHERE kind = ? ORDER BY n", (kind,))]  # noqa: S608

    def countries(self) -> dict[str, int]:
        """How many places of each country there are, the most first."""
        return dict(self._rows("SELECT cc, COUNT(*) FROM place GROUP BY cc ORDER BY 2 DESC, 1", ()))

    def _rows(self, sql: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._db.execute(sql, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise GazetteerError(f"{self.path}: is damaged ({error}); import it again") from error


def _toponym(row: Sequence[object]) -> Toponym:
    return Toponym(**dict(zip(_COLUMNS, row, strict=True)))  # type: ignore[arg-type]


class Gazetteer:
    """Several tables, asked as one: the first has the last word about a place that two of them hold.

    Look-ups are remembered, up to a bound. Not shared between threads without a lock of the caller's.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tuple(tables)
        self._known: dict[str, tuple[Found, ...]] = {}
        self._places: dict[tuple[int, int], Toponym] = {}
        self._countries: dict[str, Toponym | None] = {}
        self._shapes: dict[str, bytes | None] = {}

    @property
    def digest(self) -> str:
        """What tells this set of tables from another: 16 hexadecimal digits of the content of each, the first table first."""
        return "+".join(t.meta.get("digest", "")[:16] for t in self.tables)

    def find(self, keys: Iterable[str]) -> Mapping[str, tuple[Found, ...]]:
        """The places under each of `keys`, in the order of the tables; a key that nobody has is left out."""
        wanted = list(dict.fromkeys(keys))
        unknown = [k for k in wanted if k not in self._known]
        if unknown:
            self._look_up(unknown)
        found = {k: self._known[k] for k in wanted}
        return {k: f for k, f in found.items() if f}

    def by_id(self, id: str) -> Toponym | None:
        """The place with this id, or None."""
        return next((found[1] for table in self.tables if (found := table.by_id(id)) is not None), None)

    def by_country(self, cc: str) -> Toponym | None:
        """The country with this ISO 3166 code of two letters, or None."""
        if cc not in self._countries:
            self._countries[cc] = next((found for table in self.tables if (found := table.country(cc)) is not None), None)
        return self._countries[cc]

    def shape(self, id: str) -> bytes | None:
        """The outline of a place as WKB (lon, lat), from the first table that has one."""
        if id not in self._shapes:
            if len(self._shapes) >= _OUTLINES:
                self._shapes.clear()
            found = ((table, table.by_id(id)) for table in self.tables)
            outlines = (table.shape(place[0]) for table, place in found if place is not None)
            self._shapes[id] = next((wkb for wkb in outlines if wkb is not None), None)
        return self._shapes[id]

    def starting(self, key: str, limit: int = 50) -> list[Found]:
        """Places that have a name whose key begins with `key`: whole names first, then in alphabetical order."""
        rows = [(k, t, n, spelled, main) for t, table in enumerate(self.tables) for k, n, spelled, main in table.starting(key, limit)]
        rows.sort(key=lambda row: row[:2])
        return list(_merged([Found(self._place(t, n), spelled, bool(main), t) for _, t, n, spelled, main in rows]))[:limit]

    def _look_up(self, keys: Sequence[str]) -> None:
        if len(self._known) + len(keys) > _CACHE:
            self._known.clear()
            self._places.clear()
        rows: dict[str, list[Found]] = {k: [] for k in keys}
        for first in range(0, len(keys), 100):
            part = keys[first : first + 100]
            for t, table in enumerate(self.tables):
                for key, n, spelled, main in table.find(part):
                    rows[key].append(Found(self._place(t, n), spelled, bool(main), t))
        self._known.update({k: _merged(found) for k, found in rows.items()})

    def _place(self, t: int, n: int) -> Toponym:
        place = self._places.get((t, n))
        if place is None:
            place = self._places[t, n] = self.tables[t].place(n)
        return place


def _merged(found: Sequence[Found]) -> tuple[Found, ...]:
    """One entry a place: by id, or by GeoNames id where two tables give it other ids."""
    out: dict[str, Found] = {}
    numbers: set[int] = set()
    for f in found:
        if f.place.id in out or (f.place.geonames and f.place.geonames in numbers):
            continue
        out[f.place.id] = f
        if f.place.geonames:
            numbers.add(f.place.geonames)
    return tuple(out.values())


def write(path: Path, places: Iterable[Named], meta: Mapping[str, str]) -> None:
    """Write a table to `path`, whole or not at all: into a new file beside it that takes its name at the end, so that who reads the
    old one goes on reading it. `meta` holds at least title, source and licence; where it has no digest, that of all that is written is
    stored. Raises GazetteerError when the file cannot be written or two places share an id; whatever `places` raises comes through,
    and `path` stays as it was."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        os.close(handle)
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be written ({error})") from error
    new = Path(name)
    digest = hashlib.sha256()
    try:
        db = sqlite3.connect(new)
        try:
            db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;{_SCHEMA}")
            insert = f"INSERT INTO place VALUES ({','.join('?' * (len(_COLUMNS) + 1))})"  # noqa: S608
            for n, named in enumerate(places, 1):
                row = tuple(getattr(named.place, c) for c in _COLUMNS)
                digest.update(repr((row, named.names, named.wkb)).encode())
                db.execute(insert, (n, *row))
                db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", ((key, n, s, main) for key, s, main in named.names))
                if named.wkb is not None:
                    db.execute("INSERT INTO shape VALUES (?, ?)", (n, named.wkb))
            told = {"digest": digest.hexdigest(), **meta, "format": str(FORMAT)}
            db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(told.items()))
            db.commit()
            db.execute("VACUUM")
        finally:
            db.close()
        with new.open("rb+") as stream:
            os.fsync(stream.fileno())
        new.chmod(0o644)
        new.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise GazetteerError(f"{path}: cannot be written ({error})") from error
    finally:
        new.unlink(missing_ok=True)


def home() -> Path:
    """The folder of imported tables: MARSAD_GAZETTEERS, else `gazetteers` in the user's data folder of this system."""
    named = os.environ.get("MARSAD_GAZETTEERS")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("marsad", appauthor=False) / "gazetteers"


def imported() -> list[Path]:
    """The files of imported tables, in the order of their names."""
    try:
        return sorted(p for p in home().iterdir() if p.suffix == ".places" and not p.name.startswith(".") and p.is_file())
    except OSError:
        return []


@cache
def shipped() -> Gazetteer:
    """The table that ships with Marsad alone, opened once a process."""
    return Gazetteer((_shipped_table(),))


def installed() -> Gazetteer:
    """All that this machine has: the shipped table, then the imported ones. Opened once a process for one set of files."""
    return _opened(tuple((p, p.stat().st_mtime_ns) for p in imported()))


@cache
def _shipped_table() -> Table:
    return Table(Path(str(files("marsad").joinpath("data/gazetteer/shipped.places"))))


@cache
def _opened(paths: tuple[tuple[Path, int], ...]) -> Gazetteer:
    return Gazetteer((_shipped_table(), *(Table(path) for path, _ in paths)))
