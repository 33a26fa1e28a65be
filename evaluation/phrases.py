#!/usr/bin/env python3
"""Check the readers of numbers and times against lists of phrases with their values.

    phrases.py [DIR] [--errors] [--floor-numeral 0.95] [--floor-time 0.80]

DIR holds the lists of the Duckling project for Arabic (BSD, see its LICENSE; default: the copy beside this file). Numbers: a
phrase is right when it reads as one number of its value. Times: the phrases that name a day or a longer period, read on
Tuesday 2013-02-12 with the coming reading of weekdays; right when the one time found has the list's first and last day.
A holiday there is its first day, here the feast with all its days: only the first day is compared. The other lists
(quantities, money, durations, ordinals) are reported without a floor. Exits with 1 when a list falls below its floor.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from marsad.mentions.numbers import NumberWords, find_numbers
from marsad.mentions.quantities import Counted, find_quantities
from marsad.mentions.times import TimeMention, TimeWords, find_times
from marsad.text.fold import fold
from marsad.text.tokens import tokenize

TODAY = dt.date(2013, 2, 12)
LEXICON = Path(__file__).resolve().parents[1] / "src" / "marsad" / "data" / "lexicon" / "ar"
_DATE = re.compile(r"\((\d+), (\d+), (\d+), \d+, \d+, \d+\)")
_NUMBER = re.compile(r"\(?(-?\d+(?:\.\d+)?(?:e\d+)?)\)?")
_UNITS = {
    "Dollar": "usd", "EUR": "eur", "GBP": "gbp", "KWD": "kwd", "LBP": "lbp", "EGP": "egp", "QAR": "qar", "SAR": "sar", "JOD": "jod",
    "ILS": "ils", "Cent": "cent", "Pound": "جنيه", "Gram": "g", "Ounce": "ounce", "Cup": "cup",
    "Second": "second", "Minute": "minute", "Hour": "hour", "Day": "day", "Week": "week", "Month": "month", "Year": "year",
}  # fmt: skip
# The lists give every weight in grams.
_GRAMS = {"kg": 1000.0, "mg": 0.001}


def words() -> tuple[NumberWords, TimeWords]:
    """The words of numbers and times, from the lexicon's YAML."""

    def read(name: str) -> Any:
        return yaml.load((LEXICON / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)

    return NumberWords.build({**read("numbers"), **read("units")}), TimeWords.build(read("times"))


def phrases(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """(value, phrase) pairs of one list."""
    for item in json.loads((folder / f"{name}_ar.json").read_text(encoding="utf-8")):
        for phrase in item["phrases"]:
            yield item["value"], phrase


def days_of(value: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of a time of the list; None where it is a part of a day."""
    if re.search(r"\b(Second|Minute|Hour)\)?$", value.strip()):
        return None
    dates = [dt.date(int(y), int(m), int(d)) for y, m, d in _DATE.findall(value)]
    if "Interval" in value:
        return dates[0], dates[1] - dt.timedelta(days=1)
    start = dates[0]
    if value.endswith("Week)"):
        return start, start + dt.timedelta(days=6)
    if value.endswith("Month)"):
        return start, (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    if value.endswith("Year)"):
        return start, start.replace(month=12, day=31)
    return start, start


class Reader:
    """Reads one phrase as a number, a quantity or a time."""

    def __init__(self) -> None:
        self.numbers, self.times = words()

    def number(self, phrase: str) -> float | None:
        """The value of the one number that the phrase is."""
        found = find_numbers(tokenize(fold(phrase)), self.numbers)
        return None if len(found) != 1 or found[0].value is None else float(found[0].value)

    def time(self, phrase: str) -> list[TimeMention]:
        """The times in the phrase."""
        tokens = tokenize(fold(phrase))
        return find_times(tokens, find_numbers(tokens, self.numbers), self.times, TODAY, tense="future")

    def quantity(self, phrase: str) -> list[Counted]:
        """The quantities in the phrase."""
        tokens = tokenize(fold(phrase))
        return find_quantities(tokens, find_numbers(tokens, self.numbers), self.numbers, {})


def right_time(value: str, found: list[TimeMention]) -> bool:
    """Whether the one time found has the days of the list."""
    days = days_of(value)
    if len(found) != 1 or days is None:
        return False
    if "datetimeHoliday" in value:
        return found[0].start == days[0]
    return (found[0].start, found[0].end) == days


def right_quantity(value: str, found: list[Counted]) -> bool:
    """Whether the one quantity found has the amount and the unit of the list."""
    if len(found) != 1:
        return False
    unit_found, size = found[0].unit, 1.0
    if unit_found in _GRAMS:
        unit_found, size = "g", _GRAMS[unit_found]
    bounds = tuple(None if b is None else round(b * size, 9) for b in (found[0].low, found[0].high))
    unit = next((_UNITS[u] for u in re.findall(r"[A-Za-z]+", value) if u in _UNITS), None)
    amounts = [float(a) for a in _NUMBER.findall(value)]
    low, high = {"(between": (amounts[0], amounts[-1]), "(under": (None, amounts[0]), "(above": (amounts[0], None)}.get(
        value.split()[0], (amounts[0], amounts[0])
    )
    return unit_found == unit and bounds == (low, high)


def main() -> int:
    """Run the lists and print how many phrases are right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", nargs="?", type=Path, default=Path(__file__).with_name("phrases"))
    parser.add_argument("--errors", action="store_true", help="print each phrase that is wrong")
    parser.add_argument("--floor-numeral", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--floor-time", type=float, default=0.0, metavar="SHARE")
    options = parser.parse_args()
    reader = Reader()
    floors = {"numeral": options.floor_numeral, "time": options.floor_time}
    low = False
    for name in ("numeral", "ordinal", "time", "quantity", "amountofmoney", "duration"):
        right = total = 0
        for value, phrase in phrases(options.dir, name):
            if name in ("numeral", "ordinal"):
                expected = float(_NUMBER.findall(value)[-1])
                got: Any = reader.number(phrase)
                good = got is not None and abs(got - expected) < 1e-9
            elif name == "time":
                if days_of(value) is None:
                    continue
                got = [(str(t.start), str(t.end), t.kind) for t in reader.time(phrase)]
                good = right_time(value, reader.time(phrase))
            else:
                got = [(c.of, c.low, c.high, c.unit) for c in reader.quantity(phrase)]
                good = right_quantity(value, reader.quantity(phrase))
            right, total = right + good, total + 1
            if options.errors and not good:
                print(f"  {name}: {phrase}: {value}, read as {got}")
        print(f"{name:14s} {right}/{total}  {right / total:.3f}")
        low = low or right / total < floors.get(name, 0.0)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
