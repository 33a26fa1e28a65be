"""The words that tell a place: of kind, relation, direction and nationality, as `data/lexicon/ar/places.yaml` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from marsad.text.analysis import prefixed

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
    """The words of places.yaml by their folded form, and its tables: `links` are the words between places, `these` those that point back to
    one, `relations` go by what they make, `reach` by kind."""

    words: Mapping[str, tuple[Meaning, ...]]
    links: frozenset[str]
    these: frozenset[str]
    relations: Mapping[str, Mapping[str, Any]]
    reach: Mapping[str, Mapping[str, Any]]
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
        return cls(
            {w: tuple(found) for w, found in words.items()},
            frozenset(raw["links"]["words"]),
            frozenset(raw["these"]["words"]),
            {e["makes"]: e for e in raw["relations"]},
            {kind: e for e in raw["reach"] for kind in e["kinds"]},
            raw,
        )

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


def cuts(text: str) -> list[tuple[str, str]]:
    """(what is written on, the rest) for each way to cut a conjunction and a preposition off a folded word, the whole word first; the
    particle of the future stands on verbs alone."""
    return [(pro, rest) for pro, rest in prefixed(text) if pro[-1:] != "س"]
