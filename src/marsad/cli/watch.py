"""`marsad watch`: feeds are asked again and again, and what they say goes into a ledger."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marsad.cli.options import allow_host_option, gazetteers_option, geography_of, ledger_option, pace_option
from marsad.cli.output import ExitCode, Output, Talk, many_of
from marsad.cli.tally import Tally
from marsad.errors import SourceError

if TYPE_CHECKING:
    from marsad.geo.locate import Geography
    from marsad.intake.door import Door
    from marsad.intake.outlets import Outlet
    from marsad.intake.visit import Event
    from marsad.intake.watch import Visit
    from marsad.ledger.store import Ledger

_LONGEST_SLEEP = 60.0  # seconds: then it is looked again what is due, since other programs may write to the ledger
_PATIENCE = 20.0  # seconds that a server may ask us to wait at once; for longer we come back


@click.command()
@click.argument("outlets", metavar="OUTLETS.yaml", type=click.Path(path_type=Path))
@ledger_option
@click.option("--once", is_flag=True, help="Do all that is due, and end.")
@click.option(
    "--agent", metavar="TEXT", help="What to call ourselves to servers, in the place of Marsad's name with the `contact` of the file."
)
@allow_host_option
@gazetteers_option
@pace_option
@click.option("--verbose", "-v", is_flag=True, help="Tell each visit also where nobody watches.")
@click.pass_context
def watch(
    ctx: click.Context,
    outlets: Path,
    ledger: str,
    once: bool,
    agent: str | None,
    allowed: frozenset[tuple[str, int]],
    gazetteers: str,
    pace: float,
    verbose: bool,
) -> None:
    """Ask the feeds of outlets again and again, and keep in a ledger what their articles claim.

    OUTLETS.yaml lists the outlets with their feeds; docs/watch.md says how. Each article is read when it is first announced and looked
    at again after 1 hour, 6 hours, 24 hours and 7 days, so that the ledger knows what was changed and what is gone. Sites are asked at
    most every 5 seconds and only for what their robots.txt leaves open; those that fail or ask for patience are left alone for longer.

    It runs until Ctrl-C, which waits for the article at hand; a second one does not. What is due follows from the ledger: to stop and
    start again loses nothing.

    \b
    Examples:
      marsad watch outlets.yaml
      marsad watch outlets.yaml --once --ledger postgresql://desk@db/marsad     from a scheduler

    Exit codes: 0 done; 1 the ledger cannot be opened or written; 2 usage; 3 the file cannot be used, or with --once a feed could not be
    had; 130 stopped with Ctrl-C.
    """
    from marsad.ingest.addresses import Allow
    from marsad.ingest.patience import Limits, Pace
    from marsad.intake.door import Door
    from marsad.intake.outlets import read_watchlist
    from marsad.ledger.store import open_ledger

    talk = Talk(progress=False)
    try:
        listed = read_watchlist(outlets)
        agent = agent or _agent(listed.contact, outlets)
    except SourceError as error:
        for line in str(error).splitlines():
            talk.say(line)
        ctx.exit(ExitCode.SOURCE)
    door = Door(agent, Allow(hosts=allowed), Limits(retries=1, longest_wait=_PATIENCE), Pace(interval=pace))
    with open_ledger(ledger) as opened:
        told = Told(talk, aloud=verbose or sys.stderr.isatty())
        code = run_watch(listed.outlets, opened, geography_of(gazetteers), door, told, once=once)
    ctx.exit(code)


def _agent(contact: str | None, path: Path) -> str:
    from marsad import __version__

    if contact is None:
        raise SourceError(f"{path}: has no `contact`, and those who are asked should reach who asks; add an address, or give --agent")
    return f"Marsad/{__version__} (+{contact})"


class Told:
    """What has happened so far, counted, and told as it happens where it should be `aloud`."""

    def __init__(self, talk: Talk, *, aloud: bool) -> None:
        self.talk, self.aloud = talk, aloud
        self.tally = Tally()
        self.failed_feeds = 0
        self._of_feed = Tally()

    def add(self, event: Event | Visit) -> None:
        """Count an event. A feed is told when all of its pages are done; an article where it is new, changed or refused."""
        from marsad.intake.visit import Taken, Unread
        from marsad.intake.watch import Visit

        if isinstance(event, Visit):
            self._of_feed = Tally()
        elif isinstance(event, Taken | Unread):
            self.tally.count(event)
            self._of_feed.count(event)
            if isinstance(event, Unread):
                self._say(event.message)
            elif event.article != "same":
                self._say(f"{event.article}: {event.key} ({event.state}, {many_of(event.claims, 'claim')})")
        elif event.kind == "feed":
            self.failed_feeds += event.outcome not in ("live", "not_modified")
            self._say(f"{event.outcome}: {event.url} ({self._of_feed.line()})")

    def _say(self, line: str) -> None:
        if self.aloud:
            self.talk.say(line)


def run_watch(
    outlets: Sequence[Outlet], ledger: Ledger, geography: Geography | None, door: Door, told: Told, *, once: bool = False
) -> ExitCode:
    """Visit what is due, and but for `once` sleep and begin again, until Ctrl-C; then say in a line what was done. Returns the exit code.
    Raises LedgerError where the ledger cannot be written."""
    from marsad.intake.watch import planned, poll

    try:
        with Output() as out:
            while True:
                events = poll(outlets, ledger, geography, door)
                while True:
                    with out.whole():  # a Ctrl-C waits for the article at hand
                        event = next(events, None)
                        if event is None:
                            break
                        told.add(event)
                if once:
                    return ExitCode.SOURCE if told.failed_feeds else ExitCode.DONE
                now = door.clock.utc()
                door.clock.sleep(_pause(planned(outlets, ledger, now)[0].due - now))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    finally:
        told.talk.say(told.tally.line())


def _pause(until_due: dt.timedelta) -> float:
    return min(max(until_due.total_seconds(), 1.0), _LONGEST_SLEEP)
