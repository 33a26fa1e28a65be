"""Who "التنظيم" is: a party that is told by its kind alone, where the article has named one of that kind.

"مقاتلو التنظيم", "الجيش", "المرصد" name nobody by themselves. What stands for whom is decided over the whole article: the words that a
known actor is headed by in it, or is headed by in any of its names, lead back to it. Where two actors share such a word, the
phrase keeps naming nobody. Only names are added; which spans a claim has does not change, so neither does its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from marsad.lexicon import Entry, Form, Lexicon
from marsad.model import Claim, Filler, Source
from marsad.text.names import without_article, words_of

_MOST_MEMBERS = 2
_PLACES = frozenset(("place", "toward", "from"))  # whether one is on the map or not
_NO_ACTOR = frozenset(("place", "nation", "people"))


@dataclass(frozen=True, slots=True)
class Actors:
    """The actors of a lexicon: their names and the words that head them, by id; the words for those who are of a party, and the
    adjectives that make no other party of it ("متطرف")."""

    names: Mapping[str, str]
    heads: Mapping[str, frozenset[str]]
    members: frozenset[str]
    stances: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Actors:
        known: dict[str, Entry] = {}
        heads: dict[str, set[str]] = defaultdict(set)
        for entry in lexicon.entries:
            if entry.kind in ("actor", "outlet") and entry.id and entry.cls not in _NO_ACTOR:
                known.setdefault(entry.id, entry)
        members = _members(lexicon)
        for entry in lexicon.entries:
            if entry.id in known:
                heads[entry.id] |= {head for name in (entry.lemma, entry.name_ar) if (head := _head(name, members))}
        return cls(
            MappingProxyType({id: entry.name_ar for id, entry in known.items()}),
            MappingProxyType({id: frozenset(found) for id, found in heads.items()}),
            members,
            _forms(lexicon, lambda entry, _: entry.kind == "adjective" and entry.cls == "stance"),
        )


def _members(lexicon: Lexicon) -> frozenset[str]:
    """Words for those who are of a party: a person, several of a force. One force is a party itself ("جيش", "تنظيم")."""

    return _forms(
        lexicon,
        lambda entry, form: (
            entry.kind in ("noun", "head") and (entry.cls == "person" or (entry.cls == "force" and form.number in ("p", "d")))
        ),
    )


def _forms(lexicon: Lexicon, wanted: Callable[[Entry, Form], bool]) -> frozenset[str]:
    every = lexicon.forms.items()
    return frozenset(word for word, found in every if any(wanted(lexicon.entries[n], lexicon.features[form]) for n, form in found))


def _head(name: str, members: frozenset[str]) -> str:
    """The word that a name is headed by, less its article and those who are only of the party."""
    words = words_of(name)
    left = _party(words, members) or words
    return without_article(left[0]) if left else ""


def _party(words: Sequence[str], members: frozenset[str]) -> Sequence[str]:
    n = 0
    while n < min(len(words) - 1, _MOST_MEMBERS) and words[n] in members:
        n += 1
    return words[n:]


def named(claims: Sequence[Claim], actors: Actors) -> tuple[Claim, ...]:
    """The claims of one article, with the actors that its fillers and sources stand for."""
    ids = {name: id for id, name in actors.names.items()}
    told = {id for id in _told(claims, ids) if id in actors.names}
    by_head: dict[str, set[str]] = defaultdict(set)
    for id in told:
        for head in actors.heads.get(id, ()):
            by_head[head].add(id)
    meant = {head: next(iter(here)) for head, here in by_head.items() if len(here) == 1}
    if not meant:
        return tuple(claims)
    return tuple(_named(claim, meant, actors) for claim in claims)


def _told(claims: Sequence[Claim], ids: Mapping[str, str]) -> Iterator[str]:
    for claim in claims:
        for source in (*claim.sources, *claim.via):
            if source.name is not None and source.name in ids:
                yield ids[source.name]
        for here in claim.roles.values():
            for filler in here:
                if filler.actor is not None:
                    yield filler.actor


def _named(claim: Claim, meant: Mapping[str, str], actors: Actors) -> Claim:
    def filler(f: Filler) -> Filler:
        id = None if f.actor is not None else _meant(f.span.text, meant, actors, actors.members)
        return f if id is None else replace(f, actor=id)

    def source(s: Source) -> Source:
        id = None if s.name is not None else _meant(s.span.text, meant, actors, frozenset())
        return s if id is None else replace(s, name=actors.names[id])

    return replace(
        claim,
        sources=tuple(map(source, claim.sources)),
        via=tuple(map(source, claim.via)),
        roles=MappingProxyType({role: here if role in _PLACES else tuple(map(filler, here)) for role, here in claim.roles.items()}),
    )


def _meant(words: str, meant: Mapping[str, str], actors: Actors, members: frozenset[str]) -> str | None:
    """Whom a definite noun stands for, with an adjective that makes no other of it at most."""
    left = _party(words_of(words), members)
    if not 1 <= len(left) <= 2 or not all(word.startswith("ال") for word in left):
        return None
    if len(left) == 2 and without_article(left[1]) not in actors.stances:
        return None
    return meant.get(without_article(left[0]))
