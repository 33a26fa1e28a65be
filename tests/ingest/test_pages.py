from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ingest.inputs import Limits, Refused, canonical_url
from marsad.ingest.markup import MarkupError, decode_markup, scan_page, words_of_fragment
from marsad.ingest.pages import read_page
from marsad.model import Document

FETCHED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
SENTENCES = [
    "قال محافظ المدينة إن خمسة عشر مدنيا أصيبوا بجروح في انفجار قرب السوق القديمة صباح الأحد.",
    "وأضاف أن فرق الإسعاف نقلت الجرحى إلى المستشفى الوطني، ولم تعلن أي جهة مسؤوليتها عن الانفجار.",
    "وشهدت المنطقة هدوءا حذرا بعد ساعات من الانفجار، فيما انتشرت قوات الأمن في محيط السوق.",
]
BODY = "\n".join(SENTENCES)


def page(head: str = "", inside: str = "", *, declared: str = "utf-8", title: str = "انفجار في السوق") -> str:
    paragraphs = "".join(f"<p>{s}</p>" for s in SENTENCES)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{declared}"><title>{title}</title>{head}</head><body><nav><a href="/">الرئيسية</a>'
        f'<a href="/news">أخبار</a></nav><article>{inside}{paragraphs}</article><footer>جميع الحقوق محفوظة 2019</footer></body></html>'
    )


def read(html: str | bytes, **more: object) -> Document:
    raw = html.encode() if isinstance(html, str) else html
    found = read_page(raw, name="page.html", fetched=FETCHED, **more)  # type: ignore[arg-type]
    assert isinstance(found, Document), found
    return found


def refused(html: str | bytes, **more: object) -> Refused:
    raw = html.encode() if isinstance(html, str) else html
    found = read_page(raw, name="page.html", fetched=FETCHED, **more)  # type: ignore[arg-type]
    assert isinstance(found, Refused), found
    return found


# -- text, title, outlet, address ----------------------------------------------------------------------------------------------


def test_an_article_with_all_that_its_page_says() -> None:
    html = page(
        '<meta property="og:site_name" content="موقع الاختبار"><meta property="og:title" content="عاجل | انفجار في السوق - موقع الاختبار">'
        '<link rel="canonical" href="/news/17?utm_source=x"><meta property="article:published_time" content="2017-09-04T08:00:00+03:00">'
    )
    found = read(html, url="https://www.Example.org:443/news/17?fbclid=1#top")
    assert found.text == BODY
    assert found.raw == html.encode()
    assert (found.title, found.outlet) == ("انفجار في السوق", "موقع الاختبار")
    assert found.url == found.key == "https://www.example.org/news/17"
    assert (found.published, found.media_type, found.encoding, found.state) == (dt.date(2017, 9, 4), "text/html", "utf-8", "live")
    assert found.notes == ()


def test_noise_is_taken_out_and_told() -> None:
    found = read(page().replace("</article>", "<p>المزيد عبر تطبيق نبض</p><p>تابعونا على تلغرام</p></article>"))
    assert found.text == BODY
    assert "taken out: pointer to an application, once" in found.notes and "taken out: call to follow, once" in found.notes


def test_tables_that_lay_out_a_page_are_no_tables() -> None:
    head = "<h1>انفجار في السوق</h1><span class=newsdate>السبت 2 أيلول 2017</span><br>"
    inner = f"<table><tr><td>{head}{'<br><br>'.join(SENTENCES)}</td></tr></table>"
    outer = f"<table><tr><td><a href=/>الرئيسية</a></td></tr><tr><td>{inner}</td></tr></table>"
    found = read(f"<html><head><title>خبر</title></head><body>{outer}</body></html>")
    assert [line for line in found.text.split("\n") if line in SENTENCES] == SENTENCES and "|" not in found.text
    assert found.published == dt.date(2017, 9, 2)
    rows = "".join(f"<tr><td>مدينة {n}</td><td>{n} جرحى</td></tr>" for n in range(3))
    assert "| مدينة 1 | 1 جرحى |" in read(page().replace("</article>", f"<table>{rows}</table></article>")).text


def test_what_the_caller_knows_stands_above_the_page() -> None:
    html = page('<meta property="og:site_name" content="آخر"><meta name="date" content="2017-09-04">')
    found = read(html, outlet="وكالة", published=dt.date(2016, 1, 1))
    assert (found.outlet, found.published) == ("وكالة", dt.date(2016, 1, 1))


def test_a_canonical_address_of_another_site_or_of_the_front_page_is_not_believed() -> None:
    for said in ("https://evil.example/x", "https://example.org/", "javascript:alert(1)", "http://[::1", "//"):
        found = read(page(f'<link rel="canonical" href="{said}">'), url="https://example.org/a/1")
        assert found.key == "https://example.org/a/1"
    assert (
        read(page('<link rel="canonical" href="https://example.org/a/1">'), url="https://m.example.org/a/1?amp").key
        == "https://example.org/a/1"
    )
    assert read(page('<link rel="canonical" href="https://example.org/a/1">')).key == "https://example.org/a/1"
    assert read(page()).key == "page.html" and read(page()).url is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a#b", "https://example.org/a"),
        ("https://example.org:8443/a?b=1&utm_source=x&c=2&fbclid=y", "https://example.org:8443/a?b=1&c=2"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/أخبار", "https://example.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1"),
        ("https://example.org/%d8%a3", "https://example.org/%D8%A3"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("ftp://example.org/", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("/relative", None),
        ("https://", None),
        ("https://a b/", None),
        ("https://example.org:x/", None),
        ("https://example.org/\u202ea", None),
        ("https://[::1", None),
        ("", None),
    ],
)
def test_addresses(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == canonical
    if canonical is not None:
        assert canonical_url(canonical) == canonical


# -- encodings -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "utf-16", "bogus", "utf-7"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1256", "iso-8859-6", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_text_is_right_whatever_is_declared(encoding: str, declared: str) -> None:
    html = page('<meta name="date" content="4 أيلول 2017">', declared=declared)
    for charset in (None, declared):
        found = read(html.encode(encoding), charset=charset)
        assert (found.text, found.title, found.published) == (BODY, "انفجار في السوق", dt.date(2017, 9, 4))
        assert found.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)


def test_a_wrong_declaration_is_told() -> None:
    found = decode_markup(page().encode("windows-1256"), "page", "utf-8")
    assert (found.encoding, found.notes) == ("windows-1256", ("declared utf-8, read as windows-1256",))
    other = "<p>привет, это статья о погоде</p>".encode("windows-1251")
    assert decode_markup(other, "page", "windows-1251").text == "<p>привет, это статья о погоде</p>"


# -- dates ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "inside"),
    [
        ('<meta property="article:published_time" content="2017-09-04T01:00:00+03:00">', ""),
        ('<meta name="pubdate" content="4 أيلول 2017">', ""),
        ('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2017-09-04"}]}</script>', ""),
        ('<script type="application/ld+json">[{"@type":["Article"],"datePublished":"4 سبتمبر 2017"}];</script>', ""),
        ("", '<time datetime="2017-09-04T10:00">أمس</time>'),
        ("", "<time>الإثنين 4 سبتمبر/أيلول 2017</time>"),
        ("", '<span itemprop="datePublished" content="2017-09-04">x</span>'),
        ("", '<div class="post-date">4 أيلول 2017</div>'),
        ("", '<div class="byline">كتب أحمد <b>نشر في</b> 4 أيلول 2017</div>'),
        ("", '<div class="meta-date">آخر تحديث: 9 أيلول 2017</div><div class="date">تاريخ النشر: 4 أيلول 2017</div>'),
        ("", '<div class="date">14 ذو الحجة 1438هـ - 4 سبتمبر 2017م</div>'),
        ("", "<p>الإثنين 4 أيلول 2017</p>"),
    ],
)
def test_where_the_date_may_stand(head: str, inside: str) -> None:
    assert read(page(head, inside)).published == dt.date(2017, 9, 4)


def test_the_address_dates_where_nothing_else_does() -> None:
    found = read(page(), url="https://example.org/2017/9/4/blast")
    assert found.published == dt.date(2017, 9, 4) and "published: from the address" in found.notes


def test_the_day_of_fetching_is_never_the_date() -> None:
    found = read(page("", "<p>قبل ساعتين</p>"))
    assert found.published is None


def test_a_date_of_a_comment_or_of_a_related_article_is_none() -> None:
    found = read(
        page("", '<div class="comments"><time>3 آذار 2018</time></div><div class="related"><span class="date">3 آذار 2018</span></div>')
    )
    assert found.published is None or any("guess" in n for n in found.notes)


def test_a_date_in_the_future_is_refused_with_a_note() -> None:
    found = read(page('<meta name="date" content="2031-01-05">'))
    assert found.published is None
    assert found.notes[0] == "published: 2031-01-05 (date) lies after the article was fetched, and was not used"


def test_htmldate_is_a_guess_and_never_a_first_of_january() -> None:
    guess = read(page("", "<p>حرر بتاريخ 2017-09-04 في المدينة</p>"))
    assert guess.published in (None, dt.date(2017, 9, 4))
    assert read(page("", "<div>4 ايلولل 2017</div>")).published is None


# -- pages without an article --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["404 - الصفحة غير موجودة", "Page not found", "عذراً، الصفحة المطلوبة غير موجودة"])
def test_a_soft_404(title: str) -> None:
    found = read(f"<html><head><title>{title}</title></head><body><p>عد إلى الصفحة الرئيسية للموقع من فضلك</p></body></html>")
    assert (found.state, found.text, found.published) == ("soft_404", "", None)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "no article"),
        ("<html></html>", "no article"),
        ("<html><body><div id=root></div><script>go()</script></body></html>", "scripts"),
        ("<body><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=a></script>", "scripts"),
        ("<article><p>بدأت القصة في المدينة.</p><p>اشترك لمتابعة القراءة</p></article>", "paywall"),
        ("<title>Just a moment...</title><p>Checking your browser before accessing the site", "robot"),
        ("<title>موقع</title><p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك في الموقع</p>", "cookies"),
    ],
)
def test_walls_and_shells_are_refused_with_the_reason(html: str, reason: str) -> None:
    found = refused(html)
    assert reason in found.reason and found.kind == "page"


def test_an_article_behind_a_paywall_is_noted() -> None:
    html = page('<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>')
    found = read_page(html.encode(), name="p", fetched=FETCHED)
    assert isinstance(found, Document | Refused)
    long = read(html.replace("</article>", f"<p>{BODY}</p><p>{BODY} وقال.</p></article>"))
    assert any("paywall" in n for n in long.notes)


def test_an_article_about_a_missing_page_is_an_article() -> None:
    long = page(title="404 قتيلا في شهر").replace("</article>", f"<p>{BODY}</p><p>{BODY} وقال.</p></article>")
    assert read(long).state == "live"


def test_an_article_that_only_its_json_holds() -> None:
    body = BODY.replace("\n", "\\n")
    linked = f'{{"@type":"NewsArticle","articleBody":"{body}"}}'
    html = f'<html><body><div id=root></div><script type="application/ld+json">{linked}</script></body></html>'
    assert read(html).text == BODY


# -- hostile markup ------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "depth": "<div>" * 100_000,
    "depth of inline": "<b>" * 100_000,
    "ten MB of tags": "<p>a</p>" * 1_250_000,
    "attributes": "<p " + "a=1 " * 1_000_000 + ">",
    "unclosed srcdoc": '<iframe srcdoc="<script>alert(1)</script>' * 20_000,
    "null bytes": "<p>قا\0ل</p>" * 2_000,
    "entities": "&amp;" * 2_000_000,
    "undefined entities": "&lol9;" * 1_000_000,
    "comment": "<!--" * 1_000_000,
    "angles": "<" * 3_000_000,
    "tables": "<table><tr><td>" * 50_000,
    "cdata": "<![CDATA[" * 500_000,
    "json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "laughs": '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>' * 1000,
    "times": "<time>" * 5_000 + "x" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_ends_in_bounded_time(name: str) -> None:
    begun = time.monotonic()
    found = read_page(HOSTILE[name].encode()[: 10 * 1024**2], name=name, fetched=FETCHED)
    assert isinstance(found, Document | Refused)
    assert time.monotonic() - begun < 5


def test_a_large_page_is_refused_before_it_is_parsed() -> None:
    assert refused(b"a" * 101, limits=Limits(page=100)).kind == "limit"
    assert refused(HOSTILE["depth"]).reason == "is nested more than 250 deep"


def test_no_file_and_no_entity_of_a_page_is_loaded() -> None:
    html = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><article><p>&x;</p>' + "".join(
        f"<p>{s}</p>" for s in SENTENCES
    )
    found = read(html)
    assert "root:" not in found.text and SENTENCES[1] in found.text


@settings(max_examples=60)
@given(
    st.binary(max_size=400)
    | st.lists(
        st.sampled_from(["<p>", "</p>", "<script>", "<!--", "<meta charset=utf-16>", "قال", "\0", "<time>2017", "&#x", "<svg>", "]]>"]),
        max_size=40,
    ).map(lambda p: "".join(p).encode())
)
def test_any_bytes_give_a_document_or_a_reason(raw: bytes) -> None:
    assert isinstance(read_page(raw, name="x", fetched=FETCHED), Document | Refused)


def test_words_of_a_fragment() -> None:
    assert (
        words_of_fragment("<p>قال &amp; &#1575; <b>من</b><br>سطر<script>alert(1)</script></p> x <ul><li>a<li>b</ul>")
        == "قال & ا من\nسطر\nx\na\nb"
    )
    assert words_of_fragment("سطر  واحد\n\nثان") == "سطر واحد\nثان"
    with pytest.raises(MarkupError):
        words_of_fragment("<b>" * 1000)


def test_a_scan_stops_at_its_limits() -> None:
    with pytest.raises(MarkupError, match="more than 3 elements"):
        scan_page("<p>a<p>b<p>c", elements=3, depth=100)
    assert scan_page("", elements=1, depth=1).elements == 0
