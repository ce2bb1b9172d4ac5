"""Makes, opens and migrates a project: a file name or an address in, an engine on its present tables out."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from rasad.errors import ConfigurationError
from rasad.store import migrate
from rasad.store.engine import APPLICATION_ID, WAIT, engine_of, is_address, shown, writing
from rasad.store.faults import answering

_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_ID_AT = slice(68, 72)


@dataclass(frozen=True, slots=True)
class Birth:
    """What a project is given when it is made: an id of its own, the time, and the version that makes it."""

    id: str
    at: str
    rasad: str


def exists(where: str | Path) -> bool:
    """Whether a project is there; ConfigurationError where something else is, or it cannot be told."""
    if not is_address(where):
        path = Path(where)
        if path.is_dir():
            raise ConfigurationError(f"{path}: is a folder; give the name of a project's file in it")
        if not path.exists():
            return False
        _check_header(path)
        return True
    engine = engine_of(where)
    try:
        with answering(where), engine.connect() as connection:
            return _tables_are_ours(connection, where)
    finally:
        engine.dispose()


def make(where: str | Path, birth: Birth) -> None:
    """Makes an empty project, whole or not at all; nothing happens where another process has just made it."""
    if is_address(where):
        engine = engine_of(where)
        with answering(where), writing(engine) as connection:
            if not _tables_are_ours(connection, where):
                _fill(connection, birth)
        engine.dispose()
    else:
        _make_file(Path(where), birth)


def _make_file(path: Path, birth: Birth) -> None:
    """The project is made under another name and takes its own when it is whole."""
    path = path.absolute()
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(exist_ok=False)
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be made ({error.strerror}); give a name in a folder that you can write to"
        ) from error
    try:
        with answering(path):
            engine = engine_of(part)
            with writing(engine) as connection:
                _fill(connection, birth)
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            engine.dispose()
        with contextlib.suppress(FileExistsError):
            _take_name(part, path)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be made ({error.strerror})") from error
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{end}").unlink(missing_ok=True)


def _take_name(part: Path, path: Path) -> None:
    """Gives the file its name; FileExistsError where another has it."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on many memory sticks
        if path.exists():
            raise FileExistsError from None
        part.rename(path)


def _fill(connection: Connection, birth: Birth) -> None:
    migrate.upgrade(connection)
    for key, value in (("application", "rasad"), ("id", birth.id), ("created", birth.at), ("rasad", birth.rasad)):
        connection.execute(text("INSERT INTO project (key, value) VALUES (:key, :value)"), {"key": key, "value": value})


def opened(where: str | Path) -> Engine:
    """An engine on the project as it is, of whatever revision. ConfigurationError where there is none."""
    if not exists(where):
        raise ConfigurationError(f"{shown(where)}: there is no such project; `rasad add REPORTS --project {shown(where)}` makes one")
    if is_address(where):
        return engine_of(where)
    path = Path(where)
    return engine_of(where, read_only=not _writable(path) and not _being_written(path))


def revision(engine: Engine, where: str | Path) -> str:
    """The revision of its tables; ConfigurationError where a later Rasad made them."""
    with answering(where), engine.connect() as connection:
        found = migrate.revision_of(connection)
        if found is not None and migrate.known(found):
            return found
        made = connection.execute(text("SELECT value FROM project WHERE key = 'rasad'")).scalar()
    raise ConfigurationError(
        f"{shown(where)}: a later version of Rasad has written to this project (Rasad {made}, tables {found}; "
        f"this one knows tables up to {migrate.newest()}); bring Rasad up to date. Nothing was changed"
    )


def _check_header(path: Path) -> None:
    """ConfigurationError unless the file begins as a project's does."""
    try:
        with path.open("rb") as stream:
            header = stream.read(_HEADER)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from error
    if not header.startswith(_MAGIC):
        found = "is empty" if not header else "is not a SQLite file"
        raise ConfigurationError(f"{path}: is no Rasad project: it {found}; give the name of a project or of a new file")
    if header[_ID_AT] != APPLICATION_ID.to_bytes(4, "big"):
        raise ConfigurationError(
            f"{path}: is no Rasad project: it is a SQLite file of another program; give the name of a project or of a new file"
        )


def _tables_are_ours(connection: Connection, where: str | Path) -> bool:
    """Whether the database holds a project; ConfigurationError where it holds something else."""
    tables = set(inspect(connection).get_table_names())
    if {migrate.TABLE, "project"} <= tables:
        return True
    if tables:
        some = ", ".join(sorted(tables)[:3])
        raise ConfigurationError(
            f"{shown(where)}: is no Rasad project: the database holds tables of another program ({some}); "
            "make one of its own for the project: createdb NAME"
        )
    return False


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _being_written(path: Path) -> bool:
    """Whether changes wait beside the file, so that it alone is not the whole project."""
    return any(Path(f"{path}{end}").exists() for end in ("-wal", "-journal"))


def copy_file(source: Path, target: Path) -> None:
    """Copies a project's file, also while it is written to, under a name that it takes when it is whole.

    FileExistsError where the name is taken.
    """
    part = target.absolute().with_name(f".{target.name[:80]}.{os.getpid()}.part")
    try:
        old = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT)
        new = sqlite3.connect(part)
        with contextlib.closing(old), contextlib.closing(new):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        _take_name(part, target)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{end}").unlink(missing_ok=True)
