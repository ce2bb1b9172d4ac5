"""Answers queries from the index: a Query in, the numbers of what it finds out, in order, with how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, CursorResult, text

from rasad.search.conditions import All, Query
from rasad.store.search_sql import DOCUMENTS, EVENTS, Asking

__all__ = ["DOCUMENTS", "EVENTS", "ORDERS", "Wanted", "asking_of", "count", "each", "found", "run"]

ORDERS = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of an answer is wanted: `kind` is document or event, `order` one of ORDERS, `limit` None all."""

    kind: str
    order: str = "relevance"
    limit: int | None = 20
    offset: int = 0


def found(connection: Connection, query: Query, wanted: Wanted) -> list[int]:
    """The numbers (`seq`) of documents or events, in order."""
    asking = asking_of(connection, wanted.kind)
    title = asking.in_title(query.condition) if wanted.order == "relevance" else None
    if title is None:
        return _ordered(connection, query, wanted)
    # What says it in the title comes first; most pages hold nothing else.
    first = _ordered(connection, query, wanted, title)
    if len(first) == wanted.limit:
        return first
    before = wanted.offset + len(first)
    if wanted.offset and not first:
        before = _count(connection, query, wanted.kind, title)
    left = None if wanted.limit is None else wanted.limit - len(first)
    others = replace(wanted, limit=left, offset=max(0, wanted.offset - before))
    return first + _ordered(connection, query, others, title, outside=True)


def each(connection: Connection, query: Query, kind: str) -> Iterator[int]:
    """The numbers of all that a query finds, in the order in which they were added."""
    yield from _ordered(connection, query, Wanted(kind, "added", None))


def count(connection: Connection, query: Query, kind: str) -> int:
    """How many documents or events a query finds."""
    return _count(connection, query, kind)


def _count(connection: Connection, query: Query, kind: str, title: str | None = None) -> int:
    asking = asking_of(connection, kind)
    asked = f"SELECT count(*) FROM {asking.source(query.condition, title)}"
    return int(run(connection, asked, asking).scalar_one())


def _ordered(
    connection: Connection, query: Query, wanted: Wanted, title: str | None = None, outside: bool = False
) -> list[int]:
    """The numbers in order; of those with `title` in their title, or `outside` of these."""
    kind = wanted.kind
    asking = asking_of(connection, kind)
    asked = f"SELECT e.{kind} FROM {asking.source(query.condition, None if outside else title)}"
    if outside and title:
        asked += f" AND e.{kind} NOT IN (SELECT e.{kind} FROM {asking.source(All(()), title)})"
    way = "ASC" if wanted.order == "oldest" else "DESC"
    asked += f" ORDER BY e.{kind}" if wanted.order == "added" else f" ORDER BY (e.day IS NULL), e.day {way}, e.{kind} {way}"
    if wanted.limit is not None:
        asked += f" LIMIT {asking.given(wanted.limit)} OFFSET {asking.given(wanted.offset)}"
    return list(run(connection, asked, asking).scalars())


def asking_of(connection: Connection, kind: str) -> Asking:
    """A question to be written for this database."""
    return Asking(connection.dialect.name, kind)


def run(connection: Connection, asked: str, asking: Asking) -> CursorResult[Any]:
    """What the statement answers that was written with `asking`."""
    if connection.dialect.name != "sqlite":
        # Its planner takes reading all words of all rows for cheap, as it does not see that they lie elsewhere.
        wanted = "off" if "@@" in asked else "on"
        connection.exec_driver_sql(f"SET LOCAL enable_seqscan = {wanted}")
    return connection.execute(text(asked), asking.values)
