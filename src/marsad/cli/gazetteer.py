"""`marsad gazetteer`: the tables of places on this machine: import, list, search, describe, remove."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import Order, clean, display, is_arabic, order_for, wrap
from marsad.cli.options import PIPE_WIDTH, bidi_option, encoding_name, form_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, Talk, many_of
from marsad.cli.table import Style, beside
from marsad.errors import GazetteerError

if TYPE_CHECKING:
    from marsad.gazetteer import Found, Gazetteer, Table, Toponym
    from marsad.ingest.places import Summary

SHIPPED = "shipped"
"""What the table that comes with Marsad is called."""
_NAME = re.compile(r"[^\W_][\w .()+-]{0,63}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # names of devices on Windows
_SUGGESTED = 5


@click.group()
def gazetteer() -> None:
    """The places that Marsad knows: a table of towns ships with it, and yours with villages are imported.

    \b
    Examples:
      marsad gazetteer import SY.zip alternatenames-SY.zip --name syria
      marsad gazetteer search "دير الزور"
      marsad gazetteer list

    Imported tables lie in your data folder, or where the variable MARSAD_GAZETTEERS says. `marsad read` uses all of them.
    """


@gazetteer.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What to call the table.  [default: the name of the first PATH]")
@click.option("--title", metavar="TEXT", help="What it holds, for `list` and `info`.  [default: the names of the PATHs]")
@click.option("--licence", metavar="TEXT", default="", help="On what terms you have it.  [default: what is known of the source]")
@click.option("--encoding", metavar="NAME", callback=encoding_name, help="The encoding of the texts, where it is not UTF-8.")
@click.option("--skip-bad", is_flag=True, help="Leave out broken rows, and say how many, where otherwise the first one ends the import.")
@click.pass_context
def import_(
    ctx: click.Context, paths: tuple[Path, ...], name: str | None, title: str | None, licence: str, encoding: str | None, skip_bad: bool
) -> None:
    """Import files of places as one table.

    \b
    Examples:
      marsad gazetteer import SY.zip
      marsad gazetteer import SY.txt alternatenames/SY.txt --name syria
      marsad gazetteer import syr_pplp.xlsx syr_adminboundaries.xlsx --name syria-ocha --licence "CC BY-IGO"
      marsad gazetteer import places.tsv.gz --title "Places of the region"

    A PATH is a text, a gzip or ZIP file, or an XLSX workbook with one of these in it:

    \b
      GeoNames country dump         SY.zip or SY.txt as downloaded
      GeoNames alternate names      the Arabic names of a dump; import the two together
      OCHA populated places         any table with names, latitude and longitude
      OCHA or HDX P-codes           P-codes and Arabic names for areas of the other PATHs
      tab-separated                 headings id, cc, kind, name_ar, name_en, lat, lon; more where known

    PATHs of one import complete each other, in any order. A table of the same name is replaced, but only once all is read:
    an import that fails or is stopped leaves it as it was.

    Exit codes: 0 done; 1 the table could not be written; 2 usage; 3 a PATH could not be read; 130 stopped with Ctrl-C.
    """
    from marsad.gazetteer import home
    from marsad.ingest.places import import_places

    name = _checked(name or paths[0].name.split(".")[0])
    target = home() / f"{name}.places"
    _refuse_unwritable(home())
    talk, started = Talk(progress=True), time.monotonic()
    try:
        summary = import_places(
            paths,
            target,
            title=title or ", ".join(path.name for path in paths),
            licence=licence,
            encoding=encoding,
            skip_bad=skip_bad,
            progress=lambda what, done, of: talk.show(f"{what} {done:,}" + (f" of {of:,} places" if of else " rows")),
        )
    except GazetteerError as error:
        talk.say(f"{error}; nothing was imported")
        ctx.exit(ExitCode.SOURCE)
    except KeyboardInterrupt:
        talk.say("stopped: nothing was imported" + (f", the earlier {name} stays" if target.exists() else ""))
        ctx.exit(ExitCode.INTERRUPTED)
    talk.clear()
    for line in _told(summary):
        talk.say(line)
    size = f"{many_of(summary.places, 'place')}, {many_of(summary.names, 'name')}"
    with Output() as out:
        _write(ctx, out, f"{name}: {size}, {time.monotonic() - started:.1f} s ({_counted(summary.kinds)})\n")


@gazetteer.command("list")
@form_option
@click.pass_context
def list_(ctx: click.Context, form: str) -> None:
    """List the tables on this machine, the shipped one first.

    \b
    Examples:
      marsad gazetteer list
      marsad gazetteer list --format json
    """
    tables = list(_tables())
    with Output() as out:
        if form == "json":
            text = json.dumps([_described(name, path, table) for name, path, table in tables], ensure_ascii=False, indent=2) + "\n"
        else:
            text = "".join(_line(name, path, table) for name, path, table in tables)
        _write(ctx, out, text)


@gazetteer.command()
@click.argument("name")
@click.option("--country", metavar="CC", help="Only places of this country, by its code of two letters.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, metavar="N", help="Show at most N places.  [default: 20]")
@form_option
@bidi_option
@click.pass_context
def search(ctx: click.Context, name: str, country: str | None, limit: int, form: str, bidi: str) -> None:
    """Find places by an Arabic or English name, in any spelling, or by its beginning.

    \b
    Examples:
      marsad gazetteer search الرقه
      marsad gazetteer search "deir ez-zor" --country SY
      marsad gazetteer search القصير --format json

    Places of that very name come first, the largest first; then those whose name begins so. Each has two lines: kind,
    English and Arabic name; then id, country, latitude and longitude with the radius that they are good for, P-code, and
    the governorate it lies in.
    """
    from marsad.gazetteer import installed

    everything = installed()
    found = _search(everything, name, country, limit)
    with Output() as out:
        if form == "json":
            names = [_name_of(table.path) for table in everything.tables]
            text = (
                json.dumps([{**dataclasses.asdict(f.place), "table": names[f.table]} for f in found], ensure_ascii=False, indent=2) + "\n"
            )
        else:
            style = style_for(out, bidi)
            text = "".join(f"{line}\n" for f in found for line in _card(f.place, style))
        _write(ctx, out, text)
    if not found:
        order = order_for(bidi, is_terminal=sys.stderr.isatty(), env=os.environ)
        for line in _nothing(everything, name, country, order):
            click.echo(f"marsad: {line}", err=True)


@gazetteer.command()
@click.argument("name", required=False)
@click.pass_context
def info(ctx: click.Context, name: str | None) -> None:
    """Tell what a table holds, whence, and on what terms: of NAME, or of all tables.

    \b
    Examples:
      marsad gazetteer info shipped
      marsad gazetteer info syria
    """
    chosen = [t for t in _tables() if name in (None, t[0])]
    if not chosen:
        raise click.UsageError(_unknown(name or ""))
    with Output() as out:
        for i, (label, path, table) in enumerate(chosen):
            if isinstance(table, GazetteerError):
                if name is not None:
                    raise table
                _write(ctx, out, _line(label, path, table))
            else:
                _write(ctx, out, "\n" * bool(i) + "".join(f"{line}\n" for line in _facts(label, path, table)))


@gazetteer.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove an imported table from this machine.

    \b
    Example:
      marsad gazetteer remove syria
    """
    from marsad.gazetteer import imported

    if name == SHIPPED:
        raise click.UsageError("the shipped table is a part of Marsad and stays")
    path = next((p for p in imported() if _name_of(p) == name), None)
    if path is None:
        raise click.UsageError(_unknown(name))
    try:
        path.unlink()
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be removed ({error.strerror or error})") from error
    Talk(progress=False).say(f"{name} is removed")


# ---- importing


def _checked(name: str) -> str:
    """`name`, where it can be a file's name on any system. Raises UsageError where not."""
    if not _NAME.fullmatch(name) or name[-1] in ". " or _RESERVED.fullmatch(name) or name == SHIPPED:
        shown = clean(name[:80])
        raise click.UsageError(
            f"--name {shown!r}: a name is at most 64 letters, digits, spaces and .-_()+, begins with a letter or digit, "
            f"and is not {SHIPPED!r}"
        )
    return name


def _refuse_unwritable(folder: Path) -> None:
    """Raise GazetteerError at once where nothing can be written at the end."""
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise GazetteerError(
            f"{folder}: cannot be written to ({error.strerror or error}); set MARSAD_GAZETTEERS to a folder that can"
        ) from error


def _told(summary: Summary) -> Iterator[str]:
    """What is worth knowing of an import beside its places."""
    if summary.passed_over:
        yield f"no table of places, passed over: {', '.join(summary.passed_over)}"
    if summary.left_out:
        sorts = list(summary.left_out.items())
        shown = ", ".join(f"{count:,} {sort}" for sort, count in sorts[:8]) + (
            f" and {len(sorts) - 8} other sorts" if len(sorts) > 8 else ""
        )
        yield f"{many_of(sum(summary.left_out.values()), 'row')} of no use left out: {shown}"
    if summary.unplaced:
        yield f"not placed: {many_of(summary.unplaced, 'P-code')} without an area of that name in the other files"
    if summary.broken:
        yield f"{many_of(summary.broken, 'broken row')} left out"
        yield from (f"  {fault}" for fault in summary.faults)


# ---- the tables there are


def _tables() -> Iterator[tuple[str, Path, Table | GazetteerError]]:
    """Name, path and table of each file, or why it cannot be opened."""
    from marsad.gazetteer import Table, imported, shipped

    try:
        table = shipped().tables[0]
        yield SHIPPED, table.path, table
    except GazetteerError as error:
        yield SHIPPED, Path(), error
    for path in imported():
        try:
            yield _name_of(path), path, Table(path)
        except GazetteerError as error:
            yield _name_of(path), path, error


def _name_of(path: Path) -> str:
    return path.name.removesuffix(".places")


def _described(name: str, path: Path, table: Table | GazetteerError) -> dict[str, Any]:
    if isinstance(table, GazetteerError):
        return {"name": name, "path": str(path), "error": str(table)}
    told = {key: table.meta.get(key, "") for key in ("title", "source", "licence", "digest")}
    return {"name": name, "places": sum(table.counts().values()), **told, "path": str(path)}


def _line(name: str, path: Path, table: Table | GazetteerError) -> str:
    if isinstance(table, GazetteerError):
        return clean(f"{name}: cannot be used: {table}") + "\n"
    terms = table.meta.get("licence") or "licence not stated"
    head = f"{name}: {many_of(sum(table.counts().values()), 'place')} · {table.meta.get('title', '')}"
    return f"{clean(head)}\n    {clean(terms)}\n    {clean(str(path))}\n"


def _facts(name: str, path: Path, table: Table) -> Iterator[str]:
    meta = table.meta
    yield clean(f"{name}: {meta.get('title') or 'no title'}")
    for label, value in (
        ("places", f"{sum(table.counts().values()):,}"),
        ("kinds", _counted(table.counts())),
        ("countries", _counted(table.countries())),
        ("source", meta.get("source") or "not stated"),
        ("files", meta.get("files", "")),
        ("licence", meta.get("licence") or "not stated"),
        ("attribution", meta.get("attribution", "")),
        ("digest", meta.get("digest", "")),
        ("path", str(path)),
    ):
        for i, piece in enumerate(piece for line in value.splitlines() for piece in wrap(clean(line), PIPE_WIDTH - 15)):
            yield f"   {'' if i else label:<12}{piece}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())


def _unknown(name: str) -> str:
    from marsad.gazetteer import imported

    names = ", ".join((SHIPPED, *map(_name_of, imported())))
    return f"there is no table {clean(name)!r}; there are: {clean(names)}"


# ---- searching


def _search(everything: Gazetteer, name: str, country: str | None, limit: int) -> list[Found]:
    """The places of this name, the largest first, then those whose name begins so."""
    from marsad.gazetteer import KINDS
    from marsad.text.names import keys_of, words_of

    keys = keys_of(words_of(name))
    if not keys:
        return []
    whole = [f for found in everything.find(keys).values() for f in found]
    whole.sort(key=lambda f: (-f.place.population, KINDS.index(f.place.kind) if f.place.kind in KINDS else len(KINDS), f.place.id))
    # A country's share of a common beginning may be small.
    beginning = everything.starting(keys[0], limit * (50 if country else 2) + len(whole))
    out = {f.place.id: f for f in (*whole, *beginning) if country is None or f.place.cc == country.upper()}
    first = {f.place.id: f for f in reversed(whole)}
    return [first.get(id, f) for id, f in out.items()][:limit]


def _card(place: Toponym, style: Style) -> Iterator[str]:
    """Two lines, with one Arabic piece each (`bidi.py` says why)."""
    yield beside(f"{place.kind:<12} {clean(place.name_en)}", clean(place.name_ar), style)
    radius = f"{place.lat:.4f}, {place.lon:.4f} ± {place.radius_km:g} km"
    people = f"{place.population:,} people" if place.population else ""
    facts = "  ".join(filter(None, (clean(place.id), clean(place.cc), radius, people, clean(place.pcode))))
    yield beside(f"{'':<12} {facts}", clean(place.admin1), style)


def _nothing(everything: Gazetteer, name: str, country: str | None, order: Order) -> Iterator[str]:
    """What to try where nothing was found: names that begin alike, one a line, else where more places come from."""
    from marsad.text.names import keys_of, words_of

    yield f"no place of the name {display(clean(name), order, arabic=False)}" + (f" in {clean(country.upper())}" if country else "")
    key = next(iter(keys_of(words_of(name))), "")
    for cut in range(len(key) - 1, max(2, len(key) - 4), -1):
        near = [f.place for f in everything.starting(key[:cut], 200) if country is None or f.place.cc == country.upper()]
        if near:
            yield "names that begin alike:"
            arabic = is_arabic(name)
            names = dict.fromkeys((p.name_ar or p.name_en) if arabic else (p.name_en or p.name_ar) for p in near)
            yield from (f"  {display(clean(each), order)}" for each in list(names)[:_SUGGESTED])
            return
    yield "villages come with `marsad gazetteer import`; `marsad gazetteer list` shows what there is"


def _write(ctx: click.Context, out: Output, text: str) -> None:
    try:
        out.write(text)
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)
