from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from tests.synthesis.made import DAY, HOMS, RAQQA, place, said

from marsad.synthesis.disagreements import ABOUT, About, Disagreement, disagreements
from marsad.synthesis.figures import Figure, Row
from marsad.synthesis.incidents import Incident
from marsad.synthesis.statements import Statement
from marsad.synthesis.voices import Voice

LATER = DAY + dt.timedelta(days=9)
FAR = place("حلب", "Aleppo", 36.2, 37.16)


def about(*told: Statement, incident: bool = False) -> list[About]:
    return [d.about for d in found(*told, incident=incident)]


def found(*told: Statement, incident: bool = False) -> tuple[Disagreement, ...]:
    """What they disagree on; `incident` says that all tell of one occasion."""
    one = Incident("i", tuple(s.id for s in told), tuple({s.claim.type for s in told}), told[0].period, (), (), ())
    return disagreements(told, (one,) if incident else ())


STRUCK = said("airstrike", voice="المرصد", by="sy.airforce")


@pytest.mark.parametrize(
    ("other", "disagrees"),
    [
        (said("airstrike", voice="سانا", status="negated", article="two"), True),
        (said("airstrike", voice="سانا", status="negated"), True),
        (said("airstrike", voice="سانا", status="negated", where=None, when=None), True),  # "but it denied that", in the same text
        (said("airstrike", voice="سانا", status="negated", where=None, when=None, at=900), False),
        (said("airstrike", voice="سانا", status="negated", where=None, article="two"), False),
        (said("airstrike", voice="سانا", status="negated", where=RAQQA, article="two"), False),
        (said("airstrike", voice="سانا", status="negated", when=LATER, article="two"), False),
        (said("airstrike", voice="سانا", status="negated", when=None, article="two"), True),
        (said("airstrike", voice="سانا", status="negated", when=None, published=LATER, article="two"), False),
        (said("airstrike", voice="سانا", status="negated", by="sy.army", article="two"), True),  # an arm of the same government
        (said("airstrike", voice="سانا", status="negated", by="intl.coalition", article="two"), True),
        (said("airstrike", voice="المرصد", status="negated", article="two"), False),  # who says the one and then the other has corrected it
        (said("airstrike", voice="سانا", status="possible", article="two"), False),
        (said("shelling", voice="سانا", status="negated", article="two"), False),
    ],
)
def test_whether_it_happened(other: Statement, disagrees: bool) -> None:
    assert about(STRUCK, other) == (["happened"] if disagrees else [])


def test_who_holds_a_place() -> None:
    army, other = said("capture", by="sy.army", voice="سانا"), said("control", by="sy.sdf", voice="المرصد", article="two")
    assert about(army, other) == ["holder"]
    (told,) = found(army, other)
    assert (
        {side.claims for side in told.sides} == {(army.id,), (other.id,)} and told.place == "حمص" and (told.start, told.end) == (DAY, DAY)
    )
    assert about(army, said("control", by="sy.sdf", voice="المرصد", when=LATER)) == []  # it may have changed hands
    assert about(army, said("control", by="sy.sdf", voice="سانا", article="two")) == []
    assert about(army, said("control", by="sy.government", voice="المرصد")) == []
    assert about(army, said("control", by="sy.sdf", voice="المرصد", figures={"نصف": (50, 50)}, of="share", unit="percent")) == []


def test_who_did_it_only_of_one_occasion() -> None:
    ours, theirs = said("shelling", by="sy.army", voice="المرصد"), said("shelling", by="sy.sdf", voice="سانا")
    elsewhere = said("shelling", by="sy.sdf", voice="سانا", article="two")
    assert about(ours, theirs) == about(ours, elsewhere, incident=True) == ["who"]
    assert about(ours, elsewhere) == []  # two shellings of one day
    assert about(ours, theirs, said("shelling", by="sy.sdf", voice="المرصد", at=40)) == []  # one voice tells of both


@pytest.mark.parametrize(
    ("one", "other", "disagrees"),
    [
        ({"12 مدنيا": (12, 12)}, {"17 مدنيا": (17, 17)}, True),
        ({"12 مدنيا": (12, 12)}, {"أكثر من 10 مدنيين": (11, None)}, False),
        ({"10 مدنيين على الأكثر": (None, 10), "x": (1, 2)}, {"11 مدنيا": (11, 11)}, False),
        ({"12 مدنيا": (12, 12)}, {"17 جنديا": (17, 17)}, False),
        ({"12 مدنيا": (12, 12)}, {"ثلاثة مدنيين": (3, 3)}, True),
    ],
)
def test_figures(
    one: dict[str, tuple[float | None, float | None]], other: dict[str, tuple[float | None, float | None]], disagrees: bool
) -> None:
    ours, theirs = said("killed", voice="المرصد", figures=one), said("killed", voice="سانا", figures=other)
    assert about(ours, theirs) == (["figure"] if disagrees else [])
    assert about(ours, said("killed", voice="المرصد", figures=other)) == []  # one voice corrects itself
    assert about(ours, said("killed", voice="سانا", figures=other, article="two")) == []  # another day's dead, for all that is known


def test_figures_of_incidents_are_the_last_word_of_each_voice() -> None:
    told = [
        said("killed", voice="المرصد", figures={"12 مدنيا": (12, 12)}, id="1"),
        said("killed", voice="المرصد", figures={"17 مدنيا": (17, 17)}, id="2", article="two"),
        said("killed", voice="سانا", figures={"17 مدنيا": (17, 17)}, id="3", article="three"),
    ]
    incident = Incident("1", ("1", "2", "3"), ("killed",), told[0].period, (), (), ())
    observatory, agency = Voice("a", "المرصد", None), Voice("b", "سانا", None)
    last = Row(observatory, 17, 17, False, (), DAY, "2")
    rows = (last, Row(agency, 17, 17, False, (), DAY, "3"), Row(observatory, 12, 12, False, (), DAY, "1", superseded="2"))
    agreed = Figure("killed", "count", "person", "", rows, 17, 17, "agree")
    assert [d.about for d in disagreements(told, (incident,))] == ["figure"]  # for all that is known without them
    assert disagreements(told, (incident,), (agreed,)) == ()
    unlike = replace(agreed, rows=(last, Row(agency, 3, 3, False, (), DAY, "4")), agreement="conflict")
    also = said("killed", voice="سانا", figures={"3 مدنيين": (3, 3)}, id="4", article="three")
    (found,) = disagreements([*told, also], (incident,), (unlike,))
    assert [side.claims for side in found.sides] == [("4",), ("2",)]


def test_where_and_when_only_of_an_incident() -> None:
    here, there = said("bombing", voice="المرصد"), said("bombing", voice="سانا", where=FAR, article="two")
    assert about(here, there, incident=True) == ["where"] and about(here, there) == []
    earlier = said("bombing", voice="سانا", when=DAY - dt.timedelta(days=1), article="two")
    assert about(here, earlier, incident=True) == ["when"] and about(here, earlier) == []


def test_the_most_telling_comes_first_and_says_why() -> None:
    told = [
        STRUCK,
        said("airstrike", voice="سانا", status="negated", article="two"),
        said("killed", voice="المرصد", figures={"5 مدنيين": (5, 5)}),
        said("killed", voice="سانا", figures={"40 مدنيا": (40, 40)}),
    ]
    first, second = disagreements(told)
    assert (first.about, second.about) == ("figure", "happened") and first.score > second.score
    assert "the highest is 8.0 times the lowest" in first.because and "people came to harm" in first.because
    assert second.because[0] == "it is about whether it happened at all"
    assert all(disagreements(order) == (first, second) for order in itertools.permutations(told))


def test_json_has_all_of_it() -> None:
    (told,) = found(STRUCK, said("airstrike", voice="سانا", status="negated", article="two"))
    assert told.about in ABOUT
    assert told.to_json() == {
        "about": "happened",
        "type": "airstrike",
        "place": HOMS.name_ar,
        "start": "2024-05-02",
        "end": "2024-05-02",
        "reason": "one side says that it happened, the other that it did not",
        "score": 5.5,
        "because": ["it is about whether it happened at all", "all tell the time"],
        "sides": [
            {"says": "it happened", "voices": ["المرصد"], "claims": [STRUCK.id]},
            {"says": "it did not", "voices": ["سانا"], "claims": [told.sides[1].claims[0]]},
        ],
    }


def test_nobody_disagrees_in_an_empty_ledger() -> None:
    assert disagreements(()) == ()
