"""Groups of reports that are copies of one text: new texts in, the group of each out.

Two reports are in one group where a chain of nearly identical texts joins them; its name is the least key among them. So
groups are the same in whatever order the reports came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, delete, select, update

from rasad.link.copies import alike, banded, shingles
from rasad.store.rows import among, batches, insert_many
from rasad.store.schema import band, document, mention

_TEXTS = 200  # texts read at once


@dataclass(slots=True)
class Grouping:
    """The groups that some new reports get, and what they need to be stored."""

    bands: dict[str, tuple[int, ...]] = field(default_factory=dict)  # by key of the report
    _above: dict[str, str] = field(default_factory=dict)  # a group -> the one that it has become part of

    def group(self, name: str) -> str:
        """The group that a report or a group of that name is in now."""
        while (above := self._above.get(name, name)) != name:
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        """Makes one group of two; it has the lesser name."""
        low, high = sorted((self.group(one), self.group(other)))
        if low != high:
            self._above[high] = low

    def renamed(self) -> dict[str, str]:
        """Groups that are there no more, and which one each has become part of."""
        return {name: self.group(name) for name in self._above}


def grouped(connection: Connection, texts: dict[str, str]) -> Grouping:
    """The groups of new reports, given their texts by key."""
    found = {key: shingles(text) for key, text in texts.items()}
    grouping = Grouping({key: tuple(map(_number, banded(some))) for key, some in found.items()})
    sharing: dict[int, list[str]] = {}  # band -> keys of reports that have it
    groups: dict[str, str] = {}
    wanted = {number for bands in grouping.bands.values() for number in bands}
    for some in batches(sorted(wanted), 4000):
        asked = select(band.c.band, document.c.key, document.c.copies).join(document, band.c.document == document.c.seq)
        for number, key, group in connection.execute(asked.where(among(connection, band.c.band, some)).order_by(document.c.key)):
            sharing.setdefault(number, []).append(key)
            groups[key] = group
    compared = _Shingles(connection, list(groups), found)
    for key in sorted(texts):
        others: dict[str, int] = {}
        for number in grouping.bands[key]:
            for other in sharing.setdefault(number, []):
                others[other] = others.get(other, 0) + 1
            sharing[number].append(key)
        # The likeliest first: once one member of a group is alike, its others need no look.
        for other in sorted(others, key=lambda k: (-others[k], k)):
            if grouping.group(key) != grouping.group(groups[other]) and alike(compared.of(key), compared.of(other)):
                grouping.join(key, groups[other])
        groups[key] = key
    return grouping


def groups_there(connection: Connection, grouping: Grouping, keys: Collection[str]) -> set[str]:
    """The groups of these new reports that the project has reports of already."""
    names = {grouping.group(key) for key in keys}
    former = {old: new for old, new in grouping.renamed().items() if new in names} | {name: name for name in names}
    there: set[str] = set()
    for some in batches(sorted(former)):
        asked = select(document.c.copies).where(among(connection, document.c.copies, some)).distinct()
        there.update(former[name] for name in connection.scalars(asked))
    return there


def store_groups(connection: Connection, grouping: Grouping, numbers: dict[str, int]) -> None:
    """Stores the bands of new reports, whose rows are `numbers`, and the new names of groups that were there.

    The mentions of reports whose group has another name are left for the linking.
    """
    rows = [{"band": b, "document": numbers[key]} for key, bands in grouping.bands.items() for b in sorted(set(bands))]
    insert_many(connection, band, rows)
    for old, new in sorted(grouping.renamed().items()):
        members = select(document.c.seq).where(document.c.copies == old)
        of_them = mention.c.document.in_(members) & mention.c.current
        connection.execute(update(mention).where(of_them).values(pending=True, signature=None))
        connection.execute(update(document).where(document.c.copies == old).values(copies=new))


def regrouped(connection: Connection) -> Grouping:
    """The groups of all reports, worked out from their texts alone."""
    grouping = Grouping()
    holders: dict[int, list[str]] = {}
    last = 0
    asked = select(document.c.seq, document.c.key, document.c.text).order_by(document.c.seq).limit(200)
    while rows := connection.execute(asked.where(document.c.seq > last)).all():
        last = rows[-1].seq
        compared = _Shingles(connection, list(grouping.bands), {row.key: shingles(row.text) for row in rows})
        for _, key, _ in rows:
            grouping.bands[key] = tuple(map(_number, banded(compared.of(key))))
            shared: dict[str, int] = {}
            for number in set(grouping.bands[key]):
                for other in holders.setdefault(number, []):
                    shared[other] = shared.get(other, 0) + 1
                holders[number].append(key)
            for other in sorted(shared, key=lambda k: (-shared[k], k)):
                if grouping.group(key) != grouping.group(other) and alike(compared.of(key), compared.of(other)):
                    grouping.join(key, other)
    return grouping


def misfiled(connection: Connection, grouping: Grouping) -> dict[str, str]:
    """The reports whose group or bands are not those of `grouping`, with the group that they are filed with."""
    found: dict[str, str] = {}
    last = 0
    asked = select(document.c.seq, document.c.key, document.c.copies).order_by(document.c.seq).limit(500)
    while rows := connection.execute(asked.where(document.c.seq > last)).all():
        last = rows[-1].seq
        bands: dict[int, set[int]] = {}
        of_them = among(connection, band.c.document, [row.seq for row in rows])
        for seq, number in connection.execute(select(band.c.document, band.c.band).where(of_them)):
            bands.setdefault(seq, set()).add(number)
        for seq, key, group in rows:
            if group != grouping.group(key) or bands.get(seq, set()) != set(grouping.bands[key]):
                found[key] = group
    return found


def refile(connection: Connection, grouping: Grouping, keys: Collection[str]) -> None:
    """Files these reports as `grouping` says; their mentions are left for the linking."""
    for some in batches(sorted(keys)):
        asked = select(document.c.key, document.c.seq).where(among(connection, document.c.key, some))
        numbers = {row.key: row.seq for row in connection.execute(asked)}
        seqs = list(numbers.values())
        connection.execute(delete(band).where(among(connection, band.c.document, seqs)))
        of_them = among(connection, mention.c.document, seqs) & mention.c.current
        connection.execute(update(mention).where(of_them).values(pending=True, signature=None))
        for key, seq in numbers.items():
            connection.execute(update(document).where(document.c.seq == seq).values(copies=grouping.group(key)))
        insert_many(connection, band, ({"band": b, "document": numbers[k]} for k in some for b in sorted(set(grouping.bands[k]))))


@dataclass(slots=True)
class _Shingles:
    """What texts are compared by, of reports that may be asked for; read a few hundred at a time, once one is."""

    connection: Connection
    candidates: Iterable[str] = ()
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    _ahead: Iterator[str] | None = None

    def of(self, key: str) -> frozenset[str]:
        if key not in self.known:
            self._ahead = self._ahead or iter(self.candidates)
            wanted = [key, *islice((k for k in self._ahead if k not in self.known), _TEXTS)]
            asked = select(document.c.key, document.c.text).where(among(self.connection, document.c.key, wanted))
            self.known.update((k, shingles(text)) for k, text in self.connection.execute(asked))
        return self.known[key]


def _number(name: str) -> int:
    """The band as the signed number of 64 bits that both databases store."""
    return int.from_bytes(bytes.fromhex(name), "big", signed=True)

