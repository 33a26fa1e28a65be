"""`marsad ingest`, with the real reader and real files."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.ingest.hostile_server import hostile, reply

from marsad.cli.main import run
from marsad.cli.output import ExitCode
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger

TEXT = "قتل ثلاثة مدنيين وأصيب سبعة آخرون بقصف مدفعي على بلدة كفرنبل، بحسب ما أفاد به الدفاع المدني السوري."
OTHER = "أعلن الهلال الأحمر السوداني توزيع 250 سلة غذائية على النازحين في مدينة الفاشر."
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>وكالة</title>
<item><title>قتلى</title><link>https://example.org/1</link><description>قصير</description></item></channel></rss>"""

Ingest = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ingest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ingest:
    """Runs `marsad ingest …` in an empty folder; gives the exit code, what it printed, and what it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MARSAD_LEDGER", raising=False)

    def ingest(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["ingest", "--gazetteers", "none", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ingest


def write_lines(path: Path, *rows: Mapping[str, object]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def test_a_report_is_kept_once(ingest: Ingest, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    code, out, err = ingest("report.txt", "--published", "2024-05-02", "--outlet", "مرصد البلدة")
    assert (code, err) == (0, "")
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        hits = ledger.search(Filter())
        assert out == f"marsad.db: 1 new, 0 changed, 0 the same, 0 refused; {len(hits)} new claims\n"
        assert {(hit.published, hit.outlet) for hit in hits} == {("2024-05-02", "مرصد البلدة")}
        assert {hit.claim["type"] for hit in hits} >= {"killed", "wounded"}
        before = ledger.content_hash()
    assert ingest("report.txt", "--published", "2024-05-02", "--outlet", "مرصد البلدة")[1].startswith(
        "marsad.db: 0 new, 0 changed, 1 the same"
    )
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        assert ledger.content_hash() == before


def test_a_changed_report_is_a_version_and_may_change_back(ingest: Ingest, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    changes = []
    for text in (TEXT, TEXT.replace("ثلاثة", "خمسة"), TEXT):
        report.write_text(text, encoding="utf-8")
        changes.append(json.loads(ingest("report.txt", "--format", "json")[1])["changed"])
    assert changes == [0, 1, 1]
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        (killed,) = ledger.search(Filter(types=("killed",)))
        assert killed.claim["quantities"][0]["low"] == 3


def test_everything_at_once(ingest: Ingest, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(TEXT.encode("windows-1256"))
    rows = ({"id": "wire-2024-1", "text": OTHER, "published": "2024-05-01"}, {"id": "wire-2024-2"}, {"id": "wire-2024-3", "text": TEXT})
    write_lines(folder / "b.jsonl", *rows)
    (folder / "c.csv").write_text(f"النص,التاريخ\n{OTHER} صباحا.,2024-05-03\n", encoding="utf-8")
    (folder / "d.txt.gz").write_bytes(gzip.compress((TEXT + " انتهى").encode()))
    with zipfile.ZipFile(folder / "e.zip", "w") as archive:
        archive.writestr("one.html", f"<html><head><title>x</title></head><body><article><p>{OTHER * 3}</p></article></body></html>")
    code, out, err = ingest("in", "--format", "json")
    told = json.loads(out)
    assert (code, told["new"], told["refused"]["broken"]) == (ExitCode.SOURCE, 6, 1)
    assert err.splitlines() == ["marsad: in/b.jsonl, line 2: has no `text`"]
    again = json.loads(ingest("in", "--format", "json")[1])
    assert (again["new"], again["same"], again["claims"]) == (0, 6, 0)
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        assert verify(ledger).clean
        assert ledger.article("wire-2024-1").versions[0].published == "2024-05-01"


def test_a_ledger_is_not_read_into_itself(ingest: Ingest, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    assert [ingest(".")[0], ingest(".")[0]] == [0, 0]
    (tmp_path / "other.db").write_bytes((tmp_path / "marsad.db").read_bytes())
    code, _, err = ingest(".")
    assert code == ExitCode.SOURCE and "other.db: " in err and "marsad.db" not in err


def test_the_standard_input(ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (TEXT, OTHER, TEXT):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert ingest("-")[0] == 0
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        assert ledger.counts()["articles"] == 2
    code, _, err = ingest("-", "-")
    assert code == ExitCode.USAGE and "only once" in err


def test_a_feed_from_a_file_asks_nobody(ingest: Ingest, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(FEED, encoding="utf-8")
    code, out, err = ingest("feed.xml")
    assert code == ExitCode.SOURCE and "1 announced" in out
    assert "https://example.org/1: is only announced by the feed" in err


def test_only_so_many_refusals_are_told(ingest: Ingest, tmp_path: Path) -> None:
    write_lines(tmp_path / "x.jsonl", *({"id": n} for n in range(50)))
    code, out, err = ingest("x.jsonl")
    assert code == ExitCode.SOURCE and "50 refused (50 broken)" in out
    assert len(err.splitlines()) == 21 and err.endswith("and 30 more were refused; --verbose tells of all\n")
    assert len(ingest("x.jsonl", "-v")[2].splitlines()) == 50


def test_each_article_is_told_when_asked(ingest: Ingest, tmp_path: Path) -> None:
    write_lines(tmp_path / "x.jsonl", {"id": "wire-2024-1", "text": OTHER, "url": "mailto:x"})
    _, _, err = ingest("x.jsonl", "-v")
    assert err.splitlines()[0].startswith("marsad: wire-2024-1: new, ")
    assert "url: is no address" in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), ExitCode.USAGE, "Missing argument"),
        (("nothing.txt",), ExitCode.SOURCE, "nothing.txt: no such file or folder"),
        (("*.rtf",), ExitCode.SOURCE, "*.rtf: matches no file"),
        (("x.txt", "--published", "4/9"), ExitCode.USAGE, "YYYY-MM-DD"),
        (("x.txt", "--max-size", "0"), ExitCode.USAGE, "leaves nothing to read"),
        (("x.txt", "--ledger", "."), ExitCode.SOURCE, "is a folder"),
        (("x.txt", "--ledger", "no/such/marsad.db"), ExitCode.SOURCE, "its folder does not exist"),
        (("x.txt", "--ledger", "mysql://x/y"), ExitCode.SOURCE, "a ledger is a SQLite file or a PostgreSQL database"),
        (("x.txt", "--ledger", "x.txt"), ExitCode.SOURCE, "is no ledger"),
    ],
)
def test_what_cannot_be_done_is_told(ingest: Ingest, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    (tmp_path / "x.txt").write_text(TEXT * 40, encoding="utf-8")
    found, _, err = ingest(*arguments)
    assert (found, told in err) == (code, True), err
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == TEXT * 40


def test_the_ledger_of_the_environment(ingest: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("MARSAD_LEDGER", "team.db")
    assert ingest("report.txt")[1].startswith("team.db: 1 new")
    assert not (tmp_path / "marsad.db").exists()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_ctrl_c_keeps_what_was_added_and_the_next_run_ends_it(tmp_path: Path) -> None:
    rows = [{"id": f"wire-{n}", "text": TEXT.replace("ثلاثة", str(n + 3)), "published": "2024-05-02"} for n in range(300)]
    write_lines(tmp_path / "x.jsonl", *rows)
    # A shell starts what it runs in the background with interrupts ignored, and children inherit that: here they always count.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\nfrom marsad.cli import main\nmain()"
    arguments = [sys.executable, "-c", program, "ingest", "x.jsonl", "-v", "--gazetteers", "none"]
    with subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stderr
        for _ in range(20):
            process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED and b"what was added stands" in err
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        added = ledger.counts()["articles"]
        assert 20 <= added < 300 and out.decode().startswith(f"marsad.db: {added:,} new")
        assert verify(ledger).clean
    subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=True)
    with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
        assert ledger.counts()["articles"] == ledger.counts()["versions"] == ledger.counts()["readings"] == 300
        assert verify(ledger).clean


def test_an_address_is_fetched_and_so_are_the_pages_of_a_feed(ingest: Ingest, tmp_path: Path) -> None:
    page = f"<html><head><title>خبر</title></head><body><article><p>{TEXT}</p><p>{OTHER}</p></article></body></html>".encode()
    with hostile({}) as server:
        feed = FEED.replace("https://example.org/1", server.url("/1")).encode()
        server.answers.update({"/rss": reply(feed, "200 OK", "Content-Type: application/rss+xml"), "/1": reply(page)})
        host = server.url("/").removeprefix("http://").rstrip("/")
        code, out, err = ingest(server.url("/rss"), "--allow-host", host, "--pace", "0", "--format", "json")
        assert (code, json.loads(out)["new"], err) == (0, 1, "")
        code, out, _ = ingest(server.url("/1"), "--allow-host", host, "--pace", "0")
        assert code == 0 and "1 the same" in out
        code, out, _ = ingest(server.url("/1"), "--allow-host", host, "--pace", "0", "--published", "2024-05-02")
        assert code == 0 and "1 the same" in out
        with open_ledger(tmp_path / "marsad.db", create=False) as ledger:
            assert {hit.published for hit in ledger.search(Filter())} == {"2024-05-02"}
        code, _, err = ingest(server.url("/1"))
        assert code == ExitCode.SOURCE and "port" in err
    assert ingest("ftp://example.org/x")[0] == ExitCode.SOURCE
