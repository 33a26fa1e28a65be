"""Arabic morphology: all written forms of a word, unvocalised and folded. Runs when the lexicon is built.

How a verb is inflected: its two citation forms (past and present, 3rd person masculine singular) are read into *sounds*, the
sounds of every form are put together, and one spelling rule writes them. Sounds are the consonant letters (ء for every
hamza) with the vowels between them: a i u short, A I U long, Y a final long a that is written ى. So the seat of a hamza,
dropped long vowels and doubled letters need no lists: قرأ + U + ا gives قرؤوا and قرأوا, أعلن + nA gives أعلنا.

What unvocalised spelling leaves open stays open: where two readings are possible (يرد: he answers, it is answered) there is
one form for both, and where a citation form can be of two patterns (استمع is form VIII, استمر form X) both are made;
the wrong one is no word of Arabic and so does no harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from marsad.text.fold import fold_word

Tense = Literal["past", "present", "imperative", "noun", "active", "passive"]
Voice = Literal["active", "passive", "both"]
Number = Literal["s", "d", "p", ""]
Gender = Literal["m", "f", ""]
Person = Literal["1", "2", "3", ""]


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a word. `tense` says "noun" for nouns and adjectives, "active" and "passive" for participles.

    `construct` marks a form that needs a following genitive or enclitic (مقاتلو، قتلو before ه).
    """

    text: str
    tense: Tense
    voice: Voice
    number: Number
    gender: Gender
    person: Person
    construct: bool = False


_HAMZAS = {ord(seat): "ء" for seat in "أإؤئ"} | {ord("آ"): "ءA", ord("ا"): "A"}
_LETTER = re.compile(r"[\u0621-\u063a\u0641-\u064a]+")
_SEAT_VOWEL = {"ئ": "i", "ؤ": "u", "أ": "a"}
_UNCONNECTED = "ادذرزوءأآؤ"  # letters that do not join the next one


def _clean(word: str) -> str:
    """`word` without marks. Raises ValueError unless it is one Arabic word."""
    letters = "".join(ch for ch in unicodedata.normalize("NFC", word) if unicodedata.category(ch) != "Mn" and ch != "ـ")
    if not _LETTER.fullmatch(letters):
        raise ValueError(f"{word!r} is not one Arabic word; write it in plain Arabic letters, without spaces")
    return letters


# --- from sounds to spelling -------------------------------------------------------------------------------------------


def _spell(sounds: str) -> Iterator[str]:
    """The folded spellings of a string of sounds, the usual one first."""
    # Two hamzas at the start with nothing between but a short vowel become one long vowel: ءaءxudh → آخذ.
    sounds = re.sub(r"^ء([aiu])ء(?=[^aiuAIUY])", lambda m: "ء" + m[1].upper(), sounds)
    sounds = re.sub(r"([^aiuAIUY])\1+", r"\1", sounds)
    parts: list[tuple[str, ...]] = []
    for i, sound in enumerate(sounds):
        before, after = sounds[i - 1] if i else "", sounds[i + 1 : i + 2]
        if sound == "ء":
            letter = next((ch for ch in reversed(sounds[:i]) if ch not in "aiu"), "")
            parts.append(_seats(before, after, joins=letter not in _UNCONNECTED and letter not in "AU"))
        elif sound in "aiu":
            parts.append(("" if i else "ا",))
        elif sound == "A" and before == "ء" and parts[-1] == ("ا",):
            parts.append(("",))  # أ + ا is آ
        elif sound == "Y" and before == "ي":
            parts.append(("ا",))  # يحيا
        else:
            parts.append(({"A": "ا", "U": "و", "I": "ي", "Y": "ي"}.get(sound, sound),))
    for choice in product(*parts):
        yield fold_word("".join(choice))


def _seats(before: str, after: str, *, joins: bool) -> tuple[str, ...]:
    """How a hamza is written between two sounds ("" at the edge of the word); more than one where usage differs.

    `joins` says whether the letter written before it joins the next one.
    """
    if not before:
        return ("ا",)
    if not after:
        return ({"i": "ئ", "u": "ؤ", "a": "ا"}.get(before, "ء"),)
    if before in "iIي" or after in "iI":
        return ("ئ",)
    if after == "U":
        if before == "u":
            return ("ؤ",)
        # يبدؤون, يبدأون, and in Egypt يبدءون, يلجئون
        return ("ؤ", *(("ا",) if before == "a" else ()), "ئ" if joins else "ء")
    if after == "u" or before == "u":
        return ("ؤ",)
    return ("ء",) if before in "AUو" else ("ا",)


# --- reading the citation forms of a verb ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stem:
    """One tense of a verb up to its endings: `onset` reaches to the first radical, `link` stands before the second.

    `vowel` is the one before the last radical; of a hollow verb the long vowel, of a defective one its final vowel.
    """

    onset: str
    link: str
    c2: str
    c3: str
    vowel: str


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb as read from its citation forms. `form` is the pattern in Roman numerals, Q for four radicals, + for a pattern
    whose first radical is a hamza or is doubled by assimilation; `weak` says what its last radicals do."""

    form: str
    weak: Literal["sound", "hollow", "doubled", "defective"]
    past: _Stem
    present: _Stem

    @property
    def prefix(self) -> str:
        """The vowel after the ي of the present active."""
        return "u" if self.form in ("II", "III", "IV", "IV+", "Q1") else "a"


def _is_hollow_passive(past: str, present: str) -> bool:
    """Whether a verb is cited in the passive: أصيب/يصاب."""
    return len(past) > 2 and past[-2] == "ي" and present[-2:-1] == "ا"


def _readings(past: str, present: str) -> list[_Verb]:
    """The verbs that the two citation forms can stand for, the likelier first."""
    if not present.startswith("ي"):
        raise ValueError(f"the present {present!r} of {past!r} does not begin with ي; give the 3rd person masculine singular")
    full, rest = past.translate(_HAMZAS), present[1:].translate(_HAMZAS)
    if full.endswith("ى"):
        full = full[:-1] + "A"
    if rest.endswith("ى"):
        rest = rest[:-1] + "A"
    weak = _weakness(full, rest)
    verbs = [_build(past, present, full, rest, weak)]
    if verbs[0].form == "X" and weak == "doubled":
        verbs.append(_build(past, present, full, rest, "sound"))  # استمع/يستمع is written as استمر/يستمر
    return verbs


def _assimilates(first: str, second: str) -> bool:
    """Whether `second` is the ت of form VIII as it is after `first`."""
    return second == "ت" or (second == "ط" and first in "صضطظ") or (second == "د" and first in "دذز")


def _weakness(full: str, rest: str) -> Literal["sound", "hollow", "doubled", "defective"]:
    size = len(full)
    if size >= 3 and (full[-1] == "A" or (full[-1] == "ي" and rest[-1:] in ("A", "ي"))):
        return "defective"
    if size == 4 and full[0] == "ت" and full[2] == "A":
        return "doubled"  # تضاد, form VI
    if size >= 3 and full[-2] == "A" and rest[-2:-1] in ("و", "ي", "A"):
        return "hollow"
    if full[0] != "A":
        short = size == 3 and full[0] == "ء" and len(rest) == 2 and rest[0] != "ء"  # أعد/يعد, not أخذ/يأخذ
        return "doubled" if short or (size == 2 and "A" not in full) else "sound"
    body = full[1:]
    if len(body) == 3:  # احتل, انضم and احمر, but not اتصل, اطلع
        return "doubled" if _assimilates(body[0], body[1]) or body[0] not in "تدطذظث" else "sound"
    if len(body) == 4:  # استمر, اطمأن, but not اقترب, انسحب
        return "doubled" if body[:2] == "ست" or not (body[0] == "ن" or _assimilates(body[0], body[1]) or body[1] == "A") else "sound"
    return "sound"


def _form(body: str, rest: str) -> str:
    """The pattern of a verb; `body` is its past through the first radical and what the pattern puts after that."""
    size = len(body)
    if body.startswith("A"):
        inner = body[1:]
        if inner.startswith("ست") and len(inner) == 3:
            return "X"
        if len(inner) == 2 and (inner[0] == "ن" or _assimilates(inner[0], inner[1])):
            return "VII" if inner[0] == "ن" and inner[1] != "ت" else "VIII"
        if len(inner) == 1:
            return "VIII+"
        return "Q4" if len(inner) == 3 else "IX"
    if body == "ءA" and rest[:2] != "ءA":
        return "IV+"
    if body.startswith("ء") and size <= 2 and rest[:1] != "ء":
        return "IV"
    if size == 2 and body[1] == "A":
        return "III"
    if body.startswith("ت") and size in (2, 3):
        return "V" if size == 2 else "VI" if body[2] == "A" else "Q2"
    return "I" if size <= 1 else "Q1"


def _voiced(body: str, form: str, tense: Literal["past", "present"]) -> tuple[str, str]:
    """The letters of `body` with their vowels, as onset and link."""
    past = tense == "past"
    if past and body.startswith("A"):
        body = body[1:]
        start = "i"
    else:
        start = ""
    match form:
        case "I":
            return body, "a" if past else ""
        case "II":
            return body, "a"
        case "III":
            return body[:-1], "A"
        case "IV" if past:
            return "ءa" + body[1:], ""
        case "IV+" if past:
            return "ءA", ""
        case "V" | "Q2":
            return body[:1] + "a" + "a".join(body[1:]), "a" if form == "V" else ""
        case "VI":
            return body[:1] + "a" + body[1:-1], "A"
        case "VII" | "VIII":
            return start + body, "a"
        case "VIII+":
            return start + body + body[:1], "a"
        case "X":
            return start + body[:2] + "a" + body[2:], ""
        case "Q1":
            return "a".join(body), ""
        case "Q4":
            return start + body[:-1] + "a" + body[-1:], ""
        case _:
            return start + body, ""


def _build(past: str, present: str, full: str, rest: str, weak: Literal["sound", "hollow", "doubled", "defective"]) -> _Verb:
    cut = 1 if weak == "doubled" else 2
    form = _form(full[:-cut], rest)
    if form == "I" and rest[:1] == "ء" and present[1:2] == "ؤ" and weak in ("sound", "defective"):
        form = "II"  # أكد/يؤكد, أدى/يؤدي
    stems: list[_Stem] = []
    for raw, letters, tense in ((past, full, "past"), (present, rest, "present")):
        onset, link = _voiced(letters[:-cut], form, "past" if tense == "past" else "present")
        if form == "II" and tense == "past":
            link = "a"
        c2 = "" if weak in ("hollow", "doubled") else letters[-2:-1]
        vowel = _SEAT_VOWEL.get(raw[-1:]) or _SEAT_VOWEL.get(raw[-2:-1]) or ("a" if tense == "past" or form in ("V", "VI", "Q2") else "i")
        if weak == "hollow":
            vowel = {"و": "U", "ي": "I"}.get(letters[-2:-1], "A")
        elif weak == "defective":
            vowel = {"و": "U", "ي": "I"}.get(letters[-1:], "Y" if raw[-1:] == "ى" else "A")
        stems.append(_Stem(onset, link, c2, "" if weak == "defective" else letters[-1:], vowel))
    return _Verb(form, weak, stems[0], stems[1])


# --- the endings -------------------------------------------------------------------------------------------------------

# (ending, before which the stem is in its long (C) or its short (V) shape, number, gender, person, construct).
# A bare ا after U is the silent one of the plural; it goes before an enclitic.
_Ending = tuple[str, str, Number, Gender, Person, bool]
_PAST: tuple[_Ending, ...] = (
    ("", "V", "s", "m", "3", False),
    ("aت", "V", "s", "f", "3", False),
    ("A", "V", "d", "m", "3", False),
    ("aتA", "V", "d", "f", "3", False),
    ("Uا", "V", "p", "m", "3", False),
    ("U", "V", "p", "m", "3", True),
    ("ن", "C", "p", "f", "3", False),
    ("ت", "C", "s", "", "1", False),
    ("نA", "C", "p", "", "1", False),
    ("تم", "C", "p", "m", "2", False),
    ("تمU", "C", "p", "m", "2", True),
)
# The same for the present, with the personal prefix; J is the jussive shape.
_PRESENT: tuple[tuple[str, _Ending], ...] = (
    ("ي", ("", "V", "s", "m", "3", False)),
    ("ت", ("", "V", "s", "f", "3", False)),
    ("ء", ("", "V", "s", "", "1", False)),
    ("ن", ("", "V", "p", "", "1", False)),
    ("ي", ("", "J", "s", "m", "3", False)),
    ("ت", ("", "J", "s", "f", "3", False)),
    ("ء", ("", "J", "s", "", "1", False)),
    ("ن", ("", "J", "p", "", "1", False)),
    ("ي", ("Aن", "V", "d", "m", "3", False)),
    ("ي", ("A", "V", "d", "m", "3", False)),
    ("ت", ("Aن", "V", "d", "f", "3", False)),
    ("ت", ("A", "V", "d", "f", "3", False)),
    ("ي", ("Uن", "V", "p", "m", "3", False)),
    ("ي", ("Uا", "V", "p", "m", "3", False)),
    ("ي", ("U", "V", "p", "m", "3", True)),
    ("ي", ("ن", "C", "p", "f", "3", False)),
    ("ت", ("Uن", "V", "p", "m", "2", False)),
    ("ت", ("Uا", "V", "p", "m", "2", False)),
    ("ت", ("U", "V", "p", "m", "2", True)),
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A stem ready for endings: before a vowel or nothing, before a consonant, in the jussive. A defective stem ends before
    its `final` long vowel, which `glide` stands for between vowels."""

    full: str
    consonant: str = ""
    jussive: str = ""
    final: str = ""
    glide: str = "ي"

    def with_ending(self, ending: str, kind: str) -> str:
        if not self.final:
            return {"V": self.full, "C": self.consonant, "J": self.jussive}[kind] + ending
        short = {"U": "u", "I": "i"}.get(self.final, "a")
        if not ending:
            return self.full + (short if kind == "J" else self.final)
        if ending[0] == "U":
            return self.full + (ending if short != "a" else "aو" + ending[1:])
        if ending[0] == "A":
            return self.full + short + ("و" if short == "u" else self.glide) + ending
        if ending[0] == "a":
            return self.full + (ending if short == "a" else short + "ي" + ending)
        return self.full + ("a" + self.glide if short == "a" else self.final) + ending


_PASSIVE = str.maketrans({"a": "u", "i": "u", "A": "U"})


def _past_shape(verb: _Verb, voice: Literal["active", "passive"]) -> _Shape:
    stem = verb.past
    onset, link, vowel = stem.onset, stem.link, stem.vowel
    if voice == "passive":
        onset, link = onset.translate(_PASSIVE), link.translate(_PASSIVE)
        if verb.form in ("IV", "X") and onset.endswith("uي"):
            onset = onset[:-1] + "و"  # أيقن → أوقن
    match verb.weak:
        case "sound":
            full = onset + link + stem.c2 + (vowel if voice == "active" else "i") + stem.c3
            return _Shape(full, full, full)
        case "hollow":
            # The short vowel shows only beside a hamza: جئت, سؤت, أسأت.
            short = "i" if voice == "passive" else "a" if verb.form != "I" else "u" if verb.present.vowel == "U" else "i"
            return _Shape(onset + ("A" if voice == "active" else "I") + stem.c3, onset + short + stem.c3)
        case "doubled":
            last = "a" if voice == "active" else "i"
            full = onset + (link if link in ("A", "U") else last) + stem.c3 * 2
            return _Shape(full, onset + link + stem.c3 + last + stem.c3)
        case "defective":
            from_waw = verb.form == "I" and vowel == "A" and stem.c2 != "ي"  # دعا: دعوا, دعوت
            final = vowel if voice == "active" else "I"
            return _Shape(onset + link + stem.c2, final=final, glide="و" if from_waw else "ي")


def _present_shape(verb: _Verb, voice: Literal["active", "passive"]) -> _Shape:
    stem = verb.present
    onset, link, vowel = stem.onset, stem.link, stem.vowel
    if voice == "passive":
        vowel = {"sound": "a", "hollow": "A", "doubled": "a", "defective": "Y"}[verb.weak]
        if verb.form == "I" and not onset and verb.past.onset == "و":
            onset = "و"  # يصل: يوصل
    match verb.weak:
        case "sound":
            full = onset + link + stem.c2 + vowel + stem.c3
            return _Shape(full, full, full)
        case "hollow":
            short = onset + vowel.lower() + stem.c3
            return _Shape(onset + vowel + stem.c3, short, short)
        case "doubled":
            full = onset + (link if link == "A" else vowel) + stem.c3 * 2
            long = onset + link + stem.c3 + vowel + stem.c3
            # "لم يستمرر" beside "لم يستمر"; of forms I and IV this would be another verb (يقرر), and it is hardly written.
            return _Shape(full, long, long if verb.form in ("VII", "VIII", "X") else full)
        case "defective":
            return _Shape(onset + link + stem.c2, final=vowel)


def _before_object(shape: _Shape, vowels: str) -> Iterator[str]:
    """What a stem without an ending is before an object enclitic, in sounds, where that may be written otherwise."""
    if shape.final == "Y":
        yield shape.full + "A"
    elif shape.full.endswith("ء"):
        yield from (shape.full + vowel for vowel in vowels)


def _imperative(verb: _Verb) -> str | None:
    """The masculine plural of the imperative, without its ending."""
    stem = _present_shape(verb, "active").with_ending("Uا", "V")
    if verb.form in ("IV", "IV+"):
        return "ءa" + stem
    if verb.form == "I" and stem[0] in "ءو":
        return None  # خذوا, but ائذنوا: each its own way, and not a form of the news
    return stem if stem[1:2] in tuple("aiuAIU") else "i" + stem


def _verb(verb: _Verb, voices: Sequence[Literal["active", "passive"]]) -> Iterator[tuple[str, Form]]:
    """All forms of one reading, as sounds and as a Form whose text is still empty."""
    for voice in voices:
        shape = _past_shape(verb, voice)
        for ending, kind, number, gender, person, construct in _PAST:
            yield shape.with_ending(ending, kind), Form("", "past", voice, number, gender, person, construct)
        if voice == "active":
            for sounds in _before_object(shape, "a"):
                yield sounds, Form("", "past", voice, "s", "m", "3", True)
        shape = _present_shape(verb, voice)
        short = verb.prefix if voice == "active" else "u"
        for prefix, (ending, kind, number, gender, person, construct) in _PRESENT:
            if kind == "J" and prefix != "ي" and len(shape.full) == 1:
                continue  # two letters, nearly always another word: تل of يلي, أن of يني
            yield prefix + short + shape.with_ending(ending, kind), Form("", "present", voice, number, gender, person, construct)
            if voice == "active" and not ending and kind == "V":
                for sounds in _before_object(shape, "ua"):
                    yield prefix + short + sounds, Form("", "present", voice, number, gender, person, True)
    if "active" in voices and (order := _imperative(verb)) is not None:
        yield order, Form("", "imperative", "active", "p", "m", "2")


def verb_forms(past: str, present: str, *, passive: bool = True) -> tuple[Form, ...]:
    """All forms of the verb whose 3rd person masculine singular is `past`, `present` (plain spelling, hamza right).

    Third persons, first persons, second person plural. `passive=False` leaves the passive out, for verbs that have none
    and whose would-be passive is another word (مات: ميت, عاد: عيد); form VII never has one. A form that is spelled alike in
    both voices comes once, with voice "both". A hollow verb cited in the passive (أصيب/يصاب) has passive forms only.
    Raises ValueError when `past` or `present` is not a verb's citation form.
    """
    past, present = _clean(past), _clean(present)
    wanted: tuple[Literal["active", "passive"], ...] = ("active", "passive") if passive else ("active",)
    if _is_hollow_passive(past, present):
        past, wanted = past[:-2] + "ا" + past[-1], ("passive",)
    voices: dict[Form, set[Voice]] = {}
    seen: set[str] = set()
    for verb in _readings(past, present):
        made: set[str] = set()
        for sounds, form in _verb(verb, wanted[:1] if verb.form in ("VII", "IX", "Q4") else wanted):
            for text in _spell(sounds):
                if text in seen:
                    continue  # the likelier reading has explained it
                made.add(text)
                voices.setdefault(replace(form, text=text, voice="both"), set()).add(form.voice)
        seen |= made
    plain = {replace(form, construct=False) for form in voices if not form.construct}
    return tuple(
        form if len(found) == 2 else replace(form, voice=next(iter(found)))
        for form, found in voices.items()
        if not (form.construct and replace(form, construct=False) in plain)
    )


# --- nouns and adjectives ----------------------------------------------------------------------------------------------

Regular = Literal["f", "m"]
_KASRATAN = "\u064d"


def _definite(word: str) -> str:
    """`word` without marks; a defective one that is written indefinite gets its ي back (تخلٍّ, منتهٍ)."""
    return _clean(word) + ("ي" if _KASRATAN in word[-2:] else "")


def _joined(base: str, ending: str) -> tuple[str, ...]:
    """`base` (without ة) with an ending that begins with ا, و, ي or ة, in all accepted spellings of a last hamza."""
    head, last, first = base[:-1], base[-1], ending[0]
    before = head[-1:]
    if last == "أ":
        if first == "ا":
            return (head + "آ" + ending[1:],)
        return {"و": (head + "ؤ" + ending, base + ending), "ي": (head + "ئ" + ending, base + ending)}.get(first, (base + ending,))
    if last == "ؤ" and first == "ي":
        return (base + ending, head + "ئ" + ending)
    if last == "ء":
        joining = head + "ئ" + ending
        if before and before not in _UNCONNECTED:
            return (joining, head + "ؤ" + ending) if first == "و" and before != "ي" else (joining,)
        if first == "و":
            return (head + "ؤ" + ending, base + ending)
        if first == "ي":
            return (joining, base + ending, *(() if before in "او" else (head + "أ" + ending,)))  # جزأين
        return (base + ending,)
    return (base + ending,)


def _before_enclitic(word: str) -> tuple[str, ...]:
    """The spellings of a word before an enclitic, where it changes: قوة → قوت, قتلى → قتلا, حلفاء → حلفاؤ, حلفائ."""
    head, last, before = word[:-1], word[-1], word[-2:-1]
    match last:
        case "ة":
            return (head + "ت",)
        case "ى":
            return (head + "ا",)
        case "أ":
            return (head + "ؤ", head + "ئ")
        case "ؤ":
            return (head + "ئ",)
        case "ء" if before == "ي":
            return (head + "ئ",)
        case "ء" if before and before in "او":
            return (head + "ؤ", head + "ئ")
        case "ء":
            return (head + "ؤ", head + "ئ", head + "أ")
        case _:
            return ()


def _tanwin(word: str) -> tuple[str, ...]:
    """The accusative with its alef, for words that write one."""
    if word.endswith(("ة", "ى", "ا", "أ", "اء")) or _is_feminine_plural(word):
        return ()
    return _joined(word, "ا")


class _Declension:
    """Collects the forms of one nominal; each is kept once, in the order made."""

    __slots__ = ("_forms", "_tense", "_voice")

    def __init__(self, tense: Tense, voice: Voice) -> None:
        self._forms: dict[Form, None] = {}
        self._tense: Tense = tense
        self._voice: Voice = voice

    def add(self, texts: Iterable[str], number: Number, gender: Gender, *, construct: bool = False) -> None:
        for text in texts:
            form = Form(fold_word(text), self._tense, self._voice, number, gender, "", construct)
            if not (construct and replace(form, construct=False) in self._forms):
                self._forms.setdefault(form)

    def word(self, word: str, number: Number, gender: Gender) -> None:
        """A word as it stands, with its accusative alef and its forms before enclitics."""
        self.add((word,), number, gender)
        self.add(_tanwin(word), number, gender)
        self.add(_before_enclitic(word), number, gender, construct=True)

    def dual(self, base: str, gender: Gender) -> None:
        if base[-1] in "اى":
            base = base[:-1] + ("و" if base[-1] == "ا" and len(base) == 3 else "ي")
        for case in ("ا", "ي"):
            self.add(_joined(base, case + "ن"), "d", gender)
            self.add(_joined(base, case), "d", gender, construct=True)

    def masculine_plural(self, base: str) -> None:
        base = base.rstrip("ى") or base
        for case in ("و", "ي"):
            self.add(_joined(base, case + "ن"), "p", "m")
            self.add(_joined(base, case), "p", "m", construct=True)

    def feminine_plural(self, base: str) -> None:
        self.add(_joined(base[:-1] + "ي" if base[-1] == "ى" else base, "ات"), "p", "f")

    def forms(self) -> tuple[Form, ...]:
        return tuple(self._forms)


# Verbal nouns of the derived patterns, whose plural is in ات: تفعيل, تفاعل, تفعل; إفعال; افتعال, انفعال, استفعال.
_MASDAR = re.compile(r"ت..ي.|ت[^ا]ا..|ت[^ا][^اي][^اي]|إ..ا.|ا...?.?ا.")
# What is spelled like a participle, or is a nisba: persons take ون, things ات.
_PERSON_OR_THING = re.compile(r"م.{3,}(?<![ىا])|.ا[^ا][^اىي]|(?!ت|.ا.ي).{3,}ي")
# Broken plurals and singulars that lose their ي when indefinite: مبان, تحد, واد; and plurals without tanwin: مصانع.
_DROPS_YA = re.compile(r"..?ا[^ي]ي|ت.{1,3}ي")
_DIPTOTE = re.compile(r"[^ت].ا..|..ا.ي.")


def _guess(noun: str) -> tuple[Regular, ...]:
    """The regular plurals a noun is likely to have when none is given."""
    masdar = _MASDAR.fullmatch(noun) or (noun.startswith("ت") and _DROPS_YA.fullmatch(noun))
    if masdar or noun.endswith("ة") or (noun.endswith("ى") and len(noun) > 4):
        return ("f",)
    return ("m", "f") if _PERSON_OR_THING.fullmatch(noun) else ()


def _is_feminine_plural(noun: str) -> bool:
    """Whether a word in ات is a plural, rather than a singular such as ثبات, إثبات, انفلات."""
    return noun.endswith("ات") and len(noun) > 4 and not re.fullmatch(r"إ..ات|ا...ات", noun)


def _add_plural(declension: _Declension, plural: str) -> None:
    if plural.endswith("ون") and len(plural) > 4:  # not عيون, سجون, which are broken plurals
        declension.masculine_plural(plural[:-2])
    elif _is_feminine_plural(plural):
        declension.add((plural,), "p", "f")
    elif _DROPS_YA.fullmatch(plural):
        declension.add((plural, plural[:-1]), "p", "")
    elif _DIPTOTE.fullmatch(plural):
        declension.add((plural,), "p", "")
        declension.add(_before_enclitic(plural), "p", "", construct=True)
    else:
        declension.word(plural, "p", "")


def noun_forms(noun: str, plurals: Sequence[str] = (), *, regular: Regular | None = None) -> tuple[Form, ...]:
    """All forms of a noun (plain spelling, singular) and of its `plurals` (broken or regular).

    `regular` asks for the plural in ات ("f") or ون ("m"); without it and without `plurals` the shape of the noun decides.
    A `noun` that is itself a plural in ات stays alone. The gender is "f" for ة and ات, "m" for ون, else unknown.
    Raises ValueError for what is not one Arabic word.
    """
    noun, plurals = _definite(noun), [_clean(p) for p in plurals]
    declension = _Declension("noun", "both")
    if _is_feminine_plural(noun):
        _add_plural(declension, noun)
    else:
        feminine = len(noun) > 1 and noun.endswith("ة")
        gender: Gender = "f" if feminine else ""
        base = noun[:-1] if feminine else noun
        declension.word(noun, "s", gender)
        if _DROPS_YA.fullmatch(noun):
            declension.add((noun[:-1],), "s", gender)
        declension.dual(base + "ت" if feminine else base, gender)
        for kind in (regular,) if regular else () if plurals else _guess(noun):
            if kind == "m":
                declension.masculine_plural(base)
            elif not base.endswith("ا"):
                declension.feminine_plural(base)
            elif feminine and len(noun) > 4:  # مباراة: مباريات; but حياة, قناة each have their own plural
                declension.feminine_plural(base[:-1] + "ي")
    for plural in plurals:
        _add_plural(declension, plural)
    return declension.forms()


def _agreeing(declension: _Declension, base: str, *, feminine: str, defective: bool) -> None:
    """The forms of a participle or adjective; `feminine` is its feminine singular."""
    declension.word(base, "s", "m")
    if defective:
        declension.add((base[:-1],), "s", "m")
    declension.dual(base, "m")
    declension.masculine_plural(base[:-1] if defective else base)
    declension.word(feminine, "s", "f")
    if feminine.endswith("ة"):
        declension.dual(feminine[:-1] + "ت", "f")
    declension.feminine_plural(base)


def _feminine(base: str) -> str:
    return base[:-1] + "اة" if base.endswith("ى") else _joined(base, "ة")[0]


def participle_forms(masc_sing: str, kind: Literal["active", "passive"]) -> tuple[Form, ...]:
    """All forms of a participle from its masculine singular. A defective one is given with its ي (منتهي), or with its
    kasratan (منتهٍ). Raises ValueError for what is not one Arabic word."""
    base = _definite(masc_sing)
    declension = _Declension(kind, kind)
    # A passive in ي (منفي) has a doubled one, which stays.
    _agreeing(declension, base, feminine=_feminine(base), defective=kind == "active" and len(base) > 2 and base.endswith("ي"))
    return declension.forms()


def adjective_forms(masc_sing: str) -> tuple[Form, ...]:
    """All forms of an adjective from its masculine singular: nisba (عسكري), plain (كبير), colour and elative (أحمر, أكبر).

    Raises ValueError for what is not one Arabic word.
    """
    base = _clean(masc_sing)
    declension = _Declension("noun", "both")
    if len(base) == 4 and base.startswith("أ") and base[-1] not in "يىة":
        declension.word(base, "s", "m")
        declension.dual(base, "m")
        declension.masculine_plural(base)
        declension.word(base[1:] + "اء", "s", "f")
        declension.dual(base[1:] + "او", "f")
        declension.word(base[1:] + "ى", "s", "f")
        declension.dual(base[1:] + "ى", "f")
    else:
        _agreeing(declension, base, feminine=_feminine(base), defective=False)
    return declension.forms()
