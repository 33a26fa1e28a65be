"""Importing a gazetteer: files of places, names and P-codes in, one table of `marsad.gazetteer` out.

All files of one import are first read into a scratch database. Then names find their places, codes of areas their names, P-codes
their areas, and the places are written, in the order they came in.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from marsad.errors import GazetteerError
from marsad.gazetteer import ADMIN, Named, Toponym, write
from marsad.ingest.placeforms import Area, PlaceRow
from marsad.ingest.placekinds import is_arabic, kind_of, level_of, untitled
from marsad.ingest.placescratch import Progress, Scratch, Stored
from marsad.ingest.tables import LIMIT
from marsad.text.names import entries_of

_REMEMBERED = 8192  # areas
_GEONAMES = ("CC BY 4.0", "Contains data from GeoNames (https://www.geonames.org/), licensed under CC BY 4.0")
_NOBODY = ("", "")  # name and P-code of an area that is not known


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import came to: places and names written, places of each kind, rows left out by the sort of them, how many rows were
    broken and the first of them, P-codes that fit no area, and parts of archives or workbooks that hold no table of places."""

    places: int
    names: int
    kinds: Mapping[str, int]
    left_out: Mapping[str, int]
    broken: int
    faults: tuple[str, ...]
    unplaced: int
    passed_over: tuple[str, ...]


def import_places(
    paths: Sequence[Path],
    target: Path,
    *,
    title: str,
    licence: str = "",
    encoding: str | None = None,
    skip_bad: bool = False,
    limit: int = LIMIT,
    progress: Progress | None = None,
) -> Summary:
    """Read the files at `paths` as one gazetteer, and write it to `target`, whole or not at all.

    `encoding` is that of texts that are not UTF-8, `limit` the bytes that one file may unpack to. With `skip_bad`, broken rows are
    left out and counted. Raises GazetteerError, naming file and line, for a file that cannot be read, a form that is not known, a
    broken row, an id that comes twice, or no place at all; `target` then stays as it was.
    """
    with closing(Scratch(skip_bad, progress or (lambda _what, _done, _of: None))) as scratch:
        kinds: Counter[str] = Counter()
        names = 0

        def counted(places: Iterator[Named]) -> Iterator[Named]:
            nonlocal names
            for named in places:
                kinds[named.place.kind] += 1
                names += len({spelled for _, spelled, _ in named.names})
                yield named

        try:
            for path in paths:
                scratch.load(path, encoding, limit)
            scratch.ready()
            joined = _Joined(scratch)
            joined.match()
        except sqlite3.Error as error:
            raise GazetteerError(f"{paths[0]}: cannot be imported ({error}); is the disk for temporary files full?") from error
        told = {"title": title, "files": ", ".join(path.name for path in paths), **_terms(scratch.sources(), licence)}
        write(target, counted(joined.named()), told)
        tally = scratch.tally
        return Summary(
            places=kinds.total(),
            names=names,
            kinds=dict(kinds.most_common()),
            left_out=dict(tally.left_out.most_common()),
            broken=tally.broken,
            faults=tuple(tally.faults),
            unplaced=scratch.unplaced(),
            passed_over=tuple(tally.passed_over),
        )


def _terms(sources: Sequence[str], licence: str) -> dict[str, str]:
    """Whence the places are and on what terms, for the table's own records: what the user says, or what is known of the source."""
    terms, text = _GEONAMES if "GeoNames" in sources else ("", "")
    return {"source": ", ".join(sources), "licence": licence or (terms if len(sources) == 1 else ""), "attribution": text}


class _Joined:
    """What the files of an import say of each place, put together."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._area = lru_cache(_REMEMBERED)(scratch.area)
        self._by_codes = lru_cache(_REMEMBERED)(self._find_by_codes)
        self._by_name = lru_cache(_REMEMBERED)(self._find_by_name)

    def match(self) -> None:
        """Let P-codes find the places that are their areas, the larger areas first: by the P-code that a place has, else where there
        is one area of its name in its country and its surroundings."""
        if not self._scratch.has("area"):
            return
        for level in (1, 2, 3):
            for stored in self._scratch.areas_of_places(level):
                place = stored.place
                if place.pcode:
                    found = [place.pcode] if self._area(place.pcode) else []
                else:
                    arabic, other = self._names_of(stored.row)
                    around = {code for _, code in self._around(stored.row, level) if code}
                    names = (place.name_ar, place.name_en, *arabic, *other)
                    found = [p for p in self._scratch.areas_named(place.cc, level, names) if around <= {*self._scratch.ancestors(p)}]
                if len(found) == 1:
                    self._scratch.give(stored.n, found[0])

    def named(self) -> Iterator[Named]:
        """The places in the order they came in; last, the areas that only a table of P-codes has."""
        for stored, pcode in self._scratch.places():
            yield self._whole(stored, pcode)
        for area in self._scratch.areas_alone():
            yield self._alone(area)

    def _whole(self, stored: Stored, pcode: str) -> Named:
        place = stored.place
        arabic, other = self._names_of(stored.row)
        area = self._area(pcode) if pcode else None
        if area is not None:
            arabic, other = (*arabic, *filter(None, (area.name_ar,))), (*other, *filter(None, (area.name_en,)))
        name_ar, name_en = place.name_ar or next(iter(arabic), ""), place.name_en or next(iter(other), "")
        level, pcode = level_of(place.kind), pcode or place.pcode
        first, second = self._around(stored.row, level or 3)
        own = (untitled(name_ar or name_en), pcode)
        if level == 1:
            first = (first[0] or own[0], first[1] or own[1])
        if level == 2:
            second = (second[0] or own[0], second[1] or own[1])
        return _with_names(_within(replace(place, name_ar=name_ar, name_en=name_en, pcode=pcode), first, second), arabic, other)

    def _alone(self, area: Area) -> Named:
        kind, radius = kind_of(ADMIN[area.level], 0) or (ADMIN[area.level], 0.0)
        lat, lon = area.middle or (0.0, 0.0)
        own, above = (area.name_ar or area.name_en, area.pcode), self._known(area.parent)
        first = own if area.level == 1 else above if area.level == 2 else self._known(self._scratch.ancestors(area.pcode)[1])
        second = _NOBODY if area.level == 1 else own if area.level == 2 else above
        place = Toponym(
            *(f"pcode:{area.pcode}", area.cc, kind, area.name_ar, area.name_en, lat, lon, radius), pcode=area.pcode, source="OCHA"
        )
        return _with_names(_within(place, first, second), (), ())

    def _names_of(self, row: PlaceRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The further Arabic and other names of a place, those that are tagged as such first."""
        arabic, other = self._scratch.other_names(row.place.geonames)
        return (*arabic, *row.arabic), (*other, *row.other)

    def _around(self, row: PlaceRow, level: int) -> tuple[tuple[str, str], tuple[str, str]]:
        """Name and P-code of the governorate and the district that a place lies in: by GeoNames' codes, those above `level`; else by
        what its row says."""
        place, (code1, code2) = row.place, row.codes
        if code1:
            first = self._by_codes(place.cc, 1, code1, "") if level > 1 else _NOBODY
            return first, self._by_codes(place.cc, 2, code1, code2) if level > 2 and code2 else _NOBODY
        first = self._filled(place.cc, 1, (place.admin1, place.admin1_pcode), "")
        return first, self._filled(place.cc, 2, (place.admin2, place.admin2_pcode), first[1])

    def _filled(self, cc: str, level: int, area: tuple[str, str], parent: str) -> tuple[str, str]:
        name, pcode = area
        if name and not pcode:
            pcode = self._by_name(cc, level, name, parent)
        known = self._known(pcode)[0] if pcode and not is_arabic(name) else ""
        return (known if is_arabic(known) else name or known), pcode

    def _known(self, pcode: str) -> tuple[str, str]:
        area = self._area(pcode) if pcode else None
        return (area.name_ar or area.name_en if area else ""), pcode

    def _find_by_codes(self, cc: str, level: int, code1: str, code2: str) -> tuple[str, str]:
        stored = self._scratch.area_by_codes(cc, level, code1, code2)
        if stored is None:
            return _NOBODY
        arabic, _ = self._names_of(stored.row)
        pcode = self._scratch.given(stored.n) or stored.place.pcode
        names = (stored.place.name_ar, *arabic, self._known(pcode)[0])
        return untitled(next(filter(is_arabic, names), stored.place.name_en)), pcode

    def _find_by_name(self, cc: str, level: int, name: str, parent: str) -> str:
        """The P-code of the one area of this name, or nothing."""
        found = [p for p in self._scratch.areas_named(cc, level, (name,)) if not parent or parent in self._scratch.ancestors(p)]
        return found[0] if len(found) == 1 else ""


def _within(place: Toponym, first: tuple[str, str], second: tuple[str, str]) -> Toponym:
    return replace(place, admin1=first[0], admin1_pcode=first[1], admin2=second[0], admin2_pcode=second[1])


def _with_names(place: Toponym, arabic: Sequence[str], other: Sequence[str]) -> Named:
    """The place with all its names; an area also without the word for its level."""
    names: list[tuple[str, str, bool]] = []
    for main, others in ((place.name_ar, arabic), (place.name_en, other)):
        several = list(filter(None, (main, *others)))
        if place.kind in ADMIN:
            several += [untitled(name) for name in several]
        names.extend(entries_of(several))
    return Named(place, tuple(dict.fromkeys(names)))
