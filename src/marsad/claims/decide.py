"""Candidates for each choice, and the choice made: what the rules propose is weighed anew against everything else that stands there.

Every function pairs candidates with their features, so that reading and training see the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from marsad.claims.attribution import Scope, Voice
from marsad.claims.choices import Choices, Facts, Model
from marsad.claims.counts import counted_of
from marsad.claims.drafts import SPEECH_ACTS, Draft
from marsad.claims.features import Where, form, quantity_facts, role_facts, source_facts, status_facts, time_facts
from marsad.claims.status import Cue
from marsad.claims.syntax import Syntax, placed
from marsad.lexicon import Lexicon
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import Phrase
from marsad.mentions.quantities import Counted
from marsad.mentions.times import TimeMention
from marsad.model import STATUSES

# How far, in tokens, a number or a time may stand from the trigger it belongs to.
_REACH = 60
# The same for a phrase that no slot of the trigger holds, and how many phrases may stand between: beyond, one in a hundred
# plays a role.
_NEAR = 16
_BETWEEN = 2
# How many sentences back a speech may have begun.
_BACK = 3


class RoleCandidate(NamedTuple):
    """A phrase that may fill a role of a claim; `ruled` is the role the rules give it ("none" for none)."""

    phrase: Phrase
    ruled: str
    facts: list[Facts]


def role_candidates(m: Marked, syntax: Syntax, d: Draft, filled: Mapping[int, Sequence[tuple[Draft, str]]]) -> Iterator[RoleCandidate]:
    """The phrases of the sentence within reach, those that the rules chose first, without overlaps; `filled` is what `filled_by`
    says of the sentence."""
    found: list[tuple[Phrase, str, str]] = []

    def add(p: Phrase, slot: str, ruled: str) -> None:
        for q, _, _ in found:
            if p.first < q.last and q.first < p.last:
                return
        found.append((p, slot, ruled))

    slot_of = {p.first: slot for slot, ps in d.slots.found.items() for p in ps}
    for role, phrases in d.roles.items():
        for filler in phrases:
            add(filler, slot_of.get(filler.first, "shared"), role)
    for slot, phrases in d.slots.found.items():
        for filler in phrases:
            add(filler, slot, "none")
    t = d.trigger
    for p in syntax.phrases_near(t.first, t.last, _BETWEEN + 1):
        if not -_NEAR <= p.first - t.first <= _NEAR:
            continue
        if p.first <= t.first < p.last:
            head = syntax.phrases.at(p.first, t.first) if p.first < t.first else None
            if head is not None:
                add(placed(head, p.prep, p.conj), "covering", "none")
            continue
        add(p, "", "none")
    shape, has = form(t), ",".join(sorted(d.roles))
    for p, slot, ruled in found:
        known = p if p.prep else syntax.phrase_from(p.first) or p
        others = [(n, role) for n, role in filled.get(p.first, ()) if n is not d]
        if len(others) > 1:
            others.sort(key=lambda o: abs(o[0].trigger.first - t.first))
        between = syntax.between(t.last, p.first) if p.first >= t.last else syntax.between(p.last, t.first)
        facts = role_facts(
            m, d, p, slot=slot, ruled=ruled, prep=known.prep, conj=known.conj, others=others, between=between, shape=shape, has=has
        )
        yield RoleCandidate(p, ruled, facts)


def filled_by(drafts: Sequence[Draft]) -> dict[int, list[tuple[Draft, str]]]:
    """Which drafts of a sentence the phrases fill a role of, by the phrases' first tokens."""
    out: dict[int, list[tuple[Draft, str]]] = {}
    for n in drafts:
        for role, phrases in n.roles.items():
            for p in phrases:
                out.setdefault(p.first, []).append((n, role))
    return out


def choose_roles(m: Marked, syntax: Syntax, drafts: Sequence[Draft], lexicon: Lexicon, choices: Choices) -> None:
    """Give each draft the roles that the model chooses; roles that its type does not take are left out."""
    chosen: list[dict[str, list[Phrase]]] = []
    filled = filled_by(drafts)
    model = choices.role
    for d in drafts:
        allowed = lexicon.types[d.type].roles
        possible = [k for k, role in enumerate(model.classes) if k == 0 or role in allowed]
        roles: dict[str, list[Phrase]] = {}
        for c in role_candidates(m, syntax, d, filled):
            best = model.best(c.facts, possible)
            if best:
                role = model.classes[best]
                roles.setdefault(role, []).append(c.phrase)
                if role != c.ruled:
                    d.steps.append(partial(_chosen, f"{role}:", c.ruled, model, c.facts, best))
        chosen.append({r: sorted(roles[r], key=_first) for r in allowed if r in roles})
    for d, roles in zip(drafts, chosen, strict=True):
        d.roles = roles


def _chosen(what: str, ruled: str, model: Model, facts: Sequence[Facts], k: int) -> str:
    return f"{what} chosen over {ruled} ({model.heaviest(facts, k)})"


def _source_chosen(model: Model, c: SourceCandidate) -> str:
    return f"source chosen: {c.lemma} ({model.heaviest(c.facts)})"


def _first(p: Phrase) -> int:
    return p.first


def choose_status(m: Marked, syntax: Syntax, d: Draft, cues: Sequence[Cue], choices: Choices) -> None:
    """Set a draft's status to the model's, which knows what the rules say."""
    facts = status_facts(m, syntax, d, cues, d.status)
    best = choices.status.best(facts)
    if STATUSES[best] != d.status:
        d.steps.append(partial(_chosen, f"status: {STATUSES[best]}", d.status, choices.status, facts, best))
        d.status = STATUSES[best]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a claim's sources are chosen from: the attributions of its sentence, other voices in it, those of the sentences before
    (latest first, with how many sentences ago), those of the text's head, and the chain of the claim before it with how many
    sentences ago that was."""

    scopes: Sequence[Scope]
    near: Sequence[Scope]
    recent: Sequence[tuple[int, Scope]]
    opening: Sequence[Scope]
    held: tuple[Voice, ...]
    gap: int


class SourceCandidate(NamedTuple):
    """A chain that may be a claim's, outermost first, with whom it was told to; `ruled` that it is the rules' own."""

    chain: tuple[Voice, ...]
    via: tuple[Voice, ...]
    lemma: str
    ruled: bool
    facts: list[Facts]


def source_candidates(m: Marked, syntax: Syntax, d: Draft, heard: Heard) -> list[SourceCandidate]:
    """The chains that may be a claim's: the rules' own, that of the claim before, and every single attribution heard."""
    out: list[SourceCandidate] = []
    seen: set[tuple[str, ...]] = set()
    held = tuple([v.words for v in heard.held])
    i = d.trigger.first
    before = [s for s in heard.scopes if s.verb < i and s.entry.cls != "according"]
    latest = before[-1] if before else None
    covering = [s for s in heard.scopes if s.first <= i < s.last and s.verb != i and any(v in d.chain for v in s.chain)]
    where = Where.of(m, syntax, d, any_scope=bool(heard.scopes), covered=bool(covering), holds=bool(held), gap=min(heard.gap, 3))

    def add(chain: tuple[Voice, ...], via: tuple[Voice, ...], s: Scope, origin: str, back: int, last: bool) -> None:
        words = tuple([v.words for v in chain])
        if words not in seen:
            seen.add(words)
            facts = source_facts(m, d, where, s, chain, origin=origin, back=back, last=last, held=words == held)
            out.append(SourceCandidate(chain, via, s.entry.lemma, origin == "ruled", facts))

    if d.chain and covering:
        add(d.chain, d.via, covering[-1], "ruled", 0, covering[-1] is latest)
    if heard.held:
        known = [s for s in (*heard.scopes, *(s for _, s in heard.recent), *heard.opening) if any(v.same(heard.held[-1]) for v in s.chain)]
        if known:
            add(heard.held, (), known[0], "held", min(heard.gap, _BACK + 1), False)
    for s in heard.scopes:
        if s.verb != i and s.chain:
            add(s.chain, s.via, s, "part" if s in covering else "scope", 0, s is latest)
    for s in heard.near:
        add(s.chain, (), s, "near", 0, False)
    first = latest is None
    for back, s in heard.recent:
        if back <= _BACK and s.chain:
            add(s.chain, (), s, "recent", back, first)
            first = False
    for s in heard.opening:
        if s.last <= syntax.first:
            add(s.chain, (), s, "opening", 9, False)
    return out


def choose_sources(m: Marked, syntax: Syntax, d: Draft, heard: Heard, choices: Choices) -> None:
    """Give a draft the likeliest chain, or none when none is likely."""
    if (
        d.type in SPEECH_ACTS
        and not d.chain
        and any(v.first == p.first for p in d.roles.get("agent", ()) for s in heard.scopes for v in s.chain)
    ):
        return
    if d.chain and not any(v in d.chain for s in heard.scopes for v in s.chain):
        return
    best: tuple[int, SourceCandidate] | None = None
    for c in source_candidates(m, syntax, d, heard):
        score = choices.source.score(c.facts)
        if score > 0 and (best is None or score > best[0]):
            best = (score, c)
    chain, via = (best[1].chain, best[1].via) if best is not None else ((), ())
    if chain != d.chain:
        d.steps.append(partial(_source_chosen, choices.source, best[1]) if best is not None else "source chosen: none is likely")
    d.chain, d.via = chain, via


def time_candidates(
    m: Marked, syntax: Syntax, d: Draft, drafts: Sequence[Draft], ruled: TimeMention | None, scopes: Sequence[Scope]
) -> Iterator[tuple[TimeMention, list[Facts]]]:
    """The times of the sentence within reach of a claim."""
    t = d.trigger
    for time in syntax.times():
        if not -_REACH <= time.first - t.first <= _REACH:
            continue
        company = _company(d, drafts, time.first)
        report = any(s.verb < time.first < s.first or (s.entry.cls == "according" and s.verb < time.first <= s.verb + 10) for s in scopes)
        yield time, time_facts(m, syntax, d, time, ruled=time is ruled, company=company, dates_report=report)


def _company(d: Draft, drafts: Sequence[Draft], i: int) -> int:
    """How many other claims' triggers stand between a claim's own and token `i`."""
    t = d.trigger.first
    low, high = (t, i) if t < i else (i, t)
    return sum(1 for n in drafts if n is not d and low < n.trigger.first < high)


def choose_time(
    m: Marked, syntax: Syntax, d: Draft, drafts: Sequence[Draft], ruled: TimeMention | None, scopes: Sequence[Scope], choices: Choices
) -> TimeMention | None:
    """The time that the model finds likeliest to be the claim's, if any is likely."""
    best: tuple[int, TimeMention] | None = None
    for time, facts in time_candidates(m, syntax, d, drafts, ruled, scopes):
        score = choices.time.score(facts)
        if score > 0 and (best is None or score > best[0]):
            best = (score, time)
    return best[1] if best is not None else None


def quantity_candidates(
    m: Marked, syntax: Syntax, d: Draft, drafts: Sequence[Draft], ruled: set[int]
) -> Iterator[tuple[Counted, list[Facts]]]:
    """The numbers of the sentence within reach of a claim; `ruled` holds the first tokens of those the rules give it."""
    t = d.trigger
    for c in syntax.counted():
        if not -_REACH <= c.first - t.first <= _REACH:
            continue
        company = _company(d, drafts, c.first)
        role = next((role for role, ps in d.roles.items() for p in ps if p.first <= c.first < p.last), "")
        yield c, quantity_facts(m, d, c, ruled=c.first in ruled, role=role, company=company)


def choose_counted(m: Marked, syntax: Syntax, d: Draft, drafts: Sequence[Draft], choices: Choices) -> None:
    """Give a draft the numbers that the model finds to be its own."""
    ruled = {c.first for c in counted_of(m, syntax, d)}
    d.counted = [c for c, facts in quantity_candidates(m, syntax, d, drafts, ruled) if choices.quantity.score(facts) > 0]
