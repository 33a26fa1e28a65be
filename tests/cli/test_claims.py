from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from tests.cli.books import MAKER, Say, fill_hostile, fill_many, lines

from marsad.cli.bidi import width
from marsad.cli.output import ExitCode
from marsad.export import sheet
from marsad.ledger import schema
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


@pytest.fixture
def say(program: Say) -> Say:
    """Runs `marsad claims …`; gives the exit code, what it printed, and what it said."""
    return partial(program, "claims")


def types(say: Say, book: str, *args: object) -> list[str]:
    code, out, err = say("--ledger", book, "--format", "json", *args)
    assert code == ExitCode.DONE, err
    return [claim["type"] for claim in lines(out)]


# ---- what is asked


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ("", "capture killed airstrike killed aid"),
        ("--type killed", "killed killed"),
        ("--type killed --type aid", "killed killed aid"),
        ("--family territory", "capture"),
        ("--status expected", "aid"),
        ("--place رقه", "airstrike"),
        ("--place رقه --place دوما", "airstrike aid"),
        ("--admin1 الرقة", "airstrike killed"),
        ("--pcode SY1102", "killed"),
        ("--box 38.9,35.9,39.1,36", "airstrike"),
        ("--box -10,-10,-9,-9", ""),
        ("--near 36.7,38.95,1", "killed"),
        ("--exact 5", "killed"),
        ("--source سانا", "airstrike"),
        ("--source سانا --source مرصد", "airstrike killed"),
        ("--source-kind medical", "killed"),
        ("--chain-min 2", "killed"),
        ("--chain-max 0", "capture killed aid"),
        ("--from 2024-05-01 --to 2024-05-01", "airstrike"),
        ("--published-from 2024-05-03", "capture killed"),
        ("--published-to 2024-05-02", "airstrike killed aid"),
        ("--fetched-from 2024-05-02 --fetched-to 2024-05-02", "capture killed airstrike killed aid"),
        ("--fetched-from 2024-05-03", ""),
        ("--outlet صحيفة", "capture killed"),
        ("--article https://news.example/1", "airstrike killed aid"),
        ("--text قصفت", "airstrike"),
        ("--article-text قصفت", "airstrike killed aid"),
        ("--review none", "capture killed airstrike killed aid"),
        ("--review accepted", ""),
        ("--limit 2", "capture killed"),
        ("--limit 2 --offset 1", "killed airstrike"),
        ("--limit 0", ""),
        ("--offset 9", ""),
        ("--type killed --place تل-أبيض --source المرصد", "killed"),
    ],
)
def test_every_filter(say: Say, book: str, args: str, found: str) -> None:
    assert types(say, book, *args.split()) == found.split()


@pytest.mark.parametrize("name", ["sy.airforce", "سلاح الجو السوري", "Syrian Arab Air Force"])
def test_an_actor_by_id_or_name(say: Say, book: str, name: str) -> None:
    assert types(say, book, "--actor", name) == ["airstrike"]
    assert types(say, book, "--actor", name, "--actor", "sy.army") == ["airstrike"]
    assert types(say, book, "--actor", "sy.army") == []


def test_all_versions(say: Say, book: str) -> None:
    with open_ledger(book, maker=MAKER) as ledger:
        killed = ledger.search(Filter(types=("killed",)))[1].id
        ledger.review(killed, "corrected", who="a", why="b", correction={"type": "wounded"})
    assert types(say, book, "--type", "wounded") == ["wounded"]
    assert types(say, book, "--review", "corrected") == ["wounded"]
    assert len(types(say, book, "--all-versions")) == 5


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--type", "airstrik"], "'airstrik' is no type of claim; did you mean airstrike"),
        (["--type", "xyzzy"], "see docs/CLAIMS.md"),
        (["--family", "harms"], "did you mean harm"),
        (["--family", "xyzzy"], "there are harm, politics"),
        (["--status", "sure"], "'asserted'"),
        (["--source-kind", "agancy"], "did you mean agency"),
        (["--actor", "الجيش السور"], "nearest: الجيش السوري (sy.army)"),
        (["--actor", "Syrian Arab Arm"], "Syrian Arab Army (sy.army)"),
        (["--actor", "!"], "'!' is no actor that Marsad knows"),
        (["--from", "2/5/2024"], "'2/5/2024' is no day; write it as year, month and day: 2024-05-02"),
        (["--from", "20240502"], "is no day"),
        (["--published-to", "2024-02-30"], "is no day"),
        (["--from", "2024-05-03", "--to", "2024-05-02"], "--from 2024-05-03 is after --to 2024-05-02"),
        (["--fetched-from", "2024-05-03", "--fetched-to", "2024-05-02"], "nothing lies between them"),
        (["--chain-min", "2", "--chain-max", "1"], "--chain-min 2 is after --chain-max 1"),
        (["--box", "1,2,3"], "west,south,east,north"),
        (["--box", "a,b,c,d"], "4 numbers parted by commas"),
        (["--box", "200,0,201,1"], "200 is not between -180 and 180"),
        (["--box", "40,30,39,31"], "the west must be less than the east"),
        (["--box", "nan,nan,nan,nan"], "is not between"),
        (["--near", "35,39"], "latitude,longitude,kilometres"),
        (["--near", "35,39,-1"], "-1 is not between 0"),
        (["--place", "!"], "has no letters"),
        (["--admin1", ""], "has no letters"),
        (["--source", "%"], "has no letters"),
        (["--text", "«»"], "has no word in it"),
        (["--limit", "-1"], "--limit"),
        (["--format", "xlsx"], "--format"),
        (["--type", "\x1b[31mred"], "'[31mred' is no type"),
    ],
)
def test_what_cannot_be_asked_says_what_to_do(say: Say, book: str, args: list[str], message: str) -> None:
    code, out, err = say("--ledger", book, *args)
    assert (code, out) == (ExitCode.USAGE, "")
    assert message in err
    assert "\x1b" not in err


# ---- ledgers that are none


def test_a_missing_ledger_is_not_made(say: Say, tmp_path: Path) -> None:
    code, out, err = say("--ledger", tmp_path / "none.db")
    assert (code, out) == (ExitCode.SOURCE, "")
    assert "there is no ledger; `marsad ingest` makes one" in err
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_file_that_is_no_ledger(say: Say, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    code, out, err = say("--ledger", path)
    assert (code, out) == (ExitCode.SOURCE, "")
    assert err.count("\n") == 1 and str(path) in err
    assert path.read_bytes() == content


@pytest.mark.parametrize("address", ["mysql://a@b/c", "postgresql://marsad:secret@127.0.0.1:1/none"])
def test_an_address_that_cannot_be_reached_never_shows_its_password(say: Say, address: str) -> None:
    code, out, err = say("--ledger", address)
    assert (code, out) == (ExitCode.SOURCE, "")
    assert err.startswith("marsad: ") and "secret" not in err


def test_an_empty_ledger(say: Say, tmp_path: Path) -> None:
    open_ledger(tmp_path / "marsad.db").close()
    assert say("--ledger", tmp_path / "marsad.db") == (0, "The ledger holds no claim yet; `marsad ingest` fills it.\n", "")
    assert say("--ledger", tmp_path / "marsad.db", "--format", "json") == (0, "", "marsad: No claim found.\n")
    assert say("--ledger", tmp_path / "marsad.db", "--count") == (0, "0\n", "")
    code, out, _ = say("--ledger", tmp_path / "marsad.db", "--format", "csv", "--no-bom")
    assert (code, out) == (0, sheet.header())


def test_the_ledger_of_the_environment_and_of_the_folder(say: Say, book: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert say("--count")[1] == "5\n"
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert say("--count")[0] == ExitCode.SOURCE
    monkeypatch.setenv("MARSAD_LEDGER", book)
    assert say("--count", "--type", "killed")[1] == "2\n"


# ---- what comes out


@pytest.mark.parametrize("columns", [50, 90])
def test_the_table(say: Say, book: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, err = say("--ledger", book)
    assert (code, err) == (0, "")
    assert out == (GOLDEN / f"claims-{columns}.txt").read_text(encoding="utf-8")


def test_the_table_says_how_many_there_are_beside_those_shown(say: Say, book: str) -> None:
    assert say("--ledger", book, "--limit", 2)[1].endswith("\n2 of 5 claims; --limit and --offset show others\n")
    assert say("--ledger", book)[1].endswith("\n5 claims\n")
    assert say("--ledger", book, "--type", "siege")[1] == "No claim found.\n"


def test_the_table_shows_twenty_unless_asked_for_more(say: Say, tmp_path: Path) -> None:
    book = fill_many(tmp_path / "marsad.db", 3, 10)
    assert say("--ledger", book)[1].count("   claim  ") == 20
    assert say("--ledger", book, "--limit", 25)[1].count("   claim  ") == 25
    assert len(lines(say("--ledger", book, "--format", "json")[1])) == 30


@pytest.mark.parametrize("columns", [40, 64, 100])
@pytest.mark.parametrize("bidi", ["on", "off"])
def test_no_line_is_wider_than_the_terminal_nor_has_two_arabic_pieces(
    say: Say, book: str, columns: int, bidi: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for line in say("--ledger", book, "--why", "--bidi", bidi)[1].splitlines():
        assert width(line) <= columns, line
        pieces = [p for p in re.split(r" {2,}", line.strip()) if re.search("[\u0600-\u06ff\ufe70-\ufeff]", p)]
        assert len(pieces) <= 1, line


def test_colour_when_asked(say: Say, book: str) -> None:
    assert "\x1b[" in say("--ledger", book, "--color", "always")[1]
    assert "\x1b[" not in say("--ledger", book)[1]
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", say("--ledger", book, "--color", "always")[1])
    assert coloured.replace(" ", "") == re.sub(r"[\[\] ]", "", say("--ledger", book)[1])


def test_what_became_of_an_article_and_what_people_say_is_shown(say: Say, book: str) -> None:
    with open_ledger(book) as ledger:
        ledger.review(ledger.search(Filter(types=("capture",)))[0].id, "rejected", who="a", why="b")
    out = say("--ledger", book, "--type", "capture")[1]
    assert "── 2024-05-03 · gone ──" in out
    assert re.search(r"claim +[0-9a-f]{12} · rejected\n", out)


def test_json_is_the_contract_with_what_is_beside_it(say: Say, book: str) -> None:
    code, out, err = say("--ledger", book, "--format", "json", "--type", "airstrike")
    assert (code, err) == (0, "marsad: 1 claim\n")
    told = json.loads(out)
    with open_ledger(book) as ledger:
        hit = ledger.search(Filter(types=("airstrike",)))[0]
    assert {key: told[key] for key in hit.claim} == hit.claim
    assert told["quote"] == "أعلنت وكالة سانا أن طائرات قصفت مدينة الرقة أمس"
    assert told["article"] == {
        "key": "https://news.example/1",
        "version": hit.version,
        "title": "عنوان",
        "outlet": "وكالة سانا",
        "url": "https://news.example/1",
        "published": "2024-05-02",
        "fetched_at": "2024-05-02T12:00:00.000000Z",
        "state": "live",
    }
    assert (told["review"], told["corrected"]) == (None, False)
    assert told["read_by"] == {"program": "1.2.3", "rules": "rules", "gazetteer": "g1"}


def test_csv(say: Say, book: str) -> None:
    code, out, err = say("--ledger", book, "--format", "csv")
    assert (code, err) == (0, "marsad: 5 claims\n")
    assert out == (GOLDEN / "claims.csv").read_text(encoding="utf-8")
    assert out.startswith("\ufeff") and say("--ledger", book, "--format", "csv", "--no-bom")[1] == out[1:]


def test_csv_has_no_zero_for_what_is_not_known(say: Say, book: str) -> None:
    rows = list(csv.DictReader(io.StringIO(say("--ledger", book, "--format", "csv", "--no-bom", "--type", "killed")[1])))
    assert [(r["low"], r["high"], r["approx"]) for r in rows] == [("20", "", "true"), ("3", "3", "false")]
    assert [r["more_figures"] for r in rows] == ["share ..10 percent (بلدة)", ""]
    assert [(r["lat"], r["radius_km"]) for r in rows] == [("", ""), ("36.7", "3.0")]
    assert [(r["source_names"], r["chain"]) for r in rows] == [("", "0"), ("المرصد السوري ; ?", "2")]


# ---- hostile text


def test_hostile_text_in_a_table(say: Say, tmp_path: Path) -> None:
    book = fill_hostile(tmp_path / "marsad.db")
    for order in ("on", "off"):
        code, out, _ = say("--ledger", book, "--bidi", order)
        assert code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
        assert all(width(line) <= 100 for line in out.splitlines())


def test_hostile_text_in_a_sheet(say: Say, tmp_path: Path) -> None:
    code, out, _ = say("--ledger", fill_hostile(tmp_path / "marsad.db"), "--format", "csv", "--no-bom")
    assert code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)
    assert out.count("\n") == 2
    row = next(csv.DictReader(io.StringIO(out)))
    assert row["sources"] == "'=cmd|' /C calc'!A1"
    assert row["source_names"] == "'@SUM(1+1)]0;x"
    assert row["title"].startswith("'=1+1 طط") and len(row["title"]) > 5_000
    assert (row["outlet"], row["url"], row["rule"]) == ("'\uff1dcmd", "'-2+3+cmd", "'=1")
    assert not [cell for cell in row.values() if cell[:1] in "=+-@\uff1d" and cell]


def test_hostile_text_in_json_stays_as_it_is(say: Say, tmp_path: Path) -> None:
    told = lines(say("--ledger", fill_hostile(tmp_path / "marsad.db"), "--format", "json")[1])[0]
    assert told["sources"][0]["text"] == "=cmd|' /C calc'!A1"
    assert "\u202e" in told["article"]["key"] and "\x1b" in told["quote"]


# ---- into a file


def test_an_export_is_noted_in_the_log(say: Say, book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_REVIEWER", "منى")
    target = tmp_path / "out.csv"
    code, out, err = say("--ledger", book, "--format", "csv", "--type", "killed", "--published-from", "2020-01-01", "-o", target)
    assert (code, out) == (0, "")
    assert err == f"marsad: 2 claims; written to {target}, and noted in the ledger's log\n"
    with open_ledger(book) as ledger:
        with ledger.engine.connect() as connection:
            act = connection.execute(schema.audit.select().order_by(schema.audit.c.n.desc())).first()
        assert verify(ledger).clean
    assert act is not None and (act.who, act.action) == ("منى", "export")
    told = json.loads(act.what)["export"]
    assert told["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert told["asked"] == {"types": ["killed"], "published_from": "2020-01-01"}
    assert (told["format"], told["file"], told["claims"]) == ("csv", str(target), 2)
    assert list(tmp_path.glob(".*")) == []


def test_what_goes_to_the_screen_is_not_noted(say: Say, book: str) -> None:
    with open_ledger(book) as ledger:
        before = ledger.head()
        for form in ("table", "json", "csv"):
            say("--ledger", book, "--format", form)
            say("--ledger", book, "--format", form, "-o", "-")
        assert ledger.head() == before


def test_a_file_that_cannot_be_finished_leaves_the_old_one(say: Say, book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")

    def fail(_record: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(sheet, "row", fail)
    code, _, err = say("--ledger", book, "--format", "csv", "-o", target)
    assert code == ExitCode.INTERRUPTED
    assert err == f"marsad: stopped: {target} is not written\n"
    assert target.read_text() == "old"
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("args", [["claims", "-o"], ["verify", "--write-head"]])
def test_the_ledger_itself_is_never_written_over(program: Say, book: str, args: list[str], tmp_path: Path) -> None:
    before = Path(book).read_bytes()
    (tmp_path / "link").symlink_to(book)
    for name in (book, tmp_path / "link"):
        code, _, err = program(*args, name, "--ledger", book)
        assert code == ExitCode.USAGE and "is the ledger itself; give another file" in err
    assert Path(book).read_bytes() == before


def test_a_link_goes_on_to_lead_to_its_file(say: Say, book: str, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert say("--ledger", book, "--format", "csv", "-o", tmp_path / "link.csv")[0] == ExitCode.DONE
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_text().startswith("\ufeffclaim,")


def test_a_count_writes_no_file(say: Say, book: str, tmp_path: Path) -> None:
    code, _, err = say("--ledger", book, "--count", "-o", tmp_path / "n")
    assert code == ExitCode.USAGE and "it writes no file" in err
    assert not (tmp_path / "n").exists()


def test_a_file_in_no_folder(say: Say, book: str, tmp_path: Path) -> None:
    target = tmp_path / "none" / "out.csv"
    code, _, err = say("--ledger", book, "-o", target)
    assert code == ExitCode.USAGE
    assert f"--output {target}: cannot be written" in err


def test_a_device_is_written_to_as_it_is(say: Say, book: str) -> None:
    assert say("--ledger", book, "--format", "json", "-o", os.devnull)[0] == ExitCode.DONE
    assert not Path(os.devnull).is_file()


# ---- as a program


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    book = fill_many(tmp_path / "marsad.db", 40, 50)
    command = [sys.executable, "-m", "marsad", "claims", "--ledger", book, "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        json.loads(process.stdout.readline())
        process.stdout.close()
        err = process.stderr.read()
        assert (process.wait(timeout=60), err) == (ExitCode.READER_GONE, b"")


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_claims(tmp_path: Path) -> None:
    book = fill_many(tmp_path / "marsad.db", 100, 200)
    program = (
        "import resource, sys\nfrom marsad.cli.main import run\ncode = run(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\nsys.exit(code)"
    )
    peaks = []
    for limit in (200, 20_000):
        asked = ["claims", "--ledger", book, "--format", "csv", "--limit", str(limit), "-o", str(tmp_path / "out.csv")]
        done = subprocess.run([sys.executable, "-c", program, *asked], capture_output=True, check=True, timeout=120)
        peaks.append(int(done.stderr.split()[-1]))
    assert peaks[1] < peaks[0] * 1.2
