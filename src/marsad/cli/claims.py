"""`marsad claims`: which claims a ledger holds, by any of their parts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.asked import asked_for, filter_of, filter_options
from marsad.cli.bidi import clean, display, is_arabic
from marsad.cli.ledgers import SHOWN_ID, claim_told, opened, person, refuse_overwriting
from marsad.cli.options import bidi_option, colour_option, coloured, ledger_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, Talk, many_of, written_whole
from marsad.cli.table import Style, beside, card, fit

if TYPE_CHECKING:
    from marsad.ledger.records import Hit
    from marsad.ledger.store import Ledger

_TABLE_LIMIT = 20


@click.command()
@ledger_option
@filter_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="table is for people, json for programs (one object a line), csv for spreadsheets.  [default: table]",
)
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Show at most N claims.  [default: 20 in a table, else all]")
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Leave out the first N.")
@click.option("--count", "only_count", is_flag=True, help="Say how many there are, and nothing else.")
@click.option("--why", is_flag=True, help="Show in the table the entry and the rules that made each claim.")
@click.option("--no-bom", is_flag=True, help="Begin a CSV without the byte order mark that spreadsheets know UTF-8 by.")
@bidi_option
@colour_option
@click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE (overwritten once all is there), and note the export in the ledger's log."
)
@click.pass_context
def claims(
    ctx: click.Context,
    /,
    ledger: str,
    form: str,
    limit: int | None,
    offset: int,
    only_count: bool,
    why: bool,
    no_bom: bool,
    bidi: str,
    color: str,
    output: str | None,
    **told: Any,
) -> None:
    """List the claims of a ledger: what is said to have happened, and who says so.

    \b
    Examples:
      marsad claims --type airstrike --place الرقة
      marsad claims --family harm --from 2024-05-01 --to 2024-05-07
      marsad claims --actor "Syrian Arab Army" --source-kind witness
      marsad claims --text '"المستشفى الميداني"' --review none
      marsad claims --near 35.95,39.01,30 --format csv -o raqqa.csv

    All that is given must hold. Repeat an option for one or another: --type killed --type wounded. What was published last
    comes first, an article's claims in reading order. Of an article the newest version counts, of that the newest reading,
    and of a claim the last correction. The digits beside each claim are what `marsad show` and `marsad review` take.

    --format json prints one object a line: the claim as `marsad read` has it with its `why`, and beside it `article`, `quote`
    (its sentence), `review`, `corrected` and `read_by`. --format csv prints a table with a row for each claim, safe to open
    in a spreadsheet: no cell is a formula, what is not known is empty. How many there are in all is said on the standard
    error.

    With -o FILE claims leave the ledger, so its log notes when, by whom (MARSAD_REVIEWER, else the login name), which, and
    the SHA-256 of the file. What goes to the screen or a pipe is not noted.

    Exit codes: 0 done, also where no claim is found; 1 the output could not be written; 2 usage; 3 the ledger could not be
    read; 130 stopped with Ctrl-C; 141 the reader of the output went away.
    """
    asked = filter_of(told)
    if form == "table" and limit is None:
        limit = _TABLE_LIMIT
    path = Path(output) if output and output != "-" else None
    with opened(ledger) as book:
        refuse_overwriting(book, path, "--output")
        if only_count:
            if path is not None:
                raise click.UsageError("--count says how many claims there are; it writes no file")
            _write_count(ctx, book.count(asked))
            return
        shown = total = 0

        def note(file: Path) -> None:
            with file.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            what = {"format": form, "file": str(path), "sha256": digest, "claims": shown, "asked": asked_for(told)}
            book.log_export({**what, "limit": limit, "offset": offset}, who=person(None)[0])

        talk = Talk(progress=path is not None)
        try:
            with written_whole(path, note) as out:
                style = style_for(out, bidi, colour=coloured(color, out), why=why)
                shape = _shape(form, style, bom=not no_bom)
                with book.stream(asked, limit, offset) as (total, hits):
                    if shape.head:
                        out.write(shape.head)
                    for hit, text, first in _with_texts(book, hits):
                        with out.whole():  # or a Ctrl-C between the two makes the count differ from what is written
                            out.write(shape.form(hit, text, first), colour=style.colour)
                            shown += 1
                        talk.show(f"{shown:,} of {many_of(total, 'claim')}")
                if form == "table":
                    out.write(_end(book, shown, total, style), colour=style.colour)
        except KeyboardInterrupt:
            talk.say(f"stopped: {path} is not written" if path else f"stopped: {many_of(shown, 'claim')} printed")
            ctx.exit(ExitCode.INTERRUPTED)
        except OutputGone:
            ctx.exit(ExitCode.READER_GONE)
        talk.clear()
        if path is not None:
            talk.say(f"{_counted(shown, total)}; written to {path}, and noted in the ledger's log")
        elif form != "table":
            talk.say(_counted(shown, total))


def _write_count(ctx: click.Context, count: int) -> None:
    try:
        with Output() as out:
            out.write(f"{count}\n")
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How claims are printed: each by `form`, from the claim, the text that it quotes, and whether its article has just begun."""

    form: Callable[[Hit, str, bool], str]
    head: str = ""


def _shape(form: str, style: Style, *, bom: bool) -> _Shape:
    if form == "json":
        return _Shape(lambda hit, text, _: json.dumps(record(hit, text), ensure_ascii=False) + "\n")
    if form == "csv":
        from marsad.export import sheet

        return _Shape(lambda hit, text, _: sheet.row(record(hit, text)), (sheet.BYTE_ORDER_MARK if bom else "") + sheet.header())
    return _Shape(lambda hit, text, first: "".join(f"{line.rstrip()}\n" for line in _card(hit, text, style, first=first)))


def _with_texts(book: Ledger, hits: Iterator[Hit]) -> Iterator[tuple[Hit, str, bool]]:
    """Each claim with the text that it quotes, and whether it is the first of an article's: those come together."""
    version, text = "", ""
    for hit in hits:
        first = hit.version != version
        if first:
            version, text = hit.version, book.text(hit.version)
        yield hit, text, first


def record(hit: Hit, text: str) -> dict[str, Any]:
    """A claim as programs get it: its JSON with what is beside it, and the sentence of `text` that it stands in."""
    from marsad.ledger.words import sentence

    trigger = hit.claim["trigger"]
    return {**hit.to_json(), "quote": sentence(text, trigger["start"], trigger["end"]).strip()}


def _card(hit: Hit, text: str, style: Style, *, first: bool) -> Iterator[str]:
    if first:
        yield from article_lines(hit, style)
    said = hit.review or ""
    yield ""
    yield from card(claim_told(hit.claim), text, style, id=f"{hit.id[:SHOWN_ID]}{' · ' if said else ''}{said}")


def article_lines(hit: Hit, style: Style) -> Iterator[str]:
    """What is known of a claim's article: its day and what became of it, its title, its address or key, and its outlet."""
    yield ""
    rule = f"── {hit.published or 'no date of publication'}{'' if hit.state == 'live' else f' · {clean(hit.state)}'} "
    yield style.paint(rule + "─" * (style.room - len(rule)), {"dim": True})
    title = fit(clean(hit.title or ""), style.room)
    if title:
        yield beside("", title, style, {"bold": True}) if is_arabic(title) else style.paint(title, {"bold": True})
    key = fit(clean(hit.url or hit.article), style.room)
    outlet = fit(clean(hit.outlet or ""), style.room)
    if not is_arabic(key) and is_arabic(outlet):
        yield beside(key, outlet, style, {"dim": True})
        return
    for each in filter(None, (key, outlet)):
        yield style.paint(display(each, style.order, arabic=False), {"dim": True})


def _end(book: Ledger, shown: int, total: int, style: Style) -> str:
    """The last lines of a table: how much of it all it is."""
    if total == 0 and not book.counts()["claims"]:
        return "The ledger holds no claim yet; `marsad ingest` fills it.\n"
    line = _counted(shown, total)
    if shown < total:
        line += "; --limit and --offset show others"
    return f"\n{style.paint('─' * style.room, {'dim': True})}\n{line}\n" if shown else f"{line}\n"


def _counted(shown: int, total: int) -> str:
    if total == 0:
        return "No claim found."
    return many_of(total, "claim") if shown == total else f"{shown:,} of {many_of(total, 'claim')}"
