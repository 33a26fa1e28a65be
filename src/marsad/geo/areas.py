"""What a told place becomes: the area of a place of the gazetteer, and what a word of relation makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from marsad.gazetteer import ADMIN, SETTLEMENTS, Gazetteer, Toponym
from marsad.geo.geometry import disc_of
from marsad.geo.told import Related
from marsad.geo.words import PlaceWords
from marsad.model import Area, Border, Both, Disc, Outline, Part, Sector
from marsad.text.names import keys_of, words_of

_PRECISION = {
    **dict.fromkeys(("city", "town", "village", "quarter", "camp"), "locality"),
    **dict.fromkeys(("base", "airport", "crossing", "field", "dam", "prison", "port", "plant", "site"), "site"),
    **dict.fromkeys(("region", "mountain", "valley", "island", "river", "lake", "sea", "road"), "region"),
    "district": "district",
    "subdistrict": "district",
    "governorate": "governorate",
    "country": "country",
}
# The least that an administrative area reaches, where a table only says where its middle is.
_LEAST_KM = {"governorate": 30.0, "district": 12.0, "subdistrict": 8.0}
# A direction or a side is meant loosely: this far to either hand.
_SPREAD = 50.0
_SIDE = 65.0
_COUNTRYSIDE_KM = 25.0
# An area told by a kind that no table has under this name: "محافظة X" where only the town is known.
_TOLD_RADIUS = {"governorate": 70.0, "district": 25.0, "country": 400.0}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A phrase that became an area: the place that it is told by, how precise, its names, why, and the countries that it is told by where
    these are two (a border)."""

    place: Toponym
    area: Area
    precision: str
    ar: str
    en: str
    why: str
    countries: frozenset[str] = frozenset()


class Areas:
    """Makes areas of the places of one gazetteer."""

    def __init__(self, gazetteer: Gazetteer, words: PlaceWords) -> None:
        self._gazetteer = gazetteer
        self._words = words

    def as_area(self, place: Toponym, why: str, kinds: tuple[str, ...] = ()) -> Resolved:
        """A place of the gazetteer as an area: its outline where it has one, else the disc around its point."""
        wkb = self._gazetteer.shape(place.id) if place.kind in ADMIN else None
        radius = place.radius_km
        asked = kinds[0] if kinds else ""
        precision = _PRECISION[place.kind]
        radius = max(radius, _LEAST_KM.get(place.kind, 0.0))
        if asked in _TOLD_RADIUS and place.kind in SETTLEMENTS:
            radius, precision = max(radius, _TOLD_RADIUS[asked]), asked
        elif _PRECISION.get(asked) == "site" and place.kind in SETTLEMENTS and place.kind not in kinds:
            # "مطار X" where no table has the airport: it lies by the town.
            radius, precision = radius + float(self._words.reach[place.kind]["near"]), "near"
        area: Area = Outline(place.id, wkb) if wkb is not None else Disc(place.lat, place.lon, radius)
        name = place.name_ar or place.name_en
        return Resolved(place, area, precision, name, place.name_en or name, why)

    def made(self, node: Related, of: Resolved, towards: float | None) -> Area:
        """The area that a relation makes of a place."""
        place, disc = of.place, disc_of(of.area)
        reach = self._words.reach[place.kind]
        wide = isinstance(of.area, Outline | Part) or place.kind in ("region", "governorate", "country")
        if isinstance(of.area, Border):
            return replace(of.area, km=of.area.km + float(reach["edge"]))
        if node.makes == "distance" and node.km is not None:
            return _ring(disc, node.km, towards)
        if node.makes == "countryside":
            return self._countryside(place, of, towards)
        if node.makes == "middle":
            if place.kind == "country":
                return of.area  # "وسط اليمن" is said of what is far from its middle
            return Part(of.area, None) if wide else Disc(disc.lat, disc.lon, max(1.0, 0.6 * disc.km))
        if node.makes in ("direction", "part") and towards is not None:
            if wide or not isinstance(of.area, Disc):
                return Part(of.area, towards)
            more = float(reach["direction"]) if node.makes == "direction" else float(reach["edge"])
            return Sector(disc.lat, disc.lon, 0.0, disc.km + more, towards, _SPREAD if node.makes == "direction" else _SIDE)
        more = float(reach["edge" if node.makes == "edge" else "near"])
        if towards is not None:
            return Part(of.area, towards) if wide else Sector(disc.lat, disc.lon, 0.0, disc.km + more, towards, _SIDE)
        return Disc(disc.lat, disc.lon, disc.km + more)

    def _countryside(self, place: Toponym, of: Resolved, towards: float | None) -> Area:
        """The land of a town: of the seat of a governorate the governorate, of another town what lies around it; on one side, what lies
        there from the town."""
        # The land around Damascus is a governorate of its own, by just this name.
        around = self.governorate(place, self._words.relations["countryside"]["ar"].format(place.name_ar)) if place.kind == "city" else None
        whole = place if place.kind == "governorate" else around or self._seat_of(place)
        wkb = self._gazetteer.shape(whole.id) if whole is not None else None
        if whole is None or wkb is None:
            km = disc_of(of.area).km + _COUNTRYSIDE_KM
            return Disc(place.lat, place.lon, km) if towards is None else Sector(place.lat, place.lon, 0.0, km, towards, _SIDE)
        outline = Outline(whole.id, wkb)
        if towards is None:
            return outline
        if place.kind == "governorate":
            return Part(outline, towards)
        return Both(outline, Sector(place.lat, place.lon, 0.0, 2 * disc_of(outline).km, towards, _SIDE))

    def _seat_of(self, place: Toponym) -> Toponym | None:
        """The governorate that bears a town's own name."""
        return self.governorate(place, place.name_ar) if place.kind in ("city", "town") else None

    def governorate(self, place: Toponym, name: str) -> Toponym | None:
        """The governorate of a name in the country of a place; the one with an outline, where two tables have it."""
        found = self._gazetteer.find(keys_of(words_of(name)))
        areas = [f.place for fs in found.values() for f in fs if f.place.kind == "governorate" and f.place.cc == place.cc]
        return next((a for a in areas if self._gazetteer.shape(a.id) is not None), areas[0] if areas else None)

    def label(self, node: Related, of: Resolved) -> tuple[str, str]:
        """The Arabic and English names of what a relation makes of a place."""
        ar, en = of.ar, of.en
        if node.makes in ("countryside", "near", "edge", "outside", "middle"):
            relation = self._words.relations[node.makes]
            ar, en = relation["ar"].format(ar), relation["en"].format(en)
            for side in map(self._side, node.azimuths):
                adjective = " ".join(w + "ة" for w in side["side"].split()) if relation.get("feminine") else side["side"]
                ar, en = f"{ar} {adjective}", side["part"].format(en)
            return ar, en
        if node.azimuths:
            sides = [self._side(a) for a in node.azimuths]
            english = "part" if node.makes == "part" else "en"
            ar, en = " و".join(s["ar"].format(ar) for s in sides), " and ".join(s[english].format(en) for s in sides)
        if node.makes == "distance" and node.km is not None:
            low, high = node.km
            figure = f"{low:g}" if low == high else f"{'' if low is None else f'{low:g}'}–{'' if high is None else f'{high:g}'}"
            form = self._words.raw["distance"]["towards" if node.azimuths else "from"]
            return form["ar"].format(figure=figure, name=ar), form["en"].format(figure=figure, name=en)
        return ar, en

    def _side(self, towards: float) -> Mapping[str, Any]:
        sides: Mapping[str, Mapping[str, Any]] = self._words.raw["sides"]
        return sides[str(round(towards / 45) % 8 * 45)]


def _ring(disc: Disc, km: tuple[float | None, float | None], towards: float | None) -> Area:
    """All at a distance from a place: the figure may be meant from its middle or its edge, and is a round one (a tenth more or less).
    A distance without a lower bound reaches in to the place, one without an upper half as far again."""
    low, high = km
    outer = 1.1 * high if high is not None else 1.5 * (low or 0.0)
    inner = 0.9 * low if low is not None else 0.0
    return Sector(disc.lat, disc.lon, max(0.0, inner), outer + disc.km, towards or 0.0, 180.0 if towards is None else _SPREAD)
