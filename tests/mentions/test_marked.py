"""A marked text: the part each word plays where it stands, the names in it, and spans that quote it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad import lexicon
from marsad.mentions.marked import Knowledge, Marked, mark

DATE = dt.date(2024, 5, 2)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.of(lexicon.load())


def token_at(m: Marked, start: int) -> int:
    """The token that holds character `start`."""
    return next(k for k, t in enumerate(m.tokens) if m.folded.to_raw(t.end - 1) >= start)


def in_bars(knowledge: Knowledge, sentence: str) -> tuple[Marked, int]:
    """A sentence, marked, and the token of the word between bars in it."""
    before, word, after = sentence.split("|")
    m = mark(before + word + after, DATE, knowledge)
    return m, token_at(m, len(before))


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        # a verb opens a sentence, follows a conjunction, a relative, a negation
        ("|قتل| ضابط عند الحاجز", "V"),
        ("انفجر لغم |وجرح| راعيان", "V"),
        ("الرتل الذي |قصف| المدينة عاد", "V"),
        ("المدفعية |قصفت| القرية", "V"),
        ("لم |يقصف| الجيش السوق", "V"),
        ("قال الشاهد إنهم |سيطروا| على الحاجز", "V"),
        ("كما |قتل| الحارس", "V"),
        ("القوات الحكومية |قصفت| الميناء", "V"),
        # a noun follows a preposition, a verb, an article, a preposition written onto it
        ("أدى الكمين إلى |قتل| الضابط", "N"),
        ("أسفر الهجوم عن |مقتل| الضابط", "N"),
        ("استمر |قصف| القرية طوال الليل", "N"),
        ("أوقف الجيش |القصف| ليلا", "N"),
        ("اتهموه |بقتل| الضابط", "N"),
        ("بعد |قصف| الجيش للسوق", "N"),
        ("وقع |هجوم| شنه مسلحون", "N"),
        # words of structure
        ("تقدمت القوات |نحو| المدينة", "P"),
        ("سيطر الفصيل |على| التلة", "P"),
        ("القوات |التي| انسحبت", "R"),
        ("قال الوزير |إن| الجسر سليم", "S"),
        ("|لم| يصل أحد", "G"),
        ("غادر |هذا| الرتل", "D"),
        ("انسحبوا |لكن| القصف استمر", "C"),
        ("أصيب |جميع| الركاب", "Q"),
        # numbers, marks, and what nobody listed
        ("أصيب |14| جنديا", "#"),
        ("أصيب |ثلاثة| جنود", "#"),
        ("وصل الوفد|.|", "."),
        ("قتل الشيخ |شعفوط| في منزله", "X"),
        # a proclitic that stands alone
        ("أصيب جندي |و|14 مدنيا", "C"),
        ("قصفوها |ب|20 قذيفة", "P"),
    ],
)
def test_parts(knowledge: Knowledge, sentence: str, part: str) -> None:
    m, i = in_bars(knowledge, sentence)
    assert m.parts[i] == part


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("قتل |نحو| عشرين جنديا", "Q"),
        ("قتل |أكثر| من عشرين جنديا", "Q"),
        ("قتل ما لا |يقل| عن سبعة جنود", "Q"),
        ("تقدمت القوات |نحو| البلدة", "P"),
    ],
)
def test_what_bounds_a_number_belongs_to_it(knowledge: Knowledge, sentence: str, parts: str) -> None:
    m, i = in_bars(knowledge, sentence)
    assert m.parts[i] == parts


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("سيطر الجيش على التلة وقال |علي| حسن إن المعركة انتهت", "X"),
        ("قتل الشيخ |علي| في الطريق إلى التلة، ولم يعثر على قاتله", "X"),
        ("سيطر الجيش |على| التلة وقال علي حسن إن المعركة انتهت", "P"),
        # a text that never spells على with its alef maksura writes it with a yeh
        ("سيطر الجيش |علي| التلة", "P"),
    ],
)
def test_ali_and_on_are_told_apart_where_the_text_spells_them_apart(knowledge: Knowledge, sentence: str, part: str) -> None:
    m, i = in_bars(knowledge, sentence)
    assert m.parts[i] == part


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("فرضت |واشنطن| عقوبات على شركتين", "actor"),
        ("وصل وفد من |واشنطن| أمس", "place"),
        ("عقد اجتماع في |واشنطن| أمس", "place"),
        ("هددت |طهران| برد قاس", "actor"),
        ("انفجرت عبوة في |طهران|", "place"),
        ("انفجرت عبوة |بطهران|", "place"),
        ("انفجرت عبوة في مدينة |طهران|", "place"),
    ],
)
def test_a_capital_is_a_government_or_a_place(knowledge: Knowledge, sentence: str, kind: str) -> None:
    m, i = in_bars(knowledge, sentence)
    assert m.names[i].entry.kind == kind


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("وقع انفجار في مدينة |الناصرة|", True),
        ("وقع انفجار في بلدة |ربيعة|", True),
        ("وقع انفجار قرب |ربيعة|", True),
        ("قتل المقاتل |ربيعة|", False),
        ("قال القائد |ربيعة| إن الجبهة هادئة", False),
        ("أصيب ملازم وقتل رفيقه |نعمان|", False),
        ("وقع انفجار في قرية |نعمان|", True),
    ],
)
def test_a_place_spelled_like_a_common_word_or_a_person_needs_a_sign(knowledge: Knowledge, sentence: str, found: bool) -> None:
    m, i = in_bars(knowledge, sentence)
    assert (i in m.names and m.names[i].entry.kind == "place") is found


@pytest.mark.parametrize(
    ("sentence", "name", "identity"),
    [
        ("تقدمت قوات الدعم السريع غربا", "قوات الدعم السريع", "sd.rsf"),
        ("سلموا المقر لقوات الدعم السريع", "قوات الدعم السريع", "sd.rsf"),
        ("وقال الجيش اللبناني إنه رد", "الجيش اللبناني", "lb.army"),
        ("نشر #الجيش_اللبناني تعزيزات", "#الجيش_اللبناني", "lb.army"),
        ("وبحسب رويترز فإن الطريق مغلق", "رويترز", "media.reuters"),
        ("فجر تنظيم القاعدة الجسر", "تنظيم القاعدة", "alqaeda"),
    ],
)
def test_names_are_found_longest_first_behind_clitics_and_in_hashtags(
    knowledge: Knowledge, sentence: str, name: str, identity: str
) -> None:
    m = mark(sentence, DATE, knowledge)
    assert [(m.span(i, n.last).text, n.entry.id) for i, n in m.names.items()] == [(name, identity)]


def test_names_do_not_overlap(knowledge: Knowledge) -> None:
    m = mark("قصفت قوات الجيش اللبناني ريف دمشق وبلدات ريف حلب الشمالي قرب الحدود السورية التركية", DATE, knowledge)
    end = 0
    for i, name in sorted(m.names.items()):
        assert end <= i < name.last
        end = name.last


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("انسحبوا |وبالقرية| سكان", "القرية"),
        ("وصلوا |لبنغازي| ليلا", "بنغازي"),
        ("وصلوا |وبنغازي| هادئة", "بنغازي"),
        ("نشر |#الجيش_اللبناني| تعزيزات", "#الجيش"),
        ("هاجموا |للمرة| الثالثة", "لمرة"),
        ("وصل |والد| الأسير", "والد"),
        ("وصل |وزير| الدفاع", "وزير"),
    ],
)
def test_spans_leave_proclitics_off_and_keep_the_sign_of_a_hashtag(knowledge: Knowledge, sentence: str, quoted: str) -> None:
    m, i = in_bars(knowledge, sentence)
    assert m.span(i, i + 1).text == quoted


def test_spans_quote_the_text_as_it_was_given(knowledge: Knowledge) -> None:
    text = "قُتِلَ ثلاثـــة جنود فى دَيْر الزُّور."
    m = mark(text, DATE, knowledge)
    span = m.span(0, len(m.tokens))
    assert span.text == text
    assert m.parts[0] == "V"
    assert m.parts[1] == "#"


def test_times_numbers_and_quotations_are_keyed_by_their_first_token(knowledge: Knowledge) -> None:
    m = mark('قتل ثلاثة جنود أمس. قال الناطق "لم نقصف السوق". غادر الوفد.', DATE, knowledge)
    assert [(i, n.low) for i, n in m.numbers.items()] == [(1, 3)]
    assert [(t.start, t.end) for t in m.times.values()] == [(dt.date(2024, 5, 1), dt.date(2024, 5, 1))]
    assert [m.span(q.first, q.last).text for q in m.quotations] == ['"لم نقصف السوق"']
    assert len(m.sentences) == 3


def test_lines_tell_which_line_of_text_a_sentence_stands_in(knowledge: Knowledge) -> None:
    assert mark("وصل الوفد. غادر الوفد.\n\nعاد القائد", DATE, knowledge).lines() == [0, 0, 2]


def pieces(text: str) -> list[str]:
    """The words of a line."""
    return text.split()


_PIECES = st.sampled_from(
    [
        "\n",
        "#الجيش_اللبناني",
        *pieces(
            "قتل وقتل بقتل قصف القصف قوات الدعم السريع واشنطن في من على علي لم الذي إن أن نحو أكثر من 14 ثلاثة جنود أمس و ب "
            'مدينة ربيعة شعفوط " « » : ، . ( ) رويترز للوكالة سيطروا'
        ),
    ]
)


@settings(max_examples=200)
@given(st.one_of(st.lists(_PIECES, max_size=25).map(" ".join), st.text(max_size=60)))
def test_any_text_is_marked(knowledge: Knowledge, text: str) -> None:
    m = mark(text, DATE, knowledge)
    assert len(m.tokens) == len(m.words) == len(m.parts)
    assert set("".join(m.parts)) <= set("VNXPCSRGDOAQ#.")
    assert len(m.lines()) == len(m.sentences)
    for i in range(len(m.tokens)):
        m.span(i, i + 1).check(text)
    for i, name in m.names.items():
        m.span(i, name.last).check(text)
