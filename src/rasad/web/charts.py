"""Charts of what filters find, as SVG on the page and for download: over time, by type, actor and governorate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasad.project.tally import Group, Sums, Tally, tally
from rasad.project.timeline import timeline
from rasad.search.query import QueryError
from rasad.web.desk import desk_of, steady
from rasad.web.facets import chips
from rasad.web.filters import Filters
from rasad.web.labels import Labels

_BARS = 15  # of a chart that ranks; what follows is summed up
_LABEL = 34  # characters of a label
WIDTH = 720
# Charts over time and charts that rank; each is the last part of its own address.
OVER_TIME = ("time", "casualties")
RANKED = ("type", "initiator", "target", "admin1")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its label, whole and as far as it fits, and its figures."""

    label: str
    short: str
    sums: Sums


@steady
def charts(request: Request) -> Response:
    """All charts of a view."""
    desk = desk_of(request)
    filters = Filters.of(request.query_params.multi_items())
    labels = desk.labels(request)
    try:
        told = tally(desk.project, desk.reader.query(filters.query), by="day")
    except QueryError as error:
        return desk.page(request, "charts/page.html", 400, fault=str(error), chips=chips(labels, filters), charts=[], found=None)
    drawn = [_chart(name, told, labels, filters) for name in (*OVER_TIME, *RANKED)]
    return desk.page(request, "charts/page.html", fault="", chips=chips(labels, filters), charts=drawn, found=told)


def download(request: Request) -> Response:
    """One chart as a file of its own."""
    name = request.path_params["name"]
    if name not in (*OVER_TIME, *RANKED):
        raise HTTPException(404)
    desk = desk_of(request)
    filters = Filters.of(request.query_params.multi_items())
    told = tally(desk.project, desk.reader.query(filters.query), by="day")
    chart = _chart(name, told, desk.labels(request), filters)
    answer = desk.page(request, "charts/file.svg", chart=chart)
    answer.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="rasad-{name}.svg"'
    return answer


def _chart(name: str, told: Tally, labels: Labels, filters: Filters) -> dict[str, Any]:
    if name in OVER_TIME:
        line = timeline(told.periods, whole=bool(filters.get("after") or filters.get("date")))
        return {"name": name, "timeline": line, "step": max(1, -(-len(line.bars) // 8)), "width": WIDTH, "most": _most(name, line.bars)}
    bars, others = ranked(_groups(name, told), _namer(name, labels))
    return {"name": name, "bars": bars, "others": others, "width": WIDTH, "most": max((bar.sums.events for bar in bars), default=0)}


def ranked(groups: Iterable[Group], label: Callable[[str], str]) -> tuple[list[Bar], Sums]:
    """The bars of the most frequent values, and the sums of the others."""
    told = [group for group in groups if group.value]
    bars = []
    for group in told[:_BARS]:
        name = label(group.value or "")
        bars.append(Bar(name, name if len(name) <= _LABEL else name[: _LABEL - 1] + "\u2026", group.sums))
    others = Sums(0, 0, 0)
    for group in told[_BARS:]:
        others = others.plus(group.sums)
    return bars, others


def _groups(name: str, told: Tally) -> Iterable[Group]:
    if name == "admin1":
        return [Group(area.admin1, area.sums) for area in told.areas]
    return {"type": told.types, "initiator": told.initiators, "target": told.targets}[name]


def _namer(name: str, labels: Labels) -> Callable[[str], str]:
    return {"type": labels.type, "admin1": labels.place}.get(name, labels.actor)


def _most(name: str, bars: Iterable[Any]) -> int:
    if name == "time":
        return max((bar.sums.events for bar in bars), default=0)
    return max((bar.sums.killed + bar.sums.injured for bar in bars), default=0)


ROUTES = [Route("/charts", charts), Route("/charts/{name}.svg", download)]
