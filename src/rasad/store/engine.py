"""Engines: a file name or a PostgreSQL address in, a SQLAlchemy engine out that opens connections on our terms."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from rasad.store import server

WAIT = 60  # seconds that a writer waits for another one
APPLICATION_ID = 0x52415344  # "RASD": SQLite's mark that a file is a project of ours
_LOCK = APPLICATION_ID  # PostgreSQL's number for the lock that writers of a project take
_CACHE = 64_000  # kB of pages that a connection to SQLite keeps
_SPARED = 1_000  # the same where there are many

# The pool tells of each connection that broke; what it means is said once, by `faults`.
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())


def is_address(where: str | Path) -> bool:
    """Whether it names a database on a server, not a file."""
    return isinstance(where, str) and "://" in where


def shown(where: str | Path) -> str:
    """The name of a project as messages show it: no password."""
    return server.shown(str(where)) if is_address(where) else str(where)


def engine_of(where: str | Path, read_only: bool = False) -> Engine:
    """An engine on the SQLite file or `postgresql://` address; nothing is opened yet.

    `read_only` is for a SQLite file that nobody can be writing, as on a medium that cannot be written.
    """
    if is_address(where):
        url = server.address_of(str(where))
        return create_engine(url, creator=lambda: server.connect(url), pool_pre_ping=True, json_serializer=dumps)
    name = Path(where).absolute().as_uri() + ("?mode=ro&immutable=1" if read_only else "?mode=rw")
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(name, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False),
        poolclass=QueuePool,
        json_serializer=dumps,
    )
    event.listen(engine, "connect", _read_terms if read_only else _sqlite_terms)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees the project as it was when it began, whatever others write meanwhile."""
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone in writing to the project: what it has read stays true until it is committed."""
    with engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        with connection.begin():
            if connection.dialect.name != "sqlite":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection


class Written(str):
    """JSON text as `dumps` makes it: what another process has written out goes to the database as it is."""

    __slots__ = ()


def dumps(value: Any) -> str:
    """JSON that people can read in the table; escaped where its text cannot be written as UTF-8."""
    if isinstance(value, Written):
        return str(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def spare(engine: Engine) -> None:
    """Has connections made from now on keep few pages: for a server, which has many and reads the same ones."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA cache_size=-{_SPARED}"))


def _sqlite_terms(connection: sqlite3.Connection, _: Any) -> None:
    """Transactions are ours to open; readers never wait for the writer; what is committed survives a power cut."""
    terms = (f"busy_timeout={WAIT * 1000}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
    for pragma in (*terms, f"cache_size=-{_CACHE}"):
        connection.execute(f"PRAGMA {pragma}")


def _read_terms(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute(f"PRAGMA cache_size=-{_CACHE}")


def _sqlite_begin(connection: Any) -> None:
    """Takes the write lock at the start where the transaction will write, so that it can't fail half-way."""
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
