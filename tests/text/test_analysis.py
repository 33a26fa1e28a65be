"""What a word can be: clitics cut off in front and behind, the likeliest readings kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.lexicon import load
from marsad.text import analysis
from marsad.text.analysis import ENCLITICS, Analyser, Word
from marsad.text.fold import fold_word

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@cache
def analyser() -> Analyser:
    return Analyser(load())


def word(text: str) -> Word:
    return analyser().word(fold_word(text))


def readings(text: str, kind: str) -> set[str]:
    """The lemmas that a word can be of, among the entries of a kind."""
    return {s.entry.lemma for s in word(text).senses if s.entry.kind == kind}


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("قصف", "قصف"),
        ("وقصف", "قصف"),
        ("فقصفت", "قصف"),
        ("سيقصف", "قصف"),
        ("وسيقصفون", "قصف"),
        ("ليقصف", "قصف"),
        ("يقصفها", "قصف"),
        ("قصفهم", "قصف"),
        ("وقصفوها", "قصف"),
        ("القصف", "قصف"),
        ("بالقصف", "قصف"),
        ("وللقصف", "قصف"),
        ("بقصفه", "قصف"),
        ("هاجموا", "هاجم"),
        ("يهاجمون", "هاجم"),
    ],
)
def test_triggers_in_all_their_forms_with_clitics(text: str, lemma: str) -> None:
    assert lemma in readings(text, "trigger")


@pytest.mark.parametrize(
    ("text", "pro", "det", "enc"),
    [
        ("مدينة", "", False, ""),
        ("المدينة", "", True, ""),
        ("والمدينة", "و", True, ""),
        ("بالمدينة", "ب", True, ""),
        ("للمدينة", "ل", True, ""),
        ("وللمدينة", "ول", True, ""),
        ("مدينتهم", "", False, "هم"),
        ("وبمدينتها", "وب", False, "ها"),
        ("كمدينة", "ك", False, ""),
    ],
)
def test_clitics_of_a_noun(text: str, pro: str, det: bool, enc: str) -> None:
    found = word(text)
    assert "مدينه" in readings(text, "noun")
    assert (found.pro, found.det, found.enc) == (pro, det, enc)


@pytest.mark.parametrize(
    ("text", "pro", "det"),
    [
        ("الزغبوطية", "", True),
        ("والزغبوطية", "و", True),
        ("بالزغبوطية", "ب", True),
        ("للزغبوطية", "ل", True),
        ("وللزغبوطية", "ول", True),
        ("زغبوطية", "", False),
        ("وزغبوطية", "", False),
        ("ال", "", False),
        ("لل", "", False),
        ("و", "", False),
        ("10", "", False),
        ("abc", "", False),
        ("،", "", False),
    ],
)
def test_of_an_unknown_word_only_the_article_is_sure(text: str, pro: str, det: bool) -> None:
    found = word(text)
    assert not [s for s in found.senses if s.entry.kind != "word"]
    assert (found.pro, found.det, found.enc) == (pro, det, "")


def test_the_article_and_a_pronoun_exclude_each_other() -> None:
    for text in ("المدينتهم", "القصفها", "الجيشنا"):
        assert not any(s.det and s.enc for s in word(text).senses)


def test_no_verb_has_an_article_and_no_past_a_future() -> None:
    assert not any(s.finite for s in word("اليقصف").senses)
    assert not any(s.finite for s in word("سقصف").senses)
    assert any(s.finite and s.form.tense == "present" for s in word("سيقصف").senses)


def test_flags_say_what_is_among_the_readings() -> None:
    assert word("قصف").trigger and not word("قصف").report
    assert word("قال").report and not word("قال").trigger
    assert not word("كرسي").trigger and not word("كرسي").report
    of = word("قال").of("report")
    assert of is not None and of.entry.lemma == "قال"
    assert word("قال").of("title") is None


@pytest.mark.parametrize(
    ("text", "bare", "part", "kind", "cls"),
    [
        ("والجنود", "جنود", "N", "n:person", "force"),
        ("بلدة", "بلده", "N", "n:settlement", "settlement"),
        ("في", "في", "P", "w:preposition", ""),
        ("التي", "التي", "R", "w:relative", ""),
        ("لم", "لم", "G", "w:negation", ""),
        ("و", "و", "C", "w:conjunction", ""),
        ("ب", "ب", "P", "", "unlisted"),
        ("10", "0", "X", "", ""),
        ("،", ",", ".", "", ""),
        ("شعفوط", "شعفوط", "X", "", "unlisted"),
        ("شعفوطية", "شعفوطيه", "X", "", ""),
        ("قال", "قال", "V", "report", ""),
        ("القصف", "قصف", "N", "trigger", ""),
        ("قصف", "قصف", "", "trigger", ""),
    ],
)
def test_what_follows_from_a_word_alone(text: str, bare: str, part: str, kind: str, cls: str) -> None:
    found = word(text)
    assert (found.bare, found.part, found.kind, found.cls) == (bare, part, kind, cls)


@pytest.mark.parametrize(
    ("text", "event", "occurs"),
    [("القصف", True, True), ("هجوما", True, True), ("يقصف", False, False), ("الجنود", False, False), ("شعفوط", False, False)],
)
def test_an_action_noun_is_an_event(text: str, event: bool, occurs: bool) -> None:
    assert (word(text).event, word(text).occurs) == (event, occurs)


def test_a_thing_that_may_stand_for_an_event_is_none_by_itself() -> None:
    things = [word(text) for text in ("صاروخ", "حاجز", "قذيفة", "صواريخ", "قذائف")]
    assert [w.text for w in things if w.event] != []
    assert [w.text for w in things if w.occurs] == []


def test_a_word_knows_the_verbs_that_it_can_be() -> None:
    assert "قصف" in word("وسيقصفون").verbs
    assert "قصف" not in word("القصف").verbs
    assert word("شعفوط").verbs == frozenset()
    for text in ("لقي", "أطلق", "فجر"):
        found = word(text)
        assert found.parts and any(key.startswith("v:") for key, _ in found.keys)
    assert not word("القصف").parts


def test_a_word_that_is_one_as_it_stands_is_not_split() -> None:
    for text in ("بلدة", "وقود", "كتيبة", "لواء", "سجن"):
        assert word(text).senses and {s.pro for s in word(text).senses} == {""}, text


def test_phrases_may_begin_with_a_clitic_in_front() -> None:
    assert ("وكاله", "") in word("وكالة").keys
    assert ("وكاله", "و") in word("ووكالة").keys
    assert ("الجيش", "ل") in word("للجيش").keys
    assert all(key in load().phrases for key, _ in word("ووكالة").keys)


def test_a_word_is_analysed_once() -> None:
    fresh = Analyser(load())
    assert fresh.word("قصف") is fresh.word("قصف")
    assert fresh.word("قصف") == Analyser(load()).word("قصف")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_REMEMBERED", 10)
    fresh = Analyser(load())
    for k in range(100):
        assert fresh.word(f"كلمة{k}").text == f"كلمة{k}"
        assert len(fresh._seen) <= 10
    assert fresh.word("قصف") == analyser().word("قصف")


@given(st.one_of(st.text(max_size=20), st.text("وفبلكسالهمناكيةتقتلمدينة", max_size=14)))
def test_any_string_has_an_analysis(text: str) -> None:
    found = word(text)
    assert found == Analyser(load()).word(fold_word(text))
    for sense in found.senses:
        assert sense.enc in ("", *ENCLITICS)
        assert not (sense.det and sense.enc)
        assert len(sense.pro) + len(sense.enc) < max(len(found.text), 1)
    assert {key in load().phrases for key, _ in found.keys} <= {True}


def test_the_pieces_make_the_word() -> None:
    """Clitics and a form of the entry, put together, are the word: nothing is read that is not written."""
    lexicon = load()
    forms = {id(lexicon.entries[entry]): set[str]() for pairs in lexicon.forms.values() for entry, _ in pairs}
    for form, pairs in lexicon.forms.items():
        for entry, _ in pairs:
            forms[id(lexicon.entries[entry])].add(form)
    words = {w for path in sorted(CORPUS.glob("*.txt"))[::10] if "." not in path.stem for w in path.read_text(encoding="utf-8").split()}
    checked = 0
    for text in sorted(words):
        found = word(text)
        for s in found.senses:
            front = s.pro + "ال" * s.det
            stems = [found.text[len(front) : len(found.text) - len(s.enc)]] if found.text.startswith(front) else []
            if s.pro.endswith("ل") and found.text.startswith(s.pro + "ل"):  # ل before the article: للجيش
                rest = found.text[len(s.pro) + 1 : len(found.text) - len(s.enc)]
                stems += [rest] if s.det else ["ال" + rest]
            assert found.text.endswith(s.enc)
            assert any(stem in forms[id(s.entry)] or stem + "ا" in forms[id(s.entry)] for stem in stems), (found.text, s.entry.lemma)
            checked += 1
    assert checked > 1000
