"""What is shown of an event: an id in, the event with all that tells it and all that was decided about it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.event import Dossier, Event, Judgement
from rasad.project import history, target
from rasad.project.history import Decided
from rasad.project.link import told_now
from rasad.search.conditions import Query
from rasad.store import events, judgements, search
from rasad.store.events import Headline
from rasad.store.search import EVENTS, Wanted

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
    about = history.about(connection, event)
    told = told_now(connection, event.mentions, about.standing)
    dossier = Dossier(event, tuple(told[key] for key in event.mentions if key in told))
    return View(asked, dossier, tuple(about.decisions), about.version, mention)


@dataclass(frozen=True, slots=True)
class News:
    """What became of an event since somebody saw it: the last decision on it, where there is one; else reports have changed it."""

    decided: Judgement | None


def news(project: Project, asked: str, seen: str) -> News | None:
    """What has happened to an event since that version of it was seen; None where nothing did."""
    with project.reading() as connection:
        found = target.follow(connection, asked)
        if len(found) == 1 and found[0].event.id == asked and not history.since(connection, found[0].event, seen):
            return None
        return News(history.last_since(connection, {key for one in found for key in one.event.mentions}, seen))


def headlines(project: Project, ids: Sequence[str]) -> list[Headline]:
    """What the events of these ids are called, in their order; those that are none now are left out."""
    with project.reading() as connection:
        found = events.headlines(connection, ids)
        return [found[one] for one in ids if one in found]


def decision_of(project: Project, asked: str) -> Judgement | None:
    """The decision of that id; None where there is none."""
    with project.reading() as connection:
        return next((held.judgement for held in judgements.of_ids(connection, asked) if held.judgement.id == asked), None)


def latest(project: Project, query: Query, limit: int) -> list[Event]:
    """The last events that a query finds, by the day on which they began."""
    with project.reading() as connection:
        seqs = search.found(connection, query, Wanted(EVENTS, "newest", limit))
        ids = events.ids_of_numbers(connection, seqs)
        found = events.events(connection, ids.values())
    return [found[ids[seq]] for seq in seqs if seq in ids]
