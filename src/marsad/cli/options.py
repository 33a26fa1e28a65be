"""What several commands ask for alike: options, and how a table is drawn on the output at hand."""

from __future__ import annotations

import codecs
import datetime as dt
import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import order_for
from marsad.cli.output import Output
from marsad.cli.table import Style
from marsad.ingest.articles import published_date

if TYPE_CHECKING:
    from marsad.geo.locate import Geography

MEGABYTE = 1024 * 1024
PIPE_WIDTH = 100
"""The cells of a line where no terminal says how many it has."""

bidi_option = click.option(
    "--bidi",
    type=click.Choice(["auto", "on", "off"]),
    default="auto",
    help="Join and reorder Arabic letters: on, off (the terminal does it), or by what terminal it is.  [default: auto]",
)
"""`--bidi`, passed on as `bidi`."""

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="table is for people, json for programs.  [default: table]",
)
"""`--format`, passed on as `form`."""

ledger_option = click.option(
    "--ledger",
    metavar="FILE|ADDRESS",
    envvar="MARSAD_LEDGER",
    default="marsad.db",
    help="The ledger: a file, or postgresql://user@host/database.  [default: MARSAD_LEDGER, else marsad.db in this folder]",
)
"""`--ledger`, passed on as `ledger`."""

colour_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the output.  [default: auto]"
)
"""`--color`, passed on as `color`."""


def coloured(color: str, out: Output) -> bool:
    """Whether `--color` asks for colour on `out`."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return color == "always" or (color == "auto" and out.is_terminal and not plain)


def _hosts(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    out = set()
    for value in values:
        host, _, port = value.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise click.BadParameter(f"{value!r} is not HOST:PORT, as in localhost:8080")
        out.add((host.strip("[]").lower(), int(port)))
    return frozenset(out)


allow_host_option = click.option(
    "--allow-host", "allowed", multiple=True, metavar="HOST:PORT", callback=_hosts, help="Also ask this host, wherever it may be."
)
"""`--allow-host`, passed on as `allowed`, a frozenset of pairs of a host and a port."""

pace_option = click.option(
    "--pace",
    type=click.FloatRange(min=0),
    default=5.0,
    metavar="SECONDS",
    help="The least time between two requests to one site; less than 5 only for servers of your own.  [default: 5]",
)
"""`--pace`, passed on as `pace`, in seconds."""

gazetteers_option = click.option(
    "--gazetteers",
    type=click.Choice(["installed", "shipped", "none"]),
    default="installed",
    help="Look places up in the shipped and the imported gazetteers, in the shipped one alone, or not at all.  [default: installed]",
)
"""`--gazetteers`, passed on as `gazetteers`, for `geography_of`."""


def geography_of(gazetteers: str) -> Geography | None:
    """The places that `--gazetteers` asks for."""
    from marsad import reader
    from marsad.gazetteer import installed, shipped

    return None if gazetteers == "none" else reader.geography_of(installed() if gazetteers == "installed" else shipped())


def published_option(help_text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--published DATE`, passed on as `published`, a date or None."""
    return click.option("--published", metavar="DATE", callback=_day, help=help_text)


def _day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    try:
        return published_date(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def bytes_of_megabytes(_ctx: click.Context, _parameter: click.Parameter, megabytes: float) -> int:
    """A callback: a size in bytes. Raises BadParameter for one of less than a byte."""
    if not megabytes * MEGABYTE >= 1:
        raise click.BadParameter("leaves nothing to read")
    return int(min(megabytes * MEGABYTE, sys.maxsize - 1))


def encoding_name(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A callback: the name of an encoding of text as Python spells it. Raises BadParameter where there is none."""
    if value is None:
        return None
    try:
        "".encode(value)
        return codecs.lookup(value).name
    except LookupError as error:
        raise click.BadParameter(f"{value!r} is not an encoding of text that Python knows") from error


def style_for(out: Output, bidi: str, *, colour: bool = False, why: bool = False) -> Style:
    """How a table is drawn on `out`: as wide as its terminal, or as COLUMNS says."""
    sized = out.is_terminal or "COLUMNS" in os.environ
    return Style(
        width=shutil.get_terminal_size((PIPE_WIDTH, 24)).columns if sized else PIPE_WIDTH,
        colour=colour,
        order=order_for(bidi, is_terminal=out.is_terminal, env=os.environ),
        why=why,
    )
