from __future__ import annotations

from typing import Any

import pytest
import yaml

from marsad import lexicon
from marsad.errors import LexiconError
from marsad.synthesis import frontrules as rules
from marsad.text.names import spell

KNOWN = lexicon.load()


def raw() -> dict[str, Any]:
    from importlib.resources import files

    told: dict[str, Any] = yaml.safe_load(files("marsad").joinpath("data/synthesis/control.yaml").read_text(encoding="utf-8"))
    return told


def test_what_the_rules_name_is_there() -> None:
    found = rules.load()
    actors = {e.id for e in KNOWN.entries if e.kind == "actor"}
    assert set(found.sides) <= actors
    assert {f"{e.type}/{spell(e.lemma)}" for e in KNOWN.entries if e.kind == "trigger"} >= found.enters
    assert found.inside | found.needs <= set(KNOWN.types)
    assert not found.parts & found.kinds and not found.parts & found.nowhere


def test_an_arm_is_of_one_side() -> None:
    listed = [id for ids in raw()["sides"].values() for id in ids]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("change", [{"quiet_days": 0}, {"quiet_days": True}, {"sides": []}, {"enters": ["advance"]}, {"parts": None}])
def test_broken_rules_are_told(change: dict[str, Any]) -> None:
    with pytest.raises(LexiconError, match=r"control\.yaml"):
        rules.rules_of({**raw(), **change})
    with pytest.raises(LexiconError, match=r"control\.yaml"):
        rules.rules_of({k: v for k, v in raw().items() if k != "nowhere"})
