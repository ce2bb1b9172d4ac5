"""What programs decide: a decision in, stored as that of whoever asks, and what came of it out."""

from __future__ import annotations

from fastapi import APIRouter, Request

from rasad.errors import ConfigurationError
from rasad.model import Span
from rasad.project import feed
from rasad.project.judge import Asked, judge
from rasad.web.api import answers, shapes
from rasad.web.api.answers import Json
from rasad.web.api.asked import Decision
from rasad.web.desk import desk_of
from rasad.web.people import require

routes = APIRouter(default_response_class=Json)
_ANSWERS = {
    201: ("It is stored.", shapes.Decided),
    401: ("Nobody has signed in.", shapes.Problem),
    403: ("The role of whoever asks does not allow it.", shapes.Problem),
    409: ("Somebody decided meanwhile, or reports have changed the event: nothing was stored.", shapes.Problem),
}


@routes.post(
    "/decisions",
    status_code=201,
    responses={status: {"model": shape, "description": about} for status, (about, shape) in _ANSWERS.items()},
    summary="Decide",
)
def decide(request: Request, made: Decision) -> Json:
    """Stores a decision. Give `seen`, so that nothing is decided that was not seen."""
    desk, user = desk_of(request), require(request, "reviewer")
    if made.span is not None and not 0 <= made.span[0] < made.span[1]:
        raise ConfigurationError(f"span: [{made.span[0]}, {made.span[1]}) holds no words; give where they begin and end")
    asked = Asked(
        made.kind, user.name, tuple(made.ids), made.field, made.value, quote=made.quote, note=made.note, seen=tuple(made.seen),
        document=made.document, span=Span(*made.span) if made.span else None,
    )  # fmt: skip
    outcome = judge(desk.project, asked, desk.kit, desk.maker)
    stored = feed.decision(desk.project, outcome.judgement.id)
    return Json({"decision": answers.decision(stored), "events": outcome.events}, 201)
