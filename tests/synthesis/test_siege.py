from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.synthesis.scenarios import ASKED, BASE, FAR, RSF, SAF, TOWN, also, day, in_any_order, say

from marsad.model import Filler, Quantity, Span
from marsad.synthesis import frontrules as rules
from marsad.synthesis.siege import Siege, SiegeAccount, siege
from marsad.synthesis.statements import Statement

RULES = rules.load()
QUIET = dt.timedelta(days=RULES.quiet_days)


def picture(*told: Statement, at: dt.date | None = None) -> Siege:
    return siege(told, ASKED, RULES, at=at)


def only(found: Siege) -> SiegeAccount:
    (account,) = found.accounts
    return account


def people(low: float | None, high: float | None, at: int = 600) -> Quantity:
    return Quantity("count", low, high, "person", False, Span(at, at + 4, "عشرة"))


def test_who_besieges_whom_since_when_and_all_that_a_voice_says_of_it() -> None:
    found = only(
        picture(
            say("a", "siege", RSF, target=SAF, start=day(1, 2023)),
            say("b", "siege", start=day(60, 2023), on=day(12)),
            say("c", "siege", ("مسلحون", None), on=day(14)),
        )
    )
    assert [p.id for p in found.besiegers] == ["sd.rsf"] and [p.id for p in found.besieged] == ["sd.army"]
    assert (found.standing, found.since, found.last) == ("besieged", day(1, 2023), day(14))
    assert [(s.what, s.start, s.end, s.claim) for s in found.steps] == [
        ("told", day(1, 2023), None, "a"),
        ("told", day(60, 2023), None, "b"),
        ("told", None, day(14), "c"),
    ]


def test_each_voice_has_its_own_siege() -> None:
    found = picture(say("a", "siege", RSF, by="الناطق", start=day(1, 2023)), say("b", "siege", RSF, by="الوالي"))
    assert [(a.who, a.since) for a in found.accounts] == [("الناطق", day(1, 2023)), ("الوالي", None)]


def test_a_siege_begins_and_is_tightened_by_the_words_that_say_so() -> None:
    found = only(
        picture(
            say("a", "siege", RSF, trigger="وطوقت", on=day(3)),
            say("b", "siege", RSF, trigger="شددت حصارها", start=day(8), end=day(9)),
            say("c", "siege", RSF, trigger="يحاصر"),
        )
    )
    assert [(s.what, s.start, s.end) for s in found.steps] == [
        ("imposed", None, day(3)),
        ("tightened", day(8), day(9)),
        ("told", None, day(10)),
    ]


def test_only_a_lifting_that_has_happened_ends_a_siege() -> None:
    told = say("a", "siege", RSF)
    lifted = say("b", "siege_lifted", SAF, on=day(12))
    for status in ("expected", "intended", "possible", "negated"):
        hoped = replace(lifted, claim=replace(lifted.claim, status=status))
        found = picture(told, hoped)
        assert only(found).standing == "besieged"
        assert [(b.why, b.type, b.claim) for b in found.beside] == [("denied" if status == "negated" else status, "siege_lifted", "b")]
    ended = only(picture(told, lifted))
    assert (ended.standing, ended.last, [p.id for p in ended.besiegers]) == ("lifted", day(12), ["sd.rsf"])


def test_an_article_that_tells_the_end_does_not_say_that_the_siege_goes_on() -> None:
    one = {"article": "x", "on": day(20)}
    found = picture(say("a", "siege", RSF, start=day(1), **one), say("b", "siege_lifted", SAF, start=day(19), end=day(19), at=300, **one))  # type: ignore[arg-type]
    assert (only(found).standing, only(found).last) == ("lifted", day(19))


def test_what_is_lifted_is_no_siege_by_who_lifts_it() -> None:
    lifts = say("a", "siege_lifted", SAF, article="x", trigger="رفع")
    named = say("b", "siege", SAF, article="x", trigger="الحصار", at=20)
    assert [s.claim for s in only(picture(lifts, named)).steps] == ["a"]
    later = say("b", "siege", RSF, article="x", trigger="يحاصر", at=400)
    assert {step.claim for account in picture(lifts, later).accounts for step in account.steps} == {"a", "b"}


def test_a_siege_after_the_end_of_one_is_another() -> None:
    found = picture(say("a", "siege", RSF, on=day(1)), say("b", "siege_lifted", on=day(10)), say("c", "siege", SAF, on=day(40)))
    assert [(a.standing, [p.id for p in a.besiegers]) for a in found.accounts] == [("lifted", ["sd.rsf"]), ("besieged", ["sd.army"])]
    gap = picture(say("a", "siege", RSF, on=day(1)), say("b", "siege", RSF, on=day(2) + QUIET))
    assert [a.standing for a in gap.accounts] == ["no information", "besieged"]


def test_after_a_quiet_period_nothing_is_known() -> None:
    told = say("a", "siege", RSF)
    assert only(picture(told, at=day(10) + QUIET)).standing == "besieged"
    assert only(picture(told, at=day(11) + QUIET)).standing == "no information"


def test_whoever_heads_for_what_is_besieged_does_not_besiege_it() -> None:
    place, word = Filler(Span(40, 52, "بلدة النخيل*"), None, TOWN), Span(53, 61, "المحاصرة")
    told = say("a", "siege", RSF, None, at=0)
    described = also(replace(told, claim=replace(told.claim, trigger=word)), "place", place)
    assert only(picture(described)).besiegers == ()
    verb = also(replace(told, claim=replace(told.claim, trigger=Span(70, 75, "يحاصر"))), "place", place)
    assert [p.id for p in only(picture(verb)).besiegers] == ["sd.rsf"]


def test_what_lies_beside_a_place_and_what_an_article_leaves_unsaid() -> None:
    found = picture(say("a", "siege", RSF, BASE, start=day(1, 2022)), say("b", "siege", RSF))
    assert [(a.spot.name_en, a.since) for a in found.accounts] == [("Nakhil", None), ("Wadi base", day(1, 2022))]
    assert not picture(say("a", "siege", RSF, FAR)).accounts
    unsaid = say("b", "siege", RSF, None, article="x", at=300)
    assert only(picture(say("a", "clash", article="x"), unsaid)).spot == ASKED.spot
    assert not picture(say("a", "clash", None, FAR, article="x"), unsaid).accounts
    named = say("c", "shortage", None, None, target=("سكان بلدة النخيل", None), article="x", at=300)
    assert [n.claim for n in picture(say("a", "clash", article="x"), named).needs] == ["c"]


def test_figures_of_people_stand_voice_by_voice_with_who_holds_what_they_are_in() -> None:
    first = say("a", "population", quantity=people(100_000, 100_000), by="الوالي")
    held = say("b", "control", SAF, article="article a")
    held = replace(held, claim=replace(held.claim, roles={**held.claim.roles, "place": first.claim.roles["place"]}))
    second = say("c", "population", quantity=people(None, 5_000), by="الناطق")
    hoped = say("d", "population", quantity=people(1, 1), status="possible")
    found = picture(first, held, second, hoped, say("e", "population", None, FAR, quantity=people(9, 9)))
    assert [(i.who, i.low, i.high, [p.id for p in i.held_by]) for i in found.inside] == [
        ("الناطق", None, 5_000, []),
        ("الوالي", 100_000, 100_000, ["sd.army"]),
    ]


def test_a_number_of_people_is_no_party() -> None:
    told = say("a", "siege", RSF, quantity=people(10, 10))
    counted = also(told, "target", Filler(Span(600, 608, "عشرة آلا"), None))
    assert only(picture(counted)).besieged == ()


def test_who_comes_near_with_the_distance_that_each_gives() -> None:
    far = Quantity("distance", 3, 3, "km", False, Span(700, 704, "3 كم"))
    metres = Quantity("distance", None, 800, "m", False, Span(700, 705, "800 م"))
    found = picture(
        say("a", "advance", SAF, role="toward", quantity=far, by="الناطق"),
        say("b", "advance", SAF, role="toward", quantity=metres, by="الوالي", on=day(12)),
        say("c", "advance", SAF, role="toward", status="expected", start=day(13), end=day(14)),
        say("d", "advance", SAF, FAR, role="toward"),
    )
    assert [(a.who, a.status, a.low_km, a.high_km, a.end) for a in found.approaches] == [
        ("الناطق", "asserted", 3, 3, day(10)),
        ("الوالي", "asserted", None, 0.8, day(12)),
        ("الصحيفة", "expected", None, None, day(14)),
    ]
    town = say("a", "clash", article="x")
    nowhere = say("b", "advance", SAF, "مسافة", role="toward", quantity=far, article="x", at=300)
    assert [(a.low_km, a.to) for a in picture(town, nowhere).approaches] == [(3, "مسافة")]


def test_what_they_lack_and_what_reaches_them() -> None:
    found = picture(
        also(say("a", "shortage"), "object", Filler(Span(500, 504, "خبز*"))),
        say("b", "access_denied", status="negated"),
        say("c", "killed"),
    )
    assert [(n.type, n.status, n.things) for n in found.needs] == [
        ("access_denied", "negated", ()),
        ("shortage", "asserted", ("خبز*",)),
    ]


STATEMENTS = st.lists(
    st.builds(
        lambda n, type, agent, place, on, start, status, by, article, at, trigger: say(
            str(n),
            type,
            agent,
            place,
            on=None if on is None else day(on),
            start=None if start is None else day(start),
            status=status,
            by=by,
            article=article,
            at=at,
            trigger=trigger,
        ),
        st.integers(0, 10**6),
        st.sampled_from(["siege", "siege_lifted", "population", "shortage", "advance", "clash"]),
        st.sampled_from([RSF, SAF, ("مسلحون", None), None]),
        st.sampled_from([TOWN, BASE, FAR, "الأحياء", None]),
        st.none() | st.integers(1, 400),
        st.none() | st.integers(1, 400),
        st.sampled_from(["asserted", "asserted", "expected", "negated"]),
        st.sampled_from([None, "الناطق"]),
        st.sampled_from([None, "x"]),
        st.integers(0, 900),
        st.sampled_from(["يحاصر", "شدد حصاره", "وطوقت", "رفع"]),
    ),
    max_size=10,
    unique_by=lambda s: s.id,
)


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(told: list[Statement], chance: random.Random) -> None:
    found = in_any_order(siege, told, RULES, chance)
    stood = {step.claim for account in found.accounts for step in account.steps}
    assert stood <= {s.id for s in told if s.claim.status == "asserted" and s.claim.type.startswith("siege")}
    assert not stood & {b.claim for b in found.beside}
    assert all(account.steps for account in found.accounts)


def test_ten_thousand_claims_on_one_place() -> None:
    chance = random.Random(7)
    told = [
        say(str(n), chance.choice(["siege", "siege", "siege_lifted"]), RSF, on=day(1 + n // 10, 2020), by=f"مصدر {n % 7}")
        for n in range(10_000)
    ]
    found = siege(told, ASKED, RULES)
    assert sum(len(a.steps) for a in found.accounts) == 10_000
