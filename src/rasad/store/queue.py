"""The order of the review queue in SQL: a Query and where one stands in, the ids of the events that come next out."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select, text

from rasad.search.conditions import Query
from rasad.store.rows import among, batches
from rasad.store.schema import event
from rasad.store.search import EVENTS, asking_of, run

_RANK = ("coalesce(e.killed, 0) + coalesce(e.injured, 0)", "coalesce(e.sources, 0)", "coalesce(CAST(e.day AS TEXT), '')", "e.event")


class Rank(NamedTuple):
    """What events are ordered by, the highest first."""

    toll: int
    sources: int
    day: str
    number: int


def ranked(connection: Connection, query: Query, limit: int, below: Rank | None = None) -> list[str]:
    """The ids of the first events of the query by their rank; those that rank below another, where that is given."""
    asking = asking_of(connection, EVENTS)
    statement = f"SELECT e.id FROM {asking.source(query.condition, entries=True).told}"
    if below is not None:
        statement += f" AND ({', '.join(_RANK)}) < ({', '.join(asking.given(part) for part in below)})"
    statement += f" ORDER BY {', '.join(f'{part} DESC' for part in _RANK)} LIMIT {asking.given(limit)}"
    return list(run(connection, statement, asking).scalars())


def rank_of(connection: Connection, event_id: str) -> Rank | None:
    """The rank of an event; None where the index does not have it."""
    row = connection.execute(text(f"SELECT {', '.join(_RANK)} FROM event_entry e JOIN event v ON v.seq = e.event WHERE v.id = :id"), {"id": event_id}).first()
    return Rank(*row) if row else None


def states(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The review state of each of the events that are there."""
    found: dict[str, str] = {}
    for some in batches(sorted(ids)):
        rows = connection.execute(select(event.c.id, event.c.state).where(among(connection, event.c.id, some)))
        found.update((event_id, state) for event_id, state in rows)
    return found
