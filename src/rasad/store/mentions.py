"""Mentions <-> rows, and Told: a mention with its report, as the rooms above see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from rasad.event import Told
from rasad.model import EventMention, content_id
from rasad.store.documents import COLUMNS, document_of
from rasad.store.records import from_plain, to_plain
from rasad.store.rows import among, batches, insert_many
from rasad.store.schema import document
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


def insert_mentions(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The rows stored."""
    insert_many(connection, table, rows)


def renew(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The rows, which have their `seq`, as they are now; what linking derives from them is to be derived anew."""
    for row in rows:
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
    found: dict[str, Told] = {}
    for some in batches(keys):
        for row in connection.execute(_asked().where(among(connection, table.c.key, some))):
            found[row.mention_key] = told_of(row)
    return found


def told_of_documents(connection: Connection, document_keys: Iterable[str]) -> Iterator[Told]:
    """The current mentions of these documents, in the order of their text."""
    for some in batches(document_keys):
        order = (document.c.seq, table.c.trigger_start, table.c.key)
        asked = _asked().where(among(connection, document.c.key, some), table.c.current).order_by(*order)
        yield from map(told_of, connection.execute(asked))


def all_told(connection: Connection, after: int = 0) -> Iterator[Told]:
    """All current mentions in the order in which they were added, a few hundred in memory at a time."""
    while True:
        asked = _asked().where(table.c.seq > after, table.c.current).order_by(table.c.seq).limit(500)
        rows = connection.execute(asked).all()
        if not rows:
            return
        yield from map(told_of, rows)
        after = rows[-1].mention_seq


def told_of(row: Row[Any]) -> Told:
    """Told, of a row that `_asked` asks for."""
    return Told(row.mention_key, row.key, document_of(row), mention_of(row), row.copies)


def _asked() -> Select[Any]:
    mine = (table.c.seq.label("mention_seq"), table.c.key.label("mention_key"), table.c.record)
    return select(*mine, document.c.key, document.c.copies, *COLUMNS).join(document, table.c.document == document.c.seq)
