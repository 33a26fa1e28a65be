"""`marsad report`: a situation report on a place and a period, every sentence with the claims that it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.asked import asked_for, filter_of, filter_options
from marsad.cli.ledgers import opened, person, refuse_overwriting
from marsad.cli.options import ledger_option
from marsad.cli.output import ExitCode, OutputGone, Talk, many_of, written_whole
from marsad.cli.picture import place_meant

if TYPE_CHECKING:
    from marsad.export.document import Document
    from marsad.ledger.queries import Filter
    from marsad.ledger.store import Ledger
    from marsad.synthesis.held import Held
    from marsad.synthesis.report import Material
    from marsad.synthesis.statements import Statement
    from marsad.synthesis.wording import Code


@click.command()
@ledger_option
@filter_options
@click.option("--lang", type=click.Choice(["ar", "en"]), default="ar", help="The language of the report.  [default: ar]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "docx"]),
    default="md",
    help="md is Markdown with footnotes, html one page to read or print, docx a Word file.  [default: md]",
)
@click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE (overwritten once all is there), and note the export in the ledger's log."
)
@click.pass_context
def report(ctx: click.Context, /, ledger: str, lang: Code, form: str, output: str | None, **told: Any) -> None:
    """Write a situation report: what happened, who holds what, sieges, figures, relief, displacement, where sources disagree,
    what is expected, and what is not known.

    \b
    Examples:
      marsad report --place الرقة --from 2017-09-01 --to 2017-09-07
      marsad report --admin1 "دير الزور" --lang en --format html -o report.html
      marsad report --place دوما --format docx -o دوما.docx

    Every sentence has notes that name its claims and their articles, and says nothing that those do not say: known actors and
    places by their names, all else in the words of the article. Sentences without a note speak of the report itself. What
    tells no time counts from the day it came out. The options say which claims are meant, as in `marsad claims`; the same
    ledger gives the same report, byte for byte.

    With -o FILE claims leave the ledger, so its log notes when, by whom (MARSAD_REVIEWER, else the login name), which, and
    the SHA-256 of the file.

    Exit codes: 0 done, also where there is nothing to report, which the report then says; 1 the output could not be written;
    2 usage; 3 the ledger could not be read; 130 stopped with Ctrl-C; 141 the reader of the output went away.
    """
    asked = filter_of(told)
    path = Path(output) if output and output != "-" else None
    if form == "docx" and path is None:
        raise click.UsageError("a Word file is no text for the screen; give -o FILE")
    talk = Talk(progress=False)
    with opened(ledger) as book:
        refuse_overwriting(book, path, "--output")

        def note(file: Path) -> None:
            with file.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            what = {"format": form, "file": str(path), "sha256": digest, "claims": len(made.notes), "asked": asked_for(told)}
            book.log_export({**what, "report": lang}, who=person(None)[0])

        try:
            made = _document(book, asked, lang)
            with written_whole(path, note) as out:
                out.write(_written(made, form))
        except KeyboardInterrupt:
            talk.say(f"stopped: {path or 'the report'} is not written")
            ctx.exit(ExitCode.INTERRUPTED)
        except OutputGone:
            ctx.exit(ExitCode.READER_GONE)
    if path is not None:
        talk.say(f"a report on {many_of(len(made.notes), 'claim')}; written to {path}, and noted in the ledger's log")


def _document(book: Ledger, asked: Filter, lang: Code) -> Document:
    from marsad.synthesis.report import Scope, report

    return report(_material(book, asked), Scope(asked.places, asked.happened_from, asked.happened_to), lang)


def _material(book: Ledger, asked: Filter) -> Material:
    from marsad.ledger.words import sentence
    from marsad.synthesis.occasions import occasions
    from marsad.synthesis.report import Material
    from marsad.synthesis.statements import statements

    text = lru_cache(maxsize=16)(book.text)

    def quote(statement: Statement) -> str:
        trigger = statement.claim.trigger
        return sentence(text(statement.version), trigger.start, trigger.end)

    told = list(statements(book, asked))
    if asked.happened_from is not None or asked.happened_to is not None:
        # What tells no time is found by the day it came out, as far as the question does not bound that itself.
        first = max(filter(None, (asked.published_from, asked.happened_from)), default=None)
        last = min(filter(None, (asked.published_to, asked.happened_to)), default=None)
        untimed = replace(asked, happened_from=None, happened_to=None, published_from=first, published_to=last)
        if first is None or last is None or first <= last:
            told += [s for s in statements(book, untimed) if not s.period.told]
    return Material(tuple(told), quote, *occasions(book, told), tuple(_held(book, asked)))


def _held(book: Ledger, asked: Filter) -> Iterator[Held]:
    """Who holds and besieges each place asked for on the last day; of places that no gazetteer has, or several, nothing is known. Where
    other claims are left out too, there is no such picture: it is drawn of all that is told of a place."""
    from marsad.gazetteer import installed
    from marsad.ledger.queries import Filter
    from marsad.synthesis import frontrules as rules
    from marsad.synthesis.about import about, newest
    from marsad.synthesis.control import control
    from marsad.synthesis.held import Held
    from marsad.synthesis.siege import siege

    if replace(asked, places=(), happened_from=None, happened_to=None) != Filter():
        return
    known = rules.load()
    for name in asked.places:
        try:
            meant, _ = place_meant(name, installed())
        except click.UsageError:
            continue
        told = list(about(book, meant))
        at = asked.happened_to or newest(book)
        behind = {s.id: s for s in told}
        yield Held(control(told, meant, known, at=at), siege(told, meant, known, at=at), behind, known.quiet_days)


def _written(document: Document, form: str) -> str | bytes:
    if form == "docx":
        from marsad.export.docx import docx

        return docx(document)
    if form == "html":
        from marsad.export.html import html

        return html(document)
    from marsad.export.markdown import markdown

    return markdown(document)
