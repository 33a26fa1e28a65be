from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.cli.bidi import Order, width
from marsad.cli.table import Style, render
from marsad.model import Article, Claim, Filler, Measure, Quantity, Reading, Source, Span, When

ANSI = re.compile(r"\x1b\[[0-9;]*m")

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


@pytest.mark.parametrize("columns", [50, 80, 100])
def test_the_whole_table(reading: Reading, columns: int) -> None:
    expected = (GOLDEN / f"table-{columns}.txt").read_text(encoding="utf-8")
    assert render(reading, Style(width=columns), title="report.txt") == expected


@pytest.mark.parametrize("columns", [20, 40, 63, 64, 80, 100, 160])
@pytest.mark.parametrize("order", list(Order))
def test_no_line_is_wider_than_the_terminal(reading: Reading, columns: int, order: Order) -> None:
    for line in render(reading, Style(width=columns, order=order, why=True), title="a/long/path/" * 20).splitlines():
        assert width(line) <= max(columns, 40), line


def test_beyond_120_columns_a_line_does_not_grow(reading: Reading) -> None:
    assert render(reading, Style(width=160)) == render(reading, Style(width=120))


def test_arabic_ends_at_the_right_margin(reading: Reading) -> None:
    for line in render(reading, Style(width=100)).splitlines():
        if re.search("[ء-ي]", line):
            assert width(line) == 100, line


def test_colour_changes_no_character(reading: Reading) -> None:
    plain, coloured = (render(reading, Style(width=90, colour=c)) for c in (False, True))
    assert "\x1b" not in plain
    bare = ANSI.sub("", coloured)
    assert re.sub(r"[\[\] ]", "", plain) == bare.replace(" ", "")


def test_the_trigger_is_underlined_in_colour_and_bracketed_without(reading: Reading) -> None:
    assert "[قتلوا]" in render(reading, Style(width=100))
    assert "\x1b[1m\x1b[4mقتلوا\x1b[0m" in render(reading, Style(width=100, colour=True))


@pytest.mark.parametrize("order", list(Order))
def test_every_line_has_one_arabic_piece_at_most(reading: Reading, order: Order) -> None:
    """A terminal that reorders takes two pieces with only spaces and signs between them for one."""
    for line in render(reading, Style(width=100, order=order)).splitlines():
        pieces = [p for p in re.split(r" {2,}", line.strip()) if re.search("[\u0600-\u06ff\ufe70-\ufeff]", p)]
        assert len(pieces) <= 1, line


def test_why_shows_the_entry_and_the_steps(reading: Reading) -> None:
    shown = render(reading, Style(width=100, why=True))
    assert "   why        triggers/harm:قتل\n              verb قتل, passive\n              target: subject\n" in shown
    assert "why" not in render(reading, Style(width=100))


def test_status_stands_beside_the_type(reading: Reading) -> None:
    shown = render(reading, Style(width=100))
    assert " ✗ detention  negated " in shown
    assert " → attack  expected " in shown
    assert " ● killed " in shown


def test_empty_readings_say_so() -> None:
    assert "The text is empty." in render(Reading(Article(" \n"), ()), Style())
    assert "No claim found." in render(Reading(Article("nothing"), ()), Style())
    assert "no date of publication" in render(Reading(Article("nothing"), ()), Style())


def quantity(low: float | None, high: float | None, unit: str = "person", *, of: Measure = "count", approx: bool = False) -> Quantity:
    return Quantity(of, low, high, unit, approx, Span(0, 3, "قتل"))


@pytest.mark.parametrize(
    ("given_quantity", "shown"),
    [
        (quantity(1, 1), "1 person"),
        (quantity(330_000, None), "≥ 330,000 people"),
        (quantity(None, 20), "≤ 20 people"),
        (quantity(60, 60, "percent", of="share", approx=True), "~ 60 %"),
        (quantity(10, 15, "vehicle"), "10–15 vehicles"),
        (quantity(2.5, 2.5, "km", of="distance"), "2.5 km"),
        (quantity(3, 3, "قرية"), "3"),
        (quantity(3, 3, "aircraft"), "3 aircraft"),
        (quantity(None, None), "unknown"),
    ],
)
def test_figures(given_quantity: Quantity, shown: str) -> None:
    claim = Claim("killed", Span(0, 3, "قتل"), "asserted", quantities=(given_quantity,))
    row = next(line for line in render(Reading(Article("قتل"), (claim,)), Style()).splitlines() if line.split()[:1] == [given_quantity.of])
    assert re.sub(r"^\s*\w+\s+", "", row).removesuffix("قتل").strip() == shown


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2016-03-07", "2016-03-07", "2016-03-07"),
        ("2014-06-01", None, "2014-06-01 to …"),
        (None, "2014-06-01", "… to 2014-06-01"),
        ("2014-06-01", "2014-06-30", "2014-06-01 to 2014-06-30"),
        (None, None, "unresolved"),
    ],
)
def test_days(start: str | None, end: str | None, shown: str) -> None:
    days = [dt.date.fromisoformat(d) if d else None for d in (start, end)]
    claim = Claim("killed", Span(0, 3, "قتل"), "asserted", time=When(days[0], days[1], Span(0, 3, "قتل")))
    assert f"when       {shown} " in render(Reading(Article("قتل"), (claim,)), Style())


def test_an_article_cannot_steer_the_terminal() -> None:
    text = "قتل \x1b]0;owned\x07\x1b[2J\u202eثلاثة\x9b5m\r\u2066"
    claim = Claim("killed", Span(0, 3, "قتل"), "asserted", roles={"target": (Filler(Span.of(text, 4, len(text))),)})
    shown = render(Reading(Article(text), (claim,)), Style(), title="a\x1b[31m.txt")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_names_and_ids_in_arabic_stay_off_the_left_side() -> None:
    """They would make a second Arabic piece on the line."""
    claim = Claim(
        "killed",
        Span(0, 3, "قتل"),
        "asserted",
        sources=(Source(Span(0, 3, "قتل"), "سانا", None),),
        via=(Source(Span(0, 3, "قتل"), "رويترز", "agency"),),
        roles={"agent": (Filler(Span(0, 3, "قتل"), actor="الجيش"),)},
    )
    shown = render(Reading(Article("قتل"), (claim,)), Style())
    assert "الجيش" not in shown
    assert "رويترز" not in shown
    assert "told to    agency" in shown


@given(st.text(max_size=200), st.data(), st.integers(10, 170), st.sampled_from(list(Order)), st.booleans())
def test_any_text_renders(text: str, data: st.DataObject, columns: int, order: Order, colour: bool) -> None:
    claims: tuple[Claim, ...] = ()
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        span = Span.of(text, start, data.draw(st.integers(start + 1, len(text))))
        claims = (Claim("killed", span, "possible", sources=(Source(span, text, text),), roles={"place": (Filler(span),)}),)
    shown = render(Reading(Article(text), claims), Style(columns, colour, order), title=text)
    assert shown.endswith("\n")
    shown.encode("utf-8")
