"""Groups of reports that are copies of one text: new texts in, the group of each out.

Two reports are in one group where a chain of nearly identical texts joins them; its name is the least key among them. So
groups are the same in whatever order the reports came.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update

from rasad.link.copies import bands_of, same_text
from rasad.store.rows import among, batches, insert_many
from rasad.store.schema import band, document, mention


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
    grouping = Grouping({key: tuple(map(_number, bands_of(text))) for key, text in texts.items()})
    sharing: dict[int, list[str]] = {}  # band -> keys of reports that have it
    groups: dict[str, str] = {}
    wanted = {number for bands in grouping.bands.values() for number in bands}
    for some in batches(sorted(wanted), 4000):
        asked = select(band.c.band, document.c.key, document.c.copies).join(document, band.c.document == document.c.seq)
        for number, key, group in connection.execute(asked.where(among(connection, band.c.band, some)).order_by(document.c.key)):
            sharing.setdefault(number, []).append(key)
            groups[key] = group
    seen = _Texts(connection, dict(texts))
    for key in sorted(texts):
        others: dict[str, int] = {}
        for number in grouping.bands[key]:
            for other in sharing.setdefault(number, []):
                others[other] = others.get(other, 0) + 1
            sharing[number].append(key)
        # The likeliest first: once one member of a group is alike, its others need no look.
        for other in sorted(others, key=lambda k: (-others[k], k)):
            if grouping.group(key) != grouping.group(groups[other]) and same_text(texts[key], seen.of(other)):
                grouping.join(key, groups[other])
        groups[key] = key
    return grouping


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


@dataclass(slots=True)
class _Texts:
    """Texts by key, asked for once."""

    connection: Connection
    texts: dict[str, str]

    def of(self, key: str) -> str:
        if key not in self.texts:
            self.texts[key] = self.connection.execute(select(document.c.text).where(document.c.key == key)).scalar_one()
        return self.texts[key]


def _number(name: str) -> int:
    """The band as the signed number of 64 bits that both databases store."""
    return int.from_bytes(bytes.fromhex(name), "big", signed=True)

