"""The incidents of a ledger, kept beside its record and brought up to date.

What came since the last time is found by the log's numbers. The accounts of the articles that this touches are made anew, compared within
their blocks, and the components that they hang in are clustered anew; all else stays as it is. The result is that of making everything
anew: which accounts are linked is a function of each block, what is clustered one of each component (`marsad.synthesis.clusters`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from marsad.errors import LedgerError
from marsad.ledger import connect, schema
from marsad.ledger.links import said_of_claims
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger
from marsad.synthesis import kept
from marsad.synthesis.accounts import Account, accounts_of
from marsad.synthesis.clusters import Comparer, Edge, block_edges, clusters, components, is_full, new_edges
from marsad.synthesis.decisions import Decisions, decided
from marsad.synthesis.incidents import SHOWN_ID, Told, assembled, joins
from marsad.synthesis.rules import Rules, rules
from marsad.synthesis.statements import Statement, statements
from marsad.text.names import keys_of, words_of

_AT_ONCE = 100  # incidents that are read together
_MOST_ARTICLES = 1_000  # touched: beyond that all is made anew, which is quicker


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: whether all was made anew, how many articles were looked at, and how many incidents were written."""

    anew: bool
    articles: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which incidents are asked for; all that is given must hold, and of several values one. `places` are names in any spelling; the days
    are those that an incident may have happened on."""

    types: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None


def update(ledger: Ledger, *, anew: bool = False, known: Rules | None = None) -> Updated:
    """Bring the incidents of a ledger up to date; with `anew` make all of them anew. Raises LedgerError."""
    chosen = known or rules()
    shape = f"{kept.SHAPE} {chosen.digest} {ledger.maker.program}"
    with connect.transaction(ledger.engine) as connection:
        there = sa.inspect(connection).has_table(kept.state.name)
        state = {row.key: row.value for row in connection.execute(sa.select(kept.state))} if there else {}
        head = connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.audit.c.n), 0))).scalar_one()
        since = int(state.get("audit", 0))
        if not anew and state.get("shape") == shape:
            if since == head:
                return Updated(False, 0, 0)
            touched, linked = _touched(connection, since)
        else:
            touched, linked = None, True
    decisions = decided(said_of_claims(ledger))
    if touched is not None and linked:
        touched |= _articles_of(ledger, [claim for s in (*decisions.same, *decisions.different) for claim in (s.claim, s.other)])
        touched |= _articles_of(ledger, [claim for pair in decisions.overruled for s in pair for claim in (s.claim, s.other)])
    if touched is None or len(touched) > _MOST_ARTICLES:
        return _anew(ledger, decisions, chosen, shape, head)
    made = [a for here in kept.chunks(touched) for a in _accounts(ledger, Filter(articles=tuple(here)), decisions, chosen)]
    with connect.transaction(ledger.engine, writes=True) as connection:
        work = _Work(connection, Comparer(chosen, decisions), decisions)
        count = work.replace(touched, made, keep_same=not linked)
        _set_state(connection, shape, head)
    return Updated(False, len(touched), count)


def _touched(connection: sa.Connection, since: int) -> tuple[set[str], bool]:
    """The articles that rows of the record after this row of the log belong to, and whether people have linked claims since."""
    a, v, r, s, w, c, k = (
        t.c for t in (schema.articles, schema.versions, schema.readings, schema.sightings, schema.reviews, schema.claims, schema.links)
    )
    chosen = (
        sa.select(a.key).join(schema.versions, v.article == a.n).where(v.audit > since),
        sa.select(a.key).join(schema.sightings, s.article == a.n).where(s.audit > since),
        sa.select(a.key).join(schema.versions, v.article == a.n).join(schema.readings, r.version == v.n).where(r.audit > since),
        sa.select(a.key)
        .join(schema.versions, v.article == a.n)
        .join(schema.readings, r.version == v.n)
        .join(schema.claims, c.reading == r.n)
        .join(schema.reviews, w.claim == c.id)
        .where(w.audit > since),
    )
    keys = {key for each in chosen for key in connection.execute(each).scalars()}
    return keys, bool(connection.execute(sa.select(sa.exists().where(k.audit > since))).scalar_one())


def _articles_of(ledger: Ledger, claims: Collection[str]) -> set[str]:
    """The keys of the articles that make some claims."""
    a, v, r, c = (t.c for t in (schema.articles, schema.versions, schema.readings, schema.claims))
    joined = sa.select(a.key).join(schema.versions, v.article == a.n).join(schema.readings, r.version == v.n)
    out: set[str] = set()
    with connect.transaction(ledger.engine) as connection:
        for here in kept.chunks(set(claims)):
            out |= set(connection.execute(joined.join(schema.claims, c.reading == r.n).where(c.id.in_(here))).scalars())
    return out


def _accounts(ledger: Ledger, asked: Filter, decisions: Decisions, known: Rules) -> Iterator[Account]:
    """The accounts of the articles that are asked for; a ledger hands out the claims of a version one after the other."""
    for version, here in groupby(statements(ledger, asked), key=attrgetter("version")):
        yield from accounts_of(list(here), ledger.text(version), known, decisions.parted)


def _set_state(connection: sa.Connection, shape: str, audit: int) -> None:
    connection.execute(sa.delete(kept.state))
    kept.insert(connection, kept.state, [{"key": "shape", "value": shape}, {"key": "audit", "value": str(audit)}])


def _anew(ledger: Ledger, decisions: Decisions, known: Rules, shape: str, head: int) -> Updated:
    """Make all incidents anew."""
    made = {a.id: a for a in _accounts(ledger, Filter(), decisions, known)}
    with connect.transaction(ledger.engine, writes=True) as connection:
        kept.metadata.drop_all(connection)
        kept.metadata.create_all(connection)
        work = _Work(connection, Comparer(known, decisions), decisions)
        count = work.replace(set(), list(made.values()), keep_same=False)
        _set_state(connection, shape, head)
    return Updated(True, len({a.article for a in made.values()}), count)


class _Work:
    """One update, in a writer's transaction."""

    def __init__(self, connection: sa.Connection, compare: Comparer, decisions: Decisions) -> None:
        self.connection = connection
        self.compare = compare
        self.decisions = decisions
        self.known: dict[str, Account] = {}
        self._past: set[str] = set()  # the incidents of accounts that have gone

    def replace(self, articles: Collection[str], made: Sequence[Account], *, keep_same: bool) -> int:
        """Put accounts in the place of those that these articles had, and cluster what they touch. Returns how many incidents were
        written. With `keep_same` an account that is what it was is left alone."""
        old = self._of_articles(articles)
        new = {a.id: kept.account_json(a) for a in made}
        same = {id for id in old if keep_same and new.get(id) == old[id]}
        gone, come = set(old) - same, [a for a in made if a.id not in same]
        self.known |= {a.id: a for a in made}
        seeds = self._companions(gone)
        self._past = self._incidents_of(gone)
        touched = self._blocks_of(gone)
        for table in (kept.edges.c.first, kept.edges.c.second, kept.blocks.c.account, kept.accounts.c.id):
            kept.delete(self.connection, table, gone)
        rows = [{"id": a.id, "article": a.article, "incident": "", "json": new[a.id]} for a in come]
        kept.insert(self.connection, kept.accounts, rows)
        by_block: dict[str, list[Account]] = {block: [] for block in sorted(touched)}
        for account in come:
            for block in self.compare.blocks(account):
                by_block.setdefault(block, []).append(account)
        seeds |= self._linked(by_block, touched) | {a.id for a in come}
        return self._cluster(seeds - gone | {a.id for a in come})

    def _linked(self, by_block: Mapping[str, Sequence[Account]], left: Mapping[str, int]) -> set[str]:
        """Keep which accounts have come to which blocks, and their links. Returns the accounts of the full blocks: their links may all be
        others now."""
        there = self._members(by_block)
        kept.insert(self.connection, kept.blocks, [{"block": b, "account": a.id} for b, here in by_block.items() for a in here])
        found: dict[tuple[str, str, str], None] = {}
        full: dict[str, list[str]] = {}
        wanted: set[str] = set()
        for block, here in by_block.items():
            members = [*there.get(block, ()), *(a.id for a in here)]
            was = len(there.get(block, ())) + left.get(block, 0)
            if is_full(members) or is_full(range(was)):
                full[block] = members
                wanted |= set(members)
            elif here:
                wanted |= set(there.get(block, ()))
        self._load(wanted)
        kept.delete(self.connection, kept.edges.c.block, list(full))
        alike: dict[frozenset[str], list[Edge]] = {}  # the blocks of a large incident mostly have the same accounts
        for block, here in by_block.items():
            if block in full:
                key = frozenset(full[block])
                if key not in alike:
                    alike[key] = list(block_edges([self.known[id] for id in full[block]], self.compare))
                found |= {(a, b, block): None for a, b, _ in alike[key]}
            elif here:
                others = [self.known[id] for id in there.get(block, ())]
                for n, account in enumerate(here):
                    found |= {(a, b, block): None for a, b, _ in new_edges(account, [*others, *here[:n]], self.compare)}
        kept.insert(self.connection, kept.edges, [{"first": a, "second": b, "block": block} for a, b, block in found])
        return {id for members in full.values() for id in members}

    def _cluster(self, seeds: set[str]) -> int:
        """Cluster the components of some accounts anew."""
        account_of_claim = self._named_in_decisions()
        joined: dict[str, set[str]] = defaultdict(set)
        for a, b in joins(self.decisions, account_of_claim):
            joined[a].add(b)
            joined[b].add(a)
        reached, pairs = self._component(seeds, joined)
        self._load(reached)
        past = self._past | self._incidents_of(reached)
        kept.delete(self.connection, kept.incidents.c.id, past)
        rows, member_rows = [], []
        for ids in components(reached, pairs):
            for cluster in clusters([self.known[id] for id in ids], self.compare):
                id = cluster.accounts[0][:SHOWN_ID]
                rows.append(kept.incident_row(cluster, [self.known[a] for a in cluster.accounts], id))
                member_rows += [{"of": a, "to": id} for a in cluster.accounts]
        kept.insert(self.connection, kept.incidents, rows)
        if member_rows:
            t = kept.accounts
            moved = sa.update(t).where(t.c.id == sa.bindparam("of")).values(incident=sa.bindparam("to"))
            self.connection.execute(moved, member_rows)
        return len(rows)

    def _component(self, seeds: set[str], joined: Mapping[str, set[str]]) -> tuple[set[str], set[tuple[str, str]]]:
        """All that hangs together with some accounts, and by which links."""
        e = kept.edges.c
        reached, frontier, pairs = set(seeds), set(seeds), set()
        while frontier:
            found: set[tuple[str, str]] = set()
            for here in kept.chunks(frontier):
                for column in (e.first, e.second):
                    found |= {(row[0], row[1]) for row in self.connection.execute(sa.select(e.first, e.second).where(column.in_(here)))}
            found |= {(min(a, b), max(a, b)) for a in frontier for b in joined.get(a, ())}
            pairs |= found
            frontier = {id for pair in found for id in pair} - reached
            reached |= frontier
        return reached, pairs

    def _of_articles(self, articles: Collection[str]) -> dict[str, str]:
        t = kept.accounts.c
        return {id: told for here in kept.chunks(articles) for id, told in self._rows(sa.select(t.id, t.json).where(t.article.in_(here)))}

    def _companions(self, ids: Collection[str]) -> set[str]:
        """The accounts that are in one incident with some, or are linked with them."""
        e, t = kept.edges.c, kept.accounts.c
        out: set[str] = set()
        for here in kept.chunks(ids):
            for mine, other in ((e.first, e.second), (e.second, e.first)):
                out |= {row[0] for row in self._rows(sa.select(other).where(mine.in_(here)))}
            incident = sa.select(t.incident).where(t.id.in_(here))
            out |= {row[0] for row in self._rows(sa.select(t.id).where(t.incident.in_(incident), t.incident != ""))}
        return out

    def _blocks_of(self, ids: Collection[str]) -> dict[str, int]:
        """The blocks of some accounts, and how many of these are in each."""
        t = kept.blocks.c
        out: dict[str, int] = defaultdict(int)
        for here in kept.chunks(ids):
            for (block,) in self._rows(sa.select(t.block).where(t.account.in_(here))):
                out[block] += 1
        return out

    def _members(self, wanted: Iterable[str]) -> dict[str, list[str]]:
        """The accounts that are in some blocks, in order."""
        t = kept.blocks.c
        out: dict[str, list[str]] = defaultdict(list)
        for here in kept.chunks(wanted):
            for block, id in self._rows(sa.select(t.block, t.account).where(t.block.in_(here)).order_by(t.account)):
                out[block].append(id)
        return out

    def _incidents_of(self, ids: Collection[str]) -> set[str]:
        """The incidents that some accounts are in."""
        t = kept.accounts.c
        return {row[0] for here in kept.chunks(ids) for row in self._rows(sa.select(t.incident).where(t.id.in_(here), t.incident != ""))}

    def _named_in_decisions(self) -> dict[str, str]:
        """The accounts of the claims that people have linked."""
        claims = {c for s in self.decisions.same for c in (s.claim, s.other)}
        if not claims:
            return {}
        t = kept.accounts.c
        r, v, a, c = (x.c for x in (schema.readings, schema.versions, schema.articles, schema.claims))
        keys = sa.select(a.key).join(schema.versions, v.article == a.n).join(schema.readings, r.version == v.n)
        out: dict[str, str] = {}
        for here in kept.chunks(claims):
            wanted = keys.join(schema.claims, c.reading == r.n).where(c.id.in_(here))
            for id, told in self._rows(sa.select(t.id, t.json).where(t.article.in_(wanted))):
                account = self.known.setdefault(id, kept.account_of(told))
                out |= {claim: id for claim in account.claims if claim in claims}
        return out

    def _load(self, ids: Collection[str]) -> None:
        t = kept.accounts.c
        for here in kept.chunks(set(ids) - set(self.known)):
            self.known |= {id: kept.account_of(told) for id, told in self._rows(sa.select(t.id, t.json).where(t.id.in_(here)))}

    def _rows(self, chosen: sa.Select[Any]) -> list[tuple[str, ...]]:
        return [tuple(row) for row in self.connection.execute(chosen)]


def count(ledger: Ledger, asked: Asked) -> int:
    """How many incidents are asked for. The picture must be there (`update`)."""
    with connect.transaction(ledger.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(kept.incidents).where(*_wanted(asked))).scalar_one()


def find(ledger: Ledger, asked: Asked, limit: int | None = None, offset: int = 0) -> Iterator[Told]:
    """The incidents that are asked for, the last first. The picture must be there (`update`). Raises LedgerError."""
    i = kept.incidents.c
    chosen = sa.select(i.id).where(*_wanted(asked)).order_by(sa.func.coalesce(i.end, "").desc(), i.id).limit(limit).offset(offset)
    with connect.transaction(ledger.engine) as connection:
        wanted = list(connection.execute(chosen).scalars())
    for first in range(0, len(wanted), _AT_ONCE):
        yield from _told(ledger, wanted[first : first + _AT_ONCE], rules())


def ids(ledger: Ledger, beginning: str, limit: int = 10) -> list[str]:
    """The ids of incidents that begin so, in order; no more than `limit`."""
    i = kept.incidents.c
    with connect.transaction(ledger.engine) as connection:
        chosen = sa.select(i.id).where(i.id >= beginning, i.id < beginning + "\x7f").order_by(i.id).limit(limit)
        return list(connection.execute(chosen).scalars())


def incident_of(ledger: Ledger, claim: str) -> str | None:
    """The id of the incident that a claim is in; None where it tells of no occasion."""
    t = kept.accounts.c
    with connect.transaction(ledger.engine) as connection:
        found = connection.execute(sa.select(t.incident, t.json).where(t.article.in_(_article_of_claim(claim)))).all()
    return next((row.incident for row in found if claim in kept.account_of(row.json).claims), None)


def _article_of_claim(claim: str) -> sa.Select[tuple[str]]:
    a, v, r, c = (t.c for t in (schema.articles, schema.versions, schema.readings, schema.claims))
    joined = sa.select(a.key).join(schema.versions, v.article == a.n).join(schema.readings, r.version == v.n)
    return joined.join(schema.claims, c.reading == r.n).where(c.id == claim)


def incident(ledger: Ledger, id: str, known: Rules | None = None) -> Told:
    """The incident of an id, with what it is made of. Raises LedgerError where there is none."""
    for told in _told(ledger, [id], known or rules()):
        return told
    raise LedgerError(f"{ledger.name}: has no incident {id!r} any more; `marsad incidents` lists what there is")


def _told(ledger: Ledger, ids: Sequence[str], known: Rules) -> Iterator[Told]:
    """Some incidents, with what they are made of, in the order of their ids here; those that are there. Their articles are read once."""
    i, t = kept.incidents.c, kept.accounts.c
    members: dict[str, list[Account]] = defaultdict(list)
    with connect.transaction(ledger.engine) as connection:
        told = {row.id: row.json for row in connection.execute(sa.select(i.id, i.json).where(i.id.in_(ids)))}
        for row in connection.execute(sa.select(t.incident, t.json).where(t.incident.in_(ids)).order_by(t.id)):
            members[row.incident].append(kept.account_of(row.json))
    part_of = {claim: id for id, here in members.items() for account in here for claim in account.claims}
    articles = sorted({account.article for here in members.values() for account in here})
    found: dict[str, list[Statement]] = defaultdict(list)
    for chunk in kept.chunks(articles):
        for statement in statements(ledger, Filter(articles=tuple(chunk))):
            if statement.id in part_of:
                found[part_of[statement.id]].append(statement)
    text = lru_cache(maxsize=256)(ledger.text)
    for id in ids:
        if id in told and found[id]:  # none are left where people rejected them since the update
            yield assembled(kept.cluster_of(told[id]), members[id], found[id], text, known)


def _wanted(asked: Asked) -> list[sa.ColumnElement[bool]]:
    i = kept.incidents.c
    out: list[sa.ColumnElement[bool]] = []
    if asked.types:
        out.append(sa.or_(*(i.types.contains(f" {type} ", autoescape=True) for type in asked.types)))
    if asked.places:
        keys = {key for name in asked.places for key in keys_of(words_of(name))}
        out.append(sa.or_(*(i.names.contains(f" {key} ", autoescape=True) for key in sorted(keys))))
    if asked.first is not None:
        out.append(sa.or_(i.end.is_(None), i.end >= asked.first.isoformat()))
    if asked.last is not None:
        out.append(sa.or_(i.start.is_(None), i.start <= asked.last.isoformat()))
    return out
