"""The day that an article came out, from what its page, feed or table says.

Our own reading of Arabic dates goes first ("4 أيلول 2017", "الإثنين 4 سبتمبر/أيلول 2017", "14 رمضان 1437هـ"), then ISO 8601, the
dates of mail and feeds, and months in English and French. A date must name its year; "قبل ساعتين" does not date an article,
nor does the moment of fetching. What lies after that moment or before 1990 is refused with a note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache

from marsad import lexicon as lexicons
from marsad.ingest.inputs import data, utc
from marsad.lexicon import Lexicon
from marsad.mentions import calendar as cal
from marsad.mentions.numbers import NumberWords, find_numbers
from marsad.mentions.times import TimeMention, TimeWords, find_times
from marsad.mentions.timewords import take
from marsad.text.fold import fold
from marsad.text.tokens import Token, tokenize

EARLIEST = dt.date(1990, 1, 1)
"""No article that is read here came out before."""
_AHEAD = dt.timedelta(hours=14)  # of UTC, where days begin first
_LONGEST = 200
_ARABIC = re.compile(r"[\u0621-\u064a]")
_COMMON_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COMMA_YEAR = re.compile(r"\s*,\s*(?=\d{4}(?!\d))")
_BOTH = re.compile(r"(?<=\d)\s*ه(?:جريه?)?\s*[-/|,(]\s*")  # where the Hijri date ends and the common one begins
_HIJRI_DIGITS = re.compile(r"(?<!\d)(?:(1[34]\d\d)([/-])(\d{1,2})\2(\d{1,2})|(\d{1,2})([/-])(\d{1,2})\6(1[34]\d\d))(?!\d)")
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er)?(?:\s+of)?[\s.,-]+([^\W\d_]{3,9})\.?[\s.,-]+(\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words of dates, ready for use."""

    numbers: NumberWords
    times: TimeWords

    @classmethod
    def of(cls, lexicon: Lexicon) -> DateWords:
        return cls(NumberWords.build({**lexicon.numbers, **lexicon.units}), TimeWords.build(lexicon.times))


@cache
def _shipped() -> DateWords:
    return DateWords.of(lexicons.load())


@dataclass(frozen=True, slots=True)
class Day:
    """A day that words name, and what had to be assumed to read them."""

    date: dt.date
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that may say when an article came out, and where they stand ("article:published_time", "byline"). What is `weak` is used where
    nothing better is, and contradicts nothing."""

    where: str
    text: str
    weak: bool = False


def read_day(text: str, words: DateWords | None = None) -> Day | None:
    """The one day that `text` names with its year, or None. The first counts where there are several; a common date beside the
    Hijri one is preferred, since sighting may move the latter by a day."""
    text = " ".join(text[:_LONGEST].split())
    folded = _BOTH.sub("ه\n", fold(text).text)
    if not any(c.isdigit() for c in folded) and not _ARABIC.search(folded):
        return None
    return (
        _hijri_digits(folded)
        or (_iso(folded) if not _ARABIC.search(folded) else None)
        or _arabic(_COMMA_YEAR.sub(" ", folded), words or _shipped())
        or _iso(folded)
        or _mail(text)
        or _latin(text.lower())
    )


def _hijri_digits(folded: str) -> Day | None:
    found = _HIJRI_DIGITS.search(folded)
    if found is None or _COMMON_YEAR.search(folded):
        return None
    a, _, b, c, d, _, e, f = found.groups()
    date = cal.hijri_day(int(a), int(b), int(c)) if a else cal.hijri_day(int(f), int(e), int(d))
    return Day(date, ("a Hijri date, which sighting may move by a day",)) if date is not None else None


def _arabic(folded: str, words: DateWords) -> Day | None:
    tokens = tokenize(fold(folded))
    numbers = find_numbers(tokens, words.numbers)
    times = find_times(tokens, numbers, words.times, None)
    found = [t for t in times if t.kind in ("date", "weekday", "range") and t.resolved and t.start == t.end and t.start and t.alt is None]
    if not found:
        return None
    common = [t for t in found if _COMMON_YEAR.search(_words(folded, tokens, t))]
    best = (common or found)[0]
    date = best.start
    if date is None:
        return None
    notes = []
    if not common:
        notes.append("a Hijri date, which sighting may move by a day")
    short = _SHORT.search(_words(folded, tokens, best))
    if short is not None and int(short[1]) <= 12 and int(short[2]) <= 12 and short[1] != short[2]:
        notes.append(f"{short.group()} was read as day, month, year")
    weekdays = {w[1] for i in range(len(tokens)) if (w := take(words.times.weekdays, tokens, i)) is not None}
    if len(weekdays) == 1 and date.weekday() not in weekdays:
        notes.append("its day of the week is another")
    return Day(date, tuple(notes))


def _words(folded: str, tokens: list[Token], time: TimeMention) -> str:
    return folded[tokens[time.first].start : tokens[time.last - 1].end]


def _iso(folded: str) -> Day | None:
    found = _ISO.search(folded)
    date = cal.day(int(found[1]), int(found[2]), int(found[3])) if found is not None else None
    return Day(date) if date is not None else None


def _mail(text: str) -> Day | None:
    try:
        return Day(parsedate_to_datetime(text).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _latin(text: str) -> Day | None:
    months = data("days.yaml")["months"]
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for found in pattern.finditer(text):
            number = months.get(found[month])
            date = cal.day(int(found[3]), number, int(found[day])) if number else None
            if date is not None:
                return Day(date)
    return None


def fault_of(date: dt.date, fetched: dt.datetime) -> str | None:
    """Why no article that was fetched then can have come out on that day, or None."""
    if date > (utc(fetched) + _AHEAD).date():
        return "lies after the article was fetched"
    return "lies before 1990" if date < EARLIEST else None


def publication_day(
    evidence: Iterable[Evidence], fetched: dt.datetime, words: DateWords | None = None
) -> tuple[dt.date | None, tuple[str, ...]]:
    """The day that the first usable piece of evidence names, with notes on it, on what was refused before it, and on what says another."""
    notes: list[str] = []
    chosen: dt.date | None = None
    where = ""
    for piece in evidence:
        day = read_day(piece.text, words)
        if day is None:
            continue
        fault = fault_of(day.date, fetched)
        if fault is not None:
            if chosen is None:
                notes.append(f"published: {day.date.isoformat()} ({piece.where}) {fault}, and was not used")
        elif chosen is None:
            chosen, where = day.date, piece.where
            notes += [f"published: from the {piece.where}"] if piece.weak else []
            notes += [f"published: {note} ({piece.where})" for note in day.notes]
        elif not piece.weak and abs((day.date - chosen).days) > 1:
            notes.append(f"published: {where} says {chosen.isoformat()}, {piece.where} says {day.date.isoformat()}")
            break
    return chosen, tuple(notes)
