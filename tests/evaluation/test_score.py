"""The scorer: pairing, spans, micro-averages, and refusal of misquotes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation.score import FAMILY, overlap, pair, same, score, table, words

TEXT = "قال الجيش إن مقاتليه قتلوا ثلاثة مسلحين في مدينة حلب أمس\n"


def span(text: str) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "text": text}


def claim(**parts: Any) -> dict[str, Any]:
    return {
        "type": "killed",
        "trigger": span("قتلوا"),
        "status": "asserted",
        "sources": [span("الجيش")],
        "roles": {"target": [span("ثلاثة مسلحين")], "place": [span("مدينة حلب")]},
        "quantities": [{"of": "count", "low": 3, "high": 3, "unit": "person", "text": span("ثلاثة")}],
        "time": {"start": "2024-05-01", "end": "2024-05-01", "text": span("أمس")},
        **parts,
    }


def run(tmp_path: Path, gold: list[dict[str, Any]], pred: list[dict[str, Any]] | None) -> tuple[dict[str, Any], list[Any]]:
    for name in ("gold", "pred"):
        (tmp_path / name).mkdir()
    (tmp_path / "gold" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gold" / "a.json").write_text(json.dumps({"claims": gold}), encoding="utf-8")
    if pred is not None:
        (tmp_path / "pred" / "a.json").write_text(json.dumps({"claims": pred}), encoding="utf-8")
    return score(tmp_path / "gold", tmp_path / "pred")


def test_the_same_claims_score_one(tmp_path: Path) -> None:
    out, errors = run(tmp_path, [claim()], [claim()])
    assert out["score"] == out["status"] == out["chains"] == 1.0
    assert errors == []


def test_a_missing_reading_is_no_claims(tmp_path: Path) -> None:
    out, errors = run(tmp_path, [claim()], None)
    assert out["score"] == 0.0
    assert [(e[1], e[2]) for e in errors] == [("missed", "killed")]


def test_a_type_of_the_same_family_counts_for_the_family(tmp_path: Path) -> None:
    out, errors = run(tmp_path, [claim()], [claim(type="wounded")])
    assert out["claims"]["f1"] == 0.0
    assert out["families"]["f1"] == 1.0
    assert out["roles"]["f1"] == 0.0  # the parts of a claim without a partner are misses and false alarms
    assert {e[1] for e in errors} == {"missed", "false"}


def test_parts_are_counted_one_by_one(tmp_path: Path) -> None:
    pred = claim(roles={"target": [span("مسلحين")], "agent": [span("مقاتليه")]}, sources=[], status="possible", time=None)
    out, _ = run(tmp_path, [claim()], [pred])
    assert out["roles"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert out["sources"]["recall"] == out["status"] == out["chains"] == out["times"]["f1"] == 0.0
    assert out["quantities"]["f1"] == 1.0


def test_a_misquoted_span_ends_the_program(tmp_path: Path) -> None:
    wrong = {"start": 0, "end": 3, "text": "غير"}
    with pytest.raises(SystemExit, match="does not quote"):
        run(tmp_path, [claim()], [claim(trigger=wrong)])


def test_spans_are_the_same_when_half_their_words_are() -> None:
    assert same(span("ثلاثة مسلحين"), span("مسلحين"))
    assert not same(span("ثلاثة مسلحين في مدينة حلب"), span("حلب"))
    assert not same(span("الجيش"), span("حلب"))
    assert words("الجيش، «جيش»") == {"جيش": 2}


def test_pairs_are_one_to_one() -> None:
    gold = [{"trigger": span("قتلوا ثلاثة"), "type": "killed"}]
    pred = [{"trigger": span("ثلاثة"), "type": "killed"}, {"trigger": span("قتلوا ثلاثة"), "type": "killed"}]
    assert pair(gold, pred, lambda c: str(c["type"])) == [(0, 1)]
    assert overlap(span("الجيش"), span("حلب")) < 0


def test_the_table_has_a_line_for_each_measure(tmp_path: Path) -> None:
    out, errors = run(tmp_path, [claim()], [])
    shown = table(out, errors, types=True, show=1)
    assert "score       0.0000" in shown
    assert "missed a" in shown
    assert set(FAMILY.values()) == {"violence", "territory", "harm", "relief", "politics", "statement"}
