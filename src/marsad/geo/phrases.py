"""Place phrases, read from left to right: names, and what each other word makes of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from marsad.geo.names import GLUE, Find, Names
from marsad.geo.told import Again, Country, Group, Name, Related, Told, Unknown, Within, kilometres
from marsad.geo.words import Heard, Meaning, PlaceWords, cuts
from marsad.mentions.marked import Marked

_DEEPEST = 6  # phrases inside phrases


def told(m: Marked, words: PlaceWords, find: Find, first: int, last: int, *, cut: int = 0) -> Told | None:
    """How tokens `first` to `last` (excluded) of a text tell a place; None when nothing in them does. `find` gives the places under keys of
    names; `cut` letters of the first token do not belong to the phrase."""
    return _Parser(m, words, Names(m, words, find, first, last, cut)).phrase(first, last, 0)


class _Parser:
    """Reads one phrase from left to right. Methods give a node and the token behind it, or None where nothing of the kind begins."""

    def __init__(self, m: Marked, words: PlaceWords, names: Names) -> None:
        self._m = m
        self._words = words
        self._names = names

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
            if chains[-1] and self._names.joined(j):
                chains.append([])
            chains[-1].append(found[0])
            j = found[1]
        nodes = [_nested(chain) for chain in chains if chain]
        useful = [n for n in nodes if not isinstance(n, Unknown)] or nodes
        return None if not useful else useful[0] if len(useful) == 1 else Group(tuple(useful))

    def _term(self, i: int, end: int, depth: int) -> tuple[Told, int] | None:
        if depth > _DEEPEST or i >= end:
            return None
        distance = self._distance(i, end, depth)
        if distance is not None:
            return distance
        name = self._names.name(i, end, least=2) if self._names.licensed(i) else None
        if name is not None:
            name = self._with_kind(name, i, end)
            if name is not None:
                return self._behind(*name, end=end, depth=depth)
        heard = self._names.hear(i, end)
        for meaning in heard.meanings if heard is not None else ():
            found = self._meant(meaning, i, end, depth)
            if found is not None:
                return found
        if heard is None and self._names.licensed(i):
            name = self._names.name(i, end)
            if name is not None:
                return self._behind(*name, end=end, depth=depth)
        return None

    def _with_kind(self, name: tuple[Name, int], i: int, end: int) -> tuple[Name, int] | None:
        """A name that begins with a word of kind ("مطار حماة", "وادي بردى"): what bears the rest of it counts too. What lies around a town
        and is known by no outline is told better by the relation ("ريف حلب الغربي")."""
        node, last = name
        if self._names.hear(i, end) is not None:
            beyond = self._names.name(i + 1, end, kinds=("site",))
            if beyond is not None and beyond[1] > last:
                return None
        if any(m.entry["makes"] == "countryside" for m in self._names.meanings(i, end, "relations")):
            return name if any(f.place.kind == "governorate" for f in node.found) else None
        kind = self._names.meaning(i, end, "kinds")
        if kind is None:
            return name
        kinds = tuple(kind[1]["kinds"])
        # A place whose own name begins so ("مزرعة بيت جن") is meant by it.
        named_so = kind[0].det or any(f.main and f.spelled == node.words and f.place.kind in kinds for f in node.found)
        rest = None if named_so else self._names.name(i + 1, last, kinds=kinds)
        found = {f.place.id: f for f in (*node.found, *(rest[0].found if rest is not None and rest[1] == last else ()))}
        return replace(node, found=tuple(found.values()), kinds=kinds, own=bool(kind[1].get("own"))), last

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
        while j < end and (self._m.tokens[j].text in self._words.links or self._m.tokens[j].text in GLUE):
            j += 1
        if j >= end:
            return None
        name = self._names.name(j, end)
        heard = self._names.hear(j, end)
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
        while (found := self._names.meaning(j, end, "directions")) is not None:
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
        if self._names.det(i) and j < end and not self._names.links(j) and self._names.hear(j, end) is None and j not in self._m.names:
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
        joined = k > j or (makes == "along" and j < end and j in self._m.names) or self._names.text(min(j, end - 1)).startswith("و")
        other = self._operand(k, end, depth) if joined and j < end else None
        if other is not None:
            return Related(makes, node, to=other[0]), other[1]
        return (Related("near", node), j) if makes == "along" else None

    def _border(self, i: int, end: int) -> tuple[Told, int] | None:
        """Where two countries meet; where one is named, the other is that of the text."""
        ends: list[Told] = []
        j = i + 1
        while j < end and len(ends) < 2:
            nation = self._names.meaning(j, end, "nationalities")
            if nation is not None:
                ends.append(Country(nation[1]["cc"]))
                j += 1
                continue
            if self._m.tokens[j].text in self._words.links or self._m.tokens[j].text in ("-", "و"):
                j += 1
                continue
            name = self._names.name(j, end)
            if name is None:
                break
            ends.append(name[0])
            j = name[1]
        if not ends:
            return None
        return Related("border", ends[0], to=ends[1] if len(ends) > 1 else Country()), j

    def _kind(self, entry: Mapping[str, Any], i: int, end: int, depth: int) -> tuple[Told, int] | None:
        heard = self._names.hear(i, end)
        # "العاصمة دمشق" is Damascus, "عاصمة الجوف" the seat of it.
        kinds = tuple(entry["kinds"] if heard is not None and heard.det else entry.get("seat_of", entry["kinds"]))
        j = i + 1
        if heard is not None and heard.det and not heard.pro and i > 0 and self._m.tokens[i - 1].text in self._words.these:
            return Again(kinds), j
        while j < end and self._m.tokens[j].text in GLUE:
            j += 1
        nation = self._names.meaning(j, end, "nationalities")
        if nation is not None and not nation[0].pro and heard is not None and nation[0].det == heard.det:
            # "العاصمة اليمنية صنعاء"; of "مستشفى السعودي" the second is a name.
            named = self._names.name(j + 1, end, kinds=kinds) if self._names.known(j + 1) else None
            if named is not None:
                return self._behind(replace(named[0], kinds=kinds, cc=nation[1]["cc"]), named[1], end=end, depth=depth, kinds=kinds)
            return Within(Unknown(kinds=kinds), Country(nation[1]["cc"])), j + 1
        name = self._names.name(j, end, kinds=kinds)
        inner = self._names.hear(j, end)
        if name is not None and inner is not None and name[1] > j + 1:
            # "جبال محافظة اللاذقية": the inner word of kind is that of the name.
            name = self._with_kind(name, j, end)
            if name is not None and name[0].kinds:
                return self._behind(*name, end=end, depth=depth, kinds=name[0].kinds)
        if name is not None and not self._names_more(inner, name[1] - j, quarter=kinds[0] == "quarter"):
            node, j = replace(name[0], kinds=kinds, own=bool(entry.get("own"))), name[1]
            return self._behind(node, j, end=end, depth=depth, kinds=kinds)
        azimuths, k = self._azimuths(j, end)
        if azimuths:
            of = self._operand(k, end, depth) if k < end and self._names.links(k) else None
            if of is not None:
                # "الأحياء الشرقية لحلب" are in it, "البادية جنوبا من حلب" is beyond.
                side = heard is not None and heard.det and self._names.det(j)
                return Related("part" if side else "direction", of[0], azimuths), of[1]
        if inner is not None and not inner.pro:
            of = self._term(j, end, depth + 1)
            if of is not None and not isinstance(of[0], Unknown):
                return Within(Unknown(kinds=kinds), of[0]), of[1]
        if heard is not None and heard.det and self._names.stem(i) in entry.get("again", ()) and not self._names.unlisted(j, end):
            return Again(kinds), i + 1
        words = self._names.text(j) if self._names.unlisted(j, end) else ""
        return Unknown(words, kinds), j + bool(words)

    def _names_more(self, inner: Heard | None, length: int, *, quarter: bool) -> bool:
        """Whether a one-word name behind a word of kind is itself a word of kind or relation, that goes on ("أحياء مدينة حلب"); a quarter
        may be called so ("حي الميدان")."""
        return (
            inner is not None
            and length == 1
            and inner.meanings[0].section in ("kinds", "relations", "homeland")
            and not (inner.det and quarter)
        )

    def _behind(self, node: Name, j: int, *, end: int, depth: int, kinds: tuple[str, ...] = (), parts: bool = True) -> tuple[Told, int]:
        """A name with what hangs on it: another name in brackets, further names, an adjective of nationality or direction."""
        j = self._past_bracket(j, end)
        nation = self._names.meaning(j, end, "nationalities")
        if nation is not None and not nation[0].pro:
            node, j = replace(node, cc=nation[1]["cc"]), j + 1
        group: list[Told] = [node]
        while j < end and len(group) < 20:
            k = j + 1 if self._m.tokens[j].text in ("و", ",") and j + 1 < end else j
            if k == j and not self._names.text(j).startswith("و"):
                break
            own = self._own(node, k) if k == j else None
            if own is not None:
                # "دمشق وريفها"
                group.append(own)
                j = k + 1
                break
            if self._names.hear(k, end) is not None and not self._names.known(k):
                break
            more = self._names.name(k, end, kinds=kinds, joined=True)
            if more is None:
                break
            group.append(replace(more[0], kinds=kinds, own=node.own))
            j = self._past_bracket(more[1], end)
        out: Told = node if len(group) == 1 else Group(tuple(group))
        if parts and j < end:
            azimuths, k = self._azimuths(j, end)
            side = self._names.meaning(j, end, "directions")
            if azimuths and side is not None and (side[0].det or self._names.text(j).endswith("ه")) and not side[0].pro:
                return Related("part", out, azimuths), k
        return out, j

    def _past_bracket(self, j: int, end: int) -> int:
        """Past another name of the place in brackets ("عين العرب (كوباني)")."""
        if j >= end or self._m.tokens[j].text != "(":
            return j
        close = next((k for k in range(j + 1, min(end, j + 5)) if self._m.tokens[k].text == ")"), 0)
        return close + 1 if close and (close == j + 2 or self._names.name(j + 1, close) is not None) else j

    def _own(self, node: Name, i: int) -> Told | None:
        """What belongs to the place just named: "وريفها", "وشرقها"."""
        stems = (rest.removesuffix("ها").removesuffix("ه") for _, rest in cuts(self._names.text(i)) if rest.endswith(("ه", "ها")))
        for meaning in next((found for stem in stems if (found := self._words.words.get(stem))), ()):
            if meaning.section == "relations" and meaning.entry["makes"] not in ("between", "along", "border"):
                return Related(meaning.entry["makes"], node)
            if meaning.section == "directions" and not self._words.hear(node.words.split()[0]):
                return Related("direction", node, (float(meaning.entry["azimuth"]),))
        return None


def _nested(chain: Sequence[Told]) -> Told:
    """Places that stand behind each other: each lies in the next."""
    node = chain[-1]
    for inner in reversed(chain[:-1]):
        node = Within(inner, node)
    return node


def _between(a: float, b: float) -> float:
    """The direction halfway between two."""
    x = math.sin(math.radians(a)) + math.sin(math.radians(b))
    y = math.cos(math.radians(a)) + math.cos(math.radians(b))
    return round(math.degrees(math.atan2(x, y))) % 360.0
