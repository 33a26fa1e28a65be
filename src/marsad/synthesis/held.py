"""Sentences of reports on who holds and who besieges a place on a day, voice by voice, from the pictures of control and of sieges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from marsad.synthesis.control import Control, standing
from marsad.synthesis.intervals import Interval
from marsad.synthesis.parties import Party
from marsad.synthesis.siege import Siege, SiegeAccount
from marsad.synthesis.sites import Spot
from marsad.synthesis.statements import Statement
from marsad.synthesis.telling import Teller
from marsad.synthesis.timeline import opening


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a place on the last day of a report: who holds it and who besieges it. `behind` are the claims that both cite,
    by their ids; after `quiet_days` without a claim nothing is known."""

    control: Control
    siege: Siege
    behind: Mapping[str, Statement]
    quiet_days: int


def holders(held: Held, teller: Teller) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A sentence for each holding that stands on the day, and the claims behind it."""
    day, quiet = held.control.at, dt.timedelta(days=held.quiet_days)
    for account in held.control.accounts:
        for interval in account.intervals:
            if day is not None and standing(interval, day, quiet):
                yield _held(interval, held, teller), interval.claims


def besiegers(held: Held, teller: Teller) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A sentence for each siege that stands on the day by some account, and the claims behind it."""
    for account in held.siege.accounts:
        claims = tuple(dict.fromkeys(step.claim for step in account.steps))
        if account.standing == "besieged" and claims:
            yield _besieged(account, claims, held, teller), claims


def silent(held: Held) -> bool:
    """Whether nobody says who holds the place on the day."""
    return held.control.state == "no information"


def _held(interval: Interval, held: Held, teller: Teller) -> str:
    text = _placed("advance" if interval.extent == "entered" else "control", [interval.holder], interval.spot, teller)
    share = interval.share
    amount = None if share is None else teller.amount(share.low, share.high, "percent", approx=share.approx)
    if interval.extent != "whole" or amount:
        how = amount or teller.said("held", "entered" if interval.extent == "entered" else "part")
        text = teller.said("joined", "quoted_after", x=text, quotes=how)
    return _sentence(text, opening(interval), interval.last, interval.claims, held, teller)


def _besieged(account: SiegeAccount, claims: tuple[str, ...], held: Held, teller: Teller) -> str:
    text = _placed("siege", account.besiegers, account.spot, teller)
    return _sentence(text, account.since or account.last, account.last, claims, held, teller)


def _placed(type: str, doers: Iterable[Party], spot: Spot, teller: Teller) -> str:
    """What is done to a place, and by whom, without what the claims say beside."""
    told = teller.words.happenings[type]
    agents = teller.listed(teller.party(p) for p in doers)
    parts = {
        "place": teller.located(type, teller.place(spot.name_ar, spot.name_en)),
        "agent": agents and told.roles["agent"].format(x=agents),
    }
    order = sorted((role for role in told.roles if parts.get(role)), key=lambda role: told.roles[role] != "{x}")
    return " ".join((told.head, *(parts[role] for role in order)))


def _sentence(text: str, start: dt.date, end: dt.date, claims: Iterable[str], held: Held, teller: Teller) -> str:
    voices = teller.by(teller.voice(held.behind[id]) for id in list(claims)[:1])
    dated = teller.said("joined", "dated", days=teller.days(start, end), x=text)
    return teller.said("statuses", "asserted", x=dated, voices=voices)
