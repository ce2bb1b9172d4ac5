"""Writes JSON lines of a project: dossiers in, one event with all that tells it a line, or one mention a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rasad.event import Dossier, Told
from rasad.export.jsonl import record
from rasad.export.order import Order
from rasad.pipeline import Coded

# What a line of a mention holds beside the fields that `rasad code` writes.
OF_THE_PROJECT = {
    "id": "key of the mention in the project",
    "event": "id of the event that it tells",
    "document_key": "key of the report in the project",
    "copies": "shared by reports whose texts are nearly the same",
    "corrected": "fields that a reviewer set",
}


def pieces(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    """A line for each event (its fields, and under `told` its mentions) or, as ordered, for each mention."""
    if order.mentions:
        lines = (mention(told, d.event.id) for d in dossiers for told in d.told)
    else:
        lines = (d.event.to_dict() | {"told": [mention(told, d.event.id) for told in d.told]} for d in dossiers)
    for line in order.tally.count("mentions" if order.mentions else "events", lines):
        yield json.dumps(line, ensure_ascii=False) + "\n"


def mention(told: Told, event: str | None) -> dict[str, Any]:
    """A mention as `rasad code` writes it, with what the project knows of it."""
    found = record(Coded(told.document, (told.mention,)), told.mention)
    return found | {
        "id": told.key,
        "event": event,
        "document_key": told.document_key,
        "copies": told.copies,
        "corrected": list(told.corrected),
    }
