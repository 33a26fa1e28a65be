"""Writes the parts of the documentation that the program itself knows: docs/cli.md, the result in README.md, and in docs/ledger.md and
docs/report.md what their examples print.

`--check` writes nothing and fails where a file is not current; the tests call it.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from marsad.cli.main import cli
from marsad.cli.table import Style, render
from marsad.export.sheet import COLUMNS
from marsad.gazetteer import shipped
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger
from marsad.model import Article, Document
from marsad.reader import read_article

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "example.txt"
EXAMPLE_PUBLISHED = dt.date(2013, 8, 19)
_WIDTH = 88
_START, _END = "<!-- result: written by tools/gen_docs.py -->", "<!-- end of result -->"

_RUN = re.compile(r"<!-- run: (.+?) -->\n.*?<!-- end of run -->", re.DOTALL)
_COLUMNS = re.compile(r"<!-- columns -->\n.*?<!-- end of columns -->", re.DOTALL)
_HASH = re.compile(r"(?<=:)[0-9a-f]{64}")
_LONGEST = 400  # characters of a line that is shown

CLI_HEAD = """\
# The command line

<!-- Written by tools/gen_docs.py from the program's own help. Change the help, then run `make docs`. -->

Data goes to the standard output, as UTF-8 with `\\n` line ends on every system; notes, progress and errors go to the standard
error. The [exit codes](#marsad) stand in the help of `marsad`.
"""

CLI_TAIL = """\
## What comes in

Text may be UTF-8 (with or without a byte order mark), UTF-16, windows-1256 or ISO-8859-6; `--encoding` names any other encoding
that Python knows. Damaged characters become U+FFFD and a note says how many. PDF, Office and other binary files are refused.

A line of `--jsonl` is an object with `text`, and where known `id` (a string or a whole number) and `published` (`YYYY-MM-DD`, or an
ISO 8601 time, whose own day counts). `--published` stands in where a line has none.

## What comes out

`--format json` prints `{"article": {…}, "claims": […]}`. `article` has `id`, `published`, `characters` and `notes`. A claim has
`id`, `type`, `trigger`, `status`, `sources`, `via`, `roles`, `quantities`, `time` and `rule`, and with `--why` also `why`. A span is
`{"start", "end", "text"}` in Unicode code points of the text, line ends as they are in the file, without a byte order mark.

| inputs | output |
|---|---|
| one FILE | one object, indented |
| several FILEs | one object a line, in the order of the FILEs, with the FILE's name as `id` |
| `--jsonl` | one object a line, in the order of the lines, with the line's `id` (the article's own where it has none) |
| any, with `--format geojson` | one FeatureCollection with a feature for each claim, in the same order |

An `id` that a line brings becomes the article's `id` too, as a string, and with it part of each claim's `id`.

A filler of a role that is a place has a `location` where it was resolved: `name_ar`, `name_en`, `lat`, `lon`, `radius_km`, `precision`,
`id`, `admin1` and `pcode`, null where not known; `candidates`, where it was not, for the places that it may be.
[Places](places.md) says what they mean. `article.gazetteer` names the tables of places that were used by their content: the same
text, date, version and tables give the same bytes.

A feature of GeoJSON has the claim's `id`, its area as a Polygon or MultiPolygon (never a Point) or a null geometry, and in its
properties the claim, the `article`, the `places` and the `geometry_role` that they come from: the claim's `place`, else where it
heads (`toward`), else where it comes `from`, else what it is done to.

## On a terminal

Arabic is joined and put in order for terminals that do not do so themselves, and left as it is for those that do (GNOME Terminal
and others on VTE 0.58 or newer, Konsole, Apple Terminal, iTerm2, kitty, mintty, mlterm). `--bidi on` and `--bidi off` say otherwise.
In a file or a pipe, text is always as stored. Colour is used on a terminal only, and not where `NO_COLOR` is set; `--color always`
says otherwise. Escape sequences and direction overrides that stand in an article never reach the terminal.
"""


def cli_page() -> str:
    """docs/cli.md: the help of every command, and what help texts have no room for."""
    parts = [CLI_HEAD]
    for name, command in _commands(cli, "marsad"):
        context = click.Context(command, info_name=name, max_content_width=80, terminal_width=80, help_option_names=["-h", "--help"])
        parts.append(f"## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join([*parts, CLI_TAIL])


def readme_page(old: str) -> str:
    """README.md with the result between its marks made anew."""
    head, _, rest = old.partition(_START)
    _, _, tail = rest.partition(_END)
    # The shipped places alone, so that the page is the same on every machine.
    article = Article(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE_PUBLISHED)
    reading = read_article(article)
    table = render(reading, Style(width=_WIDTH), title=str(EXAMPLE.relative_to(ROOT)))
    return f"{head}{_START}\n```text\n{table}```\n{_END}{tail}"


def ledger_page(old: str) -> str:
    """A page with what its commands print, run one after the other on a ledger with the example in it, and the columns of a CSV."""
    columns = "\n".join(f"| `{column.name}` | {column.holds} |" for column in COLUMNS)
    page = _COLUMNS.sub(lambda _: f"<!-- columns -->\n| column | |\n|---|---|\n{columns}\n<!-- end of columns -->", old)
    with tempfile.TemporaryDirectory() as folder:
        where = f"{folder}/marsad.db"
        ids = _example_ledger(where)
        return _RUN.sub(lambda m: f"<!-- run: {m[1]} -->\n```text\n{_ran(m[1].format(**ids), where)}```\n<!-- end of run -->", page)


def _example_ledger(where: str) -> dict[str, str]:
    """Make a ledger of the example, and return what people type for its first claim of each type."""
    article = Article(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE_PUBLISHED)
    fetched = dt.datetime.combine(EXAMPLE_PUBLISHED, dt.time(18), dt.UTC)
    key = EXAMPLE.relative_to(ROOT).as_posix()
    document = Document(key, EXAMPLE.read_bytes(), article.text, fetched, article.published)
    with open_ledger(where) as ledger:
        ledger.add(document, read_article(article, why=True), gazetteer=shipped())
        return {hit.claim["type"]: hit.id[:12] for hit in reversed(ledger.search(Filter()))}


def _ran(command: str, where: str) -> str:
    """A command as it is typed, and what it prints. Hashes that hang on the time of day are cut short."""
    environment = {"MARSAD_LEDGER": where, "MARSAD_REVIEWER": "Muna", "COLUMNS": str(_WIDTH)}
    result = CliRunner().invoke(cli, shlex.split(command)[1:], env=environment)
    if result.exit_code:
        raise SystemExit(f"docs: `{command}` ends with {result.exit_code}: {result.stderr}{result.exception or ''}")
    printed = _HASH.sub("9f86d081884c7d65…", result.stdout.lstrip("\n"))
    lines = (line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…" for line in printed.splitlines())
    return "".join(f"{line}\n" for line in (f"$ {command}", *lines))


def stale() -> list[Path]:
    """The pages that are not what this tool would write."""
    return [path for path, text in _pages() if not path.exists() or path.read_text(encoding="utf-8") != text]


def _pages() -> Iterator[tuple[Path, str]]:
    readme = ROOT / "README.md"
    yield ROOT / "docs" / "cli.md", cli_page()
    yield readme, readme_page(readme.read_text(encoding="utf-8"))
    for name in ("ledger.md", "report.md"):
        page = ROOT / "docs" / name
        yield page, ledger_page(page.read_text(encoding="utf-8"))


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for sub, child in sorted(command.commands.items()):
            yield from _commands(child, f"{name} {sub}")


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are not current."""
    if arguments == ["--check"]:
        for path in (old := stale()):
            print(f"{path.relative_to(ROOT)} is not current: run `make docs`", file=sys.stderr)
        return 1 if old else 0
    for path, text in _pages():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
