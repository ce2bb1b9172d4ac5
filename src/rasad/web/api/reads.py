"""What programs read: filters and ids in, pages of events, mentions, reports, decisions and counts out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from rasad import __version__
from rasad.errors import ConfigurationError
from rasad.event import GRADES, STATES
from rasad.project import feed
from rasad.project import tally as tallies
from rasad.project import view as views
from rasad.project.search import DocumentHit, to_index
from rasad.project.values import LABELS
from rasad.store.search import DOCUMENTS, Wanted
from rasad.web import exporting
from rasad.web.api import answers, shapes
from rasad.web.api.answers import Json
from rasad.web.api.asked import Decisions, Exported, Followed, Listed, Pointed, Tallied
from rasad.web.desk import desk_of
from rasad.web.labels import Labels
from rasad.web.language import LANGUAGES, texts_of
from rasad.web.people import user_of

routes = APIRouter(default_response_class=Json)


def _shaped(shape: type) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": shape}}


@routes.get("/", responses=_shaped(shapes.Project), summary="What is served")
def project(request: Request) -> Json:
    """The name of the project, how much it holds, and who asks."""
    desk, user = desk_of(request), user_of(request)
    found = {"name": Path(desk.project.name).name, "rasad": __version__, "api": "v1"}
    counts = {"events": desk.searcher.count(""), "documents": desk.searcher.count("", DOCUMENTS)}
    return Json(found | counts | {"user": user.name if user else None, "role": user.role if user else None})


@routes.get("/events", responses=_shaped(shapes.Events), summary="Events that the filters find")
def events(request: Request, asked: Annotated[Listed, Query()]) -> Json:
    """A page of light rows. What reports say of an event, with their words, stands under /events/ID."""
    desk, query = desk_of(request), asked.filters.query
    understood = desk.reader.query(query)
    rows = tallies.rows(desk.project, understood, asked.order, asked.limit, asked.offset)
    total = desk.searcher.count(understood) if len(rows) == asked.limit or asked.offset else len(rows)
    listed = _page(request, asked, total, query)
    return Json(listed | {"unindexed": to_index(desk.project), "events": [answers.row(row) for row in rows]})


@routes.get("/events/{id}", responses=_shaped(shapes.Event) | {300: {"model": shapes.Problem, "description": "Several events go on under that id."}}, summary="One event")
def event(request: Request, id: str) -> Json:
    """All that is known of an event, by its id, one that it had before, that of a mention, or the beginning of one."""
    found = views.view(desk_of(request).project, id)
    if len(found) != 1:
        ids = [one.dossier.event.id for one in found]
        return Json({"error": f"event {id} was parted; it goes on as several events", "events": ids}, 300)
    return Json(answers.event(found[0]))


@routes.get("/mentions", responses=_shaped(shapes.Mentions), summary="Mentions of the events that the filters find")
def mentions(request: Request, asked: Annotated[Followed, Query()]) -> Json:
    """In the order in which they were added; `next` leads through all of them, whatever is added meanwhile."""
    desk = desk_of(request)
    part = feed.mentions_of(desk.project, desk.reader.query(asked.filters.query), asked.cursor, asked.limit)
    return Json({"next": _next(request, part.last), "mentions": [answers.told(tie) for tie in part.items]})


@routes.get("/mentions/{key}", responses=_shaped(shapes.Mention), summary="One mention")
def mention(request: Request, key: str) -> Json:
    """A mention by its key, or the one that stands in its place after a new reading."""
    return Json(answers.told(feed.mention(desk_of(request).project, key)))


@routes.get("/documents", responses=_shaped(shapes.Documents), summary="Reports that the filters find")
def documents(request: Request, asked: Annotated[Listed, Query()]) -> Json:
    """Filters of events must hold of one event that the report tells; days are those of publication. Rejected events count here, too."""
    desk, query = desk_of(request), asked.filters.plain
    page = desk.searcher.page(query, Wanted(DOCUMENTS, asked.order, asked.limit, asked.offset))
    hits = [answers.hit(hit) for hit in page.hits if isinstance(hit, DocumentHit)]
    return Json(_page(request, asked, page.total, query) | {"unindexed": page.unindexed, "documents": hits})


@routes.get("/documents/{key}", responses=_shaped(shapes.Document), summary="One report")
def document(request: Request, key: str) -> Json:
    """A report with its text, unaltered, and the mentions in it."""
    return Json(answers.document(feed.filed(desk_of(request).project, key)))


@routes.get("/decisions", responses=_shaped(shapes.Decisions), summary="The log of decisions")
def decisions(request: Request, asked: Annotated[Decisions, Query()]) -> Json:
    """In the order in which they were made; those on one event stand under /events/ID."""
    part = feed.decisions_after(desk_of(request).project, asked.cursor, asked.limit, asked.by)
    return Json({"next": _next(request, part.last), "decisions": [answers.decision(one) for one in part.items]})


@routes.get("/decisions/{id}", responses=_shaped(shapes.Decision), summary="One decision")
def decision(request: Request, id: str) -> Json:
    """A decision with what became of it."""
    return Json(answers.decision(feed.decision(desk_of(request).project, id)))


@routes.get("/tally", responses=_shaped(shapes.Tally), summary="Counts of what the filters find")
def tally(request: Request, asked: Annotated[Tallied, Query()]) -> Json:
    """Events, killed and injured by type, state, grade, place, actor and time."""
    desk, query = desk_of(request), asked.filters.query
    found = tallies.tally(desk.project, desk.reader.query(query), asked.by, asked.top)
    return Json({"query": query} | answers.tally(found))


@routes.get("/points", responses=_shaped(shapes.Points), summary="Points of what the filters find")
def points(request: Request, asked: Annotated[Pointed, Query()]) -> Json:
    """For a map; what has no coordinates is counted only."""
    desk, query = desk_of(request), asked.filters.query
    box = asked.bounds
    if box is not None and not (-90 <= box[0] <= box[2] <= 90 and all(-180 <= side <= 180 for side in (box[1], box[3]))):
        raise ConfigurationError("box: south,west,north,east in degrees, from south to north; west may lie east of east, across the 180th meridian")
    found = tallies.points(desk.project, desk.reader.query(query), box, asked.limit)
    return Json({"query": query} | answers.shallow(found) | {"points": [point._asdict() for point in found.points]})


@routes.get("/codes", responses=_shaped(shapes.Codes), summary="What the ids of records stand for")
def codes(request: Request) -> Json:
    """Event types, actors, weapons and coded words, in English and Arabic. Places have their names in the records."""
    desk = desk_of(request)
    labels = {language: Labels(desk.kit, texts_of(language)) for language in LANGUAGES}
    coded = {"grades": GRADES, "states": STATES, "realities": LABELS["reality"], "attributions": LABELS["attribution"]}
    coded |= {"sources": LABELS["source"], "weapons": tuple(desk.kit.means)}
    tables = {"grades": "grade", "states": "state", "realities": "reality", "attributions": "attribution", "sources": "source", "weapons": "weapon"}

    def named(ids: Iterable[str], what: str, *first: str) -> list[dict[str, str]]:
        return [{"id": id} | {language: getattr(labels[language], what)(*first, id) for language in LANGUAGES} for id in ids]

    found = {"types": named(desk.kit.types, "type"), "actors": named(desk.kit.actors.rows, "actor")}
    return Json(found | {name: named(ids, "of", tables[name]) for name, ids in coded.items()})


@routes.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file; packed with a second one where the format has no place for some events."}},
    summary="What the filters find, as a file",
)
def export(request: Request, asked: Annotated[Exported, Query()]) -> Response:
    """The same as `rasad export` and `rasad report` write."""
    return exporting.sent(desk_of(request), asked.filters, exporting.wished(request))


def _page(request: Request, asked: Listed, total: int, query: str) -> dict[str, Any]:
    """What every searched page tells of itself."""
    after = asked.offset + asked.limit
    return {"total": total, "offset": asked.offset, "query": query, "next": _with(request, offset=after) if after < total else None}


def _next(request: Request, last: int | None) -> str | None:
    return None if last is None else _with(request, cursor=last)


def _with(request: Request, **changed: int) -> str:
    """The address that was asked for, with some parts of it changed."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changed]
    return f"{request.url.path}?{urlencode([*kept, *changed.items()])}"


