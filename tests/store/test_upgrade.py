"""Projects of other revisions: earlier ones are brought up after a copy, later ones are refused, none is left between."""

import resource
import signal
import sqlite3
from functools import partial
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from processes import Worker
from rasad import store
from rasad.errors import ConfigurationError
from rasad.project import Project
from rasad.project.search import Searcher, index_all
from rasad.store import migrate, opening, upgrade
from rasad.store.engine import engine_of, writing
from rasad.store.schema import REVISION
from rasad.store.search import DOCUMENTS
from reports import MAKER, coded, report
from searching import reader

EARLIER = [s.revision for s in migrate._scripts().walk_revisions() if s.revision != REVISION]
# A revision after the last one, which changes a table and takes its time over many rows.
NEXT = f"""
from alembic import op
from sqlalchemy import Column, Integer

revision = "next"
down_revision = "{REVISION}"


def upgrade():
    with op.batch_alter_table("document") as table:
        table.add_column(Column("words", Integer))
    for seq, in op.get_bind().exec_driver_sql("SELECT seq FROM document ORDER BY seq").all():
        op.get_bind().exec_driver_sql(f"UPDATE document SET words = length(text) WHERE seq = {{seq}}")
        reached(seq)


def reached(seq):
    pass
"""


@pytest.fixture
def next_revision(monkeypatch, tmp_path):
    """Makes this code one that has a revision more."""
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / "next.py").write_text(NEXT)
    ours = Path(store.__file__).parent / "migrations"
    scripts = ScriptDirectory(str(ours), version_locations=[str(ours / "versions"), str(folder)])

    def be(newer: bool = True) -> None:
        if newer:
            monkeypatch.setattr(migrate, "_scripts", lambda: scripts)
            for module in (opening, upgrade):
                monkeypatch.setattr(module, "REVISION", "next")
        else:
            monkeypatch.undo()

    be.scripts = scripts
    return be


def kept(project) -> list[str]:
    """What a file's or a database's copies are called."""
    if project.engine.dialect.name == "sqlite":
        return sorted(p.name for p in Path(project.where).parent.glob("*.backup-*"))
    with project.reading() as connection:
        asked = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rasad_backup%' ORDER BY 1"
        return list(connection.scalars(text(asked)))


def words(project) -> list:
    with project.reading() as connection:
        return list(connection.scalars(text("SELECT words FROM document ORDER BY seq")))


def test_a_project_of_the_tables_before_is_brought_up_after_a_copy(project, next_revision):
    project.add_coded([coded(report())], MAKER)
    (before,) = project.all_told()
    next_revision()
    with Project.open(project.where) as newer:
        assert newer.backup and REVISION in newer.backup
        assert list(newer.all_told()) == [before]
        assert words(newer) == [len(before.document.text)]
        assert len(kept(newer)) == 1
        with newer.reading() as connection:
            assert opening.revision_of(connection) == "next"
    with Project.open(project.where) as again:
        assert again.backup is None and len(kept(again)) == 1
    copy_is_what_was(project, before)
    next_revision(False)
    with pytest.raises(ConfigurationError, match=r"later Rasad has written .* tables next; .* Bring Rasad up to date"):
        Project.open(project.where)


def copy_is_what_was(project, told) -> None:
    if project.engine.dialect.name == "sqlite":
        with sqlite3.connect(Path(project.where).parent / kept(project)[0]) as connection:
            assert connection.execute("SELECT text FROM document").fetchall() == [(told.document.text,)]
            assert "words" not in [row[1] for row in connection.execute("PRAGMA table_info(document)")]
    else:
        with project.reading() as connection:
            (row,) = connection.execute(text(f"SELECT * FROM {kept(project)[0]}.document"))
            assert row.text == told.document.text and "words" not in row._fields


def test_a_migration_that_is_killed_leaves_the_project_as_it_was(project, next_revision, monkeypatch):
    documents = [coded(report(f"{report().text} {n}", f"r{n}")) for n in range(40)]
    project.add_coded(documents, MAKER)
    before = sorted(t.key for t in project.all_told())
    project.close()
    next_revision()
    for step in (1, 17, 40):
        worker = Worker(partial(migrating, next_revision.scripts, project.where, step))
        worker.wait_for(step)
        worker.kill()
        with project.reading() as connection:
            assert opening.revision_of(connection) == REVISION
        assert sorted(t.key for t in project.all_told()) == before
        project.close()
    with Project.open(project.where) as newer:
        assert sorted(t.key for t in newer.all_told()) == before
        assert None not in words(newer)


def migrating(scripts, where, step, confirm) -> None:
    """Opens the project, which is migrated, and stops at a step of it."""

    def reached(seq):
        confirm(str(seq))
        if seq == step:
            signal.pause()

    next(s.module for s in scripts.walk_revisions() if s.revision == "next").reached = reached
    Project.open(where)


def test_two_that_open_an_earlier_project_at_once_migrate_it_once(project, next_revision):
    project.add_coded([coded(report())], MAKER)
    project.close()
    next_revision()

    def opening_it(confirm):
        with Project.open(project.where) as newer:
            confirm(newer.backup or "none")

    told = [worker.end() for worker in (Worker(opening_it), Worker(opening_it))]
    assert sorted(line == "none" for (line,) in told) == [False, True]


@pytest.mark.parametrize("revision", EARLIER)
def test_every_revision_there_was_is_brought_to_the_present_one(project_url, revision):
    """The project is made with the tables of that revision and holds a report, a mention and a judgement."""
    if "://" not in project_url:
        Path(project_url).touch()
    engine = engine_of(project_url)
    with writing(engine) as connection:
        migrate.upgrade(connection, revision)
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {opening.APPLICATION_ID}")
        for statement in ROWS:
            connection.execute(text(statement))
    engine.dispose()
    with Project.open(project_url) as project:
        assert revision in project.backup
        with project.reading() as connection:
            assert opening.revision_of(connection) == REVISION
            for table in ("document", "mention", "judgement", "judgement_mention"):
                assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1
        (told,) = project.all_told()
        assert told.document.text == "نص" and told.mention.type == "air_strike"
        list(index_all(project, reader()))
        assert Searcher(project, reader()).count("نص", DOCUMENTS) == 1


RECORD = """{"id": "i", "document": "d", "type": "air_strike", "trigger": {"start": 0, "end": 1}, "rule": "r", "evidence": [],
 "reality": {"value": "actual", "rule": "r", "span": null}, "attribution": {"value": "unknown", "rule": "r", "span": null},
 "source": {"value": "unspecified", "rule": "r", "span": null}}"""
ROWS = [
    "INSERT INTO project (key, value) VALUES ('rasad', '0.1.0')",
    "INSERT INTO maker (seq, code, kit, since) VALUES (1, 'a', 'b', '2024')",
    "INSERT INTO document (seq, key, identity, current, id, text, added, copies, maker)"
    " VALUES (1, 'k', 'k', true, 'd', 'نص', '2024', 'k', 1)",
    "INSERT INTO mention (seq, key, document, type, trigger_start, trigger_end, record, maker, current, pending)"
    f" VALUES (1, 'm', 1, 'air_strike', 0, 1, '{RECORD}', 1, true, true)".replace(":", "\\:"),
    'INSERT INTO judgement (seq, id, at, "by", kind, note) VALUES (1, \'j\', \'2024\', \'me\', \'accept\', \'\')',
    "INSERT INTO judgement_mention (judgement, mention_key) VALUES (1, 'm')",
]


def test_a_copy_that_cannot_be_made_stops_the_migration(tmp_path, next_revision):
    """The disk is full for the copy: a small file system of its own."""
    path = tmp_path / "p.rasad"
    Project.create(path).close()
    before = path.read_bytes()
    next_revision()
    limited = Worker(lambda confirm: limit_files_and_open(path, confirm))
    (told,) = limited.end()
    assert "disk" in told, told
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM schema_revision").fetchall() == [(REVISION,)]
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.glob("*backup*")] == [] and list(tmp_path.glob(".*.part")) == []


def limit_files_and_open(path, confirm) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    try:
        Project.open(path)
    except ConfigurationError as error:
        confirm(str(error))
