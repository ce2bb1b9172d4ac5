"""Counts what a query finds, and lists it lightly: a Query in, sums by coded value, points of a map out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from rasad.search.conditions import Query
from rasad.store.entries import FIRST_DATED, day_of
from rasad.store.rows import batches
from rasad.store.schema import event
from rasad.store.search import EVENTS, asking_of, run
from rasad.store.search_code import CODED, KIND, decoded
from rasad.store.search_sql import Asking, Source

Box = tuple[float, float, float, float]  # south, west, north, east


class Sums(NamedTuple):
    """How many events, and the sums of the best figures that they tell."""

    events: int
    killed: int
    injured: int

    def plus(self, other: Sums) -> Sums:
        """Both together."""
        return Sums(self.events + other.events, self.killed + other.killed, self.injured + other.injured)


@dataclass(slots=True)
class Counted:
    """The sums of all that was found, and those by coded values and by day.

    `by` has for "kind", "spot" and "sides" the values that `search_code` codes as one, for "day" days, None where not known.
    """

    total: Sums
    by: dict[str, dict[Any, Sums]]


class Point(NamedTuple):
    """An event as a map needs it; `date_start` is an ISO day."""

    id: str
    type: str
    lat: float
    lon: float
    geo_precision: int | None
    date_start: str | None
    killed_best: int | None
    state: str


_COLUMNS = {**{name: f"e.{name}" for name in CODED}, "day": f"e.entry / {FIRST_DATED}"}


def counted(connection: Connection, query: Query, columns: Sequence[str] = tuple(_COLUMNS)) -> Counted:
    """The sums of the events that a query finds, by the values of these columns: kind, spot, sides, day."""
    wanted = {name: _COLUMNS[name] for name in columns}
    found = _counted_here(connection, query, wanted) if connection.dialect.name == "sqlite" else _counted_there(connection, query, wanted)
    for name in CODED.keys() & found.by:
        values = _values(connection, found.by[name])
        found.by[name] = {values[code]: sums for code, sums in found.by[name].items()}
    if "day" in found.by:
        found.by["day"] = {day_of(ordinal): sums for ordinal, sums in found.by["day"].items()}
    return found


def _counted_here(connection: Connection, query: Query, wanted: Mapping[str, str]) -> Counted:
    """SQLite would sort all that was found once for each column: counting the rows themselves is quicker."""
    asked = asking_of(connection, EVENTS)
    told = ", ".join([*wanted.values(), "e.killed", "e.injured"])
    result = run(connection, f"SELECT {told} FROM {asked.source(query.condition, entries=True).told}", asked)
    rows = result.cursor.fetchall()  # as they are: Row takes twice the time
    columns = list(zip(*rows, strict=True))
    hit = [row for row in rows if row[-2] or row[-1]]
    figures = (sum(row[at] or 0 for row in hit) for at in (-2, -1))
    found = Counted(Sums(len(rows), *figures), {})
    for n, name in enumerate(wanted):
        killed: dict[int, int] = {}
        injured: dict[int, int] = {}
        for row in hit:
            if row[-2]:
                killed[row[n]] = killed.get(row[n], 0) + row[-2]
            if row[-1]:
                injured[row[n]] = injured.get(row[n], 0) + row[-1]
        counts = Counter(columns[n] if rows else ()).items()
        found.by[name] = {value: Sums(events, killed.get(value, 0), injured.get(value, 0)) for value, events in counts}
    return found


def _counted_there(connection: Connection, query: Query, wanted: Mapping[str, str]) -> Counted:
    """PostgreSQL counts by all columns at once and sends the sums only."""
    asked = asking_of(connection, EVENTS)
    inner = ", ".join(f"{column} AS {name}" for name, column in wanted.items())
    names, sets = ", ".join(wanted), ", ".join(f"({name})" for name in wanted)
    statement = (
        f"SELECT {names}, count(*), coalesce(sum(killed), 0), coalesce(sum(injured), 0) FROM "
        f"(SELECT {inner}, e.killed, e.injured FROM {asked.source(query.condition, entries=True).told}) f"
        f" GROUP BY GROUPING SETS ({sets}, ())"
    )
    found = Counted(Sums(0, 0, 0), {name: {} for name in wanted})
    for row in run(connection, statement, asked):
        *values, events, killed, injured = tuple(row)
        sums = Sums(events, int(killed), int(injured))
        # In a row of sums by one column the others are NULL; none of them is NULL otherwise.
        mine = [(name, value) for name, value in zip(wanted, values, strict=True) if value is not None]
        for name, value in mine:
            found.by[name][value] = sums
        if not mine:
            found.total = sums
    return found


def points(connection: Connection, query: Query, box: Box | None, limit: int) -> list[Point]:
    """The events that have coordinates, `limit` at most, the newest first."""
    asked = asking_of(connection, EVENTS)
    source = _within(asked, query, box)
    told = "e.id, e.kind, e.lat, e.lon, e.geo_precision, e.day, e.killed"
    statement = f"SELECT {told} FROM {source.told} ORDER BY {source.entry} DESC LIMIT {asked.given(limit)}"
    rows: Iterable[Any]
    if connection.dialect.name == "sqlite":
        rows = run(connection, statement, asked).cursor.fetchall()
    else:
        # As one text: the driver reads values one by one, in Python.
        whole = f"SELECT CAST(json_agg(json_build_array({told.replace('e.', 'p.')})) AS text) FROM ({statement}) p"
        rows = json.loads(run(connection, whole, asked).scalar() or "[]")
    kinds = _values(connection, {row[1] for row in rows})
    known = {code: (kind[KIND.index("type")], kind[KIND.index("state")]) for code, kind in kinds.items()}
    return [
        Point(id, known[kind][0], lat, lon, precision, day, killed, known[kind][1])
        for id, kind, lat, lon, precision, day, killed in rows
    ]


def within(connection: Connection, query: Query, box: Box | None) -> int:
    """How many events of a query have coordinates, within the box."""
    asked = asking_of(connection, EVENTS)
    return int(run(connection, f"SELECT count(*) FROM {_within(asked, query, box).told}", asked).scalar_one())


def _within(asked: Asking, query: Query, box: Box | None) -> Source:
    source = asked.source(query.condition, entries=True)
    where = f"{source.where} AND e.lat IS NOT NULL"
    if box is not None:
        south, west, north, east = (asked.given(bound) for bound in box)
        across = "AND" if box[1] <= box[3] else "OR"  # a box may lie across the 180th meridian
        where += f" AND e.lat >= {south} AND e.lat <= {north} AND (e.lon >= {west} {across} e.lon <= {east})"
    return replace(source, where=where)


def placed(connection: Connection, query: Query) -> tuple[int, int, int]:
    """How many events a query finds, how many of these have coordinates, and how many a day."""
    asked = asking_of(connection, EVENTS)
    source = asked.source(query.condition, entries=True).told
    found = run(connection, f"SELECT count(*), count(e.lat), count(e.day) FROM {source}", asked)
    total, with_place, with_day = tuple(found.one())
    return total, with_place, with_day


def records(connection: Connection, seqs: Sequence[int]) -> list[dict[str, Any]]:
    """The events of these numbers in their order, each as the plain values of its record."""
    found = dict(connection.execute(select(event.c.seq, event.c.record).where(event.c.seq.in_(seqs))).all())
    return [found[seq] for seq in seqs if seq in found]


def _values(connection: Connection, codes: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """What codes stand for."""
    found: dict[int, tuple[Any, ...]] = {}
    for some in batches(sorted(codes)):
        asked = f"SELECT code, value FROM search_code WHERE code IN ({', '.join(map(str, some))})"
        found.update((code, decoded(value)) for code, value in connection.exec_driver_sql(asked))
    return found
