"""What the reader of a document shows: its key in, the document with what was read in it and the events of that out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rasad.event import Event, Told
from rasad.model import Document
from rasad.project.link import told_now
from rasad.store import documents, events, mentions
from rasad.store.judgements import current_versions

if TYPE_CHECKING:
    from rasad.project.project import Project


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its current mentions in the order of the text, corrections laid over them.

    `events` has the event of each mention that is linked. `current` is the key of the version of the report that is
    current, which may be this one.
    """

    key: str
    document: Document
    current: str
    told: tuple[Told, ...]
    events: dict[str, Event]


def reading(project: Project, key: str) -> Reading | None:
    """The document of that key; None where the project has none."""
    with project.reading() as connection:
        found = documents.documents(connection, [key])
        if key not in found:
            return None
        keys = [told.key for told in mentions.told_of_documents(connection, [key])]
        now = told_now(connection, keys)
        ids = events.ids_of_mentions(connection, keys)
        held = events.events(connection, set(ids.values()))
        current = current_versions(connection, [key]).get(key, key)
    told = tuple(now[one] for one in keys if one in now)
    return Reading(key, found[key], current, told, {one: held[event_id] for one, event_id in ids.items() if event_id in held})
