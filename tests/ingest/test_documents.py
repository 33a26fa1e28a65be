from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import os
import re
import socket
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ingest.documents import Item, documents, kind_of
from marsad.ingest.inputs import Limits, Link, Refused, data, shown
from marsad.model import Document

FETCHED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
SENTENCE = "قال محافظ المدينة إن خمسة عشر مدنيا أصيبوا بجروح في انفجار قرب السوق القديمة صباح الأحد."
HTML = f"<html><head><title>خبر</title></head><body><article><p>{SENTENCE}</p><p>{SENTENCE} وأضاف.</p></article></body></html>"


def read(source: bytes | str | Path, name: str | None = None, **more: object) -> list[Item]:
    return list(documents(source, name=name, fetched=FETCHED, **more))  # type: ignore[arg-type]


def one(source: bytes | str | Path, name: str | None = None, **more: object) -> Document:
    (found,) = read(source, name, **more)
    assert isinstance(found, Document), found
    return found


# -- text ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [f"عاجل | {SENTENCE}\r\n\r\nالمزيد عبر تطبيق نبض\n\n", "#دير_الزور", " سطر\u200f\n", "35 تعليق\n🔴🔴"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_stays_as_it_is(text: str, encoding: str) -> None:
    found = one(text.encode(encoding), "a.txt", published=dt.date(2017, 9, 4), outlet="وكالة")
    assert found.text == text and found.raw == text.encode(encoding) and found.notes == ()
    assert (found.key, found.published, found.outlet, found.media_type, found.fetched) == (
        "a.txt",
        dt.date(2017, 9, 4),
        "وكالة",
        "text/plain",
        FETCHED,
    )


def test_a_fetched_text_is_known_by_its_address() -> None:
    found = one(
        SENTENCE.encode("windows-1256"), url="https://Example.org/a.txt?utm_source=x", media_type="text/plain; charset=windows-1256"
    )
    assert (found.key, found.text, found.encoding) == ("https://example.org/a.txt", SENTENCE, "windows-1256")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "holds no text"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(32)) * 20, "binary"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
    ],
)
def test_what_is_no_text(raw: bytes, reason: str) -> None:
    (found,) = read(raw, "x")
    assert isinstance(found, Refused) and reason in found.reason


def test_a_text_that_is_too_large() -> None:
    (found,) = read(b"a" * 101, "x.txt", limits=Limits(text=100))
    assert isinstance(found, Refused) and found.kind == "limit"


# -- JSON ----------------------------------------------------------------------------------------------------------------------


def test_lines_of_json() -> None:
    rows = [
        {
            "id": "agency-2017-17",
            "text": f"عاجل | {SENTENCE}",
            "published": "2017-09-04",
            "title": "خبر",
            "url": "https://example.org/1?fbclid=x",
            "source": {"name": "وكالة"},
        },
        {"id": 2, "text": "ب ب", "date": "4 أيلول 2017"},
        {"النص": "ج ج", "تاريخ النشر": "١٢ آب ٢٠١٦", "المصدر": "صحيفة"},
        {"body": "د د", "published": 1504512000},
        {"text": "هـ هـ", "published": "قريبا", "url": "javascript:alert(1)"},
    ]
    raw = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows).encode()
    first, second, third, fourth, fifth = read(raw, "a.jsonl")
    assert isinstance(first, Document) and isinstance(second, Document) and isinstance(third, Document)
    assert isinstance(fourth, Document) and isinstance(fifth, Document)
    assert (first.key, first.url, first.title, first.outlet) == ("https://example.org/1", "https://example.org/1", "خبر", "وكالة")
    assert (
        first.text == f"عاجل | {SENTENCE}"
        and first.raw == raw.split(b"\n")[0]
        and first.published == dt.date(2017, 9, 4)
        and not first.notes
    )
    assert (second.key, second.published) == ("a.jsonl#2", dt.date(2017, 9, 4))
    assert (third.text, third.published, third.outlet) == ("ج ج", dt.date(2016, 8, 12), "صحيفة") and len(third.key) == 16
    assert fourth.published == dt.date(2017, 9, 4) and "seconds" in fourth.notes[0]
    assert fifth.published is None and fifth.url is None and len(fifth.notes) == 2


def test_an_id_of_its_own_is_the_key() -> None:
    assert one(b'{"id": "agency-2017-17", "text": "x y"}', "a.jsonl").key == "agency-2017-17"


def test_a_broken_line_never_stops_the_others() -> None:
    lines = [
        b"{",
        b"[1]",
        b'{"id": 1}',
        b'{"text": 5}',
        b'{"text": "  "}',
        b'{"text": "x", "id": [1]}',
        b"\xff\xfe\xff",
        b"[" * 5000,
        b'{"text": "\\ud800"}',
        b'{"text": 1' + b"0" * 5000 + b"}",
        b"",
        b'{"text": "good one"}',
    ]
    found = read(b"\n".join(lines), "a.jsonl")
    assert sum(isinstance(f, Refused) for f in found) == 9
    assert isinstance(found[-1], Document) and found[-1].text == "good one"
    assert isinstance(found[0], Refused) and found[0].name == "a.jsonl, line 1"


def test_a_line_that_is_too_large_is_passed_over() -> None:
    found = read(b'{"text": "' + b"x" * 500 + b'"}\n{"text": "good one"}', "a.jsonl", limits=Limits(text=100))
    assert isinstance(found[0], Refused) and found[0].kind == "limit" and isinstance(found[1], Document)


@pytest.mark.parametrize("raw", ['[{"text": "أ أ"}, 5, {"text": "ب ب"}]', '{\n "articles": [{"text": "أ أ"}, {}, {"text": "ب ب"}]\n}'])
def test_a_list_of_json(raw: str) -> None:
    found = read(raw.encode(), "a.json")
    assert [f.text for f in found if isinstance(f, Document)] == ["أ أ", "ب ب"] and len(found) == 3


def test_one_article_of_json() -> None:
    assert one('{\n  "text": "أ أ",\n  "published": "2017-09-04"\n}'.encode(), "a.json").published == dt.date(2017, 9, 4)


# -- tables --------------------------------------------------------------------------------------------------------------------

ROWS = [
    ["text", "title", "published", "url", "id", "outlet"],
    [f"{SENTENCE}\nسطر، ثان; ثالث", "خبر", "4 أيلول 2017", "https://example.org/1", "7", "وكالة"],
]


def csv_of(rows: list[list[str]], delimiter: str) -> str:
    return "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "names",
    [None, ["النص", "العنوان", "تاريخ النشر", "الرابط", "المعرف", "المصدر"], ["Article_Text", "Headline", "Date", "Link", "ID", "Source"]],
)
def test_tables(names: list[str] | None, delimiter: str, encoding: str) -> None:
    found = one(csv_of([names or ROWS[0], ROWS[1]], delimiter).encode(encoding), "a.csv")
    assert found.text == ROWS[1][0]
    assert (found.title, found.published, found.key, found.outlet) == ("خبر", dt.date(2017, 9, 4), "https://example.org/1", "وكالة")


def test_rows_of_a_table_keep_their_bytes_and_faults_stop_none() -> None:
    raw = b'sep=;\r\nid;text\r\n1;a b\r\n2\r\n;;;\r\n3;"c\nd"\r\n4;\r\n5;' + b"x" * 200_000 + b"\r\n6;e f\r\n"
    found = read(raw, "a.csv")
    good = [f for f in found if isinstance(f, Document)]
    assert [(d.key, d.text) for d in good] == [("a.csv#1", "a b"), ("a.csv#3", "c\nd"), ("a.csv#6", "e f")]
    assert [d.raw for d in good] == [b"1;a b", b'3;"c\nd"', b"6;e f"]
    assert len(found) - len(good) == 3
    assert [f.name for f in found if isinstance(f, Refused)] == ["a.csv, line 4", "a.csv, line 8", "a.csv, line 9"]


def test_a_quotation_that_never_ends_is_bounded() -> None:
    found = read(b"text\n" + b'"' + b"a b\n" * 100_000 + b"last line\n", "a.csv")
    assert any(isinstance(f, Refused) and "field larger" in f.reason for f in found)


@pytest.mark.parametrize("raw", [b"a,b\n1,2\n", b"\n\n", b"text\n", b"just words\n"])
def test_a_table_without_a_text(raw: bytes) -> None:
    (found,) = read(raw, "a.csv")
    assert isinstance(found, Refused)


class Endless(io.RawIOBase):
    """A table or lines of JSON without end, made while they are read."""

    def __init__(self, first: bytes, row: bytes, rows: int) -> None:
        self._parts: Iterator[bytes] = itertools.chain([first] if first else [], itertools.repeat(row * 100, rows // 100))
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while len(self._left) < len(view) and (more := next(self._parts, b"")):
            self._left += more
        part, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(part)] = part
        return len(part)


@pytest.mark.parametrize(("first", "row", "name"), [(b"text,id\n", b"x y,1\n", "a.csv"), (b"", b'{"text": "x y"}\n', "a.jsonl")])
def test_ten_million_rows_are_streamed(first: bytes, row: bytes, name: str) -> None:
    tracemalloc.start()
    stream = io.BufferedReader(Endless(first, row, 10_000_000))
    taken = list(itertools.islice(documents(stream, name=name, fetched=FETCHED), 5_000))
    count = len(taken)
    del taken
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000 and peak < 40_000_000


def test_too_many_rows_are_cut_with_a_note() -> None:
    for raw, name in ((b"text\n" + b"x y\n" * 20, "a.csv"), (b'{"text": "x y"}\n' * 20, "a.jsonl")):
        found = read(raw, name, limits=Limits(rows=10))
        assert len(found) == 11 and isinstance(found[-1], Refused) and "more than 10 articles" in found[-1].reason


def test_every_field_has_its_names_once() -> None:
    columns = data("columns.yaml")
    names = [n for listed in columns.values() for n in listed]
    assert len(names) == len(set(names))


# -- what it is ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "name", "media", "kind"),
    [
        (b"<!DOCTYPE html><html>", "a.txt", "text/plain", "html"),
        (b"\xef\xbb\xbf\n<html>", "", "", "html"),
        ("<html>".encode("utf-16"), "", "", "html"),
        (b"<rss version='2.0'>", "a.html", "text/html", "feed"),
        (b"<?xml version='1.0'?><feed xmlns='x'>", "", "", "feed"),
        (b"<div>x</div>", "", "", "html"),
        (b"<div>x</div>", "a.txt", "", "text"),
        (b"<?xml version='1.0'?><urlset>", "map.xml", "", "feed"),
        (b'{"text": "x"}\n', "a.txt", "", "text"),
        (b'{"text": "x"}\n', "a.json", "", "lines"),
        (b'{"text": "x"}\n', "", "", "lines"),
        (b"[{", "a.json", "", "json"),
        (b"{\n", "a.json", "", "json"),
        (b"a,b", "a.csv", "", "table"),
        (b"a,b", "", "text/csv", "table"),
        (b"a,b", "a.txt", "", "text"),
        (b"WARC/1.0\r\n", "", "", "warc"),
        (b"\x1f\x8b\x08", "a.warc.gz", "", "gzip"),
        (b"PK\x03\x04", "a.txt", "text/plain", "zip"),
        (b"words", "", "", "text"),
        (b"words", "https://example.org/a.html?b=c", "", "html"),
        (b"", "", "", "text"),
    ],
)
def test_what_an_input_is(head: bytes, name: str, media: str, kind: str) -> None:
    assert kind_of(head, name, media) == kind


# -- files and folders ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "b" / "deep").mkdir(parents=True)
    (root / ".hidden").mkdir()
    (root / "a.txt").write_text("نص أول", "utf-8")
    (root / "b" / "deep" / "c.html").write_text(HTML, "utf-8")
    (root / "b" / "d.jsonl").write_text('{"text": "x y"}\n{', "utf-8")
    (root / ".hidden" / "e.txt").write_text("x")
    (root / ".f.txt").write_text("x")
    (root / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return root


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    found = read(folder)
    assert isinstance(found[0], Document) and found[0].key.startswith("a.txt@")
    assert [type(f).__name__ for f in found] == ["Document", "Refused", "Document", "Refused", "Document"]
    assert found == read(str(folder))


def test_an_article_is_known_by_its_file_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.txt").write_text("قتل ثلاثة مدنيين في قصف على البلدة", encoding="utf-8")
    here = one(tmp_path / "a" / "report.txt")
    monkeypatch.chdir(tmp_path / "a")
    assert one(Path("report.txt")) == one("report.txt") == here
    assert here.current and re.fullmatch(r"report\.txt@[0-9a-f]{8}", here.key)
    assert one(tmp_path / "b" / "report.txt").key != here.key


def test_a_row_without_an_address_is_known_by_its_file_and_number(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": 7, "text": "قتل ثلاثة"}\n', encoding="utf-8")
    found = one(tmp_path / "rows.jsonl")
    assert re.fullmatch(r"rows\.jsonl@[0-9a-f]{8}#7", found.key) and not found.current


def test_what_comes_through_a_pipe_is_known_by_its_text() -> None:
    first, second = one("قتل ثلاثة مدنيين".encode()), one("قتل أربعة مدنيين".encode())
    assert first == one("قتل ثلاثة مدنيين".encode())
    assert first.key != second.key and re.fullmatch("[0-9a-f]{16}", first.key)


def test_no_link_leads_out_of_a_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "links").symlink_to(tmp_path / "other")
    (folder / "round").symlink_to(folder)
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "broken.txt").symlink_to(folder / "nothing")
    found = read(folder)
    assert not any(isinstance(f, Document) and "secret" in f.text for f in found)
    reasons = {Path(f.name).name: f.reason for f in found if isinstance(f, Refused)}
    assert reasons["link.txt"] == reasons["broken.txt"] == "is a link out of the folder, and is not followed"
    assert any(isinstance(f, Document) and f.key.startswith("inside.txt@") for f in found)


def test_pipes_and_missing_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert any(isinstance(f, Refused) and "pipe" in f.reason for f in read(folder))
    for name in ("nothing.txt", "no*.x", "a\0b", "x" * 5000):
        (found,) = read(str(folder / name) if "\0" not in name else name)
        assert isinstance(found, Refused)
    (folder / "empty").mkdir()
    (found,) = read(folder / "empty")
    assert isinstance(found, Refused) and found.reason == "is a folder without files"


def test_patterns(folder: Path) -> None:
    found = read(str(folder / "**" / "*.html"))
    assert [f.key.partition("@")[0] for f in found if isinstance(f, Document)] == ["c.html"]
    (folder / "[1].txt").write_text("نص آخر")
    assert isinstance(read(str(folder / "[1].txt"))[0], Document)


def test_too_many_files(folder: Path) -> None:
    found = read(folder, limits=Limits(files=1))
    assert isinstance(found[-1], Refused) and "more than 1 files" in found[-1].reason


def test_a_file_that_cannot_be_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def barred(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", barred)
    (found,) = read(folder / "a.txt")
    assert isinstance(found, Refused) and found.reason == "cannot be read (Permission denied)"


def test_names_are_shown_without_what_hides() -> None:
    assert shown("a\u202eb\x1b[1m\n") == "a\\u202eb\\u001b[1m\\u000a"
    assert len(shown("x" * 1000)) == 300
    (found,) = read(b"", "a\u202e\nb")
    assert isinstance(found, Refused) and found.name.isprintable()


# -- all of it -----------------------------------------------------------------------------------------------------------------


def test_no_input_reaches_for_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def barred(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", barred)
    monkeypatch.setattr(socket, "getaddrinfo", barred)
    remote = '<html><head><base href="http://127.0.0.1/"><link rel=stylesheet href=//127.0.0.1/x></head><body><iframe src=http://127.0.0.1/></iframe>'
    for raw in (
        remote + HTML,
        "<?xml version='1.0'?><?xml-stylesheet href='http://127.0.0.1/'?><rss><channel><item><link>http://127.0.0.1/</link></item></channel></rss>",
    ):
        assert read(raw.encode(), "x")
    assert isinstance(read("https://127.0.0.1/x.html")[0], Refused)


@settings(max_examples=150)
@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                b"<html>",
                b"<rss>",
                b"{",
                b'{"text": "',
                b'"}',
                b"\n",
                b",",
                b"text",
                b"WARC/1.0\r\n",
                b"PK\x03\x04",
                b"\x1f\x8b\x08",
                b"\0",
                b"\xff\xfe",
                "قال".encode(),
                b"Content-Length: 5\r\n",
                b"\r\n",
            ]
        ),
        max_size=30,
    ).map(b"".join),
    st.sampled_from(["", "a.txt", "a.html", "a.csv", "a.jsonl", "a.json", "a.warc", "a.zip", "a.tar", "a.xml", "a.gz"]),
    st.sampled_from([None, "text/html", "text/csv; charset=utf-16", "application/json", "application/rss+xml; charset=bogus"]),
)
def test_any_bytes_give_documents_or_reasons(raw: bytes, name: str, media: str | None) -> None:
    begun = time.monotonic()
    found = read(raw, name, media_type=media)
    assert found and all(isinstance(f, Document | Link | Refused) for f in found)
    assert all(f.text or f.state != "live" for f in found if isinstance(f, Document))
    assert all(f.published is None for f in found if isinstance(f, Document))
    assert time.monotonic() - begun < 5


def test_the_same_input_gives_the_same_documents() -> None:
    assert read(HTML.encode(), "x") == read(HTML.encode(), "x")
