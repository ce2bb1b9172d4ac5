"""Statements as text, handed to the driver: SQL with :names and values in, rows as they come out.

A page or a decision asks twenty to a hundred small questions; building and compiling each costs ten times what the
database does. SQLite is asked by its driver itself, PostgreSQL through SQLAlchemy, which writes its parameters.

`column IN :name` takes a list of any length. JSON is asked for as text, `CAST(column AS text)`, and read by `plain`; a day
comes as SQLite's text or PostgreSQL's date, and is read by `day`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, TextClause, text

_KEPT = 500  # statements
_LIST = re.compile(r"\bIN :(\w+)")


def rows(connection: Connection, asked: str, **given: Any) -> list[Any]:
    """The rows that a statement answers, each a tuple."""
    if connection.dialect.name == "sqlite":
        return _here(connection, asked, given).fetchall()  # type: ignore[no-any-return]
    return list(connection.execute(_there(asked), given))


def first(connection: Connection, asked: str, **given: Any) -> Any:
    """The first value of the first row; None where there is none."""
    found = rows(connection, asked, **given)
    return found[0][0] if found else None


def column(connection: Connection, asked: str, **given: Any) -> list[Any]:
    """The first value of each row."""
    return [row[0] for row in rows(connection, asked, **given)]


def run(connection: Connection, statement: str, **given: Any) -> None:
    """Does what a statement says that answers nothing."""
    if connection.dialect.name == "sqlite":
        _here(connection, statement, given)
    else:
        connection.execute(_there(statement), given)


def run_many(connection: Connection, statement: str, given: Iterable[dict[str, Any]]) -> None:
    """Does what a statement without lists says, once for each of the values."""
    if not (several := list(given)):
        return
    if connection.dialect.name == "sqlite":
        _driver(connection).executemany(statement, several)
    else:
        connection.execute(_there(statement), several)


def portions(connection: Connection, asked: str, given: dict[str, Any], size: int) -> Iterator[list[Any]]:
    """The rows of a statement for SQLite, some at a time."""
    cursor = _here(connection, asked, given)
    while some := cursor.fetchmany(size):
        yield some


def plain(told: str | None) -> Any:
    """The value that JSON text tells; None where there is none."""
    return None if told is None else json.loads(told)


def day(told: str | date | None) -> date | None:
    """The day of a column."""
    return date.fromisoformat(told) if isinstance(told, str) else told


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _here(connection: Connection, asked: str, given: dict[str, Any]) -> Any:
    values = {name: json.dumps(value) if isinstance(value, list) else value for name, value in given.items()}
    return _driver(connection).execute(_for_sqlite(asked), values)


@lru_cache(_KEPT)
def _for_sqlite(asked: str) -> str:
    return _LIST.sub(r"IN (SELECT value FROM json_each(:\1))", asked)


@lru_cache(_KEPT)
def _there(asked: str) -> TextClause:
    return text(_LIST.sub(r"= ANY(:\1)", asked))
