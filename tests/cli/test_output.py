from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from marsad.cli.output import Output, OutputFailed, Talk


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_talk_takes_control_characters_out(capsys: pytest.CaptureFixture[str]) -> None:
    Talk(progress=False).say("a\x1b[31m\nb")
    assert capsys.readouterr().err == "marsad: a[31m b\n"


def test_progress_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    talk = Talk(progress=True, total=100)
    talk.step(50)
    assert capsys.readouterr().err == ""

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    talk = Talk(progress=True, total=100)
    talk.step(50)
    assert terminal.getvalue().startswith("\r 50 %  1 article ")
    talk.say("in, line 2: is not JSON")
    before, _, after = terminal.getvalue().rpartition("\r")
    assert before.endswith(" " * 10)
    assert after == "marsad: in, line 2: is not JSON\n"


def test_progress_without_a_known_size(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    Talk(progress=True).step(50)
    assert "%" not in terminal.getvalue()


def test_a_file_is_utf_8_with_plain_line_ends(tmp_path: Path) -> None:
    with Output(tmp_path / "out") as out:
        assert not out.is_terminal
        out.write("مرصد\n")
    assert (tmp_path / "out").read_bytes() == "مرصد\n".encode()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell starts what it runs in the background with interrupts ignored; here they count."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted(out: Output, times: int) -> Iterator[str]:
    """What is done whole, step by step, with a Ctrl-C after each of the first `times`."""
    with out.whole():
        for step in range(3):
            out.write(f"{step}\n")
            yield str(step)
            if step < times:
                signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("times", "done"), [(1, ["0", "1", "2"]), (2, ["0", "1"])])
def test_what_is_done_whole_waits_for_one_ctrl_c_and_not_for_two(tmp_path: Path, times: int, done: list[str]) -> None:
    steps: list[str] = []
    with Output(tmp_path / "out") as out:
        with pytest.raises(KeyboardInterrupt):
            steps.extend(interrupted(out, times))
        out.write("the end\n")
    assert (steps, (tmp_path / "out").read_text()) == (done, "".join(f"{step}\n" for step in [*done, "the end"]))


def test_a_file_that_cannot_be_opened_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="cannot be written"):
        Output(tmp_path / "no" / "out")


def test_a_closed_standard_output_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OutputFailed, match="is closed"):
        Output()
