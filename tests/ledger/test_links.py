from __future__ import annotations

from pathlib import Path

import pytest
from tests.ledger.samples import document, reading

from marsad.errors import LedgerError
from marsad.ledger.audit import verify
from marsad.ledger.links import said_of_claims, say
from marsad.ledger.queries import Filter
from marsad.ledger.store import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    opened = open_ledger(tmp_path / "marsad.db")
    first = document("https://news.example/1")
    opened.add(first, reading(first))
    return opened


def test_what_is_said_is_kept_once_in_order_and_in_the_log(ledger: Ledger) -> None:
    a, b, c = sorted(hit.id for hit in ledger.search(Filter()))[:3]
    before = ledger.content_hash()
    assert say(ledger, [("same", b, a), ("different", a, c)], who=" منى ", why="one night") == 2
    assert say(ledger, [("same", a, b)], who="سمير", why="again") == 0
    assert say(ledger, [("different", a, b)], who="سمير", why="two") == 1
    found = said_of_claims(ledger)
    assert [(s.kind, s.claim, s.other, s.who, s.why) for s in found] == [
        ("same", a, b, "منى", "one night"),
        ("different", a, c, "منى", "one night"),
        ("different", a, b, "سمير", "two"),
    ]
    assert said_of_claims(ledger, after=found[0].n) == found[1:]
    assert verify(ledger).clean and ledger.content_hash() == before


def test_what_is_said_twice_in_one_act_is_kept_once(ledger: Ledger) -> None:
    a, b = (hit.id for hit in ledger.search(Filter())[:2])
    assert say(ledger, [("same", a, b), ("same", b, a)], who="منى", why="one night") == 1
    assert verify(ledger).clean


@pytest.mark.parametrize(("who", "why"), [("", "x"), ("x", " ")])
def test_nobody_and_no_reason_are_refused(ledger: Ledger, who: str, why: str) -> None:
    a, b = (hit.id for hit in ledger.search(Filter())[:2])
    with pytest.raises(LedgerError, match="give both"):
        say(ledger, [("same", a, b)], who=who, why=why)


def test_claims_that_are_not_there_and_one_claim_are_refused_whole(ledger: Ledger) -> None:
    a, b = (hit.id for hit in ledger.search(Filter())[:2])
    with pytest.raises(LedgerError, match="has no claim"):
        say(ledger, [("same", a, b), ("same", a, "0" * 20)], who="منى", why="x")
    with pytest.raises(LedgerError, match="with itself"):
        say(ledger, [("same", a, a)], who="منى", why="x")
    assert said_of_claims(ledger) == ()
