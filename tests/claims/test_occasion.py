"""Occasions: a text that tells of violence makes claims, one that only mentions it makes none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad import Claim

Read = Callable[[str], tuple[Claim, ...]]
FIGHTING = ("clash", "attack", "airstrike", "shelling", "bombing", "chemical")
VIOLENCE = frozenset((*FIGHTING, "execution", "abduction", "abuse", "killed", "wounded", "destruction"))


def violence(read_report: Read, text: str) -> list[str]:
    """The types of the violent claims of a text."""
    return [c.type for c in read_report(text) if c.type in VIOLENCE]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # a headline
        ("مقتل ثلاثة جنود في كمين", {"killed", "attack"}),
        ("قصف مدفعي على حي الزهور", {"shelling"}),
        ("انفجار سيارة مفخخة في بغداد", {"bombing"}),
        ("غارات على ريف حماة", {"airstrike"}),
        # a report
        ("قتل ثلاثة جنود في كمين شمال المدينة أمس.", {"killed", "attack"}),
        ("أعلن الجيش أن طائراته قصفت مواقع المسلحين في ريف حماة ليل الأربعاء.", {"airstrike"}),
        ("اندلعت اشتباكات عنيفة بين الشرطة ومسلحين في حي الميدان صباح اليوم.", {"clash"}),
        ("خطف المسلحون طبيبا من عيادته وسط المدينة أمس.", {"abduction"}),
        ("أفادت مصادر طبية بإصابة سبعة عمال جراء سقوط صاروخ على المصنع.", {"wounded"}),
    ],
)
def test_a_text_that_tells(read_report: Read, text: str, kinds: set[str]) -> None:
    assert set(violence(read_report, text)) >= kinds


@pytest.mark.parametrize(
    "text",
    [
        "ناقش النواب قانونا جديدا يشدد العقوبات على جرائم القتل والخطف في البلاد، وصوتوا على الموازنة بعد جلسة طويلة.",
        "ناقشت الندوة آثار الحرب على الأطفال. وتحدثت الباحثة عن سنوات القصف والحصار، ثم عرض الفيلم على الحاضرين.",
        "يعود المسلسل إلى الشاشة هذا العام، ويحكي قصة شاب يبحث عن أسرته بعد سنوات من اختطافه على يد عصابة.",
        "التقى الرئيس وفدا من التجار وبحث معهم الضرائب والجمارك. وكان الرئيس قد تولى الحكم بعد اغتيال سلفه عام 1995.",
        "بحث الوزيران التعاون بين البلدين في مكافحة الإرهاب والجريمة المنظمة وتبادل الخبرات بين الجامعات.",
        "حددت المحكمة الشهر المقبل موعدا لجلسة جديدة في القضية التي يحاكم فيها رجل أعمال بتهمة القتل.",
        "افتتح المحافظ مدرسة تحمل اسم الشهيد سالم، وحضر الحفل عدد من المعلمين والطلاب.",
        "ارتفعت أسعار الخبز في السوق بعد إغلاق المعبر، وقال التجار إن الطحين قليل.",
    ],
)
def test_a_text_that_only_mentions(read_report: Read, text: str) -> None:
    assert violence(read_report, text) == []


def test_in_a_text_that_tells_every_mention_counts(read_report: Read) -> None:
    mention = "وتحدث السكان عن سنوات من الحرب، وعن القصف الذي عرفته بلادهم."
    assert violence(read_report, mention) == []
    told = "قصفت الطائرات بلدة حارم أمس وقتلت خمسة مدنيين. " + mention
    assert len(violence(read_report, told)) > 2


def test_only_violence_and_protest_are_weighed(read_report: Read) -> None:
    text = "ناقشت الندوة آثار الحرب على الأطفال. وتحدثت الباحثة عن سنوات القصف والحصار، ثم عرض الفيلم على الحاضرين."
    assert "siege" in [c.type for c in read_report(text)]


def test_what_is_long_past_is_background(read_report: Read) -> None:
    text = "افتتح الوزير الطريق الجديد إلى الميناء بعد اغتيال المهندس الذي رسمه عام 1995، وحضر الحفل عدد كبير من المواطنين ورجال الأعمال."
    assert violence(read_report, text) == []


@pytest.mark.parametrize("text", ["", "\n", "وصل الوفد.", "شعفوط"])
def test_a_text_without_violence_has_none(read_report: Read, text: str) -> None:
    assert violence(read_report, text) == []
