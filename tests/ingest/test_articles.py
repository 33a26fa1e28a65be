from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.ingest.articles import Line, article_lines, published_date


def lines(data: bytes, **options: object) -> list[Line]:
    return list(article_lines(io.BytesIO(data), "in", **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-05-02", dt.date(2024, 5, 2)),
        (" 2024-05-02 ", dt.date(2024, 5, 2)),
        ("2024-05-02T23:30:00+03:00", dt.date(2024, 5, 2)),
        ("2024-05-02T23:30:00Z", dt.date(2024, 5, 2)),
        (dt.date(2024, 5, 2), dt.date(2024, 5, 2)),
        (dt.datetime(2024, 5, 2, 23, tzinfo=dt.UTC), dt.date(2024, 5, 2)),
        (None, None),
        ("", None),
    ],
)
def test_published_date(value: object, day: dt.date | None) -> None:
    assert published_date(value) == day


@pytest.mark.parametrize("value", ["yesterday", "2024-02-30", "02/05/2024", 20240502, 0, [], "2024"])
def test_what_is_no_date(value: object) -> None:
    with pytest.raises(ValueError, match="write it as YYYY-MM-DD"):
        published_date(value)


def test_a_line_becomes_an_article() -> None:
    (line,) = lines('\ufeff{"id": "x", "text": "قتل", "published": "2024-05-02", "more": 1}'.encode())
    assert (line.number, line.id, line.error) == (1, "x", None)
    assert line.article is not None
    assert (line.article.text, line.article.published, line.article.id) == ("قتل", dt.date(2024, 5, 2), "x")


def test_an_id_keeps_its_type_and_may_be_missing() -> None:
    numbered, nameless = lines(b'{"id": 7, "text": "a"}\n{"text": "a"}\n')
    assert numbered.id == 7
    assert numbered.article is not None
    assert numbered.article.id == "7"
    assert nameless.article is not None
    assert nameless.id == nameless.article.id != ""


def test_blank_lines_are_passed_over_and_counted() -> None:
    assert [line.number for line in lines(b'\n{"text": "a"}\r\n  \r\n{"text": "b"}')] == [2, 4]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"{", "is not JSON (expecting property name"),
        (b'{"text": "a"} x', "is not JSON (extra data at character 15)"),
        (b"[]", 'is not an object; it should be {"id"'),
        (b"{}", "has no `text`"),
        (b'{"text": 1}', "has a `text` that is int, not a string"),
        (b'{"text": "a", "id": 1.5}', "has an `id` that is float"),
        (b'{"text": "a", "id": true}', "has an `id` that is bool"),
        (b'{"text": "a", "published": "now"}', "has a `published` that cannot be used: 'now' is not a date"),
        (b'{"text": "\xff"}', "is not UTF-8 (byte 11)"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "a", "id": ' + b"9" * 5000 + b"}", "4300"),
    ],
)
def test_a_broken_line_names_itself_and_reading_goes_on(row: bytes, message: str) -> None:
    first, broken, last = lines(b'{"text": "a"}\n' + row + b'\n{"text": "b"}\n')
    assert broken.article is None
    assert str(broken.error).startswith("in, line 2: ")
    assert message in str(broken.error)
    assert first.article
    assert last.article
    assert last.number == 3


def test_a_line_over_the_limit_is_passed_over_without_holding_it() -> None:
    class Counting(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            data = super().readline(size)
            Counting.longest = max(Counting.longest, len(data))
            return data

    data = b'{"text": "a"}\n{"text": "' + b"x" * 300_000 + b'"}\n{"text": "b"}\n'
    found = list(article_lines(Counting(data), "in", limit=1000))
    assert [line.article is not None for line in found] == [True, False, True]
    assert str(found[1].error) == "in, line 2: is larger than the limit of 1,000 bytes"
    assert sum(line.size for line in found) == len(data)
    assert Counting.longest <= 1 << 16


def test_a_line_of_exactly_the_limit_is_read() -> None:
    row = b'{"text": "a"}'
    assert all(line.article for line in lines(row + b"\n" + row, limit=len(row)))


@given(st.lists(st.text()))
def test_every_text_comes_back(texts: list[str]) -> None:
    data = "".join(json.dumps({"text": t}) + "\n" for t in texts).encode()
    assert [line.article.text for line in lines(data) if line.article] == texts


@given(st.binary(max_size=300))
def test_any_bytes_are_lines_or_errors(data: bytes) -> None:
    for line in lines(data):
        assert (line.article is None) != (line.error is None)
