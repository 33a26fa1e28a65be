"""The command group, what a bare `marsad` says, and the way out of the program."""

from __future__ import annotations

import sys

import click

from marsad.cli.bidi import clean
from marsad.cli.claims import claims
from marsad.cli.control import control
from marsad.cli.disagreements import disagreements
from marsad.cli.gazetteer import gazetteer
from marsad.cli.incidents import incidents
from marsad.cli.ingest import ingest
from marsad.cli.output import ExitCode
from marsad.cli.read import read
from marsad.cli.report import report
from marsad.cli.review import review
from marsad.cli.show import show
from marsad.cli.siege import siege
from marsad.cli.verify import verify
from marsad.cli.watch import watch
from marsad.errors import LedgerError, MarsadError

WELCOME = """\
Marsad reads Arabic conflict reporting and says what is claimed to have happened, and who says so.

  marsad read report.txt --published 2024-05-02     what an article claims
  marsad read --jsonl articles.jsonl > out.jsonl    thousands of articles
  marsad ingest reports/ https://example.org/feed   read them, and keep them in a ledger
  marsad watch outlets.yaml                         ask feeds again and again
  marsad claims --type airstrike --place الرقة      what a ledger holds, by any part of a claim
  marsad show CLAIM                                 one claim, in the words of its article
  marsad control "دير الزور"                        who is said to hold a place, since when, by whose account
  marsad siege "دير الزور"                          who is said to besiege it, who is inside, who comes near
  marsad disagreements --place الرقة                where voices conflict, the most telling first
  marsad report --place الرقة --lang ar             a situation report, every sentence with its claims
  marsad review CLAIM accept                        what you think of it; reject and correct give reasons
  marsad incidents --place الرقة                    what several articles tell of one occasion
  marsad verify                                     whether the ledger is what it was when it was written
  marsad gazetteer --help                           the places it knows: search them, import more

Each has --help.
"""

# Click wraps help at the terminal's width, up to this.
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        import marsad

        click.echo(f"marsad {marsad.__version__}")
        ctx.exit()


@click.group(invoke_without_command=True, context_settings=CONTEXT)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Marsad (مرصد, an observatory) reads Arabic conflict reporting into sourced claims: what is said to have happened,
    where, when, to whom, how many, how certain, and who says so, down to the characters of the article. It never
    decides what is true.

    \b
    Exit codes:
      0    all that was asked is done
      1    the output could not be written, Marsad's own data is broken, or `marsad verify` found a fault
      2    usage: a wrong option, or an output file that cannot be opened
      3    an input, or some of them, could not be read, the others are; or a ledger could not be read or written
      130  stopped with Ctrl-C; what was written is kept
      141  the reader of the output went away, as with `| head`

    Data goes to the standard output; notes, progress and errors go to the standard error.
    """
    if ctx.invoked_subcommand is None:
        click.echo(WELCOME, nl=False)


cli.add_command(read)
cli.add_command(ingest)
cli.add_command(watch)
cli.add_command(claims)
cli.add_command(show)
cli.add_command(control)
cli.add_command(siege)
cli.add_command(disagreements)
cli.add_command(report)
cli.add_command(incidents)
cli.add_command(review)
cli.add_command(verify)
cli.add_command(gazetteer)


def run(args: list[str]) -> int:
    """Run the program with `args` and return its exit code."""
    try:
        code = cli.main(args=args, prog_name="marsad", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return ExitCode.INTERRUPTED
    except LedgerError as error:
        click.echo(f"marsad: {clean(str(error))}", err=True)
        return ExitCode.SOURCE
    except MarsadError as error:
        click.echo(f"marsad: {error}", err=True)
        return ExitCode.FAILED
    return code if isinstance(code, int) else ExitCode.DONE


def main() -> None:
    """The entry point of the program `marsad`."""
    sys.exit(run(sys.argv[1:]))
