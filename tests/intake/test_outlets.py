from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.errors import SourceError
from marsad.intake.outlets import Outlet, Watchlist, read_watchlist

GOOD = """\
contact: mailto:desk@news.example
outlets:
  - name: وكالة الأنباء
    feeds:
      - https://news.example/rss
      - https://news.example/world.xml
    every: 1h
  - name: Desk
    feeds: [http://desk.example/feed]
    pages: false
"""


def read(tmp_path: Path, text: str) -> Watchlist:
    path = tmp_path / "outlets.yaml"
    path.write_text(text, "utf-8")
    return read_watchlist(path)


def test_a_list_of_outlets(tmp_path: Path) -> None:
    agency = Outlet("وكالة الأنباء", ("https://news.example/rss", "https://news.example/world.xml"), dt.timedelta(hours=1))
    desk = Outlet("Desk", ("http://desk.example/feed",), dt.timedelta(minutes=15), pages=False)
    assert read(tmp_path, GOOD) == Watchlist((agency, desk), "mailto:desk@news.example")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("every: 1h", "every: soon", "line 7: `every` is a time from 1m to 7d"),
        ("every: 1h", "every: 15", "line 7: `every`"),
        ("every: 1h", "every: 8d", "line 7: `every`"),
        ("every: 1h", "every: [1h]", "line 7: `every`"),
        ("every: 1h", "evry: 1h", "line 7: `evry` is not known; an outlet has name, feeds, every, pages"),
        ("every: 1h", "name: x", "line 7: `name` is there twice"),
        ("pages: false", "pages: maybe", "line 10: `pages` is true or false"),
        ("name: Desk", "pages: false", "line 8: `name` is missing"),
        ("name: Desk", "name: 2016", "line 8: `name` is a text"),
        ("name: Desk", "name: ' '", "line 8: `name` is empty"),
        ("name: Desk", r'name: "a\nb"', "line 8: `name` has characters that cannot be seen"),
        ("feeds: [http://desk.example/feed]", "feeds: http://desk.example/feed", "line 9: `feeds` is a list"),
        ("feeds: [http://desk.example/feed]", "feeds: []", "line 9: `feeds` is empty"),
        ("feeds: [http://desk.example/feed]", "every: 1h", "line 8: `feeds` is missing"),
        ("http://desk.example/feed", "file:///etc/passwd", "line 9: `feeds` 'file:///etc/passwd': is neither http nor https"),
        ("http://desk.example/feed", "http://a:b@desk.example/feed", "line 9: `feeds` 'http://a:b@desk.example/feed': holds a user"),
        ("http://desk.example/feed", "https://news.example/rss", "line 9: `feeds` has https://news.example/rss again, which line 5 has"),
        ("mailto:desk@news.example", "a phone (somewhere)", "line 1: `contact` is an e-mail address or a web address"),
        ("contact:", "kontact:", "line 1: `kontact` is not known"),
        ("outlets:", "outlets: &x\n  - *x", "line 2: an outlet has keys"),
        ("outlets:\n", "outlets: [", "is not YAML"),
        ("name: Desk", "name: !!python/object:os.system x", "line 8: `name` is a text"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_key(tmp_path: Path, before: str, after: str, fault: str) -> None:
    assert before in GOOD
    with pytest.raises(SourceError) as raised:
        read(tmp_path, GOOD.replace(before, after))
    assert fault in str(raised.value) and "outlets.yaml" in str(raised.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        read(tmp_path, GOOD.replace("1h", "x").replace("pages: false", "pages: 7"))
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["", "# nothing", "[]", "x", "outlets:", "contact: desk@news.example", "[" * 5000])
def test_what_is_no_list_of_outlets(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError):
        read(tmp_path, text)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "outlets.yaml"
    with pytest.raises(SourceError, match="cannot be read"):
        read_watchlist(path)
    path.write_bytes("contact: مرصد".encode("utf-16"))
    with pytest.raises(SourceError, match="is not UTF-8"):
        read_watchlist(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(SourceError, match="is larger"):
        read_watchlist(path)


@given(st.text(max_size=200) | st.text(alphabet="outlesnamfd:-[]{}&*! \n", max_size=200))
def test_any_text_is_a_list_or_is_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, "utf-8", errors="replace")
    try:
        assert read_watchlist(path).outlets
    except SourceError as error:
        assert "any.yaml" in str(error)
