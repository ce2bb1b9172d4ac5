"""Events <-> rows: derived events in, their rows written anew where they differ; events, their mentions and former ids out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from rasad.event import Event
from rasad.store.documents import plain_text
from rasad.store.engine import Written, dumps
from rasad.store.records import from_plain, to_plain
from rasad.store.rows import among, batches, begins, insert_many
from rasad.store.schema import event, event_actor, event_former, event_mention, mention


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
    found: set[int] = set()
    for part in batches(sorted(seqs)):
        rows = select(event_mention.c.event).distinct().where(among(connection, event_mention.c.mention, part))
        found.update(connection.execute(rows).scalars())
    held: dict[tuple[int, str], set[int]] = {}
    for part in batches(sorted(found)):
        columns = select(event.c.seq, event.c.id, event_mention.c.mention)
        for seq, event_id, number in connection.execute(columns.join(event_mention).where(among(connection, event.c.seq, part))):
            held.setdefault((seq, event_id), set()).add(number)
    return [Holding(seq, event_id, frozenset(held[seq, event_id])) for seq, event_id in sorted(held)]


@dataclass(frozen=True, slots=True)
class Made:
    """An event ready to be stored: its id, the keys of its mentions, its columns, its actors with their roles.

    Its record is written out already, by whichever process made it: the one that stores has enough to do.
    """

    id: str
    mentions: tuple[str, ...]
    row: dict[str, Any]
    actors: tuple[tuple[str, str], ...]


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
    return changed


def _drop_mentions(connection: Connection, seqs: list[int]) -> None:
    for part in batches(seqs):
        connection.execute(delete(event_mention).where(among(connection, event_mention.c.event, part)))


def _remove(connection: Connection, seqs: list[int]) -> None:
    for part in batches(seqs):
        connection.execute(delete(event_actor).where(among(connection, event_actor.c.event, part)))
        connection.execute(delete(event).where(among(connection, event.c.seq, part)))


def _move_former(
    connection: Connection, gone: list[Holding], fresh: Mapping[str, Made], numbers: Mapping[str, int]
) -> None:
    """Ids that are gone become former ids of the events that have their mentions; ids that are back are former no more."""
    for part in batches(sorted(fresh)):
        connection.execute(delete(event_former).where(among(connection, event_former.c.former, part)))
    if not gone:
        return
    of = {numbers[m]: key for key, found in fresh.items() for m in found.mentions}
    heirs = {found.id: sorted({of[m] for m in found.mentions if m in of}) for found in gone}
    links: set[tuple[str, str]] = {(former, now) for former, found in heirs.items() for now in found}
    for part in batches(sorted(heirs)):
        for former, current in connection.execute(select(event_former).where(among(connection, event_former.c.current, part))):
            links.update((former, now) for now in heirs[current] if former != now)
        connection.execute(delete(event_former).where(among(connection, event_former.c.current, part)))
    known: set[tuple[str, str]] = set()
    for part in batches(sorted({former for former, _ in links})):
        rows = connection.execute(select(event_former).where(among(connection, event_former.c.former, part)))
        known.update((former, current) for former, current in rows)
    insert_many(connection, event_former, ({"former": a, "current": b} for a, b in sorted(links - known)))


def _write(
    connection: Connection, fresh: Mapping[str, Made], seqs: Mapping[str, int], stamp: Stamp
) -> tuple[dict[str, int], int]:
    """Stores what is new and what differs; the numbers of all, and how many were stored."""
    stored: dict[str, Any] = {}
    for part in batches(sorted(seqs)):
        stored.update((row.id, row.record) for row in connection.execute(select(event.c.id, event.c.record).where(among(connection, event.c.id, part))))
    numbers = dict(seqs)
    rows: list[dict[str, Any]] = []
    changed: list[Made] = []
    for key, found in fresh.items():
        row = found.row | {"changed": stamp.at, "maker": stamp.maker}
        if key not in seqs:
            rows.append(row)
        elif stored[key] != json.loads(row["record"]):
            connection.execute(update(event).where(event.c.seq == seqs[key]).values(**row))
            connection.execute(delete(event_actor).where(event_actor.c.event == seqs[key]))
            changed.append(found)
    for some in batches(rows):
        made = connection.execute(insert(event).returning(event.c.id, event.c.seq), some)
        numbers.update((key, seq) for key, seq in made)
    changed += [fresh[row["id"]] for row in rows]
    insert_many(connection, event_actor, _actors(changed, numbers))
    return numbers, len(changed)


def _actors(changed: Iterable[Made], numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for found in changed:
        for role, actor in found.actors:
            yield {"event": numbers[found.id], "role": role, "actor": actor}


def made(found: Event) -> Made:
    """The event made ready to be stored."""
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
        "record": Written(dumps(to_plain(replace(found, former=())))),
    }  # fmt: skip
    roles = (("initiator", found.initiators), ("target", found.targets))
    return Made(found.id, found.mentions, row, tuple((role, actor) for role, actors in roles for actor in dict.fromkeys(actors)))


def events(connection: Connection, ids: Collection[str]) -> dict[str, Event]:
    """Events by id, with the ids under which they were known before; those that are not there are left out."""
    found: dict[str, Event] = {}
    for part in batches(sorted(ids)):
        former: dict[str, list[str]] = {}
        rows = select(event_former).where(among(connection, event_former.c.current, part)).order_by(event_former.c.former)
        for old, current in connection.execute(rows):
            former.setdefault(current, []).append(old)
        for event_id, record in connection.execute(select(event.c.id, event.c.record).where(among(connection, event.c.id, part))):
            found[event_id] = replace(from_plain(Event, record), former=tuple(former.get(event_id, ())))
    return found


def stamps(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """When each of the events that are there was written last: another time, another event."""
    found: dict[str, str] = {}
    for part in batches(sorted(ids)):
        found.update((id, changed) for id, changed in connection.execute(select(event.c.id, event.c.changed).where(among(connection, event.c.id, part))))
    return found


def one(connection: Connection, event_id: str) -> Event:
    """The event of an id that is there, without its former ids."""
    return from_plain(Event, connection.execute(select(event.c.record).where(event.c.id == event_id)).scalar_one())


def ids_of_numbers(connection: Connection, seqs: Iterable[int]) -> dict[int, str]:
    """The ids of events by their numbers."""
    found: dict[int, str] = {}
    for some in batches(list(seqs)):
        found.update((seq, id) for seq, id in connection.execute(select(event.c.seq, event.c.id).where(event.c.seq.in_(some))))
    return found


def ids_like(connection: Connection, prefix: str, limit: int = 10) -> list[str]:
    """The ids of events that begin so."""
    rows = select(event.c.id).where(begins(event.c.id, prefix)).order_by(event.c.id).limit(limit)
    return list(connection.execute(rows).scalars())


def ids_of_former(connection: Connection, former: str) -> list[str]:
    """The ids of the events that an id leads to that is one no more."""
    rows = select(event_former.c.current).where(event_former.c.former == former).order_by(event_former.c.current)
    return list(connection.execute(rows).scalars())


def ids_of_mentions(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """The id of the event of each mention that is in one."""
    found: dict[str, str] = {}
    for part in batches(sorted(keys)):
        columns = select(mention.c.key, event.c.id).join(event_mention, event_mention.c.mention == mention.c.seq)
        rows = connection.execute(columns.join(event, event.c.seq == event_mention.c.event).where(among(connection, mention.c.key, part)))
        found.update((key, event_id) for key, event_id in rows)
    return found


def count(connection: Connection) -> int:
    """How many events there are."""
    number: int = connection.execute(select(func.count()).select_from(event)).scalar_one()
    return number
