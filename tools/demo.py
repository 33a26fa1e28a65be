"""What Marsad does, shown on articles of the corpus: `make demo`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from marsad.cli.main import run
from marsad.cli.output import ExitCode

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
# A wire report from Syria, a live blog from Libya, a relief bulletin from Sudan.
SAMPLES = ("synth-1", "synth-4", "synth-7")

CLOSING = """\
These articles were written for the project; their claims, as a careful reader writes them down, are in corpus/*.json.

Now your own: save an Arabic report as text and run
  .venv/bin/marsad read report.txt --published 2024-05-02
or put the text on the command's standard input:
  .venv/bin/marsad read -
Add --why to see what made each claim, --format json for a program.
"""


def main() -> int:
    """Read the samples one after the other, each with its date of publication."""
    for name in SAMPLES:
        published = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))["published"]
        path = CORPUS / f"{name}.txt"
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        arguments = ["read", str(shown), "--published", published]
        print("$ marsad", *arguments, flush=True)
        if code := run(arguments):
            return code
        print(flush=True)
    print(CLOSING, end="")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # `make demo | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.READER_GONE)
