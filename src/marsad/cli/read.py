"""`marsad read`: files or JSON Lines in, claims out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from marsad.cli.options import (
    MEGABYTE,
    bidi_option,
    bytes_of_megabytes,
    colour_option,
    coloured,
    encoding_name,
    gazetteers_option,
    geography_of,
    published_option,
    style_for,
)
from marsad.cli.output import ExitCode, Output, OutputGone, Talk, many_of
from marsad.cli.table import render
from marsad.errors import SourceError
from marsad.ingest.articles import article_lines
from marsad.ingest.files import DEFAULT_LIMIT, read_file, read_stream
from marsad.model import Article, Reading

if TYPE_CHECKING:
    from marsad.geo.locate import Geography

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class _Item:
    """One input: what it is called, and its article with notes from decoding, or why there is none."""

    name: str
    size: int = 0
    id: str | int = ""
    article: Article | None = None
    notes: tuple[str, ...] = ()
    error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """How readings are printed: each by `form`, in colour or not, with `head` before, `tail` behind and `between` them all."""

    form: Callable[[_Item, Reading], str]
    colour: bool = False
    head: str = ""
    between: str = ""
    tail: str = ""


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE… | -]")
@click.option("--jsonl", metavar="FILE", help="Read many articles, one JSON object a line: id, text, published. `-` is the standard input.")
@published_option("The day the text came out (YYYY-MM-DD). Words such as أمس count from it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "geojson"]),
    help="table is for people, json for programs, geojson for maps.  [default: table; json with --jsonl]",
)
@gazetteers_option
@click.option("--why", is_flag=True, help="Show for each claim the entry and the rules that made it.")
@click.option("--encoding", metavar="NAME", callback=encoding_name, help="The encoding of the FILEs, where detecting it goes wrong.")
@click.option(
    "--max-size",
    "limit",
    type=float,
    default=DEFAULT_LIMIT / MEGABYTE,
    callback=bytes_of_megabytes,
    metavar="MB",
    help="Refuse a file, or a line of --jsonl, that is larger.  [default: 50]",
)
@bidi_option
@colour_option
@click.option("--output", "-o", metavar="FILE", help="Write to FILE (overwritten), not to the standard output.")
@click.pass_context
def read(
    ctx: click.Context,
    files: tuple[str, ...],
    jsonl: str | None,
    published: dt.date | None,
    form: str | None,
    gazetteers: str,
    why: bool,
    encoding: str | None,
    limit: int,
    bidi: str,
    color: str,
    output: str | None,
) -> None:
    """Read Arabic reports and print what they claim, and who says so.

    FILE is a text file, `-` the standard input. Text may be UTF-8, UTF-16, windows-1256 or ISO-8859-6.

    \b
    Examples:
      marsad read report.txt --published 2024-05-02
      marsad read report.txt --published 2024-05-02 --format json
      pbpaste | marsad read - --why
      marsad read --jsonl articles.jsonl -o claims.jsonl

    The table has one card for each claim, in the order of the text. Its mark shows the status; under it stands who says
    so, where an arrow leads on to whom a source cites.

    \b
      ● asserted
      ✗ negated: it did not happen, or the source denies it
      → expected, ◇ intended, ? possible

    --format json prints one object, {"article": …, "claims": […]}; offsets count the code points of the text without its
    byte order mark. With more than one FILE it prints one object a line, each with the FILE's name as its "id".

    --format geojson prints one FeatureCollection (RFC 7946) with a feature for each claim: the area where it happens, as a
    polygon, or a null geometry where no place is resolved. Several FILEs go into one collection.

    --jsonl prints one JSON object for each line that it reads, in the same order and with the line's "id". It holds one
    article in memory at a time and writes each result at once. A line that cannot be read is reported with its number on
    the standard error; the others are read, and the exit code is 3.

    Exit codes: 0 done; 1 the output could not be written; 2 usage; 3 an input could not be read, the others are;
    130 stopped with Ctrl-C, what was written is kept.
    """
    form = _checked_form(files, jsonl, form, encoding)
    with ExitStack() as stack:
        total = None
        if jsonl is None:
            items = _files(files, published, encoding, limit)
        else:
            try:
                stream = stack.enter_context(_opened(jsonl))
            except SourceError as error:
                Talk(progress=False).say(str(error))
                ctx.exit(ExitCode.SOURCE)
            if jsonl != _STDIN:
                total = os.fstat(stream.fileno()).st_size
            items = _lines(stream, "standard input" if jsonl == _STDIN else jsonl, published, limit)
        _refuse_overwriting(output, (*files, jsonl))
        out = stack.enter_context(Output(Path(output) if output and output != _STDIN else None))
        talk = Talk(progress=not out.is_terminal and (jsonl is not None or len(files) > 1), total=total)
        shape = _shape(form, out, bidi, color, why=why, one=len(files) == 1)
        code = _read_all(items, out, talk, shape, geography_of(gazetteers), why=why, many=jsonl is not None)
    ctx.exit(code)


def _read_all(items: Iterator[_Item], out: Output, talk: Talk, shape: _Shape, geography: Geography | None, *, why: bool, many: bool) -> int:
    """Read each item and write it out, with the reasons if `why`; report what cannot be read and go on. `many` says that the
    items are lines of one file, whose notes would flood the screen."""
    from marsad.reader import read_article

    done = failed = noted = 0
    try:
        try:
            parted = ""
            if shape.head:
                out.write(shape.head)
            for item in items:
                if item.article is None:
                    failed += 1
                    talk.say(str(item.error))
                    talk.step(item.size)
                    continue
                reading = read_article(item.article, geography=geography, why=why)
                reading = dataclasses.replace(reading, notes=item.notes + reading.notes)
                text = shape.form(item, reading)
                with out.whole():  # or a Ctrl-C between the two makes the count differ from what is written
                    if text:
                        out.write(parted + text, colour=shape.colour)
                    done += 1
                if text:
                    parted = shape.between
                talk.step(item.size)
                noted += bool(reading.notes)
                for note in () if many else reading.notes:
                    talk.say(f"{item.name}: {note}")
        except KeyboardInterrupt:
            if shape.tail:
                out.write(shape.tail)
            talk.say(f"stopped: {many_of(done, 'article')} read, their claims are kept")
            return ExitCode.INTERRUPTED
        if shape.tail:
            out.write(shape.tail)
    except OutputGone:
        talk.clear()
        return ExitCode.READER_GONE
    talk.clear()
    if failed and (done or failed > 1):
        talk.say(f"{many_of(done, 'article')} read, {many_of(failed, 'line' if many else 'file')} could not be")
    if many and noted:
        talk.say(f"{many_of(noted, 'article')} with notes; they are in the output under article.notes")
    return ExitCode.SOURCE if failed else ExitCode.DONE


def _checked_form(files: tuple[str, ...], jsonl: str | None, form: str | None, encoding: str | None) -> str:
    """The format to print. Raises UsageError where the inputs and options do not go together."""
    if jsonl is None:
        if not files:
            raise click.UsageError("nothing to read: give a FILE, `-` for the standard input, or --jsonl FILE")
        if files.count(_STDIN) > 1:
            raise click.UsageError("`-` can be read only once")
        return form or "table"
    if files:
        raise click.UsageError("give FILEs or --jsonl, not both")
    if form == "table":
        raise click.UsageError("--jsonl prints JSON; --format table is for FILEs")
    if encoding is not None:
        raise click.UsageError("--encoding is for FILEs; JSON lines are UTF-8")
    return form or "json"


def _refuse_overwriting(output: str | None, inputs: tuple[str | None, ...]) -> None:
    """Raise UsageError when the output file is one of the inputs: opening it would empty it."""
    if output is None or not Path(output).exists():
        return
    for name in inputs:
        if name and name != _STDIN and Path(name).exists() and Path(name).samefile(output):
            raise click.UsageError(f"--output {output}: is an input too")


def _files(names: tuple[str, ...], published: dt.date | None, encoding: str | None, limit: int) -> Iterator[_Item]:
    for name in names:
        try:
            if name == _STDIN:
                label = "standard input"
                decoded = read_stream(_stdin(), label, encoding=encoding, limit=limit)
            else:
                label = name
                decoded = read_file(Path(name), encoding=encoding, limit=limit)
        except SourceError as error:
            yield _Item(name, error=error)
        else:
            yield _Item(label, id=name, article=Article(decoded.text, published), notes=decoded.notes)


def _lines(stream: BinaryIO, name: str, published: dt.date | None, limit: int) -> Iterator[_Item]:
    for line in article_lines(stream, name, published=published, limit=limit):
        yield _Item(name, line.size, "" if line.id is None else line.id, line.article, (), line.error)


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise SourceError("standard input: is closed")
    return sys.stdin.buffer


def _opened(name: str) -> BinaryIO:
    if name == _STDIN:
        return _stdin()
    try:
        return Path(name).open("rb")
    except FileNotFoundError:
        raise SourceError(f"{name}: no such file") from None
    except OSError as error:
        raise SourceError(f"{name}: cannot be read ({error.strerror or error})") from error


def _shape(form: str, out: Output, bidi: str, color: str, *, why: bool, one: bool) -> _Shape:
    """How readings are printed."""
    if form == "json":
        return _Shape(lambda item, reading: _json(item, reading, why=why, one=one))
    if form == "geojson":
        return _Shape(
            lambda item, reading: _features(item, reading, why=why),
            head='{"type": "FeatureCollection", "features": [\n',
            between=",\n",
            tail="\n]}\n",
        )
    colour = coloured(color, out)
    style = style_for(out, bidi, colour=colour, why=why)
    end = "" if one else "\n"
    return _Shape(lambda item, reading: render(reading, style, title=item.name) + end, colour)


def _features(item: _Item, reading: Reading, *, why: bool) -> str:
    from marsad.export.geojson import features

    return ",\n".join(json.dumps(f, ensure_ascii=False) for f in features(str(item.id), reading, why=why))


def _json(item: _Item, reading: Reading, *, why: bool, one: bool) -> str:
    if one:
        return json.dumps(reading.to_json(why=why), ensure_ascii=False, indent=2) + "\n"
    return json.dumps({"id": item.id, **reading.to_json(why=why)}, ensure_ascii=False) + "\n"
