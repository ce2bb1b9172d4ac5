"""What is no project, or cannot be used as one: a message that says what to do, and nothing lost."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

import reports
from processes import Worker
from rasad import pipeline
from rasad.errors import ConfigurationError
from rasad.project import Project
from rasad.project.add import add
from rasad.store import engine
from reports import MAKER, coded, contents, report


def refused(where, what: str, make=False) -> None:
    """It is refused with these words, and a password is not among them."""
    with pytest.raises(ConfigurationError, match=what) as error:
        Project.create(where) if make else Project.open(where)
    assert not re.search("[a-f0-9]{16}|geheim", str(error.value))


def test_what_is_no_project(tmp_path):
    text, empty, other, folder = (tmp_path / name for name in ("a.txt", "empty", "other.db", "folder"))
    text.write_text("not a database at all, though it is long enough to have the header of one" * 3)
    empty.touch()
    folder.mkdir()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE moz_places (id)")
    for make in (False, True):
        refused(text, "is no Rasad project: it is not a SQLite file; give the name", make)
        refused(empty, "is no Rasad project: it is empty", make)
        refused(other, "SQLite file of another program", make)
        refused(folder, "is a folder; give the name", make)
    refused(tmp_path / "none.rasad", "there is no such project; `rasad add REPORTS --project .*` makes one")
    refused(tmp_path / "none" / "p.rasad", "cannot be made .No such file or directory.; give a name in a folder", True)
    refused("mysql://host/db", "mysql://: no kind of project", True)
    refused("postgresql://host", "names no database", True)
    with closing(sqlite3.connect(other)) as connection:
        assert connection.execute("SELECT count(*) FROM moz_places").fetchone() == (0,)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "empty", "folder", "other.db"]


def test_a_damaged_file(tmp_path):
    path = tmp_path / "p.rasad"
    with Project.create(path) as project:
        project.add_coded([coded(d) for d in reports.reports(30)], MAKER)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(ConfigurationError, match=r"damaged.*backup"), Project.open(path) as project:
        list(project.all_told())


def test_changes_of_a_project_that_was_moved_are_not_lost(tmp_path):
    """Its file was moved while changes waited beside it: a new project would take them for its own."""
    path = tmp_path / "p.rasad"
    Path(f"{path}-wal").write_bytes(b"changes")
    refused(path, r"p.rasad-wal lies there, with changes of a project that was moved", make=True)
    assert Path(f"{path}-wal").read_bytes() == b"changes"


def test_a_project_that_another_process_is_writing_to(project, monkeypatch):
    """It is waited for, but not for ever; readers do not wait at all."""
    monkeypatch.setattr(engine, "WAIT", 1)
    project.add_coded([coded(report())], MAKER)
    with project.writing(), Project.open(project.where) as other:
        assert len(list(other.all_told())) == 1
        with pytest.raises(ConfigurationError, match="locked: another process has been writing"):
            other.add_coded([coded(report(name="r2"))], MAKER)
    with Project.open(project.where) as other:
        assert [o.kind for o in other.add_coded([coded(report(name="r2"))], MAKER)] == ["copy"]


@pytest.mark.parametrize("limit", [600_000, 900_000])
def test_a_disk_that_is_full(tmp_path, monkeypatch, limit):
    """A file may not grow further; what was told before that is there, and goes on once there is room."""
    monkeypatch.setattr(pipeline, "read", reports.read)
    monkeypatch.setattr("rasad.project.add._AT_ONCE", 8)
    path = tmp_path / "p.rasad"
    documents = [report(f"{reports.STRIKE} {n} " + "كلام " * 800, f"r{n}") for n in range(120)]
    told = Worker(partial(limited, limit, path, documents)).end()
    assert "disk" in told[-1] and "again" in told[-1], told[-1]
    with Project.open(path) as project:
        assert set(told[:-1]) == set(project.documents(told[:-1])) and 1 < len(told) < 120
        outcomes = list(add(project, documents, None, MAKER))
        assert {o.kind for o in outcomes} == {"known", "copy"}
        assert len(list(project.all_told())) == 120


def limited(limit, path, documents, confirm) -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with Project.create(path) as project:
            for outcome in add(project, documents, None, MAKER):
                confirm(outcome.key)
    except ConfigurationError as error:
        confirm(str(error))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_is_read_only(tmp_path_factory):
    """It can be read there, and is not written to; a message says so."""
    folder = Path("/tmp") / f"rasad-read-only-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        with Project.create(folder / "p.rasad") as project:
            project.add_coded([coded(report())], MAKER)
        (told,) = Worker(partial(as_nobody, folder)).end()
        reading, writing, making = told.split("|")
        assert reading == "1"
        assert "cannot be written: the file or its folder is read-only" in writing
        assert "cannot be made (Permission denied); give a name in a folder" in making
    finally:
        shutil.rmtree(folder)


def as_nobody(folder, confirm) -> None:
    os.setgid(65534)
    os.setuid(65534)
    told = []
    with Project.open(folder / "p.rasad") as project:
        told.append(str(len(list(project.all_told()))))
        try:
            project.add_coded([coded(report(name="r2"))], MAKER)
        except ConfigurationError as error:
            told.append(str(error))
    try:
        Project.create(folder / "q.rasad")
    except ConfigurationError as error:
        told.append(str(error))
    confirm("|".join(told))


def test_a_server_that_cannot_be_used(postgres, tmp_path):
    there = postgres.new()
    refused(there, "there is no such project")
    refused(there.replace(postgres.password, "geheim"), "refuses the password; give the right one in the address, PGPASSWORD")
    refused(postgres.url("nowhere"), "there is no such database; make it first: createdb")
    refused("postgresql://rasad:geheim@127.0.0.1:1/x", "no server listens there; start PostgreSQL")
    refused("postgresql://rasad:geheim@no-such-host.invalid/x", "there is no such host; check the address")
    refused(f"postgresql://rasad:geheim@/x?host={tmp_path}", "no server listens there")
    with closing(postgres.connect(there.rpartition("/")[2])) as connection:
        connection.cursor().execute("CREATE TABLE customer (id int)")
    refused(there, r"holds tables of another program .customer.; make one of its own", make=True)
    postgres.drop(there)


def test_the_password_need_not_stand_in_the_address(postgres, tmp_path, monkeypatch):
    there = postgres.new()
    bare = there.replace(f":{postgres.password}@", "@")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    refused(bare, "password", make=True)
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    Project.create(bare).close()
    monkeypatch.delenv("PGPASSWORD")
    kept = tmp_path / "pgpass"
    kept.write_text(f"# mine\n*:{postgres.port}:*:other:wrong\n127.0.0.1:{postgres.port}:*:rasad:{postgres.password}\n")
    monkeypatch.setenv("PGPASSFILE", str(kept))
    kept.chmod(0o644)
    refused(bare, "password")  # others can read it, so it counts for nothing
    kept.chmod(0o600)
    socket = f"postgresql://rasad@/{there.rpartition('/')[2]}?host={postgres.folder}&port={postgres.port}"
    Project.open(bare).close()
    kept.write_text(f"localhost:*:*:rasad:{postgres.password}\n")
    kept.chmod(0o600)
    Project.open(socket).close()
    postgres.drop(there)


def test_a_server_that_vanishes_while_reports_are_added(own_server, monkeypatch, tmp_path):
    """Whatever it had confirmed is there when it is back, and the same command goes on."""
    monkeypatch.setattr(pipeline, "read", reports.read)
    monkeypatch.setattr("rasad.project.add._AT_ONCE", 4)
    where = own_server.new()
    documents = reports.reports(40)
    told: list[str] = []
    with Project.create(where) as project, pytest.raises(ConfigurationError) as error:
        for outcome in add(project, documents, None, MAKER):
            told.append(outcome.key)
            if len(told) == 14:
                own_server.stop()
    assert re.search(r"went away|was shut down|was lost|no server listens", str(error.value))
    assert "run the same command again" in str(error.value)
    assert own_server.password not in str(error.value)
    refused(where, "no server listens there; start PostgreSQL")
    own_server.start()
    with Project.open(where) as project, Project.create(tmp_path / "u.rasad") as undisturbed:
        assert set(told) == set(project.documents(told))
        outcomes = [o.kind for o in add(project, documents, None, MAKER)]
        assert outcomes[:14] == ["known"] * 14 and outcomes[-1] == "new"
        list(add(undisturbed, documents, None, MAKER))
        assert contents(project.all_told()) == contents(undisturbed.all_told())


def test_the_command_line_answers_with_a_sentence(tmp_path):
    (tmp_path / "p.rasad").write_text("no project")
    (tmp_path / "a.txt").write_text(reports.STRIKE)
    command = ["add", str(tmp_path / "a.txt"), "-p", str(tmp_path / "p.rasad")]
    program = ["-c", "from rasad.cli import main; main()"]
    import sys

    run = subprocess.run([sys.executable, *program, *command], capture_output=True, text=True)
    assert run.returncode == 2 and run.stderr.count("\n") == 1
    assert run.stderr.startswith("Error: ") and "is no Rasad project" in run.stderr
