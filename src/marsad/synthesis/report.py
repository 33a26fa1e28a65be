"""A situation report: what a ledger tells of a place and a period, in sentences that each say which claims they rest on.

What the claims assert stands in sections by what it is about, what they deny, expect or want stands apart, and what is not known is said.
Sentences without a note speak of the report itself: what it covers, and how many claims lack a place or a time.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marsad.export.document import Document, Note, Section, Sentence, plain
from marsad.synthesis.disagreements import Disagreement, disagreements
from marsad.synthesis.figures import Figure
from marsad.synthesis.held import Held, besiegers, holders, silent
from marsad.synthesis.incidents import Incident
from marsad.synthesis.statements import Statement
from marsad.synthesis.telling import Teller
from marsad.synthesis.wording import Code, data
from marsad.text.names import keys_of, words_of

Key = tuple[dt.date, dt.date, str, int, str]

_LONGEST = 300  # characters of a quotation


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: places by their names as they were asked for (none: all), and days, both included; None is open."""

    places: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None

    def holds(self, statement: Statement) -> bool:
        """Whether a claim may be of these days. One that tells no time is of the day on which it came out."""
        period = statement.period
        start = period.start if period.told else period.end
        ends_before = self.start is not None and period.end is not None and period.end < self.start
        starts_after = self.end is not None and start is not None and start > self.end
        unknown = not period.told and period.end is None and (self.start is not None or self.end is not None)
        return not (ends_before or starts_after or unknown)


@dataclass(frozen=True, slots=True)
class Material:
    """What a report is made of: the statements, in any order; `quotes` gives the sentence that a claim stands in; incidents and their
    figures, and who holds and besieges the places on the last day, where they are known."""

    statements: tuple[Statement, ...]
    quotes: Callable[[Statement], str]
    incidents: tuple[Incident, ...] = ()
    figures: tuple[Figure, ...] = ()
    held: tuple[Held, ...] = ()


def report(material: Material, scope: Scope, language: Code) -> Document:
    """The report on what of the material is within the scope, the same whatever the order of the statements."""
    told = sorted((s for s in material.statements if scope.holds(s)), key=_order)
    return _Writer(Teller.of(language, _country(told)), told, material, scope).document()


def _order(s: Statement) -> Key:
    period = s.period
    return (period.start if period.told else period.end) or dt.date.min, period.end or dt.date.min, s.article, s.claim.trigger.start, s.id


def _country(told: Iterable[Statement]) -> str | None:
    """The country of most places, by their P-codes."""
    codes = Counter(p.pcode[:2].upper() for s in told for p in s.places if p.pcode)
    return min(codes, key=lambda code: (-codes[code], code), default=None)


class _Writer:
    """A report while it is written: the claims that were cited so far have their numbers."""

    def __init__(self, teller: Teller, told: Sequence[Statement], material: Material, scope: Scope) -> None:
        self._t = teller
        self._told = told
        self._material = material
        self._scope = scope
        self._by_id = {id: s for held in material.held for id, s in held.behind.items()} | {s.id: s for s in told}
        self._notes: dict[str, int] = {}

    def document(self) -> Document:
        sections = tuple(self._sections())
        return Document(
            self._t.words.code,
            self._title(),
            tuple(self._lead()),
            (*sections, *self._unknown()),
            tuple(self._note(self._by_id[id]) for id in self._notes),
            self._t.said("sections", "notes"),
        )

    # ---- the sections

    def _sections(self) -> Iterator[Section]:
        layout = data("sections.yaml")
        asserted = [s for s in self._told if s.claim.status == "asserted"]
        for part in layout["sections"]:
            if part["section"] == "figures":
                yield from self._section("figures", self._figures())
                continue
            chosen = [s for s in asserted if _section_of(s, layout["sections"]) == part["section"]]
            if part.get("by_day"):
                if chosen:
                    yield Section(self._t.said("sections", part["section"]), sections=tuple(self._days(chosen)))
            else:
                yield from self._section(part["section"], self._stands_and_happened(part.get("from"), chosen))
        yield from self._section("disagreements", self._disagreements(layout["disagreements"]))
        for name in ("denied", "expected"):
            chosen = [s for s in self._told if s.claim.status in layout[name] and s.claim.type not in layout["left_out"]]
            yield from self._section(name, self._sentences(chosen, dated=True))

    def _section(self, name: str, sentences: Iterable[Sentence]) -> Iterator[Section]:
        made = tuple(sentences)
        if made:
            yield Section(self._t.said("sections", name), made)

    def _stands_and_happened(self, picture: str | None, chosen: Sequence[Statement]) -> Iterator[Sentence]:
        """What stands on the last day, from the picture of control or of sieges, then the claims that it does not tell already."""
        told = {"control": holders, "siege": besiegers}.get(picture or "")
        stands = [] if told is None else [each for held in self._material.held for each in told(held, self._t)]
        for text, claims in stands:
            yield self._sentence(text[:1].upper() + text[1:], claims)
        already = {id for _, claims in stands for id in claims}
        yield from self._sentences((s for s in chosen if s.claim.type != picture or s.id not in already), dated=True)

    def _days(self, chosen: Sequence[Statement]) -> Iterator[Section]:
        """A section for each day; what may be of several days stands under all of them, what tells no time under the day it came out."""
        headings: dict[str, list[Statement]] = {}
        for s in chosen:
            headings.setdefault(self._heading(s), []).append(s)
        for heading, here in headings.items():
            yield Section(heading, tuple(self._sentences(here, dated=False)))

    def _heading(self, s: Statement) -> str:
        if s.period.told:
            return self._t.said("sections", "day", day=self._t.days(s.period.start, s.period.end))
        return (
            self._t.said("sections", "never") if s.published is None else self._t.said("sections", "no_day", day=self._t.day(s.published))
        )

    def _sentences(self, chosen: Iterable[Statement], *, dated: bool) -> Iterator[Sentence]:
        """A sentence for each thing that is said; claims that say the same share one. Those of one incident stand together."""
        groups: dict[tuple[str, ...], list[Statement]] = {}
        incident_of = {id: n for n, incident in enumerate(self._material.incidents) for id in incident.claims}
        first: dict[int, int] = {}
        ordered = list(chosen)
        for n, s in enumerate(ordered):
            first.setdefault(incident_of.get(s.id, -1 - n), n)
        ordered = [s for _, s in sorted(enumerate(ordered), key=lambda of: (first[incident_of.get(of[1].id, -1 - of[0])], of[0]))]
        for s in ordered:
            days = self._t.days(s.period.start, s.period.end) if s.period.told else ""
            groups.setdefault((self._t.body(s.claim), s.claim.status, days), []).append(s)
        for group in groups.values():
            yield self._sentence(self._t.sentence(group, dated=dated), (s.id for s in group))

    def _figures(self) -> Iterator[Sentence]:
        for figure in self._material.figures:
            rows = [row for row in figure.standing if row.claim in self._by_id]
            if len(rows) > 1 and len(rows) == len(figure.standing):
                text = self._figure(figure)
                if text:
                    yield self._sentence(text[:1].upper() + text[1:], (row.claim for row in rows))

    def _figure(self, figure: Figure) -> str | None:
        """The range over all voices, and what each of them says; None where the figures have no words here."""
        told = self._t.words.happenings[figure.measure]
        over = self._t.amount(figure.low, figure.high, figure.unit, approx=False)
        if over is None:
            return None
        said = [self._by_id[row.claim] for row in figure.standing]
        counted = zip(said, figure.standing, strict=True)
        amounts = [self._t.figure(q) for s, row in counted for q in s.claim.quantities if (q.low, q.high) == (row.low, row.high)]
        if len(amounts) != len(said):
            return None  # a claim that counts two groups alike
        head = f"{told.verb[self._t.words.nouns[figure.unit].gender]} {over}" if told.verb else f"{told.head} ({over})"
        named = next((p for s in said for p in s.places), None)
        where = "" if named is None else f" {self._t.located(figure.measure, self._t.place(named.name_ar, named.name_en))}"
        parts = [
            self._t.said("joined", "part", amount=a, voices=self._t.by([self._t.voice(s)])) for a, s in zip(amounts, said, strict=True)
        ]
        return self._t.said("joined", "figure", x=head + where, parts=self._t.said("joined", "between_parts").join(parts))

    def _disagreements(self, most: int) -> Iterator[Sentence]:
        for each in disagreements(self._told, self._material.incidents, self._material.figures)[:most]:
            yield self._sentence(self._disagreement(each), each.claims)

    def _disagreement(self, d: Disagreement) -> str:
        said = self._t.words.phrases["about"]
        named = next((p for id in d.claims for p in self._by_id[id].places), None)
        place = said["nowhere"] if named is None else self._t.place(named.name_ar, named.name_en)
        sides = []
        for side in d.sides:
            says = said[side.says] if d.about == "happened" else self._says(d, side.claims[0], side.says)
            voices = self._t.by(self._t.voice(self._by_id[id]) for id in side.claims)
            sides.append(self._t.said("joined", "side", says=says, voices=voices))
        about = self._t.said("about", d.about, type=self._t.words.happenings[d.type].head, place=place)
        return self._t.said("joined", "disagreement", about=about, sides=self._t.said("joined", "between_sides").join(sides))

    def _says(self, d: Disagreement, claim: str, says: str) -> str:
        """What a side says, by its first claim: a name, days, or the words of a figure."""
        s = self._by_id[claim]
        if d.about in ("who", "holder"):
            return self._t.listed(self._t.name(f) for f in s.claim.roles.get("agent", ()))
        if d.about == "where":
            return self._t.listed(self._t.place(p.name_ar, p.name_en) for p in s.places)
        return self._t.days(s.period.start, s.period.end) if d.about == "when" else self._t.quoted(says)

    # ---- what is said of the report itself

    def _title(self) -> str:
        places = self._scope.places
        return (
            self._t.said("texts", "title", place=self._t.listed(map(plain, places))) if places else self._t.said("texts", "title_anywhere")
        )

    def _lead(self) -> Iterator[Sentence]:
        days = self._t.days(self._scope.start, self._scope.end)
        yield Sentence(self._t.said("texts", "period", days=days) if days else self._t.said("texts", "all_time"))
        if not self._told:
            yield Sentence(self._t.said("texts", "empty"))
            return
        articles = len({s.article for s in self._told})
        counts = {"claims": self._t.counted(len(self._told), "claim"), "articles": self._t.counted(articles, "article", "genitive")}
        yield Sentence(self._t.said("texts", "method", **counts))

    def _unknown(self) -> Iterator[Section]:
        left_out = data("sections.yaml")["left_out"]
        said = [s for s in self._told if s.claim.type not in left_out]
        counts: Mapping[str, int] = {
            "no_place": sum(not s.places for s in said),
            "no_time": sum(not s.period.told for s in said),
            "statements": len(self._told) - len(said),
            "gone": sum(s.state != "live" for s in self._told),
        }
        made = [Sentence(self._t.said("texts", name, claims=self._t.counted(n, "claim"))) for name, n in counts.items() if n]
        unheard = [plain(place) for place in self._scope.places if not self._tells_of(place)]
        if unheard:
            made.insert(0, Sentence(self._t.said("texts", "silent", places=self._t.listed(unheard))))
        for held in self._material.held:
            if silent(held) and held.control.at is not None:
                place = self._t.place(held.control.spot.name_ar, held.control.spot.name_en)
                made.append(Sentence(self._t.said("texts", "no_holder", place=place, day=self._t.day(held.control.at))))
        yield from self._section("unknown", made)

    def _tells_of(self, name: str) -> bool:
        wanted = set(keys_of(words_of(name)))
        return any(
            wanted & set(keys_of(words_of(spelled)))
            for s in self._told
            for fillers in s.claim.roles.values()
            for f in fillers
            for spelled in ((f.location.name_ar, f.location.name_en or "") if f.location is not None else (f.span.text,))
        )

    # ---- notes

    def _sentence(self, text: str, claims: Iterable[str]) -> Sentence:
        return Sentence(text, tuple(sorted({self._notes.setdefault(id, len(self._notes) + 1) for id in claims})))

    def _note(self, s: Statement) -> Note:
        quote = plain(self._material.quotes(s))
        known: list[Any] = [s.outlet, s.title or (None if s.url else s.article)]
        known.append(s.published and self._t.said("texts", "published", day=self._t.day(s.published)))
        known.append(None if s.state == "live" else self._t.said("texts", "gone_mark"))
        article = " · ".join(plain(part) for part in known if part)
        return Note(quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST].rstrip()}…", s.id, article, s.url)


def _section_of(s: Statement, layout: Sequence[Mapping[str, Any]]) -> str | None:
    named = next((part["section"] for part in layout if s.claim.type in part.get("types", ())), None)
    return named or next((part["section"] for part in layout if s.family in part.get("families", ())), None)
