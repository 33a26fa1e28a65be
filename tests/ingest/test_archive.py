from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import io
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ingest.documents import documents
from marsad.ingest.inputs import MIB, Limits, Link, Refused
from marsad.model import Document

FETCHED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
SENTENCE = "قال محافظ المدينة إن خمسة عشر مدنيا أصيبوا بجروح في انفجار قرب السوق القديمة صباح الأحد."
HTML = f"<html><head><title>خبر</title></head><body><article><p>{SENTENCE}</p><p>{SENTENCE} وأضاف.</p></article></body></html>"
TEXT = SENTENCE.encode()


def read(raw: bytes, name: str = "a.bin", **limits: int) -> tuple[list[Document], list[Refused]]:
    found = list(documents(raw, name=name, fetched=FETCHED, limits=Limits(**limits)))
    assert not any(isinstance(f, Link) for f in found)
    return [f for f in found if isinstance(f, Document)], [f for f in found if isinstance(f, Refused)]


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def info(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


# -- what is in them -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pack",
    [
        zipped,
        lambda files: zipped(files, zipfile.ZIP_STORED),
        lambda files: tarred(*((info(n), d) for n, d in files.items())),
        lambda files: tarred(*((info(n), d) for n, d in files.items()), form=tarfile.GNU_FORMAT),
        lambda files: tarred(*((info(n), d) for n, d in files.items()), form=tarfile.USTAR_FORMAT),
        lambda files: gzip.compress(tarred(*((info(n), d) for n, d in files.items()))),
        lambda files: zipped({"inner.tar": tarred(*((info(n), d) for n, d in files.items()))}),
    ],
    ids=["deflated", "stored", "tar", "tar-gnu", "tar-ustar", "tar.gz", "tar in zip"],
)
def test_every_member_is_read_as_what_it_is(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    found, refused = read(
        pack({"a/one.txt": TEXT, "two.html": HTML.encode(), "three.jsonl": b'{"text": "x y"}\n', "logo.png": b"\x89PNG\r\n\x1a\n"})
    )
    assert [d.media_type for d in found] == ["text/plain", "text/html", "application/json"]
    assert found[0].text == SENTENCE and found[0].key.endswith("a/one.txt") and found[0].raw == TEXT
    assert len(refused) == 1 and "PNG" in refused[0].reason


def test_a_folder_of_the_archiver_itself_is_passed_over() -> None:
    found, refused = read(zipped({"__MACOSX/._a.txt": b"\0\1", ".DS_Store": b"\0", "a.txt": TEXT, "empty/": b""}))
    assert len(found) == 1 and not refused


def test_an_office_document_is_told() -> None:
    (refused,) = read(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))[1]
    assert "Office document" in refused.reason


def test_gzip_of_a_text_and_of_several_parts() -> None:
    assert read(gzip.compress(TEXT), "a.txt.gz")[0][0].text == SENTENCE
    assert read(gzip.compress(TEXT) + gzip.compress(b"\n") + gzip.compress(TEXT))[0][0].text == f"{SENTENCE}\n{SENTENCE}"


# -- the fifteen cases of archives ---------------------------------------------------------------------------------------------

SLIPS = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\a.txt",
    "..\\..\\a.txt",
    "a/../../b.txt",
    "تقرير.txt",
    "a\u202etxt.exe",
    "a\x1b[31m.txt",
]


@pytest.mark.parametrize("name", SLIPS)
@pytest.mark.parametrize("form", ["zip", "tar"])
def test_names_are_only_names(form: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    raw = zipped({name: TEXT}) if form == "zip" else tarred((info(name), TEXT))
    found, refused = read(raw)
    assert [d.text for d in found] == [SENTENCE] and not refused
    assert not list(tmp_path.iterdir())
    assert found[0].key.isprintable() and "\u202e" not in found[0].key


def test_a_nul_in_a_name() -> None:
    raw = zipped({"a_txt": TEXT}).replace(b"a_txt", b"a\0txt")
    found, refused = read(raw)
    assert len(found) + len(refused) == 1


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE]
)
def test_links_and_devices_are_refused_and_the_rest_is_read(kind: bytes) -> None:
    found, refused = read(tarred((info("link", kind, "/etc/passwd"), b""), (info("a.txt"), TEXT), form=tarfile.GNU_FORMAT))
    assert [d.text for d in found] == [SENTENCE]
    assert len(refused) == 1 and "not followed" in refused[0].reason and refused[0].name.endswith(":link")


def test_a_link_in_a_zip_is_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", TEXT)
    found, refused = read(out.getvalue())
    assert len(found) == 1 and "link" in refused[0].reason


def test_members_that_share_their_bytes_are_refused() -> None:
    raw = bytearray(zipped({"a.txt": b"a" * 50_000, "b.txt": b"b" * 50_000, "c.txt": TEXT}))
    first = raw.find(b"PK\x01\x02")
    second = raw.find(b"PK\x01\x02", first + 4)
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]  # the second begins where the first does
    found, refused = read(bytes(raw))
    assert [d.text for d in found] == [SENTENCE]
    assert len(refused) == 2 and all("shares its bytes" in r.reason for r in refused)


@pytest.mark.parametrize("form", ["zip", "gzip", "tar.gz"])
def test_a_bomb_is_stopped_while_it_unpacks(form: str) -> None:
    zeros = b"\0" * (40 * MIB)
    raw = {
        "zip": lambda: zipped({"a.txt": TEXT, "bomb.txt": zeros, "z.txt": TEXT}),
        "gzip": lambda: gzip.compress(zeros),
        "tar.gz": lambda: gzip.compress(tarred((info("a.txt"), TEXT), (info("bomb"), zeros))),
    }[form]()
    begun = time.monotonic()
    found, refused = read(raw)
    assert "100 times its size" in refused[0].reason and refused[0].kind == "limit"
    assert len(found) == {"zip": 2, "gzip": 0, "tar.gz": 1}[form]
    assert time.monotonic() - begun < 3


def test_archives_in_archives_end_at_the_third() -> None:
    raw = TEXT
    for n in range(4):
        raw = zipped({f"{n}.zip" if n else "a.txt": raw})
        found, refused = read(raw)
        assert len(found) == (n < 3) and len(refused) == (n >= 3)
    assert "archives deep" in refused[0].reason


def test_many_archives_in_one_share_its_budget() -> None:
    inner = zipped({f"{n}.txt": b"x " * 300_000 for n in range(4)}, zipfile.ZIP_STORED)
    found, refused = read(zipped({f"{n}.zip": inner for n in range(10)}, zipfile.ZIP_STORED), archive=8 * MIB, ratio=1000)
    assert 0 < len(found) < 12 and any("the archive unpacks to more than" in r.reason for r in refused)


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0, 5])
def test_declared_sizes_are_not_believed(size: int) -> None:
    raw = bytearray(zipped({"a.txt": b"a" * 5000, "b.txt": TEXT}))
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<L", size)
    found, refused = read(bytes(raw))
    assert any(d.text == SENTENCE for d in found)
    assert len(found) + len(refused) == 2


def test_a_tar_of_a_negative_or_absurd_size() -> None:
    for field in (b"-0000000001\0", b"\xff" * 12, b"77777777777\0", b"\x80" + b"\xff" * 11):
        raw = bytearray(tarred((info("a.txt"), TEXT)))
        raw[124:136] = field
        raw[148:156] = b" " * 8
        raw[148:156] = b"%06o\0 " % sum(raw[:512])
        begun = time.monotonic()
        found, refused = read(bytes(raw))
        assert not found and len(refused) == 1
        assert time.monotonic() - begun < 1


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_second_file_of_the_same_name_is_refused(form: str) -> None:
    if form == "tar":
        raw = tarred((info("a.txt"), TEXT), (info("a.txt"), b"other words"))
    else:
        raw = zipped({"a.txt": TEXT, "b.txt": b"other words"}).replace(b"b.txt", b"a.txt")
    found, refused = read(raw)
    assert [d.text for d in found] == [SENTENCE] and "second file of that name" in refused[0].reason


def test_names_that_differ_only_in_case_are_two_files() -> None:
    assert len(read(zipped({"a.txt": TEXT, "A.txt": TEXT}))[0]) == 2


def test_an_encrypted_member_is_refused_and_the_rest_is_read() -> None:
    raw = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(sign)
        raw[at + offset] |= 1
    found, refused = read(bytes(raw))
    assert len(found) == 1 and "encrypted" in refused[0].reason


def test_what_is_cut_off_gives_what_stands_before() -> None:
    whole = zipped({"a.txt": TEXT, "b.txt": TEXT})
    for cut in (4, 10, len(whole) // 2, len(whole) - 1):
        assert not read(whole[:cut])[0] and read(whole[:cut])[1]
    tar = tarred((info("a.txt"), TEXT), (info("b.txt"), b"x" * 3000))
    found, refused = read(tar[:2500])
    assert [d.text for d in found] == [SENTENCE] and refused
    found, refused = read(gzip.compress(tar)[:-20])
    assert len(found) <= 2 and len(found) + len(refused) >= 1


def test_a_flipped_byte_is_found() -> None:
    raw = bytearray(zipped({"a.txt": TEXT}, zipfile.ZIP_STORED))
    raw[60] ^= 1
    found, refused = read(bytes(raw))
    assert not found and "damaged" in refused[0].reason


def test_other_methods_of_packing_are_refused() -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        found, refused = read(zipped({"a.txt": TEXT}, method))
        assert not found and "method" in refused[0].reason


def test_too_many_members_are_cut_with_a_note() -> None:
    files = {f"{n}.txt": TEXT for n in range(30)}
    for raw in (zipped(files), tarred(*((info(n), d) for n, d in files.items()))):
        found, refused = read(raw, members=20)
        assert len(found) == 20 and "more than 20 files" in refused[-1].reason


def test_a_member_that_is_too_large_is_refused() -> None:
    for raw in (zipped({"a.txt": b"x" * 5000, "b.txt": TEXT}), tarred((info("a.txt"), b"x" * 5000), (info("b.txt"), TEXT))):
        found, refused = read(raw, member=1000)
        assert len(found) == 1 and refused[0].kind == "limit"


def test_a_zip_through_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    found = list(documents(Pipe(zipped({"a.txt": TEXT})), name="pipe", fetched=FETCHED))
    assert isinstance(found[0], Document)


@settings(max_examples=80)
@given(st.binary(max_size=300), st.sampled_from(["zip", "tar", "gz"]), st.integers(0, 400))
def test_any_damage_gives_documents_or_reasons(noise: bytes, form: str, at: int) -> None:
    whole = {
        "zip": lambda: zipped({"a.txt": TEXT, "b.txt": TEXT}),
        "tar": lambda: tarred((info("a.txt"), TEXT)),
        "gz": lambda: gzip.compress(TEXT),
    }[form]()
    found = list(documents(whole[:at] + noise + whole[at + len(noise) :], name="x", fetched=FETCHED))
    assert found and all(isinstance(f, Document | Refused | Link) for f in found)


# -- web archives --------------------------------------------------------------------------------------------------------------


Sent = tuple[str, str, bytes, list[tuple[str, str]]]


def record(kind: str, url: str, block: bytes, *more: str) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2017-09-05T10:00:00Z",
        f"WARC-Block-Digest: sha1:{digest}",
    ]
    return "\r\n".join([*lines, *more, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def warc(*records: Sent, gz: bool = False, kind: str = "response", status: str = "200 OK") -> bytes:
    out = [record("warcinfo", "", b"software: none\r\n")]
    for url, media, body, more in records:
        if kind == "response":
            http = [f"HTTP/1.1 {status}", f"Content-Type: {media}", *(f"{k}: {v}" for k, v in more)]
            out.append(record(kind, url, "\r\n".join([*http, "", ""]).encode() + body, "Content-Type: application/http; msgtype=response"))
        else:
            out.append(record(kind, url, body, f"Content-Type: {media}"))
    return b"".join(gzip.compress(r) if gz else r for r in out)


PAGE: Sent = ("https://example.org/1?utm_source=x", "text/html; charset=utf-8", HTML.encode(), [])
OTHER: Sent = ("https://example.org/2", "text/html", HTML.replace("خبر", "آخر").encode("windows-1256"), [])


@pytest.mark.parametrize("packed", [False, True, "whole"])
def test_the_pages_of_a_web_archive(packed: bool | str) -> None:
    image: Sent = ("https://example.org/i.png", "image/png", b"\x89PNG", [])
    raw = warc(PAGE, image, OTHER, gz=packed is True)
    found, refused = read(gzip.compress(raw) if packed == "whole" else raw)
    assert [d.key for d in found] == ["https://example.org/1", "https://example.org/2"] and not refused
    first, second = found
    assert first.text == f"{SENTENCE}\n{SENTENCE} وأضاف." and second.encoding == "windows-1256" and second.text == first.text
    assert first.fetched == dt.datetime(2017, 9, 5, 10, tzinfo=dt.UTC) and first.raw == HTML.encode() and first.notes == ()


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (gzip.compress(HTML.encode()), [("Content-Encoding", "gzip")]),
        (zlib.compress(HTML.encode()), [("Content-Encoding", "deflate")]),
        (HTML.encode(), [("Content-Encoding", "gzip")]),
        (HTML.encode(), [("Content-Encoding", "br")]),
        (b"%x\r\n" % len(HTML.encode()) + HTML.encode() + b"\r\n0\r\n\r\n", [("Transfer-Encoding", "chunked")]),
        (HTML.encode(), [("Transfer-Encoding", "chunked")]),
    ],
)
def test_how_a_body_was_sent(body: bytes, more: list[tuple[str, str]]) -> None:
    found, _ = read(warc(("https://example.org/1", "text/html; charset=utf-8", body, more)))
    assert len(found) == 1 and found[0].text.startswith(SENTENCE)


def test_a_bomb_in_a_record_is_refused() -> None:
    bomb = ("https://example.org/b", "text/html", gzip.compress(b" " * (30 * MIB)), [("Content-Encoding", "gzip")])
    found, refused = read(warc(bomb, PAGE))
    assert len(found) == 1 and len(refused) == 1 and "100 times" in refused[0].reason


def test_text_of_a_conversion_is_taken_as_it_is() -> None:
    found, _ = read(warc(("https://example.org/t", "text/plain", f"عاجل | {SENTENCE}\n".encode(), []), kind="conversion"))
    assert found[0].text == f"عاجل | {SENTENCE}\n"


def test_pages_that_were_gone_or_barred() -> None:
    gone, _ = read(warc(PAGE, status="404 Not Found"))
    barred, _ = read(warc(PAGE, status="403 Forbidden"))
    assert (gone[0].state, gone[0].text, barred[0].state) == ("gone", "", "blocked")
    assert read(warc(PAGE, status="301 Moved"))[0] == []


def test_a_record_that_says_that_nothing_changed() -> None:
    found, refused = read(record("revisit", "https://example.org/1", b"") + warc(PAGE))
    assert len(found) == 1 and refused[0].kind == "unchanged"


def test_a_digest_that_does_not_fit_is_noted() -> None:
    raw = warc(PAGE)
    found, _ = read(raw.replace("خمسة".encode(), "ستةع".encode()))
    assert any("digest" in n for n in found[0].notes)


@pytest.mark.parametrize("change", [-20, 300, 5_000_000, 90_000_000, -900])
def test_a_wrong_length_costs_no_other_record(change: int) -> None:
    raw = warc(PAGE, OTHER, ("https://example.org/3", *PAGE[1:]))
    at = raw.find(b"Content-Length: ", raw.find(b"Type: response"))
    end = raw.find(b"\r\n", at)
    length = max(1, int(raw[at + 16 : end]) + change)
    found, _ = read(raw[: at + 16] + str(length).encode() + raw[end:])
    assert [d.key for d in found][-2:] == ["https://example.org/2", "https://example.org/3"]
    if change > -100:
        assert found[0].key == "https://example.org/1" and any("length" in n for n in found[0].notes)


@pytest.mark.parametrize("told", [b"x", b"-1", b"", b"99999999999999999999"])
def test_a_length_that_is_none_costs_its_record(told: bytes) -> None:
    raw = warc(PAGE, OTHER)
    at = raw.find(b"Content-Length: ", raw.find(b"Type: response"))
    found, refused = read(raw[: at + 16] + told + raw[raw.find(b"\r\n", at) :])
    assert [d.key for d in found] == ["https://example.org/2"] and len(refused) == 1


def test_a_record_without_bytes() -> None:
    found, refused = read(warc(("https://example.org/0", "text/html", b"", []), PAGE))
    assert len(found) == 1 and refused[0].reason == "is empty"


def test_a_web_archive_that_is_cut_off() -> None:
    raw = warc(PAGE, OTHER, gz=True)
    found, refused = read(raw[:-30])
    assert found[0].key == "https://example.org/1" and (len(found) == 2 or refused)
    plain = warc(PAGE, OTHER)
    found, _ = read(plain[:-60])
    assert len(found) == 2 and any("cut off" in n for n in found[1].notes)


def test_too_many_records_are_cut_with_a_note() -> None:
    found, refused = read(warc(*[PAGE] * 10), records=4)
    assert len(found) == 4 and "more than 4 records" in refused[0].reason


def test_addresses_of_records() -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd"):
        found, refused = read(warc((url, *PAGE[1:])))
        assert not found and "no address" in refused[0].reason


def test_a_capture_from_the_future_is_not_believed() -> None:
    found, _ = read(warc(PAGE).replace(b"2017-09-05T10", b"2031-09-05T10"))
    assert found[0].fetched == FETCHED and "lies ahead" in found[0].notes[0]


def test_a_web_archive_of_wrong_lengths_only_is_given_up_in_bounded_time() -> None:
    one = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/\r\nContent-Length: 10000000\r\n\r\nHTTP/1.1 200 OK\r\n"
        + b"\r\n" * 3
    )
    begun = time.monotonic()
    found, refused = read(one * 100_000)
    assert not found and "wrong length" in refused[-1].reason
    assert time.monotonic() - begun < 8


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 1500))
def test_any_damage_to_a_web_archive(noise: bytes, at: int) -> None:
    raw = warc(PAGE)
    found = list(documents(raw[:at] + noise + raw[at + len(noise) :], name="x.warc", fetched=FETCHED))
    assert all(isinstance(f, Document | Refused | Link) for f in found)
