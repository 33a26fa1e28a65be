"""What may take the place of a claim, and what may not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.ledger.samples import RAQQA, TEXT, claims, span

from marsad import lexicon
from marsad.errors import LedgerError
from marsad.ledger.corrections import claim_of, corrected

CLAIM = claims()[0].to_json("a", why=True)
HERE = span(TEXT, "تل أبيض").to_json()


def changed(change: dict[str, Any]) -> dict[str, Any]:
    return corrected(CLAIM, change, TEXT, lexicon.load().types, why="because")


def test_json_and_back() -> None:
    for claim in claims():
        told = claim.to_json("a", why=True)
        assert claim_of(told).to_json("a", why=True) == told


def test_a_voice_of_no_kind_is_read() -> None:
    told = claims()[0].to_json("a")
    told["sources"][0]["kind"] = ""  # as was written where the words tell none
    assert claim_of(told).sources[0].kind is None


def test_what_is_not_corrected_stays() -> None:
    out = changed({"status": "negated"})
    assert {k: v for k, v in out.items() if v != CLAIM[k]} == {"status": "negated", "rule": "review", "why": ["because"]}


@pytest.mark.parametrize(
    "change",
    [
        {"roles": {"place": [{**HERE, "location": RAQQA.to_json()}]}},
        {"roles": {"place": [{**HERE, "location": {"name_ar": "تل أبيض"}}]}},
        {"sources": []},
        {"via": [{**HERE, "name": "x", "kind": "agency"}]},
        {"time": None},
        {"time": {"start": "2024-05-01", "end": None, "text": HERE}},
        {"quantities": [{"of": "count", "low": None, "high": 3.5, "unit": "person", "approx": True, "text": HERE}]},
        {"trigger": HERE},
    ],
)
def test_sound_corrections(change: dict[str, Any]) -> None:
    assert claim_of(changed(change)).to_json("", why=True).keys() == CLAIM.keys()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"id": "x"},
        {"rule": "x"},
        {"type": "nope"},
        {"type": 3},
        {"status": "sure"},
        {"trigger": {**HERE, "text": "تل أسود"}},
        {"trigger": {**HERE, "start": HERE["start"] + 1}},
        {"trigger": {**HERE, "start": -1}},
        {"trigger": {"start": True, "end": 2, "text": "ع"}},
        {"trigger": {"start": 10_000, "end": 10_001, "text": "x"}},
        {"trigger": None},
        {"sources": "x"},
        {"sources": [{**HERE, "name": 3}]},
        {"roles": {"victim": [HERE]}},
        {"roles": [HERE]},
        {"roles": {"place": [{**HERE, "location": {"lat": 3}}]}},
        {"roles": {"place": [{**HERE, "location": {"name_ar": "x", "lat": 3.0}}]}},
        {"roles": {"place": [{**HERE, "location": {**RAQQA.to_json(), "lat": 300}}]}},
        {"roles": {"place": [{**HERE, "location": {**RAQQA.to_json(), "lat": float("nan")}}]}},
        {"roles": {"place": [{**HERE, "location": {**RAQQA.to_json(), "radius_km": -1}}]}},
        {"roles": {"place": [{**HERE, "location": {**RAQQA.to_json(), "planet": "x"}}]}},
        {"roles": {"place": [{**HERE, "location": {**RAQQA.to_json(), "area": "x"}}]}},
        {"quantities": [{"of": "count", "low": 5, "high": 3, "unit": "person", "approx": False, "text": HERE}]},
        {"quantities": [{"of": "luck", "low": 5, "high": 5, "unit": "person", "approx": False, "text": HERE}]},
        {"quantities": [{"of": "count", "low": "5", "high": 5, "unit": "person", "approx": False, "text": HERE}]},
        {"quantities": [{"of": "count", "low": 5, "high": 5, "unit": "", "approx": False, "text": HERE}]},
        {"quantities": [{"of": "count", "low": 5, "high": 5, "unit": "person", "approx": "no", "text": HERE}]},
        {"time": {"start": "2024-05-03", "end": "2024-05-02", "text": HERE}},
        {"time": {"start": "yesterday", "end": None, "text": HERE}},
        {"time": {"start": 3, "end": None, "text": HERE}},
    ],
)
def test_nonsense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(LedgerError):
        changed(change)
