"""Occasions: a text that tells of violence makes claims, one that only mentions it makes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from marsad import Claim, lexicon
from marsad.claims import assemble, occasion

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
        ("10 قتلى", {"killed"}),
        # a report
        ("قتل ثلاثة جنود في كمين شمال المدينة أمس.", {"killed", "attack"}),
        ("أعلن الجيش أن طائراته قصفت مواقع المسلحين في ريف حماة ليل الأربعاء.", {"airstrike"}),
        ("اندلعت اشتباكات عنيفة بين الشرطة ومسلحين في حي الميدان صباح اليوم.", {"clash"}),
        ("خطف المسلحون طبيبا من عيادته وسط المدينة أمس.", {"abduction"}),
        ("أفادت مصادر طبية بإصابة سبعة عمال جراء سقوط صاروخ على المصنع.", {"wounded"}),
        # its own clause tells it, with neither a number nor a date
        ("وقالت الشرطة إن انتحاريا فجر نفسه وسط السوق في منطقة الزهور.", {"bombing"}),
        ("أفادت مصادر متطابقة أن مجهولين خطفوا مصورا في الميناء.", {"abduction"}),
        ("أطلق مسلحون مجهولون النار على سيارة محام غرب المدينة.", {"attack"}),
        ("هز انفجار عنيف مدينة عدن دون أن تعرف أسبابه.", {"bombing"}),
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


@pytest.mark.parametrize(
    ("told", "mentioned"),
    [
        ("قالت مصادر في المدينة إن مسلحين خطفوا طبيبا في الميناء", "قالت مصادر في المدينة إن الطبيب الذي خطفه مسلحون في الميناء بدأ عمله"),
        ("قصف الجيش مواقع المسلحين في الجبل", "بدأت المدارس عامها الجديد وفتحت أبوابها منذ أن قصف الجيش مواقع المسلحين في الجبل"),
    ],
)
def test_a_clause_told_for_its_own_sake_weighs_more_than_an_aside(read_report: Read, told: str, mentioned: str) -> None:
    assert violence(read_report, told)
    assert violence(read_report, mentioned) == []


def test_a_text_of_many_mentions_tells(read_report: Read) -> None:
    words = "وفي كلمة مطولة ألقاها أمام طلاب الجامعة في القاعة الكبرى تحدث الباحث عن القصف والاغتيال والتعذيب والتفجيرات والاشتباكات"
    assert violence(read_report, words + ".") == []
    assert len(violence(read_report, words + " والغارات.")) == 6


def test_what_protesters_chant_is_no_protest_of_its_own(read_report: Read) -> None:
    assert "protest" in [c.type for c in read_report("تظاهر مئات العمال في الميناء أمس، وهتف المتظاهرون ضد الحكومة.")]
    assert "protest" not in [c.type for c in read_report("ورفع المتظاهرون شعارات تطالب بإقالة المحافظ.")]


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


def test_every_condition_has_a_weight_and_every_weight_a_condition(monkeypatch: pytest.MonkeyPatch, read_report: Read) -> None:
    shown: list[set[str]] = []

    def weigh(conditions: Mapping[str, float], rules: Mapping[str, Any]) -> float:
        shown.append(set(conditions))
        return occasion.weigh(conditions, rules)

    monkeypatch.setattr(assemble, "weigh", weigh)
    read_report("قتل ثلاثة جنود في كمين شمال المدينة أمس.")
    rules = lexicon.load().occasion
    assert shown
    assert shown[0] == {w["when"] for w in rules["weights"]}
    assert all(w["why"] and w["weight"] for w in rules["weights"])
    violent, protests = (set(group["types"]) for group in rules["groups"])
    assert violent == VIOLENCE and protests == {"protest"}
