"""Copies a project, also while others write to it: a project in, a file or a database that is a whole project out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.errors import ConfigurationError
from rasad.store import engine, opening
from rasad.store.copying import copy_rows
from rasad.store.faults import answering

if TYPE_CHECKING:
    from rasad.project.project import Project


def backup(project: Project, target: str | Path) -> None:
    """Copies the project as it is at this moment into a new file or an empty database, whole or not at all.

    From file to file page by page, else row by row: so it is also the way to move a project to a server, or back.
    ConfigurationError where the target is there already or cannot be written; the project is never touched.
    """
    name = engine.shown(target)
    if not engine.is_address(target) and Path(target).exists():
        raise ConfigurationError(f"{name}: is there already; give a new name, a backup replaces nothing")
    if engine.is_address(target):
        if opening.exists(target):
            raise ConfigurationError(f"{name}: holds a project already; give an empty database, a backup replaces nothing")
        _copy_into_database(project, str(target))
    else:
        _copy_into_file(project, Path(target))


def _copy_into_database(project: Project, target: str) -> None:
    with project.reading() as source:
        _copy_rows(source, target, engine.shown(target))


def _copy_into_file(project: Project, path: Path) -> None:
    try:
        with opening.taking_name(path) as part:
            if engine.is_address(project.where):
                with project.reading() as source:
                    _copy_rows(source, part, str(path))
            else:
                with answering(path):
                    opening.copy_pages(Path(project.where), part)
    except FileExistsError:
        raise ConfigurationError(f"{path}: is there already; give a new name, a backup replaces nothing") from None


def _copy_rows(source: Connection, target: str | Path, name: str) -> None:
    """Copies into an empty database or file, which messages call `name`."""
    made = engine.engine_of(target)
    try:
        with answering(name), engine.writing(made) as connection:
            opening.fill(connection)
            copy_rows(source, connection)
    finally:
        made.dispose()
