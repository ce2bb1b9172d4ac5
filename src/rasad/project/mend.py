"""Derives anew what a project derives of texts: groups of copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasad.store import copies

if TYPE_CHECKING:
    from rasad.project.project import Project


def mend(project: Project) -> None:
    """Files every report with its copies; mentions whose sources are counted otherwise now are left for the linking."""
    with project.writing() as connection:
        grouping = copies.regrouped(connection)
        copies.refile(connection, grouping, copies.misfiled(connection, grouping))
