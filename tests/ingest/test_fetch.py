from __future__ import annotations

import ast
import gzip
import pickle
import shutil
import socket
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.hostile_server import PUBLIC, Network, Server, Time, endless, hostile, reason_of, reply, to

from marsad.errors import FetchError, SourceError
from marsad.ingest.addresses import Allow, denied, target
from marsad.ingest.fetch import REASONS, Fetched, Hop, fetch
from marsad.ingest.patience import Limits, Pace
from marsad.ingest.unpacking import unpack

PAGE = "<p>قال مصدر طبي إن ثلاثة أشخاص أصيبوا.</p>".encode()
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with hostile({}) as running:
        yield running


@pytest.fixture
def server(shared: Server) -> Server:
    shared.answers.clear()
    shared.requests.clear()
    return shared


def get(server: Server, path: str = "/", **more: Any) -> Fetched:
    return fetch(server.url(path), allow=server.allow, **{"clock": Time().clock, **more})


def refused(server: Server, path: str = "/", **more: Any) -> str:
    return reason_of(lambda: get(server, path, **more)).reason


# What is public, and what is not.


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.170.2",
        "100.64.0.1", "100.100.100.200", "198.18.0.1", "198.19.255.255", "0.0.0.0", "0.1.2.3",  # noqa: S104
        "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
        "168.63.129.16", "::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1",
        "2001:db8::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "3fff::1", "100::1", "5f00::1", "4000::1", "localhost", "",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert denied(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", PUBLIC, "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "198.20.0.1", "223.255.255.255",
     "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888"],
)  # fmt: skip
def test_what_is_public(address: str) -> None:
    assert denied(address) == ""


LITERALS = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "240.0.0.1", "192.0.0.8", "[::1]", "[::]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]",
]  # fmt: skip
# What the resolver of the system takes for 127.0.0.1, or for no name at all; nothing may be connected to either way.
ODD_HOSTS = [
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "①②⑦.⓪.⓪.①",
    "１２７。0。0。1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "ｌocalhost",
]


@pytest.mark.parametrize("host", LITERALS + ODD_HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_a_private_address_is_connected_to(host: str, scheme: str) -> None:
    network = Network({})
    error = reason_of(lambda: fetch(f"{scheme}://{host}/latest/meta-data/", dial=network.dial))
    assert error.reason == "refused_address" or (host in ODD_HOSTS and error.reason == "dns")
    assert not network.dialled


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "bad_scheme"),
        ("gopher://news.example/1", "bad_scheme"),
        ("data:text/html,hello", "bad_scheme"),
        ("ftp://news.example/", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("news.example/page", "bad_scheme"),
        ("//news.example/page", "bad_scheme"),
        ("", "bad_scheme"),
        ("http://", "bad_url"),
        ("http:///page", "bad_url"),
        ("http://user:secret@news.example/", "credentials"),
        ("http://news.example@127.0.0.1/", "credentials"),
        ("http://@news.example/", "credentials"),
        ("http://news.example\\@127.0.0.1/", "bad_url"),
        ("http:\\\\127.0.0.1\\", "bad_url"),
        ("http://news.exa\tmple/", "bad_url"),
        ("http://news.example/\r\nHost: evil.example", "bad_url"),
        ("http://news.example/\x00", "bad_url"),
        ("\x01http://news.example/", "bad_url"),
        ("http://[fe80::1%25eth0]/", "bad_url"),
        ("http://[fe80::1%eth0]/", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://127.0.0.1%2f@x/", "credentials"),
        ("http://127%2e0.0.1/", "bad_url"),
        ("http://news..example/", "bad_url"),
        ("http://news .example/", "bad_url"),
        ("http://news.example:99999/", "bad_url"),
        ("http://news.example:x/", "bad_url"),
        ("http://" + "a" * 64 + ".example/", "bad_url"),
        ("http://" + "a." * 200 + "example/", "bad_url"),
        ("http://a℀b.example/", "bad_url"),
        ("http://news.example/" + "a" * 9000, "bad_url"),
        ("http://news.example:22/", "bad_port"),
        ("http://news.example:0/", "bad_port"),
        ("http://news.example:8080/", "bad_port"),
    ],
)
def test_addresses_that_are_refused_as_they_stand(url: str, reason: str) -> None:
    network = Network({"news.example": [[PUBLIC]]})
    assert reason_of(lambda: fetch(url, resolve=network.resolve, dial=network.dial)).reason == reason
    assert not network.dialled


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTP://News.Example.:80", "http://news.example/"),
        ("https://news.example:443/a?b=c#d", "https://news.example/a?b=c"),
        (" http://news.example/a b ", "http://news.example/a%20b"),
        ("http://news.example/أخبار/?ق=١", "http://news.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/?%D9%82=%D9%A1"),
        ("http://أخبار.example/", "http://xn--mgbt3dhd.example/"),
        ("http://nеws.example/", "http://xn--nws-qdd.example/"),  # with a Cyrillic letter
        ("http://[2606:4700:0::1]:8080/", "http://[2606:4700::1]:8080/"),
    ],
)
def test_how_addresses_are_spelt(url: str, sent: str) -> None:
    if "xn--" in sent:  # the very letters do not matter: that it is another name is to be seen
        assert target(url).host.startswith("xn--") and "news" not in target(url).host
    else:
        assert target(url).url == sent
    assert target(target(url).url) == target(url)


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: "http://" + text))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        found = target(text)
    except FetchError as error:
        assert error.reason in REASONS
    else:
        assert found.url.isascii() and found.host and "@" not in found.host


def test_all_addresses_of_a_name_must_be_public() -> None:
    for addresses in ([PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC, "::1"], ["not an address"]):
        network = Network({"news.example": [addresses]})
        assert reason_of(lambda n=network: fetch("http://news.example/", resolve=n.resolve, dial=n.dial)).reason == "refused_address"  # type: ignore[misc]
        assert not network.dialled


def test_a_name_is_resolved_once_and_its_address_is_pinned(server: Server) -> None:
    server.answers["/"] = reply(PAGE)
    network = Network({"news.example": [[PUBLIC], ["127.0.0.1"]]}, port=server.port)
    found = fetch("http://news.example/", resolve=network.resolve, dial=network.dial)
    assert (found.body, found.address) == (PAGE, PUBLIC)
    assert (network.looked_up, network.dialled) == (["news.example"], [PUBLIC])
    assert server.requests[0][1]["host"] == "news.example"
    # The name has moved to this computer meanwhile.
    assert reason_of(lambda: fetch("http://news.example/", resolve=network.resolve, dial=network.dial)).reason == "refused_address"
    assert network.dialled == [PUBLIC]


def test_a_name_that_moves_between_two_hops_is_refused(server: Server) -> None:
    server.answers["/"] = to("/next")
    network = Network({"news.example": [[PUBLIC], ["169.254.169.254"]]}, port=server.port)
    assert reason_of(lambda: fetch("http://news.example/", resolve=network.resolve, dial=network.dial)).reason == "refused_address"
    assert network.dialled == [PUBLIC]


def test_whoever_takes_the_connection_must_be_the_one_that_was_meant(server: Server) -> None:
    network = Network({"news.example": [[PUBLIC]]}, port=server.port, peer="127.0.0.1")
    assert reason_of(lambda: fetch("http://news.example/", resolve=network.resolve, dial=network.dial)).reason == "refused_address"
    assert server.requests == []


def test_the_next_address_is_tried_when_one_takes_no_connection(server: Server) -> None:
    server.answers["/"] = reply(PAGE)
    network = Network({"news.example": [["2606:4700::1", PUBLIC]]}, port=server.port)

    def dial(address: str, port: int, seconds: float, /) -> socket.socket:
        if ":" in address:
            raise OSError(101, "Network is unreachable")
        return network.dial(address, port, seconds)

    assert fetch("http://news.example/", resolve=network.resolve, dial=dial).address == PUBLIC


def test_no_proxy_of_the_environment_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/"] = reply(PAGE)
    assert get(server).body == PAGE


def test_what_is_allowed_is_that_host_by_that_name_and_port() -> None:
    with hostile({"/": reply(PAGE)}) as server:
        allow = Allow(hosts=frozenset({("127.0.0.1", server.port)}))
        assert fetch(server.url(), allow=allow).body == PAGE
        for url in (f"http://127.1:{server.port}/", f"http://localhost:{server.port}/", "http://127.0.0.1:80/"):
            assert reason_of(lambda url=url: fetch(url, allow=allow)).reason in ("bad_port", "refused_address", "dns")  # type: ignore[misc]
        ports = Allow(ports=frozenset({server.port}))
        assert reason_of(lambda: fetch(server.url(), allow=ports)).reason == "refused_address"
        assert len(server.requests) == 1


def test_a_public_page_does_not_lead_into_what_is_allowed(server: Server) -> None:
    server.answers["/"] = to(f"http://127.0.0.1:{server.port}/inside")
    server.answers["/inside"] = reply(PAGE)
    network = Network({"news.example": [[PUBLIC]], "127.0.0.1": [["127.0.0.1"]]}, port=server.port)
    found = reason_of(lambda: fetch("http://news.example/", allow=server.allow, resolve=network.resolve, dial=network.dial))
    assert found.reason == "bad_port" and server.asked == ["/"]


# Redirects.


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/iam/", "refused_address"),
        ("http://[fd00:ec2::254]/", "refused_address"),
        ("//10.0.0.1/", "refused_address"),
        ("http://2130706433/", "refused_address"),
        ("http://①②⑦.⓪.⓪.①/", "refused_address"),
        ("http://127.0.0.1:22/", "bad_port"),
        ("http://user@news.example/", "credentials"),
        ("file:///etc/passwd", "bad_scheme"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "bad_scheme"),
        ("data:text/html,hello", "bad_scheme"),
        ("http:\\\\127.0.0.1\\", "bad_url"),
        ("http://127.0.0.1\t/", "bad_url"),
        ("http://[::1", "bad_url"),
        ("", "bad_url"),
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_judged_like_any_address(server: Server, location: str, reason: str, status: str) -> None:
    server.answers["/"] = to(location, status)
    assert refused(server) == reason
    assert server.asked == ["/"]


def test_a_chain_that_ends_at_a_metadata_address(server: Server) -> None:
    server.answers.update({"/": to("/feed"), "/feed": to("article"), "/article": to("http://169.254.169.254/")})
    assert refused(server) == "refused_address"
    assert server.asked == ["/", "/feed", "/article"]


def test_five_redirects_are_followed_and_no_more(server: Server) -> None:
    for number in range(6):
        server.answers[f"/{number}"] = to(f"/{number + 1}", "301 Moved")
    server.answers["/6"] = reply(PAGE)
    found = get(server, "/1")
    assert found.url == server.url("/6") and found.chain == tuple(Hop(server.url(f"/{n}"), 301) for n in range(1, 6))
    assert refused(server, "/0") == "too_many_redirects"


def test_loops_end(server: Server) -> None:
    server.answers.update({"/": to("/b"), "/b": to("/"), "/self": to("/self")})
    assert refused(server) == "too_many_redirects"
    assert refused(server, "/self") == "too_many_redirects"
    assert len(server.requests) == 3


def test_arabic_in_a_redirect_is_followed(server: Server) -> None:
    server.answers.update({"/": to("/خبر 1"), "/%D8%AE%D8%A8%D8%B1%201": reply(PAGE)})
    assert get(server).url == server.url("/%D8%AE%D8%A8%D8%B1%201")


def test_a_redirect_to_the_front_page_is_no_article(server: Server) -> None:
    server.answers.update({"/2016/article": to("/"), "/": reply(PAGE), "/old": to("/2016/new"), "/2016/new": reply(PAGE)})
    assert get(server, "/2016/article").state == "soft_404"
    assert get(server, "/old").state == "live"
    assert get(server, "/").state == "live"


# What is sent packed.


BOMB = b"\0" * (32 << 20)


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzipped),
        ("x-gzip", gzipped),
        ("GZIP", gzipped),
        ("deflate", zlib.compress),
        ("deflate", bare_deflate),
        ("br", brotli.compress),
    ],
)
@pytest.mark.parametrize("data", [b"", b"x", PAGE * 9000], ids=["nothing", "a byte", "a page"])
def test_each_packing_is_undone(server: Server, coding: str, pack: Callable[[bytes], bytes], data: bytes) -> None:
    server.answers["/"] = reply(pack(data), "200 OK", f"Content-Encoding: {coding}")
    found = get(server)
    assert found.body == data and found.notes == (() if data else ("is empty",))


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzipped(BOMB), "gzip", "bomb"),
        (zlib.compress(BOMB), "deflate", "bomb"),
        (bare_deflate(BOMB), "deflate", "bomb"),
        (brotli.compress(BOMB), "br", "bomb"),
        (gzipped(BOMB[: 1 << 20]) * 40, "gzip", "bomb"),
        (gzipped(b"") * 1001, "gzip", "bad_encoding"),
        (gzipped(gzipped(PAGE)), "gzip, gzip", "bad_encoding"),
        (brotli.compress(gzipped(PAGE)), "gzip, br", "bad_encoding"),
        (PAGE, "zstd", "bad_encoding"),
        (PAGE, "compress", "bad_encoding"),
        (PAGE, "x" * 500, "bad_encoding"),
        (gzipped(PAGE)[:-9], "gzip", "truncated"),
        (gzipped(PAGE)[:3], "gzip", "truncated"),
        (zlib.compress(PAGE)[:-5], "deflate", "truncated"),
        (brotli.compress(PAGE)[:-2], "br", "truncated"),
        (gzipped(PAGE)[:-8] + b"\0" * 8, "gzip", "bad_encoding"),
        (b"\x1f\x8b" + b"\xff" * 90, "gzip", "bad_encoding"),
        (PAGE, "deflate", "bad_encoding"),
        (PAGE, "br", "bad_encoding"),
        (brotli.compress(PAGE) + b"garbage", "br", "bad_encoding"),
    ],
)
def test_packings_that_are_refused(server: Server, body: bytes, coding: str, reason: str) -> None:
    server.answers["/"] = reply(body, "200 OK", f"Content-Encoding: {coding}")
    assert refused(server) == reason


@pytest.mark.parametrize(
    ("body", "left", "note"),
    [
        (gzipped(PAGE) + b"garbage", PAGE, "7 bytes after the end of the packed data were left out"),
        (zlib.compress(PAGE) + b"garbage", PAGE, "7 bytes after the end of the packed data were left out"),
        (gzipped(gzipped(PAGE)), gzipped(PAGE), "is packed twice; what is inside was left packed"),
        (PAGE, PAGE, "says that it is gzip, and is not packed"),
        (gzipped(PAGE) + gzipped(PAGE), PAGE * 2, None),
    ],
)
def test_odd_packings_are_noted(body: bytes, left: bytes, note: str | None) -> None:
    found = unpack(body, "deflate" if body[:1] == b"\x78" else "gzip")
    assert found == (left, (note,) if note else ())


def test_the_smallest_bomb_costs_neither_memory_nor_time() -> None:
    bomb = brotli.compress(b"\0" * (64 << 20), quality=5)
    start = time.perf_counter()
    assert len(bomb) < 1000
    assert reason_of(lambda: unpack(bomb, "br")).reason == "bomb"
    assert time.perf_counter() - start < 1


def test_pages_that_unpack_well_are_no_bombs() -> None:
    assert len(unpack(gzipped(b"\0" * 1_000_000), "gzip")[0]) == 1_000_000
    limits = Limits(unpacked=2_000_000, ratio=10**6)
    assert reason_of(lambda: unpack(gzipped(b"\0" * 2_000_001), "gzip", limits=limits)).reason == "too_large"


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "", "identity", "gzip,br", "؟"]), st.booleans())
def test_any_bytes_unpack_or_are_refused(data: bytes, coding: str, marked: bool) -> None:
    try:
        unpack(b"\x1f\x8b\x08" + data if marked else data, coding)
    except FetchError as error:
        assert error.reason in REASONS


# Sizes and times.


SMALL = Limits(packed=100_000, unpacked=200_000)


def test_a_body_that_is_announced_too_large_is_not_read(server: Server) -> None:
    server.answers["/"] = reply(b"", "200 OK", length=100_001)
    assert refused(server, limits=SMALL) == "too_large"


@pytest.mark.parametrize("head", ["", "Transfer-Encoding: chunked\r\n", "Content-Length: x\r\n", "Content-Length: -5\r\n"])
def test_a_body_without_end_is_stopped(server: Server, head: str) -> None:
    piece = b"1000\r\n" + b"x" * 4096 + b"\r\n" if "chunked" in head else b"x" * 4096
    server.answers["/"] = endless(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode(), piece)
    assert refused(server, limits=SMALL) == "too_large"


@pytest.mark.parametrize(("size", "state"), [(100_000, "live"), (100_001, "too_large")])
def test_a_body_of_no_announced_size_is_counted(server: Server, size: int, state: str) -> None:
    server.answers["/"] = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * size
    assert (get(server, limits=SMALL).state if state == "live" else refused(server, limits=SMALL)) == state


def test_chunks_of_one_byte_are_stopped(server: Server) -> None:
    server.answers["/"] = endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", (b"1;" + b"x" * 500 + b"\r\ny\r\n") * 50)
    assert refused(server, limits=SMALL) == "too_large"


def test_trailers_without_end_are_stopped(server: Server) -> None:
    server.answers["/"] = endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n" * 900)
    assert refused(server, limits=SMALL) == "too_large"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: 1\r\n" * 1000),
        (b"HTTP/1.1 200 OK\r\nX-Header: ", b"x" * 10_000),
        (b"", b"HTTP/1.1 100 Continue\r\nX-Header: 1\r\n\r\n" * 100),
        (b"", b"x" * 10_000),
        (b"HTTP/1.1 200 OK\r\n", b"\x00" * 10_000),
    ],
    ids=["a million lines", "one line", "continue for ever", "no status line", "zeros"],
)
def test_headers_without_end_are_stopped(server: Server, head: bytes, piece: bytes) -> None:
    server.answers["/"] = endless(head, piece)
    assert refused(server) in ("too_large", "bad_response")


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"])
def test_slow_loris_is_stopped_by_the_time_as_a_whole(server: Server, head: bytes) -> None:
    server.answers["/"] = endless(head, b"x", pause=0.1)
    start = time.monotonic()
    assert reason_of(lambda: fetch(server.url(), allow=server.allow, limits=Limits(total=0.6))).reason == "too_slow"
    assert 0.5 < time.monotonic() - start < 2


def test_silence_is_stopped_sooner(server: Server) -> None:
    server.answers["/"] = endless(b"HTTP/1.1 200 OK\r\n\r\nx", b"", pause=0.2)
    start = time.monotonic()
    assert refused(server, limits=Limits(read=0.3)) == "too_slow"
    assert time.monotonic() - start < 2


def test_silence_is_stopped_by_the_time_as_a_whole(server: Server) -> None:
    server.answers["/"] = endless(b"HTTP/1.1 200 OK\r\n\r\nx", b"", pause=0.2)
    start = time.monotonic()
    assert reason_of(lambda: fetch(server.url(), allow=server.allow, limits=Limits(total=0.4))).reason == "too_slow"
    assert time.monotonic() - start < 2


def test_a_redirect_leaves_less_time(server: Server) -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.4)
        connection.sendall(to("/next"))

    server.answers.update({"/": slow, "/next": endless(b"", b"x", pause=0.1)})
    start = time.monotonic()
    assert reason_of(lambda: fetch(server.url(), allow=server.allow, limits=Limits(total=0.8))).reason == "too_slow"
    assert time.monotonic() - start < 1.5


def test_a_resolver_that_hangs_is_left_behind() -> None:
    done = threading.Event()

    def resolve(_: str, __: int, /) -> list[str]:
        done.wait(5)
        return [PUBLIC]

    assert reason_of(lambda: fetch("http://news.example/", resolve=resolve, limits=Limits(connect=0.2))).reason == "dns"
    done.set()


def test_names_that_are_not_there() -> None:
    network = Network({"empty.example": [[]]})
    for host in ("gone.example", "empty.example"):
        assert reason_of(lambda host=host: fetch(f"http://{host}/", resolve=network.resolve, dial=network.dial)).reason == "dns"  # type: ignore[misc]


def test_servers_that_take_no_connection() -> None:
    with hostile({}) as server:
        url, allow = server.url(), server.allow
    passing = Time()
    assert reason_of(lambda: fetch(url, allow=allow, clock=passing.clock)).reason == "refused"
    assert passing.waits == [2, 4, 8]

    def dial(_: str, __: int, ___: float, /) -> socket.socket:
        raise TimeoutError

    assert reason_of(lambda: fetch("http://1.1.1.1/", dial=dial)).reason == "too_slow"


# Answers.


def test_a_plain_page(server: Server) -> None:
    head = ['ETag: W/"é-1"', "Last-Modified: Sun, 04 Sep 2016 10:00:00 GMT", "Content-Type: text/html; Charset='Windows-1256'"]
    server.answers["/a?b=c"] = reply(PAGE, "200 OK", *head)
    found = get(server, "/a?b=c#d", agent="Marsad/1 (+mailto:desk@news.example)")
    assert (found.url, found.status, found.state, found.body) == (server.url("/a?b=c"), 200, "live", PAGE)
    assert (found.etag, found.last_modified) == ('W/"é-1"', "Sun, 04 Sep 2016 10:00:00 GMT")
    assert (found.charset, found.chain, found.notes) == ("windows-1256", (), ())
    assert found.sha256 == Fetched("", 0, "live", PAGE).sha256 != Fetched("", 0, "live").sha256
    sent = server.requests[0][1]
    assert sent["host"] == f"127.0.0.1:{server.port}" and sent["user-agent"] == "Marsad/1 (+mailto:desk@news.example)"
    assert not {"cookie", "authorization", "referer", "if-none-match"} & sent.keys()


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, "gone"), (410, "gone"), (401, "blocked"), (402, "blocked"), (403, "blocked"), (451, "blocked"), (204, "live"), (203, "live")],
)
def test_statuses_and_states(server: Server, status: int, state: str) -> None:
    server.answers["/"] = reply(b"", f"{status} So it is")
    found = get(server)
    assert (found.status, found.state, found.body) == (status, state, b"")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(b"", "400 Bad Request"), "bad_status"),
        (reply(b"", "405 Not Allowed"), "bad_status"),
        (reply(b"", "501 Not Implemented"), "bad_status"),
        (reply(b"x", "206 Partial Content"), "bad_status"),
        (reply(b"", "300 Multiple Choices"), "bad_status"),
        (reply(b"", "302 Found"), "bad_url"),
        (reply(b"", "999 Denied"), "bad_status"),
        (reply(b"", "304 Not Modified"), "bad_response"),
        (b"", "bad_response"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "bad_response"),
        (b"HTTP/1.1 abc\r\n\r\n", "bad_response"),
        (b"<html>hello</html>", "bad_response"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "bad_response"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "bad_encoding"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello", "bad_response"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "truncated"),
        (reply(PAGE, length=len(PAGE) + 10), "truncated"),
        (reply(gzipped(PAGE), "200 OK", "Content-Encoding: gzip", length=20), "truncated"),
    ],
)
def test_answers_that_are_none(server: Server, answer: bytes, reason: str) -> None:
    server.answers["/"] = answer
    error = reason_of(lambda: get(server))
    assert error.reason == reason and str(error).startswith(server.url())
    assert len(server.requests) == 1


def test_a_length_that_is_too_short_is_noted(server: Server) -> None:
    server.answers["/"] = reply(b"hello, world", length=5)
    found = get(server)
    assert found.body == b"hello" and found.notes == ("sends more than the length that it names; the rest was left out",)


def test_an_empty_page_is_noted(server: Server) -> None:
    server.answers["/"] = reply(b"")
    assert get(server).notes == ("is empty",)


def test_chunks_are_joined_and_win_over_a_length(server: Server) -> None:
    server.answers["/"] = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n"
    )
    assert get(server).body == b"hello"


def reset(connection: socket.socket) -> None:
    """Begin to answer, and break the connection off."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhel")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def test_a_reset_in_the_middle_is_asked_again(server: Server) -> None:
    server.answers["/"] = [reset, reset, reply(PAGE)]
    passing = Time()
    found = get(server, clock=passing.clock)
    assert found.body == PAGE and found.notes == ("asked again after a broken connection",) * 2
    assert passing.waits == [2, 4]


def test_resets_without_end_are_left_alone(server: Server) -> None:
    server.answers["/"] = reset
    passing = Time()
    assert refused(server, clock=passing.clock, limits=Limits(retries=2)) == "truncated"
    assert passing.waits == [2, 4] and len(server.requests) == 3


def test_a_refused_connection_is_asked_again(server: Server) -> None:
    server.answers["/"] = reply(PAGE)
    network = Network({"news.example": [[PUBLIC]]}, port=server.port)
    refusals = [ConnectionRefusedError(111, "Connection refused"), ConnectionResetError(104, "Connection reset by peer")]

    def dial(address: str, port: int, seconds: float, /) -> socket.socket:
        if refusals:
            raise refusals.pop()
        return network.dial(address, port, seconds)

    passing = Time()
    assert fetch("http://news.example/", resolve=network.resolve, dial=dial, clock=passing.clock).body == PAGE
    assert passing.waits == [2, 4] and network.looked_up == ["news.example"] * 3  # and its address is judged anew each time


def test_only_what_has_changed(server: Server) -> None:
    server.answers["/"] = [reply(b"", "304 Not Modified", 'ETag: "1"'), reply(PAGE, "200 OK", 'ETag: "2"')]
    found = get(server, etag='"1"', last_modified="Sun, 04 Sep 2016 10:00:00 GMT")
    assert (found.state, found.status, found.etag, found.body) == ("not_modified", 304, '"1"', b"")
    sent = server.requests[0][1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Sun, 04 Sep 2016 10:00:00 GMT")
    assert get(server, etag='"1"').etag == '"2"'


def test_validators_smuggle_no_headers(server: Server) -> None:
    server.answers["/"] = reply(PAGE)
    found = get(server, etag='"1"\r\nX-Evil: 1')
    assert found.notes == ("If-None-Match was not sent: its value is no header",)
    assert not {"x-evil", "if-none-match"} & server.requests[0][1].keys()


# Patience.


def test_an_overloaded_server_is_asked_again(server: Server) -> None:
    server.answers["/"] = [reply(b"", "503 Unavailable"), reply(b"", "500 Error"), reply(PAGE)]
    passing = Time()
    found = get(server, clock=passing.clock)
    assert found.body == PAGE and found.notes == ("asked again after a 503", "asked again after a 500")
    assert passing.waits == [2, 4]


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ([], 30),
        (["Retry-After: 7"], 7),
        (["Retry-After: Sun, 04 Sep 2016 10:00:50 GMT", "Date: Sun, 04 Sep 2016 10:00:00 GMT"], 50),
        (["Retry-After: Sun, 04 Sep 2016 09:00:00 GMT", "Date: Sun, 04 Sep 2016 10:00:00 GMT"], 0),
        (["Retry-After: Sun, 04 Sep 2016 09:00:00 GMT"], 30),
        (["Retry-After: soon"], 30),
        (["Retry-After: -5"], 30),
    ],
)
def test_too_many_requests(server: Server, headers: list[str], wait: float) -> None:
    server.answers["/"] = [reply(b"", "429 Too Many", *headers), reply(PAGE)]
    passing = Time()
    assert get(server, clock=passing.clock).body == PAGE
    assert sum(passing.waits) == wait


@pytest.mark.parametrize(("status", "reason"), [("429 Too Many", "rate_limited"), ("503 Unavailable", "server_error")])
def test_patience_ends(server: Server, status: str, reason: str) -> None:
    server.answers["/"] = reply(b"", status)
    error = reason_of(lambda: get(server))
    assert error.reason == reason and error.status == int(status[:3]) and len(server.requests) == 4


def test_a_server_that_wants_more_patience_is_left_alone(server: Server) -> None:
    server.answers["/"] = reply(b"", "503 Unavailable", "Retry-After: 3600")
    passing = Time()
    error = reason_of(lambda: get(server, clock=passing.clock))
    assert error.retry_after == 3600 and not passing.waits and len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 522, 524])
def test_what_is_asked_again(server: Server, status: int) -> None:
    server.answers["/"] = [reply(b"", f"{status} X"), reply(PAGE)]
    assert get(server).body == PAGE


def test_the_pace_of_a_site(server: Server) -> None:
    server.answers.update({"/": reply(PAGE), "/moved": to("/"), "/busy": [reply(b"", "429 Too Many"), reply(PAGE)]})
    passing, pace = Time(), Pace()
    for path in ("/", "/moved", "/"):
        get(server, path, clock=passing.clock, pace=pace)
    assert passing.waits == [5, 5]  # a redirect within a site is one visit
    get(server, "/busy", clock=passing.clock, pace=pace)
    assert passing.waits == [5, 5, 5, 30]
    pace.at_least("127.0.0.1", 12)
    get(server, clock=passing.clock, pace=pace)
    get(server, clock=passing.clock, pace=pace)
    assert passing.waits[-2:] == [5, 12]


def test_a_site_that_was_asked_too_often_is_left_alone_by_all(server: Server) -> None:
    server.answers.update({"/busy": reply(b"", "429 Too Many"), "/": reply(PAGE)})
    passing, pace = Time(), Pace()
    assert refused(server, "/busy", clock=passing.clock, pace=pace, limits=Limits(retries=0)) == "rate_limited"
    get(server, clock=passing.clock, pace=pace)
    assert passing.waits == [30]


def test_the_turns_of_a_site() -> None:
    pace = Pace()
    assert [pace.reserve("a", 100.0) for _ in range(3)] == [0, 5, 10]
    assert pace.reserve("b", 100.0) == 0
    pace.hold("b", 200.0)
    pace.hold("b", 150.0)
    assert pace.reserve("b", 100.0) == 100
    assert target("https://www.news.example/").site == target("http://news.example/").site


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return _certificate(tmp_path_factory.mktemp("tls"), 2015, 2115)


CONFIGURATION = """
[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = policy
x509_extensions = extensions
[policy]
commonName = supplied
[extensions]
subjectAltName = DNS:news.example
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def _certificate(folder: Path, first: int, last: int) -> tuple[Path, Path]:
    """A certificate of news.example that vouches for itself, from one year to another."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificates of this test, and is not on the PATH")
    for name, text in (("ca.cnf", CONFIGURATION), ("index.txt", ""), ("serial", "01\n")):
        (folder / name).write_text(text)
    for command in (
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test -keyout key.pem -out request.pem",
        f"ca -batch -selfsign -config ca.cnf -keyfile key.pem -in request.pem -notext -out cert.pem"
        f" -startdate {first}0101000000Z -enddate {last}0101000000Z",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def test_a_certificate_that_nobody_vouches_for(certificate: tuple[Path, Path]) -> None:
    with hostile({"/": reply(PAGE)}, certificate) as server:
        network = Network({"news.example": [[PUBLIC]]}, port=server.port)
        error = reason_of(lambda: fetch("https://news.example/", resolve=network.resolve, dial=network.dial))
        assert error.reason == "tls" and server.requests == []


def test_a_good_certificate_holds_for_its_name_alone(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with hostile({"/": reply(PAGE), "/down": to("http://news.example/")}, certificate) as server:
        network = Network({"news.example": [[PUBLIC]], "evil.example": [[PUBLIC]]}, port=server.port)
        found = fetch("https://news.example/", resolve=network.resolve, dial=network.dial)
        assert (found.body, found.address, server.requests[0][1]["host"]) == (PAGE, PUBLIC, "news.example")
        for url, reason in (
            ("https://evil.example/", "tls"),
            (f"https://{PUBLIC}/", "tls"),
            ("https://news.example/down", "downgrade"),
        ):
            network.names[PUBLIC] = [[PUBLIC]]
            assert reason_of(lambda url=url: fetch(url, resolve=network.resolve, dial=network.dial)).reason == reason  # type: ignore[misc]
        assert server.asked == ["/", "/down"]


def test_a_certificate_that_has_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = _certificate(tmp_path, 2015, 2016)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    with hostile({"/": reply(PAGE)}, files) as server:
        network = Network({"news.example": [[PUBLIC]]}, port=server.port)
        error = reason_of(lambda: fetch("https://news.example/", resolve=network.resolve, dial=network.dial))
        assert error.reason == "tls" and "expired" in str(error)


def test_a_server_that_speaks_no_tls_or_says_nothing(server: Server) -> None:
    network = Network({"news.example": [[PUBLIC]]}, port=server.port)
    server.answers["/"] = reply(PAGE)
    silent = socket.create_server(("127.0.0.1", 0))
    with silent:
        network.port = silent.getsockname()[1]
        limits = Limits(connect=0.3)
        error = reason_of(lambda: fetch("https://news.example/", limits=limits, resolve=network.resolve, dial=network.dial))
        assert error.reason == "too_slow"
    with hostile({}) as plain:

        def dial(address: str, port: int, seconds: float, /) -> socket.socket:
            return Network({}, port=plain.port).dial(address, port, seconds)

        limits = Limits(connect=0.3)
        assert reason_of(lambda: fetch("https://news.example/", limits=limits, resolve=network.resolve, dial=dial)).reason in (
            "tls",
            "too_slow",
        )


# The door is the only one.


DOORS = {"socket", "ssl", "urllib3", "http", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib", "xmlrpc", "pycurl"}
DOORS |= {"urllib.request", "urllib.error", "urllib.robotparser", "trafilatura.downloads"}
# Calls of libraries that would fetch an address which they are handed.
CALLS = {"fetch_url", "fetch_response", "urlopen", "open_connection", "create_connection"}


def test_no_other_module_opens_a_socket() -> None:
    others = [path for path in (ROOT / "src" / "marsad").rglob("*.py") if path.name != "fetch.py" or path.parent.name != "ingest"]
    assert len(others) > 30
    found = []
    for path in others:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Name | ast.Attribute):
                name = node.id if isinstance(node, ast.Name) else node.attr
                names = [name] if name in CALLS else []
            bad = [name for name in names if name in DOORS | CALLS or name.partition(".")[0] in DOORS]
            found += [f"{path.relative_to(ROOT)}:{node.lineno}: {name}" for name in bad if isinstance(node, ast.stmt | ast.expr)]
    assert found == []


def test_what_goes_wrong_is_a_source_error_and_travels() -> None:
    error = reason_of(lambda: fetch("file:///etc/passwd"))
    assert isinstance(error, SourceError)
    again = pickle.loads(pickle.dumps(FetchError("x", "dns", status=503, retry_after=7.0)))  # noqa: S301
    assert (str(again), again.reason, again.status, again.retry_after) == ("x", "dns", 503, 7.0)
