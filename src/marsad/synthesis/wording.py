"""The words of reports, by language: nouns that are counted, months, and what sentences are made of.

They are data (`data/synthesis/report/ar.yaml` and `en.yaml`); how they agree is the grammar of `marsad.synthesis.arabic` and `english`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import yaml

Code = Literal["ar", "en"]
CODES: tuple[Code, ...] = ("ar", "en")
Gender = Literal["m", "f"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that is counted. `two` and `many` are nominative, then genitive, which in Arabic is also the accusative; `accusative` is the
    singular after 11 to 99. An invariable one stays as it is after any number. In English only `one` and `many` matter."""

    gender: Gender
    one: str
    accusative: str
    two: tuple[str, str]
    many: tuple[str, str]
    invariable: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """How a type of claims is told: its `head`, what that is `alone`, how each of its `roles` is joined ("{x}" is what fills it), in the
    order in which they are told, and the verb before nouns that it `counts`, by gender (None: nothing is counted so)."""

    head: str
    alone: str
    roles: Mapping[str, str]
    counts: frozenset[str]
    verb: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language. `nouns` and `happenings` are by name and type, `numerals` by value and gender, `months` by style and
    `styles` by country (ISO 3166); `phrases` are templates by their group and name."""

    code: Code
    numerals: Mapping[int, Mapping[str, str]]
    nouns: Mapping[str, Noun]
    happenings: Mapping[str, Happening]
    months: Mapping[str, tuple[str, ...]]
    styles: Mapping[str, str]
    bare_places: frozenset[str]
    phrases: Mapping[str, Mapping[str, str]]

    def style_of(self, country: str | None) -> str:
        """How the months are named in a country; as in the first of the styles where nobody says."""
        return self.styles.get(country or "", next(iter(self.months)))


@cache
def words(code: Code) -> Words:
    """The words of a language."""
    raw = data(f"{code}.yaml")
    nouns = {name: _noun(told) for told in raw["nouns"] for name in (told["noun"], *told.get("units", ()))}
    slots = raw["slots"]
    return Words(
        code=code,
        numerals=MappingProxyType({told["value"]: {"m": told["masculine"], "f": told["feminine"]} for told in raw.get("numerals", ())}),
        nouns=MappingProxyType(nouns),
        happenings=MappingProxyType({told["type"]: _happening(told, slots) for told in raw["types"]}),
        months=MappingProxyType({told["style"]: tuple(told["names"]) for told in raw["months"]}),
        styles=MappingProxyType({country: told["style"] for told in raw["months"] for country in told["countries"]}),
        bare_places=frozenset(raw["bare_places"]),
        phrases=MappingProxyType(
            {name: told for name, told in raw.items() if isinstance(told, dict)} | {"marks": {"quoted": raw["quoted"]}}
        ),
    )


@cache
def data(name: str) -> Any:
    """The content of a YAML file in data/synthesis/report."""
    return yaml.safe_load((files("marsad") / "data" / "synthesis" / "report" / name).read_text("utf-8"))


def _noun(told: Mapping[str, Any]) -> Noun:
    one, many = told["one"], told.get("many", told["one"])
    return Noun(
        gender=told.get("gender", "m"),
        one=one,
        accusative=told.get("accusative", one),
        two=tuple(told.get("two", (one, one))),
        many=(many, many) if isinstance(many, str) else tuple(many),
        invariable=told.get("invariable", False),
    )


def _happening(told: Mapping[str, Any], slots: Mapping[str, str]) -> Happening:
    own = told.get("roles", {})
    return Happening(
        head=told["head"],
        alone=told.get("alone", told["head"]),
        roles=MappingProxyType({**own, **{role: slot for role, slot in slots.items() if role not in own}}),
        counts=frozenset(told.get("counts", ())),
        verb=told.get("verb"),
    )
