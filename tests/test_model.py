"""The values refuse what the promises forbid: misquoting, invented figures, a bare point."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.errors import SpanError
from marsad.model import Article, Claim, Filler, Place, Quantity, Reading, Source, Span, When

TEXT = "قال المرصد إن 10 قتلوا أمس"


def test_span_quotes_its_text() -> None:
    span = Span.of(TEXT, 4, 10)
    assert span.text == "المرصد"
    span.check(TEXT)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 999)])
def test_span_refuses_bounds_that_do_not_fit(start: int, end: int) -> None:
    with pytest.raises(SpanError):
        Span.of(TEXT, start, end)


def test_span_refuses_to_misquote() -> None:
    with pytest.raises(SpanError):
        Span(0, 5, "قال")
    with pytest.raises(SpanError, match="the text says"):
        Span(0, 3, "نفى").check(TEXT)


@given(st.text(max_size=40), st.integers(-5, 50), st.integers(-5, 50))
def test_span_of_any_text_quotes_or_refuses(text: str, start: int, end: int) -> None:
    try:
        span = Span.of(text, start, end)
    except SpanError:
        return
    assert text[span.start : span.end] == span.text


def test_quantity_refuses_a_low_over_its_high() -> None:
    with pytest.raises(ValueError, match="low 5 over high 3"):
        Quantity("count", 5, 3, "person", False, Span.of(TEXT, 14, 16))


def test_when_refuses_to_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="starts"):
        When(dt.date(2017, 9, 4), dt.date(2017, 9, 3), Span.of(TEXT, 23, 26))


def test_place_refuses_a_bare_point() -> None:
    with pytest.raises(ValueError, match="without its radius"):
        Place("دير الزور", lat=35.3, lon=40.1)


def _claim() -> Claim:
    return Claim(
        type="killed",
        trigger=Span.of(TEXT, 17, 22),
        status="asserted",
        sources=(Source(Span.of(TEXT, 4, 10), "المرصد السوري لحقوق الإنسان", "observatory"),),
        roles={"target": (Filler(Span.of(TEXT, 14, 16)),)},
        quantities=(Quantity("count", 10, 10, "person", False, Span.of(TEXT, 14, 16)),),
        time=When(dt.date(2017, 9, 3), dt.date(2017, 9, 3), Span.of(TEXT, 23, 26)),
        rule="killed/قتل",
        why=("a step",),
    )


def test_claim_has_the_shape_of_the_contract() -> None:
    out = _claim().to_json("a")
    assert list(out) == ["id", "type", "trigger", "status", "sources", "via", "roles", "quantities", "time", "rule"]
    assert out["trigger"] == {"start": 17, "end": 22, "text": "قتلوا"}
    assert out["sources"] == [{"start": 4, "end": 10, "text": "المرصد", "name": "المرصد السوري لحقوق الإنسان", "kind": "observatory"}]
    assert out["quantities"] == [
        {"of": "count", "low": 10, "high": 10, "unit": "person", "approx": False, "text": {"start": 14, "end": 16, "text": "10"}}
    ]
    assert out["time"] == {"start": "2017-09-03", "end": "2017-09-03", "text": {"start": 23, "end": 26, "text": "أمس"}}
    assert _claim().to_json("a", why=True)["why"] == ["a step"]


def test_claim_id_depends_on_content_alone() -> None:
    assert _claim().id("a") == _claim().id("a")
    assert _claim().id("a") != _claim().id("b")


def test_article_without_an_id_gets_the_hash_of_its_text() -> None:
    assert Article("نص").id == Article("نص", dt.date(2020, 1, 1)).id != Article("نص آخر").id
    assert Article("\ud800").id


def test_reading_without_a_date_says_so_with_null() -> None:
    out = Reading(Article(TEXT), (_claim(),), ("note",)).to_json()
    assert out["article"]["published"] is None
    assert out["article"]["notes"] == ["note"]
    assert len(out["claims"]) == 1
