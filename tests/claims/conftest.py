"""What the tests of claims share: readers of short texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from marsad import Article, Claim, lexicon
from marsad.mentions.marked import Knowledge
from marsad.reader import read_article

Read = Callable[[str], tuple[Claim, ...]]
DATE = dt.date(2024, 5, 2)  # a Thursday


def reader(knowledge: Knowledge) -> Read:
    """The rules alone: what the lexicon and the grammar propose must not hang on weights, which change with each training."""

    def run(text: str) -> tuple[Claim, ...]:
        return read_article(Article(text, DATE), knowledge=knowledge, choices=None, why=True).claims

    return run


@pytest.fixture(scope="session")
def read_report() -> Read:
    """Reads the claims of a whole text that came out on 2 May 2024."""
    return reader(Knowledge.of(lexicon.load()))


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads the claims of a sentence as in the middle of a report: every mention counts as an occasion, since `occasion` has
    tests of its own."""
    words = lexicon.load()
    return reader(Knowledge.of(replace(words, occasion={**words.occasion, "enough": 0})))
