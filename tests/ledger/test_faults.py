"""Programs that are killed, that run at once, and disks that are full: the ledger is whole and has everything once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ledger.samples import numbered

from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger

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
