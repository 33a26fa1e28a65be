"""Readings made by hand, and a reader that needs no lexicon."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from tests.cli.books import Say, fill

from marsad.cli.main import run
from marsad.model import Article, Claim, Filler, Place, Quantity, Reading, Source, Span, When

TEXT = (
    "قتلى وأسرى في معارك غرب إدلب\n"
    "نقلت وكالة سانا عن محافظ المدينة أن أكثر من 10 مدنيين قتلوا أمس في حي الزهراء، لكن مصدرا عسكريا نفى وقوع أسرى. "
    "وتوقع ناشطون هجوما على البلدة."
)
PUBLISHED = dt.date(2016, 3, 8)


def span(words: str, text: str = TEXT, *, start: int = 0) -> Span:
    """The span of `words` in `text`."""
    at = text.index(words, start)
    return Span.of(text, at, at + len(words))


def make_reading(published: dt.date | None = PUBLISHED) -> Reading:
    """Three claims: asserted by a chain, denied, and expected by the same sentence's activists."""
    body = TEXT.index("\n")
    claims = (
        Claim("clash", span("معارك"), "asserted", roles={"place": (Filler(span("غرب إدلب")),)}, rule="triggers/violence:معركة"),
        Claim(
            "killed",
            span("قتلوا"),
            "asserted",
            sources=(Source(span("وكالة سانا"), "SANA", "agency"), Source(span("محافظ المدينة"), None, "official")),
            roles={
                "target": (Filler(span("مدنيين"), actor="civilians"),),
                "place": (Filler(span("حي الزهراء"), location=Place("حي الزهراء", "al-Zahra", 34.7, 36.7, 1.5, "district")),),
            },
            quantities=(Quantity("count", 11, None, "person", False, span("أكثر من 10")),),
            time=When(dt.date(2016, 3, 7), dt.date(2016, 3, 7), span("أمس")),
            rule="triggers/harm:قتل",
            why=("verb قتل, passive", "target: subject"),
        ),
        Claim("detention", span("أسرى", start=body), "negated", sources=(Source(span("مصدرا عسكريا")),), rule="triggers/violence:أسر"),
        Claim("attack", span("هجوما"), "expected", sources=(Source(span("ناشطون")),), roles={"toward": (Filler(span("البلدة")),)}),
    )
    return Reading(Article(TEXT, published), claims)


def fake_read_article(article: Article, *, geography: object, why: bool) -> Reading:
    """One `killed` claim for each قتل in the text, and a note where there is no date."""
    text, at, claims = article.text, -1, []
    while (at := text.find("قتل", at + 1)) >= 0:
        claims.append(Claim("killed", Span.of(text, at, at + 3), "asserted", rule="fake", why=("a step",) if why else ()))
    return Reading(article, tuple(claims), () if article.published else ("no publication date was given",))


@pytest.fixture
def reading() -> Reading:
    return make_reading()


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs commands in this process, with the fake reader in place of the real one."""
    module = ModuleType("marsad.reader")
    module.read_article = fake_read_article  # type: ignore[attr-defined]
    module.geography_of = str  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marsad.reader", module)
    monkeypatch.delenv("COLUMNS", raising=False)
    return CliRunner()


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs `marsad …` in this process; gives the exit code, what it printed, and what it said."""
    for name in ("COLUMNS", "MARSAD_LEDGER", "MARSAD_REVIEWER", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def say(*args: object) -> tuple[int, str, str]:
        code = run([*map(str, args)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return say


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    return fill(tmp_path_factory.mktemp("book") / "marsad.db")


@pytest.fixture
def book(_filled: str, tmp_path: Path) -> str:
    """A ledger of five claims, to do with as one likes."""
    return str(shutil.copy(_filled, tmp_path / "marsad.db"))
