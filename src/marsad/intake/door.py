"""The network as one asks it who wants to be asked back: by one name, at a site's pace, and only for what its robots.txt leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field

from marsad.errors import FetchError
from marsad.ingest.addresses import NOTHING, Allow, Resolve, target
from marsad.ingest.fetch import AGENT, Dial, Fetched, fetch, system_dial, system_resolve
from marsad.ingest.patience import CLOCK, LIMITS, Clock, Limits, Pace
from marsad.ingest.robots import NONE, Robots


@dataclass(frozen=True, slots=True)
class Door:
    """How the network is asked. One object for all that a program asks: it remembers whose turn it is at which site, and what each site's
    robots.txt says. `agent` is what we call ourselves, `allow` what is opened beyond the public web, `clock` the time, `resolve` and `dial`
    how a name becomes a connection."""

    agent: str = AGENT
    allow: Allow = NOTHING
    limits: Limits = LIMITS
    pace: Pace = field(default_factory=Pace)
    clock: Clock = CLOCK
    resolve: Resolve = system_resolve
    dial: Dial = system_dial
    robots: Robots = field(init=False)
    faults: dict[str, FetchError] = field(init=False, default_factory=dict)
    """Why a robots.txt could not be had, by its address."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "robots", Robots(self._rules, self.agent, self.clock.now))

    def ask(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """What stands at an address, or whether it has changed since the answer with these validators.

        Raises FetchError as `fetch` does; also with the reason "robots" where the site asks to be left alone, there or where the address
        leads, and "no_robots" where it cannot be told for now: its server answers, but gives no robots.txt.
        """
        self._respect(url)
        found = self._get(url, etag, last_modified)
        if found.url != target(url).url:
            self._respect(found.url)
        return found

    def _respect(self, url: str) -> None:
        where = target(url)
        rules = self.robots.rules(url)
        if rules is NONE:
            fault = self.faults[f"{where.origin}/robots.txt"]
            why = f"{url}: the robots.txt of its site cannot be had, so it is left alone for now ({fault})"
            reason = "no_robots" if fault.status else fault.reason
            raise FetchError(why, reason, status=fault.status, retry_after=fault.retry_after)
        if not rules.allows(self.agent, where.path):
            raise FetchError(f"{url}: the robots.txt of its site asks programs to leave it alone; ask its owner", "robots")
        delay = rules.delay(self.agent)
        if delay is not None:
            self.pace.at_least(where.site, delay)

    def _rules(self, url: str) -> Fetched:
        try:
            return self._get(url)
        except FetchError as error:
            self.faults[url] = error
            raise

    def _get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        return fetch(
            url, etag=etag, last_modified=last_modified, limits=self.limits, allow=self.allow, pace=self.pace, agent=self.agent,
            resolve=self.resolve, dial=self.dial, clock=self.clock,
        )  # fmt: skip
