"""The list of events: filters in, a page of what they find out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasad.store.search import EVENTS, Wanted
from rasad.web.desk import desk_of
from rasad.web.filters import Filters

_PAGE = 50  # events


def explore(request: Request) -> Response:
    """The first page: what the filters find."""
    desk = desk_of(request)
    filters = Filters.of(request.query_params.multi_items())
    found = desk.searcher.page(filters.query, Wanted(EVENTS, "newest", _PAGE))
    return desk.page(request, "explore.html", found=found)


ROUTES = [Route("/", explore)]
