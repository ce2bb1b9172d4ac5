"""Writes the benchmark's prediction lines: the mentions of one document in, one JSON object out.

One line a document, also without events, as `rasad evaluate --predictions` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasad.model import Count, EventMention, When
from rasad.pipeline import Coded


def event_of(mention: EventMention) -> dict[str, Any]:
    """A mention as a benchmark record; coordinates are [lat, lon] by place name."""

    def named(role: str) -> list[str]:
        return list(dict.fromkeys(place.name for place in mention.places if place.role == role))

    return {
        "type": mention.type,
        "evidence": [[span.start, span.end] for span in mention.evidence],
        "reality": mention.reality.value,
        "initiator": list(dict.fromkeys(actor.codebook or actor.id for actor in mention.initiators)),
        "attribution": mention.attribution.value,
        "target": list(dict.fromkeys(actor.codebook or actor.id for actor in mention.targets)),
        "location": named("location"),
        "origin": named("origin"),
        "destination": named("destination"),
        "when": _days(mention.when),
        "killed": _range(mention.killed),
        "injured": _range(mention.injured),
        "source": mention.source.value,
        "coordinates": {
            p.name: [p.lat, p.lon] for p in mention.places if p.lat is not None and p.lon is not None
        },
    }


def events_of(mentions: Iterable[EventMention]) -> list[dict[str, Any]]:
    """The benchmark records of one document's mentions."""
    return [event_of(mention) for mention in mentions]


def _days(when: When | None) -> dict[str, str] | None:
    return {"start": when.start.isoformat(), "end": when.end.isoformat()} if when else None


def _range(count: Count | None) -> dict[str, int | None] | None:
    return {"min": count.low, "max": count.high} if count else None


def pieces(results: Iterable[Coded], incidents: Mapping[str, str] | None = None) -> Iterator[str]:
    """One line for each document, also for one without events. `incidents`: the event of each mention, by its id."""
    for result in results:
        events = events_of(result.mentions)
        if incidents is not None:
            for event, mention in zip(events, result.mentions, strict=True):
                event["incident"] = incidents[mention.id]
        row = {"id": result.document.id, "events": events}
        yield json.dumps(row, ensure_ascii=False) + "\n"
