#!/usr/bin/env python3
"""What the rules read alone, what the shipped choices add, and what more articles of the same kind would add.

three_rows.py                         read the corpus but its train split (check and hold), by rules and with choices
three_rows.py --split hold            read one part of it
three_rows.py --gold DIR              read another folder of <id>.txt and <id>.json
three_rows.py --gold DIR --folds 6    a third row: that folder's articles in six parts, each read with weights that were learnt
                                      from the corpus and the other five. For information: such weights are never shipped
three_rows.py --by type               the claims by their type
three_rows.py --by style              the articles by their manner (corpus only)
three_rows.py --by part               of the claims found, the share whose chain of sources and whose status are right, by case
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evaluation.corpus import SPLITS, Gold, grid, load, set_of
from evaluation.corpus_stats import SENTENCE_END, style
from evaluation.evaluate import MEASURES, evaluate, measured
from evaluation.learning_curve import golds_of
from evaluation.score import pair, same

from marsad import lexicon as lexicons
from marsad.claims import choices as models
from marsad.mentions.marked import Knowledge
from marsad.model import Article, Reading
from marsad.reader import read_article

Read = Callable[[Article], Reading]
RULES: Read = partial(read_article, choices=None)


def across(golds: Sequence[Gold], folds: int) -> Read:
    """A reader that reads each of these articles with weights learnt from the corpus and the articles of the other folds."""
    others = [[gold for n, gold in enumerate(golds) if n % folds != k] for k in range(folds)]
    with ProcessPoolExecutor() as pool:
        weights = [models.parse({"format": models.FORMAT, "models": m, "card": {}}) for m in pool.map(_learnt, others)]
    choices = {gold.id: weights[n % folds] for n, gold in enumerate(golds)}
    return lambda article: read_article(article, choices=choices[article.id or ""])


def _learnt(others: Sequence[Gold]) -> dict[str, Any]:
    """Models learnt from the train split and some articles more. Thresholds are set by leaving out these articles, or a third of
    the corpus's sets, at a time: one set at a time takes more than twice as long."""
    from tools.train import train  # scikit-learn, which nothing else here needs

    articles = load(split="train")
    sets = sorted({set_of(gold.id) for gold in articles})
    parts = [replace(gold, id=f"part{sets.index(set_of(gold.id)) % 3}-{n}") for n, gold in enumerate(articles)]
    parts += [replace(gold, id=f"others-{n}") for n, gold in enumerate(others)]
    with contextlib.redirect_stderr(io.StringIO()):
        return train(parts, Knowledge.of(lexicons.load()))


def markdown(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns but the first to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in body)])


def by_measure(golds: Sequence[Gold], readers: dict[str, Read]) -> str:
    """A row for each reader, a column for each measure."""
    rows = [(name, measured(evaluate(golds, read)[0])) for name, read in readers.items()]
    return markdown(["", *MEASURES], [[name, *(f"{values[m]:.3f}" for m in MEASURES)] for name, values in rows])


def by_type(golds: Sequence[Gold], readers: dict[str, Read]) -> str:
    """A row for each claim type, the most frequent first: how many there are, and the F1 of each reader."""
    found: dict[str, dict[str, Any]] = {name: evaluate(golds, read)[0]["by_type"] for name, read in readers.items()}
    *_, last = found.values()
    counts = {t: v[3] for types in found.values() for t, v in types.items()}
    head = ["type", "claims", *(f"{name}, F1" for name in readers), "precision", "recall"]
    nothing = [0.0, 0.0, 0.0, 0]
    body = []
    for t, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
        p, r = last.get(t, nothing)[:2]
        body.append([f"`{t}`", str(n), *(f"{types.get(t, nothing)[2]:.2f}" for types in found.values()), f"{p:.2f}", f"{r:.2f}"])
    return markdown(head, body)


def by_style(golds: Sequence[Gold], readers: dict[str, Read]) -> str:
    """A row for each manner of writing, the one with the most claims first: claims F1 of each reader, and the last one's measures."""
    style_of = {row.id: style(row) for row in grid()}
    dialect = {row.id for row in grid() if "dialect" in row.spelling}
    groups: dict[str, list[Gold]] = {}
    for gold in golds:
        groups.setdefault(style_of[gold.id], []).append(gold)
        if gold.id in dialect:
            groups.setdefault("with dialect, of any style", []).append(gold)
    body = []
    for name, some in sorted(groups.items(), key=lambda g: -sum(len(a.claims) for a in g[1])):
        found = [measured(evaluate(some, read)[0]) for read in readers.values()]
        counts = [str(len(some)), str(sum(len(a.claims) for a in some))]
        scores = [f"{values['score']:.3f}" for values in found]
        body.append([name, *counts, *scores, *(f"{found[-1][m]:.3f}" for m in MEASURES if m != "score")])
    return markdown(["style", "articles", "claims", *(f"{name}, score" for name in readers), *MEASURES[:-1]], body)


def by_part(golds: Sequence[Gold], readers: dict[str, Read]) -> str:
    """A row for each length of the chain of sources, place of the speaker, and status: the share that is right of the claims found."""
    found: dict[str, dict[str, list[bool]]] = {}
    for name, read in readers.items():
        for gold in golds:
            claims = read(Article(gold.text, gold.published, gold.id)).to_json()["claims"]
            for i, j in pair(list(gold.claims), claims, lambda claim: str(claim["type"])):
                right, mine = gold.claims[i], claims[j]
                a, b = right["sources"], mine["sources"]
                chain = len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
                keys = [f"chain: {('nobody', 'one speaker')[len(a)] if len(a) < 2 else 'two or more'}"]
                if a:
                    keys.append(f"chain: speaker in {'another' if _apart(gold.text, a[0], right['trigger']) else 'the same'} sentence")
                for key in keys:
                    found.setdefault(key, {}).setdefault(name, []).append(chain)
                found.setdefault(f"status: {right['status']}", {}).setdefault(name, []).append(right["status"] == mine["status"])
    head = ["", *(cell for name in readers for cell in (f"{name}, found", "right"))]
    body = []
    for key, by_reader in sorted(found.items()):
        cells = [by_reader.get(name, []) for name in readers]
        body.append([key, *(cell for c in cells for cell in (str(len(c)), f"{sum(c) / max(1, len(c)):.2f}"))])
    return markdown(head, body)


def _apart(text: str, a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether a sentence or a line ends between two spans."""
    return SENTENCE_END.search(text, min(a["end"], b["end"]), max(a["start"], b["start"])) is not None


def main(args: Sequence[str] | None = None) -> int:
    """Read and print one table."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = ap.add_mutually_exclusive_group()
    which.add_argument("--gold", type=Path, metavar="DIR", help="read another folder of gold articles")
    which.add_argument("--split", choices=SPLITS, help="read one part of the corpus")
    what = ap.add_mutually_exclusive_group()
    what.add_argument("--folds", type=int, default=0, metavar="N", help="with --gold: learn from the others, N parts in turn")
    what.add_argument("--by", choices=("type", "style", "part"), help="a row for each claim type, manner of writing, or case")
    a = ap.parse_args(args)
    if a.folds and (not a.gold or a.folds < 2):
        ap.error("--folds takes 2 parts or more, of the articles that --gold names")
    if a.by == "style" and a.gold:
        ap.error("the manner of an article is only known for the corpus: leave out --gold")
    golds = load(split=a.split) if a.split else golds_of(a.gold)
    if not golds:
        ap.error(f"no <id>.json with its <id>.txt in {a.gold}")
    readers: dict[str, Read] = {"rules alone": RULES, "with choices": read_article}
    if a.folds:
        readers[f"learnt from these too, {a.folds} folds"] = across(golds, a.folds)
    print(f"{len(golds)} articles with {sum(len(g.claims) for g in golds)} claims\n")
    print({"type": by_type, "style": by_style, "part": by_part, None: by_measure}[a.by](golds, readers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
