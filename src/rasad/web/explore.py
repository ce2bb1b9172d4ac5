"""The first page: filters in; the list, the timeline and the counts of what they find out."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasad.project.tally import Tally, rows, tally
from rasad.project.timeline import Timeline, timeline
from rasad.search.query import QueryError
from rasad.web import mapping
from rasad.web.desk import Desk, desk_of, steady
from rasad.web.facets import chips, facets
from rasad.web.filters import Filters

PAGE = 50  # events
ORDERS = ("newest", "oldest", "relevance")
_LAST = 100_000  # pages


@steady
def explore(request: Request) -> Response:
    """The first page, or what changes of it when a filter does."""
    desk = desk_of(request)
    filters = Filters.of(request.query_params.multi_items())
    partial = request.headers.get("hx-request") == "true" and request.headers.get("hx-target", "").endswith("found")
    template = "explore/found.html" if partial else "explore/page.html"
    beside: dict[str, Any] = {"is_day": is_day, "partial": partial} | mapping.addresses(desk)
    try:
        shown = found(desk, filters, request)
    except QueryError as error:
        nothing: dict[str, Any] = {"chips": chips(desk.labels(request), filters), "found": None, "fault": str(error), "facets": []}
        return desk.page(request, template, 400, **nothing, **beside)
    answer = desk.page(request, template, fault="", **shown, **beside)
    if partial:
        answer.headers["HX-Push-Url"] = filters.address("/", **_beside(shown))
    return answer


def found(desk: Desk, filters: Filters, request: Request) -> dict[str, Any]:
    """What a page of events shows of those that the filters find. QueryError where they cannot be understood."""
    query = desk.reader.query(filters.query)
    order = request.query_params.get("order", "")
    order = order if order in ORDERS and (order != "relevance" or query.has_words) else ORDERS[0]
    page = page_of(request)
    counted = tally(desk.project, query, by="day")
    return {
        "found": counted,
        "notes": query.notes,
        "has_words": query.has_words,
        "rows": rows(desk.project, query, order, PAGE, (page - 1) * PAGE),
        "timeline": timeline_of(desk, counted, whole=bool(filters.get("after") or filters.get("date"))),
        "facets": facets(desk, desk.labels(request), filters, counted),
        "chips": chips(desk.labels(request), filters),
        "offered_actors": sorted({group.value for group in (*counted.initiators, *counted.targets) if group.value}),
        "order": order,
        "page": page,
        "pages": max(1, -(-counted.total.events // PAGE)),
    }


def timeline_of(desk: Desk, counted: Tally, whole: bool = False) -> Timeline:
    """The timeline of a view; a decision that leaves its days as they are leaves it as it is."""
    return desk.held.get(("timeline", counted.marks["day"], whole), lambda: timeline(counted.periods, whole))


def page_of(request: Request) -> int:
    """The number of the page that is asked for; the first where it is none."""
    asked = request.query_params.get("page", "1")
    return min(max(1, int(asked)), _LAST) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def is_day(value: str) -> bool:
    """Whether a filter names one day, as a calendar field takes it."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _beside(shown: dict[str, Any]) -> dict[str, str | int]:
    """The parts of the address that are no filters."""
    beside: dict[str, str | int] = {} if shown["order"] == ORDERS[0] else {"order": shown["order"]}
    return beside | ({"page": shown["page"]} if shown["page"] > 1 else {})


ROUTES = [Route("/", explore)]
