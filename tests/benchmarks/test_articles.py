"""The articles that the benchmark of the ledger invents."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from benchmarks.articles import articles, write

from marsad.ingest.documents import documents
from marsad.model import Document


def test_they_are_all_different_and_the_same_every_time() -> None:
    made = list(articles(2_000))
    assert len({article["text"] for article in made}) == len({article["id"] for article in made}) == 2_000
    assert list(articles(100)) == made[:100]
    assert all(30 < len(article["text"].split()) < 170 for article in made)


def test_they_are_written_as_what_is_ingested(tmp_path: Path) -> None:
    told: list[int] = []
    paths = write(tmp_path / "x", 25, 10, told.append)
    assert (len(paths), told) == (3, [10, 20, 25])
    found = [each for path in paths for each in documents(path, fetched=dt.datetime(2025, 5, 2, tzinfo=dt.UTC))]
    assert all(isinstance(each, Document) and each.published and each.outlet for each in found)
    lines = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert [each.text for each in found if isinstance(each, Document)] == [line["text"] for line in lines]
