"""What the index holds of an event: the event with the mentions that tell it in, an entry that lacks only its number out.

Whoever derives events on several processes has them make the entries, too: the one that stores has enough to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasad.event import Event, Told
from rasad.search.texts import event_words
from rasad.search.words import Indexed, SearchWords
from rasad.store.entries import entry_of, rank_of
from rasad.store.search_code import CODED, coded

FIGURES = (
    "day", "day_end", "first_published", "last_published", "killed", "injured", "sources", "id", "lat", "lon", "geo_precision", "state", *CODED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it goes into the index: its columns, its words, and what its place in the review queue depends on."""

    day: date | None
    differing: bool
    toll: int
    sources: int
    columns: dict[str, Any]
    words: Indexed

    def numbered(self, seq: int) -> dict[str, Any]:
        """The row of the event whose number is `seq`, without its words."""
        entry = entry_of(self.day, seq)
        return {"entry": entry, "event": seq, "rank": rank_of(self.differing, self.toll, self.sources, entry), **self.columns}


def entry(event: Event, told: Sequence[Told], words: SearchWords) -> Entry:
    """The entry of an event; `told` are its mentions as they were read, in the order of their keys."""
    return Entry(
        event.when.start if event.when else None,
        bool(event.contradictions),
        sum(one.best for one in (event.killed, event.injured) if one),
        event.sources,
        _columns(event),
        event_words(event, told, words),
    )


def _columns(event: Event) -> dict[str, Any]:
    """What is compared, counted and shown on maps."""
    when, place = event.when, event.place
    return {
        "day": when.start if when else None,
        "day_end": when.end if when else None,
        "first_published": event.first_published,
        "last_published": event.last_published,
        "killed": event.killed.best if event.killed else None,
        "injured": event.injured.best if event.injured else None,
        "sources": event.sources,
        "id": event.id,
        "state": event.state,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "geo_precision": int(place.precision) if place and place.precision is not None else None,
        **coded(event),
    }
