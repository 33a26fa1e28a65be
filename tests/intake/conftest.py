"""A site of our own to visit, by a clock that stands still but for sleeping."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.ingest.hostile_server import Server, Time, hostile, reply

from marsad.ingest.patience import Limits, Pace
from marsad.intake.door import Door
from marsad.ledger.store import Ledger, open_ledger

TEXT = "قتل {} مدنيين وأصيب سبعة آخرون بقصف مدفعي على بلدة كفرنبل في ريف إدلب، بحسب ما أفاد به الدفاع المدني السوري في بيان نشره على موقعه."


def page(killed: str = "ثلاثة", day: str = "2024-05-02", title: str = "قصف على كفرنبل") -> bytes:
    """A page with an article; without the day in it where that is empty."""
    meta = f'<meta property="article:published_time" content="{day}T08:00:00Z">' if day else ""
    head = f"<title>{title}</title>" if title else ""
    text = TEXT.format(killed)
    return f"<html><head><meta charset=utf-8>{head}{meta}</head><body><article><p>{text}</p><p>{text}</p></article></body></html>".encode()


def html(body: bytes, *headers: str) -> bytes:
    return reply(body, "200 OK", "Content-Type: text/html; charset=utf-8", *headers)


def rss(*links: str, day: str = "Wed, 01 May 2024 10:00:00 GMT", extra: str = "") -> bytes:
    """A feed that announces pages."""
    items = "".join(
        f"<item><title>خبر {n}</title><link>{link}</link><guid isPermaLink='false'>g</guid><pubDate>{day}</pubDate></item>"
        for n, link in enumerate(links, 1)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>سانا</title>{items}{extra}</channel></rss>'.encode()


def feed(body: bytes, *headers: str) -> bytes:
    return reply(body, "200 OK", "Content-Type: application/rss+xml", *headers)


@dataclass
class Site:
    """The server, its ledger, and the door that leads to it."""

    server: Server
    ledger: Ledger
    time: Time = field(default_factory=Time)

    def __post_init__(self) -> None:
        self.door = self.new_door()

    def new_door(self) -> Door:
        limits = Limits(retries=1)
        return Door("Marsad/1 (+mailto:desk@news.example)", self.server.allow, limits, Pace(interval=5.0), self.time.clock)

    def pages_asked(self) -> list[str]:
        """What was asked since the last time, but for robots.txt."""
        asked = [path for path in self.server.asked if path != "/robots.txt"]
        self.server.requests.clear()
        return asked


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with hostile({}) as server, open_ledger(tmp_path / "marsad.db") as ledger:
        yield Site(server, ledger)
