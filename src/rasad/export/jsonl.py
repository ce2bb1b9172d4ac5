"""Writes JSON lines: coded documents in, one self-contained event mention a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rasad.model import EventMention
from rasad.pipeline import Coded


def record(coded: Coded, mention: EventMention) -> dict[str, Any]:
    """A mention as plain values with its document's particulars; every span carries the words it quotes.

    A document whose text was taken out gives spans without words.
    """
    document = coded.document
    told = mention.to_dict()
    head = {
        "id": told.pop("id"),
        "document": told.pop("document"),
        "outlet": document.outlet,
        "title": document.title,
        "url": document.url,
        "published": document.published.isoformat() if document.published else None,
        "origin": asdict(document.origin) if document.origin else None,
    }
    return head | {key: _quoted(value, document.text) for key, value in told.items()}


def pieces(results: Iterable[Coded], incidents: Mapping[str, str] | None = None) -> Iterator[str]:
    """One line for each mention. `incidents`: the event of each mention, by its id, then in the key `event`."""
    for coded in results:
        for mention in coded.mentions:
            row = record(coded, mention)
            if incidents is not None:
                row = {"id": row.pop("id"), "event": incidents[mention.id], **row}
            yield json.dumps(row, ensure_ascii=False) + "\n"


def _quoted(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        if text and value.keys() == {"start", "end"} and isinstance(value["start"], int):
            return {**value, "quote": text[value["start"] : value["end"]]}
        return {key: _quoted(part, text) for key, part in value.items()}
    if isinstance(value, list):
        return [_quoted(part, text) for part in value]
    return value
