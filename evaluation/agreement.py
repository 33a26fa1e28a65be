#!/usr/bin/env python3
"""How far two readers of the corpus agree: corpus/second/<id>.ann.json, written without sight of the first reading, against it.

agreement.py             the first reading as gold, the second as what was read
agreement.py --types     a line for each claim type and role
agreement.py --errors N  N claims that only one of the two has, each way
agreement.py --first DIR the first reading of another folder, such as an older state of the corpus
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evaluation.corpus import CORPUS, number
from evaluation.resolve import render, resolve
from evaluation.score import Error, score, table

SECOND = CORPUS / "second"


def second_files(folder: Path = SECOND) -> list[Path]:
    """The second readings, in the order of their articles."""
    return sorted(folder.glob("*.ann.json"), key=lambda f: (number(f.name.split(".")[0]), f.name))


def agreement(first: Path = CORPUS, second: Path = SECOND) -> tuple[dict[str, Any], list[Error], int]:
    """What `score` says of the second reading with the first as gold, the claims that one alone has, and the number of articles."""
    files = second_files(second)
    with tempfile.TemporaryDirectory(prefix="marsad-agreement-") as name:
        gold, read = Path(name, "first"), Path(name, "second")
        gold.mkdir()
        read.mkdir()
        for file in files:
            ident = file.name.split(".")[0]
            text = (first / f"{ident}.txt").read_text(encoding="utf-8")
            (gold / f"{ident}.txt").write_text(text, encoding="utf-8", newline="")
            (gold / f"{ident}.json").write_bytes((first / f"{ident}.json").read_bytes())
            resolved = resolve(text, json.loads(file.read_text(encoding="utf-8")))
            (read / f"{ident}.json").write_text(render(resolved), encoding="utf-8")
        out, errors = score(gold, read)
    return out, errors, len(files)


def main(args: Sequence[str] | None = None) -> int:
    """Print the agreement."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--first", type=Path, default=CORPUS, metavar="DIR", help="where the first reading stands")
    ap.add_argument("--types", action="store_true", help="a line for each claim type and role")
    ap.add_argument("--errors", type=int, default=0, metavar="N", help="show N claims of each reader that the other has not")
    a = ap.parse_args(args)
    out, errors, articles = agreement(a.first)
    print(f"{articles} articles read twice; the first reading as gold")
    print(table(out, errors, types=a.types, show=a.errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
