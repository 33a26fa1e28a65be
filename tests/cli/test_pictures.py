from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.cli.books import Say

from marsad.cli.bidi import width
from marsad.cli.output import ExitCode
from marsad.cli.picture import bar, bounds
from marsad.gazetteer import shipped
from marsad.intake.take import take
from marsad.ledger.store import open_ledger
from marsad.model import Document
from marsad.reader import geography_of

TOWN = (
    "تحاصر قوات الدعم السريع مدينة الفاشر منذ أيار 2024. "
    "ويسيطر الجيش السوداني على معظم مدينة الفاشر. ويعيش في المدينة أكثر من 800 ألف مدني. "
    "وقال قائد ميداني إن القوات وصلت إلى مسافة 5 كيلومترات من مدينة الفاشر. ومن المتوقع أن تسيطر قوات الدعم السريع على مدينة الفاشر."
)
OTHER = "تسيطر قوات الدعم السريع على مدينة الفاشر."


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MARSAD_GAZETTEERS", str(tmp_path / "none"))
    where = tmp_path / "marsad.db"
    with open_ledger(where) as ledger:
        for n, (text, outlet) in enumerate(((TOWN, "وكالة النيل"), (OTHER, "صحيفة\x1b[31m البحر"))):
            came = dt.datetime(2024, 6, 2, n, tzinfo=dt.UTC)
            take(Document(f"{n}.txt", text.encode(), text, came, dt.date(2024, 6, 1), outlet), ledger, geography_of(shipped()))
    return str(where)


def test_control_for_programs(program: Say, book: str) -> None:
    code, out, _ = program("control", "الفاشر", "--ledger", book, "--format", "json")
    told = json.loads(out)
    assert (code, told["place"]["id"], told["at"], told["state"]) == (0, "marsad:sd-el-fasher", "2024-06-01", "contested")
    cited = {c for a in told["accounts"] for i in a["intervals"] for c in i["claims"]} | {b["claim"] for b in told["beside"]}
    assert cited == set(told["claims"]) and all(c["quote"] and c["quote"] in TOWN + OTHER for c in told["claims"].values())
    assert [b["why"] for b in told["beside"]] == ["expected"]


def test_control_for_people(program: Say, book: str) -> None:
    code, out, _ = program("control", "el fasher", "--ledger", book)
    assert code == 0
    for expected in ("El Fasher", "contested", "وكالة النيل", "الجيش السوداني", "Sudanese Armed Forces", "part", "expected: control", "▶"):
        assert expected in out, expected
    assert "\x1b" not in out and max(map(width, out.splitlines())) <= 100


def test_siege_for_programs_and_people(program: Say, book: str) -> None:
    code, out, _ = program("siege", "marsad:sd-el-fasher", "--ledger", book, "--format", "json")
    told = json.loads(out)
    assert code == 0 and [a["since"] for a in told["accounts"]] == ["2024-05-01"]
    assert [i["low"] for i in told["inside"]] == [800_000]
    assert [a["low_km"] for a in told["approaches"]] == [5]
    assert {s["claim"] for a in told["accounts"] for s in a["steps"]} <= set(told["claims"])
    code, out, _ = program("siege", "marsad:sd-el-fasher", "--ledger", book)
    assert code == 0
    for expected in ("besieged by 1 account", "since 2024-05-01", "≥ 800,000 people", "5 km away", "Who comes near"):
        assert expected in out, expected


@pytest.mark.parametrize("command", ["control", "siege"])
def test_narrow_terminals_and_letters_put_in_order(program: Say, book: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    code, out, _ = program(command, "الفاشر", "--ledger", book, "--bidi", "on", "--color", "always")
    assert code == 0 and "\x1b[1m" in out and "الجيش" not in out


@pytest.mark.parametrize("command", ["control", "siege"])
def test_which_place_is_meant(program: Say, book: str, command: str) -> None:
    code, out, err = program(command, "لا مكان كهذا", "--ledger", book)
    assert (code, out) == (ExitCode.USAGE, "") and "no gazetteer has a place" in err and "marsad gazetteer search" in err
    code, out, err = program(command, "...", "--ledger", book)
    assert (code, out) == (ExitCode.USAGE, "")
    code, out, err = program(command, "دير الزور", "--ledger", book)
    assert code == 0 and "is taken for Deir ez-Zor (marsad:sy-deir-ez-zor)" in err and "marsad:sy-deir-ez-zor-governorate" in err
    assert ("No claim says who holds it." if command == "control" else "no claim tells of a siege") in out


def test_several_places_of_one_name_are_listed_to_choose_from(program: Say, book: str) -> None:
    code, out, err = program("control", "الطيبة", "--ledger", book)
    assert (code, out) == (ExitCode.USAGE, "") and "is the name of several places; give the id of one" in err
    listed = [word for line in err.splitlines() for word in line.split() if word.startswith(("marsad:", "gn:"))]
    assert len(listed) > 1
    assert program("control", listed[0], "--ledger", book)[0] == 0


@pytest.mark.parametrize("command", ["control", "siege"])
def test_a_day_and_a_ledger_that_are_none(program: Say, book: str, command: str, tmp_path: Path) -> None:
    assert program(command, "الفاشر", "--ledger", book, "--at", "2020-01-01")[0] == 0
    code, _, err = program(command, "الفاشر", "--ledger", book, "--at", "yesterday")
    assert code == ExitCode.USAGE and "is no day" in err
    assert program(command, "الفاشر", "--ledger", str(tmp_path / "no.db"))[0] == ExitCode.SOURCE


def test_a_line_of_time_is_as_long_as_it_lasts() -> None:
    first, last = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
    whole = bar(first, last, first, last, open_end=True, told=True)
    assert (whole[0], whole[-1], set(whole[1:-1])) == ("┣", "▶", {"━"})
    half = bar(dt.date(2024, 7, 1), last, first, last, open_end=False, told=False)
    assert len(half) == len(whole) and half.startswith("·" * 11) and half.endswith("━" * 12)
    assert len(bar(first, first, first, first, open_end=False, told=True)) == len(whole)


def test_an_open_end_is_never_a_zero() -> None:
    assert [
        bounds(None, None, "km"),
        bounds(None, 20, "km"),
        bounds(3, 3, "km"),
        bounds(1, None, "km"),
        bounds(1, 2, "%", approx=True),
    ] == [*("", "≤ 20 km", "3 km", "≥ 1 km", "~ 1–2 %")]
