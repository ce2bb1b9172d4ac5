"""What linking keeps of mentions: pending marks, signatures, blocking keys and linked pairs, by the mention's number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, text, update

from rasad.store.rows import among, batches, begins, insert_many
from rasad.store.schema import link_key, link_pair, mention, project

# As the index of pending mentions has it: SQLite uses that for these words only, and for no order by another column.
_PENDING = text("mention.pending")
_STREAMED = 5000  # rows in memory
_WHOLE = "linking"  # the note in the project that all is being linked anew


class Waiting(NamedTuple):
    """A mention that is to be linked, or, where it is current no more, to be taken out of events."""

    seq: int
    key: str
    current: bool


def waiting(connection: Connection, limit: int) -> list[Waiting]:
    """Some mentions that are pending, at most `limit`."""
    rows = select(mention.c.seq, mention.c.key, mention.c.current).where(_PENDING).limit(limit)
    return [Waiting(*row) for row in connection.execute(rows)]


def count_waiting(connection: Connection) -> int:
    """How many mentions are pending."""
    number: int = connection.execute(select(func.count()).select_from(mention).where(_PENDING)).scalar_one()
    return number


def count_current(connection: Connection) -> int:
    """How many mentions are current."""
    number: int = connection.execute(select(func.count()).select_from(mention).where(mention.c.current)).scalar_one()
    return number


def keys(connection: Connection, seqs: Collection[int]) -> dict[int, str]:
    """The keys of those of the mentions that are current."""
    found: dict[int, str] = {}
    for part in batches(sorted(seqs)):
        rows = select(mention.c.seq, mention.c.key).where(among(connection, mention.c.seq, part), mention.c.current)
        found.update((seq, key) for seq, key in connection.execute(rows))
    return found


def gone(connection: Connection, seqs: Collection[int]) -> dict[int, str]:
    """The keys of those of the mentions that are current no more."""
    found: dict[int, str] = {}
    for part in batches(sorted(seqs)):
        rows = select(mention.c.seq, mention.c.key).where(among(connection, mention.c.seq, part), ~mention.c.current)
        found.update((seq, key) for seq, key in connection.execute(rows))
    return found


def numbers(connection: Connection, mention_keys: Collection[str]) -> dict[str, int]:
    """The numbers of mentions by key, whether current or not; keys that are not there are left out."""
    found: dict[str, int] = {}
    for part in batches(sorted(mention_keys)):
        rows = select(mention.c.key, mention.c.seq).where(among(connection, mention.c.key, part))
        found.update((key, seq) for key, seq in connection.execute(rows))
    return found


def signatures(connection: Connection, seqs: Collection[int]) -> dict[int, bytes]:
    """The signatures of the mentions that have one."""
    found: dict[int, bytes] = {}
    for part in batches(sorted(seqs)):
        rows = select(mention.c.seq, mention.c.signature).where(among(connection, mention.c.seq, part), mention.c.signature.is_not(None))
        found.update((seq, bytes(data)) for seq, data in connection.execute(rows))
    return found


def keys_like(connection: Connection, prefix: str, limit: int = 10) -> list[str]:
    """The keys of current mentions that begin so."""
    rows = select(mention.c.key).where(begins(mention.c.key, prefix), mention.c.current).order_by(mention.c.key).limit(limit)
    return list(connection.execute(rows).scalars())


def unsigned(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Those of the mentions that are current and have no signature."""
    found: set[int] = set()
    for part in batches(sorted(seqs)):
        rows = select(mention.c.seq).where(among(connection, mention.c.seq, part), mention.c.current, mention.c.signature.is_(None))
        found.update(connection.execute(rows).scalars())
    return found


def members(connection: Connection, block_keys: Collection[str]) -> Iterator[tuple[str, int]]:
    """The mentions of each block, (key, number)."""
    for part in batches(sorted(block_keys)):
        rows = select(link_key.c.key, link_key.c.mention).where(among(connection, link_key.c.key, part))
        yield from ((key, seq) for key, seq in connection.execute(rows))


def pairs(connection: Connection, seqs: Collection[int]) -> dict[tuple[int, int], float]:
    """The linked pairs of which one at least is among the mentions, with their weights."""
    found: dict[tuple[int, int], float] = {}
    for part in batches(sorted(seqs)):
        for column in (link_pair.c.a, link_pair.c.b):
            rows = connection.execute(select(link_pair).where(among(connection, column, part)))
            found.update(((a, b), weight) for a, b, weight in rows)
    return found


def forget(connection: Connection, seqs: Collection[int]) -> None:
    """Takes away the blocking keys and pairs of the mentions."""
    for part in batches(sorted(seqs)):
        connection.execute(delete(link_key).where(among(connection, link_key.c.mention, part)))
        connection.execute(delete(link_pair).where(or_(among(connection, link_pair.c.a, part), among(connection, link_pair.c.b, part))))


def drop_pairs(connection: Connection, first: int, last: int) -> None:
    """Takes away the pairs whose first mention has a number of this range."""
    connection.execute(delete(link_pair).where(link_pair.c.a.between(first, last)))


def begin_whole(connection: Connection, at: str) -> None:
    """Notes that all is being linked anew."""
    if not unfinished(connection):
        connection.execute(insert(project).values(key=_WHOLE, value=at))


def unfinished(connection: Connection) -> bool:
    """Whether linking all anew was begun and has not ended."""
    return connection.execute(select(project.c.value).where(project.c.key == _WHOLE)).first() is not None


def end_whole(connection: Connection) -> None:
    """Notes that all was linked anew."""
    connection.execute(delete(project).where(project.c.key == _WHOLE))


def unread(connection: Connection, after: int, limit: int) -> dict[int, str]:
    """The first current mentions after a number that have no signature, or that wait to be linked by what they say now."""
    wanted = mention.c.current & (mention.c.pending | mention.c.signature.is_(None)) & (mention.c.seq > after)
    rows = connection.execute(select(mention.c.seq, mention.c.key).where(wanted).order_by(mention.c.seq).limit(limit))
    return dict(rows.all())


def all_signed(connection: Connection) -> Iterator[tuple[int, str, bytes]]:
    """Number, key and signature of every current mention that has one, a few thousand in memory at a time."""
    after = 0
    columns = select(mention.c.seq, mention.c.key, mention.c.signature)
    while True:
        wanted = mention.c.current & mention.c.signature.is_not(None) & (mention.c.seq > after)
        rows = connection.execute(columns.where(wanted).order_by(mention.c.seq).limit(_STREAMED)).all()
        if not rows:
            return
        for seq, key, data in rows:
            yield seq, key, bytes(data)
        after = rows[-1][0]


def current_signatures(connection: Connection, seqs: Collection[int]) -> dict[int, bytes]:
    """The signatures of those of the mentions that are current and have one."""
    found: dict[int, bytes] = {}
    for part in batches(sorted(seqs)):
        wanted = among(connection, mention.c.seq, part) & mention.c.current & mention.c.signature.is_not(None)
        found.update((seq, bytes(data)) for seq, data in connection.execute(select(mention.c.seq, mention.c.signature).where(wanted)))
    return found


def not_among(connection: Connection, seqs: Collection[int]) -> set[int]:
    """The current mentions whose number is none of these."""
    found: set[int] = set()
    after = 0
    while True:
        wanted = mention.c.current & (mention.c.seq > after)
        some = connection.execute(select(mention.c.seq).where(wanted).order_by(mention.c.seq).limit(_STREAMED)).scalars().all()
        if not some:
            return found
        found.update(seq for seq in some if seq not in seqs)
        after = some[-1]


def write_keys(connection: Connection, rows: Iterable[tuple[str, int]]) -> None:
    """Stores blocking keys, (key, number of the mention)."""
    insert_many(connection, link_key, ({"key": key, "mention": seq} for key, seq in rows))


def write_pairs(connection: Connection, found: Iterable[tuple[int, int, float]]) -> None:
    """Stores linked pairs."""
    insert_many(connection, link_pair, ({"a": a, "b": b, "weight": weight} for a, b, weight in found))


def write_signatures(connection: Connection, made: Iterable[tuple[int, bytes]]) -> None:
    """Stores signatures by the mention's number."""
    for seq, data in made:
        connection.execute(update(mention).where(mention.c.seq == seq).values(signature=data))


def done(connection: Connection, seqs: Collection[int]) -> None:
    """The mentions are linked: they are pending no more."""
    for part in batches(sorted(seqs)):
        connection.execute(update(mention).where(among(connection, mention.c.seq, part), mention.c.pending).values(pending=False))


def pend(connection: Connection, seqs: Collection[int], **also: bool) -> None:
    """The mentions are to be linked anew; `also` are other columns to set with it."""
    for part in batches(sorted(seqs)):
        connection.execute(update(mention).where(among(connection, mention.c.seq, part)).values(pending=True, **also))
