"""What several commands ask for alike: options, and how a table is drawn on the output at hand."""

from __future__ import annotations

import codecs
import os
import shutil

import click

from marsad.cli.bidi import order_for
from marsad.cli.output import Output
from marsad.cli.table import Style

PIPE_WIDTH = 100
"""The cells of a line where no terminal says how many it has."""

bidi_option = click.option(
    "--bidi",
    type=click.Choice(["auto", "on", "off"]),
    default="auto",
    help="Join and reorder Arabic letters: on, off (the terminal does it), or by what terminal it is.  [default: auto]",
)
"""`--bidi`, passed on as `bidi`."""

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
