"""Reading again with another kit: the diff, what stays, what is left for the linking."""

import pytest
from sqlalchemy import insert, select, update

import reports
from rasad import pipeline
from rasad.model import Count
from rasad.project.add import add
from rasad.project.recode import Recoding, amount, recode
from rasad.store.schema import document, judgement, judgement_mention
from rasad.store.schema import mention as table
from reports import LATER, MAKER, coded, report


@pytest.fixture
def filled(project, monkeypatch):
    monkeypatch.setattr(pipeline, "read", reports.read)
    list(add(project, reports.reports(6), None, MAKER))
    with project.writing() as connection:  # as if linked
        connection.execute(update(table).values(pending=False, signature=b"s"))
    monkeypatch.setattr(pipeline, "read", reports.read_otherwise)
    return project


def kinds(project, **how):
    return {one.document.id: [(c.kind, c.mention.type) for c in one.changes] for one in recode(project, Recoding(None, LATER, **how))}


CHANGED = {
    "r0": [],
    "r1": [("changed", "shelling")],
    "r2": [("changed", "shelling"), ("gone", "air_strike")],
    "r3": [],
    "r4": [("changed", "shelling")],
    "r5": [("changed", "shelling"), ("gone", "air_strike")],
}  # fmt: skip


def test_what_changed_is_told_by_record_and_stored_once(filled):
    before = {t.key: t for t in filled.all_told()}
    assert amount(filled, Recoding(None, LATER)) == (6, 0)
    assert kinds(filled, dry=True) == CHANGED
    assert {t.key: t for t in filled.all_told()} == before
    assert kinds(filled) == CHANGED
    now = {t.key: t for t in filled.all_told()}
    assert now.keys() < before.keys() and {t.mention.type for t in now.values()} == {"shelling"}
    with filled.reading() as connection:
        rows = connection.execute(select(table.c.key, table.c.pending, table.c.signature, table.c.current)).all()
    assert len(rows) == len(before), "no row goes: a judgement may hold on to it"
    assert all(pending for _, pending, _, _ in rows)
    assert {key for key, _, signature, _ in rows if signature is None} == now.keys()
    assert amount(filled, Recoding(None, LATER)) == (0, 6)
    assert kinds(filled) == {}
    assert kinds(filled, whole=True) == {f"r{n}": [] for n in range(6)}


def test_a_change_names_the_fields_with_old_and_new_value(filled, monkeypatch):
    monkeypatch.setattr(pipeline, "read", lambda d, kit: reports.read(d, killed=Count(4, None, "r")))
    (change, *_) = next(one for one in recode(filled, Recoding(None, LATER)) if one.document.id == "r1").changes
    assert [f.field for f in change.fields] == ["killed"]
    assert change.fields[0].new == {"low": 4, "high": None, "rule": "r", "span": None}
    assert change.fields[0].old["low"] == 3


def test_what_is_judged_stays_though_it_is_read_no_more(filled):
    last = [t for t in filled.all_told() if t.document.id == "r2"][-1]
    with filled.writing() as connection:
        row = {"id": "j", "at": "2024", "by": "me", "kind": "accept", "note": ""}
        connection.execute(insert(judgement), [row])
        connection.execute(insert(judgement_mention), [{"judgement": 1, "mention_key": last.key}])
    assert kinds(filled)["r2"] == [("changed", "shelling"), ("kept", "air_strike")]
    assert last in list(filled.all_told())


def test_what_comes_back_is_new_and_keeps_its_key(filled, monkeypatch):
    before = {t.key for t in filled.all_told()}
    kinds(filled)
    monkeypatch.setattr(pipeline, "read", reports.read)
    again = {one.document.id: [c.kind for c in one.changes] for one in recode(filled, Recoding(None, MAKER))}
    assert again["r2"] == ["changed", "new"]
    assert {t.key for t in filled.all_told()} == before


def test_what_cannot_be_read_any_more_stays_as_it_was_and_is_tried_again(filled, monkeypatch):
    before = list(filled.all_told())

    def broken(document, kit):
        if document.id == "r4":
            raise ValueError("no")
        return reports.read(document)

    monkeypatch.setattr(pipeline, "read", broken)
    read = list(recode(filled, Recoding(None, LATER)))
    assert [one.document.id for one in read if one.failure] == ["r4"]
    assert [f.item for f in filled.failures()] == ["r4"]
    assert list(filled.all_told()) == before
    assert amount(filled, Recoding(None, LATER)) == (1, 5)
    monkeypatch.setattr(pipeline, "read", reports.read_otherwise)
    assert kinds(filled) == {"r4": CHANGED["r4"]}
    assert filled.failures() == []


def test_a_version_that_is_replaced_meanwhile_is_left_alone(filled, monkeypatch):
    """While it is read again, somebody adds a corrected version of the report."""
    newer = coded(report(reports.STRIKE + " وفق حصيلة جديدة.", "r1"))

    def slow(document, kit):
        if document.id == "r1":
            filled.add_coded([newer], LATER)
        return reports.read_otherwise(document)

    monkeypatch.setattr(pipeline, "read", slow)
    read = {one.document.id: one.changes for one in recode(filled, Recoding(None, LATER))}
    assert read["r1"] == ()
    (told,) = [t for t in filled.all_told() if t.document.url == newer.document.url]
    assert told.document == newer.document
    with filled.reading() as connection:
        assert connection.scalar(select(document.c.seq).where(document.c.key == told.document_key, document.c.current))
