"""How certain: asserted, negated, expected, intended or possible, from the cues whose scope reaches the trigger.

The cues and their scopes are data (`lexicon/ar/status.yaml`). A cue reaches the next event noun or verb it governs, its
clause, its sentence, or the noun before it; an asserting cue only shields the words of its own phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger
from marsad.lexicon import Entry
from marsad.mentions.marked import Marked
from marsad.model import STATUSES, Status
from marsad.text.analysis import Sense

# Where several cues reach a trigger, the nearest that governs it wins, then the stronger.
_STRENGTH = {"negated": 4, "possible": 3, "expected": 2, "intended": 1, "asserted": 0}
_REACH = 25
# How many tokens the subject between a cue and its أن may have.
_SUBJECT = 5
_BEFORE = {"past": "past", "present": "present", "masdar": "noun"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at tokens `first` to `last` (excluded)."""

    first: int
    last: int
    entry: Entry


def cues_of(m: Marked, syntax: Syntax) -> list[Cue]:
    """The cues of a sentence in order; one inside a longer one is not counted."""
    out: list[Cue] = []
    covered = 0
    for i in range(syntax.first, syntax.last):
        word = m.words[i]
        if not word.status and i not in m.phrases:
            continue
        here = [Cue(i, max(p.last, p.rest[1]), p.entry) for p in m.phrases.get(i, ()) if p.entry.kind == "status" and p.last <= syntax.last]
        here += [Cue(i, i + 1, s.entry) for s in word.senses if s.entry.kind == "status"]
        if not here:
            continue
        longest = max(c.last for c in here)
        if longest <= covered:
            continue
        out += [c for c in here if c.last == longest]
        covered = longest
    return out


def status_of(m: Marked, syntax: Syntax, t: Trigger, cues: Sequence[Cue], reported: str) -> tuple[Status, str]:
    """The status of a claim and the step that set it; `reported` is what its reporting verb implies ("" for nothing)."""
    found, step = _own(m, syntax, t)
    if not found:
        found, step = _cued(m, syntax, t, cues)
    if not found and reported:
        found, step = reported, "the reporting verb"
    for status in STATUSES:
        if status == found:
            return status, step
    return "asserted", "nothing says otherwise"


def _own(m: Marked, syntax: Syntax, t: Trigger) -> tuple[str, str]:
    """What the trigger's own proclitic says: future س, ل of purpose."""
    letter = t.pro[-1:]
    if t.finite and letter == "س":
        return "expected", "future س"
    if t.finite and letter == "ل":
        return "intended", "ل before a present"
    if t.form.tense == "noun" and not t.pro:
        if (governor := syntax.governor(t.first)) is not None and _will(m, governor, t.first):
            return "expected", "the future of the verb that governs it"
        if governor is None and _will_be(m, syntax, t.last):
            return "expected", "the future of its own verb"
    if t.form.tense == "past" and t.first > syntax.first and _is_if(m, t.first - 1):
        return "possible", "إن before a past"
    if letter == "ل" and t.form.tense == "noun" and not t.finite:
        governor = syntax.governor(t.first)
        if governor is not None and "ل" in governor[1].entry.takes:
            return "", ""
        if (t.first > syntax.first and m.parts[t.first - 1] == "P") or t.entry.type in ("killed", "wounded", "destruction", "control"):
            return "", ""
        if any(s.entry.kind in ("status", "report") for s in m.words[t.first - 1].senses):
            return "", ""
        return "intended", "ل of purpose"
    return "", ""


def _will(m: Marked, governor: tuple[int, Sense], i: int) -> bool:
    """Whether the verb that governs the event noun at token `i`, with no preposition between, is in the future, and does not itself
    report ("سيواصل مساندة", "سيفرض عقوبات")."""
    verb, sense = governor
    return m.words[verb].pro[-1:] == "س" and sense.entry.kind != "report" and not any(m.parts[j] == "P" for j in range(verb + 1, i))


def _will_be(m: Marked, syntax: Syntax, i: int) -> bool:
    """Whether the first verb behind an event noun that ends before token `i`, which no other clause parts from it, is in the future
    ("التهدئة ستدخل حيز التنفيذ")."""
    for j in range(i, min(i + _SUBJECT, syntax.last)):
        if m.parts[j] == "V":
            return m.words[j].pro[-1:] == "س"
        if m.parts[j] in ".SRCG":
            break
    return False


def _is_if(m: Marked, i: int) -> bool:
    """Whether token `i` is the إن of a condition: إنّ and أن are spelled otherwise or never stand right before a verb."""
    return m.tokens[i].text == "ان" and m.folded.letter(m.tokens[i].start) == "إ"


def _cued(m: Marked, syntax: Syntax, t: Trigger, cues: Sequence[Cue]) -> tuple[str, str]:
    best: tuple[bool, int, int] | None = None
    found = step = ""
    clause = syntax.clause_start(t.first)
    for cue in cues:
        entry = cue.entry
        scope = entry.scope
        if scope == "subject":
            near = reaches = _is_subject(m, t, cue)
        elif scope == "prev_noun":
            reaches = 0 <= cue.first - t.last <= 1
            near = True
        elif cue.last > t.first or t.first - cue.first > _REACH:
            continue
        elif scope == "next_noun":
            near = reaches = _governs(m, syntax, cue, t)
        elif scope == "clause":
            near, reaches = False, (cue.first >= clause - 1 or _brings_in(m, cue, clause)) and _same_clause(m, cue, t)
        else:
            near, reaches = False, True
        if not reaches or not _form_fits(entry, t, cue):
            continue
        rank = (near, _STRENGTH[entry.status], cue.first)
        if entry.status != "asserted" and (best is None or rank > best):
            best, found, step = rank, entry.status, f"{entry.lemma} reaches it"
    return found, step


def _is_subject(m: Marked, t: Trigger, cue: Cue) -> bool:
    """Whether the cue is the verb of the trigger, an event noun or what is spelled like one: nothing stands between but what belongs
    to the noun."""
    between = range(t.last, cue.first)
    return len(between) <= _REACH // 2 and all(m.parts[j] in "NXPQA#" for j in between)


def _brings_in(m: Marked, cue: Cue, clause: int) -> bool:
    """Whether a cue governs the clause that begins at token `clause`: it ends with its أن ("من المتوقع أن"), or أن follows it, its
    subject at most between them ("كاد الجيش أن")."""
    between = range(cue.last, clause - 1)
    return cue.last >= clause - 1 or (
        len(between) <= _SUBJECT and m.tokens[clause - 1].text == "ان" and all(m.parts[j] in "NX#QA" for j in between)
    )


def _form_fits(entry: Entry, t: Trigger, cue: Cue) -> bool:
    before = entry.data.get("before")
    if before is None:
        return True
    return t.form.tense == _BEFORE[before] and cue.last == t.first


def _same_clause(m: Marked, cue: Cue, t: Trigger) -> bool:
    """A clause cue stops at the next verb that و joins on, unless the trigger is that verb's own clause."""
    return not any(m.tokens[j].text in (",", ";", ":") or m.parts[j] == "R" for j in range(cue.last, t.first))


def _governs(m: Marked, syntax: Syntax, cue: Cue, t: Trigger) -> bool:
    """Whether the cue governs the trigger: nothing between but a subject, prepositions, أن, and events joined by و."""
    if t.first - cue.last > 12:
        return False
    verbs = 0
    for j in range(cue.last, t.first):
        part = m.parts[j]
        if part in "RG" or m.tokens[j].text in (".", ":", ";", ","):
            return False
        if syntax.is_event(j) and not (t.pro[:1] == "و" and t.first - j <= 6):
            return False
        if part == "V":
            verbs += 1
            if verbs > 1 or not t.finite:
                return False
    return True
