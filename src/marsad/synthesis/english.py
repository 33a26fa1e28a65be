"""English phrases from values, as `marsad.synthesis.arabic` makes Arabic ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from marsad.synthesis.arabic import digits
from marsad.synthesis.wording import Noun, Words


def counted(number: int | float, noun: Noun, words: Words) -> str:
    """So many of a noun: "1 person killed", "12 people killed"."""
    if number == 0:
        return words.phrases["amounts"]["none"].format(noun=noun.many[0])
    return f"{digits(number)} {noun.one if number == 1 else noun.many[0]}"


def amount(low: int | float | None, high: int | float | None, noun: Noun, words: Words, *, approx: bool) -> str:
    """A number that lies between two bounds: "about 12 people", "12 to 17 people", "at least 12 people"; one of the bounds is known."""
    told = words.phrases["amounts"]
    if low is None or high is None:
        known = high if low is None else low
        if known is None:
            raise ValueError("an amount needs a bound")
        return told["most" if low is None else "least"].format(x=counted(known, noun, words))
    if low == high:
        return told["about"].format(x=counted(low, noun, words)) if approx else counted(low, noun, words)
    return told["between"].format(low=digits(low), high=counted(high, noun, words))


def day(date: dt.date, words: Words) -> str:
    """A day: "4 September 2017"."""
    return f"{date.day} {words.months['both'][date.month - 1]} {date.year}"


def listed(items: Sequence[str], words: Words) -> str:
    """Items as one phrase: "a", "a and b", "a, b and c"."""
    told = words.phrases["lists"]
    if len(items) < 2:
        return "".join(items)
    return told["two"].format(first=told["between"].join(items[:-1]), last=items[-1])
