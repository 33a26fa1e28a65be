"""Days and spans of days: months, weeks, seasons and edges, the Islamic calendar, and the nearest of a kind.

No function raises: a date that no calendar has (31 February, the year 99999) is None.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, NamedTuple

from hijridate import Gregorian, Hijri

Edge = Literal["start", "middle", "end"]
Grain = Literal["day", "week", "month", "season", "year", "span"]


class Days(NamedTuple):
    """The days from `start` to `end`, both included; None is an open end."""

    start: dt.date | None
    end: dt.date | None


def day(year: int, month: int, number: int) -> dt.date | None:
    """A day of the common calendar, or None."""
    try:
        return dt.date(year, month, number)
    except (ValueError, OverflowError):
        return None


def month(year: int, number: int, months: int = 1) -> Days | None:
    """`months` whole months from month `number` of `year` on."""
    first = day(year, number, 1)
    last_year, last_month = year + (number + months - 2) // 12, (number + months - 2) % 12 + 1
    if first is None or not 1 <= last_year <= 9999:
        return None
    return Days(first, dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1]))


def year(number: int) -> Days | None:
    """A whole year."""
    return month(number, 1, 12)


def week(date: dt.date, weeks: int = 0) -> Days | None:
    """Monday to Sunday of the week of `date`, moved by `weeks`."""
    monday = shift(date, "day", 7 * weeks - date.weekday())
    sunday = shift(monday, "day", 6) if monday is not None else None
    return Days(monday, sunday) if sunday is not None else None


def shift(date: dt.date, unit: str, count: int | float) -> dt.date | None:
    """`date` moved by a count of hours, days, weeks, months, years or decades; a half month is 15 days."""
    if abs(count) > 100_000:
        return None
    try:
        if unit in ("minute", "second"):
            return date
        if unit == "hour":
            return date + dt.timedelta(days=int(count / 24))
        if unit in ("day", "week"):
            return date + dt.timedelta(days=round(count * (7 if unit == "week" else 1)))
        months = count * {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
        whole = int(months)
        total = date.year * 12 + date.month - 1 + whole
        moved_year, moved_month = divmod(total, 12)
        if not 1 <= moved_year <= 9999:
            return None
        number = min(date.day, calendar.monthrange(moved_year, moved_month + 1)[1])
        return dt.date(moved_year, moved_month + 1, number) + dt.timedelta(days=round((months - whole) * 30))
    except (OverflowError, ValueError):
        return None


def edge_of(days: Days, edge: Edge, grain: Grain) -> Days:
    """The start, middle or end of a span: a third of a month or season, the first, middle two or last months of a year."""
    start, end = days
    if start is None or end is None or grain == "day":
        return days
    if grain == "year":
        first, months = {"start": (1, 1), "middle": (6, 2), "end": (12, 1)}[edge]
        return month(start.year, first, months) or days
    if grain == "week":
        low, high = {"start": (0, 1), "middle": (2, 3), "end": (4, 6)}[edge]
        return Days(start + dt.timedelta(days=low), start + dt.timedelta(days=high))
    if grain == "season":
        moved = shift(start, "month", {"start": 0, "middle": 1, "end": 2}[edge]) or start
        return month(moved.year, moved.month) or days
    if grain == "month":
        low, high = {"start": (0, 9), "middle": (10, 19), "end": (20, 40)}[edge]
        return Days(start + dt.timedelta(days=low), start + dt.timedelta(days=min(high, (end - start).days)))
    third = (end - start).days // 3
    cut = {"start": (0, third), "middle": (third, 2 * third), "end": (2 * third, (end - start).days)}[edge]
    return Days(start + dt.timedelta(days=cut[0]), start + dt.timedelta(days=cut[1]))


def weekday_past(today: dt.date, weekday: int, *, strict: bool = False) -> dt.date | None:
    """The nearest such day up to today (before today where `strict`)."""
    back = (today.weekday() - weekday) % 7
    return shift(today, "day", -(7 if strict and back == 0 else back))


def weekday_coming(today: dt.date, weekday: int) -> dt.date | None:
    """The nearest such day after today."""
    return shift(today, "day", (weekday - today.weekday() - 1) % 7 + 1)


def weekday_today(published: dt.date, weekday: int) -> dt.date | None:
    """The day that a text calls today: such a day from five days before its date to the day after."""
    back = (published.weekday() - weekday) % 7
    return shift(published, "day", 1 if back == 6 else -back)


def nth_weekday(days: Days, weekday: int, nth: int) -> dt.date | None:
    """The nth such day of a span; -1 is the last."""
    if days.start is None or days.end is None:
        return None
    if nth < 0:
        return weekday_past(days.end, weekday)
    found = shift(days.start, "day", (weekday - days.start.weekday()) % 7 + 7 * (nth - 1))
    return found if found is not None and found <= days.end else None


def hijri_day(hijri_year: int, number: int, day_number: int) -> dt.date | None:
    """A day of the Islamic calendar (Umm al-Qura, 1343 to 1500), or None."""
    try:
        found = Hijri(hijri_year, number, day_number).to_gregorian()
        return dt.date(found.year, found.month, found.day)
    except (ValueError, OverflowError):
        return None


def hijri_month(hijri_year: int, number: int) -> Days | None:
    """A whole month of the Islamic calendar."""
    first = hijri_day(hijri_year, number, 1)
    following = hijri_day(hijri_year + number // 12, number % 12 + 1, 1)
    return Days(first, following - dt.timedelta(days=1)) if first is not None and following is not None else None


def hijri_year_of(date: dt.date) -> int | None:
    """The Islamic year that a day lies in."""
    try:
        return int(Gregorian.fromdate(date).to_hijri().year)
    except (ValueError, OverflowError):
        return None
