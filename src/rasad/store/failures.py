"""Failures <-> rows: what could not be read, once each however often it was tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from rasad.ingest import Failure
from rasad.model import content_id
from rasad.store.documents import plain_text
from rasad.store.rows import among, batches
from rasad.store.schema import failure as table


def row_of(failure: Failure, document: int | None) -> dict[str, Any]:
    """The columns that hold the failure; `document` is the row of the document, where it was stored all the same."""
    told = {name: plain_text(getattr(failure, name)) for name in ("item", "stage", "reason", "advice")}
    key = content_id((told["item"], told["stage"], told["reason"], "" if document is None else str(document)))
    return told | {"key": key, "document": document}


def store_failures(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The rows stored; one that is there has only its time and maker renewed."""
    # Of two with one key the later one: a statement may not touch a row twice.
    rows = list({row["key"]: row for row in rows}.values())
    if not rows:
        return
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    adding = make(table)
    renewed = {name: adding.excluded[name] for name in ("at", "maker", "document", "advice")}
    connection.execute(adding.on_conflict_do_update(index_elements=["key"], set_=renewed), rows)


def forget(connection: Connection, documents: Iterable[int]) -> None:
    """The failures of documents that have been read now go."""
    for some in batches(documents):
        connection.execute(delete(table).where(among(connection, table.c.document, some)))


def failures(connection: Connection) -> list[Failure]:
    """All failures, the oldest first."""
    columns = (table.c.item, table.c.stage, table.c.reason, table.c.advice)
    return [Failure(*row) for row in connection.execute(select(*columns).order_by(table.c.at, table.c.seq))]
