"""Status: what happened, what did not, and what is only expected, planned or possible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marsad import Claim

Read = Callable[[str], tuple[Claim, ...]]


def statuses(read: Read, text: str) -> list[tuple[str, str]]:
    """The type and status of each claim."""
    return [(c.type, c.status) for c in read(text)]


def test_what_will_not_take_long_is_expected(read: Read) -> None:
    assert ("siege_lifted", "expected") in statuses(read, "قال القائد إن فك الحصار عن جنود الحامية في بلدة حارم لن يستغرق يومين")
    assert ("siege_lifted", "asserted") in statuses(read, "فك الجيش الحصار عن بلدة حارم، ولن يستغرق الترميم يومين")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("لم تقصف الطائرات بلدة حارم", "airstrike"),
        ("لا تصل المساعدات إلى المخيم", "aid"),
        ("لن ينسحب الجيش من الميناء", "withdrawal"),
        ("ليست بلدة حارم محاصرة", "siege"),
        ("قال الوزير إن الجيش لم يقصف بلدة حارم", "shelling"),
        ("لم ترد أنباء عن إصابات", "wounded"),
        ("سقط صاروخ في الحقل دون إصابات", "wounded"),
        ("لم تقع إصابات في القصف", "wounded"),
        ("دخل الجيش بلدة حارم دون أن يقصف السوق", "shelling"),
        ("القوات فشلت في السيطرة على التلة", "capture"),
        ("نفت الوزارة مقتل ثلاثة جنود", "killed"),
        ("نفى الناطق انسحاب القوات من الميناء", "withdrawal"),
        ("أوقفت الطائرات غاراتها على الساحل", "airstrike"),
        ("القصف لم يوقع إصابات", "wounded"),
    ],
)
def test_negated(read: Read, text: str, kind: str) -> None:
    assert (kind, "negated") in statuses(read, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("سيقصف الجيش مواقع المسلحين", "shelling"),
        ("سوف تنسحب القوات من الميناء غدا", "withdrawal"),
        ("قال الوزير إن القوات ستنسحب من الميناء", "withdrawal"),
        ("من المتوقع وصول القوات إلى البلدة غدا", "advance"),
        ("من المقرر انسحاب القوات من الميناء", "withdrawal"),
        ("توقع القائد سقوط البلدة", "capture"),
        ("الجيش على وشك السيطرة على بلدة حارم", "capture"),
        # the future of the verb that the event is governed by, or is the subject of
        ("ستفرض الحكومة عقوبات على الشركة", "sanction"),
        ("الهدنة ستدخل حيز التنفيذ مساء اليوم", "agreement"),
    ],
)
def test_expected(read: Read, text: str, kind: str) -> None:
    assert (kind, "expected") in statuses(read, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("يعتزم الجيش اقتحام بلدة حارم", "attack"),
        ("حاول المسلحون السيطرة على الميناء", "capture"),
        ("حاولت القوات اقتحام بلدة حارم", "attack"),
        ("قررت القوات الانسحاب من الميناء", "withdrawal"),
        ("أرسل الجيش تعزيزات لاستعادة بلدة حارم", "capture"),
        ("بدأت العملية بهدف استعادة بلدة حارم", "capture"),
        ("وضع التنظيم خطة لاقتحام بلدة حارم", "attack"),
        ("الوزير دعا إلى وقف إطلاق النار", "agreement"),
    ],
)
def test_intended(read: Read, text: str, kind: str) -> None:
    assert (kind, "intended") in statuses(read, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("إذا انسحبت القوات من الميناء تعود المياه", "withdrawal"),
        ("لو انسحبت القوات من الميناء لعادت المياه", "withdrawal"),
        ("قد يقصف الجيش الميناء", "shelling"),
        ("قد تنسحب القوات من البلدة", "withdrawal"),
        ("يمكن أن تقصف الطائرات الجسر", "airstrike"),
        ("ربما قتل الرهائن", "killed"),
        ("يرجح أن القوات انسحبت من الميناء", "withdrawal"),
        ("من شأن انسحاب القوات أن يفتح الطريق", "withdrawal"),
        ("تستعد القوات لهجوم محتمل", "attack"),
        ("حذرت المنظمة من مجاعة في المخيم", "shortage"),
        ("كاد اللغم يقتل السائق", "killed"),
        ("إن قتلوا الأسرى فلن تعود الهدنة", "killed"),
    ],
)
def test_possible(read: Read, text: str, kind: str) -> None:
    assert (kind, "possible") in statuses(read, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # قد and لقد with the past
        ("وقد قصف الجيش الميناء", "shelling"),
        ("قد انسحبت القوات من البلدة", "withdrawal"),
        ("لقد سيطر الجيش على بلدة حارم", "capture"),
        # negations that negate nothing here
        ("لا يزال الجيش يحاصر بلدة حارم", "siege"),
        ("قتل ما لا يقل عن سبعة جنود", "killed"),
        ("لم تمنع الهدنة قصف بلدة حارم", "shelling"),
        # what was managed, begun, foiled did happen
        ("تمكن الجيش من استعادة بلدة حارم", "capture"),
        ("بدأت القوات محاصرة بلدة حارم", "siege"),
        ("واصلت الطائرات قصف الميناء", "airstrike"),
        ("أحبط الجيش هجوما على القرية", "attack"),
        ("بعد أن قصف الجيش بلدة حارم عاد الهدوء", "shelling"),
        ("تعرضت البلدة لقصف مدفعي", "shelling"),
        # أن is no condition, however it is spelled
        ("بعد ان قتلوا الأسرى انسحبوا من البلدة", "killed"),
        ("قال إن حظر التجول مستمر في المدينة", "sanction"),
        # dialect إنو is no نوى, a case is no condition
        ("قال إنو الجيش قصف الميناء", "shelling"),
        ("سجلت المنظمة 46 حالة اعتقال في المدينة", "detention"),
    ],
)
def test_asserted(read: Read, text: str, kind: str) -> None:
    assert (kind, "asserted") in statuses(read, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("لم يقصف الجيش بلدة حارم لكنه سيطر على الميناء", [("shelling", "negated"), ("capture", "asserted")]),
        ("قال الوزير إن الجيش لم يقصف بلدة حارم، وإن المسلحين انسحبوا من الميناء", [("shelling", "negated"), ("withdrawal", "asserted")]),
        ("دخل الجيش بلدة حارم من دون قتال", [("advance", "asserted"), ("clash", "negated")]),
        ("سيطر الجيش على بلدة حارم، وسيقصف الميناء", [("capture", "asserted"), ("shelling", "expected")]),
        ("لم تقع إصابات. وقصفت الطائرات الجسر", [("wounded", "negated"), ("airstrike", "asserted")]),
    ],
)
def test_a_cue_ends_with_what_it_governs(read: Read, text: str, expected: list[tuple[str, str]]) -> None:
    assert statuses(read, text) == expected


def test_why_names_the_cue(read: Read) -> None:
    (claim,) = read("لم تقصف الطائرات بلدة حارم")
    assert "status: لم reaches it" in claim.why
    (claim,) = read("قصفت الطائرات بلدة حارم")
    assert "status: nothing says otherwise" in claim.why
