"""Claims put together: their numbers and times, which triggers make one claim, statements, ids and order."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from marsad import Claim

Read = Callable[[str], tuple[Claim, ...]]


def one(read: Read, text: str, kind: str) -> Claim:
    """The one claim of a type."""
    (claim,) = [c for c in read(text) if c.type == kind]
    return claim


def kinds(read: Read, text: str) -> list[str]:
    return [c.type for c in read(text)]


def days(claim: Claim) -> tuple[str | None, str | None] | None:
    """The days of a claim, as written; None where it has no time."""
    if claim.time is None:
        return None
    return (
        claim.time.start.isoformat() if claim.time.start else None,
        claim.time.end.isoformat() if claim.time.end else None,
    )


@pytest.mark.parametrize(
    ("text", "kind", "of", "low", "high", "unit"),
    [
        ("قتل ثلاثة جنود في الكمين", "killed", "count", 3, 3, "person"),
        ("قتل أكثر من عشرين مدنيا في القصف", "killed", "count", 20, None, "person"),
        ("قتل ما لا يقل عن سبعة جنود", "killed", "count", 7, None, "person"),
        ("قتل ما بين 10 و15 جنديا في الكمين", "killed", "count", 10, 15, "person"),
        ("قتل عشرات المدنيين في القصف", "killed", "count", 20, 99, "person"),
        ("قتل جنديان في الكمين", "killed", "count", 2, 2, "person"),
        ("اعتقلت الشرطة سبعة من المسلحين", "detention", "count", 7, 7, "person"),
        ("استهدفت عشر غارات حي الزهور", "airstrike", "count", 10, 10, "strike"),
        ("دمرت الطائرات ثلاث دبابات", "destruction", "count", 3, 3, "vehicle"),
        ("استعاد الجيش 60 في المئة من المدينة", "capture", "share", 60, 60, "percent"),
        ("تقدمت القوات خمسة كيلومترات نحو الميناء", "advance", "distance", 5, 5, "km"),
        # one victim without a name
        ("قتل طفل في القصف", "killed", "count", 1, 1, "person"),
        ("أصيبت امرأة بجروح", "wounded", "count", 1, 1, "person"),
        ("مقتل ضابط في كمين", "killed", "count", 1, 1, "person"),
    ],
)
def test_quantities(read: Read, text: str, kind: str, of: str, low: float, high: float | None, unit: str) -> None:
    (quantity,) = one(read, text, kind).quantities
    assert (quantity.of, quantity.low, quantity.high, quantity.unit) == (of, low, high, unit)


@pytest.mark.parametrize(("text", "approx"), [("أصيب نحو أربعين متظاهرا", True), ("أصيب أربعون متظاهرا", False)])
def test_about_is_approximate(read: Read, text: str, approx: bool) -> None:
    (quantity,) = one(read, text, "wounded").quantities
    assert quantity.approx is approx


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("قتل عدة أشخاص في القصف", "killed"),
        ("قتل مدنيون في القصف", "killed"),
        ("قتل قائد الشرطة محمود حسن في كمين", "wounded"),
        ("سيطر الجيش على قريتي الصفا والنور", "capture"),
        ("سيطر الجيش على بلدة حارم", "capture"),
        ("هاجمت قوات اللواء 63 مقر الشرطة", "attack"),
    ],
)
def test_no_number_in_the_words_no_quantity(read: Read, text: str, kind: str) -> None:
    assert [q for c in read(text) if c.type == kind for q in c.quantities] == []


def test_a_joint_count_is_an_upper_bound_for_each(read: Read) -> None:
    text = "مقتل وإصابة عشرين جنديا في كمين"
    for kind in ("killed", "wounded"):
        (quantity,) = one(read, text, kind).quantities
        assert (quantity.low, quantity.high) == (None, 20)


def test_counts_of_two_claims_stay_apart(read: Read) -> None:
    text = "قتل خمسة مدنيين وأصيب عشرة في غارة على السوق"
    assert [q.low for q in one(read, text, "killed").quantities] == [5]
    assert [q.low for q in one(read, text, "wounded").quantities] == [10]
    assert one(read, text, "airstrike").quantities == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a time belongs to the event of its clause
        ("قصفت الطائرات حي الزهور أمس", {"airstrike": ("2024-05-01", "2024-05-01")}),
        ("في 14 نيسان قصفت الطائرات حي الزهور", {"airstrike": ("2024-04-14", "2024-04-14")}),
        ("يحاصر الجيش بلدة حارم منذ عامين", {"siege": ("2022-05-02", None)}),
        (
            "قتل خمسة جنود الاثنين وانسحبت القوات من الميناء الأربعاء",
            {"killed": ("2024-04-29", "2024-04-29"), "withdrawal": ("2024-05-01", "2024-05-01")},
        ),
        ("دخلت القوات بلدة حارم أمس بعد أن قصفت الطائرات الميناء", {"advance": ("2024-05-01", "2024-05-01"), "airstrike": None}),
        ("قتل خمسة جنود أمس، ما أدى إلى انسحاب القوات", {"killed": ("2024-05-01", "2024-05-01"), "withdrawal": None}),
        # harm joined by و, and the raid it was done in, share it
        ("قتل خمسة مدنيين وأصيب عشرة أمس", {"killed": ("2024-05-01", "2024-05-01"), "wounded": ("2024-05-01", "2024-05-01")}),
        ("أصيب عشرة مدنيين في غارة أمس", {"wounded": ("2024-05-01", "2024-05-01"), "airstrike": ("2024-05-01", "2024-05-01")}),
        # the day of a report is not that of the event
        ("أعلن الجيش أمس مقتل ثلاثة جنود", {"killed": None}),
        ("أفادت وزارة الصحة أمس بمقتل خمسة عمال", {"killed": None}),
        ("قال الناطق أمس إن الطائرات قصفت الجسر يوم الاثنين", {"airstrike": ("2024-04-29", "2024-04-29")}),
        # a weekday is past, unless the claim is to come
        ("انسحبت القوات من الميناء الثلاثاء", {"withdrawal": ("2024-04-30", "2024-04-30")}),
        ("ستنسحب القوات من الميناء الثلاثاء", {"withdrawal": ("2024-05-07", "2024-05-07")}),
        ("قررت القوات الانسحاب من الميناء الثلاثاء", {"withdrawal": ("2024-05-07", "2024-05-07")}),
        # no words for it, no time
        ("قصفت الطائرات حي الزهور", {"airstrike": None}),
    ],
)
def test_times(read: Read, text: str, expected: dict[str, tuple[str | None, str | None] | None]) -> None:
    assert {kind: days(one(read, text, kind)) for kind in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb goes on with the event that is its subject
        ("غارات استهدفت مواقع المسلحين في ريف حماة", ["airstrike"]),
        ("انفجار استهدف سيارة للشرطة في بغداد", ["bombing"]),
        ("قصف استهدف حي الزهور", ["shelling"]),
        # a munition beside the shelling, a car bomb beside the explosion only say with what
        ("استهدف المسلحون بلدة حارم بعشرين قذيفة", ["shelling"]),
        ("سقطت عشرون قذيفة على حي الزهور", ["shelling"]),
        ("انفجرت سيارة مفخخة في حي الزهور", ["bombing"]),
        ("القتلى الذين قتلوا في الحادث", ["killed"]),
        # the thing that stands for an event gives way to the verb that tells it, and hands it on to what goes on with the event
        ("عبوة ناسفة انفجرت في حي الزهور", ["bombing"]),
        ("قصف عنيف بصواريخ الكاتيوشا استهدف حي الزهور", ["shelling"]),
        # whoever stands alone behind a verb that goes on is whom it befell, with another behind him he does it
        ("غارة جوية لطيران التحالف استهدفت آليات عسكرية في ريف حماة", ["airstrike"]),
        ("وقع انفجار استهدف مسلحون بعده دورية للجيش", ["bombing", "attack"]),
        # the people that another claim counts are no claim of their own; beside an action noun they may be
        ("راح ضحيتها سبعة قتلى في حي الزهور", ["killed"]),
        # two events are two claims
        ("قصفت الطائرات بلدة حارم ودخل الجيش الميناء", ["airstrike", "advance"]),
        ("قتل عشرة جنود وأصيب عشرون", ["killed", "wounded"]),
        ("أدى القصف على حي الزهور إلى مقتل طفلة وإصابة والدها", ["shelling", "killed", "wounded"]),
    ],
)
def test_which_triggers_make_one_claim(read: Read, text: str, expected: list[str]) -> None:
    assert kinds(read, text) == expected


def test_a_verb_that_goes_on_adds_what_it_says(read: Read) -> None:
    claim = one(read, "غارات استهدفت مواقع المسلحين في ريف حماة", "airstrike")
    assert claim.trigger.text == "غارات"
    assert [f.span.text for f in claim.roles["target"]] == ["مواقع المسلحين"]


def test_means_stand_beside_the_verb(read: Read) -> None:
    claim = one(read, "استهدف المسلحون بلدة حارم بعشرين قذيفة", "shelling")
    assert [f.span.text for f in claim.roles["means"]] == ["عشرين قذيفة"]
    assert [q.low for q in claim.quantities] == [20]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال الوزير إن الوضع معقد", ["statement"]),
        ("أكد الرئيس أن بلاده ستنتصر", ["statement"]),
        ("قال الوزير إن الجيش سيطر على الميناء", ["capture"]),
        ("قال الوزير إن الوضع معقد. وقال القائد إن الجيش سيطر على الميناء", ["statement", "capture"]),
        ("بحسب الوزير فإن الوضع معقد", []),
        # what is denied, announced or passed on is told for its content
        ("نفى الوزير ما تردد", []),
        ("نقلت الإذاعة عن الوزير أن الوضع معقد", []),
        # a word that names an event is one claim
        ("حذرت المنظمة من تدهور الوضع", ["threat"]),
    ],
)
def test_a_statement_only_where_nothing_else_is_claimed(read: Read, text: str, expected: list[str]) -> None:
    assert kinds(read, text) == expected


def test_a_statement_has_a_speaker_and_no_roles(read: Read) -> None:
    (claim,) = read("قال محافظ المدينة إن الوضع معقد")
    assert (claim.trigger.text, claim.status, dict(claim.roles)) == ("قال", "asserted", {})
    assert [s.span.text for s in claim.sources] == ["محافظ المدينة"]


LONG = "قال الناطق إن الجيش سيطر على بلدة حارم أمس. وقتل خمسة جنود وأصيب عشرة في كمين، بحسب مصدر طبي. وقصفت الطائرات الميناء."


def test_claims_come_in_the_order_of_their_triggers(read: Read) -> None:
    starts = [c.trigger.start for c in read(LONG)]
    assert len(starts) > 4
    assert starts == sorted(starts)


def test_every_span_quotes_the_text(read: Read) -> None:
    for claim in read(LONG):
        spans = [claim.trigger, *(s.span for s in (*claim.sources, *claim.via)), *(q.span for q in claim.quantities)]
        spans += [f.span for fillers in claim.roles.values() for f in fillers]
        for span in [*spans, *([claim.time.span] if claim.time else [])]:
            span.check(LONG)


def test_ids_are_stable_and_tell_claims_apart(read: Read) -> None:
    first, again = read(LONG), read(LONG)
    ids = [c.id("a") for c in first]
    assert ids == [c.id("a") for c in again]
    assert len(set(ids)) == len(ids)
    assert ids != [c.id("b") for c in first]
    changed = dataclasses.replace(first[0], status="negated")
    assert changed.id("a") != ids[0]
    # What only explains a claim is no part of it.
    assert dataclasses.replace(first[0], why=(), rule="").id("a") == ids[0]


def test_a_text_reads_the_same_behind_another_one(read: Read) -> None:
    text = "قصفت الطائرات بلدة حارم أمس."
    (alone,) = read(text)
    behind = read("وصل الوفد.\n\n" + text)[-1]
    assert (behind.type, behind.status, behind.trigger.text) == (alone.type, alone.status, alone.trigger.text)
    assert {r: [f.span.text for f in fs] for r, fs in behind.roles.items()} == {
        r: [f.span.text for f in fs] for r, fs in alone.roles.items()
    }


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "«»", "قال", "قتل", "14", "بحسب", "🙂"])
def test_scraps_of_text_are_read_without_fuss(read: Read, text: str) -> None:
    assert all(c.trigger.text for c in read(text))
