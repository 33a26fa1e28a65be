"""Which claims are asked for, in a shape that both databases answer soon.

A filter is some conditions on the columns of a claim, and some sets that it must be in: of claims that name a place, a source, a word;
of readings of an outlet's articles. Neither database guesses well how large such a set is, and all depends on it: claims of a small set
are best looked at one by one, and of a large one the newest of all until enough are found. So it is not left to guesses. Each set is
asked for a few more members than are few: one that has no more is told to the database number by number, another is only looked into.

Whether a reading is the newest of its article costs most, and is asked last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from marsad import lexicon
from marsad.errors import LedgerError
from marsad.geo.geometry import KM_OF_LATITUDE
from marsad.ledger import schema
from marsad.ledger.records import VERDICTS
from marsad.ledger.rows import moment, name_keys
from marsad.ledger.words import matching, spaced

if TYPE_CHECKING:
    from marsad.ledger.queries import Filter

# Few enough that the database may look at each.
_FEW_CLAIMS = 250
_FEW_READINGS = 300

# The members of a set, in one selection or in several.
_Set = tuple[sa.Select[Any], ...]

_c, _r, _v, _a = schema.claims.c, schema.readings.c, schema.versions.c, schema.articles.c


def asked_for(connection: sa.Connection, asked: Filter) -> list[sa.ColumnElement[bool]]:
    """What must hold of a row of `claims`. Raises LedgerError for what cannot be asked."""
    claims, readings = list(_claims(connection.dialect.name, asked)), list(_readings(connection.dialect.name, asked))
    few, checks = _within(connection, _c.n, claims, _FEW_CLAIMS)
    few_readings, more_checks = _within(connection, _c.reading, readings, _FEW_READINGS)
    checks += [*more_checks, _c.n.not_in(_corrected())]
    # One after the other: a database would look at the newest first, since it takes that for cheaper than a large set.
    last = sa.and_(*checks) if asked.everything else sa.case((sa.and_(*checks), _newest()), else_=sa.false())
    return [*_columns(asked), *few, *few_readings, _opaque(last)]


def _opaque(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A condition that a database may check, but does not take as a way to find rows, nor for a rare one."""
    return sa.func.coalesce(condition, sa.false())


def _within(
    connection: sa.Connection, column: sa.ColumnElement[int], sets: list[_Set], few: int
) -> tuple[list[sa.ColumnElement[bool]], list[sa.ColumnElement[bool]]]:
    """That a number is in all of some sets: what rows are found by (the small ones), and what is checked of them (the large ones)."""
    checks: list[sa.ColumnElement[bool]] = []
    small: set[int] | None = None
    for parts in sets:
        members = parts[0] if len(parts) == 1 else sa.union_all(*parts)  # enough of the first, and the others are not looked for
        found = connection.execute(members.limit(few + 1)).scalars().all()
        if len(found) > few:
            checks.append(sa.or_(*(_has(connection.dialect.name, part, column) for part in parts)))
        else:
            small = set(found) if small is None else small & set(found)
    return [] if small is None else [column.in_(sa.bindparam(None, sorted(small), expanding=True, literal_execute=True))], checks


def _has(dialect: str, members: sa.Select[Any], column: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """That a number is in a large set: SQLite makes a list of all its members, which is quick there; PostgreSQL looks whether this is one,
    or makes the list too, as it thinks best."""
    if dialect == "sqlite":
        return column.in_(members)
    here = members.subquery()
    return sa.exists(sa.select(sa.literal(1)).select_from(here).where(here.c[0] == column))


def _corrected() -> sa.Select[Any]:
    """The claims that a later correction stands in the place of. Corrections are made by people, so there are few."""
    earlier, later = schema.claims.alias(), schema.claims.alias()
    same = sa.and_(earlier.c.reading == later.c.reading, earlier.c.position == later.c.position, earlier.c.review < later.c.review)
    return sa.select(earlier.c.n).select_from(later.join(earlier, same)).where(later.c.review > sa.literal_column("0"))


def _newest() -> sa.ColumnElement[bool]:
    """The last that was seen of the article, as long as it was live, is the version of this reading; and no later reading of that is
    there."""
    seen, again = schema.sightings.alias(), schema.readings.alias()
    last = (
        sa.select(seen.c.version)
        .where(seen.c.article == _v.article, seen.c.state == "live")
        .order_by(seen.c.fetched_at.desc(), seen.c.n.desc())
        .limit(1)
        .scalar_subquery()
    )
    later = sa.exists().where(again.c.version == _r.version, again.c.n > _r.n)
    joined = schema.readings.join(schema.versions, _v.n == _r.version)
    return sa.select(sa.and_(_v.n == last, ~later)).select_from(joined).where(_r.n == _c.reading).correlate(schema.claims).scalar_subquery()


def _columns(asked: Filter) -> Iterator[sa.ColumnElement[bool]]:
    """What is asked of the columns of a claim."""
    types = _types(asked)
    if types is not None:
        # The index of a type has its newest first; of several it would have to be sorted.
        yield _c.type == types[0] if len(types) == 1 else _opaque(_c.type.in_(types))
    if asked.statuses:
        yield _c.status.in_(asked.statuses)
    if asked.chain_min is not None:
        yield _c.chain >= asked.chain_min
    if asked.chain_max is not None:
        yield _c.chain <= asked.chain_max
    if asked.happened_from is not None or asked.happened_to is not None:
        yield sa.or_(_c.time_start.is_not(None), _c.time_end.is_not(None))  # of no known time is not of any time
    if asked.happened_from is not None:
        yield sa.or_(_c.time_end.is_(None), _c.time_end >= asked.happened_from.isoformat())
    if asked.happened_to is not None:
        yield sa.or_(_c.time_start.is_(None), _c.time_start <= asked.happened_to.isoformat())
    if asked.published_from is not None:
        yield _c.published >= asked.published_from.isoformat()
    if asked.published_to is not None:
        yield _c.published <= asked.published_to.isoformat()
        yield _c.published != ""
    if asked.review == "none":
        said = schema.reviews.alias()
        yield _opaque(~sa.exists().where(said.c.claim == _c.id))


def _claims(dialect: str, asked: Filter) -> Iterator[_Set]:
    """The sets of claims that a claim must be in, by their numbers."""
    yield from _places(asked)
    if asked.actors:
        yield (sa.select(schema.fillers.c.claim).where(schema.fillers.c.actor.in_(asked.actors)),)
    yield from _sources(asked)
    if asked.text is not None:
        yield from ((found,) for found in matching(dialect, schema.claim_words, "claim", asked.text))
    if asked.review is not None and asked.review != "none":
        if asked.review not in VERDICTS:
            raise LedgerError(f"{asked.review!r} is no verdict; there are {', '.join(VERDICTS)} and none")
        said, later, of = schema.reviews.alias(), schema.reviews.alias(), schema.claims.alias()
        last = ~sa.exists().where(later.c.claim == said.c.claim, later.c.n > said.c.n)
        yield (sa.select(of.c.n).where(of.c.id.in_(sa.select(said.c.claim).where(said.c.verdict == asked.review, last))),)


def _readings(dialect: str, asked: Filter) -> Iterator[_Set]:
    """The sets of readings that a claim's must be in, by their numbers."""
    of_version = schema.readings.join(schema.versions, _v.n == _r.version)
    chosen = sa.select(_r.n).select_from(of_version)
    if asked.fetched_from is not None or asked.fetched_to is not None:
        within = [] if asked.fetched_from is None else [_v.fetched_at >= moment(asked.fetched_from)]
        yield (chosen.where(*within, *([] if asked.fetched_to is None else [_v.fetched_at <= moment(asked.fetched_to)])),)
    if asked.outlets:
        yield (chosen.where(_v.outlet.in_(asked.outlets)),)
    if asked.articles:
        yield (sa.select(_r.n).select_from(of_version.join(schema.articles, _a.n == _v.article)).where(_a.key.in_(asked.articles)),)
    if asked.article_text is not None:
        for found in matching(dialect, schema.version_words, "version", asked.article_text):
            yield (sa.select(_r.n).where(_r.version.in_(found)),)


def _types(asked: Filter) -> list[str] | None:
    """The types that are asked for, by their own names and by their families'."""
    known = {t.name: t.family for t in lexicon.load().types.values()}
    for name in asked.types:
        if name not in known:
            raise LedgerError(f"{name!r} is no type of claim; docs/CLAIMS.md lists them")
    families = set(known.values())
    for family in asked.families:
        if family not in families:
            raise LedgerError(f"{family!r} is no family of claims; there are {', '.join(sorted(families))}")
    if not asked.types and not asked.families:
        return None
    chosen = set(known)
    if asked.types:
        chosen &= set(asked.types)
    if asked.families:
        chosen &= {t for t, family in known.items() if family in asked.families}
    return sorted(chosen)


def _places(asked: Filter) -> Iterator[_Set]:
    """The claims that have a place which is asked for."""
    p, f = schema.places.c, schema.fillers.c
    wanted: list[sa.ColumnElement[bool]] = []
    if asked.admin1 is not None:
        wanted.append(p.key_admin1.in_(_keys(asked.admin1)))
    if asked.pcode is not None:
        wanted.append(sa.or_(p.pcode == asked.pcode, p.pcode1 == asked.pcode, p.pcode2 == asked.pcode))
    if asked.box is not None:
        west, south, east, north = asked.box
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise LedgerError(f"the box {asked.box} is none; give west, south, east, north in degrees")
        wanted += [p.south <= north, p.north >= south, p.west <= east, p.east >= west]
    if asked.near is not None:
        lat, lon, km = asked.near
        if not (-90 <= lat <= 90 and -180 <= lon <= 180 and km >= 0):
            raise LedgerError(f"{asked.near} is no place; give a latitude, a longitude and kilometres")
        high = km / KM_OF_LATITUDE  # a band that needs no trigonometry, first
        wanted += [p.south <= lat + high, p.north >= lat - high, sa.func.marsad_km(p.lat, p.lon, lat, lon) <= p.radius_km + km]
    if asked.exact_km is not None:
        wanted.append(p.radius_km <= asked.exact_km)
    if not asked.places:
        if wanted:
            yield (sa.select(f.claim).where(f.place.in_(sa.select(p.n).where(*wanted))),)
        return
    keys = [key for name in asked.places for key in _keys(name)]
    named = sa.select(f.claim).where(f.place.in_(sa.select(p.n).where(sa.or_(p.key_ar.in_(keys), p.key_en.in_(keys)), *wanted)))
    said = sa.or_(*(f.words.contains(spaced(name), autoescape=True) for name in asked.places))
    yield (named,) if wanted else (named, sa.select(f.claim).where(sa.text(schema.UNRESOLVED), said))


def _keys(name: str) -> list[str]:
    keys = [k for k in name_keys(name) if k]
    if not keys:
        raise LedgerError(f"{name!r} is no name of a place")
    return keys


def _sources(asked: Filter) -> Iterator[_Set]:
    """The claims that have a source which is asked for."""
    s = schema.sources.c
    for name in asked.sources:
        if not spaced(name).strip():
            raise LedgerError(f"{name!r} is no name of a source")
    said = [s.words.contains(spaced(name), autoescape=True) for name in asked.sources]
    wanted = [*([sa.or_(*said)] if said else []), *([s.kind.in_(asked.source_kinds)] if asked.source_kinds else [])]
    if wanted:
        yield (sa.select(s.claim).where(*wanted),)
