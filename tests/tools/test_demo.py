from __future__ import annotations

import pytest

from tools import demo


def test_the_demo_shows_every_sample_and_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main() == 0
    shown = capsys.readouterr().out
    for name in demo.SAMPLES:
        assert f"{name}.txt --published " in shown
    assert shown.count(" who says so\n") == len(demo.SAMPLES)
    assert shown.endswith(demo.CLOSING)
