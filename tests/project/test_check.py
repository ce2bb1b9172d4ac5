"""`check` finds each thing that may be wrong with a project, and derives anew what is derived."""

import pytest
from sqlalchemy import text

import reports
from rasad.kit import load_kit
from rasad.project.check import Checked, check
from rasad.project.mend import mend
from rasad.project.relink import Linking, link_project
from reports import MAKER, coded, report


@pytest.fixture
def filled(project):
    project.add_coded([coded(d) for d in reports.reports(6)], MAKER)
    project.add_coded([coded(report(reports.STRIKE + " بعد التصحيح", "r1"))], MAKER)
    link(project)
    with project.writing() as connection:
        connection.execute(text(JUDGEMENT), {"at": "2024"})
        connection.execute(text("INSERT INTO judgement_mention SELECT 1, min(key) FROM mention"))
    return project


JUDGEMENT = "INSERT INTO judgement (seq, id, at, \"by\", kind, note) VALUES (1, 'j', :at, 'me', 'note', '')"


def link(project, whole=False) -> None:
    for _ in link_project(project, Linking(load_kit(), MAKER, whole=whole))[1]:
        pass


def faults(project) -> list[str]:
    return [f"{'derived ' if f.derived else ''}{f.what.split()[0]}: {f.reason}" for f in check(project, Checked())]


def test_nothing_is_found_where_nothing_is_wrong(filled):
    checked = Checked()
    assert list(check(filled, checked)) == []
    assert (checked.documents, checked.mentions, checked.judgements) == (7, 7, 1) and checked.events > 0


FIRST = "(SELECT min(seq) FROM mention WHERE current)"
BROKEN = {
    "UPDATE document SET text = text || 'x' WHERE seq = 1": "document: is not the text that its key was made of",
    "UPDATE document SET identity = 'x' WHERE seq = 3": "document: its address is not the one",
    "UPDATE document SET current = true": "report: of its versions 2 counts as the current one",
    "UPDATE document SET current = false WHERE seq = 3": "report: of its versions none counts as the current one",
    f"UPDATE mention SET trigger_end = 9000 WHERE seq = {FIRST}": "mention: its columns are not what its record says",
    f"UPDATE mention SET key = 'x' WHERE seq = {FIRST}": "mention: its key was not made of its document",
    f"UPDATE mention SET record = '{{\"id\": 3}}' WHERE seq = {FIRST}": "mention: its record cannot be understood",
    f"UPDATE mention SET record = {{replaced}} WHERE seq = {FIRST}": "mention: quotes [0, 99999) of a text of",
    f"UPDATE mention SET record = {{named}} WHERE seq = {FIRST}": "mention: names the place 'zzz'",
    "UPDATE mention SET current = true": "mention: counts as told, but a later version of its report",
    "INSERT INTO judgement_mention VALUES (1, 'none')": "judgement: is about the mention none, which is not there",
    "UPDATE document SET copies = 'x' WHERE seq = 1": "derived document: is misfiled among copies",
    "DELETE FROM band WHERE document = 1": "derived document: is misfiled among copies: its text gives other bands",
    f"DELETE FROM event_mention WHERE mention = {FIRST}": "derived event: its record names other mentions",
    "UPDATE event SET killed_low = 90": "derived event: killed: not low <= best <= high: 90, 3, 3",
    "UPDATE event SET record = '{}'": "derived event: its record cannot be understood",
}  # fmt: skip
REPLACED = {
    "replaced": "replace(CAST(record AS TEXT), '\"trigger\":{\"start\":0,\"end\":4', '\"trigger\":{\"start\":0,\"end\":99999')",
    "named": "replace(CAST(record AS TEXT), '\"name\":\"الورد\"', '\"name\":\"zzz\"')",
}


@pytest.mark.parametrize(("change", "found"), BROKEN.items())
def test_each_fault_is_found(filled, change, found):
    for name, value in REPLACED.items():
        value = f"CAST({value} AS JSON)" if filled.engine.dialect.name == "postgresql" else value
        change = change.replace(f"{{{name}}}", value)
    change = change.replace("{{", "{").replace("}}", "}")
    with filled.writing() as connection:
        connection.exec_driver_sql(change)
    assert any(f.startswith(found) for f in faults(filled)), faults(filled)


def test_what_is_derived_is_derived_anew_and_as_it_was(filled):
    with filled.reading() as connection:
        before = connection.execute(text("SELECT id FROM event ORDER BY id")).all()
    with filled.writing() as connection:
        for change in ("UPDATE document SET copies = 'x'", "DELETE FROM band", "DELETE FROM event_mention", "DELETE FROM event_actor"):
            connection.execute(text(change))
        connection.execute(text("UPDATE event SET sources = 99"))
    assert len(faults(filled)) > 3
    mend(filled)
    link(filled, whole=True)
    assert faults(filled) == []
    with filled.reading() as connection:
        assert connection.execute(text("SELECT id FROM event ORDER BY id")).all() == before
        assert connection.scalar(text("SELECT count(*) FROM judgement")) == 1
