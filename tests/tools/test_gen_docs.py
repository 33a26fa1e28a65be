"""The documentation is what the program says today, and the README's commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import gen_docs

ROOT = Path(__file__).resolve().parent.parent.parent


def test_generated_pages_are_current() -> None:
    stale = [path.name for path in gen_docs.stale()]
    assert stale == [], "run `make docs`"


def test_check_fails_where_a_page_is_not_current(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(gen_docs, "stale", lambda: [ROOT / "docs" / "cli.md"])
    assert gen_docs.main(["--check"]) == 1
    assert "docs/cli.md is not current" in capsys.readouterr().err


def test_the_readme_names_targets_and_files_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", readme, re.MULTILINE)
    assert {"demo", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for link in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_the_example_is_a_passage_of_our_own_corpus() -> None:
    article = (ROOT / "corpus" / "synth-1.txt").read_text(encoding="utf-8")
    assert gen_docs.EXAMPLE.read_text(encoding="utf-8").strip() in article
