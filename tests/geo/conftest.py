"""What the tests of places share: the words of the lexicon, the shipped places, and a small country of our own where names repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import shapely

from marsad import lexicon as lexicons
from marsad.gazetteer import Gazetteer, Named, Table, Toponym, shipped, write
from marsad.geo.areas import Resolved
from marsad.geo.locate import Geography, context_of
from marsad.geo.phrases import told
from marsad.geo.resolve import Open, Resolver
from marsad.geo.told import Told
from marsad.geo.words import PlaceWords
from marsad.mentions.marked import Knowledge, mark
from marsad.text.names import entries_of

Resolve = Callable[..., "Resolved | Open | None"]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.of(lexicons.load())


@pytest.fixture(scope="session")
def words(knowledge: Knowledge) -> PlaceWords:
    return PlaceWords.build(knowledge.lexicon.places)


@pytest.fixture(scope="session")
def shipped_places(words: PlaceWords) -> Geography:
    return Geography(shipped(), words)


def place(name: str, kind: str, lat: float, lon: float, **more: object) -> Toponym:
    """A place of our own country, which lies where Syria does."""
    radius = {"governorate": 80.0, "city": 8.0, "town": 3.0}.get(kind, 2.0)
    base = Toponym(f"t:{name}-{kind}-{lat}", "SY", kind, name, f"{name} ({kind})", lat, lon, radius, admin1="نور")
    return replace(base, **more)  # type: ignore[arg-type]


SEAT = (35.0, 38.0)
PLACES = (
    # A governorate with its seat, and a town, a village and a quarter that share one name in three corners of it.
    place("نور", "governorate", *SEAT, pcode="SY77"),
    place("نور", "city", *SEAT, population=400_000, admin1_pcode="SY77"),
    place("سلوان", "village", 35.05, 38.30),
    place("سلوان", "village", 35.60, 38.90),
    place("سلوان", "quarter", 35.02, 38.01),
    place("دبسان", "town", 35.58, 38.85, population=20_000),
    place("كرنوب", "village", 35.30, 38.20),
    place("كرنوب", "village", 33.10, 44.40, cc="IQ", admin1="ديالى"),
    place("الوحدة", "village", 35.10, 38.10),
    place("الزهرانية", "village", 34.2, 37.1),
    place("الزهرانية", "village", 35.9, 39.2),
    # A town where the imported table knows more than we do.
    place("ترشام", "town", 35.4, 37.5, id="marsad:sy-tarsham", population=9_000),
    place("ترشام", "town", 35.41, 37.51, admin2_pcode="SY7701", pcode="SY770102"),
)


@pytest.fixture(scope="session")
def own_places(tmp_path_factory: pytest.TempPathFactory, words: PlaceWords) -> Geography:
    path = tmp_path_factory.mktemp("places") / "own.places"
    country = shapely.to_wkb(shapely.box(37.2, 34.4, 38.8, 35.6))
    named = [Named(p, entries_of([p.name_ar, p.name_en]), country if p.kind == "governorate" else None) for p in PLACES]
    syria = replace(place("سوريا", "country", 35.0, 38.5), id="t:syria", radius_km=350.0)
    write(path, [*named, Named(syria, entries_of(["سوريا"]))], {"title": "own", "source": "tests", "licence": "none"})
    return Geography(Gazetteer((Table(path),)), words)


@pytest.fixture(scope="session")
def tree(knowledge: Knowledge, shipped_places: Geography) -> Callable[[str], Told | None]:
    """How a phrase is told, with the shipped names."""

    def read(text: str) -> Told | None:
        m = mark(text, None, knowledge)
        return told(m, shipped_places.words, shipped_places.gazetteer.find, 0, len(m.tokens))

    return read


@pytest.fixture(scope="session")
def resolve(knowledge: Knowledge, shipped_places: Geography) -> Resolve:
    """What a phrase becomes, in the context of a text before it; with the shipped places unless others are given."""

    def read(phrase: str, before: str = "", places: Geography = shipped_places) -> Resolved | Open | None:
        m = mark(f"{before} {phrase}" if before else phrase, None, knowledge)
        first = next(i for i, t in enumerate(m.tokens) if t.start >= (len(before) + 1 if before else 0))
        node = told(m, places.words, places.gazetteer.find, first, len(m.tokens))
        return Resolver(places.gazetteer, places.words, context_of(m, places)).resolve(node, first) if node is not None else None

    return read
