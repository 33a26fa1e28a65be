"""Claims in the making: the entry of each trigger that its arguments bear out, its type, roles, sources and status; and which
triggers only go on with, or give way to, another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marsad.claims.attribution import Scope, Voice, sources_of
from marsad.claims.roles import Slots, assign, find_slots, fits_class, missing_subject
from marsad.claims.status import Cue, status_of
from marsad.claims.syntax import Syntax
from marsad.claims.triggers import Trigger, find_triggers
from marsad.lexicon import Lexicon
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import PARTIES, Phrase
from marsad.mentions.quantities import Counted
from marsad.model import Status

# Types that cause harm, and types that are harm; the speech acts, whose speaker is their agent.
CAUSES = frozenset(("attack", "airstrike", "shelling", "bombing"))
VICTIMS = frozenset(("killed", "wounded", "execution", "abduction"))
HARM = frozenset(("killed", "wounded", "destruction", "displacement"))
# How many tokens a headline has at most.
_HEADLINE = 16
# Types that befall people, and the classes of phrases that are people when they are counted.
BEFALLS = VICTIMS | HARM | {"detention", "release", "evacuation"}
_COUNTED = frozenset(("people", "persons", "person", "force", "security", "title", "count", "unlisted"))
SPEECH_ACTS = frozenset(("demand", "threat", "accusation", "rejection"))


@dataclass(slots=True)
class Draft:
    """A claim in the making. `counted` holds its numbers once they are chosen; `steps` say how it came to be, some only when asked."""

    trigger: Trigger
    type: str
    slots: Slots
    roles: dict[str, list[Phrase]]
    clause: tuple[int, int]
    status: Status = "asserted"
    chain: tuple[Voice, ...] = ()
    via: tuple[Voice, ...] = ()
    joint: bool = False
    counted: list[Counted] | None = None
    steps: list[str | Callable[[], str]] = field(default_factory=list)


Choose = Callable[["list[Reading]", "Draft | None"], "Reading | None"]


class Reading(NamedTuple):
    """One way to take a word as a trigger: its entry's form, what stands in its slots, the type, whether the entry's own
    demands are met (`passes`), and whether it only goes on with the claim before it."""

    trigger: Trigger
    slots: Slots
    type: str
    passes: bool
    goes_on: bool


def readings(
    m: Marked,
    syntax: Syntax,
    scopes: Sequence[Scope],
    alternatives: Sequence[Trigger],
    drafts: Sequence[Draft],
    *,
    passing: bool = False,
) -> Iterator[Reading]:
    """The readings of a word as a trigger, those that ask for most first; `drafts` are the claims before it. With `passing` only
    those whose demands are met."""
    for t in alternatives:
        slots = find_slots(m, syntax, t)
        passes = t.sound and _needs_met(m, syntax, t, slots) and not (t.entry.weak and not _borne_out(m, t, slots))
        if passing and not passes:
            continue
        type_name = _type(m, syntax, t, slots)
        if type_name not in SPEECH_ACTS and any(s.verb == t.first for s in scopes):
            continue
        told = _last_told(drafts)
        yield Reading(t, slots, type_name, passes, told is not None and _continues(m, told, t, slots, type_name))


def _last_told(drafts: Sequence[Draft]) -> Draft | None:
    """The last draft that another trigger may go on with: not a thing that only stands for an event ("عبوة ناسفة انفجرت")."""
    return next((d for d in reversed(drafts) if not d.trigger.entry.yields), None)


def drafts_of(
    m: Marked, syntax: Syntax, scopes: Sequence[Scope], cues: Sequence[Cue], lexicon: Lexicon, choose: Choose | None = None
) -> list[Draft]:
    """The drafts of a sentence's claims in order; `scopes` are the attributions of the sentence, `cues` its cues. `choose` picks
    one of a word's readings, or none; by default the first that passes."""
    drafts: list[Draft] = []
    for alternatives in find_triggers(m, syntax, strict=choose is None):
        if choose is None:
            found = next(readings(m, syntax, scopes, alternatives, drafts, passing=True), None)
        else:
            offered = list(readings(m, syntax, scopes, alternatives, drafts))
            found = choose(offered, drafts[-1] if drafts else None)
            if found is None and offered and offered[0].passes and offered[0].goes_on:
                found = offered[0]
        if found is None:
            continue
        if found.goes_on:
            told = _last_told(drafts)
            if told is not None:
                _merge(m, told, found.trigger, found.slots, lexicon)
            continue
        drafts.append(_draft(m, syntax, scopes, lexicon, found, drafts, cues))
    if choose is not None:
        return drafts
    return [d for k, d in enumerate(drafts) if not _gives_way(m, drafts, k)]


def _draft(
    m: Marked, syntax: Syntax, scopes: Sequence[Scope], lexicon: Lexicon, r: Reading, drafts: Sequence[Draft], cues: Sequence[Cue]
) -> Draft:
    """A reading as a draft: its roles, status and sources by the rules."""
    t, type_name = r.trigger, r.type
    roles = assign(m, t, type_name, r.slots, lexicon.types[type_name].roles)
    chain, via, reported = sources_of(m, scopes, t.first)
    status, step = status_of(m, syntax, t, cues, reported)
    if type_name in SPEECH_ACTS and chain and _speaks_itself(roles, chain[-1]):
        if "agent" not in roles:
            voice = chain[-1]
            roles["agent"] = [Phrase(voice.first, voice.last, voice.first, "actor", True, voice.name)]
        chain = chain[:-1]
    accuser = _accuser(m, drafts, t)
    if accuser is not None and type_name != "accusation":
        chain = (accuser,)
    clause = (syntax.clause_start(t.first), syntax.clause_end(t.last - 1))
    return Draft(t, type_name, r.slots, roles, clause, status, chain, via, steps=[*r.slots.steps, f"status: {step}"])


def _gives_way(m: Marked, drafts: Sequence[Draft], k: int) -> bool:
    """Whether a draft only names the means or the people of another one: a munition beside the shelling, "القتلى الذين قتلوا"."""
    d = drafts[k]
    t = d.trigger
    if t.entry.yields:
        family = CAUSES if d.type in CAUSES else (d.type,)
        return any(
            n is not d
            and not n.trigger.entry.yields
            and n.type in family
            and abs(n.trigger.first - t.first) <= 12
            and n.clause[0] <= t.first < n.clause[1] + 3
            for n in drafts
        )
    if t.form.tense != "persons":
        return False
    # "راح ضحيتها 57 قتيلا": the people are whom the other claim counts.
    if any(
        n.trigger.finite and n.type == d.type and any(p.first <= t.first < p.last for ps in n.roles.values() for p in ps)
        for n in drafts[:k]
    ):
        return True
    n = drafts[k + 1] if k + 1 < len(drafts) else d
    return (
        n is not d
        and n.type == d.type
        and n.trigger.finite
        and any(m.parts[j] == "R" for j in range(t.last, n.trigger.first))
        and n.trigger.first - t.last <= 2
    )


def _accuser(m: Marked, drafts: Sequence[Draft], t: Trigger) -> Voice | None:
    """Who alleges a claim: the agent of the accusation in whose clause it stands."""
    for d in reversed(drafts):
        if d.type == "accusation" and d.roles.get("agent"):
            between = range(d.trigger.last, t.first)
            if len(between) > 30 or any(
                m.tokens[j].text in (";", ".") or (m.parts[j] == "V" and m.words[j].pro[:1] == "و") for j in between
            ):
                return None
            p = d.roles["agent"][0]
            return Voice.of(m, p.first, p.last, p.name, p.cls)
    return None


def _speaks_itself(roles: dict[str, list[Phrase]], voice: Voice) -> bool:
    """Whether who is said to demand, threaten, accuse or refuse is the speaker: an agent, then, and no source."""
    agents = roles.get("agent", [])
    return not agents or any(p.first < voice.last and voice.first < p.last for p in agents)


def _type(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> str:
    """The type of the trigger: that of the first variant whose conditions all hold, else the entry's."""
    for variant in t.entry.variants:
        if all(_holds(m, syntax, t, slots, key, wanted) for key, wanted in variant.when.items()):
            return variant.type
    return t.entry.type


def _holds(m: Marked, syntax: Syntax, t: Trigger, slots: Slots, key: str, wanted: Sequence[str]) -> bool:
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
        return ("past" if tense == "present" and _heads_text(syntax, t, slots) else tense) in wanted
    if key == "prep":
        return any(slots.get(w) for w in wanted)
    if key in ("object_word", "subject_word", "means_word"):
        slot = {"object_word": "object", "subject_word": "subject", "means_word": "ب"}[key]
        return any(_head_word(m, p) in wanted for p in slots.get(slot))
    return False


def _heads_text(syntax: Syntax, t: Trigger, slots: Slots) -> bool:
    """Whether a verb is that of the text's headline, whose present tells what has happened ("المقاومة تسيطر على الميناء"): the text's
    first sentence is short, begins with who does it, and does not say since when."""
    return (
        syntax.first == 0
        and syntax.last <= _HEADLINE
        and not any(time.kind == "since" for time in syntax.times())
        and any(p.first <= 1 and p.last <= t.first for slot in ("subject", "agent") for p in slots.get(slot))
    )


def _head_word(m: Marked, p: Phrase) -> str:
    text = m.tokens[p.head].text
    word = m.words[p.head]
    text = text[len(word.pro) :]
    return text.removeprefix("ال")


def _borne_out(m: Marked, t: Trigger, slots: Slots) -> bool:
    """Whether a weak trigger has an argument that makes it this event: an armed or known actor, a weapon, a named place; for what
    befalls people, a number of them ("38 مدنيا قضوا")."""
    for phrases in slots.found.values():
        for p in phrases:
            if p.counted is not None and t.entry.type in BEFALLS and p.cls in _COUNTED:
                return True
            if p.name is not None or p.cls in (
                "force",
                "security",
                "aircraft",
                "weapon",
                "munition",
                "actor",
                "nation",
                "group",
                "settlement",
                "position",
            ):
                return True
    return False


def _needs_met(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> bool:
    entry = t.entry
    if entry.needs_object:
        found = [p for slot in ("object", "ل", *entry.needs) for p in slots.get(slot)]
        if not any(fits_class(p, entry.needs_object) for p in found):
            # "المعبر الذي أغلقته السلطات", "من يخرج يستهدفه القناصة": the pronoun means what came before.
            phrase = missing_subject(m, syntax, t, entry.needs_object) if t.finite and t.enc else None
            if phrase is None:
                return False
            slots.add("object", phrase, "whom the pronoun means")
    if entry.needs_subject and t.finite and t.form.person == "1":
        # "هربنا": we who speak are people, and no army's.
        return "person" in entry.needs_subject
    if entry.needs_subject and not any(fits_class(p, entry.needs_subject) for p in slots.get("subject")):
        if slots.get("subject"):
            return False
        phrase = missing_subject(m, syntax, t, entry.needs_subject)
        if phrase is None:
            return False
        if not (t.finite and t.form.voice in ("both", "passive") and slots.get("object")):
            # "وأسر خمسة آخرون" is read as a passive: nobody is named who did it.
            slots.add("subject", phrase, "whom the dropped subject means")
    return True


def _continues(m: Marked, before: Draft, t: Trigger, slots: Slots, type_name: str) -> bool:
    """Whether a trigger only goes on telling the event of the one before it ("انفجار سيارة استهدف مركزا", "غارات استهدفت
    مواقع"): a verb that may, with the event or its means as its subject."""
    first = before.trigger
    if not t.finite or t.pro or type_name not in CAUSES or before.type not in CAUSES:
        return False
    distance = t.first - first.last
    between = range(first.last, t.first)
    if any(m.parts[j] in "SC" or m.tokens[j].text in (".", ";", ":") or (m.parts[j] == "V" and m.words[j].pro[:1] == "و") for j in between):
        return False
    if t.entry.continues:
        # Whoever stands behind it alone is whom it befell ("غارة استهدفت مسلحين"); with another behind him he does it.
        subjects = [p for p in slots.get("subject") if p.first > t.first and p.cls in PARTIES]
        return distance <= 16 and not (subjects and any(p.first > t.first for p in slots.get("object")))
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
