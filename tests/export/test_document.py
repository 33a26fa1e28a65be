"""Documents in three formats: what stands in their text is text in each, whoever wrote it."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

import docx as word
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.export.document import Document, Note, Section, Sentence, linkable, plain
from marsad.export.docx import docx
from marsad.export.html import html
from marsad.export.markdown import escaped, markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</section></body><iframe srcdoc='x'>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<https://evil.example>",
    "https://evil.example/x www.evil.example",
    "`code` *b* _i_ ~~s~~ # h | a | b",
    "[^1]: note",
    "&lt;b&gt; &#60;",
    "=cmd|' /C calc'!A1",
    "+1+1",
    "- item",
    "1. item",
    "$x^2$",
    "---",
    "{{ field }} { MERGEFIELD x }",
]


def made(*texts: str, language: str = "ar", url: str | None = None) -> Document:
    """A document in which these texts stand everywhere."""
    clean = tuple(plain(text) for text in texts)
    text = " ".join(clean)
    sentences = tuple(Sentence(each, (1,)) for each in clean)
    return Document(
        language,
        text,
        (Sentence(text),),
        (Section(text, sentences, (Section(text, sentences),)),),
        (Note(text, "0123abc", text, url),),
        text,
    )


PLAIN = Document(
    "en",
    "Report",
    (Sentence("Period."),),
    (Section("What happened", (), (Section("2 May", (Sentence("Shelling.", (1, 2)),)),)), Section("Unknown", (Sentence("1 claim."),))),
    (Note("قصفت", "abc", "صحيفة", "https://news.example/1"), Note("q", "def", "a", None)),
    "Sources",
)


def test_markdown() -> None:
    assert markdown(PLAIN) == (
        "# Report\n\nPeriod.\n\n## What happened\n\n### 2 May\n\n- Shelling.[^1][^2]\n\n## Unknown\n\n- 1 claim.\n\n## Sources\n\n"
        "[^1]: «قصفت» · صحيفة · <https://news.example/1> · `abc`\n\n[^2]: «q» · a · `def`\n"
    )


def test_html_is_one_page_that_asks_for_nothing() -> None:
    page = html(PLAIN)
    assert '<html lang="en" dir="ltr">' in page and '<html lang="ar" dir="rtl">' in html(made("س"))
    assert "default-src 'none'" in page and "@media print" in page
    tags = _tags(page)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {name for name, _ in tags}
    assert [a["href"] for name, a in tags if name == "a"] == ["#n1", "#n2", "https://news.example/1"]
    assert [a["id"] for name, a in tags if name == "li" and "id" in a] == ["n1", "n2"]


def test_word_has_the_same_sentences() -> None:
    read = word.Document(io.BytesIO(docx(PLAIN)))
    assert [(p.style and p.style.name, p.text) for p in read.paragraphs] == [
        ("Title", "Report"),
        ("Normal", "Period."),
        ("Heading 1", "What happened"),
        ("Heading 2", "2 May"),
        ("List Bullet", "Shelling.[1][2]"),
        ("Heading 1", "Unknown"),
        ("List Bullet", "1 claim."),
        ("Heading 1", "Sources"),
        ("Normal", "[1] «قصفت» · صحيفة · https://news.example/1 · abc"),
        ("Normal", "[2] «q» · a · def"),
    ]


def test_word_runs_from_right_to_left_in_arabic_alone() -> None:
    arabic, english = (_body(docx(made("نص", language=language))) for language in ("ar", "en"))
    assert arabic.count("<w:bidi/>") == arabic.count("<w:p>") > 0 and "<w:rtl/>" in arabic
    assert "<w:bidi/>" not in english and "<w:rtl/>" not in english


def test_word_files_tell_no_time_of_their_making() -> None:
    assert docx(PLAIN) == docx(PLAIN)
    with zipfile.ZipFile(io.BytesIO(docx(PLAIN))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_html(text: str) -> None:
    harmless, hostile = _tags(html(made("x"))), _tags(html(made(text)))
    assert [name for name, _ in hostile] == [name for name, _ in harmless]
    assert text in _text(html(made(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_word(text: str) -> None:
    body = _body(docx(made(text)))
    assert not re.search(r"<w:(fldSimple|instrText|hyperlink|object|altChunk)", body)
    assert text in word.Document(io.BytesIO(docx(made(text)))).paragraphs[0].text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_in_markdown(text: str) -> None:
    for line in markdown(made(text)).splitlines():
        said = re.sub(r"^(#+ |- |\[\^1\]: )|\[\^1\]$|`0123abc`", "", line)
        said = re.sub(r"\\.", "·", said)  # what has a backslash in front is a sign and nothing more
        assert not re.search(r"[<>`*_\[\]{}|#~$&!]|://|www\.", said), line
        assert not re.match(r"[-+=]|\d+\.\s", said), line


@given(st.text())
def test_any_text_is_text_in_html_and_markdown(text: str) -> None:
    document = made(text)
    assert [name for name, _ in _tags(html(document))] == [name for name, _ in _tags(html(made("x")))]
    assert len(markdown(document).splitlines()) == len(markdown(made("x")).splitlines())
    assert re.sub(r"\\(.)", r"\1", escaped(plain(text))) == plain(text)


@given(st.text())
@settings(max_examples=15)  # each makes a file
def test_any_text_is_text_in_word(text: str) -> None:
    assert word.Document(io.BytesIO(docx(made(text)))).paragraphs[0].text == plain(text)


@given(st.text())
def test_plain_text_hides_and_turns_nothing(text: str) -> None:
    kept = plain(text)
    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\x00\x1b\n\r\t")
    assert plain(kept) == kept


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://news.example/ا?b=1&c=2", "https://news.example/%D8%A7?b=1&c=2"),
        ("http://x/<b>\"'`)", "http://x/%3Cb%3E%22%27%60%29"),
        ("https://x/\u202eevil", "https://x/evil"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, link: str | None) -> None:
    assert linkable(url) == link
    assert ('href="http' in html(made("x", url=url))) == (link is not None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _tags(page: str) -> list[tuple[str, dict[str, str]]]:
    reader = _Reader()
    reader.feed(page)
    return reader.tags


def _text(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    return "".join(reader.text)


def _body(file: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read("word/document.xml").decode()
