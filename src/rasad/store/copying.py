"""Copies a project row by row into a new one of either kind: the way from a file to a server and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select, text, tuple_

from rasad.store.rows import insert_many
from rasad.store.schema import metadata
from rasad.store.schema import project as particulars

_AT_ONCE = 500


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Copies all rows as `source` sees them into the empty tables of `target`; how many of each table."""
    target.execute(particulars.delete())
    counts: dict[str, int] = {}
    for table in metadata.sorted_tables:
        counts[table.name] = 0
        for rows in _pages(source, table):
            insert_many(target, table, [dict(row._mapping) for row in rows])
            counts[table.name] += len(rows)
        if target.dialect.name == "postgresql" and "seq" in table.c:
            _go_on_after(target, table)
    return counts


def _pages(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """The rows by primary key, a few hundred at a time: drivers give what is asked for all at once."""
    key = tuple(table.primary_key.columns)
    last: tuple[Any, ...] | None = None
    while True:
        asked = select(table).order_by(*key).limit(_AT_ONCE)
        if last is not None:
            asked = asked.where(tuple_(*key) > tuple_(*last))
        rows = connection.execute(asked).all()
        if not rows:
            return
        yield rows
        last = tuple(rows[-1]._mapping[column.name] for column in key)


def _go_on_after(connection: Connection, table: Table) -> None:
    """Has the numbers that PostgreSQL gives to new rows begin after those that were copied."""
    highest = connection.scalar(select(func.max(table.c.seq))) or 0
    counter = text("SELECT setval(pg_get_serial_sequence(:name, 'seq'), :next, false)")
    connection.execute(counter, {"name": f'"{table.name}"', "next": highest + 1})
