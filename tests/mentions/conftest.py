"""What the tests of mentions share: the words of the lexicon, and readers of short phrases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from marsad.mentions.numbers import NumberWords
from marsad.mentions.times import TimeWords

LEXICON = Path(__file__).resolve().parents[2] / "src" / "marsad" / "data" / "lexicon" / "ar"


def read(name: str) -> Any:
    """The content of one file of the lexicon."""
    return yaml.load((LEXICON / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.fixture(scope="session")
def number_words() -> NumberWords:
    return NumberWords.build({**read("numbers"), **read("units")})


@pytest.fixture(scope="session")
def time_words() -> TimeWords:
    return TimeWords.build(read("times"))


@pytest.fixture(scope="session", params=["numbers", "units", "times"])
def word_file(request: pytest.FixtureRequest) -> tuple[str, Any]:
    """Each file of words with its name."""
    return request.param, read(request.param)
