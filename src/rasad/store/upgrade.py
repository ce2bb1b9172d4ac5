"""Brings a project of an earlier revision to the present one: an engine in, where the copy of the old one lies out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from rasad import __version__
from rasad.errors import ConfigurationError
from rasad.store.engine import is_address, shown, writing
from rasad.store.faults import answering
from rasad.store.opening import copy_pages, is_present, revision_of, taking_name
from rasad.store.schema import REVISION


def bring_up(engine: Engine, where: str | Path) -> str | None:
    """Migrates a project of earlier tables, whole or not at all; None where there is nothing to do.

    A file is copied beside itself, a database's tables into a schema of their own, before anything is changed.
    ConfigurationError where a later Rasad has written to it.
    """
    if is_present(engine, where):
        return None
    from rasad.store import migrate

    with answering(where):
        kept: str | None = None
        with _migrating(engine) as connection:
            found = revision_of(connection)
            if found != REVISION:  # else another process has migrated it meanwhile
                kept = _keep_tables(connection, found) if is_address(where) else _keep_file(Path(where), found)
                migrate.upgrade(connection)
                _check(connection, where)
                renewed = text("UPDATE project SET value = :version WHERE key = 'rasad'")
                connection.execute(renewed, {"version": __version__})
        return kept


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """The writer's transaction; in SQLite references may hang loose in it, for tables are made anew under their name."""
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")  # within a transaction it would be passed over
        try:
            with connection.execution_options(writes=True).begin():
                yield connection
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _keep_file(path: Path, revision: str) -> str:
    """Copies the file as it stands; the copy's name says which tables it has."""
    number = 1
    while True:
        copy = path.with_name(f"{path.name}.backup-{revision}" + (f"-{number}" if number > 1 else ""))
        try:
            with taking_name(copy) as part:
                copy_pages(path, part)
        except FileExistsError:
            number += 1
            continue
        return str(copy)


def _keep_tables(connection: Connection, revision: str) -> str:
    """Copies the tables' rows into a schema of the same database."""
    looked = inspect(connection)
    taken = set(looked.get_schema_names())
    schema, number = f"rasad_backup_{revision}", 1
    while schema in taken:
        number += 1
        schema = f"rasad_backup_{revision}_{number}"
    connection.execute(text(f"CREATE SCHEMA {schema}"))
    for table in looked.get_table_names():
        connection.execute(text(f'CREATE TABLE {schema}."{table}" AS TABLE "{table}"'))
    return f"the schema {schema} of the same database"


def _check(connection: Connection, where: str | Path) -> None:
    """ConfigurationError, which undoes the migration, where a reference hangs loose after it."""
    if connection.dialect.name == "sqlite" and (loose := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise ConfigurationError(
            f"{shown(where)}: damaged: a row of {loose[0]} refers to one of {loose[2]} that is not there, so the project "
            "was not brought up to date and nothing was changed; keep the file and go back to a backup"
        )
