"""What Marsad does, shown on articles of the corpus: `make demo`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from marsad.cli.main import run
from marsad.cli.output import ExitCode
from marsad.ledger.queries import Filter
from marsad.ledger.store import open_ledger

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
# A wire report from Syria, a live blog from Libya, a relief bulletin from Sudan.
SAMPLES = ("synth-1", "synth-4", "synth-7")

LEDGER = "demo.db"
CLOSING = f"""\
These articles were written for the project; their claims, as a careful reader writes them down, are in corpus/*.json. They are now in the
ledger {LEDGER}: run this again, and nothing is added twice. Ask it what you like:
  .venv/bin/marsad claims --ledger {LEDGER} --place الفاشر
  .venv/bin/marsad claims --ledger {LEDGER} --text "قصف" --format csv -o claims.csv
  .venv/bin/marsad incidents --ledger {LEDGER}
  .venv/bin/marsad report --ledger {LEDGER} --place الفاشر --lang ar --format html -o report.html

Now your own: save an Arabic report as text and run
  .venv/bin/marsad ingest report.txt --published 2024-05-02
  .venv/bin/marsad claims
`marsad read report.txt` shows the claims and keeps nothing.
"""


def main() -> int:
    """Read the samples into a ledger, each with its date of publication, and ask the ledger."""
    for name in SAMPLES:
        published = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))["published"]
        path = CORPUS / f"{name}.txt"
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        if code := _shown("ingest", str(shown), "--published", published, "--ledger", LEDGER):
            return code
    print("What they claim, the newest first:\n")
    if code := _shown("claims", "--ledger", LEDGER, "--limit", "200"):
        return code
    print("Where they disagree: an activist tells of captured soldiers, a military source denies it. Both are kept.\n")
    if code := _shown("disagreements", "--ledger", LEDGER):
        return code
    denied = Filter(types=("detention",), statuses=("negated",))
    with open_ledger(LEDGER, create=False) as ledger:
        (claim, *_) = ledger.search(denied)
    if code := _shown("show", claim.id[:12], "--ledger", LEDGER):
        return code
    print("A siege, by whose account, and who is inside:\n")
    if code := _shown("siege", "الفاشر", "--ledger", LEDGER):
        return code
    print("Whether anything in the ledger was changed past its log:\n")
    if code := _shown("verify", "--ledger", LEDGER):
        return code
    print(CLOSING, end="")
    return 0


def _shown(*arguments: str) -> int:
    """Run a command as a user would, under the line that a user would write."""
    print("$ marsad", *arguments, flush=True)
    code = run(list(arguments))
    print(flush=True)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # `make demo | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.READER_GONE)
