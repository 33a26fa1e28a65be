"""How place phrases are read, in short notation: near(X), direction[270](X), countryside[90](X), X < Y (X lies in Y)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad import lexicon as lexicons
from marsad.gazetteer import shipped
from marsad.geo.phrases import told
from marsad.geo.told import Again, Country, Group, Name, Related, Told, Unknown, Within, kilometres, names_in
from marsad.geo.words import PlaceWords, cuts
from marsad.mentions.marked import Knowledge, mark


def show(node: Told | None) -> str:
    if isinstance(node, Name):
        return node.words + (f"/{node.cc}" if node.cc else "")
    if isinstance(node, Again):
        return f"again {node.kinds[0]}"
    if isinstance(node, Country):
        return f"country {node.cc}".strip()
    if isinstance(node, Unknown):
        return "?"
    if isinstance(node, Group):
        return " + ".join(map(show, node.parts))
    if isinstance(node, Within):
        return f"{show(node.inner)} < {show(node.outer)}"
    if isinstance(node, Related):
        side = str([int(a) for a in node.azimuths]) if node.azimuths else ""
        km = "{" + "..".join("" if k is None else f"{k:g}" for k in node.km) + "}" if node.km else ""
        return f"{node.makes}{side}{km}({show(node.of)}{', ' + show(node.to) if node.to else ''})"
    return "-"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        # A name, in its spellings and with what is written onto it.
        ("دير الزور", "دير الزور"),
        ("ديرالزور", "ديرالزور"),
        ("بحمص", "حمص"),
        ("والبوكمال", "البوكمال"),
        ("للرقة", "الرقه"),
        ("عين العرب (كوباني)", "عين العرب"),
        ("مدينة «تدمر»", "تدمر"),
        ("العاصمة دمشق", "دمشق"),
        ("العاصمة اليمنية صنعاء", "صنعاء/YE"),
        ("مدينة مارع السورية", "مارع/SY"),
        ("سوريا", "سوريا"),
        # In and around.
        ("داخل الرقة", "الرقه"),
        ("محيط اللواء 137", "near(اللواء 137)"),
        ("مشارف مدينة دير الزور", "edge(دير الزور)"),
        ("بالقرب من مدينة تدمر", "near(تدمر)"),
        ("الأطراف الغربية لمدينة حلب", "edge[270](حلب)"),
        ("حاجز مطل على بلدة مضايا", "? < near(مضايا)"),
        ("خارج مدينة أجدابيا", "outside(اجدابيا)"),
        ("وسط مدينة حلب", "middle(حلب)"),
        # Directions.
        ("غرب مدينة دير الزور", "direction[270](دير الزور)"),
        ("شمالي حلب", "direction[0](حلب)"),
        ("جنوب شرق مدينة الحسكة", "direction[135](الحسكه)"),
        ("شمال شرقي بعقوبة", "direction[45](بعقوبه)"),
        ("الأحياء الشرقية من حلب", "part[90](حلب)"),
        ("شرق البلاد", "direction[90](country)"),
        ("جنوب وغرب كركوك", "direction[180, 270](كركوك)"),
        ("جنوب محافظة الرقة", "direction[180](محافظه الرقه)"),
        # Distances.
        ("على بعد 10 كيلومترات من تدمر", "distance{10..10}(تدمر)"),
        ("على بعد 10 كيلومترات غرب تدمر", "distance[270]{10..10}(تدمر)"),
        ("أقل من 20 كيلومترا من تدمر", "distance{..20}(تدمر)"),
        ("أكثر من 5 كيلومترات شمال الرقة", "distance[0]{5..}(الرقه)"),
        ("800 متر من تدمر", "distance{0.8..0.8}(تدمر)"),
        ("بعد مدينة أجدابيا بنحو 100 كيلومتر", "distance{100..100}(اجدابيا)"),
        # Between, along, borders.
        ("بين السخنة وتدمر", "between(السخنه, تدمر)"),
        ("المنطقة الواقعة بين السخنة وتدمر", "? < between(السخنه, تدمر)"),
        ("طريق السخنة - تدمر", "along(السخنه, تدمر)"),
        ("طريق مطار دمشق الدولي", "near(مطار دمشق الدولي)"),
        ("قرب الحدود السورية التركية", "near(border(country SY, country TR))"),
        ("الحدود مع العراق", "border(العراق, country)"),
        # The land of a town.
        ("ريف حمص الشرقي", "countryside[90](حمص)"),
        ("الريف الغربي لدير الزور", "countryside[270](دير الزور)"),
        ("ريف دمشق", "ريف دمشق"),
        ("ريف حلب الشمالي الشرقي", "countryside[45](حلب)"),
        # Places in places, and beside each other.
        ("حي الشعار بحلب", "الشعار < حلب"),
        ("مدينة البوكمال بريف دير الزور", "البوكمال < countryside(دير الزور)"),
        ("قرب قرية نبل في ريف حلب الشمالي", "near(نبل) < countryside[0](حلب)"),
        ("مناطق واسعة في شمال سوريا", "? < شمال سوريا"),
        ("مدينتي الميادين والبوكمال", "الميادين + البوكمال"),
        ("محافظات حماة وحلب وحمص", "حماه + حلب + حمص"),
        ("دمشق وريفها", "دمشق + countryside(دمشق)"),
        ("أحياء المدينة", "? < again city"),
        ("المدينة", "again city"),
        ("محاور عدة في المحافظة", "? < again governorate"),
        ("هذه القاعدة العسكرية", "again base"),
        ("تلك القرى", "again village"),
        ("القاعدة العسكرية", "?"),
        ("عدة أحياء", "?"),
        # Common words, and words of kind, are no names by themselves.
        ("الأحياء القديمة", "?"),
        ("مناطق واسعة", "?"),
        ("تحت سيطرة التنظيم", "-"),
        ("مواقع مختلفة", "-"),
        ("", "-"),
    ],
)
def test_a_phrase(tree: Callable[[str], Told | None], phrase: str, expected: str) -> None:
    assert show(tree(phrase)) == expected


def test_a_word_of_kind_says_what_is_asked_for(tree: Callable[[str], Told | None]) -> None:
    for phrase, kind in (
        ("محافظة الرقة", "governorate"),
        ("حي جوبر", "quarter"),
        ("مطار دير الزور العسكري", "airport"),
        ("سد الفرات", "dam"),
    ):
        assert next(names_in(tree(phrase))).kinds[0] == kind, phrase


def test_clitics_are_cut_in_every_way() -> None:
    assert ("", "وبحمص") in cuts("وبحمص") and ("وب", "حمص") in cuts("وبحمص") and ("ل", "الرقه") in cuts("للرقه")


def test_metres_are_kilometres() -> None:
    assert kilometres(None, 500, "m") == (None, 0.5) and kilometres(3, None, "km") == (3, None)


KNOWLEDGE = Knowledge.of(lexicons.load())
WORDS = PlaceWords.build(KNOWLEDGE.lexicon.places)
PIECES = st.lists(
    st.sampled_from(
        [
            *WORDS.words,
            *["في", "من", "ل", "و", "،", "(", ")", "-", "»", "«", "10", "كم", "على", "بعد"],
            "حلب",
            "الرقة",
            "بحمص",
            "وتدمر",
            "العراق",
            "رجل",
            "قال",
        ]
    ),
    max_size=25,
)


@given(PIECES.map(" ".join) | st.text(max_size=80))
def test_any_phrase_is_told_or_not(text: str) -> None:
    m = mark(text, None, KNOWLEDGE)
    node = told(m, WORDS, shipped().find, 0, len(m.tokens))
    for name in names_in(node):
        assert name.found and name.words
    show(node)
