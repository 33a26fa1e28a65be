"""Numbers in a text: digits, number words and their compounds, vague numbers, fractions, shares and ranges.

`find_numbers` walks the tokens once, left to right. A number that counts nothing (a year, a clock time, the 137 of a
brigade's name, an age) is found too, and its `use` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from marsad.mentions.numberwords import Form, NumberWords, match, match_before
from marsad.text.tokens import Token

__all__ = ["Number", "NumberWords", "digits", "find_numbers"]

Kind = Literal["cardinal", "ordinal", "fraction", "percent", "vague", "ratio", "dual", "one"]
Use = Literal["count", "name", "clock", "year", "date", "age", "item", "total", "former"]

# Longer digit runs are identifiers; the bound keeps every conversion cheap.
_MOST_DIGITS = 15
_AGE_MARKS = {"(": ")", ",": ","}
_DATE_MARKS = frozenset((mark, "number") for mark in "-/.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at tokens `first` to `last` (excluded).

    `low` and `high` are what the words allow, with no bound applied ("more than" is the quantity's business); both are None
    for a date. A fraction is between 0 and 1, a percent between 0 and 100. `lead` counts the letters before the number in
    its first token ("بخمسين" → 1); `definite` says that it has the article; `scaled` is the scale word it ended in.
    """

    first: int
    last: int
    low: int | float | None
    high: int | float | None
    approx: bool = False
    kind: Kind = "cardinal"
    use: Use = "count"
    lead: int = 0
    definite: bool = False
    scaled: int = 0

    @property
    def named(self) -> bool:
        """Whether the number is part of a name or of a description (اللواء 137, الفرقة الرابعة)."""
        return self.use == "name"

    @property
    def value(self) -> int | float | None:
        """The exact value, or None where the words allow several."""
        return self.low if self.low == self.high else None


def find_numbers(tokens: Sequence[Token], words: NumberWords) -> list[Number]:
    """All numbers of a text in order, none overlapping another."""
    out: list[Number] = []
    forms = words.forms
    reader = _Reader(tokens, words)
    for i in [i for i, token in enumerate(tokens) if token.text in forms or token.kind == "number"]:
        if i >= reader.free:
            number = reader.at(i)
            if number is not None:
                out.append(number)
                reader.free = number.last
    return out


def digits(text: str, *, scaled: bool = False) -> int | float | None:
    """The value of a number token, or None where it is no number (a date with dots, an endless run of digits).

    A group of three after one mark is thousands ("1.200") unless a scale word follows (`scaled`: "1.234 مليون") or the whole
    part is zero.
    """
    if len(text) > 24:
        return None
    if text.isdecimal():
        return int(text) if len(text) <= _MOST_DIGITS else None
    groups = text.replace(",", ".").split(".")
    marks = [c for c in text if c in ",."]
    if sum(map(len, groups)) > _MOST_DIGITS:
        return None
    if len(marks) == 1:
        thousands = len(groups[1]) == 3 and 1 <= len(groups[0]) <= 3 and groups[0] != "0" and not (scaled and marks[0] == ".")
        return int("".join(groups)) if thousands else _plain(float(".".join(groups)))
    if any(len(g) != 3 for g in groups[1:-1]) or len(groups[0]) > 3 or len(set(marks[:-1])) != 1:
        return None
    if marks[-1] == marks[0]:
        return int("".join(groups)) if len(groups[-1]) == 3 else None
    return _plain(float("".join(groups[:-1]) + "." + groups[-1]))


def _plain(value: int | float) -> int | float:
    """A whole number as an int; others free of the noise of binary fractions."""
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() else round(value, 6)


class _Part(NamedTuple):
    """A number as its words say it, before ranges and uses."""

    last: int
    low: int | float
    high: int | float
    approx: bool
    kind: Kind
    pro: str
    scaled: int
    joined: bool


class _Reader:
    """Reads the number that begins at a token."""

    def __init__(self, tokens: Sequence[Token], words: NumberWords) -> None:
        self.tokens = tokens
        self.words = words
        self.free = 0  # the tokens before belong to other numbers

    def at(self, i: int) -> Number | None:
        """The number that begins at token `i`, with its range, percent sign and use."""
        tokens = self.tokens
        token = tokens[i]
        if token.kind == "number":
            written = self._written(i)
            if written is not None:
                return written
        part = self._part(i)
        if part is None:
            return None
        number = self._range(i, part) or _number(i, part)
        number = self._percent(number)
        if number.kind == "ordinal":
            described = number.definite and i > 0 and tokens[i - 1].kind == "word" and _definite(tokens[i - 1].text)
            return replace(number, use="name") if described else number
        return self._use(number, i) if number.use == "count" else number

    def _written(self, i: int) -> Number | None:
        """Digits with marks between them: a date, a clock time, a ratio, a sign before the only number of a line."""
        tokens = self.tokens
        n = len(tokens)
        text = tokens[i].text
        if _glued(tokens, i, 5) and (tokens[i + 1].text, tokens[i + 4].kind) in _DATE_MARKS and tokens[i + 1].text == tokens[i + 3].text:
            return Number(i, i + 5, None, None, use="date")
        if text.count(".") == 2 and digits(text) is None and len(text) <= 10:
            return Number(i, i + 1, None, None, use="date")
        value = digits(text)
        if value is None:
            return None
        if _glued(tokens, i, 3) and tokens[i + 2].kind == "number":
            mark, other = tokens[i + 1].text, digits(tokens[i + 2].text)
            if mark == ":" and other is not None:
                last = i + 5 if _glued(tokens, i + 2, 3) and tokens[i + 3].text == ":" else i + 3
                return Number(i, last, value, value, use="clock")
            if mark == "/" and other:
                ratio = _plain(value / other)
                sign = -1 if self._signed(i, i + 3) else 1
                return Number(i, i + 3, sign * ratio, sign * ratio, kind="ratio")
        if self._signed(i, i + 1):
            return Number(i, i + 1, -value, -value, use="item")
        if i and tokens[i - 1].text == "." and self._alone(i - 1, i + 1) and tokens[i - 1].end == tokens[i].start and text.isdecimal():
            part = _plain(float("0." + text))
            return Number(i, i + 1, part, part)
        starts_line = i == 0 or tokens[i - 1].text[0] == "\n"
        listed = i + 2 < n and tokens[i + 1].text in ("-", ".", ")", ":")
        listed = listed and (tokens[i + 2].kind == "word" or (tokens[i + 1].text != "-" and tokens[i + 2].start > tokens[i + 1].end))
        if starts_line and listed and text.isdecimal() and len(text) < 3:
            return Number(i, i + 1, value, value, use="item")
        if text.isdecimal() and ((text[0] == "0" and len(text) > 5) or (i and tokens[i - 1].text == "+")):
            return Number(i, i + 1, value, value, use="name")
        return None

    def _signed(self, first: int, last: int) -> bool:
        """A minus sign is one only where the number stands alone on its line; elsewhere it is a dash or a bullet."""
        tokens = self.tokens
        return first > 0 and tokens[first - 1].text == "-" and tokens[first - 1].end == tokens[first].start and self._alone(first - 1, last)

    def _alone(self, first: int, last: int) -> bool:
        tokens = self.tokens
        return (first == 0 or tokens[first - 1].text[0] == "\n") and (last == len(tokens) or tokens[last].text[0] == "\n")

    def _part(self, i: int, *, joins: bool = True, pro: str | None = None) -> _Part | None:
        """A number in words or digits without its range. `joins=False` stops before the first "و"; `pro` is what must
        stand before it in its token."""
        tokens, words = self.tokens, self.words
        token = tokens[i]
        if token.kind == "number":
            last = self._spaced(i)
            following = self._form(last, ("scale", "many"))
            value = digits("".join(t.text for t in tokens[i:last]), scaled=following is not None)
            if value is None:
                return None
            if last < len(tokens) and tokens[last].text in words.decimal and last + 1 < len(tokens) and tokens[last + 1].text.isdecimal():
                value = digits(f"{tokens[i].text}.{tokens[last + 1].text}")
                return None if value is None else _Part(last + 2, value, value, False, "cardinal", "", 0, False)
            return self._grow(last, value, "digits", "", joins)
        candidates = [f for f in words.forms.get(token.text, ()) if pro is None or f.pro == pro]
        for form in candidates:
            part = self._begin(i, form, joins)
            if part is not None:
                return part
        return None

    def _spaced(self, i: int) -> int:
        """The token after digits that are written in groups of three with spaces ("12 500")."""
        tokens = self.tokens
        j = i + 1
        if len(tokens[i].text) > 3 or not tokens[i].text.isdecimal():
            return j
        while j < len(tokens) and tokens[j].kind == "number" and tokens[j].start == tokens[j - 1].end + 1:
            if len(tokens[j].text) != 3 or not tokens[j].text.isdecimal():
                break
            j += 1
        return j

    def _begin(self, i: int, form: Form, joins: bool) -> _Part | None:
        """The number that begins with a word read as `form`."""
        cls, value, pro = form.cls, form.value, form.pro
        if cls == "ordinal":
            return self._ordinal(i + 1, int(value), pro)
        if cls == "whole":
            text = self.tokens[i + 1].text if i + 1 < len(self.tokens) else ""
            whole = text[:2] == "ال" or text in self.words.wholes
            return _Part(i + 1, value, value, False, "fraction", pro, 0, False) if whole else None
        if cls in ("fraction", "scaled"):
            following = self._form(i + 1, ("scale", "many"), ("",))
            if following is not None and following.value >= 1000:
                amount = _plain(value * following.value)
                return _Part(i + 2, amount, amount, False, "cardinal", pro, int(following.value), False)
            return _Part(i + 1, value, value, False, "fraction", pro, 0, False) if cls == "fraction" else None
        if cls == "many":
            product = int(value)
            following = self._form(i + 1, ("many", "scale"), ("", "ال"))
            last = i + 1
            if following is not None and following.value > product:
                product, last = product * int(following.value), i + 2
            return _Part(last, 2 * product, 10 * product - 1, True, "vague", pro, product, False)
        if cls == "vague":
            return self._few(i, form)
        if cls == "compound":
            # "أحد" and "اثنا" are numbers only before عشر or before "و" and a ten.
            part = self._grow(i + 1, value, "unit", pro, True)
            return part if part.last > i + 1 else None
        if cls == "part":
            return None
        if cls == "two" and any(f.cls == "scale" for f in self.words.forms[self.tokens[i].text]) and not self._construct(i + 1):
            return None
        return self._grow(i + 1, value, cls, pro, joins)

    def _construct(self, i: int) -> bool:
        """Whether an indefinite noun follows, as after a dual that has lost its ن ("ألفا مقاتل")."""
        if i >= len(self.tokens):
            return False
        token = self.tokens[i]
        return token.kind == "word" and token.text not in self.words.not_nouns and not token.text.startswith(("ال", "و"))

    def _few(self, i: int, form: Form) -> _Part:
        """The vague "بضعة" alone, before a scale (بضع مئات), before عشر, or before "و" and a ten."""
        low, high, last = int(form.value), form.high, i + 1
        following = self._form(last, ("many", "scale"), ("",))
        if following is not None:
            scale = int(following.value)
            return _Part(last + 1, low * scale, (high + 1) * scale - 1, True, "vague", form.pro, scale, False)
        if self._form(last, ("ten10",), ("",)) is not None:
            return _Part(last + 1, low + 10, high + 10, True, "vague", form.pro, 0, False)
        at, joined = self._joined(last)
        ten = next((f for f in joined if f.cls == "ten"), None)
        if ten is not None:
            return _Part(at + 1, low + int(ten.value), high + int(ten.value), True, "vague", form.pro, 0, False)
        return _Part(last, low, high, True, "vague", form.pro, 0, False)

    def _ordinal(self, j: int, value: int, pro: str) -> _Part:
        last = j
        if value < 10:
            if self._form(j, ("ten10",), ("",)) is not None:
                value, last = value + 10, j + 1
            else:
                at, joined = self._joined(j, ("وال", "و"))
                ten = next((f for f in joined if f.cls == "ten"), None)
                if ten is not None:
                    value, last = value + int(ten.value), at + 1
        return _Part(last, value, value, False, "ordinal", pro, 0, False)

    def _grow(self, j: int, value: int | float, cls: str, pro: str, joins: bool) -> _Part:
        """The number that begins with `value`, of class `cls`, and goes on at token `j`.

        `done` holds the terms that ended in a scale, `group` the term being read; `room` is what a joined word must stay under.
        """
        words = self.words
        done: int | float = 0
        group: int | float | None = value
        cap = 10**18
        scaled = 0
        joined_any = False
        room = 0
        unit: int | float = 0  # the 1 to 9 that عشر, a hundred or "و" and a ten may still complete
        low_add = high_add = 0
        approx = False
        if cls in ("unit", "digits") and isinstance(value, int) and 0 < value < 10:
            unit = value
        elif cls == "scale" and value >= 1000:
            done, group, cap, room, scaled = value, None, int(value), int(value), int(value)
        elif cls == "two" and value >= 2000:
            done, group, cap, room, scaled = value, None, int(value) // 2, int(value) // 2, int(value) // 2
        elif value in range(100, 1000, 100) and cls != "digits":
            room = 100
        while True:
            if group is not None and group:
                following = self._form(j, ("ten10", "scale", "many", "part"), ("", "ال"))
                if following is not None:
                    fc, fv = following.cls, following.value
                    if fc == "ten10" and unit and cls != "digits":
                        group, unit, j = group + 10, 0, j + 1
                        continue
                    if fc == "part" and unit and done == 0:
                        share = _plain(group * fv)
                        if share <= 1:
                            return _Part(j + 1, share, share, False, "fraction", pro, 0, False)
                    if fv == 100 and unit and unit >= 3 and fc in ("scale", "many"):
                        group, unit, room, j = group - unit + unit * 100, 0, 100, j + 1
                        continue
                    if fc in ("scale", "many") and 1000 <= fv < cap and group < 1000 * fv:
                        scaled = cap = room = int(fv)
                        done, group, unit, j = done + group * fv, None, 0, j + 1
                        continue
                if j < len(self.tokens) and self.tokens[j].text in words.decimal and not done and cls != "digits":
                    after = self._form(j + 1, ("unit",), ("",))
                    if after is not None:
                        point = _plain(group + after.value / 10)
                        return _Part(j + 2, point, point, False, "cardinal", pro, 0, False)
            if not joins:
                break
            at, forms = self._joined(j)
            nxt = self._next_term(at, forms, unit if cls != "digits" else 0, room, group is None)
            if nxt is None:
                odd = next((f for f in forms if f.cls == "odd"), None)
                if odd is not None and (done or group):
                    low_add, high_add, approx, j = 1, 9, True, at + 1
                break
            step, amount, fresh_room, fresh_cap, fresh_unit, to = nxt
            joined_any = True
            j = to
            if step == "half":
                done, room, group = done + cap * amount, 0, None
                again = self._form(j, ("scale", "many"), ("ال", ""))
                if again is not None and again.value == cap:
                    j += 1
                break
            if step == "ten":
                group, unit, room = (group or 0) + amount, 0, 0
            elif step == "scale":
                done, group, cap, room, scaled, unit = done + (group or 0) + amount, None, fresh_cap, fresh_room, fresh_cap, 0
            else:
                group, unit, room = (group or 0) + amount, fresh_unit, fresh_room
                cls = "unit" if step == "word" else "joined"
        total = _plain(done + (group or 0))
        return _Part(j, total + low_add, total + high_add, approx, "vague" if approx else "cardinal", pro, scaled, joined_any)

    def _next_term(
        self, at: int, forms: Iterable[Form], unit: int | float, room: int, after_scale: bool
    ) -> tuple[str, int | float, int, int, int | float, int] | None:
        """What a word joined by "و" adds: (step, amount, new room, new cap, new unit, next token), or None where it begins
        something else."""
        tokens = self.tokens
        if at < len(tokens) and tokens[at].kind == "number":
            value = digits(tokens[at].text)
            return ("digits", value, 0, 0, 0, at + 1) if value is not None and after_scale and value < room else None
        for f in forms:
            if unit and f.cls == "ten":
                return "ten", f.value, 0, 0, 0, at + 1
            if f.cls == "fraction" and after_scale:
                return "half", f.value, 0, 0, 0, at + 1
            if not room or f.value >= room:
                continue
            if f.cls in ("unit", "compound"):
                ten = self._form(at + 1, ("ten10",), ("",)) is not None or any(g.cls == "ten" for g in self._joined(at + 1)[1])
                if f.cls == "compound" and not ten:
                    continue
                return "word", f.value, 0, 0, f.value, at + 1
            if f.cls in ("ten", "ten10"):
                return "word", f.value, 0, 0, 0, at + 1
            if f.cls == "hundred" or (f.cls in ("scale", "two") and f.value in (100, 200)):
                return "word", f.value, 100, 0, 0, at + 1
            if f.cls == "scale":
                return "scale", f.value, int(f.value), int(f.value), 0, at + 1
            if f.cls == "two":
                return "scale", f.value, int(f.value) // 2, int(f.value) // 2, 0, at + 1
        return None

    def _form(self, i: int, classes: tuple[str, ...], pros: tuple[str, ...] = ("", "ال")) -> Form | None:
        """The reading of token `i` that has one of the classes and one of the proclitics."""
        if i >= len(self.tokens):
            return None
        for f in self.words.forms.get(self.tokens[i].text, ()):
            if f.cls in classes and f.pro in pros:
                return f
        return None

    def _joined(self, i: int, pros: tuple[str, ...] = ("و", "وال")) -> tuple[int, tuple[Form, ...]]:
        """The token joined by "و" at `i` (written onto it or apart), and the readings it has so."""
        tokens, forms = self.tokens, self.words.forms
        if i >= len(tokens):
            return i, ()
        text = tokens[i].text
        if text == "و" and i + 1 < len(tokens):
            if tokens[i + 1].kind == "number":
                return i + 1, ()
            bare = tuple(p[1:] for p in pros)
            return i + 1, tuple(f for f in forms.get(tokens[i + 1].text, ()) if f.pro in bare)
        return (i, tuple(f for f in forms.get(text, ()) if f.pro in pros)) if text[0] == "و" else (len(tokens), ())

    def _range(self, i: int, part: _Part) -> Number | None:
        """As in "10-15", "بين 10 و15", "من 10 إلى 15", "ثلاثة أو أربعة"; None where no range begins."""
        if part.kind not in ("cardinal", "percent"):
            return None
        tokens, ranges = self.tokens, self.words.ranges
        before = ranges.get(tokens[i - 1].text) if i else None
        first = i
        if before == "between" and i > 1 and ranges.get(tokens[i - 2].text) == "from":
            return None
        if before == "between":
            first = i - 2 if i > 1 and tokens[i - 2].text == "ما" else i - 1
            found = self._second(part.last, between=True) or self._second_of_unit(part.last)
            if found is None and part.joined:
                alone = self._part(i, joins=False)
                if alone is not None:
                    part, found = alone, self._second(alone.last, between=True)
        else:
            found = self._second(part.last, between=False, onto=before == "from")
            if found is not None and before == "from" and found[1] in ("to", "until", "onto"):
                if any(t.text in self.words.rises for t in tokens[max(0, i - 5) : i - 1]):
                    return replace(_number(i, part), use="former")
                first = i - 1
            elif found is not None and found[1] == "onto":
                return None
        if found is None:
            return None
        second, link = found
        if second.kind != "cardinal":
            return None
        low, high = part.low, second.high
        if second.scaled and not part.scaled and low <= second.low / second.scaled:
            low = _plain(low * second.scaled)
        if low >= high:
            return None
        if link == "dash" and self._years(part, second):
            return Number(i, second.last, low, high, use="year")
        return Number(first, second.last, low, high, lead=len(part.pro) if first == i else 0, scaled=second.scaled)

    def _second_of_unit(self, j: int) -> tuple[_Part, str] | None:
        """The higher number where the unit stands at both: "بين ثماني ساعات واثنتي عشرة ساعة"."""
        unit = self.words.unit_at(self.tokens, j)
        second = self._second(unit[0], between=True) if unit is not None else None
        again = self.words.unit_at(self.tokens, second[0].last) if second is not None else None
        same = unit is not None and again is not None and unit[1].unit == again[1].unit
        return second if same else None

    @staticmethod
    def _years(a: _Part, b: _Part) -> bool:
        return all(isinstance(p.low, int) and 1900 <= p.low <= 2100 and not p.scaled for p in (a, b)) and b.low - a.low < 60

    def _second(self, j: int, *, between: bool, onto: bool = False) -> tuple[_Part, str] | None:
        """The higher number of a range whose lower one ends at token `j`, and what links the two."""
        tokens = self.tokens
        if j + 1 >= len(tokens):
            if j < len(tokens) and (between or onto):
                second = self._part(j, pro="و" if between else "ل")
                return (second, "and" if between else "onto") if second is not None else None
            return None
        text = tokens[j].text
        if text == "-":
            even = (tokens[j - 1].end == tokens[j].start) == (tokens[j].end == tokens[j + 1].start)
            onward = j + 3 < len(tokens) and tokens[j + 2].text == "-" and tokens[j + 3].kind == "number"
            if even and not onward and tokens[j + 1].kind == "number":
                second = self._part(j + 1)
                return (second, "dash") if second is not None else None
            return None
        link = self.words.ranges.get(text)
        if link in ("to", "or") or (link == "until" and onto):
            second = self._part(j + 1, pro="" if tokens[j + 1].kind == "word" else None)
            return (second, link) if second is not None else None
        if between:
            if text == "و":
                second = self._part(j + 1)
                return (second, "and") if second is not None else None
            second = self._part(j, pro="و")
            return (second, "and") if second is not None else None
        if onto:
            if text == "ل" and tokens[j + 1].kind == "number":
                second = self._part(j + 1)
            else:
                second = self._part(j, pro="ل")
            return (second, "onto") if second is not None else None
        return None

    def _percent(self, number: Number) -> Number:
        """The number with the percent sign or words beside it."""
        if number.kind not in ("cardinal", "ratio", "vague"):
            return number
        tokens = self.tokens
        if number.last < len(tokens) and tokens[number.last].text == "%":
            return replace(number, last=number.last + 1, kind="percent")
        if number.first > self.free and tokens[number.first - 1].text == "%" and tokens[number.first - 1].end == tokens[number.first].start:
            return replace(number, first=number.first - 1, kind="percent", lead=0)
        found = match(self.words.percent, tokens, number.last)
        return replace(number, last=found[0], kind="percent") if found is not None else number

    def _use(self, number: Number, i: int) -> Number:
        """The number with what it is used for, where that is not counting; `i` is the token of its (first) value."""
        tokens, words = self.tokens, self.words
        written = tokens[i].kind == "number"
        before = tokens[i - 1] if i else None
        if written and before is not None:
            if before.kind == "word" and before.text.isascii() and (before.end == tokens[i].start or not self._counts(number)):
                return replace(number, use="name")
            if before.text == "-" and i > 1 and tokens[i - 2].end == before.start and before.end == tokens[i].start:
                model = tokens[i - 2]
                if model.kind == "word" and (model.text.isascii() or model.text in words.names_before):
                    return replace(number, use="name")
            if before.text in _AGE_MARKS and number.last < len(tokens):
                after = number.last
                unit = words.unit_at(tokens, after)
                aged = unit is not None and unit[1].unit in ("year", "month") and unit[0] < len(tokens)
                if unit is not None and aged and tokens[unit[0]].text == _AGE_MARKS[before.text]:
                    return replace(number, use="age")
                if before.text == "(" and tokens[after].text == ")" and number.value is not None and 1900 <= number.value <= 2100:
                    return replace(number, use="year")
        found = match_before(words.names_before, tokens, i - (before is not None and before.text == "("))
        if found is None:
            found = match(words.names_after, tokens, number.last)
        if found is not None:
            use, sure = found[1]
            if use == "year":
                if number.value is not None and 1000 <= number.value <= 2200 and not number.scaled:
                    return replace(number, use="year")
            elif use != "name" or (written and (sure or not self._counts(number))):
                return replace(number, use=use)
        return number

    def _counts(self, number: Number) -> bool:
        """Whether a noun that is plainly counted follows the number."""
        if number.last >= len(self.tokens):
            return False
        text = self.tokens[number.last].text
        if self.words.noun_unit(text) is not None or match(self.words.units, self.tokens, number.last) is not None:
            return True
        accusative = number.value is not None and 11 <= number.value <= 99
        return accusative and len(text) > 3 and text[-1] == "ا" and text not in self.words.not_nouns and text[:2] != "ال"


def _number(i: int, part: _Part) -> Number:
    return Number(
        i, part.last, part.low, part.high, part.approx, part.kind, "count", len(part.pro), part.pro.endswith(("ال", "لل")), part.scaled
    )


def _glued(tokens: Sequence[Token], i: int, count: int) -> bool:
    """Whether `count` tokens from `i` on stand without spaces between them."""
    return i + count <= len(tokens) and tokens[i + count - 1].end - tokens[i].start == sum(len(t.text) for t in tokens[i : i + count])


def _definite(word: str) -> bool:
    return word.startswith(("ال", "لل", "وال", "بال", "ولل", "فال"))
