"""`marsad watch` as users meet it: what it prints, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.ingest.hostile_server import Server, Time, hostile, reply
from tests.intake.conftest import feed, html, page, rss

from marsad.cli.main import cli
from marsad.cli.output import ExitCode, Talk
from marsad.cli.watch import Told, run_watch
from marsad.ingest.patience import Clock, Pace
from marsad.intake.door import Door
from marsad.intake.outlets import read_watchlist
from marsad.ledger.store import open_ledger

WAIT = 60


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MARSAD_LEDGER", raising=False)
    return tmp_path


def listed(server: Server, folder: Path, *paths: str) -> Path:
    path = folder / "outlets.yaml"
    feeds = ", ".join(server.url(p) for p in paths)
    path.write_text(f"contact: desk@news.example\noutlets:\n  - name: سانا\n    feeds: [{feeds}]\n", "utf-8")
    return path


def run(server: Server, *arguments: str) -> Any:
    return CliRunner().invoke(cli, ["watch", "outlets.yaml", "--pace", "0", "--allow-host", f"127.0.0.1:{server.port}", *arguments])


def test_one_round_into_the_ledger_of_the_folder(folder: Path) -> None:
    with hostile({}) as server:
        server.answers.update(
            {"/rss": feed(rss(server.url("/1"))), "/1": html(page()), "/robots.txt": reply(b"User-agent: *\nDisallow: /x")}
        )
        listed(server, folder, "/rss")
        found = run(server, "--once", "--verbose")
        assert found.exit_code == ExitCode.DONE and found.stdout == ""
        new, fed, summary = found.stderr.splitlines()
        assert new.startswith(f"marsad: new: {server.url('/1')} (live, ")
        assert fed == f"marsad: live: {server.url('/rss')} (1 new, 0 changed, 0 the same, 0 refused; 4 new claims)"
        assert summary == "marsad: 1 new, 0 changed, 0 the same, 0 refused; 4 new claims"
        assert server.requests[-1][1]["user-agent"].startswith("Marsad/") and "(+desk@news.example)" in server.requests[-1][1]["user-agent"]
        again = run(server, "--once")
        assert again.stderr == "marsad: 0 new, 0 changed, 0 the same, 0 refused; 0 new claims\n"  # nothing is due yet
    with open_ledger("marsad.db", create=False) as ledger:
        assert ledger.counts()["articles"] == 1


def test_a_feed_that_cannot_be_had_is_an_exit_code(folder: Path) -> None:
    with hostile({"/rss": reply(b"", "400 Bad Request")}) as server:
        listed(server, folder, "/rss")
        found = run(server, "--once", "--ledger", "other.db", "--agent", "Desk/1")
        assert found.exit_code == ExitCode.SOURCE
        assert found.stderr == "marsad: 0 new, 0 changed, 0 the same, 1 refused (1 bad status); 0 new claims\n"
        assert server.requests[-1][1]["user-agent"] == "Desk/1"
    assert (folder / "other.db").exists() and not (folder / "marsad.db").exists()


def test_what_is_not_allowed_is_not_asked(folder: Path) -> None:
    with hostile({"/rss": feed(rss())}) as server:
        listed(server, folder, "/rss")
        found = CliRunner().invoke(cli, ["watch", "outlets.yaml", "--once"])
        assert found.exit_code == ExitCode.SOURCE and "1 bad port" in found.stderr and server.requests == []


def test_a_list_that_is_wrong_is_told_line_by_line(folder: Path) -> None:
    (folder / "outlets.yaml").write_text("outlets:\n  - name: 7\n    feeds: x\n", "utf-8")
    found = CliRunner().invoke(cli, ["watch", "outlets.yaml"])
    assert found.exit_code == ExitCode.SOURCE and len(found.stderr.splitlines()) == 2
    assert found.stderr.splitlines()[0].startswith("marsad: outlets.yaml, line 2: `name`")
    (folder / "outlets.yaml").write_text("outlets:\n  - name: x\n    feeds: [http://news.example/]\n", "utf-8")
    found = CliRunner().invoke(cli, ["watch", "outlets.yaml"])
    assert found.exit_code == ExitCode.SOURCE and "no `contact`" in found.stderr
    assert not (folder / "marsad.db").exists()


@pytest.mark.parametrize("value", ["news.example", ":80", "a:b", "a:0", "a:99999", "a:٨٠"])
def test_hosts_that_are_none(folder: Path, value: str) -> None:
    found = CliRunner().invoke(cli, ["watch", "outlets.yaml", "--allow-host", value])
    assert found.exit_code == ExitCode.USAGE and "is not HOST:PORT" in found.stderr


def test_a_ledger_that_is_none_fails(folder: Path) -> None:
    with hostile({}) as server:
        listed(server, folder, "/rss")
        assert run(server, "--ledger", str(folder)).exit_code != ExitCode.DONE


def test_it_sleeps_until_something_is_due_and_ends_with_a_ctrl_c(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C comes after two hours: nine polls of the feed, two of the page."""
    passing = Time()
    with hostile({}) as server, open_ledger("marsad.db") as ledger:
        server.answers.update({"/rss": feed(rss(server.url("/1"))), "/1": html(page())})
        outlets = read_watchlist(listed(server, folder, "/rss")).outlets

        def sleep(seconds: float) -> None:
            passing.sleep(seconds)
            if passing.at > 1000 + 2 * 3600 + 100:
                raise KeyboardInterrupt

        door = Door("Marsad", server.allow, pace=Pace(interval=0.0), clock=Clock(lambda: passing.at, sleep, passing.utc))
        told = Told(Talk(progress=False), aloud=False)
        assert run_watch(outlets, ledger, None, door, told) == ExitCode.INTERRUPTED
        assert server.asked.count("/rss") == 9 and server.asked.count("/1") == 2
        assert 100 < len(passing.waits) < 130  # a minute at a time
    assert capsys.readouterr().err == "marsad: 1 new, 0 changed, 1 the same, 0 refused; 4 new claims\n"


# A shell that ignores Ctrl-C hands that on; the program must see it all the same.
PROGRAM = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from marsad.cli import main; main()"


def start(server: Server, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, "watch", "outlets.yaml", "-v", "--pace", "0", "--allow-host", f"127.0.0.1:{server.port}"]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})


def test_a_ctrl_c_waits_for_the_article_at_hand(folder: Path) -> None:
    running: list[subprocess.Popen[str]] = []

    def interrupted(connection: socket.socket) -> None:
        running[0].send_signal(signal.SIGINT)
        connection.sendall(html(page()))

    with hostile({}) as server:
        server.answers.update({"/rss": feed(rss(server.url("/1"), server.url("/2"))), "/1": interrupted, "/2": html(page())})
        listed(server, folder, "/rss")
        running.append(start(server, folder))
        _, told = running[0].communicate(timeout=WAIT)
        assert running[0].returncode == ExitCode.INTERRUPTED
        assert "Traceback" not in told and told.splitlines()[-1] == "marsad: 1 new, 0 changed, 0 the same, 0 refused; 4 new claims"
        assert "/2" not in server.asked
    with open_ledger(folder / "marsad.db") as ledger:
        assert ledger.counts()["articles"] == 1


def test_a_second_ctrl_c_does_not_wait(folder: Path) -> None:
    running: list[subprocess.Popen[str]] = []

    def impatient(connection: socket.socket) -> None:
        while running[0].poll() is None:
            running[0].send_signal(signal.SIGINT)
            connection.settimeout(0.2)
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    with hostile({}) as server:
        server.answers.update({"/rss": feed(rss(server.url("/1"))), "/1": impatient})
        listed(server, folder, "/rss")
        running.append(start(server, folder))
        running[0].communicate(timeout=WAIT)
        assert running[0].returncode == ExitCode.INTERRUPTED or running[0].returncode == -signal.SIGINT
    with open_ledger(folder / "marsad.db") as ledger:
        assert ledger.counts()["articles"] == 0
