"""The index of events column by column in memory: a transaction in, the codes, day and figures of each event by its number out.

SQLite finds the numbers of forty thousand events in some hundredths of a second; to fetch all that is counted of them takes
ten times as long. Six numbers an event are 3 MB for a hundred thousand of them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import compress

from sqlalchemy import Connection

from rasad.store import changes
from rasad.store.direct import portions, rows
from rasad.store.entries import FIRST_DATED
from rasad.store.search_code import CODED

COLUMNS = (*CODED, "day")  # three codes and the ordinal of the day, 0 where it is not known
TOLD = ", ".join((*(f"e.{name}" for name in CODED), f"e.entry / {FIRST_DATED} AS day", "e.killed", "e.injured"))
_AT_ONCE = 10_000  # rows
_MOST_READ = 500  # of what has changed


class Columns:
    """Of each event its codes, day, killed and injured (0 where not told); `hit` is 1 where any are told."""

    def __init__(self) -> None:
        self._known: int | None = None  # the number of the last change that is in
        self._values = [array("q") for _ in (*COLUMNS, "killed", "injured")]
        self._hit = bytearray()

    def bring_up(self, connection: Connection) -> bool:
        """Brings them to what the transaction sees; False where they know what it does not see yet."""
        news = None if self._known is None else changes.since(connection, self._known)
        if news is not None:
            touched = sorted(news.before)
            for first in range(0, len(touched), _MOST_READ):
                some = touched[first : first + _MOST_READ]
                self._take(rows(connection, f"SELECT e.event, {TOLD} FROM event_entry e WHERE e.event IN :seqs", seqs=some))
            self._known = news.last
            return True
        last = changes.last(connection)
        if self._known is not None and last < self._known:
            return False
        for portion in portions(connection, f"SELECT e.event, {TOLD} FROM event_entry e NOT INDEXED", {}, _AT_ONCE):
            self._take(portion)
        self._known = last
        return True

    def _take(self, found: Sequence[tuple[int, ...]]) -> None:
        missing = max((row[0] for row in found), default=-1) + 1 - len(self._hit)
        if missing > 0:
            self._hit.extend(bytes(missing))
            for column in self._values:
                column.frombytes(bytes(missing * column.itemsize))
        kinds, spots, sides, days, killed, injured = self._values
        for seq, kind, spot, side, day, dead, hurt in found:
            kinds[seq], spots[seq], sides[seq], days[seq] = kind, spot, side, day
            killed[seq], injured[seq] = dead or 0, hurt or 0
            self._hit[seq] = bool(dead or hurt)

    def counted(self, seqs: Sequence[int]) -> list[Counter[int]]:
        """How many of the events have each value, by COLUMNS."""
        return [Counter(map(column.__getitem__, seqs)) for column in self._values[: len(COLUMNS)]]

    def tolls(self, seqs: Sequence[int]) -> list[Counter[tuple[int, int, int]]]:
        """Of those of the events that tell any killed or injured: how many have each value with these figures, by COLUMNS."""
        hit = list(compress(seqs, map(self._hit.__getitem__, seqs)))
        *columns, killed, injured = ([*map(column.__getitem__, hit)] for column in self._values)
        return [Counter(zip(column, killed, injured, strict=True)) for column in columns]
