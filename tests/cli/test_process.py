"""What only a real process can show: pipes, signals, closed and full outputs. The reader is the fake one of conftest.py."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marsad.cli.output import ExitCode

# A shell starts what it runs in the background with interrupts ignored, and children inherit that: here they always count.
PROGRAM = """
import signal, sys, types
signal.signal(signal.SIGINT, signal.default_int_handler)
from marsad.model import Claim, Reading, Span
def read_article(article, *, geography, why):
    text = article.text
    claims = [Claim("killed", Span.of(text, 0, 3), "asserted")] if len(text) > 2 else []
    return Reading(article, tuple(claims))
module = types.ModuleType("marsad.reader")
module.read_article = read_article
module.geography_of = str
sys.modules["marsad.reader"] = module
from marsad.cli import main
main()
"""
ROW = json.dumps({"id": 1, "text": "قتل", "published": "2024-05-02"}).encode() + b"\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and /dev/full are POSIX")


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    # A Popen keeps its pipes open for the garbage collector to complain about; the tests close them with communicate().
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], **pipes)  # type: ignore[call-overload, no-any-return]


def test_each_result_is_out_before_the_next_line_is_in() -> None:
    with start("read", "--jsonl", "-") as process:
        assert process.stdin and process.stdout
        for _ in range(3):
            process.stdin.write(ROW)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == 1
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("rows", [3, 400_000], ids=["while it waits", "while it writes"])
def test_ctrl_c_leaves_a_whole_geojson_collection(tmp_path: Path, rows: int) -> None:
    target = tmp_path / "out.geojson"
    source = tmp_path / "in.jsonl"
    source.write_bytes(ROW * rows)
    named = "-" if rows == 3 else str(source)
    with start("read", "--jsonl", named, "--format", "geojson", "-o", str(target)) as process:
        assert process.stdin
        if rows == 3:
            process.stdin.write(ROW * rows)
            process.stdin.flush()
        deadline = time.monotonic() + 20
        while not (target.exists() and target.read_bytes().count(b'"Feature"') >= 3) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    features = json.loads(target.read_bytes())["features"]
    assert process.returncode == ExitCode.INTERRUPTED
    assert 3 <= len(features) < 400_000 and f"{len(features):,} articles read".encode() in err


def test_ctrl_c_keeps_whole_lines_and_says_how_many() -> None:
    with start("read", "--jsonl", "-") as process:
        assert process.stdin and process.stdout
        process.stdin.write(ROW * 5)
        process.stdin.flush()
        out = b"".join(process.stdout.readline() for _ in range(5))
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert [json.loads(line)["id"] for line in (out + rest).splitlines()] == [1] * 5
    assert err == b"marsad: stopped: 5 articles read, their claims are kept\n"


def test_ctrl_c_in_the_middle_of_a_flood_leaves_no_half_line(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(ROW * 400_000)
    with start("read", "--jsonl", str(source), "-o", str(target)) as process:
        deadline = time.monotonic() + 20
        while not (target.exists() and target.stat().st_size > 1000) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    written = target.read_bytes()
    assert written.endswith(b"}\n")
    done = [json.loads(line) for line in written.splitlines()]
    assert f"{len(done):,} articles read".encode() in err


def test_a_reader_that_leaves_is_no_error() -> None:
    with start("read", "--jsonl", "-") as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(ROW)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        try:
            process.stdin.write(ROW * 1000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        err = process.stderr.read()
        code = process.wait(timeout=20)
    assert (code, err) == (ExitCode.READER_GONE, b"")


def test_a_full_disk_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full, start("read", "--jsonl", "-", stdout=full) as process:
        _, err = process.communicate(ROW, timeout=20)
    assert process.returncode == ExitCode.FAILED
    assert b"the output cannot be written" in err
    assert b"Traceback" not in err


def test_output_is_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("قتل ثلاثة", encoding="utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with start("read", str(file), env=environment) as process:
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "[قتل] ثلاثة" in out.decode("utf-8")


def test_memory_does_not_grow_with_the_number_of_lines(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    peaks = []
    for count in (200, 20_000):
        source.write_bytes(ROW * count)
        program = PROGRAM.replace(
            "main()\n",
            "import resource\ntry:\n    main()\nfinally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n",
        )
        done = subprocess.run(
            [sys.executable, "-c", program, "read", "--jsonl", str(source), "-o", os.devnull], capture_output=True, check=True, timeout=60
        )
        peaks.append(int(done.stderr.split()[-1]))
    assert peaks[1] < peaks[0] * 1.2
