"""What a visit to an address leaves in the ledger."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from tests.ingest.hostile_server import reply, to
from tests.intake.conftest import TEXT, Site, feed, html, page, rss

from marsad.intake.visit import UNFINISHED, Event, Taken, Unread, visit
from marsad.ledger.audit import verify
from marsad.ledger.queries import Filter
from marsad.ledger.records import Fetch


def events(site: Site, path: str, **more: Any) -> list[Event]:
    return list(visit(site.server.url(path), site.ledger, None, site.door, **more))


def told(found: list[Event]) -> list[str]:
    """Events in a word each."""
    return [e.article if isinstance(e, Taken) else e.reason if isinstance(e, Unread) else f"{e.kind}:{e.outcome}" for e in found]


def versions(site: Site, path: str) -> list[str]:
    return [version.state for version in site.ledger.article(site.server.url(path)).versions]


def test_a_page_is_read_once_and_noted_each_time(site: Site) -> None:
    site.server.answers["/a"] = html(page(), 'ETag: "1"')
    first = events(site, "/a", outlet="سانا")
    assert told(first) == ["new", "page:live"]
    taken, fetch = first
    assert isinstance(taken, Taken) and taken.claims > 0 and taken.key == site.server.url("/a")
    assert isinstance(fetch, Fetch) and (fetch.etag, fetch.article, fetch.status) == ('"1"', taken.key, 200)
    hit = site.ledger.search(Filter())[0]
    assert (hit.outlet, hit.title, hit.published) == ("سانا", "قصف على كفرنبل", "2024-05-02")
    site.time.at += 60
    assert told(events(site, "/a")) == ["same", "page:live"]  # 200, and the same bytes
    site.server.answers["/a"] = reply(b"", "304 Not Modified")
    assert told(events(site, "/a")) == ["same", "page:not_modified"]
    assert site.server.requests[-1][1]["if-none-match"] == '"1"'
    assert versions(site, "/a") == ["live"]
    last = site.ledger.last_fetch(site.server.url("/a"))
    assert last is not None and (last.etag, last.sha256) == ('"1"', fetch.sha256)
    assert verify(site.ledger).clean


def test_a_page_that_has_not_changed_is_no_feed_all_the_same(site: Site) -> None:
    site.server.answers["/a"] = html(page(), 'ETag: "1"')
    assert told(events(site, "/a")) == ["new", "page:live"]
    assert told(events(site, "/a", kind="feed")) == ["no_feed", "feed:failed"]
    assert "if-none-match" not in site.server.requests[-1][1]


def test_what_the_caller_knows_of_a_page_is_heard_though_it_has_not_changed(site: Site) -> None:
    site.server.answers["/a"] = html(page(), 'ETag: "1"')
    assert told(events(site, "/a")) == ["new", "page:live"]
    assert told(events(site, "/a", published=dt.date(2024, 4, 30))) == ["same", "page:live"]  # its words are
    assert "if-none-match" not in site.server.requests[-1][1]
    assert {hit.published for hit in site.ledger.search(Filter())} == {"2024-04-30"}


def test_an_article_that_changes_is_gone_and_comes_back(site: Site) -> None:
    seen = []
    for answer in (
        html(page(), 'ETag: "1"'),
        html(page("خمسة")),
        reply(b"", "404 Not Found"),
        reply(b"", "403 Forbidden"),
        html(page("خمسة"), 'ETag: "1"'),
    ):
        site.server.answers["/a"] = answer
        site.time.at += 3600
        seen += told(events(site, "/a"))
    assert seen == ["new", "page:live", "changed", "page:live", "changed", "page:gone", "changed", "page:blocked", "changed", "page:live"]
    assert versions(site, "/a") == ["live", "live", "gone", "blocked"]
    assert not {"if-none-match"} & site.server.requests[-1][1].keys()  # a gone page has no validators: a 304 would say nothing
    assert {hit.state for hit in site.ledger.search(Filter())} == {"live"}


def test_what_never_was_an_article_is_refused(site: Site) -> None:
    site.server.answers.update({"/b": reply(b"", "403 Forbidden"), "/c": to("/"), "/": html(page())})
    assert told(events(site, "/a")) == ["gone", "page:gone"]
    assert told(events(site, "/b")) == ["blocked", "page:blocked"]
    assert told(events(site, "/c")) == ["soft_404", "page:soft_404"]
    assert told(events(site, "/d?x=1")) == ["gone", "page:gone"]
    assert site.ledger.counts()["articles"] == 0


def test_a_soft_404_is_a_version_of_what_stood_there(site: Site) -> None:
    site.server.answers.update({"/c": html(page()), "/": html(page())})
    events(site, "/c")
    site.server.answers["/c"] = to("/")
    assert told(events(site, "/c")) == ["changed", "page:soft_404"]
    assert versions(site, "/c") == ["live", "soft_404"]


def test_a_feed_brings_its_pages_and_what_it_says_of_them(site: Site) -> None:
    link = site.server.url("/1")
    site.server.answers.update({"/rss": feed(rss(link), 'ETag: "f"'), "/1": html(page(day="", title=""))})
    assert told(events(site, "/rss")) == ["new", "page:live", "feed:live"]
    (version,) = site.ledger.article(link).versions
    assert (version.published, version.title, version.outlet) == ("2024-05-01", "خبر 1", "سانا")
    assert "published: as the feed says" in version.notes
    # Without the feed the page still has its day: it is no other version.
    site.time.at += 3600
    site.server.answers["/1"] = html(page(day="", title="") + b"<!-- another frame -->")
    assert told(events(site, "/1")) == ["same", "page:live"]
    assert {(v.published, v.title) for v in site.ledger.article(link).versions} == {("2024-05-01", "خبر 1")}
    site.server.answers["/rss"] = reply(b"", "304 Not Modified")
    assert told(events(site, "/rss")) == ["feed:not_modified"]


def test_a_feed_that_is_too_long_for_one_visit_is_read_on(site: Site) -> None:
    links = [site.server.url(f"/{n}") for n in range(5)]
    site.server.answers.update({"/rss": feed(rss(*links), 'ETag: "f"'), **{f"/{n}": html(page(title=f"{n}")) for n in range(5)}})
    first = events(site, "/rss", most_pages=3)
    assert told(first).count("new") == 3 and isinstance(first[-1], Fetch) and first[-1].reason == UNFINISHED
    site.pages_asked()
    second = events(site, "/rss", most_pages=3)
    assert told(second).count("new") == 2 and isinstance(second[-1], Fetch) and second[-1].reason == ""
    assert site.pages_asked() == ["/rss", "/3", "/4"]
    assert told(events(site, "/rss")) == ["feed:live"]


def test_a_page_that_fails_is_tried_again_and_given_up(site: Site) -> None:
    site.server.answers.update({"/rss": feed(rss(site.server.url("/1"))), "/1": reply(b"", "400 Bad Request")})
    asked = 0
    for _ in range(100):
        events(site, "/rss")
        asked += site.pages_asked().count("/1")
        site.time.at += 1800
    assert asked == 5
    assert site.ledger.counts()["articles"] == 0
    assert told(events(site, "/rss")) == ["feed:live"]


def test_robots_are_respected_for_feeds_pages_and_where_they_lead(site: Site) -> None:
    rules = b"User-agent: marsad\nDisallow: /private\nCrawl-delay: 20"
    links = [site.server.url(path) for path in ("/private/1", "/2", "/3")]
    answers = {
        "/robots.txt": reply(rules),
        "/rss": feed(rss(*links)),
        "/3": html(page()),
        "/2": to("/private/2"),
        "/private/2": html(page()),
    }
    site.server.answers.update(answers)
    assert told(events(site, "/rss")) == ["robots", "page:blocked", "robots", "page:blocked", "new", "page:live", "feed:live"]
    assert "/private/1" not in site.server.asked
    assert site.time.waits == [5, 20, 20]
    assert told(events(site, "/private/rss")) == ["robots", "page:blocked"]


def test_a_site_whose_robots_cannot_be_had_is_left_alone_for_now(site: Site) -> None:
    site.server.answers.update({"/robots.txt": reply(b"", "500 Error"), "/a": html(page())})
    assert told(events(site, "/a")) == ["no_robots", "page:failed"]
    site.server.answers["/robots.txt"] = reply(b"", "404 Not Found")
    site.time.at += 601
    assert told(events(site, "/a")) == ["new", "page:live"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(b""), "no_feed"),
        (html(page()), "no_feed"),
        (reply(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "200 OK", "Content-Type: text/xml"), "broken"),
        (reply(rss("http://127.0.0.1/x"), length=5000), "truncated"),
        (reply(b"", "304 Not Modified"), "bad_response"),
        (to("/rss"), "too_many_redirects"),
        (reply(b"", "429 Too Many", "Retry-After: 7200"), "rate_limited"),
    ],
)
def test_feeds_that_are_none(site: Site, answer: bytes, reason: str) -> None:
    site.server.answers["/rss"] = answer
    found = events(site, "/rss", kind="feed")
    assert told(found) == [reason, "feed:failed"]
    assert site.ledger.counts()["articles"] == 0
    assert site.ledger.last_fetch(site.server.url("/rss")) is None
    assert isinstance(found[-1], Fetch) and (found[-1].not_before is not None) == (reason == "rate_limited")


def test_what_a_feed_holds_in_full_is_taken_but_for_what_lies_on_another_site(site: Site) -> None:
    def item(url: str, killed: str) -> str:
        content = f"<content:encoded><![CDATA[<p>{TEXT.format(killed)} {TEXT.format(killed)}</p>]]></content:encoded>"
        return f"<item><title>خبر</title><link>{url}</link>{content}</item>"

    own, others = site.server.url("/own"), f"http://localhost:{site.server.port}/theirs"
    whole = rss(extra=item(own, "ثلاثة") + item(others, "خمسون")).replace(
        b"<rss ", b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    )
    site.server.answers.update({"/rss": feed(whole), "/theirs": html(page("ثلاثة"))})
    assert told(events(site, "/rss")) == ["new", "new", "page:live", "feed:live"]
    assert "/own" not in site.server.asked
    (version,) = site.ledger.article(others).versions
    assert "خمسون" not in site.ledger.text(version.id)


def test_a_table_is_taken_from_who_names_it_and_not_from_a_feed(site: Site) -> None:
    """A line of JSON can call itself anything: a feed, or a page that turns into one, must not write over another's article."""
    real = site.server.url("/1")
    line = json.dumps({"id": real, "url": real, "text": TEXT.format("خمسون"), "published": "2024-05-02"}).encode()
    lines = reply(line + b"\n", "200 OK", "Content-Type: application/x-ndjson")
    site.server.answers.update({"/1": html(page()), "/rss": feed(rss(site.server.url("/lines"))), "/lines": lines, "/2": html(page())})
    events(site, "/1")
    assert told(events(site, "/rss")) == ["no_page", "page:failed", "feed:live"]
    events(site, "/2")
    site.server.answers["/2"] = lines
    assert told(events(site, "/2")) == ["no_page", "page:failed"]
    assert versions(site, "/1") == ["live"]
    site.server.answers["/named"] = lines
    assert told(events(site, "/named")) == ["changed", "page:live"]


def test_a_list_that_is_named_says_nothing_about_now(site: Site) -> None:
    url = "https://news.example/1"
    for killed, became in (("ثلاثة", "new"), ("خمسة", "changed"), ("ثلاثة", "same")):
        line = json.dumps({"url": url, "text": TEXT.format(killed), "published": "2024-05-02"}).encode()
        site.server.answers[f"/{site.time.at}"] = reply(line + b"\n", "200 OK", "Content-Type: application/x-ndjson")
        assert told(events(site, f"/{site.time.at}")) == [became, "page:live"]
        site.time.at += 3600
    shown = site.ledger.shown(url)
    assert shown is not None and "خمسة" in site.ledger.text(shown.id)


def test_a_page_that_an_archive_found_gone_is_that_page_and_not_the_archive(site: Site) -> None:
    def record(url: str, http: bytes) -> bytes:
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T00:00:00Z\r\n"
        return f"{head}Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"

    url = "https://news.example/1"
    gone = reply(b"", "404 Not Found", "Content-Type: text/html")
    site.server.answers["/crawl.warc"] = reply(record(url, html(page())) + record(url, gone), "200 OK", "Content-Type: application/warc")
    assert told(events(site, "/crawl.warc")) == ["new", "changed", "page:live"]
    assert [version.state for version in site.ledger.article(url).versions] == ["live", "gone"]


def test_a_feed_that_leads_to_feeds_is_not_followed(site: Site) -> None:
    site.server.answers.update({"/rss": feed(rss(site.server.url("/deep"))), "/deep": feed(rss(site.server.url("/1"))), "/1": html(page())})
    assert told(events(site, "/rss")) == ["feed:live", "feed:live"]
    assert "/1" not in site.server.asked


def test_addresses_that_are_none_are_refused_and_not_noted(site: Site) -> None:
    for url in ("file:///etc/passwd", "", "javascript:alert(1)"):
        assert told(list(visit(url, site.ledger, None, site.door))) == ["bad_url"]
    assert told(list(visit("http://127.0.0.1:1/", site.ledger, None, site.door))) == ["bad_port", "page:failed"]
    assert site.ledger.counts()["audit"] == 1


def test_who_is_stopped_goes_on_where_it_was(site: Site) -> None:
    links = [site.server.url(f"/{n}") for n in range(3)]
    site.server.answers.update({"/rss": feed(rss(*links), 'ETag: "f"'), **{f"/{n}": html(page(title=f"{n}")) for n in range(3)}})
    visiting = visit(site.server.url("/rss"), site.ledger, None, site.door)
    assert isinstance(next(visiting), Taken)
    del visiting  # before anything was noted
    assert told(events(site, "/rss")) == ["same", "page:live", "new", "page:live", "new", "page:live", "feed:live"]
