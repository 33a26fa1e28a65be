"""What claims of one occasion have in common: the tables of data/synthesis/incidents.yaml, ready for use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from types import MappingProxyType
from typing import Any, Literal

import yaml

from marsad.text.names import without_article, words_of

Fit = Literal["same", "together", "maybe"]
_ORDER: tuple[Fit, ...] = ("maybe", "together", "same")


def data(name: str) -> Any:
    """The content of a YAML file in data/synthesis."""
    return yaml.safe_load((files("marsad") / "data" / "synthesis" / name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Rules:
    """Which types are of which kind of occasion, which of them go together and why, what a likeness weighs, and the words that part one
    occasion from another or tell a toll. `plain` are words that
    say nothing of whom or what, `within` those that a place follows. `digest` changes with any of it."""

    kinds: Mapping[str, tuple[str, ...]]
    causes: frozenset[str]
    fits: Mapping[tuple[str, str], tuple[Fit, str]]
    weights: Mapping[str, float]
    least: float
    apart: tuple[tuple[str, ...], ...]
    tolls: tuple[tuple[str, ...], ...]
    plain: frozenset[str]
    within: frozenset[str]
    digest: str

    def fit(self, a: str, b: str) -> tuple[Fit, str] | None:
        """How two types go together, and why; None where they never do."""
        return self.fits.get((a, b))


@cache
def rules() -> Rules:
    """The rules that ship with Marsad."""
    raw = data("incidents.yaml")
    kinds: dict[str, list[str]] = {}
    for kind in raw["kinds"]:
        for type in kind["types"]:
            kinds.setdefault(type, []).append(kind["name"])
    fits: dict[tuple[str, str], tuple[Fit, str]] = {(type, type): ("same", "of the same type") for type in kinds}
    for level in _ORDER[:2]:
        for entry in raw[level]:
            for a, b in product(entry["these"], entry["with"]):
                if a != b:
                    fits[a, b] = fits[b, a] = (level, entry["why"])
    whole = yaml.safe_dump(raw, allow_unicode=True, sort_keys=True)
    return Rules(
        kinds=MappingProxyType({type: tuple(names) for type, names in kinds.items()}),
        causes=frozenset(raw["causes"]),
        fits=MappingProxyType(fits),
        weights=MappingProxyType({name: float(weight) for name, weight in raw["weights"].items()}),
        least=float(raw["least"]),
        apart=tuple(tuple(words_of(phrase)) for phrase in raw["apart"]),
        tolls=tuple(tuple(words_of(phrase)) for phrase in raw["tolls"]),
        plain=frozenset(without_article(word) for phrase in raw["plain"] for word in words_of(phrase)),
        within=frozenset(word for phrase in raw["within"] for word in words_of(phrase)),
        digest=hashlib.sha256(whole.encode()).hexdigest()[:16],
    )
