"""Arabic on a terminal: who puts the letters in order, and how wide they are.

A few terminals join and reorder Arabic themselves and want the text as it is stored. Most put one character after the other
from left to right; for them the letters are joined (presentation forms) and reversed here. A terminal of the first kind
orders a whole line at once and forgets direction marks, so a line of ours never holds two Arabic pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

_RLM = "\u200f"
_SPACES = re.compile(r"\s+")


class Order(Enum):
    """In which order the characters of an Arabic piece are written out."""

    LOGICAL = "logical"  # as stored: files, pipes
    MARKED = "marked"  # as stored, between marks that say "right to left": terminals that reorder
    VISUAL = "visual"  # joined and reversed by us: all other terminals


def order_for(choice: str, *, is_terminal: bool, env: Mapping[str, str]) -> Order:
    """The order that `--bidi` asks for: `on` (we reorder), `off` (as stored), or `auto`."""
    if choice == "on":
        return Order.VISUAL
    if choice == "off" or not is_terminal:
        return Order.LOGICAL
    return Order.MARKED if terminal_reorders(env) else Order.VISUAL


def terminal_reorders(env: Mapping[str, str]) -> bool:
    """Whether the terminal that `env` describes joins and reorders Arabic itself.

    tmux and screen pass rows on as they are, so it is the terminal around them that counts; its variables are inherited.
    """
    vte = env.get("VTE_VERSION", "")
    return (
        (vte.isdigit() and int(vte) >= 5800)  # GNOME Terminal, Tilix, xfce4-terminal, … since VTE 0.58
        or "KONSOLE_VERSION" in env
        or "MLTERM" in env
        or env.get("TERM", "").startswith(("mlterm", "xterm-kitty"))
        or env.get("TERM_PROGRAM") in ("Apple_Terminal", "iTerm.app", "mintty")
        or env.get("LC_TERMINAL") == "iTerm2"
    )


def display(text: str, order: Order, *, arabic: bool = True) -> str:
    """One piece of one line, cleaned before, in the order that the terminal wants. `arabic` says that it reads from the
    right as a whole; else it is English that may hold Arabic words."""
    if order is Order.LOGICAL or text.isascii():
        return text
    if order is Order.MARKED:
        return f"{_RLM}{text}{_RLM}" if arabic else text
    # The pure Python half of the package: the Rust half leaves brackets unmirrored.
    from bidi.algorithm import get_display

    # Vowel marks go: reversed, they would stand on the wrong letter.
    shown = get_display(_reshaper().reshape(text), base_dir="R" if arabic else "L")
    return shown if isinstance(shown, str) else shown.decode()


@cache
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    # The one-letter form of الله is far wider than a cell.
    return ArabicReshaper({"delete_harakat": True, "support_ligatures": True, "ARABIC LIGATURE ALLAH": False})


def clean(text: str) -> str:
    """`text` on one line and without what a terminal would obey or a reader cannot see: escape sequences, direction
    overrides, other invisible characters."""
    kept = []
    for ch in _SPACES.sub(" ", text):
        category = unicodedata.category(ch)
        if category not in ("Cc", "Cf", "Co", "Cn"):
            kept.append("\ufffd" if category == "Cs" else ch)
    return "".join(kept).strip()


def is_arabic(text: str) -> bool:
    """Whether any letter of `text` runs from right to left."""
    return any(unicodedata.bidirectional(ch) in ("R", "AL") for ch in text)


def width(text: str) -> int:
    """How many cells `text` takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def wrap(text: str, room: int) -> list[str]:
    """`text`, cleaned before, broken between words into lines of at most `room` cells; a longer word is cut. At least one line."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = width(word)
        if line and used + 1 + size <= room:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        while size > room:
            cut = _fitting(word, room)
            lines.append(word[:cut])
            word = word[cut:]
            size = width(word)
        line, used = word, size
    return [*lines, line]


def _fitting(word: str, room: int) -> int:
    """How many characters of `word` fit into `room` cells; at least one, so that a cut always moves on."""
    used = 0
    for i, ch in enumerate(word):
        used += width(ch)
        if used > room:
            return max(i, 1)
    return len(word)
