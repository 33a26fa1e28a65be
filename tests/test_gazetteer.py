from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad import gazetteer
from marsad.errors import GazetteerError
from marsad.gazetteer import FORMAT, Gazetteer, Named, Table, Toponym, home, imported, installed, write
from marsad.text.names import entries_of, keys_of, words_of

META = {"title": "Invented places", "source": "tests", "licence": "none"}


def toponym(
    id: str = "t:1", name_ar: str = "كرم الفجر", name_en: str = "Karm al Fajr", kind: str = "village", geonames: int = 0
) -> Toponym:
    return Toponym(id, "SY", kind, name_ar, name_en, 35.5, 38.25, 2.0, 1200, "الوادي", "SY99", "السهل", "SY9901", "C1", geonames, "tests")


def named(place: Toponym, *others: str, wkb: bytes | None = None) -> Named:
    return Named(place, entries_of((place.name_ar, place.name_en, *others)), wkb)


def keys(name: str) -> tuple[str, ...]:
    return keys_of(words_of(name))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.places"


def left(path: Path) -> list[str]:
    """The files in the folder of `path`."""
    return [p.name for p in path.parent.iterdir()]


def ids(table: Gazetteer, name: str) -> list[str]:
    return [f.place.id for found in table.find(keys(name)[:1]).values() for f in found]


# ---- one table


def test_what_is_written_is_read(path: Path) -> None:
    place = toponym()
    bare = Toponym("t:2", "XX", "region", "الأمل", "", -1.5, 0.25, 0.5)
    write(path, [named(place, "كرم الفجر الشرقي", wkb=b"\x01\x02"), named(bare)], META)
    table = Table(path)
    assert table.place(1) == place
    assert table.by_id("t:2") == (2, bare)
    assert table.by_id("t:3") is None
    assert (table.shape(1), table.shape(2)) == (b"\x01\x02", None)
    assert table.counts() == {"region": 1, "village": 1}
    assert table.countries() == {"SY": 1, "XX": 1}
    assert table.of_kind("region") == [bare]
    assert {**META, "format": str(FORMAT)}.items() <= dict(table.meta).items()
    table.close()


def test_the_digest_is_that_of_the_content(path: Path) -> None:
    digests = []
    for places in ([named(toponym())], [named(toponym())], [named(toponym(), "اسم ثان")], [named(toponym(), wkb=b"1")]):
        write(path, places, META)
        digests.append(Table(path).meta["digest"])
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    write(path, [], {**META, "digest": "given"})
    assert Table(path).meta["digest"] == "given"


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=6))
def test_every_name_is_found_again(tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.places"
    places = [
        toponym(f"t:{i}", ar.encode("utf-8", "ignore").decode(), en.encode("utf-8", "ignore").decode()) for i, (ar, en) in enumerate(names)
    ]
    write(path, map(named, places), META)
    table = Gazetteer((Table(path),))
    for place in places:
        for name in (place.name_ar, place.name_en):
            for key in keys(name):
                assert place.id in [f.place.id for f in table.find([key])[key]]
                assert place.id in [f.place.id for f in table.starting(key[:1], 1000)]
    table.tables[0].close()


def test_a_name_is_found_in_any_spelling(path: Path) -> None:
    write(path, [named(toponym())], META)
    table = Gazetteer((Table(path),))
    for name in ("كرم الفجر", "كرمالفجر", "كَرْم الفجر", "الكرم الفجر", "karm al-fajr"):
        assert any(table.find(keys(name)).values()), name
    (found,) = table.find(keys("كرم الفجر")[:1]).values()
    assert (found[0].spelled, found[0].main, found[0].table) == ("كرم الفجر", True, 0)
    assert table.find(["نعم"]) == {}


def test_hundreds_of_keys_at_once(path: Path) -> None:
    write(path, [named(toponym(f"t:{i}", f"موضع{i}", "")) for i in range(250)], META)
    table = Gazetteer((Table(path),))
    asked = [f"موضع{i}" for i in range(400)]
    assert list(table.find(asked)) == asked[:250]
    assert list(table.find(reversed(asked))) == asked[249::-1]


def test_the_cache_has_a_bound(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "_CACHE", 10)
    write(path, [named(toponym())], META)
    table = Gazetteer((Table(path),))
    for i in range(50):
        assert table.find([f"غائب{i}"]) == {}
        assert ids(table, "كرم الفجر") == ["t:1"]
    assert len(table._known) <= 10


# ---- several tables


@pytest.fixture
def two(tmp_path: Path) -> Gazetteer:
    first, second = tmp_path / "1.places", tmp_path / "2.places"
    write(first, [named(toponym("a:1", geonames=7)), named(toponym("a:2", "كرم", ""))], META)
    write(
        second,
        [
            named(toponym("b:1", name_en="Other", geonames=7)),
            named(toponym("a:2", "كرم", "Two"), wkb=b"x"),
            named(toponym("b:3", "كرم الفجر الكبير")),
        ],
        META,
    )
    return Gazetteer((Table(first), Table(second)))


def test_the_first_table_has_the_last_word(two: Gazetteer) -> None:
    assert ids(two, "كرم الفجر") == ["a:1"]  # b:1 has its GeoNames id
    (found,) = two.find(["كرم"]).values()
    assert [f.place.name_en for f in found] == [""]
    place = two.by_id("a:2")
    assert place is not None
    assert place.name_en == ""
    assert two.by_id("none") is None


def test_an_outline_comes_from_the_first_table_that_has_one(two: Gazetteer) -> None:
    assert two.shape("a:2") == b"x"
    assert two.shape("a:1") is None
    assert two.shape("none") is None


def test_beginnings_come_whole_names_first(two: Gazetteer) -> None:
    assert [f.place.id for f in two.starting("كرم")] == ["a:2", "a:1", "b:3"]
    assert [f.place.id for f in two.starting("كرم", 1)] == ["a:2"]
    assert two.starting("زز") == []


def test_two_digests(two: Gazetteer) -> None:
    first, _, second = two.digest.partition("+")
    assert (len(first), len(second)) == (16, 16)


# ---- writing whole or not at all


def test_an_error_on_the_way_leaves_the_earlier_table(path: Path) -> None:
    write(path, [named(toponym())], META)
    before = path.read_bytes()

    def broken() -> Iterator[Named]:
        yield named(toponym("t:2"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(path, broken(), META)
    assert path.read_bytes() == before
    assert left(path) == [path.name]


def test_an_id_may_not_come_twice(path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"place\.id"):
        write(path, [named(toponym()), named(toponym())], META)
    assert left(path) == []


def test_a_folder_that_is_a_file(path: Path) -> None:
    path.write_text("x")
    with pytest.raises(GazetteerError, match="cannot be written"):
        write(path / "below" / "t.places", [], META)


def test_a_table_in_a_read_only_folder_is_read(path: Path) -> None:
    write(path, [named(toponym())], META)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        assert Table(path).place(1).id == "t:1"
    finally:
        path.parent.chmod(0o700)


def test_a_name_that_a_url_would_misread(tmp_path: Path) -> None:
    path = tmp_path / "100% ?mode=rwc#جدول.places"
    write(path, [named(toponym())], META)
    assert Table(path).place(1).id == "t:1"
    assert left(path) == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be replaced there")
def test_a_reader_goes_on_while_the_table_is_replaced(path: Path) -> None:
    write(path, [named(toponym(f"old:{i}", f"موضع{i}")) for i in range(2000)], META)
    table = Gazetteer((Table(path),))
    errors: list[Exception] = []
    stop = threading.Event()

    def replace() -> None:
        while not stop.is_set():
            try:
                write(path, [named(toponym(f"new:{i}")) for i in range(50)], META)
            except Exception as error:  # noqa: BLE001 (told below)
                errors.append(error)
                return

    thread = threading.Thread(target=replace)
    thread.start()
    try:
        for i in range(2000):
            assert ids(table, f"موضع{i}") == [f"old:{i}"]
    finally:
        stop.set()
        thread.join()
    assert errors == []
    assert Table(path).place(1).id == "new:0"


# ---- files that are none


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_table(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match=r"t\.places: .*import it again"):
        Table(path)


def test_a_missing_file_and_a_folder(path: Path) -> None:
    for missing in (path, path.parent):
        with pytest.raises(GazetteerError):
            Table(missing)
    assert not path.exists()


def test_a_table_that_is_cut_off(path: Path) -> None:
    write(path, [named(toponym(f"t:{i}", f"موضع{i}")) for i in range(3000)], META)
    path.write_bytes(path.read_bytes()[: 3 * 4096])

    def use() -> None:
        table = Table(path)
        for i in range(3000):
            table.find([f"موضع{i}"])
            table.place(i + 1)

    with pytest.raises(GazetteerError, match="damaged"):
        use()


def test_a_table_of_another_format(path: Path) -> None:
    write(path, [named(toponym())], META)
    db = sqlite3.connect(path)
    db.execute("UPDATE meta SET value = '999' WHERE key = 'format'")
    db.commit()
    db.close()
    with pytest.raises(GazetteerError, match="has format 999"):
        Table(path)


# ---- what this machine has


def test_home_is_where_the_variable_says(no_imported_places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home() == no_imported_places
    assert imported() == []
    monkeypatch.delenv("MARSAD_GAZETTEERS")
    assert home().name == "gazetteers"


def test_imported_are_the_finished_files_by_name(no_imported_places: Path) -> None:
    for name in ("b.places", "a.places"):
        write(no_imported_places / name, [], META)
    for name in (".c.places.x.new", ".d.places", "note.txt"):
        (no_imported_places / name).write_text("x")
    assert [p.name for p in imported()] == ["a.places", "b.places"]


def test_installed_sees_what_is_imported_later(no_imported_places: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, [named(toponym("shipped:1"))], META)
    monkeypatch.setattr(gazetteer, "_shipped_table", lambda: Table(path))
    gazetteer._opened.cache_clear()
    try:
        assert ids(installed(), "كرم الفجر") == ["shipped:1"]
        write(no_imported_places / "mine.places", [named(toponym("mine:1"))], META)
        assert ids(installed(), "كرم الفجر") == ["shipped:1", "mine:1"]
        assert installed() is installed()
    finally:
        gazetteer._opened.cache_clear()
