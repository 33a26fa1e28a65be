"""Sentences of reports: what a claim says, when, and who says so, in Arabic or English.

Known actors and places have their names in the language of the report; all else stands in the words of the article, in quotation marks.
Nothing else is told, so that all that stands in a sentence is in the claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marsad import lexicon
from marsad.export.document import plain
from marsad.model import Claim, Filler, Quantity, Source
from marsad.synthesis import arabic, english
from marsad.synthesis.parties import Party, party_of
from marsad.synthesis.statements import Statement
from marsad.synthesis.wording import Code, Happening, Words, words

_IDAFA = "{x}"


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: the words of a language, and the country (ISO 3166) whose names of months are used."""

    words: Words
    country: str | None = None

    @classmethod
    def of(cls, code: Code, country: str | None = None) -> Teller:
        return cls(words(code), country)

    def said(self, group: str, name: str, **parts: str) -> str:
        """A template with its parts in it."""
        return self.words.phrases[group][name].format(**parts)

    def quoted(self, text: str) -> str:
        """The words of an article, marked as such."""
        return self.said("marks", "quoted", x=plain(text))

    def day(self, date: dt.date) -> str:
        """A day, as the language writes it."""
        return arabic.day(date, self.words, self.country) if self.words.code == "ar" else english.day(date, self.words)

    def days(self, start: dt.date | None, end: dt.date | None) -> str:
        """Days from one to another, either of them open; empty where both are."""
        if start is None or end is None:
            known, which = (end, "until") if start is None else (start, "since")
            return "" if known is None else self.said("dates", which, start=self.day(known), end=self.day(known))
        return self.day(start) if start == end else self.said("dates", "span", start=self.day(start), end=self.day(end))

    def listed(self, items: Iterable[str]) -> str:
        """Items as one phrase, each once."""
        once = tuple(dict.fromkeys(items))
        return arabic.listed(once, self.words) if self.words.code == "ar" else english.listed(once, self.words)

    def counted(self, number: int, noun: str, case: arabic.Case = "nominative") -> str:
        """So many of a noun of the words."""
        known = self.words.nouns[noun]
        return arabic.counted(number, known, self.words, case) if self.words.code == "ar" else english.counted(number, known, self.words)

    def amount(self, low: int | float | None, high: int | float | None, unit: str, *, approx: bool) -> str | None:
        """A number between two bounds, in its unit; None where the unit has no noun here, or nothing is known."""
        noun = self.words.nouns.get(unit)
        if noun is None or (low is None and high is None):
            return None
        if self.words.code == "ar":
            return arabic.amount(low, high, noun, self.words, approx=approx)
        return english.amount(low, high, noun, self.words, approx=approx)

    # ---- what a claim says

    def body(self, claim: Claim) -> str:
        """What happens, by whom, to whom, where and how many, without when and who says so."""
        told = self.words.happenings[claim.type]
        roles = {role: tuple(fillers) for role, fillers in claim.roles.items() if fillers}
        verbal = self._verbal(claim, told)
        if verbal is not None:
            head, counted = verbal
            left = [q for q in claim.quantities if q is not counted]
            people = [self.name(f) for f in roles.pop("target", roles.pop("object", ()))]
            text = self.said("joined", "quoted_after", x=head, quotes=self.listed(people)) if people else head
        else:
            text, left = told.head, list(claim.quantities)
            if _IDAFA in told.roles.values() and not any(told.roles[role] == _IDAFA for role in roles):
                text = told.alone
        joined = sorted((r for r in told.roles if r in roles), key=lambda role: told.roles[role] != _IDAFA)
        text = " ".join((text, *(self._joined(told, role, roles[role]) for role in joined)))
        figures = [self.figure(q) for q in left if not _within(q, claim.roles)]
        return self.said("joined", "quoted_after", x=text, quotes=self.listed(figures)) if figures else text

    def sentence(self, group: Sequence[Statement], *, dated: bool) -> str:
        """What several claims say alike, and who says so; with its days where `dated` asks for them and the claims tell some."""
        first = group[0]
        text = self.body(first.claim)
        told = self.days(first.period.start, first.period.end) if dated and first.period.told else ""
        if told:
            text = self.said("joined", "dated", days=told, x=text)
        said = self.said("statuses", first.claim.status, x=text, voices=self.by(self.voice(s) for s in group))
        return said[:1].upper() + said[1:]

    def name(self, filler: Filler) -> str:
        """Who or what fills a role: the known name of a place or an actor, else the words."""
        if filler.location is not None:
            return self.place(filler.location.name_ar, filler.location.name_en)
        return self.party(party_of(filler, {}))

    def party(self, party: Party) -> str:
        """A party by its known name, else in the words of the claim."""
        return self.quoted(party.name) if party.id is None else self.place(party.name, party.name_en)

    def place(self, name_ar: str, name_en: str | None) -> str:
        """A known name; in English the Arabic one in quotation marks where there is no other."""
        if self.words.code == "ar":
            return plain(name_ar)
        return plain(name_en) if name_en else self.quoted(name_ar)

    def figure(self, quantity: Quantity) -> str:
        """The amount of a quantity, in its words where it has no better ones here."""
        return self._amount(quantity) or self.quoted(quantity.span.text)

    def located(self, type: str, name: str) -> str:
        """A place as it is joined to what happens there."""
        return self._at(self.words.happenings[type], (name,))

    # ---- who says so

    def voice(self, statement: Statement) -> str:
        """Who says so in the end, and through whom; the outlet, or the article itself, where it cites nobody."""
        chain = [self._source(source) for source in statement.claim.sources]
        if not chain:
            return self.quoted(statement.outlet) if statement.outlet else self.said("voices", "article")
        if len(chain) == 1:
            return chain[0]
        return self.said("voices", "through", x=chain[-1], outer=self.listed(reversed(chain[:-1])))

    def by(self, voices: Iterable[str]) -> str:
        """That these say so."""
        return self.said("voices", "by", x=self.listed(voices))

    def _source(self, source: Source) -> str:
        if source.name is None:
            return self.quoted(source.span.text)
        return self.place(source.name, _english().get(source.name))

    # ---- parts of bodies

    def _verbal(self, claim: Claim, told: Happening) -> tuple[str, Quantity] | None:
        """The verb with what it counts, and the quantity that tells it; None where nothing is counted, or in words of its own."""
        for quantity in claim.quantities:
            noun = self.words.nouns.get(quantity.unit)
            if told.verb is None or noun is None or quantity.of != "count" or quantity.high == 0:
                continue
            amount = self._amount(quantity)
            if amount is not None and any(self.words.nouns[name] == noun for name in told.counts):
                return f"{arabic.verb(told.verb, noun)} {amount}", quantity
        return None

    def _joined(self, told: Happening, role: str, fillers: Sequence[Filler]) -> str:
        names = tuple(self.name(f) for f in fillers)
        if role == "place":
            return self._at(told, names)
        one = role == "party" and len(set(names)) == 1
        return told.roles["one_party" if one else role].format(x=self.listed(names))

    def _at(self, told: Happening, names: Sequence[str]) -> str:
        bare = names[0].split(" ")[0] in self.words.bare_places
        return told.roles["bare_place" if bare else "place"].format(x=self.listed(names))

    def _amount(self, quantity: Quantity) -> str | None:
        """The amount of a quantity; None where its words say it better, as those of "dozens" and "thousands" do."""
        if quantity.low != quantity.high and not any(ch.isdigit() for ch in quantity.span.text):
            return None
        return self.amount(quantity.low, quantity.high, quantity.unit, approx=quantity.approx)


def _within(quantity: Quantity, roles: Mapping[str, tuple[Filler, ...]]) -> bool:
    """Whether the words of a number stand in those that fill a role and are quoted, so that it is told already."""
    q = quantity.span
    return any(
        f.span.start <= q.start and q.end <= f.span.end and f.location is None and f.actor is None for fs in roles.values() for f in fs
    )


@cache
def _english() -> dict[str, str]:
    """The English names of actors and outlets, by their Arabic ones."""
    return {e.name_ar: e.name_en for e in lexicon.load().entries if e.name_ar and e.name_en}
