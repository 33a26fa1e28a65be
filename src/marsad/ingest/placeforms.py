"""The forms of place tables: which one a table has, by its first row, and what each of its rows says.

Known are GeoNames' country dumps and alternate names (no headings), the tables of Marsad's own form (headings id, cc, kind, name_ar,
…), OCHA's populated places and tables of P-codes, and HDX's P-codes of all countries. How OCHA's columns are recognised is data:
columns.tsv.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marsad.gazetteer import Toponym
from marsad.ingest.placekinds import by_size, data, is_arabic, kind_of, larger, radius_of
from marsad.text.names import keys_of, words_of

_LONGEST = 200  # characters of a name
_MOST_NAMES = 100  # of one place
_MOST_PEOPLE = 2_000_000_000
_WIDEST = 5_000.0  # km of a radius
_LEVELS = (1, 2, 3)
_PCODE = re.compile(r"[A-Za-z0-9_.-]{1,30}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# Letters and vowel marks of Arabic; Persian, Kurdish and Urdu names have others among them.
_ARABIC_ONLY = re.compile(r"[\u0621-\u0652\u0670\u0671\W\d_]+")


class BadRow(ValueError):  # noqa: N818 (a message for a line)
    """A row is not what its form asks for; the message names the column."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as its row gives it, with its further names; `codes` are GeoNames' codes of the areas it lies in, where it has some."""

    place: Toponym
    arabic: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    codes: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class OtherName:
    """A further name of a place of GeoNames; the lower the rank, the better."""

    geonames: int
    name: str
    arabic: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Area:
    """An area of administration (level 1 to 3) with its P-code and that of the area around it, and its middle where that is known."""

    cc: str
    level: int
    pcode: str
    name_ar: str
    name_en: str
    parent: str = ""
    middle: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is well formed and of no use here; `what` names the sort of it."""

    what: str


Record = PlaceRow | OtherName | Area | Skipped


@dataclass(frozen=True, slots=True)
class Form:
    """A form of table: its name, whether the first row is headings, and what a row says. `parse` raises BadRow."""

    name: str
    headed: bool
    parse: Callable[[Sequence[str]], Iterable[Record]]


def recognise(first: Sequence[str]) -> Form | None:
    """The form of the table whose first row this is, or None."""
    if first[0].isdigit():
        if len(first) == 19 and len(first[6]) <= 1:
            return Form("a GeoNames dump", False, _geonames)
        if len(first) in (8, 10) and first[1].isdigit():
            return Form("GeoNames alternate names", False, _alternate)
        return None
    headings = {heading.strip().lower(): i for i, heading in reversed(list(enumerate(first)))}
    if headings.keys() >= {"id", "cc", "kind", "lat", "lon"} and headings.keys() & {"name_ar", "name_en"}:
        return Form("a table of places", True, lambda cells: _own(headings, len(first), cells))
    columns = _columns(tuple(first))
    if "lat" in columns and "lon" in columns and "name" in columns:
        return Form("populated places", True, lambda cells: _populated(columns, cells))
    levels = tuple(n for n in _LEVELS if f"pcode{n}" in columns and f"name{n}" in columns)
    if levels:
        return Form("P-codes", True, lambda cells: _areas(columns, levels, cells))
    plain = {_plain(heading): i for i, heading in enumerate(first)}
    if plain.keys() >= {"adminlevel", "pcode", "name", "parentpcode"}:
        return Form("P-codes of all countries", True, lambda cells: _global(plain, cells))
    return None


# ---- cells


def _name(text: str, column: str) -> str:
    name = " ".join(text.split())
    if len(name) > _LONGEST:
        raise BadRow(f"{column}: is longer than {_LONGEST} characters")
    return name


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    """The further names of a place; one too long to be a name is none."""
    names = (" ".join(text.split()) for text in texts)
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= _LONGEST))[:_MOST_NAMES]


def _float(text: str, column: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise BadRow(f"{column}: {text[:40]!r} is not a number")
    value = float(text)
    if not math.isfinite(value):
        raise BadRow(f"{column}: {text[:40]!r} is too large")
    return value


def _point(lat_text: str, lon_text: str) -> tuple[float, float]:
    lat, lon = _float(lat_text, "latitude"), _float(lon_text, "longitude")
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90:
        raise BadRow(f"latitude: {lat:g} is out of range, longitude is {lon:g}; are they swapped?")
    if abs(lat) > 90:
        raise BadRow(f"latitude: {lat:g} is not between -90 and 90; coordinates must be WGS 84 degrees")
    if abs(lon) > 180:
        raise BadRow(f"longitude: {lon:g} is not between -180 and 180; coordinates must be WGS 84 degrees")
    if lat == 0 == lon:
        raise BadRow("latitude: both coordinates are 0, which stands for unknown")
    return lat, lon


def _population(text: str) -> int:
    if not text.strip():
        return 0
    value = _float(text, "population")
    if not 0 <= value <= _MOST_PEOPLE:
        raise BadRow(f"population: {text[:40]!r} is no number of people")
    return int(value)


def _country(text: str) -> str:
    cc = text.strip().upper()
    if not (len(cc) == 2 and cc.isascii() and cc.isalpha()):
        raise BadRow(f"country: {text[:40]!r} is no code of two letters")
    return cc


def _country_of(text: str, pcodes: Iterable[str]) -> str:
    """The country that a row names by two letters, or by the first two of its P-codes; codes of three are not its first two."""
    return _country(text if len(text.strip()) == 2 else next(filter(None, pcodes), "")[:2])


def _pcode(text: str, column: str = "P-code") -> str:
    code = text.strip()
    if code and not _PCODE.fullmatch(code):
        raise BadRow(f"{column}: {code[:40]!r} is no P-code")
    return code.upper()


def _id(text: str, column: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise BadRow(f"{column}: {text[:40]!r} is no whole number")
    return int(text)


# ---- the forms


def _geonames(cells: Sequence[str]) -> Iterator[Record]:
    if len(cells) != 19:
        raise BadRow(f"has {len(cells)} columns; a GeoNames dump has 19")
    number = _id(cells[0], "geonameid")
    population = _population(cells[14])
    known = kind_of(cells[7], population)
    if known is None:
        yield Skipped(cells[7] if re.fullmatch(r"[A-Z0-9]{1,10}", cells[7]) else "no feature code")
        return
    kind, radius = known
    lat, lon = _point(cells[4], cells[5])
    name = _name(cells[1], "name")
    if not name:
        raise BadRow("name: is empty")
    cc = _country(cells[8])
    others = _names(cells[3].split(","))
    # Without tags nobody knows which Arabic name is the best: the one of the fewest words says least beside the name.
    arabic = sorted((n for n in others if is_arabic(n) and _ARABIC_ONLY.fullmatch(n)), key=lambda n: len(n.split()))
    latin = tuple(n for n in (cells[2], *others) if n and n.isascii())
    yield PlaceRow(
        Toponym(f"gn:{number}", cc, kind, "", name, lat, lon, radius, population, geonames=number, source="GeoNames"),
        tuple(arabic),
        latin,
        (cells[10].strip(), cells[11].strip()),
    )


def _alternate(cells: Sequence[str]) -> Iterator[Record]:
    if len(cells) not in (8, 10):
        raise BadRow(f"has {len(cells)} columns; GeoNames' alternate names have 10")
    number = _id(cells[1], "geonameid")
    if cells[2] not in ("ar", "en"):
        return
    preferred, _, colloquial, historic = (flag == "1" for flag in cells[4:8])
    rank = 3 if historic else 2 if colloquial else 0 if preferred else 1
    for name in _names((cells[3],)):
        yield OtherName(number, name, cells[2] == "ar", rank)


def _own(headings: Mapping[str, int], width: int, cells: Sequence[str]) -> Iterator[Record]:
    if len(cells) != width:
        raise BadRow(f"has {len(cells)} columns, the headings are {width}")

    def cell(heading: str) -> str:
        return cells[headings[heading]] if heading in headings else ""

    id = cell("id").strip()
    if not 0 < len(id) <= 100:
        raise BadRow(f"id: {id[:40]!r} is empty or too long")
    population = _population(cell("pop"))
    word, code = cell("kind").strip(), cell("fcode").strip()
    settlement = word in ("locality", "settlement")
    known = (kind_of(code, population) if settlement else None) or kind_of(word, population)
    if known is None:
        yield Skipped(word[:40] or "no kind")
        return
    kind, radius = known
    lat, lon = _point(cell("lat"), cell("lon"))
    if cell("unc_km").strip():
        given = _float(cell("unc_km"), "unc_km")
        if not 0 < given <= _WIDEST:
            raise BadRow(f"unc_km: {given:g} is no radius in km")
        # Tables guess at cities too, and guess small.
        radius = max(radius, given) if kind == "city" else given
    name_ar, name_en = _name(cell("name_ar"), "name_ar"), _name(cell("name_en"), "name_en")
    if not (name_ar or name_en):
        yield Skipped("without a name")
        return
    yield PlaceRow(
        Toponym(
            *(id, _country(cell("cc")), kind, name_ar, name_en, lat, lon, radius, population),
            _name(cell("admin1_ar"), "admin1_ar"),
            _pcode(cell("admin1_pcode"), "admin1_pcode"),
            _name(cell("admin2_ar"), "admin2_ar"),
            _pcode(cell("admin2_pcode"), "admin2_pcode"),
            _pcode(cell("pcode"), "pcode"),
            _id(cell("gn_id"), "gn_id") if cell("gn_id") else 0,
            source=cell("source").strip()[:_LONGEST],
        ),
        _names(cell("names_ar").split("|")),
        _names(cell("names_en").split("|")),
    )


def _populated(columns: Mapping[str, list[int]], cells: Sequence[str]) -> Iterator[Record]:
    names = _at(columns, "name", cells)
    arabic, other = [n for n in names if is_arabic(n)], [n for n in names if not is_arabic(n)]
    if not names:
        raise BadRow("name: is empty")
    pcode = _pcode(_first(columns, "pcode", cells))
    areas = [(_at(columns, f"name{n}", cells), _pcode(_first(columns, f"pcode{n}", cells), f"P-code of level {n}")) for n in _LEVELS]
    cc = _country_of(_first(columns, "country", cells), (pcode, *(code for _, code in areas)))
    lat, lon = _point(_first(columns, "lat", cells), _first(columns, "lon", cells))
    population = _population(_first(columns, "population", cells))
    kind = by_size(population)
    # Most of these tables tell no size; but a place that an area is called after is its seat.
    keys = {key for name in names for key in keys_of(words_of(name))}
    for level, (area, _) in reversed(list(enumerate(areas, 1))):
        if keys & {key for name in area for key in keys_of(words_of(name))}:
            kind = larger(kind, "city" if level == 1 else "town")
    (admin1, pcode1), (admin2, pcode2), _ = areas
    yield PlaceRow(
        Toponym(
            id=f"ocha:{pcode}" if pcode else f"ocha:{cc}:{lat:.5f},{lon:.5f}:{' '.join(words_of(names[0]))}",
            cc=cc,
            kind=kind,
            name_ar=arabic[0] if arabic else "",
            name_en=other[0] if other else "",
            lat=lat,
            lon=lon,
            radius_km=radius_of(kind, population),
            population=population,
            admin1=_best(admin1),
            admin1_pcode=pcode1,
            admin2=_best(admin2),
            admin2_pcode=pcode2,
            pcode=pcode,
            source="OCHA",
        ),
        tuple(arabic[1:]),
        tuple(other[1:]),
    )


def _areas(columns: Mapping[str, list[int]], levels: Sequence[int], cells: Sequence[str]) -> Iterator[Record]:
    parent, found = "", False
    for level in levels:
        pcode = _pcode(_first(columns, f"pcode{level}", cells), f"P-code of level {level}")
        names = _at(columns, f"name{level}", cells)
        if not (pcode and names):
            parent = pcode
            continue
        found = True
        middle = None
        if level == levels[-1] and "pcode4" not in columns and _first(columns, "lat", cells) and _first(columns, "lon", cells):
            middle = _point(_first(columns, "lat", cells), _first(columns, "lon", cells))
        cc = _country_of(_first(columns, "country", cells), (pcode,))
        arabic = next((n for n in names if is_arabic(n)), "")
        yield Area(cc, level, pcode, arabic, next((n for n in names if not is_arabic(n)), ""), parent, middle)
        parent = pcode
    if not found:
        raise BadRow("P-code: there is no P-code with a name")


def _global(columns: Mapping[str, int], cells: Sequence[str]) -> Iterator[Record]:
    def cell(heading: str) -> str:
        return cells[columns[heading]] if columns[heading] < len(cells) else ""

    level = _id(cell("adminlevel").strip(), "Admin Level")
    pcode, name = _pcode(cell("pcode")), _name(cell("name"), "Name")
    if not (pcode and name):
        raise BadRow("P-Code: there is no P-code with a name")
    if level not in _LEVELS or not (pcode[:2].isascii() and pcode[:2].isalpha()):
        yield Skipped(f"administration of level {level}" if level not in _LEVELS else "P-code without its country")
        return
    arabic = is_arabic(name)
    yield Area(pcode[:2], level, pcode, name if arabic else "", "" if arabic else name, _pcode(cell("parentpcode")) if level > 1 else "")


# ---- OCHA's columns


def _columns(headings: Sequence[str]) -> dict[str, list[int]]:
    """Where each thing stands that columns.tsv describes; what has no column is not there."""
    out: dict[str, list[int]] = {}
    for i, heading in enumerate(map(_plain, headings)):
        for what, pattern in _patterns():
            if pattern.fullmatch(heading):
                out.setdefault(what, []).append(i)
                break
    return out


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = [line.split("\t") for line in data("columns.tsv")]
    return tuple(
        (what.replace("{n}", str(n)), re.compile(pattern.replace("{n}", str(n))))
        for what, pattern in rows
        for n in ((0, 1, 2, 3, 4) if "{n}" in what else (0,))
    )


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def _at(columns: Mapping[str, list[int]], what: str, cells: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(n for i in columns.get(what, ()) if i < len(cells) and (n := _name(cells[i], what))))


def _first(columns: Mapping[str, list[int]], what: str, cells: Sequence[str]) -> str:
    at = columns.get(what, ())
    return cells[at[0]].strip() if at and at[0] < len(cells) else ""


def _best(names: Sequence[str]) -> str:
    return next((n for n in names if is_arabic(n)), names[0] if names else "")
