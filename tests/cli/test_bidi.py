from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.cli.bidi import Order, clean, display, is_arabic, order_for, terminal_reorders, width, wrap


@pytest.mark.parametrize(
    ("env", "reorders"),
    [
        ({"VTE_VERSION": "5800"}, True),
        ({"VTE_VERSION": "7600", "TMUX": "/tmp/x,1,0", "TERM_PROGRAM": "tmux"}, True),
        ({"VTE_VERSION": "5202"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"KONSOLE_VERSION": "230800"}, True),
        ({"MLTERM": "3.9"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True),
        ({"TERM_PROGRAM": "tmux", "LC_TERMINAL": "iTerm2"}, True),
        ({"TERM_PROGRAM": "vscode"}, False),
        ({"WT_SESSION": "1"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0"}, False),
        ({}, False),
    ],
)
def test_which_terminals_reorder(env: dict[str, str], reorders: bool) -> None:
    assert terminal_reorders(env) is reorders


@pytest.mark.parametrize(
    ("choice", "is_terminal", "env", "order"),
    [
        ("auto", True, {}, Order.VISUAL),
        ("auto", True, {"KONSOLE_VERSION": "1"}, Order.MARKED),
        ("auto", False, {}, Order.LOGICAL),
        ("on", False, {}, Order.VISUAL),
        ("on", True, {"KONSOLE_VERSION": "1"}, Order.VISUAL),
        ("off", True, {}, Order.LOGICAL),
    ],
)
def test_order_for(choice: str, is_terminal: bool, env: dict[str, str], order: Order) -> None:
    assert order_for(choice, is_terminal=is_terminal, env=env) is order


def test_logical_is_untouched_and_marked_only_framed() -> None:
    assert display("قتل 33 مسلحا", Order.LOGICAL) == "قتل 33 مسلحا"
    assert display("33 مسلحا", Order.MARKED) == "\u200f33 مسلحا\u200f"
    assert display("English", Order.MARKED) == "English"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("باب", "ﺏﺎﺑ"),
        ("لا", "ﻻ"),  # one cell for two letters
        ("33 باب", "ﺏﺎﺑ 33"),  # digits keep their own order
        ("باب (باب)", "(ﺏﺎﺑ) ﺏﺎﺑ"),  # brackets are mirrored
        ("باب NATO باب", "ﺏﺎﺑ NATO ﺏﺎﺑ"),
        ("بَابٌ", "ﺏﺎﺑ"),
        ("الله", "ﻪﻠﻟﺍ"),
        ("سانا ← باب", "ﺏﺎﺑ ← ﺎﻧﺎﺳ"),
    ],
)
def test_visual(text: str, shown: str) -> None:
    assert display(text, Order.VISUAL) == shown


def test_english_with_arabic_words_keeps_its_direction() -> None:
    assert display("verb باب, passive", Order.VISUAL, arabic=False) == "verb ﺏﺎﺑ, passive"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  قتل\n\tثلاثة \r\n", "قتل ثلاثة"),
        ("a\x1b[31mb", "a[31mb"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("\ud800", "\ufffd"),
        ("\x9bA", "A"),
        ("مقـتل", "مقـتل"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_width_counts_cells() -> None:
    assert width("abc") == 3
    assert width("باب") == 3
    assert width("بَابٌ") == 3
    assert width("中文") == 4
    assert width("\u200fباب\u200f") == 3


def test_is_arabic() -> None:
    assert is_arabic("NATO في")
    assert not is_arabic("NATO 12 ←")


def test_wrap_breaks_between_words_and_cuts_only_what_must() -> None:
    assert wrap("قوات النظام السوري وحلفاؤها", 12) == ["قوات النظام", "السوري", "وحلفاؤها"]
    assert wrap("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]
    assert wrap("", 10) == [""]
    assert wrap("中文中文", 3) == ["中", "文", "中", "文"]


@given(st.text(), st.integers(2, 40))
def test_wrap_loses_nothing_and_fits(text: str, room: int) -> None:
    text = clean(text)
    lines = wrap(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= room for line in lines)


@given(st.text())
def test_display_takes_any_text(text: str) -> None:
    for order in Order:
        display(clean(text), order)
        display(clean(text), order, arabic=False)
