"""Places from several sources, each once: what tools/build_gazetteer.py makes of our entries and GeoNames'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyproj import Geod
from tools.geonames import likeness

from marsad.gazetteer import SETTLEMENTS, Toponym
from marsad.ingest.placekinds import by_size, radius_of
from marsad.text.names import entries_of, keys_of, words_of

_GEOD = Geod(ellps="WGS84")
_NEAR = 10.0  # km within which two entries of one name are one place
_WITHIN = 5.0  # km, likewise for quarters and camps, which lie beside others of the same name
_ALIKE = 0.8  # how far an Arabic and an English name agree in their consonants, of 1, when they are one
_POINTS = SETTLEMENTS | {"quarter", "camp"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A place on its way into the table. `names` begins with the Arabic main name; `outline` names areas of outlines.geojson; `code`
    is the code of a first level of administration in GeoNames: its own for a governorate, that of the place it lies in otherwise."""

    place: Toponym
    names: tuple[str, ...]
    outline: tuple[str, ...] = ()
    code: str = ""
    checked: bool = False


def kilometres(a: Toponym, b: Toponym) -> float:
    """The distance of two places in km, along the ellipsoid."""
    return float(_GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]) / 1000


def group(kind: str) -> str:
    """What is one for all kinds that one place may have in two sources."""
    return "settlement" if kind in _POINTS else "airport" if kind in ("base", "airport") else kind


def keys(draft: Draft) -> frozenset[str]:
    """All keys of a place's Arabic names; English ones are too vague to tell places apart."""
    return frozenset(key for key, _, _ in entries_of([n for n in draft.names if not n.isascii()]))


def same(a: Draft, b: Draft) -> bool:
    """Whether two entries that share a name are one place: of one country and kind, and near each other."""
    if a.place.cc != b.place.cc or group(a.place.kind) != group(b.place.kind):
        return False
    near = _NEAR if {a.place.kind, b.place.kind} <= SETTLEMENTS else _WITHIN
    return kilometres(a.place, b.place) <= max(near, a.place.radius_km, b.place.radius_km)


def united(first: Draft, second: Draft) -> Draft:
    """Two entries of one place, the first being ours: its names come first, GeoNames has the better point and the people."""
    a, b = first.place, second.place
    names = tuple(dict.fromkeys((*first.names, *second.names)))
    if not b.geonames:
        better = second if b.radius_km < a.radius_km and not first.checked else first
        point = better.place
        place = replace(a, lat=point.lat, lon=point.lon, radius_km=point.radius_km)
        return replace(first, place=place, names=names, checked=first.checked or second.checked)
    kind = by_size(b.population) if a.kind in SETTLEMENTS and b.population else a.kind
    place = replace(a, kind=kind, population=b.population, geonames=b.geonames, source=f"{a.source}, {b.source}")
    if not first.checked:
        place = replace(place, lat=b.lat, lon=b.lon, radius_km=radius_of(kind, b.population))
    return replace(first, place=place, names=names, code=first.code or second.code)


def alike(a: Draft, b: Draft) -> bool:
    """Whether the Arabic name of the first sounds like the English one of the second."""
    return likeness(a.place.name_ar, b.place.name_en) >= _ALIKE


def merged(own: Sequence[Draft], other: Sequence[Draft]) -> list[Draft]:
    """Both lists as one, each place once. An own entry takes the largest, then the nearest of the other list that is the same place
    and not yet taken, by a shared name, else by the sound of one without an Arabic name; towns choose before their quarters. Nothing
    without an Arabic name is left."""
    order = {"city": 0, "town": 1, "village": 2}
    ranked = sorted(own, key=lambda d: order.get(d.place.kind, 3))
    index = _by_key(other)
    silent = defaultdict(list)
    for n, draft in enumerate(other):
        if not draft.place.name_ar:
            silent[draft.place.cc].append(n)
    taken: set[int] = set()
    out = []
    for draft in ranked:
        found = [n for n in _sharing(index, draft) if n not in taken and same(draft, other[n])]
        if not found and draft.place.kind in SETTLEMENTS:
            found = [n for n in silent[draft.place.cc] if n not in taken and same(draft, other[n]) and alike(draft, other[n])]
        if found:
            best = min(found, key=lambda n: (-other[n].place.population, kilometres(draft.place, other[n].place)))
            taken.add(best)
            draft = united(draft, other[best])
        out.append(draft)
    return out + [d for n, d in enumerate(other) if n not in taken and d.place.name_ar]


def without_twins(drafts: Sequence[Draft]) -> list[Draft]:
    """Entries of ours, with those of one place united."""
    out: list[Draft] = []
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for draft in drafts:
        twin = next((n for n in _sharing(index, draft) if same(out[n], draft)), None)
        if twin is None:
            twin = len(out)
            out.append(draft)
        else:
            out[twin] = united(out[twin], draft)
        for key in keys(draft):
            index[draft.place.cc, key].append(twin)
    return out


def _by_key(drafts: Sequence[Draft]) -> dict[tuple[str, str], list[int]]:
    index = defaultdict(list)
    for n, draft in enumerate(drafts):
        for key in keys(draft):
            index[draft.place.cc, key].append(n)
    return index


def _sharing(index: Mapping[tuple[str, str], Sequence[int]], draft: Draft) -> list[int]:
    return sorted({n for key in keys(draft) for n in index.get((draft.place.cc, key), ())})


def apart(town: Draft, own: Mapping[tuple[str, str], str], common: Callable[[str], bool]) -> Draft:
    """A town of GeoNames less those of its other names that are common words, or the main name of a thing of another kind: Halba is
    not Akkar. `own` maps country and key of our main names to their kinds."""

    def is_its_own(name: str) -> bool:
        return not common(name) and all(own.get((town.place.cc, key), "city") in _POINTS for key in keys_of(words_of(name)))

    names = filter(is_its_own, town.names[1:])
    return replace(town, names=(*town.names[:1], *names))
