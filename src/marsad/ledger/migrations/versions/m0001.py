"""The first schema: tables, full text, and the triggers that let nothing be changed or deleted.

Written out, not taken from `marsad.ledger.schema`: that says what the newest schema is, this what the first one was.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "text": _TEXT,
    "number": _NUMBER,
    "real": sa.Double(),
    "bytes": sa.LargeBinary(),
    "flag": sa.Boolean(),
}


def _columns(told: str) -> list[sa.Column[Any]]:
    """Columns from "name:type" words; a question mark after the type allows NULL, a second colon names what the column refers to."""
    out: list[sa.Column[Any]] = []
    for word in told.split():
        name, kind, *target = word.split(":")
        keys = [sa.ForeignKey(target[0])] if target else []
        out.append(sa.Column(name, _KINDS[kind.rstrip("?")], *keys, nullable=kind.endswith("?"), autoincrement=False))
    return out


def _table(name: str, columns: str, *, key: tuple[str, ...] = ("n",), unique: tuple[str, ...] = ()) -> None:
    rest = [sa.UniqueConstraint(*unique, name=f"uq_{name}")] if unique else []
    op.create_table(name, *_columns(columns), sa.PrimaryKeyConstraint(*key), *rest, sqlite_with_rowid=len(key) == 1)


def upgrade() -> None:
    """Build the schema in an empty database."""
    _table("audit", "n:number at:text who:text action:text what:text prev:text hash:text")
    _table("outlets", "n:number name:text audit:number:audit.n", unique=("name",))
    _table("articles", "n:number key:text first_seen:text audit:number:audit.n", unique=("key",))
    _table("blobs", "n:number sha256:text size:number data:bytes audit:number:audit.n", unique=("sha256",))
    _table(
        "versions",
        "n:number id:text article:number:articles.n raw:text:blobs.sha256 text:text:blobs.sha256 characters:number fetched_at:text "
        "published:text? outlet:text?:outlets.name url:text? title:text? media_type:text encoding:text? state:text notes:text "
        "audit:number:audit.n",
        unique=("id",),
    )
    _table(
        "sightings",
        "n:number article:number:articles.n version:number:versions.n state:text fetched_at:text audit:number:audit.n",
    )
    _table(
        "readings",
        "n:number id:text version:number:versions.n program:text rules:text gazetteer:text notes:text audit:number:audit.n",
        unique=("id",),
    )
    _table(
        "claims",
        "n:number reading:number:readings.n position:number review:number id:text type:text status:text rule:text start:number end:number "
        "chain:number time_start:text? time_end:text? published:text json:text",
        unique=("reading", "position", "review"),
    )
    _table(
        "places",
        "n:number id:text gazetteer_id:text? name_ar:text name_en:text? key_ar:text key_en:text lat:real? lon:real? radius_km:real? "
        "precision:text? admin1:text? key_admin1:text pcode:text? pcode1:text? pcode2:text? south:real? west:real? north:real? east:real? "
        "area:text? audit:number:audit.n",
        unique=("id",),
    )
    part = ("claim", "position")
    _table(
        "sources",
        "claim:number:claims.n position:number via:flag start:number end:number name:text? kind:text? words:text",
        key=part,
    )
    _table(
        "fillers",
        "claim:number:claims.n position:number role:text start:number end:number actor:text? place:number?:places.n words:text",
        key=part,
    )
    _table(
        "quantities",
        "claim:number:claims.n position:number of:text low:real? high:real? unit:text approx:flag start:number end:number",
        key=part,
    )
    _table(
        "reviews",
        "n:number claim:text reading:number:readings.n at:text verdict:text who:text why:text correction:text? audit:number:audit.n",
    )
    _table(
        "links",
        "n:number id:text kind:text claim:text other:text made_by:text why:text at:text audit:number:audit.n",
        unique=("id",),
    )
    _table(
        "fetches",
        "n:number url:text kind:text at:text outcome:text status:number? reason:text etag:text? last_modified:text? sha256:text? "
        "article:text? not_before:text? audit:number:audit.n",
    )
    _indexes()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


_GUARDED = (
    *("audit", "outlets", "articles", "blobs", "versions", "sightings", "readings", "claims", "places"),
    *("sources", "fillers", "quantities", "reviews", "links", "fetches"),
)
_REFUSED = "the ledger is append-only: write a new row instead"


def _indexes() -> None:
    newest = (sa.text("published DESC"), sa.text("reading DESC"), sa.text("position"))
    op.create_index("ix_versions_article", "versions", ["article"])
    op.create_index("ix_versions_fetched", "versions", ["fetched_at"])
    op.create_index("ix_versions_outlet", "versions", ["outlet"])
    op.create_index("ix_sightings", "sightings", ["article", "fetched_at", "n"])
    op.create_index("ix_readings_version", "readings", ["version", "n"])
    op.create_index("ix_claims_id", "claims", ["id", "review"])
    op.create_index("ix_claims_newest", "claims", [*newest, "type", "status", "chain", "time_start", "time_end", "review"])
    corrections = sa.text("review > 0")
    op.create_index("ix_claims_corrections", "claims", ["reading", "position"], sqlite_where=corrections, postgresql_where=corrections)
    op.create_index("ix_claims_type", "claims", ["type", *newest])
    op.create_index("ix_places_ar", "places", ["key_ar"])
    op.create_index("ix_places_en", "places", ["key_en"])
    op.create_index("ix_sources_kind", "sources", ["kind"])
    op.create_index("ix_fillers_actor", "fillers", ["actor"], sqlite_where=sa.text("actor IS NOT NULL"))
    op.create_index("ix_fillers_place", "fillers", ["place"], sqlite_where=sa.text("place IS NOT NULL"))
    unresolved = sa.text("place IS NULL AND role IN ('place', 'toward', 'from')")
    op.create_index("ix_fillers_unresolved", "fillers", ["words"], sqlite_where=unresolved, postgresql_where=unresolved)
    op.create_index("ix_reviews_claim", "reviews", ["claim", "n"])
    op.create_index("ix_links_claim", "links", ["claim"])
    op.create_index("ix_links_other", "links", ["other"])
    op.create_index("ix_fetches", "fetches", ["url", "n"])
    op.create_index("ix_fetches_at", "fetches", ["kind", "at"])
    found = sa.text("article IS NOT NULL")
    op.create_index("ix_fetches_article", "fetches", ["url", "n"], sqlite_where=found, postgresql_where=found)


def _sqlite() -> None:
    for name in ("claim_words", "version_words"):
        # Without a copy of the words (content=''): they follow from the texts, which are stored already.
        op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 0\")")
    for table in _GUARDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END")


def _postgresql() -> None:
    op.create_table(
        "claim_words",
        sa.Column("claim", _NUMBER, sa.ForeignKey("claims.n"), primary_key=True, autoincrement=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
    )
    op.create_table(
        "version_words",
        sa.Column("version", _NUMBER, sa.ForeignKey("versions.n"), primary_key=True, autoincrement=False),
        sa.Column("part", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
    )
    for name in ("claim_words", "version_words"):
        # What is not sorted in yet is gone through by each search, so it is kept short.
        op.create_index(f"ix_{name}", name, ["words"], postgresql_using="gin", postgresql_with={"gin_pending_list_limit": 256})
    # Great-circle distance on a sphere of the Earth's mean radius: SQLite gets the same function from Python, at each connection.
    op.execute(
        """
        CREATE FUNCTION marsad_km(lat1 double precision, lon1 double precision, lat2 double precision, lon2 double precision)
        RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
          SELECT 2 * 6371.0088 * asin(least(1, sqrt(
            power(sin(radians(lat2 - lat1) / 2), 2) + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lon2 - lon1) / 2), 2))))
        $$
        """
    )
    op.execute(f"CREATE FUNCTION marsad_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$")
    for table in _GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION marsad_refuse()"
        )
