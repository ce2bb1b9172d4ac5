"""Lists rows in the order in which they were added: a place in that order in, the rows behind it out, a page at a time.

A page asked for again holds the same rows, whatever was added meanwhile; so who follows a project misses nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from rasad.search.conditions import Query
from rasad.store import judgements
from rasad.store.judgements import Held
from rasad.store.schema import document
from rasad.store.search import EVENTS, asking_of, run


def mentions(connection: Connection, query: Query, after: int, limit: int) -> list[tuple[int, str, str]]:
    """The mentions of the events that a query finds: the place of each in the order, its key, the id of its event."""
    asked = asking_of(connection, EVENTS)
    found = f"SELECT e.event FROM {asked.source(query.condition, entries=True).told}"
    statement = (
        "SELECT m.seq AS place, m.key, v.id FROM event_mention t JOIN mention m ON m.seq = t.mention JOIN event v ON v.seq = t.event"
        f" WHERE t.event IN ({found}) AND t.mention > {asked.given(after)} ORDER BY t.mention LIMIT {asked.given(limit)}"
    )
    return [(place, key, id) for place, key, id in run(connection, statement, asked)]


def decisions(connection: Connection, after: int, limit: int, by: str | None = None) -> list[Held]:
    """Decisions in the order in which they were made, of one reviewer or of all."""
    return judgements.made_after(connection, after, limit, by)


def versions(connection: Connection, key: str) -> list[str]:
    """The keys of all versions of a report, the first one first; none where the project does not have it."""
    mine = select(document.c.identity).where(document.c.key == key).scalar_subquery()
    return list(connection.scalars(select(document.c.key).where(document.c.identity == mine).order_by(document.c.seq)))
