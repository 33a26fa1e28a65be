"""How certain: asserted, negated, expected, intended or possible, from what governs the trigger."""

from __future__ import annotations

from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger
from marsad.mentions.marked import Marked
from marsad.model import STATUSES, Status

_STRENGTH = {"negated": 4, "possible": 3, "intended": 2, "expected": 1}


def status_of(m: Marked, syntax: Syntax, t: Trigger, reported: str) -> tuple[Status, str]:
    """The status of a claim and the step that set it; `reported` is what its reporting verb implies ("" for nothing)."""
    found, step = _governed(m, syntax, t)
    if not found and t.finite:
        found, step = _finite(m, syntax, t)
    if not found and reported:
        found, step = reported, "the reporting verb"
    for status in STATUSES:
        if status == found:
            return status, step
    return "asserted", "nothing says otherwise"


def _finite(m: Marked, syntax: Syntax, t: Trigger) -> tuple[str, str]:
    if t.pro[-1:] == "س":
        return "expected", "future س"
    if t.pro[-1:] == "ل":
        return "intended", "ل of purpose"
    i = t.first - 1
    if i < syntax.first:
        return "", ""
    text = m.tokens[i].text
    if m.parts[i] == "G":
        return "negated", f"after {text}"
    if text in ("ان", "كي", "لكي") and t.form.tense == "present":
        return _subjunctive(m, syntax, i)
    return "", ""


def _subjunctive(m: Marked, syntax: Syntax, i: int) -> tuple[str, str]:
    """أن with a present: what the verb before it wills, expects or holds possible."""
    for j in range(i - 1, max(syntax.first, i - 8) - 1, -1):
        for s in m.words[j].senses:
            if s.entry.status in _STRENGTH:
                return s.entry.status, f"under {s.entry.lemma}"
            if s.entry.cls in ("modal_will", "modal_try"):
                return "intended", f"under {s.entry.lemma}"
    return "", ""


def _governed(m: Marked, syntax: Syntax, t: Trigger) -> tuple[str, str]:
    """The strongest cue of the lexicon whose scope reaches the trigger."""
    best, step = "", ""
    start = max(syntax.first, t.first - 25)
    clause = syntax.clause_start(t.first)
    for j in range(start, t.first):
        cues = [(s.entry, j + 1, s.pro) for s in m.words[j].senses if s.entry.kind == "status" or (s.entry.kind == "verb" and s.finite and s.entry.cls in ("modal_will", "modal_try", "modal_fail"))]
        cues += [(p.entry, p.last, p.pro) for p in m.phrases.get(j, ()) if p.entry.kind == "status"]
        for entry, after, _ in cues:
            if entry.kind == "verb":
                status, scope = ("negated" if entry.cls == "modal_fail" else "intended"), "next_noun"
            else:
                status, scope = entry.status, entry.scope
            if status not in _STRENGTH and status != "asserted":
                continue
            if scope == "next_noun" and not _reaches(m, syntax, after, t, j):
                continue
            if scope == "clause" and j < clause:
                continue
            if not best or scope == "next_noun" or _STRENGTH.get(status, 0) > _STRENGTH.get(best, 0):
                best, step = status, f"{entry.lemma} before it"
    if best == "asserted":
        return "", ""
    return best, step


def _reaches(m: Marked, syntax: Syntax, after: int, t: Trigger, cue: int) -> bool:
    """Whether a cue governs the trigger as its next noun: nothing but its own subject, prepositions and أن between."""
    if t.first - after > 12:
        return False
    for j in range(after, t.first):
        part = m.parts[j]
        if part in "RG" or m.tokens[j].text in (".", ":", ";"):
            return False
        if m.words[j].trigger and syntax.is_event(j) and not (j + 1 == t.first and t.pro[:1] == "و"):
            return False
        if part == "V" and j != after:
            return False
        if m.tokens[j].text == ",":
            return False
    return True
