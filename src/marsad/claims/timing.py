"""Which time belongs to which claim."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.attribution import Scope
from marsad.claims.drafts import CAUSES, HARM, Draft
from marsad.claims.syntax import Syntax
from marsad.mentions.marked import Marked
from marsad.mentions.times import TimeMention
from marsad.model import Status, When

# How many tokens may stand between two claims of one occasion.
_NEAR = 14
# Kinds of time whose ends are honestly open ("منذ أسابيع"), not waiting for another event's date ("بعد ساعات من").
_OPEN = frozenset(("since",))
# What harm is done in.
_DEEDS = CAUSES | {"clash"}


def times_of(m: Marked, syntax: Syntax, drafts: Sequence[Draft], scopes: Sequence[Scope]) -> dict[int, TimeMention]:
    """Which time belongs to which claim of a sentence (by its place in `drafts`). A time belongs to one event, the one
    whose clause it stands in; claims joined to it, and the harm of "في غارة أمس", share it. A day that dates a report is none's."""
    out: dict[int, TimeMention] = {}
    if not drafts:
        return out
    for time in syntax.times():
        if time.start is None and time.end is None and time.kind not in _OPEN:
            continue
        if _dates_a_report(m, time, scopes, drafts):
            continue
        k = _owner(m, syntax, time, drafts)
        if k is not None and k not in out:
            out[k] = time
    # Backwards first: what is told first ("قتل خمسة وأصيب عشرة في غارات أمس") gets the time from what follows it.
    for k in (*range(len(drafts) - 2, -1, -1), *range(1, len(drafts))):
        for n in (k + 1, k - 1):
            if k not in out and 0 <= n < len(drafts) and n in out and _one_occasion(m, drafts[k], drafts[n]):
                out[k] = out[n]
                drafts[k].steps.append(f"time: that of {drafts[n].type}")
    return out


def _dates_a_report(m: Marked, time: TimeMention, scopes: Sequence[Scope], drafts: Sequence[Draft]) -> bool:
    for s in scopes:
        if s.entry.cls == "according":
            if s.verb < time.first <= s.verb + 10 and not any(s.verb < d.trigger.first < time.first for d in drafts):
                return True
        elif s.verb < time.first < s.first or (s.last <= s.verb < time.first):
            return True
    return False


def _owner(m: Marked, syntax: Syntax, time: TimeMention, drafts: Sequence[Draft]) -> int | None:
    """The claim whose event a time dates: the one before it in its clause, else the next one."""
    before = [k for k, d in enumerate(drafts) if d.trigger.last <= time.first]
    after = [k for k, d in enumerate(drafts) if d.trigger.first >= time.first]
    following = after[0] if after and drafts[after[0]].trigger.first - time.last < 20 else None
    if time.first <= syntax.first + 2:
        return following
    if before:
        k = before[-1]
        between = range(drafts[k].trigger.last, time.first)
        fresh = any(m.parts[j] == "V" or m.parts[j] in "SR" for j in between)
        if not fresh and time.first - drafts[k].trigger.last < 25:
            return k
        if (
            fresh
            and following is not None
            and not any(m.tokens[j].text in (",", ";") for j in range(time.last, drafts[following].trigger.first))
        ):
            return following
        return k if time.first - drafts[k].trigger.last < 25 and not any(m.parts[j] == "S" for j in between) else None
    return following


def _one_occasion(m: Marked, d: Draft, n: Draft) -> bool:
    """Whether a claim shares the time of its neighbour: both are harm joined by و, or one is the raid in which the other was done."""
    first, second = (d, n) if d.trigger.first < n.trigger.first else (n, d)
    between = range(first.trigger.last, second.trigger.first)
    if any(m.parts[j] in "SRG" or m.tokens[j].text in (".", ";", ":") for j in between):
        return False
    if d.type in HARM and n.type in HARM:
        return second.trigger.pro[:1] == "و" and second.trigger.first - first.trigger.last <= _NEAR
    if first.type in HARM and second.type in _DEEDS:
        return second.trigger.first - first.trigger.last <= _NEAR and not any(m.tokens[j].text == "," for j in between)
    return False


def when_of(m: Marked, time: TimeMention, status: Status) -> When:
    """A time as a claim's: of a weekday's two readings, the coming one where the claim is expected or intended."""
    start, end = time.start, time.end
    if status in ("expected", "intended") and time.alt is not None:
        start, end = time.alt
    return When(start, end, m.span(time.first, time.last))
