"""The list of outlets to watch: a YAML file, checked as a whole before anything is asked.

contact: mailto:desk@news.example
outlets:
  - name: وكالة الأنباء
    feeds: [https://news.example/rss]
    every: 15m
    pages: true
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from marsad.errors import FetchError, SourceError
from marsad.ingest.addresses import target
from marsad.ingest.inputs import canonical_url

EVERY: Final = dt.timedelta(minutes=15)
"""How often a feed is asked where nothing else is said."""
SHORTEST: Final = dt.timedelta(minutes=1)
LONGEST: Final = dt.timedelta(days=7)

_LARGEST = 1_000_000  # bytes
_EVERY = re.compile(r"([1-9][0-9]{0,4}) ?([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_CONTACT = re.compile(r"(mailto:)?[\w.+-]+@[\w-]+(\.[\w-]+)+|https?://[!-'*-~]+", re.ASCII)  # no brackets: it stands in some


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes, the addresses of the feeds, how often they are asked, and whether the pages that they announce are fetched."""

    name: str
    feeds: tuple[str, ...]
    every: dt.timedelta = EVERY
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The outlets, and an address at which those who are asked reach whoever asks; None where the file has none."""

    outlets: tuple[Outlet, ...]
    contact: str | None = None


def read_watchlist(path: Path) -> Watchlist:
    """The outlets that a file lists. Raises SourceError with everything that is wrong in it, a line each, by line and key."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from error
    if len(data) > _LARGEST:
        raise SourceError(f"{path}: is larger than {_LARGEST:,} bytes; a list of outlets is a small file")
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        at = "" if mark is None else f", line {mark.line + 1}"
        raise SourceError(f"{path}{at}: is not YAML ({getattr(error, 'problem', None) or error})") from None
    check = _Check(str(path))
    found = check.watchlist(root)
    if check.faults:
        raise SourceError("\n".join(check.faults))
    return found


class _Check:
    """Reads the nodes of a file and gathers what is wrong with them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[str] = []
        self.feeds: dict[str, int] = {}

    def fault(self, node: yaml.Node, key: str, what: str) -> None:
        self.faults.append(f"{self.name}, line {node.start_mark.line + 1}: {key} {what}")

    def watchlist(self, root: yaml.Node | None) -> Watchlist:
        if root is None:
            self.faults.append(f"{self.name}: is empty; list `outlets`, each with a `name` and `feeds`")
            return Watchlist(())
        top = self.mapping(root, "the file", ("contact", "outlets"))
        contact = self.text(top["contact"], "`contact`") if "contact" in top else None
        if contact is not None and not _CONTACT.fullmatch(contact):
            self.fault(top["contact"], "`contact`", "is an e-mail address or a web address, without spaces and brackets")
        outlets = []
        if "outlets" not in top:
            self.fault(root, "`outlets`", "is missing: a list of outlets, each with a `name` and `feeds`")
        else:
            outlets = [self.outlet(node) for node in self.sequence(top["outlets"], "`outlets`")]
        return Watchlist(tuple(outlets), contact)

    def outlet(self, node: yaml.Node) -> Outlet:
        told = self.mapping(node, "an outlet", ("name", "feeds", "every", "pages"))
        for key in ("name", "feeds"):
            if isinstance(node, yaml.MappingNode) and key not in told:
                self.fault(node, f"`{key}`", "is missing in this outlet")
        return Outlet(
            self.text(told["name"], "`name`") if "name" in told else "",
            tuple(self.feed(feed) for feed in self.sequence(told["feeds"], "`feeds`")) if "feeds" in told else (),
            self.every(told["every"]) if "every" in told else EVERY,
            self.flag(told["pages"], "`pages`") if "pages" in told else True,
        )

    def feed(self, node: yaml.Node) -> str:
        url = self.text(node, "`feeds`")
        try:
            target(url)
        except FetchError as error:
            self.fault(node, "`feeds`", str(error)) if url else None
            return url
        key = canonical_url(url) or url
        if self.feeds.setdefault(key, node.start_mark.line + 1) != node.start_mark.line + 1:
            self.fault(node, "`feeds`", f"has {url} again, which line {self.feeds[key]} has already")
        return url

    def every(self, node: yaml.Node) -> dt.timedelta:
        told = _EVERY.fullmatch(self.text(node, "`every`", plain=True))
        every = dt.timedelta(**{_UNITS[told[2]]: int(told[1])}) if told else None
        if every is None or not SHORTEST <= every <= LONGEST:
            self.fault(node, "`every`", "is a time from 1m to 7d, such as 10m, 1h or 1d")
            return EVERY
        return every

    def text(self, node: yaml.Node, key: str, *, plain: bool = False) -> str:
        """A text; with `plain` also what YAML takes for a number."""
        if not isinstance(node, yaml.ScalarNode) or (not plain and node.tag != "tag:yaml.org,2002:str"):
            self.fault(node, key, "is a text; put quotation marks around it if it looks like a number or a word of YAML")
            return ""
        if not node.value.strip() or not node.value.isprintable():
            self.fault(node, key, "is empty" if not node.value.strip() else "has characters that cannot be seen")
            return ""
        return str(node.value.strip())

    def flag(self, node: yaml.Node, key: str) -> bool:
        if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:bool":
            self.fault(node, key, "is true or false")
            return True
        return bool(yaml.SafeLoader("").construct_yaml_bool(node))

    def sequence(self, node: yaml.Node, key: str) -> Iterator[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, key, "is a list: a line for each, which begins with a dash")
        elif not node.value:
            self.fault(node, key, "is empty")
        else:
            yield from node.value

    def mapping(self, node: yaml.Node, key: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        """The values of a mapping by their keys; those that nobody knows, and those that come twice, are faults."""
        out: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, key, f"has keys: {', '.join(known)}")
            return out
        for name, value in node.value:
            told = str(name.value) if isinstance(name, yaml.ScalarNode) else "?"
            if told not in known:
                self.fault(name, f"`{told}`", f"is not known; {key} has {', '.join(known)}")
            elif told in out:
                self.fault(name, f"`{told}`", "is there twice")
            else:
                out[told] = value
        return out
