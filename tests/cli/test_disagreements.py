from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.cli.books import MAKER, Say, lines
from tests.ledger.samples import document, reading, span

from marsad.cli.output import ExitCode
from marsad.ledger.store import open_ledger
from marsad.model import Claim, Filler, Source

TEXT = "قال المرصد إن طائرات قصفت المدينة، ونفت وكالة سانا\u202e\x1b[31m القصف"


@pytest.fixture
def say(program: Say) -> Say:
    """Runs `marsad disagreements …`; gives the exit code, what it printed, and what it said."""
    return partial(program, "disagreements")


@pytest.fixture
def disputed(tmp_path: Path) -> str:
    """A ledger of one article that tells of an air strike and of its denial."""
    of = document("https://news.example/1", TEXT)
    claims = (
        Claim("airstrike", span(TEXT, "قصفت"), "asserted", (Source(span(TEXT, "المرصد"), None, "observatory"),)),
        Claim(
            "airstrike",
            span(TEXT, "القصف"),
            "negated",
            (Source(span(TEXT, "وكالة سانا\u202e\x1b[31m"), None, "agency"),),
            roles={"agent": (Filler(span(TEXT, "طائرات")),)},
        ),
    )
    with open_ledger(tmp_path / "b.db", maker=MAKER) as ledger:
        ledger.add(of, reading(of, claims))
    return str(tmp_path / "b.db")


def test_a_table_shows_both_sides(say: Say, disputed: str) -> None:
    code, out, _ = say("--ledger", disputed, "--bidi", "off")
    assert code == ExitCode.DONE
    assert "whether it happened · airstrike" in out and "it did not" in out and out.endswith("1 disagreement\n")
    assert "المرصد" in out and "وكالة سانا" in out
    assert "\x1b" not in out and "\u202e" not in out


def test_json_is_one_object_a_line(say: Say, disputed: str) -> None:
    code, out, err = say("--ledger", disputed, "--format", "json")
    (told,) = lines(out)
    assert code == ExitCode.DONE and told["about"] == "happened" and [len(side["claims"]) for side in told["sides"]] == [1, 1]
    assert err == "marsad: 1 disagreement\n"


def test_filters_and_kinds_leave_out(say: Say, disputed: str) -> None:
    for args in (("--status", "asserted"), ("--about", "figure"), ("--place", "الرقة")):
        assert say("--ledger", disputed, *args)[:2] == (ExitCode.DONE, "No disagreement found.\n"), args
    assert say("--ledger", disputed, "--limit", "0")[1] == "0 of 1 disagreement; --limit shows others\n"


def test_usage(say: Say, disputed: str, tmp_path: Path) -> None:
    assert say("--ledger", disputed, "--about", "why")[0] == ExitCode.USAGE
    assert say("--ledger", disputed, "--from", "2024-05-02", "--to", "2024-05-01")[0] == ExitCode.USAGE
    assert say("--ledger", tmp_path / "none.db")[0] == ExitCode.SOURCE
