"""Ledgers for the tests of the commands that ask them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.ledger.samples import DAY, claims, document, reading, span

from marsad.ledger.rows import Maker
from marsad.ledger.store import open_ledger
from marsad.model import Claim, Document, Quantity, Reading, Source

MAKER = Maker("1.2.3", "rules")
LATER = "سيطر الجيش على بلدة البوكمال بعد اشتباكات عنيفة، وقتل عشرات الجنود"
HOSTILE = "قالت وكالة =cmd|' /C calc'!A1 إن \x1b[31mطائرات\u202e قصفت \t+\x07المدينة"

Say = Callable[..., tuple[int, str, str]]


def fill(where: str | Path) -> str:
    """Make a ledger of two articles: the three claims of `samples`; and a later one with two figures, which is gone. Returns where."""
    with open_ledger(where, maker=MAKER) as ledger:
        first = document("https://news.example/1", url="https://news.example/1")
        ledger.add(first, reading(first))
        gone = document(
            "https://news.example/2", LATER, url="https://news.example/2", title="معارك", outlet="صحيفة", published=DAY.replace(day=3)
        )
        ledger.add(gone, Reading(reading(gone, later()).article, later(), (), "g1"))
        ledger.add(
            Document(gone.key, b"", "", gone.fetched.replace(day=4), gone.published, gone.outlet, gone.url, gone.title, state="gone")
        )
    return str(where)


def later() -> tuple[Claim, ...]:
    """A capture, and deaths with a figure of open ends and another."""
    dozens = Quantity("count", 20, None, "person", True, span(LATER, "عشرات"))
    share = Quantity("share", None, 10, "percent", False, span(LATER, "بلدة"))
    return (
        Claim("capture", span(LATER, "سيطر"), "asserted", rule="capture/سيطر"),
        Claim("killed", span(LATER, "قتل"), "asserted", quantities=(dozens, share), rule="killed/قتل"),
    )


def fill_hostile(where: Path) -> str:
    """Make a ledger of one article in which everything that can be is an attack. Returns where."""
    said = Source(span(HOSTILE, "=cmd|' /C calc'!A1"), "@SUM(1+1)\x1b]0;x\x07", "agency")
    claim = Claim("airstrike", span(HOSTILE, "قصفت"), "asserted", (said,), rule="=1")
    of = document(
        '=HYPERLINK("http://x")\u202e', HOSTILE, title="\t=1+1\r\n" + "ط" * 5_000, outlet="\uff1dcmd", url="\u202e-2+3+cmd", published=None
    )
    with open_ledger(where, maker=MAKER) as ledger:
        ledger.add(of, reading(of, (claim,)))
    return str(where)


def fill_many(where: Path, articles: int, each: int) -> str:
    """Make a ledger of many articles with many claims each, quickly. Returns where."""
    first = claims()[0]
    with open_ledger(where, maker=MAKER) as ledger:
        for n in range(articles):
            of = document(f"a{n}")
            ledger.add(of, reading(of, tuple(replace(first, rule=str(i), quantities=(_counted(first, i),)) for i in range(each))))
    return str(where)


def _counted(claim: Claim, n: int) -> Quantity:
    return Quantity("count", n, n, "person", False, claim.trigger)


def lines(printed: str) -> list[dict[str, Any]]:
    """The objects of JSON Lines."""
    return [json.loads(line) for line in printed.splitlines()]
