import csv
import io
import json
from datetime import date

import pytest

from fakes import STRIKE, mention
from rasad.errors import ConfigurationError
from rasad.export.formats import FORMATS, format_of_suffix
from rasad.export.table import COLUMNS
from rasad.export.target import write_whole
from rasad.model import Count, Document
from rasad.pipeline import Coded

DOCUMENT = Document("d1", STRIKE, "عنوان", "=SUM(1)", "http://example.org/", date(2024, 2, 3))
CODED = Coded(
    DOCUMENT,
    (mention(DOCUMENT), mention(DOCUMENT, 7, places=(), when=None, killed=None, injured=Count(0, 0, "x"))),
)
EMPTY = Coded(Document("d2", STRIKE), ())


def written(name, *coded):
    return "".join(FORMATS[name].pieces(coded))


def test_jsonl_stands_alone():
    first, second = map(json.loads, written("jsonl", CODED, EMPTY).splitlines())
    assert first["document"] == "d1" and first["published"] == "2024-02-03" and first["url"] == DOCUMENT.url
    assert first["trigger"]["quote"] == "قصفت"
    assert first["when"]["start"] == "2024-02-02" and "quote" not in first["when"]
    for span in (*first["evidence"], first["places"][0]["span"], first["weapons"][0]["span"]):
        assert STRIKE[span["start"] : span["end"]] == span["quote"]
    assert second["when"] is None and second["killed"] is None


def test_csv_is_flat_and_cannot_run_formulas():
    rows = list(csv.DictReader(io.StringIO(written("csv", CODED, EMPTY))))
    assert list(rows[0]) == list(COLUMNS) and len(rows) == 2
    assert rows[0]["outlet"] == "'=SUM(1)"
    assert rows[0]["longitude"] == "-40.25"
    assert (rows[0]["killed_low"], rows[0]["killed_high"], rows[0]["injured_high"]) == ("3", "3", "")
    assert (rows[1]["killed_low"], rows[1]["injured_low"], rows[1]["date_start"]) == ("", "0", "")
    assert all(about for about in COLUMNS.values())


@pytest.mark.parametrize("start", "=+-@\t\r\n")
def test_every_formula_start_is_neutralised(start):
    row = next(
        csv.DictReader(
            io.StringIO(written("csv", Coded(DOCUMENT, (mention(DOCUMENT, quote=f"{start}cmd"),))))
        )
    )
    assert row["quote"] == f"'{start}cmd"


def test_geojson_is_lon_lat_with_null_for_the_unlocated():
    collection = json.loads(written("geojson", CODED, EMPTY))
    first, second = collection["features"]
    assert collection["type"] == "FeatureCollection"
    assert first["geometry"] == {"type": "Point", "coordinates": [-40.25, 35.5]}
    assert first["properties"]["geo_precision"] == 2 and first["properties"]["geometry_role"] == "location"
    assert second["geometry"] is None
    assert json.loads(written("geojson")) == {"type": "FeatureCollection", "features": []}


def test_benchmark_has_a_line_for_every_document():
    first, second = map(json.loads, written("benchmark", CODED, EMPTY).splitlines())
    assert second == {"id": "d2", "events": []}
    assert first["events"][0] == {
        "type": "air_strike", "evidence": [[0, 40]], "reality": "actual", "initiator": ["unknown"], "attribution": "unknown",
        "target": ["syria_gov"], "location": ["الورد"], "origin": ["غير معروف"], "destination": [],
        "when": {"start": "2024-02-02", "end": "2024-02-02"}, "killed": {"min": 3, "max": 3}, "injured": {"min": 2, "max": None},
        "source": "unspecified", "coordinates": {"الورد": [35.5, -40.25]},
    }  # fmt: skip


def test_suffixes():
    assert format_of_suffix(".CSV").name == "csv" and format_of_suffix(".txt") is None


def test_a_broken_run_leaves_the_old_file_and_no_other(tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("old")

    def pieces():
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(pieces(), target)
    assert target.read_text() == "old" and [f.name for f in tmp_path.iterdir()] == ["out.jsonl"]


def test_written_whole_with_the_usual_mode_and_surrogates_escaped(tmp_path):
    target = tmp_path / "out.csv"
    write_whole(["نص ", "\ud800"], target, bom=True)
    assert target.read_bytes() == "\ufeffنص \\ud800".encode()
    (tmp_path / "plain").write_text("")
    assert target.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_unwritable_targets_are_told(tmp_path):
    for target in (tmp_path, tmp_path / "none" / "x.csv"):
        with pytest.raises(ConfigurationError, match=str(target)):
            write_whole(["x"], target)
