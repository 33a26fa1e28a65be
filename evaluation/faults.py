#!/usr/bin/env python3
"""What becomes of a ledger when `marsad ingest` is killed, its server dies, its disk is full, or several run at once.

    faults.py                  20 kills, on SQLite and PostgreSQL (some minutes)
    faults.py --kills N        another number
    faults.py --seed N         at other moments

After each fault the same command is run again to its end. Then the log must be whole, no article lost or there twice, and the content the
same as that of a ledger that was never disturbed. The articles are invented (benchmarks/articles.py). Full disks are small file
systems in memory, which only root may mount; where we are not root they are left out, and that is said. Exit code 1 where something
does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.articles import write
from tools.postgres import Server, server

from marsad.errors import LedgerError
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger, open_ledger

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 200
KILLS = 20
FULL = "free space and run again"
PATIENCE = 120.0  # seconds for one run of the command


def written(folder: Path, count: int = ARTICLES) -> Path:
    """A file of invented articles, as JSON lines."""
    (path,) = write(folder, count, count, lambda _: None)
    return path


def ingest(where: str, path: Path, *, largest: int | None = None) -> subprocess.Popen[str]:
    """`marsad ingest` of a file, started; no file of its may grow over `largest` bytes."""

    def limited() -> None:
        assert largest is not None
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    told = [sys.executable, "-m", "marsad", "ingest", str(path), "--ledger", where, "--gazetteers", "shipped"]
    return subprocess.Popen(
        told,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=None if largest is None else limited,
    )


def ended(running: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a command that has ended, and what it said."""
    out, err = running.communicate(timeout=PATIENCE)
    return running.returncode, out + err


def refused(running: subprocess.Popen[str], words: str) -> None:
    """Let a command end that cannot do its work; it must say so in these words."""
    code, said = ended(running)
    assert code == 3, (code, said)
    assert words in said, said
    assert "Traceback" not in said, said


def done(where: str, path: Path) -> None:
    """Run the command to its end; it must find nothing to complain of."""
    code, said = ended(ingest(where, path))
    assert code == 0, said


def undisturbed(folder: Path, path: Path) -> str:
    """The content of a ledger of these articles that nothing happened to."""
    where = str(folder / "undisturbed.db")
    done(where, path)
    with open_ledger(where, create=False) as ledger:
        return ledger.content_hash()


def check(where: str, count: int, content: str) -> None:
    """The log is whole, each article is there once, and all is as in the undisturbed ledger."""
    with open_ledger(where, create=False) as ledger:
        found = verify(ledger)
        assert found.clean, found.faults
        counts = ledger.counts()
        assert (counts["articles"], counts["versions"], counts["readings"]) == (count,) * 3, counts
        assert ledger.content_hash() == content


def await_articles(where: str, count: int, running: subprocess.Popen[str]) -> None:
    """Wait until so many articles are in, or the command has ended."""
    until = time.monotonic() + PATIENCE
    ledger: Ledger | None = None
    try:
        while running.poll() is None and time.monotonic() < until:
            try:
                ledger = ledger or open_ledger(where, create=False)
                if ledger.counts()["articles"] >= count:
                    return
            except LedgerError:
                pass  # there is none yet
            time.sleep(0.002)
    finally:
        if ledger is not None:
            ledger.close()


# -- what can happen -----------------------------------------------------------------------------------------------------------


def killed(where: str, path: Path, count: int, content: str, *, kills: int, seed: int) -> None:
    """Killed without a word at random moments, each further on than the last, then run to the end."""
    chance = random.Random(seed)  # noqa: S311 - the same moments every time
    for target in sorted(chance.randrange(count) for _ in range(kills)):
        running = ingest(where, path)
        if target:
            await_articles(where, target, running)
        time.sleep(chance.random() / (50 if target else 2))  # the first ones hit the start of the program too
        assert running.poll() is None, ended(running)
        running.kill()
        ended(running)
        try:
            with open_ledger(where, create=False) as ledger:
                assert ledger.counts()["articles"] >= target
                assert verify(ledger).clean
        except LedgerError as error:
            if target:  # else it was killed before there was one
                raise AssertionError(str(error)) from error
    done(where, path)
    check(where, count, content)


def session_killed(postgres: Server, path: Path, count: int, content: str) -> None:
    """The server's process that serves us is killed: the server ends all sessions and mends itself."""
    where = postgres.database()
    running = ingest(where, path)
    await_articles(where, count // 3, running)
    with psycopg.connect(f"{postgres.address}/postgres") as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE application_name = 'marsad' AND datname = %s LIMIT 1"
        (pid,) = connection.execute(asked, [where.rpartition("/")[2]]).fetchone() or (0,)
    assert pid
    os.kill(pid, signal.SIGKILL)
    refused(running, "check that the server runs")
    await_server(postgres)
    done(where, path)
    check(where, count, content)


def server_killed(postgres: Server, path: Path, count: int, content: str) -> None:
    """The whole server is killed, and started again."""
    where = postgres.database()
    running = ingest(where, path)
    await_articles(where, count // 2, running)
    postgres.kill()
    refused(running, "check that the server runs")
    refused(ingest(where, path), "cannot be reached")
    postgres.start()
    done(where, path)
    check(where, count, content)


def await_server(postgres: Server) -> None:
    """Wait until a server that mends itself answers again."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(f"{postgres.address}/postgres").close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < until
            time.sleep(0.05)


def file_limit(where: str, path: Path, count: int, content: str, *, largest: int) -> None:
    """A file may not grow: told, what was added stands, and it goes on when it may."""
    open_ledger(where).close()
    refused(ingest(where, path, largest=largest), FULL)
    done(where, path)
    check(where, count, content)


def full_disk(path: Path, count: int, content: str, *, megabytes: int) -> None:
    """SQLite on a disk that is full, then has space again."""
    with small_disk(megabytes) as disk:
        (disk / "ballast").write_bytes(bytes((megabytes - 3) * 1_000_000))
        where = str(disk / "marsad.db")
        refused(ingest(where, path), FULL)
        with open_ledger(where, create=False) as ledger:  # to read needs no space
            assert ledger.search(Filter(), 5)
            assert verify(ledger).clean
        (disk / "ballast").unlink()
        done(where, path)
        check(where, count, content)


def full_server(path: Path, count: int, content: str, *, megabytes: int) -> None:
    """PostgreSQL on a disk that is full, then has space again."""
    with small_disk(megabytes) as disk, server(disk, max_wal_size="32MB", min_wal_size="32MB") as own:
        where = own.database()
        open_ledger(where).close()
        ballast = disk / "ballast"
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        ballast.write_bytes(bytes(max(0, free - 2_000_000)))
        refused(ingest(where, path), FULL)
        ballast.unlink()
        await_server(own)
        done(where, path)
        check(where, count, content)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of its own, of so many megabytes, in memory."""
    with tempfile.TemporaryDirectory(prefix="marsad-disk-") as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "marsad-test", name], check=True, capture_output=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def may_mount() -> bool:
    """Whether file systems can be mounted here."""
    try:
        with small_disk(1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def together(where: str, path: Path, other: Path, count: int, content: str) -> None:
    """Two write the same and others, one reads, all at once; `other` holds articles of `path` too, `content` is that of both."""
    writers = [ingest(where, path), ingest(where, path), ingest(where, other)]
    seen = [0]
    await_articles(where, 1, writers[0])
    with open_ledger(where, create=False) as ledger:
        while any(writer.poll() is None for writer in writers):
            hits = ledger.search(Filter(), limit=500)
            assert len({hit.id for hit in hits}) == len(hits)
            seen.append(ledger.counts()["articles"])
            assert verify(ledger, data=False).clean
    for writer in writers:
        code, said = ended(writer)
        assert code == 0, said
    assert seen == sorted(seen)
    check(where, count, content)


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=KILLS, metavar="N", help=f"how often each ledger is killed (default: {KILLS})")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which moments (default: 1)")
    args = parser.parse_args()
    failed = False

    def told(name: str, act: Callable[[], None]) -> None:
        nonlocal failed
        begun = time.monotonic()
        try:
            act()
        except AssertionError as error:
            failed = True
            print(f"{name:44} FAILED: {error}", flush=True)
        else:
            print(f"{name:44} holds ({time.monotonic() - begun:.0f} s)", flush=True)

    with tempfile.TemporaryDirectory(prefix="marsad-faults-") as name, server() as postgres:
        folder = Path(name)
        path = written(folder / "articles")
        content = undisturbed(folder, path)
        here = (path, ARTICLES, content)
        for kind, where in (("SQLite", str(folder / "killed.db")), ("PostgreSQL", postgres.database())):
            told(f"{kind}: killed {args.kills} times", lambda w=where: killed(w, *here, kills=args.kills, seed=args.seed))  # type: ignore[misc]
        told("PostgreSQL: a session killed", lambda: session_killed(postgres, *here))
        told("PostgreSQL: the server killed", lambda: server_killed(postgres, *here))
        told("SQLite: a file that may not grow", lambda: file_limit(str(folder / "limit.db"), *here, largest=1_500_000))
        if may_mount():
            told("SQLite: a full disk", lambda: full_disk(*here, megabytes=20))
            told("PostgreSQL: a full disk", lambda: full_server(*here, megabytes=200))
        else:
            print("full disks: left out; only root may mount one")
        other = folder / "other.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        other.write_bytes(b"".join(reversed(lines)))
        for kind, where in (("SQLite", str(folder / "together.db")), ("PostgreSQL", postgres.database())):
            told(f"{kind}: three write, one reads", lambda w=where: together(w, path, other, ARTICLES, content))  # type: ignore[misc]
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
