"""Claims for people: one card a claim, in reading order, with who says so and the status at a glance.

On the left what Marsad understood, in English; on the right, flush with the margin, the words of the article. Each line has
one Arabic piece at most (`bidi.py` says why). Everything that comes from an article is cleaned before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from marsad.cli.bidi import Order, clean, display, is_arabic, width, wrap
from marsad.cli.output import many_of
from marsad.model import ROLES, STATUSES, Claim, Filler, Quantity, Reading, Source, Status, When

Paint = dict[str, Any]

_WIDEST = 120  # beyond that the eye loses the line between the two columns
_NARROWEST = 40
_STACKED = 64  # below that the two columns stand under each other
_INDENT = 3
_LABEL = 11
_GAP = 2

_MARKERS: dict[Status, str] = {"asserted": "●", "negated": "✗", "expected": "→", "intended": "◇", "possible": "?"}
_STATUS_PAINT: dict[Status, Paint] = {
    "asserted": {"fg": "green"},
    "negated": {"fg": "red", "bold": True},
    "expected": {"fg": "cyan", "bold": True},
    "intended": {"fg": "blue", "bold": True},
    "possible": {"fg": "yellow", "bold": True},
}
_DIM: Paint = {"dim": True}
_BOLD: Paint = {"bold": True}
_SAYS: Paint = {"fg": "magenta"}
_PLAIN: Paint = {}
# One and many of the units that read better in English than as the contract names them.
_UNITS = {
    "person": ("person", "people"),
    "percent": ("%", "%"),
    "km": ("km", "km"),
    "m": ("m", "m"),
    "usd": ("US dollar", "US dollars"),
    "aircraft": ("aircraft", "aircraft"),
}
_ENGLISH_PLURALS = ("day", "year", "vehicle", "strike", "tonne", "month", "week", "hour", "minute")
# Stand around the trigger while a line is put in order; a paired bracket keeps its place whichever way the line runs.
_OPEN, _CLOSE = "⟦", "⟧"
_BRACKETS = str.maketrans("", "", _OPEN + _CLOSE)
_SENTENCE_ENDS = (". ", "؟ ", "! ", "\n")


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is drawn: cells a line, colour or not, the order of Arabic, and whether each claim says why."""

    width: int = 100
    colour: bool = False
    order: Order = Order.LOGICAL
    why: bool = False

    @property
    def room(self) -> int:
        """The cells of a line that are used."""
        return max(_NARROWEST, min(self.width, _WIDEST))

    @property
    def left(self) -> int:
        """The cells of the left column, its indent and label included, where both columns need several lines."""
        return max(_INDENT + _LABEL + 20, self.room * 2 // 5)

    def paint(self, text: str, paint: Paint) -> str:
        """`text` in colour, where there is colour."""
        return click.style(text, **paint) if self.colour and paint and text else text


def render(reading: Reading, style: Style, *, title: str = "") -> str:
    """The whole table of one reading, with line ends."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(reading, style, title))


def _lines(reading: Reading, style: Style, title: str) -> Iterator[str]:
    text, claims = reading.article.text, reading.claims
    published = reading.article.published
    yield style.paint(fit(clean(title) or f"article {clean(reading.article.id)}", style.room), _BOLD)
    when = f"published {published}" if published else "no date of publication"
    voices = f" · {many_of(_voices(claims), 'voice')}" if claims else ""
    for piece in wrap(f"{when} · {many_of(len(claims), 'claim')}{voices}", style.room):
        yield style.paint(piece, _DIM)
    line, line_end = 0, -1
    for claim in claims:
        start = claim.trigger.start
        yield ""
        if start > line_end:
            line = text.count("\n", 0, start) + 1
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            rule = f"── line {line} "
            yield style.paint(rule + "─" * (style.room - len(rule)), _DIM)
        yield from card(claim, text, style)
    if claims:
        yield ""
        yield from _summary(claims, style)
    else:
        yield ""
        yield "   No claim found." if text.strip() else "   The text is empty."


def card(claim: Claim, text: str, style: Style, *, id: str = "") -> Iterator[str]:
    """The lines of one claim. `text` is what it quotes, `id` what to call it by in the last line, where that is shown."""
    mark, status = _STATUS_PAINT[claim.status], "" if claim.status == "asserted" else f"  {claim.status}"
    head = [(f" {_MARKERS[claim.status]} ", mark), (claim.type, _BOLD), (status, mark)]
    used = sum(width(part) for part, _ in head)
    beside = style.room >= _STACKED
    snippet = _snippet(claim, text, style.room - (used + _GAP if beside else _INDENT))
    painted = "".join(style.paint(*part) for part in head)
    if beside:
        yield painted + _flush(snippet, style, used=used)
    else:
        yield painted
        yield _flush(snippet, style)
    if claim.sources:
        yield from row("says", voice(claim.sources), chain(claim.sources), style, paint=_SAYS)
    else:
        yield from row("says", "the article itself", "", style, paint=_DIM)
    for source in claim.via:
        yield from row("told to", voice((source,)), source.span.text, style)
    for role in sorted(claim.roles, key=lambda r: (ROLES.index(r) if r in ROLES else len(ROLES), r)):
        for i, filler in enumerate(claim.roles[role]):
            yield from row("" if i else role, resolved(filler), filler.span.text, style)
    for quantity in claim.quantities:
        yield from row(quantity.of, figure(quantity), quantity.span.text, style, value_paint=_BOLD)
    if claim.time is not None:
        yield from row("when", days(claim.time), claim.time.span.text, style, value_paint=_BOLD)
    if id:
        yield from row("claim", id, "", style, paint=_DIM)
    if style.why:
        for i, step in enumerate([claim.rule, *claim.why] if claim.rule else claim.why):
            room = style.room - _INDENT - _LABEL
            for j, piece in enumerate(wrap(clean(step), room)):
                label = "" if i or j else "why"
                yield style.paint(" " * _INDENT + label.ljust(_LABEL) + display(piece, style.order, arabic=False), _DIM)


def _summary(claims: tuple[Claim, ...], style: Style) -> Iterator[str]:
    yield style.paint("─" * style.room, _DIM)
    statuses = Counter(c.status for c in claims)
    counted = " · ".join(f"{_MARKERS[s]} {statuses[s]} {s}" for s in STATUSES if statuses[s])
    yield from (f" {piece}" for piece in wrap(counted, style.room - 1))
    yield ""
    yield style.paint(" who says so", _BOLD)
    voices = Counter(chain(c.sources) for c in claims)
    first = {chain: i for i, chain in reversed(list(enumerate(voices)))}
    for words, count in sorted(voices.items(), key=lambda v: (-v[1], first[v[0]])):
        value = "" if words else "the article itself"
        yield from row(many_of(count, "claim"), value, words, style, paint=_SAYS if words else _DIM)


def row(label: str, value: str, words: str, style: Style, *, paint: Paint = _PLAIN, value_paint: Paint = _PLAIN) -> Iterator[str]:
    """Lines with a label, what was understood, and the words of the article that say so: on one line where they fit, else
    wrapped in two columns, or under each other where the terminal is narrow."""
    words = clean(words)
    head = " " * _INDENT + label.ljust(_LABEL)
    free = style.room - width(head) - width(value) - _GAP
    if width(words) <= free:
        values, pieces = [value], [words]
    elif style.room >= _STACKED:
        values, pieces = wrap(value, style.left - width(head)), wrap(words, style.room - style.left - _GAP)
    else:
        below = wrap(words, style.room - _INDENT)
        values = wrap(value, style.room - width(head)) if value else []
        values, pieces = values + [""] * len(below), [""] * max(len(values), 1) + below
        values = values[: len(pieces)]
    for i in range(max(len(values), len(pieces))):
        name = head if i == 0 else " " * width(head)
        left = values[i] if i < len(values) else ""
        line = style.paint(name, _DIM) + style.paint(left, value_paint or paint)
        right = pieces[i] if i < len(pieces) else ""
        yield line + _flush(right, style, paint, used=width(name) + width(left)) if right else line


def beside(left: str, right: str, style: Style, paint: Paint = _PLAIN) -> str:
    """What is known on the left, an Arabic piece at the right margin, on a line of its own where there is no room."""
    if not right:
        return style.paint(left, paint)
    shown = display(right, style.order) if is_arabic(right) else right
    gap = style.room - width(left) - width(shown)
    if gap >= 2:
        return f"{style.paint(left, paint)}{' ' * gap}{style.paint(shown, paint)}"
    under = " " * max(0, style.room - width(shown)) + style.paint(shown, paint)
    return f"{style.paint(left, paint)}\n{under}" if left else under


def _flush(piece: str, style: Style, paint: Paint = _PLAIN, *, used: int = 0) -> str:
    """One Arabic piece pushed to the right margin, after `used` cells."""
    shown = display(piece, style.order)
    marks = _OPEN in shown and _CLOSE in shown
    if marks and style.colour:
        on, off = click.style("", bold=True, underline=True, reset=False), click.style("", reset=True)
        cells = width(shown) - width(_OPEN + _CLOSE)
        shown = shown.replace(_OPEN, on).replace(_CLOSE, off)
    else:
        if marks:
            shown = shown.replace(_OPEN, "[").replace(_CLOSE, "]")
        cells = width(shown)
        shown = style.paint(shown, paint)
    return " " * (style.room - used - cells) + shown


def _snippet(claim: Claim, text: str, room: int) -> str:
    """The trigger between marks, with as much of its sentence as fits `room` cells, more of it after the trigger than before."""
    start, end = claim.trigger.start, claim.trigger.end
    # No need to look further than a line can show.
    before, after = text[max(0, start - 300) : start], text[end : end + 300]
    before = before[max(before.rfind(stop) + len(stop) if stop in before else 0 for stop in _SENTENCE_ENDS) :]
    after = after[: min((after.find(stop) + 1 for stop in _SENTENCE_ENDS if stop in after), default=len(after))]
    trigger = clean(claim.trigger.text.translate(_BRACKETS))
    words_before = clean(before.translate(_BRACKETS)).split(" ") if before.strip() else []
    words_after = clean(after.translate(_BRACKETS)).split(" ") if after.strip() else []
    # A clitic or a full stop that touches the trigger is no word of its own.
    glue_before = words_before.pop() if words_before and not before[-1:].isspace() else ""
    glue_after = words_after.pop(0) if words_after and not after[:1].isspace() else ""
    core = f"{glue_before}{_OPEN}{trigger}{_CLOSE}{glue_after}"
    room -= 4  # two ellipses with their spaces
    if width(core) > room:
        return f"{_OPEN}{fit(trigger, room)}{_CLOSE}"
    left: list[str] = []
    right: list[str] = []
    used = width(core)
    for share, source, target in ((0.65, words_after, right), (1.0, words_before, left), (1.0, words_after, right)):
        while source:
            word = source[-1] if target is left else source[0]
            if used + 1 + width(word) > _filled(room, width(core), share):
                break
            used += 1 + width(word)
            if target is left:
                left.insert(0, source.pop())
            else:
                right.append(source.pop(0))
    pieces = ["…"] * bool(words_before) + left + [core] + right + ["…"] * bool(words_after)
    return " ".join(pieces)


def _filled(room: int, core: int, share: float) -> float:
    """How far a line of `room` cells may fill up when only a `share` of what the trigger leaves is given out."""
    return core + (room - core) * share


def chain(sources: tuple[Source, ...]) -> str:
    """The words that name each voice, outermost first; read from the right, an arrow points on to whom a voice cites."""
    return " ← ".join(clean(s.span.text) for s in sources)


def voice(sources: tuple[Source, ...]) -> str:
    """Who the voices are, in English where it is known."""
    named = [clean(s.name) if s.name and not is_arabic(s.name) else clean(s.kind or "").replace("_", " ") for s in sources]
    return ", citing ".join(n for n in named if n)


def resolved(filler: Filler) -> str:
    """The place or the actor that a filler stands for, in one line of English; empty where it is not known."""
    place = filler.location
    if filler.candidates:
        return f"one of {many_of(len(filler.candidates), 'place')} of this name"
    if place is not None:
        name = place.name_en or (place.id or "")
        radius = f" ±{number(place.radius_km)} km" if place.lat is not None and place.radius_km is not None else ""
        return clean(f"{name}{radius}") if name and not is_arabic(name) else ""
    return clean(filler.actor) if filler.actor and not is_arabic(filler.actor) else ""


def figure(quantity: Quantity) -> str:
    """The bounds in figures: "≥ 330,000 people", "~ 60 %", "10–15 vehicles". An open end is never a zero."""
    if quantity.low is None and quantity.high is None:
        return "unknown"
    about = "~ " if quantity.approx else ""
    return f"{about}{range_told(quantity.low, quantity.high)} {_unit(quantity)}".rstrip()


def _unit(quantity: Quantity) -> str:
    unit = clean(quantity.unit)
    if is_arabic(unit):
        return ""  # it stands in the words on the right
    one, many = _UNITS.get(unit, (unit, unit + "s" if unit in _ENGLISH_PLURALS else unit))
    return one if quantity.low == quantity.high == 1 else many


def range_told(low: int | float | None, high: int | float | None) -> str:
    """The bounds of a figure in figures. An open end is never a zero."""
    if low is None and high is None:
        return "unknown"
    if low is None or high is None:
        return f"≤ {number(high)}" if low is None else f"≥ {number(low)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def number(value: int | float | None) -> str:
    """A number with its thousands parted."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def days(when: When) -> str:
    """The days in ISO form; an open end is dots."""
    if when.start is None and when.end is None:
        return "unresolved"
    if when.start == when.end:
        return str(when.start)
    return f"{when.start or '…'} to {when.end or '…'}"


def _voices(claims: tuple[Claim, ...]) -> int:
    return len({chain(c.sources) for c in claims if c.sources})


def fit(text: str, room: int) -> str:
    """`text`, cut with an ellipsis where it is wider than `room` cells."""
    return text if width(text) <= room else wrap(text.replace(" ", "\u00a0"), room - 1)[0].rstrip("\u00a0") + "…"
