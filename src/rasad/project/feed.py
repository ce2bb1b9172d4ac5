"""What a program reads of a project, page by page: mentions, decisions and single reports in; records with their ties out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from rasad.errors import UnknownIdError
from rasad.event import Told
from rasad.model import Document
from rasad.project import history, target
from rasad.project.history import Decided
from rasad.project.link import told_now
from rasad.project.project import Project
from rasad.search.conditions import Query
from rasad.store import documents, events, feeds, mentions

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Tie:
    """A mention as reviewers corrected it, with the id of its event; None where it is linked to none yet."""

    told: Told
    event: str | None


@dataclass(frozen=True, slots=True)
class Filed:
    """A report with the current mentions in it; `versions` are the keys of all versions of it, the first one first."""

    key: str
    document: Document
    versions: tuple[str, ...]
    mentions: tuple[Tie, ...]

    @property
    def current(self) -> bool:
        """Whether no later version of it is known."""
        return self.versions[-1] == self.key


@dataclass(frozen=True, slots=True)
class Part(Generic[_Item]):
    """A part of a list; `last` is its last place in the order, to go on from; None where nothing follows."""

    items: tuple[_Item, ...]
    last: int | None


def mentions_of(project: Project, query: Query, after: int, limit: int) -> Part[Tie]:
    """The mentions of the events that a query finds, in the order in which they were added, behind the place `after`."""
    with project.reading() as connection:
        rows = feeds.mentions(connection, query, after, limit + 1)
        told = told_now(connection, [key for _, key, _ in rows[:limit]])
    ties = tuple(Tie(told[key], event) for _, key, event in rows[:limit])
    return Part(ties, rows[limit - 1][0] if len(rows) > limit else None)


def decisions_after(project: Project, after: int, limit: int, by: str | None = None) -> Part[Decided]:
    """Decisions in the order in which they were made, of one reviewer or of all, behind the place `after`."""
    with project.reading() as connection:
        held = feeds.decisions(connection, after, limit + 1, by)
        keys = {key for one in held[:limit] for key in one.judgement.mentions}
        about = {one.judgement.id: one for one in history.decisions(connection, keys)}
    made = tuple(about[one.judgement.id] for one in held[:limit])
    return Part(made, held[limit - 1].seq if len(held) > limit else None)


def mention(project: Project, key: str) -> Tie:
    """The mention of that key, or that stands in its place. UnknownIdError where there is none."""
    with project.reading() as connection:
        found = target.find(connection, key)
        if found.mention is None:
            raise UnknownIdError(f"no mention has the id {key!r}; an event has")
        return Tie(told_now(connection, [found.mention])[found.mention], found.event.id)


def decision(project: Project, id: str) -> Decided:
    """The decision of that id, with what became of it."""
    with project.reading() as connection:
        made = target.decision(connection, id)
        return next(one for one in history.decisions(connection, made.mentions) if one.judgement.id == made.id)


def filed(project: Project, key: str) -> Filed:
    """The report of that key. UnknownIdError where the project has none."""
    with project.reading() as connection:
        found = documents.documents(connection, [key])
        if key not in found:
            raise UnknownIdError(f"no document has the key {key!r}")
        keys = [told.key for told in mentions.told_of_documents(connection, [key])]
        told = told_now(connection, keys)
        of = events.ids_of_mentions(connection, keys)
        ties = tuple(Tie(told[each], of.get(each)) for each in keys)
        return Filed(key, found[key], tuple(feeds.versions(connection, key)), ties)
