from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.synthesis.scenarios import ASKED, FAR, QUARTER, RSF, SAF, STATE, STATE_AROUND, TOWN, also, day, in_any_order, say

from marsad.model import STATUSES, Filler, Span, Status
from marsad.synthesis import frontrules as rules
from marsad.synthesis.control import Control, control
from marsad.synthesis.intervals import Interval
from marsad.synthesis.statements import Statement
from marsad.synthesis.timeline import opening

RULES = rules.load()
QUIET = dt.timedelta(days=RULES.quiet_days)


def picture(*told: Statement, at: dt.date | None = None) -> Control:
    return control(told, ASKED, RULES, at=at)


def drawn(found: Control, who: str = "الصحيفة") -> list[tuple[str | None, str, str, str | None]]:
    """Of one voice: who, how much, and how each interval opened and closed."""
    return [(i.holder.id, i.extent, i.opened.what, i.closed.what if i.closed else None) for i in lines(found, who)]


def lines(found: Control, who: str = "الصحيفة") -> tuple[Interval, ...]:
    return next((a.intervals for a in found.accounts if a.who == who), ())


def test_who_takes_a_place_ends_the_hold_of_who_had_it() -> None:
    found = picture(say("a", "control", SAF, on=day(1)), say("b", "capture", RSF, on=day(20)), say("c", "control", RSF, on=day(30)))
    assert drawn(found) == [("sd.army", "whole", "held", "lost"), ("sd.rsf", "whole", "captured", None)]
    army, rsf = lines(found)
    assert army.closed is not None and army.closed.claims == ("b",) and army.claims == ("a", "b")
    assert (rsf.claims, rsf.last, found.state, found.at) == (("b", "c"), day(30), "held", day(30))
    assert [p.id for p in found.holders] == ["sd.rsf"]


def test_news_tell_a_capture_by_the_day_they_come_out_and_a_told_time_as_exactly_as_its_words() -> None:
    untold, told = lines(picture(say("a", "capture", RSF)))[0], lines(picture(say("a", "capture", RSF, start=day(3), end=day(5))))[0]
    assert (untold.opened.start, untold.opened.end, untold.opened.words) == (None, day(10), None)
    assert (told.opened.start, told.opened.end, told.opened.words, told.last) == (day(3), day(5), "منذ حين", day(5))


def test_a_told_beginning_opens_there_and_lasts_until_the_day_it_is_told() -> None:
    found = picture(say("a", "control", RSF, start=day(1, 2019)))
    (held,) = lines(found)
    assert (held.opened.start, held.opened.end, opening(held), held.last) == (day(1, 2019), None, day(1, 2019), day(10))
    assert picture(say("a", "control", RSF, start=day(1, 2019)), at=day(100, 2021)).state == "held"
    assert picture(say("a", "control", RSF, start=day(1, 2019)), at=day(300, 2018)).state == "no information"


def test_who_is_said_to_hold_it_all_along_gives_way_and_is_seen_again() -> None:
    found = picture(say("a", "control", RSF, start=day(1), on=day(100)), say("b", "capture", SAF, on=day(50)))
    first, army, again = lines(found)
    assert (first.holder.id, first.closed and (first.closed.start, first.closed.end)) == ("sd.rsf", (None, day(50)))
    assert (army.holder.id, army.closed and (army.closed.what, army.closed.start, army.closed.end)) == (
        "sd.army",
        ("lost", day(50), day(100)),
    )
    assert (again.holder.id, again.opened.start, again.opened.end, again.opened.words) == ("sd.rsf", None, day(100), None)


def test_after_a_quiet_period_nothing_is_known() -> None:
    late = day(10) + QUIET + dt.timedelta(days=1)
    known = say("a", "control", RSF)
    assert picture(known, at=day(10) + QUIET).state == "held"
    found = picture(known, at=late)
    (held,) = lines(found)
    assert held.closed is not None and (held.closed.what, held.closed.start, held.closed.claims) == ("no information", day(11), ())
    assert (found.state, found.holders) == ("no information", ())
    again = picture(known, say("b", "control", RSF, on=late))
    assert drawn(again) == [("sd.rsf", "whole", "held", "no information"), ("sd.rsf", "whole", "held", None)]
    # Who is told to hold it all along is known in between.
    assert drawn(picture(known, say("b", "control", RSF, on=late, start=day(1)))) == [("sd.rsf", "whole", "held", None)]


def test_parts_held_by_each_are_no_conflict() -> None:
    found = picture(
        say("a", "control", RSF, share=(60, 60), start=day(1, 2023)),
        say("b", "control", SAF, words="أحياء في بلدة النخيل"),
        say("c", "control", SAF, words="أحياء في بلدة النخيل", by="المرصد"),
    )
    assert (found.state, found.disputes) == ("divided", ())
    rsf, army = lines(found)
    assert (rsf.extent, rsf.share and (rsf.share.low, rsf.share.high), army.extent, army.share) == ("part", (60, 60), "part", None)
    assert picture(say("a", "control", RSF, words="معظم بلدة النخيل")).state == "partly held"


def test_a_part_that_stands_alone_is_of_the_place_beside_it_or_named_before() -> None:
    beside = also(say("a", "control", RSF), "place", Filler(Span(500, 505, "أحياء")))
    assert [i.extent for i in lines(picture(beside))] == ["part"]
    before = say("a", "clash", article="x", at=0)
    alone = say("b", "control", RSF, "الأحياء", article="x", at=200)
    assert [(i.extent, i.claims) for i in lines(picture(before, alone))] == [("part", ("b",))]
    elsewhere = say("a", "clash", None, FAR, article="x")
    assert not picture(elsewhere, alone).accounts
    assert not picture(before, say("b", "control", RSF, "التلال", article="x", at=200)).accounts


def test_two_voices_that_give_the_whole_to_different_sides_contradict_each_other() -> None:
    found = picture(say("a", "control", RSF, by="الناطق", start=day(1)), say("b", "control", SAF, by="الوالي", start=day(5), on=day(8)))
    assert found.state == "contested" and [p.id for p in found.holders] == ["sd.army", "sd.rsf"]
    (dispute,) = found.disputes
    assert (dispute.start, dispute.end, dispute.claims) == (day(5), day(8), ("a", "b"))
    assert [(who, p.id) for who, p in dispute.sides] == [("الناطق", "sd.rsf"), ("الوالي", "sd.army")]


def test_arms_of_one_government_contradict_nobody() -> None:
    found = picture(say("a", "control", SAF, by="الناطق"), say("b", "control", STATE, by="الوالي"))
    assert (found.state, found.disputes, len(found.holders)) == ("held", (), 1)


@pytest.mark.parametrize(("status", "why"), [(s, "denied" if s == "negated" else s) for s in STATUSES if s != "asserted"])
@pytest.mark.parametrize(("type", "rule"), [("control", ""), ("capture", ""), ("advance", "advance/دخل")])
def test_what_is_not_asserted_opens_nothing_and_stands_beside(type: str, rule: str, status: Status, why: str) -> None:
    told = say("a", type, RSF, rule=rule)
    found = picture(replace(told, claim=replace(told.claim, status=status)))
    assert (found.accounts, found.state) == ((), "no information")
    assert [(b.why, b.claim, [p.id for p in b.parties]) for b in found.beside] == [(why, "a", ["sd.rsf"])]


def test_who_enters_holds_nothing_yet_and_who_comes_near_has_not_entered() -> None:
    entered = say("a", "advance", RSF, role="toward", rule="advance/دخل")
    assert drawn(picture(entered)) == [("sd.rsf", "entered", "entered", None)] and picture(entered).state == "entered"
    assert not picture(say("a", "advance", RSF, role="toward", rule="advance/اقترب")).accounts
    both = picture(say("b", "control", SAF, on=day(5)), entered)
    assert (both.state, len(both.holders)) == ("held", 2)
    then = picture(entered, say("b", "capture", RSF, on=day(12)))
    assert drawn(then) == [("sd.rsf", "entered", "entered", "captured"), ("sd.rsf", "whole", "captured", None)]


def test_who_loses_a_place_held_it_and_who_withdraws_from_it_loses_it() -> None:
    lost = picture(say("a", "capture", None, target=SAF))
    assert drawn(lost) == [("sd.army", "whole", "held", "lost")] and lost.state == "no information"
    gone = picture(say("a", "control", SAF, on=day(5)), say("b", "withdrawal", SAF, role="from"))
    assert drawn(gone) == [("sd.army", "whole", "held", "lost")]
    falls_back = picture(say("a", "withdrawal", SAF))
    assert (falls_back.accounts, [b.why for b in falls_back.beside]) == ((), ["retreat"])


def test_who_loses_a_part_keeps_a_part() -> None:
    found = picture(say("a", "control", SAF, on=day(5)), say("b", "capture", None, target=SAF, share=(50, None)))
    assert drawn(found) == [("sd.army", "whole", "held", "reduced"), ("sd.army", "part", "reduced", None)]
    taken = picture(say("a", "control", SAF, on=day(5)), say("b", "capture", RSF, words="وسط بلدة النخيل"))
    assert drawn(taken) == [
        ("sd.army", "whole", "held", "reduced"),
        ("sd.army", "part", "reduced", None),
        ("sd.rsf", "part", "captured", None),
    ]
    assert taken.state == "divided"


def test_places_within_count_as_parts_and_wider_ones_not_at_all() -> None:
    found = picture(say("a", "control", SAF, on=day(5)), say("b", "capture", RSF, QUARTER, words="حي السوق"))
    assert [(i.spot.name_en, i.extent, i.holder.id) for i in lines(found)] == [("Nakhil", "whole", "sd.army"), ("Souq", "whole", "sd.rsf")]
    assert found.state == "divided" and not found.disputes
    other = picture(say("a", "control", SAF, on=day(5)), say("b", "capture", RSF, QUARTER, words="حي السوق", by="الناطق"))
    assert other.state == "contested"
    assert not picture(say("a", "control", RSF, STATE_AROUND)).accounts
    assert not picture(say("a", "control", RSF, FAR)).accounts
    inside = also(say("a", "control", RSF), "place", Filler(Span(500, 505, "ولاية"), None, STATE_AROUND))
    assert [i.spot.id for i in lines(picture(inside))] == [TOWN.id]


def test_the_surroundings_are_not_the_place() -> None:
    near = replace(TOWN, precision="near", radius_km=12.0)
    assert not picture(say("a", "control", RSF, near)).accounts
    assert [i.extent for i in lines(picture(say("a", "control", RSF, replace(TOWN, precision="direction"), words="الأحياء الشرقية")))] == [
        "part"
    ]


def test_without_a_day_or_a_name_a_claim_stands_beside() -> None:
    nobody, never = say("a", "control"), say("b", "control", RSF, on=None)
    found = picture(nobody, never)
    assert {b.claim: b.why for b in found.beside} == {"a": "nobody named", "b": "no day"} and not found.accounts
    nothing = picture()
    assert (nothing.at, nothing.state, nothing.accounts) == (None, "no information", ())
    assert picture(never).at is None


def test_the_innermost_voice_has_the_account_and_unknown_ones_are_told_apart_by_their_outlets() -> None:
    chain = say("a", "control", RSF, by="الناطق")
    inner = replace(chain.claim.sources[0], span=Span(900, 904, "مصدر"), name=None)
    found = picture(
        replace(chain, claim=replace(chain.claim, sources=(*chain.claim.sources, inner))), say("b", "control", RSF, outlet=None)
    )
    assert [a.who for a in found.accounts] == ["article b", "مصدر (الصحيفة)"]


def test_whoever_is_only_quoted_holds_nothing() -> None:
    told = say("a", "control", RSF, by="المرصد")
    quoted = Filler(told.claim.sources[0].span, "sy.sohr")
    assert [i.holder.id for i in lines(picture(also(told, "agent", quoted)), "المرصد")] == ["sd.rsf"]


SIDES = (RSF, SAF, STATE, ("مسلحون", None))
STATEMENTS = st.lists(
    st.builds(
        lambda n, type, agent, target, place, on, start, length, status, by, share, words: say(
            str(n),
            type,
            agent,
            place,
            target=target,
            role={"advance": "toward", "withdrawal": "from"}.get(type, "place"),
            on=None if on is None else day(on),
            start=None if start is None else day(start),
            end=None if start is None or length is None else day(start + length),
            status=status,
            by=by,
            share=share,
            words=words,
            rule="advance/دخل",
        ),
        st.integers(0, 10**6),
        st.sampled_from(["control", "capture", "withdrawal", "advance", "clash"]),
        st.sampled_from([*SIDES, None]),
        st.sampled_from([*SIDES, None]),
        st.sampled_from([TOWN, QUARTER, FAR, STATE_AROUND]),
        st.none() | st.integers(1, 400),
        st.none() | st.integers(1, 400),
        st.none() | st.integers(0, 40),
        st.sampled_from(["asserted", "asserted", "asserted", *STATUSES]),
        st.sampled_from([None, "الناطق", "الوالي"]),
        st.sampled_from([None, None, (60, 60), (None, 40)]),
        st.sampled_from([None, "أحياء من البلدة"]),
    ),
    max_size=12,
    unique_by=lambda s: s.id,
)


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_and_every_claim_is_accounted_for(told: list[Statement], chance: random.Random) -> None:
    found = in_any_order(control, told, RULES, chance)
    stood = {c for a in found.accounts for i in a.intervals for c in i.claims}
    beside = {b.claim for b in found.beside}
    assert not stood & beside
    asserted = {s.id for s in told if s.claim.status == "asserted"}
    assert stood <= asserted
    about = {s.id for s in told if s.claim.type in ("control", "capture", "withdrawal", "advance") and _is_about(s)}
    assert stood | beside == about
    for account in found.accounts:
        _whole(account.intervals)


def _is_about(s: Statement) -> bool:
    return any(f.location in (TOWN, QUARTER) for here in s.claim.roles.values() for f in here)


def _whole(found: Iterable[Interval]) -> None:
    """Each interval ends after it begins, and a side holds a place once at a time."""
    last: dict[tuple[str, str | None], dt.date] = {}
    for i in found:
        key = (i.holder.side, i.spot.id)
        assert i.claims and opening(i) <= i.last
        assert i.closed is None or i.closed.start is None or i.closed.end is None or i.closed.start <= i.closed.end
        assert key not in last or last[key] <= i.last
        last[key] = i.last


def test_ten_thousand_claims_on_one_place_make_few_intervals() -> None:
    chance = random.Random(7)
    told = [
        say(str(n), chance.choice(["control", "capture"]), chance.choice(SIDES[:2]), on=day(1 + n // 10, 2020), by=f"مصدر {n % 7}")
        for n in range(10_000)
    ]
    found = control(told, ASKED, RULES)
    assert sum(len(i.claims) for a in found.accounts for i in a.intervals) >= 10_000
    assert found.state in ("held", "contested") and found.disputes
