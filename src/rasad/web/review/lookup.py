"""Type-ahead: what was typed in, a list of actors, places or weapons to pick from out."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from rasad.kit import Kit
from rasad.project.lookup import KINDS
from rasad.web.desk import desk_of
from rasad.web.labels import Labels

_LONGEST = 100  # characters


def suggest(request: Request) -> Response:
    """The suggestions for `q`, best first."""
    kind = request.path_params["kind"]
    if kind not in KINDS:
        raise HTTPException(404)
    desk = desk_of(request)
    labels = desk.labels(request)
    found = desk.lookup.find(kind, request.query_params.get("q", "")[:_LONGEST])
    options = [{"id": one.id, "name": _name(kind, one.id, labels), "more": _more(kind, one.id, desk.kit, labels), "alias": one.alias} for one in found]
    return desk.page(request, "review/options.html", options=options)


def _name(kind: str, id: str, labels: Labels) -> str:
    if kind == "actors":
        return labels.actor(id)
    return labels.place(id) if kind == "places" else labels.of("weapon", id)


def _more(kind: str, id: str, kit: Kit, labels: Labels) -> list[str]:
    """What tells it from others of its name: of a place its kind and the units around it."""
    if kind != "places":
        return []
    row = kit.places.places[id]
    units = [labels.place(unit) for unit in (row.admin2, row.admin1) if unit and unit != id]
    return [labels.of("place_kind", row.kind), *units, *([row.country] if row.country and not units else [])]
