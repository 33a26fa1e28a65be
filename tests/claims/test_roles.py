"""Roles: who and what stands around a trigger, in each construction that news uses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad import Claim

Read = Callable[[str], tuple[Claim, ...]]


def roles(read: Read, text: str, kind: str) -> dict[str, list[str]]:
    """The roles of the one claim of a type."""
    (claim,) = [c for c in read(text) if c.type == kind]
    return {role: [f.span.text for f in fillers] for role, fillers in claim.roles.items()}


def check(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    """The roles named in `expected` are filled so; an empty list says that nothing fills the role."""
    found = roles(read, text, kind)
    assert {role: found.get(role, []) for role in expected} == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("هاجمت قوات الدعم السريع مخيم النازحين فجرا", "attack", {"agent": ["قوات الدعم السريع"], "place": ["مخيم النازحين"]}),
        ("حاصرت القوات الحكومية مدينة سرت", "siege", {"agent": ["القوات الحكومية"], "place": ["مدينة سرت"]}),
        ("هاجم المسلحون مقرا للجيش", "attack", {"agent": ["المسلحون"], "target": ["مقرا للجيش"]}),
        ("قتل المسلحون ثلاثة حراس", "killed", {"agent": ["المسلحون"], "target": ["ثلاثة حراس"]}),
        ("قتلت الشرطة مهاجما", "killed", {"agent": ["الشرطة"], "target": ["مهاجما"]}),
        ("يحاصر التنظيم بلدة حارم", "siege", {"agent": ["التنظيم"], "place": ["بلدة حارم"]}),
        ("سيطر الجيش على بلدة حارم", "capture", {"agent": ["الجيش"], "place": ["بلدة حارم"]}),
        ("خسر الجيش سيطرته على بلدة حارم", "capture", {"agent": [], "target": ["الجيش"], "place": ["بلدة حارم"]}),
    ],
)
def test_verb_before_subject(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("قوات الجيش تقصف بلدة حارم", "shelling", {"agent": ["قوات الجيش"], "place": ["بلدة حارم"]}),
        ("الطائرات قصفت الجسر", "airstrike", {"agent": ["الطائرات"], "target": ["الجسر"]}),
        ("أعلن الناطق أن القوات الحكومية سيطرت على الميناء", "capture", {"agent": ["القوات الحكومية"], "place": ["الميناء"]}),
        ("قال الشاهد إن المسلحين هاجموا مقر الشرطة", "attack", {"agent": ["المسلحين"], "target": ["مقر الشرطة"]}),
    ],
)
def test_subject_before_verb(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("قتل ثلاثة صيادين أمس", "killed", {"target": ["ثلاثة صيادين"], "agent": []}),
        ("اعتقل خمسة طلاب في الجامعة", "detention", {"target": ["خمسة طلاب"], "place": ["الجامعة"], "agent": []}),
        ("أصيب حارسان بجروح في الانفجار", "wounded", {"target": ["حارسان"]}),
        ("قصفت القرية بالمدفعية من قبل الجيش", "shelling", {"agent": ["الجيش"], "place": ["القرية"], "means": ["المدفعية"]}),
        ("دمر الجسر في غارة ليلية", "destruction", {"object": ["الجسر"], "agent": []}),
        ("لقي ثلاثة جنود مصرعهم في كمين", "killed", {"target": ["ثلاثة جنود"]}),
        ("اغتيل رئيس البلدية أمام منزله", "execution", {"target": ["رئيس البلدية"], "agent": []}),
    ],
)
def test_passive(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        # with the pronoun that goes back
        ("الجسر الذي قصفته الطائرات انهار", "airstrike", {"agent": ["الطائرات"], "target": ["الجسر"]}),
        ("البلدة التي يحاصرها الجيش هادئة", "siege", {"agent": ["الجيش"], "place": ["البلدة"]}),
        ("نقلوا الجنود الذين أسرهم التنظيم إلى الجبل", "detention", {"agent": ["التنظيم"], "target": ["الجنود"]}),
        # without one
        ("القوات التي سيطرت على الميناء عادت", "capture", {"agent": ["القوات"], "place": ["الميناء"]}),
        ("المسلحون الذين هاجموا المقر عادوا", "attack", {"agent": ["المسلحون"], "target": ["المقر"]}),
        # after an indefinite noun, without a relative word
        ("وقع هجوم استهدف المقر العسكري", "attack", {"target": ["المقر العسكري"]}),
        ("غارات شنتها طائرات التحالف على المطار", "airstrike", {"agent": ["طائرات التحالف"], "target": ["المطار"]}),
        ("قصف استهدف حي الزهور", "shelling", {"place": ["حي الزهور"]}),
    ],
)
def test_relative_clauses(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("شنت الفصائل هجوما واسعا على مواقع الجيش", "attack", {"agent": ["الفصائل"], "target": ["مواقع الجيش"]}),
        ("نفذت الشرطة حملة اعتقالات في القرية", "detention", {"agent": ["الشرطة"], "place": ["القرية"]}),
        ("تعرضت البلدة لقصف مدفعي", "shelling", {"place": ["البلدة"]}),
        ("بسط الجيش سيطرته على الميناء", "capture", {"agent": ["الجيش"], "place": ["الميناء"]}),
        # a verb that opens, goes on or manages, with an action noun
        ("تمكن الجيش من استعادة بلدة بزاعة", "capture", {"agent": ["الجيش"], "place": ["بلدة بزاعة"]}),
        ("بدأت القوات محاصرة المدينة", "siege", {"agent": ["القوات"], "place": ["المدينة"]}),
        ("واصلت الطائرات قصف الميناء", "airstrike", {"agent": ["الطائرات"], "target": ["الميناء"]}),
    ],
)
def test_governed_action_nouns(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("انسحاب القوات من الميناء", "withdrawal", {"agent": ["القوات"], "from": ["الميناء"]}),
        ("مقتل قائد الكتيبة أمس", "killed", {"target": ["قائد الكتيبة"], "agent": []}),
        ("استعادة الجيش بلدة بزاعة", "capture", {"agent": ["الجيش"], "place": ["بلدة بزاعة"]}),
        ("استعادة بلدة بزاعة من التنظيم", "capture", {"target": ["التنظيم"], "place": ["بلدة بزاعة"]}),
        ("قصف الجيش لأحياء المدينة", "shelling", {"agent": ["الجيش"], "place": ["أحياء المدينة"]}),
        # ل in place of the genitive
        ("هجوم لتنظيم داعش على حقل نفطي", "attack", {"agent": ["تنظيم داعش"]}),
        ("اقتحام للمخيم من قبل القوات", "attack", {"agent": ["القوات"], "place": ["لمخيم"]}),
        ("انسحاب لقوات الدعم السريع من الميناء", "withdrawal", {"agent": ["قوات الدعم السريع"], "from": ["الميناء"]}),
    ],
)
def test_genitives(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("تقدمت القوات من الجنوب نحو المطار", "advance", {"agent": ["القوات"], "from": ["الجنوب"], "toward": ["المطار"]}),
        ("انسحب المقاتلون من البلدة إلى الجبل", "withdrawal", {"agent": ["المقاتلون"], "from": ["البلدة"], "toward": ["الجبل"]}),
        ("دارت في السوق اشتباكات بين الشرطة ومسلحين", "clash", {"party": ["الشرطة", "مسلحين"]}),
        ("نفذت القوات عملية ضد المهربين في الجبال", "attack", {"agent": ["القوات"], "target": ["المهربين"], "place": ["الجبال"]}),
        ("شن المسلحون هجوما على مدينة سرت", "attack", {"agent": ["المسلحون"], "toward": ["مدينة سرت"]}),
        ("شن المسلحون هجوما على مقر الشرطة", "attack", {"agent": ["المسلحون"], "target": ["مقر الشرطة"]}),
        ("أرسل الجيش تعزيزات إلى المدينة", "deployment", {"toward": ["المدينة"]}),
        ("قصفت الطائرات مستودعا في ريف حماة", "airstrike", {"target": ["مستودعا في ريف حماة"]}),
    ],
)
def test_prepositions(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("قتل جنديان وضابط أمس", "killed", {"target": ["جنديان", "ضابط"]}),
        ("سيطر الجيش على التلة والقرية المجاورة", "capture", {"place": ["التلة", "القرية المجاورة"]}),
        ("اشتباكات بين الجيش والمسلحين في حي الميدان", "clash", {"party": ["الجيش", "المسلحين"]}),
        ("قصفت الطائرات قريتي الصفا والنور وبلدة حارم", "airstrike", {"agent": ["الطائرات"]}),
        ("هاجم الجيش وقوات العشائر بلدة حارم", "attack", {"agent": ["الجيش", "قوات العشائر"], "place": ["بلدة حارم"]}),
    ],
)
def test_coordination(read: Read, text: str, kind: str, expected: dict[str, list[str]]) -> None:
    check(read, text, kind, expected)


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("أدى القصف على حي الزهور إلى مقتل طفلة وإصابة والدها", {"shelling": "حي الزهور", "killed": "حي الزهور", "wounded": "حي الزهور"}),
        ("قتل وجرح العشرات في تفجير وسط المدينة", {"killed": "وسط المدينة", "wounded": "وسط المدينة", "bombing": "وسط المدينة"}),
        ("وفي بلدة حارم قتل خمسة مدنيين وأصيب عشرة", {"killed": "بلدة حارم", "wounded": "بلدة حارم"}),
    ],
)
def test_a_place_is_shared_by_what_happened_there(read: Read, text: str, shared: dict[str, str]) -> None:
    for kind, place in shared.items():
        check(read, text, kind, {"place": [place]})


@pytest.mark.parametrize(
    ("text", "kinds", "target"),
    [
        ("مقتل وإصابة عشرين جنديا أمس", ("killed", "wounded"), "عشرين جنديا"),
        ("قتل وجرح العشرات في تفجير وسط المدينة", ("killed", "wounded"), "العشرات"),
    ],
)
def test_joint_victims(read: Read, text: str, kinds: tuple[str, ...], target: str) -> None:
    for kind in kinds:
        check(read, text, kind, {"target": [target]})


def test_the_cause_told_outright_gives_its_agent_to_the_harm(read: Read) -> None:
    text = "قتل ستة أشخاص جراء قصف الجيش حي الزهور"
    check(read, text, "killed", {"agent": ["الجيش"], "target": ["ستة أشخاص"]})
    check(read, "قتل ستة أشخاص في اشتباكات مع الجيش", "killed", {"agent": []})


def test_a_pronoun_is_spanned_by_its_noun(read: Read) -> None:
    check(read, "دخل الجيش المدينة بعد استعادتها", "capture", {})
    check(read, "كان التنظيم يحتل البلدة قبل انسحابه", "withdrawal", {"agent": ["التنظيم"]})


def test_known_actors_carry_their_identity(read: Read) -> None:
    (claim,) = [c for c in read("هاجمت قوات الدعم السريع مخيم النازحين") if c.type == "attack"]
    assert [f.actor for f in claim.roles["agent"]] == ["sd.rsf"]
    assert [f.actor for f in claim.roles["place"]] == [None]


def test_no_phrase_fills_two_roles_of_a_claim(read: Read) -> None:
    for text in ("قصف الجيش قرية الصفا بالمدفعية من الجبل", "شنت الفصائل هجوما على مواقع الجيش في ريف حماة"):
        for claim in read(text):
            spans = [f.span.start for fillers in claim.roles.values() for f in fillers]
            assert len(spans) == len(set(spans))
