"""The pages of review: an address in; the reader of a document, the page of an event, the queue, or two events beside each other out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rasad.errors import ConfigurationError, UnknownIdError
from rasad.event import CORRECTABLE, Event, Told
from rasad.link.claims import claims_of
from rasad.project import likeness
from rasad.project.overlay import told_as_text
from rasad.project.queue import queue
from rasad.project.reading import reading
from rasad.project.view import View, decision_of, headlines, news, view
from rasad.web import mapping
from rasad.web.addresses import ours
from rasad.web.desk import Desk, desk_of, of_one_state
from rasad.web.filters import Filters
from rasad.web.people import user_of
from rasad.web.review.editing import Editor, editor
from rasad.web.review.facts import claimed, rows_of_claims, rows_of_event
from rasad.web.review.paper import Paper, paper, part_of

_AHEAD = 6  # events of the queue that are listed
_REPORTS = 100  # of an event that are listed at once
_OPEN = "open"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said above an event: `key` is that of a text; `detail` is told as it is. `again` are the fields of a
    decision that may be made once more on what is there now."""

    key: str
    detail: str = ""
    wrong: bool = False
    again: tuple[tuple[str, str], ...] = ()
    values: dict[str, object] = field(default_factory=dict)


@of_one_state
def read(request: Request) -> Response:
    """A document with all that was read in it."""
    desk = desk_of(request)
    found = reading(desk.project, request.path_params["key"])
    if found is None:
        raise HTTPException(404)
    claims = claims_of(found.told, ())
    chosen = request.query_params.get("told")
    asked = _number(request, "part")
    part = part_of(next((one for one in found.told if one.key == chosen), None)) if asked is None else asked - 1
    made = paper(found.key, found.document, claims, found.told, part)
    records = [
        {"told": told, "event": found.events.get(told.key), "rows": rows_of_claims(claims, told.key, told.corrected)}
        for told in found.told
        if part_of(told) == made.part
    ]
    return desk.page(request, "review/reader.html", found=found, records=records, claimed=claimed, paper=made, chosen=chosen)


def event_news(request: Request) -> Response:
    """What others have done to an event since it was shown; nothing (204) where nobody did."""
    desk = desk_of(request)
    try:
        found = news(desk.project, request.path_params["id"], request.query_params.get("seen", ""))
    except UnknownIdError as error:
        raise HTTPException(404) from error
    if found is None:
        return Response(status_code=204)
    return desk.page(request, "review/news.html", judgement=found.decided, again=ours(request.query_params.get("again")))


def event(request: Request) -> Response:
    """One event with all that is known of it, and what may be decided on it."""
    return shown_event(request, request.path_params["id"], None)


def review(request: Request) -> Response:
    """The queue: the event at which the reviewer is, or the first."""
    filters = queue_filters(request.query_params.multi_items())
    return shown_event(request, request.query_params.get("at"), filters)


@of_one_state
def compare(request: Request) -> Response:
    """Two events beside each other, with what speaks for and against their being one."""
    desk = desk_of(request)
    ids = (request.path_params["id"], request.query_params.get("with") or request.path_params["other"])
    found = [views_of(desk, asked) for asked in ids]
    if any(len(views) != 1 for views in found):
        raise HTTPException(404)
    one, two = (views[0] for views in found)
    if one.dossier.event.id == two.dossier.event.id:
        return RedirectResponse(f"/events/{one.dossier.event.id}", 303)
    like = likeness.between(desk.project, one.dossier.event, two.dossier.event)
    sides = [{"view": side, "event": side.dossier.event, "rows": {r.field: r for r in rows_of_event(side.dossier.event)}} for side in (one, two)]
    return desk.page(
        request, "review/compare.html", sides=sides, like=like, fields=CORRECTABLE, claimed=claimed,
        queue_address=request.query_params.get("queue", ""), next=request.query_params.get("next", ""),
    )  # fmt: skip


def queue_filters(pairs: Any) -> Filters:
    """The filters of the queue: open events, unless others are asked for."""
    filters = Filters.of(pairs)
    return filters if filters.get("state") else filters.with_("state", _OPEN)


def filters_of_address(address: str) -> Filters:
    """The same of the part of an address behind its question mark."""
    return queue_filters(parse_qsl(address.lstrip("?"), max_num_fields=200))


def views_of(desk: Desk, asked: str) -> list[View]:
    """The event of an id, or what it was parted into; 404 where there is none."""
    try:
        return view(desk.project, asked)
    except ConfigurationError as error:
        raise HTTPException(404) from error


@of_one_state
def shown_event(
    request: Request, asked: str | None, filters: Filters | None, notice: Notice | None = None, typed: dict[str, list[str]] | None = None
) -> Response:
    """The page of an event, by itself or (with `filters`) in the queue. With a notice, as the answer to what was not done."""
    desk = desk_of(request)
    if filters is not None and not asked:
        first = queue(desk.project, desk.reader.query(filters.query), 1)
        if not first.ids:
            return desk.page(request, "review/done.html", queue_filters=filters, total=first.total, notice=_done(desk, request))
        asked = first.ids[0]
    views = views_of(desk, asked or "")
    if len(views) > 1:
        return desk.page(request, "review/parted.html", views=views, asked=asked)
    found = views[0]
    if filters is None and asked != found.dossier.event.id and request.method == "GET":
        more = f"?told={found.mention}" if found.mention else ""
        return RedirectResponse(f"/events/{found.dossier.event.id}{more}", 303)
    values = _event_values(desk, request, found) | _queue_values(desk, found.dossier.event, filters)
    values["map"] = mapping.addresses(desk) | {"radii": json.dumps(mapping.RADII)}
    values["editor"] = _editor(desk, request, found, typed)
    status = 200 if notice is None else 409 if notice.key == "review.conflict" else 400
    return desk.page(request, "review/event.html", status, notice=notice or _done(desk, request), **values)


def _event_values(desk: Desk, request: Request, found: View) -> dict[str, Any]:
    event, told = found.dossier.event, found.dossier.told
    by_key = {one.key: one for one in told}
    chosen = by_key.get(request.query_params.get("told") or found.mention or "") or min(
        told, key=lambda one: (str(one.document.published or "9999"), one.key)
    )
    user = user_of(request)
    pages = max(1, -(-len(told) // _REPORTS))
    page = min(max(1, _number(request, "reports") or told.index(chosen) // _REPORTS + 1), pages)
    return {
        "reports": told[(page - 1) * _REPORTS : page * _REPORTS], "reports_page": page, "reports_pages": pages,
        "view": found, "event": event, "rows": rows_of_event(event), "by_key": by_key, "chosen": chosen, "claimed": claimed,
        "told_as_text": told_as_text, "paper": _paper(found, chosen), "alike": likeness.alike(desk.project, event),
        "may_judge": user is not None and user.may("reviewer"),
    }  # fmt: skip


def _number(request: Request, name: str) -> int | None:
    """A number that the address gives; None where it gives none."""
    asked = request.query_params.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 8 else None


def _paper(found: View, chosen: Told) -> Paper:
    return paper(chosen.document_key, chosen.document, found.dossier.event.claims, found.dossier.told, part_of(chosen))


def _queue_values(desk: Desk, event: Event, filters: Filters | None) -> dict[str, Any]:
    """Where the queue goes on; nothing where the event is looked at by itself."""
    if filters is None:
        return {"queue": None, "queue_filters": None, "queue_address": "", "next": "", "ahead": []}
    found = queue(desk.project, desk.reader.query(filters.query), _AHEAD, event.id)
    ahead = headlines(desk.project, found.ids)
    return {
        "queue": found, "queue_filters": filters, "queue_address": filters.address("").lstrip("?"),
        "next": found.ids[0] if found.ids else "", "ahead": ahead,
    }  # fmt: skip


def _editor(desk: Desk, request: Request, found: View, typed: dict[str, list[str]] | None) -> Editor | None:
    """The form for the field that is being corrected."""
    name = (typed or {}).get("field", [""])[0] or request.query_params.get("edit", "")
    user = user_of(request)
    if name not in CORRECTABLE or user is None or not user.may("reviewer"):
        return None
    about = (typed or {}).get("id", [""])[0] or request.query_params.get("on", "")
    return editor(desk, found, name, about, typed)


def _done(desk: Desk, request: Request) -> Notice | None:
    """What was decided last, where the address names it."""
    did = request.query_params.get("did")
    made = decision_of(desk.project, did) if did else None
    if made is None:
        return None
    return Notice("review.did", values={"judgement": made})
