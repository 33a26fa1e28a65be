"""What the tests of claims share: readers of short texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from marsad import Article, Claim, lexicon
from marsad.mentions.marked import Knowledge
from marsad.reader import read_article

DATE = dt.date(2024, 5, 2)  # a Thursday


@pytest.fixture(scope="session")
def read() -> Callable[[str], tuple[Claim, ...]]:
    """Reads the claims of a text that came out on 2 May 2024. Every mention counts as an occasion (`occasion` has tests of its
    own): a sentence that stands alone is read as it would be in the middle of a report."""
    words = lexicon.load()
    knowledge = Knowledge.of(replace(words, occasion={**words.occasion, "enough": 0}))

    def run(text: str) -> tuple[Claim, ...]:
        return read_article(Article(text, DATE), knowledge=knowledge).claims

    return run
