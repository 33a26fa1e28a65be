"""Arabic phrases from values: counted nouns, amounts, days and lists, as grammar wants them, with Western digits.

A counted noun goes by the last two digits of its number: one is the noun and its adjective, two the dual, 3 to 10 the plural with a numeral
of the other gender, 11 to 99 the singular in the accusative, and whole hundreds the singular in the genitive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from marsad.synthesis.wording import Noun, Words

Case = Literal["nominative", "genitive", "accusative"]


def counted(number: int | float, noun: Noun, words: Words, case: Case = "nominative") -> str:
    """So many of a noun: "قتيل واحد", "قتيلان", "ثلاثة قتلى", "12 قتيلا", "100 قتيل"."""
    if noun.invariable:
        return f"{digits(number)} {noun.one}"
    amounts, other = words.phrases["amounts"], int(case != "nominative")
    if number == 0:
        return amounts["none"].format(noun=noun.many[1])
    if number == 1:
        if case == "accusative":
            return amounts[f"accusative_{noun.gender}"].format(noun=noun.accusative)
        return amounts[f"one_{noun.gender}"].format(noun=noun.one)
    if number == 2:
        return noun.two[other]
    numeral = words.numerals.get(number, {}).get(noun.gender) if isinstance(number, int) else None
    return f"{numeral or digits(number)} {after(number, noun)}"


def after(number: int | float, noun: Noun) -> str:
    """The noun as it stands after a number in digits."""
    last = number % 100
    if noun.invariable or last != int(last) or last < 3:
        return noun.one
    return noun.many[1] if last <= 10 else noun.accusative


def amount(low: int | float | None, high: int | float | None, noun: Noun, words: Words, *, approx: bool, case: Case = "nominative") -> str:
    """A number that lies between two bounds: "نحو 12 قتيلا", "بين 12 و17 قتيلا", "12 قتيلا على الأقل"; one of the bounds is known."""
    told = words.phrases["amounts"]
    if low is None or high is None:
        known = high if low is None else low
        if known is None:
            raise ValueError("an amount needs a bound")
        return told["most" if low is None else "least"].format(x=counted(known, noun, words, case))
    if low == high:
        return told["about"].format(x=counted(low, noun, words, "genitive")) if approx else counted(low, noun, words, case)
    if high <= 2:
        return told["between"].format(low=counted(low, noun, words, "genitive"), high=counted(high, noun, words, "genitive"))
    return told["between"].format(low=digits(low), high=f"{digits(high)} {after(high, noun)}")


def digits(number: int | float) -> str:
    """A number in Western digits: "12", "1,000", "2.5"."""
    return f"{number:,}" if number != int(number) else f"{int(number):,}"


def day(date: dt.date, words: Words, country: str | None = None) -> str:
    """A day, its month as they name it in a country: "4 أيلول/سبتمبر 2017"."""
    return f"{date.day} {words.months[words.style_of(country)][date.month - 1]} {date.year}"


def listed(items: Sequence[str], words: Words) -> str:
    """Items as one phrase: "أ وب وج"."""
    return words.phrases["lists"]["between"].join(items)


def verb(forms: Mapping[str, str], noun: Noun) -> str:
    """The verb as it stands before what is counted: it goes by the gender of the noun, never by its number."""
    return forms[noun.gender]
