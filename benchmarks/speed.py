#!/usr/bin/env python3
"""How fast Marsad reads on one core, beside a plain keyword matcher; how soon it starts; how much memory it takes; and whether time
grows in proportion to the length of a text.

    speed.py                                   our corpus
    speed.py --texts DIR --jsonl FILE          other texts too: the .txt files of a folder, the `text` of JSON lines
    speed.py --gazetteers DIR                  with the imported gazetteers of a folder (default: with the shipped one alone)
    speed.py --beside PYTHON                   the Marsad of another Python beside this one (compiled beside plain: `make bench`)
    speed.py --profile                         where the time goes, room by room (of plain Python: compiled code shows no calls)
    speed.py --check                           exit 1 where a bar is missed

A sentence is what `marsad.text.sentences` cuts. Times are CPU seconds of one process, the best of some rounds, so that other
work on the machine disturbs them least. The first round meets every word for the first time and is told apart.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import json
import os
import pstats
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"

# What is promised, and what `--check` holds against it.
SENTENCES_A_SECOND = 1500
SENTENCES_WITH_IMPORTED = 1200  # with a full gazetteer of tens of thousands of places
SECONDS_FOR_PLACES = 0.5
MEGABYTES_FOR_PLACES = 150
SECONDS_TO_FIRST_READING = 1.0
MEGABYTES = 250
# A megabyte of the longest text may take this much longer than one of the shortest: caches grow cold, nothing else does.
GROWTH = 1.5

SIZES = (0.1, 0.5, 1.0, 2.5, 5.0)  # megabytes of UTF-8
PUBLISHED = dt.date(2017, 9, 5)

# The rooms of `--profile`: what each module's time counts for.
ROOMS = {
    "text/fold": "fold",
    "text/tokens": "tokens",
    "text/analysis": "words",
    "text/match": "scan",
    "text/sentences": "sentences",
    "lexicon": "scan",
    "mentions/numbers": "numbers",
    "mentions/numberwords": "numbers",
    "mentions/quantities": "quantities",
    "mentions/times": "times",
    "mentions/points": "times",
    "mentions/dates": "times",
    "mentions/periods": "times",
    "mentions/timewords": "times",
    "mentions/calendar": "times",
    "mentions/marked": "parts",
    "mentions/phrases": "phrases",
    "claims/syntax": "syntax",
    "claims/triggers": "triggers",
    "claims/drafts": "triggers",
    "claims/roles": "roles",
    "claims/sharing": "roles",
    "claims/attribution": "attribution",
    "claims/status": "status",
    "claims/counts": "quantities",
    "claims/timing": "times",
    "claims/occasion": "occasion",
    "claims/choices": "choices",
    "claims/decide": "choices",
    "claims/features": "choices",
    "claims/assemble": "claims",
    "geo/told": "places",
    "geo/words": "places",
    "geo/names": "places",
    "geo/phrases": "places",
    "geo/areas": "places",
    "geo/resolve": "places",
    "geo/locate": "places",
    "geo/geometry": "places",
    "gazetteer": "places",
    "text/names": "places",
    "model": "claims",
    "reader": "claims",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts to read, with what they hold."""

    names: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))

    def counts(self) -> tuple[int, int]:
        """Sentences and tokens."""
        from marsad.text.fold import fold
        from marsad.text.sentences import sentences
        from marsad.text.tokens import tokenize

        marked = [tokenize(fold(text)) for text in self.texts]
        return sum(len(sentences(tokens)) for tokens in marked), sum(map(len, marked))


def gather(folders: Sequence[Path], lines: Sequence[Path]) -> Texts:
    """The corpus, where nothing else is named; else the folders' .txt files and the texts of the JSON lines."""
    names, texts = [], []
    for folder in folders or ([] if lines else [CORPUS]):
        found = [path.read_bytes() for path in sorted(folder.glob("*.txt")) if "." not in path.stem]
        names.append(f"{len(found)} texts of {folder.name}/")
        texts += [data.decode("utf-8") for data in found]
    for path in lines:
        rows = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        names.append(f"{len(rows)} texts of {path.name}")
        texts += rows
    return Texts(tuple(names), tuple(texts))


def seconds(run: Callable[[], Any]) -> float:
    """CPU seconds that `run` takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


# -- one core, beside a plain matcher ------------------------------------------------------------------------------------------


def reader() -> Callable[[str], Any]:
    """Reads one text as a user would."""
    from marsad.gazetteer import installed
    from marsad.model import Article
    from marsad.reader import geography_of, read_article

    geography = geography_of(installed())
    return lambda text: read_article(Article(text, PUBLISHED), geography=geography)


def build() -> str:
    """How the Marsad of this Python runs."""
    from marsad.claims import roles

    return "plain Python" if str(roles.__file__).endswith(".py") else "compiled"


def matcher() -> Callable[[str], Any]:
    """What a keyword counter does, in plain Python: split at white space and marks, unite the spellings, cut clitics off with a
    regular expression, and look each word up among the surface forms of all triggers. It finds words, and knows neither who,
    where and when nor who says so: what reading costs beyond it is the price of that."""
    from marsad.lexicon import load

    lexicon = load()
    triggers = {k for k, entry in enumerate(lexicon.entries) if entry.kind == "trigger"}
    forms = {form for form, pairs in lexicon.forms.items() if any(entry in triggers for entry, _ in pairs)}
    united = str.maketrans("أإآىة", "اااي" + "ه")
    word = re.compile(r"\w+")
    clitics = re.compile(r"[وف]?[بلكس]?(?:ال)?(\w{2,}?)(?:ها|هم|نا|ه)?")

    def find(text: str) -> list[tuple[int, str]]:
        found = []
        for match in word.finditer(text.translate(united)):
            here = match[0]
            stem = here if here in forms else clitics.fullmatch(here)
            if stem is here or (stem and stem[1] in forms):
                found.append((match.start(), here))
        return found

    return find


@dataclass(frozen=True, slots=True)
class Speed:
    """CPU seconds for all texts: the first time, and the best of the rounds after it."""

    first: float
    best: float


def measure(run: Callable[[str], Any], texts: Sequence[str], rounds: int) -> Speed:
    """Time `run` over all texts."""

    def once() -> None:
        for text in texts:
            run(text)

    first = seconds(once)
    return Speed(first, min(seconds(once) for _ in range(rounds)))


# -- start, memory, length: each in a process of its own -----------------------------------------------------------------------

READ = """
from marsad.gazetteer import installed
from marsad.model import Article
from marsad.reader import geography_of, read_article
def reader(places, published):
    geography = geography_of(installed()) if places else None
    return lambda text: read_article(Article(text, published), geography=geography)
"""
START = f"""
import json, sys, time
places = json.load(sys.stdin)
start = time.perf_counter()
import datetime as dt
{READ}
reader(places, dt.date(2016, 3, 8))("قتل ثلاثة جنود أمس في قصف على غرب حلب، وفق ما قالت وكالة سانا")
print(time.perf_counter() - start)
"""
MEMORY = f"""
import datetime as dt, json, resource, sys
{READ}
texts, places = json.load(sys.stdin)
read = reader(places, dt.date(2017, 9, 5))
for text in texts:
    read(text)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
"""
LENGTH = """
import json, sys, time
import marsad
marsad.read("قتل جندي", published="2017-09-05")
text = json.load(sys.stdin)
start = time.process_time()
claims = len(marsad.read(text, published="2017-09-05").claims)
print(time.process_time() - start, claims)
"""


READING = f"""
import datetime as dt, json, sys, time
{READ}
texts, rounds, published, places = json.load(sys.stdin)
read = reader(places, dt.date.fromisoformat(published))
taken = []
for _ in range(rounds + 1):
    start = time.process_time()
    for text in texts:
        read(text)
    taken.append(time.process_time() - start)
print(taken[0], min(taken[1:]))
"""


def fresh(program: str, given: object = None, python: str = sys.executable) -> list[float]:
    """The numbers that a program prints, run in a fresh process of this Python, or another."""
    done = subprocess.run([python, "-c", program], input=json.dumps(given), capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def start_up(rounds: int, *, places: bool = True) -> float:
    """Seconds from nothing to the first reading: the import, the lexicon, the places, one sentence that tells one."""
    return min(fresh(START, places)[0] for _ in range(rounds))


def peak(texts: Sequence[str], *, places: bool = True) -> float:
    """Megabytes that a process takes that reads all texts, one after the other."""
    return fresh(MEMORY, [list(texts), places])[0]


def long_text(texts: Sequence[str], megabytes: float) -> str:
    """One text of that many megabytes, of the texts over and over, as one article."""
    out: list[str] = []
    size = 0
    while size < megabytes * 1e6:
        for text in texts:
            out.append(text)
            size += len(text.encode()) + 1
            if size >= megabytes * 1e6:
                break
    return "\n".join(out)


@dataclass(frozen=True, slots=True)
class Length:
    """A text of a size, how long it took, and how many claims it made."""

    megabytes: float
    seconds: float
    claims: int
    peak: float


def lengths(texts: Sequence[str], sizes: Iterable[float]) -> list[Length]:
    """Time and memory for ever longer texts."""
    out = []
    for size in sizes:
        text = long_text(texts, size)
        taken, claims = fresh(LENGTH, text)
        out.append(Length(len(text.encode()) / 1e6, taken, int(claims), peak([text])))
    return out


# -- where the time goes -------------------------------------------------------------------------------------------------------


def room(file: str) -> str | None:
    """The room of a file of the package; None for any other file."""
    _, found, module = file.replace("\\", "/").rpartition("/marsad/")
    return ROOMS.get(module.removesuffix(".py"), module) if found else None


def profile(texts: Sequence[str]) -> list[tuple[str, float]]:
    """The share of each room in the time. What runs outside the package (a look-up, a regular expression) counts for the room that
    calls it. A profiler makes calls dearer than they are, so the shares are rough."""
    run = reader()
    for text in texts:
        run(text)
    profiler = cProfile.Profile()
    profiler.enable()
    for text in texts:
        run(text)
    profiler.disable()
    taken: dict[str, float] = defaultdict(float)
    stats: dict[Any, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # typeshed leaves it out
    for (file, _, _), (_, _, own, _, callers) in stats.items():
        here = room(file)
        if here is not None:
            taken[here] += own
            continue
        for (caller, _, _), (_, _, part, _) in callers.items():
            taken[room(caller) or "other"] += part
    total = sum(taken.values())
    return sorted(((name, part / total) for name, part in taken.items()), key=lambda share: -share[1])


# -- the report ----------------------------------------------------------------------------------------------------------------


def verdict(met: bool, bar: str) -> str:
    """One line: a bar, and whether it is met."""
    return f"{bar}: {'met' if met else 'MISSED'}"


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, action="append", default=[], metavar="DIR", help="a folder of .txt files; may be repeated")
    parser.add_argument("--jsonl", type=Path, action="append", default=[], metavar="FILE", help="JSON lines with a `text`; may be repeated")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of which the best counts (default: 5)")
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES, metavar="MB", help="sizes of the long texts, in megabytes")
    parser.add_argument("--beside", metavar="PYTHON", help="another Python whose Marsad reads the same texts")
    parser.add_argument("--profile", action="store_true", help="only tell where the time goes")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    parser.add_argument("--gazetteers", type=Path, metavar="DIR", help="a folder of imported gazetteers to look in, too")
    args = parser.parse_args()
    # Never those of whoever runs this: the figures would be theirs.
    os.environ["MARSAD_GAZETTEERS"] = str(args.gazetteers.resolve()) if args.gazetteers else os.devnull

    texts = gather(args.texts, args.jsonl)
    if not texts.texts:
        parser.error("no text found")
    sentences, tokens = texts.counts()
    print(f"{', '.join(texts.names)}: {sentences:,} sentences, {tokens:,} tokens, {texts.characters:,} characters")
    print(f"Python {sys.version.split()[0]} on {sys.platform}, one core\n")
    if args.profile:
        for name, share in profile(texts.texts):
            print(f"{name:14}{share:7.1%}  {'▪' * round(share * 100)}")
        return 0

    missed = []
    print(f"{'':24}{'sentences/s':>12}{'tokens/s':>11}{'first time':>13}")

    def report(name: str, speed: Speed) -> None:
        print(f"{name:24}{sentences / speed.best:12,.0f}{tokens / speed.best:11,.0f}{sentences / speed.first:11,.0f}/s")

    reading = [texts.texts, args.rounds, PUBLISHED.isoformat(), True]
    own = Speed(*fresh(READING, reading))
    report(f"Marsad, {build()}", own)
    report("without places", Speed(*fresh(READING, [*reading[:-1], False])))
    bar = SENTENCES_WITH_IMPORTED if args.gazetteers else SENTENCES_A_SECOND
    missed.append(verdict(sentences / own.best >= bar, f"{bar:,} sentences a second"))
    if args.beside:
        report("Marsad of --beside", Speed(*fresh(READING, reading, args.beside)))
    report("plain keyword matcher", measure(matcher(), texts.texts, args.rounds))

    started, memory = start_up(args.rounds), peak(texts.texts)
    print(f"\nfrom nothing to the first reading  {started:6.2f} s\npeak memory, all texts             {memory:6.0f} MB")
    bare, little = start_up(args.rounds, places=False), peak(texts.texts, places=False)
    print(f"of these for places                {started - bare:6.2f} s{memory - little:10.0f} MB")
    missed.append(verdict(started - bare < SECONDS_FOR_PLACES, f"places within {SECONDS_FOR_PLACES} s"))
    missed.append(verdict(memory - little < MEGABYTES_FOR_PLACES, f"places under {MEGABYTES_FOR_PLACES} MB"))
    missed.append(verdict(started < SECONDS_TO_FIRST_READING, f"first reading within {SECONDS_TO_FIRST_READING:.0f} s"))
    missed.append(verdict(memory < MEGABYTES, f"under {MEGABYTES} MB"))

    print(f"\n{'one text of':>12}{'seconds':>10}{'s per MB':>10}{'claims':>9}{'memory':>10}")
    longer = lengths(texts.texts, args.sizes)
    for row in longer:
        print(f"{row.megabytes:9.2f} MB{row.seconds:10.2f}{row.seconds / row.megabytes:10.2f}{row.claims:9,}{row.peak:7.0f} MB")
    per = [row.seconds / row.megabytes for row in longer]
    missed.append(verdict(max(per) <= GROWTH * per[0], f"time in proportion to length (within {GROWTH} a megabyte)"))
    print("\n" + "\n".join(missed))
    return int(args.check and any("MISSED" in line for line in missed))


if __name__ == "__main__":
    sys.exit(main())
