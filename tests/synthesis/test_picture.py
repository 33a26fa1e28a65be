"""The incidents of a ledger are what they would be if all were made anew, whatever came when."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.errors import LedgerError
from marsad.gazetteer import shipped
from marsad.intake.take import take
from marsad.ledger import connect
from marsad.ledger.links import say
from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Document
from marsad.reader import geography_of
from marsad.synthesis import clusters, kept
from marsad.synthesis.picture import Asked, count, find, ids, incident, incident_of, update

REPORTS = [
    ("أ", 2, "قتل ثلاثة مدنيين اليوم بقصف مدفعي على مدينة سراقب، بحسب الدفاع المدني السوري."),
    ("ب", 2, "قال المرصد السوري لحقوق الإنسان إن أربعة مدنيين قتلوا الخميس في قصف على سراقب."),
    ("ج", 3, "قتل شخصان اليوم الجمعة بقصف مدفعي على مدينة سراقب."),
    ("د", 2, "قتل ثلاثة مدنيين اليوم بقصف مدفعي على مدينة أريحا. وفي هجوم منفصل، أصيب خمسة بانفجار عبوة في مدينة الباب."),
    ("ه", 3, "أصيب خمسة أشخاص أمس بانفجار عبوة ناسفة في مدينة الباب، وفق الدفاع المدني."),
    ("و", 3, "قتل ثلاثة أشخاص أمس في قصف."),
    ("ز", 4, "خرجت تظاهرة في مدينة إدلب. وقتل ثلاثة مدنيين في قصف على سراقب الخميس."),
]
NUMBERS = itertools.count()


def document(n: int, version: int = 0) -> Document:
    outlet, day, text = REPORTS[n]
    text += " وأضاف المصدر أن عشرة أصيبوا." * version
    fetched = dt.datetime(2024, 5, day, 10 + version, tzinfo=dt.UTC)
    return Document(f"{n}.txt", text.encode(), text, fetched, dt.date(2024, 5, day), outlet, current=True)


def put(ledger: Ledger, n: int, version: int = 0) -> None:
    take(document(n, version), ledger, geography_of(shipped()))


def all_kept(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    with connect.transaction(ledger.engine) as connection:
        tables = (kept.incidents, kept.accounts, kept.blocks, kept.edges)
        return [sorted(tuple(row) for row in connection.execute(sa.select(table))) for table in tables]


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """An empty ledger on either database."""
    with open_ledger(where) as opened:
        yield opened


def filled(ledger: Ledger, which: Sequence[int] = range(len(REPORTS))) -> Ledger:
    for n in which:
        put(ledger, n)
    update(ledger)
    return ledger


STEPS = st.lists(
    st.tuples(st.integers(0, len(REPORTS) - 1), st.integers(0, 1), st.sampled_from(["put", "reject", "same", "different"])), max_size=7
)


@pytest.mark.parametrize("full", [None, 2], ids=["each with each", "full blocks"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_an_update_is_what_making_all_anew_is(tmp_path: Path, full: int | None, steps: list[tuple[int, int, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if full is not None:  # as if every block and component of three accounts were a very full one
            patch.setattr(clusters, "_FULL_BLOCK", full)
            patch.setattr(clusters, "_FULL_COMPONENT", full)
        compare_with_anew(tmp_path, steps)


def compare_with_anew(tmp_path: Path, steps: list[tuple[int, int, str]]) -> None:
    with open_ledger(tmp_path / f"{next(NUMBERS)}.db") as ledger:
        update(ledger)
        for n, version, what in steps:
            with connect.transaction(ledger.engine) as connection:
                claims = [c for a in connection.execute(sa.select(kept.accounts.c.json)).scalars() for c in kept.account_of(a).claims]
            claims.sort()
            if what == "put" or len(claims) < 2:
                put(ledger, n, version)
            elif what == "reject":
                ledger.review(claims[n % len(claims)], "rejected", who="ليلى", why="no")
            else:
                one, other = claims[n % len(claims)], claims[(n + 1 + version) % len(claims)]
                if one != other:
                    say(ledger, [("same" if what == "same" else "different", one, other)], who="ليلى", why=what)
            update(ledger)
        before = all_kept(ledger)
        assert update(ledger, anew=True).anew
        assert all_kept(ledger) == before


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(REPORTS))))
def test_the_order_of_arrival_makes_no_difference(tmp_path: Path, order: list[int]) -> None:
    with open_ledger(tmp_path / f"{next(NUMBERS)}.db") as ledger, open_ledger(tmp_path / f"{next(NUMBERS)}.db") as other:
        for n in order:
            put(ledger, n)
            update(ledger)
        filled(other)
        assert all_kept(ledger) == all_kept(other)


def test_the_picture_is_no_part_of_the_record(ledger: Ledger) -> None:
    put(ledger, 0)
    before, head = ledger.content_hash(), ledger.head()
    update(ledger)
    assert (ledger.content_hash(), ledger.head()) == (before, head)
    with connect.transaction(ledger.engine, writes=True) as connection:
        kept.metadata.drop_all(connection)
    assert update(ledger).anew and count(ledger, Asked()) == 1


def test_what_is_new_alone_is_looked_at(ledger: Ledger) -> None:
    filled(ledger, [0, 1, 2])
    assert update(ledger).articles == 0
    put(ledger, 3)
    done = update(ledger)
    assert (done.anew, done.articles, done.incidents) == (False, 1, 2)  # its own two occasions, none of the others


def test_reports_of_one_occasion_are_one_and_of_others_are_others(ledger: Ledger) -> None:
    filled(ledger)
    found = {t.incident.articles for t in find(ledger, Asked())}
    assert ("0.txt", "1.txt", "6.txt") in found  # the same day, told later as well
    assert ("2.txt",) in found  # the next day
    assert ("3.txt", "4.txt") in found  # the bomb in الباب
    assert ("3.txt",) in found  # and the shelling of أريحا, which the same article tells apart
    assert ("5.txt",) in found  # no place: alone


def test_incidents_are_found_by_place_day_and_type(ledger: Ledger) -> None:
    filled(ledger)
    day = dt.date(2024, 5, 2)
    assert count(ledger, Asked(places=("سراقب",))) == 2
    assert [t.incident.articles for t in find(ledger, Asked(places=("Saraqib", "سراقب"), first=day, last=day))] == [
        ("0.txt", "1.txt", "6.txt")
    ]
    assert count(ledger, Asked(types=("bombing",))) == 1
    assert count(ledger, Asked(types=("siege",))) == 0


def test_a_person_merges_and_splits_and_the_last_word_counts(ledger: Ledger) -> None:
    filled(ledger)
    first, second = (t.incident for t in find(ledger, Asked(places=("سراقب",))))
    say(ledger, [("same", first.claims[0], second.claims[0])], who="ليلى", why="one night")
    update(ledger)
    one = incident(ledger, min(first.id, second.id)).incident
    assert set(one.claims) == {*first.claims, *second.claims}
    assert any("ليلى" in note and "one night" in note for note in one.notes)
    pair = tuple(sorted((first.claims[0], second.claims[0])))
    assert [(x.first, x.second, x.reasons) for x in one.links if x.made_by == "ليلى"] == [(*pair, ("one night",))]
    assert update(ledger, anew=True).anew
    assert incident(ledger, one.id).incident == one  # survives
    say(ledger, [("different", first.claims[0], second.claims[0])], who="سمير", why="two nights")
    update(ledger)
    after = {t.incident.id: t.incident for t in find(ledger, Asked(places=("سراقب",)))}
    assert set(after) == {first.id, second.id}
    assert any("the last word is سمير's: two nights" in note for i in after.values() for note in i.notes)


def test_an_incident_whose_claims_are_rejected_after_an_update_is_left_out(ledger: Ledger) -> None:
    filled(ledger, [0])
    (told,) = find(ledger, Asked())
    for claim in told.incident.claims:
        ledger.review(claim, "rejected", who="ليلى", why="a mistake")
    assert list(find(ledger, Asked())) == []


def test_ids_lead_to_incidents_and_claims_to_theirs(ledger: Ledger) -> None:
    filled(ledger, [0])
    (told,) = find(ledger, Asked())
    assert ids(ledger, told.incident.id[:5]) == [told.incident.id]
    assert incident_of(ledger, told.incident.claims[-1]) == told.incident.id
    with pytest.raises(LedgerError, match="has no incident"):
        incident(ledger, "0" * 12)
