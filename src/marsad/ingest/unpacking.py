"""What a body holds by its Content-Encoding, unpacked piece by piece and counted while it grows: a kilobyte may hold a gigabyte."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import brotli

from marsad.errors import FetchError
from marsad.ingest.patience import LIMITS, Limits

_CHUNK = 1 << 16
_MOST_MEMBERS = 1000  # of one gzip body


def unpack(data: bytes, encoding: str, *, limits: Limits = LIMITS, name: str = "the body") -> tuple[bytes, tuple[str, ...]]:
    """What `data` holds by its Content-Encoding, and notes on what was odd. Raises FetchError for a bomb, damage or an encoding that is
    unknown or one of several."""
    codings = [coding for coding in (part.strip().lower() for part in encoding.split(",")) if coding not in ("", "identity")]
    if len(codings) > 1 or not set(codings) <= {"gzip", "x-gzip", "deflate", "br"}:
        raise FetchError(f"{name}: is packed as {encoding[:80]!a}; only gzip, deflate or br, once, is unpacked", "bad_encoding")
    notes = []
    coding = codings[0] if data and codings else ""
    if coding.endswith("gzip") and not data.startswith(b"\x1f\x8b"):
        notes.append("says that it is gzip, and is not packed")
        coding = ""
    if not coding:
        if len(data) > limits.unpacked:
            raise FetchError(f"{name}: is larger than the limit of {limits.unpacked:,} bytes", "too_large")
        return data, tuple(notes)
    body = bytearray()
    used = 0
    try:
        for used, piece in _unbrotlied(data) if coding == "br" else _inflated(data, coding):
            body += piece
            if len(body) > limits.ratio_from and len(body) > limits.ratio * used:
                raise FetchError(f"{name}: unpacks to more than {limits.ratio} times its size, as only a trap does; leave it out", "bomb")
            if len(body) > limits.unpacked:
                raise FetchError(f"{name}: unpacks to more than the limit of {limits.unpacked:,} bytes", "too_large")
    except EOFError:
        raise FetchError(f"{name}: its packed data break off; fetch it again later", "truncated") from None
    except (zlib.error, brotli.error) as error:
        raise FetchError(f"{name}: its packed data are damaged ({error}); fetch it again later", "bad_encoding") from None
    if used < len(data):
        notes.append(f"{len(data) - used:,} bytes after the end of the packed data were left out")
    if body.startswith(b"\x1f\x8b"):
        notes.append("is packed twice; what is inside was left packed")
    return bytes(body), tuple(notes)


def _inflated(data: bytes, coding: str) -> Iterator[tuple[int, bytes]]:
    """Pieces of what gzip or deflate holds, each with how many bytes were used up for it. EOFError when it breaks off."""
    if coding.endswith("gzip"):
        bits = 16 + zlib.MAX_WBITS
    else:  # with a header, as the standard has it, or bare, as some servers send it
        bits = zlib.MAX_WBITS if data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0 else -zlib.MAX_WBITS
    at = 0
    for _ in range(_MOST_MEMBERS):
        stream = zlib.decompressobj(bits)
        while not stream.eof:
            given = data[at : at + _CHUNK]
            piece = stream.decompress(given, _CHUNK)
            at += len(given) - len(stream.unconsumed_tail) - len(stream.unused_data)
            if not (given or piece or stream.eof):
                raise EOFError
            yield at, piece
        if bits < 16 or data[at : at + 2] != b"\x1f\x8b":
            return
    raise zlib.error(f"more than {_MOST_MEMBERS} parts")


def _unbrotlied(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The same for brotli, which takes what follows the end for damage."""
    stream = brotli.Decompressor()
    for at in range(0, len(data), _CHUNK):
        given = data[at : at + _CHUNK]
        end = at + len(given)
        while piece := stream.process(given, output_buffer_limit=_CHUNK):
            yield end, piece
            given = b""
        yield end, b""
    if not stream.is_finished():
        raise EOFError
