"""Who says it: reporting verbs and nouns, "بحسب X", chains, quotations, and speech that runs on.

Each attribution is a `Scope`: the tokens that are reported and the chain of who reports them, outermost first. A claim
has the sources of the scopes that cover its trigger, outer before inner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from marsad.claims.syntax import Syntax
from marsad.lexicon import Entry
from marsad.mentions.marked import Marked
from marsad.mentions.phrases import Phrase, Phrases, class_of
from marsad.text.analysis import Sense

_ISSUE = Entry(kind="report", lemma="issue", cls="issue")
_LABEL = Entry(kind="report", lemma="label", cls="label")
# What opens what is told.
INTRODUCERS = frozenset(("ان", "انه", "انها", "انهم", "بان", "بانه", "بانها", "بانهم", "انهما", "بانهما", "اني", "اننا", "باننا", "لكن"))
# How many sentences the head of a text may have.
_HEAD = 3
_ISSUED = frozenset(("صدر", "صادر", "صدرت", "صادره"))
_ABOUT = frozenset(("عن", "الي", "ب", "علي", "ل"))
OUTLETS = frozenset(("agency", "newspaper", "channel", "site", "radio", "media_unit"))
# What cannot speak: places people live in, times, things, events.
_MUTE = frozenset(
    ("settlement", "area", "direction", "time", "event", "abstract", "goods", "money", "munition", "weapon", "road", "count", "agreement")
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the tokens that name them with their words, and the known entry if there is one."""

    first: int
    last: int
    name: Entry | None
    kind: str
    words: str

    @classmethod
    def of(cls, m: Marked, first: int, last: int, name: Entry | None, kind: str) -> Voice:
        """The voice that tokens `first` to `last` (excluded) name."""
        return cls(first, last, name, kind, " ".join([t.text for t in m.tokens[first:last]]))

    def same(self, other: Voice) -> bool:
        """Whether two voices are one: the same words, here or elsewhere."""
        return self.first == other.first or self.words == other.words


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
    label: tuple[int, tuple[Voice, ...], Scope | None] | None = None
    listed: tuple[int, Scope] | None = None
    lines = m.lines()
    issuer = _communique(m, phrases, syntaxes)
    for k, syntax in enumerate(syntaxes):
        found = _sentence(m, phrases, syntax, speaker)
        line = lines[k]
        opening = k == 0 or lines[k - 1] != line
        labelled = _label(m, phrases, syntax) if opening or (label is not None and label[0] == line) else None
        if labelled is not None:
            label = (line, labelled.chain, labelled)
        if label is not None and label[0] == line and label[2] is not None:
            start = labelled.first if labelled is not None else syntax.first
            out.append(replace(label[2], first=start, last=syntax.last))
        elif opening and listed is not None and _is_item(m, syntax):
            listed = (line, listed[1])
        elif opening and listed is not None and line != listed[0]:
            listed = None
        if listed is not None and listed[0] == line:
            out.append(replace(listed[1], first=syntax.first, last=syntax.last))
        if m.tokens[syntax.last - 1].text == ":":
            head = next((s for s in found if s.chain), None) or _announcer(m, phrases, syntax)
            listed = (line, head) if head is not None else listed
        if quoted is not None and syntax.first < quoted[0]:
            scope = quoted[2]
            out.append(Scope(syntax.first, min(quoted[0], syntax.last), quoted[1], (), scope.verb, scope.entry, scope.status))
        elif quoted is not None:
            quoted = None
        if issuer is not None and syntax.first > issuer.verb and not found:
            out.append(replace(issuer, first=syntax.first, last=syntax.last))
        out += found
        if found:
            main = next((s for s in found if s.chain), None)
            if main is not None:
                speaker = main.chain
                closing = _quotation_end(m, main, syntax)
                if closing > syntax.last:
                    quoted = (closing, main.chain, main)
    return out


def _communique(m: Marked, phrases: Phrases, syntaxes: Sequence[Syntax]) -> Scope | None:
    """Who issues a text whose head says so ("بيان صادر عن القيادة العامة", "صدر عن قيادة الجيش البيان الآتي"): they say all of it."""
    for syntax in syntaxes[:_HEAD]:
        issued = _issued(m, syntax, syntax.first)
        if issued is not None:
            voice = _voice_at(m, phrases, syntax, issued + 2)
            return Scope(syntax.last, syntax.last, (voice,), (), issued, _ISSUE, "") if voice is not None else None
    return None


def _issued(m: Marked, syntax: Syntax, first: int) -> int | None:
    """The token that says that what begins at token `first` is issued by ("صدر عن", "الصادر عن") whoever comes next."""
    for j in range(first, min(first + 4, syntax.last - 2)):
        if m.tokens[j].text.removeprefix("ال") in _ISSUED and m.tokens[j + 1].text == "عن":
            return j
    return None


def _label(m: Marked, phrases: Phrases, syntax: Syntax) -> Scope | None:
    """A speaker's name with a colon at the head of a line ("أونروا: وزعنا طرودا", "المراسلة: نعم")."""
    i = syntax.first
    while i < syntax.last and m.parts[i] == "." and m.tokens[i].text not in (":", "(", '"'):
        i += 1
    phrase = phrases.at(i, syntax.last)
    if phrase is None or phrase.last >= syntax.last or m.tokens[phrase.last].text != ":" or m.words[phrase.head].trigger:
        return None
    if phrase.last + 1 >= syntax.last:
        return None
    voice = _voice(m, phrases, phrase, phrase.last)
    if voice is None or (phrase.name is None and phrase.cls not in ("title", "person", "group", "government", "force", "security", "body")):
        return None
    return Scope(phrase.last + 1, syntax.last, (voice,), (), i, _LABEL, "")


def _is_item(m: Marked, syntax: Syntax) -> bool:
    """Whether a line is an item of a list: it opens with a bullet, a dash, a number."""
    first = m.tokens[syntax.first]
    return first.kind == "number" or (first.kind == "mark" and first.text not in ('"', "(", "'"))


def _announcer(m: Marked, phrases: Phrases, syntax: Syntax) -> Scope | None:
    """Whoever announces the list that follows a line ("أعلنت خلية الإعلام نتائج العمليات كالآتي:")."""
    for i in range(syntax.first, syntax.last):
        if m.parts[i] == "V" and m.words[i].report:
            sense = next(s for s in m.words[i].senses if s.entry.kind == "report")
            voice, _ = _speaker_after(m, phrases, syntax, i, sense, ())
            if voice is not None:
                return Scope(syntax.last, syntax.last, (voice,), (), i, sense.entry, "")
    return None


def _quotation_end(m: Marked, scope: Scope, syntax: Syntax) -> int:
    """Where the quotation that opens in this scope closes, when that is beyond the sentence."""
    return max((q.last for q in m.quotations_in(scope.first, syntax.last) if q.last > syntax.last), default=0)


def _sentence(m: Marked, phrases: Phrases, syntax: Syntax, running: tuple[Voice, ...]) -> list[Scope]:
    out: list[Scope] = []
    i = syntax.first
    while i < syntax.last:
        if not m.words[i].report and i not in m.phrases:
            i += 1
            continue
        scope, last = _at(m, phrases, syntax, i, running, out)
        if scope is not None:
            out.append(scope)
        i = max(last, i + 1)
    return out


def _at(
    m: Marked, phrases: Phrases, syntax: Syntax, i: int, running: tuple[Voice, ...], found: Sequence[Scope]
) -> tuple[Scope | None, int]:
    for match in m.phrases.get(i, ()):
        if match.entry.kind == "report" and match.entry.cls == "according" and match.last < syntax.last:
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
            scope = _noun(m, phrases, syntax, i, s, found)
        else:
            scope = None
        if scope is not None:
            return scope, i + 1
    return None, i + 1


def _according(m: Marked, phrases: Phrases, syntax: Syntax, i: int, after: int, entry: Entry) -> Scope | None:
    """ "بحسب X": X says the whole clause it stands in, on both sides."""
    j = after
    while (
        j < syntax.last
        and j <= after + 3
        and j not in m.times
        and (m.tokens[j].text in ("ما", "لما", "ب", "ل", "به", "بها") or m.parts[j] == "V")
    ):
        j += 1
    voice = _voice_at(m, phrases, syntax, j)
    if voice is None:
        return None
    first, last = _around(m, syntax, i, voice.last)
    return Scope(first, last, (voice,), (), i, entry, entry.status)


def _around(m: Marked, syntax: Syntax, i: int, after: int) -> tuple[int, int]:
    """The clauses that "بحسب X" speaks for: up to the next "فيما", "لكن" on either side, and to a new "، و" with its verb behind."""
    first, last = syntax.first, syntax.last
    for j in range(i - 1, syntax.first, -1):
        if opens_clause(m, j):
            first = j
            break
    for j in range(after, syntax.last - 1):
        if opens_clause(m, j) or (m.tokens[j].text == "," and m.parts[j + 1] == "V" and m.words[j + 1].pro[:1] == "و" and first < i - 3):
            last = j
            break
    return first, last


def opens_clause(m: Marked, j: int) -> bool:
    """Whether a conjunction at token `j` opens a clause of its own ("فيما", "لكن", "غير أن")."""
    return (m.parts[j] == "C" and any(s.entry.cls == "contrast" for s in m.words[j].senses)) or any(
        p.entry.cls == "contrast" for p in m.phrases.get(j, ())
    )


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
    """A phrase as a speaker, joined with a second one that says the same ("شهود ومصادر طبية"). Whatever stands right before أن
    speaks ("زعمت القناة أن")."""
    head = m.words[phrase.head]
    mute = phrase.cls in _MUTE or _only_event(m, phrase.head) or (head.enc and phrase.last == phrase.head + 1)
    sure = phrase.name is not None or (phrase.last < end and m.tokens[phrase.last].text in INTRODUCERS)
    if phrase.cls == "time" or (mute and not sure):
        return None
    last = phrase.last
    if last < end and m.pro(last) == "و" and m.parts[last] in "NX" and last not in m.times and not m.words[last].trigger:
        second = phrases.at(last, end)
        if second is not None and (second.cls == phrase.cls or (second.last < end and m.tokens[second.last].text in INTRODUCERS)):
            last = second.last
    if (
        last < end
        and phrase.name is not None
        and phrase.name.cls == "person"
        and class_of(m, last) == "title"
        and m.parts[last] == "N"
        and not m.words[last].pro
    ):
        apposed = phrases.at(last, end)
        last = apposed.last if apposed is not None else last
    kind = phrase.name.cls if phrase.name is not None else _kind(m, phrase.head)
    return Voice.of(m, phrase.first, last, phrase.name, kind)


def _issuer(m: Marked, phrases: Phrases, syntax: Syntax, phrase: Phrase) -> Voice | None:
    """Who a statement is from that is said to speak itself ("أفاد بيان صدر عن مكتب الرئيس", "ذكر تقرير صادر عن الوزارة")."""
    if not any(s.entry.kind == "report" and s.form.tense == "noun" for s in m.words[phrase.head].senses):
        return None
    issued = _issued(m, syntax, phrase.head)
    return None if issued is None else _voice_at(m, phrases, syntax, issued + 2)


def _only_event(m: Marked, head: int) -> bool:
    """Whether a word names an event and no speaker ("وزير" is an office, though it can be read as "و" and a visit)."""
    return m.words[head].trigger and not any(s.entry.kind == "title" for s in m.words[head].senses)


def _kind(m: Marked, head: int) -> str:
    for s in m.words[head].senses:
        if s.entry.kind == "title":
            return s.entry.cls
    return class_of(m, head) or "unknown"


def _verb(m: Marked, phrases: Phrases, syntax: Syntax, i: int, s: Sense, running: tuple[Voice, ...]) -> Scope | None:
    """A reporting verb: its speaker after or before it (or the one who spoke last), and what brings in the content."""
    entry = s.entry
    if i > syntax.first and m.parts[i - 1] == "G" and not entry.status:
        # "لم تعلن أي جهة": nothing is said.
        return None
    cites = entry.data.get("cites", ())
    speaker, content = (
        (None, i + 1) if i > syntax.first and m.tokens[i - 1].text == "قد" else _speaker_after(m, phrases, syntax, i, s, cites)
    )
    intro = _introducer(m, phrases, syntax, i, content, entry)
    via, outer = intro.via, intro.outer
    about = intro.about
    if speaker is None:
        speaker = _speaker_before(m, phrases, syntax, i, s)
        if speaker is None and _relative_before(m, i):
            return None
    introduced = intro.kind != ""
    closing = (
        speaker is not None and not introduced and i > syntax.first and m.tokens[i - 1].text in (",", '"') and syntax.last - content <= 8
    )
    chain: tuple[Voice, ...]
    if speaker is not None:
        outermost = running[:1] if entry.continues and len(running) > 1 and not outer else outer
        chain = (*outermost, speaker)
    elif (introduced or about is not None) and running and (s.pro[:1] in ("و", "ف") or entry.continues or i <= syntax.first + 1):
        chain = running[:1] if about is not None else running
    else:
        return None
    if about is not None and all(about.first != v.first for v in chain):
        chain = (*chain, about)
    if closing:
        return Scope(syntax.first, i, chain, via, i, entry, entry.status)
    if introduced:
        return Scope(intro.content, _content_end(m, syntax, intro), chain, via, i, entry, entry.status)
    if entry.weak or not _takes(m, syntax, max(content, intro.content), entry):
        return None
    return Scope(max(content, intro.content), syntax.last, chain, via, i, entry, entry.status)


def _speaker_after(m: Marked, phrases: Phrases, syntax: Syntax, i: int, s: Sense, cites: Sequence[str]) -> tuple[Voice | None, int]:
    """The speaker behind a reporting verb, and where the words about them end."""
    if s.form.number in ("p", "d") or s.enc:
        return None, i + 1
    for it in syntax.walk(i + 1, i + 20):
        if it.kind == "phrase" and it.phrase is not None:
            if it.prep == "":
                voice = _voice(m, phrases, it.phrase, syntax.last)
                if voice is not None and s.entry.data.get("tells") and voice.kind in OUTLETS:
                    # "أبلغت «الصحيفة» قيادات ميدانية": the outlet is told.
                    second = next((n for n in syntax.walk(it.last, it.last + 6) if n.kind != "mark"), None)
                    if second is not None and second.phrase is not None and not second.prep and not second.conj:
                        voice = _voice(m, phrases, second.phrase, syntax.last) or voice
                issuer = _issuer(m, phrases, syntax, it.phrase) if voice is not None else None
                voice = issuer or voice
                return voice, (max(it.last, voice.last) if voice is not None else i + 1)
            if it.prep in cites or it.prep == "ب":
                return None, i + 1
            if it.prep in ("ل", "في", "علي", "عبر", "خلال", "مع"):
                continue
            return None, i + 1
        if it.kind == "mark" and m.tokens[it.first].text in (",", "("):
            continue
        break
    return None, i + 1


def _speaker_before(m: Marked, phrases: Phrases, syntax: Syntax, i: int, s: Sense) -> Voice | None:
    """The speaker in front of a reporting verb: the topic of its clause ("المرصد أفاد", "وكانت الحكومة قد أعلنت")."""
    topical = s.pro == "ف" and any(m.tokens[j].text in ("اما", "واما") for j in range(max(syntax.first, i - 12), i))
    if s.entry.cls == "continue" or (s.pro[:1] in ("و", "ف") and not topical):
        return None
    left, relative = syntax.left_subject(i)
    if relative:
        return None
    start = syntax.clause_start(i)
    voice = _voice(m, phrases, left, i) if left is not None and left.first <= start + 3 else None
    if voice is None:
        topic = syntax.topic(start, i)
        voice = _voice(m, phrases, topic, i) if topic is not None else None
    return voice


def _relative_before(m: Marked, i: int) -> bool:
    return i > 0 and m.parts[i - 1] == "R"


@dataclass(frozen=True, slots=True)
class _Intro:
    """What brings in reported content: its kind (that, colon, quote; "" for none) and the content's first token; addressees,
    the outlet that carried the words (outer), and whom the speaker cites (about)."""

    kind: str
    content: int
    via: tuple[Voice, ...]
    outer: tuple[Voice, ...]
    about: Voice | None


def _introducer(m: Marked, phrases: Phrases, syntax: Syntax, i: int, start: int, entry: Entry) -> _Intro:
    via: list[Voice] = []
    outer: tuple[Voice, ...] = ()
    about: Voice | None = None
    cites = entry.data.get("cites", ())
    content = start
    j = start
    nouns = "noun" in entry.takes or "ب" in entry.takes or "عن" in entry.takes
    while j < min(syntax.last, start + 32):
        text = m.tokens[j].text
        if text in INTRODUCERS and not (m.parts[j - 1] == "P" and m.tokens[j - 1].text not in ("الي", "علي", "عن", "ب")):
            return _Intro("that", j + 1, tuple(via), outer, about)
        if text == ":":
            return _Intro("colon", j + 1, tuple(via), outer, about)
        if text == '"' and (q := m.quotation_at(j)) is not None and (q.last - q.first > 6 or q.last > syntax.last):
            return _Intro("quote", j, tuple(via), outer, about)
        word = m.words[j]
        if m.parts[j] == "V" and word.report:
            sense = next(x for x in word.senses if x.entry.kind == "report")
            back = j + 1 < syntax.last and any(x.enc for x in m.words[j + 1].senses if x.entry.kind == "word")
            if sense.enc or back:
                voice = _voice_at(m, phrases, syntax, j + 1 + back)
                if voice is not None and voice.kind in OUTLETS:
                    outer = (voice,)
                    j = voice.last
                    continue
            elif word.pro[:1] in ("و", "ف"):
                break
        elif m.parts[j] == "V" and word.pro[:1] in ("و", "ف"):
            break
        if (
            nouns
            and syntax.is_event(j)
            and (m.parts[j - 1] != "P" or m.tokens[j - 1].text in entry.takes)
            and (j <= start + 1 or word.pro[-1:] in entry.takes or m.tokens[j - 1].text in entry.takes or "noun" in entry.takes)
        ):
            # The preposition that brings the event in shows that this is what the verb reports.
            content = max(content, j - 1 if m.tokens[j - 1].text in entry.takes else j)
            break
        name = m.names.get(j)
        letter = (name.pro if name is not None else word.pro)[-1:]
        before = m.tokens[j - 1].text if j else ""
        if about is None and (before in cites or letter in cites) and m.parts[j] in "NX#Q":
            voice = _voice_at(m, phrases, syntax, j)
            if voice is not None:
                about = voice
                content = j = max(voice.last, j + 1)
                continue
        if name is not None and name.entry.kind == "outlet" and (letter == "ل" or before in ("ل", "الي", "مع")):
            voice = _voice_at(m, phrases, syntax, j)
            if voice is not None:
                via.append(voice)
                content = j = max(voice.last, j + 1)
                continue
        j += 1
    return _Intro("", content, tuple(via), outer, about)


def _content_end(m: Marked, syntax: Syntax, intro: _Intro) -> int:
    """Content that is a quotation ends with it; an أن clause runs on to the end of the sentence."""
    first = intro.content
    if intro.kind in ("quote", "colon") and first < syntax.last and m.tokens[first].text == '"':
        quotation = m.quotation_at(first)
        if quotation is not None:
            return min(quotation.last, syntax.last)
    return syntax.last


def _introduces(m: Marked, syntax: Syntax, start: int) -> bool:
    """Whether أن or a quotation stands close behind."""
    for j in range(start, min(syntax.last, start + 8)):
        if m.tokens[j].text in INTRODUCERS or (m.tokens[j].text == '"' and (q := m.quotation_at(j)) is not None and q.last - q.first > 4):
            return True
    return False


def _takes(m: Marked, syntax: Syntax, content: int, entry: Entry) -> bool:
    """Whether what stands after verb and speaker is something this verb reports: عن, ب, an action noun."""
    if content >= syntax.last:
        return False
    takes = entry.takes
    for j in range(content, min(content + 8, syntax.last)):
        word = m.words[j]
        if m.tokens[j].text in takes or (word.pro[-1:] in takes and word.pro[-1:] in _ABOUT):
            return True
        if "noun" in takes and syntax.is_event(j):
            return True
        if m.parts[j] == "." and m.tokens[j].text not in (",", '"', "("):
            return False
    return False


def _participle(m: Marked, syntax: Syntax, i: int, s: Sense, running: tuple[Voice, ...], found: Sequence[Scope]) -> Scope | None:
    """ "مشيرا إلى أن": the speaker of the sentence goes on; without one, its subject speaks."""
    if s.pro or (i and m.parts[i - 1] in "NXP" and m.tokens[i - 1].text != ","):
        return None
    if found:
        chain = found[0].chain
        return Scope(i + 1, syntax.last, chain, (), i, s.entry, s.entry.status)
    if not _introduces(m, syntax, i + 1) and not _takes(m, syntax, i + 1, s.entry):
        return None
    if running and i <= syntax.first + 1:
        return Scope(i + 1, syntax.last, running, (), i, s.entry, s.entry.status)
    for it in syntax.items():
        if it.first >= i:
            break
        if it.kind == "phrase" and it.phrase is not None and not it.prep:
            voice = _voice(m, syntax.phrases, it.phrase, i)
            if voice is not None and voice.kind != "unknown":
                return Scope(i + 1, syntax.last, (voice,), (), i, s.entry, s.entry.status)
    return None


def _noun(m: Marked, phrases: Phrases, syntax: Syntax, i: int, s: Sense, found: Sequence[Scope]) -> Scope | None:
    """ "بيان للجيش أن", "تصريحات X بأن": a reporting noun with its genitive and an أن clause. What stands between a verb that
    says and its أن only tells how it was said ("قال في بيان صحفي إن")."""
    if any(n.verb < i < n.first for n in found) or not any(m.tokens[j].text in INTRODUCERS for j in range(i + 1, min(i + 12, syntax.last))):
        return None
    phrase = phrases.at(i + 1, syntax.last)
    if phrase is None:
        return None
    voice = _voice(m, phrases, phrase, syntax.last)
    if voice is None or voice.kind == "unknown":
        return None
    return Scope(phrase.last, syntax.last, (voice,), (), i, s.entry, s.entry.status)


def voices_near(m: Marked, phrases: Phrases, syntax: Syntax, found: Sequence[Scope]) -> list[Scope]:
    """Who else may speak in a sentence: phrases beside a reporting word or before a colon that the rules did not take, each as an
    attribution over the whole sentence whose entry says how it stands ("loose")."""
    reports = [j for j in range(syntax.first, syntax.last) if m.words[j].report or (j in m.phrases and _reports(m, j))]
    if not reports and not any(t.text == ":" for t in m.tokens[syntax.first : syntax.last]):
        return []
    spoken = {s.verb for s in found if s.chain}
    known = [(v.first, v.last) for s in found for v in (*s.chain, *s.via)]
    out: list[Scope] = []
    for it in syntax.items():
        p = it.phrase
        if p is None or (p.name is None and p.cls in _MUTE) or any(p.first < b and a < p.last for a, b in known):
            continue
        relation, at = _relation(m, syntax, p)
        if not relation or at in spoken:
            continue
        voice = _voice(m, phrases, p, syntax.last)
        if voice is not None:
            entry = Entry(kind="report", lemma=f"{relation} {p.prep}", cls="loose")
            out.append(Scope(syntax.first, syntax.last, (voice,), (), at, entry, ""))
    return out


def _reports(m: Marked, j: int) -> bool:
    return any(q.entry.kind == "report" for q in m.phrases.get(j, ()))


def _relation(m: Marked, syntax: Syntax, p: Phrase) -> tuple[str, int]:
    """How a phrase stands to the nearest reporting word, and where that is."""
    for j in range(p.first - 1, max(syntax.first, p.first - 4) - 1, -1):
        if m.words[j].report or (j in m.phrases and _reports(m, j)):
            return f"after {_saying(m, j)}", j
        if m.parts[j] == "." and m.tokens[j].text not in ('"', "(", ")", ","):
            break
    for j in range(p.last, min(syntax.last, p.last + 4)):
        if m.words[j].report:
            return f"before {_saying(m, j)}", j
        if m.tokens[j].text == ":":
            return "colon", p.first
    return "", -1


def _saying(m: Marked, j: int) -> str:
    sense = m.words[j].of("report")
    return f"{sense.entry.cls} {sense.form.tense}" if sense is not None else "phrase"


def opening_voices(m: Marked, phrases: Phrases, syntaxes: Sequence[Syntax]) -> list[Scope]:
    """Who is named in the head of a text ("بيان صادر عن القيادة العامة"): a communiqué speaks for them throughout."""
    out: list[Scope] = []
    for syntax in syntaxes[:2]:
        for it in syntax.items():
            if it.phrase is not None and (it.phrase.name is not None or it.phrase.cls in ("title", "body")):
                voice = _voice(m, phrases, it.phrase, syntax.last)
                if voice is not None:
                    entry = Entry(kind="report", lemma=f"opening {it.prep}", cls="opening")
                    out.append(Scope(syntax.first, syntax.last, (voice,), (), it.phrase.first, entry, ""))
    return out[:4]


def sources_of(m: Marked, scopes: Sequence[Scope], at: int) -> tuple[tuple[Voice, ...], tuple[Voice, ...], str]:
    """The chain, the addressees and the status of all scopes that cover token `at`, outermost first.

    Of several reporting verbs the nearest counts. "بحسب X" adds X inside the chain, but outside it when X is an outlet, which
    can only have passed on what the speaker said.
    """
    covering = [s for s in scopes if s.first <= at < s.last and s.verb != at]
    if not covering:
        return (), (), ""
    return compose(covering)


def compose(covering: Sequence[Scope]) -> tuple[tuple[Voice, ...], tuple[Voice, ...], str]:
    """The chain, the addressees and the status of attributions that speak for one claim, outermost first."""
    verbs = _innermost([s for s in covering if s.entry.cls != "according"])
    others = [s for s in covering if s.entry.cls == "according"][-1:]
    chain: list[Voice] = []
    via: list[Voice] = []
    status = ""
    outlets_first = verbs and others and others[0].chain[0].kind in OUTLETS
    for scope in (*others, *verbs) if outlets_first else (*verbs, *others):
        chain += [v for v in scope.chain if not any(v.same(w) for w in chain)]
        via += scope.via
        status = scope.status or status
    return tuple(chain), tuple(via), status


def _innermost(verbs: list[Scope]) -> list[Scope]:
    """The nearest reporting verb; a label at the head of its line speaks around it ("المراسل: مدير المخيم يقول إن …")."""
    labels = [s for s in verbs if s.entry in (_LABEL, _ISSUE)]
    others = [s for s in verbs if s.entry not in (_LABEL, _ISSUE)]
    return [*labels[-1:], *others[-1:]]
