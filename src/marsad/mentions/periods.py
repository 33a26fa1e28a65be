"""Periods by name or relative to today: months, years, seasons, parts of a year, "الأسبوع الماضي", "الأشهر الستة الماضية".

Here too are what every reader of times shares: the `Point` it makes and the `Memory` of what was named before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from marsad.mentions import calendar as cal
from marsad.mentions.calendar import Days, Grain
from marsad.mentions.numbers import Number
from marsad.mentions.timewords import Entry, MonthName, TimeWords, entry, take
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


class Periods:
    """Reads periods in one text."""

    def __init__(
        self, tokens: Sequence[Token], numbers: Mapping[int, Number], words: TimeWords, today: dt.date | None, *, future: bool
    ) -> None:
        self.tokens = tokens
        self.numbers = numbers
        self.words = words
        self.today = today
        self.future = future
        self.memory = Memory(today)

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

    def _ends(self, j: int) -> bool:
        """Whether nothing that could be a day follows: a mark, the end, or a word with "و" in front."""
        text = self._text(j)
        return not text or not text[0].isalnum() or text[0] == "و"

    # -- months, years, seasons -----------------------------------------------------------------------------------------

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
            company = words.company if name.guard == "company" else words.strict_company
            beside = i > 0 and tokens[i - 1].text in company
            if not doubled and not beside and take(words.edges, tokens, i - 1) is None:
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
        """As in "الشهر الجاري", "هذا الشهر"."""
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
        n = self._number(j, 1000, 2100)
        if n is None or tokens[n.first].kind != "number" or len(tokens[n.first].text) != 4:
            return None
        if head is None and self._counts(n.last):
            return None
        low, high, last = int(n.low or 0), int(n.high or 0), n.last
        if n.first > j:
            return None
        tail = take(words.hijri_tails, tokens, last)
        if tail is not None and low >= 1300 and high <= 1500:
            a, b = cal.hijri_day(low, 1, 1), cal.hijri_day(high + 1, 1, 1)
            return Point(tail[0], Days(a, b - dt.timedelta(days=1)) if a is not None and b is not None else None, "year", "year")
        # Without a mark, 1300 to 1499 may be a year of either calendar.
        if low < 1800 and (head is None or 1300 <= low < 1500):
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
        bare = which is None and this is None and tokens[i].text[:2] == "ال" and i > 0 and tokens[i - 1].text in words.company
        if which is None and this is None and not (bare and self._ends(last)):
            return None
        direction = "this" if this is not None else which[1] if which is not None else ""
        if this is None and which is not None:
            last = which[0]
        if self.today is None:
            return Point(last, None, "season", "season", free=True)
        seasons = [s for y in (-2, -1, 0, 1) if (s := cal.month(self.today.year + y, first_month, 3)) is not None]
        today = self.today
        if bare:
            past = [s for s in seasons if s.start is not None and s.start <= today][-1:]
            coming = [s for s in seasons if s.end is not None and s.end >= today][:1]
            days, alt = self._two(past[0] if past else None, coming[0] if coming else None)
            return Point(last, days, "season", "season", alt, free=True)
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

    # -- units relative to today ----------------------------------------------------------------------------------------

    def _unit(self, i: int, *, bare: bool) -> Point | None:
        """As in "الأسبوع الماضي", "هذا العام", "الأيام الثلاثة الماضية", "آخر 24 ساعة"; `bare` lets "العام" alone be this year."""
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
        """As in "آخر 24 ساعة", "الـ48 ساعة الماضية", "ثلاثة أيام الماضية"."""
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
        unit = take(words.units, tokens, n.last) or self.accusative(n.last)
        if unit is None:
            return None
        few = take(words.few, tokens, unit[0])
        which = take(words.which, tokens, few[0] if few is not None else unit[0])
        if which is None and last_head is None:
            return None
        last = which[0] if which is not None else unit[0]
        return self._many(last, unit[1][0], float(n.value), which[1] if which is not None else "recent")

    def accusative(self, i: int) -> tuple[int, tuple[str, int]] | None:
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
        step = {"before_last": -2, "last": -1, "recent": -1, "this": 0, "next": 1, "following": 1}[which]
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
        if which == "following":
            start = cal.shift(self.memory.day, "day", 1) if self.memory.day is not None else None
            return Point(last, Days(start, None) if start is not None else None, "anaphor", "span")
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

    def _of_month(self, j: int) -> Point | None:
        """The month after "من": a named one, or one by today."""
        k = self._of(j)
        return self._month_point(k) or self._relative_month(k)

    def _nth_unit(self, j: int, unit: str, nth: int) -> Point | None:
        """The nth day or week of a month."""
        month = self._of_month(j) if unit in ("day", "week") else None
        if month is None:
            return None
        size = 1 if unit == "day" else 7
        return Point(month.last, _nth_of(month.days, size, nth), "date", "day", _nth_of(month.alt, size, nth))

    def _counting(self, i: int) -> Point | None:
        """As in "لليوم الثالث على التوالي": the days up to today."""
        found = take(self.words.counting, self.tokens, i)
        n = self.numbers.get(found[0]) if found is not None else None
        if found is None or n is None or not isinstance(n.low, int) or not n.definite:
            return None
        unit = take(self.words.the_units, self.tokens, i)
        if unit is None or self.today is None:
            return Point(n.last, None, "period", "span")
        name = unit[1][0]
        start = cal.shift(self.today, name, 1 - n.low if name == "day" else -n.low)
        return Point(n.last, Days(start, self.today) if start is not None else None, "period", "span")

    def _around_last(self, unit: str) -> Days | None:
        """The day, week, month or year of the day that was named last."""
        last = self.memory.days
        if last is None or last.start is None:
            return None
        start = last.start
        if unit == "week":
            return cal.week(start)
        return cal.month(start.year, start.month) if unit == "month" else cal.year(start.year) if unit == "year" else Days(start, start)


def _nth_of(days: Days | None, size: int, nth: int) -> Days | None:
    """The nth run of `size` days of a span; -1 is the last."""
    if days is None or days.start is None or days.end is None:
        return None
    start = cal.shift(days.end, "day", 1 - size) if nth < 0 else cal.shift(days.start, "day", size * (nth - 1))
    end = cal.shift(start, "day", size - 1) if start is not None else None
    return Days(start, min(end, days.end)) if start is not None and end is not None and start <= days.end else None
