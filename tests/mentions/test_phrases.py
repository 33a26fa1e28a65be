"""Noun phrases: where they end, what their heads are."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad import lexicon
from marsad.mentions.marked import Knowledge, Marked, mark
from marsad.mentions.phrases import Phrase, Phrases

DATE = dt.date(2024, 5, 2)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.of(lexicon.load())


def phrase_from(m: Marked, start: int) -> Phrase | None:
    """The phrase of the token that holds character `start`."""
    i = next(k for k, t in enumerate(m.tokens) if m.folded.to_raw(t.end - 1) >= start)
    end = next(s.last for s in m.sentences if s.first <= i < s.last)
    return Phrases(m).at(i, end)


def in_bars(knowledge: Knowledge, sentence: str) -> tuple[str, str, Phrase | None]:
    """Of a sentence with one phrase between bars: the words between them, those that were found to be the phrase, the phrase."""
    before, expected, after = sentence.split("|")
    m = mark(before + expected + after, DATE, knowledge)
    phrase = phrase_from(m, len(before))
    return expected, m.span(phrase.first, phrase.last).text if phrase is not None else "", phrase


@pytest.mark.parametrize(
    "sentence",
    [
        # genitives and adjectives
        "وصلت |قوات الجيش الليبي النظامي| إلى الميناء",
        "قصف الطيران |مستودع الذخيرة المركزي القديم|",
        "أغلق الجنود |بوابة مطار العاصمة الدولي| فجرا",
        "دخل |قائد شرطة المدينة| إلى الثكنة",
        "انتشرت |عناصر أمنية ملثمة| أمس",
        "دمر القصف |مبنى البلدية القديم| ليلا",
        # a number or a quantifier in front
        "قتل |ثلاثة جنود| عند الحاجز",
        "أصيب |عشرات المتظاهرين| بجروح",
        "قتل |جميع ركاب الحافلة| أمس",
        "اعتقلت الشرطة |عدة شبان| في الحي",
        "خطف مجهولون |أحد شيوخ القبيلة| صباحا",
        "أصيب |أكثر من 40 متظاهرا| أمس",
        "قتل |ما لا يقل عن سبعة صيادين| أمس",
        # partitive
        "قتل |عدد من عناصر الحرس| أمس",
        "انسحب |مقاتلون من الفصيل| إلى التلال",
        "قتل |12 من رجال الشرطة| في التفجير",
        "وصلت |مجموعة من المتطوعين الأجانب| إلى الجبهة",
        # ل in place of a genitive
        "استهدفت المدفعية |مواقع لمسلحي التنظيم| أمس",
        "احترق |مخزن للأسلحة| بعد القصف",
        "مرت |دورية للشرطة| في الشارع",
        # behind a bracket a party or a place begins anew, an adjective goes on
        "طردت |المقاومة الشعبية (شرق المدينة)| ميليشيات الحوثيين",
        "وصلت |قوات الدفاع المدني (الخوذ البيضاء) السورية| أمس",
        # others
        "قتل جنديان وأصيب |أربعة آخرون|",
        "أصيب جندي وقتل |ثلاثة آخرون| في المطار",
    ],
)
def test_phrase_ends(knowledge: Knowledge, sentence: str) -> None:
    expected, found, _ = in_bars(knowledge, sentence)
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "قال |وزير الدفاع عبد الله الخطيب| إن القوات جاهزة",
        "قال |متحدث باسم الجيش| إن المعركة انتهت",
        "قال |المتحدث باسم وزارة الصحة| إن الدواء نفد",
        "قال |العميد حسن العبد| إن الطريق مفتوح",
        "قال |رئيس المجلس المحلي| إن الماء مقطوع",
        "قال |رئيس بعثة الأمم المتحدة| إن القافلة عادت",
        "قال |محافظ المدينة حسن العبد| إن السوق فتح",
        "استقبل الوزير |المبعوث الأممي| في مكتبه",
        "قال |الناطق الرسمي باسم قوات الأمن| إن الجبهة هادئة",
        "قال |ضابط كبير| إن الحاجز أزيل",
    ],
)
def test_titles(knowledge: Knowledge, sentence: str) -> None:
    expected, found, _ = in_bars(knowledge, sentence)
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "وقعت اشتباكات في |بلدة حيان في ريف حلب| أمس",
        "سقطت قذائف على |قرية الزهراء بريف حماة الشرقي|",
        "انفجر لغم |قرب مفرق القرية|",
        "دارت معارك في |محيط مطار المدينة|",
        "قتل خمسة في |حي الزهور شرق المدينة|",
        "قصفت الدبابات |أطراف بلدة حارم|",
        "وصل الرتل إلى |مشارف مدينة سرت|",
        "سيطر الجيش على |جسر الوادي جنوب البلدة|",
        "وقع انفجار |شمال غرب مدينة تعز|",
        "اندلع القتال في |منطقة الشريط الحدودي|",
        "سقط صاروخ في |مديرية حيس جنوبي الحديدة|",
    ],
)
def test_places(knowledge: Knowledge, sentence: str) -> None:
    expected, found, _ = in_bars(knowledge, sentence)
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "سيطرت |كتيبة «صقور الجبل»| على الحاجز",
        'سيطر |لواء "أحرار الوادي"| على التلة',
        "انشق القيادي عن |حركة (النجم)|",
        "وصلت |الفرقة السابعة| إلى الميناء",
        "تقدمت قوات |اللواء 63| نحو الجسر",
    ],
)
def test_names_in_marks_and_with_numbers(knowledge: Knowledge, sentence: str) -> None:
    expected, found, _ = in_bars(knowledge, sentence)
    assert found == expected


@pytest.mark.parametrize(
    "sentence",
    [
        # و joins what is one thing
        "سيطر |الجيش وحلفاؤه| على الموقع",
        "وصلت |مواد غذائية وطبية| إلى المخيم",
        "قصفت الطائرات |مدينتي درنة وبنغازي|",
        "وقع القصف |شمال وغرب المدينة|",
        # and leaves apart what is two, or a new clause
        "قتل |ثلاثة جنود| وخمسة مدنيين",
        "اجتمع |الرئيس| وقادة الجيش",
        "قتل |مدنيون| وجرح آخرون",
        "قتل |قائد الكتيبة| وأصيب حارسه",
        # a verb, a relative clause, a preposition, a time end it
        "وصلت |القوات| التي انسحبت من الميناء",
        "قتل |الحارس| عند البوابة",
        "غادر |الوفد| أمس",
        "اعتقلت الشرطة |الرجل| الذي أطلق النار",
        "نشر |الجيش| تعزيزات قرب النهر",
    ],
)
def test_what_joins_and_what_ends(knowledge: Knowledge, sentence: str) -> None:
    expected, found, _ = in_bars(knowledge, sentence)
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "cls"),
    [
        ("قتل |ثلاثة جنود| عند الحاجز", "force"),
        ("أصيب |مدنيون| بجروح", "people"),
        ("قال |وزير الدفاع| إن القوات جاهزة", "person"),
        ("اعتقلت |الشرطة| شابا", "security"),
        ("قصف |الطيران الحربي| البلدة", "aircraft"),
        ("وصل الرتل إلى |بلدة حارم|", "settlement"),
        ("دارت معارك في |محيط المطار|", "direction"),
        ("انفجر لغم |شرق القرية|", "direction"),
        ("قصفت الدبابات |مستشفى المدينة|", "facility"),
        ("هاجموا |الحاجز|", "position"),
        ("وصلت |14 شاحنة| إلى المخيم", "vehicle"),
        ("دخلت |قوات النظام| المدينة", "actor"),
        ("وصل الوفد إلى |بنغازي|", "place"),
        ("قتل جنديان وأصيب |أربعة آخرون|", "count"),
        ("قتل الشيخ |شعفوط| في منزله", "unlisted"),
    ],
)
def test_classes(knowledge: Knowledge, sentence: str, cls: str) -> None:
    _, _, phrase = in_bars(knowledge, sentence)
    assert phrase is not None
    assert phrase.cls == cls


def test_a_phrase_holds_its_count_and_its_name(knowledge: Knowledge) -> None:
    _, _, counted = in_bars(knowledge, "قتل |ثلاثة جنود| عند الحاجز")
    assert counted is not None
    assert counted.counted is not None
    assert (counted.counted.low, counted.counted.high) == (3, 3)
    _, _, named = in_bars(knowledge, "دخلت |قوات الدعم السريع| المدينة")
    assert named is not None
    assert named.name is not None
    assert (named.name.kind, named.name.id) == ("actor", "sd.rsf")
    assert named.det


def test_a_share_is_of_what_it_is_a_share_of(knowledge: Knowledge) -> None:
    _, _, phrase = in_bars(knowledge, "استعاد الجيش |60 في المئة من المدينة|")
    assert phrase is not None
    assert phrase.cls == "settlement"
    assert phrase.counted is not None
    assert (phrase.counted.of, phrase.counted.low) == ("share", 60)


@pytest.mark.parametrize("sentence", ["||وصل الوفد", "وقال ||إن الجسر سقط", "القوات ||التي انسحبت", "وصل ||أمس"])
def test_no_phrase_begins_with_a_verb_a_particle_or_a_time(knowledge: Knowledge, sentence: str) -> None:
    _, found, _ = in_bars(knowledge, sentence)
    assert found == ""


@pytest.mark.parametrize(
    ("word", "adjective"),
    [("مسلحة", True), ("سوري", True), ("كبير", True), ("شعفوطية", True), ("قرية", False), ("جسر", False)],
)
def test_adjectives_are_listed_or_known_by_their_shape(knowledge: Knowledge, word: str, adjective: bool) -> None:
    assert mark(word, DATE, knowledge).words[0].adjective is adjective


def pieces(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


_PIECES = st.sampled_from(
    [
        "\n",
        *pieces(
            "قوات الجيش مسلحون ثلاثة جنود عشرات من في ريف حلب بريف مدينة بلدة شرق قائد متحدث باسم وزارة الدفاع العميد حسن للشرطة "
            'لمسلحي التنظيم وحلفاؤه وقادة مدينتي درنة « » " ( ) ، . : آخرون 60 في المئة نصف أكثر كل أحد قصف القصف وقتل الذين التي '
            "أمس عن و ب ل"
        ),
    ]
)


@settings(max_examples=200)
@given(st.one_of(st.lists(_PIECES, max_size=25).map(" ".join), st.text(max_size=60)))
def test_phrases_of_any_text_stay_within_their_sentence(knowledge: Knowledge, text: str) -> None:
    m = mark(text, DATE, knowledge)
    phrases = Phrases(m)
    for sentence in m.sentences:
        for i in range(sentence.first, sentence.last):
            phrase = phrases.at(i, sentence.last)
            if phrase is not None:
                assert i <= phrase.first <= phrase.head < phrase.last <= sentence.last
                m.span(phrase.first, phrase.last).check(text)
                assert phrases.at(i, sentence.last) is phrase
