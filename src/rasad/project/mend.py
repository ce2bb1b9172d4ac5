"""Puts away what a project derives and is not as it should be, so that it is derived anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from rasad.store import copies
from rasad.store.schema import event, event_actor, event_mention, mention

if TYPE_CHECKING:
    from rasad.project.project import Project


def mend(project: Project) -> None:
    """Files every report with its copies and leaves every mention for the linking, which makes the events again.

    Documents, mentions, judgements and the ids that events had before are left alone.
    """
    with project.writing() as connection:
        grouping = copies.regrouped(connection)
        copies.refile(connection, grouping, copies.misfiled(connection, grouping))
        for table in (event_mention, event_actor, event):
            connection.execute(delete(table))
        connection.execute(update(mention).where(mention.c.current).values(pending=True, signature=None))
        connection.execute(update(mention).where(~mention.c.current).values(pending=False))
