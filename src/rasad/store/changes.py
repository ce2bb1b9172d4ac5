"""What of the index of events has changed: the number of the last change known in, the events with what they were counted as out.

Triggers note each entry that is written or goes, in the transaction that does it. Only the last few thousand are kept: who
knows none of these counts anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from rasad.store.direct import first, rows

_KEPT = 4_000
_MOST = 500  # changes from which counting anew is quicker


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes up to `last`. `before` has for each event that was touched the codes, day and figures with which it was
    counted before the first of them; None where it was not there."""

    last: int
    before: Mapping[int, tuple[Any, ...] | None]


def last(connection: Connection) -> int:
    """The number of the last change; 0 where none was noted yet."""
    return int(first(connection, "SELECT max(number) FROM event_change") or 0)


def since(connection: Connection, known: int) -> Changes | None:
    """What has changed after the number `known`; None where too much has, or where it is not told any more."""
    asked = "SELECT number, event, kind, spot, sides, day, killed, injured FROM event_change WHERE number >= :known ORDER BY number LIMIT :most"
    found = rows(connection, asked, known=known, most=_MOST + 2)
    if not found:
        return Changes(0, {}) if known == 0 else None
    # The last change known must still be there: else some after it may be gone.
    if len(found) > _MOST + 1 or found[0][0] != known:
        return None
    before: dict[int, tuple[Any, ...] | None] = {}
    for _, seq, kind, *rest in found[1:]:
        before.setdefault(seq, None if kind is None else (kind, *rest))
    return Changes(found[-1][0], before)


def forget_old(connection: Connection) -> None:
    """Lets go of what nobody will ask for: changes long before the last one."""
    connection.execute(text("DELETE FROM event_change WHERE number < (SELECT max(number) FROM event_change) - :kept"), {"kept": _KEPT})


def forget_all(connection: Connection) -> None:
    """Lets go of all: what codes stand for is about to change. Numbers go on, so that nobody takes this for no change."""
    connection.execute(text("DELETE FROM event_change"))
    connection.execute(text("INSERT INTO event_change (event) VALUES (0)"))
