#!/usr/bin/env python3
"""Write the tables of corpus/README.md: the grid of articles, and what their claims are.

corpus_stats.py            rewrite what stands between the markers
corpus_stats.py --check    fail when that is not current
"""

from __future__ import annotations

import argparse
import collections
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evaluation.corpus import CORPUS, SPLITS, Gold, grid, load, split_of
from evaluation.score import FAMILY

README = CORPUS / "README.md"
START, END = "<!-- tables: made by evaluation/corpus_stats.py -->", "<!-- end of tables -->"
STATUSES = ("asserted", "negated", "expected", "intended", "possible")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: int = 0) -> list[str]:
    """A Markdown table whose last `numbers` columns stand to the right."""
    rule = ["---"] * (len(head) - numbers) + ["---:"] * numbers
    return [f"| {' | '.join(str(cell) for cell in row)} |" for row in (head, rule, *rows)]


def tables(folder: Path = CORPUS) -> str:
    """What belongs between the markers."""
    golds = {gold.id: gold for gold in load(folder)}
    lines = ["", "## The articles", ""]
    rows: list[tuple[object, ...]] = []
    for row in grid(folder):
        gold = golds[row.id]
        rows.append(
            (row.id, row.kind, row.theatre, gold.published.year, row.spelling, split_of(row.id), len(gold.text.split()), len(gold.claims))
        )
    lines += _table(("id", "kind", "theatre", "year", "spelling", "split", "words", "claims"), rows, numbers=2)
    lines += ["", "## The claims", ""]
    parts = {split: [c for g in golds.values() if split_of(g.id) == split for c in g.claims] for split in SPLITS}
    everything = [c for part in parts.values() for c in part]
    total = collections.Counter(c["type"] for c in everything)
    rows = []
    for kind in sorted(FAMILY, key=lambda t: (list(dict.fromkeys(FAMILY.values())).index(FAMILY[t]), -total[t], t)):
        counts = [sum(c["type"] == kind for c in parts[split]) for split in SPLITS]
        rows.append((FAMILY[kind], f"`{kind}`", *counts, total[kind]))
    rows.append(("all", "", *(len(parts[split]) for split in SPLITS), len(everything)))
    lines += _table(("family", "type", *SPLITS, "all"), rows, numbers=len(SPLITS) + 1)
    lines += ["", "## Their parts", ""]
    lines += _table(("part", "claims"), _parts(golds.values()), numbers=1)
    return "\n".join([*lines, "", ""])


def _parts(golds: Iterable[Gold]) -> list[tuple[str, int]]:
    claims = [c for gold in golds for c in gold.claims]
    rows = [(f"status `{status}`", sum(c["status"] == status for c in claims)) for status in STATUSES]
    rows += [
        ("no source: the article itself speaks", sum(not c["sources"] for c in claims)),
        ("one source", sum(len(c["sources"]) == 1 for c in claims)),
        ("a chain of sources", sum(len(c["sources"]) > 1 for c in claims)),
    ]
    roles = collections.Counter(role for c in claims for role in c["roles"])
    rows += [(f"role `{role}`", n) for role, n in roles.most_common()]
    measures = collections.Counter(of for c in claims for of in {q["of"] for q in c["quantities"]})
    rows += [(f"quantity `{of}`", n) for of, n in measures.most_common()]
    bounds = [q for c in claims for q in c["quantities"] if q["low"] != q["high"]]
    rows.append(("quantities with an open end or a range", len(bounds)))
    rows.append(("time", sum(bool(c.get("time")) for c in claims)))
    return rows


def rewritten(readme: str, folder: Path = CORPUS) -> str:
    """`readme` with the tables as they are today. Raises ValueError when it has no markers."""
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{README.name} has no markers {START!r} and {END!r}")
    return before + start + "\n" + tables(folder) + end + after


def main(args: Sequence[str] | None = None) -> int:
    """Rewrite the README, or say whether it is current."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--check", action="store_true", help="change nothing; exit 1 when the tables are not current")
    check = ap.parse_args(args).check
    old = README.read_text(encoding="utf-8")
    new = rewritten(old)
    if check:
        if old != new:
            print("corpus/README.md is not current; run evaluation/corpus_stats.py", file=sys.stderr)
        return int(old != new)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
