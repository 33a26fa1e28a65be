"""Quantities: numbers with their bounds, their unit and the noun that they count; duals and "one of" too.

A `Counted` covers the bound words, the number and the counted noun with "others" and an adjective. What is counted for a
claim, and which claim, is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from marsad.mentions.numbers import Number
from marsad.mentions.numberwords import PROCLITICS, NumberWords, Unit, match, match_before
from marsad.mentions.times import TimeMention
from marsad.text.tokens import Token

# How many tokens a bound ("على الأقل") may stand behind the number: "25 مقاتلا من الفصائل المحلية على الأقل".
_BOUND_REACH = 7
_DUAL = ("ان", "ين", "تي", "تا", "يها", "يهما")
_DUAL_ENDS = frozenset(ending[-2:] for ending in _DUAL)
# A bounded memory: when it is full it starts anew, so hostile text cannot grow it without end.
_REMEMBERED = 50_000
_NISBA = ("ي", "يا", "يه", "يين", "يون", "يتين", "يات", "يان", "تين", "تان")


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity at tokens `first` to `last` (excluded). `noun` is the token of the counted noun; `unit` is "" where the
    text names none, and the noun's folded word where no unit stands for it. A share is in per cent."""

    first: int
    last: int
    of: str
    low: int | float | None
    high: int | float | None
    unit: str
    approx: bool
    noun: int | None
    number: Number
    lead: int = 0


# (proclitics, singular, ending) of words that may be duals, None for those that are none.
Duals = dict[str, tuple[str, str, str] | None]


def find_quantities(
    tokens: Sequence[Token],
    numbers: Sequence[Number],
    words: NumberWords,
    nouns: Mapping[str, str],
    times: Sequence[TimeMention] = (),
    duals: Duals | None = None,
) -> list[Counted]:
    """All quantities in order. `nouns` maps folded singular nouns to their semantic class: their duals count. A number
    that is part of one of `times` (a day, a year) is no quantity, but a duration in it is ("منذ أكثر من عامين"). `duals` remembers
    from text to text which words are duals of these nouns."""
    at = {n.first: n for n in numbers}
    finder = _Finder(tokens, at, words, nouns, duals if duals is not None else {})
    dated = {j for t in times for j in range(t.first, t.last)}
    out: list[Counted] = []
    i = free = 0
    for k, token in enumerate(tokens):
        number = at.get(k)
        text = token.text
        if number is None and not (
            (text[-2:] in _DUAL_ENDS or (text[-1] == "ي" and len(text) > 4) or text in words.unit_leads or text in words.one_of)
            and token.kind == "word"
        ):
            continue
        if k < i:
            continue
        found = finder.of_number(number, free) if number is not None else None
        if found is None and token.kind == "word":
            found = finder.of_word(k, free)
        if found is not None and (found.of == "duration" or k not in dated):
            out.append(found)
            i = free = max(found.last, k + 1)
        else:
            i = number.last if number is not None and found is not None else k + 1
    return out


class _Finder:
    def __init__(
        self, tokens: Sequence[Token], at: Mapping[int, Number], words: NumberWords, nouns: Mapping[str, str], duals: Duals
    ) -> None:
        self.tokens = tokens
        self._at = at
        self.words = words
        self.nouns = nouns
        self._duals = duals
        self._free = 0

    # -- numbers ---------------------------------------------------------------------------------------------------

    def of_number(self, number: Number, free: int) -> Counted | None:
        """The quantity that a number makes, or None where it counts nothing; tokens before `free` are other quantities'."""
        self._free = free
        if number.use not in ("count", "total") or number.kind == "ordinal" or number.low is None:
            return None
        tokens = self.tokens
        each = self._of_each(number)
        if each is not None:
            return each
        symbol = self._symbol(number)
        if symbol is not None:
            first, last, unit, of = symbol
            return self._bounded(number, first, last, of, unit, None)
        j = number.last
        measured = self.words.unit_at(tokens, j + (j < len(tokens) and tokens[j].text == "/"))
        if number.kind == "percent":
            noun = self._partitive(j)
            return self._bounded(number, number.first, j, "share", "percent", noun)
        if number.kind in ("fraction", "ratio"):
            return self._fraction(number, measured)
        if number.value in (1, 2) and tokens[number.first].kind == "word":
            return self._single(number) if number.value == 1 else self._pair(number)
        if measured is not None:
            return self._measured(number, *measured)
        if j < len(tokens) and tokens[j].text in self.words.others:
            return self._bounded(number, number.first, j + 1, "count", "", None)
        noun = self._noun(number)
        if noun is not None:
            return self._bounded(number, number.first, self._extended(noun + 1), "count", self._unit_of(noun), noun)
        if number.value == 0:
            return None
        if number.definite or (number.first and tokens[number.first - 1].text == "ال"):
            return self._after_noun(number)
        noun = self._partitive(j)
        if noun is not None:
            yearlike = number.value is not None and 1900 <= number.value <= 2100 and self._bare(tokens[noun].text) == tokens[noun].text
            if yearlike and tokens[number.first].kind == "number":
                return None
            return self._bounded(number, number.first, self._extended(noun + 1), "count", self._member_unit(noun), noun)
        counted = self._bounded(number, number.first, j, "count", "", None)
        # "دورة 2007": four such digits that count no noun and have no bound are a year.
        bare = counted.first == number.first and counted.last == number.last and not counted.approx and counted.low == counted.high
        year = number.value is not None and 1950 <= number.value <= 2050 and number.value % 100 != 0
        return None if year and bare and tokens[number.first].kind == "number" and not number.scaled else counted

    def _of_each(self, number: Number) -> Counted | None:
        """A share as "ثلاث من كل خمس نساء"."""
        found = match(self.words.of_each, self.tokens, number.last)
        whole = self._at.get(found[0]) if found is not None else None
        if whole is None or not whole.value or not number.value or number.value > whole.value:
            return None
        share = _percent(number.value / whole.value)
        noun = self._noun(whole)
        last = noun + 1 if noun is not None else whole.last
        return self._bounded(replace(number, low=share, high=share), number.first, last, "share", "percent", noun)

    def _measured(self, number: Number, last: int, unit: Unit) -> Counted:
        """A number of units: kilometres, days, dollars; with "ونصف" and "مربع" after them."""
        tokens = self.tokens
        noun = number.last
        low, high = number.low, number.high
        half = self._half(last)
        if half is not None and low is not None and high is not None:
            last, part = half
            low, high = low + part, high + part
        name, of = unit.unit, unit.of
        if of == "distance" and last < len(tokens) and tokens[last].text == "2" and tokens[last].start == tokens[last - 1].end:
            name, of, last = f"{name}2", "amount", last + 1
        if of == "distance" and last < len(tokens) and tokens[last].text in self.words.squares:
            name, of, last = f"{name}2", "amount", last + 1
        if of == "count":
            last = self._extended(last)
        return self._bounded(replace(number, low=low, high=high), number.first, last, of, name, noun)

    def _half(self, j: int) -> tuple[int, float] | None:
        """What "ونصف" or "ونصف العام" after a unit adds, with the token after it."""
        tokens = self.tokens
        if j >= len(tokens) or tokens[j].text[0] != "و":
            return None
        at, pro = (j + 1, "") if tokens[j].text == "و" else (j, "و")
        if at >= len(tokens):
            return None
        for f in self.words.forms.get(tokens[at].text, ()):
            if f.cls == "fraction" and f.pro == pro:
                last = at + 1
                again = tokens[last].text if last < len(tokens) else ""
                if again[:2] == "ال" and again[2:] in self.words.units:
                    last += 1
                return last, f.value
        return None

    def _fraction(self, number: Number, measured: tuple[int, Unit] | None) -> Counted | None:
        """A fraction is a share of what follows, or a part of a unit ("نصف ساعة")."""
        tokens = self.tokens
        j = number.last
        if measured is not None and not number.definite:
            return self._measured(number, *measured)
        if number.kind == "ratio":
            return None
        if j < len(tokens) and any(f.cls == "ordinal" for f in self.words.forms.get(tokens[j].text, ())):
            return None
        value = _percent(number.low or 0)
        direct = j < len(tokens) and tokens[j].kind == "word" and tokens[j].text not in self.words.not_nouns and tokens[j].text[0] != "و"
        noun = j if direct else self._partitive(j)
        share = replace(number, low=value, high=value)
        if noun is None and number.definite and match_before(self.words.bounds_before, tokens, number.first) is None:
            return None
        return self._bounded(share, number.first, noun + 1 if noun is not None and noun == j else j, "share", "percent", noun)

    def _single(self, number: Number) -> Counted | None:
        """As in "مدني واحد": one of the noun before it; elsewhere واحد counts nothing."""
        i = number.first - 1
        if i < self._free or number.lead or self.tokens[i].kind != "word":
            return None
        word = self.tokens[i].text
        if word in self.words.idioms or (self.words.noun_unit(word) is None and word not in self.nouns):
            return None
        return self._bounded(number, i, number.last, "count", self._unit_of(i), i)

    def _pair(self, number: Number) -> Counted:
        """A pair: "اثنان" never stands before its noun: "جنديين اثنين", "اثنان من الجنود", or alone."""
        tokens, i = self.tokens, number.first - 1
        before = tokens[i].text if i >= self._free and tokens[i].kind == "word" else ""
        if len(before) > 4 and before.endswith(("ين", "ان")) and not number.lead:
            found = self._dual(i)
            return self._bounded(number, i, number.last, "count", found.unit if found is not None else self._unit_of(i), i)
        j = number.last
        if j < len(tokens) and tokens[j].text in self.words.others:
            return self._bounded(number, number.first, j + 1, "count", "", None)
        noun = self._partitive(j)
        if noun is None:
            return self._bounded(number, number.first, j, "count", "", None)
        return self._bounded(number, number.first, self._extended(noun + 1), "count", self._member_unit(noun), noun)

    def _after_noun(self, number: Number) -> Counted | None:
        """As in "الأشهر الستة", "القتلى الـ15": a definite number after its noun; alone it counts what is not named."""
        tokens = self.tokens
        i = number.first - (1 if number.definite else 2)
        tens = number.value in range(20, 100, 10) and tokens[number.first].kind == "word"
        if i >= self._free and tokens[i].kind == "word" and self._bare(tokens[i].text) != tokens[i].text:
            bare = self._bare(tokens[i].text)
            for rest, unit in self.words.units.get(bare, ()):
                if not rest:
                    # "اليوم الستين" is the sixtieth.
                    return None if unit.grammatical == 1 else self._bounded(number, i, number.last, unit.of, unit.unit, i)
            if number.kind != "vague" and (not tens or self.words.noun_unit(bare) is not None):
                return self._bounded(number, i, number.last, "count", self._unit_of(i), i)
        noun = self._partitive(number.last)
        if noun is not None:
            return self._bounded(number, number.first, noun + 1, "count", self._member_unit(noun), noun)
        # A definite ten alone is a name (شارع الستين).
        return None if number.definite and tens else self._bounded(number, number.first, number.last, "count", "", None)

    def _symbol(self, number: Number) -> tuple[int, int, str, str] | None:
        """A currency or Latin unit beside the number ("$10", "20km")."""
        tokens = self.tokens
        if number.kind not in ("cardinal", "ratio"):
            return None
        if number.last < len(tokens):
            found = self.words.symbols.get(tokens[number.last].text.lower())
            if found is not None:
                return number.first, number.last + 1, *found
        if number.first > self._free:
            found = self.words.symbols.get(tokens[number.first - 1].text.lower())
            if found is not None and found[1] == "amount":
                return number.first - 1, number.last, *found
        return None

    # -- the counted noun ------------------------------------------------------------------------------------------

    def _noun(self, number: Number) -> int | None:
        """The token right after the number, where it is what the number counts."""
        tokens, words = self.tokens, self.words
        j = number.last
        if j >= len(tokens) or tokens[j].kind != "word":
            return None
        text = tokens[j].text
        known = words.noun_unit(text) is not None or text in self.nouns or (text[-1] == "ا" and text[:-1] in self.nouns)
        if known and text not in words.not_nouns:
            return j
        if text in words.not_nouns or len(text) < 3 or text.endswith("وا") or (number.kind != "vague" and text[:2] == "ال"):
            return None
        if number.definite and number.kind == "cardinal":
            return None
        accusative = number.low is not None and (11 <= number.low % 100 <= 99)
        if accusative and text[-1] == "ا" and len(text) > 3 and text[0] != "و":
            return j
        return None if text[0] in "وفبلكس" and len(text) > 3 and self._clitic(text) else j

    def _clitic(self, text: str) -> bool:
        """Whether a word that is not a known noun reads as a proclitic and something ("وإصابة", "بينما")."""
        return text[0] in "وف" or text[1:3] == "ال" or text[:2] == "لل" or text[1:] in self.nouns or text[0] in "بل"

    def _partitive(self, j: int) -> int | None:
        """The noun of "من المتمردين" after a number: definite, or in construct."""
        tokens = self.tokens
        if j + 1 >= len(tokens) or tokens[j].text != "من" or tokens[j + 1].kind != "word":
            return None
        word = tokens[j + 1].text
        return None if word in self.words.not_nouns or word in self.words.forms or len(word) < 3 else j + 1

    def _extended(self, j: int) -> int:
        """Past the words that go with the counted noun: "others" and one adjective by its shape."""
        tokens = self.tokens
        others = self.words.others
        if j < len(tokens) and tokens[j].kind == "word" and tokens[j].text not in others:
            text = tokens[j].text
            shaped = len(text) > 3 and text.endswith(_NISBA) and text[0] not in "وفبلك"
            if shaped and text not in self.words.not_nouns and text not in self.nouns:
                j += 1
        return j + 1 if j < len(tokens) and tokens[j].text in others else j

    def _bare(self, word: str) -> str:
        """A word without the article and what stands before it."""
        for pro in ("ال", "وال", "بال", "لل", "فال", "ولل", "وبال"):
            if word.startswith(pro) and len(word) - len(pro) > 1:
                return word[len(pro) :]
        return word

    def _unit_of(self, i: int) -> str:
        """The unit in which the noun at token `i` is counted: by the words, by its class, by its shape, else itself."""
        text = self.tokens[i].text
        for word in (text, self._bare(text)):
            unit = self.words.noun_unit(word)
            if unit is not None:
                return unit
            stem = word if word in self.nouns or not word.endswith("ا") else word[:-1]
            cls = self.nouns.get(stem)
            if cls is not None:
                return self.words.classes[cls][0] if cls in self.words.classes else stem
        # Sound masculine plurals and nisbas name people ("متطوعين", "حوثيا").
        bare = self._bare(text)
        if bare.endswith("ا") and not bare.endswith("يا") and len(bare) > 4:
            return bare[:-1]
        if len(bare) > 4 and bare.endswith(("ون", "ين", "يا", "ي")):
            return "person"
        return bare

    def _member_unit(self, i: int) -> str:
        """The unit of "من …": the members of a force are people."""
        bare = self._bare(self.tokens[i].text)
        return "person" if self.nouns.get(bare) in self.words.members else self._unit_of(i)

    # -- bounds ----------------------------------------------------------------------------------------------------

    def _bounded(self, number: Number, first: int, last: int, of: str, unit: str, noun: int | None) -> Counted:
        """The quantity with the bounds that stand before and after it applied."""
        tokens, words = self.tokens, self.words
        low, high, approx = number.low, number.high, number.approx
        lead = number.lead if first == number.first else 0
        if number.definite and lead:
            lead -= 2 if tokens[first].text[lead - 2 : lead] == "ال" else 1
        start = first
        if start > self._free and tokens[start - 1].text == "ال":
            start -= 1
        while (found := match_before(words.bounds_before, tokens, start)) is not None and found[0] >= self._free:
            start, kind = found
            if kind == "least" and start > 1 and tokens[start - 2].text in words.negations and tokens[start - 1].kind == "word":
                kind = "least" if tokens[start - 1].text in words.still else "most"
            low, high, approx = _bind(kind, low, high, approx)
        if start == first and (far := self._bound_far(first)) is not None:
            low, high, approx = _bind(far, low, high, approx)
        at = self._bound_after(number, last)
        if at is not None:
            low, high, approx = _bind(at[1], low, high, approx)
            last = max(last, at[0])
        if start != first:
            lead = 0
        return Counted(start, last, of, low, high, unit, approx, noun, number, lead)

    def _bound_far(self, first: int) -> str | None:
        """The bound in a verb whose subject stands before the number: "تجاوز عدد القتلى 500"."""
        for j in range(first - 1, max(first - 5, self._free), -1):
            token = self.tokens[j]
            if token.kind != "word" or token.text in self.words.not_nouns or token.text in self.words.forms:
                return None
            found = match_before(self.words.bounds_far, self.tokens, j)
            if found is not None:
                return "most" if found[0] and self.tokens[found[0] - 1].text in self.words.negations else str(found[1])
        return None

    def _bound_after(self, number: Number, last: int) -> tuple[int, str] | None:
        """A bound behind the noun phrase, before the next mark, number or verb-like break."""
        tokens, words = self.tokens, self.words
        for j in range(max(number.last, last), min(len(tokens), number.last + _BOUND_REACH)):
            found = match(words.bounds_after, tokens, j)
            if found is not None:
                return found
            if tokens[j].kind != "word" or tokens[j].text[0] == "و" or tokens[j].text in words.forms:
                return None
        return None

    # -- words that count by themselves ----------------------------------------------------------------------------

    def of_word(self, i: int, free: int) -> Counted | None:
        """A dual, "أحد" with a plural, or a unit that is one or several by its context."""
        self._free = free
        tokens, words = self.tokens, self.words
        text = tokens[i].text
        if text in words.one_of:
            return self._one_of(i)
        if text in words.unit_leads:
            found = self._bare_unit(i)
            if found is not None:
                return found
        if len(text) > 4 and (text.endswith(_DUAL) or text[-1] == "ي"):
            return self._dual(i)
        return None

    def _one_of(self, i: int) -> Counted | None:
        tokens = self.tokens
        if i + 1 >= len(tokens) or tokens[i + 1].kind != "word":
            return None
        text = tokens[i + 1].text
        if text in self.words.not_nouns or len(text) < 4 or text in self.words.forms or (text[0] == "ي" and text not in self.nouns):
            return None
        if i and tokens[i - 1].text in self.words.not_nouns and tokens[i - 1].text in ("اي", "لا"):
            return None
        number = Number(i, i + 1, 1, 1, kind="one")
        return Counted(i, self._extended(i + 2), "count", 1, 1, self._unit_of(i + 1), False, i + 1, number)

    def _bare_unit(self, i: int) -> Counted | None:
        """As in "يومين"; "أكثر من عام", "نحو شهر" (a bound makes the singular a quantity); "لأيام", "طوال ساعات"."""
        tokens, words = self.tokens, self.words
        text = tokens[i].text
        lead = words.unit_leads[text]
        if lead == 0:
            found = match(words.units, tokens, i)
        else:
            found = next(((i + 1, u) for rest, u in words.units[text[lead:]] if not rest and (lead == 1 or u.grammatical == 2)), None)
        if found is None:
            return None
        last, unit = found
        number = Number(i, i + 1, 2, 2, kind="dual", lead=lead % 2)
        if unit.grammatical == 2:
            # "مقرين عامين": after a dual noun it is an adjective.
            return None if i and i == self._free and self._dual(i - 1) is not None else self._measured_word(number, last, unit)
        bound = match_before(words.bounds_before, tokens, i)
        spanned = (i > 0 and tokens[i - 1].text in words.spans) or (lead == 1 and text[0] in words.spans)
        plain = last >= len(tokens) or tokens[last].kind == "mark" or tokens[last].text in words.not_nouns
        if unit.grammatical == 1 and (lead == 0 or (spanned and plain)):
            half = self._half(last)
            if bound is None and not spanned and half is None:
                return None
            if bound is not None and bound[1] == "most" and unit.of == "duration" and tokens[i - 1].text in words.ranges:
                return None
            if unit.of != "duration" and bound is None and half is None:
                return None
            return self._measured_word(replace(number, low=1, high=1, kind="cardinal"), last, unit)
        vague = words.vague_units.get(text[lead:] if lead == 1 else text)
        if vague is not None and spanned:
            name, low, high = vague
            number = Number(i, i + 1, low, high, True, "vague", lead=lead)
            return Counted(i, last, "duration", low, high, name, True, i, number, lead)
        return None

    def _measured_word(self, number: Number, last: int, unit: Unit) -> Counted:
        counted = self._measured(number, last, unit)
        return replace(counted, noun=number.first)

    def _dual(self, i: int) -> Counted | None:
        """A dual of a countable noun: "قتيلان", "طفلتين", "قريتي نبل والزهراء"."""
        tokens = self.tokens
        text = tokens[i].text
        if text not in self._duals:
            if len(self._duals) >= _REMEMBERED:
                self._duals.clear()
            self._duals[text] = self._dual_of(text)
        found = self._duals[text]
        if found is None:
            return None
        pro, stem, ending = found
        if ending in ("تي", "تا", "ي") and (i + 1 >= len(tokens) or tokens[i + 1].kind != "word"):
            return None
        if ending == "ي" and not any(t.kind == "word" and t.text[0] == "و" for t in tokens[i + 2 : i + 4]):
            return None
        unit = self.words.noun_unit(stem)
        if unit is None:
            cls = self.nouns.get(stem, "")
            unit = self.words.classes[cls][0] if cls in self.words.classes else stem
        number = Number(i, i + 1, 2, 2, kind="dual", lead=_letters(pro), definite=pro.endswith(("ال", "لل")))
        last = self._extended(i + 1)
        if last < len(tokens) and any(f.value == 2 and f.cls == "unit" and not f.pro for f in self.words.forms.get(tokens[last].text, ())):
            last += 1
        return self._bounded(number, i, last, "count", unit, i)

    def _dual_of(self, text: str) -> tuple[str, str, str] | None:
        """(proclitics, singular, ending) of a word that is a dual of a known noun."""
        words, nouns = self.words, self.nouns
        readings = [(pro, text[len(pro) :]) for pro in PROCLITICS if text.startswith(pro) and len(text) - len(pro) > 3]
        if any(rest in words.not_dual or rest in nouns or rest in words.unit_nouns for _, rest in readings):
            return None
        for pro, rest in readings:
            # "طفليها": before a pronoun the dual has lost its ن.
            whole = f"{rest.removesuffix('ها').removesuffix('هما')}ن" if rest.endswith(("يها", "يهما")) else rest
            ending, base = whole[-2:], whole[:-2]
            if len(base) < 2:
                continue
            if ending in ("ان", "ين"):
                if base in words.idioms or (base[-1:] == "ت" and base[:-1] + "ه" in words.idioms):
                    continue
                if base.endswith("ت") and (self._known(base[:-1] + "ه") or self._known(base[:-1])):
                    return pro, base[:-1] + "ه", ending
                if self._known(base) and not (ending == "ين" and self._sound(base)):
                    return pro, base, ending
            elif ending in ("تي", "تا") and self._known(base + "ه") and "ال" not in pro and base + "ه" not in words.idioms:
                return pro, base + "ه", ending
            elif whole[-1] == "ي" and ending != "تي" and self._known(whole[:-1]) and "ال" not in pro and self._place(whole[:-1]):
                return pro, whole[:-1], "ي"
        return None

    def _place(self, stem: str) -> bool:
        """Whether a noun is of a class whose duals stand before two names ("مطاري الشرق والغرب")."""
        return self.nouns.get(stem) in self.words.paired

    def _known(self, stem: str) -> bool:
        """Whether a singular is one that can be counted; units have their own duals."""
        own = any(not rest for rest, _ in self.words.units.get(stem, ()))
        return (stem in self.nouns or stem in self.words.unit_nouns) and not own

    def _sound(self, stem: str) -> bool:
        """Whether the noun makes its plural with ين, so that "مقاتلين" are fighters and not two."""
        unit = self.words.noun_unit(stem)
        cls = self.nouns.get(stem, "")
        person = unit == "person" or (unit is None and cls in self.words.classes and self.words.classes[cls][0] == "person")
        active = len(stem) == 4 and stem[1] == "ا"
        if len(stem) == 5 and stem[0] == "م" and stem[2] == "ا" and stem not in self.words.broken:
            return True
        return person and stem not in self.words.broken and (stem[0] == "م" or stem[-1] == "ي" or active or stem in self.words.sound)


def _percent(share: float) -> int | float:
    """A share in per cent, to one place."""
    value = round(100 * share, 1)
    return int(value) if value == int(value) else value


def _letters(pro: str) -> int:
    """The letters before a word that are no part of a quantity's span: all but the article."""
    return len(pro) - 2 if pro.endswith("ال") else 1 if pro.endswith("لل") else len(pro)


def _bind(
    kind: str, low: int | float | None, high: int | float | None, approx: bool
) -> tuple[int | float | None, int | float | None, bool]:
    """The low, high and approx of a quantity under a bound; one that contradicts a nearer bound changes nothing."""
    if kind == "about":
        return low, high, True
    if kind == "least":
        return (low, None, approx) if low is not None else (low, high, approx)
    return (None, high, approx) if high is not None else (low, high, approx)
