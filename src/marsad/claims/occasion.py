"""Whether a text tells of an occasion at all, or only mentions violence in passing.

One mention is weighed by how it is told (`lexicon/ar/occasion.yaml`: what counts, how much, and why); the text is judged by
its strongest mention, since a text that reports one occasion reports the others too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from marsad.claims.attribution import Scope
from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger
from marsad.mentions.marked import Marked
from marsad.mentions.times import TimeMention

_EARLY = 40
_SHORT = 12
_OLD_DAYS = 30


def weigh(
    m: Marked,
    syntax: Syntax,
    t: Trigger,
    *,
    type_name: str,
    clause: int,
    roles: frozenset[str],
    counted: bool,
    time: TimeMention | None,
    scopes: Sequence[Scope],
    sourced: bool,
    company: int,
    published: dt.date | None,
    rules: Mapping[str, Any],
) -> float:
    """How much one mention tells of an occasion: the sum of the weights of what holds of it.

    `clause` is the first token of its clause, `company` the number of other mentions in its sentence.
    """
    i = t.first
    governor = syntax.governor(i) if not t.finite else None
    before = _before(m, i)
    start = time.start if time is not None else None
    holds: dict[str, float] = {
        "early": 1 - min((i - syntax.first) // 8 * 8, _EARLY) / _EARLY,
        "opening": i - syntax.first <= 2,
        "short": syntax.last - syntax.first <= _SHORT,
        "counted": counted,
        "dated": time is not None,
        "old": start is not None and published is not None and (published - start).days > _OLD_DAYS,
        "finite": t.finite,
        "agent": "agent" in roles or "party" in roles,
        "target": "target" in roles,
        "means": "means" in roles,
        "sourced": sourced,
        "clause_head": i - clause <= 1,
        "reported_first": any(s.first <= i <= s.first + 2 and s.entry.cls != "according" for s in scopes),
        "company": min(company, 3),
        "caused": before == "causal",
        "result": governor is not None and governor[1].entry.cls == "causal",
        "definite": t.det,
        "possessed": bool(t.enc),
        "people": t.form.tense == "persons",
        "after_time": before == "temporal",
        "other_verb": governor is not None and governor[1].entry.kind == "verb" and governor[1].entry.cls == "other",
        "in_relative": any(m.parts[j] == "R" for j in range(max(syntax.first, i - 6), i)),
        "crime": type_name in rules["crimes"],
    }
    return sum(float(w["weight"]) * float(holds[w["when"]]) for w in rules["weights"])


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
