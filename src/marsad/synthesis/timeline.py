"""From the steps that one voice tells of one place to the intervals of who holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from marsad.synthesis.holdings import Holding, Step
from marsad.synthesis.intervals import Edge, Extent, Interval, Turn

# Of what is told of one day a state comes first, and who takes a place comes after who loses it.
_RANK: dict[Step, int] = {"held": 0, "entered": 1, "lost": 2, "captured": 3}


@dataclass(frozen=True, slots=True)
class _Point:
    """A day of a holding: that on which it begins, or (`again`) the last that it is told for."""

    day: dt.date
    holding: Holding
    again: bool


def intervals(told: Iterable[Holding], quiet_days: int, until: dt.date) -> tuple[Interval, ...]:
    """The intervals that the holdings of one voice and one place make, by the day they open. One that no claim speaks of for more than
    `quiet_days` ends in no information, if `until` is past that."""
    line = _Line(dt.timedelta(days=quiet_days))
    for point in sorted(_points(told), key=_order):
        line.take(point)
    line.end(until)
    return tuple(sorted(line.done, key=lambda i: (opening(i), i.closed is None, i.holder.side, i.claims)))


def opening(interval: Interval) -> dt.date:
    """The day from which an interval is known: that on which it opened, where it is told, else the first that a claim speaks of."""
    return interval.opened.end or interval.opened.start or interval.last


def _points(told: Iterable[Holding]) -> Iterator[_Point]:
    for holding in told:
        yield _Point(holding.days.first, holding, again=False)
        if holding.days.last > holding.days.first and holding.step != "lost":
            yield _Point(holding.days.last, holding, again=True)


def _order(point: _Point) -> tuple[dt.date, int, bool, str, str, str]:
    h = point.holding
    return point.day, _RANK[h.step], h.part, h.party.side, h.claim, h.spot.name_ar


class _Line:
    """A timeline while it is drawn: who holds what now, by side, and the intervals that are done."""

    def __init__(self, quiet: dt.timedelta) -> None:
        self._quiet = quiet
        self._open: dict[str, Interval] = {}
        self._until: dict[str, dt.date] = {}  # the last day that the claims of each tell it for
        self.done: list[Interval] = []

    def take(self, point: _Point) -> None:
        """One step more, no earlier than the last."""
        h, side = point.holding, point.holding.party.side
        for other in [o for o in self._open.values() if point.day > self._until[o.holder.side] + self._quiet]:
            self._silence(other)
        if h.step == "lost":
            self._lose(point)
        else:
            if h.step != "entered":
                for other in [o for o in self._open.values() if o.holder.side != side and h.claim not in o.claims]:
                    if point.day > other.last or (h.step == "captured" and point.day == other.last):
                        self._give_way(other, point)
            self._hold(point)
        if side in self._open:
            told = point.day if h.step == "lost" else h.days.last
            self._until[side] = max(told, self._until.get(side, told))

    def end(self, until: dt.date) -> None:
        """Nothing more is told."""
        for interval in list(self._open.values()):
            if until > self._until[interval.holder.side] + self._quiet:
                self._silence(interval)
        self.done += self._open.values()
        self._open.clear()

    def _hold(self, point: _Point) -> None:
        h, now = point.holding, self._open.get(point.holding.party.side)
        extent: Extent = "entered" if h.step == "entered" else "part" if h.part else "whole"
        if now is None:
            self._begin(point, extent, h.step)
        elif extent in ("entered", now.extent) and (h.share is None or now.share in (None, h.share) or point.day == now.last):
            self._extend(now, point)
        elif extent == "part" and now.extent == "whole" and point.day == now.last == opening(now):
            # Of one day the whole and a part are told: the part is the more careful word.
            self._open[h.party.side] = replace(self._extended(now, point), extent="part", share=h.share)
        elif extent == "whole" and now.extent == "part" and h.step == "held" and point.day == now.last:
            self._extend(now, point)
        else:
            what: Edge = "reduced" if (now.extent, extent) == ("whole", "part") else h.step
            self._close(now, _turn(what, point))
            self._begin(point, extent, what)

    def _lose(self, point: _Point) -> None:
        h, now = point.holding, self._open.get(point.holding.party.side)
        if h.part or h.share is not None:
            if now is None:
                self._begin(point, "part", "reduced", share=False)
            elif now.extent == "whole":
                self._close(now, _turn("reduced", point))
                self._begin(point, "part", "reduced", share=False)
            else:
                self._extend(now, point)
            return
        if now is None:
            # Who loses a place held it; since when nobody says.
            turn = Turn("held", None, h.days.start or h.days.end or point.day, None, (h.claim,))
            now = Interval(h.party, h.spot, "whole", None, turn, point.day, None, (h.claim,))
        self._close(now, _turn("lost", point))

    def _give_way(self, other: Interval, point: _Point) -> None:
        """Another side that held, before somebody else holds the place or a part of it."""
        h = point.holding
        start = h.days.start if h.step == "captured" else other.last
        end = h.days.end or h.days.first
        if not h.part:
            self._close(other, Turn("lost", start, end, h.days.words, (h.claim,)))
        elif other.extent == "whole":
            turn = Turn("reduced", start, end, h.days.words, (h.claim,))
            self._close(other, turn)
            last = max(other.last, end)
            self._open[other.holder.side] = Interval(other.holder, other.spot, "part", None, turn, last, None, (*other.claims, h.claim))
            self._until[other.holder.side] = last

    def _begin(self, point: _Point, extent: Extent, what: Edge, *, share: bool = True) -> None:
        h = point.holding
        # A claim that is told again was interrupted: it is known to hold on this day, and no more.
        turn = Turn("held", None, point.day, None, (h.claim,)) if point.again else _turn(what, point)
        self._open[h.party.side] = Interval(h.party, h.spot, extent, h.share if share else None, turn, point.day, None, (h.claim,))

    def _extend(self, now: Interval, point: _Point) -> None:
        self._open[now.holder.side] = self._extended(now, point)

    def _extended(self, now: Interval, point: _Point) -> Interval:
        h = point.holding
        return replace(
            now,
            last=max(now.last, point.day),
            share=now.share or h.share,
            claims=now.claims if h.claim in now.claims else (*now.claims, h.claim),
        )

    def _close(self, now: Interval, turn: Turn) -> None:
        self._open.pop(now.holder.side, None)
        self._until.pop(now.holder.side, None)
        claims = now.claims if set(turn.claims) <= set(now.claims) else (*now.claims, *turn.claims)
        self.done.append(replace(now, closed=turn, claims=claims))

    def _silence(self, now: Interval) -> None:
        self._close(now, Turn("no information", now.last + dt.timedelta(days=1), now.last + self._quiet, None, ()))


def _turn(what: Edge, point: _Point) -> Turn:
    days = point.holding.days
    return Turn(what, days.start, days.end, days.words, (point.holding.claim,))
