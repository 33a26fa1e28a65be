"""`marsad disagreements`: where the voices of a ledger conflict, the most telling first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.asked import filter_of, filter_options
from marsad.cli.bidi import clean, is_arabic
from marsad.cli.ledgers import SHOWN_ID, opened
from marsad.cli.options import bidi_option, colour_option, coloured, ledger_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, Talk, many_of
from marsad.cli.table import Style, beside, fit

if TYPE_CHECKING:
    from marsad.synthesis.disagreements import Disagreement, Side

_TABLE_LIMIT = 20
_SHOWN = 6  # voices and claims of a side that a table names
_QUESTIONS = {
    "happened": "whether it happened",
    "who": "who did it",
    "holder": "who holds it",
    "figure": "how many",
    "where": "where",
    "when": "when",
}


@click.command()
@ledger_option
@filter_options
@click.option("--about", multiple=True, type=click.Choice(list(_QUESTIONS)), help="About this alone.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="table is for people, json for programs (one object a line).  [default: table]",
)
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Show at most N.  [default: 20 in a table, else all]")
@bidi_option
@colour_option
@click.pass_context
def disagreements(
    ctx: click.Context, /, ledger: str, about: tuple[str, ...], form: str, limit: int | None, bidi: str, color: str, **told: Any
) -> None:
    """Show where voices conflict: on whether something happened, who did it, who holds a place, how many, where and when.

    \b
    Examples:
      marsad disagreements --place الرقة
      marsad disagreements --about figure --from 2024-05-01 --to 2024-05-07
      marsad disagreements --family territory --format json

    The most telling comes first; each says why it stands there. Only claims that are asked for count, on either side. Whether
    something happened and who holds a place are compared over all articles that tell of one place and of days that may be the
    same; the rest where it is known to be one occasion. Claims that people rejected are left out.

    --format json prints one object a line: `about`, `type`, `place`, `start` and `end` (days, null where open), `reason`,
    `score`, `because`, and `sides`, each with what it `says`, its `voices` and the ids of its `claims`.

    Exit codes: 0 done, also where nobody disagrees; 1 the output could not be written; 2 usage; 3 the ledger could not be
    read; 130 stopped with Ctrl-C; 141 the reader of the output went away.
    """
    from marsad.synthesis import disagreements as rooms
    from marsad.synthesis.occasions import occasions
    from marsad.synthesis.statements import statements

    with opened(ledger) as book:
        asked = list(statements(book, filter_of(told)))
        found = [d for d in rooms.disagreements(asked, *occasions(book, asked)) if not about or d.about in about]
    shown = found[: _TABLE_LIMIT if limit is None and form == "table" else limit]
    talk = Talk(progress=False)
    try:
        with Output() as out:
            style = style_for(out, bidi, colour=coloured(color, out))
            for each in shown:
                printed = json.dumps(each.to_json(), ensure_ascii=False) if form == "json" else "\n".join(_card(each, style))
                out.write(printed + "\n", colour=style.colour)
            if form == "table":
                out.write(f"{_counted(len(shown), len(found))}\n")
    except KeyboardInterrupt:
        ctx.exit(ExitCode.INTERRUPTED)
    except OutputGone:
        ctx.exit(ExitCode.READER_GONE)
    if form == "json":
        talk.say(_counted(len(shown), len(found)))


def _card(d: Disagreement, style: Style) -> Iterator[str]:
    head = f" ● {_QUESTIONS[d.about]} · {d.type} · {_days(d)}"
    yield beside(head, fit(clean(d.place or ""), style.room // 2), style, {"bold": True})
    for side in d.sides:
        yield from _side(side, style)
    yield style.paint(f"   {d.reason}", {"dim": True})
    yield style.paint(f"   score {d.score:g}: {'; '.join(d.because)}", {"dim": True})
    yield ""


def _side(side: Side, style: Style) -> Iterator[str]:
    says, room = clean(side.says), style.room // 2
    yield beside("   –", fit(says, room), style) if is_arabic(says) else f"   – {fit(says, room)}"
    for voice in side.voices[:_SHOWN]:
        yield beside("     says", fit(clean(voice), room), style)
    more = len(side.claims) - _SHOWN
    ids = " ".join(id[:SHOWN_ID] for id in side.claims[:_SHOWN])
    yield style.paint(f"     claims     {ids}{f' and {more:,} more' if more > 0 else ''}", {"dim": True})


def _days(d: Disagreement) -> str:
    start, end = (day.isoformat() if day else "…" for day in (d.start, d.end))
    return start if start == end else f"{start} – {end}"


def _counted(shown: int, total: int) -> str:
    if total == 0:
        return "No disagreement found."
    many = many_of(total, "disagreement")
    return many if shown == total else f"{shown:,} of {many}; --limit shows others"
