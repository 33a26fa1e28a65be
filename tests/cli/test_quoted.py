from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.cli.bidi import Order, clean, is_arabic, width
from marsad.cli.quoted import quoted
from marsad.cli.table import Style
from marsad.model import Claim, Filler, Quantity, Source, Span, When

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TEXT = "العنوان\n\n" + "كلام " * 200 + "\nقالت سانا إن ثلاثة مدنيين قتلوا أمس.\n" + "وكلام " * 200 + "\nالنهاية"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


CLAIM = Claim(
    "killed",
    span("قتلوا"),
    "asserted",
    (Source(span("سانا")),),
    roles={"target": (Filler(span("ثلاثة مدنيين")),)},
    quantities=(Quantity("count", 3, 3, "person", False, span("ثلاثة")),),
    time=When(None, None, span("أمس")),
)


def shown(style: Style, *, full: bool = False, claim: Claim = CLAIM, text: str = TEXT) -> list[str]:
    return list(quoted(claim, text, style, full=full))


def test_the_parts_stand_in_brackets_of_their_own() -> None:
    lines = shown(Style(width=100))
    assert lines[0] == "   [what happened]  |how many|  ~when~  {who says so}  <who and where>"
    assert any("قالت {سانا} إن <|ثلاثة| مدنيين> [قتلوا] ~أمس~." in line for line in lines)


def test_what_is_near_is_shown_with_the_number_of_its_line_and_all_when_asked() -> None:
    near = shown(Style(width=100))
    assert any(re.match(r" +4  .*قالت", line) for line in near)
    assert not any("العنوان" in line or "النهاية" in line for line in near)
    full = shown(Style(width=100), full=True)
    assert re.match(r" +1 .*العنوان$", full[1]) and re.match(r" +6 .*النهاية$", full[-1])
    assert any(re.match(r" +4  .*قالت", line) for line in full)


def test_parts_far_from_each_other_are_shown_apart() -> None:
    far = Claim("killed", span("قتلوا"), "asserted", (Source(span("العنوان")),))
    lines = shown(Style(width=100), claim=far)
    assert any("{العنوان}" in line for line in lines) and any("[قتلوا]" in line for line in lines)
    assert [line for line in lines if line.strip() == "⋯"]
    assert len(lines) < len(shown(Style(width=100), claim=far, full=True))


@pytest.mark.parametrize("columns", [40, 64, 100])
@pytest.mark.parametrize("order", list(Order))
def test_no_line_is_too_wide_and_arabic_ends_at_the_margin(columns: int, order: Order) -> None:
    for line in shown(Style(width=columns, order=order), full=True):
        assert width(line) <= columns, line
        assert width(line) == columns or not is_arabic(line), line


def test_a_part_that_is_broken_goes_on_in_its_colour_and_its_brackets() -> None:
    whole = Claim("killed", Span.of(TEXT, 9, 900), "asserted")
    marked = [line for line in shown(Style(width=60), claim=whole)[1:] if "[" in line or "]" in line]
    assert len(marked) > 10
    assert all(line.count("[") == line.count("]") == 1 for line in marked)
    coloured = [line for line in shown(Style(width=60, colour=True), claim=whole)[1:] if "\x1b[1m\x1b[4m" in line]
    assert len(coloured) == len(marked)
    assert all("\x1b[0m" in line.split("\x1b[4m", 1)[1] for line in coloured)


@given(st.data(), st.text(min_size=1, max_size=200), st.sampled_from(list(Order)), st.booleans())
def test_any_text_with_any_parts(data: st.DataObject, text: str, order: Order, colour: bool) -> None:
    def some() -> Span:
        start = data.draw(st.integers(0, len(text) - 1))
        return Span.of(text, start, data.draw(st.integers(start + 1, len(text))))

    claim = Claim("killed", some(), "asserted", (Source(some()), Source(some())), quantities=(Quantity("count", 1, 1, "x", False, some()),))
    lines = shown(Style(width=60, order=order, colour=colour), claim=claim, text=text, full=True)
    for line in lines:
        bare = ANSI.sub("", line)
        assert "\x1b" not in bare and "\u202e" not in bare and not re.search("[⟦⟧⟪⟫⟨⟩⦃⦄⦅⦆]", bare)
    if order is Order.LOGICAL and colour:
        told = "".join(re.sub(r"^ *\d* *", "", ANSI.sub("", line)) for line in lines[1:])
        kept = re.sub("[⟦⟧⟪⟫⟨⟩⦃⦄⦅⦆]", "", "".join(map(clean, text.split("\n"))))
        assert re.sub(r"[\s\d]", "", told) == re.sub(r"[\s\d]", "", kept)
