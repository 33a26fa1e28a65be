"""Questions to a ledger: which claims there are, by any of their parts.

Unless asked otherwise, of each article the newest live version counts, of that the newest reading, and of each claim the last
correction. An article that is gone keeps its claims and says that it is gone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Generator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import sqlalchemy as sa

from marsad import lexicon
from marsad.errors import LedgerError
from marsad.ledger import schema
from marsad.ledger.areas import area_of, stored_outlines
from marsad.ledger.records import VERDICTS, Hit, Verdict
from marsad.ledger.rows import moment, name_keys
from marsad.ledger.words import matching, spaced
from marsad.model import Area

_KM_A_DEGREE = 110.574  # of latitude, where it is shortest
# The roles whose words name a place even where none was resolved.
_PLACES = ("place", "toward", "from")
_PAGE = 200  # claims that are fetched at once


@dataclass(frozen=True, slots=True)
class Filter:
    """What claims are asked for; all that is given must hold, and of several values one.

    `places` are names in any spelling, also of places that were not resolved; `admin1` that of the governorate it lies in; `pcode` that of
    the place or of a larger area that it lies in. `box` is west, south, east, north in degrees, `near` a latitude, a longitude and
    kilometres: a place counts where its own radius lets it lie there. `exact_km` leaves out places known less exactly. One place must
    satisfy all of these. `actors` are ids. `sources` are names or words of one in any spelling, of anybody in the chain; `chain_min` and
    `chain_max` count its links. `happened_*` are days that the time of the event must overlap; `published_*` are days and `fetched_*`
    times (UTC), their ends included. `outlets` and `articles` are names and keys as they stand. `text` is words, or phrases in quotation
    marks, in the sentence of the claim, `article_text` anywhere in its article.
    `review` is the last verdict, or "none". `everything` asks for all versions and all readings.
    """

    types: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    admin1: str | None = None
    pcode: str | None = None
    box: tuple[float, float, float, float] | None = None
    near: tuple[float, float, float] | None = None
    exact_km: float | None = None
    actors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    chain_min: int | None = None
    chain_max: int | None = None
    happened_from: dt.date | None = None
    happened_to: dt.date | None = None
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    fetched_from: dt.datetime | None = None
    fetched_to: dt.datetime | None = None
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    text: str | None = None
    article_text: str | None = None
    review: Verdict | Literal["none"] | None = None
    everything: bool = False


_c, _r, _v, _a = schema.claims.c, schema.readings.c, schema.versions.c, schema.articles.c
_FROM = (
    schema.claims.join(schema.readings, _r.n == _c.reading)
    .join(schema.versions, _v.n == _r.version)
    .join(schema.articles, _a.n == _v.article)
)


def hits(connection: sa.Connection, asked: Filter, limit: int, offset: int) -> list[Hit]:
    """The claims that are asked for: what was published last first, an article's in reading order."""
    wanted = conditions(connection.dialect.name, asked)
    # First which, then what about them: the sort and the look at each row's neighbours see numbers, not the JSON of the claims.
    chosen = sa.select(_c.n).select_from(_FROM).where(*wanted).order_by(*_order()).limit(limit).offset(offset).subquery()
    return _hits(connection, _selected().where(_c.n.in_(sa.select(chosen.c.n))).order_by(*_order()))


def stream(connection: sa.Connection, asked: Filter, limit: int | None = None, offset: int = 0) -> Generator[Hit, None, None]:
    """The same claims one after the other, a page of them in memory at a time; no more than `limit`, all where that is None."""
    wanted = conditions(connection.dialect.name, asked)
    chosen = sa.select(_c.n).select_from(_FROM).where(*wanted).order_by(*_order()).limit(limit).offset(offset)
    with connection.execute(chosen, execution_options={"yield_per": _PAGE}) as found:
        for page in found.scalars().partitions(_PAGE):
            yield from _hits(connection, _selected().where(_c.n.in_(page)).order_by(*_order()))


def ids(connection: sa.Connection, beginning: str, limit: int) -> list[str]:
    """The ids of claims that begin so, in order; no more than `limit`."""
    within = (_c.id >= beginning, _c.id < beginning + "\x7f")
    return list(connection.execute(sa.select(_c.id).distinct().where(*within).order_by(_c.id).limit(limit)).scalars())


def count(connection: sa.Connection, asked: Filter) -> int:
    """How many claims are asked for."""
    wanted = conditions(connection.dialect.name, asked)
    return connection.execute(sa.select(sa.func.count()).select_from(_FROM).where(*wanted)).scalar_one()


def one(connection: sa.Connection, id: str) -> Hit | None:
    """The claim with this id as it stands: of the newest reading that has it, as it was corrected last."""
    chosen = _selected().where(_c.id == id).order_by(_c.review.desc(), _c.reading.desc()).limit(1)
    return next(iter(_hits(connection, chosen)), None)


def _order() -> tuple[sa.ColumnElement[Any], ...]:
    return _c.published.desc(), _c.reading.desc(), _c.position


def _selected() -> sa.Select[Any]:
    seen, said = schema.sightings.alias(), schema.reviews.alias()
    state = (
        sa.select(seen.c.state).where(seen.c.article == _a.n).order_by(seen.c.fetched_at.desc(), seen.c.n.desc()).limit(1).scalar_subquery()
    )
    verdict = sa.select(said.c.verdict).where(said.c.claim == _c.id).order_by(said.c.n.desc()).limit(1).scalar_subquery()
    return sa.select(
        *(_c.n, _c.id, _c.json, _a.key, _v.id.label("version"), _v.title, _v.outlet, _v.url, _v.published, _v.fetched_at),
        *(state.label("state"), verdict.label("verdict"), _c.review, _r.program, _r.rules, _r.gazetteer),
    ).select_from(_FROM)


def _hits(connection: sa.Connection, chosen: sa.Select[Any]) -> list[Hit]:
    found = connection.execute(chosen).all()
    areas = _areas(connection, [row.n for row in found])
    return [
        Hit(
            *(row.id, json.loads(row.json), areas[row.n], row.key, row.version, row.title, row.outlet, row.url, row.published),
            *(row.fetched_at, row.state, row.verdict, row.review > 0, row.program, row.rules, row.gazetteer),
        )
        for row in found
    ]


def _areas(connection: sa.Connection, claims: list[int]) -> dict[int, tuple[Area | None, ...]]:
    """The areas of what fills the roles of claims, by the numbers of the claims."""
    f, p = schema.fillers.c, schema.places.c
    joined = schema.fillers.outerjoin(schema.places, p.n == f.place)
    chosen = sa.select(f.claim, p.lat, p.lon, p.radius_km, p.area).select_from(joined)
    found = connection.execute(chosen.where(f.claim.in_(claims)).order_by(f.claim, f.position)).all() if claims else []
    outlines = stored_outlines(connection, {row.area for row in found if row.area is not None})
    out: dict[int, tuple[Area | None, ...]] = dict.fromkeys(claims, ())
    for n, here in groupby(found, key=lambda row: row.claim):
        out[n] = tuple(area_of(row.area, row.lat, row.lon, row.radius_km, outlines) for row in here)
    return out


def conditions(dialect: str, asked: Filter) -> list[sa.ColumnElement[bool]]:
    """What must hold of a claim, its reading, version and article. Raises LedgerError for what cannot be asked."""
    # In coalesce, since PostgreSQL takes such conditions for rare otherwise, and would look at all articles before anything else.
    out: list[sa.ColumnElement[bool]] = [_opaque(_uncorrected())]
    if not asked.everything:
        out += map(_opaque, _newest())
    types = _types(asked)
    if types is not None:
        # Of several types SQLite would fetch and sort all claims by their index; the plus sends it through the newest claims instead.
        column = sa.literal_column("+claims.type", schema.TEXT) if dialect == "sqlite" and len(types) > 1 else _c.type
        out.append(column.in_(types))
    if asked.statuses:
        out.append(_c.status.in_(asked.statuses))
    places = _places(asked)
    if places is not None:
        out.append(_c.n.in_(places))
    if asked.actors:
        out.append(_c.n.in_(sa.select(schema.fillers.c.claim).where(schema.fillers.c.actor.in_(asked.actors))))
    out += _sources(asked)
    out += _times(asked)
    if asked.outlets:
        out.append(_v.outlet.in_(asked.outlets))
    if asked.articles:
        out.append(_a.key.in_(asked.articles))
    if asked.text is not None:
        out += [_c.n.in_(found) for found in matching(dialect, schema.claim_words, "claim", asked.text)]
    if asked.article_text is not None:
        out += [_v.n.in_(found) for found in matching(dialect, schema.version_words, "version", asked.article_text)]
    if asked.review is not None:
        out.append(_reviewed(asked.review))
    return out


def _opaque(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(condition, sa.false())


def _uncorrected() -> sa.ColumnElement[bool]:
    """No later correction of this claim is there."""
    later = schema.claims.alias()
    return ~sa.exists().where(later.c.id == _c.id, later.c.reading == _c.reading, later.c.review > _c.review)


def _newest() -> list[sa.ColumnElement[bool]]:
    """The last that was seen of the article, as long as it was live, is this version; and no later reading of that is there."""
    seen, again = schema.sightings.alias(), schema.readings.alias()
    last = (
        sa.select(seen.c.version)
        .where(seen.c.article == _v.article, seen.c.state == "live")
        .order_by(seen.c.fetched_at.desc(), seen.c.n.desc())
        .limit(1)
        .scalar_subquery()
    )
    return [_v.n == last, ~sa.exists().where(again.c.version == _r.version, again.c.n > _r.n)]


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


def _places(asked: Filter) -> sa.Select[Any] | None:
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
        high = km / _KM_A_DEGREE  # a band that needs no trigonometry, first
        wanted += [p.south <= lat + high, p.north >= lat - high, sa.func.marsad_km(p.lat, p.lon, lat, lon) <= p.radius_km + km]
    if asked.exact_km is not None:
        wanted.append(p.radius_km <= asked.exact_km)
    if not asked.places:
        return sa.select(f.claim).where(f.place.in_(sa.select(p.n).where(*wanted))) if wanted else None
    keys = [key for name in asked.places for key in _keys(name)]
    named = sa.select(f.claim).where(f.place.in_(sa.select(p.n).where(sa.or_(p.key_ar.in_(keys), p.key_en.in_(keys)), *wanted)))
    if wanted:
        return named
    said = sa.or_(*(f.words.contains(spaced(name), autoescape=True) for name in asked.places))
    loose = sa.select(f.claim).where(f.place.is_(None), f.role.in_(_PLACES), said)
    return sa.select(named.union(loose).subquery().c.claim)


def _keys(name: str) -> list[str]:
    keys = [k for k in name_keys(name) if k]
    if not keys:
        raise LedgerError(f"{name!r} is no name of a place")
    return keys


def _sources(asked: Filter) -> list[sa.ColumnElement[bool]]:
    s = schema.sources.c
    out: list[sa.ColumnElement[bool]] = []
    wanted: list[sa.ColumnElement[bool]] = []
    for name in asked.sources:
        if not spaced(name).strip():
            raise LedgerError(f"{name!r} is no name of a source")
    if asked.sources:
        wanted.append(sa.or_(*(s.words.contains(spaced(name), autoescape=True) for name in asked.sources)))
    if asked.source_kinds:
        wanted.append(s.kind.in_(asked.source_kinds))
    if wanted:
        out.append(_c.n.in_(sa.select(s.claim).where(*wanted)))
    if asked.chain_min is not None:
        out.append(_c.chain >= asked.chain_min)
    if asked.chain_max is not None:
        out.append(_c.chain <= asked.chain_max)
    return out


def _times(asked: Filter) -> list[sa.ColumnElement[bool]]:
    out: list[sa.ColumnElement[bool]] = []
    if asked.happened_from is not None or asked.happened_to is not None:
        out.append(sa.or_(_c.time_start.is_not(None), _c.time_end.is_not(None)))  # of no known time is not of any time
    if asked.happened_from is not None:
        out.append(sa.or_(_c.time_end.is_(None), _c.time_end >= asked.happened_from.isoformat()))
    if asked.happened_to is not None:
        out.append(sa.or_(_c.time_start.is_(None), _c.time_start <= asked.happened_to.isoformat()))
    if asked.published_from is not None:
        out.append(_c.published >= asked.published_from.isoformat())
    if asked.published_to is not None:
        out += [_c.published <= asked.published_to.isoformat(), _c.published != ""]
    if asked.fetched_from is not None:
        out.append(_v.fetched_at >= moment(asked.fetched_from))
    if asked.fetched_to is not None:
        out.append(_v.fetched_at <= moment(asked.fetched_to))
    return out


def _reviewed(verdict: Verdict | Literal["none"]) -> sa.ColumnElement[bool]:
    if verdict != "none" and verdict not in VERDICTS:
        raise LedgerError(f"{verdict!r} is no verdict; there are {', '.join(VERDICTS)} and none")
    said, later = schema.reviews.alias(), schema.reviews.alias()
    if verdict == "none":
        return ~sa.exists().where(said.c.claim == _c.id)
    last = ~sa.exists().where(later.c.claim == said.c.claim, later.c.n > said.c.n)
    return _c.id.in_(sa.select(said.c.claim).where(said.c.verdict == verdict, last))
