"""The words of numbers, units and bounds, folded and written out with the letters that Arabic puts in front of a word, so that
a token is tested with one look-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple

from marsad.text.fold import fold_word
from marsad.text.tokens import Token

Bound = Literal["least", "most", "about"]

# What Arabic writes onto the front of a word; لل is ل and ال.
PROCLITICS = (
    "", "و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "لل",
    "ول", "وب", "وبال", "ولل", "فب", "فل", "فبال", "فلل", "وك", "وكال",
)  # fmt: skip
# The same without the article: before bounds ("بأكثر من") and words that have their own.
PLAIN_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ول", "وب", "فب", "فل")
_ENCLITICS = ("", "ها", "هم", "هن", "هما", "ه", "نا")


class Form(NamedTuple):
    """What a word can be in a number: its class, its value and the letters before it."""

    cls: str
    value: int | float
    high: int
    pro: str


class Unit(NamedTuple):
    """A unit of measure as one of its words says it; `grammatical` is 1 for a singular, 2 for a dual, 0 for a plural."""

    unit: str
    of: str
    grammatical: int


Phrases = Mapping[str, tuple[tuple[tuple[str, ...], Any], ...]]


@dataclass(frozen=True, slots=True, repr=False)  # thousands of words
class NumberWords:
    """The words of numbers and units, folded and expanded. `raw` of `build` is numbers.yaml and units.yaml as one mapping."""

    forms: Mapping[str, tuple[Form, ...]]
    wholes: frozenset[str]
    negations: frozenset[str]
    still: frozenset[str]
    of_each: Phrases
    percent: Phrases
    decimal: frozenset[str]
    ranges: Mapping[str, str]
    rises: frozenset[str]
    bounds_before: Phrases
    bounds_after: Phrases
    bounds_far: Phrases
    names_before: Phrases
    names_after: Phrases
    units: Phrases
    unit_leads: Mapping[str, int]
    vague_units: Mapping[str, tuple[str, int, int]]
    spans: frozenset[str]
    symbols: Mapping[str, tuple[str, str]]
    squares: frozenset[str]
    classes: Mapping[str, tuple[str, str]]
    members: frozenset[str]
    paired: frozenset[str]
    unit_nouns: Mapping[str, str]
    others: frozenset[str]
    one_of: frozenset[str]
    not_nouns: frozenset[str]
    sound: frozenset[str]
    broken: frozenset[str]
    not_dual: frozenset[str]
    idioms: frozenset[str]

    @classmethod
    def build(cls, raw: Mapping[str, Any]) -> NumberWords:
        """The words from the content of numbers.yaml and units.yaml, merged."""
        return cls(
            forms=_forms(raw),
            wholes=_set(raw["wholes"]),
            negations=_set(raw["negations"], ("", "و", "ف")),
            still=_set(raw["still"]),
            of_each=_phrases((w, None) for w in _all(raw["of_each"])),
            percent=_phrases((w, None) for w in _all(raw["percent"])),
            decimal=_set(raw["decimal"]),
            ranges={p: e["kind"] for e in raw["ranges"] for w in e["words"] for p in _with(w, ("", "و", "ف"))},
            rises=_set(raw["rises"], PLAIN_PROCLITICS),
            bounds_before=_phrases(
                ((p, kind) for w, kind in _bounds(raw, "before") for p in _with(w, PLAIN_PROCLITICS)),
                last=True,
            ),
            bounds_after=_phrases(_bounds(raw, "after")),
            bounds_far=_phrases(
                ((p, e["kind"]) for e in raw["far_bounds"] for w in e["words"] for p in _with(w, ("", "و", "ف", "ل"))), last=True
            ),
            names_before=_phrases(
                (
                    (p, (e["use"], e.get("sure", False)))
                    for e in raw["names"]
                    if e["where"] == "before"
                    for w in e["words"]
                    for p in _with(w, PLAIN_PROCLITICS)
                ),
                last=True,
            ),
            names_after=_phrases((w, (e["use"], e.get("sure", False))) for e in raw["names"] if e["where"] == "after" for w in e["words"]),
            units=_units(raw["units"]),
            unit_leads=_unit_leads(raw["units"]),
            vague_units={fold_word(w): (e["unit"], e["low"], e["high"]) for e in raw["vague_units"] for w in e["words"]},
            spans=_set(raw["spans"], ("", "و", "ف", "ب")),
            symbols={fold_word(w).lower(): (e["unit"], e["of"]) for e in raw["symbols"] for w in e["words"]},
            squares=_set(raw["squares"]),
            classes={c: (e["unit"], e["of"]) for e in raw["classes"] for c in e["classes"]},
            members=frozenset(c for e in raw["members"] for c in e["classes"]),
            paired=frozenset(c for e in raw["paired"] for c in e["classes"]),
            unit_nouns={fold_word(w): e["unit"] for e in raw["unit_nouns"] for w in e["words"]},
            others=_set(raw["others"]),
            one_of=_set(raw["one_of"], PLAIN_PROCLITICS),
            not_nouns=_set(raw["not_nouns"], ("", "و", "ف")),
            sound=_set(raw["sound"]),
            broken=_set(raw["broken"]),
            not_dual=_set(raw["not_dual"]),
            idioms=_set(raw["idioms"]),
        )

    def unit_at(self, tokens: Sequence[Token], i: int) -> tuple[int, Unit] | None:
        """The unit whose words begin at token `i`, with the token after them."""
        if i >= len(tokens):
            return None
        text = tokens[i].text
        found = match(self.units, tokens, i)
        if found is None and text.endswith("ا") and text[:-1] in self.units:
            found = next(((i + 1, u) for rest, u in self.units[text[:-1]] if not rest), None)
        return found

    def noun_unit(self, word: str) -> str | None:
        """The unit in which a noun is counted, where the words say so whatever its class."""
        return self.unit_nouns.get(word) or (self.unit_nouns.get(word[:-1]) if word.endswith("ا") else None)


def match(phrases: Phrases, tokens: Sequence[Token], i: int) -> tuple[int, Any] | None:
    """The longest phrase that begins at token `i`: the token after it, and what it stands for."""
    if i >= len(tokens):
        return None
    for rest, value in phrases.get(tokens[i].text, ()):
        end = i + 1 + len(rest)
        if end <= len(tokens) and all(tokens[i + 1 + k].text == w for k, w in enumerate(rest)):
            return end, value
    return None


def match_before(phrases: Phrases, tokens: Sequence[Token], i: int) -> tuple[int, Any] | None:
    """The longest phrase that ends right before token `i`: its first token, and what it stands for."""
    if i <= 0:
        return None
    for rest, value in phrases.get(tokens[i - 1].text, ()):
        start = i - 1 - len(rest)
        if start >= 0 and all(tokens[start + k].text == w for k, w in enumerate(rest)):
            return start, value
    return None


def _all(entries: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return chain.from_iterable(e["words"] for e in entries)


def _with(word: str, pros: tuple[str, ...]) -> list[str]:
    """A folded word with each of the letters before it; ل before ال makes لل."""
    folded = fold_word(word)
    return [p + folded[1:] if p[-1:] == "ل" and folded.startswith("ال") else p + folded for p in pros]


def _set(entries: Iterable[Mapping[str, Any]], pros: tuple[str, ...] = ("",)) -> frozenset[str]:
    return frozenset(p for w in _all(entries) for p in _with(w, pros))


def _phrases(pairs: Iterable[tuple[str, Any]], *, last: bool = False) -> Phrases:
    """An index of phrases by their first word (by their last one where `last`), the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
    for phrase, value in pairs:
        pieces = tuple(fold_word(phrase).split())
        key, rest = (pieces[-1], pieces[:-1]) if last else (pieces[0], pieces[1:])
        index.setdefault(key, []).append((rest, value))
    return {k: tuple(sorted(v, key=lambda p: -len(p[0]))) for k, v in index.items()}


def _units(entries: Iterable[Mapping[str, Any]]) -> Phrases:
    return _phrases(
        (w, Unit(e["unit"], e["of"], count)) for e in entries for key, count in (("one", 1), ("two", 2), ("many", 0)) for w in e[key]
    )


def _bounds(raw: Mapping[str, Any], where: str) -> list[tuple[str, Bound]]:
    """The bounds that can stand at one side of a number."""
    return [(w, e["kind"]) for e in raw["bounds"] if e["where"] in (where, "both") for w in e["words"]]


def _unit_leads(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The first words of units as they can be written, with the letters before them: one proclitic, or the article."""
    firsts = {fold_word(w).split()[0] for e in entries for key in ("one", "two", "many") for w in e[key]}
    written = {pro + w: len(pro) for w in firsts for pro in ("ال", "و", "ب", "ل", "ف")}
    return written | dict.fromkeys(firsts, 0)


def _forms(raw: Mapping[str, Any]) -> dict[str, tuple[Form, ...]]:
    """All words that numbers are made of, with the letters that can stand before them, the barest reading first."""
    index: dict[str, list[Form]] = {}
    never = _set(raw["never"])

    def put(word: str, cls: str, value: int | float, high: int = 0, pros: tuple[str, ...] = PROCLITICS) -> None:
        folded = fold_word(word)
        for pro in pros:
            if pro + folded not in never:
                index.setdefault(pro + folded, []).append(Form(cls, value, high, pro))

    for e in raw["cardinals"]:
        value = e["value"]
        cls = "unit" if value < 10 else "ten10" if value == 10 else "ten" if value < 100 else "hundred"
        for w in e["words"]:
            put(w, cls, value)
    for e in raw["compounds"]:
        for w in e["words"]:
            put(w, "compound", e["value"])
    for e in raw["scales"]:
        for w in e["two"]:
            put(w, "two", 2 * e["value"])
        for w in e["one"]:
            put(w, "scale", e["value"])
        for w in e["many"]:
            put(w, "many", e["value"])
    for e in raw["vague"]:
        for w in e["words"]:
            put(w, "vague", e["low"], e["high"])
    for e in raw["odd"]:
        for w in e["words"]:
            put(w, "odd", 0, pros=("", "و", "وال"))
    for e in raw["fractions"]:
        cls = "whole" if e.get("whole") else "scaled" if e.get("scaled") else "fraction"
        for part, key in ((1, "one"), (2, "two")):
            for w in e[key]:
                for enclitic in _ENCLITICS if cls == "fraction" else ("",):
                    put(w + enclitic, cls, part / e["parts"])
        for w in e["many"]:
            put(w, "part", 1 / e["parts"], pros=("", "ال"))
    for e in raw["ordinals"]:
        for w in e["words"]:
            put(w, "ordinal", e["value"])
    return {k: tuple(sorted(v, key=lambda f: (len(f.pro), f.cls != "whole"))) for k, v in index.items()}
