"""An export as a whole: targets that cannot be written, packages that are missing, side files, flat memory."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import textwrap
import weakref
from dataclasses import replace
from pathlib import Path

import dossiers as d
import pytest

from rasad.errors import ConfigurationError
from rasad.export.layouts import LAYOUTS
from rasad.export.public import Profile
from rasad.export.run import export_file, export_stream
from rasad.model import content_id


def export(name, path, found=None, **changes):
    order = d.order(**changes)
    return export_file(d.everything() if found is None else found, LAYOUTS[name], path, order, Profile()), order.tally


def failing():
    yield d.strike()
    raise KeyboardInterrupt


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_a_run_that_breaks_off_leaves_the_old_file_and_no_other(tmp_path, name):
    path = tmp_path / f"out{LAYOUTS[name].suffixes[0]}"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        export(name, path, failing())
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["csv", "xlsx", "gpkg", "parquet"])
def test_targets_that_cannot_be_written_are_told(tmp_path, name):
    for path in (tmp_path, tmp_path / "none" / "x"):
        with pytest.raises(ConfigurationError, match=str(path)):
            export(name, path)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_changes_nothing(tmp_path):
    """A limit on the size of files stands for the full disk: the system refuses to write on."""
    here = Path(d.__file__).parent
    program = f"""
        import resource, signal, sys
        from pathlib import Path
        sys.path[:0] = [{str(here)!r}, {str(here.parent)!r}]
        import dossiers as d
        from rasad.errors import ConfigurationError
        from rasad.export.layouts import LAYOUTS
        from rasad.export.public import Profile
        from rasad.export.run import export_file
        order, found = d.order(), d.everything()
        LAYOUTS["gpkg"].check(), LAYOUTS["parquet"].check()
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        for name in sys.argv[2:]:
            path = Path(sys.argv[1], "out" + LAYOUTS[name].suffixes[0])
            try:
                export_file((x for x in found for _ in range(100)), LAYOUTS[name], path, order, Profile())
            except ConfigurationError as error:
                print(error)
    """
    names = ["csv", "xlsx", "gpkg", "parquet"]
    files = [tmp_path / f"out{LAYOUTS[name].suffixes[0]}" for name in names]
    for path in files:
        path.write_text("old")
    command = [sys.executable, "-c", textwrap.dedent(program), tmp_path, *names]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "RASAD_PURE": "1"})
    told = run.stdout.splitlines()
    assert len(told) == len(names), run.stdout + run.stderr[-2000:]
    for line, path in zip(told, files, strict=True):
        assert line.startswith(f"{path}: cannot be written") and path.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == sorted(files)


@pytest.mark.parametrize(("name", "module", "extra"), [("gpkg", "pyogrio", "gis"), ("parquet", "polars", "parquet")])
def test_a_missing_package_is_told_before_anything_is_done(tmp_path, monkeypatch, name, module, extra):
    monkeypatch.setattr("rasad.export.layouts.find_spec", lambda wanted: None if wanted == module else object())
    with pytest.raises(ConfigurationError, match=rf"pip install 'rasad\[{extra}\]'"):
        export(name, tmp_path / "x", failing())
    assert list(tmp_path.iterdir()) == []


def test_the_side_file_is_emptied_where_nothing_is_put_aside_any_more(tmp_path):
    path = tmp_path / "acled.csv"
    side, _ = export("acled", path)
    assert side is not None and len(list(csv.reader(io.StringIO(side.read_text("utf-8"), newline="")))) == 3
    assert export("acled", path, [d.strike()])[0] is None
    assert len(side.read_text("utf-8").splitlines()) == 1
    side.unlink()
    export("acled", path, [d.strike()])
    assert [p.name for p in tmp_path.iterdir()] == ["acled.csv"]


def test_binary_formats_need_a_file():
    with pytest.raises(ConfigurationError, match="needs a file"):
        export_stream([], LAYOUTS["xlsx"], io.BytesIO(), d.order(), Profile())


def test_text_goes_to_a_stream():
    stream = io.BytesIO()
    export_stream(d.everything(), LAYOUTS["acled"], stream, order := d.order(), Profile(), bom=True)
    assert stream.getvalue().startswith(b"\xef\xbb\xbfevent_id_cnty,") and sum(order.tally.aside.values()) == 2


class Note(str):
    """A text that can be watched."""


@pytest.mark.parametrize("name", list(LAYOUTS))
def test_no_format_keeps_what_it_has_written(tmp_path, monkeypatch, name):
    for module in ("geopackage", "parquet"):
        monkeypatch.setattr(f"rasad.export.{module}._AT_ONCE", 5)
    alive: weakref.WeakSet[Note] = weakref.WeakSet()
    most = 0

    def many():
        nonlocal most
        for index in range(100):
            note = Note(index)
            alive.add(note)
            most = max(most, len(alive))
            yield replace(d.strike(), event=replace(d.strike().event, id=content_id((note,)), notes=(note,)))

    _, tally = export(name, tmp_path / f"out{LAYOUTS[name].suffixes[0]}", many())
    assert most < 25 and tally.written[next(iter(tally.written))] in (100, 2)  # 2 reports tell them all
