"""Actors and places: lists of what events tell of, and a page for each with its names, its surroundings and its events."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasad.project.hierarchy import actor_rows, members_of, names_of, place_rows, units_of
from rasad.project.tally import Group, rows, tally
from rasad.web import mapping
from rasad.web.desk import Desk, desk_of, steady
from rasad.web.explore import PAGE, page_of, timeline_of
from rasad.web.filters import Filters

_LISTED = 2_000  # actors and places of a list
_BESIDE = 8  # values shown of what stands beside an actor or a place
_LONGEST = 100  # characters of a name that is looked for
_MOST_FOUND = 500


@steady
def actors(request: Request) -> Response:
    """The actors of events, members below their groups."""
    desk = desk_of(request)
    told = tally(desk.project, desk.reader.query(Filters().query), top=_LISTED)
    listed = actor_rows(desk.kit, told.initiators, told.targets)
    name = _asked(request)
    if name:
        wanted = _found(desk, "actors", name)
        listed = [row for row in listed if row.id in wanted]
    return desk.page(request, "entities/actors.html", rows=listed, name=name, actors=desk.kit.actors.rows)


@steady
def places(request: Request) -> Response:
    """The places of events, below their governorates and countries."""
    desk = desk_of(request)
    told = tally(desk.project, desk.reader.query(Filters().query), top=_LISTED)
    listed = place_rows(desk.kit, told.areas, told.places)
    name = _asked(request)
    if name:
        wanted = _found(desk, "places", name)
        listed = [row for row in listed if row.id in wanted]
    gazetteer = desk.kit.places.places
    return desk.page(request, "entities/places.html", rows=listed, name=name, places=gazetteer, unplaced=told.unplaced)


@steady
def actor(request: Request) -> Response:
    """An actor: its names, what it belongs to and what belongs to it, its events over time."""
    desk = desk_of(request)
    id = request.path_params["id"]
    row = desk.kit.actors.rows.get(id)
    if row is None:
        raise HTTPException(404)
    shown = _events(desk, request, "actor", id)
    told = shown["found"]
    own = {id, *(other for other, above in desk.kit.actors.above.items() if id in above)}
    others = [group for group in _merged(told.initiators, told.targets) if group.value not in own]
    return desk.page(
        request, "entities/actor.html", actor=row, names=names_of(desk.kit, id), members=members_of(desk.kit, id),
        others=others[:_BESIDE], **shown,
    )  # fmt: skip


@steady
def place(request: Request) -> Response:
    """A place: its names, where it lies, and its chronicle."""
    desk = desk_of(request)
    id = request.path_params["id"]
    row = desk.kit.places.places.get(id)
    if row is None:
        raise HTTPException(404)
    shown = _events(desk, request, "place", id)
    told = shown["found"]
    within = [group for group in told.places if group.value not in (None, id)]
    return desk.page(
        request, "entities/place.html", place=row, units=units_of(desk.kit, id), within=within[:_BESIDE],
        others=[group for group in _merged(told.initiators, told.targets) if group.value][:_BESIDE], **shown,
    )  # fmt: skip


def _events(desk: Desk, request: Request, name: str, id: str) -> dict[str, Any]:
    """The events of an actor or a place as its page shows them."""
    chosen = Filters.of(request.query_params.multi_items()).with_(name, id)
    query = desk.reader.query(chosen.query)
    told = tally(desk.project, query, by="day")
    order = "oldest" if request.query_params.get("order") == "oldest" else "newest"
    page = page_of(request)
    return {
        "found": told, "timeline": timeline_of(desk, told), "chosen": chosen, "order": order, "page": page,
        "pages": max(1, -(-told.total.events // PAGE)), "rows": rows(desk.project, query, order, PAGE, (page - 1) * PAGE),
        "beside_most": _BESIDE, **mapping.addresses(desk),
    }  # fmt: skip


def _merged(*lists: tuple[Group, ...]) -> list[Group]:
    """The groups of several lists, most events first."""
    found: dict[str | None, Group] = {}
    for groups in lists:
        for group in groups:
            before = found.get(group.value)
            found[group.value] = Group(group.value, before.sums.plus(group.sums) if before else group.sums)
    return sorted(found.values(), key=lambda group: (-group.sums.events, str(group.value)))


def _asked(request: Request) -> str:
    return request.query_params.get("name", "").strip()[:_LONGEST]


def _found(desk: Desk, kind: str, name: str) -> set[str]:
    return {one.id for one in desk.lookup.find(kind, name, _MOST_FOUND)}


ROUTES = [
    Route("/actors", actors),
    Route("/actors/{id}", actor),
    Route("/places", places),
    Route("/places/{id}", place),
]
