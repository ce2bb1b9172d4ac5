"""What is shown of an event: an id in, the event with all that tells it and all that was decided about it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.event import Dossier, Event
from rasad.project import history, target
from rasad.project.history import Decided
from rasad.project.link import told_now
from rasad.store import events

if TYPE_CHECKING:
    from rasad.project.project import Project


@dataclass(frozen=True, slots=True)
class View:
    """An event as a reviewer sees it; `version` is what a decision on it names, so that nothing is decided unseen.

    `asked` is the id that was given, `mention` the mention where that named one.
    """

    asked: str
    dossier: Dossier
    decisions: tuple[Decided, ...]
    version: str
    mention: str | None = None


def view(project: Project, asked: str) -> list[View]:
    """The event of that id, or of a mention of that id; several where reviewers or the linking have parted it since."""
    with project.reading() as connection:
        return [_view(connection, found.event, asked, found.mention) for found in target.follow(connection, asked)]


def _view(connection: Connection, event: Event, asked: str, mention: str | None) -> View:
    told = told_now(connection, event.mentions)
    decisions = tuple(history.decisions(connection, event.mentions))
    dossier = Dossier(event, tuple(told[key] for key in event.mentions if key in told))
    return View(asked, dossier, decisions, history.version(connection, event), mention)


def listed(project: Project, ids: list[str]) -> Iterator[Event]:
    """The events of these ids, in their order; one that is gone is left out."""
    with project.reading() as connection:
        found = events.events(connection, ids)
    yield from (found[event_id] for event_id in ids if event_id in found)


def latest(project: Project, state: str | None, limit: int) -> list[Event]:
    """The last events by the day on which they began, those without a day at the end; `state` None: in any state."""
    with project.reading() as connection:
        found = events.events(connection, ids := events.latest(connection, state, limit))
    return [found[event_id] for event_id in ids]
