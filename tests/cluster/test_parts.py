"""How inputs are divided: every line in one part, whatever the sizes; results that are there whole or not at all."""

import json
import multiprocessing
import os
import signal

import polars
import pytest

from rasad.cluster.parts import Part, items_of, parts_of
from rasad.cluster.place import Place
from rasad.errors import ConfigurationError
from rasad.ingest import Failure, Intake

TEXT = "قصفت طائرات مجهولة أطراف البلدة صباح أمس ولم ترد أنباء عن إصابات."


def lines(folder, number, end="\n", last="\n"):
    path = folder / "reports.jsonl"
    rows = [json.dumps({"id": f"r{n}", "text": TEXT * (1 + n % 3)}, ensure_ascii=False) for n in range(number)]
    path.write_bytes((end.join(rows) + last).encode())
    return path


def ids(parts):
    return [item.id for part in parts for item in items_of(part, Intake())]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["\n", ""])
def test_a_line_is_in_one_part_whatever_the_size(tmp_path, end, last):
    path = lines(tmp_path, 5, end, last)
    width = len(path.read_bytes().split(b"\n")[0]) + 1
    for size in (41, width - 1, width, width + 1, 3 * width, 10**6):
        parts = parts_of([str(path)], size)
        assert ids(parts) == [f"r{n}" for n in range(5)], f"parts of {size} bytes"


def test_a_bad_line_is_named_by_its_part(tmp_path):
    path = lines(tmp_path, 6)
    path.write_bytes(path.read_bytes() + b"{no json}\n")
    (failure,) = [i for part in parts_of([str(path)], 500) for i in items_of(part, Intake()) if isinstance(i, Failure)]
    assert failure.item.startswith(f"{path}?from=") and failure.stage == "parse"


def test_small_files_go_together_and_folders_by_path(tmp_path):
    for name in ("b.txt", "a.txt", ".hidden.txt", "deep/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, "utf-8")
    (part,) = parts_of([str(tmp_path)])
    assert [url.rsplit("/", 1)[1] for url in part.urls] == ["a.txt", "b.txt", "c.txt"]
    assert len(parts_of([str(tmp_path)], 1)) == 3


def test_what_is_not_there_is_said_at_once(tmp_path):
    with pytest.raises(ConfigurationError, match="no such file"):
        parts_of([str(tmp_path / "none.jsonl")])
    with pytest.raises(ConfigurationError, match="no documents"):
        parts_of([str(tmp_path)])
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        parts_of(["nosuchprotocol://x"])


def test_a_file_that_is_gone_fails_by_name(tmp_path):
    (failure,) = items_of(Part(("memory://gone.txt",)), Intake())
    assert failure.item == "memory://gone.txt" and failure.stage == "open"


def test_urls_are_read_and_written(tmp_path):
    place = Place("memory://run")
    place.put("reports.jsonl", lines(tmp_path, 5).read_bytes())
    assert ids(parts_of(["memory://run/reports.jsonl"], 200)) == [f"r{n}" for n in range(5)]
    assert ids(parts_of(["memory://run"])) == [f"r{n}" for n in range(5)]
    assert place.names() == ["reports.jsonl"] and place.get("reports.jsonl", 0, 1) == b"{"


def test_a_killed_writer_leaves_no_half_file(tmp_path):
    """A process that writes one name over and over is killed: what stands there is one of its versions, whole."""
    versions = [bytes([n]) * 3_000_000 for n in (65, 66)]

    def write():
        place = Place(str(tmp_path))
        while True:
            for data in versions:
                place.put("mentions/x.parquet", data)

    writer = multiprocessing.get_context("fork").Process(target=write)
    writer.start()
    place = Place(str(tmp_path))
    while not place.names("mentions"):
        pass
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    assert place.names("mentions") == ["x.parquet"] and place.get("mentions/x.parquet") in versions


def test_rows_of_a_large_table_are_divided(tmp_path, monkeypatch):
    monkeypatch.setattr("rasad.cluster.parts._ROWS", 4)
    path = tmp_path / "reports.parquet"
    polars.DataFrame({"id": [f"r{n}" for n in range(10)], "text": [TEXT] * 10}).write_parquet(path)
    parts = parts_of([str(path)], 10)
    assert [(part.start, part.end) for part in parts] == [(0, 4), (4, 8), (8, 10)]
