"""Attribution: who says it, through whom, and how far their words reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad import Claim

Read = Callable[[str], tuple[Claim, ...]]


def sources(read: Read, text: str) -> dict[str, list[str]]:
    """The chain behind each claim, by the words of its trigger."""
    return {c.trigger.text: [s.span.text for s in c.sources] for c in read(text)}


def check(read: Read, text: str, expected: dict[str, list[str]]) -> None:
    """The claims named in `expected` have these chains."""
    found = sources(read, text)
    assert {words: found.get(words) for words in expected} == expected


@pytest.mark.parametrize(
    ("text", "trigger", "chain"),
    [
        # verb, speaker, أن
        ("قال متحدث عسكري إن الجيش سيطر على بلدة حارم", "سيطر", ["متحدث عسكري"]),
        ("أكدت وزارة الصحة أن عشرة مدنيين قتلوا في القصف", "قتلوا", ["وزارة الصحة"]),
        ("أفاد شهود عيان بأن الطائرات قصفت الجسر", "قصفت", ["شهود عيان"]),
        ("قال العميد حسن العبد أمس إن القوات انسحبت من الميناء", "انسحبت", ["العميد حسن العبد"]),
        ("قال مسؤول أمني، طلب عدم الكشف عن اسمه، إن القوات انسحبت من الميناء", "انسحبت", ["مسؤول أمني"]),
        # speaker, verb
        ("المرصد السوري لحقوق الإنسان أفاد بمقتل خمسة جنود", "مقتل", ["المرصد السوري لحقوق الإنسان"]),
        ("من جهته قال قائد الشرطة إن القوات انسحبت", "انسحبت", ["قائد الشرطة"]),
        # an action noun as what is said
        ("أعلن الجيش مقتل ثلاثة من جنوده", "مقتل", ["الجيش"]),
        ("أعلن الجيش انسحابه من البلدة", "انسحابه", ["الجيش"]),
        ("نفت الوزارة مقتل جنود في الكمين", "مقتل", ["الوزارة"]),
        # كان … قد
        ("كانت الوزارة قد أعلنت مقتل ثلاثة جنود", "مقتل", ["الوزارة"]),
        ("وكان الناطق قد قال إن القوات انسحبت", "انسحبت", ["الناطق"]),
        # two speakers of one thing are one
        ("قالت مصادر محلية وشهود إن القصف استهدف المدرسة", "القصف", ["مصادر محلية وشهود"]),
        # the speaker last
        ("القصف دمر المدرسة، قال مدير التعليم", "القصف", ["مدير التعليم"]),
        ('"سيطرنا على الميناء" قال الناطق باسم الجيش', "سيطرنا", ["الناطق باسم الجيش"]),
        ("كتب القائد على تويتر أن قواته دخلت المدينة", "دخلت", ["القائد"]),
    ],
)
def test_reporting_verbs(read: Read, text: str, trigger: str, chain: list[str]) -> None:
    check(read, text, {trigger: chain})


@pytest.mark.parametrize(
    ("text", "trigger", "chain"),
    [
        ("قتل خمسة جنود في كمين بحسب مصدر عسكري", "قتل", ["مصدر عسكري"]),
        ("وبحسب وزارة الصحة فإن القصف استهدف مدرسة", "القصف", ["وزارة الصحة"]),
        ("قتل ثلاثة مدنيين في القصف وفقا لناشطين", "قتل", ["ناشطين"]),
        ("قصفت الطائرات حي الزهور، كما قال أحد السكان", "قصفت", ["أحد السكان"]),
        ("انسحبت القوات من الميناء على حد قول أحد الضباط", "انسحبت", ["أحد الضباط"]),
    ],
)
def test_according_to(read: Read, text: str, trigger: str, chain: list[str]) -> None:
    check(read, text, {trigger: chain})


def test_according_to_speaks_for_its_own_clause(read: Read) -> None:
    text = "انسحبت القوات من الميناء، فيما دخل المسلحون بلدة حارم بحسب مصدر عسكري"
    check(read, text, {"انسحبت": [], "دخل": ["مصدر عسكري"]})


@pytest.mark.parametrize(
    ("text", "trigger", "chain"),
    [
        ("نقلت وكالة سبأ عن محافظ تعز أن الحوثيين قصفوا السوق", "قصفوا", ["وكالة سبأ", "محافظ تعز"]),
        ("ذكرت رويترز نقلا عن مسؤول أمريكي أن القوات انسحبت من القاعدة", "انسحبت", ["رويترز", "مسؤول أمريكي"]),
        ("قالت وكالة سانا إن الجيش سيطر على الميناء بحسب مصدر عسكري", "سيطر", ["وكالة سانا", "مصدر عسكري"]),
    ],
)
def test_chains_run_from_the_outlet_to_whom_it_cites(read: Read, text: str, trigger: str, chain: list[str]) -> None:
    check(read, text, {trigger: chain})


@pytest.mark.parametrize(
    ("text", "chain", "via"),
    [
        ("قالت مصادر طبية لرويترز إن عشرة مدنيين قتلوا", ["مصادر طبية"], ["رويترز"]),
        ("قال ضابط كبير لوكالة فرانس برس إن القوات انسحبت من الميناء", ["ضابط كبير"], ["وكالة فرانس برس"]),
        ("أكدت مصادر لصحيفة الحياة أن القوات انسحبت", ["مصادر"], ["صحيفة الحياة"]),
    ],
)
def test_who_is_spoken_to_is_no_source(read: Read, text: str, chain: list[str], via: list[str]) -> None:
    (claim,) = read(text)
    assert [s.span.text for s in claim.sources] == chain
    assert [s.span.text for s in claim.via] == via


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # "and he added", the speaker unnamed
        ("قال المحافظ إن القصف دمر الجسر. وأضاف أن خمسة عمال قتلوا", {"القصف": ["المحافظ"], "قتلوا": ["المحافظ"]}),
        ("وأوضح المصدر أن القتلى مدنيون. وتابع أن القصف استمر ساعة", {"القتلى": ["المصدر"], "القصف": ["المصدر"]}),
        # a participle carries the speech on
        ("قال المحافظ إن القصف دمر الجسر، مشيرا إلى أن خمسة عمال قتلوا", {"دمر": ["المحافظ"], "قتلوا": ["المحافظ"]}),
        ("أكد الوزير انسحاب القوات من الميناء، مضيفا أن الجيش دخل بلدة حارم", {"انسحاب": ["الوزير"], "دخل": ["الوزير"]}),
        # a quotation runs over sentences, and ends
        (
            'قال الناطق "دخلت قواتنا بلدة حارم. وانسحب العدو من الحصن. وقتل قائده". وقصفت الطائرات الجسر.',
            {"دخلت": ["الناطق"], "انسحب": ["الناطق"], "قتل": ["الناطق"], "قصفت": []},
        ),
        ('قال الناطق: "سيطرنا على الميناء وقتلنا عشرين مسلحا"', {"سيطرنا": ["الناطق"], "قتلنا": ["الناطق"]}),
        # another speaker, or the article again
        ("قال المحافظ إن الجسر دمر. وقال قائد الشرطة إن خمسة عمال قتلوا", {"دمر": ["المحافظ"], "قتلوا": ["قائد الشرطة"]}),
        ("قال الناطق إن القوات انسحبت. وقصفت الطائرات الميناء.", {"انسحبت": ["الناطق"], "قصفت": []}),
        ("قال شهود إن القصف استهدف المدرسة، لكن الجيش نفى استهداف المدرسة", {"القصف": ["شهود"], "استهداف": ["الجيش"]}),
    ],
)
def test_how_far_speech_reaches(read: Read, text: str, expected: dict[str, list[str]]) -> None:
    check(read, text, expected)


@pytest.mark.parametrize(
    ("text", "trigger", "chain"),
    [
        ("المراسل: قصف الجيش حي الزهور", "قصف", ["المراسل"]),
        ("رويترز: مقتل خمسة عمال في قصف على المصنع", "مقتل", ["رويترز"]),
        ("وزارة الصحة: مقتل خمسة عمال في قصف على المصنع", "قصف", ["وزارة الصحة"]),
    ],
)
def test_labels(read: Read, text: str, trigger: str, chain: list[str]) -> None:
    check(read, text, {trigger: chain})


def test_a_list_belongs_to_who_announces_it(read: Read) -> None:
    text = "أعلنت خلية الإعلام نتائج العمليات كالآتي:\n- مقتل خمسة مسلحين في كمين\n- تدمير ثلاث سيارات للتنظيم\nانسحبت القوات من الميناء."
    check(read, text, {"مقتل": ["خلية الإعلام"], "تدمير": ["خلية الإعلام"], "انسحبت": []})


@pytest.mark.parametrize(
    ("text", "act", "alleged"),
    [
        ("اتهم الجيش مسلحي التنظيم بقصف السوق", "accusation", "shelling"),
        ("اتهم الناشطون مسلحي التنظيم بقتل عشرين مدنيا", "accusation", "killed"),
    ],
)
def test_who_accuses_is_agent_of_that_and_source_of_what_is_alleged(read: Read, text: str, act: str, alleged: str) -> None:
    claims = {c.type: c for c in read(text)}
    accuser = claims[act].roles["agent"][0].span
    assert claims[act].sources == ()
    assert [s.span for s in claims[alleged].sources] == [accuser]


def test_sources_carry_what_is_known_of_them(read: Read) -> None:
    (claim,) = read("ذكرت رويترز نقلا عن مسؤول أمريكي أن القوات انسحبت من القاعدة")
    outlet, official = claim.sources
    assert (outlet.name, outlet.kind) == ("رويترز", "agency")
    assert official.name is None


@pytest.mark.parametrize(
    "text",
    ["سيطر الجيش على بلدة حارم", "قصفت الطائرات الجسر أمس", "قتل ثلاثة صيادين في القارب"],
)
def test_where_nobody_is_named_the_article_speaks(read: Read, text: str) -> None:
    assert [c.sources for c in read(text)] == [()] * len(read(text))
    assert read(text)
