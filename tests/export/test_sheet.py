from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.export.sheet import COLUMNS, header, row, safe

CLAIM: dict[str, Any] = {
    "id": "a",
    "type": "killed",
    "status": "asserted",
    "sources": [],
    "via": [],
    "roles": {},
    "quantities": [],
    "time": None,
    "rule": "r",
    "article": {"key": "k", "published": None},
    "review": None,
    "corrected": False,
    "quote": "q",
    "read_by": {"program": "1"},
}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-2+3+cmd",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        "\uff0b1+",
        "\uff0d1-",
        "\uff20a",
        "\u202e=1",
        "\x00=1",
        '="a"',
        "-",
        "- قصف",
    ],
)
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert safe(text)[0] == "'"


@pytest.mark.parametrize("text", ["-5.00", "+3", "12", "1,200", "2024-05-02", "قصف", "a=b", "", "'=1", "12e", "3f2a9c01b7de", "x@y"])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("text", ["12345678901234567890", "1234567890e123456789"])
def test_digits_that_a_spreadsheet_would_round_are_text(text: str) -> None:
    assert safe(text) == "'" + text


@given(st.text())
def test_no_cell_is_a_formula_or_holds_what_nobody_sees(text: str) -> None:
    cell = safe(text)
    assert cell[:1] not in tuple("=@\uff1d\uff0b\uff0d\uff20")
    assert cell[:1] not in tuple("+-") or re.fullmatch(r"[+-]\d+([.,]\d+)*", cell)
    assert not any(unicodedata.category(ch) == "Cc" or "\u202a" <= ch <= "\u202e" for ch in cell)


def test_a_claim_of_which_little_is_known() -> None:
    cells = dict(zip(next(csv.reader([header()])), next(csv.reader([row(CLAIM)])), strict=True))
    known = {
        "claim": "a",
        "type": "killed",
        "status": "asserted",
        "chain": "0",
        "quote": "q",
        "article": "k",
        "corrected": "false",
        "rule": "r",
    }
    assert {name: cell for name, cell in cells.items() if cell} == {**known, "program": "1"}


@given(st.text(), st.text(), st.floats(allow_nan=False) | st.integers() | st.none())
def test_a_row_reads_back_as_it_was(title: str, quote: str, low: float | None) -> None:
    figure = {"of": "count", "low": low, "high": None, "unit": "person", "approx": True, "text": {"text": "عشرات"}}
    told = row({**CLAIM, "article": {"key": "k", "title": title}, "quote": quote, "quantities": [figure]})
    assert told.count("\n") == 1
    cells = dict(zip((c.name for c in COLUMNS), next(csv.reader(io.StringIO(told))), strict=True))
    assert (cells["title"], cells["quote"], cells["high"]) == (safe(title), safe(quote), "")
    assert (float(cells["low"]) == low) if low is not None else cells["low"] == ""


def test_columns_have_names_of_their_own_and_say_what_they_hold() -> None:
    assert len({c.name for c in COLUMNS}) == len(COLUMNS)
    assert all(c.holds for c in COLUMNS)
