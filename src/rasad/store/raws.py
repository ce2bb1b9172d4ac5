"""The bytes that texts of reports were taken from: kept once by their hash, packed, and given back as they were."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from rasad.store.rows import among, batches
from rasad.store.schema import raw as table

_LEVEL = 6


def row_of(data: bytes, sha256: str, media: str | None) -> dict[str, Any]:
    """The row that keeps these bytes."""
    return {"sha256": sha256, "media": media, "size": len(data), "packed": zlib.compress(data, _LEVEL)}


def held(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Those of the hashes whose bytes are kept."""
    found: set[str] = set()
    for some in batches(hashes):
        found.update(connection.scalars(select(table.c.sha256).where(among(connection, table.c.sha256, some))))
    return found


def insert_raws(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps the bytes of these rows, which are not kept yet."""
    if rows:
        connection.execute(insert(table), list(rows))


def bytes_of(connection: Connection, sha256: str) -> bytes | None:
    """The bytes with this hash, None where they were not kept; ValueError where they are no longer what they were."""
    packed = connection.scalar(select(table.c.packed).where(table.c.sha256 == sha256))
    return None if packed is None else _unpacked(bytes(packed), sha256)


def size_of(connection: Connection, sha256: str) -> int | None:
    """How many bytes are kept with this hash, None where none are."""
    return connection.scalar(select(table.c.size).where(table.c.sha256 == sha256))


def damaged(connection: Connection) -> Iterator[str]:
    """The hashes of bytes that are no longer what they were."""
    last = ""
    while (sha256 := connection.scalar(select(table.c.sha256).where(table.c.sha256 > last).order_by(table.c.sha256).limit(1))) is not None:
        last = sha256
        try:
            bytes_of(connection, sha256)
        except ValueError:
            yield sha256


def _unpacked(packed: bytes, sha256: str) -> bytes:
    try:
        data = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(f"the bytes kept as {sha256} are damaged") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"the bytes kept as {sha256} are not those of this hash: somebody changed them")
    return data
