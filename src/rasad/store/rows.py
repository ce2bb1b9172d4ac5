"""Many rows at a time, the quick way of either database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ARRAY, JSON, ColumnElement, Connection, Date, Table, any_, cast, insert, select, text
from sqlalchemy.types import TypeEngine

from rasad.store.engine import Written, dumps

_Item = TypeVar("_Item")
AT_ONCE = 500  # values that one question names
_ROWS = 2000  # rows that one statement stores
# What PostgreSQL does not take apart: NUL and halves of characters.
_ODD = re.compile(r"\\u(0000|[dD][89a-fA-F])")


def batches(items: Iterable[_Item], size: int = AT_ONCE) -> Iterator[list[_Item]]:
    """The items a few at a time, at most `size`: a database takes only so many in one statement."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def among(connection: Connection, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether the column is one of the values: at most a few thousand."""
    if connection.dialect.name == "postgresql":
        # One parameter: the driver reads a statement letter by letter for those that it names one by one.
        return column == any_(cast(list(values), ARRAY(column.type)))
    return column.in_(values)


def begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Whether an id of hexadecimal digits begins so, asked in a way that an index answers."""
    return (column >= prefix) & (column < f"{prefix}g")


def insert_many(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Stores the rows, which all have the same columns."""
    for some in batches(rows, _ROWS):
        if connection.dialect.name == "sqlite":
            _insert_here(connection, table, some)
        elif not _insert_json(connection, table, some):
            connection.execute(insert(table), some)


def insert_numbered(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Stores the rows, which all have the same columns and a `key`; the `seq` that each was given, by its key."""
    insert_many(connection, table, rows)
    found: dict[str, int] = {}
    for some in batches(row["key"] for row in rows):
        asked = select(table.c.key, table.c.seq).where(among(connection, table.c.key, some))
        found.update((key, seq) for key, seq in connection.execute(asked))
    return found


def _insert_here(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Stores the rows by SQLite's driver itself: SQLAlchemy takes longer to write out each row than SQLite to store it."""
    names = list(rows[0])
    as_stored = [_stored(table.c[name].type) for name in names]
    columns = ([row[name] if step is None else step(row[name]) for row in rows] for name, step in zip(names, as_stored, strict=True))
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({marks})'
    driver: Any = connection.connection.driver_connection
    driver.executemany(statement, zip(*columns, strict=True))


def _stored(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """What SQLite is given for a value of a column of this type; None: the value itself."""
    if isinstance(kind, JSON):
        empty = None if kind.none_as_null else "null"
        return lambda value: empty if value is None else dumps(value)
    if isinstance(kind, Date):
        return lambda day: day and day.isoformat()
    return None


def _insert_json(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> bool:
    """Stores the rows by one statement with one parameter; False where their text does not go through."""
    written = [name for name, value in rows[0].items() if isinstance(value, Written)]
    if written:
        rows = [row | {name: json.loads(row[name]) for name in written} for row in rows]
    told = json.dumps(rows, ensure_ascii=False, default=_plain, separators=(",", ":"))
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    if _ODD.search(told):
        return False
    names = ", ".join(f'"{name}"' for name in rows[0])
    source = f'json_populate_recordset(NULL::"{table.name}", CAST(:told AS json))'
    connection.execute(text(f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {source}'), {"told": told})
    return True


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    assert isinstance(value, date), value
    return value.isoformat()
