"""The scan for phrases: every phrase of the lexicon, with clitics, endings, verbs in any form, and quotation marks inside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.lexicon import Entry, Form, Lexicon, Phrase, PhraseGroup, load, stems, with_pronouns
from marsad.text import match
from marsad.text.analysis import Analyser, Word
from marsad.text.fold import fold, fold_word
from marsad.text.match import Match, scan
from marsad.text.tokens import Token, tokenize

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PAST = Form("past", "active", "s", "m", "3", False)
ACTIVE = Form("active", "active", "s", "m", "", False)
WORD = Form("word", "active", "", "", "", False)
# The pronouns of a noun.
PRONOUNS = ["ه", "ها", "هم", "هما", "هن", "نا", "كم", "ي", "ك"]


def piece(text: str) -> tuple[str, str]:
    """A piece of a phrase as the schema writes it."""
    if text[0] == "{":
        return "v", fold_word(text[1:-1])
    if text[-1] == "+":
        return "+", fold_word(text[:-1])
    return ("c", text) if len(text) == 1 else ("w", fold_word(text))


def lexicon_of(phrases: Sequence[str], verbs: Sequence[str] = (), participles: Sequence[str] = ()) -> Lexicon:
    """A small lexicon: `phrases` in the schema's words ({verb}, word+, a letter alone), verbs by their one form."""
    entries: list[Entry] = []
    forms: dict[str, list[list[int]]] = {}
    for kind, words in ((0, verbs), (1, participles)):
        for word in words:
            forms.setdefault(fold_word(word), []).append([len(entries), kind])
            entries.append(Entry("verb", fold_word(word)))
    index: dict[str, list[Phrase]] = {}
    for text in phrases:
        pieces = tuple(map(piece, text.split()))
        entry = Entry("trigger", text)
        entries.append(entry)
        first = ("v:" if pieces[0][0] == "v" else "") + pieces[0][1]
        index.setdefault(first, []).append(Phrase(entry, pieces))
    groups = {first: PhraseGroup.of(found) for first, found in index.items()}
    return Lexicon({}, tuple(entries), (PAST, ACTIVE, WORD), forms, groups, {}, {}, {}, {}, {})


def found(text: str, phrases: Sequence[str], verbs: Sequence[str] = (), participles: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """(entry, the tokens it stands on, what was written onto the first) for every match."""
    lexicon = lexicon_of(phrases, verbs, participles)
    tokens = tokenize(fold(text))
    analyser = Analyser(lexicon)
    matches = scan(tokens, [analyser.word(t.text) for t in tokens], lexicon)
    return [(m.entry.lemma, " ".join(t.text for t in tokens[m.first : m.last]), m.pro) for m in matches]


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("نقلت وكالة الأنباء ذلك", ["وكالة الأنباء"], [("وكالة الأنباء", "وكاله الانباء", "")]),
        ("ووكالة الأنباء", ["وكالة الأنباء"], [("وكالة الأنباء", "ووكاله الانباء", "و")]),
        ("لوكالة الأنباء", ["وكالة الأنباء"], [("وكالة الأنباء", "لوكاله الانباء", "ل")]),
        ("وبالجيش الحر", ["الجيش الحر"], [("الجيش الحر", "وبالجيش الحر", "وب")]),
        ("للجيش الحر", ["الجيش الحر"], [("الجيش الحر", "للجيش الحر", "ل")]),
        ("وكالة محلية", ["وكالة الأنباء"], []),
        ("وكالة", ["وكالة الأنباء"], []),
        ('تنظيم "داعش" أعلن', ["تنظيم داعش"], [("تنظيم داعش", 'تنظيم " داعش', "")]),
        ("تنظيم «داعش» أعلن", ["تنظيم داعش"], [("تنظيم داعش", 'تنظيم " داعش', "")]),
        ("تنظيم، داعش", ["تنظيم داعش"], []),
        ("قدم دعما عسكريا", ["دعم عسكري"], []),
        ("دعم عسكريا", ["دعم عسكري"], [("دعم عسكري", "دعم عسكريا", "")]),
        ("وكالة الأنباء السورية", ["وكالة الأنباء", "وكالة الأنباء السورية"],
         [("وكالة الأنباء السورية", "وكاله الانباء السوريه", ""), ("وكالة الأنباء", "وكاله الانباء", "")]),
        ("على لسان وزير", ["على لسان", "لسان وزير"], [("على لسان", "علي لسان", ""), ("لسان وزير", "لسان وزير", "")]),
    ],
)  # fmt: skip
def test_words_in_a_row(text: str, phrases: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert found(text, phrases) == expected


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("تحت سيطرة", True),
        ("تحت سيطرته", True),
        ("تحت سيطرتهم", True),
        ("تحت سيطرات", False),
        ("تحت السيطرة", False),
    ],
)
def test_a_last_word_with_a_pronoun(text: str, stands: bool) -> None:
    assert bool(found(text, ["تحت سيطرة+"])) is stands


@pytest.mark.parametrize(
    ("word", "stands"), [("استياء", True), ("استياءه", True), ("استيائه", True), ("استياؤهم", True), ("استيائية", False)]
)
def test_a_hamza_before_a_pronoun(word: str, stands: bool) -> None:
    assert bool(found(f"عن {word}", ["عن استياء+"])) is stands


def test_what_a_word_is_before_a_pronoun() -> None:
    assert stems("سيطره") == ("سيطرت",)
    assert stems("استياء") == ("استياء", "استيائ", "استياؤ")
    assert stems("بيان") == ("بيان",)


@pytest.mark.parametrize(
    ("text", "stands"),
    [("وفقا للجيش", True), ("وفقا لمصدر", True), ("وفقا ل«الوطن»", True), ("وفقا مصدر", False), ("وفقا", False)],
)
def test_a_letter_is_the_proclitic_of_the_word_that_follows(text: str, stands: bool) -> None:
    matches = found(text, ["وفقا ل"])
    assert bool(matches) is stands
    assert all(span == "وفقا" for _, span, _ in matches)


def test_a_verb_in_any_form_and_its_participle() -> None:
    assert found("لقي مصرعه", ["{لقي} مصرع+"], ["لقي"]) == [("{لقي} مصرع+", "لقي مصرعه", "")]
    assert found("ولقي مصرعهم", ["{لقي} مصرع+"], ["لقي"]) == [("{لقي} مصرع+", "ولقي مصرعهم", "و")]
    assert found("لقي ترحيبا", ["{لقي} مصرع+"], ["لقي"]) == []
    assert found("لقي مصرعه", ["{لقي} مصرع+"]) == []
    assert found("متكئا على", ["{متكئا} على"], participles=["متكئا"]) == [("{متكئا} على", "متكئا علي", "")]
    assert found("تمكن من", ["{تمكن}"], ["تمكن"]) == [("{تمكن}", "تمكن", "")]


def test_a_verb_and_the_rest_of_its_phrase_behind_its_subject() -> None:
    lexicon = lexicon_of(["{فجر} نفس+"], ["فجر"])
    for text, parted in (
        ("فجر مهاجم نفسه", True),
        ("فجر مهاجم مجهول نفسه", True),
        ("فجر مهاجم، نفسه", False),
        ("فجر مهاجم سيارة", False),
    ):
        tokens = tokenize(fold(text))
        matches = scan(tokens, [Analyser(lexicon).word(t.text) for t in tokens], lexicon)
        assert [(m.first, m.last) for m in matches] == [(0, 1)] * parted, text
        assert all(tokens[m.rest[0]].text == "نفسه" and m.rest[1] == m.rest[0] + 1 for m in matches)


def test_a_verb_inside_a_phrase() -> None:
    assert found("قد قتل فيه", ["قد {قتل} فيه"], ["قتل"]) == [("قد {قتل} فيه", "قد قتل فيه", "")]
    assert found("قد جرح فيه", ["قد {قتل} فيه"], ["قتل"]) == []


def test_quotation_marks_are_not_passed_without_end() -> None:
    assert found("تنظيم " + '"' * 5 + "داعش", ["تنظيم داعش"])
    assert not found("تنظيم " + '"' * 50 + "داعش", ["تنظيم داعش"])


# -- the index by second word finds what trying every phrase finds ----------------------------------------------------------------


def naive(tokens: Sequence[Token], words: Sequence[Word], lexicon: Lexicon) -> list[Match]:
    """The scan without the index: every phrase that begins with the word is tried."""
    out: list[Match] = []
    for i, word in enumerate(words):
        here = []
        for key, pro in word.keys:
            group = lexicon.phrases[key]
            every = {id(p): p for p in (*group.others, *(q for second in group.seconds.values() for q in second))}.values()
            here += [Match(i, last, p.entry, pro, verb=key.startswith("v:")) for p in every if (last := match._ends(p, tokens, words, i))]
        out += here
    return out


@cache
def shipped() -> tuple[Lexicon, Analyser]:
    return load(), Analyser(load())


def same_as_naive(text: str) -> int:
    lexicon, analyser = shipped()
    tokens = tokenize(fold(text, lexicon.forms))
    words = [analyser.word(t.text) for t in tokens]
    matches = [m for m in scan(tokens, words, lexicon) if m.rest == (0, 0)]

    def order(m: Match) -> tuple[int, int, int, str, bool]:
        return m.first, -m.last, id(m.entry), m.pro, m.verb

    assert sorted(matches, key=order) == sorted(naive(tokens, words, lexicon), key=order)
    assert [(m.first, -m.last) for m in matches] == sorted((m.first, -m.last) for m in matches)
    return len(matches)


def test_the_index_finds_what_trying_all_phrases_finds() -> None:
    texts = [path.read_bytes().decode("utf-8") for path in sorted(CORPUS.glob("*.txt"))[::8] if "." not in path.stem]
    assert sum(map(same_as_naive, texts)) > 500


@cache
def pieces() -> list[str]:
    """Words that stand in phrases of the lexicon."""
    phrases = (p for group in load().phrases.values() for second in group.seconds.values() for p in second[:2])
    return sorted({word for p in phrases for _, word in p.pieces})[::7]


WORDS = st.one_of(st.deferred(lambda: st.sampled_from(pieces())), st.sampled_from(['"', "،", "ا", "ل", "10", "و"]))


@given(st.lists(WORDS, max_size=30), st.sampled_from(["", "و", "ل", "بال"]))
def test_the_index_finds_the_same_in_any_text(words: list[str], glue: str) -> None:
    same_as_naive((" " + glue).join(words))


def test_a_group_offers_the_phrases_that_can_follow() -> None:
    entry = Entry("trigger", "x")
    pieces = (("w", "عسكري"), ("w", "عسكريا"), ("+", "مال"), ("c", "ل"), ("w", "ماله"))
    plain, accusative, owned, open_end, his = (Phrase(entry, (("w", "دعم"), piece)) for piece in pieces)
    alone = Phrase(entry, (("w", "دعم"),))
    group = PhraseGroup.of([plain, owned, open_end, accusative, alone, his])
    assert group.before("عسكري") == (plain, open_end, alone)
    assert group.before("عسكريا") == (plain, open_end, accusative, alone)
    assert group.before("ماله") == (owned, open_end, alone, his)
    assert group.before("مالا") == (owned, open_end, alone)
    assert group.before("كمال") == group.before("") == (open_end, alone)
    assert PhraseGroup.of([plain]).before("عسكريا") == (plain,)
    assert PhraseGroup.of([plain]).before("ماله") == ()


@pytest.mark.parametrize("enclitic", ["", *PRONOUNS])
def test_a_group_offers_a_word_under_all_its_pronouns(enclitic: str) -> None:
    phrases = {piece: Phrase(Entry("trigger", piece), (("w", "تحت"), ("+", piece))) for piece in ("سيطره", "استياء", "نفس")}
    group = PhraseGroup.of(list(phrases.values()))
    for piece, phrase in phrases.items():
        for stem in stems(piece):
            assert group.before(stem + enclitic) == (phrase,)
            assert stem + enclitic in with_pronouns(piece)
        assert group.before(piece) == (phrase,)


def test_a_word_with_pronouns_is_itself_and_its_stems_before_each() -> None:
    assert with_pronouns("سيطره") == {"سيطره", "سيطرت", *("سيطرت" + pronoun for pronoun in PRONOUNS)}
    assert len(with_pronouns("استياء")) == 3 * (1 + len(PRONOUNS))
