#!/usr/bin/env python3
"""Learn the choices' weights from the corpus and write them, with their card, to src/marsad/data/models/choices.json.

    train.py [--articles N] [--out FILE]

Each choice is a regularised log-linear model (scikit-learn's liblinear) over string features; two classes give one weight a
feature, more give one a class, one against the rest. The candidates are those that the reader itself proposes on the articles
of the train split, labelled by their gold claims, with the true triggers given. Each set of articles (one
writer and region) is left out in turn to set the thresholds and to print how the models fare beside the rules on text from another
hand. Same corpus, same code, same libraries: the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from evaluation.corpus import load, set_of, split_of
from evaluation.score import same

from marsad import lexicon as lexicons
from marsad.claims import choices as models
from marsad.claims.assemble import _scopes_by_sentence
from marsad.claims.attribution import Voice, attribute, opening_voices, voices_near
from marsad.claims.counts import counted_of
from marsad.claims.decide import Heard, filled_by, quantity_candidates, role_candidates, source_candidates, time_candidates
from marsad.claims.drafts import Draft, Reading, drafts_of
from marsad.claims.features import status_facts
from marsad.claims.sharing import share
from marsad.claims.status import cues_of
from marsad.claims.syntax import Syntax
from marsad.claims.timing import times_of
from marsad.mentions.marked import Knowledge, Marked, mark
from marsad.mentions.phrases import Phrases
from marsad.model import ROLES, STATUSES

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src" / "marsad" / "data" / "models" / "choices.json"
# Inverse regularisation and the least number of articles' worth of sightings a feature needs, by choice.
SETTINGS: dict[str, tuple[float, int]] = {
    "status": (0.8, 2),
    "role": (0.4, 2),
    "source": (0.2, 2),
    "time": (0.2, 3),
    "quantity": (0.4, 3),
}
# What a chain that grammar gives is worth beyond what the corpus gives it, set by hand: "قال X إن" is X's word, whatever stands
# around it.
TRUST = {"source": ("origin=ruled", 2.0)}
CLASSES: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "role": ("none", *ROLES),
    "source": ("no", "yes"),
    "time": ("no", "yes"),
    "quantity": ("no", "yes"),
}
Claim = dict[str, Any]


@dataclass
class Examples:
    """What one choice is learnt from: a candidate a row, with its right class, the rules' class, and the set it is from."""

    rows: list[list[str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    ruled: list[str] = field(default_factory=list)
    sets: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    missed: int = 0
    set: str = ""

    def group(self) -> None:
        """From here on, rows compete with each other: one of them at most is right."""
        self.groups.append(len(self.rows))

    def add(self, facts: Sequence[models.Facts], label: str, ruled: str) -> None:
        """Add a candidate."""
        self.rows.append(models.spelled(facts))
        self.labels.append(label)
        self.ruled.append(ruled)
        self.sets.append(self.set)


def _yes(condition: bool) -> str:
    return "yes" if condition else "no"


def overlaps(m: Marked, first: int, last: int, span: dict[str, Any]) -> bool:
    """Whether tokens `first` to `last` (excluded) overlap a gold span."""
    mine = m.span(first, last)
    return bool(mine.start < span["end"] and span["start"] < mine.end)


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
    held: tuple[Voice, ...] = ()
    heard_at = 0
    for n, (syntax, here) in enumerate(zip(syntaxes, _scopes_by_sentence(syntaxes, scopes), strict=True)):
        matched: dict[int, Claim] = {}

        def choose(
            offered: list[Reading],
            before: Draft | None,
            matched: dict[int, Claim] = matched,
        ) -> Reading | None:
            for r in offered:
                at = r.trigger
                free = ((k, g) for k, g in enumerate(gold) if k not in used and g["type"] == r.type)
                hit = next((k for k, g in free if overlaps(m, at.first, at.last, g["trigger"])), None)
                if hit is not None:
                    used.add(hit)
                    matched[at.first] = gold[hit]
                    return Reading(r.trigger, r.slots, r.type, r.passes, False)
            return None

        cues = cues_of(m, syntax)
        drafts = drafts_of(m, syntax, here, cues, knowledge.lexicon, choose)
        share(m, syntax, drafts, knowledge.lexicon)
        ruled = times_of(m, syntax, drafts, here)
        filled = filled_by(drafts)
        near = voices_near(m, phrases, syntax, here) if drafts else []
        for k, d in enumerate(drafts):
            g = matched[d.trigger.first]
            into["status"].add(status_facts(m, syntax, d, cues, d.status), g["status"], d.status)
            _roles(m, syntax, d, filled, g, into["role"])
            back = [(n - j, s) for j, s in reversed(recent)]
            candidates = source_candidates(m, syntax, d, Heard(here, near, back, opening, held, n - heard_at))
            right = _right_chain(m, [c.chain for c in candidates], g.get("sources", []))
            into["source"].group()
            into["source"].missed += bool(g.get("sources")) and right is None
            for j, c in enumerate(candidates):
                into["source"].add(c.facts, _yes(j == right), _yes(c.ruled))
            held, heard_at = (candidates[right].chain if right is not None else ()), n
            when = g.get("time")
            into["time"].group()
            for time, facts in time_candidates(m, syntax, d, drafts, ruled.get(k), here):
                said = when is not None and overlaps(m, time.first, time.last, when["text"])
                into["time"].add(facts, _yes(said), _yes(time is ruled.get(k)))
            mine_first = {c.first for c in counted_of(m, syntax, d)}
            reached = 0
            for count, facts in quantity_candidates(m, syntax, d, drafts, mine_first):
                stated = any(overlaps(m, count.first, count.last, q["text"]) and q["of"] == count.of for q in g.get("quantities") or [])
                into["quantity"].add(facts, _yes(stated), _yes(count.first in mine_first))
                reached += stated
            into["quantity"].missed += max(0, len(g.get("quantities") or []) - reached)
        recent += [(n, s) for s in here if s.chain and syntax.first <= s.verb < syntax.last and s.entry.cls != "according"]
        del recent[:-4]


def _right_chain(m: Marked, chains: Sequence[tuple[Voice, ...]], gold: Sequence[dict[str, Any]]) -> int | None:
    """The candidate that has the most of a gold chain and the least else; None where none has any of it."""
    best: tuple[int, int] | None = None
    for k, chain in enumerate(chains):
        spans = [m.span(v.first, v.last).to_json() for v in chain]
        hits = sum(any(_same_speaker(s, mine) for mine in spans) for s in gold)
        value = 2 * hits - len(chain)
        if hits and (best is None or value > best[0]):
            best = (value, k)
    return best[1] if best is not None else None


def _same_speaker(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two spans name one speaker: the same words overlapping, or the same words elsewhere in the text."""
    return same(a, b) or a["text"] == b["text"]


def _roles(m: Marked, syntax: Syntax, d: Draft, filled: Mapping[int, Sequence[tuple[Draft, str]]], g: Claim, into: Examples) -> None:
    """Add the role candidates of a draft with the role each has in the gold: the best overlapping candidate of each filler."""
    candidates = list(role_candidates(m, syntax, d, filled))
    labels = ["none"] * len(candidates)
    spans = [m.span(c.phrase.first, c.phrase.last).to_json() for c in candidates]
    for role, fillers in g.get("roles", {}).items():
        for f in fillers:
            fits = [k for k in range(len(candidates)) if labels[k] == "none" and same(f, spans[k])]
            into.missed += not fits
            if fits:
                labels[max(fits, key=lambda k: (min(f["end"], spans[k]["end"]) - max(f["start"], spans[k]["start"]), -k))] = role
    for c, label in zip(candidates, labels, strict=True):
        into.add(c.facts, label, c.ruled)


def fit(name: str, examples: Examples) -> dict[str, Any]:
    """One model's content for the weights file; prints its F1 and the rules' on sets of articles that it did not see."""
    classes = CLASSES[name]
    truth = np.array([classes.index(label) for label in examples.labels])
    fold = np.array(examples.sets)
    unseen = np.zeros((len(truth), len(classes)))
    for k in sorted(set(examples.sets)):
        weights = _weights(name, [r for r, f in zip(examples.rows, fold, strict=True) if f != k], truth[fold != k])
        unseen[fold == k] = _scores(weights, [r for r, f in zip(examples.rows, fold, strict=True) if f == k], len(classes))
    handicap, best = 0.0, _f1(examples, truth, unseen, 0.0)
    for tenth in sorted(range(-25, 26), key=abs) if name != "status" else ():
        f1 = _f1(examples, truth, unseen, tenth / 10)
        if f1 > best + 1e-4:
            handicap, best = tenth / 10, f1
    ruled = np.array([classes.index(label) for label in examples.ruled])
    print(f"{name:9s} {len(truth):7d} candidates   rules {_compare(ruled, truth, examples.missed):.3f}   model {best:.3f}", file=sys.stderr)
    weights = _weights(name, examples.rows, truth)
    if name in TRUST:
        feature, more = TRUST[name]
        weights[feature] = [round(w + more, 3) for w in weights.get(feature, [0.0])]
    kept = {f: [round(1000 * x) for x in w] for f, w in sorted(weights.items()) if max(map(abs, w)) >= 0.005}
    return {"classes": list(classes), "threshold": round(1000 * handicap), "weights": kept}


def _weights(name: str, rows: Sequence[Sequence[str]], truth: Any) -> dict[str, list[float]]:
    strength, least = SETTINGS[name]
    width = len(CLASSES[name])
    seen = collections.Counter(f for row in rows for f in row)
    known = {f: k for k, f in enumerate(sorted(f for f, n in seen.items() if n >= least))}
    x = _matrix(rows, known)
    columns = []
    for k in range(1, 2) if width == 2 else range(width):
        target = (truth == k).astype(int)
        if not target.size or target.min() == target.max():
            columns.append(np.zeros(len(known)))
            continue
        model = LogisticRegression(C=strength, solver="liblinear", fit_intercept=False, random_state=0, max_iter=400, tol=1e-4)
        model.fit(x, target)
        columns.append(model.coef_[0])
    table = np.round(np.stack(columns, axis=1), 3)
    return {f: table[k].tolist() for f, k in known.items()}


def _matrix(rows: Sequence[Sequence[str]], known: dict[str, int]) -> csr_matrix:
    indptr, indices = [0], []
    for row in rows:
        indices += sorted({known[f] for f in row if f in known})
        indptr.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(rows), len(known)))


def _scores(weights: dict[str, list[float]], rows: Sequence[Sequence[str]], width: int) -> Any:
    """The score of each class for each row; a two-class model weighs its second class against 0."""
    out = np.zeros((len(rows), width))
    for k, row in enumerate(rows):
        for f in row:
            if f in weights:
                out[k, -len(weights[f]) :] += weights[f]
    return out


def _f1(examples: Examples, truth: Any, scores: Any, handicap: float) -> float:
    """The F1 of the classes but the first (accuracy for status), when `handicap` is added to the first class."""
    shifted = scores.copy()
    shifted[:, 0] += handicap
    mine = shifted.argmax(axis=1)
    for first, last in zip(examples.groups, [*examples.groups[1:], len(mine)], strict=False):
        if last - first > 1:
            top = first + int(shifted[first:last, 1].argmax())
            kept = mine[top]
            mine[first:last] = 0
            mine[top] = kept
    return _compare(mine, truth, examples.missed) if len(set(truth)) else 0.0


def _compare(mine: Any, truth: Any, missed: int) -> float:
    hits = int(((mine == truth) & (truth > 0)).sum())
    return 2 * hits / max(1, int((mine > 0).sum()) + int((truth > 0).sum()) + missed)


def train(articles: Iterable[Any], knowledge: Knowledge) -> dict[str, Any]:
    """The models of all choices, learnt from `articles`, each with the handicap of its first class that serves unseen articles best."""
    learn = {name: Examples() for name in models.MODELS}
    for article in articles:
        for examples in learn.values():
            examples.set = set_of(article.id)
        collect(article, knowledge, learn)
    return {name: fit(name, learn[name]) for name in models.MODELS}


def _shuffled(article: Any) -> str:
    """A fixed order that mixes sets, styles and look-alikes, so that the first N articles are a small corpus of the same kind."""
    return hashlib.sha256(article.id.encode()).hexdigest()


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, help="learn from the first N articles of the train split only (for the learning curve)")
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    knowledge = Knowledge.of(lexicons.load())
    articles = load()
    learn = sorted((a for a in articles if split_of(a.id) == "train"), key=_shuffled)[: args.articles]
    content = {
        "format": models.FORMAT,
        "card": {
            "data": "corpus/, split train; thresholds by leaving out one set of articles at a time",
            "articles": len(learn),
            "claims": sum(len(a.claims) for a in learn),
            "licence": "Apache-2.0",
        },
        "models": train(learn, knowledge),
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    print(f"{args.out.stat().st_size // 1024} KiB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
