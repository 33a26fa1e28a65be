"""Days by date, weekday and feast: "15 نيسان 2017", "4/9/2017", "الثلاثاء الماضي", "ثاني أيام العيد"."""

from __future__ import annotations

import datetime as dt

from marsad.mentions import calendar as cal
from marsad.mentions.calendar import Days
from marsad.mentions.numbers import Number
from marsad.mentions.periods import Periods, Point
from marsad.mentions.timewords import Holiday, MonthName, take


class Dates(Periods):
    """Reads dates and weekdays in one text."""

    # -- days of a month ------------------------------------------------------------------------------------------------

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
        if relative is None and self._of(j) > j and take(self.words.the_month, self.tokens, self._of(j)) is not None:
            relative = self._unit(self._of(j), bare=True)
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
        """As in "يوليو 13-15": a month and then its days, with nothing that they could count after them."""
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
        if all(p.isdecimal() and len(p) <= 4 for p in pieces) and len(pieces) == 3:
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
        """With one slash: "2/2013" is a month, "21/9" a day where a date is promised."""
        pieces = [t.text for t in self.tokens[n.first : n.last] if t.kind == "number"]
        if len(pieces) != 2 or not all(p.isdecimal() for p in pieces):
            return None
        a, b = int(pieces[0]), int(pieces[1])
        if 1 <= a <= 12 and 1900 <= b <= 2100:
            return Point(n.last, cal.month(b, a), "month", "month")
        if dated and 1 <= a <= 31 and 1 <= b <= 12:
            return self._day_of_month(n.last, MonthName(b, False, ""), a, a, weekday)
        return None

    # -- weekdays -------------------------------------------------------------------------------------------------------

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
        if which is not None and which[1] in ("last", "next", "recent", "before_last"):
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
        pair = self._weekday_pair(j, weekday)
        if pair is None:
            return self._plain_weekday(j, weekday)
        which = take(words.which, tokens, pair.last)
        if which is None or which[1] not in ("last", "next"):
            return pair
        past, coming = (pair.alt, pair.days) if self.future else (pair.days, pair.alt)
        return pair._replace(last=which[0], days=coming if which[1] == "next" else past, alt=None)

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
        if which == "before_last" and date is not None:
            date = cal.shift(date, "day", -7)
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

    def _weekday_numbered(self, last: int, weekday: int, number: int) -> Point | None:
        """As in "السبت السادس عشر": the nearest month in which that day is such a weekday."""
        if self.today is None:
            return Point(last, None, "date", "day", free=True)
        for months in (0, 1, -1, 2, -2):
            moved = cal.shift(self.today.replace(day=1), "month", months)
            date = cal.day(moved.year, moved.month, number) if moved is not None else None
            if date is not None and date.weekday() == weekday:
                return Point(last, Days(date, date), "date", "day", free=True)
        return None

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

    def _nth_in(self, j: int, weekday: int, nth: int) -> Point | None:
        month = self._of_month(j)
        if month is None:
            return None
        date = cal.nth_weekday(month.days, weekday, nth) if month.days is not None else None
        return Point(month.last, Days(date, date) if date is not None else None, "date", "day")

    # -- feasts ---------------------------------------------------------------------------------------------------------

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
