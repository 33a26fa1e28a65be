from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.ingest.inputs import data
from marsad.ingest.noise import clean, clean_title

ENTRIES = data("noise.yaml")["entries"]


@pytest.mark.parametrize("entry", ENTRIES, ids=[e["id"] for e in ENTRIES])
def test_every_example(entry: dict[str, str]) -> None:
    found = clean(entry["before"])
    assert found.text == entry["after"]
    assert [kind for kind, _ in found.removed] == [entry["id"]]
    assert len(found.notes) == 1 and found.notes[0].startswith("taken out: ")


def test_what_was_taken_out_is_counted() -> None:
    found = clean("🔴 عاجل | سقط جريحان\n🔴 عاجل: انفجار ثان\n35 تعليق\nالمزيد عبر تطبيق نبض")
    assert found.text == "سقط جريحان\nانفجار ثان\n"[: len(found.text)]
    assert dict(found.removed) == {"emoji": 2, "breaking": 2, "counter": 1, "nabd": 1}
    assert "taken out: label of breaking news, 2 times" in found.notes


@pytest.mark.parametrize(
    "text",
    [
        "قال مصدر إن 35 شخصا أصيبوا - بينهم 12 طفلا.",
        "عاجلا أم آجلا: سيعود النازحون.",
        "طلب الأهالي عبر تطبيق للهاتف مساعدة عاجلة.",
        "35",
        "- أصيب ثلاثة\n- نزحت عائلات",
        "وقال: إن شارك أحد في الهجوم فسيحاسب.",
        "#دير_الزور: قصف على الأحياء",
        "تم نشر 400 جندي",
        "",
        "قراءة في المشهد الميداني",
    ],
)
def test_words_of_an_article_stay(text: str) -> None:
    assert clean(text, ["موقع المرصد"]).text == text


def test_the_outlet_goes_only_where_it_is_the_outlet() -> None:
    assert clean("سقط جريحان | موقع المرصد", ["موقع المرصد"]).text == "سقط جريحان"
    assert clean("سقط جريحان - رويترز", ["موقع المرصد"]).text == "سقط جريحان - رويترز"
    assert clean_title("عاجل | انفجار في السوق - موقع المرصد", ["موقع المرصد"]) == "انفجار في السوق"
    assert clean_title("موقع المرصد", ["موقع المرصد"]) == "موقع المرصد"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("إقرأ أيضاً: فتح الطريق\nوصل الجيش.", "وصل الجيش."),
        ("وصل الجيش.\n\nاقرأ أيضا\n\nفتح الطريق إلى المدينة\n\nوعاد الأهالي.", "وصل الجيش.\n\nوعاد الأهالي."),
        ("وصل الجيش.\nاقرأ أيضا\nوقال شاهد إن الطريق فتح.", "وصل الجيش.\nوقال شاهد إن الطريق فتح."),
    ],
)
def test_blocks_of_other_headlines(before: str, after: str) -> None:
    assert clean(before).text == after


@given(st.text(max_size=400) | st.lists(st.sampled_from([e["before"] for e in ENTRIES]), max_size=6).map("\n".join))
def test_cleaning_only_takes_away_and_once_is_enough(text: str) -> None:
    found = clean(text)
    assert len(found.text) <= len(text)
    assert bool(found.removed) or found.text == text


def test_time_grows_with_length() -> None:
    for text in (
        "عاجل | " * 50_000,
        "- " * 200_000,
        "🔴" * 200_000,
        "35 مشاهدة\n" * 20_000,
        "إقرأ أيضا\n" * 20_000,
        "المزيد عبر تطبيق نبض " * 20_000,
    ):
        begun = time.monotonic()
        clean(text)
        assert time.monotonic() - begun < 3
