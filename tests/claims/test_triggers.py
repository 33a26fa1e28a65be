"""Triggers: which words name an event, and what must or must not stand by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad import Claim

Read = Callable[[str], tuple[Claim, ...]]


def triggers(read: Read, text: str) -> list[tuple[str, str]]:
    """The type and the words of each claim."""
    return [(c.type, c.trigger.text) for c in read(text)]


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("أعلن الجيش أن قصفا مدفعيا استهدف أطراف البلدة أمس", "shelling", "قصفا مدفعيا"),
        ("شنت الطائرات غارات جوية على مواقع المسلحين", "airstrike", "غارات جوية"),
        ("وافق الطرفان على وقف إطلاق النار في المدينة", "agreement", "وقف إطلاق النار"),
        ("قتل عشرة مدنيين في تفجير انتحاري وسط السوق", "bombing", "تفجير انتحاري"),
        ("بدأ الجيش عملية عسكرية ضد المسلحين في الجبال", "attack", "عملية عسكرية"),
        ("الطريق الدولي لا يزال تحت سيطرة قوات الجيش", "control", "تحت سيطرة"),
        ("سمع إطلاق نار كثيف في حي الزهور ليلا", "attack", "إطلاق نار"),
        ("ارتفعت حصيلة القتلى في المدينة إلى تسعين", "killed", "حصيلة القتلى"),
        ("أدى تبادل القصف بين الجانبين إلى حرائق", "shelling", "تبادل القصف"),
    ],
)
def test_phrases_come_before_their_words(read: Read, sentence: str, kind: str, words: str) -> None:
    found = triggers(read, sentence)
    assert (kind, words) in found
    inside = [w for _, w in found if w != words and w in words]
    assert inside == []


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("سيطر الجيش على بلدة حارم", "capture", "سيطر"),
        ("استولى المتمردون على مدينة سرت أمس", "capture", "استولى"),
        ("اعتدى مستوطنون على مزارعين شرق القرية", "attack", "اعتدى"),
        ("طردت القوات مسلحي التنظيم من البلدة", "capture", "طردت"),
        ("قضى الجنود على ثلاثة مسلحين قرب النهر", "killed", "قضى"),
        ("أحكم الجيش سيطرته على الميناء", "capture", "أحكم"),
        ("استعاد الجيش بلدة بزاعة من التنظيم", "capture", "استعاد"),
        ("نفذت القوات عملية ضد المهربين في الجبال", "attack", "عملية"),
    ],
)
def test_what_a_word_needs_is_there(read: Read, sentence: str, kind: str, words: str) -> None:
    assert (kind, words) in triggers(read, sentence)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("سيطر الهدوء على البلدة", "capture"),
        ("سيطر القلق والخوف", "capture"),
        ("استعاد الجندي ذاكرته بعد شهر", "capture"),
        ("استعاد المنتخب لقبه أمس", "capture"),
        ("نفذ الطبيب عملية جراحية ناجحة", "attack"),
        ("تعرض الموقع لهجوم إلكتروني عطل الخدمة أمس", "attack"),
        ("انفجار سكاني في العاصمة منذ عامين", "bombing"),
        ("قضت المحكمة بسجن الضابط", "killed"),
        ("أطلقت الحكومة حملة للتلقيح في المدينة", "shelling"),
        ("وافق الطرفان على وقف إطلاق النار في المدينة", "attack"),
        ("عقد مجلس الأمن اجتماعا في نيويورك أمس", "attack"),
        ("ارتفعت أسعار الخبز في السوق أمس", "attack"),
        ("احتل المنتخب المرتبة الثالثة", "capture"),
    ],
)
def test_what_shows_that_it_is_something_else(read: Read, sentence: str, kind: str) -> None:
    assert kind not in [t for t, _ in triggers(read, sentence)]


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        # one verb, several events: what is done to decides
        ("سقطت المدينة بيد المتمردين", "capture", "سقطت"),
        ("أسقط المتمردون طائرة حربية فوق الجبل", "destruction", "أسقط"),
        ("قضى ثلاثة جنود في الكمين", "killed", "قضى"),
        ("قصف الجيش البلدة بالمدفعية", "shelling", "قصف"),
        ("قصفت الطائرات الحربية البلدة", "airstrike", "قصفت"),
        ("استهدفت طائرة مسيرة سيارة على الطريق", "airstrike", "استهدفت"),
        ("شنت الفصائل هجوما على مواقع الجيش", "attack", "هجوما"),
        ("شنت الطائرات هجوما على مواقع الجيش", "airstrike", "هجوما"),
        ("تسيطر الفصائل على مدخل المدينة", "control", "تسيطر"),
        ("سيطرت الفصائل على مدخل المدينة", "capture", "سيطرت"),
        ("خسر الفصيل بلدتين لصالح الجيش", "capture", "خسر"),
        ("خسر الفصيل مقاتلين اثنين في الاشتباك", "killed", "خسر"),
        ("فجر مسلحون سيارة مفخخة عند الجسر", "bombing", "فجر"),
        ("فجر الجنود منزل القيادي في القرية", "destruction", "فجر"),
    ],
)
def test_one_word_several_events(read: Read, sentence: str, kind: str, words: str) -> None:
    assert (kind, words) in triggers(read, sentence)


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("وصلت القافلة إلى المدينة المحاصرة أمس", "siege", "المحاصرة"),
        ("تواصل القوات محاصرة المدينة", "siege", "محاصرة"),
        ("يعيش السكان في بلدات محاصرة", "siege", "محاصرة"),
        ("استعادة البلدة استغرقت يومين", "capture", "استعادة"),
        ("أحبط الجيش هجوما على القرية", "attack", "هجوما"),
    ],
)
def test_action_nouns_and_participles(read: Read, sentence: str, kind: str, words: str) -> None:
    assert (kind, words) in triggers(read, sentence)


def test_a_participle_describes_and_an_action_noun_governs(read: Read) -> None:
    (described,) = [c for c in read("وصل رتل إلى المدينة المحاصرة") if c.type == "siege"]
    assert [f.span.text for f in described.roles["place"]] == ["المدينة"]
    (governed,) = [c for c in read("تواصل القوات محاصرة المدينة") if c.type == "siege"]
    assert [f.span.text for f in governed.roles["place"]] == ["المدينة"]
    assert [f.span.text for f in governed.roles["agent"]] == ["القوات"]


@pytest.mark.parametrize(
    ("sentence", "kind", "times"),
    [
        ("انفجرت عبوة في السوق. وأدى هذا الانفجار إلى مقتل طفلين", "bombing", 1),
        ("استهدفت غارة الجسر. وبعد تلك الغارة انسحب المسلحون", "airstrike", 1),
        ("هاجم المسلحون مقر الشرطة أمس. ولم تتبن أي جهة هذا الهجوم", "attack", 1),
        ("هاجم المسلحون مقر الشرطة أمس. ثم وقع هجوم على مبنى البلدية", "attack", 2),
    ],
)
def test_a_noun_that_points_back_tells_nothing_new(read: Read, sentence: str, kind: str, times: int) -> None:
    assert [t for t, _ in triggers(read, sentence)].count(kind) == times


@pytest.mark.parametrize(
    "sentence",
    [
        "قال المتحدث باسم هيئة تحرير الشام إن الوفد وصل",
        "قال مدير مستشفى الشهداء إن الوفد وصل",
        "قالت قوات الدعم السريع إن الوفد وصل",
        "قال رئيس تحرير الصحيفة إن الوفد وصل",
    ],
)
def test_words_inside_a_name_are_no_triggers(read: Read, sentence: str) -> None:
    assert {t for t, _ in triggers(read, sentence)} <= {"statement", "advance", "talks"}


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("وسيطرت القوات على البلدة", "سيطرت"),
        ("أعلن الجيش أمس بمقتل خمسة جنود", "مقتل"),
        ("فقتلوا ثلاثة حراس عند البوابة", "قتلوا"),
        ("بعد استعادتها دخل الجيش المدينة", "استعادتها"),
        ("وقُتل ثلاثة جنود عند الجسر", "قُتل"),
    ],
)
def test_a_trigger_leaves_proclitics_off_and_keeps_its_pronoun(read: Read, sentence: str, words: str) -> None:
    assert words in [w for _, w in triggers(read, sentence)]


def test_the_rule_names_the_entry(read: Read) -> None:
    (claim,) = [c for c in read("سيطرت الفصائل على بلدة حارم") if c.type == "capture"]
    assert claim.rule == "capture/سيطر"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("المقاومة الشعبية تسيطر على بلدة حارم", "capture"),
        ("«الجيش» يسيطر على بلدة حارم\nاستكمل الجيش اليوم ما بدأه أمس.", "capture"),
        # in running text the present tells a state
        ("وصل الوفد أمس.\nالجيش يسيطر على بلدة حارم", "control"),
        ("يسيطر الجيش على بلدة حارم", "control"),
        ("الجيش يسيطر على بلدة حارم منذ عامين", "control"),
    ],
)
def test_the_present_of_a_headline_tells_what_has_happened(read: Read, text: str, kind: str) -> None:
    assert kind in {t for t, _ in triggers(read, text)} <= {kind, "advance", "talks"}


def test_an_event_that_dates_another_is_told(read: Read) -> None:
    found = triggers(read, "انتقل الوفد إلى الشرق منذ استولى الجيش على بلدة حارم")
    assert ("capture", "استولى") in found
