"""A ledger, opened: documents and their readings go in, claims come out, people say what they think of them.

Each act is one transaction with one row in the log; it is written whole or not at all, and doing it again adds nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa

from marsad import lexicon
from marsad.errors import LedgerError
from marsad.gazetteer import Gazetteer
from marsad.ledger import areas, chain, connect, corrections, fetches, queries, rows, schema
from marsad.ledger.content import content_hash
from marsad.ledger.records import VERDICTS, Added, Fetch, History, Hit, Kept, ReadBy, Review, Told, Verdict, Version
from marsad.ledger.writer import Writer, keep_places_instead, keep_reading, keep_version
from marsad.model import Area, Document, Reading


def open_ledger(where: str | Path, *, create: bool = True, maker: rows.Maker | None = None) -> Ledger:
    """Open the ledger at a path (SQLite) or an address ("sqlite:///…", "postgresql://user@host/database"); make it where it is not there
    and `create`, and bring an older one to this program's schema. `maker` is what the readings to be added were read by, this
    installation unless told otherwise.

    Raises LedgerError where it is no ledger, is damaged, is of a newer Marsad, or cannot be reached.
    """
    engine = connect.engine_of(where, create=create)
    try:
        connect.prepare(engine, create=create)
    except BaseException:
        engine.dispose()
        raise
    return Ledger(engine, maker or rows.shipped_maker())


class Ledger:
    """An open ledger; close it, or use it in a `with`. Threads may share it, processes may not: each opens its own.

    Every method raises LedgerError for what the database cannot do (a full disk, a lost connection); the ledger is then as it was before.
    """

    def __init__(self, engine: sa.Engine, maker: rows.Maker) -> None:
        self.engine = engine
        self.maker = maker

    @property
    def name(self) -> str:
        """What the ledger is called in messages: its path, or its address without the password."""
        return connect.name_of(self.engine)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # What goes in

    def knows(self, document: Document, gazetteer: str) -> bool:
        """Whether this version of the article is there, and was read by this ledger's maker with the places of this digest: to read and
        add it would add nothing, unless it has come back (`current` of `add`). Takes no lock."""
        id = self._reading(rows.version_row(document)["id"], gazetteer, ())["id"]
        with connect.transaction(self.engine) as connection:
            return bool(connection.execute(sa.select(sa.exists().where(schema.readings.c.id == id))).scalar_one())

    def add(
        self, document: Document, reading: Reading | None = None, *, gazetteer: Gazetteer | None = None, current: bool = False
    ) -> Added:
        """Add a version of an article, and what was read of it.

        With the `gazetteer` that the places of the reading were looked up in, they are found by the P-codes of the areas around them.
        `current` says that the article shows this now: an old version then becomes the newest again. Without it a version that is
        there already stays where it is, so that to read a folder again changes nothing. Raises LedgerError where the reading is of another
        text or day, the gazetteer another one, or the document has no key.
        """
        version = rows.version_row(document)
        claims: list[dict[str, Any]] = []
        told: list[tuple[Area | None, ...]] = []
        if reading is not None:
            if reading.article.text != document.text or reading.article.published != document.published:
                raise LedgerError(f"{document.key}: the reading is of another text or another day than the document")
            if gazetteer is not None and gazetteer.digest != reading.gazetteer:
                raise LedgerError(f"{document.key}: the reading was made with other places than the gazetteer that it is added with")
            scope = rows.claim_scope(document.key, version["text"])
            claims = [claim.to_json(scope, why=True) for claim in reading.claims]
            told = [areas.areas_of(claim) for claim in reading.claims]
        row = None if reading is None else self._reading(version["id"], reading.gazetteer, reading.notes)
        with connect.transaction(self.engine, writes=True) as connection:
            writer = Writer(connection)
            writer.look_up(
                articles=[document.key],
                versions=[version["id"]],
                outlets=[version["outlet"]] if version["outlet"] else [],
                blobs=[version["raw"], version["text"]],
                readings=[row["id"]] if row else [],
            )
            n, kept = keep_version(writer, document, version, current=current)
            written = 0 if row is None else keep_reading(writer, row, claims, told, gazetteer, document, n)
            writer.finish(self._who, "add", article=document.key)
        return Added(kept, version["id"], written)

    def review(self, claim: str, verdict: Verdict, *, who: str, why: str = "", correction: Mapping[str, Any] | None = None) -> Review:
        """Say what a person thinks of a claim: "accepted", "rejected", or "corrected" with the fields that take the place of the claim's
        own, as they stand in its JSON (`marsad.ledger.corrections.FIELDS`). `why` is needed for the last two.

        The claim as it was read stays; the last correction is what is shown. To say the same again adds nothing. Raises LedgerError for a
        claim that is not there, a verdict without its reasons, and a correction that makes no claim.
        """
        if verdict not in VERDICTS:
            raise LedgerError(f"{verdict!r} is no verdict; there are {', '.join(VERDICTS)}")
        if not who.strip():
            raise LedgerError("a review needs the name of who reviews")
        if verdict != "accepted" and not why.strip():
            raise LedgerError(f"a claim is not {verdict} without a reason; say why")
        if (verdict == "corrected") != (correction is not None):
            raise LedgerError("a correction says what it corrects, and only a correction does")
        who, why = rows.storable(who.strip()) or "", rows.storable(why.strip()) or ""
        with connect.transaction(self.engine, writes=True) as connection:
            hit = self._hit(connection, claim)
            text = self._text(connection, hit.version)
            instead = None
            if correction is not None:
                types = lexicon.load().types
                instead = corrections.corrected(hit.claim, correction, text, types, why=f"corrected by {who}: {why}")
            writer = Writer(connection)
            last = self._reviews(connection, claim)[-1:]
            if last and (last[0].verdict, last[0].who, last[0].why, last[0].correction) == (verdict, who, why, instead):
                return last[0]
            at = rows.moment(dt.datetime.now(dt.UTC))
            told = None if instead is None else rows.compact(instead)
            values = {"claim": claim, "at": at, "verdict": verdict, "who": who, "why": why, "correction": told}
            n = self._put_review(writer, values, instead, text)
            writer.finish(who, "review", claim=claim, verdict=verdict)
        return Review(n, claim, at, verdict, who, why, instead)

    def _put_review(self, writer: Writer, values: dict[str, Any], instead: dict[str, Any] | None, text: str) -> int:
        """A review, and its correction beside each reading of the claim. Returns its number."""
        c, r, f = schema.claims.c, schema.readings.c, schema.fillers.c
        chosen = sa.select(c.n, c.json, c.reading, c.position, c.published, r.id).join(schema.readings, r.n == c.reading)
        where = writer.connection.execute(chosen.where(c.id == values["claim"], c.review == 0).order_by(c.reading)).all()
        n = writer.put("reviews", values["claim"], {**values, "reading_id": where[-1].id}, reading=where[-1].reading)
        if instead is not None:
            for row in where:
                of_claim = writer.connection.execute(sa.select(f.place).where(f.claim == row.n).order_by(f.position)).scalars().all()
                places = keep_places_instead(writer, instead, json.loads(row.json), of_claim, None)
                numbers = {"reading": row.reading, "position": row.position, "published": row.published, "review": n}
                writer.put_claim(instead, values["correction"], places, text, **numbers)
        return n

    def log_export(self, what: Mapping[str, Any], *, who: str | None = None) -> chain.Head:
        """Note in the log that claims were exported: `what` is JSON that says which, to where, and the hash of what went out. Returns the
        head of the log after it."""
        with connect.transaction(self.engine, writes=True) as connection:
            chain.append(connection, who or self._who, "export", (), export=dict(what))
            return chain.head(connection)[0]

    def note_fetch(self, fetch: Fetch) -> None:
        """Note that an address was asked, and what came of it: also that nothing had changed. Note it when what was found is in the ledger,
        so that whoever is stopped between the two asks again."""
        row = fetches.fetch_row(fetch)
        with connect.transaction(self.engine, writes=True) as connection:
            writer = Writer(connection)
            writer.put("fetches", row["url"], row)
            writer.finish(self._who, "fetch", url=row["url"])

    # What comes out

    def last_fetch(self, url: str) -> Fetch | None:
        """The last fetch of an address that was answered: what it says of the body is what to ask with. None where there is none."""
        with connect.transaction(self.engine) as connection:
            return fetches.last_fetch(connection, url)

    def history(self, url: str) -> History | None:
        """How often an address was asked. None where it never was."""
        with connect.transaction(self.engine) as connection:
            return fetches.history(connection, url)

    def articles_since(self, since: dt.datetime) -> list[History]:
        """The addresses of pages on which an article was first found at that moment or later, with how often they were asked."""
        with connect.transaction(self.engine) as connection:
            return fetches.articles_since(connection, since)

    def shown(self, key: str) -> Version | None:
        """The version that an article was last seen to show, which may be one that says that it is gone. None where it is not there."""
        a, s, v = schema.articles.c, schema.sightings.c, schema.versions.c
        joined = schema.versions.join(schema.sightings, s.version == v.n).join(schema.articles, a.n == s.article)
        newest = sa.select(schema.versions).select_from(joined).where(a.key == key).order_by(s.fetched_at.desc(), s.n.desc()).limit(1)
        with connect.transaction(self.engine) as connection:
            row = connection.execute(newest).one_or_none()
            return None if row is None else _version(connection, row)

    def search(self, asked: queries.Filter, limit: int = 50, offset: int = 0) -> list[Hit]:
        """The claims that are asked for: what was published last first, an article's in reading order. Raises LedgerError for what cannot
        be asked."""
        with connect.transaction(self.engine) as connection:
            return queries.hits(connection, asked, limit, offset)

    @contextmanager
    def stream(self, asked: queries.Filter, limit: int | None = None, offset: int = 0) -> Iterator[tuple[int, Iterator[Hit]]]:
        """How many claims are asked for in all, and those between `offset` and `limit` one after the other, in the order of `search`. Both
        are of one state of the ledger, whatever is written meanwhile, and however many there are, few are in memory at a time."""
        with connect.transaction(self.engine) as connection:
            total = queries.count(connection, asked)
            with closing(queries.stream(connection, asked, limit, offset)) as hits:
                yield total, hits

    def ids(self, beginning: str, limit: int = 10) -> list[str]:
        """The ids of claims that begin so, in order; no more than `limit`."""
        with connect.transaction(self.engine) as connection:
            return queries.ids(connection, beginning, limit)

    def count(self, asked: queries.Filter) -> int:
        """How many claims are asked for."""
        with connect.transaction(self.engine) as connection:
            return queries.count(connection, asked)

    def claim(self, id: str) -> Told:
        """A claim as it stands now, what the program had read, its text and its reviews. Raises LedgerError where it is not there."""
        with connect.transaction(self.engine) as connection:
            hit = self._hit(connection, id)
            c = schema.claims.c
            machine = connection.execute(
                sa.select(c.json).where(c.id == id, c.review == 0).order_by(c.reading.desc()).limit(1)
            ).scalar_one()
            return Told(hit, json.loads(machine), self._text(connection, hit.version), self._reviews(connection, id))

    def article(self, key: str) -> Kept:
        """An article with all its versions. Raises LedgerError where it is not there."""
        a, v = schema.articles.c, schema.versions.c
        with connect.transaction(self.engine) as connection:
            found = connection.execute(sa.select(a.n, a.first_seen).where(a.key == key)).one_or_none()
            if found is None:
                raise LedgerError(f"{self.name}: has no article {key!r}")
            made = connection.execute(sa.select(schema.versions).where(v.article == found.n).order_by(v.fetched_at, v.n)).all()
            return Kept(key, found.first_seen, tuple(_version(connection, row) for row in made))

    def text(self, version: str) -> str:
        """The text of a version that was read, which its claims quote. Raises LedgerError where it is not there."""
        with connect.transaction(self.engine) as connection:
            return self._text(connection, version)

    def raw(self, version: str) -> bytes:
        """A version as it was received, byte for byte. Raises LedgerError where it is not there."""
        with connect.transaction(self.engine) as connection:
            return self._blob(connection, version, schema.versions.c.raw)

    def counts(self) -> dict[str, int]:
        """How many outlets, articles, versions, readings, claims as read, reviews and rows of the log there are."""
        tables = ("outlets", "articles", "versions", "readings", "claims", "reviews", "audit")
        c = schema.claims.c
        with connect.transaction(self.engine) as connection:
            numbers = (
                sa.select(sa.func.count()).select_from(schema.metadata.tables[t]).where(c.review == 0 if t == "claims" else sa.true())
                for t in tables
            )
            found = connection.execute(sa.select(*(chosen.scalar_subquery().label(t) for t, chosen in zip(tables, numbers, strict=True))))
            return dict(found.one()._mapping)

    def content_hash(self) -> str:
        """A hash of what the ledger holds that does not depend on when, in which order and how often it was put in."""
        with connect.transaction(self.engine) as connection:
            return content_hash(connection)

    def head(self) -> chain.Head:
        """The head of the log: keep it elsewhere, and `verify` sees a log that was cut off or written anew."""
        with connect.transaction(self.engine) as connection:
            return chain.head(connection)[0]

    @property
    def _who(self) -> str:
        return f"marsad {self.maker.program}"

    def _reading(self, version: str, gazetteer: str, notes: tuple[str, ...]) -> rows.Row:
        made = {"program": self.maker.program, "rules": self.maker.rules, "gazetteer": gazetteer}
        return {"id": rows.reading_id(version, made), "version_id": version, **made, "notes": rows.canonical(list(notes))}

    def _hit(self, connection: sa.Connection, id: str) -> Hit:
        hit = queries.one(connection, id)
        if hit is None:
            raise LedgerError(f"{self.name}: has no claim {id!r}")
        return hit

    def _text(self, connection: sa.Connection, version: str) -> str:
        return self._blob(connection, version, schema.versions.c.text).decode("utf-8", "surrogatepass")

    def _blob(self, connection: sa.Connection, version: str, column: sa.ColumnElement[Any]) -> bytes:
        b, v = schema.blobs.c, schema.versions.c
        data = connection.execute(sa.select(b.data).join(schema.versions, column == b.sha256).where(v.id == version)).scalar_one_or_none()
        if data is None:
            raise LedgerError(f"{self.name}: has no version {version!r}")
        try:
            return zlib.decompress(data)
        except (TypeError, zlib.error) as error:
            raise LedgerError(f"{self.name}: the version {version} cannot be read ({error}); run `marsad verify`") from error

    def _reviews(self, connection: sa.Connection, claim: str) -> tuple[Review, ...]:
        t = schema.reviews.c
        found = connection.execute(sa.select(schema.reviews).where(t.claim == claim).order_by(t.n))
        return tuple(
            Review(r.n, r.claim, r.at, r.verdict, r.who, r.why, None if r.correction is None else json.loads(r.correction)) for r in found
        )


def _version(connection: sa.Connection, row: sa.Row[*tuple[Any, ...]]) -> Version:
    s, r, c = schema.sightings.c, schema.readings.c, schema.claims.c
    seen = connection.execute(sa.select(s.fetched_at).where(s.version == row.n).order_by(s.fetched_at, s.n)).scalars()
    claims = sa.select(sa.func.count()).select_from(schema.claims).where(c.reading == r.n, c.review == 0).scalar_subquery()
    read = connection.execute(
        sa.select(r.id, r.program, r.rules, r.gazetteer, r.notes, claims.label("claims")).where(r.version == row.n).order_by(r.n)
    )
    readings = tuple(ReadBy(x.id, x.program, x.rules, x.gazetteer, tuple(json.loads(x.notes)), x.claims) for x in read)
    return Version(
        *(row.id, row.raw, row.text, row.characters, row.published, row.outlet, row.url, row.title, row.media_type, row.encoding),
        *(row.state, tuple(json.loads(row.notes)), tuple(seen), readings),
    )
