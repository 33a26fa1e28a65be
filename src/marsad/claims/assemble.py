"""Put the claims of a text together from their drafts: roles, sources, quantities and times as spans of the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from marsad.claims.attribution import Scope, Voice, opening_voices, voices_near
from marsad.claims.choices import Choices
from marsad.claims.counts import quantities_of
from marsad.claims.decide import Heard, choose_counted, choose_roles, choose_sources, choose_status, choose_time
from marsad.claims.drafts import CAUSES, HARM, Draft, drafts_of
from marsad.claims.occasion import conditions, weigh
from marsad.claims.sharing import share
from marsad.claims.status import Cue, cues_of
from marsad.claims.syntax import Syntax
from marsad.claims.timing import times_of, when_of
from marsad.lexicon import Lexicon
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import Phrase
from marsad.mentions.times import TimeMention
from marsad.model import Claim, Filler, Source

# Classes of reporting words that say that somebody is quoted.
_QUOTING = frozenset(("say", "continue"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells: its drafts, the attributions and cues in it, and the time of each draft by its place."""

    syntax: Syntax
    scopes: list[Scope]
    cues: list[Cue]
    drafts: list[Draft]
    times: dict[int, TimeMention]


def claims_of(
    m: Marked,
    syntaxes: Sequence[Syntax],
    scopes: Sequence[Scope],
    lexicon: Lexicon,
    published: dt.date | None,
    choices: Choices | None,
    *,
    why: bool = False,
) -> list[Claim]:
    """All claims of a marked text, in order of their triggers. `published` is its date; without `choices` the rules decide alone.
    With `why` each claim says how it came to be."""
    told = tell(m, syntaxes, scopes, lexicon)
    mentions = _only_mentioned(m, told, lexicon, published)
    if choices is not None:
        told = choose(m, told, mentions, lexicon, choices)
    out: list[Claim] = []
    for s in told:
        out += [_claim(m, s.syntax, d, s.times.get(k), why) for k, d in enumerate(s.drafts) if d.type not in mentions]
        out += _statements(m, s)
    out.sort(key=lambda c: (c.trigger.start, c.type))
    return out


def tell(m: Marked, syntaxes: Sequence[Syntax], scopes: Sequence[Scope], lexicon: Lexicon) -> list[Told]:
    """The sentences of a text with their drafts, as the rules decide them."""
    out: list[Told] = []
    for syntax, here in zip(syntaxes, _scopes_by_sentence(syntaxes, scopes), strict=True):
        cues = cues_of(m, syntax)
        drafts = drafts_of(m, syntax, here, cues, lexicon)
        share(m, syntax, drafts, lexicon)
        out.append(Told(syntax, here, cues, drafts, times_of(m, syntax, drafts, here)))
    return out


def choose(m: Marked, told: Sequence[Told], mentions: frozenset[str], lexicon: Lexicon, choices: Choices) -> list[Told]:
    """What is told, as the choices decide it; drafts of the types in `mentions` stay as they are."""
    out: list[Told] = []
    recent: list[tuple[int, Scope]] = []
    opening: list[Scope] | None = None
    held: tuple[Voice, ...] = ()
    heard_at = 0
    for n, s in enumerate(told):
        syntax, here = s.syntax, s.scopes
        times: dict[int, TimeMention] = {}
        drafts = [d for d in s.drafts if d.type not in mentions]
        if drafts:
            if opening is None:
                opening = opening_voices(m, syntax.phrases, [t.syntax for t in told[:2]])
            near = voices_near(m, syntax.phrases, syntax, here)
            choose_roles(m, syntax, drafts, lexicon, choices)
            for d in drafts:
                choose_status(m, syntax, d, s.cues, choices)
                back = [(n - k, scope) for k, scope in reversed(recent)]
                choose_sources(m, syntax, d, Heard(here, near, back, opening, held, n - heard_at), choices)
                held, heard_at = d.chain, n
                choose_counted(m, syntax, d, drafts, choices)
            for k, d in enumerate(s.drafts):
                time = choose_time(m, syntax, d, drafts, s.times.get(k), here, choices) if d.type not in mentions else None
                if time is not None:
                    times[k] = time
        recent += [
            (n, scope) for scope in here if scope.chain and syntax.first <= scope.verb < syntax.last and scope.entry.cls != "according"
        ]
        del recent[:-4]
        out.append(replace(s, times=times))
    return out


def _only_mentioned(m: Marked, told: Sequence[Told], lexicon: Lexicon, published: dt.date | None) -> frozenset[str]:
    """The types of which a text tells no occasion (see `occasion`)."""
    rules = lexicon.occasion
    if sum(len(s.drafts) for s in told) >= rules["enough"]:
        return frozenset()
    out: set[str] = set()
    for group in rules["groups"]:
        types = frozenset(group["types"])
        mentions = [(s, k) for s in told for k, d in enumerate(s.drafts) if d.type in types]
        if len(mentions) < rules["many"] and not any(
            weigh(_conditions(m, s, k, types, published, rules), rules) >= group["threshold"] for s, k in mentions
        ):
            out |= types
    return frozenset(out)


def _conditions(
    m: Marked, s: Told, k: int, group: frozenset[str], published: dt.date | None, rules: Mapping[str, Any]
) -> Mapping[str, float]:
    """What holds of the mention that a sentence's draft `k` is, among those of its `group` of types."""
    d = s.drafts[k]
    return conditions(
        m,
        s.syntax,
        d.trigger,
        clause=d.clause[0],
        roles=frozenset(d.roles),
        counted=next(quantities_of(m, s.syntax, d), None) is not None,
        time=s.times.get(k),
        scopes=s.scopes,
        sourced=bool(d.chain),
        company=sum(n.type in group for n in s.drafts) - 1,
        with_harm=any(n.type in HARM for n in s.drafts) and any(n.type in CAUSES for n in s.drafts),
        published=published,
        crime=d.type in rules["crimes"],
    )


def _scopes_by_sentence(syntaxes: Sequence[Syntax], scopes: Sequence[Scope]) -> list[list[Scope]]:
    out: list[list[Scope]] = [[] for _ in syntaxes]
    k = 0
    for scope in scopes:
        while k + 1 < len(syntaxes) and scope.first >= syntaxes[k].last:
            k += 1
        while k > 0 and scope.first < syntaxes[k].first:
            k -= 1
        out[k].append(scope)
    return out


def _claim(m: Marked, syntax: Syntax, d: Draft, time: TimeMention | None, why: bool) -> Claim:
    roles = {role: tuple(_filler(m, p) for p in phrases) for role, phrases in d.roles.items()}
    quantities = tuple(quantities_of(m, syntax, d))
    t = d.trigger
    return Claim(
        type=d.type,
        trigger=m.span(t.first, t.last),
        status=d.status,
        sources=tuple(_source(m, v) for v in d.chain),
        via=tuple(_source(m, v) for v in d.via),
        roles=MappingProxyType(roles),
        quantities=quantities,
        time=when_of(m, time, d.status) if time is not None else None,
        rule=f"{t.entry.type}/{t.entry.lemma}",
        why=tuple(step if isinstance(step, str) else step() for step in d.steps) if why else (),
    )


def _filler(m: Marked, p: Phrase) -> Filler:
    """A phrase as a filler, with the known actor it names."""
    return Filler(m.span(p.first, p.last), actor=p.name.id if p.name is not None and p.name.kind != "place" else None)


def _source(m: Marked, v: Voice) -> Source:
    return Source(m.span(v.first, v.last), v.name.name_ar if v.name is not None else None, v.kind or None)


def _statements(m: Marked, told: Told) -> list[Claim]:
    """A report that quotes somebody and holds no claim is a claim itself: that somebody said something. What is announced, denied,
    expected or passed on is told for its content, which is another claim or none."""
    return [
        Claim(
            type="statement",
            trigger=m.span(s.verb, s.verb + 1),
            status="asserted",
            sources=tuple(_source(m, v) for v in s.chain),
            rule=f"statement/{s.entry.lemma}",
        )
        for s in told.scopes
        if s.entry.cls in _QUOTING
        and told.syntax.first <= s.verb < told.syntax.last
        and not any(s.first <= d.trigger.first < s.last or d.trigger.first == s.verb for d in told.drafts)
    ]
