"""The review queue: a query in, the ids of the events that it finds out, those first that it is best to look at next.

First come events on which reports differ, then those with most killed and injured and with most sources; of like ones the
newest. An event keeps its place while others are decided, so that nothing is met twice and nothing passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rasad.search.conditions import Query
from rasad.store import queue as rows
from rasad.store.search_code import KIND

if TYPE_CHECKING:
    from rasad.project.project import Project


@dataclass(frozen=True, slots=True)
class Queue:
    """The next ids of the queue, and how many events it has in all."""

    ids: tuple[str, ...]
    total: int


def queue(project: Project, query: Query, limit: int, after: str | None = None) -> Queue:
    """The events of the query that come after the one of an id, without it; behind the end of the queue it goes on with the beginning.

    `after` None: from the beginning. The event need not be one that the query finds: it may just have been decided.
    """
    with project.reading() as connection:
        counted = project.following.followed(connection, query)
        states = frozenset(kind[KIND.index("state")] for kind in counted.by["kind"])
        found = rows.Found(counted.total.events, counted.members, states)
        ids: list[str] = []
        place = rows.rank_of(connection, after) if after else None
        if place is not None:
            ids = rows.ranked(connection, query, found, limit, place)
        if len(ids) < limit:
            first = rows.ranked(connection, query, found, limit + 1)
            ids += [event_id for event_id in first if event_id != after and event_id not in ids]
        return Queue(tuple(ids[:limit]), found.total)
