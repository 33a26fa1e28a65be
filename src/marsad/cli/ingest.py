"""`marsad ingest`: files, folders, archives, pages and feeds into a ledger."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from marsad.cli.ledgers import own_files
from marsad.cli.options import (
    MEGABYTE,
    allow_host_option,
    bytes_of_megabytes,
    encoding_name,
    gazetteers_option,
    geography_of,
    ledger_option,
    pace_option,
    published_option,
)
from marsad.cli.output import ExitCode, Output, Talk, many_of
from marsad.errors import LedgerError
from marsad.ingest.files import DEFAULT_LIMIT

if TYPE_CHECKING:
    from marsad.cli.tally import Tally
    from marsad.geo.locate import Geography
    from marsad.ingest.documents import Item
    from marsad.ingest.inputs import Limits
    from marsad.intake.visit import Event, Taken, Unread
    from marsad.ledger.store import Ledger

_STDIN = "-"
_PACKED = frozenset((".gz", ".tgz", ".zip", ".tar"))
_TOLD = 20  # of what is refused, each by a line of its own


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@ledger_option
@click.option("--outlet", metavar="NAME", help="Who published it. Stands above what a SOURCE says.")
@published_option("The day it came out (YYYY-MM-DD). Stands above what a page says, and below what a row or a feed says.")
@gazetteers_option
@allow_host_option
@click.option("--agent", metavar="TEXT", help="What to call ourselves to servers; add an address at which you can be reached.")
@pace_option
@click.option("--encoding", metavar="NAME", callback=encoding_name, help="The encoding of texts and pages, where detecting it goes wrong.")
@click.option(
    "--max-size",
    "limit",
    type=float,
    default=DEFAULT_LIMIT / MEGABYTE,
    callback=bytes_of_megabytes,
    metavar="MB",
    help="Refuse a text, or a line of JSON lines, that is larger.  [default: 50]",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the summary is told.  [default: text]")
@click.option("--verbose", "-v", is_flag=True, help="Tell of each article, and of all that is refused.")
@click.pass_context
def ingest(
    ctx: click.Context,
    sources: tuple[str, ...],
    ledger: str,
    outlet: str | None,
    published: dt.date | None,
    gazetteers: str,
    allowed: frozenset[tuple[str, int]],
    agent: str | None,
    pace: float,
    encoding: str | None,
    limit: int,
    form: str,
    verbose: bool,
) -> None:
    """Read reports and keep them, with what they claim, in a ledger.

    \b
    SOURCE is one of
      a file       text, HTML, JSON lines or a JSON list, CSV or TSV, RSS or Atom, WARC;
                   also in gzip, ZIP or tar
      a folder     all files in it, by name; or a pattern, "reports/**/*.html"
      an address   https://…: a page, or a feed with the articles that it announces
      -            the standard input

    \b
    Examples:
      marsad ingest report.txt --outlet "سانا" --published 2024-05-02
      marsad ingest archive/ articles.jsonl posts.csv crawl.warc.gz
      marsad ingest https://example.org/feed.xml --ledger postgresql://desk@db/marsad

    Do it again whenever you like: what is there already is not added again. A text that has changed becomes a version beside the
    first, and a newer Marsad adds its reading beside the old; nothing is overwritten.

    An article is known by its address, by the id that its row brings, or by its file. JSON lines are objects with "text" and,
    where known, "id", "url", "title", "published", "outlet"; a table has columns of these names, also in Arabic.

    Only addresses that you name, and pages that a named feed announces, are fetched, and none in a private network. To poll
    feeds, see `marsad watch`.

    Exit codes: 0 done; 2 usage; 3 something could not be read, the rest is added, or the ledger could not be written, what was
    added stands; 130 stopped with Ctrl-C, what was added stands.
    """
    from marsad.cli.tally import Tally
    from marsad.ingest.addresses import Allow
    from marsad.ingest.fetch import AGENT
    from marsad.ingest.inputs import Limits
    from marsad.ingest.patience import Pace
    from marsad.intake.door import Door
    from marsad.intake.visit import visit
    from marsad.ledger.store import open_ledger

    if sources.count(_STDIN) > 1:
        raise click.UsageError("`-` can be read only once")
    tally, talk = Tally(), Talk(progress=True, total=_size_of(sources))
    door = Door(agent or AGENT, Allow(hosts=allowed), pace=Pace(interval=pace))
    limits = dataclasses.replace(Limits(), text=limit)
    with Output() as out, open_ledger(ledger) as opened:
        code = ExitCode.DONE
        try:
            geography = geography_of(gazetteers)
            for source in sources:
                if "://" in source:
                    events: Iterator[Event] = visit(
                        source, opened, geography, door, outlet=outlet, published=published, charset=encoding, limits=limits
                    )
                else:
                    events = _taken(_items(source, outlet, published, encoding, limits), opened, geography, talk)
                for event in events:
                    _tell(event, tally, talk, verbose=verbose)
        except KeyboardInterrupt:
            code = ExitCode.INTERRUPTED
            talk.say("stopped: what was added stands; run it again to go on")
        except LedgerError as error:
            code = ExitCode.SOURCE
            talk.say(str(error))
        talk.clear()
        if tally.failed > _TOLD and not verbose:
            talk.say(f"and {tally.failed - _TOLD:,} more were refused; --verbose tells of all")
        out.write(json.dumps({"ledger": opened.name, **tally.to_json()}) + "\n" if form == "json" else f"{opened.name}: {tally.line()}\n")
    ctx.exit(code or (ExitCode.SOURCE if tally.failed else ExitCode.DONE))


def _tell(event: Event, tally: Tally, talk: Talk, *, verbose: bool) -> None:
    """Count what became of an article, and tell of it what is to be told."""
    from marsad.intake.visit import Taken, Unread

    if isinstance(event, Unread):
        tally.count(event)
        if verbose or (event.reason != "unchanged" and tally.failed <= _TOLD):
            talk.say(event.message)
    elif isinstance(event, Taken):
        tally.count(event)
        if verbose:
            talk.say(f"{event.key}: {'the same' if event.article == 'same' else event.article}, {many_of(event.claims, 'new claim')}")
            for note in event.notes if event.article != "same" else ():
                talk.say(f"{event.key}: {note}")


def _taken(items: Iterator[Item], ledger: Ledger, geography: Geography | None, talk: Talk) -> Iterator[Taken | Unread]:
    """What becomes of the items of a source that is at hand: each is taken into the ledger, and nobody is asked for what it announces."""
    from marsad.ingest.documents import Link, Refused
    from marsad.intake.take import take
    from marsad.intake.visit import Taken, Unread

    own = own_files(ledger)
    for item in items:
        if isinstance(item, Refused) and Path(item.name).resolve() in own:
            continue  # the ledger lies in a folder that is read into it
        if isinstance(item, Link):
            yield Unread(item.url, "announced", f"{item.url}: is only announced by the feed; give its address, or the feed's, to fetch it")
        elif isinstance(item, Refused):
            yield Unread(item.name, item.kind, f"{item.name}: {item.reason}")
        else:
            added = take(item, ledger, geography)
            yield Taken(item.url or item.key, item.key, added.article, added.claims, item.state, item.notes)
            talk.step(len(item.raw))


def _items(source: str, outlet: str | None, published: dt.date | None, encoding: str | None, limits: Limits) -> Iterator[Item]:
    """What a source holds."""
    from marsad.ingest.documents import documents

    if source != _STDIN:
        held: Path | IO[bytes] | str = source
    elif sys.stdin is None:
        raise click.UsageError("the standard input is closed")
    else:
        held = sys.stdin.buffer
    return documents(held, fetched=dt.datetime.now(dt.UTC), charset=encoding, published=published, outlet=outlet, limits=limits)


def _size_of(sources: tuple[str, ...]) -> int | None:
    """The bytes of all sources where each is a plain file, to tell how far it is; of archives that would be the packed ones."""
    paths = [Path(source) for source in sources]
    if not all(path.is_file() and path.suffix.lower() not in _PACKED for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)
