"""What the commands on a ledger share: opening it, which claim is meant, and who is asking."""

from __future__ import annotations

import getpass
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.errors import LedgerError

if TYPE_CHECKING:
    from marsad.ledger.store import Ledger
    from marsad.model import Claim

SHOWN_ID = 12
"""The digits of a claim's id that people are shown: enough to tell it from millions of others."""
REVIEWER = "MARSAD_REVIEWER"
"""The variable that names who reviews and exports."""

_SHORTEST = 6
_LISTED = 10
_ID = re.compile(r"[0-9a-f]+")


def opened(where: str) -> Ledger:
    """The ledger at a path or an address. Raises LedgerError where there is none, or something else."""
    from marsad.ledger.store import open_ledger

    return open_ledger(where, create=False)


def own_files(ledger: Ledger) -> frozenset[Path]:
    """The files of a ledger that is one, by their resolved paths."""
    ends = ("", "-wal", "-shm") if ledger.engine.dialect.name == "sqlite" else ()
    return frozenset(Path(ledger.name + end).resolve() for end in ends)


def refuse_overwriting(ledger: Ledger, path: Path | None, option: str) -> None:
    """Raise UsageError where `path` is a file of the ledger itself."""
    if path is not None and path.exists() and any(own.exists() and path.samefile(own) for own in own_files(ledger)):
        raise click.UsageError(f"{option} {path}: is the ledger itself; give another file")


def claim_meant(ledger: Ledger, told: str) -> str:
    """The id of the claim that `told` is the id of, or the beginning of the id. An apostrophe in front, which spreadsheets leave there,
    does not count. Raises LedgerError where it is no id, nobody's, or that of several claims, which are listed."""
    beginning = told.strip().lstrip("'").lower()
    if len(beginning) < _SHORTEST or not _ID.fullmatch(beginning):
        raise LedgerError(
            f"{told!r} is no id of a claim; give at least {_SHORTEST} of its digits (0-9 and a-f), as `marsad claims` shows them"
        )
    found = ledger.ids(beginning, _LISTED + 1)
    if not found:
        raise LedgerError(f"{ledger.name}: has no claim {beginning!r}; `marsad claims` lists what there is")
    if len(found) > 1 and beginning not in found:
        hits = [ledger.claim(id).hit for id in found[:_LISTED]]
        listed = ", ".join(f"{hit.id} ({hit.claim['type']}, {hit.published or 'no day'})" for hit in hits)
        more = " and more" if len(found) > _LISTED else ""
        raise LedgerError(f"{beginning!r} begins the ids of several claims: {listed}{more}; give more digits")
    return beginning if beginning in found else found[0]


def person(name: str | None) -> tuple[str, str]:
    """Who is at work, and by whose word: `name`, else the variable MARSAD_REVIEWER, else the login name. Raises LedgerError where
    nobody says."""
    if name is not None and name.strip():
        return name.strip(), "--who"
    told = os.environ.get(REVIEWER, "").strip()
    if told:
        return told, REVIEWER
    try:
        return getpass.getuser(), "your login name"
    except (OSError, KeyError, ImportError) as error:
        raise LedgerError(f"nobody says who you are; give --who NAME, or set {REVIEWER}") from error


def claim_told(claim: dict[str, Any]) -> Claim:
    """The claim that its JSON in a ledger tells. Raises LedgerError where it tells none, as nothing that Marsad writes does."""
    from marsad.errors import SpanError
    from marsad.ledger.corrections import claim_of

    try:
        return claim_of(claim)
    except (KeyError, TypeError, ValueError, AttributeError, SpanError) as error:
        raise LedgerError(f"claim {claim.get('id')}: cannot be read ({error}); run `marsad verify`") from error
