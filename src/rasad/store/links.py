"""What linking keeps of mentions: pending marks, signatures, blocking keys and linked pairs, by the mention's number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, text, update

from rasad.store.direct import column, rows, run, run_many
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
    asked = select(mention.c.seq, mention.c.key, mention.c.current).where(_PENDING).limit(limit)
    return [Waiting(*row) for row in connection.execute(asked)]


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
    return dict(rows(connection, "SELECT seq, key FROM mention WHERE seq IN :seqs AND current", seqs=sorted(seqs)))


def gone(connection: Connection, seqs: Collection[int]) -> dict[int, str]:
    """The keys of those of the mentions that are current no more."""
    return dict(rows(connection, "SELECT seq, key FROM mention WHERE seq IN :seqs AND NOT current", seqs=sorted(seqs)))


def numbers(connection: Connection, mention_keys: Collection[str]) -> dict[str, int]:
    """The numbers of mentions by key, whether current or not; keys that are not there are left out."""
    return dict(rows(connection, "SELECT key, seq FROM mention WHERE key IN :keys", keys=sorted(mention_keys)))


def signatures(connection: Connection, seqs: Collection[int]) -> dict[int, bytes]:
    """The signatures of the mentions that have one."""
    asked = "SELECT seq, signature FROM mention WHERE seq IN :seqs AND signature IS NOT NULL"
    return {seq: bytes(data) for seq, data in rows(connection, asked, seqs=sorted(seqs))}


def keys_like(connection: Connection, prefix: str, limit: int = 10) -> list[str]:
    """The keys of current mentions that begin so."""
    asked = select(mention.c.key).where(begins(mention.c.key, prefix), mention.c.current).order_by(mention.c.key).limit(limit)
    return list(connection.execute(asked).scalars())


def unsigned(connection: Connection, seqs: Collection[int]) -> set[int]:
    """Those of the mentions that are current and have no signature."""
    return set(column(connection, "SELECT seq FROM mention WHERE seq IN :seqs AND current AND signature IS NULL", seqs=sorted(seqs)))


def members(connection: Connection, block_keys: Collection[str]) -> Iterator[tuple[str, int]]:
    """The mentions of each block, (key, number)."""
    for part in batches(sorted(block_keys)):
        yield from rows(connection, "SELECT key, mention FROM link_key WHERE key IN :keys", keys=part)


def pairs(connection: Connection, seqs: Collection[int]) -> dict[tuple[int, int], float]:
    """The linked pairs of which one at least is among the mentions, with their weights."""
    asked = "SELECT a, b, weight FROM link_pair WHERE a IN :seqs UNION ALL SELECT a, b, weight FROM link_pair WHERE b IN :seqs"
    return {(a, b): weight for a, b, weight in rows(connection, asked, seqs=sorted(seqs))}


def forget(connection: Connection, seqs: Collection[int]) -> None:
    """Takes away the blocking keys and pairs of the mentions."""
    if some := sorted(seqs):
        run(connection, "DELETE FROM link_key WHERE mention IN :seqs", seqs=some)
        run(connection, "DELETE FROM link_pair WHERE a IN :seqs OR b IN :seqs", seqs=some)


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
    return dict(connection.execute(select(mention.c.seq, mention.c.key).where(wanted).order_by(mention.c.seq).limit(limit)).all())


def all_signed(connection: Connection) -> Iterator[tuple[int, str, bytes]]:
    """Number, key and signature of every current mention that has one, a few thousand in memory at a time."""
    after = 0
    columns = select(mention.c.seq, mention.c.key, mention.c.signature)
    while True:
        wanted = mention.c.current & mention.c.signature.is_not(None) & (mention.c.seq > after)
        some = connection.execute(columns.where(wanted).order_by(mention.c.seq).limit(_STREAMED)).all()
        if not some:
            return
        for seq, key, data in some:
            yield seq, key, bytes(data)
        after = some[-1][0]


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


def write_keys(connection: Connection, made: Iterable[tuple[str, int]]) -> None:
    """Stores blocking keys, (key, number of the mention)."""
    insert_many(connection, link_key, ({"key": key, "mention": seq} for key, seq in made))


def write_pairs(connection: Connection, found: Iterable[tuple[int, int, float]]) -> None:
    """Stores linked pairs."""
    insert_many(connection, link_pair, ({"a": a, "b": b, "weight": weight} for a, b, weight in found))


def write_signatures(connection: Connection, made: Iterable[tuple[int, bytes]]) -> None:
    """Stores signatures by the mention's number."""
    # One statement for all: SQLAlchemy takes longer to make one than the database to do it.
    run_many(connection, "UPDATE mention SET signature = :data WHERE seq = :seq", ({"seq": seq, "data": data} for seq, data in made))


def done(connection: Connection, seqs: Collection[int]) -> None:
    """The mentions are linked: they are pending no more."""
    if seqs:
        run(connection, "UPDATE mention SET pending = FALSE WHERE seq IN :seqs AND pending", seqs=sorted(seqs))


def pend(connection: Connection, seqs: Collection[int], **also: bool) -> None:
    """The mentions are to be linked anew; `also` are other columns to set with it."""
    for part in batches(sorted(seqs)):
        connection.execute(update(mention).where(among(connection, mention.c.seq, part)).values(pending=True, **also))
