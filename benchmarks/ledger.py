#!/usr/bin/env python3
"""How fast articles go into a ledger, what it takes on the disk and in memory, and how long each kind of question takes.

    ledger.py                      10,000 invented articles (benchmarks/articles.py) into SQLite
    ledger.py --articles N         another number
    ledger.py --postgres           into PostgreSQL too, a server of its own in the temporary folder, with its settings as they come
    ledger.py --profile            where the time of reading and adding goes, room by room
    ledger.py --check              exit 1 where a bar is missed

Articles go the way of `marsad ingest`: files of JSON lines, `documents`, `take`, with the shipped places, one process. A question is
`Ledger.search` with a limit of 50, the median of five after a first one that is not counted; each kind is asked with a few values,
the commonest and rarer ones of the ledger itself, and the slowest of those is what the bar is held against.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import json
import multiprocessing
import os
import platform
import pstats
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.articles import DAYS, FIRST_DAY, write
from tools.postgres import server

from marsad.gazetteer import shipped
from marsad.ingest.documents import documents
from marsad.intake.take import take
from marsad.ledger import schema
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger, open_ledger
from marsad.ledger.words import words
from marsad.model import Article, Document, Reading
from marsad.reader import geography_of, read_article

ARTICLES_A_SECOND = 60
MILLISECONDS = 50
LIMIT = 50
TIMES = 5
EACH = 100  # articles of one file: they came at one moment, those of the next an hour later
FIRST_MOMENT = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
APART = 1_000  # articles whose reading and adding are timed apart


def progress(text: str) -> None:
    """Say on stderr how far we are, over what was said before."""
    sys.stderr.write(f"\r{text:<78}")
    sys.stderr.flush()


def found(paths: Sequence[Path]) -> Iterator[Document]:
    """The articles of files, in their order."""
    for n, path in enumerate(paths):
        for item in documents(path, fetched=FIRST_MOMENT + dt.timedelta(hours=n)):
            assert isinstance(item, Document), item
            yield item


# -- what goes in --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ingested:
    """How articles went in: how many, with how many claims, in how many seconds (of the clock, and of this process's CPU), and the most
    memory that the process took, in megabytes."""

    articles: int
    claims: int
    seconds: float
    cpu: float
    megabytes: float


def ingest(where: str, paths: Sequence[Path]) -> Ingested:
    """Put the articles of files into the ledger at `where`, as `marsad ingest` does."""
    geography = geography_of(shipped())
    count = claims = 0
    with open_ledger(where) as ledger:
        take(next(found(paths)), ledger, geography)  # what is loaded once is no part of a rate
        begun, busy = time.perf_counter(), time.process_time()
        for count, document in enumerate(found(paths), 1):
            claims += take(document, ledger, geography).claims
            if count % EACH == 0:
                progress(f"{ledger.engine.dialect.name}: {count:,} articles, {count / (time.perf_counter() - begun):,.0f} a second")
        seconds, cpu = time.perf_counter() - begun, time.process_time() - busy
    return Ingested(count, claims, seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Apart:
    """Seconds that the same articles take to be read, to be added to a ledger once they are read, and to be put as plain JSON into a
    table of SQLite that has nothing else, each in a transaction of its own."""

    articles: int
    reading: float
    adding: float
    floor: float


def apart(where: str, paths: Sequence[Path], folder: Path) -> Apart:
    """Time reading and adding apart, in an empty ledger at `where`."""
    gazetteer = shipped()
    geography = geography_of(gazetteer)
    came = [document for document, _ in zip(found(paths), range(APART), strict=False)]

    def read(document: Document) -> Reading:
        return read_article(Article(document.text, document.published), geography=geography, why=True)

    progress("reading and adding apart")
    read(came[0])
    reading, readings = timed(lambda: [read(document) for document in came])
    with open_ledger(where) as ledger:
        adding, _ = timed(lambda: [ledger.add(d, r, gazetteer=gazetteer) for d, r in zip(came, readings, strict=True)])
    told = [(d.text, json.dumps(r.to_json(why=True), ensure_ascii=False)) for d, r in zip(came, readings, strict=True)]
    floor, _ = timed(lambda: plainly(Path(tempfile.mkdtemp(dir=folder)) / "plain.db", told))
    return Apart(len(came), reading, adding, floor)


def plainly(path: Path, told: Sequence[tuple[str, str]]) -> None:
    """Put texts and their claims into a bare table, as safely as a ledger does: what is committed is on the disk."""
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("CREATE TABLE articles (n INTEGER PRIMARY KEY, text TEXT, claims TEXT)")
    for row in told:
        plain.execute("INSERT INTO articles (text, claims) VALUES (?, ?)", row)
    plain.close()


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds that something takes, and what comes of it."""
    begun = time.perf_counter()
    out = act()
    return time.perf_counter() - begun, out


def size(where: str, ledger: Ledger) -> float:
    """Megabytes of a ledger on the disk."""
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(where).stat().st_size / 1e6
    with ledger.engine.connect() as connection:
        return float(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()) / 1e6


# -- what is asked -------------------------------------------------------------------------------------------------------------


def questions(ledger: Ledger) -> dict[str, list[tuple[Filter, int]]]:
    """What is asked, by the kind of question: filters, each with an offset."""
    c, f, p, s, v = (t.c for t in (schema.claims, schema.fillers, schema.places, schema.sources, schema.versions))
    with ledger.engine.connect() as connection:

        def common(column: sa.ColumnElement[Any], *joined: Any) -> list[Any]:
            """The commonest value of a column, one in the middle, and the rarest."""
            counted = sa.select(column, sa.func.count().label("many")).where(column.is_not(None)).group_by(column)
            for table, on in joined:
                counted = counted.join(table, on)
            every = [row[0] for row in connection.execute(counted.order_by(sa.desc("many"), column))]
            return [every[0], every[len(every) // 2], every[-1]]

        types, statuses, outlets = common(c.type), common(c.status), common(v.outlet)
        actors, kinds = common(f.actor), common(s.kind)
        sources = [" ".join(each.split()[:3]) for each in common(s.name)]
        of_places = (schema.fillers, f.place == p.n)
        names, codes = common(p.name_ar, of_places), common(p.pcode, of_places)
        above, governorates = common(p.pcode1, of_places), common(p.admin1, of_places)
        n = connection.execute(sa.select(sa.func.count()).select_from(schema.versions)).scalar_one()
        texts = [ledger.text(id) for id in connection.execute(sa.select(v.id).where(v.n % max(1, n // 500) == 0)).scalars()]
    told = Counter(word for text in texts for word in words(text) if len(word) > 2).most_common()
    frequent, middling, rare = told[0][0], told[len(told) // 20][0], told[-1][0]
    phrase = next(" ".join(text.split()[3:6]) for text in texts if len(text.split()) > 6)
    day = FIRST_DAY + dt.timedelta(days=DAYS // 2)
    last = FIRST_MOMENT + dt.timedelta(hours=n // EACH)
    week, hour = dt.timedelta(days=7), dt.timedelta(hours=1)
    damascus, gaza = (33.51, 36.29), (31.5, 34.47)
    one: dict[str, list[Filter]] = {
        "no filter": [Filter(), Filter(everything=True)],
        "type": [Filter(types=(each,)) for each in types] + [Filter(types=tuple(types))],
        "family": [Filter(families=("violence",)), Filter(families=("relief",)), Filter(families=("violence", "territory"))],
        "status": [Filter(statuses=(each,)) for each in statuses],
        "place": [Filter(places=(each,)) for each in [*names, "دمشق", "حلب", "لا مكان كهذا"]],
        "governorate": [Filter(admin1=each) for each in governorates],
        "pcode": [Filter(pcode=each) for each in [*codes, *above, "XX99"]],
        "box": [Filter(box=box) for box in ((35.0, 32.0, 42.5, 37.5), (36.1, 33.3, 36.5, 33.7), (-30.0, -30.0, -29.0, -29.0))],
        "near": [Filter(near=near) for near in ((*damascus, 5), (*damascus, 300), (*gaza, 20), (-30, -30, 10))],
        "box, exact": [Filter(box=(35.0, 32.0, 42.5, 37.5), exact_km=5)],
        "actor": [Filter(actors=(each,)) for each in [*actors, "xx.nobody"]],
        "source": [Filter(sources=(each,)) for each in [*sources, "مصدر", "مرصد", "لا احد كهذا"]],
        "source kind": [Filter(source_kinds=(each,)) for each in kinds],
        "chain": [Filter(chain_min=2), Filter(chain_max=0), Filter(chain_min=4), Filter(chain_min=1, chain_max=1)],
        "happened": [
            *(Filter(happened_from=day, happened_to=day + week), Filter(happened_to=FIRST_DAY), Filter(happened_from=day)),
            Filter(happened_from=day + 200 * week),
        ],
        "published": [Filter(published_from=day, published_to=day + week), Filter(published_to=FIRST_DAY), Filter(published_from=day)],
        "fetched": [
            *(Filter(fetched_from=last - hour), Filter(fetched_to=FIRST_MOMENT + hour), Filter(fetched_from=last + week)),
            Filter(fetched_from=FIRST_MOMENT + (last - FIRST_MOMENT) / 2, fetched_to=FIRST_MOMENT + (last - FIRST_MOMENT) / 2 + hour),
        ],
        "outlet": [Filter(outlets=(each,)) for each in [*outlets, "لا وكالة"]],
        "text, rare word": [Filter(text=rare)],
        "text, common word": [Filter(text=frequent), Filter(text=middling), Filter(text="قتل")],
        "text, phrase": [Filter(text=f'"{phrase}"'), Filter(text='"مصادر طبية"')],
        "text of article": [Filter(article_text=each) for each in (rare, middling, frequent, f'"{phrase}"')],
        "no review": [Filter(review="none"), Filter(review="rejected")],
        "several at once": [
            Filter(types=(types[0],), places=(names[0],)),
            Filter(types=(types[0],), pcode=above[0], published_from=day),
            Filter(families=("violence",), near=(*damascus, 100), source_kinds=(kinds[0],)),
            Filter(text="قتل", box=(35.0, 32.0, 42.5, 37.5), published_from=day, published_to=day + 8 * week),
            Filter(actors=(actors[0],), statuses=("asserted",), chain_min=1, review="none"),
            Filter(places=(names[0],), fetched_from=FIRST_MOMENT, fetched_to=last, article_text=middling),
            Filter(outlets=(outlets[0],), text=frequent, happened_from=day),
        ],
    }
    out = {kind: [(asked, 0) for asked in every] for kind, every in one.items()}
    out["far page"] = [(Filter(), 5_000), (Filter(types=(types[0],)), 1_000), (Filter(published_from=day), 2_000)]
    return out


@dataclass(frozen=True, slots=True)
class Answered:
    """How long a kind of question takes, in milliseconds: the median of its values, the slowest, and which that is."""

    median: float
    worst: float
    slowest: str


def answered(ledger: Ledger) -> dict[str, Answered]:
    """Ask everything."""
    out: dict[str, Answered] = {}
    for kind, every in questions(ledger).items():
        progress(f"{ledger.engine.dialect.name}: {kind}")
        taken = {}
        for asked, offset in every:
            ledger.search(asked, LIMIT, offset)
            each = [timed(lambda a=asked, o=offset: ledger.search(a, LIMIT, o))[0] for _ in range(TIMES)]  # type: ignore[misc]
            taken[told(asked, offset)] = statistics.median(each) * 1000
        slowest = max(taken, key=lambda name: taken[name])
        out[kind] = Answered(statistics.median(taken.values()), taken[slowest], slowest)
    return out


def told(asked: Filter, offset: int) -> str:
    """A filter in a few words: what differs from one that asks for all."""
    plain = Filter()
    given = {name: getattr(asked, name) for name in Filter.__slots__ if getattr(asked, name) != getattr(plain, name)}
    words = [f"{name}={value}" for name, value in given.items()]
    return ", ".join([*words, f"offset={offset}"] if offset else words)[:90] or "all"


# -- the report ----------------------------------------------------------------------------------------------------------------


def alone(act: Callable[..., Any], *values: Any) -> Any:
    """What a function returns in a fresh process of its own, so that its memory is its own too."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
        return fresh.submit(act, *values).result()


def profiled(folder: Path, paths: Sequence[Path]) -> None:
    """Print where the time of reading and adding goes."""
    recorder = cProfile.Profile()
    recorder.runcall(ingest, str(folder / "profiled.db"), paths)
    print()
    for order, most in (("cumulative", 60), ("tottime", 40)):
        pstats.Stats(recorder).sort_stats(order).print_stats(most)


def report(name: str, where: str, again: str, paths: Sequence[Path], folder: Path) -> list[str]:
    """Fill the ledger at `where`, ask it, and print what that took; `again` is where another can be made. Returns the bars missed."""
    went: Ingested = alone(ingest, where, paths)
    parts: Apart = alone(apart, again, paths, folder)
    with open_ledger(where, create=False) as ledger:
        answers = answered(ledger)
        megabytes = size(where, ledger)
    progress("")
    sys.stderr.write("\r")
    rate = went.articles / went.seconds
    print(f"\n{name}\n")
    print(f"articles, claims            {went.articles:>10,}  {went.claims:,}")
    print(f"articles a second           {rate:10,.1f}  ({went.articles / went.cpu:,.1f} a second of CPU)")
    print(f"of one article: reading     {parts.reading / parts.articles * 1000:10.2f} ms")
    print(f"                adding      {parts.adding / parts.articles * 1000:10.2f} ms")
    print(f"                floor       {parts.floor / parts.articles * 1000:10.2f} ms  (its JSON into a bare table of SQLite)")
    print(f"size of the ledger          {megabytes:10,.1f} MB  ({megabytes * 1000 / went.articles:.1f} kB an article)")
    print(f"peak memory                 {went.megabytes:10,.0f} MB")
    print(f"\n{'question':20}{'median':>9}{'worst':>9}   the slowest\n")
    for kind, answer in answers.items():
        mark = "" if answer.worst < MILLISECONDS else "  MISSED"
        print(f"{kind:20}{answer.median:6.1f} ms{answer.worst:6.1f} ms   {answer.slowest}{mark}")
    missed = [f"{name}: {kind} {answer.worst:.0f} ms" for kind, answer in answers.items() if answer.worst >= MILLISECONDS]
    return [*missed, *([f"{name}: {rate:.0f} articles a second"] if rate < ARTICLES_A_SECOND else [])]


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000, metavar="N", help="how many articles (default: 10,000)")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL too")
    parser.add_argument("--profile", action="store_true", help="only tell where the time goes")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    args = parser.parse_args()
    os.environ["MARSAD_GAZETTEERS"] = os.devnull  # never those of whoever runs this: the figures would be theirs
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="marsad-bench-")))
        paths = write(folder / "articles", args.articles, EACH, lambda n: progress(f"{n:,} articles written"))
        if args.profile:
            profiled(folder, paths)
            return 0
        print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, of which one is used")
        missed = report("SQLite", str(folder / "marsad.db"), str(folder / "again.db"), paths, folder)
        if args.postgres:
            postgres = stack.enter_context(server())
            missed += report("PostgreSQL", postgres.database(), postgres.database(), paths, folder)
        print(f"\nbars: {ARTICLES_A_SECOND} articles a second, each question under {MILLISECONDS} ms: ", end="")
        print("MISSED by\n  " + "\n  ".join(missed) if missed else "met")
    return int(args.check and bool(missed))


if __name__ == "__main__":
    sys.exit(main())
