"""What all tests share."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run, and no failure because a machine is slow.
settings.register_profile("marsad", derandomize=True, deadline=None)
settings.load_profile("marsad")

_numbers = count()


@pytest.fixture(autouse=True)
def no_imported_places(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of imported tables, one of each test's own and not there yet, so that none sees what the user has imported."""
    folder = tmp_path_factory.getbasetemp() / "gazetteers" / str(next(_numbers))
    monkeypatch.setenv("MARSAD_GAZETTEERS", str(folder))
    return folder
