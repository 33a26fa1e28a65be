"""The scorer of event detection: which sentences count as positive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation import gsr


def test_sentences_are_counted_by_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": 1, "event": "assault", "label": "yes", "text": "قصف"},
        {"id": 2, "event": "assault", "label": "yes", "text": "هجوم"},
        {"id": 3, "event": "assault", "label": "easy no", "text": "طقس"},
        {"id": 4, "event": "protest", "label": "yes", "text": "مظاهرة"},
    ]
    claims = {1: [("shelling", "asserted")], 2: [("attack", "negated")], 3: [("killed", "asserted")], 4: [("protest", "asserted")]}
    gold, pred = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pred.write_text(
        "".join(json.dumps({"id": i, "claims": [{"type": t, "status": s} for t, s in cs]}) + "\n" for i, cs in claims.items()),
        encoding="utf-8",
    )
    monkeypatch.setattr("sys.argv", ["gsr.py", str(gold), str(pred), "--json"])
    gsr.main()
    out = json.loads(capsys.readouterr().out)
    assert out["assault"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "sentences": 3, "positive": 2}
    assert out["protest"]["f1"] == 1.0
