"""Judgements <-> rows: written once, read by mention, event or id; in the order in which they were made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, insert

from rasad.event import Judgement
from rasad.model import Span
from rasad.store.direct import column, first, plain, rows
from rasad.store.schema import judgement, judgement_mention


@dataclass(frozen=True, slots=True)
class Held:
    """A judgement as the project holds it; `seq` tells the order."""

    seq: int
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention that a judgement is tied to stands in its report, and whether it is a mention still."""

    key: str
    document_key: str
    type: str
    trigger: Span
    current: bool


def write(connection: Connection, made: Judgement) -> int:
    """Stores a judgement; its place in the order."""
    row = {
        "id": made.id, "at": made.at, "by": made.by, "kind": made.kind, "event": made.event, "field": made.field,
        "value": made.value, "before": made.before, "document_key": made.document_key,
        "span_start": made.span.start if made.span else None, "span_end": made.span.end if made.span else None,
        "note": made.note, "undoes": made.undoes,
    }  # fmt: skip
    seq: int = connection.execute(insert(judgement).returning(judgement.c.seq), row).scalar_one()
    ties = [{"judgement": seq, "mention_key": key} for key in sorted(set(made.mentions))]
    if ties:
        connection.execute(insert(judgement_mention), ties)
    return seq


def all_of(connection: Connection) -> list[Held]:
    """Every judgement of the project."""
    return _held(connection, rows(connection, f"{_ASKED} ORDER BY j.seq"))


def about(connection: Connection, keys: Collection[str]) -> list[Held]:
    """The judgements tied to any of the mention keys, also those that are undone and those that undo them."""
    asked = f"{_ASKED} WHERE j.seq IN (SELECT judgement FROM judgement_mention WHERE mention_key IN :keys) ORDER BY j.seq"
    return _held(connection, rows(connection, asked, keys=sorted(keys)))


def of_ids(connection: Connection, prefix: str) -> list[Held]:
    """The judgements whose id begins so."""
    asked = f"{_ASKED} WHERE j.id >= :prefix AND j.id < :behind ORDER BY j.seq"  # ids are of hexadecimal digits
    return _held(connection, rows(connection, asked, prefix=prefix, behind=f"{prefix}g"))


def of_event(connection: Connection, event: str) -> list[Held]:
    """The judgements made about an event under this id."""
    return _held(connection, rows(connection, f"{_ASKED} WHERE j.event = :event ORDER BY j.seq", event=event))


def last_time(connection: Connection) -> str:
    """When the last judgement was made; "" where there is none."""
    return first(connection, "SELECT max(at) FROM judgement") or ""


def count(connection: Connection) -> int:
    """The place in the order of the last judgement; 0 where there is none."""
    return first(connection, "SELECT max(seq) FROM judgement") or 0


def keys_after(connection: Connection, last: int) -> frozenset[str]:
    """The mention keys that judgements after this place in the order are tied to."""
    return frozenset(column(connection, "SELECT mention_key FROM judgement_mention WHERE judgement > :last", last=last))


def tied(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """The mention keys that some judgement is tied to, be it undone or not."""
    asked = "SELECT DISTINCT mention_key FROM judgement_mention WHERE mention_key IN :keys"
    return frozenset(column(connection, asked, keys=sorted(keys)))


def current_versions(connection: Connection, document_keys: Collection[str]) -> dict[str, str]:
    """The version of each report that is current."""
    asked = "SELECT d.key, n.key FROM document d JOIN document n ON n.identity = d.identity AND n.current WHERE d.key IN :keys"
    return dict(rows(connection, asked, keys=sorted(document_keys)))


def texts(connection: Connection, document_keys: Collection[str]) -> dict[str, str]:
    """The texts of these versions."""
    return dict(rows(connection, "SELECT key, text FROM document WHERE key IN :keys", keys=sorted(document_keys)))


def places(connection: Connection, keys: Collection[str]) -> list[Place]:
    """Where mentions stand that judgements are tied to; keys that no row has are passed over."""
    return list(starmap(_place, rows(connection, f"{_PLACES} WHERE m.key IN :keys", keys=sorted(keys))))


def gone_near(connection: Connection, keys: Collection[str]) -> list[Place]:
    """In all versions of the reports of these mentions: the mentions that judgements are tied to and that are none any more."""
    ours = "SELECT o.identity FROM document o JOIN mention i ON i.document = o.seq WHERE i.key IN :keys"
    is_tied = "EXISTS (SELECT 1 FROM judgement_mention t WHERE t.mention_key = m.key)"
    asked = f"{_PLACES} WHERE d.identity IN ({ours}) AND NOT m.current AND {is_tied}"
    return list(starmap(_place, rows(connection, asked, keys=sorted(keys))))


def present(connection: Connection, document_keys: Collection[str]) -> list[Place]:
    """The current mentions of these versions of reports."""
    return list(starmap(_place, rows(connection, f"{_PLACES} WHERE d.key IN :keys AND m.current", keys=sorted(document_keys))))


_PLACES = "SELECT m.key, d.key, m.type, m.trigger_start, m.trigger_end, m.current FROM mention m JOIN document d ON d.seq = m.document"


def _place(key: str, document_key: str, kind: str, start: int, end: int, current: int) -> Place:
    return Place(key, document_key, kind, Span(start, end), bool(current))


def made_after(connection: Connection, after: int, limit: int, by: str | None = None) -> list[Held]:
    """The first judgements after a place in the order, of one reviewer or of all."""
    mine = "" if by is None else ' AND j."by" = :by'
    asked = f"{_ASKED} WHERE j.seq > :after{mine} ORDER BY j.seq LIMIT :limit"
    return _held(connection, rows(connection, asked, after=after, limit=limit, **({} if by is None else {"by": by})))


_ASKED = (
    'SELECT j.seq, j.id, j.at, j."by", j.kind, j.event, j.field, CAST(j.value AS text), CAST(j.before AS text), '
    "j.document_key, j.span_start, j.span_end, j.note, j.undoes FROM judgement j"
)


def _held(connection: Connection, found: Sequence[Sequence[Any]]) -> list[Held]:
    """The judgements of rows of `_ASKED`, with the mentions that they are tied to."""
    ties: dict[int, list[str]] = {row[0]: [] for row in found}
    if ties:
        asked = "SELECT judgement, mention_key FROM judgement_mention WHERE judgement IN :seqs"
        for seq, key in rows(connection, asked, seqs=list(ties)):
            ties[seq].append(key)
    return [Held(row[0], _judgement(row, ties[row[0]])) for row in found]


def _judgement(row: Sequence[Any], keys: Iterable[str]) -> Judgement:
    _, id, at, by, kind, event, field, value, before, document_key, start, end, note, undoes = row
    span = None if start is None else Span(start, end)
    return Judgement(id, at, by, kind, tuple(sorted(keys)), event, field, plain(value), plain(before), document_key, span, note, undoes)
