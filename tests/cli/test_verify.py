from __future__ import annotations

import re
import sqlite3
from functools import partial
from pathlib import Path

import pytest
from tests.cli.books import Say

from marsad.cli.output import ExitCode
from marsad.ledger.audit import Verdict, verify
from marsad.ledger.chain import GENESIS, Head
from marsad.ledger.store import open_ledger


@pytest.fixture
def say(program: Say) -> Say:
    return partial(program, "verify")


def tamper(book: str, *statements: str) -> None:
    """Do something to a file that its owner can do past the triggers."""
    with sqlite3.connect(book) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def head_of(book: str) -> Head:
    with open_ledger(book) as ledger:
        return ledger.head()


def test_a_whole_ledger(say: Say, book: str) -> None:
    head = head_of(book)
    code, out, err = say("--ledger", book)
    assert (code, err) == (ExitCode.DONE, "")
    first, second, third = out.splitlines()
    assert re.fullmatch(r"3 rows of the log followed; \d+ rows of data compared with it", first)
    assert second == f"head {head}"
    assert third == "nothing is wrong; keep the head elsewhere, and give it with --head next time"


def test_quick_follows_the_log_alone(say: Say, book: str) -> None:
    tamper(book, "DELETE FROM sightings WHERE n = 1")
    code, out, _ = say("--ledger", book, "--quick")
    assert (code, out.splitlines()[0]) == (0, "3 rows of the log followed; the data was not compared (--quick)")
    assert say("--ledger", book)[0] == ExitCode.FAILED


def test_each_fault_is_a_line_and_the_exit_code_is_1(say: Say, book: str) -> None:
    tamper(book, "UPDATE audit SET who = 'x' WHERE n = 2", "UPDATE outlets SET name = 'x\x1b[31m\u202e' WHERE n = 1")
    code, out, err = say("--ledger", book)
    assert (code, err) == (ExitCode.FAILED, "")
    lines = out.splitlines()
    assert "log row 2: was edited; it does not have the hash that it was written with" in lines
    assert lines[-1] == f"{len(lines) - 3} faults found: this ledger is not what it was when it was written"
    assert any("outlets x" in line for line in lines)
    assert "\x1b" not in out and "\u202e" not in out


def test_faults_beyond_what_is_told_are_counted(say: Say, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = Verdict(1, 2, Head(1, GENESIS), ("a", "b"), 5)
    monkeypatch.setattr("marsad.ledger.audit.verify", lambda *_args, **_told: verdict)
    code, out, _ = say("--ledger", book)
    assert (code, out.splitlines()[:3]) == (ExitCode.FAILED, ["a", "b", "… and 3 faults more"])


def test_a_kept_head_sees_a_log_that_was_cut_off(say: Say, book: str, tmp_path: Path) -> None:
    head, kept = head_of(book), tmp_path / "head.txt"
    kept.write_text(f" {head}\n")
    for given in (("--head", head), ("--head-file", kept)):
        code, out, _ = say("--ledger", book, *given)
        assert (code, out.splitlines()[-1]) == (0, "nothing is wrong, and the log goes on from the head that was kept")
    tamper(book, "DELETE FROM audit WHERE n = 3", "DELETE FROM sightings WHERE audit = 3", "DELETE FROM versions WHERE audit = 3")
    tamper(book, "DELETE FROM blobs WHERE audit = 3")
    assert say("--ledger", book)[0] == ExitCode.DONE
    for given in (("--head", head), ("--head-file", kept)):
        code, out, _ = say("--ledger", book, *given)
        assert (code, out.splitlines()[0]) == (ExitCode.FAILED, "log: ends with row 2, and row 3 was kept; its tail was cut off")


def test_the_head_is_written_where_nothing_is_wrong(say: Say, book: str, tmp_path: Path) -> None:
    kept = tmp_path / "head.txt"
    assert say("--ledger", book, "--write-head", kept)[0] == ExitCode.DONE
    assert kept.read_text() == f"{head_of(book)}\n"
    assert say("--ledger", book, "--head-file", kept, "--write-head", kept)[0] == ExitCode.DONE
    kept.write_text("old")
    tamper(book, "DELETE FROM outlets WHERE n = 1")
    code, _, err = say("--ledger", book, "--write-head", kept)
    assert (code, err, kept.read_text()) == (ExitCode.FAILED, f"marsad: {kept} is left as it was\n", "old")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--head", "12"], "'12' is no head of a ledger; it is a number, a colon and 64 hexadecimal digits"),
        (["--head-file", "none.txt"], "--head-file none.txt: cannot be read"),
        (["--head-file", "none.txt", "--head", "12"], "not both"),
    ],
)
def test_heads_that_are_none(say: Say, book: str, args: list[str], message: str) -> None:
    code, out, err = say("--ledger", book, *args)
    assert (code, out) == (ExitCode.USAGE, "")
    assert message in err


def test_what_is_no_ledger_is_no_fault(say: Say, tmp_path: Path) -> None:
    assert say("--ledger", tmp_path / "none.db")[0] == ExitCode.SOURCE
    (tmp_path / "text.db").write_bytes(b"text" * 1000)
    assert say("--ledger", tmp_path / "text.db")[0] == ExitCode.SOURCE


def test_an_empty_ledger_is_whole(say: Say, tmp_path: Path) -> None:
    open_ledger(tmp_path / "new.db").close()
    code, out, _ = say("--ledger", tmp_path / "new.db")
    assert (code, out.splitlines()[1]) == (0, f"head 0:{GENESIS}")


def test_the_command_says_what_the_library_finds(say: Say, book: str) -> None:
    tamper(book, "DELETE FROM claims WHERE n = 1")
    with open_ledger(book) as ledger:
        found = verify(ledger)
    assert found.faults and say("--ledger", book)[1].splitlines()[: len(found.faults)] == list(found.faults)
