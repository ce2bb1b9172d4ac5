"""Lists what a query finds lightly: a Query in, points of a map, records for a list out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection

from rasad.search.conditions import Query
from rasad.store.direct import first, plain
from rasad.store.direct import rows as asked_rows
from rasad.store.search import EVENTS, asking_of, run
from rasad.store.search_code import KIND, values_of
from rasad.store.search_sql import Asking, Source

Box = tuple[float, float, float, float]  # south, west, north, east


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


def points(connection: Connection, query: Query, box: Box | None, limit: int) -> list[Point]:
    """The events that have coordinates, `limit` at most, the newest first."""
    asked = asking_of(connection, EVENTS)
    source = _within(asked, query, box)
    told = "e.id, e.kind, e.lat, e.lon, e.geo_precision, e.day, e.killed"
    statement = f"SELECT {told} FROM {source.told} ORDER BY {source.entry} DESC LIMIT {asked.given(limit)}"
    rows: Iterable[Any]
    if connection.dialect.name == "sqlite":
        rows = run(connection, statement, asked)
    else:
        # As one text: the driver reads values one by one, in Python.
        whole = f"SELECT CAST(json_agg(json_build_array({told.replace('e.', 'p.')})) AS text) FROM ({statement}) p"
        rows = json.loads(run(connection, whole, asked)[0][0] or "[]")
    kinds = values_of(connection, {row[1] for row in rows})
    known = {code: (kind[KIND.index("type")], kind[KIND.index("state")]) for code, kind in kinds.items()}
    return [
        Point(id, known[kind][0], float(lat), float(lon), precision, day, killed, known[kind][1])  # JSON has 33 for 33.0
        for id, kind, lat, lon, precision, day, killed in rows
    ]


def within(connection: Connection, query: Query, box: Box | None) -> int:
    """How many events of a query have coordinates, within the box."""
    asked = asking_of(connection, EVENTS)
    return int(run(connection, f"SELECT count(*) FROM {_within(asked, query, box).told}", asked)[0][0])


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
    ((total, with_place, with_day),) = run(connection, f"SELECT count(*), count(e.lat), count(e.day) FROM {source}", asked)
    return total, with_place, with_day


def stamps(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    """When the events of these numbers were written last: another time, another record."""
    return dict(asked_rows(connection, "SELECT seq, changed FROM event WHERE seq IN :seqs", seqs=list(seqs)))


def record(connection: Connection, seq: int) -> dict[str, Any]:
    """The event of a number as the plain values of its record."""
    found: dict[str, Any] = plain(first(connection, "SELECT CAST(record AS text) FROM event WHERE seq = :seq", seq=seq))
    return found
