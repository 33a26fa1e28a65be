from __future__ import annotations

import datetime as dt
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.cli.books import Say, fill_hostile

from marsad.cli.output import ExitCode
from marsad.gazetteer import shipped
from marsad.intake.take import take
from marsad.ledger.audit import verify
from marsad.ledger.store import open_ledger
from marsad.model import Document
from marsad.reader import geography_of

REPORTS = (
    ("وكالة الشمال", 2, "قتل ثلاثة مدنيين اليوم الخميس بقصف مدفعي على مدينة سراقب، بحسب الدفاع المدني السوري."),
    ("الصباح", 2, "قال المرصد السوري لحقوق الإنسان إن أربعة مدنيين قتلوا الخميس في قصف على سراقب."),
    ("نبض", 3, "أصيب خمسة أشخاص أمس بانفجار عبوة ناسفة في مدينة الباب، وفق الدفاع المدني السوري."),
)


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    where = tmp_path / "incidents.db"
    with open_ledger(where) as book:
        for n, (outlet, day, text) in enumerate(REPORTS):
            fetched = dt.datetime(2024, 5, day, 12, tzinfo=dt.UTC)
            take(Document(f"{n}.txt", text.encode(), text, fetched, dt.date(2024, 5, day), outlet), book, geography_of(shipped()))
    return str(where)


@pytest.fixture
def say(program: Say, ledger: str, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.setenv("MARSAD_LEDGER", ledger)
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    return partial(program, "incidents")


def listed(say: Say, *options: str) -> list[dict[str, Any]]:
    code, out, _ = say("--format", "json", *options)
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_a_list_shows_ranges_and_who_says_what(say: Say) -> None:
    code, out, err = say("--place", "سراقب")
    words = [re.sub(" +", " ", line.strip()) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert "2024-05-02 killed, shelling سراقب" in words
    assert "voices 2 independent, in 2 articles" in words
    assert "killed 3–4 the voices conflict" in words
    assert "4, 2024-05-02 المرصد السوري لحقوق الإنسان" in words and "3, 2024-05-02 الدفاع المدني السوري" in words
    assert words[-1] == "1 incident"


def test_json_has_all_parts(say: Say) -> None:
    (one,) = listed(say, "--type", "shelling")
    assert (one["independent"], one["time"]) == (2, {"start": "2024-05-02", "end": "2024-05-02", "told": True})
    assert [(f["measure"], f["low"], f["high"], f["agreement"]) for f in one["figures"]] == [("killed", 3, 4, "conflict")]
    assert one["articles"] == ["0.txt", "1.txt"] and all(link["reasons"] for link in one["links"])


def test_days_and_types_choose(say: Say) -> None:
    assert len(listed(say)) == 2
    assert [i["types"] for i in listed(say, "--type", "bombing")] == [["bombing", "wounded"]]
    assert listed(say, "--from", "2024-05-03") == [] and len(listed(say, "--to", "2024-05-02")) == 2
    assert say("--from", "2024-05-03", "--to", "2024-05-02")[0] == ExitCode.USAGE
    assert say("--type", "battle")[0] == ExitCode.USAGE
    assert say("--place", "تعز")[1] == "No incident found.\n"
    assert say("--limit", "1")[1].splitlines()[-1] == "1 of 2 incidents; --limit and --offset show others"


def test_show_gives_the_claims_and_the_reasons(say: Say) -> None:
    (one,) = listed(say, "--type", "shelling")
    code, out, _ = say("show", str(one["id"])[:8])
    assert code == 0
    assert "why they are together" in out and "both told of 2024-05-02" in out
    assert all(claim[:12] in out for claim in one["claims"])
    by_claim = say("show", one["claims"][-1], "--format", "json")
    assert json.loads(by_claim[1]) == one


def test_merge_and_split_are_kept_and_in_the_log(say: Say, ledger: str) -> None:
    one, other = (str(i["id"]) for i in listed(say))
    code, out, err = say("merge", one, other, "--why", "one night", "--who", "منى")
    assert (code, out, err) == (0, f"{min(one, other)}\n", "marsad: 1 row written by منى\n")
    (both,) = listed(say)
    assert any("one night" in note for note in both["notes"])
    assert say("merge", one, one, "--why", "x")[0] == ExitCode.USAGE
    bomb = next(c for c in both["claims"] if c.startswith((one, other)))
    assert say("split", str(both["id"]), bomb, "--why", "two towns")[0] == 0
    assert len(listed(say)) >= 2
    with open_ledger(ledger) as book:
        assert verify(book).clean


def test_a_split_claim_is_another_incident(say: Say) -> None:
    (one,) = listed(say, "--type", "shelling")
    claims = one["claims"]
    assert isinstance(claims, list)
    code, out, _ = say("split", str(one["id"]), claims[0], "--why", "another street")
    assert code == 0 and len(out.splitlines()) >= 2
    assert [i["claims"] for i in listed(say) if claims[0] in i["claims"]] == [[claims[0]]]
    assert say("split", str(one["id"]), *claims, "--why", "x")[0] != 0


def test_what_is_not_there_is_told(say: Say, tmp_path: Path) -> None:
    assert say("show", "000000")[0] == ExitCode.SOURCE
    assert say("show", "zz")[0] == ExitCode.SOURCE
    assert say("merge", "000000", "111111", "--why", "x")[0] == ExitCode.SOURCE
    assert say("--ledger", str(tmp_path / "none.db"))[0] == ExitCode.SOURCE
    (one,) = listed(say, "--type", "bombing")
    assert say("merge", str(one["id"]), str(one["id"]))[0] == ExitCode.USAGE  # no reason


def test_hostile_names_are_cleaned(say: Say, tmp_path: Path) -> None:
    code, out, _ = say("--ledger", fill_hostile(tmp_path / "bad.db"))
    assert code == 0 and "\x1b" not in out and "\u202e" not in out and "airstrike" in out
