"""A text with the parts of a claim marked in it: in colour on a terminal, in brackets elsewhere.

Each part stands between two marks of its kind while its line is cleaned, broken and put in order. They are paired brackets, which keep
their places whichever way a line runs; those that an article holds itself are taken out before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import click

from marsad.cli.bidi import clean, display, is_arabic, width, wrap
from marsad.cli.table import Paint, Style
from marsad.model import Claim, Span

_NEAR = 400  # characters around a part that are shown
_GUTTER = 6  # cells for the number of a line
_SPARE = 8  # cells for marks that are closed and opened again where a line breaks


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of part: its name, its marks within, what takes their place without colour, and its colour."""

    name: str
    open: str
    close: str
    before: str
    after: str
    paint: Paint


_TRIGGER = _Kind("what happened", "⟦", "⟧", "[", "]", {"bold": True, "underline": True})
_SOURCE = _Kind("who says so", "⟪", "⟫", "{", "}", {"fg": "magenta"})
_ROLE = _Kind("who and where", "⟨", "⟩", "<", ">", {"fg": "green"})
_FIGURE = _Kind("how many", "⦃", "⦄", "|", "|", {"fg": "yellow", "bold": True})
_TIME = _Kind("when", "⦅", "⦆", "~", "~", {"fg": "cyan"})
# Where several lie on each other the first of them gives the colour.
_KINDS = (_TRIGGER, _FIGURE, _TIME, _SOURCE, _ROLE)
_OPENS, _CLOSES = {k.open: k for k in _KINDS}, {k.close: k for k in _KINDS}
_MARKS = str.maketrans("", "", "".join(k.open + k.close for k in _KINDS))


def quoted(claim: Claim, text: str, style: Style, *, full: bool = False) -> Iterator[str]:
    """The lines of `text` around the parts of a claim, or all of it, each with its number in the text and the parts marked. The
    first tell the marks."""
    parts = _parts(claim)
    used = [kind for kind in _KINDS if any(k is kind for k, _ in parts)]
    yield from _legend(used, style)
    number, counted = 1, 0
    for n, (first, last) in enumerate([(0, len(text))] if full else _windows([span for _, span in parts], text)):
        if n:
            yield " " * (_GUTTER - 3) + "⋯"
        number += text.count("\n", counted, first)
        at = first
        for i, line in enumerate(text[first:last].split("\n")):
            yield from _line(line, at, number + i, parts, style)
            at += len(line) + 1
        counted = first


def _legend(kinds: Sequence[_Kind], style: Style) -> Iterator[str]:
    """What the marks mean, on as many lines as it needs."""
    line, cells = "  ", 2
    for kind in kinds:
        told = kind.name if style.colour else f"{kind.before}{kind.name}{kind.after}"
        if cells + 2 + len(told) > style.room:
            yield line
            line, cells = "  ", 2
        line, cells = f"{line} {style.paint(told, kind.paint)} ", cells + 2 + len(told)
    yield line.rstrip()


def _parts(claim: Claim) -> list[tuple[_Kind, Span]]:
    out = [(_TRIGGER, claim.trigger), *((_SOURCE, s.span) for s in (*claim.sources, *claim.via))]
    out += [(_ROLE, filler.span) for here in claim.roles.values() for filler in here]
    out += [(_FIGURE, quantity.span) for quantity in claim.quantities]
    return out if claim.time is None else [*out, (_TIME, claim.time.span)]


def _windows(spans: Sequence[Span], text: str) -> list[tuple[int, int]]:
    """What of a text is shown: the parts with what is near, those that lie near each other together."""
    out: list[tuple[int, int]] = []
    for span in sorted(spans):
        first, last = _start(text, span.start), _end(text, span.end)
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def _start(text: str, start: int) -> int:
    """Where what is near before `start` begins: with a line, or else with a word."""
    first = max(0, start - _NEAR)
    if first == 0:
        return 0
    line = text.find("\n", first, start)
    word = text.find(" ", first, start)
    return line + 1 if line >= 0 else word + 1 if word >= 0 else first


def _end(text: str, end: int) -> int:
    last = min(len(text), end + _NEAR)
    if last == len(text):
        return last
    line = text.rfind("\n", end, last)
    word = text.rfind(" ", end, last)
    return line if line >= 0 else word if word >= 0 else last


def _line(line: str, at: int, number: int, parts: Sequence[tuple[_Kind, Span]], style: Style) -> Iterator[str]:
    """One line of the text, which begins with its character `at`, on as many lines as it needs."""
    marked = clean(_marked(line, at, parts))
    if not marked:
        return
    room = style.room - _GUTTER
    running: list[_Kind] = []
    for i, piece in enumerate(wrap(marked, room - _SPARE)):
        before = "".join(kind.open for kind in running)
        for ch in piece:
            if ch in _OPENS:
                running.append(_OPENS[ch])
            elif ch in _CLOSES:
                # Parts that cross each other close in another order than they opened.
                del running[len(running) - 1 - running[::-1].index(_CLOSES[ch])]
        piece = before + piece + "".join(kind.close for kind in reversed(running))
        shown = display(piece, style.order, arabic=is_arabic(piece))
        painted, cells = _painted(shown, style)
        gutter = style.paint(("" if i else str(number)).rjust(_GUTTER - 2) + "  ", {"dim": True})
        yield gutter + (" " * max(0, room - cells) if is_arabic(piece) else "") + painted


def _marked(line: str, at: int, parts: Sequence[tuple[_Kind, Span]]) -> str:
    """A line with the marks of the parts that lie in it."""
    opened: dict[int, str] = {}
    closed: dict[int, str] = {}
    # The longest first, so that a part that lies in another opens after it and closes before it.
    for kind, span in sorted(parts, key=lambda part: (part[1].start, -part[1].end)):
        first, last = max(span.start - at, 0), min(span.end - at, len(line))
        if first < last:
            opened[first] = opened.get(first, "") + kind.open
            closed[last] = kind.close + closed.get(last, "")
    cuts = sorted({0, len(line), *opened, *closed})
    pieces = [closed.get(cut, "") + opened.get(cut, "") + line[cut:upto].translate(_MARKS) for cut, upto in pairwise(cuts)]
    return "".join(pieces) + closed.get(len(line), "")


def _painted(shown: str, style: Style) -> tuple[str, int]:
    """A line in order with colours or brackets in the place of its marks, and the cells that it takes."""
    if not style.colour:
        for kind in _KINDS:
            shown = shown.replace(kind.open, kind.before).replace(kind.close, kind.after)
        return shown, width(shown)
    out: list[str] = []
    running: list[_Kind] = []
    for ch in shown:
        if ch in _OPENS or ch in _CLOSES:
            if ch in _OPENS:
                running.append(_OPENS[ch])
            elif _CLOSES[ch] in running:
                running.remove(_CLOSES[ch])
            now = next((kind for kind in _KINDS if kind in running), None)
            out.append(click.style("", reset=True))
            if now is not None:
                out.append(click.style("", **now.paint, reset=False))
        else:
            out.append(ch)
    return "".join(out), width(shown.translate(_MARKS))
