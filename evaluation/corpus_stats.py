#!/usr/bin/env python3
"""Write the tables of corpus/README.md: which articles there are, what their claims are, how alike the texts are.

corpus_stats.py               rewrite what stands between the markers, and print it
corpus_stats.py --check       fail when that is not current
corpus_stats.py --beside DIR  print how the vocabulary grows here and in another folder of <id>.txt; change nothing
"""

from __future__ import annotations

import argparse
import collections
import itertools
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from evaluation.corpus import CORPUS, SPLITS, Gold, Row, grid, load, set_of, split_of
from evaluation.score import FAMILY

README = CORPUS / "README.md"
START, END = "<!-- tables: made by evaluation/corpus_stats.py -->", "<!-- end of tables -->"
STATUSES = ("asserted", "negated", "expected", "intended", "possible")

# What we set out to have at the least. A row that falls short is said to.
LEAST_OF_A_TYPE = 40
LEAST = {
    "claims negated": 150,
    "claims expected": 150,
    "claims possible": 150,
    "claims intended": 300,
    "chains of two or more sources": 250,
    "quantities with an open end or a range": 600,
    "times": 500,
    "look-alikes": 50,
    "look-alikes with at most 10 claims": 50,
    "look-alikes with at most 6 claims": 50,
}

THEATRES = {"syr": "Syria", "yem": "Yemen", "sdn": "Sudan", "irq": "Iraq", "lby": "Libya", "pal": "Palestine", "lbn": "Lebanon"}
# The first that is found in an article's kind is its style.
STYLES = {
    "translated wire": "translated wire",
    "agency": "agency wire",
    "newspaper": "newspaper",
    "live blog": "live blog",
    "list": "bulletin list",
    "communiqué": "communiqué",
    "UN": "UN and NGO text",
    "NGO": "UN and NGO text",
    "transcript": "broadcast transcript",
    "short messages": "channel of short messages",
    "bulletin": "bulletin",
    "post": "post",
    "site": "news site",
    "explainer": "explainer",
}
ARABIC = re.compile(r"[\u0621-\u064a\u0671]+")
MARKS = re.compile(r"[\u064b-\u0652\u0640]")
SENTENCE_END = re.compile(r"[.!?؟\n…]+(?=\s|$)|\n")
UNITED = str.maketrans("أإآٱةى", "ااااهي")
N = 5
STEPS = (1000, 2000, 5000, 10000, 20000, 50000)


def theatre(row: Row) -> str:
    """The country of an article, or `elsewhere`. A set about a country also holds some of what spills over its borders."""
    if set_of(row.id) in THEATRES:
        return THEATRES[set_of(row.id)]
    return row.theatre if row.theatre in THEATRES.values() else "elsewhere"


def style(row: Row) -> str:
    """The manner of an article, of a dozen."""
    if row.lookalike:
        return "look-alike: no report of conflict"
    return next((name for part, name in STYLES.items() if part in row.kind), "other")


def tokens(text: str) -> list[str]:
    """The Arabic words of a text, without marks and with the spellings of alef, yeh and teh marbuta united."""
    return [word.translate(UNITED) for word in ARABIC.findall(MARKS.sub("", text))]


def growth(texts: Iterable[str]) -> dict[int, int]:
    """How many different words there are among the first 1,000, 2,000 … words, and among all."""
    words = [word for text in texts for word in tokens(text)]
    return {n: len(set(words[:n])) for n in (*(step for step in STEPS if step < len(words)), len(words))}


def ngrams(text: str) -> set[tuple[str, ...]]:
    """The different runs of five words in a text."""
    words = tokens(text)
    return set(zip(*(words[i:] for i in range(N)), strict=False))


def openings(text: str) -> set[str]:
    """The first three words of each sentence of three or more."""
    found = (tokens(sentence)[:3] for sentence in SENTENCE_END.split(text))
    return {" ".join(words) for words in found if len(words) == 3}


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: int = 0) -> list[str]:
    """A Markdown table whose last `numbers` columns stand to the right."""
    rule = ["---"] * (len(head) - numbers) + ["---:"] * numbers
    return [f"| {' | '.join(str(cell) for cell in row)} |" for row in (head, rule, *rows)]


def tables(folder: Path = CORPUS) -> str:
    """What belongs between the markers."""
    golds = load(folder)
    rows = {row.id: row for row in grid(folder)}
    lines = ["", "## The articles", ""]
    for name, key in (
        ("set", lambda gold: f"`{set_of(gold.id)}`"),
        ("theatre", lambda gold: theatre(rows[gold.id])),
        ("style", lambda gold: style(rows[gold.id])),
        ("split", lambda gold: f"`{split_of(gold.id)}`"),
    ):
        lines += [*_table((name, "articles", "words", "claims"), _sums(golds, key), numbers=3), ""]
    lines += ["## What we set out to have", "", *_table(("what", "at least", "there are", "met"), _quotas(golds, rows), numbers=3), ""]
    lines += ["## The claims", "", *_types(golds), ""]
    lines += ["## Their parts", "", *_table(("part", "claims"), _parts(golds), numbers=1), ""]
    lines += ["## How alike the texts are", "", *_sameness(golds)]
    return "\n".join([*lines, "", ""])


def _sums(golds: Iterable[Gold], key: Callable[[Gold], str]) -> list[tuple[object, ...]]:
    sums: dict[str, list[int]] = {}
    for gold in golds:
        one = sums.setdefault(key(gold), [0, 0, 0])
        for i, n in enumerate((1, len(gold.text.split()), len(gold.claims))):
            one[i] += n
    out: list[tuple[object, ...]] = [(name, *sums[name]) for name in sorted(sums, key=lambda name: (-sums[name][0], name))]
    return [*out, ("all", *(sum(one[i] for one in sums.values()) for i in range(3)))]


def quotas(golds: Sequence[Gold], rows: Mapping[str, Row]) -> dict[str, int]:
    """How much there is of each thing in `LEAST`."""
    claims = [c for gold in golds for c in gold.claims]
    out = {f"claims {status}": sum(c["status"] == status for c in claims) for status in STATUSES[1:]}
    out["chains of two or more sources"] = sum(len(c["sources"]) > 1 for c in claims)
    out["quantities with an open end or a range"] = sum(q["low"] != q["high"] for c in claims for q in c["quantities"])
    out["times"] = sum(bool(c.get("time")) for c in claims)
    few = [len(g.claims) for g in golds if rows[g.id].lookalike]
    out["look-alikes"] = len(few)
    out |= {f"look-alikes with at most {n} claims": sum(count <= n for count in few) for n in (10, 6)}
    return out


def _quotas(golds: Sequence[Gold], rows: Mapping[str, Row]) -> list[tuple[object, ...]]:
    of_type = collections.Counter(c["type"] for gold in golds for c in gold.claims)
    short = sorted((n, kind) for kind in FAMILY if (n := of_type[kind]) < LEAST_OF_A_TYPE)
    said = "no: " + ", ".join(f"`{kind}` {n}" for n, kind in short) if short else "yes"
    out: list[tuple[object, ...]] = [
        ("claims of each type; here the rarest", LEAST_OF_A_TYPE, min(of_type[kind] for kind in FAMILY), said),
    ]
    there = quotas(golds, rows)
    return [*out, *((name, n, there[name], "yes" if there[name] >= n else "no") for name, n in LEAST.items())]


def _types(golds: Sequence[Gold]) -> list[str]:
    parts = {split: [c for g in golds if split_of(g.id) == split for c in g.claims] for split in SPLITS}
    everything = [c for part in parts.values() for c in part]
    total = collections.Counter(c["type"] for c in everything)
    families = list(dict.fromkeys(FAMILY.values()))
    rows: list[tuple[object, ...]] = []
    for kind in sorted(FAMILY, key=lambda t: (families.index(FAMILY[t]), -total[t], t)):
        counts = [sum(c["type"] == kind for c in parts[split]) for split in SPLITS]
        rows.append((FAMILY[kind], f"`{kind}`", *counts, total[kind]))
    rows.append(("all", "", *(len(parts[split]) for split in SPLITS), len(everything)))
    return _table(("family", "type", *SPLITS, "all"), rows, numbers=len(SPLITS) + 1)


def _parts(golds: Iterable[Gold]) -> list[tuple[str, int]]:
    claims = [c for gold in golds for c in gold.claims]
    rows = [(f"status `{status}`", sum(c["status"] == status for c in claims)) for status in STATUSES]
    rows += [
        ("no source: the article itself speaks", sum(not c["sources"] for c in claims)),
        ("one source", sum(len(c["sources"]) == 1 for c in claims)),
        ("a chain of sources", sum(len(c["sources"]) > 1 for c in claims)),
    ]
    roles = collections.Counter(role for c in claims for role in c["roles"])
    rows += [(f"role `{role}`", n) for role, n in sorted(roles.items(), key=lambda pair: (-pair[1], pair[0]))]
    measures = collections.Counter(of for c in claims for of in {q["of"] for q in c["quantities"]})
    rows += [(f"quantity `{of}`", n) for of, n in sorted(measures.items(), key=lambda pair: (-pair[1], pair[0]))]
    rows.append(("time", sum(bool(c.get("time")) for c in claims)))
    return rows


def _sameness(golds: Sequence[Gold]) -> list[str]:
    """Runs of words that articles share, openings that come again, and how the vocabulary grows."""
    runs = {gold.id: ngrams(gold.text) for gold in golds}
    holders: dict[tuple[str, ...], list[str]] = collections.defaultdict(list)
    for ident, found in runs.items():
        for run in found:
            holders[run].append(ident)
    shared = sum(len(holders[run]) > 1 for found in runs.values() for run in found)
    everything = sum(len(found) for found in runs.values())
    pairs = collections.Counter(pair for ids in holders.values() for pair in itertools.combinations(ids, 2))
    worst = sorted(pairs, key=lambda pair: (-pairs[pair] / min(len(runs[i]) for i in pair), pair))[:10]
    lines = [
        f"Of {everything:,} runs of five words, {shared:,} ({shared / max(everything, 1):.2%}) stand in another article too. "
        "The pairs that share most, in per cent of the shorter article's runs:",
        "",
        *_table(
            ("article", "article", "runs shared", "%"),
            [(a, b, pairs[a, b], f"{100 * pairs[a, b] / min(len(runs[a]), len(runs[b])):.1f}") for a, b in worst],
            numbers=2,
        ),
    ]
    starts = collections.Counter(start for gold in golds for start in openings(gold.text))
    again = sum(n for n in starts.values() if n > 1)
    lines += [
        "",
        f"Of {sum(starts.values()):,} sentence openings (three words), {again:,} ({again / max(sum(starts.values()), 1):.1%}) "
        "open a sentence of another article too. The commonest:",
        "",
        *_table(("opening", "articles"), sorted(((s, n) for s, n in starts.items() if n > 1), key=lambda p: (-p[1], p[0]))[:10], numbers=1),
        "",
        "How many different words (spellings of alef, yeh and teh marbuta united) there are among the first words, the articles "
        "taken in the order of their numbers, all sets mixed:",
        "",
    ]
    return lines + _table(
        ("words", "different"), [(f"{n:,}", f"{types:,}") for n, types in growth(g.text for g in golds).items()], numbers=2
    )


def beside(other: Path, folder: Path = CORPUS) -> str:
    """How the vocabulary grows in our articles and in another folder of texts."""
    ours = growth(gold.text for gold in load(folder))
    theirs = growth(file.read_text(encoding="utf-8") for file in sorted(other.glob("*.txt")))
    rows = [(f"{n:,}", ours.get(n, ""), theirs.get(n, "")) for n in sorted({*ours, *theirs})]
    return "\n".join(_table(("words", "different here", "different there"), rows, numbers=3))


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
    which = ap.add_mutually_exclusive_group()
    which.add_argument("--check", action="store_true", help="change nothing; exit 1 when the tables are not current")
    which.add_argument("--beside", type=Path, metavar="DIR", help="compare the growth of the vocabulary with another folder of texts")
    a = ap.parse_args(args)
    if a.beside:
        print(beside(a.beside))
        return 0
    old = README.read_text(encoding="utf-8")
    new = rewritten(old)
    if a.check:
        if old != new:
            print("corpus/README.md is not current; run evaluation/corpus_stats.py", file=sys.stderr)
        return int(old != new)
    README.write_text(new, encoding="utf-8")
    print(new.partition(START)[2].partition(END)[0].strip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
