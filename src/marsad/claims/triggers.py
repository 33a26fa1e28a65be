"""Triggers: the words that name an event or state, with what must and must not stand by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from marsad.claims.syntax import Syntax
from marsad.lexicon import Entry, Form
from marsad.mentions.marked import Marked
from marsad.text.fold import fold_word

_NEED_REACH = 9


class Trigger(NamedTuple):
    """A trigger at tokens `first` to `last` (excluded), in one form of its entry. `sound` says that what must stand by it does,
    and what must not does not; `rest` holds the tokens of the words of its phrase that stand behind its subject, if any do."""

    first: int
    last: int
    entry: Entry
    form: Form
    pro: str = ""
    det: bool = False
    enc: str = ""
    sound: bool = True
    rest: tuple[int, int] = (0, 0)

    @property
    def finite(self) -> bool:
        return self.form.tense in ("past", "present", "imperative")


PHRASE = Form("noun", "active", "", "", "", False)


def find_triggers(m: Marked, syntax: Syntax, *, strict: bool = True) -> list[tuple[Trigger, ...]]:
    """The triggers of a sentence in order, each with its alternatives: one word can stand for several entries, the one that
    asks for most comes first. Phrases come before single words. Unless `strict`, those that are not sound come too, last."""
    out: list[tuple[Trigger, ...]] = []
    parted: list[Trigger] = []
    i = syntax.first
    words, phrases = m.words, m.phrases
    while i < syntax.last:
        if not words[i].trigger and i not in phrases:
            i += 1
            continue
        found = _phrases_at(m, syntax, i, syntax.last, strict) if i in phrases else []
        if words[i].trigger and not _in_name(m, i):
            found += _words_at(m, syntax, i, strict)
        if parted and any(t.rest[0] <= i < t.rest[1] and any(t.entry.type == n.entry.type for n in found) for t in parted):
            found = []
        if not found:
            i += 1
            continue
        parted += [t for t in found if t.sound and t.rest[1]]
        out.append(tuple(found))
        i = found[0].last
    return out


def _in_name(m: Marked, i: int) -> bool:
    return any((found := m.names[j]).last > i and found.last - j > 1 for j in range(max(0, i - 6), i + 1) if j in m.names)


def _phrases_at(m: Marked, syntax: Syntax, i: int, end: int, strict: bool) -> list[Trigger]:
    out: list[Trigger] = []
    for match in m.phrases.get(i, ()):
        if match.entry.kind == "trigger" and match.last <= end:
            # What must stand by a phrase stands behind all of it, its subject included.
            sound = _sound(m, syntax, match.entry, i, match.rest[1] or match.last)
            if strict and not sound:
                continue
            sense = next((s for s in m.words[i].senses if s.finite), None)
            form = sense.form if sense is not None and m.parts[i] == "V" else PHRASE
            if match.rest[1] and form is PHRASE:
                continue
            out.append(
                Trigger(i, match.last, match.entry, form, match.pro, form is PHRASE and m.words[i].det, sound=sound, rest=match.rest)
            )
    return out


def _words_at(m: Marked, syntax: Syntax, i: int, strict: bool) -> list[Trigger]:
    part = m.parts[i]
    found: dict[str, Trigger] = {}
    describes = _describes(m, syntax, i)
    for s in m.words[i].senses:
        if s.entry.kind != "trigger" or (part == "V") != s.finite:
            continue
        sound = _sound(m, syntax, s.entry, i, i + 1) and not (s.det and i > 0 and m.parts[i - 1] == "D")
        if strict and not sound:
            continue
        key = f"{s.entry.type}/{s.entry.lemma}"
        if key not in found or _rank(s.entry, s.form, describes) > _rank(s.entry, found[key].form, describes):
            found[key] = Trigger(i, i + 1, s.entry, s.form, s.pro, s.det, s.enc, sound)
    if len(found) < 2:
        return list(found.values())
    return sorted(found.values(), key=lambda t: (t.sound, _rank(t.entry, t.form, describes)), reverse=True)


def _sound(m: Marked, syntax: Syntax, entry: Entry, first: int, last: int) -> bool:
    return not _excluded(m, entry, first, last) and (not entry.needs or _has_need(m, syntax, last, entry.needs))


def _rank(entry: Entry, form: Form, describes: bool) -> tuple[int, bool, bool]:
    """Prefer an entry that asks for more (it is only kept if it finds it), then one that is sure, then the form that fits."""
    participle = form.tense in ("active", "passive")
    return bool(entry.needs) + bool(entry.needs_object) + bool(entry.needs_subject), not entry.weak, participle == describes


def _describes(m: Marked, syntax: Syntax, i: int) -> bool:
    """Whether a word that can be an action noun or a participle stands where a participle does: behind the noun it describes
    ("القوات المحاصرة", "بلدات محاصرة"), not before its genitive ("محاصرة المدينة")."""
    word = m.words[i]
    if i == syntax.first or word.pro or m.parts[i - 1] not in "NX":
        return False
    before = m.words[i - 1]
    if word.det:
        return before.det or bool(before.enc) or i - 1 in m.names
    return not before.det and not (i + 1 < syntax.last and m.parts[i + 1] in "NX" and m.words[i + 1].det)


def _excluded(m: Marked, entry: Entry, first: int, last: int) -> bool:
    if entry.not_before and last < len(m.tokens) and not entry.not_before.isdisjoint(_spellings(m, last)):
        return True
    return bool(entry.not_after) and first > 0 and not entry.not_after.isdisjoint(_spellings(m, first - 1))


def _spellings(m: Marked, i: int) -> tuple[str, ...]:
    """A word as it stands, without its proclitics, and without its article."""
    text = m.tokens[i].text
    pro = m.words[i].pro
    bare = text[len(pro) :] if pro and len(text) > len(pro) + 1 else text
    return (text, bare, bare.removeprefix("ال"))


def _has_need(m: Marked, syntax: Syntax, start: int, needs: Sequence[str]) -> bool:
    """Whether one of the prepositions stands within the clause, near behind the trigger."""
    for j in range(start, min(start + _NEED_REACH, syntax.last)):
        text = m.tokens[j].text
        if text in needs or (m.words[j].pro[-1:] in needs and m.words[j].pro[-1:] != "") or _prep_lemma(m, j) in needs:
            return True
        if text in (".", ";", ":") or (j > start and m.parts[j] in "VR"):
            return False
    return False


def _prep_lemma(m: Marked, j: int) -> str:
    sense = m.words[j].of("word")
    return fold_word(sense.entry.lemma) if sense is not None else m.tokens[j].text
