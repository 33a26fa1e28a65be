"""Figures: for an incident and a measure, what each voice says, and whether they agree.

No figure is made here: every bound is one of a claim's quantities, None stays an open end, and what nobody counted has no row.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from marsad.synthesis.voices import Voice

Agreement = Literal["single", "agree", "nest", "conflict"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one voice says of one measure. `low` and `high` are the bounds of the claim's quantity (None: open), `approx` that it is told as
    a rough one. `through` are those who pass it on, the outlet first; `reported` the day that came out; `claim` what says so. `toll` says
    that it is a total so far ("ارتفعت الحصيلة إلى"), `superseded` names the claim of the same voice whose later figure stands in the view
    in its place (None: this one stands)."""

    voice: Voice
    low: int | float | None
    high: int | float | None
    approx: bool
    through: tuple[str, ...]
    reported: dt.date | None
    claim: str
    toll: bool = False
    superseded: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What is said of one measure of one incident. `measure` is the type of the claims ("killed"), `of` and `unit` those of the
    quantities, `who` the group that is counted where it is told apart ("children"; "" for all). `rows` hold every figure, those that
    stand first; `low` and `high` are the range over those that stand, None where one of them is open on that side. `agreement` of the
    standing rows: "single" voice, "agree" (the same), "nest" (each fits into the next), "conflict"."""

    measure: str
    of: str
    unit: str
    who: str
    rows: tuple[Row, ...]
    low: int | float | None
    high: int | float | None
    agreement: Agreement

    @property
    def standing(self) -> tuple[Row, ...]:
        """The rows that no later one of the same voice stands in the place of."""
        return tuple(row for row in self.rows if row.superseded is None)
