"""What a new reading of a document changes: its mentions as stored and as read now in, a diff by record out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from rasad.model import EventMention
from rasad.store import mentions
from rasad.store.records import from_plain
from rasad.store.rows import among, batches
from rasad.store.schema import judgement_mention, mention

_NAMES = ("id", "document")  # of the record: they follow from the document, and say nothing of the event


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a mention whose value is another now, as plain values."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a mention: `new`, `gone`, `changed`, or `kept`: no longer read, but a reviewer has judged it."""

    kind: str
    key: str
    mention: EventMention
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's row and the mentions read in it now; `current` is False for a former version."""

    seq: int
    key: str
    current: bool
    mentions: tuple[EventMention, ...]


@dataclass(frozen=True, slots=True)
class _Stored:
    seq: int
    key: str
    current: bool
    record: dict[str, Any]


def changes(connection: Connection, readings: Sequence[Reading]) -> dict[int, list[Change]]:
    """What the readings change, by row of the document; nothing is stored."""
    stored = _stored(connection, readings)
    judged = _judged(connection, stored)
    return {r.seq: list(_compare(r, stored.get(r.seq, {}), judged)) for r in readings}


def apply(connection: Connection, readings: Sequence[Reading], maker: int) -> dict[int, list[Change]]:
    """Stores what the readings change, and says what. Judgements and what they are about stay; nothing is removed."""
    stored = _stored(connection, readings)
    judged = _judged(connection, stored)
    found: dict[int, list[Change]] = {}
    fresh: list[dict[str, Any]] = []
    renewed: list[dict[str, Any]] = []
    gone: list[int] = []
    for reading in readings:
        there = stored.get(reading.seq, {})
        found[reading.seq] = list(_compare(reading, there, judged))
        state = {"maker": maker, "current": reading.current, "pending": reading.current}
        for change in found[reading.seq]:
            if change.kind == "gone":
                gone.append(there[change.key].seq)
            elif change.kind in ("new", "changed"):
                row = mentions.row_of(change.key, change.mention) | state
                if change.key in there:
                    renewed.append(row | {"seq": there[change.key].seq})
                else:
                    fresh.append(row | {"document": reading.seq})
    mentions.insert_mentions(connection, fresh)
    mentions.renew(connection, renewed)
    mentions.retire(connection, gone)
    return found


def _compare(reading: Reading, there: dict[str, _Stored], judged: set[str]) -> Iterable[Change]:
    now = mentions.keyed(reading.key, reading.mentions)
    for key, read in now.items():
        old = there.get(key)
        if old is None or not (old.current or not reading.current):
            yield Change("new", key, read)
        elif differing := _differing(old.record, mentions.row_of(key, read)["record"]):
            yield Change("changed", key, read, differing)
    for key in sorted(there.keys() - now.keys()):
        if there[key].current:
            kind = "kept" if key in judged else "gone"
            yield Change(kind, key, from_plain(EventMention, there[key].record))


def _differing(old: dict[str, Any], new: dict[str, Any]) -> tuple[FieldChange, ...]:
    names = [name for name in {**old, **new} if name not in _NAMES]
    return tuple(FieldChange(n, old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n))


def _stored(connection: Connection, readings: Sequence[Reading]) -> dict[int, dict[str, _Stored]]:
    """The mentions that the project has of these documents, by row of the document and key."""
    found: dict[int, dict[str, _Stored]] = {}
    columns = (mention.c.document, mention.c.seq, mention.c.key, mention.c.current, mention.c.record)
    for some in batches(r.seq for r in readings):
        for document, *row in connection.execute(select(*columns).where(among(connection, mention.c.document, some))):
            found.setdefault(document, {})[row[1]] = _Stored(*row)
    return found


def _judged(connection: Connection, stored: dict[int, dict[str, _Stored]]) -> set[str]:
    """Those of the mentions that judgements are about."""
    column = judgement_mention.c.mention_key
    found: set[str] = set()
    for some in batches(key for there in stored.values() for key in there):
        found.update(connection.scalars(select(column).where(among(connection, column, some))))
    return found
