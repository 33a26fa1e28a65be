"""As many articles as anybody wants, all different and none real: passages of our corpus with other figures, other towns, other days.

The n-th article is the same on every machine and in every run. Nothing in them happened.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from marsad.gazetteer import shipped

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FIRST_DAY = dt.date(2022, 1, 1)
DAYS = 1_000
OUTLETS = 40

_LEAST, _MOST = 40, 150  # words
_LONGER = 25  # words by which the next passage of a text is longer at least, until it would be too long
_FIGURE = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?<=[.!؟])\s+|\n+")
_BETWEEN = r"[^\W\d_]"
_KINDS = ("city", "town")


@dataclass(frozen=True, slots=True)
class Template:
    """A passage of the corpus: pieces of text, and between them towns of a country (`cc`), each by its place among those told."""

    cc: str
    pieces: tuple[str | int, ...]


def articles(count: int) -> Iterator[dict[str, str]]:
    """So many articles, as the fields of JSON lines: `id`, `text`, `published`, `outlet`."""
    towns = _towns()
    templates = _templates(towns)
    seen: set[str] = set()
    for n in range(count):
        chance = random.Random(n)  # noqa: S311 - the same articles every time
        text = _filled(chance.choice(templates), towns, chance)
        while text in seen:
            text = _filled(chance.choice(templates), towns, chance)
        seen.add(text)
        day = FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS))
        yield {"id": f"article-{n:07}", "text": text, "published": day.isoformat(), "outlet": f"وكالة {n * 7919 % OUTLETS + 1}"}


def write(folder: Path, count: int, each: int, tell: Callable[[int], None]) -> list[Path]:
    """Write so many articles into JSON lines, `each` of them to a file, and `tell` how many there are. Returns the files in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    lines: list[str] = []
    for n, article in enumerate(articles(count), 1):
        lines.append(json.dumps(article, ensure_ascii=False) + "\n")
        if len(lines) == each or n == count:
            paths.append(folder / f"{len(paths):06}.jsonl")
            paths[-1].write_text("".join(lines), encoding="utf-8")
            lines = []
            tell(n)
    return paths


def _towns() -> dict[str, tuple[str, ...]]:
    """The names of towns, by their countries: of one word and four letters or more, so that in a text they hardly mean anything else."""
    (table,) = shipped().tables
    out: dict[str, dict[str, None]] = {}
    for town in sorted((t for kind in _KINDS for t in table.of_kind(kind)), key=lambda t: (-t.population, t.id)):
        if len(town.name_ar) > 3 and " " not in town.name_ar:
            out.setdefault(town.cc, {})[town.name_ar] = None
    return {cc: tuple(names) for cc, names in sorted(out.items()) if len(names) > 10}


def _templates(towns: dict[str, tuple[str, ...]]) -> list[Template]:
    names = {name: cc for cc, here in reversed(towns.items()) for name in here}
    found = re.compile(rf"(?<!{_BETWEEN})({'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!{_BETWEEN})")
    out = []
    for path in sorted(CORPUS.glob("*.txt")):
        if path.stem.count(".") == 0:  # else it is the same text in another encoding
            out += [_template(passage, found, names) for passage in _passages(path.read_text(encoding="utf-8"))]
    return out


def _passages(text: str) -> Iterator[str]:
    """Sentences of a text that stand together, as long as a piece of wire copy each."""
    here: list[str] = []
    least = _LEAST
    for sentence in _SENTENCE.split(text):
        here.append(sentence)
        words = sum(len(s.split()) for s in here)
        if words >= least:
            if words <= _MOST:
                yield " ".join(here)
            here, least = [], _LEAST + (least + _LONGER - _LEAST) % (_MOST - _LEAST)


def _template(passage: str, found: re.Pattern[str], names: dict[str, str]) -> Template:
    parts = found.split(passage)
    told = list(dict.fromkeys(parts[1::2]))
    cc = names[told[0]] if told else ""
    return Template(cc, tuple(told.index(part) if k % 2 and names[part] == cc else part for k, part in enumerate(parts)))


def _filled(template: Template, towns: dict[str, tuple[str, ...]], chance: random.Random) -> str:
    here = towns.get(template.cc, ())
    # The larger a town, the more is told of it.
    chosen = {piece: here[int(len(here) * chance.random() ** 3)] for piece in template.pieces if isinstance(piece, int)}
    text = "".join(chosen[piece] if isinstance(piece, int) else piece for piece in template.pieces)
    return _FIGURE.sub(lambda m: _figure(m[0], chance), text)


def _figure(told: str, chance: random.Random) -> str:
    """A figure of as many digits, in the same digits; a year stays one."""
    value = int(told)
    other = chance.randint(2011, 2024) if 1990 <= value <= 2030 else chance.randint(max(1, 10 ** (len(told) - 1)), 10 ** len(told) - 1)
    zero = ord(told[0]) - int(told[0])
    return "".join(chr(zero + int(digit)) for digit in str(other))
