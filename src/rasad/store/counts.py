"""Counts what a query finds: a Query in, sums by coded value and by day out, with which events were counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from rasad.search.conditions import Query
from rasad.store import bits
from rasad.store.columns import COLUMNS, TOLD, Columns
from rasad.store.holding import Holding
from rasad.store.rows import batches
from rasad.store.search import EVENTS, asking_of, run


class Sums(NamedTuple):
    """How many events, and the sums of the best figures that they tell."""

    events: int
    killed: int
    injured: int

    def plus(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(self.events + other.events, self.killed + other.killed, self.injured + other.injured)

    def less(self, other: Sums) -> Sums:
        """These without the others."""
        return Sums(self.events - other.events, self.killed - other.killed, self.injured - other.injured)


NOTHING = Sums(0, 0, 0)


@dataclass(slots=True)
class Counted:
    """The sums of all that was found, and those by the values of each of COLUMNS, none of which is of no event.

    `members` are the numbers (`seq`) of the events that were counted, packed (`rasad.store.bits`).
    """

    total: Sums
    by: dict[str, dict[int, Sums]]
    members: bytearray

    def count(self, seq: int, row: tuple[Any, ...]) -> None:
        """Counts an event with its codes, its day and its figures."""
        bits.put(self.members, seq, True)
        self._change(row, Sums.plus)

    def uncount(self, seq: int, row: tuple[Any, ...]) -> None:
        """Takes an event out again, which was counted with these values."""
        bits.put(self.members, seq, False)
        self._change(row, Sums.less)

    def _change(self, row: tuple[Any, ...], change: Any) -> None:
        *values, killed, injured = row
        one = Sums(1, killed or 0, injured or 0)
        self.total = change(self.total, one)
        for name, value in zip(COLUMNS, values, strict=True):
            sums = change(self.by[name].get(value, NOTHING), one)
            if sums.events:
                self.by[name][value] = sums
            else:
                del self.by[name][value]


def counted(connection: Connection, query: Query, columns: Columns | None = None) -> Counted:
    """The sums of the events that a query finds; quicker with columns that are as the transaction sees the project."""
    return _counted_here(connection, query, columns) if connection.dialect.name == "sqlite" else _counted_there(connection, query)


def _counted_here(connection: Connection, query: Query, columns: Columns | None) -> Counted:
    """SQLite would sort all that was found once for each column: it is asked for nothing that is in memory."""
    if columns is None:
        columns = Columns()
        columns.bring_up(connection)
    events = Holding(connection, columns).of(query.condition)
    by = {name: {value: Sums(*sums) for value, sums in found.items()} for name, found in columns.counted(events).items()}
    total = NOTHING
    for sums in by["kind"].values():
        total = total.plus(sums)
    return Counted(total, by, bits.packed(events, events.bit_length()))


def _counted_there(connection: Connection, query: Query) -> Counted:
    """PostgreSQL counts by all columns at once and sends the sums only."""
    asked = asking_of(connection, EVENTS)
    source = asked.source(query.condition, entries=True).told
    names, sets = ", ".join(COLUMNS), ", ".join(f"({name})" for name in COLUMNS)
    statement = (
        f"SELECT {names}, count(*), coalesce(sum(killed), 0), coalesce(sum(injured), 0) FROM "
        f"(SELECT {TOLD} FROM {source}) f GROUP BY GROUPING SETS ({sets}, ())"
    )
    found = Counted(NOTHING, {name: {} for name in COLUMNS}, bytearray())
    for row in run(connection, statement, asked):
        *values, events, killed, injured = tuple(row)
        sums = Sums(events, int(killed), int(injured))
        # In a row of sums by one column the others are NULL; none of them is NULL otherwise.
        mine = [(name, value) for name, value in zip(COLUMNS, values, strict=True) if value is not None]
        for name, value in mine:
            found.by[name][value] = sums
        if not mine:
            found.total = sums
    # As one text: the driver reads values one by one, in Python.
    told = run(connection, f"SELECT string_agg(CAST(e.event AS text), ' ') FROM {source}", asked)[0][0]
    events = bits.of(map(int, (told or "").split()))
    found.members = bits.packed(events, events.bit_length())
    return found


def entries(connection: Connection, query: Query, seqs: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """Those of the events of these numbers that the query finds: codes, day and figures by number."""
    found: dict[int, tuple[Any, ...]] = {}
    for some in batches(sorted(seqs)):
        asked = asking_of(connection, EVENTS)
        asked.one_by_one = True
        where = asked.where(query.condition)
        statement = f"SELECT e.event, {TOLD} FROM event_entry e WHERE e.event IN :seqs AND {where}"
        asked.values["seqs"] = some
        found.update((row[0], tuple(row[1:])) for row in run(connection, statement, asked))
    return found
