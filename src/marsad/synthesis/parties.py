"""Who holds, takes and besieges: the parties that claims name, by known actor or by their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from marsad import lexicon
from marsad.lexicon import Entry
from marsad.model import Claim, Filler
from marsad.text.names import keys_of, words_of

_KINDS = ("actor", "outlet")


@dataclass(frozen=True, slots=True)
class Party:
    """A party to a conflict. `id` is that of the lexicon's actor, None where the words name nobody that is known; `name` is the known
    Arabic name, else the words of the claim. `side` is what the arms of one government share, else what tells the party from others."""

    id: str | None
    name: str
    name_en: str | None
    side: str

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "name_en": self.name_en, "side": self.side}


def parties(claim: Claim, role: str, sides: Mapping[str, str]) -> tuple[Party, ...]:
    """The parties that fill a role of a claim, each side once, in the order of the text. Those whom the lexicon knows go before those whom
    it does not: where both are told, the unknown one is dropped. Whom the claim quotes is no party to it, unless nobody else is told;
    nor is a mere number of people.
    `sides` is the side of each actor that is an arm of one."""
    counted = [q.span for q in claim.quantities]
    fillers = [f for f in claim.roles.get(role, ()) if f.actor or not any(q.start <= f.span.start < q.end for q in counted)]
    quoted = {(s.span.start, s.span.end) for s in (*claim.sources, *claim.via)}
    heard = [f for f in fillers if (f.span.start, f.span.end) not in quoted] or fillers
    known = [f for f in heard if f.actor is not None] or heard
    found = {party.side: party for party in reversed([party_of(f, sides) for f in known])}
    return tuple(reversed(found.values()))


def party_of(filler: Filler, sides: Mapping[str, str]) -> Party:
    """The party that a filler names."""
    entry = None if filler.actor is None else _entries().get(filler.actor)
    if entry is None:
        name = " ".join(filler.span.text.split())
        return Party(filler.actor, name, None, filler.actor or _side(name))
    return Party(entry.id, entry.name_ar or filler.span.text, entry.name_en or None, sides.get(entry.id, entry.id))


def _side(name: str) -> str:
    keys = keys_of(words_of(name))
    return f"words:{keys[0] if keys else name}"


@cache
def _entries() -> dict[str, Entry]:
    return {e.id: e for e in lexicon.load().entries if e.kind in _KINDS and e.id}
