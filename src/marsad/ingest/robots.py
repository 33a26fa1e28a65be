"""robots.txt: what a site asks of programs that read it (RFC 9309).

The standard library's robotparser does not do: up to Python 3.13 it takes the first rule that matches instead of the longest, knows
neither `*` nor `$`, splits groups at blank lines, unquotes before it compares, and fetches by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from marsad.errors import FetchError
from marsad.ingest.addresses import target
from marsad.ingest.fetch import Fetched

LIMIT = 500 * 1024
"""Bytes of one robots.txt that are read; a line that does not end before it counts for nothing."""
KEEP = 24 * 3600.0
"""For how many seconds an answer holds."""
KEEP_FAILED = 600.0
"""The same where there was none."""
LONGEST_DELAY = 60.0
"""The most seconds that a Crawl-delay is believed."""

_TOKEN = re.compile(r"[A-Za-z_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: whether what its pattern fits may be read."""

    allow: bool
    pattern: str

    def fits(self, path: str) -> bool:
        """Whether the pattern fits a path that is spelt as `canonical` spells it. Takes no longer than the path times the pattern."""
        anchored = self.pattern.endswith("$")
        first, *others = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at, last = len(first), others.pop() if others else None
        for part in others:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if last is None:
            return not anchored or at == len(path)
        return path.endswith(last) and len(path) - len(last) >= at if anchored else path.find(last, at) >= 0


@dataclass(frozen=True, slots=True)
class Group:
    """The rules for some programs, by their names in lower case; `*` is every other one."""

    agents: frozenset[str]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole robots.txt."""

    groups: tuple[Group, ...] = ()
    delays: tuple[tuple[str, float], ...] = ()

    def allows(self, agent: str, path: str) -> bool:
        """Whether the program may read the path, query included: the longest rule that fits says so, and Allow wins a tie."""
        path = canonical(path or "/").replace("*", "%2A").replace("$", "%24")
        if path == "/robots.txt":
            return True
        fitting = [(len(rule.pattern), rule.allow) for group in self._of(agent) for rule in group.rules if rule.fits(path)]
        return max(fitting)[1] if fitting else True

    def delay(self, agent: str) -> float | None:
        """The seconds that the program is asked to leave between two requests, at most LONGEST_DELAY."""
        name = _name(agent)
        known = any(name in group.agents for group in self.groups)
        return dict(self.delays).get(name if known else "*")

    def _of(self, agent: str) -> tuple[Group, ...]:
        name = _name(agent)
        return tuple(g for g in self.groups if name in g.agents) or tuple(g for g in self.groups if "*" in g.agents)


EVERYTHING = Rules()
"""No rules, so all may be read."""
NONE = Rules((Group(frozenset({"*"}), (Rule(False, "/"),)),))
"""Nothing may be read."""


def parse(data: bytes) -> Rules:
    """The rules that a robots.txt holds. Any bytes will do: what is no rule is passed over."""
    if len(data) > LIMIT:
        data = data[: max(data.rfind(b"\n", 0, LIMIT), data.rfind(b"\r", 0, LIMIT)) + 1]
    groups: list[Group] = []
    agents: set[str] = set()
    rules: list[Rule] = []
    delays: dict[str, float] = {}
    slowed: set[str] = set()  # whom a Crawl-delay is for: it is no part of the standard, and so parts no group
    delayed = False
    for line in re.split(r"\r\n?|\n", data.decode("utf-8", "replace").removeprefix("\ufeff")):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if rules:
                groups.append(Group(frozenset(agents), tuple(rules)))
                agents, rules = set(), []
            if delayed or not agents:
                slowed, delayed = set(), False
            agent = "*" if value.startswith("*") else _name(value)
            agents.add(agent)
            slowed.add(agent)
        elif key in ("allow", "disallow") and agents:
            # An empty rule forbids nothing, but it is a rule: what names agents after it opens another group.
            rules.append(Rule(key == "allow" or not value, canonical(value)))
        elif key == "crawl-delay" and re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value):
            delayed = True
            delays |= dict.fromkeys(slowed, min(float(value), LONGEST_DELAY))
    if agents:
        groups.append(Group(frozenset(agents), tuple(rules)))
    return Rules(tuple(groups), tuple(delays.items()))


def canonical(path: str) -> str:
    """One spelling for paths that are the same: letters and digits plain, all else that is quoted in capitals, Arabic quoted."""

    def spelt(escape: re.Match[str]) -> str:
        letter = chr(int(escape[1], 16))
        return letter if letter in _UNRESERVED else f"%{escape[1].upper()}"

    return _ESCAPE.sub(spelt, quote(path.encode("utf-8", "replace"), safe="/%:@!$&'()*+,;=~?[]#|"))


def _name(agent: str) -> str:
    """What a program is called in robots.txt: `Marsad/0.1 (…)` is `marsad`. Empty for what is no name, which no program has."""
    found = _TOKEN.match(agent.strip())
    return found[0].lower() if found else ""


class Robots:
    """The rules of many sites, fetched through `get` when they are first asked for, and remembered for a day at most."""

    def __init__(self, get: Callable[[str], Fetched], agent: str, now: Callable[[], float]) -> None:
        self._get, self._agent, self._now = get, agent, now
        self._known: dict[str, tuple[float, Rules]] = {}

    def allows(self, url: str) -> bool:
        """Whether the address may be read. Raises FetchError when it is no address at all."""
        return self.rules(url).allows(self._agent, target(url).path)

    def delay(self, url: str) -> float | None:
        """The seconds between two requests that its site asks for."""
        return self.rules(url).delay(self._agent)

    def rules(self, url: str) -> Rules:
        """The rules of the address's site."""
        origin = target(url).origin
        until, rules = self._known.get(origin, (0.0, EVERYTHING))
        if origin not in self._known or self._now() >= until:
            rules, keep = asked(f"{origin}/robots.txt", self._get)
            self._known[origin] = self._now() + keep, rules
        return rules


def asked(url: str, get: Callable[[str], Fetched]) -> tuple[Rules, float]:
    """The rules at `url`, and for how many seconds they hold. A site without a robots.txt allows all; one that fails, nothing for now."""
    try:
        found = get(url)
    except FetchError as error:
        if error.reason == "too_many_redirects" or (error.reason == "bad_status" and 400 <= (error.status or 0) < 500):
            return EVERYTHING, KEEP
        return NONE, min(max(KEEP_FAILED, error.retry_after or 0.0), KEEP)
    return (parse(found.body) if found.state == "live" else EVERYTHING), KEEP
