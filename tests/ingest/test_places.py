from __future__ import annotations

import csv
import gzip
import io
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.errors import GazetteerError
from marsad.gazetteer import KINDS, Gazetteer, Table, Toponym
from marsad.ingest import placescratch, tables
from marsad.ingest.placekinds import data, kind_of, radius_of, untitled
from marsad.ingest.places import Summary, import_places
from marsad.text.names import keys_of, words_of

# All names of places here are invented.
HEADINGS = (
    "id cc kind fcode name_ar names_ar name_en names_en lat lon unc_km pop "
    "admin1_ar admin1_pcode admin2_ar admin2_pcode pcode gn_id wd_id source"
)
OWN = HEADINGS.split()


def own(**cells: object) -> str:
    row = {
        "id": "t:1",
        "cc": "SY",
        "kind": "locality",
        "name_ar": "كرم الفجر",
        "name_en": "Karm al Fajr",
        "lat": 35.5,
        "lon": 38.25,
        **cells,
    }
    return "\t".join(str(row.get(heading, "")) for heading in OWN)


def own_table(*rows: str) -> str:
    return "\n".join(("\t".join(OWN), *rows)) + "\n"


def geonames(number: int = 101, name: str = "Karm al Fajr", others: str = "", code: str = "PPL", **cells: object) -> str:
    row = [
        str(number),
        name,
        name,
        others,
        "35.5",
        "38.25",
        "P",
        code,
        "SY",
        "",
        "01",
        "0101",
        "",
        "",
        "0",
        "",
        "300",
        "Asia/Damascus",
        "2020-01-01",
    ]
    where = {"ascii": 2, "lat": 4, "lon": 5, "cls": 6, "cc": 8, "admin1": 10, "admin2": 11, "pop": 14}
    for cell, value in cells.items():
        row[where[cell]] = str(value)
    return "\t".join(row)


def alternate(number: int, language: str, name: str, flags: Sequence[str] = ("", "", "", "")) -> str:
    return "\t".join(("9", str(number), language, name, *flags, "", ""))


def packed(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_txt", ".txt").replace("_csv", ".csv"), content)
    return out.getvalue()


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def commas(*rows: Sequence[object], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


Importer = Callable[..., tuple[Summary, list[Toponym]]]


@pytest.fixture
def imports(tmp_path: Path) -> Iterator[Importer]:
    """Writes each content to a file, imports them, and gives the summary and the places."""
    target = tmp_path / "out" / "t.places"

    def run(*contents: str | bytes | Path, **options: object) -> tuple[Summary, list[Toponym]]:
        paths = []
        for i, content in enumerate(contents):
            if isinstance(content, Path):
                paths.append(content)
                continue
            path = tmp_path / f"file{i}.txt"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(path)
        summary = import_places(paths, target, title="T", **options)  # type: ignore[arg-type]
        table = Table(target)
        places = [table.place(n + 1) for n in range(summary.places)]
        table.close()
        return summary, places

    yield run
    assert not [p for p in target.parent.glob("*") if p != target], "something was left beside the table"


@pytest.fixture(autouse=True)
def no_shipped_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped table tells where countries are; here only the test of that asks for it."""
    monkeypatch.setattr(placescratch, "_countries", dict)


def found(tmp_path: Path, name: str) -> list[str]:
    table = Gazetteer((Table(tmp_path / "out" / "t.places"),))
    out = [f.place.id for places in table.find(keys_of(words_of(name))).values() for f in places]
    table.tables[0].close()
    return list(dict.fromkeys(out))


# ---- tables of our own form


def test_own_table(imports: Importer, tmp_path: Path) -> None:
    row = own(
        names_ar="كروم الفجر|الفجرية",
        names_en="Karm Fajr",
        unc_km="2.5",
        pop="1200",
        admin1_ar="الوادي",
        admin1_pcode="sy99",
        admin2_ar="السهل",
        admin2_pcode="SY9901",
        pcode="C0001",
        gn_id="77",
        source="tests",
    )
    summary, (place,) = imports(own_table(row))
    assert place == Toponym(
        *("t:1", "SY", "village", "كرم الفجر", "Karm al Fajr", 35.5, 38.25, 2.5, 1200, "الوادي", "SY99", "السهل", "SY9901", "C0001", 77),
        source="tests",
    )
    assert (summary.places, summary.broken, summary.kinds) == (1, 0, {"village": 1})
    for name in ("كرم الفجر", "الفجرية", "karm-al-fajr", "Karm Fajr"):
        assert found(tmp_path, name) == ["t:1"], name


def test_fewer_columns_will_do(imports: Importer) -> None:
    _, (place,) = imports("ID\tcc\tkind\tname_en\tlat\tlon\nx\tsy\ttown\tUpper Karm\t35\t38\n")
    assert (place.cc, place.kind, place.name_ar, place.name_en, place.radius_km) == ("SY", "town", "", "Upper Karm", 3.0)


@pytest.mark.parametrize(
    ("cells", "kind", "radius"),
    [
        ({"pop": 49_999}, "town", 3.0),
        ({"pop": 5_000}, "town", 3.0),
        ({"pop": 50_000}, "city", 4.0),
        ({"pop": 9_000_000, "unc_km": 7}, "city", 15.0),
        ({"fcode": "PPLC"}, "city", 4.0),
        ({"fcode": "PPLA"}, "town", 3.0),
        ({"fcode": "CMP"}, "camp", 2.0),
        ({"fcode": "XYZ"}, "village", 2.0),
        ({"kind": "ADM1", "unc_km": 76.7}, "governorate", 76.7),
        ({"kind": "ADM1"}, "governorate", 80.0),
        ({"kind": "ADM2"}, "district", 25.0),
        ({"kind": "ADM3"}, "subdistrict", 13.0),
        ({"kind": "neighbourhood"}, "quarter", 1.5),
        ({"kind": "airbase"}, "base", 2.0),
        ({"kind": "oilfield"}, "field", 12.0),
        ({"kind": "crossing"}, "crossing", 2.0),
    ],
)
def test_kinds_and_radii(imports: Importer, cells: dict[str, object], kind: str, radius: float) -> None:
    _, (place,) = imports(own_table(own(**cells)))
    assert (place.kind, place.radius_km) == (kind, radius)


def test_rows_of_no_use_are_counted(imports: Importer) -> None:
    summary, places = imports(own_table(own(), own(id="t:2", kind="monument"), own(id="t:3", name_ar="", name_en="")))
    assert [p.id for p in places] == ["t:1"]
    assert summary.left_out == {"monument": 1, "without a name": 1}


@pytest.mark.parametrize("wrap", [lambda b: b, gzip.compress, lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")])
def test_wrappings(imports: Importer, wrap: Callable[[bytes], bytes]) -> None:
    _, (place,) = imports(wrap(own_table(own(source="s")).encode()))
    assert (place.name_ar, place.source) == ("كرم الفجر", "s")


def test_no_line_end_and_blank_lines(imports: Importer) -> None:
    _, places = imports("\n" + own_table(own(), "", "  ", own(id="t:2")).rstrip("\n"))
    assert len(places) == 2


# ---- GeoNames


def test_geonames_dump_with_names_of_its_areas(imports: Importer, tmp_path: Path) -> None:
    dump = "\n".join(
        (
            geonames(1, "Muḩāfaz̧at al Wādī", "Wadi Governorate,محافظة الوادي", "ADM1", cls="A", admin2=""),
            geonames(2, "Sahl District", "منطقة السهل", "ADM2", cls="A"),
            geonames(3, "Karm al Fajr", "Karm,کرم فجر,كرم الفجر,بلدة كرم الفجر", pop=7000),
            geonames(4, "Tall as Sawsan", "", "HLL", cls="T"),
            geonames(5, "Some Spring", "", "SPNG", cls="H"),
        )
    )
    summary, places = imports(dump)
    area, district, town, hill = places
    assert (area.kind, area.name_ar, area.admin1) == ("governorate", "محافظة الوادي", "الوادي")
    assert (district.kind, district.admin1, district.admin2) == ("district", "الوادي", "السهل")
    assert (town.id, town.geonames, town.kind, town.name_ar, town.name_en) == ("gn:3", 3, "town", "كرم الفجر", "Karm al Fajr")
    assert (town.admin1, town.admin2, town.source) == ("الوادي", "السهل", "GeoNames")
    assert (hill.kind, hill.name_ar) == ("mountain", "")
    assert summary.left_out == {"SPNG": 1}
    assert found(tmp_path, "الوادي") == found(tmp_path, "Wadi") == found(tmp_path, "محافظة الوادي") == ["gn:1"]
    assert found(tmp_path, "Wādī") == ["gn:1"]
    meta = Table(tmp_path / "out" / "t.places").meta
    assert (meta["source"], meta["licence"]) == ("GeoNames", "CC BY 4.0")
    assert "geonames.org" in meta["attribution"]


def test_alternate_names_in_any_order(imports: Importer) -> None:
    names = "\n".join(
        (
            alternate(3, "ar", "القديمة", ("", "", "", "1")),
            alternate(3, "ar", "كرم الفجر"),
            alternate(3, "ar", "الفجر", ("1", "", "", "")),
            alternate(3, "fa", "کرم"),
            alternate(3, "link", "http://example.org"),
            alternate(99, "ar", "لا أحد"),
        )
    )
    dump = geonames(3, "Karm", "كرم قديم")
    for files in ((names, dump), (dump, names)):
        _, (place,) = imports(*files)
        assert place.name_ar == "الفجر"


def test_geonames_as_downloaded(imports: Importer) -> None:
    archive = packed(readme_txt="about this file\n", SY_txt=geonames() + "\n")
    _, (place,) = imports(archive)
    assert place.id == "gn:101"


def test_an_archive_with_parts_that_are_no_tables(imports: Importer) -> None:
    summary, places = imports(packed(languages_txt="ISO\tname\nar\tArabic\n", SY_txt=geonames(), empty_txt=""))
    assert len(places) == 1
    assert [name.rpartition(":")[2] for name in summary.passed_over] == ["languages.txt"]


def test_no_arabic_name_is_made_of_persian_letters(imports: Importer) -> None:
    _, (place,) = imports(geonames(others="کرم,چمن,كرمھ"))
    assert place.name_ar == ""


# ---- OCHA


POPULATED = ("PCODE", "NAME_EN", "NAME_AR", "ADM1_EN", "ADM1_AR", "ADM1_PCODE", "ADM2_AR", "ADM2_PCODE", "Latitude_y", "Longitude_x")
FAJR = ("C9001", "Karm al Fajr", "كرم الفجر", "Wadi", "الوادي", "SY99", "السهل", "SY9901", "35.5", "38.25")


def test_populated_places(imports: Importer, tmp_path: Path) -> None:
    seat = ("C9002", "Sahl", "السهل", "Wadi", "الوادي", "SY99", "السهل", "SY9901", "35.6", "38.3")
    for content in (
        commas(POPULATED, FAJR, seat),
        commas(POPULATED, FAJR, seat, delimiter=";"),
        "\n".join(map("\t".join, (POPULATED, FAJR, seat))),
    ):
        with pytest.raises(GazetteerError, match="line 2: country: 'C9' is no code"):
            imports(content)
    headings, rows = (*POPULATED, "admin0Pcode"), [(*FAJR, "SY"), (*seat, "SY")]
    _, (village, town) = imports(commas(headings, rows[0], rows[1]))
    assert village == Toponym(
        *("ocha:C9001", "SY", "village", "كرم الفجر", "Karm al Fajr", 35.5, 38.25, 2.0, 0, "الوادي", "SY99", "السهل", "SY9901", "C9001"),
        source="OCHA",
    )
    assert town.kind == "town"
    book = workbook(tmp_path / "pplp.xlsx", readme=[["about"]], places=[headings, *rows])
    summary, places = imports(book)
    assert places == [village, town]
    assert summary.passed_over == (f"{book}:readme",)


@pytest.mark.parametrize(
    "headings",
    [
        (
            "admin4Pcode",
            "admin4Name_en",
            "admin4Name_ar",
            "admin1Name_en",
            "admin1Name_ar",
            "admin1Pcode",
            "admin2Name_ar",
            "admin2Pcode",
            "Latitude",
            "Longitude",
        ),
        (
            "ppl_pcode",
            "Place Name EN",
            "Place Name AR",
            "adm1_name",
            "adm1_name1",
            "adm1_pcode",
            "adm2_name1",
            "adm2_pcode",
            "POINT_Y",
            "POINT_X",
        ),
        ("P-Code", "English Name", "Arabic Name", "ADM1_EN", "ADM1_AR", "ADM1_PCODE", "ADM2_AR", "ADM2_PCODE", "Y", "X"),
        (
            "LocationPCode",
            "LocationNameEnglish",
            "LocationNameArabic",
            "ADM1_EN",
            "ADM1_AR",
            "ADM1_PCODE",
            "ADM2_AR",
            "ADM2_PCODE",
            "lat",
            "long",
        ),
    ],
)
def test_headings_of_many_countries(imports: Importer, headings: Sequence[str]) -> None:
    _, (place,) = imports(commas(headings, ("SY-1", *FAJR[1:])))
    assert (place.id, place.cc, place.name_ar, place.name_en) == ("ocha:SY-1", "SY", "كرم الفجر", "Karm al Fajr")
    assert (place.admin1, place.admin1_pcode, place.admin2, place.admin2_pcode) == ("الوادي", "SY99", "السهل", "SY9901")


def test_a_country_of_three_letters_is_not_cut_short(imports: Importer) -> None:
    _, (place,) = imports(commas(("iso2", "name", "pcode", "lat", "lon"), ("IRQ", "Karm", "IQG01", "33", "44")))
    assert place.cc == "IQ"


def test_a_populated_place_without_a_pcode_has_an_id_of_its_own(imports: Importer) -> None:
    rows = [("SY", "كرم", "35", "38"), ("SY", "كرم", "35", "38.5")]
    _, places = imports(commas(("iso2", "name", "lat", "lon"), *rows))
    assert [p.id for p in places] == ["ocha:SY:35.00000,38.00000:كرم", "ocha:SY:35.00000,38.50000:كرم"]


CODES = ("admin2Name_en", "admin2Name_ar", "admin2Pcode", "admin1Name_en", "admin1Name_ar", "admin1Pcode", "admin0Pcode")
HXL = ("#adm2+name+en", "#adm2+name+ar", "#adm2+code", "#adm1+name+en", "#adm1+name+ar", "#adm1+code", "#country+code")


def test_pcodes_find_the_areas_of_a_dump(imports: Importer) -> None:
    dump = "\n".join(
        (
            geonames(1, "Wadi Governorate", "", "ADM1", cls="A", admin2=""),
            geonames(2, "Sahl", "", "ADM2", cls="A"),
            geonames(3, "Sahl", "", "ADM2", cls="A", admin1="02", admin2="0201"),
            geonames(4),
        )
    )
    codes = commas(
        CODES,
        HXL,
        ("Sahl", "السهل", "SY9901", "Wadi", "الوادي", "SY99", "SY"),
        ("Sahl", "سهل آخر", "SY9801", "Jabal", "الجبل", "SY98", "SY"),
    )
    for files in ((dump, codes), (codes, dump)):
        summary, (area, district, other, village) = imports(*files)
        assert (area.pcode, area.name_ar, area.admin1_pcode) == ("SY99", "الوادي", "SY99")
        assert (district.pcode, district.name_ar, district.admin1_pcode, district.admin2_pcode) == ("SY9901", "السهل", "SY99", "SY9901")
        assert (other.pcode, other.name_ar) == ("", "")  # its governorate is not known, so it may be either
        assert (village.admin1, village.admin1_pcode, village.admin2, village.admin2_pcode) == ("الوادي", "SY99", "السهل", "SY9901")
        assert summary.unplaced == 2


def test_pcodes_fill_in_names_and_codes_of_own_tables(imports: Importer) -> None:
    codes = commas(CODES, ("Sahl", "السهل", "SY9901", "Wadi", "الوادي", "SY99", "SY"))
    _, (one, two) = imports(own_table(own(admin1_pcode="SY99"), own(id="t:2", admin1_ar="محافظة الوادي", admin2_ar="سهل")), codes)
    assert (one.admin1, one.admin2) == ("الوادي", "")
    assert (two.admin1, two.admin1_pcode, two.admin2_pcode) == ("محافظة الوادي", "SY99", "SY9901")


def test_pcodes_of_a_workbook(imports: Importer, tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "codab.xlsx",
        admin0=[("admin0Name_en", "admin0Pcode"), ("Syria", "SY")],
        admin1=[("admin1Name_en", "admin1Name_ar", "admin1Pcode", "date"), ("Wadi", "الوادي", "SY99", 2024.0)],
        admin2=[CODES, HXL, ("Sahl", "السهل", "SY9901", "Wadi", None, "SY99", "SY")],
    )
    summary, (place,) = imports(own_table(own(kind="ADM2", name_ar="", name_en="Sahl", admin1_pcode="SY99")), book)
    assert (place.pcode, place.name_ar, place.admin1) == ("SY9901", "السهل", "الوادي")
    assert summary.unplaced == 0


def test_areas_with_a_middle_become_places(imports: Importer) -> None:
    headings = ("adm1_name", "adm1_name1", "adm1_pcode", "adm2_name", "adm2_name1", "adm2_pcode", "center_lat", "center_lon")
    rows = [("Wadi", "الوادي", "SY99", "Sahl", "السهل", "SY9901", "35.5", "38.5")]
    summary, (place,) = imports(commas(headings, *rows))
    assert (place.id, place.kind, place.name_ar, place.pcode) == ("pcode:SY9901", "district", "السهل", "SY9901")
    assert (place.admin1, place.admin1_pcode, place.admin2_pcode) == ("الوادي", "SY99", "SY9901")
    assert summary.unplaced == 0


def test_pcodes_of_all_countries(imports: Importer) -> None:
    rows = [
        ("#country+code", "#geo+admin_level", "#adm+code", "#adm+name", "#adm+code+parent"),
        ("SYR", "1", "SY99", "Wadi", "SYR"),
        ("SYR", "2", "SY9901", "Sahl", "SY99"),
        ("SYR", "4", "SY990101", "Deep", "SY9901"),
        ("XYZ", "1", "12", "Elsewhere", "XYZ"),
    ]
    headings = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code")
    summary, (area, district) = imports(
        commas(headings, *rows),
        own_table(own(kind="ADM1", name_en="Wadi Governorate"), own(id="t:2", kind="ADM2", name_en="Sahl", admin1_ar="Wadi")),
    )
    assert (area.pcode, district.pcode, district.admin1_pcode) == ("SY99", "SY9901", "SY99")
    assert summary.left_out == {"administration of level 4": 1, "P-code without its country": 1}


def test_pcodes_alone_are_no_gazetteer(imports: Importer) -> None:
    with pytest.raises(GazetteerError, match="P-codes and alternate names need places"):
        imports(commas(CODES, ("Sahl", "السهل", "SY9901", "Wadi", "الوادي", "SY99", "SY")))


# ---- what is wrong with a row


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (own() + "\tmore", "has 21 columns, the headings are 20"),
        (own(lat="north"), "latitude: 'north' is not a number"),
        (own(lat="nan"), "latitude: 'nan' is not a number"),
        (own(lon="inf"), "longitude: 'inf' is not a number"),
        (own(lat="3_5"), "latitude: '3_5' is not a number"),
        (own(lat="٣٥"), "is not a number"),
        (own(lat="1e999"), "is too large"),
        (own(lat="35,5"), "latitude: '35,5' is not a number"),
        (own(lat=""), "latitude: '' is not a number"),
        (own(lat="91", lon="200"), "latitude: 91 is not between"),
        (own(lon="180.5"), "longitude: 180.5 is not between"),
        (own(lat="138", lon="35"), "are they swapped"),
        (own(lat="0", lon="0"), "stands for unknown"),
        (own(pop="many"), "population: 'many'"),
        (own(pop="-5"), "population: '-5'"),
        (own(pop="9e12"), "population: '9e12'"),
        (own(unc_km="-1"), "unc_km: -1 is no radius"),
        (own(unc_km="0"), "unc_km: 0 is no radius"),
        (own(cc="SYR"), "country: 'SYR' is no code"),
        (own(cc=""), "country: '' is no code"),
        (own(id=""), "id: '' is empty"),
        (own(id="x" * 101), "id: .* too long"),
        (own(name_ar="ك" * 201), "name_ar: is longer than 200 characters"),
        (own(pcode="SY 01; --"), "pcode: .* is no P-code"),
        (own(gn_id="1.5"), "gn_id: '1.5' is no whole number"),
        (own(), "id: t:1 was there before"),
    ],
)
def test_a_broken_row_is_named(imports: Importer, tmp_path: Path, row: str, message: str) -> None:
    imports(own_table(own(id="earlier")))
    before = (tmp_path / "out" / "t.places").read_bytes()
    with pytest.raises(GazetteerError, match=rf"file0\.txt: line 3: .*{message}"):
        imports(own_table(own(), row, own(id="t:3")))
    assert (tmp_path / "out" / "t.places").read_bytes() == before
    summary, places = imports(own_table(own(), row, own(id="t:3")), skip_bad=True)
    assert [p.id for p in places] == ["t:1", "t:3"]
    assert summary.broken == 1
    assert "line 3: " in summary.faults[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (geonames(2).rpartition("\t")[0], "has 18 columns; a GeoNames dump has 19"),
        (geonames(2).replace("2\t", "two\t", 1), "geonameid: 'two' is no whole number"),
        (geonames(2, cc=""), "country"),
        (geonames(2, name=""), "name: is empty"),
        (geonames(2, lat="x"), "latitude"),
        (geonames(1), "id: gn:1 was there before"),
    ],
)
def test_a_broken_row_of_a_dump(imports: Importer, row: str, message: str) -> None:
    with pytest.raises(GazetteerError, match=f"line 2: {message}"):
        imports(geonames(1) + "\n" + row)


def test_only_the_first_faults_are_told(imports: Importer) -> None:
    rows = [own(id=f"t:{i}", lat="x" if i % 3 else 35) for i in range(30)]
    with pytest.raises(GazetteerError, match=r"20 of 30 rows are broken; the first: .*line 3"):
        imports(own_table(*rows), skip_bad=True)
    summary, places = imports(own_table(*rows, *(own(id=f"more:{i}") for i in range(30))), skip_bad=True)
    assert (len(places), summary.broken, len(summary.faults)) == (40, 20, 5)


def test_coordinates_that_are_swapped(imports: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    country = Toponym("c", "IQ", "country", "", "Iraq", 33.1, 43.8, 480.0)
    monkeypatch.setattr(placescratch, "_countries", lambda: {"IQ": country})
    with pytest.raises(GazetteerError, match="far outside IQ, and inside with the two numbers swapped"):
        imports(own_table(own(cc="IQ", lat=44.4, lon=33.3)))
    _, places = imports(
        own_table(own(cc="IQ", lat=33.3, lon=44.4), own(id="t:2", cc="SY", lat=44, lon=33), own(id="t:3", cc="IQ", lat=10, lon=10))
    )
    assert len(places) == 3


# ---- what is wrong with a file


def test_files_that_cannot_be_read(imports: Importer, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="no such file"):
        imports(tmp_path / "none.txt")
    with pytest.raises(GazetteerError, match="is a folder"):
        imports(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"some words\n", "no table of places .*its first row has 1 columns: 'some words'"),
        (b"a,b,c\n1,2,3\n", "3 columns: 'a', 'b', 'c'"),
        ("name,lat\nكرم,35\n".encode(), "2 columns: 'name', 'lat'"),
        (own_table().encode(), "there is no place in the files"),
        (own_table(own(kind="monument")).encode(), "no place in the files; 1 rows are of no use"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "no table of places|not utf-8"),
        (bytes(range(256)) * 50, "NUL byte"),
        (own_table(own()).encode("utf-16"), "NUL byte.*UTF-16"),
        (own_table(own()).encode("windows-1256"), "line 2: byte 18 is not utf-8; name its encoding"),
        (gzip.compress(own_table(own()).encode())[:-20], "damaged or was cut off"),
        (b"\x1f\x8b" + b"\x00" * 50, "damaged or was cut off"),
        (packed(SY_txt=geonames())[:-40], "damaged or was cut off"),
        (b"PK\x03\x04 no archive", "damaged or was cut off"),
        (packed(**{"a.png": b"x"}), "has no .txt"),
        (packed(a_txt="nothing of use\n"), "no table of places"),
        (packed(**{f"f{i}_txt": "x" for i in range(201)}), "201 files"),
        (packed(**{"[Content_Types].xml": "<x/>"}), "damaged workbook"),
    ],
)
def test_a_file_that_is_no_table(imports: Importer, content: bytes, message: str) -> None:
    with pytest.raises(GazetteerError, match=message):
        imports(content)


def test_an_encoding_that_is_named(imports: Importer) -> None:
    content = own_table(own(name_en="")).encode("windows-1256")
    _, (place,) = imports(content, encoding="windows-1256")
    assert place.name_ar == "كرم الفجر"
    with pytest.raises(GazetteerError, match="utf-16 text cannot be read as a table"):
        imports(content, encoding="utf-16")


def test_a_line_that_is_too_long(imports: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LONGEST_LINE", 2000)
    content = own_table(own(), own(id="t:2", wd_id="x" * 200_000), own(id="t:3"))
    with pytest.raises(GazetteerError, match="line 3: is longer than 2,000 bytes"):
        imports(content)
    _, places = imports(content, skip_bad=True)
    assert [p.id for p in places] == ["t:1", "t:3"]
    with pytest.raises(GazetteerError, match="line 1: is longer"):
        imports(b"x" * 5000)


@pytest.mark.parametrize("kind", ["gzip", "zip", "xlsx"])
def test_bombs(imports: Importer, kind: str) -> None:
    blank = (b" " * 999 + b"\n") * 30_000
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "", "xl/sheet1.xml": blank} if kind == "xlsx" else {"SY.txt": blank}
    content = gzip.compress(blank) if kind == "gzip" else packed(**parts)
    with pytest.raises(GazetteerError, match=r"comes to more than [\d,]+ bytes"):
        imports(content)


def test_many_small_bombs_are_one(imports: Importer) -> None:
    with pytest.raises(GazetteerError, match="comes to more than"):
        imports(packed(**{f"f{i}_txt": geonames(i + 1) + ("\n" + " " * 999) * 900 for i in range(100)}))


def test_a_limit_of_the_callers(imports: Importer) -> None:
    with pytest.raises(GazetteerError, match="comes to more than 1,000 bytes"):
        imports(own_table(*(own(id=f"t:{i}") for i in range(100))), limit=1000)


def test_an_archive_that_lies_about_its_size(imports: Importer) -> None:
    archive = bytearray(packed(SY_txt="\n".join(geonames(i) for i in range(1, 50))))
    size = sum(len(geonames(i)) + 1 for i in range(1, 50)) - 1
    shown = size.to_bytes(4, "little")
    while (at := archive.find(shown)) >= 0:
        archive[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(GazetteerError):
        imports(bytes(archive))


def test_an_encrypted_archive(imports: Importer) -> None:
    archive = bytearray(packed(SY_txt=geonames()))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        archive[archive.find(mark) + flags] |= 1
    with pytest.raises(GazetteerError, match=r"cannot be unpacked .*encrypted"):
        imports(bytes(archive))


def test_names_of_members_do_no_harm(imports: Importer, tmp_path: Path) -> None:
    _, places = imports(packed(**{"../../outside.txt": geonames(), "/etc/x.txt": geonames(2)}))
    assert len(places) == 2
    assert not (tmp_path.parent / "outside.txt").exists()


def test_a_workbook_with_entities(imports: Importer, tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", places=[("iso2", "name", "lat", "lon"), ("SY", "Karm", 35, 38)])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts["xl/workbook.xml"]
    with pytest.raises(GazetteerError, match="declares XML entities"):
        imports(packed(**parts))


def test_a_workbook_that_claims_a_billion_rows(imports: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MOST_ROWS", 10_000)
    path = workbook(tmp_path / "b.xlsx", places=[("iso2", "name", "lat", "lon"), ("SY", "Karm", 35, 38)])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'<row r="2"', b'<row r="999999999"').replace(b"A1:D2", b"A1:XFD1048576")
    with pytest.raises(GazetteerError, match="more cells than a table of places"):
        imports(packed(**parts))


def test_quotes_that_do_not_close(imports: Importer) -> None:
    content = commas(("iso2", "name", "lat", "lon"), ("SY", "Karm", 35, 38)) + 'SY,"Open,35,38\n' + "SY,Later,35,39\n" * 3
    with pytest.raises(GazetteerError, match="line 3: is no row of comma-separated values"):
        imports(content)


def test_a_row_over_several_lines_has_the_number_of_its_first(imports: Importer) -> None:
    content = commas(("iso2", "name", "lat", "lon"), ("SY", "Karm\nal Fajr", 35, 38), ("SY", "Later", "x", 38))
    with pytest.raises(GazetteerError, match="line 4: latitude"):
        imports(content)
    _, (place,) = imports(content, skip_bad=True)
    assert place.name_en == "Karm al Fajr"


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\t".join(h.encode() for h in OWN) + b"\n", b"iso2,name,lat,lon\n", b"PK\x03\x04", b"\x1f\x8b\x08"]),
)
def test_any_bytes_are_a_table_or_an_error(tmp_path_factory: pytest.TempPathFactory, junk: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "junk.txt"
    path.write_bytes(head + junk)
    target = path.with_name("junk.places")
    try:
        import_places([path], target, title="T", skip_bad=True)
    except GazetteerError as error:
        assert "junk" in str(error) or "no place" in str(error) or "rows are broken" in str(error)
    target.unlink(missing_ok=True)


# ---- the rest


def test_ctrl_c_leaves_the_earlier_table(imports: Importer, tmp_path: Path) -> None:
    rows = own_table(*(own(id=f"t:{i}") for i in range(2500)))
    imports(own_table(own()))
    before = (tmp_path / "out" / "t.places").read_bytes()
    for stage in ("reading", "writing"):

        def stop(what: str, done: int, of: int | None, stage: str = stage) -> None:
            if what == stage and done:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            imports(rows, progress=stop)
        assert (tmp_path / "out" / "t.places").read_bytes() == before


def test_same_files_same_bytes(imports: Importer, tmp_path: Path) -> None:
    rows = own_table(*(own(id=f"t:{i}") for i in range(100)))
    imports(rows)
    first = (tmp_path / "out" / "t.places").read_bytes()
    imports(rows)
    assert (tmp_path / "out" / "t.places").read_bytes() == first


@pytest.mark.slow
def test_sixty_thousand_places_in_seconds(imports: Importer) -> None:
    rows = own_table(*(own(id=f"t:{i}", name_ar=f"قرية {i}", name_en=f"Village {i}") for i in range(60_000)))
    started = time.perf_counter()
    summary, _ = imports(rows)
    assert summary.places == 60_000
    assert time.perf_counter() - started < 60


def test_every_code_has_a_kind_of_ours() -> None:
    codes = [line.split("\t")[0] for line in data("kinds.tsv")]
    assert len(set(codes)) == len(codes)
    assert set(KINDS) <= set(codes)
    for code in codes:
        known = kind_of(code, 0)
        assert known is not None
        kind, radius = known
        assert kind in KINDS
        assert radius > 0


def test_a_city_grows_with_its_people() -> None:
    radii = [radius_of("city", people) for people in (50_000, 500_000, 2_000_000, 20_000_000)]
    assert radii == [4.0, 8.5, 15.0, 15.0]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("محافظة الوادي", "الوادي"),
        ("Wadi Governorate", "Wadi"),
        ("Muḩāfaz̧at al Wādī", "al Wādī"),
        ("محافظة", "محافظة"),
        ("ريف الوادي", "ريف الوادي"),
    ],
)
def test_words_for_a_level_are_no_part_of_a_name(name: str, bare: str) -> None:
    assert untitled(name) == bare
