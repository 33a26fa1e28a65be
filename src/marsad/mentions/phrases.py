"""Noun phrases with their right ends: from a token on, how far does what begins there reach?

A phrase is its head with the genitives and adjectives after it, a number or quantifier before it, the partitive "من …" of
an indefinite group, the "ل…" of an indefinite thing, a short quotation or bracket, and, for a place, the places it lies
in ("بلدة X في ريف Y"). It ends before a verb, a relative clause, another preposition, a time, or a noun that starts
something new (an indefinite one after a definite phrase).
"""

from __future__ import annotations

from typing import NamedTuple

from marsad.lexicon import Entry
from marsad.mentions.marked import Marked
from marsad.mentions.quantities import Counted

# What heads of these classes and kinds are to a role.
PLACES = frozenset(("settlement", "area", "direction", "road", "region", "place", "building", "facility", "position", "water"))
INHABITED = frozenset(("settlement", "area", "region", "place", "direction"))
PARTIES = frozenset(("force", "security", "government", "group", "people", "persons", "person", "actor", "title", "aircraft"))
_FORCES = frozenset(
    ("force", "security", "group", "person", "persons", "people", "title", "aircraft", "vehicle", "position", "weapon", "munition")
)
_ACTOR_CLASS = {"person": "title", "people": "people", "tribe": "people"}
# What an office is in or of ("مصدر بالشرطة", "ناشط بريف حماة").
_OFFICES = PLACES | {"government", "body", "security", "force", "group", "facility", "actor"}
_CONCRETE = PLACES | {"force", "security", "group", "people", "persons", "vehicle", "aircraft", "weapon", "munition", "goods", "service"}
# What begins something new behind a bracket.
_NEW = _CONCRETE | PARTIES
# Titles that hold a place of their own ("المسؤول في مدينة X"); of others, a place behind في is where something befell them.
_SEATED = frozenset(("source", "official", "journalist", "spokesperson", "activist"))
_FOLK = frozenset(("people", "persons", "person"))
_LONGEST = 40


class Phrase(NamedTuple):
    """A noun phrase at tokens `first` to `last` (excluded) with its head; `prep` is the preposition that governs it."""

    first: int
    last: int
    head: int
    cls: str
    det: bool
    name: Entry | None = None
    counted: Counted | None = None
    prep: str = ""
    conj: bool = False


class Phrases:
    """Noun phrases of one marked text, found on demand and remembered."""

    def __init__(self, marked: Marked) -> None:
        self._m = marked
        self._memo: dict[tuple[int, int], Phrase | None] = {}

    def at(self, i: int, end: int) -> Phrase | None:
        """The noun phrase that begins at token `i` and ends at or before `end`, or None when none begins there."""
        key = (i, end)
        if key not in self._memo:
            self._memo[key] = self._parse(i, end, 0)
        return self._memo[key]

    def _parse(self, i: int, end: int, depth: int) -> Phrase | None:
        m = self._m
        parts, words, tokens = m.parts, m.words, m.tokens
        end = min(end, i + _LONGEST)
        j = i
        counted: Counted | None = m.counted.get(i)
        quantified = False
        while j < end:
            part = parts[j]
            if part == "D" and j + 1 < end:
                j += 1
            elif part == "Q":
                quantified = True
                j += 1
                if j < end and tokens[j].text == "من":
                    j += 1
            elif part == "#" and j in m.numbers:
                counted = counted or m.counted.get(j)
                quantified = True
                j = m.numbers[j].last
                if counted is not None and counted.of == "share" and depth < 3:
                    return self._shared(i, j, end, counted, depth)
                if j + 1 < end and tokens[j].text == "من" and parts[j + 1] in "NXQ#":
                    j += 1
            elif tokens[j].text == '"' and j + 1 < end and parts[j + 1] in "NX#" and not quantified:
                return self._quoted(j, end, depth)
            else:
                break
        if quantified and j < end and parts[j] == "O" and tokens[j].text.startswith("اخر"):
            # "453 آخرون"
            return Phrase(i, j + 1, j, "count", False, counted=counted or m.counted.get(i))
        if j >= end or parts[j] not in "NX" or j in m.times:
            if quantified and j > i:
                return Phrase(i, j, i, "count", False, counted=counted or m.counted.get(i))
            return None
        if j > i and words[j].pro and words[j].pro[0] in "وف":
            return Phrase(i, j, i, "count", False, counted=counted)
        head = j
        counted = counted or m.counted.get(head)
        name = None
        cls = class_of(m, head) or ("persons" if counted is not None and counted.unit == "person" else "")
        if head in m.names:
            name = m.names[head].entry
            j = m.names[head].last
        else:
            j += 1
        det = name is not None or words[head].det or bool(words[head].enc)
        after = m.counted.get(head)
        if after is not None and after.last <= end:
            # "مدني واحد"
            j = max(j, after.last)
        j = self._extend(j, end, head, cls, det, depth)
        return Phrase(i, j, head, cls, det, name, counted)

    def _shared(self, i: int, j: int, end: int, counted: Counted, depth: int) -> Phrase | None:
        """A share of something: the phrase is what it is a share of ("60 في المئة من مساحة المدينة": the city)."""
        m = self._m
        j = max(j, counted.last)
        if j < end and m.tokens[j].text == "من":
            j += 1
        if j + 1 < end and any(s.entry.cls == "extent" for s in m.words[j].senses):
            j += 1
        inner = self._parse(j, end, depth + 1) if j < end else None
        if inner is None:
            return Phrase(i, counted.last, i, "count", False, counted=counted)
        return inner._replace(counted=counted)

    def _quoted(self, i: int, end: int, depth: int) -> Phrase | None:
        """A phrase that is a quoted name: «جفينة»."""
        close = self._closing(i, end)
        if not close:
            return None
        inner = self._parse(i + 1, close - 1, depth + 1)
        if inner is None:
            return None
        last = self._extend(close, end, inner.head, inner.cls, True, depth)
        return Phrase(
            i + 1 if last == close else i,
            max(last, close) if last > close else inner.last,
            inner.head,
            inner.cls,
            True,
            inner.name,
            inner.counted,
        )

    def _closing(self, i: int, end: int, longest: int = 8) -> int:
        """The token after the mark that closes the quotation at `i`, when it is short and holds no verb; else 0."""
        m = self._m
        for j in range(i + 1, min(end, i + longest)):
            if m.tokens[j].text == '"':
                return j + 1
            if m.parts[j] in "VSR":
                return 0
        return 0

    def _extend(self, j: int, end: int, head: int, cls: str, det: bool, depth: int) -> int:
        """How far the phrase with this head reaches, from token `j` on."""
        m = self._m
        parts, words, tokens = m.parts, m.words, m.tokens
        indefinite = not det
        adjective = False
        while j < end and j not in m.times:
            part, token, word = parts[j], tokens[j], words[j]
            if part == ".":
                k = self._through_mark(j, end, cls)
                if not k:
                    break
                bracketed = tokens[j].text == "("
                j = k
                det = True
                if bracketed and j < end and parts[j] in "NX" and not words[j].det and not words[j].pro and class_of(m, j) in _NEW:
                    # "المقاومة في تعز (جنوب اليمن) ميليشيات": behind a bracket an indefinite noun is no genitive of what stands before it.
                    break
                continue
            if cls in ("title", "person") and token.text == "باسم" and j + 1 < end and depth < 3:
                # "متحدث باسم X"
                inner = self._parse(j + 1, end, depth + 1)
                if inner is None:
                    break
                j = inner.last
                det = True
                continue
            name = m.names.get(j)
            pro = name.pro if name is not None else word.pro
            if pro:
                k = self._through_clitic(j, end, pro, cls, indefinite, head, depth)
                if not k:
                    break
                j = k
                continue
            if part == "P":
                k = self._through_preposition(j, end, cls, indefinite, head, depth)
                if not k:
                    break
                j = k
                continue
            if part == "#":
                number = m.numbers.get(j)
                if number is None or not number.named or number.last > end:
                    break
                j = number.last
                det = True
                continue
            if part == "Q" and indefinite and token.text in ("عده", "كافه", "كثيره", "عديده"):
                j += 1
                continue
            if part not in "NX":
                break
            if name is not None:
                if det and cls not in ("title", "person", "persons") and not _apposes(cls, class_of(m, j)):
                    break
                j = name.last
                det = True
                continue
            if word.det or (token.text.startswith("ال") and _is_office(m, j)):
                if j == head + 1 and self._takes_no_genitive(head) and not word.adjective:
                    break
                if det and self._starts_anew(j, cls):
                    break
                if adjective and not det:
                    # An indefinite phrase that has its adjective is complete; a definite noun starts something new.
                    break
                j += 1
                det = True
                continue
            if det:
                if not self._continues_definite(j, cls, head):
                    break
                j += 1
                continue
            if class_of(m, j) == "time" or (self._takes_no_genitive(head) and not word.adjective):
                break
            if adjective and not word.adjective and class_of(m, j) in _CONCRETE and any(s.entry.lemma == token.text for s in word.senses):
                # "طائرة مسيرة سيارة": an indefinite phrase that has its adjective is complete; "عناصر أمنية ملثمة" has two.
                break
            # "رئيس مجلس إسناد المدينة" is one name; elsewhere the event is what is told.
            named = j == head + 2 and class_of(m, j - 1) in ("government", "body")
            if m.words[j].event and not named and (adjective or cls in ("title", "person", "count") or j > head + 2):
                break
            adjective = word.adjective
            j += 1
            if word.enc:
                det = True
        return j

    def _takes_no_genitive(self, head: int) -> bool:
        """Whether a word is a dual or a sound plural with its ن ("مسلحون"), which only an adjective can follow."""
        word = self._m.words[head]
        return (
            word.text.endswith(("ون", "ان"))
            and len(word.text) > 4
            and not word.enc
            and any(s.form.number in ("d", "p") and s.entry.kind in ("noun", "head", "title") for s in word.senses)
        )

    def _starts_anew(self, j: int, cls: str) -> bool:
        """Whether a definite noun behind a definite one begins the next phrase ("قصف الجيش القرية"): no adjective, no office, of
        a class that is not that of a name's kind."""
        m = self._m
        other, before = class_of(m, j), class_of(m, j - 1)
        return (
            other in _CONCRETE
            and (before != "direction" or m.words[j - 1].det)
            and not (other in _FOLK and (before in _FOLK or m.tokens[j - 1].text.endswith(("ين", "ون"))))
            and not (m.words[j].adjective and _agrees(m, j))
            and not (_is_office(m, j) and other != "group")
            and not (cls in ("title", "person", "persons") and other in ("title", "person", "persons"))
        )

    def _through_mark(self, j: int, end: int, cls: str) -> int:
        m = self._m
        text = m.tokens[j].text
        if text == '"':
            return self._closing(j, end)
        if text == "(":
            for k in range(j + 1, min(end, j + 6)):
                if m.tokens[k].text == ")":
                    return k + 1
            return 0
        if text == "," and cls in PLACES and j + 2 < end and m.parts[j + 1] in "NX" and class_of(m, j + 1) == "direction":
            inner = self._parse(j + 1, end, 1)
            return inner.last if inner is not None and inner.last > j + 2 else 0
        return 0

    def _through_clitic(self, j: int, end: int, pro: str, cls: str, indefinite: bool, head: int, depth: int) -> int:
        """Past a word with clitics in front, where it belongs to the phrase: "بريف حمص", "مواقع لعناصر", "وحلفاؤها"."""
        m = self._m
        if depth > 2:
            return 0
        if pro in ("و", "ف"):
            return self._through_and(j, end, head, cls)
        if pro[0] in "وف":
            return 0
        last = pro[-1]
        if last == "ب" and cls in PLACES and class_of(m, j) in PLACES:
            inner = self._parse(j, end, depth + 1)
            return inner.last if inner is not None else 0
        if last == "ب" and _is_office(m, head) and (indefinite or cls == "title") and class_of(m, j) in _OFFICES:
            inner = self._parse(j, end, depth + 1)
            return inner.last if inner is not None else 0
        if last == "ل" and m.parts[j] in "NX":
            if j in m.names and m.names[j].entry.kind == "outlet":
                return 0
            owner = class_of(m, j)
            if (indefinite and (cls in _FORCES or cls in PLACES or j == head + 2)) or (j > head + 1 and m.words[j - 1].adjective):
                if m.words[j].event and owner not in PARTIES:
                    return 0
                inner = self._parse(j, end, depth + 1)
                return inner.last if inner is not None else 0
        return 0

    def _through_and(self, j: int, end: int, head: int, cls: str) -> int:
        """Past "و" where both sides are one thing: with a pronoun back (وحلفاؤها), two adjectives, names after a plural."""
        m = self._m
        word = m.words[j]
        if m.parts[j] not in "NX" or j in m.times or word.trigger:
            return 0
        if word.enc and (cls in PARTIES or cls in PLACES):
            return j + 1
        if word.adjective and j > head + 1 and m.words[j - 1].adjective:
            return j + 1
        if class_of(m, j) == "direction" and cls == "direction":
            return j + 1
        gathers = any(s.form.number in ("d", "p") for s in m.words[head].senses if s.entry.kind in ("noun", "head"))
        if gathers and j > head + 1 and cls in ("settlement", "area", "people", "road", "position"):
            name = m.names.get(j)
            if name is not None:
                return name.last
            if m.parts[j] == "X":
                return j + 1
        return 0

    def _through_preposition(self, j: int, end: int, cls: str, indefinite: bool, head: int, depth: int) -> int:
        m = self._m
        if depth > 3 or j + 1 >= end:
            return 0
        text = m.tokens[j].text
        inner_class = class_of(m, j + 1)
        if text in ("من", "عن") and cls == "direction" and j == head + 1:
            inner = self._parse(j + 1, end, depth + 1)
            return inner.last if inner is not None and inner.cls in PLACES else 0
        if text == "من" and indefinite and (cls in _FORCES or cls == "count") and m.parts[j + 1] in "NXD":
            if inner_class in PLACES and cls not in ("title", "person", "persons", "group", "force"):
                return 0
            inner = self._parse(j + 1, end, depth + 1)
            return inner.last if inner is not None else 0
        if (
            text == "في"
            and cls in PLACES
            and cls != "position"
            and (
                inner_class in PLACES
                or (inner_class in ("", "unlisted") and cls in INHABITED and m.parts[j + 1] in "NX" and not m.words[j + 1].trigger)
            )
        ):
            inner = self._parse(j + 1, end, depth + 1)
            return inner.last if inner is not None else 0
        if (
            text in ("في", "لدي")
            and _is_office(m, head, None if inner_class not in PLACES else _SEATED)
            and (m.parts[j + 1] in "NX" or m.tokens[j + 1].text == '"')
            and j + 1 not in m.times
            and not m.words[j + 1].trigger
        ):
            inner = self._parse(j + 1, end, depth + 1)
            if inner is None:
                return 0
            # "رئيس مجلس X في محافظة Y علي داوود": the name that follows belongs to the title; "المسؤول في المدينة إن …" speaks.
            k = inner.last
            follows = k < end and (
                m.parts[k] == "S"
                or m.tokens[k].text == ":"
                or (m.parts[k] == "X" and not m.words[k].pro)
                or (k in m.names and m.names[k].entry.kind == "outlet" and m.names[k].pro == "ل")
            )
            return inner.last if indefinite or follows else 0
        return 0

    def _continues_definite(self, j: int, cls: str, head: int) -> bool:
        """Whether an indefinite word goes on with a phrase that is definite already: a person's name after a title."""
        m = self._m
        word = m.words[j]
        if m.parts[j] == "X":
            return cls in ("title", "person") or (cls == "persons" and _is_office(m, head)) or (cls in INHABITED and j == head + 1)
        if cls == "title":
            return any(s.entry.kind == "title" for s in word.senses) or not any(
                s.entry.kind in ("trigger", "verb", "report", "noun", "head") for s in word.senses
            )
        if cls in PLACES:
            return class_of(m, j) == "direction" and not word.trigger
        return False


def class_of(m: Marked, i: int) -> str:
    """The semantic class of what begins at token `i`: of its name, else of its noun ("unlisted" for a word that
    nobody listed, most often a name; "" for a known word without a class)."""
    if i >= len(m.words):
        return ""
    found = m.names.get(i)
    if found is not None:
        kind = found.entry.cls
        if any(s.entry.kind in ("noun", "head") and s.entry.cls == "aircraft" for s in m.words[i].senses):
            return "aircraft"
        return "place" if found.entry.kind == "place" else _ACTOR_CLASS.get(kind, "actor")
    return m.words[i].cls


def _agrees(m: Marked, j: int) -> bool:
    """Whether the word at token `j` can be the adjective of the one before it: one in ات goes with a plural in ات only."""
    return not m.tokens[j].text.endswith("ات") or m.tokens[j - 1].text.endswith("ات")


def _is_office(m: Marked, head: int, kinds: frozenset[str] | None = None) -> bool:
    """Whether a word names who somebody is by office or role (one of `kinds`), whatever else it is ("مصدر", "مسؤولون")."""
    return any(s.entry.kind == "title" and (kinds is None or s.entry.cls in kinds) for s in m.words[head].senses)


def _apposes(cls: str, other: str) -> bool:
    """A place kind before a place name, a group's kind before its name."""
    return (cls in PLACES and other == "place") or (cls in ("force", "group", "actor") and other == "actor")
