"""The architecture holds: the contracts of pyproject.toml, run as import-linter runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parent.parent


def test_rooms_import_one_way_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    broken = cli.lint_imports(no_cache=True)
    assert broken == 0, capsys.readouterr().out
