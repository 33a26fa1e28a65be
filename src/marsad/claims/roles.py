"""Roles: which phrases around a trigger take part, and as what.

A trigger's entry says how its roles are realised (`frame`: subject, object and prepositions → roles; `of`: what the
genitive of its action noun is). This module finds what stands in those slots.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from marsad.claims.syntax import REACH, Syntax
from marsad.claims.triggers import PHRASE, Trigger
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import INHABITED, PARTIES, PLACES, Phrase, class_of

_PLACE_PREPOSITIONS = frozenset(("في", "ب", "حول", "عند", "لدي", "عبر", "فوق", "تحت", "ضمن"))
_TOWARD = ("نحو", "باتجاه", "صوب", "الي")
_ARMED = frozenset(("force", "group", "security", "aircraft", "actor"))
# The types whose object is an event.
_OF_EVENTS = frozenset(("demand", "rejection", "threat", "violation"))
_MEANS = frozenset(("weapon", "munition", "vehicle", "aircraft"))


@dataclass(slots=True)
class Slots:
    """What stands around a trigger: slot name (subject, object, or a preposition) → phrases, in order of the text."""

    found: dict[str, list[Phrase]] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def add(self, slot: str, phrase: Phrase, step: str) -> None:
        phrases = self.found.setdefault(slot, [])
        if all(p.first != phrase.first for p in phrases):
            phrases.append(phrase)
            self.steps.append(f"{slot}: {step}")

    def get(self, slot: str) -> list[Phrase]:
        return self.found.get(slot, [])


def find_slots(m: Marked, syntax: Syntax, t: Trigger) -> Slots:
    """The phrases that stand in the slots of a trigger."""
    slots = Slots()
    bare, prepped = _right(m, syntax, t)
    for prep, phrase in prepped:
        slots.add(prep, phrase, f"after {prep}")
    if t.entry.frame.get("object") and t.form is PHRASE:
        _held(m, syntax, t, slots)
    if t.finite:
        _verb(m, syntax, t, bare, slots)
    elif t.form.tense in ("active", "passive"):
        _participle(m, syntax, t, bare, slots)
    else:
        _noun(m, syntax, t, bare, prepped, slots)
    return slots


def _right(m: Marked, syntax: Syntax, t: Trigger) -> tuple[list[Phrase], list[tuple[str, Phrase]]]:
    """Bare phrases and prepositional ones behind a trigger, up to its clause's boundary."""
    bare: list[Phrase] = []
    prepped: list[tuple[str, Phrase]] = []
    last: tuple[str, Phrase] | None = None
    comma = False
    for it in syntax.walk(_past_adjectives(m, syntax, t), t.last + REACH):
        if t.rest[0] <= it.first < t.rest[1]:
            # "أطلقت السلطات سراح السجناء": what its own last word is of.
            of = syntax.phrases.at(t.rest[1], it.last) if it.phrase is not None and it.last > t.rest[1] else None
            if of is not None:
                bare.append(of)
                last = ("", of)
            continue
        if it.prep_class in ("causal", "temporal"):
            break
        if it.kind == "phrase" and it.phrase is not None:
            phrase = it.phrase
            if phrase.first < t.rest[0] < phrase.last:
                phrase = syntax.phrases.at(phrase.first, t.rest[0]) or phrase
            if phrase.cls == "direction" and not it.prep and not it.conj:
                it, phrase = it._replace(prep="في"), phrase._replace(prep="في")
            if it.conj and not it.prep and last is not None:
                if comma and last[0] == "":
                    break
                (prepped.append((last[0], phrase)) if last[0] else bare.append(phrase))
                continue
            if comma and not it.prep:
                break
            if it.conj and it.prep and last is None:
                break
            comma = False
            if it.prep:
                slot = it.prep_class if it.prep_class in ("agent", "toward", "among", "instrument") else it.prep
                prepped.append((slot, phrase))
                last = (slot, phrase)
            else:
                bare.append(phrase)
                last = ("", phrase)
        elif it.kind == "event":
            if it.conj and not it.prep and not bare and not prepped:
                continue
            if t.entry.type in _OF_EVENTS and not comma:
                # "خرقوا الهدنة", "طالب بانسحاب القوات": an event is what it is about.
                event = syntax.phrases.at(it.first, syntax.last)
                if event is not None:
                    (prepped.append((it.prep, event)) if it.prep else bare.append(event))
            break
        elif it.kind == "mark":
            text = m.tokens[it.first].text
            if text == "," and (bare or prepped):
                comma = True
                continue
            if text in ('"', "'", "(", ")"):
                continue
            break
        elif it.kind == "conj":
            continue
        else:
            break
    return bare, prepped


def _held(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> None:
    """What a phrase like "تحت سيطرة X" is said of: the noun before it, over "الواقعة", "كانت"."""
    for it in syntax.before(t.first):
        if it.kind == "phrase" and it.phrase is not None:
            slots.add("object", it.phrase, "the noun it is said of")
            return
        if it.kind == "verb":
            sense = syntax.verb_sense(it.first)
            if sense is not None and sense.entry.cls in ("be", "occur", "move"):
                continue
            return
        if it.kind not in ("rel", "neg"):
            return


def _past_adjectives(m: Marked, syntax: Syntax, t: Trigger) -> int:
    """The token after the adjectives that follow an event noun ("اشتباكات عنيفة", "الهجوم المباغت")."""
    j = t.last
    if (t.finite and t.last == t.first + 1) or t.enc:
        return j
    head = m.words[t.last - 1]
    # An adjective that nobody listed shows by its ending that it goes with a feminine or a plural of things.
    feminine = head.text.endswith(("ه", "ات")) or any(s.form.number == "p" and s.form.tense == "noun" for s in head.senses)
    while j < min(t.last + 3, syntax.last) and m.parts[j] in "NX" and j not in m.names and j not in m.times:
        word = m.words[j]
        text = word.text
        cls = class_of(m, j)
        if (
            word.pro
            or word.enc
            or word.det != t.det
            or word.trigger
            or (cls and not (cls == "unlisted" and feminine and text.endswith("ه")))
        ):
            break
        if not (word.adjective or text.endswith("ه") or t.det or (text.endswith("ا") and m.tokens[t.last - 1].text.endswith("ا"))):
            break
        j += 1
    return j


def _verb(m: Marked, syntax: Syntax, t: Trigger, bare: list[Phrase], slots: Slots) -> None:
    left, antecedent = syntax.left_subject(t.first)
    plural = t.form.number in ("p", "d")
    transitive = "object" in t.entry.frame
    if antecedent and left is not None:
        if t.enc or (bare and not plural):
            slots.add("object" if transitive else "subject", left, "the antecedent of the relative clause")
            for phrase in bare[:1]:
                slots.add("subject", phrase, "after the verb")
            for phrase in bare[1:]:
                slots.add("object", phrase, "after the subject")
            return
        undergoes = t.form.voice == "passive" or (t.form.voice == "both" and transitive and not bare and _undergoes(m, t, left))
        slots.add("object" if undergoes else "subject", left, "the antecedent of the relative clause")
        for phrase in bare:
            slots.add("object", phrase, "after the verb")
        return
    if plural or (left is not None and bare and t.pro[:1] not in ("و", "ف") and _opens_clause(m, syntax, t, left)):
        if left is not None:
            passive = (
                transitive and not bare and (t.form.voice == "passive" or (t.form.voice == "both" and not t.enc and _undergoes(m, t, left)))
            )
            for phrase in syntax.joined_before(left):
                slots.add("object" if passive else "subject", phrase, "before the verb")
        for phrase in bare:
            slots.add("object", phrase, "after the verb")
        return
    if not bare:
        if left is not None:
            passive = transitive and not t.enc and (t.form.voice == "passive" or _undergoes(m, t, left))
            slots.add("object" if passive else "subject", left, "before the verb")
        return
    first, rest = bare[0], bare[1:]
    if not transitive:
        for phrase in bare:
            slots.add("subject", phrase, "after the verb")
        return
    objects = [p for p in rest if not p.conj]
    if t.form.voice == "passive" or (not objects and t.form.voice == "both" and not t.enc and _undergoes(m, t, first)):
        for phrase in bare:
            slots.add("object", phrase, "after the passive verb")
        return
    slots.add("subject", first, "after the verb")
    seen_object = False
    for phrase in rest:
        if not phrase.conj:
            seen_object = True
        slots.add("object" if seen_object else "subject", phrase, "after the verb")


def _opens_clause(m: Marked, syntax: Syntax, t: Trigger, left: Phrase) -> bool:
    """Whether the phrase before the verb is its topic: it stands at the head of the clause (a headline, after أن)."""
    start = syntax.clause_start(t.first)
    return left.first <= start + 2 and not left.prep


def _undergoes(m: Marked, t: Trigger, phrase: Phrase) -> bool:
    """Whether the one phrase beside an ambiguous verb is what it is done to: people of no armed kind, or a number of them."""
    wanted = t.entry.needs_object
    cls = phrase.cls
    if t.entry.type in ("killed", "wounded", "execution", "abduction", "detention"):
        return cls not in ("aircraft", "security", "government", "weapon") and not (
            cls in ("force", "actor", "group") and phrase.counted is None
        )
    if wanted and cls in wanted:
        return True
    return cls in INHABITED or cls in ("position", "building", "facility", "vehicle", "goods", "service", "road")


def _participle(m: Marked, syntax: Syntax, t: Trigger, bare: list[Phrase], slots: Slots) -> None:
    """A participle describes the noun before it: active, that noun does it; passive, it is done to it."""
    slot = "subject" if t.form.tense == "active" else "object"
    if slot == "object" and "object" not in t.entry.frame:
        slot = "subject"
    for it in syntax.before(t.last):
        if it.phrase is not None and it.phrase.first < t.first:
            head = syntax.phrases.at(it.phrase.first, t.first) or it.phrase
            slots.add(slot, Phrase(head.first, head.last, head.head, head.cls, head.det, head.name, head.counted), "the noun it describes")
            break
        if it.kind in ("verb", "sub"):
            break
    else:
        pass
    covering = _covering(syntax, t)
    if covering is not None and not slots.get(slot):
        slots.add(slot, covering, "the noun it describes")
    for phrase in bare:
        slots.add("object" if slot == "subject" else "subject", phrase, "after the participle")


def _covering(syntax: Syntax, t: Trigger) -> Phrase | None:
    """The phrase that the trigger stands in, cut before it."""
    over = syntax.over(t.first)
    return syntax.phrases.at(over.first, t.first) if over is not None and over.first < t.first < over.last else None


def _noun(m: Marked, syntax: Syntax, t: Trigger, bare: list[Phrase], prepped: list[tuple[str, Phrase]], slots: Slots) -> None:
    of = t.entry.of or "either"
    if "self" in t.entry.frame:
        own = syntax.phrases.at(t.first, syntax.last)
        if own is not None:
            slots.add("self", own, "the noun itself")
    if t.form.tense == "persons":
        for phrase in bare[:1]:
            if not t.det and not phrase.conj and phrase.cls in PARTIES and not m.words[phrase.head].trigger:
                slots.add("object", phrase, "after the persons' noun")
    elif bare and not t.enc and (not prepped or bare[0].first < prepped[0][1].first):
        first = bare[0]
        role = _genitive(t, of, bare)
        slots.add(role, first, "the genitive")
        last = role
        for phrase in bare[1:]:
            if not phrase.conj:
                last = "object"
            slots.add(last, phrase, "after the genitive")
    if t.enc:
        for phrase in bare:
            slots.add("object", phrase, "after the action noun")
    for phrase in tuple(slots.get("ل")):
        if phrase.cls not in PARTIES and (of == "object" or phrase.cls in PLACES):
            slots.add("object", phrase, "ل in place of a genitive")
        elif t.det and not bare and not t.enc and not slots.get("subject") and phrase.cls in _ARMED:
            # "القصف المدفعي للجيش": behind a definite action noun ل owns it.
            del slots.found["ل"]
            slots.add("subject", phrase, "ل in place of a genitive")
        elif not slots.get("subject") and phrase.cls in PARTIES and t.entry.frame.get("ل") is None:
            slots.add("subject" if of != "object" else "object", phrase, "ل in place of a genitive")
    if not t.pro and t.first > syntax.first and t.form.tense == "noun":
        owner = _covering(syntax, t)
        if owner is not None and owner.cls in PLACES and owner.last == t.first and owner.cls != "direction":
            slots.add("في", owner, "the place noun before it")
    if not slots.get("subject"):
        _nation(m, syntax, t, slots)
    _govern(m, syntax, t, slots)
    # "غارات شنتها طائرات X": the relative's subject does what the noun names.
    if t.last < syntax.last:
        _relative_verb(m, syntax, t, slots)
    if t.enc and not slots.get("subject" if of != "object" else "object"):
        antecedent = _antecedent(m, syntax, t, of)
        if antecedent is not None:
            slots.add("subject" if of != "object" else "object", antecedent, "whom the pronoun means")


def _nation(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> None:
    """ "غارة أميركية", "قصف جوي روسي": the adjective of a state says whose."""
    for j in range(t.last, min(t.last + 3, syntax.last)):
        word = m.words[j]
        if not word.adjective or word.pro or j in m.times:
            return
        state = next((s.entry for s in word.senses if s.entry.kind == "adjective" and s.entry.id), None)
        if state is not None:
            slots.add("subject", Phrase(j, j + 1, j, "nation", word.det), "the adjective of a state")
            return


def _genitive(t: Trigger, of: str, bare: list[Phrase]) -> str:
    """What the genitive of an action noun is: as its entry says, unless what stands there cannot be that ("دخول المدينة",
    "استعادة الجيش المدينة")."""
    first = bare[0]
    if of == "subject" and first.cls in PLACES and "object" in t.entry.frame:
        return "object"
    if of == "object" and first.cls in PARTIES and any(not p.conj and p.cls in PLACES for p in bare[1:]):
        return "subject"
    if of == "either":
        return "subject" if first.cls in PARTIES and first.counted is None else "object"
    return of


def _govern(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> None:
    found = syntax.governor(t.first)
    if found is None:
        return
    v, sense = found
    entry = sense.entry
    if entry.kind != "verb" or entry.cls in ("other", "be", "move", "causal"):
        return
    frame = entry.frame
    subject = syntax.subject_of(v, t.first)
    if subject is None:
        return
    role = frame.get("subject", "agent")
    slot = {"agent": "subject", "target": "object", "place": "في"}.get(role)
    if slot is None or slots.get(slot):
        return
    if slot == "subject" and subject.cls in INHABITED and subject.cls != "place":
        slot = "في"
    if subject.first < t.first or subject.first >= t.last:
        slots.add(slot, subject, f"the subject of {entry.lemma}")


def _relative_verb(m: Marked, syntax: Syntax, t: Trigger, slots: Slots) -> None:
    """The verb of a relative clause right behind the noun: its subject acts, its object and prepositions belong to the event."""
    for j in range(t.last, min(t.last + 6, syntax.last)):
        if m.parts[j] == "V":
            sense = syntax.verb_sense(j)
            if sense is None or sense.entry.kind == "report":
                return
            light = sense.entry.kind == "verb" and sense.entry.cls in ("light", "begin", "occur")
            event = sense.entry.kind == "trigger"
            if not (light or event):
                return
            if sense.enc:
                subject = next((it.phrase for it in syntax.walk(j + 1, j + 12) if it.kind == "phrase" and not it.prep), None)
                step = f"the subject of {sense.entry.lemma}"
                if subject is None:
                    subject, step = _antecedent(m, syntax, t, "subject"), f"whom the subject of {sense.entry.lemma} means"
                if subject is not None and not slots.get("subject"):
                    slots.add("subject", subject, step)
            for it in syntax.walk(j + 1, j + REACH):
                if it.kind == "phrase" and it.phrase is not None:
                    if it.prep:
                        slots.add(it.prep, it.phrase, f"after {sense.entry.lemma} {it.prep}")
                    elif event and not sense.enc:
                        slots.add("object", it.phrase, f"the object of {sense.entry.lemma}")
                elif it.kind != "conj":
                    return
            return
        if m.parts[j] in "SCG" or (m.parts[j] == "." and m.tokens[j].text not in ('"', "(", ")")):
            return


def _antecedent(m: Marked, syntax: Syntax, t: Trigger, of: str) -> Phrase | None:
    """The phrase that a pronoun on the trigger means: the nearest fitting one before it, subjects first."""
    wants_party = of != "object"
    best = None
    for it in syntax.before(t.first):
        if it.phrase is None or it.last > t.first:
            continue
        fits = it.phrase.cls in PARTIES if wants_party else it.phrase.cls not in ("", "time", "abstract")
        if fits:
            if not it.prep:
                return it.phrase
            best = best or it.phrase
    return best


def missing_subject(m: Marked, syntax: Syntax, t: Trigger, wanted: Iterable[str]) -> Phrase | None:
    """The nearest phrase before a trigger that its dropped subject can mean: bare, in the same sentence, of a wanted class."""
    for it in syntax.before(t.first):
        if it.phrase is not None and not it.prep and it.last <= t.first and fits_class(it.phrase, wanted):
            return it.phrase
    return None


def fits_class(p: Phrase, wanted: Iterable[str]) -> bool:
    """Whether a phrase is of one of the classes that an entry asks for; names and titles stand for forces and persons."""
    wanted = frozenset(wanted)
    if p.cls in wanted:
        return True
    if p.cls in ("actor", "nation", "group", "government", "security", "title"):
        return bool(wanted & {"force", "person", "actor"})
    if p.cls in ("people", "persons"):
        return "person" in wanted
    if p.cls == "unlisted":
        # An unlisted noun is most often a name: of a place, where a place is asked for; what is counted or indefinite is not.
        return "settlement" in wanted or ("person" in wanted and (p.counted is not None or not p.det))
    if p.cls in ("place", "area", "direction"):
        return "settlement" in wanted
    return p.cls == "count" and "person" in wanted


def assign(m: Marked, t: Trigger, type_name: str, slots: Slots, roles: Iterable[str]) -> dict[str, list[Phrase]]:
    """The roles of a claim from its slots: the entry's frame first, then what every trigger takes (place, means, agent)."""
    frame: Mapping[str, str] = t.entry.frame
    allowed = frozenset(roles)
    out: dict[str, list[Phrase]] = {}

    def put(role: str, phrase: Phrase) -> None:
        role = _resolve(role, phrase, type_name)
        if role not in allowed:
            return
        if not _fits(role, phrase):
            return
        if any(p.first == phrase.first for ps in out.values() for p in ps):
            return
        out.setdefault(role, []).append(phrase)

    for slot, phrases in slots.found.items():
        for phrase in phrases:
            role = frame.get(slot) or (next((frame[p] for p in _TOWARD if p in frame), None) if slot == "toward" else None)
            if role is not None and not (
                slot in ("ب", "في") and phrase.cls in PLACES and role not in ("place", "patient", "toward", "toward_or_target")
            ):
                put(role, phrase)
            elif slot in ("subject", "object"):
                put({"subject": "agent", "object": "patient"}[slot], phrase)
            elif slot == "agent":
                put("agent", phrase)
            elif slot == "among":
                put("target", phrase)
            elif phrase.cls in _MEANS and slot in ("ب", "instrument"):
                put("means", phrase)
            elif slot in _PLACE_PREPOSITIONS and (phrase.cls in PLACES or (phrase.cls in ("", "unlisted") and slot == "في")):
                put("place", phrase)
            elif slot in ("toward", "الي", "حتي") and (phrase.cls in PLACES or slot == "toward"):
                put("toward", phrase)
            elif slot == "من" and phrase.cls in PLACES:
                put("from", phrase)
            elif slot == "ضد":
                put("target", phrase)
            elif slot == "بين":
                put("party", phrase)
    return out


def _resolve(role: str, phrase: Phrase, type_name: str) -> str:
    if role in ("patient", "target"):
        if phrase.cls in INHABITED or (type_name in ("aid", "access_denied", "shortage", "service_outage") and phrase.cls in PLACES):
            return "place"
        if type_name in ("capture", "control", "siege", "siege_lifted") and phrase.cls in PLACES:
            return "place"
        return "target"
    if role == "toward_or_target":
        return "toward" if phrase.cls in INHABITED else "target"
    return role


def _fits(role: str, phrase: Phrase) -> bool:
    """Whether such a phrase can play the role at all."""
    cls = phrase.cls
    if cls == "time":
        return False
    if role in ("agent", "party"):
        return (
            cls not in ("settlement", "area", "direction", "time", "event", "munition", "abstract", "service", "goods", "money")
            or phrase.name is not None
        )
    if role == "place":
        return cls in PLACES or cls in ("", "unlisted", "place", "actor", "vehicle") or phrase.name is not None
    return True
