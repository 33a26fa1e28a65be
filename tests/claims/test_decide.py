"""Decisions: what toy weights make of a text (everything, nothing, what the rules say), and what no weights may break."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

import pytest
from evaluation.corpus import Gold, load

from marsad import Article, Claim, lexicon
from marsad.claims.choices import Choices, Model
from marsad.mentions.marked import Knowledge
from marsad.model import ROLES, STATUSES, Reading
from marsad.reader import read_article

DATE = dt.date(2024, 5, 2)
ROLE_CLASSES = ("none", *ROLES)
Weights = Choices | Literal["shipped"] | None


@cache
def knowledge() -> Knowledge:
    """What reading knows, but every mention counts as an occasion, since `occasion` has tests of its own."""
    words = lexicon.load()
    return Knowledge.of(replace(words, occasion={**words.occasion, "enough": 0}))


def thousandths(weight: float) -> int:
    """A weight as models hold it."""
    return round(1000 * weight)


def yes(weights: Mapping[str, float], threshold: float = 0.0) -> Model:
    """A yes-or-no model."""
    return Model(("no", "yes"), thousandths(threshold), {f: (thousandths(w),) for f, w in weights.items()})


def each(classes: tuple[str, ...], weights: Mapping[tuple[str, str], float], threshold: float = 0.0) -> Model:
    """A model of several classes from the weights of (feature, class)."""
    features = {f for f, _ in weights}
    return Model(classes, thousandths(threshold), {f: tuple(thousandths(weights.get((f, c), 0.0)) for c in classes) for f in features})


NOTHING = Choices(each(STATUSES, {}), each(ROLE_CLASSES, {}), yes({}), yes({}), yes({}), card={})
# Every candidate has the feature "bias".
EVERYTHING = Choices(
    each(STATUSES, {("bias", "possible"): 1}),
    each(ROLE_CLASSES, {("bias", "target"): 1}),
    yes({"bias": 1}),
    yes({"bias": 1}),
    yes({"bias": 1}),
    card={},
)
RULES = Choices(
    each(STATUSES, {(f"ruled={s}", s): 1 for s in STATUSES}),
    each(ROLE_CLASSES, {(f"ruled={r}", r): 1 for r in ROLE_CLASSES}),
    yes({"origin=ruled": 1}),
    yes({"ruled=True": 1}),
    yes({"ruled=True": 1}),
    card={},
)
ALL: dict[str, Weights] = {"rules": RULES, "everything": EVERYTHING, "nothing": NOTHING, "shipped": "shipped"}


def reading(text: str, weights: Weights) -> Reading:
    return read_article(Article(text, DATE), knowledge=knowledge(), choices=weights, why=True)


def claims(text: str, weights: Weights) -> tuple[Claim, ...]:
    return reading(text, weights).claims


def only(text: str, weights: Weights) -> Claim:
    """The one claim of a text."""
    [claim] = claims(text, weights)
    return claim


def roles(claim: Claim) -> dict[str, list[str]]:
    return {role: [f.span.text for f in fillers] for role, fillers in claim.roles.items()}


def as_bytes(r: Reading) -> bytes:
    return json.dumps(r.to_json(why=True), ensure_ascii=False).encode()


def sample(every: int) -> list[Gold]:
    """A part of the corpus, from all its countries."""
    return load()[::every]


DATED = "قتل ثلاثة جنود أمس في حلب"
TOLD = "قال ناشطون إن الجيش قصف بلدة حارم أمس، وأضافوا أن عشرة مدنيين قتلوا في القصف"
CITED = "نقلت وكالة سانا عن محافظ المدينة أن أكثر من 10 مدنيين قتلوا أمس في حي الزهراء"
TWO = "قتل ثلاثة جنود أمس في حلب، وقال ناشطون إن الطائرات قصفت بلدة حارم"
WITHHELD = "لن ينسحب الجيش من الميناء"
EXPECTED = "قصف الجيش بلدة حارم، وتوقع ناشطون هجوما على المدينة"
SENTENCES = [DATED, TOLD, CITED, TWO, WITHHELD, EXPECTED, "من المتوقع أن تصل المساعدات إلى المخيم غدا", "لا شيء هنا", ""]


# -- nothing -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("", []),
        (DATED, ["قتل"]),
        (WITHHELD, ["ينسحب"]),
        (CITED, ["قتلوا"]),
        (TWO, ["قتل", "قصفت"]),
        (TOLD, ["قصف", "قتلوا", "القصف"]),
        (EXPECTED, ["قصف", "هجوما"]),
    ],
)
def test_weights_that_take_nothing_leave_the_claims_bare(text: str, triggers: list[str]) -> None:
    found = claims(text, NOTHING)
    assert [c.trigger.text for c in found] == triggers
    for claim in found:
        assert (claim.status, claim.sources, claim.roles, claim.quantities, claim.time) == ("asserted", (), {}, (), None)


# -- everything ----------------------------------------------------------------------------------------------------------------


def test_weights_that_take_everything_take_what_stands_in_the_sentence() -> None:
    found = claims(TWO, EVERYTHING)
    assert [c.trigger.text for c in found] == ["قتل", "قصفت"]
    # Of phrases that hold no slot, those compete with at most two others between them and the trigger.
    everyone = ["ثلاثة جنود", "حلب", "ناشطون", "الطائرات", "بلدة حارم"]
    assert roles(found[0]) == {"target": everyone[:3]}
    assert roles(found[1]) == {"target": everyone[1:]}
    for claim in found:
        assert claim.status == "possible"
        assert [s.span.text for s in claim.sources] == ["ناشطون"]
        assert [q.low for q in claim.quantities] == [3]
        assert claim.time is not None and claim.time.span.text == "أمس"


def test_nothing_beyond_reach_or_in_another_sentence_is_a_candidate() -> None:
    for between in (" ثم" * 70, ".", "\n"):
        claim = only(f"قتل الجنود{between} في حلب أمس عشرة كيلومترات", EVERYTHING)
        assert roles(claim) == {"target": ["الجنود"]}
        assert (claim.quantities, claim.time) == ((), None)


# -- what the rules say --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", SENTENCES)
def test_weights_that_trust_the_rules_read_what_the_rules_read(text: str) -> None:
    assert reading(text, RULES).to_json(why=True) == reading(text, None).to_json(why=True)


def test_weights_that_trust_the_rules_keep_their_claims_on_the_corpus() -> None:
    """Of phrases that overlap, only one is a candidate, so a claim may have fewer fillers than the rules give it, but no other."""
    for gold in sample(15):
        for ruled, chosen in zip(claims(gold.text, None), claims(gold.text, RULES), strict=True):
            at = (gold.id, ruled.trigger)
            assert (ruled.type, ruled.trigger) == (chosen.type, chosen.trigger), at
            assert (ruled.status, ruled.sources, ruled.time) == (chosen.status, chosen.sources, chosen.time), at
            for role, fillers in chosen.roles.items():
                assert {f.span for f in fillers} <= {f.span for f in ruled.roles[role]}, at


# -- thresholds and roles that a type does not take ------------------------------------------------------------------------------


def test_a_score_must_exceed_the_threshold() -> None:
    at, below = yes({"bias": 1}, 1.0), yes({"bias": 1}, 0.9)
    assert only(CITED, replace(RULES, source=at)).sources == ()
    assert only(CITED, replace(RULES, source=below)).sources != ()
    assert only(DATED, replace(RULES, time=at)).time is None
    assert only(DATED, replace(RULES, time=below)).time is not None
    assert only(DATED, replace(RULES, quantity=at)).quantities == ()
    assert only(DATED, replace(RULES, quantity=below)).quantities != ()


def test_a_role_must_exceed_the_threshold_too() -> None:
    weights = {("bias", "target"): 1.0}
    assert roles(only(DATED, replace(RULES, role=each(ROLE_CLASSES, weights, 1.0)))) == {}
    assert roles(only(DATED, replace(RULES, role=each(ROLE_CLASSES, weights, 0.9)))) == {"target": ["ثلاثة جنود", "حلب"]}


def test_a_role_that_the_type_does_not_take_gives_way_to_the_next_best() -> None:
    assert "means" not in knowledge().lexicon.types["killed"].roles
    role = each(ROLE_CLASSES, {("bias", "means"): 3, ("bias", "target"): 2, ("bias", "none"): 1})
    assert roles(only(DATED, replace(RULES, role=role))) == {"target": ["ثلاثة جنود", "حلب"]}
    role = each(ROLE_CLASSES, {("bias", "means"): 3, ("bias", "target"): 1, ("bias", "none"): 2})
    assert roles(only(DATED, replace(RULES, role=role))) == {}


# -- why -----------------------------------------------------------------------------------------------------------------------


def chosen(claim: Claim) -> list[str]:
    """The steps of a claim that the weights took."""
    return [step for step in claim.why if "chosen" in step]


def test_nothing_is_said_to_be_chosen_where_the_rules_stand() -> None:
    assert [chosen(c) for text in SENTENCES for c in claims(text, RULES) if chosen(c)] == []


def test_why_names_the_heaviest_features_of_a_role() -> None:
    role = each(
        ROLE_CLASSES, {("bias", "target"): 0.25, ("ruled=place", "target"): 2, ("ruled=target", "target"): 1, ("ruled=place", "place"): 1}
    )
    assert chosen(only(DATED, replace(RULES, role=role))) == ["target: chosen over place (ruled=place +2.00, bias +0.25)"]


def test_why_names_at_most_three_features() -> None:
    weights = {
        ("ruled=place", "target"): 4.0,
        ("ruled+type=place+killed", "target"): -3.0,
        ("bias", "target"): 2.0,
        ("slot=في+place", "target"): 1.0,
    }
    step = chosen(only(DATED, replace(RULES, role=each(ROLE_CLASSES, weights))))[-1]
    assert step == "target: chosen over place (ruled=place +4.00, ruled+type=place+killed -3.00, bias +2.00)"


def test_why_names_the_heaviest_features_of_a_status() -> None:
    status = each(STATUSES, {("ruled=negated", "intended"): 2, ("bias", "intended"): -0.5, ("bias", "asserted"): 0.25})
    claim = only(WITHHELD, replace(RULES, status=status))
    assert claim.status == "intended"
    assert chosen(claim) == ["status: intended chosen over negated (ruled=negated +2.00, bias -0.50)"]


def test_why_names_the_heaviest_features_of_a_source_and_says_when_there_is_none() -> None:
    first = claims(TWO, replace(RULES, source=yes({"bias": 0.5, "chain=1": 2})))[0]
    assert chosen(first) == ["source chosen: قال (chain=1 +2.00, bias +0.50)"]
    assert chosen(only(CITED, replace(RULES, source=yes({})))) == ["source chosen: none is likely"]


# -- what no weights may break -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_no_weights_add_lose_or_turn_a_claim_of_the_rules(name: str) -> None:
    for text in (*SENTENCES, *(gold.text for gold in sample(15))):
        ruled = [(c.type, c.trigger) for c in claims(text, None) if c.type != "statement"]
        assert [(c.type, c.trigger) for c in claims(text, ALL[name]) if c.type != "statement"] == ruled


@cache
def told(name: str) -> list[tuple[str, Claim]]:
    """The claims of a part of the corpus, each with its article, by the weights of that name."""
    return [(gold.id, claim) for gold in sample(15) for claim in claims(gold.text, ALL[name])]


@pytest.mark.parametrize("name", ALL)
def test_no_words_fill_two_roles_of_a_claim(name: str) -> None:
    for ident, claim in told(name):
        spans = sorted(f.span for fillers in claim.roles.values() for f in fillers)
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans)), (ident, claim.trigger, spans)


@pytest.mark.parametrize("name", ALL)
def test_a_claim_has_no_role_that_its_type_does_not_take(name: str) -> None:
    for ident, claim in told(name):
        assert set(claim.roles) <= set(knowledge().lexicon.types[claim.type].roles), (ident, claim.trigger)


@pytest.mark.parametrize("name", ALL)
def test_no_voice_is_twice_in_a_chain(name: str) -> None:
    for ident, claim in told(name):
        assert len({s.span for s in claim.sources}) == len(claim.sources), (ident, claim.trigger)
        names = [s.name for s in claim.sources if s.name is not None]
        assert len(set(names)) == len(names), (ident, claim.trigger, names)


@pytest.mark.parametrize("name", ALL)
def test_no_number_counts_twice_in_a_claim(name: str) -> None:
    for ident, claim in told(name):
        assert len({q.span for q in claim.quantities}) == len(claim.quantities), (ident, claim.trigger)


@pytest.mark.parametrize("name", ALL)
def test_reading_twice_gives_the_same_bytes(name: str) -> None:
    for text in (*SENTENCES, *(gold.text for gold in sample(60))):
        assert as_bytes(reading(text, ALL[name])) == as_bytes(reading(text, ALL[name]))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "text", ["", " ", ".", "...", ". . .", "\n\n", "،.؟!\n؛:", "«»", '""', "()", "\n- \n- \n", ".\n" * 1000, "«" * 1000]
)
def test_sentences_without_a_word_claim_nothing(text: str, name: str) -> None:
    assert claims(text, ALL[name]) == ()


# Without a mark where the sentence could be cut, and with nothing but.
@pytest.mark.parametrize("gap", [" ", " ، "])
@pytest.mark.parametrize("name", ["everything", "shipped"])
def test_a_sentence_of_twenty_thousand_words_is_read_to_its_end(name: str, gap: str) -> None:
    words = ["كلمة"] * 20_000
    words[100::100] = ["قتل"] * len(words[100::100])
    words[130::200] = ["ناشطون"] * len(words[130::200])
    found = claims(gap.join(words), ALL[name])
    assert sum(c.trigger.text == "قتل" for c in found) == len(found) == words.count("قتل")
