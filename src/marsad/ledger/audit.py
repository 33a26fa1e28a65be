"""Is the ledger what it was when it was written? Its log is followed from the first row to the last, and every row of data must be the
one that the log tells of.

What is found: a row of the log that was edited, taken out, put in or moved, and against a head that was kept elsewhere a log that was
cut off, put back to an older state or written anew; data that the log does not tell of, data that it tells of and that is gone or other;
bytes that are not those of their SHA-256; parts of a claim that do not follow from it; words that a claim quotes and its text does not
have. What cannot be found without a kept head: a ledger that somebody wrote anew from its first row, log and all. The index of full text
is not looked at: it shows nothing, it only finds.

All is read once, in the order in which it was written, and never held: a million rows of the log take seconds, and no memory.
"""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from marsad.ledger import connect, rows, schema
from marsad.ledger.chain import GENESIS, Head, entry_hash

if TYPE_CHECKING:
    from marsad.ledger.store import Ledger

_ROWS = 5_000  # that are fetched at once
_MOST = 200  # faults that are told; more are counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `acts` rows of the log were followed, up to `head`, and `rows` of data compared; `faults` says what is wrong, in
    words, the first 200 of `found`."""

    acts: int
    rows: int
    head: Head
    faults: tuple[str, ...]
    found: int

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.found


@dataclass(slots=True)
class _Faults:
    told: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, fault: str) -> None:
        self.count += 1
        if len(self.told) < _MOST:
            self.told.append(fault)


# A row of data: the row of the log that accounts for it by its own word, its table, its id, and the digest of what it says.
_Record = tuple[int, str, str, str]


def verify(ledger: Ledger, head: Head | None = None, *, data: bool = True, progress: Callable[[int], None] | None = None) -> Verdict:
    """Follow the log of a ledger, and with `data` compare all that it holds with it. `head` is one that was kept elsewhere; `progress` is
    told the number of each row of the log that is done. Raises LedgerError only where the ledger cannot be read; what is wrong in it is
    in the verdict."""
    faults = _Faults()
    with connect.transaction(ledger.engine) as plain:
        connection = plain.execution_options(yield_per=_ROWS)
        records = _Beside(heapq.merge(*map(_numbered, _records(connection, faults)), key=lambda r: r[0])) if data else None
        counted = 0
        last, at = Head(0, GENESIS), ""
        for n, at_, who, action, what, prev, hash in connection.execute(sa.select(*schema.audit.c).order_by(schema.audit.c.n)):
            if n != last.n + 1:
                faults.add(f"log: after row {last.n} comes row {n}; {n - last.n - 1} are missing")
            if prev != last.hash:
                faults.add(f"log row {n}: does not follow row {last.n}; a row was edited, taken out, put in or moved")
            if hash != _hash(prev, n, at_, who, action, what):
                faults.add(f"log row {n}: was edited; it does not have the hash that it was written with")
            if str(at_) < at:
                faults.add(f"log row {n}: is older ({at_}) than the row before it ({at})")
            if head is not None and n == head.n and hash != head.hash:
                faults.add(f"log row {n}: is not the head that was kept ({head}); the log was written anew")
            if records is not None:
                counted += _compare(n, what, records, faults)
            last, at = Head(n, hash), str(at_)
            if progress is not None:
                progress(n)
        if head is not None and head.n > last.n:
            faults.add(f"log: ends with row {last.n}, and row {head.n} was kept; its tail was cut off")
        if records is not None:
            for record in records.before(None):
                faults.add(_unaccounted(record))
    return Verdict(last.n, counted, last, tuple(faults.told), faults.count)


def _compare(n: int, what: str, records: _Beside, faults: _Faults) -> int:
    """Compare what a row of the log tells of with the data that names it. Returns how many rows of data there are."""
    for record in records.before(n):
        faults.add(_unaccounted(record))
    here = records.of(n)
    try:
        told = sorted((str(table), str(id), str(digest)) for table, id, digest in json.loads(what)["rows"])
    except (TypeError, ValueError, KeyError, RecursionError):
        faults.add(f"log row {n}: does not say what was written")
        return len(here)
    found = sorted(record[1:] for record in here)
    if told != found:
        expected = {(table, id): digest for table, id, digest in told}
        for table, id, digest in found:
            if (table, id) not in expected:
                faults.add(_unaccounted((n, table, id, digest)))
            elif expected.pop((table, id)) != digest:
                faults.add(f"{table} {id}: is not what row {n} of the log says was written; it was changed")
        for table, id in expected:
            faults.add(f"{table} {id}: is gone, and row {n} of the log says that it was written")
    return len(here)


def _hash(*told: Any) -> str:
    try:
        return entry_hash(*told)
    except TypeError:
        return ""  # bytes or worse in the place of a word have no hash


def _numbered(records: Iterator[tuple[Any, str, str, str]]) -> Iterator[_Record]:
    """Records; what names a row of the log by no number names the row 0, which there is not."""
    return ((record if isinstance(record[0], int) else (0, *record[1:])) for record in records)


def _unaccounted(record: _Record) -> str:
    return f"{record[1]} {record[2]}: no row of the log tells of it (it names row {record[0]}); it was put in past the log"


class _Beside:
    """Rows that lie beside others, in the order of the number that each begins with."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def before(self, n: int | None) -> Iterator[Any]:
        """The rows that come before `n` and that nobody has asked for: they belong to nothing. All that are left for None."""
        while self._next is not None and (n is None or self._next[0] < n):
            yield self._next
            self._next = next(self._rows, None)

    def of(self, n: int) -> list[Any]:
        """The rows of `n`."""
        out = []
        while self._next is not None and self._next[0] == n:
            out.append(self._next)
            self._next = next(self._rows, None)
        return out


def _records(connection: sa.Connection, faults: _Faults) -> list[Iterator[_Record]]:
    """All data that the log accounts for, a stream for each table."""
    o, a, b, v, s, p, w, r = (
        t.c
        for t in (
            *(schema.outlets, schema.articles, schema.blobs, schema.versions, schema.sightings, schema.places, schema.reviews),
            schema.readings,
        )
    )
    of_article = schema.versions.outerjoin(schema.articles, a.n == v.article)
    seen = schema.sightings.outerjoin(schema.articles, a.n == s.article).outerjoin(schema.versions, v.n == s.version)
    said = schema.reviews.outerjoin(schema.readings, r.n == w.reading)
    return [
        _plain(connection, "outlets", "name", sa.select(schema.outlets).order_by(o.n)),
        _plain(connection, "articles", "key", sa.select(schema.articles).order_by(a.n)),
        _blobs(connection, sa.select(b.audit, b.sha256, b.size, b.data).order_by(b.n)),
        _plain(connection, "versions", "id", sa.select(schema.versions, a.key).select_from(of_article).order_by(v.n)),
        _plain(
            connection,
            "sightings",
            "version_id",
            sa.select(schema.sightings, a.key, v.id.label("version_id")).select_from(seen).order_by(s.n),
        ),
        _plain(connection, "places", "id", sa.select(schema.places).order_by(p.n)),
        _plain(connection, "reviews", "claim", sa.select(schema.reviews, r.id.label("reading_id")).select_from(said).order_by(w.n)),
        _plain(connection, "links", "id", sa.select(schema.links).order_by(schema.links.c.n)),
        _plain(connection, "fetches", "url", sa.select(schema.fetches).order_by(schema.fetches.c.n)),
        _readings(connection, faults),
    ]


def _plain(connection: sa.Connection, table: str, id: str, chosen: sa.Select[Any]) -> Iterator[_Record]:
    for row in connection.execute(chosen).mappings():
        yield row["audit"], table, str(row[id]), _digest(table, row)


def _digest(table: str, row: Mapping[str, Any] | sa.RowMapping) -> str:
    try:
        return rows.record_digest(table, dict(row))
    except (TypeError, ValueError):
        return "unreadable"  # bytes or worse in the place of a word: not what was written


def _blobs(connection: sa.Connection, chosen: sa.Select[Any]) -> Iterator[_Record]:
    for audit, sha256, size, packed in connection.execute(chosen):
        try:
            data = zlib.decompress(packed)
        except (TypeError, zlib.error):
            yield audit, "blobs", str(sha256), "unreadable"
            continue
        yield audit, "blobs", str(sha256), rows.sha256(data) if len(data) == size else "of another length"


def _readings(connection: sa.Connection, faults: _Faults) -> Iterator[_Record]:
    r, v = schema.readings.c, schema.versions.c
    claims = _Beside(_claims(connection, faults))
    chosen = sa.select(schema.readings, v.id.label("version_id")).outerjoin(schema.versions, v.n == r.version).order_by(r.n)
    for row in connection.execute(chosen).mappings():
        for reading, _ in claims.before(row["n"]):
            faults.add(f"claims: one belongs to no reading (it names {reading})")
        told = rows.claims_digest([json for _, json in claims.of(row["n"])])
        yield row["audit"], "readings", str(row["id"]), _digest("readings", {**row, "claims_digest": told})
    for reading, _ in claims.before(None):
        faults.add(f"claims: one belongs to no reading (it names {reading})")


def _claims(connection: sa.Connection, faults: _Faults) -> Iterator[tuple[int, str]]:
    """What was read, as (number of the reading, JSON), each claim compared with its parts and its text; corrections too, with their
    reviews."""
    parts = {name: _Beside(connection.execute(chosen)) for name, chosen in _PARTS.items()}
    about = _About(connection)
    for row in connection.execute(sa.select(schema.claims).order_by(schema.claims.c.n)):
        for name, beside in parts.items():
            for stray in beside.before(row.n):
                faults.add(f"{name}: one belongs to no claim (it names {stray[0]})")
        found = {name: [tuple(part)[1:] for part in beside.of(row.n)] for name, beside in parts.items()}
        try:
            for wrong in _wrong(row, json.loads(row.json), found, about):
                faults.add(f"claim {row.id}: {wrong}")
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
            faults.add(f"claim {row.id}: cannot be read ({error!r})")
        if row.review == 0:
            yield row.reading, str(row.json)
    for name, beside in parts.items():
        for stray in beside.before(None):
            faults.add(f"{name}: one belongs to no claim (it names {stray[0]})")


_PLACE = ("gazetteer_id", "name_ar", "name_en", "lat", "lon", "radius_km", "precision", "admin1", "pcode")
_PART_COLUMNS = {
    "sources": ("position", "via", "start", "end", "name", "kind", "words"),
    "fillers": ("position", "role", "start", "end", "actor", "words"),
    "quantities": ("position", "of", "low", "high", "unit", "approx", "start", "end"),
}
_PARTS = {
    name: sa.select(
        schema.metadata.tables[name].c.claim,
        *(schema.metadata.tables[name].c[c] for c in columns),
        *((schema.places.c[c] for c in _PLACE) if name == "fillers" else ()),
    )
    .select_from(
        schema.fillers.outerjoin(schema.places, schema.places.c.n == schema.fillers.c.place)
        if name == "fillers"
        else schema.metadata.tables[name]
    )
    .order_by(schema.metadata.tables[name].c.claim, schema.metadata.tables[name].c.position)
    for name, columns in _PART_COLUMNS.items()
}


class _About:
    """The text and the day that claims are of, remembered for the reading that was asked about last: an article's claims lie together."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._last: tuple[int, str, str] = (0, "", "")

    def reading(self, n: int) -> tuple[str, str]:
        """The text of a reading's version and its day of publication; both empty where there is none."""
        if self._last[0] != n:
            r, v, b = schema.readings.c, schema.versions.c, schema.blobs.c
            joined = schema.readings.join(schema.versions, v.n == r.version).join(schema.blobs, b.sha256 == v.text)
            row = self._connection.execute(sa.select(b.data, v.published).select_from(joined).where(r.n == n)).one_or_none()
            try:
                text = "" if row is None else zlib.decompress(row.data).decode("utf-8", "surrogatepass")
            except (TypeError, UnicodeError, zlib.error):
                text = ""  # told as a fault of the bytes; here its quotations will not be found
            self._last = (n, text, "" if row is None else row.published or "")
        return self._last[1:]

    def correction(self, review: int) -> str | None:
        """The claim that a review puts in the place of another, as JSON."""
        chosen = sa.select(schema.reviews.c.correction).where(schema.reviews.c.n == review)
        return self._connection.execute(chosen).scalar_one_or_none()


def _wrong(row: sa.Row[*tuple[Any, ...]], claim: Mapping[str, Any], found: Mapping[str, list[Any]], about: _About) -> Iterator[str]:
    """What is wrong with a claim: its columns, its parts, its quotations."""
    text, published = about.reading(row.reading)
    if {**rows.claim_row(claim), "published": published}.items() - row._mapping.items():
        yield "its columns do not follow from its JSON"
    if row.review and about.correction(row.review) != row.json:
        yield f"is not what review {row.review} put in the place of another"
    fillers = [{**part, **_located(part["location"])} for part in rows.filler_rows(claim)]
    made = {"sources": rows.source_rows(claim), "fillers": fillers, "quantities": rows.quantity_rows(claim)}
    for name, columns in _PART_COLUMNS.items():
        told = (*columns, *_PLACE) if name == "fillers" else columns
        if found[name] != [tuple(part[c] for c in told) for part in made[name]]:
            yield f"its {name} do not follow from its JSON"
    for span in _spans(claim):
        if text[span["start"] : span["end"]] != span["text"]:
            yield f"quotes {span['text']!r} at {span['start']}, where its text has {text[span['start'] : span['end']]!r}"


def _located(location: Mapping[str, Any] | None) -> rows.Row:
    """The columns of a place that a location tells."""
    if location is None:
        return dict.fromkeys(_PLACE)
    return {**{c: location[c] for c in _PLACE if c != "gazetteer_id"}, "gazetteer_id": location["id"]}


def _spans(told: Any) -> Iterator[Mapping[str, Any]]:
    """Whatever in the JSON of a claim has a start and an end in its text."""
    if isinstance(told, dict):
        if "start" in told and isinstance(told.get("text"), str):
            yield told
        for value in told.values():
            yield from _spans(value)
    elif isinstance(told, list):
        for value in told:
            yield from _spans(value)
