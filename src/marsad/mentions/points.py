"""Points in time: the day, month, year or other span of days that words name, without what stands before it (منذ، حتى).

A point is read from a token on and resolved against today. What it cannot resolve (no today, an impossible date) keeps its
words and has no days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from marsad.mentions import calendar as cal
from marsad.mentions.calendar import Days, Grain
from marsad.mentions.numbers import Number
from marsad.mentions.timewords import Entry, Holiday, MonthName, TimeWords, entry, take
from marsad.text.tokens import Token

Kind = Literal[
    "day", "weekday", "part", "clock", "date", "week", "month", "season", "year", "period", "holiday", "now", "vague", "sofar",
    "span", "anaphor", "event", "since", "until", "by", "ago", "before", "after", "within", "range",
]  # fmt: skip
_TODAY_ONLY = ("minute", "second")


class Point(NamedTuple):
    """What the words up to token `last` (excluded) name. `alt` is the other reading of a day without a year or a week;
    `free` says that the year or week was chosen by today."""

    last: int
    days: Days | None
    kind: Kind
    grain: Grain
    alt: Days | None = None
    free: bool = False


class Memory:
    """What was named before, for words that refer back."""

    __slots__ = ("day", "days", "far", "month", "period", "today")

    def __init__(self, today: dt.date | None) -> None:
        self.today = today
        self.day: dt.date | None = None
        self.days: Days | None = None
        self.far: Days | None = None
        self.period: Days | None = None
        self.month: tuple[int, int] | None = None

    def note(self, days: Days | None) -> None:
        if days is None or days.start is None:
            return
        self.days = days
        if self.today is None or (self.today - days.start).days > 2:
            self.far = days
        if days.end is not None and days.end > days.start:
            self.period = days
        if days.start == days.end:
            self.day = days.start
            self.month = (days.start.year, days.start.month)
        elif days.end is not None and (days.end - days.start).days < 31:
            self.month = (days.start.year, days.start.month)


class Points:
    """Reads points in one text."""

    def __init__(
        self, tokens: Sequence[Token], numbers: Mapping[int, Number], words: TimeWords, today: dt.date | None, *, future: bool
    ) -> None:
        self.tokens = tokens
        self.numbers = numbers
        self.words = words
        self.today = today
        self.future = future
        self.memory = Memory(today)

    # -- the ways to name a point ----------------------------------------------------------------------------------

    def point(self, i: int, *, bare_year: bool = False) -> Point | None:
        """The point that begins at token `i`; `bare_year` lets four digits alone be a year."""
        if i >= len(self.tokens):
            return None
        text = self.tokens[i].text
        if text not in self.words.starts and i not in self.numbers and text != "ال":
            return None
        return (
            self._anaphor(i)
            or self._nth(i)
            or self._holiday(i)
            or self._prefixed(i)
            or self._fixed(i, long=True)
            or self._unit(i, bare=False)
            or self._fixed(i)
            or self._clock(i)
            or self._part(i)
            or self._day_head(i)
            or self._weekday(i)
            or self._date(i)
            or self._edge(i)
            or self.period(i, bare_year=bare_year)
        )

    def period(self, i: int, *, bare_year: bool = False) -> Point | None:
        """A month, year, season, decade, half or quarter of a year."""
        return self._month_point(i) or self._year_point(i, bare_year) or self._season(i) or self._span(i) or self._decade(i)

    def _number(self, i: int, low: int, high: int) -> Number | None:
        """The whole number at token `i`, when it lies within the bounds."""
        n = self.numbers.get(i)
        if n is None or n.kind not in ("cardinal", "ordinal") or not isinstance(n.low, int) or not isinstance(n.high, int):
            return None
        return n if low <= n.low <= n.high <= high else None

    def _text(self, i: int) -> str:
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def _of(self, i: int) -> int:
        """Past "من" or "في"."""
        found = take(self.words.of, self.tokens, i)
        return found[0] if found is not None else i

    def _two(self, past: Days | None, coming: Days | None) -> tuple[Days | None, Days | None]:
        """The reading that the tense asks for, and the other."""
        return (coming, past) if self.future else (past, coming)

    # -- days ------------------------------------------------------------------------------------------------------

    def day(self, i: int) -> Point | None:
        """A day by any name, past "يوم": what a part of day may stand before."""
        found = take(self.words.day_heads, self.tokens, i)
        if found is not None:
            i = found[0]
        return self._fixed(i, only_day=True) or self._weekday(i) or self._date(i) or self._holiday(i)

    def _fixed(self, i: int, *, only_day: bool = False, long: bool = False) -> Point | None:
        found = entry(self.words.fixed, self.tokens, i)
        if found is None or (only_day and found.value.kind != "day") or (long and not found.rest):
            return None
        fixed, last = found.value, i + 1 + len(found.rest)
        if fixed.kind != "day":
            return Point(last, self._from_today(fixed.start, fixed.end), fixed.kind, "span")
        # "اليوم السابع" counts days, and may be a newspaper.
        nth = self.numbers.get(last)
        if nth is not None and nth.kind == "ordinal" and nth.definite and fixed.start == 0:
            return None
        days = self._from_today(fixed.start, fixed.end)
        named = self._named_day(last)
        if named is None:
            date = self._date(last, dated=True) if last in self.numbers else None
            return Point(date.last, date.days, "date", "day") if date is not None else Point(last, days, "day", "day")
        at, weekday = named
        date = self._date_beside(at, weekday)
        if date is not None:
            return Point(date.last, date.days, "date", "day")
        if self.today is not None and days is not None and days.start is not None and days.start.weekday() != weekday:
            other = cal.weekday_coming(self.today, weekday) if fixed.start > 0 else cal.weekday_past(self.today, weekday)
            days = Days(other, other) if other is not None else days
        return Point(at, days, "day", "day")

    def _named_day(self, j: int) -> tuple[int, int] | None:
        """The weekday right after a day word: "أمس الخميس", "اليوم (السبت)", "أمس، الأحد"."""
        if self._text(j) in ("(", ",", "/", "-"):
            found = take(self.words.weekdays, self.tokens, j + 1)
            if found is None:
                return None
            if self._text(j) == "(":
                return (found[0] + 1, found[1]) if self._text(found[0]) == ")" else None
            return found
        return take(self.words.weekdays, self.tokens, j) if self._text(j)[:1] == "ا" else None

    def _from_today(self, start: int | None, end: int | None) -> Days | None:
        if self.today is None:
            return None
        a = cal.shift(self.today, "day", start) if start is not None else None
        b = cal.shift(self.today, "day", end) if end is not None else None
        return Days(a, b)

    def anchor(self, published: dt.date) -> dt.date:
        """The day that the text itself calls today ("اليوم الخميس", else "أمس السبت"); `published` where it names none."""
        second: dt.date | None = None
        for i, token in enumerate(self.tokens):
            found = entry(self.words.fixed, self.tokens, i) if token.text in self.words.fixed else None
            if found is None or found.value.kind != "day" or found.value.start > 0:
                continue
            named = self._named_day(i + 1 + len(found.rest))
            if named is None:
                continue
            at, weekday = named
            date = self._date_beside(at, weekday)
            if date is not None and date.days is not None and date.days.start is not None:
                day = date.days.start
            else:
                shifted = cal.shift(published, "day", found.value.start) or published
                day = cal.weekday_today(shifted, weekday) or shifted
            today = cal.shift(day, "day", -found.value.start)
            if found.value.start == 0:
                return today or published
            second = second or today
        return second or published

    def _prefixed(self, i: int) -> Point | None:
        """"في وقت متأخر من مساء أمس", "وقت سابق من الشهر الجاري"."""
        found = take(self.words.prefixes, self.tokens, i)
        if found is None:
            return None
        j = found[0]
        inner = self._part(j) or self.day(j)
        if inner is not None:
            return inner._replace(kind="part")
        month = self._unit(self._of(j), bare=False)
        if month is not None and month.grain != "day" and month.days is not None and self.today is not None:
            yesterday = cal.shift(self.today, "day", -1)
            if month.days.start is not None and yesterday is not None and month.days.start <= yesterday:
                end = yesterday if month.days.end is None or yesterday < month.days.end else month.days.end
                return month._replace(days=Days(month.days.start, end))
            return month
        return None

    def _clock(self, i: int) -> Point | None:
        """A clock time dates the day beside it; alone, the day that was last named."""
        found = take(self.words.clock_heads, self.tokens, i)
        j = found[0] if found is not None else i
        n = self.numbers.get(j)
        if n is None or (found is None and n.use != "clock" and n.kind != "ordinal"):
            return None
        end = k = n.last
        halted = False
        seen_part = False
        for _ in range(6):
            text = self._text(k)
            tail = take(self.words.clock_tails, self.tokens, k)
            part = take(self.words.parts, self.tokens, k)
            if part is not None:
                seen_part = True
                if part[1].alone:
                    k = end = part[0]
                    continue
                break
            if tail is not None:
                k = end = min(tail[0] + text.startswith(("ب", "ت")), len(self.tokens))
            elif text == "(" and n.use == "clock" and (close := self._close(k)):
                k = end = close
            elif k in self.numbers and (text[0] == "و" or self._text(k - 1) == ":"):
                k = end = self.numbers[k].last
            elif text in ("و", ":"):
                k += 1
            else:
                halted = True
                break
        if found is None and not seen_part:
            return None
        inner = self._part(k) or self.day(self._of(k))
        if inner is not None:
            return inner._replace(kind="clock")
        return Point(end if halted or end > n.last else n.last, self._same_day(), "clock", "day")

    def _close(self, i: int) -> int:
        """The token after the bracket that closes the one at `i`, or 0."""
        for j in range(i + 1, min(i + 9, len(self.tokens))):
            if self.tokens[j].text == ")":
                return j + 1
        return 0

    def _same_day(self) -> Days | None:
        day = self.memory.day or self.today
        return Days(day, day) if day is not None else None

    def _part(self, i: int) -> Point | None:
        found = take(self.words.parts, self.tokens, i)
        if found is None:
            return None
        j, part = found
        inner = self.day(j)
        if inner is not None:
            days = inner.days
            if part.night and days is not None and days.start is not None and days.start == days.end:
                days = Days(days.start, cal.shift(days.start, "day", 1))
            return inner._replace(kind="part", days=days)
        if part.alone or (self._text(i)[-1:] == "ء" and self._ends(j)):
            return Point(j, self._same_day(), "part", "day")
        return None

    def _ends(self, j: int) -> bool:
        """Whether nothing that could be a day follows: a mark, the end, or a word with "و" in front."""
        text = self._text(j)
        return not text or not text[0].isalnum() or text[0] == "و"

    def _day_head(self, i: int) -> Point | None:
        """"يوم الجمعة", "يومي السبت والأحد", "بتاريخ 4/9/2017"."""
        found = take(self.words.day_heads, self.tokens, i) or take(self.words.date_heads, self.tokens, i)
        if found is None:
            return None
        j = found[0]
        return self._weekday(j) or self._date(j, dated=True) or self._fixed(j, only_day=True)

    # -- weekdays --------------------------------------------------------------------------------------------------

    def _weekday(self, i: int) -> Point | None:
        words, tokens = self.words, self.tokens
        bare = take(words.bare_weekdays, tokens, i)
        if bare is not None:
            week = self._week(bare[0])
            return self._in_week(week, bare[1]) if week is not None else None
        found = take(words.weekdays, tokens, i)
        if found is None or (i and tokens[i - 1].text in words.not_dates):
            return None
        j, weekday = found
        which = take(words.which, tokens, j)
        if which is not None and which[1] in ("last", "next", "recent"):
            nth = self._nth_in(which[0], weekday, -1) if which[1] == "recent" else None
            if nth is not None:
                return nth
            return Point(which[0], self._weekday_which(weekday, which[1]), "weekday", "day")
        week = self._week(self._of(j))
        if week is not None:
            return self._in_week(week, weekday)
        n = self.numbers.get(j)
        if n is not None and n.kind == "ordinal" and isinstance(n.low, int) and n.low <= 5:
            dated = self._date(j, weekday)
            if dated is not None and dated.days is not None and dated.days.start is not None and dated.days.start.weekday() == weekday:
                return dated
            return self._nth_in(n.last, weekday, n.low) or self._plain_weekday(j, weekday)
        dated = self._date_beside(j, weekday)
        if dated is not None:
            return dated
        return self._weekday_pair(j, weekday) or self._plain_weekday(j, weekday)

    def _plain_weekday(self, j: int, weekday: int) -> Point:
        if self.today is None:
            return Point(j, None, "weekday", "day", free=True)
        past, coming = cal.weekday_past(self.today, weekday), cal.weekday_coming(self.today, weekday)
        days, alt = self._two(Days(past, past), Days(coming, coming))
        return Point(j, days, "weekday", "day", alt, free=True)

    def _weekday_which(self, weekday: int, which: str) -> Days | None:
        if self.today is None:
            return None
        date = cal.weekday_coming(self.today, weekday) if which == "next" else cal.weekday_past(self.today, weekday, strict=True)
        return Days(date, date)

    def _week(self, j: int) -> Point | None:
        """A week that a weekday lies in: "الأسبوع الماضي", "هذا الأسبوع"."""
        found = self._unit(j, bare=False)
        return found if found is not None and found.kind == "week" else None

    def _in_week(self, week: Point, weekday: int) -> Point:
        start = week.days.start if week.days is not None else None
        date = cal.shift(start, "day", weekday) if start is not None else None
        return Point(week.last, Days(date, date) if date is not None else None, "weekday", "day")

    def _weekday_pair(self, j: int, weekday: int) -> Point | None:
        """Two days running: "ليل الأحد/الاثنين", "السبت - الأحد", "يومي الجمعة والسبت"; also a longer run with a dash."""
        text = self._text(j)
        mark = text in ("/", "-")
        k = j + 1 if mark or text == "و" else j
        found = take(self.words.weekdays, self.tokens, k)
        if found is None or (not mark and found[1] != (weekday + 1) % 7) or found[1] == weekday:
            return None
        if self.today is None:
            return Point(found[0], None, "weekday", "day", free=True)
        length = (found[1] - weekday) % 7
        readings = []
        for last in (cal.weekday_past(self.today, found[1]), cal.weekday_coming(self.today, found[1])):
            first = cal.shift(last, "day", -length) if last is not None else None
            readings.append(Days(first, last))
        days, alt = self._two(readings[0], readings[1])
        return Point(found[0], days, "weekday", "span", alt, free=True)

    def _date_beside(self, j: int, weekday: int) -> Point | None:
        """The date after a weekday: "الخميس 15 آب", "الأربعاء، 13 شباط", "الثلاثاء (4 نيسان)", "الخميس الموافق …"."""
        text = self._text(j)
        if text == "(":
            inner = self._date(j + 1, weekday, dated=True)
            return inner._replace(last=inner.last + 1) if inner is not None and self._text(inner.last) == ")" else None
        if text == ",":
            return self._date(j + 1, weekday)
        head = take(self.words.date_heads, self.tokens, j)
        k = head[0] if head is not None else self._of(j)
        if k not in self.numbers:
            return None
        return self._date(k, weekday, dated=True)

    # -- dates -----------------------------------------------------------------------------------------------------

    def _date(self, i: int, weekday: int | None = None, *, dated: bool = False) -> Point | None:
        """A day of a month, or several: digits, "15 نيسان 2017", "الثالث من الشهر الجاري", "17 منه", "يوليو 13-15".
        `dated` says that a word before promises a date, so that "21/9" is one."""
        n = self.numbers.get(i)
        if n is None:
            return self._month_first(i, weekday)
        if n.use == "date":
            return self._digits(n)
        if n.kind == "ratio":
            return self._slashed(n, weekday, dated or weekday is not None)
        day = self._number(i, 1, 31)
        if day is None:
            return None
        low, high, j = int(day.low or 0), int(day.high or 0), day.last
        other = self._second_day(j)
        if other is not None:
            j, high = other
        of_it = take(self.words.anaphors, self.tokens, j)
        if of_it is not None and of_it[1] == "of_it" and (day.kind == "ordinal" or self.tokens[i].kind == "number"):
            if self.memory.month is None:
                return None
            return Point(of_it[0], self._in_month(*self.memory.month, low, high), "date", "day")
        month = self._month_name(self._of(j)) or self._month_name(j)
        if month is not None:
            last, name = month
            return self._day_of_month(last, name, low, high, weekday)
        relative = self._relative_month(self._of(j))
        if relative is not None:
            days = None
            if relative.days is not None and relative.days.start is not None:
                days = self._in_month(relative.days.start.year, relative.days.start.month, low, high)
            return Point(relative.last, days, "date", "day")
        if weekday is not None and day.kind == "ordinal" and day.definite:
            return self._weekday_numbered(day.last, weekday, low)
        return None

    def named_date(self, i: int) -> int:
        """The token after a date that is part of a name ("ثورة 25 يناير", "حي 7 نيسان"), or 0."""
        n = self.numbers.get(i)
        if n is None or not i or self.tokens[i - 1].text not in self.words.not_dates:
            return 0
        month = self._month_name(n.last)
        return month[0] if month is not None else 0

    def _second_day(self, j: int) -> tuple[int, int] | None:
        """The second of two days of one month: "السابع والثامن من", "13 إلى 15", "23 حتى 26"."""
        link = take(self.words.links, self.tokens, j)
        text = self._text(j)
        k = link[0] if link is not None else j + 1 if text in ("و", "-") else j if text[:1] == "و" else -1
        n = self._number(k, 1, 31) if k > 0 else None
        if n is None:
            return None
        follows = self._of(n.last)
        if self._month_name(follows) is None and self._relative_month(follows) is None:
            return None
        return n.last, int(n.high or 0)

    def _month_first(self, i: int, weekday: int | None) -> Point | None:
        """"يوليو 13-15": a month and then its days, with nothing that they could count after them."""
        month = take(self.words.months, self.tokens, i)
        if month is None:
            return None
        n = self._number(month[0], 1, 31)
        if n is None or self.tokens[n.first].kind != "number":
            return None
        low, high, last = int(n.low or 0), int(n.high or 0), n.last
        link = take(self.words.links, self.tokens, last)
        if link is not None and (second := self._number(link[0], 1, 31)) is not None:
            last, high = second.last, int(second.high or 0)
        elif self._text(last)[:1].isalpha():
            return None
        return self._day_of_month(last, month[1], low, high, weekday)

    def _day_of_month(self, last: int, name: MonthName, low: int, high: int, weekday: int | None) -> Point | None:
        """Days of a named month, with the year that follows or the one that today and the weekday choose."""
        found = self._year(last, hijri=name.hijri)
        if found is not None:
            last, year = found
            return Point(last, self._in_month(year, name.number, low, high, name.hijri), "date", "day")
        which = take(self.words.which, self.tokens, last)
        direction = which[1] if which is not None and which[1] in ("last", "next", "this", "recent") else ""
        if direction and which is not None:
            last = which[0]
        if self.today is None:
            return Point(last, None, "date", "day", free=True)
        this_year = cal.hijri_year_of(self.today) if name.hijri else self.today.year
        if this_year is None:
            return Point(last, None, "date", "day", free=True)
        candidates = [d for y in (this_year - 1, this_year, this_year + 1) if (d := self._in_month(y, name.number, low, high, name.hijri))]
        if weekday is not None and low == high:
            matching = [d for d in candidates if d.start is not None and d.start.weekday() == weekday]
            if matching:
                today = self.today
                best = min(matching, key=lambda d: abs((d.start - today).days) if d.start is not None else 0)
                return Point(last, best, "date", "day", free=True)
        past = [d for d in candidates if d.start is not None and d.start <= self.today]
        month_start = self.today.replace(day=1)
        coming = [d for d in candidates if d.start is not None and d.start >= month_start]
        days, alt = self._two(past[-1] if past else None, coming[0] if coming else None)
        if direction == "next":
            days, alt = (next((d for d in coming if d.start is not None and d.start > self.today), None), None)
        elif direction:
            days, alt = (past[-1] if past else None), None
        return Point(last, days, "date", "day", alt if alt != days else None, free=True)

    def _in_month(self, year: int, number: int, low: int, high: int, hijri: bool = False) -> Days | None:
        make = cal.hijri_day if hijri else cal.day
        start, end = make(year, number, low), make(year, number, high)
        return Days(start, end) if start is not None and end is not None and start <= end else None

    def _digits(self, n: Number) -> Point:
        """A date in digits; the first of two ambiguous numbers is the day."""
        text = "".join(t.text for t in self.tokens[n.first : n.last])
        pieces = text.replace("-", "/").replace(".", "/").split("/")
        days = None
        if all(p.isdigit() and len(p) <= 4 for p in pieces) and len(pieces) == 3:
            a, b, c = (int(p) for p in pieces)
            if len(pieces[0]) == 4:
                year, month, day = a, b, c
            else:
                day, month, year = (a, b, c) if b <= 12 else (b, a, c)
                year += 2000 if len(pieces[2]) == 2 else 0
            date = cal.day(year, month, day)
            days = Days(date, date) if date is not None else None
        return Point(n.last, days, "date", "day")

    def _slashed(self, n: Number, weekday: int | None, dated: bool) -> Point | None:
        """"2/2013" is a month, "21/9" a day where a date is promised."""
        pieces = [t.text for t in self.tokens[n.first : n.last] if t.kind == "number"]
        if len(pieces) != 2 or not all(p.isdigit() for p in pieces):
            return None
        a, b = int(pieces[0]), int(pieces[1])
        if 1 <= a <= 12 and 1900 <= b <= 2100:
            return Point(n.last, cal.month(b, a), "month", "month")
        if dated and 1 <= a <= 31 and 1 <= b <= 12:
            return self._day_of_month(n.last, MonthName(b, False, ""), a, a, weekday)
        return None

    def _weekday_numbered(self, last: int, weekday: int, number: int) -> Point | None:
        """"السبت السادس عشر": the nearest month in which that day is such a weekday."""
        if self.today is None:
            return Point(last, None, "date", "day", free=True)
        for months in (0, 1, -1, 2, -2):
            moved = cal.shift(self.today.replace(day=1), "month", months)
            date = cal.day(moved.year, moved.month, number) if moved is not None else None
            if date is not None and date.weekday() == weekday:
                return Point(last, Days(date, date), "date", "day", free=True)
        return None

    # -- months, years, seasons ------------------------------------------------------------------------------------

    def _month_name(self, i: int) -> tuple[int, MonthName] | None:
        """A month by name or number, with both its names where both stand: "شهر آذار/مارس", "يوليو (تموز)", "شهر 3"."""
        words, tokens = self.words, self.tokens
        head = take(words.month_heads, tokens, i)
        j = head[0] if head is not None else i
        found = take(words.months, tokens, j)
        if found is not None:
            return self._doubled(*found)[:2]
        if head is not None:
            n = self._number(j, 1, 12)
            if n is not None and n.low == n.high and (self._ends(n.last) or self._year(n.last) is not None):
                return n.last, MonthName(int(n.low or 0), False, "")
        the = take(words.the_month, tokens, i)
        if the is not None:
            n = self._number(the[0], 1, 12)
            if n is not None and n.kind == "ordinal":
                return n.last, MonthName(int(n.low or 0), False, "")
        return None

    def _doubled(self, j: int, name: MonthName) -> tuple[int, MonthName, bool]:
        """Past the second name of the same month."""
        text = self._text(j)
        at = j + 1 if text in ("/", "-", "(", ",") else j
        second = take(self.words.months, self.tokens, at)
        if second is None or second[1].number != name.number or second[1].hijri != name.hijri:
            return j, name, False
        last = second[0]
        if text == "(":
            if self._text(last) != ")":
                return j, name, False
            last += 1
        return last, name, True

    def _month_point(self, i: int) -> Point | None:
        """A whole month: "تموز الماضي", "آذار/مارس 2011", "شهر يوليو", "الشهر التاسع سنة 2014", "رمضان"."""
        words, tokens = self.words, self.tokens
        found = self._month_name(i)
        if found is None:
            return None
        last, name = found
        year = self._year(last, hijri=name.hijri)
        which = take(words.which, tokens, last) if year is None else None
        if which is not None and which[1] == "recent":
            which = None
        if name.guard and year is None and which is None and take(words.month_heads, tokens, i) is None:
            doubled = last > i + 1 + len((entry(words.months, tokens, i) or Entry((), None, 0)).rest)
            beside = name.guard == "company" and i > 0 and tokens[i - 1].text in words.company
            if not doubled and not beside:
                return None
        make = cal.hijri_month if name.hijri else cal.month
        if year is not None:
            return Point(year[0], make(year[1], name.number), "month", "month")
        if which is not None:
            last = which[0]
        if self.today is None:
            return Point(last, None, "month", "month", free=True)
        this_year = cal.hijri_year_of(self.today) if name.hijri else self.today.year
        months = [m for y in (-1, 0, 1) if this_year is not None and (m := make(this_year + y, name.number)) is not None]
        today = self.today
        direction = which[1] if which is not None else ""
        past = [m for m in months if m.start is not None and m.start <= today]
        if direction == "last":
            past = [m for m in past if m.end is not None and m.end < today]
        coming = [m for m in months if m.end is not None and m.end >= today]
        if direction == "next":
            coming = [m for m in coming if m.start is not None and m.start > today]
        days, alt = self._two(past[-1] if past else None, coming[0] if coming else None)
        if direction == "next":
            days, alt = (coming[0] if coming else None), None
        elif direction:
            days, alt = (past[-1] if past else None), None
        return Point(last, days, "month", "month", alt if alt != days else None, free=True)

    def _relative_month(self, i: int) -> Point | None:
        """"الشهر الجاري", "هذا الشهر"."""
        found = self._unit(i, bare=False)
        return found if found is not None and found.kind == "month" else None

    def _year(self, i: int, *, hijri: bool = False) -> tuple[int, int] | None:
        """The year after a month or another span: "2014", "من عام 2014", "العام الماضي"."""
        words, tokens = self.words, self.tokens
        j = self._of(i)
        head = take(words.year_heads, tokens, j)
        k = head[0] if head is not None else i
        n = self._number(k, 1300, 2100)
        if n is not None and tokens[n.first].kind == "number" and len(tokens[n.first].text) == 4 and n.low == n.high:
            value = int(n.low or 0)
            last = n.last
            tail = take(words.hijri_tails, tokens, last) or take(words.common_tails, tokens, last)
            if tail is not None:
                last = tail[0]
            if hijri and value >= 1800:
                first = cal.day(value, 1, 1)
                year = cal.hijri_year_of(first) if first is not None else None
                return (last, year) if year is not None else None
            if hijri or value >= 1800:
                return last, value
            return None
        relative = self._unit(j, bare=False)
        if relative is not None and relative.kind == "year" and relative.days is not None and relative.days.start is not None:
            start = relative.days.start
            year = cal.hijri_year_of(start) if hijri else start.year
            return (relative.last, year) if year is not None else None
        return None

    def _year_point(self, i: int, bare: bool) -> Point | None:
        """A whole year or two: "عام 2014", "عامي 2014 و2015", "2014-2015", "عام 1436 هـ"."""
        words, tokens = self.words, self.tokens
        head = take(words.year_heads, tokens, i)
        j = head[0] if head is not None else i
        if head is None and not bare:
            return None
        n = self._number(j, 1300, 2100)
        if n is None or tokens[n.first].kind != "number" or len(tokens[n.first].text) != 4:
            return None
        if head is None and self._counts(n.last):
            return None
        low, high, last = int(n.low or 0), int(n.high or 0), n.last
        if n.first > j:
            return None
        tail = take(words.hijri_tails, tokens, last)
        if tail is not None and high <= 1500:
            a, b = cal.hijri_day(low, 1, 1), cal.hijri_day(high + 1, 1, 1)
            return Point(tail[0], Days(a, b - dt.timedelta(days=1)) if a is not None and b is not None else None, "year", "year")
        if low < 1800:
            return None
        if head is not None and self._text(last) == "و" and (second := self._number(last + 1, low + 1, 2100)) is not None:
            high, last = int(second.high or 0), second.last
        common = take(words.common_tails, tokens, last)
        days = cal.month(low, 1, 12 * (high - low + 1))
        return Point(common[0] if common is not None else last, days, "year", "year" if low == high else "span")

    def _counts(self, j: int) -> bool:
        """Whether a word follows four bare digits that they could count ("2000 شخص")."""
        text = self._text(j)
        return text[:1].isalpha() and text[0] not in "وفب" and take(self.words.of, self.tokens, j) is None and text not in self.words.heads

    def _season(self, i: int) -> Point | None:
        words, tokens = self.words, self.tokens
        this = take(words.this, tokens, i)
        found = take(words.seasons, tokens, this[0] if this is not None else i)
        if found is None:
            return None
        last, first_month = found
        year = self._year(last)
        if year is not None and this is None:
            return Point(year[0], cal.month(year[1], first_month, 3), "season", "season")
        which = take(words.which, tokens, last)
        if which is None and this is None:
            return None
        direction = "this" if this is not None else which[1] if which is not None else ""
        if this is None and which is not None:
            last = which[0]
        if self.today is None:
            return Point(last, None, "season", "season", free=True)
        seasons = [s for y in (-2, -1, 0, 1) if (s := cal.month(self.today.year + y, first_month, 3)) is not None]
        today = self.today
        if direction in ("last", "recent"):
            fitting = [s for s in seasons if s.end is not None and s.end < today][-1:]
        elif direction == "next":
            fitting = [s for s in seasons if s.start is not None and s.start > today][:1]
        else:
            fitting = [s for s in seasons if s.end is not None and s.end >= today][:1]
        return Point(last, fitting[0] if fitting else None, "season", "season", free=True)

    def _span(self, i: int) -> Point | None:
        """A half or quarter of a year: "الربع الأول من 2015"."""
        found = take(self.words.spans, self.tokens, i)
        if found is None:
            return None
        last, (first, final) = found
        year = self._year(self._of(last)) or self._year(last)
        if year is None:
            return None
        return Point(year[0], cal.month(year[1], first, final - first + 1), "period", "span")

    def _decade(self, i: int) -> Point | None:
        found = take(self.words.decades, self.tokens, i)
        if found is None:
            return None
        last, value = found
        tail = take(self.words.century, self.tokens, last) or take(self.words.century, self.tokens, self._of(last))
        return Point(tail[0] if tail is not None else last, cal.month(value, 1, 120), "period", "span")

    def _edge(self, i: int) -> Point | None:
        """"مطلع 2015", "منتصف آذار 2011", "نهاية الشهر الجاري"."""
        found = take(self.words.edges, self.tokens, i)
        if found is None:
            return None
        j, edge = found
        inner = self._unit(j, bare=True) or self.period(j, bare_year=True)
        if inner is None:
            head = take(self.words.day_heads, self.tokens, j)
            return self.day(j) if head is not None else None
        days = cal.edge_of(inner.days, edge, inner.grain) if inner.days is not None else None
        alt = cal.edge_of(inner.alt, edge, inner.grain) if inner.alt is not None else None
        return inner._replace(days=days, alt=alt)

    # -- units relative to today -----------------------------------------------------------------------------------

    def _unit(self, i: int, *, bare: bool) -> Point | None:
        """"الأسبوع الماضي", "هذا العام", "الأيام الثلاثة الماضية", "آخر 24 ساعة"; `bare` lets "العام" alone be this year."""
        words, tokens = self.words, self.tokens
        this = take(words.this, tokens, i)
        if this is not None:
            found = take(words.the_units, tokens, this[0])
            if found is not None and found[1][1] == 1:
                which = take(words.which, tokens, found[0])
                return self._relative(which[0] if which is not None and which[1] == "this" else found[0], found[1][0], "this")
            return None
        found = take(words.the_units, tokens, i)
        if found is None:
            return self._counted_unit(i)
        j, (unit, count) = found
        if unit == "year" and i and tokens[i - 1].text in words.not_years:
            return None
        if count == 1:
            which = take(words.which, tokens, j)
            if which is not None:
                nth = self._nth_unit(which[0], unit, -1) if which[1] == "recent" else None
                return nth or self._relative(which[0], unit, which[1])
            n = self.numbers.get(j)
            if n is not None and n.kind == "ordinal" and isinstance(n.low, int):
                return self._nth_unit(n.last, unit, n.low)
            same = take(words.same, tokens, j)
            if same is not None:
                return Point(same[0], self._around_last(unit), "anaphor", "span")
            return self._relative(j, unit, "this") if bare and unit in ("week", "month", "year") and not self._year_number(j) else None
        n = self.numbers.get(j)
        if n is None and self._text(j) == "ال":
            n = self.numbers.get(j + 1)
        amount: float | None = None
        if n is not None and n.value is not None:
            amount, j = float(n.value), n.last
        elif count == 2:
            amount = 2
        several = take(words.few, tokens, j)
        if several is not None:
            j = several[0]
        which = take(words.which, tokens, j)
        return self._many(which[0], unit, amount, which[1]) if which is not None else None

    def _year_number(self, j: int) -> bool:
        return self._number(j, 1300, 2100) is not None

    def _counted_unit(self, i: int) -> Point | None:
        """"آخر 24 ساعة", "الـ48 ساعة الماضية", "ثلاثة أيام الماضية"."""
        words, tokens = self.words, self.tokens
        last_head = take(words.nth_last, tokens, i)
        j = last_head[0] if last_head is not None else i + 1 if self._text(i) == "ال" else i
        n = self.numbers.get(j)
        if n is None or n.value is None or n.kind != "cardinal":
            if last_head is not None:
                dual = take(words.units, tokens, j)
                if dual is not None and dual[1][1] == 2:
                    return self._many(dual[0], dual[1][0], 2, "recent")
            return None
        unit = take(words.units, tokens, n.last) or self._accusative(n.last)
        if unit is None:
            return None
        few = take(words.few, tokens, unit[0])
        which = take(words.which, tokens, few[0] if few is not None else unit[0])
        if which is None and last_head is None:
            return None
        last = which[0] if which is not None else unit[0]
        return self._many(last, unit[1][0], float(n.value), which[1] if which is not None else "recent")

    def _accusative(self, i: int) -> tuple[int, tuple[str, int]] | None:
        """A singular unit with its tanwin alef ("30 يوما")."""
        text = self._text(i)
        if len(text) > 3 and text[-1] == "ا":
            for e in self.words.units.get(text[:-1], ()):
                if not e.rest and e.value[1] == 1:
                    return i + 1, e.value
        return None

    def _relative(self, last: int, unit: str, which: str) -> Point:
        """One unit before, around or after today."""
        kind: Kind = "week" if unit == "week" else "month" if unit == "month" else "year" if unit == "year" else "period"
        grain: Grain = "week" if unit == "week" else "month" if unit == "month" else "year" if unit == "year" else "day"
        step = {"last": -1, "recent": -1, "this": 0, "next": 1}[which]
        today = self.today
        if today is None:
            return Point(last, None, kind, grain)
        days: Days | None
        if unit == "week":
            days = cal.week(today, step)
        elif unit in ("month", "year"):
            moved = cal.shift(today, unit, step)
            days = None if moved is None else cal.month(moved.year, moved.month) if unit == "month" else cal.year(moved.year)
        elif unit == "decade":
            days = Days(cal.shift(today, "year", 10 * step), today)
        elif unit == "day":
            kind = "day"
            moved = cal.shift(today, "day", step)
            days = Days(moved, moved)
        else:
            days = Days(today, today)
        return Point(last, days, kind, grain)

    def _many(self, last: int, unit: str, amount: float | None, which: str) -> Point:
        """Several units up to today or from today on, by the conventions of the contract."""
        today = self.today
        if today is None:
            return Point(last, None, "period", "span")
        if which == "this":
            which = "recent"
        sign = 1 if which == "next" else -1
        far: dt.date | None
        near: dt.date | None = today
        if unit in _TODAY_ONLY:
            far = today
        elif unit == "hour":
            far = cal.shift(today, "day", sign * max(1, -int(-(amount or 24) // 24)))
        elif unit == "day":
            far = cal.shift(today, "day", sign * (amount or 7))
            if amount is not None and sign < 0:
                near = cal.shift(today, "day", -1)
        elif unit == "week":
            far = cal.shift(today, "week", sign * (amount or 4))
        else:
            far = cal.shift(today, unit, sign * amount) if amount is not None else None
        days = Days(near, far) if sign > 0 else Days(far, near)
        return Point(last, days, "period", "span")

    # -- the nth of a month, holidays, what refers back ------------------------------------------------------------

    def _nth(self, i: int) -> Point | None:
        """"ثالث ثلاثاء من أيلول", "آخر جمعة من رمضان", "أول أسبوع من تموز"."""
        words, tokens = self.words, self.tokens
        last_head = take(words.nth_last, tokens, i)
        n = self.numbers.get(i)
        if last_head is not None:
            j, nth = last_head[0], -1
        elif n is not None and n.kind == "ordinal" and not n.definite and isinstance(n.low, int):
            j, nth = n.last, n.low
        else:
            return None
        head = take(words.day_heads, tokens, j)
        at = head[0] if head is not None else j
        weekday = take(words.bare_weekdays, tokens, at) or take(words.weekdays, tokens, at)
        if weekday is not None:
            return self._nth_in(weekday[0], weekday[1], nth)
        unit = take(words.units, tokens, j)
        return self._nth_unit(unit[0], unit[1][0], nth) if unit is not None and unit[1][1] == 1 else None

    def _of_month(self, j: int) -> Point | None:
        """The month after "من": a named one, or one by today."""
        k = self._of(j)
        return self._month_point(k) or self._relative_month(k)

    def _nth_in(self, j: int, weekday: int, nth: int) -> Point | None:
        month = self._of_month(j)
        if month is None:
            return None
        date = cal.nth_weekday(month.days, weekday, nth) if month.days is not None else None
        return Point(month.last, Days(date, date) if date is not None else None, "date", "day")

    def _nth_unit(self, j: int, unit: str, nth: int) -> Point | None:
        """The nth day or week of a month."""
        month = self._of_month(j) if unit in ("day", "week") else None
        if month is None:
            return None
        days = None
        if month.days is not None and month.days.start is not None and month.days.end is not None:
            size = 1 if unit == "day" else 7
            start = cal.shift(month.days.end, "day", 1 - size) if nth < 0 else cal.shift(month.days.start, "day", size * (nth - 1))
            end = cal.shift(start, "day", size - 1) if start is not None else None
            if start is not None and end is not None and start <= month.days.end:
                days = Days(start, min(end, month.days.end))
        return Point(month.last, days, "date", "day")

    def _holiday(self, i: int) -> Point | None:
        """A feast with all its days, or one of them: "عيد الفطر", "ثاني أيام العيد", "عيد الأضحى 2013"."""
        words, tokens = self.words, self.tokens
        nth = 0
        j = i
        n = self.numbers.get(i)
        if n is not None and n.kind == "ordinal" and isinstance(n.low, int):
            nth, j = n.low, n.last
        days_of = take(words.feast_days, tokens, j)
        if days_of is None and nth:
            head = take(words.day_heads, tokens, j)
            days_of = head
        if days_of is not None:
            j = self._of(days_of[0])
        elif nth:
            return None
        found = take(words.holidays, tokens, j)
        feasts: tuple[Holiday, ...]
        if found is not None:
            last, feasts = found[0], (found[1],)
        else:
            general = take(words.feasts, tokens, j)
            if general is None or (days_of is None and not nth):
                return None
            last, feasts = general[0], (Holiday(True, 10, 1, 3), Holiday(True, 12, 10, 4))
        year = self._year(last)
        which = take(words.which, tokens, last) if year is None else None
        if which is not None and which[1] in ("last", "next"):
            last = which[0]
        else:
            which = None
        days, alt = self._feast(feasts, year[1] if year is not None else None, which[1] if which is not None else "")
        end = year[0] if year is not None else last
        alt = self._nth_day(alt, nth) if alt != days else None
        return Point(end, self._nth_day(days, nth), "holiday", "day", alt, free=year is None)

    def _nth_day(self, days: Days | None, nth: int) -> Days | None:
        if days is None or not nth or days.start is None:
            return days
        date = cal.shift(days.start, "day", nth - 1)
        return Days(date, date)

    def _feast(self, feasts: tuple[Holiday, ...], year: int | None, direction: str) -> tuple[Days | None, Days | None]:
        """The feast in a year, or the nearest one past and coming."""
        anchor = cal.day(year, 7, 1) if year is not None else self.today
        if anchor is None:
            return None, None
        found: list[Days] = []
        for feast in feasts:
            middle = cal.hijri_year_of(anchor) if feast.hijri else anchor.year
            for y in range(middle - 2, middle + 3) if middle is not None else ():
                start = cal.hijri_day(y, feast.month, feast.day) if feast.hijri else cal.day(y, feast.month, feast.day)
                end = cal.shift(start, "day", feast.days - 1) if start is not None else None
                if start is not None and end is not None:
                    found.append(Days(start, end))
        found.sort(key=lambda d: d.start or dt.date.min)
        if year is not None:
            return next((d for d in found if d.start is not None and d.start.year == year), None), None
        past = [d for d in found if d.start is not None and d.start <= anchor]
        coming = [d for d in found if d.start is not None and d.end is not None and (d.start if direction else d.end) >= anchor]
        before, after = past[-1] if past else None, coming[0] if coming else None
        if direction:
            return (after if direction == "next" else before), None
        return self._two(before, after)

    def _anaphor(self, i: int) -> Point | None:
        """"ذلك الحين", "اليوم التالي": the time that was named last, or the day after it."""
        found = take(self.words.anaphors, self.tokens, i)
        if found is None or found[1] == "of_it":
            return None
        last, what = found
        if what == "next":
            date = cal.shift(self.memory.day, "day", 1) if self.memory.day is not None else None
            return Point(last, Days(date, date) if date is not None else None, "anaphor", "day")
        memory = self.memory
        days = (memory.far or memory.days) if what == "far" else (memory.period or memory.days) if what == "period" else memory.days
        return Point(last, days, "anaphor", "span")

    def _around_last(self, unit: str) -> Days | None:
        """The day, week, month or year of the day that was named last."""
        last = self.memory.days
        if last is None or last.start is None:
            return None
        start = last.start
        if unit == "week":
            return cal.week(start)
        return cal.month(start.year, start.month) if unit == "month" else cal.year(start.year) if unit == "year" else Days(start, start)
