"""Copies and voices: who really speaks, and how many of them there are.

Five sites that carry one wire text are one voice, and so is an observatory that three agencies ring up. What counts as independent is the
number of roots: the innermost sources of what is said, never the number of outlets.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text to look for copies of: the `version` of an article that it is, who published it and when, and the agencies that it credits
    (ids or names), in order."""

    version: str
    text: str
    outlet: str | None = None
    published: dt.date | None = None
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copies:
    """Texts that are one: near-copies whose figures agree. `id` is the least of their `versions`, `outlet` that of the earliest."""

    id: str
    versions: tuple[str, ...]
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something in the first place. `id` is the same wherever it speaks: that of a named source is made of its name, that of
    an office of its title and place, that of an unnamed one and of an article that cites nobody also of the copies it speaks in. `name` is
    what to call it, in the words of the text; `kind` is that of the source ("official", "witness", …), "outlet" for an article itself."""

    id: str
    name: str
    kind: str | None
