from __future__ import annotations

import io
import json
import re
import sys
from functools import partial
from pathlib import Path

import pytest
from tests.cli.books import Say, fill_hostile

from marsad.cli.output import ExitCode
from marsad.errors import LedgerError
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.records import Review, Told, Verdict
from marsad.ledger.store import Ledger, open_ledger


@pytest.fixture
def say(program: Say, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    return partial(program, "review")


def ids(book: str, *types: str) -> list[str]:
    with open_ledger(book) as ledger:
        return [ledger.search(Filter(types=(type,), outlets=("وكالة سانا",)))[0].id for type in types]


def told(book: str, id: str) -> Told:
    with open_ledger(book) as ledger:
        assert verify(ledger).clean
        return ledger.claim(id)


def words(printed: str) -> list[str]:
    return [re.sub(" +", " ", line.strip()) for line in printed.splitlines()]


def test_accept_and_reject_several_at_once(say: Say, book: str) -> None:
    killed, aid = ids(book, "killed", "aid")
    code, out, err = say(killed[:8], aid, killed, "reject", "--why", "a film", "--who", "منى", "--ledger", book)
    assert (code, err) == (0, "marsad: reviewed by منى\n")
    assert out == f"{killed[:12]}  killed  rejected\n{aid[:12]}  aid  rejected\n"
    for id in (killed, aid):
        (review,) = told(book, id).reviews
        assert (review.verdict, review.who, review.why, review.correction) == ("rejected", "منى", "a film", None)
    assert say(killed, "accept", "--ledger", book)[0] == ExitCode.DONE
    assert [review.verdict for review in told(book, killed).reviews] == ["rejected", "accepted"]


def test_what_was_done_before_a_fault_is_said(say: Say, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    killed, aid = ids(book, "killed", "aid")
    whole = Ledger.review

    def review(self: Ledger, claim: str, verdict: Verdict, *, who: str, why: str = "") -> Review:
        if claim == aid:
            raise LedgerError("m.db: the disk is full")
        return whole(self, claim, verdict, who=who, why=why)

    monkeypatch.setattr(Ledger, "review", review)
    code, out, err = say(killed, aid, "accept", "--ledger", book)
    assert (code, out, err) == (ExitCode.SOURCE, f"{killed[:12]}  killed  accepted\n", "marsad: m.db: the disk is full\n")


def test_nothing_is_reviewed_where_one_is_not_there(say: Say, book: str) -> None:
    killed = ids(book, "killed")[0]
    code, out, err = say(killed, "000000", "accept", "--ledger", book)
    assert (code, out) == (ExitCode.SOURCE, "") and "has no claim '000000'" in err
    assert told(book, killed).reviews == ()


def test_the_same_again_adds_nothing(say: Say, book: str) -> None:
    killed = ids(book, "killed")[0]
    say(killed, "accept", "--ledger", book)
    out = say(killed, "accept", "--ledger", book)[1]
    assert out == f"{killed[:12]}  killed  accepted already, by the same person for the same reason\n"
    assert len(told(book, killed).reviews) == 1


def test_who_reviews_is_said_and_by_whose_word(say: Say, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = ids(book, "killed")[0]
    assert (
        say(killed, "accept", "--ledger", book)[2]
        == "marsad: reviewed by login (your login name; --who or MARSAD_REVIEWER says otherwise)\n"
    )
    monkeypatch.setenv("MARSAD_REVIEWER", " سمر ")
    assert say(killed, "accept", "--ledger", book)[2] == "marsad: reviewed by سمر (MARSAD_REVIEWER)\n"
    assert say(killed, "accept", "--who", "منى", "--ledger", book)[2] == "marsad: reviewed by منى\n"
    assert [review.who for review in told(book, killed).reviews] == ["login", "سمر", "منى"]


def test_nobody_reviews_without_a_name(say: Say, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError("no such user")

    monkeypatch.setattr("getpass.getuser", fail)
    code, _, err = say(ids(book, "killed")[0], "accept", "--ledger", book)
    assert code == ExitCode.SOURCE and "give --who NAME, or set MARSAD_REVIEWER" in err


def test_a_correction_says_what_was_and_what_is(say: Say, book: str) -> None:
    killed = ids(book, "killed")[0]
    change = ["type=wounded", "quantity.low=2", "quantity.high=none", "target=none", "sources=مصادر طبية", "time=2024-05-01@أمس"]
    code, out, err = say(killed, "correct", "--why", "w", "--ledger", book, *(part for each in change for part in ("--set", each)))
    assert code == 0, err
    assert words(out) == [
        f"{killed[:12]} killed corrected",
        "type was killed",
        "is wounded",
        "says was observatory, citing medical المرصد السوري ← مصادر طبية",
        "is medical مصادر طبية",
        "target was ثلاثة مدنيين",
        "is nothing",
        "figures was count 3 people ثلاثة مدنيين",
        "is count ≥ 2 people ثلاثة مدنيين",
        "when was nothing",
        "is 2024-05-01 أمس",
    ]
    after = told(book, killed)
    assert after.hit.corrected and after.hit.claim["type"] == "wounded" and after.machine["type"] == "killed"
    assert after.hit.claim["why"] == ["corrected by login: w"]


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_a_correction_of_a_program(say: Say, book: str, tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = ids(book, "killed")[0]
    change = json.dumps({"status": "possible", "roles": {}}).encode()
    (tmp_path / "c.json").write_bytes(change)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(change)))
    code, _, err = say(killed, "correct", "--why", "w", "--json", tmp_path / "c.json" if source == "file" else "-", "--ledger", book)
    assert code == 0, err
    assert (told(book, killed).hit.claim["status"], told(book, killed).hit.claim["roles"]) == ("possible", {})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["reject"], "to reject a claim needs a reason: --why TEXT"),
        (["correct", "--set", "type=siege"], "to correct a claim needs a reason"),
        (["correct", "--why", "w"], "say what it is: --set FIELD=VALUE"),
        (["correct", "--why", "w", "--set", "type=siege", "--json", "x"], "or --json FILE"),
        (["accept", "--set", "type=siege"], "--set and --json are for `correct`"),
        (["allow"], "'allow' is not one of"),
        (["correct", "--why", "w", "--set", "tpye=siege"], "did you mean type"),
        (["correct", "--why", "w", "--set", "type=seige"], "'seige', which nobody knows"),
        (["correct", "--why", "w", "--set", "type=killed"], "changes nothing; to agree with a claim, accept it"),
        (["correct", "--why", "w", "--set", "status=sure"], "status is one of asserted"),
        (["correct", "--why", "w", "--set", "target=قردة"], "has no words"),
        (["correct", "--why", "w", "--set", "quantity.low=9"], "low 9 over high 3"),
        (["correct", "--why", "w", "--json", "none.json"], "--json none.json: cannot be read"),
        (["correct", "--why", "w", "--json", "bad.json"], "--json bad.json: is no JSON"),
        (["correct", "--why", "w", "--json", "list.json"], "is no object"),
        (["correct", "--why", "w", "--json", "odd.json"], "a claim has no field 'colour'"),
        (["correct", "--why", "w", "--json", "span.json"], "the correction makes no claim"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    say: Say, book: str, args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_bytes(b"{\xff")
    Path("list.json").write_text("[1]")
    Path("odd.json").write_text('{"colour": 1}')
    Path("span.json").write_text('{"trigger": {"start": 0, "end": 3, "text": "abc"}}')
    killed = ids(book, "killed")[0]
    code, out, err = say(killed, *args, "--ledger", book)
    assert (code, out) == (ExitCode.USAGE, "")
    assert message in err
    assert told(book, killed).reviews == ()


def test_only_one_claim_is_corrected_at_a_time(say: Say, book: str) -> None:
    code, _, err = say(*ids(book, "killed", "aid"), "correct", "--why", "w", "--set", "type=siege", "--ledger", book)
    assert code == ExitCode.USAGE and "only one claim is corrected at a time" in err


def test_hostile_text(say: Say, tmp_path: Path) -> None:
    book = fill_hostile(tmp_path / "m.db")
    with open_ledger(book) as ledger:
        id = ledger.search(Filter())[0].id
    code, out, err = say(id, "correct", "--why", "\x1b[31m", "--who", "x\x1b[2J\u202e", "--set", "sources=none", "--ledger", book)
    assert code == 0, err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out + err)


def test_a_ledger_that_is_not_there(say: Say, tmp_path: Path) -> None:
    assert say("abcdef", "accept", "--ledger", tmp_path / "none.db")[0] == ExitCode.SOURCE
    assert list(tmp_path.iterdir()) == []
