"""The phrase lists under evaluation/ stay above their floors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RUNNER = Path(__file__).resolve().parents[2] / "evaluation" / "phrases.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(RUNNER), *arguments], capture_output=True, text=True, encoding="utf-8", check=False)


def test_phrase_lists_floors() -> None:
    done = run("--floor-numeral", "0.99", "--floor-time", "0.85")
    assert done.returncode == 0, done.stdout + done.stderr


def test_phrase_lists_below_a_floor_fail() -> None:
    assert run("--floor-time", "1.0").returncode == 1


def test_phrase_lists_errors_name_the_phrase() -> None:
    assert "عيد الفصح" in run("--errors").stdout
