"""What an explore page shows of the events that a query finds: a project and a Query in; counts, points and light rows out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection

from rasad.event import Figures
from rasad.project.project import Project
from rasad.search.conditions import Query
from rasad.store import search, search_index
from rasad.store import tally as light
from rasad.store.counts import Sums
from rasad.store.search import EVENTS, Wanted
from rasad.store.search_code import KIND, SIDES, SPOT
from rasad.store.tally import Box, Point

__all__ = ["PERIODS", "Area", "Box", "Group", "Period", "Point", "Points", "Row", "Spot", "Sums", "Tally", "groups", "points", "rows", "spots", "tally"]

T = TypeVar("T")
PERIODS = ("day", "week", "month")
Above = Mapping[str, frozenset[str]]
_TOP = 50


@dataclass(frozen=True, slots=True)
class Group:
    """The events with one value; `value` is None for those that have none of this kind."""

    value: str | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Area:
    """The events in one governorate; both are None where the place is not known, `admin1` alone where only the country is."""

    country: str | None
    admin1: str | None
    sums: Sums


class Period(NamedTuple):
    """The events that began in a period; `first` is its first day (of a week, the Monday)."""

    first: date
    sums: Sums


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of all events that a query finds and of their kinds, most events first; periods by time, empty ones left out.

    An event with two initiators counts under both. `unplaced` have no coordinates, `undated` no day; `unindexed` documents
    and events of the project are not counted yet. `marks` tell whether two tallies of a query are alike: by kind, spot, sides and
    day a number that is another one once something there is counted otherwise.
    """

    total: Sums
    types: tuple[Group, ...]
    states: tuple[Group, ...]
    grades: tuple[Group, ...]
    realities: tuple[Group, ...]
    countries: tuple[Group, ...]
    areas: tuple[Area, ...]
    places: tuple[Group, ...]
    initiators: tuple[Group, ...]
    targets: tuple[Group, ...]
    periods: tuple[Period, ...]
    unplaced: int
    undated: int
    unindexed: int
    marks: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Points:
    """The newest events with coordinates within the box: `left_out` more do not fit the limit. `total` and the rest count all that is found."""

    points: tuple[Point, ...]
    left_out: int
    total: int
    unplaced: int
    undated: int


@dataclass(frozen=True, slots=True)
class Spot:
    """The events with the same coordinates, told with the same precision."""

    lat: float
    lon: float
    precision: int | None
    place_id: str | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Row:
    """An event as a list shows it: no claims, no reports."""

    id: str
    type: str
    state: str
    grade: str
    reality: str
    attribution: str
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    weapons: tuple[str, ...]
    place: str | None
    place_id: str | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geo_precision: int | None
    date_start: date | None
    date_end: date | None
    date_precision: int | None
    killed: Figures | None
    injured: Figures | None
    sources: int
    documents: int
    outlets: tuple[str, ...]
    first_published: date | None
    last_published: date | None
    contradictions: tuple[str, ...]  # the fields on which reports differ
    corrected: tuple[str, ...]
    notes: int
    changed_since: bool  # reports have changed it since a reviewer accepted it


def tally(project: Project, query: Query, by: str = "week", top: int = _TOP) -> Tally:
    """Counts what a query finds; `by` is one of PERIODS; of places and actors the `top` most frequent are told."""
    if by not in PERIODS:
        raise ValueError(f"{by}: none of {', '.join(PERIODS)}")
    return project.kept.get(("tally", query.condition, by, top), lambda: _tally(project, query, by, top))


def _tally(project: Project, query: Query, by: str, top: int) -> Tally:
    with project.reading() as connection:
        found = project.following.followed(connection, query)
        waiting = search_index.waiting(connection)
    # What a decision left as it was is not made anew.
    kinds, spots, sides = found.of("kind", "kinds", _kinds), found.of("spot", "places", _places), found.of("sides", "sides", _sides)
    days = found.of("day", by, partial(_days, by=by))
    return Tally(
        found.total,
        **kinds, **spots | {"places": spots["places"][:top]}, **{name: groups[:top] for name, groups in sides.items()}, **days,
        unindexed=waiting, marks=found.marks,
    )  # fmt: skip


def _kinds(kinds: dict[Any, Sums]) -> dict[str, Any]:
    names = ("types", "states", "grades", "realities")
    return {name: _groups(_of_each(kinds, n)) for n, name in enumerate(names)}


def _places(spotted: dict[Any, Sums]) -> dict[str, Any]:
    countries, places = (_of_each(spotted, SPOT.index(name)) for name in ("country", "place_id"))
    areas = _ranked(_added((spot[:2], sums) for spot, sums in spotted.items()))
    unplaced = sum(sums.events for spot, sums in spotted.items() if spot[SPOT.index("lat")] is None)
    told = {"countries": _groups(countries), "areas": tuple(Area(country, unit, sums) for (country, unit), sums in areas)}
    return told | {"places": _groups(places), "unplaced": unplaced}


def _sides(sides: dict[Any, Sums]) -> dict[str, Any]:
    return {name: _groups(_each(sides, n, {})) for n, name in enumerate(SIDES)}


def _days(days: dict[Any, Sums], by: str) -> dict[str, Any]:
    periods = tuple(map(Period._make, sorted(_by_period(days, by).items())))
    return {"periods": periods, "undated": days[None].events if None in days else 0}


_COLUMNS = {"kind": KIND, "spot": SPOT, "sides": SIDES}


def groups(project: Project, query: Query, kind: str, above: Above | None = None) -> tuple[Group, ...]:
    """The counts of one kind of value alone: `type`, `state`, `grade`, `reality`, `place`, `initiators`, `targets` or `admin1`.

    With `above`, which tells the groups that an actor belongs to, an event counts under these too, as who asks for a group
    finds it.
    """
    name = "place_id" if kind == "place" else kind
    column = next(column for column, names in _COLUMNS.items() if name in names)
    at = _COLUMNS[column].index(name)

    def made(sums: dict[Any, Sums]) -> tuple[Group, ...]:
        return _groups(_each(sums, at, above or {}) if column == "sides" else _of_each(sums, at))

    with project.reading() as connection:
        return project.following.followed(connection, query).of(column, ("groups", kind, above is None), made)


def spots(project: Project, query: Query, what: Hashable, make: Callable[[list[Spot]], T]) -> T:
    """What `make` makes of where events lie that a query finds, most events first: a map of many events draws each spot once.

    It is made anew once one of them is otherwise; `what` tells it from other things made of them.
    """
    with project.reading() as connection:
        return project.following.followed(connection, query).of("spot", ("spots", what), lambda spotted: make(_placed(spotted)))


def _placed(spotted: dict[Any, Sums]) -> list[Spot]:
    placed = _added(((lat, lon, precision, place), sums) for (_, _, place, lat, lon, precision), sums in spotted.items())
    return [Spot(lat, lon, precision, place, sums) for (lat, lon, precision, place), sums in _ranked(placed) if lat is not None]


def points(project: Project, query: Query, box: Box | None = None, limit: int = 20_000) -> Points:
    """The points of what a query finds, for a map; `box` is (south, west, north, east)."""
    with project.reading() as connection:
        found = light.points(connection, query, box, limit + 1)
        total, with_place, with_day = light.placed(connection, query)
        within = len(found) if len(found) <= limit else with_place if box is None else light.within(connection, query, box)
    return Points(tuple(found[:limit]), within - min(within, limit), total, total - with_place, total - with_day)


def rows(project: Project, query: Query, order: str = "newest", limit: int = 50, offset: int = 0) -> list[Row]:
    """A part of what a query finds, in one of the orders of `rasad.store.search.ORDERS`."""
    with project.reading() as connection:
        seqs = search.found(connection, query, Wanted(EVENTS, order, limit, offset))
        stamps = light.stamps(connection, seqs)
        held = project.listed
        return [held.get(("row", seq, stamps[seq]), partial(_recorded, connection, seq)) for seq in seqs if seq in stamps]


def _recorded(connection: Connection, seq: int) -> Row:
    return _row(light.record(connection, seq))


def _added(sums: Iterable[tuple[Any, Sums]]) -> dict[Any, Sums]:
    found: dict[Any, Sums] = {}
    for value, one in sums:
        found[value] = found[value].plus(one) if value in found else one
    return found


def _of_each(sums: Mapping[Any, Sums], n: int) -> dict[Any, Sums]:
    """Sums by values that were counted together, made sums by the `n`th of them."""
    return _added((values[n], one) for values, one in sums.items())


def _each(sums: Mapping[Any, Sums], n: int, above: Above) -> dict[str | None, Sums]:
    """Sums by lists of ids that were counted together, made sums by each id of the `n`th list and what is above it; None
    where it is empty."""
    told = ((lists[n], one) for lists, one in sums.items())
    return _added((id, one) for ids, one in told for id in ({*ids}.union(*(above.get(id, ()) for id in ids)) if ids else (None,)))


def _by_period(days: Mapping[date | None, Sums], by: str) -> dict[date, Sums]:
    if by == "day":
        return {day: sums for day, sums in days.items() if day is not None}
    return _added((_first(day, by), sums) for day, sums in days.items() if day is not None)


def _first(day: date, by: str) -> date:
    """The first day of the period of a day."""
    if by == "month":
        return day.replace(day=1)
    return day - timedelta(day.weekday()) if by == "week" else day


def _ranked(sums: Mapping[Any, Sums]) -> list[tuple[Any, Sums]]:
    """Most events first; of equally many the first by name; without a value last of these."""
    return sorted(sums.items(), key=lambda item: (-item[1].events, str(item[0])))


def _groups(sums: Mapping[str | None, Sums]) -> tuple[Group, ...]:
    return tuple(Group(value, one) for value, one in _ranked(sums))


_AS_IT_IS = ("id", "type", "state", "grade", "reality", "attribution", "sources", "documents")
_LISTS = ("initiators", "targets", "weapons", "outlets", "corrected")


def _row(record: dict[str, Any]) -> Row:
    place, when = record["place"] or {}, record["when"] or {}
    told: dict[str, Any] = {name: record[name] for name in _AS_IT_IS}
    told |= {name: tuple(record[name]) for name in _LISTS}
    told |= {name: place.get(name) for name in ("place_id", "country", "admin1", "lat", "lon")}
    told |= {name: _day(record[name]) for name in ("first_published", "last_published")}
    told |= {name: _figures(record[name]) for name in ("killed", "injured")}
    told |= {f"date_{name}": _day(when.get(name)) for name in ("start", "end")}
    return Row(
        **told, place=place.get("name"), geo_precision=place.get("precision"), date_precision=when.get("precision"),
        contradictions=tuple(dict.fromkeys(one["field"] for one in record["contradictions"])),
        notes=len(record["notes"]), changed_since=bool(record["since_accepted"]),
    )  # fmt: skip


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _figures(told: dict[str, Any] | None) -> Figures | None:
    return Figures(told["low"], told["best"], told["high"]) if told else None
