"""Selects events of a project by a query: what exports, lists and pages are made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from rasad.event import Dossier
from rasad.project.link import told_now
from rasad.project.project import Project
from rasad.search.conditions import Query
from rasad.store import events, search
from rasad.store.rows import batches
from rasad.store.search import EVENTS, Wanted

_AT_ONCE = 200  # events in memory


def select(project: Project, query: Query) -> Iterator[Dossier]:
    """The events that a query finds with all that tells them, by day, as the project is at the beginning.

    Only their numbers are held in memory, and a few hundred events at a time.
    """
    with project.reading() as connection:
        yield from dossiers(connection, search.found(connection, query, Wanted(EVENTS, "oldest", limit=None)))


def dossiers(connection: Connection, seqs: Sequence[int]) -> Iterator[Dossier]:
    """The events of these numbers, in their order, with their mentions as reviewers corrected them."""
    for some in batches(seqs, _AT_ONCE):
        ids = events.ids_of_numbers(connection, some)
        found = events.events(connection, ids.values())
        told = told_now(connection, {key for event in found.values() for key in event.mentions})
        for seq in some:
            event = found[ids[seq]]
            yield Dossier(event, tuple(told[key] for key in event.mentions))
