"""A program that fills a ledger: `feeder.py LEDGER FIRST LAST [BYTES]`. It says each number when the article is in. No file of its may grow
over BYTES, as on a full disk."""

from __future__ import annotations

import sys

from tests.ledger.samples import numbered

from marsad.errors import LedgerError
from marsad.ledger.store import open_ledger


def main(where: str, first: str, last: str, limit: str = "") -> None:
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    with open_ledger(where) as ledger:
        for n in range(int(first), int(last)):
            ledger.add(*numbered(n))
            sys.stdout.write(f"{n}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except LedgerError as error:
        sys.exit(str(error))
