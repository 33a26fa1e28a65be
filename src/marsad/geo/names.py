"""The names of places in a text: where one may begin, how far it reaches, and what is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from marsad.gazetteer import Found
from marsad.geo.told import Name
from marsad.geo.words import Heard, Meaning, PlaceWords, cuts
from marsad.mentions.marked import Marked
from marsad.text.names import keys_of

Find = Callable[[Iterable[str]], Mapping[str, tuple[Found, ...]]]

GLUE = frozenset(('"', "-", "'"))  # marks that may stand inside a name
_LONGEST = 5  # words of a name


class Names:
    """The words and names of one phrase: tokens `first` to `last` (excluded) of a text, `cut` letters of the first of which do not belong
    to it. `find` gives the places under keys of names."""

    def __init__(self, m: Marked, words: PlaceWords, find: Find, first: int, last: int, cut: int) -> None:
        self._m = m
        self._words = words
        self._find = find
        self._first = first
        self._last = last
        self._cut = cut

    def text(self, i: int) -> str:
        text = self._m.tokens[i].text
        return text[self._cut :] if i == self._first else text

    def hear(self, i: int, end: int) -> Heard | None:
        return self._words.hear(self.text(i)) if i < end and self._m.tokens[i].kind == "word" else None

    def meaning(self, i: int, end: int, section: str) -> tuple[Heard, Mapping[str, Any]] | None:
        heard = self.hear(i, end)
        if heard is None:
            return None
        return next(((heard, m.entry) for m in heard.meanings if m.section == section), None)

    def meanings(self, i: int, end: int, section: str) -> list[Meaning]:
        heard = self.hear(i, end)
        return [m for m in heard.meanings if m.section == section] if heard is not None else []

    def joined(self, i: int) -> bool:
        heard = self.hear(i, self._last)
        name = self._m.names.get(i)
        pro = heard.pro if heard is not None else name.pro if name is not None else self._m.words[i].pro
        return pro[:1] == "و" or self._m.tokens[i - 1].text == "و"

    def licensed(self, i: int) -> bool:
        """Whether a name may begin here without a word of kind: where the phrase begins, behind a preposition or a mark, or where the
        text's names are known."""
        if i == self._first or i in self._m.names:
            return True
        before = self._m.tokens[i - 1]
        return before.text in self._words.links or (before.kind == "mark" and before.text != "(") or self._m.words[i].pro[-1:] in ("ب", "ل")

    def stem(self, i: int) -> str:
        """A word that was heard, less its article and what is written onto it."""
        return next((rest.removeprefix("ال") for _, rest in cuts(self.text(i)) if rest.removeprefix("ال") in self._words.words), "")

    def links(self, i: int) -> bool:
        return self._m.tokens[i].text in self._words.links or self._m.tokens[i].kind == "mark" or self.text(i)[:1] in ("ل", "ب")

    def unlisted(self, i: int, end: int) -> bool:
        return i < end and self._m.tokens[i].kind == "word" and self._m.words[i].cls == "unlisted"

    def known(self, i: int) -> bool:
        name = self._m.names.get(i)
        return name is not None and name.entry.kind == "place"

    def name(self, i: int, end: int, *, kinds: tuple[str, ...] = (), least: int = 1, joined: bool = False) -> tuple[Name, int] | None:
        """The longest name of a place that begins at a token. A single word that is also a common one counts where the text's names
        hold it or a word of kind asks for it."""
        if i >= end or self._m.tokens[i].kind == "mark":
            return None
        windows = list(self._windows(i, end))
        found = self._find(k for _, _, keys in windows for k in keys)
        if not found:
            return None
        known = self._m.names.get(i)
        is_place = known is not None and known.entry.kind == "place"
        for last, words, keys in windows:
            places = _all(found.get(k, ()) for k in keys)
            if known is not None and not is_place and last <= known.last:
                # A state is a country too ("سوريا"); another actor's name is no place.
                places = tuple(f for f in places if f.place.kind == "country" and last == known.last)
            if not places or last - i < least:
                continue
            listed = (known is not None and known.last == last) or any(f.place.kind == "country" for f in places)
            if last == i + 1 and not listed and not self._stands(i, end, kinds=kinds, joined=joined):
                continue
            return Name(words, places), last
        return None

    def _stands(self, i: int, end: int, *, kinds: tuple[str, ...], joined: bool) -> bool:
        """Whether one word that the text's names do not hold may be a name here. A word that is listed as another noun is one behind
        a word of kind without article ("حي الميدان", no "الأحياء القديمة", no "مناطق واسعة"). Behind an unlisted word nothing may
        follow but what belongs to a place: a name has no genitive ("أكبر قاعدة"), an adjective only where a word of kind says so."""
        m = self._m
        if i in m.numbers or self._homely(i, end):
            return False
        text = self.text(i)
        after_kind = bool(kinds) and i > self._first and not self.det(i - 1)
        if self._common(i):
            if self.licensed(i) and any(s.entry.kind == "place" and not s.entry.weak for s in m.words[i].senses):
                return True  # "إب وسط اليمن": where a place stands, a name that is also a word is the name
            named = text.startswith("ال") or text[1:3] == "ال" or any(s.entry.kind == "place" for s in m.words[i].senses)
            return (after_kind or joined) and named and m.parts[i] in "NXV"
        if kinds and i > self._first and not after_kind and not joined:
            return False
        j = i + 1
        if j >= end or m.tokens[j].kind == "mark" or m.tokens[j].text in self._words.links:
            return True
        heard = self.hear(j, end)
        if heard is not None and not heard.pro and not heard.det and heard.meanings[-1].section == "kinds":
            return False
        if heard is not None or self.text(j)[:1] in ("و", "ب", "ل") or m.parts[j] not in "NX":
            return True
        return (after_kind or joined) and (m.words[j].adjective or not m.words[j].det)

    def det(self, i: int) -> bool:
        heard = self.hear(i, self._last)
        return heard is not None and heard.det

    def _homely(self, i: int, end: int) -> bool:
        """Whether a word stands for a place named before, or for a nationality: it is no name."""
        heard = self.hear(i, end)
        if heard is None:
            return False
        return any(
            (a.section == "kinds" and heard.det and a.entry.get("again")) or a.section in ("nationalities", "homeland", "directions")
            for a in heard.meanings
        )

    def _common(self, i: int) -> bool:
        """Whether a word is listed as something else than a name; a verb does not count, for a place phrase has none."""
        word = self._m.words[i]
        return any(
            s.entry.kind not in ("place", "outlet", "actor") and not s.finite and not s.pro and not s.enc and s.entry.cls != "name"
            for s in word.senses
        )

    def _windows(self, i: int, end: int) -> Iterable[tuple[int, str, tuple[str, ...]]]:
        """(token behind, words, keys) of the runs of words that begin at a token and may be one name, the longest first; a run counts as
        it is written, then less what may be written onto its first word."""
        tokens = self._m.tokens
        out: list[tuple[int, list[str]]] = []
        run: list[str] = []
        j = i
        while j < end and len(run) < _LONGEST:
            if tokens[j].kind == "mark":
                if tokens[j].text not in GLUE or not run:
                    break
                j += 1
                continue
            if run and (self._m.parts[j] in "VS" or tokens[j].text in self._words.links):
                break
            run = [*run, self.text(j) if j == i else tokens[j].text]
            j += 1
            out.append((j, run))
        known = self._m.names.get(i)
        pro = known.pro if known is not None and i != self._first else ""
        heads = [pro] if pro else [""]
        if not pro and out and (i != self._first or not self._cut):
            heads += [p for p, _ in cuts(out[0][1][0]) if p]
        if not out:
            return
        firsts = [rest for head in heads for p, rest in cuts(out[0][1][0]) if p == head and (not head or len(rest) > 2)]
        for last, words in reversed(out):
            for first in firsts:
                whole = [first, *words[1:]]
                yield last, " ".join(whole), keys_of(whole)


def _all(found: Iterable[tuple[Found, ...]]) -> tuple[Found, ...]:
    """All places under several keys, each once."""
    out: dict[str, Found] = {}
    for places in found:
        for f in places:
            out.setdefault(f.place.id, f)
    return tuple(out.values())
