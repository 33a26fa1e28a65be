from __future__ import annotations

from pathlib import Path

import pytest

from tools import demo


def test_the_demo_reads_every_sample_into_a_ledger_and_asks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert demo.main() == 0
    shown = capsys.readouterr().out
    for name in demo.SAMPLES:
        assert f"{name}.txt --published " in shown
    assert shown.count("1 new, 0 changed, 0 the same") == len(demo.SAMPLES)
    assert "✗ detention  negated" in shown and "● detention" in shown and "nothing is wrong" in shown
    assert "whether it happened · detention" in shown and "≥ 800,000 people" in shown
    assert shown.endswith(demo.CLOSING)
    assert demo.main() == 0
    assert capsys.readouterr().out.count("0 new, 0 changed, 1 the same") == len(demo.SAMPLES)
