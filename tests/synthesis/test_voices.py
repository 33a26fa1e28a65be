from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from marsad.model import Source, Span
from marsad.synthesis.voices import Text, copies, print_of, root_voice

DAY = dt.date(2024, 5, 2)
WIRE = (
    "قتل سبعة مدنيين وأصيب 18 آخرون في انفجار سيارة مفخخة وسط مدينة الباب بريف حلب، وقال مصدر أمني إن السيارة كانت مركونة قرب سوق الخضار، "
    "وإن فرق الدفاع المدني نقلت المصابين إلى المشافي القريبة من المكان."
)
OTHER = "شهدت مدينة تعز اليوم هدوءا حذرا بعد أيام من الاشتباكات بين القوات الحكومية ومسلحين في أحياء المدينة الشرقية، بحسب سكان."


def source(words: str, name: str | None = None, kind: str = "source") -> Source:
    return Source(Span(0, len(words), words), name, kind)


def groups(*texts: Text) -> list[tuple[str, ...]]:
    return [group.versions for group in copies(texts)]


def test_near_copies_are_one_text_of_the_earliest_outlet() -> None:
    late = Text("a", WIRE, "الصباح", DAY + dt.timedelta(days=1))
    first = Text("b", f"(وكالات) {WIRE}", "وكالة الشمال", DAY)
    (one, other) = copies([late, first, Text("c", OTHER, "عدن تايم", DAY)])
    assert (one.id, one.versions, one.outlet) == ("a", ("a", "b"), "وكالة الشمال")
    assert other.versions == ("c",)


def test_copies_whose_figures_differ_stay_apart_in_digits_and_in_words() -> None:
    assert groups(Text("a", WIRE), Text("b", WIRE.replace("سبعة", "تسعة"))) == [("a",), ("b",)]
    assert groups(Text("a", WIRE), Text("b", WIRE.replace("18", "19"))) == [("a",), ("b",)]
    assert groups(Text("a", WIRE), Text("b", WIRE.replace("18", "ثمانية عشر"))) == [("a", "b")]  # the same figure in words


def test_a_shorter_copy_does_not_join_two_that_contradict_each_other() -> None:
    cut = WIRE.replace("سبعة مدنيين", "مدنيون")
    made = groups(Text("a", WIRE), Text("b", cut), Text("c", WIRE.replace("سبعة", "تسعة")))
    assert ("a", "c") not in [(x, y) for group in made for x in group for y in group]


def test_a_cut_wire_text_is_a_copy_where_both_credit_the_agency() -> None:
    short = WIRE[: len(WIRE) // 2]
    assert groups(Text("a", WIRE), Text("b", short)) == [("a",), ("b",)]
    assert groups(Text("a", WIRE, credits=("رويترز",)), Text("b", short, credits=("رويترز",))) == [("a", "b")]


@given(st.permutations("abcde"))
def test_the_order_of_texts_makes_no_difference(order: list[str]) -> None:
    texts = {"a": WIRE, "b": WIRE + " انتهى", "c": WIRE.replace("18", "20"), "d": OTHER, "e": ""}
    assert copies([Text(v, texts[v], v, DAY) for v in order]) == copies([Text(v, texts[v], v, DAY) for v in "abcde"])


@given(st.text(max_size=80))
def test_any_text_has_a_print_and_is_its_own_copy(text: str) -> None:
    assert print_of(text) == print_of(text)
    (group,) = copies([Text("a", text)])
    assert group.versions == ("a",)


def test_thousands_of_copies_are_found_without_comparing_all() -> None:
    letters = "ابتثجحخدذرزسشصضطظعغف"
    words = [f"كلم{a}{b}" for a in letters for b in letters]
    random_ = random.Random(1)
    different = [Text(f"d{n:04}", " ".join(random_.choices(words, k=60))) for n in range(500)]
    same = [Text(f"s{n:04}", f"{WIRE} {words[n % 7]}") for n in range(300)]
    found = [group for group in copies([*different, *same]) if len(group.versions) > 1]
    assert [len(group.versions) for group in found] == [300]


def test_a_named_source_is_one_voice_wherever_it_speaks() -> None:
    one = root_voice((source("رويترز", "رويترز", "agency"), source("المرصد", "المرصد السوري لحقوق الإنسان")), "الصباح", "a")
    assert one == root_voice((source("المرصد السوري لحقوق الانسان", "المرصد السوري لحقوق الإنسان"),), "عدن تايم", "b")


def test_an_unnamed_source_is_its_own_in_each_group_of_copies() -> None:
    first, second = (root_voice((source("مصدر عسكري"),), "الصباح", copy) for copy in ("a", "b"))
    assert first.id != second.id
    assert first == root_voice((source("مصدر عسكري"),), "نبض", "a")


def test_an_unnamed_source_of_a_named_agency_is_that_agencys() -> None:
    chain = (source("وكالة رويترز", "رويترز", "agency"), source("مصدر عسكري"))
    assert root_voice(chain, "الصباح", "a").id == root_voice(chain, "نبض", "b").id


def test_an_office_is_one_voice_by_its_title_and_place() -> None:
    ids = {
        root_voice((source(words),), None, copy).id
        for words, copy in (("محافظ الرقة", "a"), ("محافظ مدينة الرقة", "b"), ("محافظ الرقة علي", "c"))
    }
    assert len(ids) == 1
    assert root_voice((source("محافظ دير الزور"),), None, "a").id != root_voice((source("محافظ دير حافر"),), None, "a").id
    assert root_voice((source("محافظ"),), None, "a").id != root_voice((source("محافظ"),), None, "b").id  # of nowhere: nobody's office


def test_an_article_that_cites_nobody_speaks_for_its_outlet() -> None:
    assert root_voice((), "رويترز", "a").id == root_voice((source("وكالة رويترز", "رويترز"),), "الصباح", "b").id
    assert root_voice((), None, "a").id != root_voice((), None, "b").id
