#!/usr/bin/env python3
"""How the score grows with the articles that the choices are learnt from.

    learning_curve.py                     read the corpus but its train split (check and hold)
    learning_curve.py --gold DIR          read another folder of <id>.txt and <id>.json
    learning_curve.py --sizes 30,60,120   learn from so many articles (and always from all)
    learning_curve.py --svg FILE          draw the picture, too
    learning_curve.py --weights DIR       keep the weights that were learnt there, and use those that are there already

For each size, `tools/train.py --articles N` learns weights from the first N articles of the train split, into a folder of its own:
what ships is not touched. The articles come in a fixed shuffled order (that of `tools/train.py`), so that the first N are a small
corpus of the same kind; the table says how many sets and look-alikes are among them. 0 articles are the rules alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evaluation.corpus import CORPUS, ROOT, Gold, grid, load, set_of
from evaluation.evaluate import MEASURES, evaluate, measured

from marsad.claims import choices as models
from marsad.reader import read_article

SIZES = (30, 60, 120)
# What the picture shows: a measure, its label, its colour and the shape of its points.
LINES = (
    ("claims", "claims F1", "#1d4ed8", "circle"),
    ("score", "score", "#18181b", "square"),
    ("sources", "sources F1", "#b45309", "diamond"),
    ("roles", "roles F1", "#0f766e", "triangle"),
)
WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 640, 76, 376
Curve = Mapping[int, Mapping[str, float]]


def in_order() -> list[Gold]:
    """The train split in the order in which the trainer takes its articles."""
    from tools.train import _shuffled  # scikit-learn, which nothing else here needs

    return sorted(load(CORPUS, "train"), key=_shuffled)


def golds_of(folder: Path | None) -> list[Gold]:
    """The articles to read: those of a folder, or the corpus but its train split."""
    return load(folder) if folder else [*load(split="check"), *load(split="hold")]


def learnt(size: int, folder: Path) -> models.Choices:
    """Weights learnt from the first `size` articles of the train split: those in `folder`, or new ones that are put there."""
    out = folder / f"{size}.json"
    if not out.exists():
        command = [sys.executable, str(ROOT / "tools" / "train.py"), "--articles", str(size), "--out", str(out)]
        subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
    return models.parse(json.loads(out.read_text(encoding="utf-8")))


def scored(golds: Sequence[Gold], choices: models.Choices | None) -> dict[str, float]:
    """The measures of what is read with some weights, or with the rules alone (None)."""
    return measured(evaluate(golds, partial(read_article, choices=choices))[0])


def curve(golds: Sequence[Gold], sizes: Sequence[int], folder: Path) -> dict[int, dict[str, float]]:
    """The measures by the number of articles learnt from, the rules alone first. The weights are kept in `folder`."""
    return {0: scored(golds, None)} | {size: scored(golds, learnt(size, folder)) for size in sizes}


def rows(points: Curve, train: Sequence[Gold]) -> str:
    """The curve as a Markdown table."""
    lookalikes = {row.id for row in grid() if row.lookalike}
    lines = [
        "| articles | claims in them | sets | look-alikes | " + " | ".join(MEASURES) + " |",
        "|---:|---:|---:|---:|" + "---:|" * len(MEASURES),
    ]
    for size, values in points.items():
        some = train[:size]
        counts = (sum(len(a.claims) for a in some), len({set_of(a.id) for a in some}), sum(a.id in lookalikes for a in some))
        name = str(size) if size else "0 (rules alone)"
        lines.append("| " + " | ".join([name, *map(str, counts), *(f"{values[m]:.3f}" for m in MEASURES)]) + " |")
    return "\n".join(lines)


def picture(points: Curve, what: str) -> str:
    """The curve as SVG. It brings its own light ground, so that it reads the same on a dark page."""
    values = [points[n][m] for n in points for m, *_ in LINES]
    low, high = int(min(values) * 20) / 20, (int(max(values) * 20) + 1) / 20
    most = max(points)

    def x(n: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * n / most, 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    ends = "; ".join(f"{label} {points[0][m]:.3f} to {points[most][m]:.3f}" for m, label, *_ in LINES)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        'aria-labelledby="t d">',
        f'<title id="t">Learning curve, measured on {escape(what)}</title>',
        f'<desc id="d">Line chart. Across: articles that the choices were learnt from, {", ".join(map(str, points))}, where 0 are the '
        f"rules alone. Up: the measure, from {low:.2f} to {high:.2f}. From first to last: {escape(ends)}.</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="14" fill="#ffffff"/>',
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="14" fill="none" stroke="#d4d4d8"/>',
        "<g font-family=\"-apple-system,'Segoe UI','Helvetica Neue','Noto Sans','DejaVu Sans',sans-serif\" font-size=\"13\" "
        'fill="#3f3f46">',
        f'<text x="{LEFT}" y="34" font-size="16" font-weight="600" fill="#18181b">Articles learnt from, and what is read right</text>',
        f'<text x="{LEFT}" y="54">measured on {escape(what)}</text>',
    ]
    for k in range(round((high - low) * 20) + 1):
        value = low + k / 20
        out.append(f'<line x1="{LEFT}" y1="{y(value)}" x2="{RIGHT}" y2="{y(value)}" stroke="#e4e4e7"/>')
        out.append(f'<text x="{LEFT - 10}" y="{y(value) + 4.5}" text-anchor="end">{value:.2f}</text>')
    for n in points:
        out.append(f'<line x1="{x(n)}" y1="{BOTTOM}" x2="{x(n)}" y2="{BOTTOM + 5}" stroke="#71717a"/>')
        out.append(f'<text x="{x(n)}" y="{BOTTOM + 21}" text-anchor="middle">{n}</text>')
    middle = (TOP + BOTTOM) / 2
    out += [
        f'<line x1="{LEFT}" y1="{BOTTOM}" x2="{RIGHT}" y2="{BOTTOM}" stroke="#71717a"/>',
        f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 46}" text-anchor="middle">articles learnt from (0: the rules alone)</text>',
        f'<text x="20" y="{middle}" text-anchor="middle" transform="rotate(-90 20 {middle})">F1, and the mean score</text>',
    ]
    labels = _apart({m: y(points[most][m]) for m, *_ in LINES}, 17)
    for measure, label, colour, shape in LINES:
        path = [(x(n), y(points[n][measure])) for n in points]
        # What lies between the rules alone and the first weights was not measured, and is no line of growth: dashes.
        dashes = f"M{path[0][0]} {path[0][1]}L{path[1][0]} {path[1][1]}"
        solid = "M" + "L".join(f"{a} {b}" for a, b in path[1:])
        out.append(f'<path d="{dashes}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="4 4"/>')
        out.append(f'<path d="{solid}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [_point(shape, a, b, colour, hollow=k == 0) for k, (a, b) in enumerate(path)]
        out.append(f'<text x="{RIGHT + 12}" y="{labels[measure] + 4.5}" fill="{colour}">{label} {points[most][measure]:.3f}</text>')
    return "\n".join([*out, "</g>", "</svg>", ""])


def _apart(heights: Mapping[str, float], least: float) -> dict[str, float]:
    """Heights moved down as far as it takes to stand `least` apart."""
    out: dict[str, float] = {}
    last = float("-inf")
    for name, height in sorted(heights.items(), key=lambda h: h[1]):
        last = max(height, last + least)
        out[name] = last
    return out


def _point(shape: str, x: float, y: float, colour: str, *, hollow: bool) -> str:
    paint = f'fill="{"#ffffff" if hollow else colour}" stroke="{colour}" stroke-width="1.5"'
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y}" r="4" {paint}/>'
    corners = {
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "diamond": ((0, -5), (5, 0), (0, 5), (-5, 0)),
        "triangle": ((0, -5), (5, 4), (-5, 4)),
    }[shape]
    return f'<polygon points="{" ".join(f"{round(x + a, 1)},{round(y + b, 1)}" for a, b in corners)}" {paint}/>'


def main(args: Sequence[str] | None = None) -> int:
    """Learn, read, print the table, and draw."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--gold", type=Path, metavar="DIR", help="read another folder of gold articles")
    ap.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="N,N", help="numbers of articles to learn from, beside all")
    ap.add_argument("--svg", type=Path, metavar="FILE", help="draw the picture into this file")
    ap.add_argument("--weights", type=Path, metavar="DIR", help="keep the learnt weights here, and use those that are here already")
    ap.add_argument("--name", metavar="WORDS", help="how the picture calls the articles that were read")
    a = ap.parse_args(args)
    golds, train = golds_of(a.gold), in_order()
    try:
        sizes = [int(n) for n in a.sizes.split(",")]
    except ValueError:
        ap.error(f"--sizes takes numbers with commas between them, not {a.sizes!r}")
    if min(sizes) < 1:
        ap.error("--sizes takes numbers from 1 on")
    if not golds:
        ap.error(f"no <id>.json with its <id>.txt in {a.gold}")
    sizes = [*sorted({n for n in sizes if n < len(train)}), len(train)]
    with tempfile.TemporaryDirectory(prefix="marsad-curve-") as folder:
        points = curve(golds, sizes, (a.weights or Path(folder)).resolve())
    print(f"{len(golds)} articles read, with {sum(len(g.claims) for g in golds)} claims\n")
    print(rows(points, train))
    if a.svg:
        what = a.name or ("the dev gold" if a.gold else "the corpus (check and hold)")
        a.svg.write_text(picture(points, f"{len(golds)} articles of {what}"), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
