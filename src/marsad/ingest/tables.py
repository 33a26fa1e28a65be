"""Files that hold tables, plain, packed or as workbooks → their rows, read as a stream.

A file is taken for what its bytes say it is: gzip, ZIP, a workbook (XLSX), else text, tab- or comma-separated. Nobody vouches for
what a user downloads, so every size is counted while it is unpacked, and no header is believed.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from marsad.errors import GazetteerError

LIMIT = 2 * 1024**3
"""The most bytes that one file may unpack to. A dump of the largest country has a tenth of that."""
BOOK_LIMIT = 256 * 1024**2
"""The same for a workbook, whose words are held in memory."""
RATIO = 200
"""How many times its own size a packed file may unpack to. Tables of places pack to a tenth."""
LONGEST_LINE = 1024**2
"""The most bytes of one line."""
_SMALL = 1024**2  # unpacked bytes below which the ratio says nothing
_MOST_PARTS = 200  # members of an archive
_MOST_CELLS = 1000  # of one row
_MOST_ROWS = 1_048_576  # of a workbook's sheet, by its own standard
_CHUNK = 1 << 16
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_TEXTS = (".txt", ".tsv", ".csv", ".tab")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number of its line in the file (of its row in a workbook), from 1, and its cells; or why it cannot be read."""

    line: int
    cells: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what messages call it, and its rows in order, blank lines left out; to be read before the next one is asked for."""

    name: str
    rows: Iterator[Row]


def sheets(path: Path, *, encoding: str | None = None, limit: int = LIMIT) -> Iterator[Sheet]:
    """The tables of the file at `path`, one after the other; `encoding` is that of its text where it is not UTF-8.

    Raises GazetteerError, also while rows are read, for a file that is missing, empty, damaged, no table, or unpacks to more than
    `limit` bytes or RATIO times its size.
    """
    with ExitStack() as stack:
        with _readable(str(path)):
            stream = stack.enter_context(path.open("rb"))
            head = stream.read(4)
            stream.seek(0)
            packed = path.stat().st_size
        if not head:
            raise GazetteerError(f"{path}: is empty")
        if head.startswith(_GZIP):
            unpacked = stack.enter_context(gzip.GzipFile(fileobj=stream))
            yield _text(str(path), _Counted(unpacked, str(path), limit, packed), encoding)
        elif head == _ZIP:
            with _readable(str(path)):
                archive = stack.enter_context(zipfile.ZipFile(stream))
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                yield from _book(path, stream, archive, packed, min(limit, BOOK_LIMIT))
            else:
                yield from _members(path, archive, encoding, packed, limit)
        else:
            yield _text(str(path), _Counted(stream, str(path), limit, None), encoding)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn what goes wrong in reading `name` into GazetteerError."""
    try:
        yield
    except IsADirectoryError:
        raise GazetteerError(f"{name}: is a folder; name the files in it") from None
    except FileNotFoundError:
        raise GazetteerError(f"{name}: no such file") from None
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise GazetteerError(f"{name}: is damaged or was cut off ({error}); download it again") from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile's way to say: encrypted, or packed by a method it does not know
        raise GazetteerError(f"{name}: cannot be unpacked ({error})") from error
    except OSError as error:
        raise GazetteerError(f"{name}: cannot be read ({error.strerror or error})") from error


class _Counted(io.RawIOBase):
    """A stream that counts what comes out of it, and stops where that is more than a table of places can be."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, name: str, limit: int, packed: int | None, done: int = 0) -> None:
        self._stream = stream
        self._name = name
        self._most = limit if packed is None else min(limit, max(_SMALL, packed * RATIO))
        self.done = done

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        with _readable(self._name):
            data = self._stream.read(len(view))
        self.done += len(data)
        if self.done > self._most:
            raise GazetteerError(f"{self._name}: comes to more than {self._most:,} bytes, which no table of places does")
        view[: len(data)] = data
        return len(data)


def _members(path: Path, archive: zipfile.ZipFile, encoding: str | None, packed: int, limit: int) -> Iterator[Sheet]:
    """The text files of an archive. They are read, never written anywhere, so that their names can do no harm."""
    texts = [m for m in archive.infolist() if m.filename.lower().endswith(_TEXTS) and not _is_readme(m.filename)]
    if not texts:
        raise GazetteerError(f"{path}: has no {', '.join(_TEXTS)} in it")
    if len(texts) > _MOST_PARTS:
        raise GazetteerError(f"{path}: has {len(texts):,} files in it, more than {_MOST_PARTS}; unpack it and name those you want")
    done = 0
    for member in texts:
        name = f"{path}:{member.filename}"
        with _readable(name):
            opened = archive.open(member)
        with opened:
            counted = _Counted(opened, name, limit, packed, done)
            if member.file_size:
                yield _text(name, counted, encoding)
            done = counted.done


def _is_readme(name: str) -> bool:
    return name.lower().rpartition("/")[2].startswith("readme")


def _text(name: str, raw: _Counted, encoding: str | None) -> Sheet:
    """A text as a table: tab-separated without quotes where its first line has a tab, else comma- or semicolon-separated with them."""
    codec = codecs.lookup(encoding or "utf-8").name
    if "\n".encode(codec) != b"\n":
        raise GazetteerError(f"{name}: {codec} text cannot be read as a table; save it as UTF-8")
    lines = _lines(name, io.BufferedReader(raw, _CHUNK), "utf-8" if codec == "utf-8-sig" else codec)
    first = next(lines, None)
    if first is None:
        raise GazetteerError(f"{name}: is empty")
    if first[2]:
        raise GazetteerError(f"{name}: line {first[0]}: {first[2]}")
    lines = chain([first], lines)
    if "\t" in first[1]:
        return Sheet(name, (Row(n, tuple(line.split("\t")), fault) for n, line, fault in lines))
    return Sheet(name, _quoted(lines, ";" if first[1].count(";") > first[1].count(",") else ","))


def _lines(name: str, stream: io.BufferedReader, codec: str) -> Iterator[tuple[int, str, str]]:
    """The lines that are not blank: number, text without its end, and what is wrong with it."""
    number = 0
    while data := stream.readline(LONGEST_LINE + 1):
        number += 1
        if b"\0" in data:
            raise GazetteerError(f"{name}: line {number}: has a NUL byte, so it is no text, or UTF-16; save it as UTF-8")
        if len(data) > LONGEST_LINE:
            while data and not data.endswith(b"\n"):
                data = stream.readline(_CHUNK)
            yield number, "", f"is longer than {LONGEST_LINE:,} bytes"
            continue
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        try:
            line = data.decode(codec).rstrip("\r\n")
        except UnicodeDecodeError as error:
            hint = "; name its encoding (--encoding windows-1256), or save it as UTF-8" if codec == "utf-8" else ""
            yield number, "", f"byte {error.start + 1} is not {codec}{hint}"
            continue
        if line.strip():
            yield number, line, ""


def _quoted(lines: Iterator[tuple[int, str, str]], delimiter: str) -> Iterator[Row]:
    """The rows of lines with quotes; a row may go over several lines, and has the number of its first."""
    faults: list[Row] = []
    numbers: list[int] = []

    def texts() -> Iterator[str]:
        for number, line, fault in lines:
            if fault:
                faults.append(Row(number, fault=fault))
            else:
                numbers.append(number)
                yield line + "\n"

    reader = csv.reader(texts(), delimiter=delimiter, strict=True)
    while True:
        numbers.clear()
        try:
            row = Row(0, tuple(cell.strip("\n") for cell in next(reader)))
        except StopIteration:
            yield from faults
            return
        except csv.Error as error:
            row = Row(0, fault=f"is no row of comma-separated values ({error})")
        yield from faults
        faults.clear()
        yield Row(numbers[0] if numbers else 0, row.cells, row.fault)


def _book(path: Path, stream: IO[bytes], archive: zipfile.ZipFile, packed: int, limit: int) -> Iterator[Sheet]:
    """The sheets of a workbook, after a look at how large it really is and that it declares no entities."""
    done = 0
    for member in archive.infolist():
        with _readable(str(path)):
            opened = archive.open(member)
        with opened:
            raw = _Counted(opened, str(path), limit, packed, done)
            before = b""
            while data := raw.read(_CHUNK):
                if b"<!DOCTYPE" in before + data or b"<!ENTITY" in before + data:
                    raise GazetteerError(f"{path}: declares XML entities, which no workbook does; save it again as XLSX or CSV")
                before = data[-10:]
            done = raw.done
    import openpyxl

    with _workbook(path):
        stream.seek(0)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield Sheet(f"{path}:{sheet.title}", _book_rows(path, sheet))
    finally:
        book.close()


@contextmanager
def _workbook(path: Path) -> Iterator[None]:
    """Turn whatever a broken part of a workbook leads openpyxl to into GazetteerError; styles that it does not know are no matter."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Exception as error:
        raise GazetteerError(f"{path}: is a damaged workbook ({error}); save it again as XLSX or CSV") from error


def _book_rows(path: Path, sheet: Any) -> Iterator[Row]:
    with _workbook(path):
        sheet.reset_dimensions()  # what the sheet says of its size is not to be believed
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        with _workbook(path):
            number, values = next(rows, (0, ()))
        if not number:
            return
        if number > _MOST_ROWS or len(values) > _MOST_CELLS:
            raise GazetteerError(f"{path}: row {number}: has more cells than a table of places; save the part you want as CSV")
        cells = tuple(map(_cell, values))
        if any(cells):
            yield Row(number, cells)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
