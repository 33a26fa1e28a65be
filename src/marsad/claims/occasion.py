"""Whether a text tells of an occasion at all, or only mentions violence in passing.

One mention is weighed by how it is told (`lexicon/ar/occasion.yaml`: what counts, how much, and why); the text is judged by
its strongest mention, since a text that reports one occasion reports the others too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from marsad.claims.attribution import INTRODUCERS, Scope
from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger
from marsad.mentions.marked import Marked
from marsad.mentions.times import TimeMention

_EARLY = 40
_SHORT = 12
# Within how many words of its head a headline or a post comes to its event.
_HEAD = 3
_OLD_DAYS = 30
# How far before its verb a clause may begin.
_CLAUSE = 15
# How far behind its noun that verb may stand.
_BEHIND = 4
# What closes what was told before.
_STOPS = frozenset((".", ";", ":"))
# Verbs that say little but that their event happened or was done ("اندلعت اشتباكات", "شن هجوما").
_HAPPENING = frozenset(("occur", "light", "begin", "suffer", "causal"))


def weigh(conditions: Mapping[str, float], rules: Mapping[str, Any]) -> float:
    """How much one mention tells of an occasion: the sum of the weights of the conditions that hold of it."""
    return sum(float(w["weight"]) * conditions[w["when"]] for w in rules["weights"])


def conditions(
    m: Marked,
    syntax: Syntax,
    t: Trigger,
    *,
    clause: int,
    roles: frozenset[str],
    counted: bool,
    time: TimeMention | None,
    scopes: Sequence[Scope],
    sourced: bool,
    company: int,
    with_harm: bool,
    published: dt.date | None,
    crime: bool,
) -> dict[str, float]:
    """What holds of a mention (1) or not (0), or how far; `occasion.yaml` says what each condition shows.

    `clause` is the first token of its clause, `company` the number of other mentions in its sentence, `with_harm` that
    the sentence tells both a deed and the harm that it did.
    """
    i = t.first
    governor = syntax.governor(i) if not t.finite else None
    governing = governor[1].entry if governor is not None else None
    before = _before(m, i)
    told = any(s.first <= i <= s.first + 2 and s.entry.cls != "according" for s in scopes)
    short = syntax.last - syntax.first <= _SHORT
    verb = i if t.finite else None
    if governor is not None and governor[1].entry.cls in _HAPPENING and before != "temporal":
        verb = governor[0]
    topic = _verb_behind(m, syntax, t) if verb is None else None
    if topic is not None and (sense := syntax.verb_sense(topic)) is not None and sense.entry.cls == "occur":
        verb, topic = topic, None
    start = time.start if time is not None else None
    return {
        "afresh": m.words[0].pro[:1] not in ("و", "ف") and m.parts[0] != "C",
        "early": 1 - min((i - syntax.first) // 8 * 8, _EARLY) / _EARLY,
        "opening": i - syntax.first <= 2,
        "headline": short and (told or min(i, verb if verb is not None else i) - syntax.first <= _HEAD),
        "counted": counted,
        "dated": time is not None,
        "old": start is not None and published is not None and (published - start).days > _OLD_DAYS,
        "finite": t.finite,
        "present": t.form.tense == "present" and not short,
        "main": verb is not None and _is_main(m, syntax, t, verb),
        "topic": topic is not None and i - clause <= 1 and _is_main(m, syntax, t, topic),
        "agent": "agent" in roles or "party" in roles,
        "target": "target" in roles,
        "placed": "place" in roles,
        "means": "means" in roles,
        "sourced": sourced,
        "clause_head": i - clause <= 1,
        "reported_first": told,
        "company": min(company, 3),
        "with_harm": with_harm,
        "caused": before == "causal",
        "result": governing is not None and governing.cls == "causal",
        "in_relative": any(m.parts[j] == "R" for j in range(max(syntax.first, i - 6), i)),
        "definite": t.det,
        "possessed": bool(t.enc),
        "plural": not t.finite and t.form.number == "p",
        "people": t.form.tense == "persons",
        "after_time": before == "temporal",
        "other_verb": governing is not None and governing.kind == "verb" and governing.cls == "other",
        "crime": crime and not t.finite,
    }


def _is_main(m: Marked, syntax: Syntax, t: Trigger, verb: int) -> bool:
    """Whether the clause of the verb that tells a mention is told for its own sake ("قال إن مسلحين خطفوه", "اندلعت اشتباكات"), and is no
    relative or adverbial one ("الذي اغتيل", "عندما هاجم")."""
    if syntax.left_subject(verb)[1]:
        return False
    for j in range(min(verb, t.first) - 1, max(syntax.first, verb - _CLAUSE) - 1, -1):
        if m.parts[j] == "R":
            return False
        if m.parts[j] == "S":
            return m.tokens[j].text in INTRODUCERS and _before(m, j) != "temporal"
        if m.parts[j] == "V" or m.tokens[j].text in _STOPS:
            break
    return True


def _verb_behind(m: Marked, syntax: Syntax, t: Trigger) -> int | None:
    """The verb that a noun is the subject of and stands before ("أن قذيفة سقطت", "اشتباكات عنيفة اندلعت")."""
    for j in range(t.last, min(t.last + _BEHIND, syntax.last)):
        if m.parts[j] == "V":
            return j
        if m.parts[j] not in "NXA":
            break
    return None


def _before(m: Marked, i: int) -> str:
    """The class of the function word or phrase right before token `i`."""
    if i == 0:
        return ""
    for k in range(max(0, i - 3), i):
        for p in m.phrases.get(k, ()):
            if p.entry.kind == "word" and p.last == i:
                return p.entry.cls
    sense = m.words[i - 1].of("word")
    return sense.entry.cls if sense is not None else ""
