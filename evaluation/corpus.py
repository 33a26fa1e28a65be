"""The corpus as the tools see it: which articles there are, which part each belongs to, and a hash of them all."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SPLITS = ("train", "check", "hold")
# The last number of an article's id, modulo 20, that puts it outside the training split: 15 % each.
_CHECK, _HOLD = (3, 10, 17), (0, 6, 13)


@dataclass(frozen=True, slots=True)
class Gold:
    """An article with the claims that a reader found in it."""

    id: str
    published: dt.date
    text: str
    claims: tuple[dict[str, Any], ...]


def gold_files(folder: Path) -> list[Path]:
    """The gold files of a folder in the order of their numbers: `<id>.json`, without the annotations they were made from."""
    files = [f for f in folder.glob("*.json") if not f.name.endswith(".ann.json")]
    return sorted(files, key=lambda f: (number(f.stem), f.stem))


def number(ident: str) -> int:
    """The number at the end of an article's id, 0 where it has none."""
    match = re.search(r"(\d+)$", ident)
    return int(match[1]) if match else 0


def split_of(ident: str) -> str:
    """The part that an article belongs to: `train` is learnt from, `check` sets thresholds and is looked at, `hold` is only scored."""
    rest = number(ident) % 20
    return "check" if rest in _CHECK else "hold" if rest in _HOLD else "train"


def load(folder: Path = CORPUS, split: str | None = None) -> list[Gold]:
    """The articles of a folder with their claims, or those of one split."""
    return [_gold(f) for f in gold_files(folder) if split is None or split_of(f.stem) == split]


def _gold(file: Path) -> Gold:
    row = json.loads(file.read_text(encoding="utf-8"))
    text = file.with_suffix(".txt").read_text(encoding="utf-8")
    return Gold(file.stem, dt.date.fromisoformat(row["published"]), text, tuple(row["claims"]))


def digest(folder: Path = CORPUS) -> str:
    """SHA-256 of the texts and the gold claims: changes when an article comes, goes or is mended."""
    out = hashlib.sha256()
    for file in gold_files(folder):
        for part in (file.with_suffix(".txt"), file):
            # Line ends are left out of it: a checkout may change them, and they are no part of an article here.
            data = part.read_bytes().replace(b"\r\n", b"\n")
            out.update(f"{part.name} {len(data)}\n".encode() + data)
    return out.hexdigest()


@dataclass(frozen=True, slots=True)
class Row:
    """What the grid says of an article: where it plays, when, in whose manner, how it is spelt, whether it only looks like a report."""

    id: str
    theatre: str
    year: int
    kind: str
    spelling: str
    lookalike: bool


def set_of(ident: str) -> str:
    """The set that an article was written in: what stands before its number."""
    return ident.rpartition("-")[0]


def grid(folder: Path = CORPUS) -> list[Row]:
    """The rows of `grid/<set>.tsv`, in the order of `gold_files`."""
    rows: list[Row] = []
    for file in (folder / "grid").glob("*.tsv"):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                look = {"yes": True, "no": False}[row["look-alike"]]
                rows.append(Row(row["id"], row["theatre"], int(row["year"]), row["kind"], row["spelling"], look))
    return sorted(rows, key=lambda row: (number(row.id), row.id))


def spans(claims: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every span of some claims."""
    out: list[dict[str, Any]] = []
    for claim in claims:
        out += [claim["trigger"], *claim["sources"]]
        out += [span for fillers in claim["roles"].values() for span in fillers]
        out += [quantity["text"] for quantity in claim["quantities"]]
        if claim.get("time"):
            out.append(claim["time"]["text"])
    return out
