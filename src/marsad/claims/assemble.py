"""Put a claim together: type, roles, sources, status, quantities and time of every trigger; and what claims of one sentence share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from marsad.claims.attribution import Scope, Voice, opens_clause, sources_of
from marsad.claims.occasion import weigh
from marsad.claims.roles import Slots, assign, find_slots, fits_class, missing_subject
from marsad.claims.status import cues_of, status_of
from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger, find_triggers
from marsad.lexicon import Lexicon
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import INHABITED, PARTIES, PLACES, Phrase
from marsad.mentions.quantities import Counted
from marsad.mentions.times import TimeMention
from marsad.model import MEASURES, Claim, Filler, Measure, Quantity, Source, Span, Status, When

_CAUSES = frozenset(("attack", "airstrike", "shelling", "bombing"))
_VICTIMS = frozenset(("killed", "wounded", "execution", "abduction"))
_SPEECH_ACTS = frozenset(("demand", "threat", "accusation", "rejection"))
_LASTING = frozenset(("لمده", "مده", "طيله", "طوال"))
# Kinds of time whose ends are honestly open ("منذ أسابيع"), not waiting for another event's date ("بعد ساعات من").
_OPEN = frozenset(("since",))
_HARM = frozenset(("killed", "wounded", "destruction", "displacement"))


@dataclass(slots=True)
class Draft:
    """A claim in the making."""

    trigger: Trigger
    type: str
    slots: Slots
    roles: dict[str, list[Phrase]]
    clause: tuple[int, int]
    status: Status = "asserted"
    chain: tuple[Voice, ...] = ()
    via: tuple[Voice, ...] = ()
    joint: bool = False
    steps: list[str] = field(default_factory=list)


def claims_of(m: Marked, syntaxes: Sequence[Syntax], scopes: Sequence[Scope], lexicon: Lexicon, published: dt.date | None) -> list[Claim]:
    """All claims of a marked text, in order of their triggers; `published` is its date."""
    read: list[tuple[Syntax, list[Scope], list[Draft], dict[int, TimeMention]]] = []
    for syntax, here in zip(syntaxes, _scopes_by_sentence(syntaxes, scopes), strict=True):
        drafts = _drafts(m, syntax, here, lexicon)
        _share(m, syntax, drafts, lexicon)
        read.append((syntax, here, drafts, _times(m, syntax, drafts, here)))
    mentions = _only_mentioned(m, read, lexicon, published)
    out: list[Claim] = []
    for syntax, here, drafts, times in read:
        out += [_claim(m, d, times.get(k)) for k, d in enumerate(drafts) if d.type not in mentions]
        out += _statements(m, syntax, here, drafts)
    out.sort(key=lambda c: (c.trigger.start, c.type))
    return out


def _only_mentioned(
    m: Marked, read: Sequence[tuple[Syntax, list[Scope], list[Draft], dict[int, TimeMention]]], lexicon: Lexicon, published: dt.date | None
) -> frozenset[str]:
    """The types of which a text tells no occasion (see `occasion`)."""
    rules = lexicon.occasion
    if sum(len(drafts) for _, _, drafts, _ in read) >= rules["enough"]:
        return frozenset()
    out: set[str] = set()
    for group in rules["groups"]:
        weights = [
            weigh(
                m,
                syntax,
                d.trigger,
                type_name=d.type,
                clause=d.clause[0],
                roles=frozenset(d.roles),
                counted=next(_quantities(m, d), None) is not None,
                time=times.get(k),
                scopes=here,
                sourced=bool(d.chain),
                company=sum(n.type in group for n in drafts) - 1,
                published=published,
                rules=rules,
            )
            for syntax, here, drafts, times in read
            for k, d in enumerate(drafts)
            if d.type in group
        ]
        if weights and max(weights) <= rules["threshold"]:
            out.update(group)
    return frozenset(out)


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


def _drafts(m: Marked, syntax: Syntax, scopes: Sequence[Scope], lexicon: Lexicon) -> list[Draft]:
    drafts: list[Draft] = []
    cues = None
    for alternatives in find_triggers(m, syntax, _as_sentence(syntax)):
        chosen = _choose(m, syntax, alternatives)
        if chosen is None:
            continue
        t, slots = chosen
        type_name = _type(m, t, slots)
        if type_name not in _SPEECH_ACTS and any(s.verb == t.first for s in scopes):
            continue
        if drafts and _continues(m, drafts[-1], t, slots, type_name):
            _merge(m, drafts[-1], t, slots, lexicon)
            continue
        roles = assign(m, t, type_name, slots, lexicon.types[type_name].roles)
        chain, via, reported = sources_of(m, scopes, t.first)
        if cues is None:
            cues = cues_of(m, syntax)
        status, step = status_of(m, syntax, t, cues, reported)
        if type_name in _SPEECH_ACTS and chain and _speaks_itself(roles, chain[-1]):
            if "agent" not in roles:
                voice = chain[-1]
                roles["agent"] = [Phrase(voice.first, voice.last, voice.first, "actor", True, voice.name)]
            chain = chain[:-1]
        clause = (syntax.clause_start(t.first), syntax.clause_end(t.last - 1))
        accuser = _accuser(m, drafts, t)
        if accuser is not None and type_name != "accusation":
            chain = (accuser,)
        drafts.append(Draft(t, type_name, slots, roles, clause, status, chain, via, steps=[*slots.steps, f"status: {step}"]))
    return [d for k, d in enumerate(drafts) if not _gives_way(m, syntax, drafts, k)]


def _gives_way(m: Marked, syntax: Syntax, drafts: Sequence[Draft], k: int) -> bool:
    """Whether a draft only names the means or the people of another one: a munition beside the shelling, "القتلى الذين قتلوا"."""
    d = drafts[k]
    t = d.trigger
    if t.entry.yields:
        family = _CAUSES if d.type in _CAUSES else (d.type,)
        return any(
            n is not d and not n.trigger.entry.yields and n.type in family and abs(n.trigger.first - t.first) <= 12 and n.clause[0] <= t.first < n.clause[1] + 3
            for n in drafts
        )
    if t.form.tense == "persons" and k + 1 < len(drafts):
        n = drafts[k + 1]
        return n.type == d.type and n.trigger.finite and any(m.parts[j] == "R" for j in range(t.last, n.trigger.first)) and n.trigger.first - t.last <= 2
    return False


def _choose(m: Marked, syntax: Syntax, alternatives: Sequence[Trigger]) -> tuple[Trigger, Slots] | None:
    """The first entry whose demands on its arguments are met, with what was found in its slots."""
    for t in alternatives:
        slots = find_slots(m, syntax, t)
        if t.entry.weak and not _borne_out(m, t, slots):
            continue
        if _needs_met(m, syntax, t, slots):
            return t, slots
    return None


def _accuser(m: Marked, drafts: Sequence[Draft], t: Trigger) -> Voice | None:
    """Who alleges a claim: the agent of the accusation in whose clause it stands."""
    for d in reversed(drafts):
        if d.type == "accusation" and d.roles.get("agent"):
            between = range(d.trigger.last, t.first)
            if len(between) > 30 or any(m.tokens[j].text in (";", ".") or (m.parts[j] == "V" and m.words[j].pro[:1] == "و") for j in between):
                return None
            p = d.roles["agent"][0]
            return Voice(p.first, p.last, p.name, p.cls)
    return None


def _speaks_itself(roles: dict[str, list[Phrase]], voice: Voice) -> bool:
    """Whether who is said to demand, threaten, accuse or refuse is the speaker: an agent, then, and no source."""
    agents = roles.get("agent", [])
    return not agents or any(p.first < voice.last and voice.first < p.last for p in agents)


def _as_sentence(syntax: Syntax):  # type: ignore[no-untyped-def]
    from marsad.text.sentences import Sentence

    return Sentence(syntax.first, syntax.last, 0)


def _type(m: Marked, t: Trigger, slots: Slots) -> str:
    """The type of the trigger: that of the first variant whose conditions all hold, else the entry's."""
    for variant in t.entry.variants:
        if all(_holds(m, t, slots, key, wanted) for key, wanted in variant.when.items()):
            return variant.type
    return t.entry.type


def _holds(m: Marked, t: Trigger, slots: Slots, key: str, wanted: Sequence[str]) -> bool:
    if key == "subject":
        agents = [slot for slot, role in t.entry.frame.items() if role == "agent" and slot != "object"]
        return any(p.cls in wanted for slot in ("subject", "agent", *agents) for p in slots.get(slot))
    if key == "object":
        return any(p.cls in wanted for p in slots.get(key))
    if key == "of":
        return any(p.cls in wanted for p in (*slots.get("subject"), *slots.get("object")))
    if key == "means":
        return any(p.cls in wanted for p in (*slots.get("ب"), *slots.get("بواسطه"), *slots.get("من")))
    if key in ("adjective", "next"):
        following = [m.tokens[j].text for j in range(t.last, min(t.last + (3 if key == "adjective" else 1), len(m.tokens)))]
        return any(w in wanted or (w.startswith("ال") and w[2:] in wanted) for w in following)
    if key == "tense":
        tense = "noun" if t.form.tense not in ("past", "present") else t.form.tense
        return tense in wanted
    if key == "prep":
        return any(slots.get(w) for w in wanted)
    if key in ("object_word", "subject_word", "means_word"):
        slot = {"object_word": "object", "subject_word": "subject", "means_word": "ب"}[key]
        return any(_head_word(m, p) in wanted for p in slots.get(slot))
    return False


def _head_word(m: Marked, p: Phrase) -> str:
    text = m.tokens[p.head].text
    word = m.words[p.head]
    text = text[len(word.pro) :]
    return text[2:] if text.startswith("ال") else text


def _borne_out(m: Marked, t: Trigger, slots: Slots) -> bool:
    """Whether a weak trigger has an argument that makes it this event: an armed or known actor, a weapon, a named place."""
    for phrases in slots.found.values():
        for p in phrases:
            if p.name is not None or p.cls in ("force", "security", "aircraft", "weapon", "munition", "actor", "group", "settlement", "position"):
                return True
    return False


def _needs_met(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> bool:
    entry = t.entry
    if entry.needs_object:
        found = [p for slot in ("object", "ل", *entry.needs) for p in slots.get(slot)]
        if not any(fits_class(p, entry.needs_object) for p in found):
            return False
    if entry.needs_subject and not any(fits_class(p, entry.needs_subject) for p in slots.get("subject")):
        if slots.get("subject"):
            return False
        phrase = missing_subject(m, syntax, t, entry.needs_subject)
        if phrase is None:
            return False
        slots.add("subject", phrase, "whom the dropped subject means")
    return True


def _continues(m: Marked, before: Draft, t: Trigger, slots: Slots, type_name: str) -> bool:
    """Whether a trigger only goes on telling the event of the one before it ("انفجار سيارة استهدف مركزا", "غارات استهدفت
    مواقع"): a verb that may, with the event or its means as its subject."""
    first = before.trigger
    if not t.finite or t.pro or type_name not in _CAUSES or before.type not in _CAUSES:
        return False
    distance = t.first - first.last
    between = range(first.last, t.first)
    if any(m.parts[j] in "SC" or m.tokens[j].text in (".", ";", ":") or (m.parts[j] == "V" and m.words[j].pro[:1] == "و") for j in between):
        return False
    if t.entry.continues:
        subjects = [p for p in slots.get("subject") if p.first > t.first and p.cls in PARTIES]
        return distance <= 16 and not subjects
    return distance <= 8 and not first.finite and not any(m.parts[j] == "V" or m.tokens[j].text == "," for j in between)


def _merge(m: Marked, draft: Draft, t: Trigger, slots: Slots, lexicon: Lexicon) -> None:
    more = assign(m, t, draft.type, slots, lexicon.types[draft.type].roles)
    known = {p.first for phrases in draft.roles.values() for p in phrases}
    for role, phrases in more.items():
        if role in ("place", "target", "toward", "means"):
            new = [p for p in phrases if p.first not in known and (p.last <= draft.trigger.first or p.first > t.first)]
            if new:
                draft.roles.setdefault(role, []).extend(new)
    draft.steps.append(f"with {t.entry.lemma}")


def _share(m: Marked, syntax: Syntax, drafts: Sequence[Draft], lexicon: Lexicon) -> None:
    """Claims of one sentence share: "مقتل وإصابة X" its people, results the place of what caused them and, after "جراء" or
    "نتيجة", its agent."""
    for k, d in enumerate(drafts[:-1]):
        n = drafts[k + 1]
        if n.trigger.first != d.trigger.last or n.trigger.pro[:1] != "و" or n.trigger.finite != d.trigger.finite or d.trigger.form.number in ("d", "p"):
            continue
        if not d.roles.get("target"):
            for role, phrases in n.roles.items():
                if role in lexicon.types[d.type].roles:
                    d.roles.setdefault(role, list(phrases))
        both = [{p.first for p in x.roles.get("target", [])} for x in (d, n)]
        d.joint = n.joint = not d.trigger.finite and d.type in _VICTIMS and n.type in _VICTIMS and bool(both[0] & both[1])
    for d in drafts:
        if "place" in lexicon.types[d.type].roles and not d.roles.get("place") and not d.roles.get("toward"):
            phrase = _place_beside(m, syntax, d, drafts)
            if phrase is not None:
                d.roles["place"] = [phrase]
                d.steps.append("place: in its clause")
    for k, d in enumerate(drafts):
        near = [n for n in (*drafts[k + 1 :], *reversed(drafts[:k])) if abs(n.trigger.first - d.trigger.first) < 30]
        if d.type in _HARM:
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
    if d.type not in _HARM and n.type not in _HARM:
        return False
    low, high = sorted((d.trigger.first, n.trigger.first))
    return not any(m.tokens[j].text in (";", ":") or any(p.entry.cls == "switch" for p in m.phrases.get(j, ())) or opens_clause(m, j) for j in range(low, high))


def _share_agent(m: Marked, d: Draft, near: Sequence[Draft]) -> None:
    """ "قتلوا جراء قصف X": what caused the harm is said outright, so its agent is the harm's."""
    if d.roles.get("agent"):
        return
    for n in near:
        if n.type in _CAUSES and n.roles.get("agent") and n.trigger.first > d.trigger.last:
            between = range(d.trigger.last, n.trigger.first)
            if any(s.entry.cls == "causal" for j in between for s in m.words[j].senses if s.entry.kind == "word") and not any(m.parts[j] == "S" for j in between):
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
                if any(d.trigger.first < o < it.first for o in others) and d.type not in _HARM:
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


def _claim(m: Marked, d: Draft, time: TimeMention | None) -> Claim:
    roles = {
        role: tuple(Filler(m.span(p.first, p.last), p.name.id if p.name is not None and p.name.kind != "place" else None) for p in phrases)
        for role, phrases in d.roles.items()
    }
    quantities = tuple(_quantities(m, d))
    t = d.trigger
    return Claim(
        type=d.type,
        trigger=m.span(t.first, t.last),
        status=d.status,
        sources=tuple(_source(m, v) for v in d.chain),
        via=tuple(_source(m, v) for v in d.via),
        roles=MappingProxyType(roles),
        quantities=quantities,
        time=_when(m, time, d.status) if time is not None else None,
        rule=f"{t.entry.type}/{t.entry.lemma}",
        why=tuple(d.steps),
    )


def _source(m: Marked, v: Voice) -> Source:
    return Source(m.span(v.first, v.last), v.name.name_ar if v.name is not None else None, v.kind)


def _quantities(m: Marked, d: Draft) -> Iterator[Quantity]:
    """The numbers of a claim: of the trigger's own noun, of its fillers, and one for a single indefinite victim."""
    seen: set[int] = set()
    t = d.trigger
    found = [c for c in m.counted.values() if c.first <= t.first < c.last and t.form.tense in ("noun", "persons")]
    for role, phrases in d.roles.items():
        for p in phrases:
            if p.counted is None:
                if role == "target" and d.type in _VICTIMS and _one_person(m, p):
                    yield Quantity("count", 1, 1, "person", False, m.span(p.first, p.head + 1))
            elif not _names_two(m, role, p):
                found.append(p.counted)
    if d.type in _VICTIMS:
        found += _parts(m, d)
    for i in range(d.clause[0], d.clause[1]):
        c = m.counted.get(i)
        if c is not None and i not in m.times and (
            (c.of == "distance" and d.type == "advance")
            or (c.of == "duration" and i > 0 and (m.words[i - 1].text in _LASTING or m.pro(i)[-1:] == "ل"))
        ):
            found.append(c)
    for c in found:
        if c.first not in seen:
            seen.add(c.first)
            low = None if d.joint and c.of == "count" else c.low
            yield Quantity(_measure(c.of), low, c.high, c.unit or "person", c.approx, _counted_span(m, c))


def _names_two(m: Marked, role: str, p: Phrase) -> bool:
    """Whether a dual only names its two ("مدينتي حمص وحماة", "الطرفين") or is a plural in ين after all; it counts nothing then."""
    c = p.counted
    if c is None or c.number.kind != "dual" or c.first != p.head:
        return False
    if m.words[p.head].det or (role in ("place", "toward", "from") and p.last > p.head + 1):
        return True
    return m.words[p.head].text.endswith("ين") and any(s.form.number == "p" for s in m.words[p.head].senses)


def _parts(m: Marked, d: Draft) -> Iterator[Counted]:
    """Numbered parts of the victims: "بينهم 39 طفلا و24 امرأة"."""
    i = d.trigger.last
    end = min(d.clause[1] + 30, i + 45, len(m.tokens))
    while i < end and not (m.tokens[i].text in ".;:" or m.parts[i] == "V"):
        if any(s.enc in ("هم", "هن", "ها") and s.entry.kind == "word" and s.entry.lemma in ("بين", "من", "ضمن") for s in m.words[i].senses):
            j = i + 1
            while j < end:
                c = m.counted.get(j)
                if c is not None and c.of == "count":
                    yield c
                    j = c.last
                elif m.tokens[j].text in (",", "و") or (m.parts[j] in "NXQ" and not m.words[j].trigger):
                    j += 1
                else:
                    return
            return
        i += 1


def _measure(of: str) -> Measure:
    return next((x for x in MEASURES if x == of), "count")


def _counted_span(m: Marked, c: Counted) -> Span:
    return m.span(c.first, c.last)


def _one_person(m: Marked, p: Phrase) -> bool:
    """Whether a phrase names one person without saying who: an indefinite singular."""
    if p.det or p.name is not None or p.cls not in ("person", "title", "force", "security", "persons", ""):
        return False
    kinds = ("noun", "head", "title", "adjective") if p.cls else ("adjective",)
    return any(s.form.number == "s" and not s.form.construct and not s.enc for s in m.words[p.head].senses if s.entry.kind in kinds)


def _times(m: Marked, syntax: Syntax, drafts: Sequence[Draft], scopes: Sequence[Scope]) -> dict[int, TimeMention]:
    """Which time belongs to which claim of a sentence (by its place in `drafts`). A time belongs to one event, the one
    whose clause it stands in; claims joined to it, and the harm of "في غارة أمس", share it. A day that dates a report is none's."""
    out: dict[int, TimeMention] = {}
    if not drafts:
        return out
    for i in range(syntax.first, syntax.last):
        time = m.times.get(i)
        if time is None or (time.start is None and time.end is None and time.kind not in _OPEN):
            continue
        if _dates_a_report(m, time, scopes, drafts):
            continue
        k = _owner(m, syntax, time, drafts)
        if k is not None and k not in out:
            out[k] = time
    for k, d in enumerate(drafts):
        if k in out:
            continue
        for n in (k + 1, k - 1):
            if 0 <= n < len(drafts) and n in out and _one_occasion(m, d, drafts[n], out[n]):
                out[k] = out[n]
                d.steps.append(f"time: that of {drafts[n].type}")
                break
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
        if fresh and following is not None and not any(m.tokens[j].text in (",", ";") for j in range(time.last, drafts[following].trigger.first)):
            return following
        return k if time.first - drafts[k].trigger.last < 25 and not any(m.parts[j] == "S" for j in between) else None
    return following


def _one_occasion(m: Marked, d: Draft, n: Draft, time: TimeMention) -> bool:
    """Whether a claim shares the time of its neighbour: both are harm joined by و, or one is the raid in which the other was done."""
    first, second = (d, n) if d.trigger.first < n.trigger.first else (n, d)
    between = range(first.trigger.last, second.trigger.first)
    if any(m.parts[j] in "SRG" or m.tokens[j].text in (".", ";", ":") for j in between):
        return False
    if d.type in _HARM and n.type in _HARM:
        return second.trigger.pro[:1] == "و" and second.trigger.first - first.trigger.last <= 8
    if first.type in _HARM and second.type in (*_CAUSES, "clash"):
        causal = any(s.entry.cls == "causal" for j in between for s in m.words[j].senses if s.entry.kind == "word")
        return second.trigger.first - first.trigger.last <= 10 and not causal and not any(m.tokens[j].text == "," for j in between)
    return False


def _when(m: Marked, time: TimeMention, status: Status) -> When:
    start, end = time.start, time.end
    if status in ("expected", "intended") and time.alt is not None:
        start, end = time.alt
    return When(start, end, m.span(time.first, time.last))


def _statements(m: Marked, syntax: Syntax, scopes: Sequence[Scope], drafts: Sequence[Draft]) -> list[Claim]:
    """A report that holds no claim is a claim itself: that somebody said something."""
    out = []
    for s in scopes:
        if s.entry.cls in ("according",) or not syntax.first <= s.verb < syntax.last:
            continue
        if any(s.first <= d.trigger.first < s.last for d in drafts):
            continue
        out.append(
            Claim(
                type="statement",
                trigger=m.span(s.verb, s.verb + 1),
                status="asserted",
                sources=tuple(_source(m, v) for v in s.chain),
                rule=f"statement/{s.entry.lemma}",
            )
        )
    return out
