"""`marsad review`: what a person thinks of claims."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli.bidi import clean
from marsad.cli.changes import changes
from marsad.cli.ledgers import REVIEWER, SHOWN_ID, claim_meant, claim_told, opened, person
from marsad.cli.options import bidi_option, ledger_option, style_for
from marsad.cli.output import ExitCode, Output, OutputGone, Talk
from marsad.cli.table import Style
from marsad.errors import LedgerError

if TYPE_CHECKING:
    from marsad.ledger.records import Review, Told, Verdict
    from marsad.ledger.store import Ledger

_VERDICTS: dict[str, Verdict] = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}


@click.command()
@click.argument("claims", nargs=-1, required=True, metavar="CLAIM…")
@click.argument("verdict", type=click.Choice(list(_VERDICTS)), metavar="accept|reject|correct")
@ledger_option
@click.option("--why", default="", metavar="TEXT", help="The reason; needed to reject and to correct.")
@click.option("--who", metavar="NAME", help="Who reviews.  [default: MARSAD_REVIEWER, else your login name]")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="What a correction sets; may be repeated.")
@click.option(
    "--json", "file", metavar="FILE", help="What a correction sets, as a JSON object of the claim's fields; `-` is the standard input."
)
@bidi_option
@click.pass_context
def review(
    ctx: click.Context,
    /,
    claims: tuple[str, ...],
    verdict: str,
    ledger: str,
    why: str,
    who: str | None,
    settings: tuple[str, ...],
    file: str | None,
    bidi: str,
) -> None:
    """Accept, reject or correct claims. The claim as it was read stays in the ledger, and so does every review.

    \b
    Examples:
      marsad review d56dbfa12330 accept
      marsad review d56dbf 43a37e 9c51a7 reject --why "the article quotes a film"
      marsad review 43a37e correct --why "two bodies were counted twice" --set quantity.low=2 --set quantity.high=2
      marsad review d56dbf correct --why "the agency cites him" --set "sources=وكالة سانا" --set "sources=محافظ الرقة"

    CLAIM is a claim's id, or the beginning of it, as `marsad claims` shows it; several can be accepted or rejected at once.

    \b
    A correction sets:
      type=shelling  status=negated            one of the words of docs/CLAIMS.md
      trigger=WORDS                            words of the article, as they stand there
      time=2024-05-01  time=2024-05-01/..      a day, or from/to with .. for an open end; time=…@WORDS tells the words
      sources=WORDS  via=WORDS                 the chain, the outermost first: once for each
      target=WORDS  place=WORDS  …             what fills a role: once for each
      quantity.low=3  .high  .of  .unit        a bound (none: open), the measure, the unit; quantity.2.low where there
      quantity.approx=yes  .text=WORDS         are several
      FIELD=none                               takes it out

    Words that stand in the article several times are told by their number: --set "target=مدنيين#2". A place or an actor is
    kept where its words were in the claim before; new words have none. --json can set all of it.

    Nothing is overwritten: a correction is shown in the place of what was read, until another correction is, and `marsad show`
    shows both. To take a verdict back, give another. `marsad claims --review corrected` lists what was corrected.

    Exit codes: 0 done; 1 the output could not be written; 2 usage, also a correction that makes no claim; 3 the ledger could
    not be read or written, or has no such claim.
    """
    _check(claims, verdict, why, settings, file)
    name, whence = person(who)
    talk = Talk(progress=False)
    with opened(ledger) as book, Output() as out:
        style = style_for(out, bidi)
        meant = list(dict.fromkeys(claim_meant(book, told) for told in claims))
        done: list[str] = []
        try:
            try:
                for id in meant:
                    before = book.claim(id)
                    made = _reviewed(book, before, verdict, name, why, settings, file)
                    done += _lines(before, made, style)
            finally:
                # At the end, so that a reader who leaves ends no review; and also what was done before a fault.
                out.write("".join(f"{line.rstrip()}\n" for line in done))
        except OutputGone:
            ctx.exit(ExitCode.READER_GONE)
    hint = "" if whence == "--who" else f" ({whence}{'' if whence == REVIEWER else f'; --who or {REVIEWER} says otherwise'})"
    talk.say(f"reviewed by {name}{hint}")


def _check(claims: tuple[str, ...], verdict: str, why: str, settings: tuple[str, ...], file: str | None) -> None:
    """Raise UsageError where the arguments do not go together."""
    if verdict != "accept" and not why.strip():
        raise click.UsageError(f"to {verdict} a claim needs a reason: --why TEXT")
    if verdict != "correct":
        if settings or file:
            raise click.UsageError(f"--set and --json are for `correct`, not for `{verdict}`")
        return
    if len(claims) > 1:
        raise click.UsageError("only one claim is corrected at a time")
    if bool(settings) == bool(file):
        raise click.UsageError("to correct a claim, say what it is: --set FIELD=VALUE, once for each field, or --json FILE")


def _reviewed(book: Ledger, before: Told, verdict: str, who: str, why: str, settings: tuple[str, ...], file: str | None) -> Review:
    """The review as the ledger keeps it. Raises UsageError for a correction that makes no claim."""
    from marsad import lexicon
    from marsad.ledger.corrections import corrected
    from marsad.ledger.settings import change_of

    if verdict != "correct":
        return book.review(before.hit.id, _VERDICTS[verdict], who=who, why=why)
    try:
        change = change_of(before.hit.claim, before.text, settings) if file is None else _json_of(file)
        corrected(before.hit.claim, change, before.text, lexicon.load().types, why=why)  # the ledger's own check, as an error of usage
    except LedgerError as error:
        raise click.UsageError(clean(str(error))) from error
    return book.review(before.hit.id, "corrected", who=who, why=why, correction=change)


def _json_of(name: str) -> dict[str, Any]:
    """The object of a JSON file. Raises UsageError where it is none."""
    try:
        told = json.loads(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except OSError as error:
        raise click.UsageError(f"--json {name}: cannot be read ({error.strerror or error})") from error
    except (ValueError, RecursionError) as error:
        raise click.UsageError(clean(f"--json {name}: is no JSON ({error})")) from error
    if not isinstance(told, dict):
        raise click.UsageError(f'--json {name}: is no object; give the fields that are set, as in {{"type": "shelling"}}')
    return told


def _lines(before: Told, made: Review, style: Style) -> Iterator[str]:
    """What a review did to a claim."""
    again = " already, by the same person for the same reason" if made in before.reviews else ""
    yield f"{made.claim[:SHOWN_ID]}  {clean(str(before.hit.claim['type']))}  {made.verdict}{again}"
    if made.correction is not None and not again:
        yield from changes(claim_told(before.hit.claim), claim_told(made.correction), style)
