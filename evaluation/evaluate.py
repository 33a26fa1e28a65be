#!/usr/bin/env python3
"""Read every article of our corpus, score the claims against its gold, and fail below a pinned floor.

    evaluate.py                       the whole corpus, against floors.json
    evaluate.py --update              pin the corpus as it is, and raise the floors to what was measured
    evaluate.py --split check         one part of it, without floors
    evaluate.py --gold DIR            another folder of <id>.txt and <id>.json, without floors

A floor is the least F1 (accuracy, for the status) that is let through. It holds for one state of the corpus: when an article
was added or mended, the hash in floors.json no longer fits and `--update` says so in the same commit.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evaluation.corpus import CORPUS, ROOT, SPLITS, Gold, digest, load
from evaluation.score import Error, score, table

from marsad.model import Article, Reading
from marsad.reader import read_article

FLOORS = ROOT / "evaluation" / "floors.json"
MEASURES = ("claims", "roles", "sources", "status", "quantities", "times", "score")


def measured(out: Mapping[str, Any]) -> dict[str, float]:
    """The seven measures that floors are pinned for, of what `score` returns."""
    return {name: float(out[name]["f1"] if isinstance(out[name], Mapping) else out[name]) for name in MEASURES}


def evaluate(golds: Sequence[Gold], read: Callable[[Article], Reading] = read_article) -> tuple[dict[str, Any], list[Error]]:
    """Read each article and score what was read."""
    with tempfile.TemporaryDirectory(prefix="marsad-evaluate-") as folder:
        gold_dir, read_dir = Path(folder, "gold"), Path(folder, "read")
        gold_dir.mkdir()
        read_dir.mkdir()
        for gold in golds:
            reading = read(Article(gold.text, gold.published, gold.id))
            # newline="": offsets count what was read, so nothing may change on the way back in.
            _write(gold_dir / f"{gold.id}.txt", gold.text)
            _write(gold_dir / f"{gold.id}.json", json.dumps({"claims": gold.claims}, ensure_ascii=False))
            _write(read_dir / f"{gold.id}.json", json.dumps(reading.to_json(), ensure_ascii=False))
        return score(gold_dir, read_dir)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def below(values: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A line for each measure that is under its floor."""
    return [f"{name}: {values[name]:.4f} is below its floor of {floors[name]:.4f}" for name in MEASURES if values[name] < floors[name]]


def pinned(floors: Mapping[str, float], values: Mapping[str, float], *, allow_lower: bool = False) -> dict[str, float]:
    """New floors: what was measured. Raises ValueError where that would lower one and `allow_lower` is not set."""
    lower = below(values, {name: floors.get(name, 0.0) for name in MEASURES})
    if lower and not allow_lower:
        raise ValueError("\n".join([*lower, "floors are not lowered without --allow-lower"]))
    return {name: values[name] for name in MEASURES}


def load_floors(path: Path = FLOORS) -> dict[str, Any]:
    """What floors.json holds; floors of 0 for a corpus not seen yet where there is no such file."""
    if not path.exists():
        return {"corpus": dict.fromkeys(MEASURES, 0.0), "corpus_sha256": ""}
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def judge(values: Mapping[str, float], *, sha256: str, update: bool, allow_lower: bool, path: Path = FLOORS) -> list[str]:
    """What stands in the way of a pass, a line each. With `update`, floors.json is written unless a floor would fall."""
    held = load_floors(path)
    if update:
        try:
            floors = pinned(held["corpus"], values, allow_lower=allow_lower)
        except ValueError as error:
            return [str(error)]
        path.write_text(json.dumps({"corpus": floors, "corpus_sha256": sha256}, indent=2) + "\n", encoding="utf-8")
        return []
    complaints = below(values, held["corpus"])
    if held["corpus_sha256"] != sha256:
        complaints.append("the corpus is not the one that the floors were pinned for; run evaluate.py --update")
    return complaints


def main(args: Sequence[str] | None = None) -> int:
    """Evaluate, print the table, and return 1 when a floor is missed."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = ap.add_mutually_exclusive_group()
    which.add_argument("--gold", type=Path, metavar="DIR", help="score another folder of gold articles, without floors")
    which.add_argument("--split", choices=SPLITS, help="score one part of the corpus, without floors")
    ap.add_argument("--types", action="store_true", help="a line for each claim type and role")
    ap.add_argument("--errors", type=int, default=0, metavar="N", help="show N missed and N false claims")
    ap.add_argument("--json", action="store_true", help="print what was measured as JSON")
    ap.add_argument("--update", action="store_true", help="pin the corpus and raise the floors")
    ap.add_argument("--allow-lower", action="store_true", help="with --update: let a floor fall")
    a = ap.parse_args(args)
    if a.update and (a.gold or a.split):
        ap.error("--update pins the whole corpus: leave out --gold and --split")
    golds = load(a.gold or CORPUS, a.split)
    if not golds:
        ap.error(f"no <id>.json with its <id>.txt in {a.gold or CORPUS}")
    out, errors = evaluate(golds)
    print(json.dumps(out, ensure_ascii=False) if a.json else table(out, errors, types=a.types, show=a.errors))
    if a.gold or a.split:
        return 0
    complaints = judge(measured(out), sha256=digest(), update=a.update, allow_lower=a.allow_lower)
    for line in complaints:
        print(line, file=sys.stderr)
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main())
