"""Bad input: whatever comes in, a list of claims or one clear error goes out, in time that grows with the length of the text."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from click.testing import CliRunner, Result

import marsad
from marsad.cli.main import cli
from marsad.cli.output import ExitCode
from marsad.errors import SourceError
from marsad.ingest.files import decode
from marsad.lexicon import load
from marsad.mentions.marked import Knowledge, mark
from marsad.model import Article, Quantity, Reading
from marsad.reader import NO_DATE, read_article

PUBLISHED = dt.date(2016, 3, 8)
REPORT = (
    "قال محافظ المدينة إن 15 مدنيا قتلوا أمس في قصف للطيران على مدينة دير الزور، وأضاف أن الجيش سيطر على بلدة الميادين. "
    "ونفى ناشطون مقتل جنود."
)


def sound(text: str, published: dt.date | None = PUBLISHED) -> Reading:
    """The reading of a text, once it has kept what every reading promises."""
    reading = read_article(Article(text, published), why=True)
    for claim in reading.claims:
        spans = [claim.trigger, *(s.span for s in (*claim.sources, *claim.via))]
        spans += [f.span for fillers in claim.roles.values() for f in fillers]
        spans += [q.span for q in claim.quantities]
        if claim.time is not None:
            spans.append(claim.time.span)
        for span in spans:
            span.check(text)
    json.dumps(reading.to_json(why=True), allow_nan=False).encode()
    return reading


def types(reading: Reading) -> list[str]:
    return [claim.type for claim in reading.claims]


def quantities(text: str) -> list[Quantity]:
    return [q for claim in sound(text).claims for q in claim.quantities]


# -- texts without a claim, in other languages, and of no language at all --------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\r\n\t",
        "\ufeff",
        "\u200f\u200e\u202b\u202c",
        "Ten soldiers were killed in an air strike on Aleppo yesterday.",
        "Вчера в Алеппо погибли десять солдат.",
        "昨日阿勒颇有十名士兵丧生。",
        "אתמול נהרגו עשרה חיילים",
        "1 2 3 4 5 6 7 8 9 10 2016",
        "😀😀 👍🏽 🇸🇾",
        "\u064e\u064f\u0650\u0651",
        "ـــــــــ",
        "،؛؟!.«»“”()[]{}<>/\\|@#_%^&*~`",
    ],
)
def test_a_text_without_arabic_words_claims_nothing(text: str) -> None:
    assert sound(text).claims == ()
    assert sound(text, None).claims == ()


@pytest.mark.parametrize(
    "text",
    [
        "دیروز در حمله‌ای هوایی به شهر حلب ده نفر کشته شدند و بیست نفر زخمی شدند. وزارت دفاع این خبر را تکذیب کرد.",
        "کل شہر حلب پر فضائی حملے میں دس افراد ہلاک ہو گئے۔ حکام نے بتایا کہ فوج نے شہر پر قبضہ کر لیا ہے۔",
        "دوێنێ لە هێرشێکی ئاسمانیدا بۆ سەر شاری حەلەب دە کەس کوژران و بیست کەسیش بریندار بوون.",
        "پرون په هوايي بريد کې لس تنه ووژل شول او شل نور ټپيان شول.",
        "Dün Halep'te حلب on asker قتل öldü, according to وكالة سانا (SANA) and the وزارة الدفاع.",
        "قتلsoldiersفيAleppo2016عام",
        "ق\nت\nل\nا\nل\nج\nي\nش",
        "قتل\x00الجيش\x07مدنيا\x1bفي\x7fحلب",
        "قتل\ufffdالجيش\ufffd\ufffd مدنيا",
        "قتل \ud800الجيش\udfff مدنيا",
        "\ud83d\ude00 قتل جندي",
        "\U000e0001\U000e007f قتل جندي",
        "ﻗﺘﻞ ﺟﻨﺪﻱ ﻓﻲ ﺣﻠﺐ ﷺ ﷲ ﷽",
        "قُـ.ـتِـ.ـلَ جُـنـ.ـدِيٌّ",
    ],
)
def test_other_languages_mixed_scripts_and_odd_characters_are_read(text: str) -> None:
    sound(text)
    sound(text, None)


INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff\u00ad\u2060"


@pytest.mark.parametrize("mark", INVISIBLE, ids=lambda c: f"U+{ord(c):04X}")
def test_invisible_characters_everywhere_change_no_claim(mark: str) -> None:
    plain = sound(REPORT)
    hidden = sound(mark.join(REPORT))
    assert types(hidden) == types(plain)
    for a, b in zip(hidden.claims, plain.claims, strict=True):
        assert (a.status, len(a.sources), sorted(a.roles)) == (b.status, len(b.sources), sorted(b.roles))
        assert a.trigger.text.replace(mark, "") == b.trigger.text


def test_bidi_controls_around_words_are_part_of_no_quote() -> None:
    text = "قتل \u202bثلاثة جنود\u202c في \u2067حلب\u2069 أمس"
    for claim in sound(text).claims:
        assert claim.trigger.text == "قتل"
        for fillers in claim.roles.values():
            assert all(not set(f.span.text[-1]) & set(INVISIBLE) for f in fillers)


def test_claims_do_not_depend_on_what_was_read_before() -> None:
    knowledge = Knowledge.of(load())
    fresh = read_article(Article(REPORT, PUBLISHED), knowledge=knowledge, why=True).to_json(why=True)
    for noise in ("قتل " * 500, "\ud800" * 50, "10 " * 500, REPORT[::-1]):
        read_article(Article(noise, PUBLISHED), knowledge=knowledge)
    assert read_article(Article(REPORT, PUBLISHED), knowledge=knowledge, why=True).to_json(why=True) == fresh


# -- numbers and dates that cannot be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["9" * 1000, "0" * 1000, "1" + "0" * 16, "1,000" * 300, "9." * 500 + "9", "٩" * 1000, "1/" * 500 + "1"])
def test_a_number_without_end_is_no_quantity(number: str) -> None:
    assert quantities(f"قتل {number} جنديا في حلب") == []
    assert quantities(f"قتل {number} من الجنود في حلب") == []


@pytest.mark.parametrize(
    "phrase",
    [
        "مليون " * 200,
        "مليون مليون " * 100,
        "مئة ألف مليون مليار تريليون",
        "ثلاثة وثلاثون ألفا و" * 100,
        "ألف " * 300,
        "نصف ونصف ونصف ونصف",
        "عشرات مئات آلاف ملايين",
        "بين 10 وبين 20 وبين 30",
        "أكثر من أقل من أكثر من 10",
        "10-20-30-40",
        "%" * 50 + "10" + "%" * 50,
        "+-+-10",
        "1:2:3:4:5",
    ],
)
def test_number_words_without_sense_keep_the_promises(phrase: str) -> None:
    for quantity in quantities(f"قتل {phrase} جندي في حلب"):
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        assert all(bound is None or abs(bound) < 1e24 for bound in (quantity.low, quantity.high))


@pytest.mark.parametrize(
    "date",
    [
        "31 شباط 2014",
        "30/2/2014",
        "99/99/9999",
        "2014/13/45",
        "0/0/0",
        "29 شباط 2015",
        "عام 99999",
        "عام 0",
        "32 تموز",
        "الساعة 99:99",
        "قبل 99999999999999 عاما",
        "منذ 10000 عام",
        "بعد 99999 قرنا",
        "15 رمضان 9999 هـ",
        "السبت 31 شباط",
    ],
)
@pytest.mark.parametrize("published", [PUBLISHED, dt.date.min, dt.date.max, None])
def test_impossible_dates_break_nothing(date: str, published: dt.date | None) -> None:
    for claim in sound(f"قتل جنديان في حلب {date}", published).claims:
        if claim.time is not None and claim.time.start and claim.time.end:
            assert claim.time.start <= claim.time.end


@pytest.mark.parametrize(
    "word", ["أمس", "اليوم", "غدا", "الخميس الماضي", "الأسبوع المقبل", "قبل يومين", "منذ عامين", "العام الماضي", "تموز الماضي"]
)
@pytest.mark.parametrize("published", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar_are_no_cliff(word: str, published: dt.date) -> None:
    sound(f"قتل جنديان في حلب {word}", published)


def test_without_a_date_relative_times_stay_open_and_a_note_says_so() -> None:
    undated = sound("قتل جنديان أمس في حلب", None)
    assert undated.notes == (NO_DATE,)
    assert types(undated) == ["killed"]
    assert all(claim.time is None or (claim.time.start, claim.time.end) == (None, None) for claim in undated.claims)
    dated = sound("قتل جنديان أمس في حلب")
    assert dated.notes == ()
    assert dated.claims[0].time is not None and dated.claims[0].time.start == dt.date(2016, 3, 7)


def test_without_a_date_whole_dates_are_resolved_and_nothing_is_noted() -> None:
    reading = sound("قتل جنديان في حلب في 15 تموز 2014", None)
    assert reading.notes == ()
    assert reading.claims[0].time is not None and reading.claims[0].time.start == dt.date(2014, 7, 15)


# -- encodings and files -------------------------------------------------------------------------------------------------------

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1256", "iso-8859-6"]
BROKEN = REPORT.encode()[:40] + b"\xff\xc3" + REPORT.encode()[40:]
BINARY = bytes(range(256)) * 40


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_gives_the_same_claims(encoding: str) -> None:
    decoded = decode(REPORT.encode(encoding))
    assert decoded.text == REPORT
    assert sound(decoded.text).to_json() == sound(REPORT).to_json()


def invoke(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    """Run the program in this process, with its real reader."""
    return CliRunner().invoke(cli, [*map(str, arguments)], input=stdin)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_program_reads_every_encoding(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(REPORT.encode(encoding))
    result = invoke("read", file, "--published", "2016-03-08", "--format", "json")
    assert result.exit_code == 0
    expected = sound(REPORT).to_json()
    assert json.loads(result.stdout)["claims"] == expected["claims"]


def test_damaged_utf8_is_read_with_a_note(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(BROKEN)
    result = invoke("read", file, "--published", "2016-03-08", "--format", "json")
    out = json.loads(result.stdout)
    assert result.exit_code == 0
    assert "could not be decoded" in result.stderr and "could not be decoded" in out["article"]["notes"][0]
    text = decode(BROKEN).text
    assert out["claims"] == sound(text).to_json()["claims"] and out["claims"]


@pytest.mark.parametrize("data", [BINARY, b"\x00" * 5000, b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n" + BINARY, b"PK\x03\x04" + BINARY])
def test_binary_data_is_one_clear_error(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        decode(data)
    file = tmp_path / "report.txt"
    file.write_bytes(data)
    result = invoke("read", file)
    assert result.exit_code == ExitCode.SOURCE
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and str(file) in result.stderr


def test_a_missing_file_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(REPORT, encoding="utf-8")
    result = invoke("read", file, tmp_path / "none.txt", file, "--published", "2016-03-08", "--format", "json")
    assert result.exit_code == ExitCode.SOURCE
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 2 and all(row["claims"] for row in rows)
    assert f"{tmp_path / 'none.txt'}: no such file" in result.stderr


def test_a_broken_line_is_told_with_its_number_and_the_others_are_read() -> None:
    good = json.dumps({"id": "a", "text": REPORT, "published": "2016-03-08"}).encode()
    bad = [
        b'{"id": "b", "text": "',
        b"\xff\xfe",
        b"[]",
        b'{"id": "c"}',
        b'{"id": "d", "text": 5}',
        b'{"text": "x", "published": "9999-99-99"}',
    ]
    result = invoke("read", "--jsonl", "-", stdin=b"\n".join([good, *bad, good.replace(b'"a"', b'"z"')]) + b"\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == ExitCode.SOURCE
    assert [row["id"] for row in rows] == ["a", "z"]
    assert rows[0]["claims"] == rows[1]["claims"] or [c["type"] for c in rows[0]["claims"]] == [c["type"] for c in rows[1]["claims"]]
    for number in range(2, 2 + len(bad)):
        assert f"line {number}: " in result.stderr


# -- time grows with length ----------------------------------------------------------------------------------------------------
#
# Work is counted in lines of Python executed, not in seconds: the same on every machine and in every run. A text four times as
# long may cost four times the work, and a little more for what the ends of the text saved.

GROWTH = 4.35
# Claims look further around than a mark does, so that a short text saves more at its ends.
GROWTH_OF_CLAIMS = 4.75
Family = Callable[[int], str]


def work(run: Callable[[], Any]) -> int:
    """How many lines of Python `run` executes."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def again(unit: str) -> Family:
    return lambda n: unit * n


def distinct(n: int) -> str:
    """Words that no other word of the text repeats, a third of them with the look of a dual."""
    letters = "بتجحخدذرزسشصضطظعغفقكلمنهي"
    return " ".join("مك" + "".join(letters[k // 24**p % 24] for p in range(3)) + ("ين" if k % 3 else "") for k in range(n))


# Whatever stands often in a text: letters and marks that folding, tokens and sentences look at; number words, times, names,
# function words. Marking all of them must stay in proportion.
MARKED = [
    *".?!,:-\n/\\#_•·*%+$",
    *("..", ". ", "، ", ": ", "- ", "\n\n", "\n- ", "#قتل_"),
    *('"', '" ', "«", "«»", "“", "'", "(", ")", "()", '("', "[", "ل«", '"قال ', "«قتل» "),
    *("ـ", "\u064e", "\u200f", "\u202b", "\x00", "\ufffd", "\ud800", "😀", "²", "½ ", "ﻻ", "ﷺ", "ک", "\r\n", "\t"),
    *("ا", "س ", "قتل", "ها", "و", "و ", "ال", "بال ", "ق.", "ق.ت.ل ", "قـ.ـتل ", "مقـ.ـتل ", "كلم.", "د. "),
    *("1", "1 ", "1,", "1.", "1 000 ", "1/", "1-", "1:", "10-15 ", "50% ", "%5 ", "(10 ", "10) ", "(30 عاما) ", "و10 ", "الـ15 ", "+1 "),
    *("ثلاثة ", "وثلاثة ", "و ثلاثة ", "مئة ", "مئة وعشرون ", "ألف ", "مليون ", "وعشرون ", "نصف ", "ونصف ", "عشرات ", "مئات الآلاف من "),
    *("بين ", "بين 10 و15 ", "من 10 إلى 15 ", "أكثر من ", "أكثر من 10 ", "نحو ", "ما لا يقل عن ", "10 على الأقل ", "جنديان ", "شخصين "),
    *("أحد ", "أحد عشر ", "الرابع ", "الرابع والعشرين ", "اللواء 137 ", "10 كيلومترات ", "يومين ", "أكثر من عامين ", "30 ألف دولار "),
    *("أمس ", "اليوم الخميس ", "الخميس ", "يوم ", "منذ ", "منذ عامين ", "قبل ", "بعد يومين من ", "حتى ", "2014 ", "عام 2014 "),
    *("تموز ", "15 تموز ", "15 تموز 2014 ", "1/2/2014 ", "الساعة ", "الساعة 10 ", "الماضي ", "الشهر الماضي ", "عيد الفطر ", "مساء أمس "),
    *("في وقت متأخر من ", "نهاية ", "مطلع ", "بين تموز وآب ", "من الأحد إلى ", "ذلك الحين "),
    *("في ", "من ", "أن ", "إلى ", "على ", "عن ", "هذا ", "الذي ", "لم ", "قد ", "كان ", "نقلا عن ", "على حد قول ", "وكالة "),
    *("وزارة ", "قوات "),
    *("حلب ", "ريف حلب ", "الجيش السوري ", "تنظيم الدولة الإسلامية ", "وزارة الدفاع ", "كلمة ", "abc ", "قال "),
]  # fmt: skip
# What claims are made of, and what could make one of them look over the whole text.
TOLD = [
    *("قتل ", "قتلوا ", "مقتل ", "مقتل وإصابة ", "10 قتلى ", "هجوم ", "غارات ", "محاصر ", "سيقتل ", "قتل، ", "شن هجوما "),
    "محاصرة المدينة ",
    *("قال ", "قال إن ", "قال المصدر إن ", "قال: ", 'وقال "', "بحسب المرصد ", "نقلا عن وكالة سانا ", "وأضاف ", "مشيرا إلى أن "),
    "اتهم الجيش ب",
    *("سيطرت القوات على مدينة ", "قتل الجيش ثلاثة مدنيين في حلب ", "قتل مدني بحسب المرصد، ", "قال مصدر إن الجيش قتل مدنيا، "),
    "الذين قتلوا ",
    *("لم يقتل ", "نفى مقتل ", "بينهم 3 أطفال ", "ريف حلب الشرقي ", "رئيس ", "متحدث باسم ", "في مدينة ", "قوات النظام ", "«قال "),
    'ل"الوطن" ',
    *('قال الناطق "نعم". ', 'قال المصدر "قتل ثلاثة مدنيين في قصف على حلب أمس" اليوم. ', "«قتل» "),
    *("قال المصدر: قتل 3.\n", "أعلن الجيش ما يلي:\n- قتل 3\n", 'قال المصدر "قتل ثلاثة.\n', "حلب وحمص ودمشق ", "جراء قصف ", "أمس قتل "),
]  # fmt: skip


def growth(make: Family, n: int, run: Callable[[str], Any]) -> float:
    """How the work grows from `n` units to four times as many, with all their words seen before."""
    short, long = make(n), make(4 * n)
    run(long)
    run(short)
    return work(lambda: run(long)) / max(work(lambda: run(short)), 500)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.of(load())


@pytest.mark.parametrize("unit", MARKED, ids=ascii)
def test_marking_grows_with_length(unit: str, knowledge: Knowledge) -> None:
    assert growth(again(unit), 300, lambda text: mark(text, PUBLISHED, knowledge)) < GROWTH


@pytest.mark.parametrize(
    "make",
    [
        distinct,
        lambda n: "(«" * n + "قتل" + "»)" * n,
        lambda n: "«قال " * n + "قتل" + "»" * n,
        lambda n: ".".join("قتلهم" * n),
        lambda n: "9" * n * 10,
        lambda n: "س" * n * 10,
        lambda n: " " * n * 10,
        lambda n: " ".join(f"{k % 28 + 1}/{k % 12 + 1}/{1990 + k % 40}" for k in range(n)),
    ],
    ids=["distinct words", "nested marks", "nested speech", "dotted letters", "digits", "letters", "spaces", "dates"],
)
def test_marking_grows_with_length_whatever_the_shape(make: Family, knowledge: Knowledge) -> None:
    assert growth(make, 300, lambda text: mark(text, PUBLISHED, knowledge)) < GROWTH


@pytest.mark.slow
@pytest.mark.parametrize("unit", TOLD, ids=ascii)
def test_claims_grow_with_length(unit: str) -> None:
    n = max(30, 320 // len(unit.split()))
    assert growth(again(unit), n, lambda text: read_article(Article(text, PUBLISHED))) < GROWTH_OF_CLAIMS


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["قتل ", "قال إن ", "نقلا عن ", "في ", "و", "«", "حلب ", "ثلاثة "])
def test_fifty_thousand_times_the_same(unit: str) -> None:
    sound(unit * 50_000)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["س", "9", "كلمة ", "ـ", "كلمة طويلة، "])
def test_one_line_of_ten_megabytes(unit: str) -> None:
    assert sound(unit * (10_000_000 // len(unit.encode()))).claims == ()


@pytest.mark.parametrize("mark", list("\"'«»“”()[]{},،;؛/\\#_-.…!?؟"), ids=ascii)
def test_ten_thousand_marks(mark: str) -> None:
    sound(mark * 10_000)
    sound(f"قتل جندي {mark * 10_000} وقال الجيش إن مدنيا أصيب")


def test_the_public_function_takes_what_the_files_give() -> None:
    assert marsad.read(decode(REPORT.encode("windows-1256")).text, published="2016-03-08").claims
