"""The area of a told place comes out of a ledger as it went in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.samples import DOUMA, NOON, RAQQA, claims, document, reading

from marsad.export.geojson import collection
from marsad.gazetteer import shipped
from marsad.ledger.areas import area_of, outlines_of, to_text
from marsad.ledger.audit import verify
from marsad.ledger.corrections import claim_of
from marsad.ledger.queries import Filter
from marsad.ledger.rows import claim_scope, sha256, version_row
from marsad.ledger.store import Ledger
from marsad.model import Area, Article, Border, Both, Claim, Corridor, Disc, Filler, Outline, Part, Place, Reading, Sector, Several
from marsad.reader import read_article

TEXT = (
    "قصفت الطائرات غرب مدينة دير الزور أمس وقتلت عشرة مدنيين. ودارت اشتباكات بين السخنة وتدمر. وسيطر الجيش على ريف حمص الشرقي "
    "وعلى قرية تبعد 3 كيلومترات من الرقة. وحاصرت قوات المعارضة وسط حلب."
)

_latitude, _longitude = st.floats(-90, 90), st.floats(-180, 180)
_km = st.floats(0, 20_000) | st.integers(0, 20_000)
_outline = st.builds(Outline, st.text(max_size=20), st.binary(max_size=200))
_areas: st.SearchStrategy[Area] = st.recursive(
    st.builds(Disc, _latitude, _longitude, _km)
    | st.builds(Sector, _latitude, _longitude, _km, _km, st.floats(0, 360), st.floats(0, 180))
    | st.builds(Corridor, st.tuples(_latitude, _longitude), st.tuples(_latitude, _longitude), _km)
    | st.builds(Border, _outline, _outline, _km)
    | _outline,
    lambda inner: (
        st.builds(Part, inner, st.none() | st.floats(0, 360))
        | st.builds(Both, inner, inner)
        | st.builds(Several, st.lists(inner, max_size=4).map(tuple))
    ),
    max_leaves=6,
)


@given(_areas)
def test_every_area_comes_back(area: Area) -> None:
    outlines = {sha256(wkb): wkb for wkb in outlines_of(area)}
    assert area_of(to_text(area), None, None, None, outlines) == area


def located(place: Place) -> Claim:
    """The air strike of `samples` somewhere else."""
    first = claims()[0]
    return replace(first, roles={**first.roles, "place": (Filler(first.roles["place"][0].span, location=place),)})


def test_the_map_of_a_ledger_is_the_map_of_what_was_read(ledger: Ledger) -> None:
    day = dt.date(2017, 9, 5)
    of = document("a", TEXT, published=day)
    scope = claim_scope("a", version_row(of)["text"])
    read = read_article(Article(TEXT, day, scope), why=True)
    kinds = {type(f.location.area) for c in read.claims for here in c.roles.values() for f in here if f.location is not None}
    assert {Disc, Sector} < kinds and kinds & {Outline, Part, Both}
    ledger.add(of, Reading(Article(TEXT, day), read.claims, read.notes, read.gazetteer), gazetteer=shipped())
    found = ledger.search(Filter())
    again = Reading(read.article, tuple(claim_of(hit.claim, hit.areas) for hit in found), read.notes, read.gazetteer)
    assert again == read
    assert collection([("a", again)], why=True) == collection([("a", read)], why=True)
    assert ledger.claim(found[0].id).hit == found[0]
    assert verify(ledger).clean


def test_two_areas_of_one_location_are_two_places(ledger: Ledger) -> None:
    north, south = (Sector(35.95, 39.01, 0.0, 8.0, azimuth, 45.0) for azimuth in (0.0, 180.0))
    for key, area in (("a", north), ("b", south), ("c", None)):
        of = document(key)
        ledger.add(of, reading(of, (located(replace(RAQQA, area=area)),)))
    assert [hit.areas for hit in ledger.search(Filter())] == [(None, a) for a in (Disc(35.95, 39.01, 8.0), south, north)]
    assert ledger.count(Filter(pcode="SY11")) == 3


def test_an_outline_is_kept_once(ledger: Ledger) -> None:
    outline = Outline("x:rif", shapely.box(36, 33, 37, 34).wkb)
    for key, area in (("a", outline), ("b", Part(outline, 90.0)), ("c", Several((outline, Part(outline, None), Disc(33.6, 36.6, 1.0))))):
        of = document(key)
        ledger.add(of, reading(of, (located(replace(DOUMA, area=area)),)))
        assert ledger.search(Filter(articles=(key,)))[0].areas == (None, area)
    with ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM blobs").scalar_one() == 2  # the text of all three, and the outline
    assert verify(ledger).clean


def test_a_corrected_claim_keeps_the_areas_of_the_places_that_it_keeps(ledger: Ledger) -> None:
    gazetteer = shipped()
    day = dt.date(2017, 9, 5)
    of = document("a", TEXT, published=day)
    ledger.add(of, read_article(Article(TEXT, day), why=True), gazetteer=gazetteer)
    sector = next(hit for hit in ledger.search(Filter()) if any(isinstance(area, Sector) for area in hit.areas))
    within = Filter(pcode=next(f["location"] for here in sector.claim["roles"].values() for f in here if "location" in f)["pcode"][:4])
    before = ledger.count(within)
    ledger.review(sector.id, "corrected", who="a", why="b", correction={"status": "possible"})
    corrected = ledger.claim(sector.id).hit
    assert corrected.corrected and corrected.areas == sector.areas
    assert ledger.count(within) == before > 0  # the codes around a place stay with it too
    # A later reading of the same text takes the correction over, areas and all.
    later = document("a", TEXT, published=day, title="another title", fetched=NOON + dt.timedelta(days=1))
    ledger.add(later, read_article(Article(TEXT, day), why=True), gazetteer=gazetteer, current=True)
    taken = ledger.search(Filter(statuses=("possible",)))
    assert [(hit.id, hit.areas, hit.corrected) for hit in taken if hit.id == sector.id] == [(sector.id, sector.areas, True)]
    # What a person places has the disc that they tell.
    there = RAQQA.to_json()
    filler = {**sector.claim["trigger"], "location": there}
    ledger.review(sector.id, "corrected", who="a", why="b", correction={"roles": {"place": [filler]}})
    assert ledger.claim(sector.id).hit.areas == (Disc(35.95, 39.01, 8.0),)
    assert verify(ledger).clean
