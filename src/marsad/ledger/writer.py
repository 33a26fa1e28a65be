"""One act on a ledger, as it is written: what is there already is found, what is new is gathered, and the log's row goes in first."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

import sqlalchemy as sa

from marsad.gazetteer import Gazetteer
from marsad.ledger import areas, chain, rows, schema
from marsad.ledger.bulk import insert_rows, together
from marsad.ledger.words import insert, sentence
from marsad.model import Area, Document

_KNOWN_TABLES = ("articles", "outlets", "blobs", "versions", "readings", "places")
_KEYS = {"articles": "key", "outlets": "name", "blobs": "sha256"}
_AT_ONCE = 1_000  # values of a table of one statement; databases bound them
_TABLES = schema.metadata.sorted_tables  # each after those that it refers to
_NUMBERED = [t for t in _TABLES if "n" in t.c]
# The numbers of rows of several tables by what tells their rows apart, asked for at once: on a server each question costs a journey.
_KNOWN = sa.union_all(
    *(
        sa.select(sa.literal_column(f"'{name}'").label("name"), (key := t.c[_KEYS.get(name, "id")]).label("key"), t.c.n).where(
            key.in_(sa.bindparam(name, expanding=True))
        )
        for name in _KNOWN_TABLES
        for t in (schema.metadata.tables[name],)
    )
)
_LAST = sa.select(*(sa.select(sa.func.max(t.c.n)).scalar_subquery().label(t.name) for t in _NUMBERED))


class Writer:
    """The rows of one act. It may only live in a writer's transaction: it counts on nobody else writing."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._last: dict[str, int] = {}
        self._told: list[tuple[str, str, str]] = []
        self._known: dict[tuple[str, str], int | None] = {}
        self._rows: dict[str, list[rows.Row]] = {}
        self._texts: list[tuple[sa.TableClause, str, int, str]] = []

    def look_up(self, **keys: Iterable[str]) -> None:
        """Ask at once which rows are there, by their tables: the keys of articles, the names of outlets, the SHA-256 of blobs, the ids of
        versions, readings and places. `number` then knows."""
        wanted = {name: sorted(key for key in set(keys.get(name, ())) if (name, key) not in self._known) for name in _KNOWN_TABLES}
        self._known |= {(name, key): None for name, of_table in wanted.items() for key in of_table}
        most = max(map(len, wanted.values()))
        for first in range(0, most, _AT_ONCE):
            part = {name: of_table[first : first + _AT_ONCE] for name, of_table in wanted.items()}
            self._known |= {(name, key): n for name, key, n in self.connection.execute(_KNOWN, part)}

    def number(self, table: str, key: str) -> int | None:
        """The number of the row of a table that is there, or that this act writes, with this value of what tells its rows apart."""
        if (table, key) not in self._known:
            self.look_up(**{table: [key]})
        return self._known[table, key]

    def last(self, table: str) -> int:
        """The number of the last row of a table, this act's included; 0 where it is empty."""
        if not self._last:
            found = self.connection.execute(_LAST).one()
            self._last = {name: n or 0 for name, n in found._mapping.items()}
        return self._last[table]

    def put(self, table: str, id: str, values: Mapping[str, Any], **numbers: int) -> int:
        """A row that the log accounts for: its values, and the `numbers` of the rows that it belongs to. Returns its own."""
        self._told.append((table, id, rows.record_digest(table, values)))
        columns = schema.metadata.tables[table].c
        n = self._known[table, id] = self._next(table)
        self._rows.setdefault(table, []).append({**{c.name: values[c.name] for c in columns if c.name in values}, **numbers, "n": n})
        return n

    def put_claim(self, claim: Mapping[str, Any], told: str, places: Sequence[int | None], text: str, **numbers: Any) -> None:
        """A claim, `told` in JSON, with its parts and the words around it; `places` are the numbers of the places of its fillers. What
        accounts for it is its reading or its review."""
        n = self._next("claims")
        self._rows.setdefault("claims", []).append({**rows.claim_row(claim), **numbers, "json": told, "n": n})
        for table, parts in part_rows(claim, places).items():
            self._rows.setdefault(table, []).extend({"claim": n, **part} for part in parts)
        self.index(schema.claim_words, "claim", n, sentence(text, claim["trigger"]["start"], claim["trigger"]["end"]))

    def index(self, table: sa.TableClause, key: str, n: int, text: str) -> None:
        """Make a text findable."""
        self._texts.append((table, key, n, text))

    def finish(self, who: str, action: str, **told: Any) -> None:
        """Write all: the row of the log, then what it accounts for. Nothing where nothing is new."""
        if not self._told:
            return
        audit = chain.append(self.connection, who, action, self._told, **told)
        with together(self.connection):
            for table in _TABLES:
                new = self._rows.get(table.name, [])
                if new:
                    insert_rows(self.connection, table, [{**row, "audit": audit} for row in new] if "audit" in table.c else new)
            for index, key in ((schema.version_words, "version"), (schema.claim_words, "claim")):
                insert(self.connection, index, key, [(n, text) for table, _, n, text in self._texts if table is index])

    def _next(self, table: str) -> int:
        n = self._last[table] = self.last(table) + 1
        return n


def part_rows(claim: Mapping[str, Any], places: Sequence[int | None]) -> dict[str, list[rows.Row]]:
    """The rows of the parts of a claim, by their table; `places` are the numbers of the places of its fillers."""
    fillers = [{**row, "place": place} for row, place in zip(rows.filler_rows(claim), places, strict=True)]
    for row in fillers:
        del row["location"]
    return {"sources": rows.source_rows(claim), "fillers": fillers, "quantities": rows.quantity_rows(claim)}


def keep_version(writer: Writer, document: Document, version: rows.Row, *, current: bool) -> tuple[int, Literal["new", "changed", "same"]]:
    """Keep a version of an article where it is not there. Returns its number, and what it is to the article; `current` as in
    `Ledger.add`."""
    key, seen_at = document.key, version["fetched_at"]
    article, n = writer.number("articles", key), writer.number("versions", version["id"])
    last = None if article is None else _last_seen(writer.connection, article)
    if n is not None and (last is None or last.version == n or not current):
        return n, "same"
    if article is None:
        article = writer.put("articles", key, {"key": key, "first_seen": seen_at})
    if n is None:
        outlet = version["outlet"]
        if outlet is not None and writer.number("outlets", outlet) is None:
            writer.put("outlets", outlet, {"name": outlet})
        for hash, data in {version["raw"]: document.raw, version["text"]: rows.encoded(document.text)}.items():
            keep_blob(writer, hash, data)
        n = writer.put("versions", version["id"], {"key": key, **version}, article=article)
        if document.text:
            writer.index(schema.version_words, "version", n, document.text)
    sighting = {"key": key, "version_id": version["id"], "state": document.state, "fetched_at": seen_at}
    writer.put("sightings", version["id"], sighting, article=article, version=n)
    if last is None:
        return n, "new"
    return n, "same" if (last.text, last.state) == (version["text"], version["state"]) else "changed"


def keep_blob(writer: Writer, hash: str, data: bytes) -> None:
    """Keep bytes under their SHA-256 where they are not there."""
    if writer.number("blobs", hash) is None:
        writer.put("blobs", hash, {"sha256": hash, "size": len(data), "data": zlib.compress(data)})


def _last_seen(connection: sa.Connection, article: int) -> sa.Row[*tuple[Any, ...]] | None:
    """The version that an article showed last, with its text and its state."""
    seen, versions = schema.sightings, schema.versions
    chosen = sa.select(seen.c.version, versions.c.text, versions.c.state).join(versions, versions.c.n == seen.c.version)
    newest = chosen.where(seen.c.article == article).order_by(seen.c.fetched_at.desc(), seen.c.n.desc()).limit(1)
    return connection.execute(newest).one_or_none()


def keep_places(
    writer: Writer, told: Sequence[tuple[Mapping[str, Any] | None, Area | None]], gazetteer: Gazetteer | None
) -> list[int | None]:
    """Keep places where they are not there, each told by its location and its area. Returns their numbers, None for no place."""
    keys = [
        None if location is None else (rows.canonical(location), None if area is None else areas.to_text(area)) for location, area in told
    ]
    # An article names the same places again and again.
    once = {key: of for key, of in zip(keys, told, strict=True) if key is not None}
    made = {
        key: rows.place_row(location, rows.levels_of(location, gazetteer), key[1])
        for key, (location, _) in once.items()
        if location is not None
    }
    writer.look_up(places=[row["id"] for row in made.values()])
    for key, row in made.items():
        if writer.number("places", row["id"]) is None:
            area = once[key][1]
            for wkb in () if area is None else areas.outlines_of(area):
                keep_blob(writer, rows.sha256(wkb), wkb)
            writer.put("places", row["id"], row)
    return [None if key is None else writer.number("places", made[key]["id"]) for key in keys]


def keep_places_instead(
    writer: Writer, instead: Mapping[str, Any], claim: Mapping[str, Any], places: Sequence[int | None], gazetteer: Gazetteer | None
) -> list[int | None]:
    """The numbers of the places of what was put in the place of a `claim` with these `places`: where it tells the same location it is
    the same place, with its area and the P-codes around it. Others are kept as they are told."""
    same = {rows.canonical(location): n for location, n in zip(locations(claim), places, strict=True) if location is not None}
    told = [None if location is None else (rows.canonical(location), location) for location in locations(instead)]
    new = keep_places(writer, [(None if here is None or here[0] in same else here[1], None) for here in told], gazetteer)
    return [n if here is None else same.get(here[0], n) for here, n in zip(told, new, strict=True)]


def locations(claim: Mapping[str, Any]) -> list[dict[str, Any] | None]:
    """The locations of what fills the roles of a claim, in their order; None where there is none."""
    return [filler.get("location") for here in claim["roles"].values() for filler in here]


def keep_reading(
    writer: Writer,
    reading: Mapping[str, Any],
    claims: Sequence[Mapping[str, Any]],
    told_areas: Sequence[Sequence[Area | None]],
    gazetteer: Gazetteer | None,
    document: Document,
    version: int,
) -> int:
    """Keep a reading of a version, its claims in their JSON, and beside them the corrections that people have made to the same claims
    in other readings; `told_areas` are those of what fills the roles of each claim. Returns how many claims were written: none where the
    reading is there."""
    if writer.number("readings", reading["id"]) is not None:
        return 0
    told = [rows.compact(claim) for claim in claims]
    n = writer.put("readings", reading["id"], {**reading, "claims_digest": rows.claims_digest(told)}, version=version)
    corrections = _corrections(writer, [claim["id"] for claim in claims])
    located = [list(zip(locations(claim), here, strict=True)) for claim, here in zip(claims, told_areas, strict=True)]
    numbers = iter(keep_places(writer, [each for here in located for each in here], gazetteer))
    places = [list(islice(numbers, len(here))) for here in located]
    published = document.published.isoformat() if document.published else ""
    of_all = {"reading": n, "published": published}
    for position, claim in enumerate(claims):
        writer.put_claim(claim, told[position], places[position], document.text, **of_all, position=position, review=0)
    for position, claim in enumerate(claims):
        if claim["id"] in corrections:
            review, instead, as_told = corrections[claim["id"]]
            where = keep_places_instead(writer, instead, claim, places[position], gazetteer)
            writer.put_claim(instead, as_told, where, document.text, **of_all, position=position, review=review)
    return len(claims)


def _corrections(writer: Writer, ids: Sequence[str]) -> dict[str, tuple[int, dict[str, Any], str]]:
    """The last correction of each claim that has one: the number of its review, and the claim that it put there, with its JSON."""
    t = schema.reviews.c
    out: dict[str, tuple[int, dict[str, Any], str]] = {}
    if not writer.last("reviews"):  # as in most ledgers while they are filled
        return {}
    for first in range(0, len(ids), _AT_ONCE):
        chosen = sa.select(t.claim, t.n, t.correction).where(t.claim.in_(ids[first : first + _AT_ONCE]), t.verdict == "corrected")
        out |= {claim: (n, json.loads(told), told) for claim, n, told in writer.connection.execute(chosen.order_by(t.n))}
    return out
