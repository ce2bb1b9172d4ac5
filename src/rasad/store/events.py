"""Events <-> rows: derived events in, their rows written anew where they differ; events, their mentions and former ids out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from rasad.event import Event, Told
from rasad.search.words import SearchWords
from rasad.store.direct import column, day, plain, rows, run
from rasad.store.documents import plain_text
from rasad.store.engine import Written, dumps
from rasad.store.records import from_plain, to_json
from rasad.store.rows import begins, insert_many
from rasad.store.schema import event, event_actor, event_former, event_mention
from rasad.store.search_entry import Entry, entry
from rasad.store.search_index import index_made


@dataclass(frozen=True, slots=True)
class Holding:
    """An event as it stands in the project: its number, its id and the numbers of its mentions."""

    seq: int
    id: str
    mentions: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes events, and when: the number of the maker, the time."""

    maker: int
    at: str


def holding(connection: Connection, seqs: Collection[int]) -> list[Holding]:
    """The events that hold any of the mentions, with all their mentions."""
    asked = (
        "SELECT e.seq, e.id, m.mention FROM event e JOIN event_mention m ON m.event = e.seq "
        "WHERE e.seq IN (SELECT event FROM event_mention WHERE mention IN :seqs)"
    )
    held: dict[tuple[int, str], set[int]] = {}
    for seq, event_id, number in rows(connection, asked, seqs=sorted(seqs)):
        held.setdefault((seq, event_id), set()).add(number)
    return [Holding(seq, event_id, frozenset(held[seq, event_id])) for seq, event_id in sorted(held)]


@dataclass(frozen=True, slots=True)
class Made:
    """An event ready to be stored: its id, the keys of its mentions, its columns, its actors with their roles.

    Its record is written out already, by whichever process made it: the one that stores has enough to do. So is its entry
    in the search index, where whoever made it had the words for it.
    """

    id: str
    mentions: tuple[str, ...]
    row: dict[str, Any]
    actors: tuple[tuple[str, str], ...]
    entry: Entry | None = None


def rewrite(
    connection: Connection, old: Collection[Holding], new: Iterable[Made], numbers: Mapping[str, int], stamp: Stamp
) -> int:
    """Puts events in the place of old ones; how many rows of events were made or changed.

    `numbers` are those of the mentions by key. A row whose event is the same is left as it is, with its time. Ids that
    are gone lead to the events that have their mentions now.
    """
    ours = {found.id: found for found in old}
    fresh = {found.id: found for found in new}
    _drop_mentions(connection, [found.seq for found in old])
    gone = [found for key, found in ours.items() if key not in fresh]
    _move_former(connection, gone, fresh, numbers)
    _remove(connection, [found.seq for found in gone])
    seqs, changed = _write(connection, fresh, {key: found.seq for key, found in ours.items() if key in fresh}, stamp)
    ties = ({"event": seqs[key], "mention": numbers[m]} for key, found in fresh.items() for m in found.mentions)
    insert_many(connection, event_mention, ties)
    index_made(connection, {key: found.entry for key, found in fresh.items() if found.entry is not None})
    return changed


def _drop_mentions(connection: Connection, seqs: list[int]) -> None:
    run(connection, "DELETE FROM event_mention WHERE event IN :seqs", seqs=seqs)


def _remove(connection: Connection, seqs: list[int]) -> None:
    if seqs:
        run(connection, "DELETE FROM event_actor WHERE event IN :seqs", seqs=seqs)
        run(connection, "DELETE FROM event WHERE seq IN :seqs", seqs=seqs)


def _move_former(
    connection: Connection, gone: list[Holding], fresh: Mapping[str, Made], numbers: Mapping[str, int]
) -> None:
    """Ids that are gone become former ids of the events that have their mentions; ids that are back are former no more."""
    run(connection, "DELETE FROM event_former WHERE former IN :ids", ids=sorted(fresh))
    if not gone:
        return
    of = {numbers[m]: key for key, found in fresh.items() for m in found.mentions}
    heirs = {found.id: sorted({of[m] for m in found.mentions if m in of}) for found in gone}
    links: set[tuple[str, str]] = {(former, now) for former, found in heirs.items() for now in found}
    for former, current in rows(connection, "SELECT former, current FROM event_former WHERE current IN :ids", ids=sorted(heirs)):
        links.update((former, now) for now in heirs[current] if former != now)
    run(connection, "DELETE FROM event_former WHERE current IN :ids", ids=sorted(heirs))
    ids = sorted({former for former, _ in links})
    known = set(map(tuple, rows(connection, "SELECT former, current FROM event_former WHERE former IN :ids", ids=ids)))
    insert_many(connection, event_former, ({"former": a, "current": b} for a, b in sorted(links - known)))


def _write(
    connection: Connection, fresh: Mapping[str, Made], seqs: Mapping[str, int], stamp: Stamp
) -> tuple[dict[str, int], int]:
    """Stores what is new and what differs; the numbers of all, and how many were stored."""
    stored: dict[str, str] = {}
    if seqs:
        asked = "SELECT id, CAST(record AS text) FROM event WHERE id IN :ids"
        stored.update(rows(connection, asked, ids=sorted(seqs)))
    numbers = dict(seqs)
    new: list[dict[str, Any]] = []
    changed: list[Made] = []
    for key, found in fresh.items():
        row = found.row | {"changed": stamp.at, "maker": stamp.maker}
        if key not in seqs:
            new.append(row)
        elif stored[key] != row["record"] and plain(stored[key]) != json.loads(row["record"]):
            connection.execute(update(event).where(event.c.seq == seqs[key]).values(**row))
            run(connection, "DELETE FROM event_actor WHERE event = :seq", seq=seqs[key])
            changed.append(found)
    insert_many(connection, event, new)
    numbers.update(rows(connection, "SELECT id, seq FROM event WHERE id IN :ids", ids=[row["id"] for row in new]))
    changed += [fresh[row["id"]] for row in new]
    insert_many(connection, event_actor, _actors(changed, numbers))
    return numbers, len(changed)


def _actors(changed: Iterable[Made], numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for found in changed:
        for role, actor in found.actors:
            yield {"event": numbers[found.id], "role": role, "actor": actor}


def made(found: Event, told: Sequence[Told] = (), words: SearchWords | None = None) -> Made:
    """The event made ready to be stored; with `words` and what tells it, in the order of the keys, also to be searched for."""
    place, when, killed, injured = found.place, found.when, found.killed, found.injured
    row = {
        "id": found.id, "type": found.type, "reality": found.reality, "attribution": found.attribution,
        "place_id": place.place_id if place else None, "place": plain_text(place.name) if place else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None, "lon": place.lon if place else None,
        "geo_precision": int(place.precision) if place and place.precision is not None else None,
        "date_start": when.start if when else None, "date_end": when.end if when else None,
        "date_precision": int(when.precision) if when else None,
        "killed_low": killed.low if killed else None, "killed_best": killed.best if killed else None,
        "killed_high": killed.high if killed else None, "injured_low": injured.low if injured else None,
        "injured_best": injured.best if injured else None, "injured_high": injured.high if injured else None,
        "sources": found.sources, "grade": found.grade, "state": found.state,
        "record": _written(found),
    }  # fmt: skip
    roles = (("initiator", found.initiators), ("target", found.targets))
    # The index has the words as they were read, not as reviewers corrected them: such are read again.
    indexed = entry(found, told, words) if words is not None and not any(t.corrected for t in told) else None
    actors = tuple((role, actor) for role, ids in roles for actor in dict.fromkeys(ids))
    return Made(found.id, found.mentions, row, actors, indexed)


def _written(found: Event) -> str:
    """Its record as the row holds it."""
    told = to_json(replace(found, former=()) if found.former else found)
    try:
        told.encode()
    except UnicodeEncodeError:
        told = dumps(json.loads(told))
    return Written(told)


def events(connection: Connection, ids: Collection[str]) -> dict[str, Event]:
    """Events by id, with the ids under which they were known before; those that are not there are left out."""
    former: dict[str, list[str]] = {}
    asked = sorted(ids)
    for old, current in rows(connection, "SELECT former, current FROM event_former WHERE current IN :ids ORDER BY former", ids=asked):
        former.setdefault(current, []).append(old)
    records = rows(connection, "SELECT id, CAST(record AS text) FROM event WHERE id IN :ids", ids=asked)
    return {id: from_plain(Event, plain(record) | {"former": former.get(id, ())}) for id, record in records}


class Headline(NamedTuple):
    """What, where and when: by these an event is named in a line."""

    id: str
    type: str
    place_id: str | None
    place: str | None
    day: date | None


def headlines(connection: Connection, ids: Collection[str]) -> dict[str, Headline]:
    """The headlines of the events that are there."""
    found = rows(connection, "SELECT id, type, place_id, place, date_start FROM event WHERE id IN :ids", ids=sorted(ids))
    return {id: Headline(id, kind, place_id, place, day(start)) for id, kind, place_id, place, start in found}


def ids_of_numbers(connection: Connection, seqs: Iterable[int]) -> dict[int, str]:
    """The ids of events by their numbers."""
    return dict(rows(connection, "SELECT seq, id FROM event WHERE seq IN :seqs", seqs=list(seqs)))


def ids_like(connection: Connection, prefix: str, limit: int = 10) -> list[str]:
    """The ids of events that begin so."""
    found = select(event.c.id).where(begins(event.c.id, prefix)).order_by(event.c.id).limit(limit)
    return list(connection.execute(found).scalars())


def ids_of_former(connection: Connection, former: str) -> list[str]:
    """The ids of the events that an id leads to that is one no more."""
    return column(connection, "SELECT current FROM event_former WHERE former = :former ORDER BY current", former=former)


def ids_of_mentions(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """The id of the event of each mention that is in one."""
    asked = (
        "SELECT m.key, e.id FROM mention m JOIN event_mention t ON t.mention = m.seq JOIN event e ON e.seq = t.event "
        "WHERE m.key IN :keys"
    )
    return dict(rows(connection, asked, keys=sorted(keys)))


def count(connection: Connection) -> int:
    """How many events there are."""
    number: int = connection.execute(select(func.count()).select_from(event)).scalar_one()
    return number
