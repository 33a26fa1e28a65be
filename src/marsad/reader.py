"""The main job: an article in, its claims out. Pure: no clock, no network, no file but the lexicon, the
weights and the places that it is given or that ship with Marsad."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

from marsad import lexicon as lexicons
from marsad.claims.assemble import claims_of
from marsad.claims.attribution import attribute
from marsad.claims.choices import Choices
from marsad.claims.choices import load as load_choices
from marsad.claims.syntax import Syntax
from marsad.gazetteer import Gazetteer, shipped
from marsad.geo.locate import Geography, locate
from marsad.mentions.marked import Knowledge, mark
from marsad.mentions.naming import named
from marsad.mentions.phrases import Phrases
from marsad.model import Article, Claim, Reading

# The longest text, in characters, that is read as one: some 15,000 words.
_BLOCK = 100_000
NO_DATE = "no publication date was given: times that are relative to it (أمس، الثلاثاء، منذ عامين) stay unresolved"


@cache
def _shipped() -> Knowledge:
    return Knowledge.of(lexicons.load())


@lru_cache(maxsize=4)
def geography_of(gazetteer: Gazetteer) -> Geography:
    """A gazetteer, ready for reading with the lexicon that ships with Marsad."""
    return Geography.of(gazetteer, lexicons.load())


def read_article(
    article: Article,
    *,
    knowledge: Knowledge | None = None,
    choices: Choices | Literal["shipped"] | None = "shipped",
    geography: Geography | Literal["shipped"] | None = "shipped",
    why: bool = False,
) -> Reading:
    """Read one article: its claims in order of their triggers. `knowledge` defaults to the lexicon, `choices` to the weights and
    `geography` to the places that ship with Marsad; without choices (None) the rules decide alone, without geography no place is
    located. With `why` each claim says how it came to be."""
    knowledge = knowledge if knowledge is not None else _shipped()
    if choices == "shipped":
        choices = load_choices()
    if geography == "shipped":
        geography = geography_of(shipped())
    claims: list[Claim] = []
    undated = False
    for start, end in blocks(article.text):
        marked = mark(article.text[start:end], article.published, knowledge, start)
        phrases = Phrases(marked)
        syntaxes = [Syntax(marked, phrases, sentence) for sentence in marked.sentences]
        scopes = attribute(marked, phrases, syntaxes)
        here = claims_of(marked, syntaxes, scopes, knowledge.lexicon, article.published, choices, why=why)
        claims += here if geography is None else locate(marked, here, geography, why=why)
        undated = undated or any(not t.resolved for t in marked.times.values())
    notes = (NO_DATE,) if article.published is None and undated else ()
    return Reading(article, named(claims, knowledge.actors), notes, "" if geography is None else geography.gazetteer.digest)


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that are read one after the other, so that memory stays bounded whatever its length: the whole of an
    article, and of a longer text blocks that end with a line, a sentence or at least a word where they can."""
    start = 0
    while len(text) - start > _BLOCK:
        least = start + _BLOCK // 2
        end = next((k + len(mark) for mark in ("\n", ". ", " ") if (k := text.rfind(mark, least, start + _BLOCK)) >= 0), start + _BLOCK)
        yield start, end
        start = end
    yield start, len(text)
