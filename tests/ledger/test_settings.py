"""Corrections as people write them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.samples import TEXT, claims

from marsad import lexicon
from marsad.errors import LedgerError
from marsad.ledger.corrections import corrected
from marsad.ledger.settings import FIELDS, change_of

STRIKE, KILLED, AID = (json.loads(json.dumps(claim.to_json("x", why=True))) for claim in claims())


def at(words: str, nth: int = 1) -> dict[str, Any]:
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words}


def test_simple_words() -> None:
    assert change_of(STRIKE, TEXT, ["type=shelling", " status = negated "]) == {"type": "shelling", "status": "negated"}
    assert change_of(STRIKE, TEXT, ["trigger=طائرات قصفت"]) == {"trigger": at("طائرات قصفت")}


@pytest.mark.parametrize(
    ("told", "start", "end", "words"),
    [
        ("2024-05-01", "2024-05-01", "2024-05-01", "أمس"),
        ("2024-05-01/2024-05-03", "2024-05-01", "2024-05-03", "أمس"),
        ("2024-05-01/..", "2024-05-01", None, "أمس"),
        ("../2024-05-03", None, "2024-05-03", "أمس"),
        ("2024-05-01@ومن المتوقع", "2024-05-01", "2024-05-01", "ومن المتوقع"),
    ],
)
def test_times(told: str, start: str | None, end: str | None, words: str) -> None:
    assert change_of(STRIKE, TEXT, [f"time={told}"]) == {"time": {"start": start, "end": end, "text": at(words)}}


def test_a_time_can_go_and_come() -> None:
    assert change_of(STRIKE, TEXT, ["time=none"]) == {"time": None}
    with pytest.raises(LedgerError, match="time=2024-05-01@WORDS"):
        change_of(AID, TEXT, ["time=2024-05-01"])
    assert change_of(AID, TEXT, ["time=2024-05-01@أمس"])["time"]["text"] == at("أمس")


def test_roles_keep_what_is_known_of_their_words() -> None:
    place = KILLED["roles"]["place"][0]
    changed = change_of(KILLED, TEXT, ["target=none", "toward=قرية تل أبيض", "agent=طائرات", "agent=الرقة"])["roles"]
    assert changed == {"place": [place], "toward": [place], "agent": [at("طائرات"), at("الرقة")]}


def test_sources_keep_what_is_known_of_their_words() -> None:
    observatory = KILLED["sources"][0]
    unknown = {**at("وكالة سانا"), "name": None, "kind": None}
    assert change_of(KILLED, TEXT, ["sources=وكالة سانا", "sources=المرصد السوري"]) == {"sources": [unknown, observatory]}
    assert change_of(KILLED, TEXT, ["sources=none", "via=المرصد السوري"]) == {"sources": [], "via": [observatory]}


def test_quantities() -> None:
    figure = KILLED["quantities"][0]
    assert change_of(KILLED, TEXT, ["quantity.low=2", "quantity.high=none"]) == {"quantities": [{**figure, "low": 2, "high": None}]}
    assert change_of(KILLED, TEXT, ["quantity.approx=yes", "quantity.unit=m", "quantity.of=distance", "quantity.low=2.5"]) == {
        "quantities": [{**figure, "approx": True, "unit": "m", "of": "distance", "low": 2.5}]
    }
    assert change_of(KILLED, TEXT, ["quantity=none"]) == {"quantities": []}
    new = {"of": "count", "low": 1, "high": None, "unit": "person", "approx": False, "text": at("مدينة")}
    assert change_of(KILLED, TEXT, ["quantity.2.text=مدينة", "quantity.2.low=1"]) == {"quantities": [figure, new]}
    assert change_of(AID, TEXT, ["quantity.low=1", "quantity.text=مدينة"]) == {"quantities": [new]}


def test_one_of_several_quantities_is_told_by_its_number() -> None:
    figure = KILLED["quantities"][0]
    two = {**KILLED, "quantities": [figure, {**figure, "low": 1}]}
    with pytest.raises(LedgerError, match=r"has 2 quantities; say which: quantity\.1 ثلاثة مدنيين; quantity\.2 ثلاثة مدنيين"):
        change_of(two, TEXT, ["quantity.low=2"])
    assert change_of(two, TEXT, ["quantity.2.low=2"])["quantities"] == [figure, {**figure, "low": 2}]
    assert change_of(two, TEXT, ["quantity.1=none"])["quantities"] == [{**figure, "low": 1}]


def test_words_that_stand_there_several_times() -> None:
    text = "قتل مدني في دوما. وقتل مدني آخر في دوما"
    bare = {**AID, "trigger": {"start": 0, "end": 3, "text": "قتل"}, "roles": {}}
    with pytest.raises(LedgerError, match=r"'دوما' 2 times; say which: دوما#1 …قتل مدني في دوما\. وقتل .*…; دوما#2 …"):
        change_of(bare, text, ["place=دوما"])
    second = text.rindex("دوما")
    assert change_of(bare, text, ["place=دوما#2"])["roles"]["place"] == [{"start": second, "end": second + 4, "text": "دوما"}]
    for n in (0, 3):
        with pytest.raises(LedgerError, match=f"#{n} is none of them"):
            change_of(bare, text, [f"place=دوما#{n}"])


def test_whole_words_come_before_parts_of_words() -> None:
    text = "مدنيون ومدني"
    bare = {**AID, "roles": {}}
    with pytest.raises(LedgerError, match="2 times"):
        change_of(bare, text, ["target=مدني"])
    assert change_of(bare, text + " مدني", ["target=مدني"])["roles"]["target"][0]["start"] == len(text) + 1


def test_a_number_sign_of_the_text_itself_counts() -> None:
    text = "وسم #2 هنا"
    assert change_of({**AID, "roles": {}}, text, ["target=وسم #2"])["roles"]["target"] == [{"start": 0, "end": 6, "text": "وسم #2"}]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("type", "sets nothing; write FIELD=VALUE"),
        ("type=", "sets nothing"),
        ("=x", "'' cannot be set"),
        ("tpye=x", "did you mean type"),
        ("weather=x", "there are type, status"),
        ("time=yesterday", "'yesterday' is no day"),
        ("time=20240501", "is no day"),
        ("target=قردة", "has no words 'قردة'; copy them"),
        ("quantity.low=many", "is no number"),
        ("quantity.low=1,000", "is no number"),
        ("quantity.approx=true", "is yes or no"),
        ("quantity=3", "as in quantity.low=3"),
        ("quantity.mean=3", "of a quantity there are of, low"),
        ("quantity.7.low=3", "quantity.2 is a new one"),
        ("quantity.0.low=3", "quantity.2 is a new one"),
        ("quantity.2.low=3", r"quantity.2.text=WORDS"),
    ],
)
def test_what_cannot_be_set_says_what_can(setting: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        change_of(KILLED, TEXT, [setting])
    with pytest.raises(LedgerError, match="as in type=shelling"):
        change_of(KILLED, TEXT, [])


@given(
    st.lists(
        st.tuples(st.sampled_from([*FIELDS, "quantity", "quantity.2.low", "x"]), st.text(max_size=8) | st.sampled_from(TEXT.split())),
        max_size=4,
    )
)
def test_whatever_is_set_makes_a_claim_or_one_error(settings: list[tuple[str, str]]) -> None:
    before = copy.deepcopy(KILLED)
    try:
        change = change_of(KILLED, TEXT, [f"{field}={value}" for field, value in settings])
        made = corrected(KILLED, change, TEXT, lexicon.load().types, why="w")
    except LedgerError:
        pass
    else:
        assert made["id"] == KILLED["id"]
    assert before == KILLED
