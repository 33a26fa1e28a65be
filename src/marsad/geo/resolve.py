"""Which place is meant: the candidates of each name weighed in their context, and the area that the whole phrase tells.

Weights are set by hand, in units of about a tenfold population: what stands beside a name outweighs the country of the article, which
outweighs size. Where the best candidate does not lead by `_LEAD`, or all evidence speaks against it, the name stays open.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from marsad.gazetteer import ADMIN, SETTLEMENTS, Found, Gazetteer, Toponym
from marsad.geo.areas import Areas, Resolved
from marsad.geo.geometry import azimuth, disc_of, distance_km, rough_km, turn
from marsad.geo.told import Again, Country, Group, Name, Related, Told, Within
from marsad.geo.words import PlaceWords
from marsad.model import Border, Both, Corridor, Disc, Outline, Sector, Several
from marsad.text.names import keys_of, words_of

_LEAD = 0.45
_LEAST = 1.2
_SAME_KM = 10.0  # candidates nearer to each other than this are one place for our purposes
_NAMED = 0.6  # what a place that we entered ourselves has over one of a list: it is one that reports name
# What a kind is worth beside a settlement's size, for a bare name.
_WORTH = {
    "country": 6.0,
    "governorate": 3.4,
    "district": 1.6,
    "subdistrict": 1.5,
    "region": 2.8,
    "river": 3.0,
    "sea": 4.0,
    "lake": 2.4,
    "mountain": 2.1,
    "valley": 2.1,
    "island": 2.3,
    "quarter": 1.8,
    "camp": 2.3,
    "base": 2.0,
    "airport": 2.0,
    "crossing": 2.0,
    "field": 2.0,
    "dam": 2.0,
    "prison": 2.0,
    "port": 2.0,
    "plant": 1.8,
    "site": 1.6,
    "road": 1.5,
}
_PEOPLED = {"city": 100_000, "town": 8_000, "village": 300}  # where a table has no figure
# What is long or without an edge: what is told of it lies where else the text says.
_LONG = frozenset(("river", "sea", "road", "lake"))
# Behind a place that has a name, "west of X" says where that place lies, which may be farther than X reaches.
_GLOSS_KM = 400.0
_QUARTER_KM = 40.0
_FOREIGN = 0.12  # of the votes of a text: a country with less is not what it is about
_METROPOLIS = 150_000
_LARGE = 100_000  # people of a city that is named abroad, too
_BESIDE_KM = 60.0  # how far apart villages or quarters lie that are told in one breath
_TOWNS = 60  # places of a text that a candidate's distance is measured to
_OTHERS = 6  # places of an outer name that are tried for the inner one
_BORDER_KM = 20.0
_LONGEST_LINE_KM = 600.0


@dataclass(frozen=True, slots=True)
class Open:
    """A phrase that stays unresolved: the places that it may name, the likeliest first, and why."""

    candidates: tuple[Toponym, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an article says about where it is: the share of each country and how many votes that rests on, the places that are sure
    (token, place), and the first tokens of its sentences."""

    shares: Mapping[str, float] = field(default_factory=dict)
    votes: float = 0.0
    known: tuple[tuple[int, Toponym], ...] = ()
    sentences: tuple[int, ...] = ()

    @property
    def home(self) -> str:
        """The country that the article is about, where one is plain; else ""."""
        best = max(self.shares.items(), key=lambda s: (s[1], s[0]), default=("", 0.0))
        return best[0] if best[1] >= 0.5 else ""


class Resolver:
    """Resolves the phrases of one text against one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, words: PlaceWords, context: Context) -> None:
        self._gazetteer = gazetteer
        self._words = words
        self._beside: list[Toponym] = []  # the places told in one breath with the one at hand
        self._context = context
        towns = {p.id: (t, p) for t, p in context.known if p.kind not in ADMIN}
        self._towns = tuple(towns.values())[:_TOWNS]
        self._areas = Areas(gazetteer, words)

    def resolve(self, node: Told, token: int, within: Sequence[Resolved] = ()) -> Resolved | Open:
        """The area of a told place at a token; `within` are the places it is said to lie in."""
        if isinstance(node, Within):
            return self._within(node, token, within)
        if isinstance(node, Group):
            return self._group(node, token, within)
        if isinstance(node, Related):
            return self._related(node, token, within)
        if isinstance(node, Name):
            return self._name(node, token, within)
        if isinstance(node, Again):
            return self._again(node, token)
        if isinstance(node, Country):
            return self._country(node)
        return Open((), f"{node.words}: no table has it" if node.words else "no place is named")

    def _within(self, node: Within, token: int, within: Sequence[Resolved]) -> Resolved | Open:
        outer = self.resolve(node.outer, token, within)
        if isinstance(outer, Open):
            return self.resolve(node.inner, token, within)
        inner = self.resolve(node.inner, token, (*within, outer))
        if isinstance(inner, Open) and isinstance(node.outer, Name):
            # Of several places of the outer name, the one in which the inner lies.
            for _, place, _ in self.rank(node.outer, token, within)[1:_OTHERS]:
                other = self._areas.as_area(place, f"{place.name_ar} [{place.id}]", node.outer.kinds)
                better = self.resolve(node.inner, token, (*within, other))
                if isinstance(better, Resolved):
                    return better
        if isinstance(inner, Open) and isinstance(node.outer, Name) and not node.outer.kinds:
            # A district by its full name is surer than the bare name behind it.
            alone = self.resolve(node.inner, token, within)
            if isinstance(alone, Resolved) and alone.place.kind in ADMIN[1:]:
                return alone
        if isinstance(inner, Open):
            return replace(outer, why=f"{inner.why}; it lies in {outer.ar}: {outer.why}")
        if inner.place.kind in _LONG and disc_of(inner.area).km > disc_of(outer.area).km:
            # "نهر الفرات في مدينة الميادين": of what is long or wide, the part that is told.
            return replace(outer, ar=inner.ar, en=inner.en, why=f"{inner.why}; the part in {outer.ar}: {outer.why}")
        if isinstance(node.inner, Related) and not isinstance(outer.area, Disc | Sector) and not isinstance(inner.area, Outline):
            return replace(inner, area=Both(inner.area, outer.area), why=f"{inner.why}; cut to {outer.ar}")
        return inner

    def _group(self, node: Group, token: int, within: Sequence[Resolved]) -> Resolved | Open:
        found: list[Resolved | Open] = []
        for part in node.parts:
            found.append(self.resolve(part, token, within))
            if isinstance(found[-1], Resolved):
                self._beside.append(found[-1].place)
        self._beside.clear()
        known = [f for f in found if isinstance(f, Resolved)]
        if not known:
            return found[0]
        if len(known) == 1:
            return known[0]
        return Resolved(
            known[0].place,
            Several(tuple(dict.fromkeys(k.area for k in known))),
            "several",
            " و".join(dict.fromkeys(k.ar for k in known)),
            " and ".join(dict.fromkeys(k.en for k in known)),
            "; ".join(dict.fromkeys(f.why for f in found)),
        )

    # --- one name -----------------------------------------------------------------------------------------------------------

    def _name(self, node: Name, token: int, within: Sequence[Resolved]) -> Resolved | Open:
        ranked = self.rank(node, token, within)
        if not ranked:
            where = (
                f"none of this name lies in or by {within[-1].ar}"
                if within and node.found
                else "a common word, and nothing asks for the place"
            )
            return Open((), f"{node.words}: {where}")
        score, best, why = ranked[0]
        rivals = [(s, p) for s, p, _ in ranked[1:] if score - s < _LEAD and not _same(best, p)]
        if rivals or score < _LEAST:
            reason = "several places fit alike" if rivals else "what speaks for it does not carry"
            return Open(tuple(p for _, p, _ in ranked[:8]), f"{node.words}: {reason} ({len(ranked)} of this name)")
        others = [p for _, p, _ in ranked[1:]]
        best = _with_codes(self._with_outline(best, others), others)
        of = f"{len(ranked)} of this name" if len(ranked) > 1 else "the only one of this name"
        return self._areas.as_area(
            best, f"{best.name_ar or best.name_en} [{best.id}]: {of}{', ' if why else ''}{', '.join(why)}", node.kinds
        )

    def _with_outline(self, place: Toponym, others: Sequence[Toponym]) -> Toponym:
        """Of an administrative area that two tables have, the one with an outline."""
        if place.kind not in ADMIN or self._gazetteer.shape(place.id) is not None:
            return place
        return next((o for o in others if o.kind == place.kind and o.cc == place.cc and self._gazetteer.shape(o.id) is not None), place)

    def rank(self, node: Name, token: int = 0, within: Sequence[Resolved] = ()) -> list[tuple[float, Toponym, list[str]]]:
        """The places that a name may mean, the likeliest first, each with its score and what speaks for it."""
        places = [
            f
            for f in node.found
            if not (node.own and f.place.kind not in node.kinds) and all(o.place.id == f.place.id or _lies_in(f.place, o) for o in within)
        ]
        if node.kinds and node.kinds[0] == "quarter" and not within:
            # A quarter is one of a town that the text names.
            places = [f for f in places if (near := self._nearest(f.place, token)) is None or near[0] <= _QUARTER_KM]
        if self._beside and node.kinds and node.kinds[0] in ("town", "village", "quarter"):
            places = [f for f in places if any(rough_km((f.place.lat, f.place.lon), (b.lat, b.lon)) <= _BESIDE_KM for b in self._beside)]
        if not node.kinds or node.kinds[0] in SETTLEMENTS or node.kinds[0] == "any":
            places = _without_namesakes(places)
        ranked = []
        for f in places:
            score, why = self._weigh(f, node, token, within)
            ranked.append((round(score, 6), f.place, why))
        ranked.sort(key=lambda r: (-r[0], r[1].id))
        return ranked

    def _weigh(self, f: Found, node: Name, token: int, within: Sequence[Resolved]) -> tuple[float, list[str]]:
        place, why = f.place, []
        score = _worth(place) + (_NAMED if place.id.startswith("marsad:") else 0.0)
        if f.spelled == node.words:
            score += 0.6
        score += 0.5 * (f.main or place.kind in ("country", "governorate"))
        if node.kinds and node.kinds[0] != "any":
            if place.kind in node.kinds:
                score += (
                    2.2
                    - 0.4 * node.kinds.index(place.kind)
                    + (1.9 if place.kind == node.kinds[0] and place.kind not in SETTLEMENTS else 0.0)
                )
                why.append(f"a {place.kind} as the text says")
            elif not (place.kind in SETTLEMENTS and not SETTLEMENTS.isdisjoint(node.kinds)):
                score -= 2.0
        if node.cc:
            score += 4.0 if node.cc == place.cc else -4.0
            why += [f"in {place.cc} as the text says"] * (node.cc == place.cc)
        elif self._context.shares:
            share = self._share(place.cc)
            score += 3.0 * share
            if share < _FOREIGN:
                # Where the countries of a text are plain, a small place of the name in another is a chance.
                known = (place.kind in ("country", "city") or place.population >= _LARGE) and (
                    not node.kinds or node.kinds[0] == "any" or place.kind in node.kinds
                )
                score -= 0.0 if known else 1.5 if within or self._context.votes < 1 else 6.0
            if share >= 0.3:
                why.append(f"in {place.cc}, which the article is about")
        for outer in within:
            if outer.place.id != place.id and _lies_in(place, outer):
                score += 3.0
                why.append(f"in or by {outer.ar}")
        score += 2.0 * max((math.exp(-rough_km((place.lat, place.lon), (b.lat, b.lon)) / 30) for b in self._beside), default=0.0)
        near = self._nearest(place, token)
        if near is not None:
            km, other = near
            score += 1.6 * math.exp(-km / 40)
            if km < 60:
                why.append(f"{km:.0f} km from {other.name_ar}, which the article names")
        return score, why

    def _share(self, cc: str) -> float:
        """How far a text is about a country, or those that it stands together with."""
        kin = next((group for group in self._words.raw["together"] if cc in group), (cc,))
        return sum(self._context.shares.get(c, 0.0) for c in kin)

    def _nearest(self, place: Toponym, token: int) -> tuple[float, Toponym] | None:
        """The nearest of the places that the article names for sure, no countries and governorates, and its distance in kilometres."""
        best: tuple[float, Toponym] | None = None
        for at, other in self._towns:
            if at == token or other.id == place.id or other.name_ar == place.name_ar:
                continue
            km = rough_km((place.lat, place.lon), (other.lat, other.lon))
            if best is None or km < best[0]:
                best = (km, other)
        return best

    # --- places told without a name -----------------------------------------------------------------------------------------

    def _again(self, node: Again, token: int) -> Resolved | Open:
        """The place of this kind that the text last named in the same sentence, else the one that it named most often before."""
        before = [(t, p) for t, p in self._context.known if t < token]
        kinds = node.kinds[:1] if node.kinds[0] == "camp" or node.kinds[0] in ADMIN else node.kinds
        # "البلدة" is no metropolis.
        small = node.kinds[0] in ("town", "village")
        fitting = [(t, p) for t, p in before if p.kind in kinds and not (small and p.population >= _METROPOLIS)]
        at_home = [(t, p) for t, p in fitting if self._share(p.cc) >= 0.25]
        fitting = at_home or fitting
        if not fitting and node.kinds[0] == "governorate":
            seat = next((p for _, p in reversed(before) if p.admin1 and p.kind not in ("country", "governorate")), None)
            if seat is not None and (area := self._areas.governorate(seat, seat.admin1)) is not None:
                return self._areas.as_area(area, f"{area.name_ar} [{area.id}]: the governorate of {seat.name_ar}, named before")
        if not fitting:
            return Open((), "refers to a place that was not named before")
        start = max((s for s in self._context.sentences if s <= token), default=0)
        here = [p for t, p in fitting if t >= start]
        if here:
            chosen = here[-1]
        else:
            counts = Counter(p.id for _, p in fitting)
            chosen = max(fitting, key=lambda f: (counts[f[1].id], f[0]))[1]
        return self._areas.as_area(chosen, f"{chosen.name_ar} [{chosen.id}]: named before")

    def _country(self, node: Country) -> Resolved | Open:
        cc = node.cc or self._context.home
        place = self._gazetteer.by_country(cc) if cc else None
        if place is None:
            return Open((), "which country is meant is not plain")
        how = "told by an adjective" if node.cc else "the country of the article"
        return self._areas.as_area(place, f"{place.name_ar} [{place.id}]: {how}")

    # --- relations ----------------------------------------------------------------------------------------------------------

    def _related(self, node: Related, token: int, within: Sequence[Resolved]) -> Resolved | Open:
        if node.makes == "border":
            return self._border(node, token)
        of = self.resolve(node.of, token, within)
        if isinstance(of, Open):
            return of
        if node.to is not None:
            return self._line(node, of, token, within)
        areas = [self._areas.made(node, of, a) for a in node.azimuths] if node.azimuths else [self._areas.made(node, of, None)]
        area = areas[0] if len(areas) == 1 else Several(tuple(dict.fromkeys(areas)))
        precision = {"edge": "near", "outside": "near", "middle": of.precision, "part": "direction"}.get(node.makes, node.makes)
        ar, en = self._areas.label(node, of)
        return Resolved(of.place, area, precision, ar, en, f"{node.makes} of {of.why}", of.countries)

    def _line(self, node: Related, of: Resolved, token: int, within: Sequence[Resolved]) -> Resolved | Open:
        to = self.resolve(node.to, token, (*within,)) if node.to is not None else of
        if isinstance(to, Open):
            return to
        a, b = disc_of(of.area), disc_of(to.area)
        km = distance_km((a.lat, a.lon), (b.lat, b.lon))
        if km > _LONGEST_LINE_KM:
            return Open((of.place, to.place), f"{of.ar} and {to.ar} lie {km:.0f} km apart")
        wide = max(5.0, km * 0.12, 0.5 * min(a.km, b.km) if node.makes == "between" else 0.0)
        relation = self._words.relations[node.makes]
        joined = (f"{of.ar} و{to.ar}", f"{of.en} and {to.en}") if node.makes == "between" else (f"{of.ar} - {to.ar}", f"{of.en} - {to.en}")
        area = Corridor((a.lat, a.lon), (b.lat, b.lon), wide)
        precision = "between" if node.makes == "between" else "road"
        return Resolved(
            of.place, area, precision, relation["ar"].format(joined[0]), relation["en"].format(joined[1]), f"{of.why}; {to.why}"
        )

    def _border(self, node: Related, token: int) -> Resolved | Open:
        ends = [self.resolve(n, token) for n in (node.of, node.to) if n is not None]
        countries: list[Resolved] = []
        for end in ends:
            place = end.place if isinstance(end, Resolved) else None
            country = self._gazetteer.by_country(place.cc) if place is not None else None
            if country is not None and all(country.id != c.place.id for c in countries):
                countries.append(self._areas.as_area(country, f"{country.name_ar} [{country.id}]"))
        outlines = [c.area for c in countries if isinstance(c.area, Outline)]
        if len(outlines) < 2:
            return Open((), "a border of which only one side is known")
        relation = self._words.relations["border"]
        ar, en = " و".join(c.ar for c in countries), " and ".join(c.en for c in countries)
        why = "border between " + "; ".join(c.why for c in countries)
        area = Border(outlines[0], outlines[1], _BORDER_KM)
        both = frozenset(c.place.cc for c in countries)
        return Resolved(countries[0].place, area, "border", relation["ar"].format(ar), relation["en"].format(en), why, both)


def resolve_name(name: str, gazetteer: Gazetteer, words: PlaceWords) -> Resolved | Open:
    """A bare name, as it stands alone with no text around it: the place that it most often means."""
    spelled = words_of(name)
    found = {f.place.id: f for fs in gazetteer.find(keys_of(spelled)).values() for f in fs}
    if not found:
        return Open((), f"{name}: no table has it")
    return Resolver(gazetteer, words, Context()).resolve(Name(" ".join(spelled), tuple(found.values())), 0)


def _worth(place: Toponym) -> float:
    """What its size or kind is worth to a bare name."""
    if place.kind in SETTLEMENTS:
        return 0.6 * math.log10(max(place.population, 0) or _PEOPLED[place.kind]) + 0.6
    return _WORTH[place.kind]


def _with_codes(place: Toponym, others: Sequence[Toponym]) -> Toponym:
    """A place with the P-codes and the district that another table has of it."""
    twin = next(
        (o for o in others if o.admin2_pcode and _kin(place, o) and rough_km((place.lat, place.lon), (o.lat, o.lon)) <= _SAME_KM), None
    )
    if place.admin2_pcode or twin is None:
        return place
    return replace(place, admin2=twin.admin2, admin2_pcode=twin.admin2_pcode, pcode=place.pcode or twin.pcode)


def _kin(a: Toponym, b: Toponym) -> bool:
    """Whether two places can be the same by their kinds."""
    return a.kind == b.kind or (a.kind in SETTLEMENTS and b.kind in SETTLEMENTS)


def _without_namesakes(places: Sequence[Found]) -> list[Found]:
    """Without the administrative areas in which a settlement of the name lies that is no village: a bare name is the town."""
    towns = [f.place for f in places if f.place.kind in ("city", "town")]
    return [
        f
        for f in places
        if f.place.kind not in ADMIN[1:]
        or not any(t.cc == f.place.cc and rough_km((t.lat, t.lon), (f.place.lat, f.place.lon)) <= f.place.radius_km + 20 for t in towns)
    ]


def _same(a: Toponym, b: Toponym) -> bool:
    """Whether a rival is one place with the best candidate for our purposes: it lies where that one is said to reach, or both are the
    area of one name."""
    if a.kind in ADMIN and a.kind == b.kind and a.cc == b.cc:
        return True
    return rough_km((a.lat, a.lon), (b.lat, b.lon)) <= max(_SAME_KM, a.radius_km)


def _lies_in(place: Toponym, outer: Resolved) -> bool:
    """Whether a place can lie where the text says: in the area, with some room; of a direction from a town, roughly that way."""
    if outer.place.kind == "country":
        # "وسط اليمن" is meant loosely.
        return place.cc in (outer.countries or (outer.place.cc,))
    if outer.place.kind in ADMIN and outer.place.cc != place.cc:
        return False
    area = outer.area
    if place.kind == "quarter" and outer.place.kind in SETTLEMENTS:
        town = (outer.place.lat, outer.place.lon)
        return rough_km(town, (place.lat, place.lon)) <= outer.place.radius_km + 15.0
    if isinstance(area, Sector) and area.spread < 180:
        km = rough_km((area.lat, area.lon), (place.lat, place.lon))
        if km <= area.outer:
            return True
        return km <= _GLOSS_KM and turn(azimuth((area.lat, area.lon), (place.lat, place.lon)), area.azimuth) <= 67.5
    disc = disc_of(area)
    room = 0.1 * disc.km + min(place.radius_km, 15.0) + (25.0 if outer.place.kind in SETTLEMENTS else 5.0)
    return rough_km((disc.lat, disc.lon), (place.lat, place.lon)) <= disc.km + room


def countries_of(found: Iterable[Found]) -> set[str]:
    """The countries that the places under a name lie in."""
    return {f.place.cc for f in found}
