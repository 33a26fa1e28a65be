"""What imported places are: their kind and size by feature code and population, and names of areas without the word for their level.

Which code becomes what, and which words are no part of an area's name, is data: kinds.tsv and titles.tsv.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from marsad.gazetteer import ADMIN
from marsad.text.names import words_of

CITY, TOWN = 50_000, 5_000
"""The inhabitants from which on a settlement is a city, a town."""
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str
    least: str
    radius_km: float


@cache
def _kinds() -> Mapping[str, _Kind]:
    rows = [line.split("\t") for line in data("kinds.tsv")]
    own = {code: float(radius) for code, _, _, radius in rows if radius}
    return {code: _Kind(kind, least, own.get(code) or own.get(kind, 0.0)) for code, kind, least, _ in rows}


@cache
def _titles() -> frozenset[str]:
    return frozenset(" ".join(words_of(word)) for word in data("titles.tsv"))


def data(name: str) -> list[str]:
    """The lines of one of the package's files about places, without its comments."""
    text = files("marsad").joinpath("data/gazetteer", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def kind_of(code: str, population: int) -> tuple[str, float] | None:
    """What a feature code or foreign kind is here, and the radius in km that a place of it gets; None for what is of no use.

    A settlement is a city, a town or a village by its inhabitants; a capital is a city and a provincial seat at least a town.
    """
    known = _kinds().get(code)
    if known is None:
        return None
    if known.kind != "settlement":
        return known.kind, known.radius_km
    kind = larger(by_size(population), known.least)
    return kind, radius_of(kind, population)


def by_size(population: int) -> str:
    """The kind that a settlement of so many people is; a village where they are not known (0)."""
    return "city" if population >= CITY else "town" if population >= TOWN else "village"


def larger(kind: str, least: str) -> str:
    """The larger of two kinds of settlement; an empty one counts for nothing."""
    return min(kind, least or kind, key=("city", "town", "village").index)


def radius_of(kind: str, population: int) -> float:
    """How far a place of this kind reaches from its point, in km, where nothing better is known: see kinds.tsv; a city as far as its
    people need at 2,200 a square kilometre, how densely towns of the region are settled with their outskirts, and at most 15."""
    least = _kinds()[kind].radius_km
    return max(least, min(15.0, round(math.sqrt(population / (math.pi * 2_200)), 1))) if kind == "city" else least


def untitled(name: str) -> str:
    """The name of an area without the word for its level ("محافظة حلب", "Aleppo Governorate"), or the name where it has none."""
    words = name.split()
    if len(words) > 1 and " ".join(words_of(words[0])) in _titles():
        return " ".join(words[1:])
    if len(words) > 1 and " ".join(words_of(words[-1])) in _titles():
        return " ".join(words[:-1])
    return name


def is_arabic(name: str) -> bool:
    """Whether a name is in Arabic letters."""
    return _ARABIC.search(name) is not None


def level_of(kind: str) -> int:
    """The level of administration that a kind is (governorate 1, district 2, subdistrict 3), 0 for a country and anything else."""
    return ADMIN.index(kind) if kind in ADMIN else 0
