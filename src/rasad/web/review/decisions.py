"""Decisions of reviewers: a form in, the decision stored and the next page out; or the same page, which says why not."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from anyio import from_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rasad.errors import ConfigurationError, ConflictError
from rasad.model import Span
from rasad.project.judge import Asked, Outcome, judge
from rasad.web.desk import Desk, desk_of
from rasad.web.people import require
from rasad.web.review.editing import posted
from rasad.web.review.pages import Notice, filters_of_address, shown_event
from rasad.web.segments import selected

_MOVES_ON = ("accept", "reject", "merge", "duplicate")
_MAY_REPEAT = ("accept", "reject", "correct")  # what may be decided anew on an event that has changed
_MOST_FIELDS = 1_000


def decide(request: Request) -> Response:
    """Stores the decision. The answer is sent when it is stored for good, and leads to what comes next."""
    user = require(request, "reviewer")
    desk = desk_of(request)
    form = _form(request)
    kind = _one(form, "kind")
    try:
        outcome = judge(desk.project, _asked(desk, form, user.name), desk.kit, desk.maker)
    except ConflictError as error:
        again = tuple((name, value) for name, values in form.items() if name not in ("seen", "kind") for value in values)
        notice = Notice("review.conflict", str(error), True, again if kind in _MAY_REPEAT else (), {"kind": kind})
        return _not_done(request, form, notice)
    except ConfigurationError as error:
        return _not_done(request, form, Notice("review.refused", str(error), True, values={"kind": kind}))
    return RedirectResponse(_after(form, kind, outcome), 303)


def _form(request: Request) -> dict[str, list[str]]:
    async def read() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            for name, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    found.setdefault(name, []).append(value)
        return found

    return from_thread.run(read)


def _one(form: Mapping[str, list[str]], name: str) -> str:
    return (form.get(name) or [""])[0]


def _asked(desk: Desk, form: Mapping[str, list[str]], by: str) -> Asked:
    """The decision that a form asks for."""
    kind, ids = _one(form, "kind"), tuple(form.get("id", ()))
    if not ids:
        raise ConfigurationError("nothing was chosen to decide on")
    common = {"note": _one(form, "note"), "seen": tuple(form.get("seen", ()))}
    if kind != "correct":
        return Asked(kind, by, ids, **common)  # type: ignore[arg-type]
    name = _one(form, "field")
    value = posted(name, {key: values for key, values in form.items() if key not in ("id", "seen")}, desk.kit)
    document, span = _selection(desk, form)
    return Asked(kind, by, ids, field=name, value=value, document=document, span=span, **common)  # type: ignore[arg-type]


def _selection(desk: Desk, form: Mapping[str, list[str]]) -> tuple[str | None, Span | None]:
    """The words that a reviewer selected, from a browser's offsets; they must still stand there."""
    document, first, last = _one(form, "document"), _one(form, "from"), _one(form, "to")
    if not document or not first.isdecimal() or not last.isdecimal():
        return None, None
    found = desk.project.documents([document])
    span = selected(found[document].text, int(first), int(last)) if document in found else None
    if span is None:
        raise ConfigurationError("the words that were selected are not in the report; select them again")
    return document, span


def _after(form: Mapping[str, list[str]], kind: str, outcome: Outcome) -> str:
    """The address where the work goes on: the next event of the queue, or the event as it is now."""
    did = outcome.judgement.id
    asked = _one(form, "id")
    here = asked if asked in outcome.events else outcome.events[0] if outcome.events else ""
    if not _one(form, "queue"):
        return f"/events/{here or _one(form, 'id')}?{urlencode({'did': did})}"
    filters = filters_of_address(_one(form, "queue"))
    at = _one(form, "next") if kind in _MOVES_ON else here
    return filters.address("/review", **({"at": at} if at else {}), did=did)


def _not_done(request: Request, form: Mapping[str, list[str]], notice: Notice) -> Response:
    filters = filters_of_address(_one(form, "queue")) if _one(form, "queue") else None
    typed = dict(form) if notice.values["kind"] == "correct" else None
    asked = _one(form, "page") or _one(form, "id")
    answer = shown_event(request, asked, filters, notice, typed)
    answer.headers["HX-Push-Url"] = "false"  # this address takes decisions only
    return answer
