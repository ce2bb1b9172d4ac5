"""Makers, which code and kit made a row: a Maker in, its number in the project out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from rasad.store.schema import maker as table


@dataclass(frozen=True, slots=True)
class Maker:
    """A version of the code and of the kit; `kit` is a hash of what the data files hold."""

    code: str
    kit: str


def number_there(connection: Connection, maker: Maker) -> int | None:
    """The maker's number, None where it has made nothing yet."""
    asked = select(table.c.seq).where(table.c.code == maker.code, table.c.kit == maker.kit)
    return connection.scalar(asked)


def number_of(connection: Connection, maker: Maker, at: str) -> int:
    """The maker's number, given to it now where it has none. Only within `writing`."""
    found = number_there(connection, maker)
    if found is None:
        row = {"code": maker.code, "kit": maker.kit, "since": at}
        found = connection.execute(insert(table).returning(table.c.seq), row).scalar_one()
    return found
