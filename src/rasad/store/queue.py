"""The order of the review queue in SQL: a Query and where one stands in, the ids of the events that come next out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection

from rasad.search.conditions import Query
from rasad.store import bits
from rasad.store.direct import rows
from rasad.store.search import EVENTS, asking_of, run

_FIRST, _MOST = 64, 4096  # events looked at at a time
_GATHERED = 2_000  # events that are sorted rather than looked for in the order of all


class Rank(NamedTuple):
    """What events are ordered by, the highest first: how much they matter (`entries.rank_of`), their number."""

    rank: int
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds: how many events, their numbers (packed by `bits`), the states in which they are."""

    total: int
    members: bytearray
    states: frozenset[str]


def ranked(connection: Connection, query: Query, found: Found, limit: int, below: Rank | None = None) -> list[str]:
    """The ids of the first events of the query by their rank; those that rank below another, where that is given."""
    if found.total <= _GATHERED:
        return _gathered(connection, query, limit, below)
    states = [_in_order(connection, state, below) for state in sorted(found.states)]
    ids = (id for _, seq, id in merge(*states, key=lambda row: (-row[0], -row[1])) if bits.holds(found.members, seq))
    return list(islice(ids, limit))


def _in_order(connection: Connection, state: str, below: Rank | None) -> Iterator[tuple[int, int, str]]:
    """Rank, number and id of all events in a state, the highest first, some more at a time."""
    many = _FIRST
    while True:
        given: dict[str, object] = {"state": state, "many": many} | (below._asdict() if below else {})
        after = " AND (rank, event) < (:rank, :number)" if below else ""
        asked = f"SELECT rank, event, id FROM event_entry WHERE state = :state{after} ORDER BY rank DESC, event DESC LIMIT :many"
        found = rows(connection, asked, **given)
        yield from found
        if len(found) < many:
            return
        below, many = Rank(found[-1][0], found[-1][1]), min(2 * many, _MOST)


def _gathered(connection: Connection, query: Query, limit: int, below: Rank | None) -> list[str]:
    asking = asking_of(connection, EVENTS)
    statement = f"SELECT e.id FROM {asking.source(query.condition, entries=True).told}"
    if below is not None:
        statement += f" AND (e.rank, e.event) < ({asking.given(below.rank)}, {asking.given(below.number)})"
    statement += f" ORDER BY e.rank DESC, e.event DESC LIMIT {asking.given(limit)}"
    return [row[0] for row in run(connection, statement, asking)]


def rank_of(connection: Connection, event_id: str) -> Rank | None:
    """The rank of an event; None where the index does not have it."""
    asked = "SELECT e.rank, e.event FROM event_entry e JOIN event v ON v.seq = e.event WHERE v.id = :id"
    found = rows(connection, asked, id=event_id)
    return Rank(*found[0]) if found else None
