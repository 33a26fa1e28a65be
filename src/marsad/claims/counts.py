"""The numbers of a claim: of the trigger's own noun, of its fillers, of parts ("بينهم 39 طفلا"), one for a single victim."""

from __future__ import annotations

from collections.abc import Iterator

from marsad.claims.drafts import VICTIMS, Draft
from marsad.claims.syntax import Syntax
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import Phrase
from marsad.mentions.quantities import Counted
from marsad.model import MEASURES, Measure, Quantity

# Words before a span of time that say how long something lasts.
_AMONG = frozenset(("بين", "من", "ضمن"))
_LASTING = frozenset(("لمده", "مده", "طيله", "طوال"))


def quantities_of(m: Marked, syntax: Syntax, d: Draft) -> Iterator[Quantity]:
    """The numbers of a claim, and one for a single indefinite victim."""
    for p in d.roles.get("target", ()):
        if p.counted is None and d.type in VICTIMS and _one_person(m, p):
            yield Quantity("count", 1, 1, "person", False, m.span(p.first, p.head + 1))
    seen: set[int] = set()
    for c in d.counted if d.counted is not None else counted_of(m, syntax, d):
        if c.first not in seen:
            seen.add(c.first)
            low = None if d.joint and c.of == "count" else c.low
            yield Quantity(_measure(c.of), low, c.high, c.unit or "person", c.approx, m.span(c.first, c.last))


def counted_of(m: Marked, syntax: Syntax, d: Draft) -> list[Counted]:
    """The numbers that the rules give a claim: of the trigger's own noun, of its fillers, of their parts, of its clause."""
    t = d.trigger
    found = [c for c in syntax.counted() if c.first <= t.first < c.last] if t.form.tense in ("noun", "persons") else []
    for role, phrases in d.roles.items():
        found += [p.counted for p in phrases if p.counted is not None and not _names_two(m, role, p)]
    if d.type in VICTIMS:
        found += _parts(m, d)
    for c in syntax.counted():
        i = c.first
        if (
            d.clause[0] <= i < d.clause[1]
            and i not in m.times
            and (
                (c.of == "distance" and d.type == "advance")
                or (c.of == "duration" and i > 0 and (m.words[i - 1].text in _LASTING or m.pro(i)[-1:] == "ل"))
            )
        ):
            found.append(c)
    return found


def _names_two(m: Marked, role: str, p: Phrase) -> bool:
    """Whether a dual only names its two ("مدينتي حمص وحماة", "الطرفين") or is a plural in ين after all; it counts nothing then."""
    c = p.counted
    if c is None or c.number.kind != "dual" or c.first != p.head:
        return False
    if m.words[p.head].det or (role in ("place", "toward", "from") and p.last > p.head + 1):
        return True
    return m.words[p.head].text.endswith("ين") and any(s.form.number == "p" for s in m.words[p.head].senses)


def _parts(m: Marked, d: Draft) -> Iterator[Counted]:
    """Numbered parts of the victims: "بينهم 39 طفلا و24 امرأة"."""
    i = d.trigger.last
    end = min(d.clause[1] + 30, i + 45, len(m.tokens))
    while i < end and not (m.tokens[i].text in ".;:" or m.parts[i] == "V"):
        if m.tokens[i].text[-2:] in ("هم", "هن", "ها") and any(
            s.entry.kind == "word" and s.entry.lemma.removesuffix(m.tokens[i].text[-2:]) in _AMONG for s in m.words[i].senses
        ):
            j = i + 1
            while j < end:
                c = m.counted.get(j)
                if c is not None and c.of == "count":
                    yield c
                    j = c.last
                elif m.tokens[j].text in (",", "و") or (m.parts[j] in "NXQ" and not m.words[j].trigger):
                    j += 1
                else:
                    return
            return
        i += 1


def _measure(of: str) -> Measure:
    return next((x for x in MEASURES if x == of), "count")


def _one_person(m: Marked, p: Phrase) -> bool:
    """Whether a phrase names one person without saying who: an indefinite singular."""
    if p.det or p.name is not None or p.cls not in ("person", "title", "force", "security", "persons", ""):
        return False
    kinds = ("noun", "head", "title", "adjective") if p.cls else ("adjective",)
    return any(s.form.number == "s" and not s.form.construct and not s.enc for s in m.words[p.head].senses if s.entry.kind in kinds)
