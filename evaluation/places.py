#!/usr/bin/env python3
"""How many places of annotated articles are put on the map, and a sample of them to check by hand.

    places.py [GOLD_DIR] [--names FILE] [--gazetteers shipped|installed] [--sample N] [--seed K] [--open]

GOLD_DIR holds <id>.txt and <id>.json (docs/CLAIMS.md). Counted are the fillers of the roles place, toward and from: those of the gold
spans, located as the reader would, and those that the reader itself finds. A filler names a place of the gazetteer when a run of its words
is the name of one (of several words, or known to the lexicon as a place, or behind a word of kind); it is located when it gets a point
with its radius. FILE is a table of bare names with their points (name_ar, lat, lon, tolerance_km, tab-separated).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marsad import gazetteer
from marsad import lexicon as lexicons
from marsad.geo.areas import Resolved
from marsad.geo.geometry import disc_of, distance_km
from marsad.geo.locate import Geography, locate
from marsad.geo.phrases import told
from marsad.geo.resolve import resolve_name
from marsad.geo.told import names_in
from marsad.mentions.marked import Knowledge, Marked, mark
from marsad.model import Article, Claim, Filler, Span
from marsad.reader import read_article

ROLES = ("place", "toward", "from")


@dataclass(frozen=True, slots=True)
class Case:
    """A filler, what stands around it, whether it names a place that the gazetteer has, and what became of it."""

    article: str
    role: str
    filler: Filler
    around: str
    named: bool


def gold(folder: Path) -> Iterator[tuple[str, str, dt.date, list[Claim]]]:
    """(id, text, date, claims with the places of the annotation) of each article."""
    for path in sorted(folder.glob("*.json")):
        if path.name.endswith(".ann.json"):
            continue
        raw = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        claims = [
            Claim(
                c["type"],
                Span(**c["trigger"]),
                c["status"],
                roles={r: tuple(Filler(Span(**f)) for f in c["roles"].get(r, ())) for r in ROLES if c["roles"].get(r)},
            )
            for c in raw["claims"]
        ]
        yield path.stem, text, dt.date.fromisoformat(raw["published"]), claims


def cases(name: str, text: str, m: Marked, claims: list[Claim], geography: Geography) -> Iterator[Case]:
    """The fillers of a text's claims that are places, once each."""
    starts = {m.folded.to_raw(t.start): i for i, t in enumerate(m.tokens)}
    seen: set[tuple[str, int, int]] = set()
    for claim in claims:
        for role in ROLES:
            for filler in claim.roles.get(role, ()):
                span = filler.span
                if (role, span.start, span.end) in seen:
                    continue
                seen.add((role, span.start, span.end))
                at = max((s for s in starts if s <= span.start), default=0)
                last = next((i for i, t in enumerate(m.tokens) if m.folded.to_raw(t.start) >= span.end), len(m.tokens))
                cut = min(span.start - at, len(m.tokens[starts[at]].text) - 1)
                node = told(m, geography.words, geography.gazetteer.find, starts[at], last, cut=cut)
                around = text[max(0, span.start - 60) : span.start] + "[" + span.text + "]" + text[span.end : span.end + 40]
                yield Case(name, role, filler, around.replace("\n", " / "), any(n.found for n in names_in(node)))


def show(case: Case) -> str:
    """One line: the words, and what they became."""
    place, filler = case.filler.location, case.filler
    if place is None:
        became = " | ".join(c.id for c in filler.candidates[:3]) or "—"
        return f"{case.article} {case.role}: {filler.span.text}  →  open: {became}\n      …{case.around}…"
    where = f"{place.lat}, {place.lon} ± {place.radius_km} km, {place.precision}, {place.admin1 or '?'} [{place.id}]"
    return f"{case.article} {case.role}: {filler.span.text}  →  {place.name_ar} / {place.name_en}: {where}\n      …{case.around}…"


def names(path: Path, geography: Geography) -> None:
    """Print how many bare names of a table are resolved within their tolerance, and those that are not."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
    right = 0
    for name, lat, lon, tolerance in rows:
        found = resolve_name(name, geography.gazetteer, geography.words)
        disc = disc_of(found.area) if isinstance(found, Resolved) else None
        km = distance_km((disc.lat, disc.lon), (float(lat), float(lon))) if disc is not None else None
        if km is not None and km <= float(tolerance):
            right += 1
        else:
            print(f"  {name}: {'open' if km is None else f'{km:.0f} km off'} ({found.why})")
    print(f"bare names: {right} of {len(rows)} within their tolerance")


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("--names", type=Path, help="resolve the bare names of this table, and compare")
    parser.add_argument(
        "--gazetteers", choices=("shipped", "installed"), default="installed", help="which tables to look in  [default: installed]"
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="print N located fillers, chosen by chance")
    parser.add_argument("--seed", type=int, default=1, help="of the sample  [default: 1]")
    parser.add_argument("--open", action="store_true", help="print the fillers that name a place and stay open")
    args = parser.parse_args()
    knowledge = Knowledge.of(lexicons.load())
    tables = gazetteer.installed() if args.gazetteers == "installed" else gazetteer.shipped()
    geography = Geography.of(tables, knowledge.lexicon)
    if args.names is not None:
        names(args.names, geography)
    if args.gold is None:
        return 0
    found: dict[str, list[Case]] = {"gold spans": [], "read spans": []}
    for name, text, published, claims in gold(args.gold):
        m = mark(text, published, knowledge)
        found["gold spans"] += cases(name, text, m, locate(m, claims, geography), geography)
        reading = read_article(Article(text, published), geography=geography)
        found["read spans"] += cases(name, text, m, list(reading.claims), geography)
    for title, all_cases in found.items():
        named = [c for c in all_cases if c.named]
        located = sum(c.filler.location is not None for c in named)
        others = sum(c.filler.location is not None for c in all_cases if not c.named)
        share = located / len(named) if named else 0.0
        print(
            f"{title}: {len(all_cases)} fillers, {len(named)} name a place of the gazetteer, {located} of them located ({share:.1%}); "
            f"{others} of the others located"
        )
    if args.open:
        for case in found["gold spans"]:
            if case.named and case.filler.location is None:
                print(show(case))
    if args.sample:
        pool: list[Any] = [c for c in found["read spans"] if c.filler.location is not None]
        for n, case in enumerate(random.Random(args.seed).sample(pool, min(args.sample, len(pool))), 1):  # noqa: S311
            print(f"{n:3d} {show(case)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
