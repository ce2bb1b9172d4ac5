"""Opens a project: a file name or a PostgreSQL address in, a checked SQLAlchemy engine out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from rasad.store.schema import metadata

APPLICATION_ID = 0x52415344  # "RASD": SQLite's mark that a file is a project of ours
_WAIT = 60_000  # milliseconds that a writer waits for another one


def engine_of(where: str | Path) -> Engine:
    """An engine on the SQLite file or `postgresql://` address; nothing is opened yet."""
    if isinstance(where, str) and "://" in where:
        url = make_url(where)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+pg8000")
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(f"sqlite:///{where}", connect_args={"timeout": _WAIT / 1000})
    event.listen(engine, "connect", _sqlite_terms)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_terms(connection: sqlite3.Connection, _: Any) -> None:
    """Transactions are ours to open; readers never wait for the writer; what is committed survives a kill."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={_WAIT}"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Any) -> None:
    """Takes the write lock at the start where the transaction will write, so that it can't fail half-way."""
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def create_tables(engine: Engine) -> None:
    """All tables, where they are missing."""
    metadata.create_all(engine)
