"""The review queue: a query in, the ids of the events that it finds out, those first that it is best to look at next.

First come events on which reports differ, then those with most killed and injured and with most sources; of like ones the
newest. An event keeps its place while others are decided, so that nothing is met twice and nothing passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.event import Event
from rasad.search.conditions import All, Facet, Not, Query
from rasad.search.values import token
from rasad.store import queue as rows
from rasad.store import search
from rasad.store.search import EVENTS

if TYPE_CHECKING:
    from rasad.project.project import Project

_AHEAD = 200  # events ranked at once
_FRESH = 60.0  # seconds for which the ranking is kept
_MOST_KEPT = 100  # queries
_DIFFERING = Facet((token("has", "contradiction"),))


@dataclass(frozen=True, slots=True)
class Queue:
    """The next ids of the queue, and how many events it has in all."""

    ids: tuple[str, ...]
    total: int


def queue(project: Project, query: Query, limit: int, after: Event | None = None) -> Queue:
    """The events of the query that come after one, without it; behind the end of the queue it goes on with the beginning.

    `after` None: from the beginning. The event need not be one that the query finds: it may just have been decided.
    """
    with project.reading() as connection:
        ids: list[str] = []
        if after is not None:
            ids = _after(connection, query, limit, after)
        if len(ids) < limit:
            own = after.id if after else ""
            ids += [event_id for event_id in _first(connection, query, limit + 1) if event_id != own and event_id not in ids]
        return Queue(tuple(ids[:limit]), search.count(connection, query, EVENTS))


def _after(connection: Connection, query: Query, limit: int, event: Event) -> list[str]:
    rank = rows.rank_of(connection, event.id)
    if rank is None:
        return []
    differing, agreed = _parts(query)
    if not event.contradictions:
        return rows.ranked(connection, agreed, limit, rank)
    found = rows.ranked(connection, differing, limit, rank)
    return found + rows.ranked(connection, agreed, limit - len(found)) if len(found) < limit else found


def _first(connection: Connection, query: Query, limit: int) -> list[str]:
    differing, agreed = _parts(query)
    found = rows.ranked(connection, differing, limit)
    return found + rows.ranked(connection, agreed, limit - len(found)) if len(found) < limit else found


def _parts(query: Query) -> tuple[Query, Query]:
    """Those on which reports differ, and the others."""
    with_ = replace(query, condition=All((query.condition, _DIFFERING)))
    return with_, replace(query, condition=All((query.condition, Not(_DIFFERING))))


class Queues:
    """The queues that reviewers work through. What comes next is kept for a moment, so that it is not ranked anew each time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}

    def after(self, query: Query, limit: int, event: Event | None) -> Queue:
        """As `queue` tells it; of what was ranked a moment ago, events whose state is another by now are left out."""
        with self._lock:
            kept = self._kept.get(query.text)
        if event is not None and kept is not None and monotonic() - kept.at < _FRESH and event.id in kept.ids:
            ahead = kept.ids[kept.ids.index(event.id) + 1 :]
            with self._project.reading() as connection:
                states = rows.states(connection, ahead[: 4 * limit])
                total = search.count(connection, query, EVENTS)
            now = [event_id for event_id in ahead[: 4 * limit] if states.get(event_id) == kept.states[event_id]]
            if len(now) >= limit:
                return Queue(tuple(now[:limit]), total)
        found = queue(self._project, query, _AHEAD, event)
        ids = ((event.id,) if event else ()) + found.ids
        with self._project.reading() as connection:
            fresh = _Kept(monotonic(), ids, rows.states(connection, ids))
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[query.text] = fresh
        return Queue(found.ids[:limit], found.total)


@dataclass(frozen=True, slots=True)
class _Kept:
    at: float
    ids: tuple[str, ...]
    states: dict[str, str]
