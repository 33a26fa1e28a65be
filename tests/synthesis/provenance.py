"""Whether all that stands in a sentence of a report is in the claims that it cites: days, numbers, and words that are none of reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from marsad import lexicon
from marsad.export.document import Document, Sentence
from marsad.ledger.corrections import spans_of
from marsad.synthesis.statements import Statement
from marsad.synthesis.telling import Teller
from marsad.synthesis.wording import Code, data, words

_TOKEN = re.compile(r"[^\W\d_]+|\d[\d,.]*\d|\d")


def unsaid(document: Document, sentence: Sentence, told: Mapping[str, Statement]) -> set[str]:
    """The words and numbers of a sentence that none of the claims behind its notes has."""
    claims = [told[document.notes[n - 1].claim] for n in sentence.notes]
    code: Code = "ar" if document.language == "ar" else "en"
    own, numerals = _vocabulary(code)
    theirs = {word for s in claims for text in _texts(s) for word in tokens(text)}
    numbers = {float(n) for s in claims for n in _numbers(s)}
    left = set()
    text = sentence.text
    for day in sorted({day for s in claims for day in _days(s, code)}, key=len, reverse=True):
        text = text.replace(day, " ")
    for word in tokens(text):
        if word in theirs or _without_and(word) in theirs:
            continue
        value = _value(word, numerals)
        if (value is not None and value not in numbers) or (value is None and word not in own and _without_and(word) not in own):
            left.add(word)
    return left


def cited(document: Document) -> Iterator[Sentence]:
    """All sentences that have notes."""
    stack = list(document.sections)
    while stack:
        section = stack.pop()
        stack += section.sections
        yield from (sentence for sentence in section.sentences if sentence.notes)


def tokens(text: str) -> list[str]:
    return [token.casefold() for token in _TOKEN.findall(text)]


def _without_and(word: str) -> str:
    return word.removeprefix("و")


def _value(word: str, numerals: Mapping[str, float]) -> float | None:
    return float(word.replace(",", "")) if word[0].isdigit() else numerals.get(word, numerals.get(_without_and(word)))


def _texts(s: Statement) -> Iterator[str]:
    """The words of a claim and the names of what it tells of."""
    yield from (span.text for span in spans_of(s.claim))
    for filler in (f for fillers in s.claim.roles.values() for f in fillers):
        if filler.location is not None:
            yield from (filler.location.name_ar, filler.location.name_en or "")
        if filler.actor is not None:
            yield from _actors().get(filler.actor, ())
    for source in s.claim.sources:
        yield from (source.name or "", _english().get(source.name or "", ""))
    yield s.outlet or ""


def _numbers(s: Statement) -> Iterator[float]:
    for q in s.claim.quantities:
        yield from (bound for bound in (q.low, q.high) if bound is not None)


def _days(s: Statement, code: Code) -> Iterator[str]:
    """The days of a claim as any country writes them."""
    for day in (s.period.start, s.period.end):
        if day is not None:
            yield from (Teller.of(code, country).day(day) for country in (None, *words(code).styles))


@cache
def _vocabulary(code: Code) -> tuple[frozenset[str], Mapping[str, float]]:
    """The words that reports are made of, and the words among them that are numbers."""
    raw = data(f"{code}.yaml")
    numerals: dict[str, float] = {}
    for told in raw.get("numerals", ()):
        numerals |= {told["masculine"]: told["value"], told["feminine"]: told["value"]}
    for told in raw["nouns"]:
        numerals |= {form: 2.0 for form in told.get("two", ()) if form not in told["many"]}
    if code == "ar":
        numerals |= {"واحد": 1.0, "واحدة": 1.0}
    kept = {key: value for key, value in raw.items() if key not in ("numerals", "texts")}
    own = {token for text in _strings(kept) for token in tokens(text)} | {t for type in words(code).happenings for t in tokens(type)}
    return frozenset(own - numerals.keys()), numerals


def _strings(raw: Any, key: str = "") -> Iterator[str]:
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name not in ("example", "countries", "two"):
                yield from _strings(value, name)
    elif isinstance(raw, list):
        for value in raw:
            yield from _strings(value, key)
    elif isinstance(raw, str):
        yield raw


@cache
def _actors() -> dict[str, tuple[str, str]]:
    return {e.id: (e.name_ar, e.name_en) for e in lexicon.load().entries if e.kind in ("actor", "outlet")}


@cache
def _english() -> dict[str, str]:
    return {e.name_ar: e.name_en for e in lexicon.load().entries if e.name_ar}
