"""Programs that are killed, that run at once, and disks that are full: the ledger is whole and has everything once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.ledger.samples import numbered
from tools.postgres import Server, server

from evaluation import faults
from marsad.errors import LedgerError
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger
from marsad.model import Document, Reading

ROOT = Path(__file__).resolve().parents[2]
FEEDER = Path(__file__).with_name("feeder.py")
ARTICLES = 60
KILLS = 8


def feed(where: str, first: int, last: int, *, limit: int | None = None) -> subprocess.Popen[str]:
    told = [sys.executable, "-W", "error", str(FEEDER), where, str(first), str(last), *([] if limit is None else [str(limit)])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))}
    return subprocess.Popen(told, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def undisturbed(path: Path, last: int) -> str:
    with open_ledger(path) as ledger:
        for n in range(last):
            ledger.add(*numbered(n))
        return ledger.content_hash()


def test_killed_at_any_moment_and_run_again(where: str, tmp_path: Path) -> None:
    chance = random.Random(5)
    told = -1
    for _ in range(KILLS):
        running = feed(where, 0, ARTICLES)
        assert running.stdout is not None
        for _ in range(chance.randrange(ARTICLES // 2)):
            told = max(told, int(running.stdout.readline() or -1))
        time.sleep(chance.random() / 100)
        running.kill()
        running.communicate()
        with open_ledger(where) as ledger:
            assert verify(ledger).clean
            assert ledger.counts()["articles"] > told  # what was told to be in is in
    out, err = (running := feed(where, 0, ARTICLES)).communicate(timeout=60)
    assert (running.returncode, err, out.split()[-1]) == (0, "", str(ARTICLES - 1))
    with open_ledger(where) as ledger:
        assert verify(ledger).clean
        assert ledger.counts()["versions"] == ARTICLES
        assert ledger.content_hash() == undisturbed(tmp_path / "undisturbed.db", ARTICLES)


def test_two_programs_write_and_one_reads(where: str, tmp_path: Path) -> None:
    """Both make the ledger, if they can, and half of what they write is the same."""
    writers = [feed(where, 0, ARTICLES), feed(where, ARTICLES // 2, ARTICLES * 3 // 2)]
    seen = [0]
    with open_ledger(where) as ledger:
        while any(writer.poll() is None for writer in writers):
            hits = ledger.search(Filter(types=("airstrike",)), limit=1_000)
            assert len({hit.id for hit in hits}) == len(hits)
            seen.append(ledger.counts()["articles"])
            assert verify(ledger, data=False).clean
        for writer in writers:
            out, err = writer.communicate(timeout=60)
            assert (writer.returncode, err, len(out.split())) == (0, "", ARTICLES)
        assert seen == sorted(seen)
        assert verify(ledger).clean
        assert ledger.counts()["versions"] == ARTICLES * 3 // 2
        assert ledger.content_hash() == undisturbed(tmp_path / "undisturbed.db", ARTICLES * 3 // 2)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files")
def test_a_full_disk_is_told_and_leaves_a_whole_ledger(tmp_path: Path) -> None:
    where = str(tmp_path / "marsad.db")
    open_ledger(where).close()
    running = feed(where, 0, 1_000, limit=5_000_000)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "marsad.ledger" not in err.splitlines()[-1]
    assert "cannot be written" in err
    assert "free space and run again" in err
    told = len(out.split())
    assert 10 < told < 1_000
    with open_ledger(where) as ledger:
        assert verify(ledger).clean
        assert ledger.counts()["articles"] == told
        for n in range(told + 5):
            ledger.add(*numbered(n))
        assert verify(ledger).clean
        assert ledger.content_hash() == undisturbed(tmp_path / "undisturbed.db", told + 5)


# What is told of each in words that PostgreSQL says; rows go to it in two ways, one by one and copied.
@pytest.mark.parametrize("table", ["audit", "blobs", "claims", "fillers", "claim_words"])
def test_a_full_disk_of_the_server_is_told_and_leaves_a_whole_ledger(postgres: Server, table: str) -> None:
    with open_ledger(postgres.database()) as ledger:
        ledger.add(*numbered(0))
        before = ledger.content_hash()
        full = 'could not extend file "base/1/2": No space left on device'
        with ledger.engine.begin() as connection:
            raised = f"BEGIN RAISE EXCEPTION '{full}' USING ERRCODE = '53100'; END"
            connection.exec_driver_sql(f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $${raised}$$")
            connection.exec_driver_sql(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()")
        with pytest.raises(LedgerError, match="free space and run again"):
            ledger.add(*larger(1))
        assert verify(ledger).clean and ledger.content_hash() == before
        with ledger.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP TRIGGER full_disk ON {table}")
        ledger.add(*larger(1))
        assert verify(ledger).clean and ledger.counts()["articles"] == 2


def larger(n: int) -> tuple[Document, Reading]:
    """An article with as many claims as are copied."""
    of, read = numbered(n)
    first = read.claims[0]
    return of, replace(read, claims=(*read.claims, *(replace(first, status=status) for status in ("negated", "intended", "possible"))))


@pytest.mark.usefixtures("postgres")
def test_a_server_that_dies_is_told_and_loses_nothing(tmp_path: Path) -> None:
    with server() as own:
        where = own.database()
        running = feed(where, 0, ARTICLES)
        assert running.stdout is not None
        told = [running.stdout.readline() for _ in range(ARTICLES // 3)]
        own.kill()
        out, err = running.communicate(timeout=60)
        assert running.returncode == 1
        assert "check that the server runs" in err and "Traceback" not in err
        own.start()
        with open_ledger(where) as ledger:
            assert verify(ledger).clean
            assert ledger.counts()["articles"] >= len(told) + len(out.split())
        out, err = feed(where, 0, ARTICLES).communicate(timeout=60)
        with open_ledger(where) as ledger:
            assert ledger.content_hash() == undisturbed(tmp_path / "undisturbed.db", ARTICLES)


@pytest.mark.slow
def test_the_command_is_killed_and_run_again(where: str, tmp_path: Path) -> None:
    """`evaluation/faults.py` does this twenty times, and more."""
    path = faults.written(tmp_path / "articles", 80)
    faults.killed(where, path, 80, faults.undisturbed(tmp_path, path), kills=4, seed=3)


@pytest.mark.slow
def test_the_command_runs_three_times_at_once(where: str, tmp_path: Path) -> None:
    path = faults.written(tmp_path / "articles", 60)
    other = tmp_path / "other.jsonl"
    other.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))
    faults.together(where, path, other, 60, faults.undisturbed(tmp_path, path))
