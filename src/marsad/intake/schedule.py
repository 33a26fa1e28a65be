"""When an address is asked again: a function of how often it was asked before, so that it is the same after a restart."""

from __future__ import annotations

import datetime as dt
from typing import Final

from marsad.ledger.records import History

REVISITS: Final = (dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(days=1), dt.timedelta(days=7))
"""How long after an article was first found it is looked at again."""
MISSED: Final = dt.timedelta(days=30)
"""For how long a look that was missed is made up for, once."""
LONGEST: Final = dt.timedelta(hours=6)
"""The longest that is waited for an address that fails, unless its server asks for more."""

_NOW = dt.datetime.min.replace(tzinfo=dt.UTC)
_FIRST_WAIT = dt.timedelta(minutes=15)
_MOST_FAILURES = 5  # of a page, in a row: then it is given up, or waits for its next look
_GOOD = ("live", "not_modified")


def feed_due(history: History | None, every: dt.timedelta) -> dt.datetime:
    """When a feed is to be asked that is asked at this interval: at once where it never was; with patience that doubles where it fails;
    every six hours where it is gone or closed to us."""
    if history is None:
        return _NOW
    wait = every
    if history.failures:
        wait = _patience(every, history.failures)
    elif history.outcome not in _GOOD:
        wait = max(every, LONGEST)
    return _not_before(history.last + wait, history)


def page_due(history: History | None) -> dt.datetime | None:
    """When a page is to be asked: at once where it never was, else when it is time to look whether its article has changed. A look that was
    missed is made once, however many were. None where there is nothing more to ask."""
    if history is None:
        return _NOW
    retried = history.last + _patience(_FIRST_WAIT, history.failures) if 0 < history.failures < _MOST_FAILURES else None
    if history.first is None:
        return None if retried is None else _not_before(retried, history)
    seen = history.last if retried is None or history.answered is None else history.answered
    looks = (history.first + after for after in REVISITS)
    look = next((at for at in looks if at > seen), None)
    if look is None:
        return None
    return _not_before(look if retried is None else max(look, retried), history)


def _patience(wait: dt.timedelta, failures: int) -> dt.timedelta:
    return max(wait, min(wait * float(2 ** min(failures, 20)), LONGEST))


def _not_before(due: dt.datetime, history: History) -> dt.datetime:
    return due if history.not_before is None else max(due, history.not_before)
