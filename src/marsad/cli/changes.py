"""What a correction changed in a claim, for people: each field as it was and as it is."""

from __future__ import annotations

from collections.abc import Iterator

from marsad.cli.table import Style, chain, days, figure, resolved, row, voice
from marsad.model import Claim


def changes(was: Claim, now: Claim, style: Style) -> Iterator[str]:
    """The lines of what differs between two readings of one claim; none where nothing does."""
    before, after = _fields(was), _fields(now)
    for field in dict.fromkeys((*before, *after)):
        old, new = before.get(field, []), after.get(field, [])
        if old != new:
            yield from _told(field, "was", old, style)
            yield from _told("", "is", new, style)


def _told(field: str, when: str, values: list[tuple[str, str]], style: Style) -> Iterator[str]:
    for i, (value, words) in enumerate(values or [("nothing", "")]):
        yield from row("" if i else field, f"{'' if i else when:<4}{value}", words, style)


def _fields(claim: Claim) -> dict[str, list[tuple[str, str]]]:
    """What each field says: in English, and in the words of the article."""
    out: dict[str, list[tuple[str, str]]] = {
        "type": [(claim.type, "")],
        "trigger": [("", claim.trigger.text)],
        "status": [(claim.status, "")],
        "says": [("the article itself", "")] if not claim.sources else [(voice(claim.sources), chain(claim.sources))],
        "told to": [(voice((source,)), source.span.text) for source in claim.via],
    }
    for role, fillers in claim.roles.items():
        out[role] = [(resolved(filler), filler.span.text) for filler in fillers]
    out["figures"] = [(f"{quantity.of} {figure(quantity)}", quantity.span.text) for quantity in claim.quantities]
    out["when"] = [] if claim.time is None else [(days(claim.time), claim.time.span.text)]
    return out
