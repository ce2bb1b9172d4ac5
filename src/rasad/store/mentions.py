"""Mentions <-> rows, and Told: a mention with its report, as the rooms above see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, update

from rasad.event import Told
from rasad.model import EventMention, content_id
from rasad.store.direct import plain, rows
from rasad.store.documents import documents
from rasad.store.records import from_plain, to_plain
from rasad.store.rows import among, batches, insert_many
from rasad.store.schema import mention as table


def keyed(document_key: str, mentions: Iterable[EventMention]) -> dict[str, EventMention]:
    """The mentions of one document by their keys.

    A key is made of the document's key and the trigger, so that a mention keeps it, and with it its judgements, whatever
    else of it is read differently. Of several with one trigger the second, by type, has a running number too.
    """
    found: dict[str, EventMention] = {}
    for mention in sorted(mentions, key=lambda m: (m.trigger, m.type)):
        parts = (document_key, str(mention.trigger.start), str(mention.trigger.end))
        key, number = content_id(parts), 1
        while key in found:
            number += 1
            key = content_id((*parts, str(number)))
        found[key] = mention
    return found


def row_of(key: str, mention: EventMention) -> dict[str, Any]:
    """The columns that hold the mention itself."""
    return {
        "key": key,
        "type": mention.type,
        "trigger_start": mention.trigger.start,
        "trigger_end": mention.trigger.end,
        "record": to_plain(mention),
    }


def insert_mentions(connection: Connection, made: Sequence[dict[str, Any]]) -> None:
    """The rows stored."""
    insert_many(connection, table, made)


def renew(connection: Connection, made: Sequence[dict[str, Any]]) -> None:
    """The rows, which have their `seq`, as they are now; what linking derives from them is to be derived anew."""
    for row in made:
        connection.execute(update(table).where(table.c.seq == row["seq"]).values({**row, "signature": None}))


def retire(connection: Connection, seqs: Iterable[int]) -> None:
    """These mentions are told no more; the linking will take them out of events."""
    for some in batches(seqs):
        connection.execute(update(table).where(among(connection, table.c.seq, some)).values(current=False, pending=True))


def mention_of(row: Row[Any]) -> EventMention:
    """The mention of a row that has its `record`."""
    return from_plain(EventMention, row.record)


def told(connection: Connection, keys: Iterable[str]) -> dict[str, Told]:
    """Mentions as read, with their reports, by key, whether current or not; a key that is not there is left out."""
    return {one.key: one for one in _told(connection, rows(connection, f"{_TOLD} WHERE m.key IN :keys", keys=list(keys)))}


def told_of_documents(connection: Connection, document_keys: Iterable[str]) -> Iterator[Told]:
    """The current mentions of these documents, in the order of their text."""
    asked = f"{_TOLD} WHERE d.key IN :keys AND m.current ORDER BY d.seq, m.trigger_start, m.key"
    for some in batches(document_keys):
        yield from _told(connection, rows(connection, asked, keys=some))


def all_told(connection: Connection, after: int = 0) -> Iterator[Told]:
    """All current mentions in the order in which they were added, a few hundred in memory at a time."""
    asked = f"{_TOLD} WHERE m.seq > :after AND m.current ORDER BY m.seq LIMIT 500"
    while some := rows(connection, asked, after=after):
        yield from _told(connection, some)
        after = some[-1][0]


_TOLD = "SELECT m.seq, m.key, CAST(m.record AS text), d.key, d.copies FROM mention m JOIN document d ON d.seq = m.document"


def _told(connection: Connection, found: Sequence[Sequence[Any]]) -> Iterator[Told]:
    """The mentions of rows of `_TOLD` with their reports: each is in memory once, though it may be long and tell much."""
    reports = documents(connection, dict.fromkeys(row[3] for row in found))
    for _, key, record, document_key, copies in found:
        yield Told(key, document_key, reports[document_key], from_plain(EventMention, plain(record)), copies)
