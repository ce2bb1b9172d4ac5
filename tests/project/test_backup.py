"""Backups: whole projects of either kind, taken while others write, which replace nothing."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, select

import reports
from processes import Worker
from rasad import pipeline
from rasad.errors import ConfigurationError
from rasad.project import Project
from rasad.project.add import add
from rasad.project.backup import backup
from rasad.project.check import Checked, check
from rasad.store.schema import judgement, judgement_mention, metadata
from reports import MAKER, coded, contents, report


@pytest.fixture
def filled(project):
    project.add_coded([coded(d) for d in reports.reports(30)], MAKER)
    project.add_coded([coded(report("قصفت\0" + reports.STRIKE, "odd"))], MAKER)
    with project.writing() as connection:
        row = {"id": "j", "at": "2024", "by": "أ", "kind": "correct", "note": "", "field": "killed", "value": {"low": 3}}
        connection.execute(insert(judgement), [row])
        connection.execute(insert(judgement_mention), [{"judgement": 1, "mention_key": next(project.all_told()).key}])
    return project


def rows(project) -> dict[str, list]:
    with project.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_a_copy_in_a_file_is_the_same_project(filled, tmp_path):
    copy = tmp_path / "copy.rasad"
    backup(filled, copy)
    with Project.open(copy) as other:
        assert rows(other) == rows(filled)
        assert list(check(other, Checked())) == []
        other.add_coded([coded(report(name="later"))], MAKER)
    with pytest.raises(ConfigurationError, match="is there already; give a new name"):
        backup(filled, copy)
    with pytest.raises(ConfigurationError, match="cannot be made"):
        backup(filled, tmp_path / "none" / "copy.rasad")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_project_moves_to_a_server_and_goes_on_there(filled, postgres):
    there = postgres.new()
    backup(filled, there)
    with Project.open(there) as other:
        assert rows(other) == rows(filled)
        assert [o.kind for o in other.add_coded([coded(report(name="later")), coded(report())], MAKER)] == ["copy", "corrected"]
        assert list(check(other, Checked())) == []
    with pytest.raises(ConfigurationError, match="holds a project already; give an empty database"):
        backup(filled, there)
    postgres.drop(there)


def test_a_copy_taken_while_reports_are_added_is_whole(project_url, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "read", reports.read)
    monkeypatch.setattr("rasad.project.add._AT_ONCE", 4)
    Project.create(project_url).close()
    worker = Worker(partial(adding, project_url))
    for number in (8, 24, 40):
        worker.wait_for(number)
        confirmed = list(worker.confirmed)
        with Project.open(project_url) as project:
            backup(project, copy := Path(tmp_path, f"{number}.rasad"))
        with Project.open(copy) as other:
            assert set(other.documents(confirmed)) == set(confirmed)
            assert list(check(other, Checked())) == []
    worker.end()
    with Project.open(project_url) as project, Project.open(copy) as other:
        list(add(other, reports.reports(80), None, MAKER))
        assert contents(other.all_told()) == contents(project.all_told())


def adding(where, confirm) -> None:
    with Project.open(where) as project:
        for outcome in add(project, reports.reports(80), None, MAKER):
            confirm(outcome.key)
