from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.cli.books import Say, fill_hostile
from tests.ledger.samples import NOON, TEXT, claims, document, reading

from marsad.cli.bidi import width
from marsad.cli.output import ExitCode
from marsad.ledger.queries import Filter
from marsad.ledger.records import Hit
from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Candidate, Filler

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


@pytest.fixture
def say(program: Say) -> Say:
    return partial(program, "show")


def one(book: str, type: str) -> Hit:
    with open_ledger(book) as ledger:
        return ledger.search(Filter(types=(type,), outlets=("وكالة سانا",)))[0]


def test_a_claim_with_all_about_it(say: Say, book: str) -> None:
    code, out, err = say(one(book, "killed").id, "--ledger", book)
    assert (code, err) == (0, "")
    assert out == (GOLDEN / "show.txt").read_text(encoding="utf-8")


def test_the_beginning_of_an_id_is_enough(say: Say, book: str) -> None:
    id = one(book, "killed").id
    whole = say(id, "--ledger", book)
    assert say(id[:6], "--ledger", book) == say(f"'{id[:9].upper()} ", "--ledger", book) == whole
    for wrong in (id[:5], "", "killed", "%%%%%%%"):
        code, out, err = say(wrong, "--ledger", book)
        assert (code, out) == (ExitCode.SOURCE, "") and "give at least 6 of its digits" in err
    code, out, err = say("000000", "--ledger", book)
    assert (code, out) == (ExitCode.SOURCE, "") and "has no claim '000000'; `marsad claims` lists what there is" in err


def test_several_claims_of_one_beginning_are_listed(say: Say, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(book) as ledger:
        ids = [hit.id for hit in ledger.search(Filter())]
    monkeypatch.setattr(Ledger, "ids", lambda _self, _beginning, limit: sorted(ids)[:limit])
    code, out, err = say("abcdef", "--ledger", book)
    assert (code, out) == (ExitCode.SOURCE, "")
    assert "'abcdef' begins the ids of several claims: " in err and err.endswith("; give more digits\n")
    assert all(id in err for id in ids) and "(airstrike, 2024-05-02)" in err
    assert say(ids[0], "--ledger", book)[0] == ExitCode.DONE


def test_json_has_all_of_it(say: Say, book: str) -> None:
    hit = one(book, "airstrike")
    with open_ledger(book) as ledger:
        ledger.review(hit.id, "accepted", who="منى", why="")
        ledger.review(hit.id, "corrected", who="منى", why="tank", correction={"type": "shelling"})
        told, kept = ledger.claim(hit.id), ledger.article(hit.article)
    code, out, _ = say(hit.id, "--ledger", book, "--format", "json")
    assert code == 0
    shown = json.loads(out)
    assert (shown["type"], shown["corrected"], shown["review"]) == ("shelling", True, "corrected")
    assert shown["machine"] == told.machine and shown["machine"]["type"] == "airstrike"
    assert shown["text"] == TEXT
    assert [(r["verdict"], r["who"], r["why"]) for r in shown["reviews"]] == [("accepted", "منى", ""), ("corrected", "منى", "tank")]
    assert shown["versions"] == json.loads(json.dumps([asdict(v) for v in kept.versions]))


def test_a_correction_is_shown_beside_what_was_read(say: Say, book: str) -> None:
    hit = one(book, "airstrike")
    assert "what was corrected" not in say(hit.id, "--ledger", book)[1]
    with open_ledger(book) as ledger:
        change: dict[str, Any] = {"type": "shelling", "sources": [], "roles": {"place": hit.claim["roles"]["place"]}, "time": None}
        ledger.review(hit.id, "corrected", who="منى", why="it was a tank", correction=change)
    out = say(hit.id, "--ledger", book)[1]
    assert re.search(r" ● shelling.*\n", out)
    part = out[out.index("what was corrected") : out.index("what people said")]
    lines = [re.sub(" +", " ", line.strip()) for line in part.splitlines()[1:] if line.strip()]
    assert lines == [
        "type was airstrike",
        "is shelling",
        "says was agency وكالة سانا",
        "is the article itself",
        "agent was sy.airforce طائرات",
        "is nothing",
        "when was 2024-05-01 أمس",
        "is nothing",
    ]
    assert re.search(r"UTC corrected by منى: it was a tank", out)
    assert "corrected by منى: it was a tank" in out[out.index("why it was read so") :]


def test_what_became_of_the_article(say: Say, book: str) -> None:
    hit = one(book, "aid")
    with open_ledger(book) as ledger:
        changed = document(hit.article, TEXT + " وهذا جديد", url=hit.url, fetched=NOON + dt.timedelta(days=1))
        ledger.add(changed, reading(changed), current=True)
    out = say(hit.id, "--ledger", book)[1]
    assert "this claim is of an older version: its text changed on 2024-05-03 12:00 UTC" in out
    assert "2 versions of the article" in out
    with open_ledger(book) as ledger:
        capture = ledger.search(Filter(types=("capture",)))[0]
    out = say(capture.id, "--ledger", book)[1]
    assert "the article is gone since 2024-05-04 12:00 UTC" in out
    assert "older version" not in out


def test_places_that_it_may_be(say: Say, tmp_path: Path) -> None:
    book = str(tmp_path / "m.db")
    first = claims()[0]
    near = tuple(Candidate(f"x:{n}", "الرقة", f"Raqqa {n}", 35.0 + n, 39.0, 2.5) for n in range(2))
    unsure = type(first)(
        **{**{f: getattr(first, f) for f in first.__slots__}, "roles": {"place": (Filler(first.roles["place"][0].span, candidates=near),)}}
    )
    of = document()
    with open_ledger(book) as ledger:
        ledger.add(of, reading(of, (unsure,)))
    out = say(one(book, "airstrike").id, "--ledger", book)[1]
    assert "not resolved; it may be one of:" in out
    assert "Raqqa 0 35.0000, 39.0000 ± 2.5 km x:0" in out and "Raqqa 1 36.0000" in out


@pytest.mark.parametrize("columns", [40, 64, 100])
@pytest.mark.parametrize("bidi", ["on", "off"])
def test_hostile_text(say: Say, tmp_path: Path, columns: int, bidi: str, monkeypatch: pytest.MonkeyPatch) -> None:
    book = fill_hostile(tmp_path / "marsad.db")
    with open_ledger(book) as ledger:
        hit = ledger.search(Filter())[0]
        ledger.review(hit.id, "accepted", who="\x1b[31m\u202ex" * 50, why="\x07" + "ط" * 500)
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = say(hit.id, "--ledger", book, "--bidi", bidi)
    assert code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert all(width(line) <= columns for line in out.splitlines())


def test_full_shows_the_whole_article(say: Say, tmp_path: Path) -> None:
    book = str(tmp_path / "m.db")
    of = document(text=TEXT + "\n" + "كلام " * 300 + "\nالخاتمة")
    with open_ledger(book) as ledger:
        ledger.add(of, reading(of))
    id = one(book, "airstrike").id
    assert "الخاتمة" not in say(id, "--ledger", book)[1]
    assert "الخاتمة" in say(id, "--ledger", book, "--full")[1]


def tampered(book: str, statement: str, *values: object) -> None:
    """Do something to a ledger past its triggers."""
    with sqlite3.connect(book) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
    connection.close()


def test_a_claim_that_was_tampered_with_is_one_message(say: Say, program: Say, book: str) -> None:
    hit = one(book, "aid")
    tampered(book, "UPDATE claims SET json = replace(json, '\"expected\"', '\"sure\"')")
    for told in (say(hit.id, "--ledger", book), program("claims", "--type", "aid", "--ledger", book)):
        assert told[0] == ExitCode.SOURCE
        assert told[2] == (
            f"marsad: claim {hit.id}: cannot be read (status is one of asserted, negated, expected, intended, possible, not 'sure'); "
            "run `marsad verify`\n"
        )
    assert program("verify", "--ledger", book)[0] == ExitCode.FAILED


@pytest.mark.parametrize("form", [(), ("--format", "json")])
@pytest.mark.parametrize(
    ("statement", "value"),
    [
        *(("UPDATE claims SET json = ?", told) for told in ("{", "{}", "null", "[" * 200_000)),
        ("UPDATE blobs SET data = ?", b"\0"),
    ],
)
def test_what_is_no_claim_or_no_text_any_more_is_one_message(
    say: Say, program: Say, book: str, form: tuple[str, ...], statement: str, value: object
) -> None:
    hit = one(book, "aid")
    tampered(book, statement, value)
    for told in (say(hit.id, "--ledger", book, *form), program("claims", "--type", "aid", "--ledger", book, *form)):
        assert told[0] == ExitCode.SOURCE
        assert "cannot be read (" in told[2] and told[2].endswith("; run `marsad verify`\n") and told[2].count("\n") == 1
    assert program("verify", "--ledger", book)[0] == ExitCode.FAILED


@pytest.mark.parametrize(
    ("statement", "value", "fault"),
    [
        ("UPDATE audit SET who = ? WHERE n = 1", b"\xff", "log row 1: was edited"),
        ("UPDATE audit SET at = ? WHERE n = 2", b"\xff", "log row 2: was edited"),
        ("UPDATE audit SET what = ? WHERE n = 1", "[" * 200_000, "log row 1: does not say what was written"),
        ("UPDATE versions SET audit = ? WHERE n = 1", "one", "it names row 0"),
    ],
)
def test_verify_finds_values_of_another_kind(program: Say, book: str, statement: str, value: object, fault: str) -> None:
    tampered(book, statement, value)
    code, printed, _ = program("verify", "--ledger", book)
    assert code == ExitCode.FAILED and fault in printed
