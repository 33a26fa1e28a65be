from __future__ import annotations

import datetime as dt
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ingest.documents import documents
from marsad.ingest.feeds import is_feed, read_feed, root_of
from marsad.ingest.inputs import Limits, Link, Refused
from marsad.model import Document

FETCHED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
SENTENCE = "قال محافظ المدينة إن خمسة عشر مدنيا أصيبوا بجروح في انفجار قرب السوق القديمة صباح الأحد."
LONG = " ".join([SENTENCE] * 4)


def rss(items: str, before: str = "", declared: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{declared}"?>{before}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>وكالة الاختبار</title><link>https://example.org/</link>{items}'
        "</channel></rss>"
    )


def item(link: str = "https://example.org/1", more: str = "", title: str = "عنوان") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def read(feed: str | bytes, **more: object) -> list[Document | Link | Refused]:
    raw = feed.encode() if isinstance(feed, str) else feed
    return list(read_feed(raw, name="feed", fetched=FETCHED, **more))  # type: ignore[arg-type]


# -- what a feed holds ---------------------------------------------------------------------------------------------------------


def test_full_content_is_a_document_and_the_rest_is_a_link() -> None:
    full = f"<content:encoded><![CDATA[<p>{LONG}</p><p>المزيد عبر تطبيق نبض</p>]]></content:encoded><pubDate>4 أيلول 2017</pubDate>"
    found = read(
        rss(
            item("https://Example.org/a?utm_source=rss", full, "عاجل | انفجار - وكالة الاختبار")
            + item("/b", "<description>قصير</description>")
        ),
        url="https://example.org/rss",
    )
    first, second = found
    assert isinstance(first, Document) and isinstance(second, Link)
    assert (first.key, first.url, first.title, first.text) == ("https://example.org/a", "https://example.org/a", "انفجار", LONG)
    assert (first.published, first.outlet) == (dt.date(2017, 9, 4), "وكالة الاختبار")
    assert "taken out: pointer to an application, once" in first.notes and LONG in first.raw.decode()
    assert second == Link("https://example.org/b", "عنوان", None, "وكالة الاختبار", "قصير")


def test_atom_and_rdf() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>موقع</title><entry><title type="html">&lt;i&gt;خبر&lt;/i&gt;</title>'
        "<id>urn:1</id>"
        '<link rel="alternate" href="https://example.org/1"/><link rel="enclosure" href="https://example.org/x.mp3"/>'
        "<published>2017-09-04T10:00:00Z</published><updated>2018-01-01T00:00:00Z</updated>"
        f'<content type="html">{LONG}</content></entry></feed>'
    )
    (entry,) = read(atom)
    assert isinstance(entry, Document)
    assert (entry.title, entry.url, entry.published, entry.text) == ("خبر", "https://example.org/1", dt.date(2017, 9, 4), LONG)
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>x</title></channel><item><title>ب</title><link>https://example.org/2</link><dc:date>2017-09-04</dc:date></item></rdf:RDF>"
    )
    (link,) = read(rdf)
    assert isinstance(link, Link) and (link.url, link.published) == ("https://example.org/2", dt.date(2017, 9, 4))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "iso-8859-6", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256"])
def test_encodings(encoding: str, declared: str) -> None:
    (found,) = read(rss(item(more=f"<description>{SENTENCE}</description>"), declared=declared).encode(encoding))
    assert isinstance(found, Link) and found.summary == SENTENCE


@pytest.mark.parametrize(
    ("told", "day", "noted"),
    [
        ("<pubDate>الإثنين 4 أيلول 2017</pubDate>", "2017-09-04", ""),
        ("<pubDate>Mon, 04 Sep 2017 10:00:00 GMT</pubDate>", "2017-09-04", ""),
        ("<dc:date>2017-09-04T10:00:00Z</dc:date>", "2017-09-04", ""),
        ("<pubDate>Mon, 04 Sep 2034 10:00:00 GMT</pubDate>", None, "lies after"),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None, "before 1990"),
        ("<pubDate>قريبا</pubDate>", None, ""),
        ("", None, ""),
    ],
)
def test_dates(told: str, day: str | None, noted: str) -> None:
    (found,) = read(rss(item(more=told)))
    assert isinstance(found, Link)
    assert (found.published.isoformat() if found.published else None) == day
    assert noted in " ".join(found.notes)


# -- what is hostile in its values ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "java&#9;script:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org/x", "", "http://[::1"],
)
def test_no_link_but_http_goes_out(link: str) -> None:
    (found,) = read(rss(item(link)), url="https://example.org/rss")
    assert isinstance(found, Refused) and "no" not in found.name


def test_every_value_is_text() -> None:
    author = (
        "<author>&lt;script&gt;alert(1)&lt;/script&gt;</author><category>&lt;img onerror=x&gt;</category><guid>javascript:alert(1)</guid>"
    )
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;svg onload=alert(1)&gt;"
    content = f"<content:encoded>{hostile}&lt;p&gt;{LONG}&lt;/p&gt;&lt;iframe srcdoc=&quot;&lt;b&gt;x&quot;&gt;</content:encoded>"
    (found,) = read(rss(item(more=author + content, title="&lt;img src=x onerror=alert(1)&gt;خبر&lt;b&gt;عاجل&lt;/b&gt;")))
    assert isinstance(found, Document)
    assert found.text == LONG and found.title == "خبرعاجل" and "<" not in f"{found.title}{found.outlet}{found.text}"


def test_a_changed_guid_is_the_same_article() -> None:
    one, two = (
        read(rss(item(more=f'<guid isPermaLink="false">{g}</guid><content:encoded>{LONG}</content:encoded>')))[0] for g in ("a", "b")
    )
    assert isinstance(one, Document) and isinstance(two, Document) and one.key == two.key == "https://example.org/1"
    assert len(read(rss(item() + item("https://example.org/1#again") + item("https://example.org/1?utm_medium=x")))) == 1


def test_an_entry_without_an_address_is_known_by_its_guid() -> None:
    (found,) = read(rss(f'<item><guid isPermaLink="false">x-1</guid><description>{SENTENCE}</description></item>'))
    assert isinstance(found, Document) and found.key == "x-1" and found.url is None


# -- limits --------------------------------------------------------------------------------------------------------------------


def million(count: int) -> Iterator[bytes]:
    yield rss("").split("</channel>")[0].encode()
    for i in range(count):
        yield f"<item><title>t{i}</title><link>https://example.org/{i}</link></item>".encode()
    yield b"</channel></rss>"


def test_a_million_items_are_cut_with_a_note() -> None:
    begun = time.monotonic()
    found = list(documents(b"".join(million(1_000_000)), name="feed", fetched=FETCHED))
    assert sum(isinstance(f, Link) for f in found) == 1000
    assert isinstance(found[-1], Refused) and found[-1].kind == "limit" and "more than 1,000 items" in found[-1].reason
    assert time.monotonic() - begun < 10


def test_a_feed_that_is_too_large_is_read_up_to_its_last_whole_item() -> None:
    found = read(b"".join(million(2_000)), limits=Limits(feed=20_000, feed_items=5_000))
    links = [f for f in found if isinstance(f, Link)]
    assert 200 < len(links) < 400 and links[-1].url == f"https://example.org/{len(links) - 1}"
    assert isinstance(found[-1], Refused) and "larger than the limit of 20,000 bytes" in found[-1].reason


@pytest.mark.parametrize("count", [0, 1])
def test_a_feed_without_items_or_that_shrinks(count: int) -> None:
    found = read(rss(item() * count))
    assert len(found) == 1 and isinstance(found[0], Link if count else Refused)


# -- what is no feed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "is a web page and no feed"),
        (b"<svg></svg>", "is no feed"),
        (b"https://127.0.0.1/feed", "is no feed"),
        (b"/etc/passwd", "is no feed"),
        (b"\x00\x01\x02", "is no feed"),
    ],
)
def test_no_feed(raw: bytes, reason: str) -> None:
    (found,) = read(raw)
    assert isinstance(found, Refused) and found.reason == reason


def test_a_page_at_the_address_of_a_feed_is_read_as_a_page() -> None:
    html = f"<!DOCTYPE html><html><body><article><p>{SENTENCE}</p><p>{SENTENCE} وقال.</p></article></body></html>"
    (found,) = documents(html.encode(), name="feed", media_type="application/rss+xml", fetched=FETCHED)
    assert isinstance(found, Document) and found.media_type == "text/html"
    (link,) = documents(rss(item()).encode(), name="feed", media_type="text/html; charset=utf-8", fetched=FETCHED)
    assert isinstance(link, Link)


def test_gzip_that_says_that_it_is_none_and_the_other_way_round() -> None:
    for raw in (gzip.compress(rss(item()).encode()), rss(item()).encode()):
        for name in ("feed.xml", "feed.xml.gz"):
            (found,) = documents(raw, name=name, media_type="application/rss+xml", fetched=FETCHED)
            assert isinstance(found, Link)


def test_a_broken_feed_still_gives_what_it_has() -> None:
    found = read(rss(item() + "<item><title>a & b</title><link>https://example.org/2</link></item>"))
    assert [f.url for f in found if isinstance(f, Link)] == ["https://example.org/1", "https://example.org/2"]
    assert [f.url for f in read(rss(item() + item("https://example.org/2"))[:-40]) if isinstance(f, Link)][:1] == ["https://example.org/1"]


# -- XML: the twelve cases -----------------------------------------------------------------------------------------------------

HIDDEN = "of the file that nobody may read"
LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))


def xml_cases(secret: Path) -> dict[str, str]:
    uri = secret.as_uri()
    return {
        "external entity, file": rss(item(title="&x;"), f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{uri}">]>'),
        "external entity, http": rss(item(title="&x;"), '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'),
        "parameter entity": rss(item(), f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{uri}"> %p;]>'),
        "billion laughs": rss(item(title="&j;"), f"<!DOCTYPE rss [{LAUGHS}]>"),
        "quadratic blowup": rss(item(title="&a;" * 20_000), f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'),
        "external definition": rss(item(), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'),
        "public definition": rss(item(), '<!DOCTYPE rss PUBLIC "-//x//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'),
        "entity behind broken markup": rss(item(title="&x; & <"), f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{uri}">]>'),
        "inclusion": rss(
            item(more=f'<description><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{uri}" parse="text"/></description>')
        ),
        "style sheet": rss(item(), f'<?xml-stylesheet type="text/xsl" href="{uri}"?>'),
        "too deep": rss(item(more="<a>" * 200 + "</a>" * 200)),
        "too large": rss(item() * 200_000),
    }


@pytest.mark.parametrize("case", list(xml_cases(Path("/x"))))
def test_hostile_xml(case: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(HIDDEN)
    begun = time.monotonic()
    feed = xml_cases(secret)[case]
    for found in (read(feed), list(documents(feed.encode(), name="feed.xml", fetched=FETCHED)), read(feed.encode("utf-16"))):
        assert HIDDEN not in repr(found)
        if case in ("inclusion", "style sheet"):
            assert [f.url for f in found if isinstance(f, Link)] == ["https://example.org/1"]
        else:
            assert isinstance(found[-1], Refused)
            word = {"too deep": "nested more than 100", "too large": "the rest was left out"}.get(case, "declares")
            assert word in found[-1].reason
    assert time.monotonic() - begun < 6


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<rss>", "rss"),
        ('\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<feed>', "feed"),
        ("<!DOCTYPE x [<!ENTITY a 'b>'>]> <rdf:RDF>", "rdf:rdf"),
        ("<!DOCTYPE html><HTML>", "html"),
        ("<!--", ""),
        ("<?xml", ""),
        ("", ""),
        ("x <rss>", ""),
    ],
)
def test_the_first_element(text: str, root: str) -> None:
    assert root_of(text) == root
    assert is_feed(text) == (root in ("rss", "feed", "rdf:rdf"))


@settings(max_examples=100)
@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            ["<rss>", "<item>", "</item>", "<title>", "&a;", "<![CDATA[", "]]>", "<!DOCTYPE", "<link>http://a.b/", "\0", "قال", "</rss>"]
        ),
        max_size=40,
    ).map(lambda p: ("<rss>" + "".join(p)).encode())
)
def test_any_bytes_give_entries_or_a_reason(raw: bytes) -> None:
    found = read(raw)
    assert found and all(isinstance(f, Document | Link | Refused) for f in found)
