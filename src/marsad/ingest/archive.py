"""Archives (gzip, ZIP, tar) → what is in them, counted while it is unpacked.

Nothing is written anywhere, so no name in an archive can lead out of a folder; names are only what documents are called. No size that an
archive declares is believed: what comes out is counted against the limits of a member, of the whole, and against what was read for it.
Links and devices, encrypted members, members that share their bytes, second members of the same name are refused; the others go on.
"""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from marsad.errors import SourceError
from marsad.ingest.inputs import SMALL, Limits, Refused, shown

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
_CHUNK = 1 << 16
_BLOCK = 512
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_LOCAL_HEADER = 30
_LONGEST_DIRECTORY = 32 * 1024**2
_LONGEST_SHOWN = 4_096  # of a name
_LONGEST_NAME = 64 * 1024  # of what a tar keeps beside a member
_ENCRYPTED = 0x1
_JUNK = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_TAR_LINKS = {"1": "a link", "2": "a link", "3": "a device", "4": "a device", "6": "a pipe", "S": "a sparse file"}


class TooMuchError(SourceError):
    """An archive unpacks to more than its limits."""


class Budget:
    """What may still be unpacked of one input, with all archives in it. The one value here that changes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.bytes = limits.archive
        self.members = limits.members


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name, fit for messages, and its bytes."""

    name: str
    data: bytes


class _Tally(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.done += len(data)
        return len(data)


class Counted(io.RawIOBase):
    """What comes out of an unpacking stream, counted against what went into it, a limit of its own and the whole budget. What goes wrong in
    unpacking is a SourceError."""

    def __init__(self, stream: Any, name: str, budget: Budget, *, most: int, packed: _Tally | int | None) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._name, self._budget, self._most, self._packed = name, budget, most, packed
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._read(min(len(buffer), _CHUNK))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise SourceError(f"{self._name}: is damaged or was cut off ({error})") from error
        self.done += len(data)
        self._budget.bytes -= len(data)
        if self.done > self._most:
            raise TooMuchError(f"{self._name}: unpacks to more than the limit of {self._most:,} bytes")
        if self._budget.bytes < 0:
            raise TooMuchError(f"{self._name}: the archive unpacks to more than the limit of {self._budget.limits.archive:,} bytes")
        packed = self._packed.done if isinstance(self._packed, _Tally) else self._packed
        if packed is not None and self.done > SMALL and self.done > packed * self._budget.limits.ratio:
            raise TooMuchError(f"{self._name}: unpacks to more than {self._budget.limits.ratio} times its size, as only a trap does")
        buffer[: len(data)] = data
        return len(data)


def gunzipped(stream: IO[bytes], name: str, budget: Budget, *, most: int | None = None) -> io.BufferedReader:
    """What a gzip stream holds, counted while it is read. Reading raises SourceError where it is damaged, cut off or a bomb."""
    tally = _Tally(stream)
    packed = gzip.GzipFile(fileobj=io.BufferedReader(tally, _CHUNK), mode="rb")
    return io.BufferedReader(Counted(packed, name, budget, most=most or budget.limits.archive, packed=tally), _CHUNK)


def is_tar(head: bytes) -> bool:
    """Whether bytes begin with the header of a tar archive."""
    return len(head) >= _BLOCK and head[257:262] == b"ustar" and _checksum(head[:_BLOCK])


def _is_junk(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(_JUNK[0]) or lower.rpartition("/")[2] in _JUNK[1:] or lower.rpartition("/")[2].startswith("._")


# -- ZIP -----------------------------------------------------------------------------------------------------------------------


def zip_members(stream: IO[bytes], label: str, budget: Budget) -> Iterator[Member | Refused]:
    """The files of a ZIP archive, in its order. `stream` must be seekable."""
    try:
        _check_directory(stream)
        archive = zipfile.ZipFile(stream)
    except SourceError as error:
        yield Refused(label, str(error), "limit" if isinstance(error, TooMuchError) else "broken")
        return
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        yield Refused(label, f"is damaged or was cut off ({error})")
        return
    except Exception as error:  # noqa: BLE001 - a directory that zipfile stumbles over
        yield Refused(label, f"is damaged ({type(error).__name__})")
        return
    with archive:
        shared = _sharing(archive)
        seen: set[str] = set()
        for info in archive.infolist():
            if info.is_dir() or _is_junk(info.filename):
                continue
            name = f"{label}:{shown(info.filename, _LONGEST_SHOWN)}"
            if budget.members <= 0:
                yield Refused(label, f"has more than {budget.limits.members:,} files in it; the rest was left out", "limit")
                return
            budget.members -= 1
            reason = _zip_fault(info, shared, seen)
            seen.add(info.filename)
            if reason:
                yield Refused(name, reason, "other")
                continue
            try:
                with archive.open(info) as opened:
                    counted = Counted(opened, name, budget, most=budget.limits.member, packed=info.compress_size)
                    data = io.BufferedReader(counted, _CHUNK).read()
            except TooMuchError as error:
                yield Refused(name, str(error).removeprefix(f"{name}: "), "limit")
                if budget.bytes < 0:
                    return
            except SourceError as error:
                yield Refused(name, str(error).removeprefix(f"{name}: "))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, struct.error, OSError) as error:
                yield Refused(name, f"is damaged ({error})")
            else:
                yield Member(name, data)


def _check_directory(stream: IO[bytes]) -> None:
    """Refuse a ZIP whose directory is larger than any of its honest ones, before all of it is held in memory."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise SourceError("is damaged or was cut off (it has no directory)")
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_LOCATOR) or length > _LONGEST_DIRECTORY:
        raise TooMuchError("is a ZIP of the kind for more than 4 GB or 65,535 files; unpack it and name the folder")


def _zip_fault(info: zipfile.ZipInfo, shared: frozenset[int], seen: set[str]) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it and name the file"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link or a device, and is not followed"
    if info.header_offset in shared:
        return "shares its bytes with another file of the archive, as only a trap does"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed by a method that is not read; pack it as an ordinary ZIP"
    return "is a second file of that name; the first was read" if info.filename in seen else ""


def _sharing(archive: zipfile.ZipFile) -> frozenset[int]:
    """The offsets of members that reach into the next one, or into the directory, and of those they reach into."""
    infos = sorted(archive.infolist(), key=lambda i: i.header_offset)
    found: set[int] = set()
    end, owner = -1, -1
    for info in infos:
        if info.header_offset < end:
            found |= {info.header_offset, owner}
        reach = info.header_offset + _LOCAL_HEADER + info.compress_size
        if reach > end:
            end, owner = reach, info.header_offset
        if reach > archive.start_dir:
            found.add(info.header_offset)
    return frozenset(found)


# -- tar -----------------------------------------------------------------------------------------------------------------------


def tar_members(stream: IO[bytes], label: str, budget: Budget) -> Iterator[Member | Refused]:
    """The files of a tar archive, read as a stream. Long names (GNU and POSIX) are understood, other attributes passed over."""
    seen: set[str] = set()
    longer: dict[str, str] = {}
    try:
        while True:
            head = stream.read(_BLOCK)
            if not head or head.count(0) == len(head):
                return  # its end, or the end of what there is
            if len(head) < _BLOCK or not _checksum(head):
                yield Refused(label, "is damaged or was cut off; what was readable was read")
                return
            kind = chr(head[156]) if head[156] else "0"
            size = _size(head[124:136])
            if size is None:
                yield Refused(label, "is damaged (a file in it has no size); what stands before was read")
                return
            if kind in "LKxg":
                longer |= _attributes(kind, _taken(stream, size, _LONGEST_NAME))
                continue
            size = int(longer["size"]) if longer.get("size", "").isdecimal() and len(longer["size"]) < 16 else size
            told = longer.get("path") or _tar_name(head)
            longer = {}
            name = f"{label}:{shown(told, _LONGEST_SHOWN)}"
            if kind == "5" or _is_junk(told):
                _taken(stream, size, 0)
                continue
            if budget.members <= 0:
                yield Refused(label, f"has more than {budget.limits.members:,} files in it; the rest was left out", "limit")
                return
            budget.members -= 1
            if kind not in "07" or told in seen:
                _taken(stream, size, 0)
                what = _TAR_LINKS.get(kind, "no file")
                reason = f"is {what}, and is not followed" if kind not in "07" else "is a second file of that name; the first was read"
                yield Refused(name, reason, "other")
                continue
            seen.add(told)
            data = _taken(stream, size, budget.limits.member)
            if size > budget.limits.member:
                yield Refused(name, f"is larger than the limit of {budget.limits.member:,} bytes", "limit")
            elif len(data) < size:
                yield Refused(name, "is cut off")
            else:
                yield Member(name, data)
    except TooMuchError as error:
        yield Refused(label, str(error).removeprefix(f"{label}: "), "limit")
    except (SourceError, OSError) as error:
        yield Refused(label, str(error).removeprefix(f"{label}: "))


def _taken(stream: IO[bytes], size: int, most: int) -> bytes:
    """The next `size` bytes with what fills their last block, or nothing of them where they are more than `most`."""
    data = stream.read(size) if size <= most else b""
    left = -(-size // _BLOCK) * _BLOCK - len(data)
    while left > 0 and (skipped := stream.read(min(left, _CHUNK))):
        left -= len(skipped)
    return data


def _checksum(head: bytes) -> bool:
    try:
        told = int(head[148:156].strip(b" \0") or b"0", 8)
    except ValueError:
        return False
    return told == sum(head) - sum(head[148:156]) + 8 * 32


def _size(field: bytes) -> int | None:
    """The size of a member: octal digits, or a number of bytes where the first bit says so. None where it is none or negative."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b" \0") or b"0", 8) if field[0] < 0x80 and not field.lstrip().startswith(b"-") else None
    except ValueError:
        return None


def _tar_name(head: bytes) -> str:
    name, prefix = head[:100].split(b"\0", 1)[0], head[345:500].split(b"\0", 1)[0]
    whole = prefix + b"/" + name if prefix and head[257:263] == b"ustar\0" else name
    return whole.decode("utf-8", "backslashreplace")


def _attributes(kind: str, data: bytes) -> dict[str, str]:
    """What stands before a member and says more of it: the GNU long name, or the name and size of a POSIX header."""
    if kind == "L":
        return {"path": data.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")}
    found: dict[str, str] = {}
    at = 0
    while kind == "x" and at < len(data):
        length, space, _ = data[at : at + 20].partition(b" ")
        if not space or not length.isdigit() or int(length) <= len(length) + 1:
            break
        key, _, value = data[at + len(length) + 1 : at + int(length)].partition(b"=")
        if key in (b"path", b"size"):
            found[key.decode()] = value.removesuffix(b"\n").decode("utf-8", "backslashreplace")
        at += int(length)
    return found
