"""Every way to tamper with a ledger that we could think of, past its triggers, and what `verify` says to it."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from tests.ledger.samples import document, numbered, reading

from marsad.errors import LedgerError
from marsad.ledger import connect, rows, schema
from marsad.ledger.audit import verify
from marsad.ledger.chain import GENESIS, Head, append, entry_hash
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger

Tamper = Callable[[sa.Connection], Any]


@pytest.fixture(scope="module")
def whole(shared: Ledger) -> Ledger:
    """Six rows of the log: three articles, a correction, a rejection, an export."""
    ledger = shared
    for n in range(3):
        ledger.add(*numbered(n))
    killed = ledger.search(Filter(types=("killed",)))
    ledger.review(killed[0].id, "corrected", who="a", why="b", correction={"type": "wounded"})
    ledger.review(killed[1].id, "rejected", who="a", why="b")
    ledger.log_export({"format": "csv"})
    assert verify(ledger, ledger.head()).clean
    return ledger


@pytest.fixture
def filled(whole: Ledger) -> Iterator[Ledger]:
    """The same, to be tampered with: afterwards all rows are put back as they were."""
    tables = schema.metadata.sorted_tables
    with whole.engine.connect() as connection:
        before = {table: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in tables}

    def restore(connection: sa.Connection) -> None:
        for table in reversed(tables):
            connection.execute(sa.delete(table))
        for table in tables:
            if before[table]:
                connection.execute(table.insert(), before[table])

    yield whole
    past_the_triggers(whole, restore)
    assert verify(whole).clean


def past_the_triggers(ledger: Ledger, tamper: Tamper) -> None:
    """Do something to the database that its owner can do: without triggers and without foreign keys."""
    with ledger.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        else:
            connection.rollback()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            for table in schema.metadata.tables:
                for verb in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        tamper(connection)
        connection.commit()
    ledger.engine.dispose()


def log(connection: sa.Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(sa.select(schema.audit).order_by(schema.audit.c.n)).mappings()]


def write_log(connection: sa.Connection, acts: list[dict[str, Any]]) -> None:
    connection.execute(sa.delete(schema.audit))
    connection.execute(schema.audit.insert(), acts)


def chained(acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A log written anew from its first row: numbers and hashes as they must be."""
    prev, out = GENESIS, []
    for n, act in enumerate(acts, 1):
        hash = entry_hash(prev, n, act["at"], act["who"], act["action"], act["what"])
        out.append({**act, "n": n, "prev": prev, "hash": hash})
        prev = hash
    return out


def relogged(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Tamper:
    return lambda connection: write_log(connection, change(log(connection)))


def moved(acts: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """The rows in another order, under the numbers of their new places."""
    return [{**acts[int(old) - 1], "n": n} for n, old in enumerate(order, 1)]


def with_own_hash(act: dict[str, Any], **change: Any) -> dict[str, Any]:
    act = {**act, **change}
    return {**act, "hash": entry_hash(act["prev"], act["n"], act["at"], act["who"], act["action"], act["what"])}


LOG_ATTACKS: dict[str, tuple[Callable[[list[dict[str, Any]]], list[dict[str, Any]]], str]] = {
    "edit who": (lambda acts: [*acts[:4], {**acts[4], "who": "somebody else"}, *acts[5:]], "log row 5: was edited"),
    "edit what": (lambda acts: [*acts[:5], {**acts[5], "what": acts[5]["what"].replace("csv", "pdf")}], "log row 6: was edited"),
    "edit when": (lambda acts: [*acts[:5], {**acts[5], "at": "2999" + acts[5]["at"][4:]}], "log row 6: was edited"),
    "edit with its hash": (lambda acts: [acts[0], with_own_hash(acts[1], who="x"), *acts[2:]], "log row 3: does not follow row 2"),
    "edit a hash": (lambda acts: [*acts[:5], {**acts[5], "hash": "0" * 64}], "log row 6: was edited"),
    "delete": (lambda acts: [*acts[:4], *acts[5:]], "after row 4 comes row 6"),
    "delete and close the gap": (lambda acts: [*acts[:4], {**acts[5], "n": 5}], "log row 5: does not follow row 4"),
    "delete the first": (lambda acts: acts[1:], "after row 0 comes row 2"),
    "insert": (
        lambda acts: [*acts[:5], with_own_hash({**acts[5], "prev": acts[4]["hash"]}, who="x"), {**acts[5], "n": 7}],
        "log row 7: does not follow row 6",
    ),
    "append without the chain": (lambda acts: [*acts, {**acts[5], "n": 7}], "log row 7: does not follow row 6"),
    "reorder": (lambda acts: moved(acts, "124356"), "log row 3: does not follow row 2"),
    "swap two apart": (lambda acts: moved(acts, "153426"), "log row 2: does not follow row 1"),
    "replace the first row": (lambda acts: [with_own_hash(acts[0], who="x"), *acts[1:]], "log row 2: does not follow row 1"),
    "turn the clock back": (lambda acts: chained([*acts[:5], {**acts[5], "at": "2001" + acts[5]["at"][4:]}]), "log row 6: is older"),
    "leave out what was written": (lambda acts: chained([*acts[:5], {**acts[5], "what": "{}"}]), "log row 6: does not say"),
    "words in the place of JSON": (lambda acts: chained([*acts[:5], {**acts[5], "what": "no"}]), "log row 6: does not say"),
}


@pytest.mark.parametrize("attack", LOG_ATTACKS)
def test_a_log_that_was_tampered_with(filled: Ledger, attack: str) -> None:
    change, fault = LOG_ATTACKS[attack]
    past_the_triggers(filled, relogged(change))
    found = verify(filled)
    assert not found.clean
    assert any(fault in told for told in found.faults), found.faults


# Against a head that was kept elsewhere; without one these logs are in order.
HEAD_ATTACKS: dict[str, tuple[Callable[[list[dict[str, Any]]], list[dict[str, Any]]], str]] = {
    "cut off the tail": (lambda acts: acts[:5], "ends with row 5, and row 6 was kept; its tail was cut off"),
    "write it anew": (lambda acts: chained([*acts[:5], {**acts[5], "who": "x"}]), "row 6: is not the head that was kept"),
    "fork": (lambda acts: chained([*acts[:5], *[{**acts[5], "who": "x"}] * 3]), "row 6: is not the head that was kept"),
    "begin anew": (lambda acts: chained([{**acts[0], "who": "x"}, *acts[1:]]), "row 6: is not the head that was kept"),
}


@pytest.mark.parametrize("attack", HEAD_ATTACKS)
def test_a_log_that_only_a_kept_head_convicts(filled: Ledger, attack: str) -> None:
    change, fault = HEAD_ATTACKS[attack]
    head = filled.head()
    past_the_triggers(filled, relogged(change))
    assert verify(filled).clean
    assert any(fault in told for told in verify(filled, head).faults)


def test_a_ledger_put_back_to_an_older_state_is_convicted_by_the_head(filled: Ledger) -> None:
    head = filled.head()

    def restore(connection: sa.Connection) -> None:
        """As the ledger was when two articles were in."""
        r, c = schema.readings.c, schema.claims.c
        late = sa.select(c.n).join(schema.readings, r.n == c.reading).where(sa.or_(r.audit > 2, c.review > 0)).scalar_subquery()
        numbers = list(connection.execute(sa.select(late.element.subquery())).scalars())
        for table in (schema.sources, schema.fillers, schema.quantities):
            connection.execute(sa.delete(table).where(table.c.claim.in_(numbers)))
        connection.execute(sa.delete(schema.claims).where(c.n.in_(numbers)))
        for table in schema.metadata.sorted_tables:
            if "audit" in table.c:
                connection.execute(sa.delete(table).where(table.c.audit > 2))
        connection.execute(sa.delete(schema.audit).where(schema.audit.c.n > 2))

    past_the_triggers(filled, restore)
    assert verify(filled).clean
    assert verify(filled, head).faults == ("log: ends with row 2, and row 6 was kept; its tail was cut off",)


def test_later_rows_do_not_disturb_a_kept_head(filled: Ledger) -> None:
    head = filled.head()
    filled.log_export({})
    assert verify(filled, head).clean


def update(table: sa.Table, **values: Any) -> Tamper:
    """Change the first row of a table."""
    key = next(iter(table.primary_key))
    return lambda c: c.execute(sa.update(table).values(values).where(key == c.execute(sa.select(sa.func.min(key))).scalar()))


def delete(table: sa.Table) -> Tamper:
    key = next(iter(table.primary_key))
    return lambda c: c.execute(sa.delete(table).where(key == c.execute(sa.select(sa.func.min(key))).scalar()))


def copy(table: sa.Table, **values: Any) -> Tamper:
    """Put the last row of a table in once more, with other values."""

    def tamper(c: sa.Connection) -> None:
        key = next(iter(table.primary_key))
        row = dict(c.execute(sa.select(table).order_by(key.desc()).limit(1)).mappings().one())
        c.execute(table.insert(), {**row, key.name: row[key.name] + (len(table.primary_key) == 1), **values})

    return tamper


def rewrite_claim(c: sa.Connection) -> None:
    told = c.execute(sa.select(schema.claims.c.json).where(schema.claims.c.n == 1)).scalar_one()
    told = told.replace('"asserted"', '"possible"')
    c.execute(sa.update(schema.claims).where(schema.claims.c.n == 1).values(json=told, status="possible"))


def rewrite_correction(c: sa.Connection) -> None:
    row = c.execute(sa.select(schema.claims).where(schema.claims.c.review > 0)).one()
    told = row.json.replace('"wounded"', '"killed"')
    c.execute(sa.update(schema.claims).where(schema.claims.c.n == row.n).values(json=told, type="killed"))


DATA_ATTACKS: dict[str, tuple[Tamper, str]] = {
    "other bytes": (update(schema.blobs, data=zlib.compress(b"x")), "was changed"),
    "broken bytes": (update(schema.blobs, data=b"x"), "was changed"),
    "bytes under another name": (update(schema.blobs, sha256="0" * 64), "is gone"),
    "bytes gone": (delete(schema.blobs), "is gone"),
    "article renamed": (update(schema.articles, key="https://other.example"), "articles https://other.example: no row of the log"),
    "article seen earlier": (update(schema.articles, first_seen="1999"), "was changed"),
    "article gone": (delete(schema.articles), "is gone"),
    "article put in": (copy(schema.articles, key="x"), "articles x: no row of the log"),
    "article put in after the log": (copy(schema.articles, key="x", audit=99), "articles x: no row of the log"),
    "outlet renamed": (update(schema.outlets, name="x"), "no row of the log"),
    "title": (update(schema.versions, title="x"), "was changed"),
    "day": (update(schema.versions, published="1999-01-01"), "was changed"),
    "version gone": (delete(schema.versions), "is gone"),
    "version of another article": (update(schema.versions, article=2), "was changed"),
    "version put in": (copy(schema.versions, id="x"), "versions x: no row of the log"),
    "sighting": (update(schema.sightings, state="gone"), "was changed"),
    "sighting gone": (delete(schema.sightings), "is gone"),
    "program": (update(schema.readings, program="9"), "was changed"),
    "reading gone": (delete(schema.readings), "belongs to no reading"),
    "reading of another version": (update(schema.readings, version=2), "was changed"),
    "place moved": (update(schema.places, lat=1.0), "was changed"),
    "place coarsened for the search": (update(schema.places, north=90.0), "was changed"),
    "place gone": (delete(schema.places), "is gone"),
    "claim rewritten": (rewrite_claim, "readings"),
    "claim retyped for the search": (update(schema.claims, type="aid"), "columns do not follow"),
    "claim redated for the search": (update(schema.claims, published="1999-01-01"), "columns do not follow"),
    "claim gone": (delete(schema.claims), "belongs to no claim"),
    "claim put in": (copy(schema.claims, review=0, position=99), "readings"),
    "claim of no reading": (copy(schema.claims, reading=99, review=0), "belongs to no reading"),
    "claim that is no JSON": (update(schema.claims, json="{"), "cannot be read"),
    "claim that is no end of brackets": (update(schema.claims, json="[" * 200_000), "cannot be read"),
    "correction rewritten": (rewrite_correction, "is not what review 1 put"),
    "correction of no review": (copy(schema.claims, review=77), "is not what review 77 put"),
    "source": (update(schema.sources, name="x"), "sources do not follow"),
    "source gone": (delete(schema.sources), "sources do not follow"),
    "source put in": (copy(schema.sources, position=9), "sources do not follow"),
    "filler": (update(schema.fillers, actor="x"), "fillers do not follow"),
    "filler elsewhere": (update(schema.fillers, place=2), "fillers do not follow"),
    "part of no claim": (copy(schema.fillers, claim=99, position=0), "belongs to no claim"),
    "quantity": (update(schema.quantities, low=0.0), "quantities do not follow"),
    "review": (update(schema.reviews, verdict="accepted"), "was changed"),
    "review gone": (delete(schema.reviews), "is gone"),
    "review put in": (copy(schema.reviews, who="x"), "no row of the log"),
    "link put in": (
        lambda c: c.execute(
            schema.links.insert(),
            {"n": 1, "id": "x", "kind": "x", "claim": "x", "other": "y", "made_by": "x", "why": "", "at": "", "audit": 1},
        ),
        "links x: no row of the log",
    ),
}


@pytest.mark.parametrize("attack", DATA_ATTACKS)
def test_data_that_was_tampered_with(filled: Ledger, attack: str) -> None:
    tamper, fault = DATA_ATTACKS[attack]
    past_the_triggers(filled, tamper)
    found = verify(filled)
    assert any(fault in told for told in found.faults), found.faults
    assert verify(filled, data=False).clean  # the log alone knows nothing of it


def test_a_quotation_that_its_text_does_not_have(filled: Ledger) -> None:
    """Written anew so that every hash is right: the text still convicts it."""

    def forge(c: sa.Connection) -> None:
        claims = c.execute(sa.select(schema.claims).where(schema.claims.c.reading == 1).order_by(schema.claims.c.n)).all()
        told = [row.json for row in claims]
        told[0] = told[0].replace('"text":"قصفت"', '"text":"قتلت"')
        c.execute(sa.update(schema.claims).where(schema.claims.c.n == claims[0].n).values(json=told[0]))
        version = schema.versions.c.id.label("version_id")
        chosen = sa.select(schema.readings, version).join(schema.versions, schema.versions.c.n == schema.readings.c.version)
        row = dict(c.execute(chosen.where(schema.readings.c.n == 1)).mappings().one())
        digest = rows.record_digest("readings", {**row, "claims_digest": rows.claims_digest(told)})
        acts = log(c)
        what = json.loads(acts[0]["what"])
        what["rows"] = [[*r[:2], digest] if r[0] == "readings" else r for r in what["rows"]]
        write_log(c, chained([{**acts[0], "what": rows.canonical(what)}, *acts[1:]]))

    past_the_triggers(filled, forge)
    (fault,) = verify(filled).faults
    assert "quotes 'قتلت' at 27, where its text has 'قصفت'" in fault


def test_many_faults_are_counted_and_the_first_are_told(ledger: Ledger) -> None:
    for n in range(30):
        of = document(str(n))
        ledger.add(of, reading(of))
    past_the_triggers(ledger, lambda c: (c.execute(sa.delete(schema.claims)), c.execute(sa.update(schema.sightings).values(state="x"))))
    found = verify(ledger)
    assert len(found.faults) == 200
    assert found.found > 200


def test_an_empty_ledger_is_clean(ledger: Ledger) -> None:
    found = verify(ledger)
    assert (found.clean, found.acts, found.head) == (True, 0, Head(0, GENESIS))


def test_a_head_is_text_and_back() -> None:
    head = Head(12, "ab" * 32)
    assert Head.parse(f" {head}\n") == head


@pytest.mark.parametrize("told", ["", "12", "12:zz", "-1:" + "a" * 64, "١٢:" + "a" * 64, "x:" + "a" * 64])
def test_what_is_no_head_is_refused(told: str) -> None:
    with pytest.raises(LedgerError, match="no head"):
        Head.parse(told)


def test_a_clock_that_goes_back_does_not_break_the_log(ledger: Ledger) -> None:
    with connect.transaction(ledger.engine, writes=True) as connection:
        append(connection, "x", "export", ())
    past_the_triggers(ledger, relogged(lambda acts: chained([{**acts[0], "at": "2999-01-01T00:00:00.000000Z"}])))
    ledger.log_export({})
    assert verify(ledger).clean


def test_a_long_log_is_followed_in_bounded_memory(ledger: Ledger) -> None:
    at, what = "2024-05-02T12:00:00.000000Z", '{"rows":[]}'
    acts = chained([{"at": at, "who": "x", "action": "export", "what": what}] * 20_000)
    with connect.transaction(ledger.engine, writes=True) as connection:
        connection.execute(schema.audit.insert(), acts)
    tracemalloc.start()
    found = verify(ledger)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.clean, found.acts) == (True, 20_000)
    assert peak < 20_000_000


def test_progress_is_told_row_by_row(whole: Ledger) -> None:
    told: list[int] = []
    verify(whole, progress=told.append)
    assert told == list(range(1, whole.head().n + 1))
