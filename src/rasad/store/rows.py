"""Many rows at once: values in, statements that a database takes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

_T = TypeVar("_T")
_AT_ONCE = 500  # values of one IN (...)
_ROWS = 5000  # rows that are sent together


def chunks(values: Sequence[_T], size: int = _AT_ONCE) -> Iterator[Sequence[_T]]:
    """The values a few at a time: a database takes only so many in one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def insert_many(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Stores the rows, many to a statement on both databases."""
    rest = iter(rows)
    while some := list(islice(rest, _ROWS)):
        if connection.dialect.name == "sqlite":
            connection.execute(insert(table), some)
        else:
            # The driver sends rows one by one, but those that give something back many at a time.
            connection.execute(insert(table).returning(table.primary_key.columns[0]), some).all()
