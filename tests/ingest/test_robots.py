from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.hostile_server import Time, hostile, reply, to

from marsad.errors import FetchError
from marsad.ingest.fetch import Fetched, Hop, State, fetch
from marsad.ingest.robots import EVERYTHING, KEEP, KEEP_FAILED, LIMIT, NONE, Robots, Rules, asked, parse


def rules(*lines: str) -> Rules:
    return parse("\n".join(lines).encode())


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/", "/", True),
        ("/", "/page", True),
        ("/fish", "/fish.html?id=1", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/fish*", "/fishheads/yummy", True),
        ("/*.php", "/folder/any.php.file?x", True),
        ("/*.php$", "/folder/any.php", True),
        ("/*.php$", "/folder/any.php5", False),
        ("/*.php$", "/any.php/x.php", True),
        ("/fish*.php", "/fish.asp", False),
        ("*", "/anything", True),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("/a*$", "/abc", True),
        ("/a*b*c$", "/a-b-c-b", False),
        ("/ab*ba$", "/aba", False),
        ("/a*b**c", "/a1b2c3", True),
        ("/*?", "/page?x", True),
        ("/*?", "/page", False),
        ("$", "/", False),
        ("/أخبار", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", True),
        ("/%d8%a3", "/أخبار", True),
        ("/%7Euser", "/~user", True),
        ("/a%2Fb", "/a/b", False),
        ("/a%2fb", "/a%2Fb", True),
        ("/file-%2A.html", "/file-*.html", True),
        ("/file-%2A.html", "/file-x.html", False),
        ("/cost%24", "/cost$", True),
        ("/cost%24", "/cost", False),
    ],
)
def test_what_a_pattern_fits(pattern: str, path: str, fits: bool) -> None:
    assert rules("User-agent: *", f"Disallow: {pattern}").allows("marsad", path) is not fits


def test_the_longest_rule_wins_and_allow_wins_a_tie() -> None:
    found = rules(
        "User-agent: *", "Disallow: /", "Allow: /news/", "Disallow: /news/*/print", "Allow: /x", "Disallow: /x", "Disallow: /*/a.pdf"
    )
    assert not found.allows("marsad", "/about")
    assert found.allows("marsad", "/news/1")
    assert not found.allows("marsad", "/news/1/print")
    assert found.allows("marsad", "/x")
    assert found.allows("marsad", "/news/a.pdf") is False


def test_the_group_of_a_program() -> None:
    found = rules(
        "Disallow: /early",
        "User-agent: googlebot",
        "User-Agent : MARSAD/2.0",
        "",
        "# a comment",
        "disallow: /a # another",
        "Sitemap: https://news.example/map.xml",
        "User-agent: *",
        "Disallow: /",
        "User-agent: marsad",
        "Disallow: /b",
    )
    for agent in ("marsad", "Marsad/0.1 (+mailto:desk@news.example)", "GoogleBot"):
        assert not found.allows(agent, "/a")
    assert not found.allows("marsad", "/b") and found.allows("googlebot", "/b")  # groups of one name are joined
    assert found.allows("marsad", "/early") and not found.allows("mars", "/c") and not found.allows("marsadbot", "/c")
    assert found.allows("other", "/robots.txt")


def test_what_is_no_rule_is_passed_over() -> None:
    assert parse(b"") == EVERYTHING
    for text in ("<html><body>Not found</body></html>", "Disallow: /", "User-agent: *\nDisallow:", "User-agent: *\nnonsense", "\x00\xff"):
        assert parse(text.encode()).allows("marsad", "/")
    assert not parse(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n").allows("marsad", "/")
    assert not parse(b"User-agent: *\rDisallow: /").allows("marsad", "/")
    # A group without rules allows its program all, whatever holds for others.
    assert rules("User-agent: *", "Disallow: /", "User-agent: marsad", "Disallow:").allows("marsad", "/a")
    assert rules("User-agent: marsad", "Disallow:", "User-agent: other", "Disallow: /").allows("marsad", "/a")
    assert not NONE.allows("marsad", "/") and NONE.allows("marsad", "/robots.txt")


def test_a_name_that_is_none_is_not_everybody() -> None:
    assert rules("User-agent: 007", "Disallow: /").allows("marsad", "/")
    assert not rules("User-agent: *", "Disallow: /").allows("", "/")


def test_the_delay() -> None:
    found = rules(
        "User-agent: a", "User-agent: b", "Crawl-delay: 10", "Disallow: /x", "User-agent: c", "Crawl-delay: 86400",
        "User-agent: *", "Crawl-delay: 1.5", "User-agent: d", "Disallow: /y",
    )  # fmt: skip
    assert [found.delay(agent) for agent in "abcde"] == [10, 10, 60, None, 1.5]
    assert not found.allows("c", "/y")  # a delay between does not part a group, says the RFC
    assert rules("User-agent: *", "Crawl-delay: soon").delay("a") is None
    assert rules("User-agent: *", "Crawl-delay: 1.5").delay("a") == 1.5


def test_a_large_file_is_read_as_far_as_promised() -> None:
    line = b"Disallow: /" + b"x" * 89 + b"\n"
    data = b"User-agent: *\n" + line * (LIMIT // len(line)) + b"Disallow: /late-in-the-file\n"
    assert len(data) > LIMIT
    found = parse(data + b"Disallow: /later\n" * 10_000)
    assert not found.allows("marsad", "/" + "x" * 90)
    assert found.allows("marsad", "/later")
    assert found.allows("marsad", "/late-in")  # the rule that was cut is not taken for a shorter one


def test_hostile_patterns_cost_little() -> None:
    found = rules("User-agent: *", *["Disallow: /" + "a*" * 50 + "b"] * 2000)
    start = time.perf_counter()
    assert found.allows("marsad", "/" + "a" * 3000)
    assert time.perf_counter() - start < 2


@given(st.binary(max_size=200), st.text(max_size=50), st.text(max_size=50))
def test_any_bytes_are_rules_of_some_kind(data: bytes, agent: str, path: str) -> None:
    assert parse(b"User-agent: *\nDisallow: /" + data).allows(agent, path) in (True, False)
    assert isinstance(parse(data).delay(agent), float | None)


@pytest.mark.parametrize(
    ("outcome", "allowed"),
    [
        ("live", False),
        ("gone", True),
        ("blocked", True),
        ("soft_404", True),
        (FetchError("x", "too_many_redirects"), True),
        (FetchError("x", "bad_status", status=400), True),
        (FetchError("x", "bad_status", status=501), False),
        (FetchError("x", "server_error", status=503), False),
        (FetchError("x", "rate_limited", status=429), False),
        (FetchError("x", "dns"), False),
        (FetchError("x", "tls"), False),
        (FetchError("x", "too_slow"), False),
        (FetchError("x", "refused_address"), False),
        (FetchError("x", "too_large"), False),
    ],
)
def test_what_each_outcome_allows(outcome: State | FetchError, allowed: bool) -> None:
    def get(url: str) -> Fetched:
        if isinstance(outcome, FetchError):
            raise outcome
        return Fetched(url, 200, outcome, b"User-agent: *\nDisallow: /", chain=(Hop(url, 302),))

    found, keep = asked("http://news.example/robots.txt", get)
    assert found.allows("marsad", "/page") is allowed
    assert keep == (KEEP if allowed or outcome == "live" else KEEP_FAILED)


def test_a_site_is_asked_once_a_day_and_sooner_where_it_failed() -> None:
    passing, calls = Time(), list[str]()

    def get(url: str) -> Fetched:
        calls.append(url)
        if "down" in url:
            raise FetchError("x", "server_error", status=503, retry_after=1800)
        return Fetched(url, 200, "live", b"User-agent: marsad\nDisallow: /private\nCrawl-delay: 9")

    robots = Robots(get, "Marsad/0.1", passing.clock.now)
    for _ in range(3):
        assert robots.allows("http://News.example/a?b") and not robots.allows("http://news.example/private/x")
    assert robots.delay("http://news.example/") == 9
    assert robots.allows("https://news.example:8443/a")
    assert not robots.allows("http://down.example/")
    assert calls == ["http://news.example/robots.txt", "https://news.example:8443/robots.txt", "http://down.example/robots.txt"]
    passing.at += 1799
    assert not robots.allows("http://down.example/") and len(calls) == 3
    passing.at += 1
    assert not robots.allows("http://down.example/") and len(calls) == 4
    passing.at += 23 * 3600 + 1800
    assert robots.allows("http://news.example/") and len(calls) == 5
    with pytest.raises(FetchError, match="neither http nor https"):
        robots.allows("file:///etc/passwd")


def test_over_the_network_door() -> None:
    with hostile({"/robots.txt": to("/rules", "301 Moved"), "/rules": reply(b"User-agent: *\nDisallow: /no")}) as server:
        robots = Robots(lambda url: fetch(url, allow=server.allow), "marsad", Time().clock.now)
        assert robots.allows(server.url("/yes")) and not robots.allows(server.url("/no/1"))
        assert server.asked == ["/robots.txt", "/rules"]
        server.answers["/robots.txt"] = to("http://169.254.169.254/robots.txt")
        other = Robots(lambda url: fetch(url, allow=server.allow), "marsad", Time().clock.now)
        assert not other.allows(server.url("/yes"))


def test_the_module_opens_no_socket_itself() -> None:
    source = (Path(__file__).parents[2] / "src/marsad/ingest/robots.py").read_text(encoding="utf-8")
    assert "urllib.request" not in source and "import socket" not in source
