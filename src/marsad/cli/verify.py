"""`marsad verify`: whether a ledger is what it was when it was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marsad.cli.bidi import clean
from marsad.cli.ledgers import opened, refuse_overwriting
from marsad.cli.options import ledger_option
from marsad.cli.output import ExitCode, Output, OutputGone, Talk, many_of, written_whole
from marsad.errors import LedgerError

if TYPE_CHECKING:
    from marsad.ledger.audit import Verdict
    from marsad.ledger.chain import Head

_LONGEST_HEAD = 200  # characters of a file that may hold one


@click.command()
@ledger_option
@click.option("--head", "told", metavar="HEAD", help="The head of the log that was kept elsewhere: a number, a colon and 64 digits.")
@click.option("--head-file", metavar="FILE", type=click.Path(path_type=Path), help="Take the kept head from FILE.")
@click.option(
    "--write-head", metavar="FILE", type=click.Path(path_type=Path), help="Write the head of the log to FILE, where nothing is wrong."
)
@click.option("--quick", is_flag=True, help="Follow the log alone, and do not compare the data with it.")
@click.pass_context
def verify(ctx: click.Context, ledger: str, told: str | None, head_file: Path | None, write_head: Path | None, quick: bool) -> None:
    """Check that nothing in a ledger was changed, put in or taken out past its log.

    \b
    Examples:
      marsad verify
      marsad verify --head-file /media/usb/head.txt --write-head /media/usb/head.txt
      marsad verify --head 12:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

    Every row of the log is followed from the first to the last, and all data is compared with what the log says was written:
    bytes with their SHA-256, claims with their parts, quotations with their texts. Each fault is a line of its own.

    Keep the head that is printed elsewhere: in another place, with another person, in print. Who gives it here later sees
    even a log that was cut off, put back to an older state, or written anew as a whole. Without it those cannot be seen.

    Exit codes: 0 nothing is wrong; 1 something is; 2 usage; 3 the ledger could not be read; 130 stopped with Ctrl-C.
    """
    head = _kept(told, head_file)
    from marsad.ledger import audit

    with opened(ledger) as book:
        refuse_overwriting(book, write_head, "--write-head")
        total = book.head().n
        talk = Talk(progress=True)
        verdict = audit.verify(
            book,
            head,
            data=not quick,
            progress=lambda n: talk.show(f"{100 * n // max(n, total):3d} %  {n:,} of {many_of(max(n, total), 'row')} of the log"),
        )
        talk.clear()
    try:
        with Output() as out:
            for line in _lines(verdict, quick=quick, kept=head is not None):
                out.write(f"{line}\n")
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE if verdict.clean else ExitCode.FAILED)
    if not verdict.clean:
        if write_head is not None:
            talk.say(f"{write_head} is left as it was")
        ctx.exit(ExitCode.FAILED)
    if write_head is not None:
        with written_whole(write_head, lambda _: None) as out:
            out.write(f"{verdict.head}\n")


def _kept(told: str | None, file: Path | None) -> Head | None:
    """The head that was kept. Raises UsageError where it cannot be read, or is none."""
    from marsad.ledger.chain import Head

    if told is not None and file is not None:
        raise click.UsageError("give --head or --head-file, not both")
    if file is not None:
        try:
            with file.open(encoding="utf-8", errors="replace") as opened_file:
                told = opened_file.read(_LONGEST_HEAD)
        except OSError as error:
            raise click.UsageError(f"--head-file {file}: cannot be read ({error.strerror or error})") from error
    try:
        return None if told is None else Head.parse(told)
    except LedgerError as error:
        raise click.UsageError(clean(f"{f'--head-file {file}' if file else '--head'}: {error}")) from error


def _lines(verdict: Verdict, *, quick: bool, kept: bool) -> Iterator[str]:
    for fault in verdict.faults:
        yield clean(fault)
    if verdict.found > len(verdict.faults):
        yield f"… and {many_of(verdict.found - len(verdict.faults), 'fault')} more"
    data = "the data was not compared (--quick)" if quick else f"{many_of(verdict.rows, 'row')} of data compared with it"
    yield f"{many_of(verdict.acts, 'row')} of the log followed; {data}"
    yield f"head {verdict.head}"
    if not verdict.clean:
        yield f"{many_of(verdict.found, 'fault')} found: this ledger is not what it was when it was written"
    elif kept:
        yield "nothing is wrong, and the log goes on from the head that was kept"
    else:
        yield "nothing is wrong; keep the head elsewhere, and give it with --head next time"
