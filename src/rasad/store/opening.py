"""Makes, opens and migrates a project: a file name or an address in, an engine on its present tables out."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from rasad import __version__
from rasad.errors import ConfigurationError
from rasad.store.engine import APPLICATION_ID, WAIT, engine_of, is_address, shown, writing
from rasad.store.faults import answering
from rasad.store.schema import REVISION, REVISION_TABLE

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
                fill(connection)
                _write_birth(connection, birth)
        engine.dispose()
        return
    with contextlib.suppress(FileExistsError), taking_name(Path(where)) as part, answering(where):
        engine = engine_of(part)
        with writing(engine) as connection:
            fill(connection)
            _write_birth(connection, birth)
        engine.dispose()


def fill(connection: Connection) -> None:
    """Makes the tables in an empty database, and the mark of a file."""
    from rasad.store import migrate

    migrate.upgrade(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _write_birth(connection: Connection, birth: Birth) -> None:
    for key, value in (("application", "rasad"), ("id", birth.id), ("created", birth.at), ("rasad", birth.rasad)):
        connection.execute(text("INSERT INTO project (key, value) VALUES (:key, :value)"), {"key": key, "value": value})


@contextmanager
def taking_name(path: Path) -> Iterator[Path]:
    """A file beside `path`, empty, that takes its name at the end if all went well: whole or not at all.

    FileExistsError where another has the name by then. ConfigurationError where no file can be made there.
    """
    path = path.absolute()
    if left := next((end for end in ("-wal", "-journal") if Path(f"{path}{end}").exists()), None):
        raise ConfigurationError(
            f"{path}: cannot be made: {path.name}{left} lies there, with changes of a project that was moved or removed; "
            "put that project back beside it, or give another name"
        )
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(exist_ok=False)
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be made ({error.strerror}); give a name in a folder that is there and that you can write to"
        ) from error
    try:
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        _take_name(part, path)
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


def copy_pages(source: Path, target: Path) -> None:
    """Copies a project's file into an empty one, also while it is written to."""
    old = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT)
    new = sqlite3.connect(target)
    with contextlib.closing(old), contextlib.closing(new):
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def opened(where: str | Path) -> Engine:
    """An engine on the project as it is, of whatever revision. ConfigurationError where there is none."""
    if not exists(where):
        raise ConfigurationError(f"{shown(where)}: there is no such project; `rasad add REPORTS --project {shown(where)}` makes one")
    if is_address(where):
        return engine_of(where)
    path = Path(where)
    return engine_of(where, read_only=not _writable(path) and not _being_written(path))


def revision_of(connection: Connection) -> str:
    """The revision of a project's tables."""
    return str(connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar_one())


def is_present(engine: Engine, where: str | Path) -> bool:
    """Whether its tables are those of this code; False where they are earlier ones.

    ConfigurationError where a later Rasad has made them.
    """
    with answering(where), engine.connect() as connection:
        found = revision_of(connection)
        if found == REVISION:
            return True
        made = connection.execute(text("SELECT value FROM project WHERE key = 'rasad'")).scalar()
    from rasad.store import migrate

    if migrate.known(found):
        return False
    raise ConfigurationError(
        f"{shown(where)}: a later Rasad has written to this project (version {made}, tables {found}; "
        f"this one, {__version__}, knows tables up to {REVISION}). Bring Rasad up to date; nothing was changed"
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
    if {REVISION_TABLE, "project"} <= tables:
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

