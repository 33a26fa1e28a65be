"""Who says it: reporting verbs and nouns, "بحسب X", chains, quotations, and speech that runs on.

Each attribution is a `Scope`: the tokens that are reported and the chain of who reports them, outermost first. A claim
has the sources of the scopes that cover its trigger, outer before inner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.syntax import Syntax
from marsad.lexicon import Entry
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import Phrase, Phrases, class_of, is_adjective
from marsad.text.analysis import Sense
from marsad.text.sentences import Quotation, Sentence

_INTRODUCERS = frozenset(("ان", "انه", "انها", "انهم", "بان", "بانه", "بانها", "بانهم", "انهما", "بانهما", "اني", "اننا", "باننا", "لكن"))
_ABOUT = frozenset(("عن", "الي", "ب", "علي"))
_SPEAKERS = frozenset(("title", "actor", "government", "group", "force", "security", "person", "persons", "people", "body", ""))


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the tokens that name them, and the known entry if there is one."""

    first: int
    last: int
    name: Entry | None
    kind: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Tokens `first` to `last` (excluded) are said by `chain`. `verb` is the token of the reporting word."""

    first: int
    last: int
    chain: tuple[Voice, ...]
    via: tuple[Voice, ...]
    verb: int
    entry: Entry
    status: str


def attribute(m: Marked, phrases: Phrases, syntaxes: Sequence[Syntax]) -> list[Scope]:
    """All scopes of an article, in order of the text."""
    out: list[Scope] = []
    speaker: tuple[Voice, ...] = ()
    quoted: tuple[int, tuple[Voice, ...], Scope] | None = None
    for syntax in syntaxes:
        found = _sentence(m, phrases, syntax, speaker)
        if quoted is not None and syntax.first < quoted[0]:
            scope = quoted[2]
            out.append(Scope(syntax.first, min(quoted[0], syntax.last), quoted[1], (), scope.verb, scope.entry, scope.status))
        elif quoted is not None:
            quoted = None
        out += found
        if found:
            main = next((s for s in found if s.chain), None)
            if main is not None:
                speaker = main.chain
                closing = _quotation_end(m, main, syntax)
                if closing > syntax.last:
                    quoted = (closing, main.chain, main)
    return out


def _quotation_end(m: Marked, scope: Scope, syntax: Syntax) -> int:
    """Where the quotation that opens in this scope closes, when that is beyond the sentence."""
    return max((q.last for q in m.quotations if scope.first <= q.first < syntax.last and q.last > syntax.last), default=0)


def _sentence(m: Marked, phrases: Phrases, syntax: Syntax, running: tuple[Voice, ...]) -> list[Scope]:
    out: list[Scope] = []
    i = syntax.first
    while i < syntax.last:
        scope, last = _at(m, phrases, syntax, i, running, out)
        if scope is not None:
            out.append(scope)
        i = max(last, i + 1)
    return _chained(out)


def _at(m: Marked, phrases: Phrases, syntax: Syntax, i: int, running: tuple[Voice, ...], found: Sequence[Scope]) -> tuple[Scope | None, int]:
    for match in m.phrases.get(i, ()):
        if match.entry.kind == "report" and match.last < syntax.last:
            scope = _according(m, phrases, syntax, i, match.last, match.entry)
            if scope is not None:
                return scope, match.last
    word = m.words[i]
    if not word.report:
        return None, i + 1
    for s in word.senses:
        if s.entry.kind != "report":
            continue
        if s.entry.cls == "according" and not s.finite:
            scope = _according(m, phrases, syntax, i, i + 1, s.entry)
        elif s.finite and m.parts[i] == "V":
            scope = _verb(m, phrases, syntax, i, s, running)
        elif s.form.tense == "active" and not s.det:
            scope = _participle(m, syntax, i, s, running, found)
        elif s.form.tense == "noun":
            scope = _noun(m, phrases, syntax, i, s)
        else:
            scope = None
        if scope is not None:
            return scope, i + 1
    return None, i + 1


def _according(m: Marked, phrases: Phrases, syntax: Syntax, i: int, after: int, entry: Entry) -> Scope | None:
    """"بحسب X": X says the whole clause it stands in, on both sides."""
    j = after
    sense = None
    while j < syntax.last and (m.tokens[j].text in ("ما", "لما", "ب", "ل") or (m.parts[j] == "V" and j == after) or (m.parts[j] == "V" and m.tokens[j - 1].text == "ما")):
        sense = sense or syntax.verb_sense(j)
        j += 1
    voice = _voice_at(m, phrases, syntax, j)
    if voice is None:
        return None
    first, last = syntax.first, syntax.last
    return Scope(first, last, (voice,), (), i, entry, entry.status)


def _voice_at(m: Marked, phrases: Phrases, syntax: Syntax, j: int) -> Voice | None:
    """The speaker that is named from token `j` on, days and addressees in front skipped."""
    while j < syntax.last:
        time = m.times.get(j)
        if time is not None:
            j = time.last
            continue
        if m.tokens[j].text in (",", '"') and j + 1 < syntax.last and m.parts[j + 1] in "NX":
            if m.tokens[j].text == '"':
                break
            j += 1
            continue
        break
    phrase = phrases.at(j, syntax.last)
    return _voice(m, phrases, phrase, syntax.last) if phrase is not None else None


def _voice(m: Marked, phrases: Phrases, phrase: Phrase, end: int) -> Voice | None:
    """A phrase as a speaker, joined with a second one that says the same ("شهود ومصادر طبية")."""
    if phrase.cls not in _SPEAKERS and phrase.name is None:
        return None
    last = phrase.last
    if last < end and m.words[last].pro == "و" and m.parts[last] in "NX" and class_of(m, last) == phrase.cls and last not in m.times and not m.words[last].trigger:
        second = phrases.at(last, end)
        if second is not None:
            last = second.last
    if last < end and phrase.name is not None and phrase.name.cls == "person" and class_of(m, last) == "title" and m.parts[last] == "N" and not m.words[last].pro:
        apposed = phrases.at(last, end)
        last = apposed.last if apposed is not None else last
    kind = phrase.name.cls if phrase.name is not None else _kind(m, phrase.head)
    return Voice(phrase.first, last, phrase.name, kind)


def _kind(m: Marked, head: int) -> str:
    for s in m.words[head].senses:
        if s.entry.kind == "title":
            return s.entry.cls
    return class_of(m, head) or "unknown"


def _verb(m: Marked, phrases: Phrases, syntax: Syntax, i: int, s: Sense, running: tuple[Voice, ...]) -> Scope | None:
    entry = s.entry
    speaker: Voice | None = None
    via: list[Voice] = []
    about: Voice | None = None
    content = i + 1
    introduced = False
    plural = s.form.number in ("p", "d")
    last_bare = -1
    if not plural and not s.enc:
        for it in syntax.walk(i + 1, i + 30):
            if it.kind == "phrase" and it.phrase is not None:
                if it.prep == "":
                    if speaker is None:
                        speaker = _voice(m, phrases, it.phrase, syntax.last)
                        if speaker is None:
                            break
                        content = last_bare = max(it.last, speaker.last)
                        continue
                    if it.first < last_bare:
                        continue
                    break
                if it.prep == "عن" and entry.cls == "quote":
                    about = _voice(m, phrases, it.phrase, syntax.last)
                    content = it.last
                    continue
                if it.prep == "ل" and it.phrase.name is not None and it.phrase.name.kind == "outlet":
                    addressed = _voice(m, phrases, it.phrase, syntax.last)
                    if addressed is not None:
                        via.append(addressed)
                    content = it.last
                    continue
                if it.prep in ("في", "ل", "خلال", "علي", "عبر", "مع", "من", "امام", "عقب", "بعد") and class_of(m, it.phrase.head) not in ("settlement",) and speaker is not None:
                    content = it.last
                    continue
                break
            if it.kind == "sub":
                introduced = m.tokens[it.first].text in _INTRODUCERS or introduced
                content = it.last
                break
            if it.kind == "mark" and m.tokens[it.first].text in (",", "("):
                continue
            if it.kind == "mark" and m.tokens[it.first].text in (":", '"'):
                introduced = True
                content = it.first
                break
            break
    introduced = introduced or _introduces(m, syntax, i, content)
    before = False
    if speaker is None:
        left, relative = syntax.left_subject(i)
        if left is not None and not s.pro and not relative and (left.first <= syntax.clause_start(i) + 3) and entry.cls != "continue":
            speaker = _voice(m, phrases, left, i)
            if speaker is not None:
                speaker = Voice(speaker.first, min(speaker.last, i), speaker.name, speaker.kind)
        elif relative and left is not None and not s.enc:
            return None
    closing = i > syntax.first and m.tokens[i - 1].text in (",", '"') and not introduced and _ends_soon(m, syntax, content)
    if closing and speaker is not None:
        before = True
    chain: tuple[Voice, ...]
    if speaker is not None:
        chain = (speaker,)
    elif introduced and running and (s.pro[:1] in ("و", "ف") or entry.continues or i == syntax.first):
        chain = running[-1:] if about is None else running[:1]
    else:
        return None
    if about is not None and about.first != chain[-1].first:
        chain = (*chain, about)
    if not before and not introduced and (entry.weak or not _takes(m, syntax, content, entry)):
        return None
    if before:
        return Scope(syntax.first, i, chain, tuple(via), i, entry, entry.status)
    return Scope(content, syntax.last, chain, tuple(via), i, entry, entry.status)


def _introduces(m: Marked, syntax: Syntax, i: int, content: int) -> bool:
    """Whether what is reported is introduced as such: أن, a colon, a quotation."""
    for j in range(i + 1, min(syntax.last, content + 8)):
        text = m.tokens[j].text
        if text in _INTRODUCERS or (text == ":" and j <= content + 6):
            return True
        if text == '"' and any(q.first == j and q.last - q.first > 5 for q in m.quotations):
            return True
        if j >= content and m.parts[j] == "V":
            return False
    return False


def _ends_soon(m: Marked, syntax: Syntax, content: int) -> bool:
    return syntax.last - content <= 8


def _takes(m: Marked, syntax: Syntax, content: int, entry: Entry) -> bool:
    """Whether what stands after verb and speaker is something this verb reports: عن, ب, an action noun."""
    if content >= syntax.last:
        return False
    takes = entry.takes
    for j in range(content, min(content + 5, syntax.last)):
        word = m.words[j]
        if m.tokens[j].text in takes or (word.pro[-1:] in takes and word.pro[-1:] in _ABOUT):
            return True
        if "noun" in takes and syntax.is_event(j):
            return True
        if m.parts[j] == "." and m.tokens[j].text not in (",", '"', "("):
            return False
    return False


def _participle(m: Marked, syntax: Syntax, i: int, s: Sense, running: tuple[Voice, ...], found: Sequence[Scope]) -> Scope | None:
    """"مشيرا إلى أن": the speaker of the sentence goes on; without one, its subject speaks."""
    if s.pro or (i and m.parts[i - 1] in "NXP" and m.tokens[i - 1].text != ","):
        return None
    if found:
        chain = found[0].chain
        return Scope(i + 1, syntax.last, chain, (), i, s.entry, s.entry.status)
    if not _introduces(m, syntax, i, i + 1) and not _takes(m, syntax, i + 1, s.entry):
        return None
    for it in syntax.items():
        if it.first >= i:
            break
        if it.kind == "phrase" and it.phrase is not None and not it.prep:
            voice = _voice(m, syntax.phrases, it.phrase, i)
            if voice is not None and voice.kind not in ("unknown",):
                return Scope(i + 1, syntax.last, (voice,), (), i, s.entry, s.entry.status)
    return None


def _noun(m: Marked, phrases: Phrases, syntax: Syntax, i: int, s: Sense) -> Scope | None:
    """"بيان للجيش أن", "تصريحات X بأن": a reporting noun with its genitive and an أن clause."""
    if not _introduces(m, syntax, i, i + 8):
        return None
    phrase = phrases.at(i + 1, syntax.last)
    if phrase is None:
        return None
    voice = _voice(m, phrases, phrase, syntax.last)
    if voice is None or voice.kind == "unknown":
        return None
    return Scope(phrase.last, syntax.last, (voice,), (), i, s.entry, s.entry.status)


def _chained(scopes: list[Scope]) -> list[Scope]:
    """Scopes of one sentence, a later one inside an earlier one prolonging its chain."""
    return scopes


def sources_of(scopes: Sequence[Scope], at: int) -> tuple[tuple[Voice, ...], tuple[Voice, ...], str]:
    """The chain, the addressees and the status of all scopes that cover token `at`, outermost first."""
    covering = [s for s in scopes if s.first <= at < s.last and s.verb != at]
    if not covering:
        return (), (), ""
    verbs = [s for s in covering if s.entry.cls != "according"]
    others = [s for s in covering if s.entry.cls == "according"]
    chain: list[Voice] = []
    via: list[Voice] = []
    status = ""
    for scope in (*verbs[-1:], *others[-1:]):
        for voice in scope.chain:
            if all(voice.first != v.first for v in chain):
                chain.append(voice)
        via += scope.via
        status = scope.status or status
    return tuple(chain), tuple(via), status
