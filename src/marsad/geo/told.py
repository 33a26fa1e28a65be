"""How a place is told: what place phrases are read into (`marsad.geo.phrases`) and resolved from (`marsad.geo.resolve`).

"قرب قرية X في ريف حمص الشرقي" is near(X, a village) within countryside(Homs, east).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marsad.gazetteer import Found


@dataclass(frozen=True, slots=True)
class Name:
    """A name: its words, the kinds that a word of kind before it asks for (likeliest first), the country that an adjective behind it
    tells, and the places that bear it. `own` says that a place of another kind is not meant."""

    words: str
    found: tuple[Found, ...]
    kinds: tuple[str, ...] = ()
    cc: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """A place that was named before, by its kinds ("المدينة")."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country told by an adjective; "" for the one that the text is about ("البلاد")."""

    cc: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something without a name, or with one that no table has."""

    words: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """What a word of relation makes of a place (see `relations` in places.yaml; also "direction", "distance" and "part"): towards these
    azimuths, at this many kilometres (None: open), and for "between", "along" and "border" the other end."""

    makes: str
    of: Told
    azimuths: tuple[float, ...] = ()
    km: tuple[float | None, float | None] | None = None
    to: Told | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Several places told together."""

    parts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """A place, and where it is said to lie."""

    inner: Told
    outer: Told


Told = Name | Again | Country | Unknown | Related | Group | Within


def names_in(node: Told | None) -> Iterator[Name]:
    """The names that a told place is told by, from left to right."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Related):
        yield from names_in(node.of)
        yield from names_in(node.to)
    elif isinstance(node, Within):
        yield from names_in(node.inner)
        yield from names_in(node.outer)
    elif isinstance(node, Group):
        for part in node.parts:
            yield from names_in(part)


def kilometres(low: float | None, high: float | None, unit: str) -> tuple[float | None, float | None]:
    """The bounds of a distance in kilometres."""
    scale = 0.001 if unit == "m" else 1.0
    return (None if low is None else low * scale, None if high is None else high * scale)
