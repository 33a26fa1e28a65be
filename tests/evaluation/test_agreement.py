"""The second reading: every file fits its article, and the figures come out of the scorer."""

from __future__ import annotations

import collections
import json
from pathlib import Path

import pytest
from evaluation.agreement import agreement, main, second_files
from evaluation.corpus import CORPUS, grid, set_of
from evaluation.resolve import resolve

IDENTS = [file.name.split(".")[0] for file in second_files()]


@pytest.mark.parametrize("file", second_files(), ids=lambda file: file.name)
def test_a_second_reading_fits_its_article(file: Path) -> None:
    annotation = json.loads(file.read_text(encoding="utf-8"))
    text = (CORPUS / f"{annotation['id']}.txt").read_text(encoding="utf-8")
    first = json.loads((CORPUS / f"{annotation['id']}.json").read_text(encoding="utf-8"))
    assert file.name == f"{annotation['id']}.ann.json"
    assert annotation["published"] == first["published"]
    assert resolve(text, annotation)["claims"]


def test_every_set_was_read_twice_and_look_alikes_too() -> None:
    assert min(collections.Counter(map(set_of, IDENTS)).values()) >= 4
    assert {set_of(ident) for ident in IDENTS} == {set_of(row.id) for row in grid()}
    assert sum(row.lookalike for row in grid() if row.id in IDENTS) >= 10


def test_the_readers_agree_more_than_not() -> None:
    out, _, articles = agreement()
    assert articles == len(IDENTS) >= 40
    assert out["claims"]["f1"] > 0.8
    assert out["score"] > 0.75


def test_a_reader_agrees_with_himself(tmp_path: Path) -> None:
    ident = IDENTS[0]
    (tmp_path / f"{ident}.ann.json").write_bytes((CORPUS / f"{ident}.ann.json").read_bytes())
    out, errors, articles = agreement(CORPUS, tmp_path)
    assert (out["score"], errors, articles) == (1.0, [], 1)


def test_the_program_prints_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--types", "--errors", "1"]) == 0
    shown = capsys.readouterr().out
    assert f"{len(IDENTS)} articles read twice" in shown
    assert "by_type" in shown
