"""What claims of one sentence share: "مقتل وإصابة X" its people, results the place of what caused them and, after "جراء" or
"نتيجة", its agent; a place that opens the sentence."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.attribution import opens_clause
from marsad.claims.drafts import CAUSES, HARM, VICTIMS, Draft
from marsad.claims.syntax import Syntax
from marsad.lexicon import Lexicon
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import INHABITED, PLACES, Phrase


def share(m: Marked, syntax: Syntax, drafts: Sequence[Draft], lexicon: Lexicon) -> None:
    """Claims of one sentence share: "مقتل وإصابة X" its people, results the place of what caused them and, after "جراء" or
    "نتيجة", its agent."""
    for k, d in enumerate(drafts[:-1]):
        n = drafts[k + 1]
        if (
            n.trigger.first != d.trigger.last
            or n.trigger.pro[:1] != "و"
            or n.trigger.finite != d.trigger.finite
            or d.trigger.form.number in ("d", "p")
        ):
            continue
        if not d.roles.get("target"):
            for role, phrases in n.roles.items():
                if role in lexicon.types[d.type].roles:
                    d.roles.setdefault(role, list(phrases))
        both = [{p.first for p in x.roles.get("target", [])} for x in (d, n)]
        d.joint = n.joint = not d.trigger.finite and d.type in VICTIMS and n.type in VICTIMS and bool(both[0] & both[1])
    for d in drafts:
        if "place" in lexicon.types[d.type].roles and not d.roles.get("place") and not d.roles.get("toward"):
            phrase = _place_beside(m, syntax, d, drafts)
            if phrase is not None:
                d.roles["place"] = [phrase]
                d.steps.append("place: in its clause")
    for k, d in enumerate(drafts):
        near = [n for n in (*drafts[k + 1 :], *reversed(drafts[:k])) if abs(n.trigger.first - d.trigger.first) < 30]
        if d.type in HARM:
            _share_agent(m, d, near)
        if d.roles.get("place") or d.roles.get("toward") or "place" not in lexicon.types[d.type].roles:
            continue
        for n in near:
            if n.roles.get("place") and _linked(m, d, n):
                d.roles["place"] = list(n.roles["place"])
                d.steps.append(f"place: that of {n.type}")
                break
    for d in drafts:
        if not d.roles.get("place") and not d.roles.get("toward") and "place" in lexicon.types[d.type].roles:
            phrase = _scene(m, syntax, d)
            if phrase is not None:
                d.roles["place"] = [phrase]
                d.steps.append("place: the sentence opens with it")


def _linked(m: Marked, d: Draft, n: Draft) -> bool:
    """Whether two claims of a sentence tell of one occasion: one is harm, and no new topic stands between them."""
    if d.type not in HARM and n.type not in HARM:
        return False
    low, high = sorted((d.trigger.first, n.trigger.first))
    return not any(
        m.tokens[j].text in (";", ":") or any(p.entry.cls == "switch" for p in m.phrases.get(j, ())) or opens_clause(m, j)
        for j in range(low, high)
    )


def _share_agent(m: Marked, d: Draft, near: Sequence[Draft]) -> None:
    """ "قتلوا جراء قصف X": what caused the harm is said outright, so its agent is the harm's."""
    if d.roles.get("agent"):
        return
    for n in near:
        if n.type in CAUSES and n.roles.get("agent") and n.trigger.first > d.trigger.last:
            between = range(d.trigger.last, n.trigger.first)
            means = not n.trigger.finite and (n.trigger.pro[-1:] == "ب" or m.tokens[n.trigger.first - 1].text in ("في", "خلال"))
            told = any(s.entry.cls == "causal" for j in between for s in m.words[j].senses if s.entry.kind == "word")
            if (told or (means and not any(m.parts[j] == "V" for j in between))) and not any(m.parts[j] == "S" for j in between):
                d.roles["agent"] = list(n.roles["agent"])
                d.steps.append(f"agent: that of {n.type}, its cause")
            return


def _place_beside(m: Marked, syntax: Syntax, d: Draft, drafts: Sequence[Draft]) -> Phrase | None:
    """The place phrase of the trigger's clause: the nearest behind it, else the nearest before it (its subject too)."""
    best = None
    others = {n.trigger.first for n in drafts}
    for it in syntax.items():
        p = it.phrase
        if p is None or p.cls not in PLACES or not d.clause[0] <= it.first < d.clause[1]:
            continue
        after = it.first >= d.trigger.last
        if it.prep in ("في", "ب", "عند") or (p.cls == "direction" and not it.prep):
            if after:
                if any(d.trigger.first < o < it.first for o in others) and d.type not in HARM:
                    return best
                return p
            best = p
        elif not it.prep and not after and p.cls in INHABITED:
            best = p
    return best


def _scene(m: Marked, syntax: Syntax, d: Draft) -> Phrase | None:
    """The place that opens the sentence ("وفي تعز قتل …"), for all claims up to the next topic."""
    for it in syntax.items():
        if it.kind == "phrase" and it.phrase is not None:
            if it.prep == "في" and it.phrase.cls in PLACES and it.first <= syntax.first + 2:
                later = range(it.last, d.trigger.first)
                return None if any(opens_clause(m, j) for j in later) else it.phrase
            return None
    return None
