"""The places of a text's claims: each filler that tells a place gets its location, or its candidates.

The claims stay what they are: which gazetteers are installed changes where a place is put, never what is claimed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from marsad.gazetteer import Gazetteer, Toponym
from marsad.geo.areas import Resolved
from marsad.geo.geometry import disc_of
from marsad.geo.phrases import told
from marsad.geo.resolve import Context, Open, Resolver, countries_of
from marsad.geo.told import Name, Related, Told, kilometres, names_in
from marsad.geo.words import PlaceWords
from marsad.lexicon import Lexicon
from marsad.mentions.marked import Marked
from marsad.model import Candidate, Claim, Filler, Place, Span
from marsad.text.names import keys_of

# Roles that are places; in the others a filler is one only where it begins with a known place or a word of its kind.
_PLACES = frozenset(("place", "toward", "from"))
_OTHERS = frozenset(("target", "object"))
# How many names of a text are weighed for its context, and how far before a filler its distance may stand ("على بعد 3 كم من").
_NAMES = 400
_LEAD = 8
_SURE = 0.8  # by how much a name's best candidate must lead to count as context
# What context is gathered from, behind a word of kind: where towns and their areas are named.
_TOWNS = frozenset(("city", "town", "village", "camp", "governorate", "district"))
_NO_KINDS = ("",)
_DIGITS = 4  # of a coordinate: 11 metres


@dataclass(frozen=True, slots=True)
class Geography:
    """What locating needs, prepared once: a gazetteer, and the words that tell places."""

    gazetteer: Gazetteer
    words: PlaceWords

    @classmethod
    def of(cls, gazetteer: Gazetteer, lexicon: Lexicon) -> Geography:
        return cls(gazetteer, PlaceWords.build(lexicon.places))


def locate(m: Marked, claims: Sequence[Claim], geography: Geography, *, why: bool = False) -> list[Claim]:
    """The claims of a marked text with their places located. With `why` each claim says how its places were found."""
    locator = _Locator(m, geography)
    if not locator.finds_any(claims):
        return list(claims)
    locator.learn(claims)
    return [locator.claim(c, why=why) for c in claims]


class _Locator:
    """Locates the fillers of one text. What a filler tells is read once; the context of the text only where one tells anything."""

    def __init__(self, m: Marked, geography: Geography) -> None:
        self._m = m
        self._geography = geography
        folded = m.folded
        base = folded.base
        if folded.offsets is None:
            self._starts = [t.start + base for t in m.tokens]
        else:
            self._starts = [folded.to_raw(t.start) + base for t in m.tokens]
        self._context = Context()
        self._resolver = Resolver(geography.gazetteer, geography.words, self._context)
        self._told: dict[tuple[int, int, int], Told | None] = {}
        self._done: dict[tuple[int, int, bool], tuple[Place | None, tuple[Candidate, ...], str]] = {}

    def finds_any(self, claims: Sequence[Claim]) -> bool:
        """Whether any filler tells a place."""
        found = False
        for claim in claims:
            for role, fillers in claim.roles.items():
                for filler in fillers if role in _PLACES or role in _OTHERS else ():
                    first, last, cut = self._tokens(filler.span)
                    if first < last and (role in _PLACES or (filler.actor is None and self._is_place(first))):
                        found = self._tell(first, last, cut) is not None or found
        return found

    def learn(self, claims: Sequence[Claim]) -> None:
        """Gather the context: the places that the text names, and those that its claims name beyond them."""
        self._context = context_of(self._m, self._geography)
        self._resolver = Resolver(self._geography.gazetteer, self._geography.words, self._context)
        known = dict(self._context.known)
        for claim in claims:
            for role, fillers in claim.roles.items():
                for filler in fillers if role in _PLACES else ():
                    first, last, cut = self._tokens(filler.span)
                    node = self._tell(first, last, cut) if first < last and first not in known and first + 1 not in known else None
                    named = next(names_in(node), None)
                    found = self._resolver.resolve(named, first) if named is not None else None
                    if isinstance(found, Resolved):
                        known.setdefault(first, found.place)
        if len(known) == len(self._context.known):
            return
        self._context = replace(self._context, known=tuple(sorted(known.items(), key=lambda k: k[0])))
        self._resolver = Resolver(self._geography.gazetteer, self._geography.words, self._context)

    def _tell(self, first: int, last: int, cut: int) -> Told | None:
        key = (first, last, cut)
        if key not in self._told:
            self._told[key] = told(self._m, self._geography.words, self._geography.gazetteer.find, first, last, cut=cut)
        return self._told[key]

    def claim(self, claim: Claim, *, why: bool) -> Claim:
        roles: dict[str, tuple[Filler, ...]] = {}
        steps: list[str] = []
        for role, fillers in claim.roles.items():
            if role in _PLACES or role in _OTHERS:
                placed = [self._filler(f, role) for f in fillers]
                roles[role] = tuple(f for f, _ in placed)
                steps += [f"{role} {f.span.text!r}: {reason}" for f, reason in placed if reason]
            else:
                roles[role] = fillers
        return replace(claim, roles=MappingProxyType(roles), why=(*claim.why, *steps) if why else claim.why)

    def _filler(self, filler: Filler, role: str) -> tuple[Filler, str]:
        if filler.actor is not None and role not in _PLACES:
            return filler, ""
        first, last, cut = self._tokens(filler.span)
        if first >= last or (role not in _PLACES and not self._is_place(first)):
            return filler, ""
        key = (first, last, role == "place")
        if key not in self._done:
            self._done[key] = self._resolve(first, last, cut, lead=role == "place")
        place, candidates, why = self._done[key]
        return Filler(filler.span, filler.actor, place, candidates) if place is not None or candidates else filler, why

    def _resolve(self, first: int, last: int, cut: int, *, lead: bool) -> tuple[Place | None, tuple[Candidate, ...], str]:
        """The place that some tokens tell, or the places that they may tell, and why."""
        node = self._tell(first, last, cut)
        if node is None:
            return None, (), ""
        if lead:
            node = self._after_distance(node, first)
        found = self._resolver.resolve(node, first)
        if isinstance(found, Open):
            return None, tuple(map(_candidate, found.candidates)), found.why
        return _place(found), (), found.why

    def _after_distance(self, node: Told, first: int) -> Told:
        """A place with the distance that stands before it: "على بعد 3 كيلومترات من المطار"."""
        m = self._m
        if first == 0 or m.tokens[first - 1].text not in ("من", "عن"):
            return node
        for i in range(max(0, first - _LEAD), first - 1):
            counted = m.counted.get(i)
            if counted is not None and counted.unit in ("km", "m") and counted.last == first - 1:
                return Related("distance", node, (), kilometres(counted.low, counted.high, counted.unit))
        return node

    def _tokens(self, span: Span) -> tuple[int, int, int]:
        """The tokens of a span, and how many letters of the first stand before it."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        cut = span.start - self._starts[first]
        # The letters written on are plain; a # in front of the first word is no letter of it.
        return first, last, max(0, min(cut, len(self._m.tokens[first].text) - 1)) if self._starts[first] < span.start else 0

    def _is_place(self, first: int) -> bool:
        name = self._m.names.get(first)
        if name is not None:
            return name.entry.kind == "place"
        heard = self._geography.words.hear(self._m.tokens[first].text)
        return heard is not None and heard.meanings[0].section in ("kinds", "relations", "directions")


def context_of(m: Marked, geography: Geography) -> Context:
    """What a text says about where it is, from the places, actors and nationalities that it names."""
    gazetteer, words = geography.gazetteer, geography.words
    named = [(i, n) for i, n in sorted(m.names.items()) if n.entry.kind == "place"][:_NAMES]
    mentions: list[tuple[int, Name]] = []
    for i, name in named:
        text = m.tokens[i].text[len(name.pro) :]
        spelled = [text, *(t.text for t in m.tokens[i + 1 : name.last] if t.kind != "mark")]
        found = gazetteer.find(keys_of(spelled))
        before = words.hear(m.tokens[i - 1].text) if i else None
        kinds = next((tuple(e.entry["kinds"]) for e in before.meanings if e.section == "kinds"), ()) if before is not None else ()
        places = {f.place.id: f for fs in found.values() for f in fs}
        if places:
            mentions.append((i, Name(" ".join(spelled), tuple(places.values()), kinds)))
    mentions = sorted([*mentions, *_behind_kinds(m, geography)], key=lambda found: found[0])
    votes: dict[str, float] = defaultdict(float)
    alone = Resolver(gazetteer, words, Context())
    for mention in {mention.words: mention for _, mention in mentions}.values():
        here = countries_of(mention.found)
        best = alone.rank(mention)
        if len(here) == 1:
            votes[here.pop()] += 2 if best and best[0][1].kind == "country" else 1
        elif best and (len(best) == 1 or best[0][0] - best[1][0] >= _SURE):
            votes[best[0][1].cc] += 0.5
    for actor in {n.entry.id for n in m.names.values() if n.entry.kind == "actor"}:
        cc, _, rest = actor.partition(".")
        if rest and len(cc) == 2:
            votes[cc.upper()] += 0.5
    for cc in _nationalities((t.text for t in m.tokens), words):
        votes[cc] += 0.5
    total = sum(votes.values())
    shares = {cc: v / total for cc, v in sorted(votes.items())} if total else {}
    resolver = Resolver(gazetteer, words, Context(shares, total))
    known: list[tuple[int, Toponym]] = []
    best_of: dict[tuple[str, tuple[str, ...]], Toponym | None] = {}
    for i, mention in mentions:
        key = (mention.words, mention.kinds)
        if key not in best_of:
            ranked = resolver.rank(mention)
            sure = ranked and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _SURE)
            best_of[key] = ranked[0][1] if sure else None
        place = best_of[key]
        if place is not None:
            known.append((i, place))
    return Context(shares, total, tuple(known), tuple(s.first for s in m.sentences))


def _behind_kinds(m: Marked, geography: Geography) -> Iterator[tuple[int, Name]]:
    """The names behind words of kind that the lexicon does not hold ("مدينة تدمر"), with their tokens."""
    words, count = geography.words, 0
    for i, token in enumerate(m.tokens[:-1]):
        if i + 1 in m.names or m.tokens[i + 1].kind != "word" or count >= _NAMES:
            continue
        heard = words.hear(token.text)
        if heard is None or heard.det or heard.meanings[-1].entry.get("kinds", _NO_KINDS)[0] not in _TOWNS:
            continue
        count += 1
        node = told(m, words, geography.gazetteer.find, i, min(i + 3, len(m.tokens)))
        if isinstance(node, Name):
            yield i + 1, node


def _nationalities(texts: Iterable[str], words: PlaceWords) -> list[str]:
    """The countries whose adjectives a text has."""
    heard = (words.hear(t) for t in set(texts))
    return sorted({h.meanings[0].entry["cc"] for h in heard if h is not None and h.meanings[0].section == "nationalities"})


def _place(found: Resolved) -> Place:
    place, disc = found.place, disc_of(found.area)
    return Place(
        found.ar,
        found.en,
        round(disc.lat, _DIGITS),
        round(disc.lon, _DIGITS),
        _rounded(disc.km),
        found.precision,
        place.id,
        place.admin1 or None,
        place.pcode or place.admin2_pcode or place.admin1_pcode or None,
        found.area,
    )


def _rounded(km: float) -> float:
    """A radius, rounded up to what its size makes worth telling."""
    step = 0.1 if km < 10 else 0.5 if km < 100 else 1.0
    steps = km / step
    return round((int(steps) + (steps - int(steps) > 1e-6)) * step, 1)


def _candidate(place: Toponym) -> Candidate:
    return Candidate(place.id, place.name_ar, place.name_en, place.lat, place.lon, place.radius_km)
