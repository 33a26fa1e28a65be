"""What a user of the library relies on: the public names, a quick and clean import, and silence."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import marsad

SOURCE = Path(marsad.__file__).parent
# What reading may never pull in, and what it has no use for.
FOREIGN = {
    "aiohttp",
    "asyncio",
    "click",
    "http.client",
    "multiprocessing",
    "requests",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "urllib.request",
    "yaml",
}


def test_public_names() -> None:
    assert marsad.__all__ == [
        "Article",
        "Claim",
        "Filler",
        "GazetteerError",
        "LexiconError",
        "MarsadError",
        "Place",
        "Quantity",
        "Reading",
        "Source",
        "SourceError",
        "Span",
        "SpanError",
        "When",
        "__version__",
        "read",
    ]
    for name in marsad.__all__:
        assert getattr(marsad, name) is not None
        assert name in dir(marsad)
    with pytest.raises(AttributeError, match="no attribute 'Event'"):
        marsad.Event  # noqa: B018


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`."""
    program = f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_importing_marsad_loads_marsad_alone() -> None:
    loaded = modules_after("import marsad")
    assert {name for name in loaded if name.startswith("marsad")} == {"marsad"}
    assert not loaded & FOREIGN


def test_reading_loads_no_network_no_yaml_and_no_database_but_its_gazetteer() -> None:
    loaded = modules_after("import marsad; marsad.read('قتل ثلاثة جنود أمس', published='2024-05-02')")
    assert "marsad.reader" in loaded
    assert loaded & FOREIGN == {"sqlite3"}
    unlocated = modules_after(
        "from marsad.reader import read_article; from marsad.model import Article\nread_article(Article('قتل'), geography=None)"
    )
    assert "marsad.reader" in unlocated and not unlocated & {"pyproj", "shapely", "numpy"}


def test_help_loads_neither_the_reader_nor_what_only_tables_need() -> None:
    loaded = modules_after("from marsad.cli.main import run; run(['read', '--help'])")
    assert not loaded & {"marsad.reader", "marsad.lexicon", "bidi", "arabic_reshaper", "wcwidth"}


def test_nothing_in_the_package_prints() -> None:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id
            assert called not in ("print", "input", "breakpoint"), f"{path.name}:{getattr(node, 'lineno', '?')}"


def test_the_package_is_typed() -> None:
    assert (SOURCE / "py.typed").exists()


@pytest.mark.parametrize("published", ["2024-05-02", dt.date(2024, 5, 2), dt.datetime(2024, 5, 2, 18)])
def test_read_takes_a_date_or_its_iso_form(published: dt.date | str) -> None:
    reading = marsad.read("قتل ثلاثة جنود أمس", published=published)
    assert isinstance(reading, marsad.Reading)
    assert reading.article.published == dt.date(2024, 5, 2)


def test_read_says_why_only_when_asked() -> None:
    text = "قال ناشطون إن الجيش قصف بلدة حارم أمس، وأضافوا أن عشرة مدنيين قتلوا في القصف"
    silent, told = marsad.read(text, published="2024-05-02"), marsad.read(text, published="2024-05-02", why=True)
    assert silent == marsad.read(text, published="2024-05-02", why=False)
    assert silent.claims and {claim.why for claim in silent.claims} == {()}
    for claim, other in zip(told.claims, silent.claims, strict=True):
        assert claim.why and all(type(step) is str and step for step in claim.why)
        assert replace(claim, why=()) == other


def test_read_needs_no_date() -> None:
    assert marsad.read("").claims == ()


def test_read_refuses_what_is_no_date_and_what_is_no_text() -> None:
    with pytest.raises(ValueError, match="'May' is not a date"):
        marsad.read("", published="May")
    with pytest.raises(TypeError, match="decode makes text of bytes"):
        marsad.read(b"")  # type: ignore[arg-type]
