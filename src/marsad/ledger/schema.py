"""The tables of a ledger, the same on SQLite and PostgreSQL.

Rows are written once: triggers refuse every UPDATE and DELETE. In each table `n` counts the rows in the order in which they were
written; writers wait in line for each other, so it has no gaps, and a larger `n` is later. `audit` is the row of the audit log that
accounts for a row. Times are UTC as text of one width ("2024-05-02T10:00:00.000000Z"), days are "2024-05-02": both sort as they are,
and read the same from either database.

    outlets     who publishes
    articles    what is known by one key: an address, a path, an id
    blobs       bytes, once by their SHA-256, compressed: what was received, the text that was read of it, outlines of places
    versions    an article as it was found once; its id is a hash of all but the time
    sightings   that an article began to show a version: its first one, another, an old one again
    readings    a version read by one program with one lexicon and one set of places
    claims      of a reading; and beside them, with the number of the review, what a person put in the place of one
    places      resolved places, each once; `area` where their point and radius do not tell it (`marsad.ledger.areas`)
    sources, fillers, quantities    parts of claims, to search by; all of it follows from the JSON of the claim
    fetches     what an address said each time that it was asked, also when nothing had changed
    reviews, links, audit

The schema changes by a new file in `migrations/versions` alone; a test compares what they build with these tables.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# The newest file in migrations/versions; a test compares.
REVISION = "0001"
VERSION_TABLE = "ledger_version"

metadata = sa.MetaData()

# "C" compares bytes, so that both databases sort alike whatever the locale of the server.
TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# SQLite makes only an INTEGER key the key of the rows themselves.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _n() -> sa.Column[int]:
    return sa.Column("n", NUMBER, primary_key=True, autoincrement=False)


def _audit() -> sa.Column[int]:
    return sa.Column("audit", NUMBER, sa.ForeignKey("audit.n"), nullable=False)


def _needed(name: str, kind: sa.types.TypeEngine[Any] = TEXT, *constraints: sa.schema.SchemaItem) -> sa.Column[Any]:
    return sa.Column(name, kind, *constraints, nullable=False)


audit = sa.Table(
    "audit",
    metadata,
    _n(),
    _needed("at"),
    _needed("who"),
    _needed("action"),
    _needed("what"),
    _needed("prev"),
    _needed("hash"),
)

outlets = sa.Table("outlets", metadata, _n(), _needed("name", TEXT), _audit(), sa.UniqueConstraint("name", name="uq_outlets"))

articles = sa.Table(
    "articles",
    metadata,
    _n(),
    _needed("key"),
    _needed("first_seen"),
    _audit(),
    sa.UniqueConstraint("key", name="uq_articles"),
)

blobs = sa.Table(
    "blobs",
    metadata,
    _n(),
    _needed("sha256"),
    _needed("size", NUMBER),
    _needed("data", sa.LargeBinary()),
    _audit(),
    sa.UniqueConstraint("sha256", name="uq_blobs"),
)

versions = sa.Table(
    "versions",
    metadata,
    _n(),
    _needed("id"),
    _needed("article", NUMBER, sa.ForeignKey("articles.n")),
    _needed("raw", TEXT, sa.ForeignKey("blobs.sha256")),
    _needed("text", TEXT, sa.ForeignKey("blobs.sha256")),
    _needed("characters", NUMBER),
    _needed("fetched_at"),
    sa.Column("published", TEXT),
    sa.Column("outlet", TEXT, sa.ForeignKey("outlets.name")),
    sa.Column("url", TEXT),
    sa.Column("title", TEXT),
    _needed("media_type"),
    sa.Column("encoding", TEXT),
    _needed("state"),
    _needed("notes"),
    _audit(),
    sa.UniqueConstraint("id", name="uq_versions"),
    sa.Index("ix_versions_article", "article"),
    sa.Index("ix_versions_fetched", "fetched_at"),
    sa.Index("ix_versions_outlet", "outlet"),
)

sightings = sa.Table(
    "sightings",
    metadata,
    _n(),
    _needed("article", NUMBER, sa.ForeignKey("articles.n")),
    _needed("version", NUMBER, sa.ForeignKey("versions.n")),
    _needed("state"),
    _needed("fetched_at"),
    _audit(),
    sa.Index("ix_sightings", "article", "fetched_at", "n"),
)

readings = sa.Table(
    "readings",
    metadata,
    _n(),
    _needed("id"),
    _needed("version", NUMBER, sa.ForeignKey("versions.n")),
    _needed("program"),
    _needed("rules"),
    _needed("gazetteer"),
    _needed("notes"),
    _audit(),
    sa.UniqueConstraint("id", name="uq_readings"),
    sa.Index("ix_readings_version", "version", "n"),
)

# `review` is 0 for what the program read. `published` repeats the version's ("" where there is none), so that the newest come first
# without sorting all.
claims = sa.Table(
    "claims",
    metadata,
    _n(),
    _needed("reading", NUMBER, sa.ForeignKey("readings.n")),
    _needed("position", NUMBER),
    _needed("review", NUMBER),
    _needed("id"),
    _needed("type"),
    _needed("status"),
    _needed("rule"),
    _needed("start", NUMBER),
    _needed("end", NUMBER),
    _needed("chain", NUMBER),
    sa.Column("time_start", TEXT),
    sa.Column("time_end", TEXT),
    _needed("published"),
    _needed("json"),
    sa.UniqueConstraint("reading", "position", "review", name="uq_claims"),
)
sa.Index("ix_claims_id", claims.c.id, claims.c.review)
# What is asked of most claims is in the index too, so that whoever goes through the newest need not open each.
_asked = [claims.c[name] for name in ("type", "status", "chain", "time_start", "time_end", "review")]
sa.Index("ix_claims_newest", claims.c.published.desc(), claims.c.reading.desc(), claims.c.position, *_asked)
_corrections = sa.text("review > 0")
sa.Index("ix_claims_corrections", claims.c.reading, claims.c.position, sqlite_where=_corrections, postgresql_where=_corrections)
sa.Index("ix_claims_type", claims.c.type, claims.c.published.desc(), claims.c.reading.desc(), claims.c.position)

places = sa.Table(
    "places",
    metadata,
    _n(),
    _needed("id"),
    sa.Column("gazetteer_id", TEXT),
    _needed("name_ar"),
    sa.Column("name_en", TEXT),
    _needed("key_ar"),
    _needed("key_en"),
    sa.Column("lat", sa.Double()),
    sa.Column("lon", sa.Double()),
    sa.Column("radius_km", sa.Double()),
    sa.Column("precision", TEXT),
    sa.Column("admin1", TEXT),
    _needed("key_admin1"),
    sa.Column("pcode", TEXT),
    sa.Column("pcode1", TEXT),
    sa.Column("pcode2", TEXT),
    sa.Column("south", sa.Double()),
    sa.Column("west", sa.Double()),
    sa.Column("north", sa.Double()),
    sa.Column("east", sa.Double()),
    sa.Column("area", TEXT),
    _audit(),
    sa.UniqueConstraint("id", name="uq_places"),
    sa.Index("ix_places_ar", "key_ar"),
    sa.Index("ix_places_en", "key_en"),
)


def _part(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    """A table of parts of claims: its rows lie in the order of their claims."""
    return sa.Table(
        name,
        metadata,
        sa.Column("claim", NUMBER, sa.ForeignKey("claims.n"), primary_key=True, autoincrement=False),
        sa.Column("position", NUMBER, primary_key=True, autoincrement=False),
        *columns,
        sqlite_with_rowid=False,
    )


sources = _part(
    "sources",
    _needed("via", sa.Boolean()),
    _needed("start", NUMBER),
    _needed("end", NUMBER),
    sa.Column("name", TEXT),
    sa.Column("kind", TEXT),
    _needed("words"),
    sa.Index("ix_sources_kind", "kind"),
)

fillers = _part(
    "fillers",
    _needed("role"),
    _needed("start", NUMBER),
    _needed("end", NUMBER),
    sa.Column("actor", TEXT),
    sa.Column("place", NUMBER, sa.ForeignKey("places.n")),
    _needed("words"),
    sa.Index("ix_fillers_actor", "actor", sqlite_where=sa.text("actor IS NOT NULL")),
    # Partial, so that SQLite does not look for the many that have none in it.
    sa.Index("ix_fillers_place", "place", sqlite_where=sa.text("place IS NOT NULL")),
)
# The roles whose words name a place even where none was resolved; in the words of the index, so that SQLite finds it.
UNRESOLVED = "place IS NULL AND role IN ('place', 'toward', 'from')"
sa.Index("ix_fillers_unresolved", fillers.c.words, sqlite_where=sa.text(UNRESOLVED), postgresql_where=sa.text(UNRESOLVED))

quantities = _part(
    "quantities",
    _needed("of"),
    sa.Column("low", sa.Double()),
    sa.Column("high", sa.Double()),
    _needed("unit"),
    _needed("approx", sa.Boolean()),
    _needed("start", NUMBER),
    _needed("end", NUMBER),
)

reviews = sa.Table(
    "reviews",
    metadata,
    _n(),
    _needed("claim"),
    _needed("reading", NUMBER, sa.ForeignKey("readings.n")),
    _needed("at"),
    _needed("verdict"),
    _needed("who"),
    _needed("why"),
    sa.Column("correction", TEXT),
    _audit(),
    sa.Index("ix_reviews_claim", "claim", "n"),
)

# Which claim belongs to which, by whose account; `made_by` names a rule or a person.
links = sa.Table(
    "links",
    metadata,
    _n(),
    _needed("id"),
    _needed("kind"),
    _needed("claim"),
    _needed("other"),
    _needed("made_by"),
    _needed("why"),
    _needed("at"),
    _audit(),
    sa.UniqueConstraint("id", name="uq_links"),
    sa.Index("ix_links_claim", "claim"),
    sa.Index("ix_links_other", "other"),
)

# `article` is the key of the article that stood there, `not_before` until when the server asks to be left alone.
fetches = sa.Table(
    "fetches",
    metadata,
    _n(),
    _needed("url"),
    _needed("kind"),
    _needed("at"),
    _needed("outcome"),
    sa.Column("status", NUMBER),
    _needed("reason"),
    sa.Column("etag", TEXT),
    sa.Column("last_modified", TEXT),
    sa.Column("sha256", TEXT),
    sa.Column("article", TEXT),
    sa.Column("not_before", TEXT),
    _audit(),
    sa.Index("ix_fetches", "url", "n"),
    sa.Index("ix_fetches_at", "kind", "at"),
)
_with_article = fetches.c.article.is_not(None)
sa.Index("ix_fetches_article", fetches.c.url, fetches.c.n, sqlite_where=_with_article, postgresql_where=_with_article)

# Full text: not part of the record but made of it, so no trigger guards it. SQLite holds it in FTS5 tables of the same names, whose
# `rowid` is the claim or the version; PostgreSQL bounds the length of one tsvector, so a long text there takes several rows.
claim_words = sa.table("claim_words", sa.column("claim", NUMBER), sa.column("words", postgresql.TSVECTOR()))
version_words = sa.table(
    "version_words", sa.column("version", NUMBER), sa.column("part", NUMBER), sa.column("words", postgresql.TSVECTOR())
)
