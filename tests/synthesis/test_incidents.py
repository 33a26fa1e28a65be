"""Incidents from statements made by hand: what links, what never does, and what stays bounded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ledger.links import LinkKind, Said
from marsad.model import Claim, Disc, Filler, Place, Quantity, Source, Span, Status, When
from marsad.synthesis import clusters
from marsad.synthesis.accounts import Account
from marsad.synthesis.decisions import decided
from marsad.synthesis.figures import figures
from marsad.synthesis.incidents import Told, incidents
from marsad.synthesis.likeness import Likeness, likeness
from marsad.synthesis.rules import Rules, rules
from marsad.synthesis.statements import Statement

DAY = dt.date(2024, 5, 2)
LAT, LON = 35.0, 37.0


class Book:
    """Articles of one line for each claim, and the statements of these."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.statements: list[Statement] = []

    def tell(
        self,
        article: str,
        type: str,
        words: str,
        *,
        town: int | None = 0,
        day: dt.date | None = DAY,
        published: dt.date | None = DAY,
        killed: tuple[int | None, int | None] | None = None,
        by: str | None = None,
        status: Status = "asserted",
    ) -> str:
        """Another line of an article, with a claim at its beginning. Returns the id of that."""
        start = len(self.texts.get(article, ""))
        self.texts[article] = self.texts.get(article, "") + words + ".\n"
        span = Span(start, start + len(words), words)
        place = None
        if town is not None:
            lat = LAT + town * 0.2
            place = Place(f"بلدة{town}", None, lat, LON, 3.0, "locality", f"t:{town}", "حلب", None, Disc(lat, LON, 3.0))
        claim = Claim(
            type,
            span,
            status,
            () if by is None else (Source(span, by, "official"),),
            roles={} if place is None else {"place": (Filler(span, location=place),)},
            quantities=() if killed is None else (Quantity("count", *killed, "person", False, span),),
            time=None if day is None else When(day, day, span),
        )
        id = claim.id(article)
        self.statements.append(Statement(id, claim, "violence", article, article, article, None, None, published, "live"))
        return id

    def incidents(self, said: Sequence[Said] = ()) -> tuple[Told, ...]:
        return incidents(self.statements, self.texts.__getitem__, decided(said))

    def together(self, said: Sequence[Said] = ()) -> set[frozenset[str]]:
        """The articles of each incident."""
        return {frozenset(t.incident.articles) for t in self.incidents(said)}


@pytest.fixture
def book() -> Book:
    return Book()


def said(n: int, kind: LinkKind, a: str, b: str, who: str = "ليلى") -> Said:
    return Said(n, kind, min(a, b), max(a, b), who, f"why {n}", "2024-05-03")


def test_the_same_town_day_and_type_are_one_with_reasons(book: Book) -> None:
    book.tell("a", "shelling", "سقطت قذائف كثيرة")
    book.tell("b", "shelling", "قصف عنيف هز المكان")
    (told,) = book.incidents()
    (link,) = told.incident.links
    assert link.reasons[:3] == ("both tell of shelling", "both at بلدة0", "both told of 2024-05-02")
    assert link.score >= 1 and told.incident.id == told.incident.claims[0][:12]


@pytest.mark.parametrize(
    "other",
    [
        {"day": DAY + dt.timedelta(days=1)},
        {"town": 1},
        {"type": "aid"},
        {"town": None},
        {"day": None, "published": None},
        {"status": "expected"},
    ],
    ids=["the next day", "the next town", "another kind", "no place", "no day", "not yet"],
)
def test_hard_negatives_stay_apart(book: Book, other: dict[str, object]) -> None:
    book.tell("a", "killed", "قتل ثلاثة في القصف العنيف", killed=(3, 3))
    book.tell("b", **{"type": "killed", "words": "لقي ثلاثة حتفهم جراء قذائف سقطت", "killed": (3, 3), **other})  # type: ignore[arg-type]
    assert frozenset("ab") not in book.together()


def test_two_attacks_that_one_article_tells_apart_stay_apart(book: Book) -> None:
    book.tell("a", "airstrike", "قتل شخصان في غارة على مشفى", killed=(2, 2))
    book.tell("a", "airstrike", "وفي غارة أخرى قتل خمسة في السوق", killed=(5, 5))
    book.tell("b", "airstrike", "غارة قتلت خمسة في السوق", killed=(5, 5))
    found = {tuple(sorted(s.claim.quantities[0].low or 0 for s in t.statements)) for t in book.incidents()}
    assert found == {(2,), (5, 5)}


def test_shelling_goes_with_its_dead_and_an_airstrike_only_with_more(book: Book) -> None:
    book.tell("a", "shelling", "سقطت قذائف على الحي")
    book.tell("a", "killed", "قتل خمسة عشر", killed=(15, 15))
    book.tell("b", "killed", "لقي خمسة عشر مدنيا حتفهم", killed=(15, 15))
    assert book.together() == {frozenset("ab")}
    fit = rules().fit
    assert fit("killed", "aid") is None
    assert [level for level, _ in filter(None, (fit("airstrike", "shelling"), fit("shelling", "wounded")))] == ["maybe", "together"]


def test_every_type_of_the_rules_is_a_claim_type_and_every_reason_is_told() -> None:
    from marsad import lexicon

    known = rules()
    assert set(known.kinds) <= set(lexicon.load().types) and known.causes <= set(known.kinds)
    assert all(why for _, why in known.fits.values())
    assert {"control", "siege", "population", "statement", "accusation", "threat", "shortage"}.isdisjoint(known.kinds)


def test_a_chain_of_near_misses_is_not_one_incident(book: Book) -> None:
    for n in range(8):  # each fits the next, by the day it came out, and no more
        book.tell(f"{n}", "clash", f"اشتباكات {'عنيفة ' * n}", day=None, published=DAY + dt.timedelta(days=n))
    assert max(map(len, book.together())) <= 2


def test_what_has_no_place_or_day_is_alone_and_says_why(book: Book) -> None:
    book.tell("a", "clash", "اشتباكات", town=None)
    book.tell("b", "clash", "معارك", day=None, published=None)
    notes = [note for t in book.incidents() for note in t.incident.notes]
    assert sorted(note.split(":")[0] for note in notes) == ["no day that is known", "no place that is known"]


def test_word_for_word_the_same_is_one_without_a_place(book: Book) -> None:
    book.tell("a", "clash", "اندلعت معارك عنيفة بين الطرفين ليلا", town=None)
    book.tell("b", "clash", "اندلعت معارك عنيفة بين الطرفين ليلا", town=None)
    assert book.together() == {frozenset("ab")}


def test_denials_are_in_the_incident_and_count_nobody(book: Book) -> None:
    book.tell("a", "killed", "قتل ثلاثة", killed=(3, 3), by="الدفاع المدني")
    book.tell("b", "killed", "نفي مقتل مدنيين", killed=(9, 9), by="الوزارة", status="negated")
    (told,) = book.incidents()
    (figure,) = figures(told, book.texts.__getitem__)
    assert (figure.low, figure.high, figure.agreement) == (3, 3, "single")


@pytest.mark.parametrize(
    ("one", "other", "agreement", "bounds"),
    [
        ((3, 3), (3, 3), "agree", (3, 3)),
        ((3, None), (5, 5), "nest", (3, None)),
        ((10, 14), (12, 12), "nest", (10, 14)),
        ((3, 3), (5, 5), "conflict", (3, 5)),
    ],
)
def test_figures_agree_nest_or_conflict(
    book: Book, one: tuple[int, int | None], other: tuple[int, int], agreement: str, bounds: tuple[int, int | None]
) -> None:
    book.tell("a", "killed", "قتل عدد من الناس", killed=one, by="المرصد")
    book.tell("b", "killed", "سقط قتلى كثر", killed=other, by="المحافظ")
    (told,) = book.incidents()
    (figure,) = figures(told, book.texts.__getitem__)
    assert (figure.agreement, (figure.low, figure.high)) == (agreement, bounds)
    assert [row.through for row in figure.standing] == [("b",), ("a",)]


def test_a_later_figure_of_one_voice_stands_in_the_place_of_the_earlier(book: Book) -> None:
    old = book.tell("a", "killed", "قتل أربعة", killed=(4, 4), by="المرصد")
    new = book.tell("b", "killed", "ارتفعت حصيلة القتلى إلى ستة", killed=(6, 6), by="المرصد", published=DAY + dt.timedelta(days=1))
    (told,) = book.incidents()
    (figure,) = figures(told, book.texts.__getitem__)
    assert [(row.claim, row.low, row.toll, row.superseded) for row in figure.rows] == [(new, 6, True, None), (old, 4, False, new)]
    assert (figure.low, figure.high, figure.agreement) == (6, 6, "single")


def test_what_nobody_counted_has_no_figure(book: Book) -> None:
    book.tell("a", "killed", "سقط قتلى")
    book.tell("b", "killed", "قتلى لا يعرف عددهم", killed=(None, None))
    (told,) = book.incidents()
    (figure,) = figures(told, book.texts.__getitem__)
    assert (figure.low, figure.high) == (None, None) and len(figure.rows) == 1


def test_people_part_and_join_and_the_last_word_counts(book: Book) -> None:
    a = book.tell("a", "shelling", "سقطت قذائف كثيرة")
    b = book.tell("b", "shelling", "قصف عنيف هز المكان")
    c = book.tell("c", "shelling", "مدافع تدك الأحياء", town=3)
    assert book.together([said(1, "different", a, b)]) == {frozenset("a"), frozenset("b"), frozenset("c")}
    assert book.together([said(1, "same", b, c)]) == {frozenset("abc")}
    assert book.together([said(1, "same", b, c), said(2, "different", b, c)]) == {frozenset("ab"), frozenset("c")}
    assert book.together([said(1, "different", a, c), said(2, "same", a, b), said(3, "same", b, c)]) == {frozenset("abc")}


def test_three_rows_that_contradict_each_other_leave_the_oldest_out() -> None:
    found = decided([said(1, "same", "a", "b"), said(2, "same", "b", "c"), said(3, "different", "a", "c")])
    assert [s.n for s in (*found.same, *found.different)] == [2, 3]
    assert [(old.n, new.n) for old, new in found.overruled] == [(1, 3)]


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(["shelling", "killed", "clash"]), st.integers(1, 4)), max_size=10
    ),
    st.randoms(),
)
def test_the_order_of_statements_makes_no_difference(told: list[tuple[int, int, str, int]], random_: object) -> None:
    book = Book()
    for n, (town, day, type, figure) in enumerate(told):
        words = f"نص الخبر رقم {'واحد ' * n}"
        book.tell(f"{n}", type, words, town=town, day=DAY + dt.timedelta(days=day), killed=(figure, figure))
    first = book.incidents()
    random_.shuffle(book.statements)  # type: ignore[attr-defined]
    assert book.incidents() == first
    of = {claim: t.incident.id for t in first for claim in t.incident.claims}
    for a, b in combinations(book.statements, 2):
        if of[a.id] == of[b.id]:
            assert a.period.overlaps(b.period)


@pytest.mark.slow
def test_one_incident_of_thousands_of_accounts_is_one_and_says_that_not_all_were_compared(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0

    def counting(a: Account, b: Account, known: Rules) -> Likeness | None:
        nonlocal compared
        compared += 1
        return likeness(a, b, known)

    monkeypatch.setattr(clusters, "likeness", counting)
    for n in range(2_000):
        book.tell(f"{n:05}", "airstrike", f"غارة رقم {n}", killed=(n % 7 + 1, n % 7 + 1))
    (told,) = book.incidents()
    assert len(told.incident.claims) == 2_000
    assert told.incident.notes == ("2000 accounts hang together: each was compared with 8 of a cluster at most",)
    assert compared <= 2_000 * 24  # of two million pairs
