"""The count of places that are put on the map: on a small article of ours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from evaluation.places import main

TEXT = "قصفت الطائرات مدينة تدمر أمس. ودخلت قوات النظام قرية فلفلانة."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    def span(words: str) -> dict[str, int | str]:
        return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "text": words}

    claims = [
        {"type": "shelling", "trigger": span("قصفت"), "status": "asserted", "roles": {"place": [span("مدينة تدمر")]}},
        {"type": "advance", "trigger": span("ودخلت"), "status": "asserted", "roles": {"toward": [span("قرية فلفلانة")]}},
    ]
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps({"id": "a", "published": "2017-09-05", "claims": claims}), encoding="utf-8")
    (tmp_path / "names.tsv").write_text("name_ar\tlat\tlon\ttolerance_km\nتدمر\t34.56\t38.27\t10\nحلب\t0\t0\t10\n", encoding="utf-8")
    return tmp_path


def test_places_are_counted_and_shown(gold: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = [str(gold), "--names", str(gold / "names.tsv"), "--gazetteers", "shipped", "--sample", "5", "--open"]
    monkeypatch.setattr(sys, "argv", ["places.py", *arguments])
    assert main() == 0
    out = capsys.readouterr().out
    assert "bare names: 1 of 2 within their tolerance" in out and "حلب:" in out
    assert "gold spans: 2 fillers, 1 name a place of the gazetteer, 1 of them located (100.0%)" in out
    assert "[مدينة تدمر]" in out and "km, locality" in out
