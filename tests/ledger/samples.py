"""Documents and readings to fill ledgers with, made here: what the reader makes of a text is no question of these tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from marsad.model import Article, Claim, Document, Filler, Place, Quantity, Reading, Source, Span, Status, When

NOON = dt.datetime(2024, 5, 2, 12, tzinfo=dt.UTC)
DAY = dt.date(2024, 5, 2)
TEXT = (
    "أعلنت وكالة سانا أن طائرات قصفت مدينة الرقة أمس. وقال المرصد السوري نقلا عن مصادر طبية إن ثلاثة مدنيين قتلوا في قرية تل أبيض. "
    "ومن المتوقع أن تصل قافلة مساعدات إلى دوما"
)
RAQQA = Place("الرقة", "Ar Raqqah", 35.95, 39.01, 8.0, "locality", "marsad:sy-ar-raqqah", "الرقة", "SY11")
TELL_ABYAD = Place("تل أبيض", "Tell Abiad", 36.7, 38.95, 3.0, "locality", "x:tell-abyad", "الرقة", "SY1102")
DOUMA = Place("ريف دمشق", "Rural Damascus", 33.6, 36.6, 60.0, "admin1", "x:rif", "ريف دمشق", "SY03")


def span(text: str, words: str) -> Span:
    """The first place in a text that says this."""
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def claims(text: str = TEXT) -> tuple[Claim, ...]:
    """An air strike by one source, deaths through two, and aid that is expected and that nobody else reports."""

    def at(words: str) -> Span:
        return span(text, words)

    yesterday = DAY - dt.timedelta(days=1)
    return (
        Claim(
            "airstrike",
            at("قصفت"),
            "asserted",
            (Source(at("وكالة سانا"), "سانا", "agency"),),
            roles={"agent": (Filler(at("طائرات"), "sy.airforce"),), "place": (Filler(at("مدينة الرقة"), location=RAQQA),)},
            time=When(yesterday, yesterday, at("أمس")),
            rule="airstrike/قصف",
            why=("subject: before the verb",),
        ),
        Claim(
            "killed",
            at("قتلوا"),
            "asserted",
            (Source(at("المرصد السوري"), "المرصد السوري", "observatory"), Source(at("مصادر طبية"), None, "medical")),
            roles={"target": (Filler(at("ثلاثة مدنيين")),), "place": (Filler(at("قرية تل أبيض"), location=TELL_ABYAD),)},
            quantities=(Quantity("count", 3, 3, "person", False, at("ثلاثة مدنيين")),),
            rule="killed/قتل",
        ),
        Claim("aid", at("تصل"), "expected", roles={"toward": (Filler(at("دوما")),)}, rule="aid/وصل"),
    )


def document(key: str = "a", text: str = TEXT, **other: Any) -> Document:
    """A document as a file brings it."""
    told: dict[str, Any] = {
        "raw": text.encode("utf-8", "replace"),
        "fetched": NOON,
        "published": DAY,
        "outlet": "وكالة سانا",
        "title": "عنوان",
        **other,
    }
    return Document(key, text=text, **told)


def reading(of: Document, said: tuple[Claim, ...] | None = None, gazetteer: str = "g1") -> Reading:
    """What was read of a document; all the claims of TEXT unless told otherwise."""
    return Reading(Article(of.text, of.published, "x"), claims(of.text) if said is None else said, ("note",), gazetteer)


def numbered(n: int) -> tuple[Document, Reading]:
    """The n-th of many articles, no two alike: other days, places, numbers, and every fifth changed its text."""
    text = f"{TEXT}. الخبر رقم {n}"
    of = document(f"https://news.example/{n}", text, published=DAY + dt.timedelta(days=n % 300), outlet=f"outlet {n % 7}")
    place = replace(RAQQA, lat=round(33 + n % 40 / 10, 4), lon=round(36 + n % 30 / 10, 4), id=f"x:{n % 400}", name_ar=f"بلدة {n % 400}")
    first, *rest = claims(text)
    moved = replace(first, roles={**first.roles, "place": (Filler(first.roles["place"][0].span, location=place),)})
    return of, reading(of, (moved, *rest))


def status(claim: Claim, to: Status) -> Claim:
    """The same claim with another status."""
    return replace(claim, status=to)
