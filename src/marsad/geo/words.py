"""The words that tell a place: of kind, relation, direction and nationality, as `data/lexicon/ar/places.yaml` lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "ول", "فل")
_REMEMBERED = 50_000  # words


class Meaning(NamedTuple):
    """What a word says about a place: the section of places.yaml and the entry there."""

    section: str
    entry: Mapping[str, Any]


class Heard(NamedTuple):
    """A word with a meaning: what is written onto it, whether it has the article, and its meanings."""

    pro: str
    det: bool
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words of places.yaml by their folded form, and its tables."""

    words: Mapping[str, tuple[Meaning, ...]]
    raw: Mapping[str, Any]
    seen: dict[str, Heard | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, raw: Mapping[str, Any]) -> PlaceWords:
        """From the `places` of a lexicon."""
        words: dict[str, list[Meaning]] = {}
        entries = [(s, e) for s in ("directions", "relations", "kinds", "nationalities") for e in raw[s]]
        for section, entry in [*entries, ("homeland", raw["homeland"])]:
            for word in entry["words"]:
                words.setdefault(word, []).append(Meaning(section, entry))
        return cls({w: tuple(found) for w, found in words.items()}, raw)

    def hear(self, text: str) -> Heard | None:
        """What a folded word says about a place, with the fewest letters cut off; None when it says nothing."""
        if text in self.seen:
            return self.seen[text]
        if len(self.seen) > _REMEMBERED:
            self.seen.clear()
        found = self.seen[text] = next(
            (
                Heard(pro, det, self.words[stem])
                for pro, rest in cuts(text)
                for stem, det in ((rest, False), (rest[2:], True))
                if stem in self.words and (not det or rest.startswith("ال"))
            ),
            None,
        )
        return found


def cuts(text: str) -> Iterable[tuple[str, str]]:
    """(what is written on, the rest) for each way to cut a conjunction and a preposition off a folded word, the whole word first."""
    for pro in _PROCLITICS:
        if text.startswith(pro) and len(text) - len(pro) >= (1 if not pro else 2):
            yield pro, text[len(pro) :]
    for conjunction in ("", "و", "ف"):
        if text.startswith(conjunction + "لل") and len(text) - len(conjunction) > 3:
            yield conjunction + "ل", "ال" + text[len(conjunction) + 2 :]
