#!/usr/bin/env python3
"""Learn the choices' weights from the corpus and write them, with their card, to src/marsad/data/models/choices.json.

    train.py [--articles N] [--also DIR] [--out FILE] [--check]

Each choice is a regularised log-linear model (scikit-learn's liblinear) over string features; two classes give one weight a
feature, more give one a class, one against the rest. The candidates are those that the reader itself proposes on the articles
of the train split, labelled by their gold claims, with the true triggers given to the later choices. The check split sets each
two-class model's threshold. Same corpus, same code, same libraries: the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from evaluation.corpus import load, split_of
from evaluation.score import same
from marsad import lexicon as lexicons
from marsad.claims import choices as models
from marsad.claims.assemble import _scopes_by_sentence
from marsad.claims.attribution import attribute, opening_voices, voices_near
from marsad.claims.counts import counted_of
from marsad.claims.decide import Heard, quantity_candidates, reading_features, role_candidates, source_candidates, time_candidates
from marsad.claims.drafts import Draft, Reading, drafts_of
from marsad.claims.features import status_features
from marsad.claims.sharing import share
from marsad.claims.status import cues_of
from marsad.claims.syntax import Syntax
from marsad.claims.timing import times_of
from marsad.mentions.marked import Knowledge, Marked, mark
from marsad.mentions.phrases import Phrases
from marsad.model import ROLES, STATUSES

TARGET = ROOT / "src" / "marsad" / "data" / "models" / "choices.json"
# Inverse regularisation and the least number of articles' worth of sightings a feature needs, by choice.
SETTINGS: dict[str, tuple[float, int]] = {
    "trigger": (0.35, 2),
    "status": (0.5, 2),
    "role": (0.25, 3),
    "source": (0.3, 2),
    "time": (0.3, 2),
    "quantity": (0.3, 2),
}
CLASSES: dict[str, tuple[str, ...]] = {
    "trigger": ("no", "yes"),
    "status": STATUSES,
    "role": ("none", *ROLES),
    "source": ("no", "yes"),
    "time": ("no", "yes"),
    "quantity": ("no", "yes"),
}
Claim = dict[str, Any]


@dataclass
class Examples:
    """Features and labels of one choice, and the article each came from."""

    rows: list[list[str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, features: list[str], label: str) -> None:
        self.rows.append(features)
        self.labels.append(label)


def overlaps(m: Marked, first: int, last: int, span: dict[str, Any]) -> bool:
    """Whether tokens `first` to `last` (excluded) overlap a gold span."""
    mine = m.span(first, last)
    return mine.start < span["end"] and span["start"] < mine.end


def collect(article: Any, knowledge: Knowledge, into: dict[str, Examples]) -> None:
    """Add one article's candidates with their labels."""
    published = dt.date.fromisoformat(article.published) if isinstance(article.published, str) else article.published
    m = mark(article.text, published, knowledge)
    phrases = Phrases(m)
    syntaxes = [Syntax(m, phrases, s) for s in m.sentences]
    scopes = attribute(m, phrases, syntaxes)
    gold: list[Claim] = list(article.claims)
    used: set[int] = set()
    recent: list[tuple[int, Any]] = []
    opening = opening_voices(m, phrases, syntaxes)
    before: frozenset[int] = frozenset()
    heard_at = 0
    for n, (syntax, here) in enumerate(zip(syntaxes, _scopes_by_sentence(syntaxes, scopes), strict=True)):
        matched: dict[int, Claim] = {}

        def choose(offered: list[Reading], before: Draft | None, syntax: Syntax = syntax, here: Any = here, matched: dict[int, Claim] = matched) -> Reading | None:
            chosen = None
            for r in offered:
                hit = next(
                    (k for k, g in enumerate(gold) if k not in used and g["type"] == r.type and overlaps(m, r.trigger.first, r.trigger.last, g["trigger"])),
                    None,
                )
                into["trigger"].add(reading_features(m, syntax, here, r, before), "yes" if hit is not None else "no")
                if hit is not None and chosen is None:
                    chosen = r
                    matched[r.trigger.first] = gold[hit]
                    hits.append(hit)
            if chosen is not None:
                used.add(hits[-1])
                return Reading(chosen.trigger, chosen.slots, chosen.type, chosen.passes, False)
            return None

        hits: list[int] = []
        drafts = drafts_of(m, syntax, here, knowledge.lexicon, choose)
        share(m, syntax, drafts, knowledge.lexicon)
        ruled = times_of(m, syntax, drafts, here)
        cues = cues_of(m, syntax) if drafts else []
        near = voices_near(m, phrases, syntax, here) if drafts else []
        for k, d in enumerate(drafts):
            g = matched[d.trigger.first]
            into["status"].add(status_features(m, syntax, d, cues, d.status), g["status"])
            for features, label in _roles(m, syntax, d, drafts, g):
                into["role"].add(features, label)
            back = [(n - j, s) for j, s in reversed(recent)]
            voices: set[int] = set()
            for c in source_candidates(m, syntax, d, Heard(here, near, back, opening, before, n - heard_at)):
                voice = c.scope.chain[-1]
                mine = m.span(voice.first, voice.last).to_json()
                hit = any(_same_speaker(s, mine) for s in g.get("sources", []))
                into["source"].add(c.features, "yes" if hit else "no")
                if hit:
                    voices.update(v.first for v in c.scope.chain)
            before, heard_at = frozenset(voices), n
            when = g.get("time")
            for time, features in time_candidates(m, syntax, d, drafts, ruled.get(k), here):
                into["time"].add(features, "yes" if when and overlaps(m, time.first, time.last, when["text"]) else "no")
            mine_first = {c.first for c in counted_of(m, d)}
            for c, features in quantity_candidates(m, syntax, d, drafts, mine_first):
                hit = any(overlaps(m, c.first, c.last, q["text"]) and q["of"] == c.of for q in g.get("quantities") or [])
                into["quantity"].add(features, "yes" if hit else "no")
        recent += [(n, s) for s in here if s.chain and syntax.first <= s.verb < syntax.last and s.entry.cls != "according"]
        del recent[:-4]


def _same_speaker(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two spans name one speaker: the same words overlapping, or the same words elsewhere in the text."""
    return same(a, b) or a["text"] == b["text"]


def _roles(m: Marked, syntax: Syntax, d: Draft, drafts: Sequence[Draft], g: Claim) -> Iterator[tuple[list[str], str]]:
    """The role candidates of a draft with the role each has in the gold: the best overlapping candidate of each filler."""
    candidates = role_candidates(m, syntax, d, drafts)
    labels = ["none"] * len(candidates)
    spans = [m.span(c.phrase.first, c.phrase.last).to_json() for c in candidates]
    for role, fillers in g.get("roles", {}).items():
        for f in fillers:
            fits = [k for k in range(len(candidates)) if labels[k] == "none" and same(f, spans[k])]
            if fits:
                labels[max(fits, key=lambda k: (min(f["end"], spans[k]["end"]) - max(f["start"], spans[k]["start"]), -k))] = role
    for c, label in zip(candidates, labels, strict=True):
        yield c.features, label


def fit(name: str, examples: Examples, held: Examples) -> dict[str, Any]:
    """One model's content for the weights file."""
    strength, least = SETTINGS[name]
    classes = CLASSES[name]
    seen = collections.Counter(f for row in examples.rows for f in row)
    known = {f: k for k, f in enumerate(sorted(f for f, n in seen.items() if n >= least))}
    x, y = _matrix(examples.rows, known), np.array([classes.index(label) for label in examples.labels])
    two = len(classes) == 2
    columns = []
    for k in range(1, 2) if two else range(len(classes)):
        target = (y == k).astype(int)
        if target.min() == target.max():
            columns.append(np.full(len(known), -1.0 if target.max() == 0 else 0.0) * 0)
            continue
        model = LogisticRegression(C=strength, solver="liblinear", fit_intercept=False, random_state=0, max_iter=400, tol=1e-4)
        model.fit(x, target)
        columns.append(model.coef_[0])
    table = np.round(np.stack(columns, axis=1), 3)
    weights = {f: table[k].tolist() for f, k in known.items() if np.abs(table[k]).max() >= 0.005}
    threshold = 0.0
    if held.rows:
        threshold = _threshold(weights, held) if two else _handicap(weights, held, classes) if name == "role" else 0.0
    return {"classes": list(classes), "threshold": threshold, "weights": weights}


def _matrix(rows: Sequence[Sequence[str]], known: dict[str, int]) -> csr_matrix:
    indptr, indices = [0], []
    for row in rows:
        indices += sorted({known[f] for f in row if f in known})
        indptr.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(rows), len(known)))


def _threshold(weights: dict[str, list[float]], held: Examples) -> float:
    """The threshold in steps of 0.1 between -1 and 1 that gives the best F1 on the held articles; the nearest to 0 of equals."""
    scores = [sum(weights[f][0] for f in row if f in weights) for row in held.rows]
    truth = [label == "yes" for label in held.labels]
    best = (0.0, 0.0, 0.0)
    for tenth in range(-10, 11):
        at = tenth / 10
        hits = sum(s > at and t for s, t in zip(scores, truth, strict=True))
        f1 = 2 * hits / (sum(s > at for s in scores) + sum(truth)) if hits else 0.0
        best = max(best, (round(f1, 4), -abs(at), at))
    return best[2]


def _handicap(weights: dict[str, list[float]], held: Examples, classes: tuple[str, ...]) -> float:
    """What is added to the first class ("none") so that the others have the best F1 on the held articles."""
    scores = []
    for row in held.rows:
        total = np.zeros(len(classes))
        for f in row:
            if f in weights:
                total += weights[f]
        scores.append(total)
    truth = np.array([classes.index(label) for label in held.labels])
    table = np.array(scores)
    best = (0.0, 0.0, 0.0)
    for tenth in range(-25, 11):
        at = tenth / 10
        shifted = table.copy()
        shifted[:, 0] += at
        mine = shifted.argmax(axis=1)
        hits = int(((mine == truth) & (truth > 0)).sum())
        f1 = 2 * hits / (int((mine > 0).sum()) + int((truth > 0).sum())) if hits else 0.0
        best = max(best, (round(f1, 4), -abs(at), at))
    return best[2]


def train(articles: Iterable[Any], held: Iterable[Any], knowledge: Knowledge) -> dict[str, Any]:
    """The models of all choices, learnt from `articles`, thresholds set on `held`."""
    learn = {name: Examples() for name in models.MODELS}
    check = {name: Examples() for name in models.MODELS}
    for article in articles:
        collect(article, knowledge, learn)
    for article in held:
        collect(article, knowledge, check)
    out = {}
    for name in models.MODELS:
        out[name] = fit(name, learn[name], check[name])
        print(f"{name:9s} {len(learn[name].rows):7d} examples, {len(out[name]['weights']):6d} features, threshold {out[name]['threshold']:+.1f}", file=sys.stderr)
    return out


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, help="learn from the first N articles of the train split only (for the learning curve)")
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    knowledge = Knowledge.of(lexicons.load())
    articles = load()
    learn = [a for a in articles if split_of(a.id) == "train"][: args.articles]
    held = [a for a in articles if split_of(a.id) == "check"]
    content = {
        "format": models.FORMAT,
        "card": {
            "data": "corpus/, split train; thresholds on split check",
            "articles": len(learn),
            "claims": sum(len(a.claims) for a in learn),
            "licence": "Apache-2.0",
        },
        "models": train(learn, held, knowledge),
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    print(f"{args.out.stat().st_size // 1024} KiB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
