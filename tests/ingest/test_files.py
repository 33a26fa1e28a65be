from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.errors import SourceError
from marsad.ingest.files import decode, read_file, read_stream

SENTENCE = "قال مصدر عسكري إن ثلاثة جنود أصيبوا بجروح في انفجار قرب الحاجز، ولم يصدر تعليق فوري."
SENTENCES = [
    SENTENCE,
    "اندلعت اشتباكات عنيفة ليل الأحد في ضواحي العاصمة.",
    "قطعت المياه والكهرباء عن أحياء المدينة القديمة منذ أسبوع؟",
    "عاجل: غارة على الميناء",
    "وصلت القافلة الطبية ظهرا - 14 شاحنة (غذاء ودواء) + وقود",
]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SENTENCE.encode("utf-8"), "utf-8"),
        (SENTENCE.encode("utf-8-sig"), "utf-8"),
        (SENTENCE.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (SENTENCE.encode("utf-16-le"), "utf-16-le"),
        (SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + SENTENCE.encode("utf-32-le"), "utf-32-le"),
        (b"\x00\x00\xfe\xff" + SENTENCE.encode("utf-32-be"), "utf-32-be"),
        (SENTENCE.encode("windows-1256"), "windows-1256"),
        (SENTENCE.encode("iso-8859-6"), "iso-8859-6"),
    ],
    ids=["utf-8", "utf-8-mark", "utf-16-mark", "utf-16-be-mark", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "1256", "8859-6"],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (SENTENCE, encoding)


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_one_sentence_is_enough_to_tell_the_arabic_code_pages_apart(sentence: str, encoding: str) -> None:
    decoded = decode(sentence.encode(encoding))
    assert (decoded.text, decoded.encoding) == (sentence, encoding)
    assert decoded.notes == (f"read as {encoding}, which its letters suggest",)


@pytest.mark.parametrize("word", ["عاجل", "سوريا", "الجيش", "مقتل", "بغداد"])
def test_one_word_of_windows_1256(word: str) -> None:
    assert decode(word.encode("windows-1256")).text == word


def test_persian_and_french_letters_of_windows_1256() -> None:
    text = "قال الطبيب André Pépin إن گلستان وپارس بعيدتان"
    assert decode(text.encode("windows-1256")).text == text


def test_line_ends_and_everything_else_stay() -> None:
    text = "أ\r\nب\rج\u2028د\u200fه\x0bو"
    assert decode(text.encode()).text == text


def test_nothing_is_empty_text() -> None:
    assert decode(b"").text == ""
    assert decode(b"\xef\xbb\xbf").text == ""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Россия начала операцию", "cp1251"),
        ("日本語の文章です", "shift_jis"),
        ("中文内容测试", "gb2312"),
        ("שלום עולם", "cp1255"),
        ("Straße über Köln", "latin-1"),
    ],
)
def test_other_encodings_are_refused_and_not_turned_into_arabic(text: str, encoding: str) -> None:
    with pytest.raises(SourceError, match="name its encoding"):
        decode(text.encode(encoding))
    assert decode(text.encode(encoding), encoding=encoding).text == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an Office document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b"{\\rtf1\\ansi\\ansicpg1256", "an RTF document"),
        (bytes(range(256)), "binary"),
        (b"\x00" * 100, "binary"),
    ],
)
def test_binary_is_refused(data: bytes, kind: str) -> None:
    with pytest.raises(SourceError, match=f"^report: is {kind}, not text"):
        decode(data, "report")


def test_damaged_utf_8_is_read_with_a_note() -> None:
    data = SENTENCE.encode()
    decoded = decode(data[:20] + b"\xff" + data[20:])
    assert decoded.text.replace("\ufffd", "") == SENTENCE
    assert decoded.notes == ("damaged utf-8: one place could not be decoded and became U+FFFD",)


def test_utf_8_that_was_cut_off_inside_a_letter() -> None:
    for text in (SENTENCE[:-1], "عاج"):
        decoded = decode(text.encode()[:-1])
        assert decoded.text == text[:-1] + "\ufffd"
        assert decoded.encoding == "utf-8"


def test_replacement_characters_that_stand_in_the_text_are_no_damage() -> None:
    assert decode((SENTENCE + "\ufffd").encode()).notes == ()
    damaged = decode((SENTENCE + "\ufffd").encode() + b"\xff")
    assert damaged.notes == ("damaged utf-8: one place could not be decoded and became U+FFFD",)


def test_a_named_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SourceError, match="is not utf-8 text"):
        decode(SENTENCE.encode("windows-1256"), encoding="utf-8")


def test_a_mark_beats_a_named_utf_16_only() -> None:
    assert decode(SENTENCE.encode("utf-16"), encoding="utf-16").text == SENTENCE
    assert decode(b"\xff\xfe", encoding="windows-1256").text == b"\xff\xfe".decode("windows-1256")


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(SENTENCE.encode("windows-1256"))
    assert read_file(file).text == SENTENCE
    with pytest.raises(SourceError, match="no such file"):
        read_file(tmp_path / "none")
    with pytest.raises(SourceError, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(SourceError, match=r"no such file|cannot be read"):
        read_file(file / "x")


def test_the_limit_holds_before_the_rest_is_read() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert 0 <= size <= 11
            return b"x" * size

    with pytest.raises(SourceError, match="larger than the limit of 10 bytes"):
        read_stream(Endless(), "stream", limit=10)  # type: ignore[arg-type]
    assert read_stream(io.BytesIO(b"x" * 10), "stream", limit=10).text == "x" * 10


def test_ten_megabytes_in_one_line() -> None:
    data = (SENTENCE * 80_000).encode("windows-1256")
    assert decode(data).encoding == "windows-1256"


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_one_clear_error(data: bytes) -> None:
    try:
        text = decode(data, "input").text
    except SourceError as error:
        assert str(error).startswith("input: ")
    else:
        text.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff")))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    try:
        assert decode(text.encode()).text == text
    except SourceError as error:  # a text that starts as a PDF or RTF file does
        assert "save its text first" in str(error)
