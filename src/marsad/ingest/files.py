"""Bytes of a file → its text, in whatever encoding Arabic newsrooms have used.

The text keeps its line ends and every other character as they are; only a byte order mark is left off. So the offsets
of a claim count the code points of what `decode` returns.

An encoding is decided in this order: the one that the caller names, a byte order mark, UTF-16 by its zero and six bytes,
UTF-8 where the bytes are valid, UTF-8 with damage where most of them are, and at last windows-1256 or ISO-8859-6, whichever
makes the better Arabic. Those two differ only from ط on, and each turns the other's words into rare letters and Latin
ones, so letter frequencies tell them apart from a few words on, where general detectors still guess an East Asian code page.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from marsad.errors import SourceError

DEFAULT_LIMIT = 50 * 1024 * 1024
"""The most bytes of one input that are read unless the caller says otherwise."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a SQLite database"),
)
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r") + b"\x7f"
# With what each is given ahead: ISO-8859-6 was rare even in its day.
_LEGACY = {"windows-1256": 0.05, "iso-8859-6": 0.0}
_SAMPLE = 65_536
# Arabic letters in news text, the commonest first. What is not here is rare or no letter.
_BY_FREQUENCY = "اليمونرتبدعةهسفقكحأجشطصىخضذزثغإءئظؤآ"
_WEIGHTS = {letter: 1 - rank / len(_BY_FREQUENCY) for rank, letter in enumerate(_BY_FREQUENCY)}
_MARKS = frozenset("ًٌٍَُِّْـ")
_PUNCTUATION = frozenset("،؛؟«»“”‘’…–—•٪×°·\u00a0\u200c\u200d\u200e\u200f")
_LEAST_SCORE = 0.35


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of an input, the encoding it was in, and notes on what had to be guessed or replaced."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def read_file(path: Path, *, encoding: str | None = None, limit: int = DEFAULT_LIMIT) -> Decoded:
    """The text of the file at `path`. Raises SourceError when it is missing, too large, binary, or in no known encoding."""
    try:
        with path.open("rb") as stream:
            return read_stream(stream, str(path), encoding=encoding, limit=limit)
    except IsADirectoryError:
        raise SourceError(f"{path}: is a folder; name the files in it") from None
    except FileNotFoundError:
        raise SourceError(f"{path}: no such file") from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error


def read_stream(stream: BinaryIO, name: str, *, encoding: str | None = None, limit: int = DEFAULT_LIMIT) -> Decoded:
    """The text of an open binary stream; `name` is what messages call it."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise SourceError(f"{name}: is larger than the limit of {limit:,} bytes; split it, or raise the limit")
    return decode(data, name, encoding=encoding)


def decode(data: bytes, name: str = "input", *, encoding: str | None = None) -> Decoded:
    """The text that `data` holds. Raises SourceError when it is binary or in no known encoding.

    Bytes that are damaged become U+FFFD each, with a note that says how many.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark) and encoding in (None, marked, "utf-16", "utf-32", "utf-8-sig"):
            return _replacing(data[len(mark) :], name, marked)
    if encoding is not None:
        return _replacing(data, name, encoding)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"{name}: is {kind}, not text; save its text first")
    if wide := _utf16(data[:_SAMPLE]):
        return _replacing(data, name, wide)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > 2 and controls * 50 > len(data):
        raise SourceError(f"{name}: is binary, not text")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(data, cut=error.end == len(data)):
            return _replacing(data, name, "utf-8")
    return _legacy(data, name)


def _replacing(data: bytes, name: str, encoding: str) -> Decoded:
    """Decode as `encoding`, with U+FFFD for what does not fit; refuse when that is more than a tenth."""
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged:
        damaged -= data.count("\ufffd".encode(encoding, "ignore") or b"\xef\xbf\xbd")
    if damaged <= 0:
        return Decoded(text, encoding)
    if damaged > 1 and damaged * 10 > len(text):
        raise SourceError(f"{name}: is not {encoding} text; {damaged} of {len(text)} characters do not decode")
    places = "one place" if damaged == 1 else f"{damaged} places"
    return Decoded(text, encoding, (f"damaged {encoding}: {places} could not be decoded and became U+FFFD",))


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without its mark: nearly every high byte is 0 (Latin, spaces) or 6 (Arabic), and hardly a low byte is 0."""
    pairs = len(sample) // 2
    if pairs == 0:
        return None
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        highs, lows = sample[high : 2 * pairs : 2], sample[1 - high : 2 * pairs : 2]
        if (highs.count(0) + highs.count(6)) * 10 >= pairs * 8 and lows.count(0) * 20 <= pairs:
            return encoding
    return None


def _mostly_utf8(data: bytes, *, cut: bool) -> bool:
    """Whether invalid UTF-8 is damaged UTF-8 and not another encoding. Arabic in a one-byte encoding has next to no
    valid sequences; `cut` says that the one fault is a last character that was cut off."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for ch in text if ch > "\x7f") - bad
    return good > 0 and (cut or bad * 4 <= good)


def _legacy(data: bytes, name: str) -> Decoded:
    sample = data[:_SAMPLE]
    scores = {encoding: _score(sample.decode(encoding, "replace")) + prior for encoding, prior in _LEGACY.items()}
    encoding = max(scores, key=scores.__getitem__)
    if scores[encoding] < _LEAST_SCORE:
        raise SourceError(f"{name}: is neither UTF-8, UTF-16, windows-1256 nor ISO-8859-6 text; name its encoding (--encoding)")
    return Decoded(data.decode(encoding, "replace"), encoding, (f"read as {encoding}, which its letters suggest",))


def _score(text: str) -> float:
    """How much like Arabic (or like Latin with accents) the non-ASCII part of `text` reads: about 0.7 where it is right."""
    total, count = 0.0, 0
    before = " "
    for ch, after in zip(text, text[1:] + " ", strict=True):
        if ch > "\x7f":
            count += 1
            if ch in _WEIGHTS:
                # An Arabic letter that touches a Latin one is a sign of the wrong encoding.
                total += -1 if _latin(before) or _latin(after) else _WEIGHTS[ch]
                if ch == "ا" and after == "ل" and not before.isalpha():
                    total += 1  # the article ال
            elif ch in _MARKS:
                total += 0.3 if before in _WEIGHTS or before in _MARKS else -1
            elif _latin(ch):
                total += 0.4 if before not in _WEIGHTS and after not in _WEIGHTS else -1
            else:
                total += 0.4 if ch in _PUNCTUATION else -1
        before = ch
    return total / count if count else 0.0


def _latin(ch: str) -> bool:
    return ch.isalpha() and ch < "\u0250"
