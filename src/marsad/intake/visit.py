"""An address → its articles in a ledger: fetched when it has changed, read, kept, and noted.

A page is one article; a feed holds some and announces others, which are visited in turn. Every fetch leaves a row in the ledger, also
one that found nothing new. What was an article and is gone, or closed to us, becomes a version without text; its claims stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from marsad.errors import FetchError
from marsad.geo.locate import Geography
from marsad.ingest.documents import Item, Link, Refused, documents, kind_of
from marsad.ingest.fetch import Fetched
from marsad.ingest.inputs import Limits, canonical_url, shown
from marsad.intake.door import Door
from marsad.intake.schedule import page_due
from marsad.intake.take import take
from marsad.ledger.records import Fetch, FetchKind, Version
from marsad.ledger.store import Ledger
from marsad.model import Document

MOST_PAGES = 50
"""Pages that one visit to a feed fetches; the others wait for the next one."""

UNFINISHED = "unfinished"
"""The `reason` of a fetch of a feed some of whose pages are still to be fetched: the feed is read again, changed or not."""

_HEAD = 65_536
_PAGES = ("html", "text", "feed")
_PATIENT = 2  # seconds: below that, what a server asks for is not worth a note


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that was found at `url` and is in the ledger under `key`: "new", "changed" or the "same", with so many claims more.
    `state` is "live", or what has become of it; `notes` say what was guessed, replaced or taken out."""

    url: str
    key: str
    article: Literal["new", "changed", "same"]
    claims: int = 0
    state: str = "live"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """What did not become an article: its name, why in one word (a reason of a FetchError, a state of a page, a kind of Refused), and in a
    sentence that says what to do."""

    name: str
    reason: str
    message: str


Event = Taken | Unread | Fetch


@dataclass(frozen=True, slots=True)
class _Task:
    """What is visited: `kind` where the caller knows it, `link` what a feed said of it, `pages` how many others may be fetched for it;
    the rest as in `visit`."""

    url: str
    kind: FetchKind | None = None
    outlet: str | None = None
    link: Link | None = None
    pages: int = 0
    published: dt.date | None = None
    charset: str | None = None
    limits: Limits | None = None

    def is_answered_by(self, last: Fetch) -> bool:
        """Whether there is nothing to be learnt where all is as it was at an earlier fetch."""
        told_anew = self.published is not None or self.charset is not None
        return not told_anew and last.reason != UNFINISHED and self.kind in (None, last.kind)


def visit(
    url: str,
    ledger: Ledger,
    geography: Geography | None,
    door: Door,
    *,
    kind: FetchKind | None = None,
    outlet: str | None = None,
    published: dt.date | None = None,
    charset: str | None = None,
    limits: Limits | None = None,
    most_pages: int = MOST_PAGES,
) -> Iterator[Event]:
    """Fetch an address, unless it is as it was, and put into the ledger what it holds: a page, a feed with the pages that it announces, or
    any other input that `documents` knows. What a feed holds of an article on another site is not taken from it, but fetched from there;
    what it leads to must be pages. Places are looked up in `geography`.

    `kind` says what it must be: what should be a feed and is a web page is then refused. `outlet` stands above what an article says of who
    publishes it. `published` and `charset` stand above what a page says of its day and the server of its encoding, and `limits` bound
    what is read; these are for the address itself, not for pages that a feed announces.

    For a feed at most `most_pages` pages are fetched: those that never were, and those that it is time to look at again; what the feed says
    of a page's title, day and outlet holds where the page is silent. Of a page that cannot be had nothing is kept, whatever the feed says
    of it.

    Yields a Taken or an Unread for each article, each as it is done, and after those of an address the Fetch that was noted of it: a feed's
    own comes last. Never raises for what an address holds or does; LedgerError where the ledger cannot be written. Stopped at any point,
    all that was yielded stands, and another visit does the rest.
    """
    task = _Task(url, kind, outlet, pages=most_pages, published=published, charset=charset, limits=limits)
    yield from _visit(task, ledger, geography, door)


def _visit(task: _Task, ledger: Ledger, geography: Geography | None, door: Door) -> Iterator[Event]:
    url = canonical_url(task.url)
    if url is None:
        yield Unread(shown(task.url), "bad_url", f"{shown(task.url)}: is no address of a page (http or https); mend it")
        return
    last = ledger.last_fetch(url)
    article = None if last is None else last.article
    noted = Fetch(url, task.kind or (last.kind if last else "page"), door.clock.utc(), "failed", article=article)
    known = last if last is not None and task.is_answered_by(last) else None
    try:
        found = door.ask(task.url, etag=known.etag if known else None, last_modified=known.last_modified if known else None)
    except FetchError as error:
        yield Unread(url, error.reason, str(error))
        yield _note(ledger, _unanswered(noted, error, door))
        return
    noted = replace(noted, outcome=found.state, status=found.status, etag=found.etag, last_modified=found.last_modified)
    if known is not None and _unchanged(found, known):
        etag, modified = found.etag or known.etag, found.last_modified or known.last_modified
        noted = replace(noted, kind=known.kind, etag=etag, last_modified=modified, sha256=known.sha256)
        if article is not None:
            yield Taken(url, article, "same")
    elif found.state != "live":
        noted = replace(noted, etag=None, last_modified=None)
        yield _lost(noted, found.state, found.notes, ledger, geography)
    else:
        noted = yield from _read(task, noted, found, ledger, geography, door)
    yield _note(ledger, noted)


def _note(ledger: Ledger, fetch: Fetch) -> Fetch:
    ledger.note_fetch(fetch)
    return fetch


def _unanswered(noted: Fetch, error: FetchError, door: Door) -> Fetch:
    """An address that says nothing of itself, or that we are asked to leave alone."""
    wait = error.retry_after or 0.0
    until = door.clock.utc() + dt.timedelta(seconds=wait) if wait > _PATIENT else None
    outcome: Literal["blocked", "failed"] = "blocked" if error.reason == "robots" else "failed"
    return replace(noted, outcome=outcome, status=error.status, reason=error.reason, not_before=until)


def _unchanged(found: Fetched, known: Fetch) -> bool:
    """Whether what was found is what was there when it was last asked: many servers know no 304."""
    return found.state == "not_modified" or (found.state == "live" and found.sha256 == known.sha256)


def _lost(noted: Fetch, state: str, notes: tuple[str, ...], ledger: Ledger, geography: Geography | None) -> Taken | Unread:
    """An address where nothing can be read any more. Where an article of the ledger stood there, that is a version of it."""
    before = None if noted.article is None else ledger.shown(noted.article)
    if before is None or noted.article is None:
        why = {"gone": "is not there (any more)", "blocked": "is not shown to us"}.get(state, "says that it is not there")
        return Unread(noted.url, state, f"{noted.url}: {why}; open it in a browser")
    gone = Document(
        key=noted.article, raw=b"", text="", fetched=noted.at, published=_day(before), outlet=before.outlet, url=before.url,
        title=before.title, media_type=before.media_type, state=state, notes=notes, current=True,
    )  # fmt: skip
    added = take(gone, ledger, geography)
    return Taken(noted.url, noted.article, added.article, state=state)


def _read(
    task: _Task, noted: Fetch, found: Fetched, ledger: Ledger, geography: Geography | None, door: Door
) -> Generator[Event, None, Fetch]:
    """Take in what a body holds. Returns the fetch as it is to be noted."""
    media = (found.content_type or "").partition(";")[0].strip().lower()
    what = kind_of(found.body[:_HEAD], found.url, media)
    kind: FetchKind = "feed" if what == "feed" else "page"
    if task.kind == "feed" and kind != "feed":
        yield Unread(noted.url, "no_feed", f"{noted.url}: is no feed{'' if found.body else ', but empty'}; look for another address")
        return replace(noted, outcome="failed", reason="no_feed", etag=None, last_modified=None)
    if what not in _PAGES and (task.link is not None or noted.article is not None):
        # An archive or a table can say of any text that it is any site's.
        yield Unread(noted.url, "no_page", f"{noted.url}: is no page ({what}); fetch it yourself and read the file if you trust it")
        return replace(noted, outcome="failed", reason="no_page", etag=None, last_modified=None)
    noted = replace(noted, kind=kind, sha256=found.sha256, article=noted.article if kind == "page" else None)
    before = None if noted.article is None else ledger.shown(noted.article)
    outlet = task.outlet or (before.outlet if before else None)
    links: list[Link] = []
    keys: list[str] = []
    refused: set[str] = set()
    items: Iterator[Item] = documents(
        found.body, fetched=noted.at, name=noted.url, media_type=media, charset=task.charset or found.charset, url=found.url,
        published=task.published, outlet=outlet, limits=task.limits,
    )  # fmt: skip
    for item in items:
        if isinstance(item, Link):
            links.append(item)
        elif isinstance(item, Refused):
            refused.add(item.kind)
            yield Unread(item.name, item.kind, f"{item.name}: {item.reason}")
        elif item.state != "live" and what in _PAGES:
            noted = replace(noted, outcome="soft_404", etag=None, last_modified=None)
            yield _lost(noted, item.state, item.notes, ledger, geography)
        elif kind == "feed" and item.url is not None and _site(item.url) != _site(found.url):
            links.append(Link(item.url, item.title, item.published, item.outlet))  # nobody speaks for another site: it is asked itself
        else:
            document = _completed(item, task.link, before if item.key == noted.article else None)
            added = take(replace(document, current=what in _PAGES), ledger, geography)
            keys.append(item.key)
            yield Taken(noted.url, item.key, added.article, added.claims, item.state, document.notes)
    if kind == "page":
        return replace(noted, article=keys[0] if len(keys) == 1 and what in _PAGES else noted.article)
    if refused == {"broken"} and not keys and not links:
        return replace(noted, outcome="failed", reason="no_feed", etag=None, last_modified=None)
    finished = yield from _pages(links, task, ledger, geography, door)
    return noted if finished else replace(noted, reason=UNFINISHED)


def _pages(links: list[Link], task: _Task, ledger: Ledger, geography: Geography | None, door: Door) -> Generator[Event, None, bool]:
    """Visit the pages that a feed announces and that are due. Returns whether none is left that was never had."""
    visited, finished = 0, True
    for link in links if task.pages else ():
        history = ledger.history(link.url)
        due = page_due(history)
        if due is None:
            continue
        if due > door.clock.utc() or visited == task.pages:
            finished = finished and history is not None and history.first is not None
            continue
        visited += 1
        event: Event | None = None
        for event in _visit(_Task(link.url, outlet=task.outlet, link=link), ledger, geography, door):
            yield event
        finished = finished and isinstance(event, Fetch) and event.outcome != "failed"
    return finished


def _completed(document: Document, link: Link | None, before: Version | None) -> Document:
    """A page's article, with what its feed says where the page is silent, or else what was known of it when it was last seen: a page that
    forgets its day is no other article."""
    title = document.title or (link.title if link else None) or (before.title if before else None)
    outlet = document.outlet or (link.outlet if link else None) or (before.outlet if before else None)
    day = document.published
    notes = document.notes
    if day is None and link is not None and link.published is not None:
        day, notes = link.published, (*notes, *link.notes, "published: as the feed says")
    elif day is None and before is not None and (day := _day(before)) is not None:
        notes = (*notes, "published: as an earlier version says")
    return replace(document, title=title, outlet=outlet, published=day, notes=notes)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _day(version: Version) -> dt.date | None:
    return None if version.published is None else dt.date.fromisoformat(version.published)
