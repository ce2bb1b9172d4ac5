"""Foreign gazetteers become rows of ours: formats, names, units, what is known already, what is left out."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.errors import ConfigurationError, DataError
from rasad.kit import DATA, load_kit
from rasad.kit.importing import Naming, Table, Taken, differences, load_settings, read_table, take
from rasad.kit.importing.geonames import golan
from rasad.kit.importing.tables import Wanted, guessed, is_vague, point
from rasad.kit.places import load_places

SETTINGS = load_settings()


@pytest.fixture(scope="module")
def naming() -> Naming:
    return Naming(load_kit(), SETTINGS.letters, SETTINGS.given, SETTINGS.titles)


def dump_line(id: int, names: str, lat: float, lon: float, code: str = "PPL", people: int = 0, **other: str) -> str:
    """A line of a GeoNames dump."""
    cells = [str(id), other.get("name", "X"), "", names, str(lat), str(lon), "P", code, other.get("country", "SY"), ""]
    cells += [other.get("first", ""), other.get("second", ""), "", "", str(people), "", "", "", ""]
    return "\t".join(cells)


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def read(path: Path, naming: Naming, names: Path | None = None, **wanted: object) -> Table:
    return read_table(path, Wanted(**wanted), naming, SETTINGS, names)  # type: ignore[arg-type]


def taken(path: Path, naming: Naming, **wanted: object) -> Taken:
    return take(read(path, naming, **wanted), load_kit().places, naming, "test", "test")


@pytest.mark.parametrize(
    ("header", "format"),
    [
        (dump_line(1, "", 35, 40), "geonames"),
        ("admin1Name_en,admin1Name_ar,admin1Pcode,admin2Pcode", "ocha"),
        ("ADM2_AR\tADM2_PCODE\tADM1_PCODE", "ocha"),
        ("adm1_name,adm1_name1,adm1_pcode,center_lat,center_lon", "ocha"),
        ("level,pcode,name_ar,lat,lon", "ocha"),
        ("item,itemLabel,coord", "wikidata"),
        ("@id\t@lat\t@lon\tname:ar\tplace", "osm"),
        ("osm_id,name:ar,place,lat,lon", "osm"),
        ("Toponym;Y;X", "csv"),
    ],
)
def test_a_format_is_told_by_the_first_line(header: str, format: str) -> None:
    assert guessed(header) == format


@pytest.mark.parametrize(
    ("name", "risky"),
    [
        ("كفر كوسا", False),
        ("تل الغزلان", False),
        ("خربة الريحان", False),
        ("القصف", True),
        ("محمد علي", True),
        ("الشيخ خالد", True),
        ("أبو إبراهيم", True),
        ("السلام", True),
        ("شط", True),
    ],
)
def test_ordinary_words_and_names_of_persons_are_known(naming: Naming, name: str, risky: bool) -> None:
    assert naming.risky(name) is risky


def test_names_are_cleaned(naming: Naming) -> None:
    assert naming.arabic("تَلّ الزيت (المركز) / تل زيت") == ["تل الزيت", "تل زيت"]
    assert naming.arabic("Tal Zayt") == [] and naming.arabic("کوسا") == ["كوسا"] and naming.arabic("کوسا", exact=True) == []
    assert naming.key("الحسكة") == naming.key("حسكه") and naming.key("دير الزور") == naming.key("ديرالزور")


def test_coordinates_as_tables_write_them() -> None:
    assert point("Point(40.1 35.2)") == ("35.2", "40.1") == point("POINT (40.1 35.2)") == point("35.2, 40.1")
    assert is_vague("35.1", "40") and not is_vague("35,12", "40.1")
    assert golan("IL", 33.1, 35.8) == "SY" and golan("IL", 32.0, 34.8) == "IL"


def test_a_geonames_dump(tmp_path: Path, naming: Naming) -> None:
    lines = [
        dump_line(9000001, "Tall,تل الغزلان,تل غزلان,تل گزلان", 35.01, 40.51, first="07", name="Tall al Ghizlān"),
        dump_line(9000002, "وادي الورد الكبير", 35.2, 40.6, code="WAD"),
        dump_line(9000003, "Nothing", 35.2, 40.6),
        dump_line(9000004, "القصف", 35.5, 40.7),
        dump_line(9000005, "تل السناجب", 36.5, 44.0, country="IQ"),
        dump_line(9000006, "محافظة دير الزور,دير الزور", 35.3, 40.1, code="ADM1", first="07"),
        dump_line(9000007, "تل الخيول", 95.0, 40.1),
    ]
    path = written(tmp_path, "\n".join(lines) + "\n", "SY.txt")
    found = taken(path, naming, country="SY")
    rows = {row["id"]: row for row in found.rows}
    assert set(rows) == {"im-gn-9000001", "im-gn-9000004"}
    first = rows["im-gn-9000001"]
    assert (first["name"], first["kind"], first["admin1"], first["flags"]) == ("تل الغزلان", "village", "sy-gov-deir-ez-zor", "")
    assert rows["im-gn-9000004"]["flags"] == "context"
    assert [pair.known.id for pair in found.pairs] == ["sy-gov-deir-ez-zor"]
    reasons = " ".join(read(path, naming, country="SY").skipped)
    assert "no Arabic name" in reasons and "river" in reasons and "another country" in reasons and "no place on earth" in reasons


def test_alternate_names_say_what_is_arabic_and_preferred(tmp_path: Path, naming: Naming) -> None:
    dump = written(tmp_path, dump_line(9000001, "تل سمان", 35.01, 40.51), "SY.txt")
    lines = ["1\t9000001\tar\tتل السمان القديم\t\t\t\t1", "2\t9000001\tfa\tتل دور", "3\t9000001\tar\tتل السمن", "4\t9000001\tar\tتل السمان\t1"]
    names = written(tmp_path, "\n".join(lines), "names.txt")
    assert read(dump, naming, names).rows[0].names == ("تل السمان", "تل السمن")
    with pytest.raises(DataError, match=r"names\.txt:1: not a line"):
        read(dump, naming, written(tmp_path, "a,b", "names.txt"))


def test_an_archive_is_read_as_it_is_downloaded(tmp_path: Path, naming: Naming) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "read me")
        archive.writestr("SY.txt", dump_line(9000001, "تل الغزلان", 35.01, 40.51) * 1)
    assert read(tmp_path / "SY.zip", naming).rows[0].key == "9000001"
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    with pytest.raises(DataError, match="save the sheet as CSV"):
        read(tmp_path / "sheet.xlsx", naming)
    (tmp_path / "half.zip").write_bytes((tmp_path / "SY.zip").read_bytes()[:90])
    with pytest.raises(DataError, match="download it again"):
        read(tmp_path / "half.zip", naming)


def test_units_of_ocha_without_coordinates_bring_their_codes(tmp_path: Path, naming: Naming) -> None:
    path = written(
        tmp_path,
        "admin1Name_en,admin1Name_ar,admin1Pcode,admin2Name_ar,admin2Pcode\n"
        "Ibb,إب,YE11,القفر,YE1101\nIbb,إب,YE11,غرناطة,YE1199\n",
    )
    found = taken(path, naming)
    added = {row["same_as"]: row["pcode"] for row in found.rows}
    assert added == {"ye-gov-ibb": "YE11", "ye-dist-qafr": "YE1101"}
    assert found.skipped == {"no coordinates, and no known place of the name": [3]}


def test_populated_places_lie_in_the_units_of_their_codes(tmp_path: Path, naming: Naming) -> None:
    units = "level,pcode,name_ar,lat,lon\n1,SY02,حلب,36.25,37.6\n2,SY0200,جبل سمعان,36.2,37.2\n3,SY020099,تل الورد الكبير,36.11,36.86\n"
    rows = {row["pcode"]: row for row in taken(written(tmp_path, units), naming).rows}
    assert rows["SY02"]["same_as"] == "sy-gov-aleppo"
    assert (rows["SY020099"]["kind"], rows["SY020099"]["admin1"]) == ("district", "sy-gov-aleppo")
    assert rows["SY020099"]["admin2"] == rows["SY0200"]["same_as"]
    towns = "admin1Pcode,admin3Pcode,Pcode,Name_ar,Latitude_Y,Longitude_X\nSY02,SY020099,C1,كفر كوسا,36.151,36.851\n"
    folder = tmp_path / "kit"
    runner = CliRunner()
    for name, text in (("units.csv", units), ("towns.csv", towns)):
        answer = runner.invoke(main, ["kit", "import", str(written(tmp_path, text, name)), "--into", str(folder)])
        assert answer.exit_code == 0, answer.output
    kit = load_kit((folder,))
    town = kit.places.places["im-c1"]
    assert (town.admin1, town.parent, town.pcode) == ("sy-gov-aleppo", "im-sy020099", "C1")
    assert kit.places.places["sy-gov-aleppo"].pcode == "SY02"


def test_a_wikidata_answer(tmp_path: Path, naming: Naming) -> None:
    path = written(
        tmp_path,
        "item,itemLabel,coord,typeLabel\nhttp://w/entity/Q1,تل الغزلان,Point(40.1234 35.2345),قرية\n"
        "http://w/entity/Q2,Q2,Point(40.1 35.2),village\nhttp://w/entity/Q3,تل الورد الكبير,Point(40.2 35.3),taxon\n",
    )
    with pytest.raises(ConfigurationError, match="--country SY"):
        read(path, naming)
    table = read(path, naming, country="SY")
    assert [(row.key, row.kind, row.lat) for row in table.rows] == [("Q1", "village", 35.2345)]
    assert list(table.skipped) == ["no Arabic name", "of an unknown kind (taxon): --as says which"]
    assert len(read(path, naming, country="SY", default_kind="site").rows) == 2


def test_rows_of_one_place_become_one(tmp_path: Path, naming: Naming) -> None:
    path = written(
        tmp_path,
        "@id\t@type\t@lat\t@lon\tname:ar\tplace\n1\tnode\t35.5\t40.2\tتل النسور\thamlet\n2\tway\t35.51234\t40.21234\tتل النسور\tvillage\n",
    )
    found = taken(path, naming, country="SY")
    assert [(row["id"], row["precision"]) for row in found.rows] == [("im-osm-n1", "near")] and found.twice == 1


def test_a_table_of_ones_own(tmp_path: Path, naming: Naming) -> None:
    path = written(tmp_path, "Place name;Y;X\nخربة الريحان;33,12345;36,43215\nتل الكرز;no;36\n")
    table = read(path, naming, country="SY", columns={"name": "place name"})
    assert [(row.lat, row.lon, row.kind) for row in table.rows] == [(33.12345, 36.43215, "village")]
    assert table.skipped == {"no coordinates": [3]} and "--as" in table.notes[0]
    with pytest.raises(ConfigurationError, match="no column 'Nom'; there are Place name, Y, X"):
        read(path, naming, country="SY", columns={"name": "Nom"})
    with pytest.raises(DataError, match=r"t2\.csv:1: no columns of coordinates"):
        read(written(tmp_path, "name,height\nتل,3\n", "t2.csv"), naming, country="SY")
    with pytest.raises(DataError, match=r"t3\.csv:1: the file is empty"):
        read(written(tmp_path, "", "t3.csv"), naming, country="SY")
    (tmp_path / "t4.csv").write_bytes("name,lat,lon\nتل,3,4\n".encode("cp1256"))
    with pytest.raises(DataError, match=r"t4\.csv:1: not UTF-8"):
        read(tmp_path / "t4.csv", naming, country="SY")


def test_known_places_gain_safe_names_only(tmp_path: Path, naming: Naming) -> None:
    path = written(
        tmp_path,
        "name,aliases,lat,lon\nدير الزور,دير الفرات الكبرى|الدير|ديرالزور|القصف|الرقة,35.336,40.14\n",
    )
    found = taken(path, naming, country="SY")
    assert [(row["same_as"], row["aliases"]) for row in found.rows] == [("sy-deir-ez-zor", "دير الفرات الكبرى")]


def test_a_known_name_stays_what_it_was(tmp_path: Path) -> None:
    """A hamlet elsewhere that has a town's name does not put the town in doubt."""
    path = written(tmp_path, "name,lat,lon\nالميادين,36.7,37.1\nمنبج,33.1,36.6\n")
    folder = tmp_path / "kit"
    answer = CliRunner().invoke(main, ["kit", "import", str(path), "--into", str(folder), "--country", "SY", "--as", "town"])
    assert answer.exit_code == 0 and "2  new places" in answer.output, answer.output
    report = written(tmp_path, "قصفت طائرات حربية مدينة الميادين ومدينة منبج، ما أدى إلى مقتل مدني.", "a.txt")
    for kit in ((), ("--kit", str(folder))):
        answer = CliRunner().invoke(main, ["code", str(report), "--published", "2020-01-01", "--format", "jsonl", *kit])
        (mention,) = map(json.loads, answer.stdout.splitlines())
        assert [p["place_id"] for p in mention["places"]] == ["sy-mayadin", "sy-manbij"]


def test_an_imported_table_is_part_of_the_kit(tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    path = written(tmp_path, dump_line(9000001, "تل الغزلان", 35.01, 40.51, people=3000) + "\n", "SY.txt")
    call = ["kit", "import", str(path), "--into", str(folder)]
    answer = CliRunner().invoke(main, call)
    target = folder / "places" / "geonames-sy.csv"
    assert answer.exit_code == 0 and f"1  new places -> {target}" in answer.output and "CC BY 4.0" in answer.output
    first = target.read_bytes()
    assert CliRunner().invoke(main, call).exit_code == 0 and target.read_bytes() == first
    assert CliRunner().invoke(main, ["kit", "check", str(folder)]).exit_code == 0
    with target.open(encoding="utf-8") as lines:
        assert next(csv.DictReader(lines))["source"] == "geonames"
    places = load_places(DATA / "places", load_kit().text.spelling, (folder / "places",))
    assert places.places["im-gn-9000001"].source == "geonames"
    target.write_text(target.read_text("utf-8").replace("im-gn-9000001", "my-hill"), "utf-8")
    answer = CliRunner().invoke(main, call)
    assert answer.exit_code == 2 and "choose another --name" in answer.output


def test_compare_writes_nothing_and_lists_differences(tmp_path: Path, naming: Naming) -> None:
    path = written(tmp_path, "name,lat,lon\nالميادين,34.95,40.45\nالعشارة,35.2,40.3\n")
    found = differences(taken(path, naming, country="SY"))
    assert [(d.what, d.id, d.line) for d in found] == [("far", "sy-mayadin", 2), ("namesake", "sy-asharah", 3)]
    answer = CliRunner().invoke(main, ["kit", "import", str(path), "--compare", "--country", "SY"])
    assert answer.exit_code == 0 and "sy-mayadin" in answer.stdout and "2 differences" in answer.stdout
    answer = CliRunner().invoke(main, ["kit", "import", str(path), "--compare", "--json", "--country", "SY"])
    assert [json.loads(line)["what"] for line in answer.stdout.splitlines()] == ["far", "namesake"]
    assert not list(tmp_path.glob("*/"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--into DIR"),
        (["--compare", "--country", "Syria"], "two letters"),
        (["--compare", "--as", "hamlet"], "unknown kind hamlet"),
        (["--compare", "--column", "name"], "FIELD=HEADER"),
        (["--compare", "--country", "SY", "--column", "nom=name"], "no such field"),
        (["--into", "x", "--country", "SY", "--name", "My Table"], "lower-case"),
        (["--compare", "--country", "SY", "--names", __file__], "goes with a GeoNames dump"),
    ],
)
def test_wrong_calls_are_answered(tmp_path: Path, options: list[str], said: str) -> None:
    path = written(tmp_path, "name,lat,lon\nتل الغزلان,35.2,40.3\n")
    answer = CliRunner().invoke(main, ["kit", "import", str(path), *options])
    assert answer.exit_code == 2 and said in answer.output, answer.output
