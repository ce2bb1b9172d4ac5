"""Tidy formats, read back with what their users read them with: pandas, openpyxl, polars, pyogrio, sqlite3."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import replace
from datetime import date, datetime

import dossiers as d
import openpyxl
import pandas
import polars
import pyogrio
import pytest

from rasad.errors import ConfigurationError
from rasad.export import spreadsheet
from rasad.export.columns import DATE, INTEGER, NUMBER
from rasad.export.layouts import LAYOUTS, layout_of
from rasad.export.public import Profile
from rasad.export.rows import CLAIMS, EVENTS, MENTIONS, SOURCES, TABLES
from rasad.export.run import export_file


def made(name, tmp_path, found=None, bom=False, **changes):
    """The file of a format, and its tally."""
    path, order = tmp_path / f"out{LAYOUTS[name].suffixes[0]}", d.order(**changes)
    export_file(d.everything() if found is None else found, LAYOUTS[name], path, order, Profile(), bom)
    return path, order.tally


def test_a_csv_of_events_is_read_by_pandas(tmp_path):
    path, tally = made("csv", tmp_path, bom=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,type,")
    table = pandas.read_csv(path, encoding="utf-8-sig", parse_dates=["date_start"])
    assert list(table) == list(EVENTS) and len(table) == 7 == tally.written["events"]
    row = table.iloc[0]
    assert row.initiator_names == "Israel;United States" and row.location == "الميادين" and row.admin1_name == "Deir ez-Zor"
    assert (row.killed_low, row.killed_best, row.country_name) == (3, 6, "Syria") and pandas.isna(row.killed_high)
    assert row.date_start == datetime(2024, 2, 2) and row.latitude == pytest.approx(35.0198)
    assert "initiators: israel, usa" in row.contradictions
    assert pandas.isna(table.iloc[6].killed_low) and pandas.isna(table.iloc[6].latitude)


def test_no_cell_of_a_csv_runs(tmp_path):
    path, _ = made("csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    assert rows[0]["notes"] == "'-ملاحظة داخلية" and rows[0]["outlets"].startswith("'=SUM")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_csv_of_mentions_has_the_columns_of_coding(tmp_path):
    path, _ = made("csv", tmp_path, mentions=True)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    assert list(rows[0]) == list(MENTIONS) and len(rows) == 8
    assert {row["event"] for row in rows[:2]} == {d.strike().event.id} and rows[0]["id"] == d.strike().told[0].key


def test_a_workbook_is_read_by_openpyxl(tmp_path):
    path, tally = made("xlsx", tmp_path, rtl=True)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["events", "mentions", "claims", "sources", "dictionary"]
    for name, columns in {"events": EVENTS, "mentions": MENTIONS, "claims": CLAIMS, "sources": SOURCES}.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == list(columns) and sheet.sheet_view.rightToLeft
        assert sheet.max_row - 1 == tally.written[name] > 0
        for row in sheet.iter_rows(min_row=2):
            for cell, column in zip(row, columns.values(), strict=True):
                assert cell.data_type != "f" and not str(cell.value).startswith(("=", "+", "@"))
                if cell.value is not None and column.kind == DATE:
                    assert isinstance(cell.value, datetime) and cell.number_format == "yyyy-mm-dd"
                elif cell.value is not None and column.kind in (INTEGER, NUMBER):
                    assert isinstance(cell.value, int | float)
    events = book["events"]
    place = events.cell(2, list(EVENTS).index("location") + 1)
    assert place.value == "الميادين" and place.alignment.readingOrder == 2 and place.font.name == "Arial"
    titles = [cell.value for cell in book["sources"]["D"]]
    assert "'@عنوان; \"مقتبس\" {50%} & أكثر" in titles
    told = {(row[0].value, row[1].value) for row in book["dictionary"].iter_rows(min_row=2)}
    assert told == {(sheet, column) for sheet, columns in TABLES.items() for column in columns}
    assert not made("xlsx", tmp_path)[1].changed and not openpyxl.load_workbook(path)["events"].sheet_view.rightToLeft


def test_a_workbook_of_mentions(tmp_path):
    path, _ = made("xlsx", tmp_path, mentions=True)
    tables = pandas.read_excel(path, sheet_name=None)
    assert list(tables) == ["mentions", "sources", "dictionary"] and len(tables["mentions"]) == 8
    assert len(tables["sources"]) == 8


def test_a_sheet_holds_no_more_rows_than_excel(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 7)
    (tmp_path / "out.xlsx").write_text("old")
    with pytest.raises(ConfigurationError, match=r"sheet claims would have more than the 7 rows .*parquet"):
        made("xlsx", tmp_path)
    assert (tmp_path / "out.xlsx").read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_a_cell_longer_than_excel_allows_is_cut_and_told(tmp_path):
    event = replace(d.strike().event, notes=("ط" * 40_000,))
    path, tally = made("xlsx", tmp_path, [replace(d.strike(), event=event)])
    assert list(tally.changed.values()) == [1]
    assert len(openpyxl.load_workbook(path)["events"].cell(2, list(EVENTS).index("notes") + 1).value) == 32_767


def test_json_lines_hold_an_event_with_all_that_tells_it(tmp_path):
    path, _ = made("jsonl", tmp_path)
    first, *_ = lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == 7 and first["id"] == d.strike().event.id and first["killed"] == {"low": 3, "best": 6, "high": None}
    assert [m["id"] for m in first["told"]] == first["mentions"] and first["claims"][0]["mention"] in first["mentions"]
    texts = {t.key: t.document.text for t in d.strike().told}
    for mention in first["told"]:
        for span in (*mention["evidence"], mention["trigger"], mention["places"][0]["span"]):
            assert span["quote"] == texts[mention["id"]][span["start"] : span["end"]] != ""


def test_json_lines_of_mentions(tmp_path):
    path, _ = made("jsonl", tmp_path, mentions=True)
    first = json.loads(path.read_text("utf-8").splitlines()[0])
    assert first["event"] == d.strike().event.id and first["trigger"]["quote"] and "told" not in first


@pytest.mark.parametrize("mentions", [False, True])
@pytest.mark.parametrize("name", ["geojson", "gpkg"])
def test_maps_are_read_by_gdal(tmp_path, name, mentions):
    path, _ = made(name, tmp_path, mentions=mentions)
    meta, _, shapes, fields = pyogrio.raw.read(path)
    assert meta["crs"] == "EPSG:4326" and len(shapes) == (8 if mentions else 7)
    named = dict(zip(meta["fields"], fields, strict=True))
    places = dict(zip(named["location"], shapes, strict=True))
    assert places["الورد"] is None and len(places["الميادين"]) == 21
    assert named["date_start"][0].astype(str).startswith("2024-02-02")
    assert named["geo_precision"][0] == 1
    if name == "geojson":
        first = json.loads(path.read_text("utf-8"))["features"][0]
        assert first["geometry"] == {"type": "Point", "coordinates": [40.4515, 35.0198]}


def test_a_geopackage_is_a_database_too(tmp_path):
    path, _ = made("gpkg", tmp_path)
    with sqlite3.connect(path) as base:
        rows = dict(base.execute("select id, killed_high from events"))
        assert rows[d.strike().event.id] is None and rows[d.clash().event.id] == 6
        assert base.execute("select date_start from events order by fid").fetchall()[0] == ("2024-02-02",)
        assert base.execute("select srs_id, geometry_type_name from gpkg_geometry_columns").fetchall() == [(4326, "POINT")]
        assert base.execute("select count(*) from events where geom is null").fetchone() == (2,)


@pytest.mark.parametrize("mentions", [False, True])
def test_parquet_has_one_schema(tmp_path, mentions):
    columns = MENTIONS if mentions else EVENTS
    full, empty = (polars.read_parquet(made("parquet", tmp_path, f, mentions=mentions)[0]) for f in (None, []))
    assert full.schema == empty.schema and full.columns == list(columns) and empty.height == 0
    kinds = {INTEGER: polars.Int64, NUMBER: polars.Float64, DATE: polars.Date}
    assert all(full.schema[name] == kinds.get(column.kind, polars.String) for name, column in columns.items())
    assert full["date_start"][0] == date(2024, 2, 2) and full["location"][0] == "الميادين"


def test_batches_join(tmp_path, monkeypatch):
    for module in ("geopackage", "parquet"):
        monkeypatch.setattr(f"rasad.export.{module}._AT_ONCE", 2)
    assert polars.read_parquet(made("parquet", tmp_path)[0])["id"].to_list() == [x.event.id for x in d.everything()]
    with sqlite3.connect(made("gpkg", tmp_path)[0]) as base:
        assert [r for (r,) in base.execute("select id from events order by fid")] == [x.event.id for x in d.everything()]


def test_hxl_tags_stand_under_the_header(tmp_path):
    path, _ = made("hxl", tmp_path)
    header, tags, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
    assert header == list(EVENTS) and len(rows) == 7
    assert dict(zip(header, tags, strict=True))["killed_best"] == "#affected+killed"
    for columns in TABLES.values():
        tags = [column.hxl for column in columns.values()]
        assert len(set(tags)) == len(tags) and all(tag.startswith("#") for tag in tags)


def test_lone_surrogates_pass_through_every_format(tmp_path):
    event = replace(d.strike().event, notes=("\ud800",), outlets=("\ud800",))
    broken = replace(d.strike(), event=event)
    for name in LAYOUTS:
        path, _ = made(name, tmp_path, [broken])
        assert path.stat().st_size


def test_an_empty_export_has_its_header(tmp_path):
    for name in LAYOUTS:
        path, tally = made(name, tmp_path, [])
        assert not sum(tally.written.values()) and path.exists()
    assert pandas.read_csv(tmp_path / "out.csv").empty
    assert json.loads((tmp_path / "out.geojson").read_text()) == {"type": "FeatureCollection", "features": []}
    assert pyogrio.read_info(tmp_path / "out.gpkg")["features"] == 0


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.csv", "csv"), ("acled.csv", "acled"), ("x/2024.acled.csv", "acled"), ("syria-acled.CSV", "acled"), ("ucdp.csv", "ucdp"),
        ("ged_2024.csv", "ucdp"), ("hxl.csv", "hxl"), ("sources.csv", "sources"), ("ftm.jsonl", "ftm"), ("a.ftm.json", "ftm"), ("a.ftm", "ftm"),
        ("a.jsonl", "jsonl"), ("a.ndjson", "jsonl"), ("a.geojson", "geojson"), ("a.gpkg", "gpkg"), ("a.parquet", "parquet"), ("a.bib", "bibtex"),
        ("a.xlsx", "xlsx"), ("resources.csv", "csv"), ("a.txt", None), ("acled", None), ("a.json", None),
    ],
)  # fmt: skip
def test_names_mean_formats(name, format):
    found = layout_of(name)
    assert (found.name if found else None) == format
