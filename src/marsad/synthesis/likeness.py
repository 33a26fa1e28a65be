"""Whether two accounts tell of one occasion: what speaks for it and against it, added up, each part with its reason in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from marsad.synthesis.accounts import Account, best_fit
from marsad.synthesis.rules import Rules
from marsad.synthesis.spots import meet
from marsad.synthesis.voices import shared

_DAY = dt.timedelta(days=1)
_LARGE = 10  # persons: that two count as many by chance is unlikely
_MUCH, _SOME = 0.5, 0.2  # of the shingles
_THINGS = 0.34  # of the words for what was hit, of who tells fewer


class Likeness(NamedTuple):
    """How much two accounts have in common; `rules().least` and more links them."""

    score: float
    reasons: tuple[str, ...]


Part = tuple[str, str]  # the name of a weight, and the reason


def likeness(a: Account, b: Account, rules: Rules) -> Likeness | None:
    """What two accounts have in common. None where they cannot be of one occasion: one article tells them apart, their types never go
    together, their places or their times do not meet."""
    if a.article == b.article:
        return None
    if a.letters == b.letters and a.words:
        same = "word for word the same"
        if a.published == b.published or (a.period.told and a.period == b.period):
            return Likeness(2 * rules.least, (same,))
    when = _time(a, b)
    if when is None:
        return None
    where = meet(a.spots, b.spots) if a.spots and b.spots else _named(a, b)
    if where is None:
        return None
    fit = best_fit(a.types, b.types, rules)
    if fit is None:
        return None
    parts: list[Part] = [(_FIT[fit[0]], fit[1]), where, when, *_more(a, b)]
    return Likeness(round(sum(rules.weights[name] for name, _ in parts), 6), tuple(reason for _, reason in parts))


_FIT = {"same": "same_type", "together": "together", "maybe": "maybe"}


def _time(a: Account, b: Account) -> Part | None:
    if a.summary or b.summary:
        return ("same_day", f"both tell of {a.period.start} to {a.period.end}") if a.period == b.period else None
    if a.period.told and b.period.told:
        if not a.period.overlaps(b.period):
            return None
        return "same_day", f"both told of {_day(a, b)}"
    if a.published is None or b.published is None:
        return None if not set(a.days) & set(b.days) else ("told_and_news", "one tells the day, the other came out on it or the day after")
    if not a.period.told and not b.period.told:
        if abs(a.published - b.published) > _DAY:
            return None
        if a.published == b.published:
            return "same_news_day", f"both came out on {a.published}"
        return "next_news_day", f"came out on {min(a.published, b.published)} and the day after"
    tells, news = (a, b) if a.period.told else (b, a)
    if not set(tells.days) & set(news.days):
        return None
    return "told_and_news", f"one tells the day, {tells.period.start}; the other came out on {news.published}"


def _named(a: Account, b: Account) -> Part | None:
    """How two accounts meet of which one or both tell their place by a word alone."""
    if a.spots or b.spots:
        names, placed = (b.names, a) if a.spots else (a.names, b)
        spot = next((s for s in placed.spots if names & set(s.keys)), None)
        return None if spot is None else ("named", f"{spot.name} is named in the words of the other")
    both = a.names & b.names
    return ("both_name", f"both name {'، '.join(sorted(both)[:3])}") if both else None


def _day(a: Account, b: Account) -> str:
    both = sorted(set(a.days) & set(b.days))
    return str(both[0]) if len(both) == 1 else f"{both[0]} to {both[-1]}" if both else "one time"


def _more(a: Account, b: Account) -> Iterator[Part]:
    doers = a.doers & b.doers
    if doers:
        yield "actors", f"both by {', '.join(sorted(doers))}"
    elif a.doers and b.doers:
        yield "other_actors", f"by {', '.join(sorted(a.doers))} in one, by {', '.join(sorted(b.doers))} in the other"
    things = a.things & b.things
    if things and len(things) >= _THINGS * min(len(a.things), len(b.things)):
        yield "victims", f"the same words for whom and what: {'، '.join(sorted(things)[:4])}"
    for type in sorted({f.type for f in a.figures} & {f.type for f in b.figures}):
        yield from _figures(a, b, type)
    alike = shared(a.words, b.words)
    if alike >= _MUCH:
        yield "wording", f"{alike:.0%} of the wording is the same"
    elif alike >= _SOME:
        yield "some_wording", f"{alike:.0%} of the wording is the same"


def _figures(a: Account, b: Account, type: str) -> Iterator[Part]:
    here = [(f.low, f.high) for f in a.figures if f.type == type]
    there = [(f.low, f.high) for f in b.figures if f.type == type]
    same = [f for f in here if f in there]
    if same:
        yield "figure", f"the same figure, {type} {_said(*same[0])}"
        if any((low or 0) >= _LARGE for low, _ in same):
            yield "large_figure", "which is a large one"
    elif any(overlap(x, y) for x in here for y in there):
        yield "nested_figure", f"figures that fit, {type} {_said(*here[0])} and {_said(*there[0])}"
    else:
        yield "other_figure", f"figures that differ, {type} {_said(*here[0])} and {_said(*there[0])}"


def overlap(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> bool:
    """Whether one figure can be within the bounds of both; None is an open end."""
    return (a[1] is None or b[0] is None or b[0] <= a[1]) and (b[1] is None or a[0] is None or a[0] <= b[1])


def _said(low: float | None, high: float | None) -> str:
    if low == high:
        return f"{low:g}" if low is not None else "of no known number"
    return f"{'…' if low is None else f'{low:g}'} to {'…' if high is None else f'{high:g}'}"
