"""`rasad export` on a project: formats by name, queries, profiles, and what it says of bad input."""

from __future__ import annotations

import csv
import io
import json

import dossiers as d
import pandas
import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.pipeline import Coded
from rasad.project import Project
from rasad.project.link import Means, link_some
from rasad.store import events
from rasad.store.makers import Maker, number_of

STAMP = "2024-05-01T00:00:00.000000+00:00"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The file of a project of the composed dossiers."""
    where = tmp_path_factory.mktemp("filled") / "p.rasad"
    with Project.create(where) as project:
        fill(project, d.everything())
    return where


@pytest.fixture
def exported(filled, tmp_path):
    """Runs the command on that project; the file, where one was made, is in `tmp_path`."""

    def run(file, *arguments):
        name = str(tmp_path / file) if file != "-" else file
        return CliRunner().invoke(main, ["export", name, *arguments, "-p", str(filled)])

    return run


def fill(project: Project, found) -> None:
    told = [t for dossier in found for t in dossier.told]
    project.add_coded([Coded(t.document, (t.mention,)) for t in told], Maker("code", "kit"))
    while True:
        with project.writing() as connection:
            means = Means(d.kit(), events.Stamp(number_of(connection, Maker("code", "kit"), STAMP), STAMP))
            if not link_some(connection, means).mentions:
                return


def test_events_of_a_project_leave_it(project, tmp_path):
    """On both databases, though nobody has indexed what was added."""
    fill(project, d.everything())
    result = CliRunner().invoke(main, ["export", str(tmp_path / "events.csv"), "-p", str(project.where)])
    assert result.exit_code == 0, result.output
    table = pandas.read_csv(tmp_path / "events.csv")
    assert f"{len(table)} events written to" in result.stderr and set(table.type) == {x.event.type for x in d.everything()}


def test_a_query_chooses(exported, tmp_path):
    assert exported("acled.csv", "type:shelling", "after:2024-01").exit_code == 0
    table = pandas.read_csv(tmp_path / "acled.csv")
    assert list(table.sub_event_type) == ["Shelling/artillery/missile attack"]
    assert list(pandas.read_csv(tmp_path / "acled.csv.unplaced.csv").location) == ["الورد"]


def test_what_a_layout_leaves_out_is_said(exported):
    told = exported("ged.csv").stderr
    assert "put aside: 1 without a day; see " in told and "left out: 1 denied or only planned" in told
    assert "a file instead of - would keep them" in exported("-", "--format", "ucdp").stderr


def test_standard_output_is_json_lines(exported):
    result = exported("-", "type:armed_clash", "--mentions")
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["type"] == "armed_clash" and "1 mentions written to standard output" in result.stderr


def test_the_public_profile_holds_back_and_quotes_nothing(exported, tmp_path):
    result = exported("public.csv", "--profile", "public", "--hold-days", "14", "--today", "2024-02-20", "--mentions")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO((tmp_path / "public.csv").read_text("utf-8"), newline="")))
    assert rows and all(row["quote"] == "" for row in rows) and "armed_clash" not in {row["type"] for row in rows}
    assert "too young to be published" in result.stderr


@pytest.mark.parametrize("profile", [[], ["--profile", "public"]])
def test_nothing_found_is_said(exported, tmp_path, profile):
    result = exported("none.csv", "type:overflight", *profile)
    assert result.exit_code == 0 and "nothing to write: no event matches" in result.stderr
    assert len((tmp_path / "none.csv").read_text("utf-8").splitlines()) == 1
    result = exported("none.acled.csv", "type:statement")
    assert "nothing to write: no event that acled can hold" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["events.doc"], "name one with --format"),
        (["events.csv", "--format", "word"], "'word' is not one of"),
        (["acled.csv", "--mentions"], "acled holds events only"),
        (["events.json"], "name one with --format"),
        (["events.gpkg", "--bom"], "--bom is for CSV only"),
        (["events.csv", "--rtl"], "--rtl is for workbooks"),
        (["events.csv", "--today", "2024-01-01"], "--today counts only with --hold-days"),
        (["events.csv", "--hold-days", "3", "--today", "yesterday"], "is not a date"),
        (["none/events.csv"], "cannot be written"),
        (["-", "--format", "xlsx"], "needs a file"),
        (["events.csv", "type:no_such_type"], "no_such_type"),
    ],
)
def test_bad_input_is_answered(tmp_path, arguments, told):
    where = tmp_path / "p.rasad"
    Project.create(where).close()
    name = arguments[0] if arguments[0] == "-" else str(tmp_path / arguments[0])
    result = CliRunner().invoke(main, ["export", name, *arguments[1:], "-p", str(where)])
    assert result.exit_code == 2 and told in result.stderr and "Traceback" not in result.output
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith("p.rasad")] == []


def test_a_project_that_is_not_there(tmp_path):
    result = CliRunner().invoke(main, ["export", str(tmp_path / "a.csv"), "-p", str(tmp_path / "none.rasad")])
    assert result.exit_code == 2 and "none.rasad" in result.stderr and not (tmp_path / "a.csv").exists()
