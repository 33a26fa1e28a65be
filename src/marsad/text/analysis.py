"""What a single word can be: every reading of its clitics whose stem the lexicon knows.

Readings are kept side by side; what a word is in its sentence is decided later (`mentions/marked.py`), where its
neighbours are known. Analysing is the same for every occurrence, so an `Analyser` remembers the words it has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.lexicon import Entry, Form, Lexicon

# Conjunctions, then prepositions and the future particle, as they are written onto a word. لل is ل with ال.
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "س", "وب", "ول", "وك", "وس", "فب", "فل", "فك", "فس")
ENCLITICS = ("ه", "ها", "هم", "هما", "هن", "نا", "كم", "ي", "ك", "ني")
# The part a word plays, one letter: Verb, Noun, unknown nominal X, Preposition, Conjunction, Subordinator, Relative,
# neGation, Demonstrative, prOnoun, Adverb or particle, Quantifier, # number, . mark. These are the parts of function words.
PARTS = {
    **dict.fromkeys(("preposition", "toward", "among", "temporal", "causal", "agent", "instrument"), "P"),
    **dict.fromkeys(("place", "direction"), "N"),
    "conjunction": "C",
    "contrast": "C",
    "name": "X",
    "subordinator": "S",
    "relative": "R",
    "negation": "G",
    "demonstrative": "D",
    "pronoun": "O",
    "quantifier": "Q",
}
# A proclitic that stands alone: before a digit or a quotation mark ("لـ«الوطن»", "و14").
SINGLES = {"و": "C", "ف": "C", "ب": "P", "ل": "P", "ك": "P"}
_NOMINAL_TENSES = frozenset(("noun", "persons", "active", "passive", "word"))
_THINGS = frozenset(("position", "munition", "weapon", "vehicle", "aircraft", "force", "facility", "building", "road", "goods", "person"))
# The classes of function words that no name is taken for.
_CLOSED = frozenset(("subordinator", "preposition", "negation", "conjunction", "relative", "pronoun", "among"))
_FINITE = frozenset(("past", "present", "imperative"))
# A bounded memory: when it is full it starts anew, so hostile text cannot grow it without end.
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a word: an entry in one of its forms, with the clitics around it."""

    entry: Entry
    form: Form
    pro: str
    det: bool
    enc: str
    finite: bool


@dataclass(frozen=True, slots=True)
class Word:
    """All readings of a word, and what follows from them wherever it stands.

    `keys` are the stems under which a phrase of the lexicon may begin here, with what was cut off in front, verbs ("v:" and their
    lemma) among them. The flags say which kinds of entries are among its senses. `bare` is the word without its conjunction,
    preposition and article ("0" for a number); `kind` is its class as a function word or noun, or what else names it, "" when
    nothing does. `part` is the part it plays (see `PARTS`), "" where its neighbours decide that; `cls` is the semantic class of a
    noun ("unlisted" for a word that nobody listed, most often a name; "" for a known word without a class). `adjective` says
    that it can be one, `event` that it can be an action noun, and `occurs` that as such it names an event by itself, and no
    thing that may stand for one ("حاجز", "صاروخ"). `verbs` holds the lemmas of the verbs that it can be; `parts` says that one
    of them begins a phrase, which its subject may part.
    """

    text: str
    senses: tuple[Sense, ...]
    keys: tuple[tuple[str, str], ...]
    pro: str
    det: bool
    enc: str
    trigger: bool
    report: bool
    status: bool
    named: bool
    bare: str
    kind: str
    part: str
    cls: str
    adjective: bool
    event: bool
    occurs: bool
    verbs: frozenset[str]
    parts: bool

    def of(self, kind: str) -> Sense | None:
        """The first reading of a kind of entry."""
        return next((s for s in self.senses if s.entry.kind == kind), None)


class Analyser:
    """Analyses words against one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._seen: dict[str, Word] = {}

    def word(self, text: str) -> Word:
        """The readings of a folded word, fewest clitics first; never fails."""
        found = self._seen.get(text)
        if found is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            found = self._seen[text] = self._analyse(text)
        return found

    def _analyse(self, text: str) -> Word:
        lexicon = self._lexicon
        senses: list[tuple[int, Sense]] = []
        keys: list[tuple[str, str]] = []
        for pro, rest in prefixed(text):
            if rest.endswith("و") and len(rest) > 3:
                # Careless spelling leaves out the alef of a plural verb: نزحو for نزحوا.
                self._collect(senses, rest + "ا", pro, det=False, finite=True)
            if rest in lexicon.phrases:
                keys.append((rest, pro))
            det = len(rest) > 3 and rest.startswith("ال")
            self._collect(senses, rest, pro, det=False)
            if det:
                self._collect(senses, rest[2:], pro, det=True)
        senses.sort(key=lambda s: (s[0], len(s[1].pro)))
        kept = _cheapest(senses)
        if kept:
            first = kept[0]
            pro, det, enc = first.pro, first.det, first.enc
        else:
            pro, det, enc = _guess(text)
        for s in kept:
            key = ("v:" + s.entry.lemma, s.pro)
            if (s.finite or s.form.tense == "active") and key[0] in lexicon.phrases and key not in keys:
                keys.append(key)
        kinds = {s.entry.kind for s in kept}
        named = not kinds.isdisjoint(("actor", "outlet", "place"))
        adjective = _can_describe(text, kept)
        actions = [s.entry for s in kept if s.entry.kind == "trigger" and s.form.tense == "noun"]
        thing = any(s.entry.kind == "noun" and s.entry.cls in _THINGS for s in kept)
        return Word(
            text,
            kept,
            tuple(keys),
            pro,
            det,
            enc,
            trigger="trigger" in kinds,
            report="report" in kinds,
            status="status" in kinds,
            named=named,
            bare=_bare(text, pro),
            kind=_kind(kept),
            part=_part(text, kept, det, pro, enc),
            cls=_class(text, kept, adjective),
            adjective=adjective,
            event=bool(actions),
            occurs=any(not (thing and (entry.weak or entry.yields)) for entry in actions),
            verbs=frozenset(s.entry.lemma for s in kept if s.finite or s.form.tense == "active"),
            parts=any(key[:2] == "v:" for key, _ in keys) and ("trigger" in kinds or any(s.finite for s in kept)),
        )

    def _collect(self, out: list[tuple[int, Sense]], base: str, pro: str, *, det: bool, finite: bool = False) -> None:
        lexicon = self._lexicon
        for enc in ("",) if finite else ("", *ENCLITICS):
            if enc:
                if det or not base.endswith(enc) or len(base) - len(enc) < 2:
                    continue
                stem = base[: -len(enc)]
            else:
                stem = base
            for entry_index, form_index in lexicon.forms.get(stem, ()):
                entry, form = lexicon.entries[entry_index], lexicon.features[form_index]
                if (not finite or form.tense in _FINITE) and _fits(entry, form, stem, pro, det, enc):
                    # "my" and "your" are rare in reports; a construct or another word is likelier.
                    cost = len(pro.lstrip("وف")) + len(enc) + (form.construct and not enc) + (enc in ("ي", "ني", "ك", "كم"))
                    out.append((cost, Sense(entry, form, pro, det, enc, form.tense in _FINITE)))


def prefixed(text: str) -> list[tuple[str, str]]:
    """(prefix, rest) for every way to cut conjunction and preposition off the front of a folded word, the whole word first."""
    plain = [(pro, text[len(pro) :]) for pro in _PREFIXES if text.startswith(pro) and len(text) - len(pro) >= (2 if pro else 1)]
    with_article = [
        (conj + "ل", "ال" + text[len(conj) + 2 :]) for conj in ("", "و", "ف") if text.startswith(conj + "لل") and len(text) - len(conj) >= 4
    ]
    return plain + with_article


def _fits(entry: Entry, form: Form, stem: str, pro: str, det: bool, enc: str) -> bool:
    """Whether the clitics can stand on such a form."""
    last = pro[-1:] if pro not in ("و", "ف") else ""
    if form.tense in _FINITE:
        if det or (form.construct and not enc):
            return False
        if last in ("س", "ل", "ب"):
            # ب before a present is the spoken language's ("بيقصف"); "I" is hardly ever meant ("باسلمة" is a name).
            return form.tense == "present" and not (last == "ب" and form.person == "1" and form.number == "s")
        return last == ""
    if last == "س":
        return False
    if form.tense == "word":
        if entry.kind == "word":
            if det:
                return False
            if enc:
                return len(stem) > 1 and entry.cls in ("preposition", "among", "temporal", "toward", "place", "causal", "quantifier")
            return last == "" or len(stem) > 2
        return not enc or not stem.endswith("ه")
    if enc:
        # A dual in construct with ه (حربي + ه) is far rarer than the adjective that is spelled like it (حربية).
        return not stem.endswith("ه") and not (form.number == "d" and (not form.construct or enc == "ه"))
    return not (det and form.construct)


def _cheapest(senses: list[tuple[int, Sense]]) -> tuple[Sense, ...]:
    """The readings worth keeping: those with the fewest clitics, and a verb's beside a noun's of one letter more."""
    if not senses:
        return ()
    senses = _without_chance_names(senses)
    least = min((cost for cost, s in senses if s.entry.kind != "status"), default=0)
    kept = tuple(s for cost, s in senses if cost <= least or s.entry.kind == "status")
    if not kept[0].pro:
        # A word that is one as it stands (وزير) is not split, but for a verb that tells or reports ("ودعا": و + دعا), and for what
        # names a speaker ("ووفق").
        kept = tuple(
            s
            for s in kept
            if not s.pro
            or (s.entry.kind in ("trigger", "report") and (s.form.voice != "passive" if s.finite else s.entry.cls == "according"))
        )
    if any(s.finite and s.form.person == "3" for s in kept):
        # Reports tell of others: "نقل" is he carried, not we say.
        kept = tuple(s for s in kept if not (s.finite and s.form.person == "1"))
    if any(s.entry.kind == "head" for s in kept):
        # A noun that names an armed or political body (المعارضة، المقاومة) names no event.
        return tuple(s for s in kept if not (s.entry.kind == "trigger" and s.form.tense == "noun"))
    return kept


def _without_chance_names(senses: list[tuple[int, Sense]]) -> list[tuple[int, Sense]]:
    """Without the places that are spelled like a function word with what is written onto it: "وأن" is hardly ever the city of Van,
    "عنه" never Anah."""
    if not any(s.entry.kind == "word" and s.entry.cls in _CLOSED and (s.pro in ("و", "ف") or s.enc) for _, s in senses):
        return senses
    return [(cost, s) for cost, s in senses if s.entry.kind != "place"]


def _bare(text: str, pro: str) -> str:
    if text[:1].isdecimal():
        return "0"
    if pro and len(text) > len(pro) + 1:
        text = text[len(pro) :]
    return text.removeprefix("ال") if len(text) > 4 else text


def _kind(senses: Sequence[Sense]) -> str:
    for s in senses:
        if s.entry.kind in ("word", "verb", "noun", "head", "title"):
            return f"{s.entry.kind[0]}:{s.entry.cls}"
        if s.entry.kind in ("trigger", "report"):
            return s.entry.kind
    return ""


def _part(text: str, senses: Sequence[Sense], det: bool, pro: str, enc: str) -> str:
    if text in SINGLES:
        return SINGLES[text]
    if not text[:1].isalnum():
        return "."
    verb = noun = function = ""
    for s in senses:
        if s.entry.kind == "word":
            function = function or PARTS.get(s.entry.cls, "A")
        elif s.entry.kind == "report" and s.entry.cls == "according" and not s.finite:
            return "A"
        elif s.finite:
            verb = "V"
        elif s.form.tense in _NOMINAL_TENSES and s.entry.kind != "status":
            noun = "N"
    if function and function != "A":
        return "A" if function == "P" and enc else function
    if not senses and text[:1] in ("ب", "ل") and text[1:] in ENCLITICS:
        return "A"
    if not verb or function:
        # A particle that is spelled like a verb is the particle ("إلا").
        return noun or function or "X"
    if not noun:
        return verb
    return noun if det or pro[-1:] in ("ب", "ل", "ك") else ""


def _can_describe(text: str, senses: Sequence[Sense]) -> bool:
    """Whether a word can be an adjective: a listed one, a participle, or by its shape a nisba (…ي، …ية، …يين)."""
    if any(s.entry.kind == "adjective" or s.form.tense in ("active", "passive") for s in senses):
        return True
    return len(text) > 4 and not senses and text.endswith(("ي", "يه", "يين", "يون", "يات"))


def _class(text: str, senses: Sequence[Sense], adjective: bool) -> str:
    best = ""
    for s in senses:
        kind = s.entry.kind
        if kind == "head" and not s.finite:
            return s.entry.cls
        if kind == "noun" and not s.finite:
            best = s.entry.cls if best in ("", "title") else best
        elif kind == "title":
            best = best or "title"
        elif kind == "word" and s.entry.cls in ("place", "direction"):
            return "direction"
        elif s.form.tense == "persons" or (kind == "word" and s.entry.cls == "name"):
            best = best or "person"
    if not best and not senses and text[:1].isalpha() and not adjective:
        return "unlisted"
    return best


def _guess(text: str) -> tuple[str, bool, str]:
    """Clitics of a word nobody listed: only the article and what stands before it are sure."""
    for pro in ("", "و", "ف", "ب", "ك", "وب", "فب", "وك"):
        if text.startswith(pro + "ال") and len(text) > len(pro) + 3:
            return pro, True, ""
    for conj in ("", "و", "ف"):
        if text.startswith(conj + "لل") and len(text) > len(conj) + 3:
            return conj + "ل", True, ""
    return "", False, ""
