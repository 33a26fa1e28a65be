"""From the steps that one voice tells of one place to the intervals of who holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marsad.synthesis.holdings import Holding, Step
from marsad.synthesis.intervals import Edge, Extent, Interval, Turn
from marsad.synthesis.parties import Party
from marsad.synthesis.sites import Share, Spot

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
    return tuple(sorted(line.done, key=lambda i: (opening(i), i.last, i.closed is None, i.holder.side, i.claims)))


def opening(interval: Interval) -> dt.date:
    """The day from which an interval is known: that on which it opened, where it is told, else the first that a claim speaks of."""
    return _from(interval.opened, interval.last)


def _from(opened: Turn, last: dt.date) -> dt.date:
    return opened.end or opened.start or last


def _points(told: Iterable[Holding]) -> Iterator[_Point]:
    for holding in told:
        yield _Point(holding.days.first, holding, again=False)
        if holding.days.last > holding.days.first and holding.step != "lost":
            yield _Point(holding.days.last, holding, again=True)


def _order(point: _Point) -> tuple[dt.date, int, bool, str, str, str]:
    h = point.holding
    return point.day, _RANK[h.step], h.part, h.party.side, h.claim, h.spot.name_ar


@dataclass(slots=True)
class _Open:
    """An interval that is not closed yet. `until` is the last day that its claims tell it for, `last` the last that was come to."""

    holder: Party
    spot: Spot
    extent: Extent
    share: Share | None
    opened: Turn
    last: dt.date
    until: dt.date
    claims: dict[str, None]

    def closed(self, turn: Turn | None) -> Interval:
        """The interval as it ends, or (None) as it stands."""
        claims = tuple(self.claims | dict.fromkeys(turn.claims if turn else ()))
        return Interval(self.holder, self.spot, self.extent, self.share, self.opened, self.last, turn, claims)


class _Line:
    """A timeline while it is drawn: who holds what now, by side, and the intervals that are done."""

    def __init__(self, quiet: dt.timedelta) -> None:
        self._quiet = quiet
        self._open: dict[str, _Open] = {}
        self._oldest = dt.date.max  # no later than the `last` of any that is open: most steps need not look at them
        self.done: list[Interval] = []

    def take(self, point: _Point) -> None:
        """One step more, no earlier than the last."""
        h = point.holding
        if point.day > self._oldest:
            for other in [o for o in self._open.values() if point.day > o.until + self._quiet]:
                self._silence(other)
        if h.step == "lost":
            self._lose(point)
        else:
            # That it is told for so long says of the last day that it is held, not that it is taken.
            taken = h.step == "captured" and not point.again
            if taken or (h.step != "entered" and point.day > self._oldest):
                for other in list(self._open.values()):
                    if other.holder.side == h.party.side or h.claim in other.claims:
                        continue
                    if point.day > other.last or (taken and point.day == other.last):
                        self._give_way(other, point)
                self._oldest = min((o.last for o in self._open.values()), default=dt.date.max)
            self._hold(point)
        self._oldest = min(self._oldest, point.day)

    def end(self, until: dt.date) -> None:
        """Nothing more is told."""
        for now in list(self._open.values()):
            if until > now.until + self._quiet:
                self._silence(now)
        self.done += [now.closed(None) for now in self._open.values()]
        self._open.clear()

    def _hold(self, point: _Point) -> None:
        h, now = point.holding, self._open.get(point.holding.party.side)
        extent: Extent = "entered" if h.step == "entered" else "part" if h.part else "whole"
        if now is None:
            self._begin(point, extent, h.step)
        elif extent in ("entered", now.extent) and (h.share is None or now.share in (None, h.share) or point.day == now.last):
            _extend(now, point)
        elif extent == "part" and now.extent == "whole" and point.day == now.last == _from(now.opened, now.last):
            # Of one day the whole and a part are told: the part is the more careful word.
            now.extent, now.share = "part", h.share
            _extend(now, point)
        elif extent == "whole" and now.extent == "part" and h.step == "held" and point.day == now.last:
            _extend(now, point)
        else:
            what: Edge = "reduced" if (now.extent, extent) == ("whole", "part") else h.step
            self._close(now, _turn(what, point))
            self._begin(point, extent, what)

    def _lose(self, point: _Point) -> None:
        h, now = point.holding, self._open.get(point.holding.party.side)
        if h.part or h.share is not None:
            if now is not None and now.extent != "whole":
                _extend(now, point)
                return
            if now is not None:
                self._close(now, _turn("reduced", point))
            self._begin(point, "part", "reduced")
            return
        if now is None:
            # Who loses a place held it; since when nobody says.
            turn = Turn("held", None, point.day, None, (h.claim,))
            now = _Open(h.party, h.spot, "whole", None, turn, point.day, point.day, {h.claim: None})
        self._close(now, _turn("lost", point))

    def _give_way(self, other: _Open, point: _Point) -> None:
        """Another side that held, before somebody else holds the place or a part of it."""
        h = point.holding
        taken = h.step == "captured" and not point.again
        end = point.day if point.again else h.days.end or h.days.first
        turn = Turn(
            "reduced" if h.part else "lost", h.days.start if taken else other.last, end, h.days.words if taken else None, (h.claim,)
        )
        if not h.part:
            self._close(other, turn)
        elif other.extent == "whole":
            self._close(other, turn)
            last = max(other.last, end)
            claims = {**other.claims, h.claim: None}
            self._open[other.holder.side] = _Open(other.holder, other.spot, "part", None, turn, last, last, claims)

    def _begin(self, point: _Point, extent: Extent, what: Edge) -> None:
        h = point.holding
        share = None if h.step == "lost" else h.share  # that is what was lost
        self._open[h.party.side] = _Open(h.party, h.spot, extent, share, _turn(what, point), point.day, _until(point), {h.claim: None})

    def _close(self, now: _Open, turn: Turn) -> None:
        self._open.pop(now.holder.side, None)
        self.done.append(now.closed(turn))

    def _silence(self, now: _Open) -> None:
        self._close(now, Turn("no information", now.last + dt.timedelta(days=1), now.last + self._quiet, None, ()))


def _extend(now: _Open, point: _Point) -> None:
    h = point.holding
    now.last = max(now.last, point.day)
    now.until = max(now.until, _until(point))
    if h.step != "lost":
        now.share = now.share or h.share
    now.claims[h.claim] = None


def _until(point: _Point) -> dt.date:
    """The last day that a step is told for."""
    return point.day if point.holding.step == "lost" else point.holding.days.last


def _turn(what: Edge, point: _Point) -> Turn:
    days = point.holding.days
    if point.again:
        # On the last day that a claim tells it for it is seen to be so, whatever came between.
        return Turn("reduced" if what == "reduced" else "held", None, point.day, None, (point.holding.claim,))
    return Turn(what, days.start, days.end, days.words, (point.holding.claim,))
