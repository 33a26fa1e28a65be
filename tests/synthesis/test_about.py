from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.errors import LedgerError
from marsad.gazetteer import Toponym, shipped
from marsad.intake.take import take
from marsad.ledger.store import Ledger, open_ledger
from marsad.model import Document
from marsad.reader import geography_of
from marsad.synthesis import frontrules as rules
from marsad.synthesis.about import about, newest
from marsad.synthesis.control import Control, control
from marsad.synthesis.siege import Siege, siege
from marsad.synthesis.sites import Asked

# Articles that we wrote, as agencies of several countries would.
ARTICLES = (
    (
        dt.date(2023, 12, 20),
        "وكالة النيل",
        "سيطرت قوات الدعم السريع على مدينة ود مدني أمس. وقال ناشطون إن المدنيين فروا من المدينة.",
    ),
    (dt.date(2024, 1, 15), "صحيفة الخرطوم", "تسيطر قوات الدعم السريع على مدينة ود مدني. ويهدف الجيش السوداني إلى استعادة مدينة ود مدني."),
    (dt.date(2025, 1, 12), "وكالة النيل", "استعاد الجيش السوداني مدينة ود مدني من قوات الدعم السريع السبت."),
    (
        dt.date(2024, 6, 1),
        "وكالة النيل",
        "تحاصر قوات الدعم السريع مدينة الفاشر منذ أيار 2024، وشددت حصارها على المدينة. ويعيش في المدينة أكثر من 800 ألف مدني. "
        "وقد يفك الجيش السوداني الحصار عن مدينة الفاشر.",
    ),
    (dt.date(2018, 6, 20), "صحيفة عدن", "دخلت قوات الجيش اليمني مدينة الحديدة. ونفى الحوثيون سيطرة الجيش اليمني على مدينة الحديدة."),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("about") / "marsad.db") as opened:
        fill(opened)
        yield opened


def fill(ledger: Ledger) -> None:
    for n, (published, outlet, text) in enumerate(ARTICLES):
        document = Document(f"{n}.txt", text.encode(), text, dt.datetime(2025, 2, 1, n, tzinfo=dt.UTC), published, outlet)
        take(document, ledger, geography_of(shipped()))


def asked(id: str) -> Asked:
    place = shipped().by_id(id)
    assert place is not None
    return Asked.of(place, shipped().shape(id))


def held(ledger: Ledger, id: str, at: dt.date | None = None) -> Control:
    return control(about(ledger, asked(id)), asked(id), rules.load(), at=at)


def besieged(ledger: Ledger, id: str) -> Siege:
    return siege(about(ledger, asked(id)), asked(id), rules.load(), at=newest(ledger))


def test_a_town_that_is_taken_and_taken_back(ledger: Ledger) -> None:
    found = held(ledger, "marsad:sd-wad-medani")
    told = {a.who: [(i.holder.id, i.opened.what, i.closed.what if i.closed else None) for i in a.intervals] for a in found.accounts}
    assert told == {
        "صحيفة الخرطوم": [("sd.rsf", "held", "no information")],
        "وكالة النيل": [
            ("sd.rsf", "captured", "no information"),
            ("sd.rsf", "held", "lost"),
            ("sd.army", "captured", None),
        ],
    }
    assert (found.state, [p.id for p in found.holders], found.at) == ("held", ["sd.army"], dt.date(2025, 1, 12))
    assert [(b.why, b.type, [p.id for p in b.parties]) for b in found.beside] == [("intended", "capture", ["sd.army"])]
    assert held(ledger, "marsad:sd-wad-medani", dt.date(2024, 1, 20)).state == "held"
    assert held(ledger, "marsad:sd-wad-medani", dt.date(2024, 9, 1)).state == "no information"


def test_a_siege_with_its_beginning_its_people_and_a_hope(ledger: Ledger) -> None:
    found = besieged(ledger, "marsad:sd-el-fasher")
    (account,) = found.accounts
    assert ([p.id for p in account.besiegers], account.since) == (["sd.rsf"], dt.date(2024, 5, 1))
    assert {s.what for s in account.steps} == {"told", "tightened"} and account.standing == "no information"
    assert [(i.low, i.high, i.who) for i in found.inside] == [(800_000, None, "وكالة النيل")]
    assert ("possible", "siege_lifted") in {(b.why, b.type) for b in found.beside}


def test_who_enters_a_town_and_who_denies_that_it_is_taken(ledger: Ledger) -> None:
    found = held(ledger, "marsad:ye-al-hudaydah")
    assert [(i.holder.id, i.extent) for a in found.accounts for i in a.intervals] == [("ye.army", "entered")]
    assert [(b.why, b.who) for b in found.beside] == [("denied", "الحوثيون")] and found.state == "entered"


def test_what_people_reject_and_correct_changes_the_picture(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "marsad.db") as ledger:
        fill(ledger)
        town = "marsad:sd-wad-medani"
        (last,) = held(ledger, town).accounts[-1].intervals[-1].claims
        ledger.review(last, "rejected", who="ليلى", why="a mistake")
        assert all(last not in i.claims for a in held(ledger, town).accounts for i in a.intervals)
        (first,) = held(ledger, town).accounts[0].intervals[0].claims
        ledger.review(first, "corrected", who="ليلى", why="it is only feared", correction={"status": "possible"})
        found = held(ledger, town)
        assert first in {b.claim for b in found.beside} and all(first not in i.claims for a in found.accounts for i in a.intervals)
        # Another person takes the rejection back.
        ledger.review(last, "accepted", who="سامي")
        assert any(last in i.claims for a in held(ledger, town).accounts for i in a.intervals)


def test_nothing_is_told_of_a_place_that_no_article_names(ledger: Ledger) -> None:
    found = held(ledger, "marsad:ly-sirte")
    assert (found.accounts, found.beside, found.state) == ((), (), "no information")
    assert besieged(ledger, "marsad:ly-sirte").accounts == ()


def test_a_ledger_without_articles_has_no_newest_day(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "marsad.db") as empty:
        assert newest(empty) is None and list(about(empty, asked("marsad:ly-sirte"))) == []


def test_a_place_that_lies_nowhere_cannot_be_asked_for(ledger: Ledger) -> None:
    from dataclasses import replace

    nowhere = Asked.of(Toponym("x", "SD", "town", "بلدة", "", 0.0, 0.0, 1.0))
    with pytest.raises(LedgerError, match="nobody knows where it lies"):
        list(about(ledger, replace(nowhere, spot=replace(nowhere.spot, lat=None))))
