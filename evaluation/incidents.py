"""How well incidents are put together: links between reports, and the range of each figure, against sets that say what belongs together.

    python -m evaluation.incidents                          our own set, with its floors (corpus-incidents/)
    python -m evaluation.incidents --coded FILE.jsonl       incidents that experts coded, with their source texts

A line of our set is a scene: incidents with their place, day and figures ([low, high] over all voices), and reports in parts, each of
which tells of one incident. A pair of parts, of different reports or of one, counts as linked where any of their claims are in one
incident. A part that no claim was read in stays alone, so what the reader misses counts against the links.

A line of a coded set is one incident: {"id", "texts": [{"text", "published", "outlet"}], "place": {"name"} or {"lat", "lon"}, "day",
"low", "high"}, the last two of the killed. The incident that most of its texts' claims are in is what is scored.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from marsad import lexicon
from marsad.geo.geometry import rough_km
from marsad.model import Article
from marsad.reader import read_article
from marsad.synthesis.figures import Figure, figures
from marsad.synthesis.incidents import Told, incidents
from marsad.synthesis.statements import Statement
from marsad.text.names import keys_of, words_of

HERE = Path(__file__).resolve().parent
SET = HERE.parent / "corpus-incidents" / "incidents.jsonl"
FLOORS = HERE / "incident_floors.json"
_FAR_KM = 25.0  # of a coded point: the place that was found still counts


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report that tells of one incident of the set: where in which text it stands."""

    incident: str
    version: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """A text to be read."""

    key: str
    text: str
    published: dt.date
    outlet: str


def read(reports: Iterable[Report]) -> list[Statement]:
    """The statements of some reports, read without a ledger."""
    families = {name: kind.family for name, kind in lexicon.load().types.items()}
    return [
        Statement(claim.id(r.key), claim, families[claim.type], r.key, r.key, r.outlet, None, None, r.published, "live")
        for r in reports
        for claim in read_article(Article(r.text, r.published, r.key)).claims
    ]


def told_of(reports: Sequence[Report]) -> tuple[Told, ...]:
    """The incidents of some reports."""
    texts = {r.key: r.text for r in reports}
    return incidents(read(reports), texts.__getitem__)


def scenes(path: Path) -> tuple[dict[str, dict[str, Any]], list[Report], list[Part]]:
    """Our set: its incidents by name, its reports, and their parts."""
    known: dict[str, dict[str, Any]] = {}
    reports, parts = [], []
    for line in path.read_text("utf-8").splitlines():
        scene = json.loads(line)
        known |= {f"{scene['scene']}/{name}": told for name, told in scene["incidents"].items()}
        for n, report in enumerate(scene["reports"]):
            key, text = f"{scene['scene']}-{n}", ""
            for name, words in report["parts"]:
                start = len(text)
                text += words + " "
                parts.append(Part(f"{scene['scene']}/{name}", key, start, len(text)))
            reports.append(Report(key, text, dt.date.fromisoformat(report["published"]), report["outlet"]))
    return known, reports, parts


def linking(parts: Sequence[Part], found: Sequence[Told]) -> tuple[dict[str, float], list[str]]:
    """Precision, recall and F1 of the links between parts, F1 also of those alone that a claim was read in, and the links that are wrong or
    missing, in words."""
    of: dict[Part, set[str]] = {part: set() for part in parts}
    by_version: dict[str, list[Part]] = {}
    for part in parts:
        by_version.setdefault(part.version, []).append(part)
    for told in found:
        for s in told.statements:
            for part in by_version[s.version]:
                if part.start <= s.claim.trigger.start < part.end:
                    of[part].add(told.incident.id)
    right = wrong = missed = 0
    said = []
    for a, b in combinations(parts, 2):
        linked, should = bool(of[a] & of[b]), a.incident == b.incident
        right += linked and should
        if linked != should:
            said.append(f"{'wrongly linked' if linked else 'not linked'}: {a.incident} in {a.version}, {b.incident} in {b.version}")
        wrong += linked and not should
        missed += should and not linked
    unread = [part for part in parts if not of[part]]
    pairs = sum(a.incident == b.incident for a, b in combinations(parts, 2) if a in unread or b in unread)
    return {**_rates(right, wrong, missed), "f1_read": _rates(right, wrong, missed - pairs)["f1"]}, said


def _rates(right: int, wrong: int, missed: int) -> dict[str, float]:
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def ranges(
    known: Mapping[str, dict[str, Any]], parts: Sequence[Part], found: Sequence[Told], texts: Mapping[str, str]
) -> tuple[float, list[str]]:
    """The share of the figures of the set whose range over all voices is exact, and the others in words."""
    exact = asked = 0
    said = []
    for name, incident in known.items():
        told = _most(found, {part for part in parts if part.incident == name})
        have = figures(told, texts.__getitem__) if told is not None else ()
        for measure, (low, high) in incident["figures"].items():
            asked += 1
            got = _range(have, measure)
            exact += got == (low, high)
            if got != (low, high):
                said.append(f"{name}: {measure} is {low} to {high}, found {got}")
    return exact / max(1, asked), said


def _most(found: Sequence[Told], parts: set[Part]) -> Told | None:
    """The incident that most claims of some parts are in."""
    counted = Counter(
        n
        for n, told in enumerate(found)
        for s in told.statements
        if any(p.version == s.version and p.start <= s.claim.trigger.start < p.end for p in parts)
    )
    return found[counted.most_common(1)[0][0]] if counted else None


def _range(have: Sequence[Figure], measure: str) -> tuple[float | None, float | None] | None:
    """The range of a measure over all rows, later and earlier, whichever group they count; an open end is its other one."""
    rows = [row for figure in have if figure.measure == measure and figure.of == "count" for row in figure.rows]
    ends = [x for row in rows for x in (row.low, row.high) if x is not None]
    return (min(ends), max(ends)) if ends else None


def coded(path: Path) -> dict[str, float]:
    """How often the place, the day and the range of the killed of coded incidents are found, and how often any incident is."""
    counts: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        reports = [
            Report(f"{case['id']}-{n}", t["text"], dt.date.fromisoformat(t["published"]), t.get("outlet") or "")
            for n, t in enumerate(case["texts"])
        ]
        found = told_of(reports)
        counts["incidents"] += 1
        if not found:
            continue
        told = max(found, key=lambda t: (len(t.incident.articles), len(t.incident.claims), t.incident.id))
        counts["found"] += 1
        counts["place"] += any(_at(case["place"], place.name_ar, place.lat, place.lon) for place in told.incident.places[:1])
        day, period = dt.date.fromisoformat(case["day"]), told.incident.period
        counts["day"] += period.start is not None and period.end is not None and period.start <= day <= period.end
        if case.get("low") is not None:
            counts["counted"] += 1
            got = _range(figures(told, {r.key: r.text for r in reports}.__getitem__), "killed")
            counts["range"] += got == (case["low"], case["high"])
    shares = {name: counts[name] / max(1, counts["incidents"]) for name in ("found", "place", "day")}
    return {**shares, "range": counts["range"] / max(1, counts["counted"])}


def _at(place: Mapping[str, Any], name: str, lat: float | None, lon: float | None) -> bool:
    if place.get("lat") is not None and lat is not None and lon is not None:
        return rough_km((place["lat"], place["lon"]), (lat, lon)) <= _FAR_KM
    return bool(set(keys_of(words_of(place.get("name") or ""))) & set(keys_of(words_of(name))))


def measured(path: Path = SET) -> tuple[dict[str, float], list[str]]:
    """What our set is scored with, and everything that is wrong, in words."""
    known, reports, parts = scenes(path)
    found = told_of(reports)
    linked, wrong_links = linking(parts, found)
    exact, wrong_ranges = ranges(known, parts, found, {r.key: r.text for r in reports})
    return {**linked, "ranges": exact}, wrong_links + wrong_ranges


def main() -> int:
    """Print the scores; 1 where one is under its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--coded", type=Path, help="a set of coded incidents, as JSON lines")
    parser.add_argument("--wrong", action="store_true", help="say what is wrong")
    told = parser.parse_args()
    if told.coded is not None:
        for name, value in coded(told.coded).items():
            print(f"{name:10} {value:.3f}")
        return 0
    scores, wrong = measured()
    floors = json.loads(FLOORS.read_text("utf-8"))
    for name, value in scores.items():
        print(f"{name:10} {value:.4f}  floor {floors[name]:.4f}")
    if told.wrong:
        print("\n".join(wrong))
    return int(any(scores[name] < floor for name, floor in floors.items()))


if __name__ == "__main__":
    sys.exit(main())
