"""What the choices see: features of a candidate as strings, the same for training and for reading.

They speak in classes (of entries, forms, phrases, prepositions) before they speak in words, so that a word that is added to
the lexicon tomorrow is judged like its kind. A feature is present or not; numbers are cut into a few steps.
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.attribution import Scope
from marsad.claims.drafts import CAUSES, HARM, Draft
from marsad.claims.status import Cue
from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import Phrase
from marsad.mentions.quantities import Counted
from marsad.mentions.times import TimeMention

_STEPS = (0, 1, 2, 3, 5, 8, 12, 20, 40)


def step(n: int) -> int:
    """A distance cut into steps, its sign kept."""
    size = abs(n)
    cut = next((s for s in _STEPS if size <= s), 99)
    return cut if n >= 0 else -cut


def word(m: Marked, i: int) -> str:
    """A token without its conjunction and article; marks and the ends of the text as themselves."""
    if not 0 <= i < len(m.tokens):
        return "^"
    text = m.tokens[i].text
    if m.tokens[i].kind == "number":
        return "0"
    pro = m.words[i].pro
    if pro and len(text) > len(pro) + 1:
        text = text[len(pro) :]
    return text.removeprefix("ال") if len(text) > 4 else text


def kind(m: Marked, i: int) -> str:
    """What a token is: the class of its function word or noun, else the part it plays."""
    if not 0 <= i < len(m.tokens):
        return "^"
    if i in m.times:
        return "time"
    for s in m.words[i].senses:
        if s.entry.kind in ("word", "verb", "noun", "head", "title"):
            return f"{s.entry.kind[0]}:{s.entry.cls}"
        if s.entry.kind in ("trigger", "report"):
            return s.entry.kind
    return m.parts[i]


def form(t: Trigger) -> str:
    """The form of a trigger with its clitics."""
    return f"{t.form.tense}{t.form.voice[:1]}{t.form.number}{'D' if t.det else ''}{'E' if t.enc else ''}"


def status_features(m: Marked, syntax: Syntax, d: Draft, cues: Sequence[Cue], ruled: str) -> list[str]:
    """Features of a claim's status; `ruled` is what the cues' scopes say."""
    t = d.trigger
    i = t.first
    governor = syntax.governor(i) if not t.finite else None
    out = [
        "bias",
        f"ruled={ruled}",
        f"ruled+type={ruled}+{d.type}",
        f"ruled+form={ruled}+{t.form.tense}",
        f"type={d.type}",
        f"form={t.form.tense}{t.form.voice[:1]}+{t.pro[-1:]}",
        f"type+pro={d.type}+{t.pro[-1:]}+{t.form.tense}",
        f"kb={kind(m, i - 1)}+{t.form.tense}",
        f"wb={word(m, i - 1)}",
        f"wb2={word(m, i - 2)}",
        f"wa={word(m, t.last)}",
        f"rep={bool(d.chain)}",
    ]
    if governor is not None:
        out += [f"gov={governor[1].entry.cls}", f"govw={governor[1].entry.lemma}"]
    for cue in cues:
        gap = i - cue.last
        if -3 <= gap <= 20:
            inside = cue.first >= d.clause[0]
            out.append(f"cue={cue.entry.status}+{cue.entry.scope}+{step(gap)}+{inside}")
            out.append(f"cuel={cue.entry.lemma}+{step(gap)}")
            if inside:
                out.append(f"cuelc={cue.entry.lemma}")
    return list(dict.fromkeys(out))


def role_features(
    m: Marked,
    syntax: Syntax,
    d: Draft,
    p: Phrase,
    *,
    slot: str,
    ruled: str,
    others: Sequence[tuple[Draft, str]],
    between: tuple[int, int, int],
) -> list[str]:
    """Features of a phrase as a filler of a claim. `slot` is where it stands for the trigger's grammar ("" for nowhere),
    `ruled` the role that gives it, `others` the claims of the sentence it fills a role of, `between` counts the verbs, marks
    and phrases between."""
    t = d.trigger
    gap = p.first - t.last if p.first >= t.last else p.last - t.first
    side = "A" if p.first >= t.last else "I" if p.last > t.first else "B"
    verbs, marks, phrases = between
    shape = form(t)
    cls = p.cls or "-"
    inside = d.clause[0] <= p.first < d.clause[1]
    prep = p.prep or "-"
    out = [
        "bias",
        f"ruled={ruled}",
        f"ruled+cls={ruled}+{cls}",
        f"ruled+type={ruled}+{d.type}",
        f"slot={slot}+{t.entry.frame.get(slot, '-')}",
        f"slot+cls={slot}+{cls}",
        f"type+cls={d.type}+{cls}",
        f"type+prep={d.type}+{prep}+{side}",
        f"type+prep+cls={d.type}+{prep}+{cls}+{side}",
        f"prep+cls={prep}+{cls}+{side}",
        f"type+cls+side={d.type}+{cls}+{side}",
        f"form+cls={t.form.tense}+{cls}+{side}+{prep}",
        f"shape={shape}+{side}+{prep}",
        f"side+gap={side}+{step(gap)}",
        f"cls+gap={cls}+{side}+{min(phrases, 4)}",
        f"between={side}+{min(verbs, 3)}+{min(marks, 3)}+{min(phrases, 4)}",
        f"verbs+cls={side}+{min(verbs, 2)}+{cls}+{prep}",
        f"inside={inside}+{side}+{cls}",
        f"det={p.det}+{cls}+{side}",
        f"counted={p.counted is not None}+{cls}+{d.type}",
        f"named={p.name.kind if p.name is not None else '-'}+{d.type}",
        f"conj={p.conj}+{ruled}",
        f"head={word(m, p.head)}",
        f"type+head={d.type}+{word(m, p.head)}",
        f"kb={kind(m, p.first - 1)}+{side}",
        f"has={','.join(sorted(d.roles))}+{cls}+{side}",
        f"len={min(p.last - p.first, 6)}+{cls}",
    ]
    for n, role in others[:3]:
        out.append(f"other={role}+{n.type}+{d.type}")
        out.append(f"otherf={role}+{n.type in HARM}{n.type in CAUSES}+{d.type in HARM}{d.type in CAUSES}+{cls}")
    return list(dict.fromkeys(out))


def source_features(m: Marked, syntax: Syntax, d: Draft, s: Scope, *, origin: str, back: int, last: bool) -> list[str]:
    """Features of an attribution as a claim's; `origin` says how it came to be a candidate ("ruled": its scope covers the
    claim), `back` how many sentences ago it stood, `last` that no later one stands before the claim."""
    i = d.trigger.first
    voice = s.chain[-1] if s.chain else None
    between = range(min(s.verb, i), max(s.verb, i))
    marks = sum(m.tokens[j].text in (",", ";", ":") for j in between) if back == 0 else 0
    quote = m.in_quotation(i, 6)
    side = "A" if i > s.verb else "B"
    cls = s.entry.cls
    return [
        "bias",
        f"origin={origin}",
        f"origin+cls={origin}+{cls}",
        f"origin+side={origin}+{side}+{cls}+{back}",
        f"origin+gap={origin}+{step(i - s.verb) if back == 0 else 'far'}",
        f"cls={cls}+{side}+{back}+{last}",
        f"last={last}+{back}+{origin}",
        f"marks={min(marks, 5)}+{side}+{origin}",
        f"quote={quote}+{back}+{origin}",
        f"lemma={s.entry.lemma}+{origin}",
        f"voice={voice.kind if voice else '-'}+{origin}",
        f"named={voice is not None and voice.name is not None}+{origin}",
        f"type={d.type}+{origin}+{back}",
        f"chain={len(s.chain)}",
        f"opens={word(m, syntax.first)}+{back}",
        f"openk={kind(m, syntax.first)}+{back}+{last}",
        f"form={d.trigger.form.tense}+{back}+{side}",
        f"relative={any(m.parts[j] == 'R' for j in range(max(syntax.first, i - 5), i))}+{origin}",
        f"clause={d.clause[0] <= s.verb < d.clause[1]}+{side}+{origin}",
    ]


def time_features(m: Marked, syntax: Syntax, d: Draft, time: TimeMention, *, ruled: bool, company: int, dates_report: bool) -> list[str]:
    """Features of a time as a claim's; `ruled` says that its clause's event is this one, `company` how many claims stand between."""
    t = d.trigger
    side = "A" if time.first >= t.last else "B"
    gap = time.first - t.last if side == "A" else t.first - time.last
    between = range(min(t.last, time.last), max(t.first, time.first))
    verbs = sum(m.parts[j] == "V" for j in between)
    marks = sum(m.tokens[j].text == "," for j in between)
    boundary = any(m.parts[j] in "SCR" for j in between)
    opening = time.first <= syntax.first + 2
    return [
        "bias",
        f"ruled={ruled}",
        f"ruled+kind={ruled}+{time.kind}",
        f"ruled+type={ruled}+{d.type}",
        f"side+gap={side}+{step(gap)}",
        f"between={side}+{min(verbs, 2)}+{min(marks, 2)}+{min(company, 2)}+{boundary}",
        f"company={side}+{min(company, 3)}+{ruled}",
        f"kind={time.kind}+{side}",
        f"opening={opening}+{min(company, 2)}+{ruled}",
        f"form={t.form.tense}+{side}+{min(company, 2)}",
        f"report={dates_report}+{ruled}",
        f"type={d.type}+{time.kind}",
        f"kb={kind(m, time.first - 1)}",
        f"wb={word(m, time.first - 1)}",
        f"inside={d.clause[0] <= time.first < d.clause[1]}+{side}+{ruled}",
        f"status={d.status}",
        f"resolved={time.start is not None or time.end is not None}",
    ]


def quantity_features(m: Marked, d: Draft, c: Counted, *, ruled: bool, role: str, company: int) -> list[str]:
    """Features of a number as a claim's; `role` is that of the filler it stands in ("" for none)."""
    t = d.trigger
    side = "I" if c.first <= t.first < c.last else "A" if c.first >= t.last else "B"
    gap = c.first - t.last if side == "A" else t.first - c.last
    between = range(min(t.last, c.last), max(t.first, c.first))
    verbs = sum(m.parts[j] == "V" for j in between)
    noun = word(m, c.noun) if c.noun is not None else "-"
    return [
        "bias",
        f"ruled={ruled}",
        f"ruled+of={ruled}+{c.of}",
        f"ruled+role={ruled}+{role}+{d.type}",
        f"role={role}+{c.of}+{c.number.kind}",
        f"of+type={c.of}+{d.type}",
        f"unit={c.unit if c.unit in ('person', 'percent', 'km', 'm', 'day', 'hour', 'year', 'month') else 'thing'}+{d.type}+{role}",
        f"side+gap={side}+{step(gap)}",
        f"between={side}+{min(verbs, 2)}+{min(company, 2)}",
        f"kind={c.number.kind}+{role}+{ruled}",
        f"noun={noun}",
        f"kb={kind(m, c.first - 1)}+{c.of}",
        f"wb={word(m, c.first - 1)}+{c.of}",
        f"inside={d.clause[0] <= c.first < d.clause[1]}+{ruled}+{side}",
        f"form={t.form.tense}+{side}",
        f"timed={c.first in m.times}",
    ]
