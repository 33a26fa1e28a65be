"""What comes with a text: its day of publication, and articles as lines of JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from marsad.errors import SourceError
from marsad.ingest.files import DEFAULT_LIMIT
from marsad.model import Article

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a JSON Lines input: its number, its size in bytes, and the article that it holds, or what is wrong."""

    number: int
    size: int
    id: str | int | None = None
    article: Article | None = None
    error: SourceError | None = None


def published_date(value: object) -> dt.date | None:
    """The day that `value` names: a date, "YYYY-MM-DD", or an ISO 8601 time, whose own day counts. None and "" are no date.

    Raises ValueError for anything else.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    raise ValueError(f"{value!r} is not a date; write it as YYYY-MM-DD")


def article_lines(stream: BinaryIO, name: str, *, published: dt.date | None = None, limit: int = DEFAULT_LIMIT) -> Iterator[Line]:
    """The articles of a JSON Lines stream, one at a time: `{"id": …, "text": …, "published": …}`.

    A line that cannot be used comes out with its `error`, and reading goes on. Blank lines are passed over. `published`
    stands in where a line has none; no line over `limit` bytes is held in memory.
    """
    for number, size, data in lines_of(stream, limit):
        if data is None:
            yield Line(number, size, error=SourceError(f"{name}, line {number}: is larger than the limit of {limit:,} bytes"))
            continue
        try:
            ident, article = _article(data, published)
        except ValueError as error:
            yield Line(number, size, error=SourceError(f"{name}, line {number}: {error}"))
        else:
            yield Line(number, size, ident, article)


def lines_of(stream: IO[bytes], limit: int) -> Iterator[tuple[int, int, bytes | None]]:
    """The lines of a stream that are not blank: number, size in bytes, and bytes, or None for a line over `limit`, which is not held."""
    number = 0
    while data := stream.readline(limit + 1):
        number += 1
        size = len(data)
        if size > limit and not data.endswith(b"\n"):
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                size += len(rest)
            yield number, size + len(rest), None
            continue
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if data.strip():
            yield number, size, data


def json_of(data: bytes) -> Any:
    """The value of JSON that bytes hold. Raises ValueError with what is wrong, in words of ours."""
    try:
        return json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON ({error.msg.lower()} at character {error.pos + 1})") from error
    except RecursionError:
        raise ValueError("is not JSON that can be read (nested too deeply)") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise ValueError(f"is not JSON that can be read ({error})") from error


def _article(data: bytes, published: dt.date | None) -> tuple[str | int, Article]:
    """The id as it was written and the article of one line. Raises ValueError with what is wrong."""
    row = json_of(data)
    if not isinstance(row, dict):
        raise ValueError('is not an object; it should be {"id": …, "text": …, "published": …}')
    text, ident = row.get("text"), row.get("id")
    if not isinstance(text, str):
        raise ValueError("has no `text`" if text is None else f"has a `text` that is {type(text).__name__}, not a string")
    if isinstance(ident, bool) or not isinstance(ident, str | int | None):
        raise ValueError(f"has an `id` that is {type(ident).__name__}, not a string or a whole number")
    try:
        day = published_date(row.get("published"))
    except ValueError as error:
        raise ValueError(f"has a `published` that cannot be used: {error}") from None
    # A lone surrogate may be an id, but no part of a hash.
    name = "" if ident is None else str(ident).encode("utf-8", "backslashreplace").decode()
    article = Article(text, day or published, name)
    return (article.id if ident is None else ident), article
