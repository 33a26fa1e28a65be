"""The commands that ask a ledger and judge what it holds, on either database."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from tests.cli.books import Say, fill
from tests.ledger.samples import numbered

from marsad.cli.main import run
from marsad.cli.output import ExitCode
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, where: str) -> Say:
    """Runs `marsad …` on a ledger of five claims; gives the exit code, what it printed, and what it said."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("MARSAD_LEDGER", fill(where))
    monkeypatch.setenv("MARSAD_REVIEWER", "منى")

    def say(*args: object) -> tuple[int, str, str]:
        code = run([*map(str, args)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return say


def test_claims_are_the_same_on_both(say: Say, where: str) -> None:
    code, out, err = say("claims", "--format", "json")
    assert (code, err) == (ExitCode.DONE, "marsad: 5 claims\n")
    assert [json.loads(line)["type"] for line in out.splitlines()] == ["capture", "killed", "airstrike", "killed", "aid"]
    asked = ("--place", "الرقة", "--actor", "sy.airforce", "--text", "قصفت", "--near", "35.95,39.01,5", "--to", "2024-05-01")
    assert say("claims", "--count", *asked)[1] == "1\n"
    rows = list(csv.DictReader(io.StringIO(say("claims", "--format", "csv", "--no-bom", *asked)[1])))
    assert [(row["type"], row["lat"], row["low"]) for row in rows] == [("airstrike", "35.95", "")]


def test_a_claim_is_shown_reviewed_exported_and_all_of_it_verified(say: Say, where: str, tmp_path: object) -> None:
    found = re.search(r"claim +([0-9a-f]{12})", say("claims", "--type", "airstrike")[1])
    assert found
    id = found[1]
    assert "[قصفت]" in say("show", id[:6])[1]
    assert say("review", id, "correct", "--why", "a tank", "--set", "type=shelling")[0] == ExitCode.DONE
    assert say("review", id, "reject", "--why", "no")[0] == ExitCode.DONE
    assert "what was corrected" in say("show", id)[1]
    assert say("claims", "--type", "shelling", "--review", "rejected", "--count")[1] == "1\n"
    target = f"{tmp_path}/out.csv"
    assert say("claims", "--format", "csv", "-o", target)[0] == ExitCode.DONE
    with open_ledger(where) as ledger:
        head = ledger.head()
    assert head.n == 6
    code, out, err = say("verify", "--head", head)
    assert (code, err) == (ExitCode.DONE, "") and out.endswith("the log goes on from the head that was kept\n")


def test_a_page_that_is_read_does_not_see_what_is_added_meanwhile(say: Say, where: str) -> None:
    with open_ledger(where) as ledger, ledger.stream(Filter()) as (total, hits):
        first = next(hits)
        ledger.add(*numbered(7))
        assert total == 1 + len([hit for hit in hits if hit.id != first.id]) == 5
    assert say("claims", "--count")[1] == "8\n"
