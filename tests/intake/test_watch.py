"""A week of a newsroom, in milliseconds."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest
from tests.ingest.hostile_server import Reply, reply, to
from tests.intake.conftest import Site, feed, html, page, rss

from marsad.intake.outlets import Outlet
from marsad.intake.visit import Event, Taken, Unread
from marsad.intake.watch import Visit, planned, poll
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.records import Fetch

HOUR = 3600.0


def outlet(site: Site, *paths: str, every: float = 0.25, pages: bool = True) -> Outlet:
    return Outlet("سانا", tuple(site.server.url(path) for path in paths or ("/rss",)), dt.timedelta(hours=every), pages)


def polled(site: Site, outlets: list[Outlet]) -> list[Event | Visit]:
    return list(poll(outlets, site.ledger, None, site.door))


def watched(site: Site, outlets: list[Outlet], hours: float) -> list[tuple[float, str]]:
    """Watch for so long: at which hour which path was asked, less robots.txt."""
    start, out = site.time.at, []
    while site.time.at < start + hours * HOUR:
        at = (site.time.at - start) / HOUR
        polled(site, outlets)
        out += [(round(at, 1), path) for path in site.pages_asked()]
        due = planned(outlets, site.ledger, site.time.utc())[0].due
        site.time.at = max(site.time.at + 1, site.time.at + (due - site.time.utc()).total_seconds())
    return out


def hours_of(asked: list[tuple[float, str]], path: str) -> list[float]:
    return [hour for hour, found in asked if found == path]


def test_a_week_of_one_article(site: Site) -> None:
    """It is found, changes, is gone, and comes back."""
    url = site.server.url("/1")
    site.server.answers["/rss"] = [feed(rss(url), 'ETag: "f"'), *[reply(b"", "304 Not Modified")] * 50]
    site.server.answers["/1"] = [html(page()), html(page("خمسة")), reply(b"", "410 Gone"), reply(b"", "410 Gone"), html(page("خمسة"))]
    asked = watched(site, [outlet(site, every=4)], 7 * 24 + 1)
    assert hours_of(asked, "/1") == [0, 1, 6, 24, 168]
    assert hours_of(asked, "/rss") == [*range(0, 169, 4)]
    versions = site.ledger.article(url).versions
    assert [version.state for version in versions] == ["live", "live", "gone"]
    assert [len(version.seen) for version in versions] == [1, 2, 1]
    assert {hit.state for hit in site.ledger.search(Filter())} == {"live"}
    assert {version.outlet for version in versions} == {"سانا"}
    assert planned([], site.ledger, site.time.utc()) == []
    assert verify(site.ledger).clean


def test_a_restart_goes_on_and_a_missed_look_is_made_once(site: Site) -> None:
    site.server.answers.update({"/rss": feed(rss(site.server.url("/1"))), "/1": html(page())})
    outlets = [outlet(site, every=24)]
    polled(site, outlets)
    site.pages_asked()
    site.door = site.new_door()
    assert polled(site, outlets) == [] and site.pages_asked() == []  # nothing is due just because we began anew
    site.time.at += 30 * HOUR
    site.door = site.new_door()
    polled(site, outlets)
    assert sorted(site.pages_asked()) == ["/1", "/rss"]
    site.time.at += 1 * HOUR
    assert polled(site, outlets) == []
    site.time.at += 60 * 24 * HOUR
    polled(site, outlets)
    assert site.pages_asked() == ["/rss"]  # what was missed for more than a month is not made up for
    assert [v.url for v in planned(outlets, site.ledger, site.time.utc())] == list(outlets[0].feeds)


def test_feeds_are_asked_in_the_order_in_which_they_became_due(site: Site) -> None:
    site.server.answers.update({path: feed(rss()) for path in ("/a", "/b", "/c")})
    outlets = [outlet(site, "/a", every=3), outlet(site, "/b", every=1), outlet(site, "/c", every=2.5)]
    asked = watched(site, outlets, 3.5)
    assert [path for hour, path in asked if hour == 0] == ["/a", "/b", "/c"]
    assert hours_of(asked, "/b") == [0, 1, 2, 3] and hours_of(asked, "/c") == [0, 2.5] and hours_of(asked, "/a") == [0, 3]
    site.time.at += 10 * HOUR
    assert [e.url.rpartition("/")[2] for e in polled(site, outlets) if isinstance(e, Visit)] == ["b", "c", "a"]


@pytest.mark.parametrize(
    "answer",
    [reply(b""), to("/rss"), reply(b"", "304 Not Modified"), reply(rss("http://127.0.0.1/"), length=9_999), reply(b"", "400 Bad Request")],
    ids=["nothing", "a loop", "not modified, unasked", "a lie about its length", "an error"],
)
def test_a_feed_that_fails_is_asked_with_patience(site: Site, answer: Reply) -> None:
    site.server.answers["/rss"] = answer
    hours = hours_of(watched(site, [outlet(site)], 24), "/rss")
    assert hours == [0, 0.5, 1.5, 3.5, 7.5, 13.5, 19.5]
    site.server.answers["/rss"] = feed(rss())
    site.time.at += 6 * HOUR
    assert len(hours_of(watched(site, [outlet(site)], 1), "/rss")) == 4  # and as before when it is well


def test_a_feed_that_asks_for_patience_gets_it_even_after_a_restart(site: Site) -> None:
    site.server.answers["/rss"] = [reply(b"", "429 Too Many", "Retry-After: 28800"), *[feed(rss())] * 100]
    outlets = [outlet(site)]
    polled(site, outlets)
    site.door = site.new_door()
    site.pages_asked()
    assert hours_of(watched(site, outlets, 8.4), "/rss")[:1] == [8.0]


def test_a_feed_that_changes_shrinks_and_goes_back_in_time(site: Site) -> None:
    urls = [site.server.url(f"/{n}") for n in range(3)]
    site.server.answers.update({f"/{n}": html(page(title=f"{n}", day="")) for n in range(3)})
    outlets, taken = [outlet(site)], []
    for body in (rss(urls[0]), rss(*urls), rss(urls[2]), rss(), rss(urls[0], day="Mon, 01 Jan 2001 10:00:00 GMT")):
        site.server.answers["/rss"] = feed(body)
        taken.append([e.article for e in polled(site, outlets) if isinstance(e, Taken)])
        site.time.at += 900
    assert taken == [["new"], ["new", "new"], [], [], ["same"]]  # an hour later; and none is gone because a feed has it no more
    assert site.ledger.counts()["versions"] == 3
    assert {v.published for v in site.ledger.article(urls[0]).versions} == {"2024-05-01"}


def test_a_feed_of_a_million_items_is_read_as_far_as_the_limits(site: Site) -> None:
    item = "<item><title>x</title><link>http://127.0.0.1:1/{}</link></item>"
    items = "".join(item.format(n) for n in range(1_000_000))
    packed = gzip.compress(f"<rss version='2.0'><channel>{items[:19_000_000]}".encode(), 1)
    site.server.answers["/rss"] = reply(packed, "200 OK", "Content-Encoding: gzip", "Content-Type: application/rss+xml")
    found = polled(site, [outlet(site)])
    assert sum(isinstance(e, Unread) and e.reason == "limit" for e in found) == 1
    assert sum(isinstance(e, Fetch) and e.kind == "page" for e in found) == 50  # all of them fail at once: no port of the web
    assert isinstance(found[-1], Fetch) and found[-1].outcome == "live"


def test_items_with_one_guid_are_told_apart_by_their_addresses(site: Site) -> None:
    urls = [site.server.url(f"/{n}") for n in range(2)]
    site.server.answers.update({"/rss": feed(rss(*urls, urls[0])), "/0": html(page("أربعة")), "/1": html(page())})
    polled(site, [outlet(site)])
    assert site.ledger.counts()["articles"] == 2 and site.pages_asked() == ["/rss", "/0", "/1"]


def test_pages_are_left_alone_where_they_are_not_wanted(site: Site) -> None:
    site.server.answers.update({"/rss": feed(rss(site.server.url("/1"))), "/1": html(page())})
    polled(site, [outlet(site, pages=False)])
    assert site.pages_asked() == ["/rss"]


def test_a_site_is_asked_at_its_pace(site: Site) -> None:
    site.server.answers.update(
        {"/rss": feed(rss(*(site.server.url(f"/{n}") for n in range(10)))), **{f"/{n}": html(page()) for n in range(10)}}
    )
    start = site.time.at
    polled(site, [outlet(site)])
    assert site.time.at - start == 5 * 11  # robots.txt, the feed, ten pages
