"""Answers queries from the index: a Query in, the numbers of what it finds out, in order, with how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from rasad.search.conditions import Query
from rasad.store.search_sql import DOCUMENTS, EVENTS, Asking

__all__ = ["DOCUMENTS", "EVENTS", "ORDERS", "Wanted", "count", "each", "found"]

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
    return list(_rows(connection, query, wanted))


def each(connection: Connection, query: Query, kind: str) -> Iterator[int]:
    """The numbers of all that a query finds, in the order in which they were added."""
    asking = _asking(connection, kind)
    asked = f"SELECT e.{kind} FROM {kind}_entry e WHERE {asking.where(query.condition)} ORDER BY e.{kind}"
    yield from connection.execute(text(asked), asking.values).scalars()


def count(connection: Connection, query: Query, kind: str) -> int:
    """How many documents or events a query finds."""
    asking = _asking(connection, kind)
    asked = f"SELECT count(*) FROM {kind}_entry e WHERE {asking.where(query.condition)}"
    return int(connection.execute(text(asked), asking.values).scalar_one())


def _rows(connection: Connection, query: Query, wanted: Wanted) -> Iterator[int]:
    asking = _asking(connection, wanted.kind)
    where = asking.where(query.condition)
    way = "ASC" if wanted.order == "oldest" else "DESC"
    order = f"(e.day IS NULL), e.day {way}, e.{wanted.kind} {way}"
    if wanted.order == "relevance" and (title := asking.in_title(query.condition)) is not None:
        order = f"({title}) DESC, {order}"
    values: dict[str, Any] = asking.values
    asked = f"SELECT e.{wanted.kind} FROM {wanted.kind}_entry e WHERE {where} ORDER BY {order}"
    if wanted.limit is not None:
        asked += f" LIMIT {asking.given(wanted.limit)} OFFSET {asking.given(wanted.offset)}"
    yield from connection.execute(text(asked), values).scalars()


def _asking(connection: Connection, kind: str) -> Asking:
    if connection.dialect.name != "sqlite":
        # Its planner takes reading all words of all rows for cheap, as it does not see that they lie elsewhere.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return Asking(connection.dialect.name, kind)
