"""Records made into what the JSON interface answers: records in, plain values and bytes out."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from starlette.responses import Response

from rasad.event import Event
from rasad.export.records import mention
from rasad.export.target import encoded
from rasad.project.feed import Filed, Tie
from rasad.project.history import Decided
from rasad.project.search import DocumentHit
from rasad.project.tally import Area, Group, Period, Row, Tally
from rasad.project.view import View
from rasad.store.records import to_plain


class Json(Response):
    """An answer in JSON; a lone surrogate of a report goes as its escape."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return encoded(json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return shallow(value)


def shallow(record: Any) -> dict[str, Any]:
    """The fields of a record; what they hold becomes JSON when it is written."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def row(found: Row) -> dict[str, Any]:
    """An event of a list."""
    return shallow(found)


def told(tie: Tie) -> dict[str, Any]:
    """A mention with its report and the id of its event."""
    return mention(tie.told, tie.event)


def decision(decided: Decided) -> dict[str, Any]:
    """A decision with what became of it."""
    undone = decided.undone_by.id if decided.undone_by else None
    return to_plain(decided.judgement) | {"in_effect": decided.in_effect, "undone_by": undone}


def event(view: View) -> dict[str, Any]:
    """An event with all that tells it and all that was decided about it."""
    found: Event = view.dossier.event
    mentions = [mention(each, found.id) for each in view.dossier.told]
    decisions = [decision(each) for each in view.decisions]
    return to_plain(found) | {"version": view.version, "told": mentions, "decisions": decisions}


def hit(found: DocumentHit) -> dict[str, Any]:
    """A report of a list."""
    marks = [(mark.start - found.body.start, mark.end - found.body.start) for mark in found.body.marks]
    return {"key": found.key, **_particulars(found), "body": found.body.text, "marks": marks}


def document(filed: Filed) -> dict[str, Any]:
    """A report with what was read in it."""
    head = {"key": filed.key, **_particulars(filed), "origin": filed.document.origin, "text": filed.document.text}
    return head | {"current": filed.current, "versions": filed.versions, "mentions": [told(tie) for tie in filed.mentions]}


def _particulars(found: DocumentHit | Filed) -> dict[str, Any]:
    report = found.document
    return {name: getattr(report, name) for name in ("id", "title", "outlet", "url", "published")}


def tally(found: Tally) -> dict[str, Any]:
    """Counts; the sums of a group stand beside its value."""
    plain = shallow(found) | {"total": found.total._asdict()}
    del plain["marks"]
    return {name: [_group(one) for one in value] if isinstance(value, tuple) else value for name, value in plain.items()}


def _group(one: Group | Area | Period) -> dict[str, Any]:
    values = one._asdict() if isinstance(one, Period) else shallow(one)
    sums: dict[str, int] = values.pop("sums")._asdict()
    return values | sums
