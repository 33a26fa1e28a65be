"""What the choices see: features of a candidate, the same for training and for reading.

They speak in classes (of entries, forms, phrases, prepositions) before they speak in words, so that a word that is added to
the lexicon tomorrow is judged like its kind. A feature is present or not; numbers are cut into a few steps. Features that
follow from the same facts are declared together, since a model weighs them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.attribution import Scope, Voice
from marsad.claims.choices import Facts, Group
from marsad.claims.drafts import CAUSES, HARM, Draft
from marsad.claims.status import Cue
from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger
from marsad.mentions.marked import Marked, counted_in
from marsad.mentions.phrases import Phrase
from marsad.mentions.quantities import Counted
from marsad.mentions.times import TimeMention

_STEPS = (0, 1, 2, 3, 5, 8, 12, 20, 40)
_STEP_OF = tuple(next(s for s in _STEPS if n <= s) for n in range(_STEPS[-1] + 1))
_UNITS = frozenset(("person", "percent", "km", "m", "day", "hour", "year", "month"))


def step(n: int) -> int:
    """A distance cut into steps, its sign kept."""
    size = abs(n)
    cut = _STEP_OF[size] if size <= _STEPS[-1] else 99
    return cut if n >= 0 else -cut


def word(m: Marked, i: int) -> str:
    """A token without its conjunction and article; marks and the ends of the text as themselves."""
    return m.words[i].bare if 0 <= i < len(m.words) else "^"


def kind(m: Marked, i: int) -> str:
    """What a token is: the class of its function word or noun, else the part it plays."""
    if not 0 <= i < len(m.words):
        return "^"
    return "time" if i in m.times else m.words[i].kind or m.parts[i]


def form(t: Trigger) -> str:
    """The form of a trigger with its clitics."""
    return f"{t.form.tense}{t.form.voice[:1]}{t.form.number}{'D' if t.det else ''}{'E' if t.enc else ''}"


_STATUS = Group(
    "ruled type tense voice pro",
    "bias",
    "ruled={ruled}",
    "ruled+type={ruled}+{type}",
    "ruled+form={ruled}+{tense}",
    "type={type}",
    "form={tense}{voice}+{pro}",
    "type+pro={type}+{pro}+{tense}",
)
_STATUS_BESIDE = Group("kind tense rep", "kb={kind}+{tense}", "rep={rep}")
_STATUS_BEFORE = Group("word", "wb={word}")
_STATUS_BEFORE_IT = Group("word", "wb2={word}")
_STATUS_AFTER = Group("word", "wa={word}")
_GOVERNED = Group("cls lemma", "gov={cls}", "govw={lemma}")
_CUE = Group("status scope gap inside", "cue={status}+{scope}+{gap}+{inside}")
_CUE_WORD = Group("lemma gap", "cuel={lemma}+{gap}")
_CUE_WORD_INSIDE = Group("lemma", "cuelc={lemma}")


def status_facts(m: Marked, syntax: Syntax, d: Draft, cues: Sequence[Cue], ruled: str) -> list[Facts]:
    """What a claim's status is chosen by; `ruled` is what the cues' scopes say."""
    t = d.trigger
    i = t.first
    tense = t.form.tense
    governor = syntax.governor(i) if not t.finite else None
    out: list[Facts] = [
        (_STATUS, ruled, d.type, tense, t.form.voice[:1], t.pro[-1:]),
        (_STATUS_BESIDE, kind(m, i - 1), tense, bool(d.chain)),
        (_STATUS_BEFORE, word(m, i - 1)),
        (_STATUS_BEFORE_IT, word(m, i - 2)),
        (_STATUS_AFTER, word(m, t.last)),
    ]
    if governor is not None:
        out.append((_GOVERNED, governor[1].entry.cls, governor[1].entry.lemma))
    for cue in cues:
        gap = i - cue.last
        if -3 <= gap <= 20:
            inside = cue.first >= d.clause[0]
            entry = cue.entry
            out += ((_CUE, entry.status, entry.scope, step(gap), inside), (_CUE_WORD, entry.lemma, step(gap)))
            if inside:
                out.append((_CUE_WORD_INSIDE, entry.lemma))
    return list(dict.fromkeys(out))


_ROLE = Group(
    "ruled cls type conj slot role",
    "bias",
    "ruled={ruled}",
    "ruled+cls={ruled}+{cls}",
    "ruled+type={ruled}+{type}",
    "conj={conj}+{ruled}",
    "slot={slot}+{role}",
    "slot+cls={slot}+{cls}",
)
_ROLE_CLASS = Group(
    "type cls prep side",
    "type+cls={type}+{cls}",
    "type+prep={type}+{prep}+{side}",
    "type+prep+cls={type}+{prep}+{cls}+{side}",
    "prep+cls={prep}+{cls}+{side}",
    "type+cls+side={type}+{cls}+{side}",
)
_ROLE_FORM = Group("tense cls side prep verbs", "form+cls={tense}+{cls}+{side}+{prep}", "verbs+cls={side}+{verbs}+{cls}+{prep}")
_ROLE_INFLECTION = Group("shape side prep", "shape={shape}+{side}+{prep}")
_ROLE_BESIDE = Group("side gap kind", "side+gap={side}+{gap}", "kb={kind}+{side}")
_ROLE_BETWEEN = Group("side cls verbs marks phrases", "cls+gap={cls}+{side}+{phrases}", "between={side}+{verbs}+{marks}+{phrases}")
_ROLE_SHAPE = Group("inside side cls det length", "inside={inside}+{side}+{cls}", "det={det}+{cls}+{side}", "len={length}+{cls}")
_ROLE_NAME = Group("counted cls type name", "counted={counted}+{cls}+{type}", "named={name}+{type}")
_ROLE_HEAD = Group("type word", "head={word}", "type+head={type}+{word}")
_ROLE_HAS = Group("roles cls side", "has={roles}+{cls}+{side}")
_ROLE_OTHER = Group("role other type", "other={role}+{other}+{type}")
_ROLE_OTHER_FORM = Group("role harm cause harmed caused cls", "otherf={role}+{harm}{cause}+{harmed}{caused}+{cls}")


def role_facts(
    m: Marked,
    d: Draft,
    p: Phrase,
    *,
    slot: str,
    ruled: str,
    prep: str,
    conj: bool,
    others: Sequence[tuple[Draft, str]],
    between: tuple[int, int, int],
    shape: str,
    has: str,
) -> list[Facts]:
    """What the role of a phrase in a claim is chosen by. `slot` is where it stands for the trigger's grammar ("" for nowhere),
    `ruled` the role that gives it, `prep` and `conj` what stands before it, `others` the claims of the sentence it fills a role
    of, `between` counts the verbs, marks and phrases between, `shape` is the trigger's form, `has` names the claim's roles so far."""
    t = d.trigger
    first, last = p.first, p.last
    if first >= t.last:
        side, gap = "A", first - t.last
    else:
        side, gap = "I" if last > t.first else "B", last - t.first
    verbs, marks, phrases = between
    type_name = d.type
    cls = p.cls or "-"
    prep = prep or "-"
    out: list[Facts] = [
        (_ROLE, ruled, cls, type_name, conj, slot, t.entry.frame.get(slot, "-")),
        (_ROLE_CLASS, type_name, cls, prep, side),
        (_ROLE_FORM, t.form.tense, cls, side, prep, min(2, verbs)),
        (_ROLE_INFLECTION, shape, side, prep),
        (_ROLE_BESIDE, side, step(gap), kind(m, first - 1)),
        (_ROLE_BETWEEN, side, cls, min(3, verbs), min(3, marks), min(4, phrases)),
        (_ROLE_SHAPE, d.clause[0] <= first < d.clause[1], side, cls, p.det, min(6, last - first)),
        (_ROLE_NAME, p.counted is not None, cls, type_name, p.name.kind if p.name is not None else "-"),
        (_ROLE_HEAD, type_name, m.words[p.head].bare),
        (_ROLE_HAS, has, cls, side),
    ]
    if others:
        for n, role in others[:3]:
            out.append((_ROLE_OTHER, role, n.type, type_name))
            out.append((_ROLE_OTHER_FORM, role, n.type in HARM, n.type in CAUSES, type_name in HARM, type_name in CAUSES, cls))
        return list(dict.fromkeys(out))
    return out


_SOURCE = Group(
    "origin cls side back last",
    "bias",
    "origin={origin}",
    "origin+cls={origin}+{cls}",
    "origin+side={origin}+{side}+{cls}+{back}",
    "cls={cls}+{side}+{back}+{last}",
    "last={last}+{back}+{origin}",
)
_SOURCE_GAP = Group("origin gap marks side", "origin+gap={origin}+{gap}", "marks={marks}+{side}+{origin}")
_SOURCE_QUOTED = Group(
    "origin back quote relative clause side",
    "quote={quote}+{back}+{origin}",
    "relative={relative}+{origin}",
    "clause={clause}+{side}+{origin}",
)
_SOURCE_VOICE = Group(
    "lemma origin kind named chain", "lemma={lemma}+{origin}", "voice={kind}+{origin}", "named={named}+{origin}", "chain={chain}"
)
_SOURCE_TYPE = Group("type origin back tense side", "type={type}+{origin}+{back}", "form={tense}+{back}+{side}")
_SOURCE_OPENING = Group("word kind back last", "opens={word}+{back}", "openk={kind}+{back}+{last}")
_SOURCE_HELD = Group("held gap origin cls covered", "held={held}+{gap}+{origin}", "held+cls={held}+{cls}+{gap}+{covered}")
_SOURCE_ANY = Group(
    "agent origin cls any covered holds back length",
    "agent={agent}+{origin}+{cls}",
    "any={any}+{covered}+{holds}+{origin}+{back}",
    "length={length}+{origin}",
)


@dataclass(frozen=True, slots=True)
class Where:
    """What is the same for all attributions that may be a claim's: whether it stands in a quotation or behind a relative, how its
    sentence opens, whether any attribution is in it (`any_scope`) and covers the claim, and whether the claim before has a chain
    (`holds`), `gap` sentences ago."""

    quote: bool
    relative: bool
    word: str
    kind: str
    any_scope: bool
    covered: bool
    holds: bool
    gap: int

    @classmethod
    def of(cls, m: Marked, syntax: Syntax, d: Draft, *, any_scope: bool, covered: bool, holds: bool, gap: int) -> Where:
        """Where a draft stands."""
        i, first = d.trigger.first, syntax.first
        relative = "R" in m.parts[max(first, i - 5) : i]
        return cls(m.in_quotation(i, 6), relative, word(m, first), kind(m, first), any_scope, covered, holds, gap)


def source_facts(
    m: Marked, d: Draft, where: Where, s: Scope, chain: Sequence[Voice], *, origin: str, back: int, last: bool, held: bool
) -> list[Facts]:
    """What an attribution is chosen by as a claim's; `origin` says how it came to be a candidate ("ruled": its scope covers the
    claim), `back` how many sentences ago it stood, `last` that no later one stands before the claim, `held` that the claim
    before has the same chain."""
    i = d.trigger.first
    voice = s.chain[-1] if s.chain else None
    verb = s.verb
    side = "A" if i > verb else "B"
    cls = s.entry.cls
    if back == 0:
        gap: int | str = step(i - verb)
        marks = min(counted_in(m.tallies.stops, *((verb, i) if verb < i else (i, verb))), 5)
    else:
        gap, marks = "far", 0
    agents = d.roles.get("agent", ())
    agent = any(p.first == v.first for p in agents for v in chain) if agents else False
    return [
        (_SOURCE, origin, cls, side, back, last),
        (_SOURCE_GAP, origin, gap, marks, side),
        (_SOURCE_QUOTED, origin, back, where.quote, where.relative, d.clause[0] <= verb < d.clause[1], side),
        (_SOURCE_VOICE, s.entry.lemma, origin, voice.kind if voice else "-", voice is not None and voice.name is not None, len(s.chain)),
        (_SOURCE_TYPE, d.type, origin, back, d.trigger.form.tense, side),
        (_SOURCE_OPENING, where.word, where.kind, back, last),
        (_SOURCE_HELD, held, where.gap, origin, cls, where.covered),
        (_SOURCE_ANY, agent, origin, cls, where.any_scope, where.covered, where.holds, back, len(chain)),
    ]


_TIME = Group(
    "ruled kind type side company tense status",
    "bias",
    "ruled={ruled}",
    "ruled+kind={ruled}+{kind}",
    "ruled+type={ruled}+{type}",
    "kind={kind}+{side}",
    "form={tense}+{side}+{company}",
    "type={type}+{kind}",
    "status={status}",
)
_TIME_GAP = Group("side gap", "side+gap={side}+{gap}")
_TIME_BETWEEN = Group("side verbs marks company boundary", "between={side}+{verbs}+{marks}+{company}+{boundary}")
_TIME_COMPANY = Group("side company ruled inside", "company={side}+{company}+{ruled}", "inside={inside}+{side}+{ruled}")
_TIME_OPENING = Group(
    "opening company ruled report resolved", "opening={opening}+{company}+{ruled}", "report={report}+{ruled}", "resolved={resolved}"
)
_TIME_BESIDE = Group("kind word", "kb={kind}", "wb={word}")


def time_facts(m: Marked, syntax: Syntax, d: Draft, time: TimeMention, *, ruled: bool, company: int, dates_report: bool) -> list[Facts]:
    """What a time is chosen by as a claim's; `ruled` says that its clause's event is this one, `company` how many claims stand
    between."""
    t = d.trigger
    side = "A" if time.first >= t.last else "B"
    gap = time.first - t.last if side == "A" else t.first - time.last
    low, high = min(t.last, time.last), max(t.first, time.first)
    two = min(company, 2)
    verbs, commas = min(counted_in(m.tallies.verbs, low, high), 2), min(counted_in(m.tallies.commas, low, high), 2)
    return [
        (_TIME, ruled, time.kind, d.type, side, two, t.form.tense, d.status),
        (_TIME_GAP, side, step(gap)),
        (_TIME_BETWEEN, side, verbs, commas, two, counted_in(m.tallies.bounds, low, high) > 0),
        (_TIME_COMPANY, side, min(company, 3), ruled, d.clause[0] <= time.first < d.clause[1]),
        (_TIME_OPENING, time.first <= syntax.first + 2, two, ruled, dates_report, time.start is not None or time.end is not None),
        (_TIME_BESIDE, kind(m, time.first - 1), word(m, time.first - 1)),
    ]


_QUANTITY = Group(
    "ruled of role type kind unit",
    "bias",
    "ruled={ruled}",
    "ruled+of={ruled}+{of}",
    "ruled+role={ruled}+{role}+{type}",
    "role={role}+{of}+{kind}",
    "of+type={of}+{type}",
    "unit={unit}+{type}+{role}",
    "kind={kind}+{role}+{ruled}",
)
_QUANTITY_GAP = Group("side gap verbs company", "side+gap={side}+{gap}", "between={side}+{verbs}+{company}")
_QUANTITY_NOUN = Group("word", "noun={word}")
_QUANTITY_BESIDE = Group("kind word of", "kb={kind}+{of}", "wb={word}+{of}")
_QUANTITY_INSIDE = Group("inside ruled side tense timed", "inside={inside}+{ruled}+{side}", "form={tense}+{side}", "timed={timed}")


def quantity_facts(m: Marked, d: Draft, c: Counted, *, ruled: bool, role: str, company: int) -> list[Facts]:
    """What a number is chosen by as a claim's; `role` is that of the filler it stands in ("" for none)."""
    t = d.trigger
    side = "I" if c.first <= t.first < c.last else "A" if c.first >= t.last else "B"
    gap = c.first - t.last if side == "A" else t.first - c.last
    verbs = min(counted_in(m.tallies.verbs, min(t.last, c.last), max(t.first, c.first)), 2)
    return [
        (_QUANTITY, ruled, c.of, role, d.type, c.number.kind, c.unit if c.unit in _UNITS else "thing"),
        (_QUANTITY_GAP, side, step(gap), verbs, min(company, 2)),
        (_QUANTITY_NOUN, word(m, c.noun) if c.noun is not None else "-"),
        (_QUANTITY_BESIDE, kind(m, c.first - 1), word(m, c.first - 1), c.of),
        (_QUANTITY_INSIDE, d.clause[0] <= c.first < d.clause[1], ruled, side, t.form.tense, c.first in m.times),
    ]
