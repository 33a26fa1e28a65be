"""How long the incidents of a large ledger take: all of them anew, and after one more article.

    python -m benchmarks.incidents FOLDER [--claims 100000]

Makes a ledger of invented articles in FOLDER where there is none, five claims each: four towns in ten are front towns with several reports
a day, one occasion has 10,000 claims if there are 100,000. Prints seconds and megabytes. The same claims on every run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import time
from pathlib import Path

from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Article, Claim, Disc, Document, Filler, Place, Quantity, Reading, Source, Span, When
from marsad.synthesis.picture import Asked, count, update

_TOWNS = 400
_DAYS = 700
_FIRST = dt.date(2022, 1, 1)
_TYPES = ("airstrike", "shelling", "clash", "bombing", "attack")
_WORDS = ["في", "على", "من", "قرب", "حي", "سوق", "مدرسة", "جسر", "شارع", "قرية", "منزل", "مشفى", "طريق", "مبنى", "محطة", "مسجد"]


def article(n: int, random_: random.Random, *, one_occasion: bool) -> tuple[Document, Reading]:
    """An invented article and its reading: an attack, the killed and the wounded, a statement, and the population."""
    town = 0 if one_occasion else min(int(random_.expovariate(6 / _TOWNS)), _TOWNS - 1)
    day = _FIRST + dt.timedelta(days=0 if one_occasion else random_.randrange(_DAYS))
    lat, lon = 33.0 + town % 20 * 0.2, 36.0 + town // 20 * 0.35
    name, killed, wounded = f"بلدة{town}", str(random_.randrange(1, 40)), str(random_.randrange(1, 90))
    extra = " ".join(random_.choices(_WORDS, k=30))
    text = f"قتل {killed} وأصيب {wounded} في هجوم على {name} اليوم، وفق مصدر{n % 50}. وقال المصدر إن السكان كثر. {extra}"
    place = Place(name, name, lat, lon, 4.0, "locality", f"t:{town}", "المحافظة", None, Disc(lat, lon, 4.0))

    def span(words: str) -> Span:
        at = text.index(words)
        return Span(at, at + len(words), words)

    where = {"place": (Filler(span(name), location=place),)}
    source = (Source(span(f"مصدر{n % 50}"), f"مصدر{n % 50}", "official"),)
    when = When(day, day, span("اليوم"))
    dead = Quantity("count", int(killed), int(killed), "person", False, span(killed))
    hurt = Quantity("count", int(wounded), int(wounded), "person", False, span(wounded))
    kind = _TYPES[0] if one_occasion else random_.choice(_TYPES)
    claims = (
        Claim("killed", span("قتل"), "asserted", source, roles=where, quantities=(dead,), time=when),
        Claim("wounded", span("أصيب"), "asserted", source, roles=where, quantities=(hurt,)),
        Claim(kind, span("هجوم"), "asserted", source, roles=where, time=when),
        Claim("statement", span("قال"), "asserted", source),
        Claim("population", span("السكان"), "asserted", source),
    )
    fetched = dt.datetime.combine(day, dt.time(12), dt.UTC)
    document = Document(f"{n}", text.encode(), text, fetched, day, f"صحيفة {n % 30}")
    return document, Reading(Article(text, day), claims)


def fill(ledger: Ledger, claims: int) -> None:
    """Put invented articles of so many claims into a ledger."""
    random_ = random.Random(7)  # noqa: S311 nothing secret
    articles = claims // 5
    for n in range(articles):
        ledger.add(*article(n, random_, one_occasion=n < articles // 6))


def main() -> int:
    """Print how long it takes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=100_000)
    told = parser.parse_args()
    path = told.folder / f"incidents-{told.claims}.db"
    if not path.exists():
        start = time.perf_counter()
        with open_ledger(path) as ledger:
            fill(ledger, told.claims)
        print(f"made a ledger        {time.perf_counter() - start:8.1f} s")
    with open_ledger(path) as ledger:
        start, used = time.perf_counter(), time.process_time()
        update(ledger, anew=True)
        print(f"all anew             {time.perf_counter() - start:8.1f} s ({time.process_time() - used:.1f} s of a core)")
        print(f"incidents            {count(ledger, Asked()):8,}")
        print(f"most memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:8,} MB")
        known = ledger.counts()["articles"]
        for n, one in ((known, False), (known + 1, False), (known + 2, True)):
            ledger.add(*article(n, random.Random(n), one_occasion=one))  # noqa: S311
            begin = time.perf_counter()
            done = update(ledger)
            where = "in the large one" if one else "anywhere"
            print(f"one article {where:17}{time.perf_counter() - begin:6.3f} s, {done.incidents} incidents written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
