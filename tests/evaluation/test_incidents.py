from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation.incidents import FLOORS, SET, coded, measured, scenes


def test_our_set_is_scored_above_its_floors() -> None:
    scores, wrong = measured()
    floors = json.loads(FLOORS.read_text("utf-8"))
    assert set(floors) == set(scores)
    assert {name: score for name, score in scores.items() if score < floors[name]} == {}, "\n".join(wrong)
    assert floors["f1"] >= 0.9 and floors["ranges"] >= 0.9


def test_the_set_holds_at_least_forty_incidents_of_two_reports_or_more() -> None:
    known, _, parts = scenes(SET)
    assert len(known) >= 40
    assert all(2 <= sum(part.incident == name for part in parts) <= 6 for name in known)


def test_coded_incidents_are_scored_by_place_day_and_range(tmp_path: Path) -> None:
    text = "قتل ثلاثة مدنيين الثلاثاء بقصف مدفعي على مدينة سراقب، بحسب الدفاع المدني السوري."
    right = {
        "id": "1",
        "texts": [{"text": text, "published": "2023-04-11"}],
        "place": {"name": "سراقب"},
        "day": "2023-04-11",
        "low": 3,
        "high": 3,
    }
    wrong = {**right, "id": "2", "place": {"lat": 33.5, "lon": 36.3}, "day": "2023-04-01", "high": 4}
    path = tmp_path / "coded.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in (right, wrong)), "utf-8")
    assert coded(path) == pytest.approx({"found": 1.0, "place": 0.5, "day": 0.5, "range": 0.5})
