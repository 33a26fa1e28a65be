"""`marsad incidents`: what the claims of a ledger tell of one occasion, and what people put together or apart."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import click

from marsad.cli.asked import options_for
from marsad.cli.bidi import clean
from marsad.cli.incidents_told import card, told_json, whole
from marsad.cli.ledgers import claim_meant, opened, person
from marsad.cli.options import bidi_option, colour_option, coloured, form_option, ledger_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, Talk, many_of
from marsad.errors import LedgerError

if TYPE_CHECKING:
    from marsad.ledger.links import LinkKind
    from marsad.ledger.store import Ledger
    from marsad.synthesis.incidents import Told

_TABLE_LIMIT = 20
_LISTED = 10
_SHORTEST = 6
_MOST_APART = 200  # articles of an incident that a claim which is split off is kept apart from, one by one

why_option = click.option("--why", required=True, metavar="TEXT", help="The reason.")
who_option = click.option("--who", metavar="NAME", help="Who says so.  [default: MARSAD_REVIEWER, else your login name]")


@click.group(invoke_without_command=True)
@ledger_option
@options_for("types", "places", "happened_from", "happened_to")
@form_option
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Show at most N incidents.  [default: 20 in a table, else all]")
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Leave out the first N.")
@click.option("--anew", is_flag=True, help="Make all incidents anew first, not only what has changed.")
@bidi_option
@colour_option
@click.pass_context
def incidents(
    ctx: click.Context,
    /,
    ledger: str,
    types: tuple[str, ...],
    places: tuple[str, ...],
    happened_from: dt.date | None,
    happened_to: dt.date | None,
    form: str,
    limit: int | None,
    offset: int,
    anew: bool,
    bidi: str,
    color: str,
) -> None:
    """List the incidents of a ledger: what several claims and articles tell of one occasion, and how many independent voices say so.

    \b
    Examples:
      marsad incidents --place الرقة --from 2024-05-01 --to 2024-05-07
      marsad incidents --type airstrike --format json
      marsad incidents show 43a37e
      marsad incidents merge 43a37e 9c51a7 --why "the same market, told a day later"
      marsad incidents split 43a37e d56dbf --why "another street"

    What is new in the ledger is put together first; the incidents are kept in the ledger's database, but are no part of its
    record. The latest come first. A figure is the range over all voices; under it stands who says what. Copies of one wire
    text are one voice, and so is a source wherever it is cited.

    --format json prints one object a line: `id`, `types`, `time`, `places`, `voices`, `independent` (how many these are),
    `articles`, `claims`, `figures` (each with its `rows`, one a voice), `links` (why claims are together) and `notes`.

    Exit codes: 0 done, also where no incident is found; 1 the output could not be written; 2 usage; 3 the ledger could not be
    read or written; 130 stopped with Ctrl-C; 141 the reader of the output went away.
    """
    if ctx.invoked_subcommand is not None:
        ctx.obj = ledger
        return
    if happened_from is not None and happened_to is not None and happened_from > happened_to:
        raise click.UsageError(f"--from {happened_from} is after --to {happened_to}: nothing lies between them")
    from marsad.synthesis.figures import figures
    from marsad.synthesis.picture import Asked, count, find, update

    asked = Asked(types, places, happened_from, happened_to)
    if form == "table" and limit is None:
        limit = _TABLE_LIMIT
    talk = Talk(progress=False)
    shown = 0
    with opened(ledger) as book:
        update(book, anew=anew)
        total = count(book, asked)
        try:
            with Output() as out:
                style = style_for(out, bidi, colour=coloured(color, out))
                for told in find(book, asked, limit, offset):
                    found = figures(told, book.text)
                    if form == "json":
                        text = json.dumps(told_json(told, found), ensure_ascii=False) + "\n"
                    else:
                        text = "".join(f"{line.rstrip()}\n" for line in card(told, found, style))
                    with out.whole():
                        out.write(text, colour=style.colour)
                        shown += 1
                if form == "table":
                    out.write(f"\n{_counted(shown, total)}\n" if shown else f"{_counted(shown, total)}\n")
        except KeyboardInterrupt:
            talk.say(f"stopped: {many_of(shown, 'incident')} printed")
            ctx.exit(ExitCode.INTERRUPTED)
        except OutputGone:
            ctx.exit(ExitCode.READER_GONE)
    if form == "json":
        talk.say(_counted(shown, total))


@incidents.command()
@click.argument("incident")
@ledger_option
@form_option
@bidi_option
@colour_option
@click.pass_context
def show(ctx: click.Context, incident: str, ledger: str, form: str, bidi: str, color: str) -> None:
    """Show an incident: its figures, who says what, its claims, and why they are together.

    \b
    Examples:
      marsad incidents show 43a37e
      marsad incidents show 43a37e9c51a7 --format json

    INCIDENT is an incident's id, or the beginning of it, six digits or more; the id of one of its claims does as well.

    Exit codes: 0 done; 1 the output could not be written; 2 usage; 3 the ledger could not be read, or has no such incident.
    """
    from marsad.synthesis.figures import figures

    with opened(_ledger(ctx, ledger)) as book:
        told = _meant(book, incident)
        found = figures(told, book.text)
    try:
        with Output() as out:
            if form == "json":
                out.write(json.dumps(told_json(told, found), ensure_ascii=False, indent=2) + "\n")
                return
            style = style_for(out, bidi, colour=coloured(color, out))
            out.write("".join(f"{line.rstrip()}\n" for line in whole(told, found, style)), colour=style.colour)
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)


@incidents.command()
@click.argument("incident")
@click.argument("others", nargs=-1, required=True, metavar="INCIDENT…")
@ledger_option
@why_option
@who_option
@click.pass_context
def merge(ctx: click.Context, incident: str, others: tuple[str, ...], ledger: str, why: str, who: str | None) -> None:
    """Say that incidents are one. It is kept in the ledger, by whom and why, and holds until somebody says otherwise.

    \b
    Example:
      marsad incidents merge 43a37e 9c51a7 --why "the same market, told a day later"

    Exit codes: 0 done; 2 usage; 3 the ledger could not be read or written, or has no such incident.
    """
    name, _ = person(who)
    with opened(_ledger(ctx, ledger)) as book:
        first, *more = [_meant(book, told) for told in (incident, *others)]
        pairs: list[tuple[LinkKind, str, str]] = [
            ("same", first.incident.claims[0], told.incident.claims[0]) for told in more if told.incident.id != first.incident.id
        ]
        if not pairs:
            raise click.UsageError(f"{first.incident.id} is one incident already")
        _say(ctx, book, pairs, name, why)


@incidents.command()
@click.argument("incident")
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM…")
@ledger_option
@why_option
@who_option
@click.pass_context
def split(ctx: click.Context, incident: str, claims: tuple[str, ...], ledger: str, why: str, who: str | None) -> None:
    """Say that claims of an incident tell of another occasion, all of them of one. It is kept in the ledger, by whom and why.

    \b
    Example:
      marsad incidents split 43a37e d56dbf --why "another street"

    Exit codes: 0 done; 2 usage; 3 the ledger could not be read or written, or has no such incident or claim.
    """
    name, _ = person(who)
    with opened(_ledger(ctx, ledger)) as book:
        told = _meant(book, incident)
        out = list(dict.fromkeys(claim_meant(book, claim) for claim in claims))
        for claim in out:
            if claim not in told.incident.claims:
                raise click.UsageError(f"{claim} is no claim of the incident {told.incident.id}; `marsad incidents show` lists them")
        rest = [s for s in told.statements if s.id not in out]
        if not rest:
            raise click.UsageError(f"these are all claims of the incident {told.incident.id}: nothing is left of it")
        # Kept apart from what each article tells, or the rest might follow.
        apart = {s.article: s.id for s in reversed(rest)}
        pairs: list[tuple[LinkKind, str, str]] = [("same", out[0], claim) for claim in out[1:]]
        pairs += [("different", out[0], claim) for claim in sorted(apart.values())[:_MOST_APART]]
        _say(ctx, book, pairs, name, why)


def _ledger(ctx: click.Context, told: str) -> str:
    """The ledger that the subcommand names, else that which stands before it."""
    source = ctx.get_parameter_source("ledger")
    return told if source is click.core.ParameterSource.COMMANDLINE else str(ctx.obj)


def _say(ctx: click.Context, book: Ledger, pairs: list[tuple[LinkKind, str, str]], who: str, why: str) -> None:
    """Keep what a person says of claims, and print what has become of the incidents."""
    from marsad.ledger.links import say
    from marsad.synthesis.picture import incident_of, update

    if not why.strip():
        raise click.UsageError("--why needs a reason")
    written = say(book, pairs, who=who, why=why)
    update(book)
    become = dict.fromkeys(id for _, *claims in pairs for claim in claims if (id := incident_of(book, claim)) is not None)
    try:
        with Output() as out:
            out.write("".join(f"{id}\n" for id in become))
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)
    Talk(progress=False).say(f"{many_of(written, 'row')} written by {who}" if written else "that was said already")


def _meant(book: Ledger, told: str) -> Told:
    """The incident that is meant by the beginning of its id, or by a claim of it. Raises LedgerError where there is none or several."""
    from marsad.synthesis.picture import ids, incident, incident_of, update

    update(book)
    beginning = told.strip().lstrip("'").lower()
    found = ids(book, beginning, _LISTED + 1) if len(beginning) >= _SHORTEST else []
    if len(found) > 1 and beginning not in found:
        raise LedgerError(f"{told!r} begins the ids of several incidents: {', '.join(found[:_LISTED])}; give more digits")
    id = (beginning if beginning in found else found[0]) if found else incident_of(book, claim_meant(book, told))
    if id is None:
        raise LedgerError(f"{clean(told)!r} is a claim of no occasion: states and talk are in no incident")
    return incident(book, id)


def _counted(shown: int, total: int) -> str:
    if total == 0:
        return "No incident found."
    return many_of(total, "incident") if shown == total else f"{shown:,} of {many_of(total, 'incident')}; --limit and --offset show others"
