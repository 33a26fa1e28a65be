"""What the picture is drawn by: the words, lengths and classes of data/synthesis/control.yaml, loaded and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from marsad.errors import LexiconError
from marsad.text.names import spell


@dataclass(frozen=True, slots=True)
class Rules:
    """`quiet_days` is after how many days without a claim nothing is known; `sides` is the side of each actor that is an arm of
    one; `enters` are entries of the lexicon (type/lemma, folded); `tightens`, `imposes`, `parts`, `kinds` and `nowhere` are folded
    words; `inside` and `needs` are types of claims. The file says what each is for."""

    quiet_days: int
    sides: Mapping[str, str]
    enters: frozenset[str]
    tightens: frozenset[str]
    imposes: frozenset[str]
    parts: frozenset[str]
    kinds: frozenset[str]
    nowhere: frozenset[str]
    inside: frozenset[str]
    needs: frozenset[str]


def rules_of(raw: Any) -> Rules:
    """The rules that a YAML file tells. Raises LexiconError where it tells other things."""
    try:
        words = {name: frozenset(map(spell, raw[name])) for name in ("tightens", "imposes", "parts", "kinds", "nowhere")}
        types = {name: frozenset(raw[name]) for name in ("inside", "needs")}
        enters = frozenset(f"{kind}/{spell(lemma)}" for kind, lemma in (entry.split("/") for entry in raw["enters"]))
        sides = {id: side for side, ids in raw["sides"].items() for id in ids}
        days = raw["quiet_days"]
        if isinstance(days, bool) or not isinstance(days, int) or days < 1:
            raise ValueError(f"quiet_days is a number of days, not {days!r}")
        return Rules(quiet_days=days, sides=MappingProxyType(sides), enters=enters, **types, **words)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"data/synthesis/control.yaml: {error}; install Marsad again") from error


@cache
def load() -> Rules:
    """The rules that ship with Marsad, read once a process. Raises LexiconError where they are missing or damaged."""
    try:
        raw = yaml.safe_load(files("marsad").joinpath("data/synthesis/control.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise LexiconError(f"data/synthesis/control.yaml cannot be read ({error}); install Marsad again") from error
    return rules_of(raw)
