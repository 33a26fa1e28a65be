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

from marsad.errors import LedgerError
from marsad.ledger import rows, schema
from marsad.ledger.areas import area_of, stored_outlines
from marsad.ledger.conditions import asked_for
from marsad.ledger.records import Hit, Verdict
from marsad.model import Area

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
    # First which, then what about them: the sort sees numbers, not the JSON of the claims.
    found = connection.execute(_numbers(connection, asked).limit(limit).offset(offset)).scalars().all()
    return _hits(connection, _selected().where(_c.n.in_(found)).order_by(*_order())) if found else []


def stream(connection: sa.Connection, asked: Filter, limit: int | None = None, offset: int = 0) -> Generator[Hit, None, None]:
    """The same claims one after the other, a page of them in memory at a time; no more than `limit`, all where that is None."""
    chosen = _numbers(connection, asked).limit(limit).offset(offset)
    with connection.execute(chosen, execution_options={"yield_per": _PAGE}) as found:
        for page in found.scalars().partitions(_PAGE):
            yield from _hits(connection, _selected().where(_c.n.in_(page)).order_by(*_order()))


def _numbers(connection: sa.Connection, asked: Filter) -> sa.Select[Any]:
    return sa.select(_c.n).where(*asked_for(connection, asked)).order_by(*_order())


def ids(connection: sa.Connection, beginning: str, limit: int) -> list[str]:
    """The ids of claims that begin so, in order; no more than `limit`."""
    within = (_c.id >= beginning, _c.id < beginning + "\x7f")
    return list(connection.execute(sa.select(_c.id).distinct().where(*within).order_by(_c.id).limit(limit)).scalars())


def count(connection: sa.Connection, asked: Filter) -> int:
    """How many claims are asked for."""
    return connection.execute(sa.select(sa.func.count()).select_from(schema.claims).where(*asked_for(connection, asked))).scalar_one()


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
            *(row.id, _claim(row.id, row.json), areas[row.n], row.key, row.version, row.title, row.outlet, row.url, row.published),
            *(row.fetched_at, row.state, row.verdict, row.review > 0, row.program, row.rules, row.gazetteer),
        )
        for row in found
    ]


def _claim(id: str, told: str) -> dict[str, Any]:
    """A claim by its JSON. Raises LedgerError where that was changed past the log into something else."""
    try:
        claim: dict[str, Any] = json.loads(told)
        rows.claim_row(claim)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise LedgerError(f"claim {id}: cannot be read ({error!r}); run `marsad verify`") from error
    return claim


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
