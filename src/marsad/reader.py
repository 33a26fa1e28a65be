"""The main job: an article in, its claims out. Pure: no clock, no file, no network but the lexicon that ships with Marsad."""

from __future__ import annotations

from functools import cache
from typing import Literal

from marsad import lexicon as lexicons
from marsad.claims.assemble import claims_of
from marsad.claims.attribution import attribute
from marsad.claims.choices import Choices
from marsad.claims.choices import load as load_choices
from marsad.claims.syntax import Syntax
from marsad.mentions.marked import Knowledge, mark
from marsad.mentions.phrases import Phrases
from marsad.model import Article, Reading

NO_DATE = "no publication date was given: times that are relative to it (أمس، الثلاثاء، منذ عامين) stay unresolved"


@cache
def _shipped() -> Knowledge:
    return Knowledge.of(lexicons.load())


def read_article(
    article: Article, *, knowledge: Knowledge | None = None, choices: Choices | Literal["shipped"] | None = "shipped"
) -> Reading:
    """Read one article: its claims in order of their triggers. `knowledge` defaults to the lexicon and `choices` to the weights
    that ship with Marsad; without choices (None) the rules decide alone."""
    knowledge = knowledge if knowledge is not None else _shipped()
    if choices == "shipped":
        choices = load_choices()
    marked = mark(article.text, article.published, knowledge)
    phrases = Phrases(marked)
    syntaxes = [Syntax(marked, phrases, sentence) for sentence in marked.sentences]
    scopes = attribute(marked, phrases, syntaxes)
    claims = claims_of(marked, syntaxes, scopes, knowledge.lexicon, article.published, choices)
    notes = []
    if article.published is None and any(not t.resolved for t in marked.times.values()):
        notes.append(NO_DATE)
    return Reading(article, tuple(claims), tuple(notes))
