"""How much one fetch may take, how often a site is asked, and by which clock."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything one fetch may take: seconds, bytes, steps."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    """From the first look-up to the last byte, redirects included; waits for the sake of politeness are not counted."""
    packed: int = 10 * 1000**2
    unpacked: int = 20 * 1000**2
    ratio: int = 100
    ratio_from: int = 1024**2
    """Unpacked bytes below which the ratio says nothing."""
    headers: int = 256 * 1024
    redirects: int = 5
    retries: int = 3
    longest_wait: float = 120.0
    """A server that asks for more patience than this is left alone, with its wish in `retry_after`."""


def _utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how to let it pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    utc: Callable[[], dt.datetime] = _utc
    """The time of day, for what is written down; intervals are measured by `now`."""


LIMITS: Final = Limits()
CLOCK: Final = Clock()


@dataclass(slots=True)
class Pace:
    """How often a site is asked. One object for all that ask, from any number of threads."""

    interval: float = 5.0
    after_429: float = 30.0
    _free: dict[str, float] = field(default_factory=dict)
    _slower: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reserve(self, site: str, now: float) -> float:
        """Take the site's next turn: in how many seconds it is."""
        with self._lock:
            start = max(now, self._free.get(site, now))
            self._free[site] = start + max(self.interval, self._slower.get(site, 0.0))
            return start - now

    def hold(self, site: str, until: float) -> None:
        """Leave the site alone until then."""
        with self._lock:
            self._free[site] = max(until, self._free.get(site, until))

    def at_least(self, site: str, interval: float) -> None:
        """The site wishes for a longer interval (Crawl-delay)."""
        with self._lock:
            self._slower[site] = interval
