"""Times in a text, resolved against the article's date: points in time with what stands before them.

`find_times` gives the inclusive days that the words allow, as CLAIMS.md says (sections 5 and 8). A bare weekday, month or
date has two readings, the past and the coming one; both are kept, so that the status of a claim can choose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from marsad.mentions import calendar as cal
from marsad.mentions.calendar import Days
from marsad.mentions.numbers import Number
from marsad.mentions.periods import Kind, Point
from marsad.mentions.points import Points
from marsad.mentions.timewords import TimeWords, entry, take
from marsad.text.tokens import Token

__all__ = ["Kind", "TimeMention", "TimeWords", "find_times"]

# The kinds that date something by the calendar, so that an event can be dated by them ("منذ سقوط المدينة في 2014").
_CALENDAR = frozenset(("date", "month", "season", "year", "day", "weekday", "holiday"))
# How far "منذ" looks for the date of the event that follows it.
_EVENT_REACH = 8
_PLURAL_LOW, _PLURAL_HIGH = 3, 9
# How many days "about" gives to either side.
_GIVE = {"day": 1, "week": 3, "month": 7}


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time at tokens `first` to `last` (excluded), `lead` letters into its first token.

    `start` and `end` are inclusive days; None is an open end where `resolved`, and unknown where not. `alt` holds the
    other reading where the words alone do not choose: the coming one, or the past one when the tense was "future"; for
    "منذ" with an event that has its own date, and for the kind "event" ("بعد يومين من الهجوم"), the days of that event.
    """

    first: int
    last: int
    start: dt.date | None
    end: dt.date | None
    kind: Kind
    resolved: bool
    alt: tuple[dt.date | None, dt.date | None] | None = None
    lead: int = 0


def find_times(
    tokens: Sequence[Token],
    numbers: Sequence[Number],
    words: TimeWords,
    published: dt.date | None,
    *,
    tense: Literal["past", "future"] = "past",
) -> list[TimeMention]:
    """All times of a text in order, none overlapping another. Without `published`, relative times stay unresolved."""
    by_first = {n.first: n for n in numbers}
    points = Points(tokens, by_first, words, published, future=tense == "future")
    if published is not None:
        points.today = points.memory.today = points.anchor(published)
    frames = _Frames(points)
    heads, after = words.heads, words.after
    out: list[TimeMention] = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if token.kind != "mark" and (i in by_first or token.text in heads or token.text == "ال"):
            j = i + 1
            follow = after.get(token.text) if i not in by_first and j not in by_first else None
            if follow is not None and j < n and tokens[j].kind == "word" and tokens[j].text not in follow and tokens[j].text != "ال":
                i = j
                continue
            nothing = take(words.nothing, tokens, i)
            skip = nothing[0] if nothing is not None else points.named_date(i)
            if skip:
                i = skip
                continue
            found = frames.at(i)
            if found is not None:
                out.append(found)
                i = found.last
                continue
        i += 1
    return out


class _Duration(NamedTuple):
    """A length of time: `amount` units, or None for a bare plural; `bound` says least, most or about."""

    first: int
    last: int
    unit: str
    amount: float | None
    bound: str


class _Frames:
    """Reads what stands before a point or a duration."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.tokens = points.tokens
        self.words = points.words

    def at(self, i: int) -> TimeMention | None:
        """The time that begins at token `i`."""
        found = self._point(i) or self._framed(i) or self._event(i)
        if found is not None and found.resolved:
            self.points.memory.note(Days(found.start, found.end))
        return found

    def _point(self, i: int) -> TimeMention | None:
        point = self.points.point(i)
        if point is None:
            return None
        linked = self._linked(point)
        return _mention(i, linked, lead=self._lead(i, linked))

    def _lead(self, i: int, point: Point) -> int:
        """The letters before the time in its first token."""
        text = self.tokens[i].text
        number = self.points.numbers.get(i)
        if number is not None:
            return number.lead if number.lead and text[0] in "وفبلك" else 0
        w = self.words
        for table in (w.fixed, w.weekdays, w.months, w.parts, w.the_units, w.edges, w.day_heads, w.year_heads, w.month_heads, w.seasons,
                      w.prefixes, w.this, w.holidays, w.clock_heads, w.date_heads, w.anaphors, w.nth_last, w.feast_days):  # fmt: skip
            found = entry(table, self.tokens, i)
            if found is not None and i + 1 + len(found.rest) <= point.last:
                return found.lead
        return 0

    # -- ranges ----------------------------------------------------------------------------------------------------

    def _linked(self, point: Point, *, until: bool = False) -> Point:
        """The point with a second one after "إلى" or a dash (after "حتى" too where a range was promised)."""
        tokens = self.tokens
        j = point.last
        if j >= len(tokens):
            return point
        text = tokens[j].text
        if text == "," and until:
            j += 1
        link = take(self.words.links, tokens, j)
        if link is None and not (text == "-" and point.kind in ("date", "month", "year", "weekday")):
            return point
        dated = point.kind in ("date", "weekday", "clock", "part", "day")
        if link is not None and not until and not dated:
            return point
        k = link[0] if link is not None else j + 1
        self.points.memory.note(point.days)
        second = self.points.point(k, bare_year=True)
        if second is None or second.kind in ("vague", "sofar", "now"):
            return point
        return self._between(point, second)

    def _between(self, a: Point, b: Point) -> Point:
        """From the start of one point to the end of another."""
        if a.days is None or b.days is None:
            return Point(b.last, None, "range", "span")
        start, end = a.days.start, b.days.end
        if start is not None and end is not None and (start > end or (a.free and not b.free)):
            start = _before(start, end, weekly=a.kind == "weekday")
        if start is not None and end is not None and start > end:
            return Point(b.last, None, "range", "span")
        alt = None
        if a.alt is not None and b.alt is not None and a.alt.start is not None and b.alt.end is not None and a.alt.start <= b.alt.end:
            alt = Days(a.alt.start, b.alt.end)
        return Point(b.last, Days(start, end), "range", "span", alt)

    # -- frames ----------------------------------------------------------------------------------------------------

    def _framed(self, i: int) -> TimeMention | None:
        found = entry(self.words.frames, self.tokens, i)
        if found is None:
            return None
        frame, lead, j = found.value, found.lead, i + 1 + len(found.rest)
        if frame == "since":
            return self._since(i, j, lead)
        if frame in ("until", "by"):
            return self._until(i, j, lead, frame)
        if frame == "ago":
            return self._ago(i, j, lead)
        if frame == "before":
            return self._beside(i, j, lead, "before")
        if frame == "after":
            return self._after(i, j, lead)
        if frame in ("within", "in", "over"):
            return self._within(j, frame)
        if frame == "range":
            first = self.points.point(j, bare_year=True)
            linked = self._linked(first, until=True) if first is not None else None
            return _mention(i, linked, lead=lead) if linked is not None and linked.kind == "range" else None
        return self._and(i, j, lead)

    def _and(self, i: int, j: int, lead: int) -> TimeMention | None:
        """As in "بين آذار وتموز 2015", "بين 2011 و2015"."""
        first = self.points.point(j, bare_year=True)
        number = self.points.numbers.get(i)
        if first is None and number is not None and isinstance(number.low, int) and isinstance(number.high, int):
            if number.low >= 1900 and number.high <= 2100:
                days = cal.month(number.low, 1, 12 * (number.high - number.low + 1))
                return _mention(i, Point(number.last, days, "range", "span"), lead=lead)
            return None
        if first is None or first.last >= len(self.tokens):
            return None
        text = self.tokens[first.last].text
        if text[0] != "و":
            return None
        second = self.points.point(first.last + (text == "و"), bare_year=True)
        return _mention(i, self._between(first, second), lead=lead) if second is not None else None

    def _since(self, i: int, j: int, lead: int) -> TimeMention:
        duration = self._duration(j)
        point = self.points.point(j, bare_year=True) or self._part_of_today(j)
        if duration is not None and (point is None or point.last <= duration.last):
            return self._since_duration(i, duration, lead)
        if point is not None:
            linked = self._linked(point, until=True)
            if linked.kind == "range":
                return _mention(i, linked, lead=lead)
            return _mention(i, self._from(point), lead=lead)
        for k in range(j + 1, min(j + _EVENT_REACH, len(self.tokens))):
            if self.tokens[k].kind != "word" and k not in self.points.numbers:
                break
            dated = self.points.point(k, bare_year=False)
            if dated is not None and dated.kind in _CALENDAR:
                return _mention(i, self._from(dated)._replace(alt=dated.days), lead=lead)
            ago = self._ago(k, k + 1, 0) if take(self.words.frames, self.tokens, k) == (k + 1, "ago") else None
            if ago is not None and ago.resolved:
                return TimeMention(i, ago.last, ago.start, None, "since", True, (ago.start, ago.end), lead)
            if k in self.points.numbers:
                break
        return TimeMention(i, min(j + 1, len(self.tokens)), None, None, "event", False, None, lead)

    def _from(self, point: Point) -> Point:
        days = Days(point.days.start, None) if point.days is not None else None
        alt = Days(point.alt.start, None) if point.alt is not None else None
        return Point(point.last, days, "since", "span", alt)

    def _since_duration(self, i: int, d: _Duration, lead: int) -> TimeMention:
        today = self.points.today
        if today is None:
            return TimeMention(i, d.last, None, None, "since", False, None, lead)
        if d.unit in ("hour", "minute", "second") and (d.amount is None or d.amount < 24):
            return TimeMention(i, d.last, today, today, "since", True, None, lead)
        if d.amount is None:
            return TimeMention(i, d.last, None, None, "since", True, None, lead)
        start = cal.shift(today, d.unit, -d.amount)
        return TimeMention(i, d.last, start, None, "since", start is not None, None, lead)

    def _part_of_today(self, j: int) -> Point | None:
        """As in "منذ الفجر": a part of this day."""
        found = take(self.words.the_parts, self.tokens, j)
        day = self.points.today
        return Point(found[0], Days(day, day) if day is not None else None, "part", "day") if found is not None else None

    def _until(self, i: int, j: int, lead: int, frame: str) -> TimeMention | None:
        point = self.points.point(j, bare_year=True) or self._part_of_today(j)
        if point is None:
            return None
        if frame == "until":
            return _mention(i, self._ending(point, "until"), lead=lead)
        return _mention(i, Point(point.last, self._up_to(point.days), "by", "span", self._up_to(point.alt)), lead=lead)

    def _ending(self, point: Point, kind: Kind) -> Point:
        """Open until the end of a point; the coming reading begins today."""
        past, coming = (point.alt, point.days) if self.points.future else (point.days, point.alt or point.days)
        ahead = self._up_to(coming)
        ahead = ahead if ahead is not None and ahead.start is not None else None
        behind = Days(None, past.end) if past is not None else None
        if self.points.future and point.days is not None:
            return Point(point.last, ahead or Days(None, point.days.end), kind, "span", behind)
        return Point(point.last, behind, kind, "span", ahead)

    def _up_to(self, days: Days | None) -> Days | None:
        """By a day that is still to come: from today on; by a past day: open."""
        today = self.points.today
        if days is None or days.end is None:
            return None
        return Days(today if today is not None and days.end > today else None, days.end)

    def _ago(self, i: int, j: int, lead: int) -> TimeMention | None:
        d = self._duration(j)
        if d is None:
            return self._beside(i, j, lead, "before")
        departs = any(t.text in self.words.departs for t in self.tokens[max(0, i - 3) : i])
        if take(self.words.relatives, self.tokens, d.last) is not None and not departs:
            return TimeMention(i, d.last, None, None, "event", False, self._other_event(d, 1), lead)
        today = self.points.today
        days = self._days_ago(d, today) if today is not None else None
        return _mention(i, Point(d.last, days, "ago", "span"), lead=lead)

    def _days_ago(self, d: _Duration, today: dt.date) -> Days | None:
        if d.unit in ("minute", "second", "hour"):
            date = cal.shift(today, "hour", -(d.amount or 0)) if d.unit == "hour" else today
            return Days(date, date)
        if d.amount is None:
            return Days(cal.shift(today, d.unit, -_PLURAL_HIGH), cal.shift(today, d.unit, -_PLURAL_LOW))
        date = cal.shift(today, d.unit, -d.amount)
        if date is None:
            return None
        if d.bound == "least":
            return Days(None, date)
        if d.bound == "most":
            return Days(date, today)
        if d.bound == "about" and d.unit in _GIVE:
            give = _GIVE[d.unit]
            return Days(cal.shift(date, "day", -give), cal.shift(date, "day", give))
        if d.unit == "month":
            return cal.month(date.year, date.month)
        if d.unit in ("year", "decade"):
            return cal.year(date.year)
        return Days(date, date)

    def _after(self, i: int, j: int, lead: int) -> TimeMention | None:
        d = self._duration(j)
        if d is None:
            return self._beside(i, j, lead, "after")
        if take(self.words.relatives, self.tokens, d.last) is not None:
            return TimeMention(i, d.last, None, None, "event", False, self._other_event(d, -1), lead)
        today = self.points.today
        coming = cal.shift(today, d.unit, d.amount) if today is not None and d.amount is not None else None
        return TimeMention(i, d.last, None, None, "event", False, (coming, coming) if coming is not None else None, lead)

    def _other_event(self, d: _Duration, sign: int) -> tuple[dt.date | None, dt.date | None] | None:
        """The day of the event that "بعد يومين من …" counts from: so long before the day that was named last."""
        day = self.points.memory.day or self.points.today
        moved = cal.shift(day, d.unit, sign * d.amount) if day is not None and d.amount is not None else None
        return (moved, moved) if moved is not None else None

    def _beside(self, i: int, j: int, lead: int, kind: Literal["before", "after"]) -> TimeMention | None:
        """Before or after a point: the days up to it, or from the day after it."""
        point = self.points.point(j, bare_year=True)
        if point is None or point.kind in ("vague", "sofar", "now", "span"):
            return None
        if point.kind in ("part", "clock"):
            return _mention(i, point, lead=lead)
        if kind == "before" and take(self.words.edges, self.tokens, j) is not None:
            # "قبل نهاية الشهر" is by its last day.
            return _mention(i, self._ending(point, kind), lead=lead)
        days, alt = _outside(point.days, kind), _outside(point.alt, kind)
        if kind == "before":
            days, alt = (self._up_to(days), alt) if self.points.future else (days, self._up_to(alt))
        return _mention(i, Point(point.last, days, kind, "span", alt), lead=lead)

    def _within(self, j: int, frame: str) -> TimeMention | None:
        """As in "خلال أسبوع", "في 10 أشهر"; before a point the preposition adds nothing, and the mention is the point."""
        point = self.points.point(j, bare_year=True)
        if point is not None:
            linked = self._linked(point)
            return _mention(j, linked, lead=self._lead(j, linked))
        d = self._duration(j)
        if d is None or frame == "over":
            return None
        counted = d.amount is not None and (j in self.points.numbers or bool(d.bound))
        if frame == "in" and not counted and not (d.unit == "week" and d.amount is not None):
            return None
        today = self.points.today
        if today is None:
            return TimeMention(d.first, d.last, None, None, "within", False)
        amount = d.amount
        if d.unit in ("hour", "minute", "second"):
            unit, amount = "day", 1.0 if d.amount is None else max(1.0, float(-int(-d.amount // 24)))
        else:
            unit = d.unit
            amount = float(_PLURAL_HIGH if unit == "day" else 4) if amount is None else amount
        past = (cal.shift(today, unit, -amount), today)
        coming = (today, cal.shift(today, unit, amount))
        chosen, other = (coming, past) if self.points.future else (past, coming)
        alt = other if None not in other else None
        if None in chosen:
            return TimeMention(d.first, d.last, None, None, "within", False, alt)
        return TimeMention(d.first, d.last, chosen[0], chosen[1], "within", True, alt)

    def _event(self, i: int) -> TimeMention | None:
        after = entry(self.words.day_after, self.tokens, i)
        if after is not None:
            one = _Duration(i, i + 1, "day", 1.0, "")
            return TimeMention(i, i + 1 + len(after.rest), None, None, "event", False, self._other_event(one, -1), after.lead)
        found = entry(self.words.events, self.tokens, i)
        return TimeMention(i, i + 1 + len(found.rest), None, None, "event", False, None, found.lead) if found is not None else None

    # -- durations -------------------------------------------------------------------------------------------------

    def _duration(self, i: int) -> _Duration | None:
        """As in "يومين", "نحو أسبوعين", "أكثر من عام ونصف العام", "ثلاثة أشهر", "بضعة أيام", "أسابيع"."""
        words, tokens = self.words, self.tokens
        bound = take(words.bounds, tokens, i)
        j = bound[0] if bound is not None else i
        kind = bound[1] if bound is not None else ""
        number = self.points.numbers.get(j)
        if number is not None and number.low is not None and number.kind in ("cardinal", "vague", "fraction"):
            unit = take(words.units, tokens, number.last) or self.points.accusative(number.last)
            if unit is None:
                return None
            # A range of digits reaches as far as its higher number; "بضعة" stays open.
            exact = number.value if number.value is not None else number.high if number.kind == "cardinal" else None
            amount = None if exact is None else float(exact)
            return self._halved(_Duration(i, unit[0], unit[1][0], amount, kind))
        several = take(words.several, tokens, j)
        if several is not None:
            unit = take(words.units, tokens, several[0])
            return _Duration(i, unit[0], unit[1][0], None, kind) if unit is not None and unit[1][1] == 0 else None
        unit = take(words.units, tokens, j)
        if unit is None:
            return None
        last, (name, count) = unit
        if count == 1:
            # "يوم الجمعة" and "شهر تموز" are points.
            one = self.points.numbers.get(last)
            if one is not None and one.value == 1:
                last = one.last
            elif self.points.point(j, bare_year=True) is not None:
                return None
        if count == 0:
            after = take(words.several_after, tokens, last)
            if after is not None:
                last = after[0]
        return self._halved(_Duration(i, last, name, float(count) if count else None, kind))

    def _halved(self, d: _Duration) -> _Duration:
        """With "ونصف" or "ونصف العام" after it."""
        tokens, j = self.tokens, d.last
        number = self.points.numbers.get(j)
        if number is None and j < len(tokens) and tokens[j].text == "و":
            j += 1
            number = self.points.numbers.get(j)
        elif number is not None and tokens[j].text[0] != "و":
            number = None
        if number is None or number.kind != "fraction" or number.value is None or d.amount is None:
            return d
        last = number.last
        again = take(self.words.the_units, tokens, last)
        if again is not None:
            last = again[0]
        return d._replace(last=last, amount=d.amount + float(number.value))


def _mention(first: int, point: Point, *, lead: int = 0) -> TimeMention:
    """The mention of a point; unresolved where it has no days."""
    alt = (point.alt.start, point.alt.end) if point.alt is not None else None
    days = point.days
    if days is None or (days.start is not None and days.end is not None and days.start > days.end):
        return TimeMention(first, point.last, None, None, point.kind, False, alt, lead)
    return TimeMention(first, point.last, days.start, days.end, point.kind, True, alt, lead)


def _outside(days: Days | None, kind: Literal["before", "after"]) -> Days | None:
    """The open span before or after some days."""
    if days is None:
        return None
    edge = days.start if kind == "before" else days.end
    moved = cal.shift(edge, "day", -1 if kind == "before" else 1) if edge is not None else None
    if moved is None:
        return None
    return Days(None, moved) if kind == "before" else Days(moved, None)


def _before(start: dt.date, end: dt.date, *, weekly: bool) -> dt.date:
    """The start of a range whose year or week its end decides."""
    if weekly:
        back = (end.weekday() - start.weekday()) % 7
        return cal.shift(end, "day", -back) or start
    moved = cal.day(end.year, start.month, min(start.day, 28)) if start.day > 28 else cal.day(end.year, start.month, start.day)
    if moved is None:
        return start
    if start.day > 28:
        moved = cal.day(end.year, start.month, start.day) or moved
    return moved if moved <= end else cal.day(end.year - 1, start.month, moved.day) or start
