"""Where a report of a project comes from: the beginning of its key, or its id, in; the report and the bytes kept of it out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from rasad.errors import ConfigurationError
from rasad.model import Document
from rasad.project.project import Project
from rasad.store import documents, raws
from rasad.store.rows import begins
from rasad.store.schema import document

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Source:
    """A report with its key; `size` are the bytes that are kept of what it was taken from, None where they were not kept."""

    key: str
    document: Document
    size: int | None


def source_of(project: Project, name: str) -> Source:
    """The report whose key begins so, or that came with this id. ConfigurationError where there is none or more than one."""
    with project.reading() as connection:
        keys = _keys(connection, name)
        if not keys:
            raise ConfigurationError(f"{name}: {project.name} holds no report with this key or id")
        if len(keys) > 1:
            listed = ", ".join(keys[:_LISTED]) + (" ..." if len(keys) > _LISTED else "")
            raise ConfigurationError(f"{name}: {len(keys)} reports are meant; name one of them: {listed}")
        found = documents.documents(connection, keys)[keys[0]]
        sha256 = found.origin.sha256 if found.origin else None
        return Source(keys[0], found, raws.size_of(connection, sha256) if sha256 else None)


def bytes_of(project: Project, source: Source) -> bytes:
    """The bytes that the report was taken from. ConfigurationError where they were not kept, or somebody changed them."""
    sha256 = source.document.origin.sha256 if source.document.origin else None
    with project.reading() as connection:
        try:
            data = raws.bytes_of(connection, sha256) if sha256 else None
        except ValueError as error:
            raise ConfigurationError(f"{source.key}: {error}; go back to a backup") from error
    if data is None:
        raise ConfigurationError(f"{source.key}: its bytes were not kept; `rasad add --keep-raw` keeps those of what it adds")
    return data


def _keys(connection: Connection, name: str) -> list[str]:
    exact = list(connection.scalars(select(document.c.key).where((document.c.key == name) | (document.c.id == name)).order_by(document.c.key)))
    return exact or list(connection.scalars(select(document.c.key).where(begins(document.c.key, name)).order_by(document.c.key).limit(100)))
