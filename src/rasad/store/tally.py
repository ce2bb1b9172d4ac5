"""Counts what a query finds, and lists it lightly: a Query in, sums by coded value, points of a map out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from rasad.search.conditions import Query
from rasad.store.schema import event
from rasad.store.search import EVENTS, asking_of, run
from rasad.store.search_sql import Asking

# What is counted: one column, or several whose values belong together.
_COUNTED: dict[str, tuple[str, ...]] = {
    "type": ("type",), "state": ("state",), "grade": ("grade",), "reality": ("reality",), "area": ("country", "admin1"),
    "place": ("place_id",), "initiators": ("initiators",), "targets": ("targets",), "day": ("day",),
    "spot": ("lat", "lon", "geo_precision", "place_id"),
}  # fmt: skip
KINDS = tuple(kind for kind in _COUNTED if kind != "spot")
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
    """The sums of all that was found, of what has coordinates, and of each value; None (or of areas, (None, None)) where there is none."""

    total: Sums
    placed: int
    by: dict[str, dict[Any, Sums]] = field(default_factory=dict)


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


def counted(connection: Connection, query: Query, kinds: Sequence[str] = KINDS) -> Counted:
    """The sums of the events that a query finds, by these kinds of value."""
    wanted = {kind: _COUNTED[kind] for kind in kinds}
    if connection.dialect.name == "sqlite":
        return _counted_here(connection, query, wanted)
    return _counted_there(connection, query, wanted)


def _counted_here(connection: Connection, query: Query, wanted: Mapping[str, tuple[str, ...]]) -> Counted:
    """SQLite would sort all that was found once for each kind of value: counting the rows themselves is several times as quick."""
    asked = asking_of(connection, EVENTS)
    columns = list(dict.fromkeys(column for parts in wanted.values() for column in parts if column != "lat"))
    told = ", ".join(f"e.{column}" for column in (*columns, "killed", "injured", "lat"))
    rows = run(connection, f"SELECT {told} FROM {asked.source(query.condition)}", asked).all()
    if not rows:
        return Counted(Sums(0, 0, 0), 0, {name: {} for name in wanted})
    held = dict(zip((*columns, "killed", "injured", "lat"), zip(*rows, strict=True), strict=True))
    deadly = [n for n, (killed, injured) in enumerate(zip(held["killed"], held["injured"], strict=True)) if killed or injured]
    figures = [(held["killed"][n] or 0, held["injured"][n] or 0) for n in deadly]
    total = Sums(len(rows), sum(k for k, _ in figures), sum(i for _, i in figures))
    found = Counted(total, len(rows) - held["lat"].count(None))
    for name, parts in wanted.items():
        values: Sequence[Any] = held[parts[0]] if len(parts) == 1 else list(zip(*(held[part] for part in parts), strict=True))
        killed: dict[Any, int] = {}
        injured: dict[Any, int] = {}
        for n, (dead, hurt) in zip(deadly, figures, strict=True):
            value = values[n]
            if dead:
                killed[value] = killed.get(value, 0) + dead
            if hurt:
                injured[value] = injured.get(value, 0) + hurt
        found.by[name] = {
            value: Sums(events, killed.get(value, 0), injured.get(value, 0)) for value, events in Counter(values).items()
        }
    return found


def _counted_there(connection: Connection, query: Query, wanted: Mapping[str, tuple[str, ...]]) -> Counted:
    """PostgreSQL counts by all kinds at once and sends the sums only."""
    asked = asking_of(connection, EVENTS)
    columns = list(dict.fromkeys(column for parts in wanted.values() for column in parts))
    told = ", ".join(f"e.{column}" for column in columns)
    sets = ", ".join(f"({', '.join(f'e.{part}' for part in parts)})" for parts in wanted.values())
    statement = (
        f"SELECT GROUPING({told}), {told}, count(*), coalesce(sum(e.killed), 0), coalesce(sum(e.injured), 0), count(e.lat)"
        f" FROM {asked.source(query.condition)} GROUP BY GROUPING SETS ({sets}, ())"
    )
    # GROUPING has a bit for each column, 1 where the row is a sum over it; the first column has the highest.
    kinds = {
        sum(1 << (len(columns) - 1 - n) for n, column in enumerate(columns) if column not in parts): name
        for name, parts in wanted.items()
    }
    found = Counted(Sums(0, 0, 0), 0, {name: {} for name in wanted})
    for row in run(connection, statement, asked):
        which, *values, events, killed, injured, placed = tuple(row)
        sums = Sums(events, int(killed), int(injured))
        if (name := kinds.get(which)) is None:
            found.total, found.placed = sums, placed
            continue
        mine = [_plain(value) for column, value in zip(columns, values, strict=True) if column in wanted[name]]
        found.by[name][mine[0] if len(mine) == 1 else tuple(mine)] = sums
    return found


def points(connection: Connection, query: Query, box: Box | None, limit: int) -> list[Point]:
    """The events that have coordinates, `limit` at most, the newest first."""
    asked = asking_of(connection, EVENTS)
    told = "e.id, e.type, e.lat, e.lon, e.geo_precision, e.day, e.killed, e.state"
    source = _source_within(asked, query, box)
    statement = f"SELECT {told} FROM {source} ORDER BY (e.day IS NULL), e.day DESC, e.event DESC LIMIT {asked.given(limit)}"
    if connection.dialect.name == "sqlite":
        return [Point._make(row) for row in run(connection, statement, asked)]
    # As one text: the driver reads values one by one, in Python.
    whole = run(connection, f"SELECT json_agg(json_build_array({told.replace('e.', 'p.')})) FROM ({statement}) p", asked).scalar()
    return [Point._make(row) for row in _loaded(whole)]


def within(connection: Connection, query: Query, box: Box | None) -> int:
    """How many events of a query have coordinates, within the box."""
    asked = asking_of(connection, EVENTS)
    return int(run(connection, f"SELECT count(*) FROM {_source_within(asked, query, box)}", asked).scalar_one())


def _source_within(asked: Asking, query: Query, box: Box | None) -> str:
    source = f"{asked.source(query.condition)} AND e.lat IS NOT NULL"
    if box is None:
        return source
    south, west, north, east = (asked.given(bound) for bound in box)
    across = "AND" if box[1] <= box[3] else "OR"  # a box may lie across the 180th meridian
    return f"{source} AND e.lat >= {south} AND e.lat <= {north} AND (e.lon >= {west} {across} e.lon <= {east})"


def placed(connection: Connection, query: Query) -> tuple[int, int, int]:
    """How many events a query finds, how many of these have coordinates, and how many a day."""
    asked = asking_of(connection, EVENTS)
    found = run(connection, f"SELECT count(*), count(e.lat), count(e.day) FROM {asked.source(query.condition)}", asked)
    total, with_place, with_day = tuple(found.one())
    return total, with_place, with_day


def records(connection: Connection, seqs: Sequence[int]) -> list[dict[str, Any]]:
    """The events of these numbers in their order, each as the plain values of its record."""
    found = dict(connection.execute(select(event.c.seq, event.c.record).where(event.c.seq.in_(seqs))).all())
    return [found[seq] for seq in seqs if seq in found]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _loaded(told: Any) -> Iterable[Any]:
    return [] if told is None else json.loads(told) if isinstance(told, str) else told
