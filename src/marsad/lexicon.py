"""The words Marsad knows: entries of the lexicon, loaded from the compiled file that `tools/build_lexicon.py` makes.

Knowledge is written as YAML under `data/`; the build tool checks it, inflects it and writes `data/lexicon.json`. This
module is the only reader of that file. A `Lexicon` is immutable after loading and safe to share.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from marsad.errors import LexiconError

# Raised by hand when the shape of the compiled file changes; the build tool writes it, `load` checks it.
FORMAT = 3


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
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
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


_ENCLITICS = ("", "ه", "ها", "هم", "هما", "هن", "نا", "كم", "ي", "ك")


def stems(word: str) -> tuple[str, ...]:
    """What a word is before a pronoun: ه opens to ت (سيطرته), a hamza at its end may stand on waw or yeh (استيائه)."""
    if word[-1] == "ه":
        return (word[:-1] + "ت",)
    return (word, word[:-1] + "ئ", word[:-1] + "ؤ") if word[-1] == "ء" else (word,)


@lru_cache(maxsize=4096)
def with_pronouns(word: str) -> frozenset[str]:
    """A word as it stands and before each pronoun."""
    return frozenset((word, *(stem + enc for stem in stems(word) for enc in _ENCLITICS)))


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """The phrases that begin with one word: by the word that must follow, and those that a class of words follows.

    Half the words of a report begin some phrase, and "وكالة" alone begins hundreds: one look-up of the next word leaves the
    one or two that can stand there.
    """

    seconds: Mapping[str, tuple[Phrase, ...]]
    others: tuple[Phrase, ...]

    @classmethod
    def of(cls, phrases: Sequence[Phrase]) -> PhraseGroup:
        follow = [_follow(p) for p in phrases]
        known = frozenset().union(*follow)
        seconds: dict[str, list[Phrase]] = {word: [] for word in known}
        others: list[Phrase] = []
        for phrase, words in zip(phrases, follow, strict=True):
            if not words:
                others.append(phrase)
            for word in words or known:
                seconds[word].append(phrase)
                if words and word + "ا" in known and word + "ا" not in words:
                    seconds[word + "ا"].append(phrase)
        return cls({word: tuple(found) for word, found in seconds.items()}, tuple(others))

    def before(self, word: str) -> tuple[Phrase, ...]:
        """Those that can stand where `word` follows, in the order of the lexicon; an accusative alef at its end may go."""
        found = self.seconds.get(word)
        if found is None and word[-1:] == "ا":
            found = self.seconds.get(word[:-1])
        return self.others if found is None else found


def _follow(phrase: Phrase) -> frozenset[str]:
    """The words of which one must follow the first of a phrase; none where words of a class may."""
    kind, piece = phrase.pieces[1] if len(phrase.pieces) > 1 else ("", "")
    return with_pronouns(piece) if kind == "+" else frozenset((piece,) if kind == "w" else ())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries; `forms` maps a folded form to (entry index, form index) pairs, `phrases` a first word to its phrases."""

    types: Mapping[str, ClaimType]
    entries: tuple[Entry, ...]
    features: tuple[Form, ...]
    forms: Mapping[str, list[list[int]]]
    phrases: Mapping[str, PhraseGroup]
    numbers: Mapping[str, Any]
    units: Mapping[str, Any]
    times: Mapping[str, Any]
    occasion: Mapping[str, Any]
    places: Mapping[str, Any]


_MEND = "install Marsad again, or run `make lexicon` in a checkout"


def parse(raw: Any) -> Lexicon:
    """A Lexicon from the compiled file's content. Raises LexiconError when it is damaged or another program's."""
    try:
        if raw["format"] != FORMAT:
            raise LexiconError(f"the compiled lexicon has format {raw['format']!r}, this program reads {FORMAT}: {_MEND}")
        entries = tuple(_entry(e) for e in raw["entries"])
        phrases = {
            first: PhraseGroup.of([Phrase(entries[i], tuple((kind, word) for kind, word in pieces)) for i, pieces in found])
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
            occasion=raw["occasion"],
            places=raw["places"],
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"the compiled lexicon is damaged ({type(error).__name__}: {error}): {_MEND}") from error


_TUPLES = ("needs", "needs_subject", "needs_object", "takes")
_SETS = ("not_before", "not_after")


def _entry(raw: dict[str, Any]) -> Entry:
    for key in _TUPLES:
        if key in raw:
            raw[key] = tuple(raw[key])
    for key in _SETS:
        if key in raw:
            raw[key] = frozenset(raw[key])
    if "variants" in raw:
        raw["variants"] = tuple(Variant(v["type"], {k: tuple(w) for k, w in v["when"].items()}) for v in raw["variants"])
    return Entry(**raw)


@cache
def load() -> Lexicon:
    """The lexicon that ships with Marsad, read once a process. Raises LexiconError when it is missing or damaged."""
    try:
        return parse(json.loads(files("marsad").joinpath("data/lexicon.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise LexiconError(f"the compiled lexicon cannot be read ({error}): {_MEND}") from error
