"""What every reading promises (docs/method.md), on our corpus, on the corpus torn up, and on texts made at random."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.lexicon import load
from marsad.mentions.numbers import NumberWords
from marsad.model import MEASURES, ROLES, STATUSES, Article, Quantity, Reading, Span
from marsad.reader import read_article
from marsad.text.fold import fold_word

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PUBLISHED = dt.date(2017, 9, 5)


@cache
def corpus() -> dict[str, str]:
    """The texts of the corpus by name."""
    return {path.stem: path.read_bytes().decode("utf-8") for path in sorted(CORPUS.glob("*.txt")) if "." not in path.stem}


@cache
def words() -> list[str]:
    """The words of the corpus, each once."""
    return sorted({word for text in corpus().values() for word in text.split()})


def names(every: int) -> list[str]:
    """A part of the corpus, from all its countries."""
    return sorted(corpus())[::every]


def spans(reading: Reading) -> Iterator[Span]:
    for claim in reading.claims:
        yield claim.trigger
        yield from (s.span for s in (*claim.sources, *claim.via))
        yield from (f.span for fillers in claim.roles.values() for f in fillers)
        yield from (q.span for q in claim.quantities)
        if claim.time is not None:
            yield claim.time.span


def as_bytes(reading: Reading) -> bytes:
    return json.dumps(reading.to_json(why=True), ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


def promise(text: str, published: dt.date | None = PUBLISHED) -> Reading:
    """The reading of a text; fails where it breaks a promise."""
    reading = read_article(Article(text, published), why=True)
    for span in spans(reading):
        span.check(text)
        assert span.text.strip(), "a span quotes nothing"
    previous = -1
    lexicon = load()
    for claim in reading.claims:
        assert claim.trigger.start >= previous, "claims stand in the order of the text"
        previous = claim.trigger.start
        assert claim.type in lexicon.types and claim.status in STATUSES
        assert set(claim.roles) <= set(lexicon.types[claim.type].roles) <= set(ROLES)
        assert all(claim.roles.values()), "a role without a filler"
        assert claim.rule and claim.trigger.text and (claim.why or claim.type == "statement")
        for quantity in claim.quantities:
            assert quantity.of in MEASURES and quantity.unit
            assert grounded(quantity), f"{quantity.span.text!r} says no {quantity.low}..{quantity.high}"
        if claim.time is not None and claim.time.start and claim.time.end:
            assert claim.time.start <= claim.time.end
    assert as_bytes(reading) == as_bytes(read_article(Article(text, published), why=True)), "the same text, the same bytes"
    return reading


@cache
def number_words() -> NumberWords:
    lexicon = load()
    return NumberWords.build({**lexicon.numbers, **lexicon.units})


_DUAL = re.compile(r"\w{2,}(?:ان|ين|تا|تي|ا|ي|يها|يهما|يه|يهم)$")


def grounded(quantity: Quantity) -> bool:
    """Whether the words of a quantity say a number: digits, a number word, a dual, "one of", a unit alone ("أكثر من عام"), or
    a noun in the singular for one."""
    known = number_words()
    tokens = re.findall(r"[^\W\d_]+|\d+", fold_word(quantity.span.text))
    if any(token.isdigit() or token in known.forms or token in known.one_of or token in known.unit_leads for token in tokens):
        return True
    if (quantity.low, quantity.high) == (1, 1):
        return True
    return 2 in (quantity.low, quantity.high) and any(_DUAL.search(token) for token in tokens)


# -- the corpus ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names(4))
def test_the_corpus_keeps_the_promises(name: str) -> None:
    assert promise(corpus()[name]).claims


@pytest.mark.parametrize("name", names(12))
@pytest.mark.parametrize("seed", range(4))
def test_a_torn_text_keeps_the_promises(name: str, seed: int) -> None:
    chance = random.Random(f"{name}/{seed}")
    text = list(corpus()[name])
    for _ in range(len(text) // (20, 8, 4, 2)[seed]):
        at = chance.randrange(len(text))
        what = chance.random()
        if what < 0.4:
            del text[at]
        elif what < 0.7:
            text.insert(at, chance.choice(NOISE))
        elif what < 0.9:
            text[at] = chance.choice(NOISE)
        else:
            other = chance.randrange(len(text))
            text[at], text[other] = text[other], text[at]
    promise("".join(text), chance.choice([PUBLISHED, None]))


@pytest.mark.parametrize("name", names(24))
def test_words_in_any_order_keep_the_promises(name: str) -> None:
    chance = random.Random(name)
    shuffled = corpus()[name].split()
    chance.shuffle(shuffled)
    promise(" ".join(shuffled))
    lines = corpus()[name].split("\n")
    chance.shuffle(lines)
    promise("\n".join(lines))


@pytest.mark.parametrize("name", names(24))
def test_every_end_of_a_text_keeps_the_promises(name: str) -> None:
    text = corpus()[name]
    for end in range(1, min(len(text), 900), 37):
        promise(text[:end])
        promise(text[-end:])


# Every figure that a claim states in digits stands among its words; a number that is no number of the text was invented.
def test_bounds_in_digits_stand_in_the_text() -> None:
    stated = 0
    for name in names(4):
        for claim in promise(corpus()[name]).claims:
            for quantity in claim.quantities:
                tokens = re.findall(r"[^\W\d_]+|\d+(?:[.,]\d+)*", fold_word(quantity.span.text))
                numbers = [float(t.replace(",", "")) for t in tokens if t[0].isdigit() and "." not in t]
                if len(numbers) != 1 or any(t in number_words().forms or t in number_words().units for t in tokens):
                    continue
                stated += 1
                bounds = {bound for bound in (quantity.low, quantity.high) if bound is not None}
                assert bounds <= {numbers[0]}, quantity
    assert stated > 50


PROGRAM = """
import datetime, hashlib, json, pathlib, sys
from marsad.model import Article
from marsad.reader import read_article
digest = hashlib.sha256()
for name in sys.argv[2:]:
    text = pathlib.Path(sys.argv[1], name + ".txt").read_bytes().decode("utf-8")
    for published in (datetime.date(2017, 9, 5), None):
        digest.update(json.dumps(read_article(Article(text, published), why=True).to_json(why=True)).encode())
print(digest.hexdigest())
"""


def test_another_process_hash_seed_language_and_time_zone_give_the_same_bytes() -> None:
    some = names(6)
    digest = hashlib.sha256()
    for name in some:
        for published in (PUBLISHED, None):
            digest.update(json.dumps(read_article(Article(corpus()[name], published), why=True).to_json(why=True)).encode())
    for seed, language, zone in (("0", "C", "UTC"), ("1", "ar_SY.UTF-8", "Asia/Damascus"), ("4242", "tr_TR.UTF-8", "Pacific/Kiritimati")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LANG": language, "LC_ALL": language, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(CORPUS), *some], env=environment, capture_output=True, text=True, check=True, timeout=300
        )
        assert done.stdout.strip() == digest.hexdigest()


# -- texts made at random ------------------------------------------------------------------------------------------------------

NOISE = [
    *"،.؛:؟!«»“”\"'()[]-–/%#_…•019٣۵وفبلكاةىء",
    *(" ", "\n", "\n\n", "\t", "ـ", "\u064e", "\u0651", "\u200f", "\u202b", "\u2067", "\x00", "\ufffd", "\ud800", "😀", "²", "ﻻ", "ﷺ", "ک"),
]  # fmt: skip
FIGURES = [
    "2014", "15/7/2014", "14:30", "10-15", "50%", "1.200", "1,500", "12.5", "7/8", "(10)", "3 000", "1436هـ", "2011-2013", "$5",
    "20كم", "و10", "بـ7", "الـ48",
]  # fmt: skip
GARBAGE = st.one_of(
    st.sampled_from(NOISE),
    st.text(st.characters(codec=None), max_size=6),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
    st.sampled_from(FIGURES),
)
GLUE = st.sampled_from([" ", " ", " ", " ", " ", "، ", ". ", "\n", "", " و", ' "', '" ', ": ", " أن ", " في ", "؛ ", " (", ") "])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text of the corpus's words, with numbers, marks and garbage between them."""
    pieces = draw(st.lists(st.one_of(st.sampled_from(words()), st.sampled_from(words()), GARBAGE), max_size=60))
    return "".join(piece + draw(GLUE) for piece in pieces)


@settings(max_examples=400)
@given(texts(), st.sampled_from([PUBLISHED, None, dt.date.min, dt.date.max]))
def test_any_text_of_the_corpus_s_words_keeps_the_promises(text: str, published: dt.date | None) -> None:
    promise(text, published)


@settings(max_examples=200)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_string_keeps_the_promises(text: str) -> None:
    promise(text)


@settings(max_examples=100)
@given(texts(), st.text(alphabet=" \n،.", min_size=1, max_size=3))
def test_what_stands_in_front_moves_the_spans_and_nothing_else(text: str, front: str) -> None:
    """Offsets count from the start of the text; white space in front only shifts them."""
    front = front.replace("،", " ").replace(".", "\n")
    plain, moved = promise(text), promise(front + text)
    assert [(s.start + len(front), s.text) for s in spans(plain)] == [(s.start, s.text) for s in spans(moved)]
