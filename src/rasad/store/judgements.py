"""Judgements <-> rows: written once, read by mention, event or id; in the order in which they were made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, insert, select

from rasad.event import Judgement
from rasad.model import Span
from rasad.store.rows import among, batches
from rasad.store.schema import document, judgement, judgement_mention, mention


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
    return held_of(connection, select(judgement))


def about(connection: Connection, keys: Collection[str]) -> list[Held]:
    """The judgements tied to any of the mention keys, also those that are undone and those that undo them."""
    found: dict[int, Held] = {}
    for part in batches(sorted(keys)):
        tied = select(judgement_mention.c.judgement).where(among(connection, judgement_mention.c.mention_key, part))
        found |= {held.seq: held for held in held_of(connection, select(judgement).where(judgement.c.seq.in_(tied)))}
    return [found[seq] for seq in sorted(found)]


def of_ids(connection: Connection, prefix: str) -> list[Held]:
    """The judgements whose id begins so."""
    return held_of(connection, select(judgement).where(judgement.c.id.startswith(prefix, autoescape=True)))


def of_event(connection: Connection, event: str) -> list[Held]:
    """The judgements made about an event under this id."""
    return held_of(connection, select(judgement).where(judgement.c.event == event))


def last_time(connection: Connection) -> str:
    """When the last judgement was made; "" where there is none."""
    found: str | None = connection.execute(select(func.max(judgement.c.at))).scalar_one()
    return found or ""


def count(connection: Connection) -> int:
    """The place in the order of the last judgement; 0 where there is none."""
    last: int = connection.execute(select(func.coalesce(func.max(judgement.c.seq), 0))).scalar_one()
    return last


def keys_after(connection: Connection, last: int) -> frozenset[str]:
    """The mention keys that judgements after this place in the order are tied to."""
    rows = select(judgement_mention.c.mention_key).where(judgement_mention.c.judgement > last)
    return frozenset(connection.execute(rows).scalars())


def tied(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """The mention keys that some judgement is tied to, be it undone or not."""
    found: set[str] = set()
    for part in batches(sorted(keys)):
        rows = select(judgement_mention.c.mention_key).distinct().where(among(connection, judgement_mention.c.mention_key, part))
        found.update(connection.execute(rows).scalars())
    return frozenset(found)


def current_versions(connection: Connection, document_keys: Collection[str]) -> dict[str, str]:
    """The version of each report that is current."""
    now = document.alias("now")
    found: dict[str, str] = {}
    for part in batches(sorted(document_keys)):
        rows = select(document.c.key, now.c.key).join(now, (now.c.identity == document.c.identity) & now.c.current)
        found.update((old, key) for old, key in connection.execute(rows.where(among(connection, document.c.key, part))))
    return found


def texts(connection: Connection, document_keys: Collection[str]) -> dict[str, str]:
    """The texts of these versions."""
    found: dict[str, str] = {}
    for part in batches(sorted(document_keys)):
        found.update((key, text) for key, text in connection.execute(select(document.c.key, document.c.text).where(among(connection, document.c.key, part))))
    return found


def places(connection: Connection, keys: Collection[str]) -> list[Place]:
    """Where mentions stand that judgements are tied to; keys that no row has are passed over."""
    found: list[Place] = []
    for part in batches(sorted(keys)):
        found += _places(connection, among(connection, mention.c.key, part))
    return found


def gone_near(connection: Connection, keys: Collection[str]) -> list[Place]:
    """In all versions of the reports of these mentions: the mentions that judgements are tied to and that are none any more."""
    found: dict[str, Place] = {}
    ours = select(document.c.identity).join(mention, mention.c.document == document.c.seq)
    is_tied = select(judgement_mention.c.mention_key).where(judgement_mention.c.mention_key == mention.c.key).exists()
    for part in batches(sorted(keys)):
        mine = ours.where(among(connection, mention.c.key, part)).scalar_subquery()
        found |= {place.key: place for place in _places(connection, document.c.identity.in_(mine) & ~mention.c.current & is_tied)}
    return list(found.values())


def present(connection: Connection, document_keys: Collection[str]) -> list[Place]:
    """The current mentions of these versions of reports."""
    found: list[Place] = []
    for part in batches(sorted(document_keys)):
        found += _places(connection, among(connection, document.c.key, part) & mention.c.current)
    return found


def _places(connection: Connection, where: object) -> Iterator[Place]:
    columns = (mention.c.key, document.c.key, mention.c.type, mention.c.trigger_start, mention.c.trigger_end, mention.c.current)
    for key, doc, kind, start, end, current in connection.execute(select(*columns).join(document).where(where)):  # type: ignore[arg-type]
        yield Place(key, doc, kind, Span(start, end), current)


def held_of(connection: Connection, query: Select[tuple[object, ...]]) -> list[Held]:
    """The judgements of the rows asked for, in the order in which they were made."""
    rows = connection.execute(query.order_by(judgement.c.seq)).all()
    ties: dict[int, list[str]] = {row.seq: [] for row in rows}
    for part in batches(list(ties)):
        found = select(judgement_mention).where(among(connection, judgement_mention.c.judgement, part))
        for seq, key in connection.execute(found):
            ties[seq].append(key)
    return [Held(row.seq, _judgement(row, ties[row.seq])) for row in rows]


def _judgement(row: Row[tuple[object, ...]], keys: Iterable[str]) -> Judgement:
    span = None if row.span_start is None else Span(row.span_start, row.span_end)
    return Judgement(
        row.id, row.at, row.by, row.kind, tuple(sorted(keys)), row.event, row.field, row.value, row.before,
        row.document_key, span, row.note, row.undoes,
    )  # fmt: skip
