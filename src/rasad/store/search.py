"""Answers queries from the index: a Query in, the numbers of what it finds out, in order, with how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from rasad.search.conditions import Query
from rasad.store.direct import rows
from rasad.store.entries import FIRST_DATED, SEQ
from rasad.store.search_sql import DOCUMENTS, EVENTS, Asking, Source

__all__ = ["DOCUMENTS", "EVENTS", "ORDERS", "Wanted", "asking_of", "count", "found", "run"]

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
    asked: list[int] = []
    before = 0  # how many the parts hold that come before this one
    for part in _parts(connection, query, wanted):
        limit = None if wanted.limit is None else wanted.limit - len(asked)
        if limit == 0:
            break
        here = _ordered(connection, part, limit, max(0, wanted.offset - before))
        asked += here
        if wanted.offset > before:
            # Where this part gave something, the next one begins at its beginning.
            before = wanted.offset if here else before + _count(connection, part)
    return asked


def count(connection: Connection, query: Query, kind: str) -> int:
    """How many documents or events a query finds."""
    return _count(connection, _Part(query, kind))


@dataclass(frozen=True, slots=True)
class _Part:
    """What a query finds, or a part that comes in one order: with these words in the title or without, dated or not."""

    query: Query
    kind: str
    title: str | None = None
    without: str | None = None
    dated: bool | None = None
    oldest: bool = False

    def source(self, asking: Asking) -> Source:
        found = asking.source(self.query.condition, self.title, self.without)
        if self.dated is None:
            return found
        return replace(found, where=f"{found.where} AND {found.entry} {'>=' if self.dated else '<'} {FIRST_DATED}")


def _parts(connection: Connection, query: Query, wanted: Wanted) -> Iterator[_Part]:
    """The parts of an answer one after the other: each is in the order of the entries."""
    whole = _Part(query, wanted.kind)
    title = asking_of(connection, wanted.kind).in_title(query.condition) if wanted.order == "relevance" else None
    if title is not None:
        yield replace(whole, title=title)
        yield replace(whole, without=title)
    elif wanted.order == "oldest":
        # Entries without a day have the least numbers, and come last all the same.
        yield replace(whole, oldest=True, dated=True)
        yield replace(whole, oldest=True, dated=False)
    else:
        yield whole


def _count(connection: Connection, part: _Part) -> int:
    asking = asking_of(connection, part.kind)
    return int(run(connection, f"SELECT count(*) FROM {part.source(asking).told}", asking)[0][0])


def _ordered(connection: Connection, part: _Part, limit: int | None, offset: int) -> list[int]:
    """The numbers in order."""
    asking = asking_of(connection, part.kind)
    source = part.source(asking)
    asked = f"SELECT {source.entry} FROM {source.told} ORDER BY {source.entry} {'ASC' if part.oldest else 'DESC'}"
    if limit is not None:
        asked += f" LIMIT {asking.given(limit)} OFFSET {asking.given(offset)}"
    return [entry & SEQ for (entry,) in run(connection, asked, asking)]


def asking_of(connection: Connection, kind: str) -> Asking:
    """A question to be written for this database."""
    return Asking(connection.dialect.name, kind)


def run(connection: Connection, asked: str, asking: Asking) -> list[Any]:
    """The rows that the statement answers that was written with `asking`."""
    if connection.dialect.name != "sqlite":
        # Its planner takes reading all words of all rows for cheap, as it does not see that they lie elsewhere.
        wanted = "off" if "@@" in asked else "on"
        connection.exec_driver_sql(f"SET LOCAL enable_seqscan = {wanted}")
    return rows(connection, asked, **asking.values)
