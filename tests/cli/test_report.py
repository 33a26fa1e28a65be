from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import docx as word
import pytest
from tests.cli.books import Say, fill_hostile

from marsad.cli.output import ExitCode
from marsad.ledger import schema
from marsad.ledger.audit import verify
from marsad.ledger.store import open_ledger


@pytest.fixture
def say(program: Say) -> Say:
    """Runs `marsad report …`; gives the exit code, what it printed, and what it said."""
    return partial(program, "report")


def test_a_report_is_printed(say: Say, book: str) -> None:
    code, out, err = say("--ledger", book, "--lang", "en")
    assert (code, err) == (ExitCode.DONE, "")
    assert out.startswith("# Report\n\nAll times.\n") and "## What happened" in out
    assert "[^1]: «" in out


def test_the_options_choose_claims_and_what_tells_no_time_counts_from_the_day_it_came_out(say: Say, book: str) -> None:
    args = ("--ledger", book, "--lang", "en", "--from", "2024-05-01", "--to")
    assert "2 claims in 1 article" not in say(*args, "2024-05-01")[1]
    assert "Air strike" in say(*args, "2024-05-01")[1] and "1 claim in 1 article" in say(*args, "2024-05-01")[1]
    assert "3 claims in 1 article" in say(*args, "2024-05-02")[1]
    assert "5 claims in 2 articles" in say(*args, "2024-05-03")[1]
    empty = say("--ledger", book, "--place", "دوما", "--from", "1999-01-01", "--to", "1999-01-02")[1]
    assert "لا يذكر السجل شيئا" in empty and "لا معلومات عن: دوما" in empty


def test_who_holds_a_place_is_told_where_the_place_alone_is_asked_for(say: Say, book: str) -> None:
    at_all = say("--ledger", book, "--lang", "en", "--place", "الرقة")[1]
    assert "Nobody says who holds Ar Raqqah on 3 May 2024" in at_all
    some = say("--ledger", book, "--lang", "en", "--place", "الرقة", "--status", "asserted")[1]
    assert "Air strike" in some and "Nobody says who holds" not in some  # others might
    nowhere = say("--ledger", book, "--lang", "en", "--place", "<b>[x](http://x)")
    assert nowhere[0] == ExitCode.DONE and "Report on \\<b\\>\\[x\\](http:\\//x)" in nowhere[1]


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_a_file_is_whole_and_noted_in_the_log(say: Say, book: str, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"report.{form}"
    code, out, err = say("--ledger", book, "--format", form, "-o", file)
    assert (code, out) == (ExitCode.DONE, "") and f"written to {file}" in err
    with open_ledger(book) as ledger:
        with ledger.engine.connect() as connection:
            act = connection.execute(schema.audit.select().order_by(schema.audit.c.n.desc())).first()
        assert verify(ledger).clean
    assert act is not None and act.action == "export"
    told = json.loads(act.what)["export"]
    assert told["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (told["format"], told["report"], told["claims"]) == (form, "ar", 5)
    if form == "docx":
        assert "الرقة" in " ".join(p.text for p in word.Document(io.BytesIO(file.read_bytes())).paragraphs)
    before = file.read_bytes()
    say("--ledger", book, "--format", form, "-o", file)
    assert file.read_bytes() == before


def test_usage(say: Say, book: str, tmp_path: Path) -> None:
    code, _, err = say("--ledger", book, "--format", "docx")
    assert code == ExitCode.USAGE and "-o FILE" in err
    assert say("--ledger", book, "--format", "pdf")[0] == ExitCode.USAGE
    assert say("--ledger", book, "-o", book)[0] == ExitCode.USAGE
    assert say("--ledger", tmp_path / "none.db")[0] == ExitCode.SOURCE


def test_hostile_names_do_nothing(say: Say, tmp_path: Path) -> None:
    book = fill_hostile(tmp_path / "h.db")
    for form in ("md", "html"):
        out = say("--ledger", book, "--format", form, "--lang", "en")[1]
        assert "\x1b" not in out and "\u202e" not in out and "\x07" not in out and "cmd" in out
    file = tmp_path / "h.docx"
    assert say("--ledger", book, "--format", "docx", "-o", file)[0] == ExitCode.DONE
    assert word.Document(io.BytesIO(file.read_bytes())).paragraphs


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = "import sys, marsad.cli.main; print([m for m in ('docx', 'sqlalchemy', 'yaml') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ).stdout
    assert json.loads(out.replace("'", '"')) == []
