"""Counts what a query finds: a Query in, sums by coded value and by day out, with which events were counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from rasad.search.conditions import Query
from rasad.store.columns import COLUMNS, TOLD, Columns
from rasad.store.direct import portions
from rasad.store.direct import rows as asked_rows
from rasad.store.entries import SEQ
from rasad.store.rows import batches
from rasad.store.search import EVENTS, asking_of, run
from rasad.store.search_code import decoded

_AT_ONCE = 10_000  # rows


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

    `members` has a 1 at the number (`seq`) of each event that was counted.
    """

    total: Sums
    by: dict[str, dict[int, Sums]]
    members: bytearray

    def holds(self, seq: int) -> bool:
        """Whether the event of this number was counted."""
        return seq < len(self.members) and self.members[seq] == 1

    def count(self, seq: int, row: tuple[Any, ...]) -> None:
        """Counts an event with its codes, its day and its figures."""
        _note(self.members, (seq,))
        self._change(row, Sums.plus)

    def uncount(self, seq: int, row: tuple[Any, ...]) -> None:
        """Takes an event out again, which was counted with these values."""
        self.members[seq] = 0
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
    """SQLite would sort all that was found once for each column: it is asked for the numbers alone."""
    if columns is None:
        columns = Columns()
        columns.bring_up(connection)
    asked = asking_of(connection, EVENTS)
    source = asked.source(query.condition)
    seqs = [entry & SEQ for some in portions(connection, f"SELECT {source.entry} FROM {source.told}", asked.values, _AT_ONCE) for (entry,) in some]
    members = bytearray()
    _note(members, seqs)
    by: dict[str, dict[int, Sums]] = {}
    for name, counts, tolls in zip(COLUMNS, columns.counted(seqs), columns.tolls(seqs), strict=True):
        hit: dict[int, tuple[int, int]] = {}
        for (value, killed, injured), many in tolls.items():
            before = hit.get(value, (0, 0))
            hit[value] = before[0] + many * killed, before[1] + many * injured
        by[name] = {value: Sums(many, *hit.get(value, (0, 0))) for value, many in counts.items()}
    dead, hurt = (sum(sums[n] for sums in by["kind"].values()) for n in (1, 2))
    return Counted(Sums(len(seqs), dead, hurt), by, members)


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
    _note(found.members, [int(seq) for seq in (told or "").split()])
    return found


def _note(members: bytearray, seqs: Collection[int]) -> None:
    """Sets a 1 at each number."""
    if (missing := max(seqs, default=-1) + 1 - len(members)) > 0:
        members.extend(bytes(missing))
    for seq in seqs:
        members[seq] = 1


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


def values_of(connection: Connection, codes: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """What codes stand for."""
    found: dict[int, tuple[Any, ...]] = {}
    if some := sorted(codes):
        told = asked_rows(connection, "SELECT code, value FROM search_code WHERE code IN :codes", codes=some)
        found.update((code, decoded(value)) for code, value in told)
    return found
