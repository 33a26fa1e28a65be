"""How a place is told: the names in a place phrase, and what each other word makes of them.

"قرب قرية X في ريف حمص الشرقي" becomes near(X, a village) within countryside(Homs, east). Nothing is looked up here but whether a run of
words is a name at all; which place it means is the question of `marsad.geo.resolve`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from marsad.gazetteer import Found
from marsad.mentions.marked import Marked
from marsad.text.names import keys_of

_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "ول", "فل")
_LINKS = frozenset(("في", "من", "ل", "الي", "عن", "علي", "مع", "ب"))
_LONGEST = 5  # words of a name
_DEEPEST = 6  # phrases inside phrases
_GLUE = frozenset(('"', "-", "'"))  # marks that may stand inside a name


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its words, the kinds that a word of kind before it asks for (likeliest first), the country that an adjective behind it
    tells, and the places that bear it. `sure` says that it is known for a name, or a word of kind stands by it, `own` that a place of
    another kind is not meant."""

    words: str
    found: tuple[Found, ...]
    kinds: tuple[str, ...] = ()
    cc: str = ""
    sure: bool = True
    own: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A place that was named before, by its kinds ("المدينة")."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country told by an adjective; "" for the one that the text is about ("البلاد")."""

    cc: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something without a name, or with one that no table has."""

    words: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """What a word of relation makes of a place (see `relations` in places.yaml; also "direction", "distance" and "part"): towards these
    azimuths, at this many kilometres (None: open), and for "between", "along" and "border" the other end."""

    makes: str
    of: Told
    azimuths: tuple[float, ...] = ()
    km: tuple[float | None, float | None] | None = None
    to: Told | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Several places told together."""

    parts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """A place, and where it is said to lie."""

    inner: Told
    outer: Told


Told = Name | Again | Country | Unknown | Related | Group | Within
Find = Callable[[Iterable[str]], Mapping[str, tuple[Found, ...]]]


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
        if len(self.seen) > 50_000:
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


def told(m: Marked, words: PlaceWords, find: Find, first: int, last: int, *, cut: int = 0) -> Told | None:
    """How tokens `first` to `last` (excluded) of a text tell a place; None when nothing in them does. `find` gives the places under keys of
    names; `cut` letters of the first token do not belong to the phrase."""
    return _Parser(m, words, find, first, last, cut).phrase(first, last, 0)


class _Parser:
    """Reads one phrase from left to right. Methods give a node and the token behind it, or None where nothing of the kind begins."""

    def __init__(self, m: Marked, words: PlaceWords, find: Find, first: int, last: int, cut: int) -> None:
        self._m = m
        self._words = words
        self._find = find
        self._first = first
        self._last = last
        self._cut = cut

    def _text(self, i: int) -> str:
        text = self._m.tokens[i].text
        return text[self._cut :] if i == self._first else text

    def _hear(self, i: int, end: int) -> Heard | None:
        return self._words.hear(self._text(i)) if i < end and self._m.tokens[i].kind == "word" else None

    def _meaning(self, i: int, end: int, section: str) -> tuple[Heard, Mapping[str, Any]] | None:
        heard = self._hear(i, end)
        if heard is None:
            return None
        return next(((heard, m.entry) for m in heard.meanings if m.section == section), None)

    def phrase(self, i: int, end: int, depth: int) -> Told | None:
        """All that tokens `i` to `end` tell: places that stand behind each other lie in each other, those that و joins stand beside."""
        chains: list[list[Told]] = [[]]
        j = i
        while j < end:
            found = self._term(j, end, depth)
            if found is None:
                j += 1
                continue
            if chains[-1] and j > i and self._m.tokens[j - 1].text == "مع":
                j = found[1]  # what stands with it is elsewhere ("معبر أدري مع تشاد")
                continue
            if chains[-1] and self._joined(j):
                chains.append([])
            chains[-1].append(found[0])
            j = found[1]
        nodes = [_nested(chain) for chain in chains if chain]
        useful = [n for n in nodes if not isinstance(n, Unknown)] or nodes
        return None if not useful else useful[0] if len(useful) == 1 else Group(tuple(useful))

    def _joined(self, i: int) -> bool:
        heard = self._hear(i, self._last)
        name = self._m.names.get(i)
        pro = heard.pro if heard is not None else name.pro if name is not None else self._m.words[i].pro
        return pro[:1] == "و" or self._m.tokens[i - 1].text == "و"

    def _term(self, i: int, end: int, depth: int) -> tuple[Told, int] | None:
        if depth > _DEEPEST or i >= end:
            return None
        distance = self._distance(i, end, depth)
        if distance is not None:
            return distance
        name = self._name(i, end, least=2) if self._licensed(i) else None
        if name is not None:
            name = self._with_kind(name, i, end)
            if name is not None:
                return self._behind(*name, end=end, depth=depth)
        heard = self._hear(i, end)
        for meaning in heard.meanings if heard is not None else ():
            found = self._meant(meaning, i, end, depth)
            if found is not None:
                return found
        if heard is None and self._licensed(i):
            name = self._name(i, end)
            if name is not None and name[0].sure:
                return self._behind(*name, end=end, depth=depth)
        return None

    def _with_kind(self, name: tuple[Name, int], i: int, end: int) -> tuple[Name, int] | None:
        """A name that begins with a word of kind ("مطار حماة", "وادي بردى"): what bears the rest of it counts too. What lies around a town
        and is known by no outline is told better by the relation ("ريف حلب الغربي")."""
        node, last = name
        if self._hear(i, end) is not None:
            beyond = self._name(i + 1, end, kinds=("site",))
            if beyond is not None and beyond[1] > last:
                return None
        if any(m.entry["makes"] == "countryside" for m in self._meanings(i, end, "relations")):
            return name if any(f.place.kind == "governorate" for f in node.found) else None
        kind = self._meaning(i, end, "kinds")
        if kind is None:
            return name
        kinds = tuple(kind[1]["kinds"])
        # A place whose own name begins so ("مزرعة بيت جن") is meant by it.
        named_so = kind[0].det or any(f.main and f.spelled == node.words and f.place.kind in kinds for f in node.found)
        rest = None if named_so else self._name(i + 1, last, kinds=kinds)
        found = {f.place.id: f for f in (*node.found, *(rest[0].found if rest is not None and rest[1] == last else ()))}
        return replace(node, found=tuple(found.values()), kinds=kinds, own=bool(kind[1].get("own"))), last

    def _meanings(self, i: int, end: int, section: str) -> list[Meaning]:
        heard = self._hear(i, end)
        return [m for m in heard.meanings if m.section == section] if heard is not None else []

    def _meant(self, meaning: Meaning, i: int, end: int, depth: int) -> tuple[Told, int] | None:
        if meaning.section == "kinds":
            return self._kind(meaning.entry, i, end, depth)
        if meaning.section == "relations":
            return self._relation(meaning.entry["makes"], i, end, depth)
        if meaning.section == "directions":
            azimuths, j = self._azimuths(i, end)
            of = self._operand(j, end, depth)
            return (Related("direction", of[0], azimuths), of[1]) if of is not None else None
        if meaning.section == "homeland":
            return Country(), i + 1
        return None

    def _licensed(self, i: int) -> bool:
        """Whether a name may begin here without a word of kind: where the phrase begins, behind a preposition or a mark, or where the
        text's names are known."""
        if i == self._first or i in self._m.names:
            return True
        before = self._m.tokens[i - 1]
        return before.text in _LINKS or (before.kind == "mark" and before.text != "(") or self._m.words[i].pro[-1:] in ("ب", "ل")

    def _distance(self, i: int, end: int, depth: int) -> tuple[Told, int] | None:
        """ "10 كيلومترات غرب X", "3 كم من X"."""
        counted = self._m.counted.get(i)
        if counted is None or counted.unit not in ("km", "m") or counted.last > end:
            return None
        azimuths, j = self._azimuths(counted.last, end)
        of = self._operand(j, end, depth)
        if of is None:
            return None
        return Related("distance", of[0], azimuths, kilometres(counted.low, counted.high, counted.unit)), of[1]

    def _operand(self, i: int, end: int, depth: int) -> tuple[Told, int] | None:
        """The place that a relation is to, behind the preposition that it takes."""
        j = i
        while j < end and (self._m.tokens[j].text in _LINKS or self._m.tokens[j].text in _GLUE):
            j += 1
        if j >= end:
            return None
        name = self._name(j, end)
        heard = self._hear(j, end)
        if name is not None and heard is not None:
            name = self._with_kind(name, j, end) if name[1] > j + 1 else None
        if name is not None:
            return self._behind(*name, end=end, depth=depth + 1, parts=False)
        return self._term(j, end, depth + 1)

    def _azimuths(self, i: int, end: int) -> tuple[tuple[float, ...], int]:
        """The directions that begin at a token: one, the one between two ("شمال شرق"), or each of two that و joins."""
        out: list[float] = []
        j = i
        beside = False
        while (found := self._meaning(j, end, "directions")) is not None:
            heard, entry = found
            if out and heard.pro not in ("", "و"):
                break
            degrees = float(entry["azimuth"])
            if not out or heard.pro == "و":
                out.append(degrees)
            elif beside:
                break
            else:
                out[-1] = _between(out[-1], degrees)
                beside = True
            j += 1
        return tuple(out), j

    def _relation(self, makes: str, i: int, end: int, depth: int) -> tuple[Told, int] | None:
        azimuths, j = self._azimuths(i + 1, end)
        if makes == "border":
            return self._border(i, end)
        if self._det(i) and j < end and not self._links(j) and self._hear(j, end) is None and j not in self._m.names:
            return None  # "الطريق القومي": an adjective
        if makes == "countryside" and j < end and self._m.tokens[j].text == "في":
            return None
        of = self._operand(j, end, depth)
        if of is None:
            return None
        node, j = of
        if makes == "at":
            return node, j
        if makes == "beyond":
            return self._beyond(node, j, end)
        if makes in ("between", "along"):
            return self._line(makes, node, j, end, depth)
        if not azimuths and makes == "countryside":
            azimuths, j = self._azimuths(j, end)
        if makes == "middle" and isinstance(node, Unknown):
            return None
        return Related(makes, node, azimuths), j

    def _beyond(self, node: Told, j: int, end: int) -> tuple[Told, int] | None:
        """ "بعد المدينة بنحو 100 كيلومتر": the figure stands behind."""
        for i in range(j, min(end, j + 4)):
            counted = self._m.counted.get(i)
            if counted is not None and counted.unit in ("km", "m"):
                return Related("distance", node, (), kilometres(counted.low, counted.high, counted.unit)), counted.last
        return None

    def _line(self, makes: str, node: Told, j: int, end: int, depth: int) -> tuple[Told, int] | None:
        """From one place to another: "بين X وY", "طريق X - Y"."""
        if isinstance(node, Group) and len(node.parts) > 1:
            return Related(makes, node.parts[0], to=node.parts[1]), j
        if isinstance(node, Related) and node.makes == "between":
            return Related(makes, node.of, to=node.to), j
        k = j + 1 if j < end and self._m.tokens[j].text in ("-", "و") else j
        joined = k > j or (makes == "along" and j < end and j in self._m.names) or self._text(min(j, end - 1)).startswith("و")
        other = self._operand(k, end, depth) if joined and j < end else None
        if other is not None:
            return Related(makes, node, to=other[0]), other[1]
        return (Related("near", node), j) if makes == "along" else None

    def _border(self, i: int, end: int) -> tuple[Told, int] | None:
        """Where two countries meet; where one is named, the other is that of the text."""
        ends: list[Told] = []
        j = i + 1
        while j < end and len(ends) < 2:
            nation = self._meaning(j, end, "nationalities")
            if nation is not None:
                ends.append(Country(nation[1]["cc"]))
                j += 1
                continue
            if self._m.tokens[j].text in _LINKS or self._m.tokens[j].text in ("-", "و"):
                j += 1
                continue
            name = self._name(j, end)
            if name is None:
                break
            ends.append(name[0])
            j = name[1]
        if not ends:
            return None
        return Related("border", ends[0], to=ends[1] if len(ends) > 1 else Country()), j

    def _kind(self, entry: Mapping[str, Any], i: int, end: int, depth: int) -> tuple[Told, int] | None:
        heard = self._hear(i, end)
        # "العاصمة دمشق" is Damascus, "عاصمة الجوف" the seat of it.
        kinds = tuple(entry["kinds"] if heard is not None and heard.det else entry.get("seat_of", entry["kinds"]))
        j = i + 1
        while j < end and self._m.tokens[j].text in _GLUE:
            j += 1
        nation = self._meaning(j, end, "nationalities")
        if nation is not None and not nation[0].pro and heard is not None and nation[0].det == heard.det:
            # "العاصمة اليمنية صنعاء"; of "مستشفى السعودي" the second is a name.
            named = self._name(j + 1, end, kinds=kinds) if self._known(j + 1) else None
            if named is not None:
                return self._behind(replace(named[0], kinds=kinds, cc=nation[1]["cc"]), named[1], end=end, depth=depth, kinds=kinds)
            return Within(Unknown(kinds=kinds), Country(nation[1]["cc"])), j + 1
        name = self._name(j, end, kinds=kinds)
        inner = self._hear(j, end)
        if name is not None and inner is not None and name[1] > j + 1:
            # "جبال محافظة اللاذقية": the inner word of kind is that of the name.
            name = self._with_kind(name, j, end)
            if name is not None and name[0].kinds:
                return self._behind(*name, end=end, depth=depth, kinds=name[0].kinds)
        if (
            name is not None
            and (inner is None or name[1] > j + 1 or name[0].sure)
            and not self._names_more(inner, name[1] - j, quarter=kinds[0] == "quarter")
        ):
            node, j = replace(name[0], kinds=kinds, sure=True, own=bool(entry.get("own"))), name[1]
            return self._behind(node, j, end=end, depth=depth, kinds=kinds)
        azimuths, k = self._azimuths(j, end)
        if azimuths:
            of = self._operand(k, end, depth) if k < end and self._links(k) else None
            if of is not None:
                # "الأحياء الشرقية لحلب" are in it, "البادية جنوبا من حلب" is beyond.
                side = heard is not None and heard.det and self._det(j)
                return Related("part" if side else "direction", of[0], azimuths), of[1]
        if inner is not None and not inner.pro:
            of = self._term(j, end, depth + 1)
            if of is not None and not isinstance(of[0], Unknown):
                return Within(Unknown(kinds=kinds), of[0]), of[1]
        if heard is not None and heard.det and self._stem(i) in entry.get("again", ()) and not self._unlisted(j, end):
            return Again(kinds), i + 1
        words = self._text(j) if self._unlisted(j, end) else ""
        return Unknown(words, kinds), j + bool(words)

    def _stem(self, i: int) -> str:
        """A word that was heard, less its article and what is written onto it."""
        return next((rest.removeprefix("ال") for _, rest in cuts(self._text(i)) if rest.removeprefix("ال") in self._words.words), "")

    def _names_more(self, inner: Heard | None, length: int, *, quarter: bool) -> bool:
        """Whether a one-word name behind a word of kind is itself a word of kind or relation, that goes on ("أحياء مدينة حلب"); a quarter
        may be called so ("حي الميدان")."""
        return (
            inner is not None
            and length == 1
            and inner.meanings[0].section in ("kinds", "relations", "homeland")
            and not (inner.det and quarter)
        )

    def _links(self, i: int) -> bool:
        return self._m.tokens[i].text in _LINKS or self._m.tokens[i].kind == "mark" or self._text(i)[:1] in ("ل", "ب")

    def _unlisted(self, i: int, end: int) -> bool:
        return i < end and self._m.tokens[i].kind == "word" and self._m.words[i].cls == "unlisted"

    def _behind(self, node: Name, j: int, *, end: int, depth: int, kinds: tuple[str, ...] = (), parts: bool = True) -> tuple[Told, int]:
        """A name with what hangs on it: another name in brackets, further names, an adjective of nationality or direction."""
        j = self._past_bracket(j, end)
        nation = self._meaning(j, end, "nationalities")
        if nation is not None and not nation[0].pro:
            node, j = replace(node, cc=nation[1]["cc"]), j + 1
        group: list[Told] = [node]
        while j < end and len(group) < 20:
            k = j + 1 if self._m.tokens[j].text in ("و", ",") and j + 1 < end else j
            if k == j and not self._text(j).startswith("و"):
                break
            own = self._own(node, k) if k == j else None
            if own is not None:
                # "دمشق وريفها"
                group.append(own)
                j = k + 1
                break
            if self._hear(k, end) is not None and not self._known(k):
                break
            more = self._name(k, end, kinds=kinds, joined=True)
            if more is None or not more[0].sure:
                break
            group.append(replace(more[0], kinds=kinds, own=node.own))
            j = self._past_bracket(more[1], end)
        out: Told = node if len(group) == 1 else Group(tuple(group))
        if parts and j < end:
            azimuths, k = self._azimuths(j, end)
            side = self._meaning(j, end, "directions")
            if azimuths and side is not None and (side[0].det or self._text(j).endswith("ه")) and not side[0].pro:
                return Related("part", out, azimuths), k
        return out, j

    def _past_bracket(self, j: int, end: int) -> int:
        """Past another name of the place in brackets ("عين العرب (كوباني)")."""
        if j >= end or self._m.tokens[j].text != "(":
            return j
        close = next((k for k in range(j + 1, min(end, j + 5)) if self._m.tokens[k].text == ")"), 0)
        return close + 1 if close and (close == j + 2 or self._name(j + 1, close) is not None) else j

    def _own(self, node: Name, i: int) -> Told | None:
        """What belongs to the place just named: "وريفها", "وشرقها"."""
        stems = (rest.removesuffix("ها").removesuffix("ه") for _, rest in cuts(self._text(i)) if rest.endswith(("ه", "ها")))
        for meaning in next((found for stem in stems if (found := self._words.words.get(stem))), ()):
            if meaning.section == "relations" and meaning.entry["makes"] not in ("between", "along", "border"):
                return Related(meaning.entry["makes"], node)
            if meaning.section == "directions" and not self._words.hear(node.words.split()[0]):
                return Related("direction", node, (float(meaning.entry["azimuth"]),))
        return None

    def _known(self, i: int) -> bool:
        name = self._m.names.get(i)
        return name is not None and name.entry.kind == "place"

    def _name(self, i: int, end: int, *, kinds: tuple[str, ...] = (), least: int = 1, joined: bool = False) -> tuple[Name, int] | None:
        """The longest name of a place that begins at a token. A single word that is also a common one counts where the text's names
        hold it or a word of kind asks for it."""
        if i >= end or self._m.tokens[i].kind == "mark":
            return None
        windows = list(self._windows(i, end))
        found = self._find(k for _, _, keys in windows for k in keys)
        if not found:
            return None
        known = self._m.names.get(i)
        is_place = known is not None and known.entry.kind == "place"
        for last, words, keys in windows:
            places = _all(found.get(k, ()) for k in keys)
            if known is not None and not is_place and last <= known.last:
                # A state is a country too ("سوريا"); another actor's name is no place.
                places = tuple(f for f in places if f.place.kind == "country" and last == known.last)
            if not places or last - i < least:
                continue
            listed = (known is not None and known.last == last) or any(f.place.kind == "country" for f in places)
            if last == i + 1 and not listed and not self._stands(i, end, kinds=kinds, joined=joined):
                continue
            return Name(words, places, sure=True), last
        return None

    def _stands(self, i: int, end: int, *, kinds: tuple[str, ...], joined: bool) -> bool:
        """Whether one word that the text's names do not hold may be a name here. A word that is listed as another noun is one behind
        a word of kind without article ("حي الميدان", no "الأحياء القديمة", no "مناطق واسعة"). Behind an unlisted word nothing may
        follow but what belongs to a place: a name has no genitive ("أكبر قاعدة"), an adjective only where a word of kind says so."""
        m = self._m
        if i in m.numbers or self._homely(i, end):
            return False
        text = self._text(i)
        after_kind = bool(kinds) and i > self._first and not self._det(i - 1)
        if self._common(i):
            if self._licensed(i) and any(s.entry.kind == "place" and not s.entry.weak for s in m.words[i].senses):
                return True  # "إب وسط اليمن": where a place stands, a name that is also a word is the name
            named = text.startswith("ال") or text[1:3] == "ال" or any(s.entry.kind == "place" for s in m.words[i].senses)
            return (after_kind or joined) and named and m.parts[i] in "NXV"
        if kinds and i > self._first and not after_kind and not joined:
            return False
        j = i + 1
        if j >= end or m.tokens[j].kind == "mark" or m.tokens[j].text in _LINKS:
            return True
        heard = self._hear(j, end)
        if heard is not None and not heard.pro and not heard.det and heard.meanings[-1].section == "kinds":
            return False
        if heard is not None or self._text(j)[:1] in ("و", "ب", "ل") or m.parts[j] not in "NX":
            return True
        return (after_kind or joined) and (m.words[j].adjective or not m.words[j].det)

    def _det(self, i: int) -> bool:
        heard = self._hear(i, self._last)
        return heard is not None and heard.det

    def _homely(self, i: int, end: int) -> bool:
        """Whether a word stands for a place named before, or for a nationality: it is no name."""
        heard = self._hear(i, end)
        if heard is None:
            return False
        return any(
            (a.section == "kinds" and heard.det and a.entry.get("again")) or a.section in ("nationalities", "homeland", "directions")
            for a in heard.meanings
        )

    def _common(self, i: int) -> bool:
        """Whether a word is listed as something else than a name; a verb does not count, for a place phrase has none."""
        word = self._m.words[i]
        return any(
            s.entry.kind not in ("place", "outlet", "actor") and not s.finite and not s.pro and not s.enc and s.entry.cls != "name"
            for s in word.senses
        )

    def _windows(self, i: int, end: int) -> Iterable[tuple[int, str, tuple[str, ...]]]:
        """(token behind, words, keys) of the runs of words that begin at a token and may be one name, the longest first; a run counts as
        it is written, then less what may be written onto its first word."""
        tokens = self._m.tokens
        out: list[tuple[int, list[str]]] = []
        run: list[str] = []
        j = i
        while j < end and len(run) < _LONGEST:
            if tokens[j].kind == "mark":
                if tokens[j].text not in _GLUE or not run:
                    break
                j += 1
                continue
            if run and (self._m.parts[j] in "VS" or tokens[j].text in _LINKS):
                break
            run = [*run, self._text(j) if j == i else tokens[j].text]
            j += 1
            out.append((j, run))
        known = self._m.names.get(i)
        pro = known.pro if known is not None and i != self._first else ""
        heads = [pro] if pro else [""]
        if not pro and out and (i != self._first or not self._cut):
            heads += [p for p, _ in cuts(out[0][1][0]) if p]
        if not out:
            return
        firsts = [rest for head in heads for p, rest in cuts(out[0][1][0]) if p == head and (not head or len(rest) > 2)]
        for last, words in reversed(out):
            for first in firsts:
                whole = [first, *words[1:]]
                yield last, " ".join(whole), keys_of(whole)


def names_in(node: Told | None) -> Iterator[Name]:
    """The names that a told place is told by, from left to right."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Related):
        yield from names_in(node.of)
        yield from names_in(node.to)
    elif isinstance(node, Within):
        yield from names_in(node.inner)
        yield from names_in(node.outer)
    elif isinstance(node, Group):
        for part in node.parts:
            yield from names_in(part)


def _all(found: Iterable[tuple[Found, ...]]) -> tuple[Found, ...]:
    """All places under several keys, each once."""
    out: dict[str, Found] = {}
    for places in found:
        for f in places:
            out.setdefault(f.place.id, f)
    return tuple(out.values())


def _nested(chain: Sequence[Told]) -> Told:
    """Places that stand behind each other: each lies in the next."""
    node = chain[-1]
    for inner in reversed(chain[:-1]):
        node = Within(inner, node)
    return node


def kilometres(low: float | None, high: float | None, unit: str) -> tuple[float | None, float | None]:
    """The bounds of a distance in kilometres."""
    scale = 0.001 if unit == "m" else 1.0
    return (None if low is None else low * scale, None if high is None else high * scale)


def _between(a: float, b: float) -> float:
    """The direction halfway between two."""
    x = math.sin(math.radians(a)) + math.sin(math.radians(b))
    y = math.cos(math.radians(a)) + math.cos(math.radians(b))
    return round(math.degrees(math.atan2(x, y))) % 360.0
