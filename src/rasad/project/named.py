"""Finds a record of a project by the beginning of its id: a project and an id in, the mention as it now stands out."""

from __future__ import annotations

from sqlalchemy import Connection, select

from rasad.errors import ConfigurationError
from rasad.event import Told
from rasad.project.link import told_now
from rasad.project.project import Project
from rasad.store.schema import event, event_mention, mention

_LISTED = 8


def record_named(project: Project, id: str) -> Told:
    """The mention whose key begins so, or the one that tells the event whose id does, with corrections laid over it.

    ConfigurationError where there is none or more than one.
    """
    with project.reading() as connection:
        keys = _mentions(connection, id) or _of_events(connection, id)
        if not keys:
            raise ConfigurationError(f"{id}: {project.name} holds no record with this id")
        if len(keys) > 1:
            listed = ", ".join(keys[:_LISTED]) + (" ..." if len(keys) > _LISTED else "")
            raise ConfigurationError(f"{id}: {len(keys)} records are meant; name one of them: {listed}")
        return told_now(connection, keys)[keys[0]]


def _mentions(connection: Connection, id: str) -> list[str]:
    asked = select(mention.c.key).where(mention.c.key.startswith(id, autoescape=True)).order_by(mention.c.key)
    return list(connection.scalars(asked))


def _of_events(connection: Connection, id: str) -> list[str]:
    asked = (
        select(mention.c.key)
        .join(event_mention, event_mention.c.mention == mention.c.seq)
        .join(event, event_mention.c.event == event.c.seq)
        .where(event.c.id.startswith(id, autoescape=True))
        .order_by(mention.c.key)
    )
    return list(connection.scalars(asked))
