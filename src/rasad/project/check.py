"""Checks that a project is whole: a project in, every fault in it out, with what can be derived anew marked so."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Text, cast, func, select

from rasad.model import Document, EventMention, Span
from rasad.store import copies, documents, raws
from rasad.store.mentions import keyed
from rasad.store.records import from_plain
from rasad.store.rows import among, batches
from rasad.store.schema import (
    document,
    event,
    event_mention,
    judgement,
    judgement_mention,
    mention,
)  # fmt: skip

if TYPE_CHECKING:
    from rasad.project.project import Project

_AT_ONCE = 200  # documents in memory


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what; `derived` where it can be made good from documents, mentions and judgements."""

    what: str
    reason: str
    derived: bool = False


@dataclass(slots=True)
class Checked:
    """How much was looked at."""

    documents: int = 0
    mentions: int = 0
    judgements: int = 0
    events: int = 0


def check(project: Project, checked: Checked) -> Iterator[Fault]:
    """Every fault, as they are found; `checked` counts what was looked at. All of it is seen as of one moment."""
    with project.reading() as connection:
        yield from _database(connection)
        yield from _documents(connection, checked)
        yield from (Fault(f"the source {sha256}", "its bytes are not those of this hash: somebody changed them") for sha256 in raws.damaged(connection))
        yield from _versions(connection)
        yield from _copies(connection)
        yield from _judgements(connection, checked)
        yield from _events(connection, checked)


def _database(connection: Connection) -> Iterator[Fault]:
    """What SQLite finds of its own file; a server keeps its own."""
    if connection.dialect.name != "sqlite":
        return
    for row in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield Fault("the file", f"SQLite finds it damaged: {row[0]}")
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault(f"row {row[1]} of {row[0]}", f"refers to a row of {row[2]} that is not there")


def _documents(connection: Connection, checked: Checked) -> Iterator[Fault]:
    """Each document and its mentions: keys of their content, spans within the text, quotes as the text has them."""
    asked = select(document.c.seq, document.c.key, document.c.identity, document.c.current, document.c.sha256, *documents.COLUMNS)
    last = 0
    while rows := connection.execute(asked.where(document.c.seq > last).order_by(document.c.seq).limit(_AT_ONCE)).all():
        last = rows[-1].seq
        checked.documents += len(rows)
        told = _mentions(connection, [row.seq for row in rows])
        for row in rows:
            read = documents.document_of(row)
            if documents.key_of(read) != row.key:
                yield Fault(f"document {row.key}", "is not the text that its key was made of: somebody changed it")
            elif documents.identity_of(read, row.key) != row.identity:
                yield Fault(f"document {row.key}", "its address is not the one it is filed under")
            if row.sha256 != (read.origin.sha256 if read.origin else None):
                yield Fault(f"document {row.key}", "is filed under another hash of its source than its origin tells")
            mine = told.get(row.seq, [])
            checked.mentions += len(mine)
            yield from _mentions_of(row, read, mine)


def _mentions(connection: Connection, seqs: list[int]) -> dict[int, list[Row[Any]]]:
    judged = select(judgement_mention.c.mention_key).where(judgement_mention.c.mention_key == mention.c.key).exists()
    columns = (mention.c.key, mention.c.type, mention.c.trigger_start, mention.c.trigger_end, mention.c.current)
    asked = select(mention.c.document, *columns, cast(mention.c.record, Text).label("record"), judged.label("judged"))
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(asked.where(among(connection, mention.c.document, seqs)).order_by(mention.c.seq)):
        found.setdefault(row.document, []).append(row)
    return found


def _mentions_of(row: Row[Any], read: Document, mine: list[Row[Any]]) -> Iterator[Fault]:
    triggers: dict[tuple[int, int], int] = {}
    for one in mine:
        name = f"mention {one.key}"
        try:
            told = from_plain(EventMention, json.loads(one.record))
        except (ValueError, TypeError, KeyError) as error:
            yield Fault(name, f"its record cannot be understood ({error})")
            continue
        trigger = (told.trigger.start, told.trigger.end)
        triggers[trigger] = triggers.get(trigger, 0) + 1
        if (one.type, one.trigger_start, one.trigger_end) != (told.type, *trigger):
            yield Fault(name, "its columns are not what its record says")
        # Of several with one trigger each has one of as many keys.
        if one.key not in keyed(row.key, [told] * (1 + sum(o.trigger_start == trigger[0] for o in mine))):
            yield Fault(name, "its key was not made of its document and trigger")
        if one.current and not row.current and not one.judged:
            yield Fault(name, "counts as told, but a later version of its report has replaced it")
        yield from (Fault(name, reason) for reason in _quotes(told, read))


def _quotes(told: EventMention, read: Document) -> Iterator[str]:
    """What is wrong with the words that a mention quotes."""
    for span in _spans(told):
        if span.end > len(read.text):
            yield f"quotes [{span.start}, {span.end}) of a text of {len(read.text)} characters"
            return
    if told.evidence and told.quote and told.quote != told.evidence[0].of(read.text):
        yield "its quote is not what the text says there"
    for place in told.places:
        if place.span and place.name != place.span.of(read.text):
            yield f"names the place {place.name!r}, but the text says {place.span.of(read.text)!r} there"


def _spans(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _spans(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _spans(getattr(value, field.name))


def _versions(connection: Connection) -> Iterator[Fault]:
    """Of the versions of a report the one that was added last is the current one."""
    rows = select(
        document.c.identity,
        func.max(document.c.seq).label("last"),
        func.max(document.c.seq).filter(document.c.current).label("current"),
        func.count().filter(document.c.current).label("number"),
    ).group_by(document.c.identity)
    grouped = rows.subquery()
    wrong = select(grouped).where((grouped.c.number != 1) | (grouped.c.last != grouped.c.current))
    for row in connection.execute(wrong.order_by(grouped.c.last)):
        told = "none" if not row.number else f"{row.number}" if row.number > 1 else "not the last one"
        yield Fault(f"report {row.identity}", f"of its versions {told} counts as the current one")


def _copies(connection: Connection) -> Iterator[Fault]:
    """The groups of copies are what the texts give."""
    grouping = copies.regrouped(connection)
    for key, group in copies.misfiled(connection, grouping).items():
        wanted = grouping.group(key)
        told = "its text gives other bands" if wanted == group else f"belongs to the copies {wanted}, not {group}"
        yield Fault(f"document {key}", f"is misfiled among copies: {told}", derived=True)


def _judgements(connection: Connection, checked: Checked) -> Iterator[Fault]:
    """Every judgement holds on to mentions, documents and judgements that are there."""
    checked.judgements = connection.scalar(select(func.count()).select_from(judgement)) or 0
    there = select(mention.c.key).where(mention.c.key == judgement_mention.c.mention_key).exists()
    joined = select(judgement.c.id, judgement_mention.c.mention_key).join(
        judgement_mention, judgement_mention.c.judgement == judgement.c.seq
    )
    for name, key in connection.execute(joined.where(~there)):
        yield Fault(f"judgement {name}", f"is about the mention {key}, which is not there")
    anchored = select(judgement_mention.c.judgement).where(judgement_mention.c.judgement == judgement.c.seq).exists()
    for name in connection.scalars(select(judgement.c.id).where(~anchored, judgement.c.kind != "undo")):
        yield Fault(f"judgement {name}", "is about no mention at all")
    other = judgement.alias()
    undone = select(other.c.id).where(other.c.id == judgement.c.undoes).exists()
    for name, undoes in connection.execute(
        select(judgement.c.id, judgement.c.undoes).where(judgement.c.undoes.is_not(None), ~undone)
    ):
        yield Fault(f"judgement {name}", f"undoes {undoes}, which is not there")
    spans = select(judgement.c.id, judgement.c.span_end, judgement.c.document_key, func.length(document.c.text))
    with_text = spans.outerjoin(document, document.c.key == judgement.c.document_key)
    for name, end, key, length in connection.execute(with_text.where(judgement.c.document_key.is_not(None))):
        if length is None:
            yield Fault(f"judgement {name}", f"quotes the document {key}, which is not there")
        elif end is not None and end > length:
            yield Fault(f"judgement {name}", f"quotes up to {end} of a text of {length} characters")


def _events(connection: Connection, checked: Checked) -> Iterator[Fault]:
    """Figures in order, and every linked mention that counts in one event, as the event says itself."""
    last = 0
    columns = [column for column in event.c if column is not event.c.record]
    asked = select(*columns, cast(event.c.record, Text).label("told")).order_by(event.c.seq).limit(_AT_ONCE)
    while rows := connection.execute(asked.where(event.c.seq > last)).all():
        last = rows[-1].seq
        checked.events += len(rows)
        members = _members(connection, [row.seq for row in rows])
        for row in rows:
            yield from (Fault(f"event {row.id}", reason, derived=True) for reason in _event(row, members.get(row.seq, [])))
    linked = select(event_mention.c.mention).where(event_mention.c.mention == mention.c.seq).exists()
    for key in connection.scalars(select(mention.c.key).where(mention.c.current, ~mention.c.pending, ~linked)):
        yield Fault(f"mention {key}", "is in no event", derived=True)
    for key in connection.scalars(select(mention.c.key).where(~mention.c.current, ~mention.c.pending, linked)):
        yield Fault(f"mention {key}", "is told no more, but is still in an event", derived=True)


def _members(connection: Connection, seqs: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in batches(seqs):
        asked = select(event_mention.c.event, mention.c.key).join(mention, mention.c.seq == event_mention.c.mention)
        for seq, key in connection.execute(asked.where(among(connection, event_mention.c.event, some))):
            found.setdefault(seq, []).append(key)
    return found


def _event(row: Any, members: Iterable[str]) -> Iterator[str]:
    try:
        told = json.loads(row.told)
        said = (told["id"], told["type"], sorted(told["mentions"]))
        figures = {name: told[name] or {} for name in ("killed", "injured")}
    except (ValueError, TypeError, KeyError) as error:
        yield f"its record cannot be understood ({error})"
        return
    if said != (row.id, row.type, sorted(members)):
        yield "its record names other mentions, or another id or type, than its row"
    for name, figure in figures.items():
        low, best, high = (getattr(row, f"{name}_{part}") for part in ("low", "best", "high"))
        if (low, best, high) != (figure.get("low"), figure.get("best"), figure.get("high")):
            yield f"its columns have other numbers of {name} than its record"
        in_order = low is None or (best is not None and 0 <= low <= best and (high is None or best <= high))
        if not in_order:
            yield f"{name}: not low <= best <= high: {low}, {best}, {high}"
