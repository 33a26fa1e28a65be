"""Points in time: the day, month, year or other span of days that words name, without what stands before it (منذ، حتى).

A point is read from a token on and resolved against today. What it cannot resolve (no today, an impossible date) keeps its
words and has no days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from marsad.mentions import calendar as cal
from marsad.mentions.calendar import Days
from marsad.mentions.dates import Dates
from marsad.mentions.periods import Point
from marsad.mentions.timewords import entry, take


class Points(Dates):
    """Reads points in one text."""

    def point(self, i: int, *, bare_year: bool = False) -> Point | None:
        """The point that begins at token `i`; `bare_year` lets four digits alone be a year."""
        if i >= len(self.tokens):
            return None
        text = self.tokens[i].text
        opens = self.words.starts.get(text, _NOTHING)
        counts = i in self.numbers or text == "ال"
        if not opens and not counts:
            return None
        if take(self.words.nothing, self.tokens, i) is not None:
            return None
        for read in _readers(opens, counts):
            point = read(self, i, bare_year)
            if point is not None:
                return point
        return None

    def day(self, i: int) -> Point | None:
        """A day by any name, past "يوم": what a part of day may stand before."""
        found = take(self.words.day_heads, self.tokens, i)
        if found is not None:
            i = found[0]
        return self._fixed(i, only_day=True) or self._weekday(i) or self._date(i) or self._holiday(i)

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

    # -- by their own words ---------------------------------------------------------------------------------------------

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

    def _prefixed(self, i: int) -> Point | None:
        """As in "في وقت متأخر من مساء أمس", "وقت سابق من الشهر الجاري"."""
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
        k = self._of(k)
        inner = self._part(k) or self.day(k)
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

    def _day_head(self, i: int) -> Point | None:
        """As in "يوم الجمعة", "يومي السبت والأحد", "بتاريخ 4/9/2017"."""
        found = take(self.words.day_heads, self.tokens, i) or take(self.words.date_heads, self.tokens, i)
        if found is None:
            return None
        j = found[0]
        return self._weekday(j) or self._date(j, dated=True) or self._fixed(j, only_day=True)

    def _edge(self, i: int) -> Point | None:
        """As in "مطلع 2015", "منتصف آذار 2011", "نهاية الشهر الجاري"."""
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

    def _nth(self, i: int) -> Point | None:
        """As in "ثالث ثلاثاء من أيلول", "آخر جمعة من رمضان", "أول أسبوع من تموز"."""
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

    def _anaphor(self, i: int) -> Point | None:
        """As in "ذلك الحين", "اليوم التالي": the time that was named last, or the day after it."""
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


_NOTHING: frozenset[str] = frozenset()
# In order of precedence: how a point is read, the tables (of TimeWords) whose words can begin it so, and whether a number can.
_ORDER: tuple[tuple[Callable[[Points, int, bool], Point | None], frozenset[str], bool], ...] = (
    (lambda p, i, _: p._anaphor(i), frozenset(("anaphors",)), False),
    (lambda p, i, _: p._nth(i), frozenset(("nth_last",)), True),
    (lambda p, i, _: p._counting(i), frozenset(("counting",)), False),
    (lambda p, i, _: p._holiday(i), frozenset(("feast_days", "holidays")), True),
    (lambda p, i, _: p._prefixed(i), frozenset(("prefixes",)), False),
    (lambda p, i, _: p._fixed(i, long=True), frozenset(("fixed",)), False),
    (lambda p, i, _: p._unit(i, bare=False), frozenset(("this", "the_units", "nth_last")), True),
    (lambda p, i, _: p._fixed(i), frozenset(("fixed",)), False),
    (lambda p, i, _: p._clock(i), frozenset(("clock_heads",)), True),
    (lambda p, i, _: p._part(i), frozenset(("parts",)), False),
    (lambda p, i, _: p._day_head(i), frozenset(("day_heads", "date_heads")), False),
    (lambda p, i, _: p._weekday(i), frozenset(("bare_weekdays", "weekdays")), False),
    (lambda p, i, _: p._date(i), frozenset(("months",)), True),
    (lambda p, i, _: p._edge(i), frozenset(("edges",)), False),
    (
        lambda p, i, bare_year: p.period(i, bare_year=bare_year),
        frozenset(("months", "month_heads", "the_month", "year_heads", "this", "seasons", "spans", "decades")),
        True,
    ),
)


@cache
def _readers(opens: frozenset[str], counts: bool) -> tuple[Callable[[Points, int, bool], Point | None], ...]:
    """The readers that can find a point where a word opens phrases of these tables, or where a number stands."""
    return tuple(read for read, tables, numbered in _ORDER if tables & opens or (counts and numbered))
