"""The words Marsad knows: entries of the lexicon, loaded from the compiled file that `tools/build_lexicon.py` makes.

Knowledge is written as YAML under `data/`; the build tool checks it, inflects it and writes `data/lexicon.json`. This
module is the only reader of that file. A `Lexicon` is immutable after loading and safe to share.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from marsad.errors import LexiconError

# Raised by hand when the shape of the compiled file changes; the build tool writes it, `load` checks it.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ClaimType:
    """A type of claim with its family, labels, the roles it takes and its codes in other schemes."""

    name: str
    family: str
    label_en: str
    label_ar: str
    describes: str
    roles: tuple[str, ...]
    acled: str | None
    plover_event: str | None
    plover_mode: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """What an inflected form says: tense (past, present, imperative, noun, active, passive, persons, word), voice, number."""

    tense: str
    voice: str
    number: str
    gender: str
    person: str
    construct: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """Another type that a trigger has when all of `when` holds (see the triggers' schema)."""

    type: str
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the lexicon. `kind` says which fields matter: trigger, report, verb, word, noun, title, head,
    adjective, actor, outlet, place."""

    kind: str
    lemma: str
    cls: str = ""
    type: str = ""
    needs: tuple[str, ...] = ()
    needs_subject: tuple[str, ...] = ()
    needs_object: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    weak: bool = False
    yields: bool = False
    frame: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    variants: tuple[Variant, ...] = ()
    takes: tuple[str, ...] = ()
    continues: bool = False
    status: str = ""
    scope: str = ""
    opens_place: bool = False
    id: str = ""
    name_ar: str = ""
    name_en: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form of several tokens. A piece is `("w", word)`, `("+", word)` with any enclitic, `("v", lemma)` for any form
    of that verb, or `("c", letter)` for a proclitic of the word that follows, which is not part of the phrase; the first
    piece stands in the index under its word."""

    entry: Entry
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries; `forms` maps a folded form to (entry index, form index) pairs, `phrases` a first word to its phrases."""

    types: Mapping[str, ClaimType]
    entries: tuple[Entry, ...]
    features: tuple[Form, ...]
    forms: Mapping[str, list[list[int]]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    numbers: Mapping[str, Any]
    units: Mapping[str, Any]
    times: Mapping[str, Any]


def parse(raw: Mapping[str, Any]) -> Lexicon:
    """A Lexicon from the compiled file's content. Raises LexiconError when its format is another program's."""
    if raw.get("format") != FORMAT:
        raise LexiconError(f"the compiled lexicon has format {raw.get('format')!r}, this program reads {FORMAT}: run `make lexicon`")
    entries = tuple(_entry(e) for e in raw["entries"])
    phrases = {
        first: tuple(Phrase(entries[i], tuple((kind, word) for kind, word in pieces)) for i, pieces in found)
        for first, found in raw["phrases"].items()
    }
    return Lexicon(
        types={t["name"]: ClaimType(**{**t, "roles": tuple(t["roles"])}) for t in raw["types"]},
        entries=entries,
        features=tuple(Form(*f) for f in raw["features"]),
        forms=raw["forms"],
        phrases=phrases,
        numbers=raw["numbers"],
        units=raw["units"],
        times=raw["times"],
    )


_TUPLES = ("needs", "needs_subject", "needs_object", "not_before", "not_after", "takes")


def _entry(raw: dict[str, Any]) -> Entry:
    for key in _TUPLES:
        if key in raw:
            raw[key] = tuple(raw[key])
    if "variants" in raw:
        raw["variants"] = tuple(
            Variant(v["type"], {k: tuple(w) for k, w in v["when"].items()}) for v in raw["variants"]
        )
    return Entry(**raw)


@cache
def load() -> Lexicon:
    """The lexicon that ships with Marsad, read once a process."""
    return parse(json.loads(files("marsad").joinpath("data/lexicon.json").read_text(encoding="utf-8")))
