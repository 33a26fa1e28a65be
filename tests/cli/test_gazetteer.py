from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marsad import gazetteer
from marsad.cli.main import run
from marsad.cli.output import ExitCode
from marsad.gazetteer import Named, Table, Toponym, write
from marsad.ingest import placescratch
from marsad.text.names import entries_of

HEADINGS = "id\tcc\tkind\tname_ar\tname_en\tlat\tlon\tpop\tadmin1_ar\tpcode\n"
FAJR = "t:1\tSY\tlocality\tكرم الفجر\tKarm al Fajr\t35.5\t38.25\t1200\tالوادي\tC1\n"
CITY = "t:2\tSY\tlocality\tكرم\tKarm\t35.6\t38.3\t90000\tالوادي\t\n"
OTHER = "t:3\tIQ\tlocality\tكرم\tKarm\t33.6\t44.3\t0\t\t\n"

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A shipped table with one place."""
    path = tmp_path / "shipped" / "shipped.places"
    place = Toponym("s:1", "SY", "town", "تل السوسن", "Tall as Sawsan", 35.0, 38.0, 3.0)
    write(path, [Named(place, entries_of((place.name_ar, place.name_en)))], {"title": "Shipped", "source": "tests", "licence": "CC0"})
    table = Table(path)
    monkeypatch.setattr(gazetteer, "_shipped_table", lambda: table)
    caches = (gazetteer.shipped, gazetteer._opened, placescratch._countries)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs `marsad gazetteer …`; gives the exit code, what it printed, and what it said."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def say(*args: object) -> tuple[int, str, str]:
        code = run(["gazetteer", *map(str, args)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return say


@pytest.fixture
def karm(tmp_path: Path) -> Path:
    path = tmp_path / "karm.tsv"
    path.write_text(HEADINGS + FAJR + CITY + OTHER, encoding="utf-8")
    return path


# ---- import


def test_import_says_what_came_in(say: Say, karm: Path, no_imported_places: Path) -> None:
    code, out, err = say("import", karm)
    assert (code, err) == (ExitCode.DONE, "")
    assert out.startswith("karm: 3 places, 6 names, ")
    assert out.endswith(" s (2 village, 1 city)\n")
    assert [p.name for p in no_imported_places.iterdir()] == ["karm.places"]


def test_import_tells_what_was_left_out(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.b.tsv"
    path.write_text(HEADINGS + FAJR + CITY.replace("35.6", "x") + OTHER.replace("locality", "monument\x1b[31m"), encoding="utf-8")
    code, out, err = say("import", path, "--skip-bad")
    assert code == ExitCode.DONE
    assert out.startswith("a: 1 place, 2 names")
    assert "1 row of no use left out: 1 monument[31m" in err
    assert "1 broken row left out" in err
    assert "a.b.tsv: line 3: latitude: 'x' is not a number" in err
    assert "\x1b" not in err


def test_a_broken_import_leaves_the_earlier_table(say: Say, karm: Path) -> None:
    say("import", karm)
    karm.write_text(HEADINGS + FAJR.replace("35.5", "nan"), encoding="utf-8")
    code, out, err = say("import", karm)
    assert (code, out) == (ExitCode.SOURCE, "")
    assert "karm.tsv: line 2: latitude: 'nan' is not a number" in err
    assert "nothing was imported" in err
    assert say("search", "كرم الفجر")[1] != ""


def test_import_replaces_whole(say: Say, karm: Path) -> None:
    say("import", karm)
    karm.write_text(HEADINGS + OTHER, encoding="utf-8")
    assert say("import", karm)[0] == ExitCode.DONE
    assert json.loads(say("search", "Karm", "--format", "json")[1])[0]["id"] == "t:3"


def test_ctrl_c_in_an_import(say: Say, karm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say("import", karm)

    def stop(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("marsad.ingest.places.import_places", stop)
    code, out, err = say("import", karm)
    assert (code, out) == (ExitCode.INTERRUPTED, "")
    assert err == "marsad: stopped: nothing was imported, the earlier karm stays\n"


@pytest.mark.parametrize(
    "name",
    ["../x", "a/b", "a\\b", ".x", "", "x" * 65, "x.", "x ", "-x", "con", "NUL.txt", "shipped", "a\nb", "a\0b", "a:b", "\u202ex"],
)
def test_names_that_are_no_file_names(say: Say, karm: Path, name: str, no_imported_places: Path) -> None:
    code, _, err = say("import", karm, f"--name={name}")
    assert code == (ExitCode.USAGE if name else ExitCode.DONE)  # an empty one is none
    assert ("a name is at most 64 letters" in err) == bool(name)
    assert no_imported_places.exists() != bool(name)


@pytest.mark.parametrize("name", ["syria", "سوريا", "Syria 2024-05 (v2)", "x" * 64])
def test_names_that_are(say: Say, karm: Path, name: str) -> None:
    assert say("import", karm, "--name", name, "--title", "T", "--licence", "L")[0] == ExitCode.DONE
    listed = json.loads(say("list", "--format", "json")[1])
    assert [(t["name"], t["title"], t["licence"]) for t in listed[1:]] == [(name, "T", "L")]


def test_a_folder_that_cannot_be(say: Say, karm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_GAZETTEERS", str(karm / "below"))
    code, _, err = say("import", karm)
    assert code == ExitCode.FAILED
    assert "cannot be written to" in err
    assert "MARSAD_GAZETTEERS" in err


def test_an_encoding(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "old.tsv"
    path.write_bytes((HEADINGS + FAJR).encode("windows-1256"))
    assert say("import", path)[0] == ExitCode.SOURCE
    assert say("import", path, "--encoding", "windows-1256")[0] == ExitCode.DONE
    assert say("import", path, "--encoding", "no-such")[0] == ExitCode.USAGE


def test_import_needs_a_path(say: Say) -> None:
    assert say("import")[0] == ExitCode.USAGE


# ---- list, info, remove


def test_list(say: Say, karm: Path, no_imported_places: Path) -> None:
    say("import", karm, "--title", "Two\nlines\x1b[2J")
    (no_imported_places / "broken.places").write_bytes(b"junk")
    code, out, _ = say("list")
    assert code == ExitCode.DONE
    assert "shipped: 1 place · Shipped\n    CC0\n" in out
    assert "karm: 3 places · Two lines[2J\n" in out
    assert "licence not stated" in out
    assert "\x1b" not in out
    assert "broken: cannot be used: " in out
    listed = json.loads(say("list", "--format", "json")[1])
    assert [t["name"] for t in listed] == ["shipped", "broken", "karm"]
    assert "import it again" in listed[1]["error"]
    assert listed[2]["places"] == 3


def test_info(say: Say, karm: Path) -> None:
    say("import", karm, "--licence", "CC BY")
    code, out, _ = say("info", "karm")
    assert code == ExitCode.DONE
    facts = dict(line.split(None, 1) for line in out.splitlines()[1:])
    assert (facts["places"], facts["kinds"], facts["countries"]) == ("3", "2 village, 1 city", "2 SY, 1 IQ")
    assert (facts["licence"], facts["files"], len(facts["digest"])) == ("CC BY", "karm.tsv", 64)
    assert facts["path"].endswith("karm.places")
    both = say("info")[1]
    assert "shipped: Shipped" in both
    assert "karm: karm.tsv" in both


def test_info_of_what_is_not_there_or_broken(say: Say, no_imported_places: Path) -> None:
    code, _, err = say("info", "none")
    assert code == ExitCode.USAGE
    assert "there is no table 'none'; there are: shipped" in err
    no_imported_places.mkdir(parents=True)
    (no_imported_places / "broken.places").write_bytes(b"junk")
    assert say("info", "broken")[0] == ExitCode.FAILED
    code, out, _ = say("info")
    assert code == ExitCode.DONE
    assert "cannot be used" in out


def test_remove(say: Say, karm: Path, no_imported_places: Path) -> None:
    say("import", karm)
    (no_imported_places / "broken.places").write_bytes(b"junk")
    assert say("remove", "karm")[0] == ExitCode.DONE
    assert say("remove", "broken")[0] == ExitCode.DONE
    assert list(no_imported_places.iterdir()) == []
    for name in ("karm", "../karm", "shipped"):
        assert say("remove", name)[0] == ExitCode.USAGE


# ---- search


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("كرم", ["t:2", "t:3", "t:1"]),
        ("الكرم", ["t:2", "t:3", "t:1"]),
        ("KARM", ["t:2", "t:3", "t:1"]),
        ("كرمالفجر", ["t:1"]),
        ("كَرْم الفجر", ["t:1"]),
        ("تل السوسن", ["s:1"]),
        ("tall as sawsan", ["s:1"]),
        ("تلسو", ["s:1"]),
        ("غيرها", []),
        ("", []),
        ("؟!", []),
    ],
)
def test_search(say: Say, karm: Path, name: str, ids: list[str]) -> None:
    say("import", karm)
    code, out, _ = say("search", name, "--format", "json")
    assert code == ExitCode.DONE
    assert [place["id"] for place in json.loads(out)] == ids


def test_search_in_a_country_and_up_to_a_limit(say: Say, karm: Path) -> None:
    say("import", karm)
    (place,) = json.loads(say("search", "كرم", "--country", "iq", "--format", "json")[1])
    assert (place["id"], place["table"], place["lat"]) == ("t:3", "karm", 33.6)
    assert len(json.loads(say("search", "كرم", "--limit", "2", "--format", "json")[1])) == 2
    assert say("search", "كرم", "--limit", "0")[0] == ExitCode.USAGE


def test_search_as_a_table(say: Say, karm: Path) -> None:
    say("import", karm)
    _, out, err = say("search", "كرم الفجر")
    first, second = out.splitlines()
    assert err == ""
    assert first.startswith("village      Karm al Fajr ")
    assert first.endswith(" كرم الفجر")
    assert second.split() == ["t:1", "SY", "35.5000,", "38.2500", "±", "2", "km", "1,200", "people", "C1", "الوادي"]
    assert len(first) == len(second) == 100


def test_a_table_on_a_narrow_terminal(say: Say, karm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say("import", karm)
    monkeypatch.setenv("COLUMNS", "40")
    out = say("search", "كرم الفجر")[1]
    assert len(out.splitlines()) == 3
    assert all("الوادي" not in line or line.strip() == "الوادي" for line in out.splitlines())


def test_arabic_is_reordered_where_asked(say: Say, karm: Path) -> None:
    say("import", karm)
    assert "كرم" not in say("search", "كرم الفجر", "--bidi", "on")[1]


def test_nothing_found_says_what_to_try(say: Say, karm: Path) -> None:
    say("import", karm)
    code, out, err = say("search", "كرم الفجار")
    assert (code, out) == (ExitCode.DONE, "")
    assert "no place of the name كرم الفجار\n" in err
    assert "  كرم الفجر\n" in err
    code, out, err = say("search", "zzz", "--country", "SY")
    assert (code, out) == (ExitCode.DONE, "")
    assert "no place of the name zzz in SY" in err
    assert "marsad gazetteer import" in err


def test_what_a_file_says_never_reaches_the_terminal_raw(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "evil.tsv"
    path.write_text(HEADINGS + FAJR.replace("Karm al Fajr", "Karm\x1b]0;x\x07\u202e").replace("t:1", "t\x1b[2J"), encoding="utf-8")
    say("import", path)
    out = say("search", "كرم الفجر")[1]
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_broken_table_is_one_message(say: Say, no_imported_places: Path) -> None:
    no_imported_places.mkdir(parents=True)
    (no_imported_places / "broken.places").write_bytes(b"junk")
    code, out, err = say("search", "كرم")
    assert (code, out) == (ExitCode.FAILED, "")
    assert "broken.places: is no gazetteer" in err


# ---- the program itself


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of Unix")
def test_progress_is_for_people(tmp_path: Path) -> None:
    rows = "".join(FAJR.replace("t:1", f"t:{i}") for i in range(12_000))
    path = tmp_path / "many.tsv"
    path.write_text(HEADINGS + rows, encoding="utf-8")
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def watch() -> None:
        try:
            while data := os.read(ours, 1000):
                seen.append(data)
        except OSError:  # Linux says so when the other side is closed
            pass

    watcher = threading.Thread(target=watch)
    watcher.start()
    done = subprocess.run(
        [sys.executable, "-m", "marsad", "gazetteer", "import", str(path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
        encoding="utf-8",
    )
    os.close(theirs)
    watcher.join()
    os.close(ours)
    assert done.stdout.startswith("many: 12,000 places")
    assert b"reading " in b"".join(seen)
    assert b"writing " in b"".join(seen)


def test_starting_loads_nothing_that_imports_or_ledgers_need() -> None:
    heavy = ("sqlite3", "openpyxl", "sqlalchemy", "marsad.gazetteer", "marsad.ingest.places", "marsad.ledger.store", "marsad.lexicon")
    code = f"import sys, marsad.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout == "[]\n"
