"""The index of events column by column in memory: a transaction in; which events have a value, and how often each value comes, out.

SQLite finds the numbers of forty thousand events in some hundredths of a second; to fetch all that is counted of them takes
ten times as long. Fifty bytes an event are 5 MB for a hundred thousand of them.
"""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any

from sqlalchemy import Connection

from rasad.store import bits, changes
from rasad.store.bits import Bits
from rasad.store.direct import portions, rows
from rasad.store.entries import FIRST_DATED
from rasad.store.search_code import CODED, values_of

COLUMNS = (*CODED, "day")  # three codes and the ordinal of the day, 0 where it is not known
TOLD = ", ".join((*(f"e.{name}" for name in CODED), f"e.entry / {FIRST_DATED} AS day", "e.killed", "e.injured"))
_READ = f"SELECT e.event, {TOLD}, e.day_end, e.sources FROM event_entry e"
_AT_ONCE = 10_000  # rows
_MOST_READ = 500  # of what has changed
_TOLL = 24  # bits of a cell that hold the number of its toll
_TOLLS = (1 << _TOLL) - 1

_FEW = 10  # an event in so many: fewer are looked for, more are sifted
_MOST = 64  # values whose events are kept at hand

Toll = tuple[int | None, int | None]  # killed and injured, None where not told


class Columns:
    """Of each event by its number: the cells of COLUMNS, each a value with the toll told with it; the last day; the sources."""

    def __init__(self) -> None:
        self._known: int | None = None  # the number of the last change that is in
        self._begin()

    def _begin(self) -> None:
        self._there = bytearray()  # 1 at the number of each event
        self._cells = {name: array("q") for name in COLUMNS}
        self._ends, self._sources = array("q"), array("q")
        self._tolls: list[Toll] = []
        self._numbers: dict[Toll, int] = {}  # of tolls, in that list
        self._days: dict[str | None, int] = {None: 0}
        self._values: dict[int, tuple[Any, ...]] = {}
        self._found: OrderedDict[Hashable, _Found] = OrderedDict()
        self.all: Bits = 0  # all events

    def bring_up(self, connection: Connection) -> bool:
        """Brings them to what the transaction sees; False where they know what it does not see yet."""
        news = None if self._known is None else changes.since(connection, self._known)
        if news is not None:
            touched = sorted(news.before)
            for seq in touched:
                self._there[seq : seq + 1] = bytes(len(self._there[seq : seq + 1]))
            for first in range(0, len(touched), _MOST_READ):
                some = touched[first : first + _MOST_READ]
                self._take(connection, rows(connection, f"{_READ} WHERE e.event IN :seqs", seqs=some))
            self._known = news.last
            self._change(touched)
            return True
        last = changes.last(connection)
        if self._known is not None and last < self._known:
            return False
        self._begin()
        for portion in portions(connection, f"{_READ} NOT INDEXED", {}, _AT_ONCE):
            self._take(connection, portion)
        self._known, self.all = last, bits.of_bytes(self._there)
        return True

    def _take(self, connection: Connection, found: Sequence[tuple[Any, ...]]) -> None:
        missing = max((row[0] for row in found), default=-1) + 1 - len(self._there)
        if missing > 0:
            self._there.extend(bytes(missing))
            for column in (*self._cells.values(), self._ends, self._sources):
                column.frombytes(bytes(missing * column.itemsize))
        codes = {code for row in found for code in row[1 : 1 + len(CODED)]}
        self._values |= values_of(connection, codes - self._values.keys())
        columns = tuple(self._cells.values())
        for seq, *values, killed, injured, end, sources in found:
            number = self._numbers.setdefault((killed, injured), len(self._tolls))
            if number == len(self._tolls):
                self._tolls.append((killed, injured))
            for column, value in zip(columns, values, strict=True):
                column[seq] = value << _TOLL | number
            if end not in self._days:
                self._days[end] = date.fromisoformat(end).toordinal()
            self._ends[seq], self._sources[seq], self._there[seq] = self._days[end], sources, 1

    def _change(self, touched: Sequence[int]) -> None:
        """Brings up what is kept at hand."""
        mine = [seq for seq in touched if seq < len(self._there)]
        changed, there = bits.of(mine), [seq for seq in mine if self._there[seq]]
        self.all = self.all & ~changed | bits.of(there)
        for found in self._found.values():
            found.events = found.events & ~changed | bits.of(seq for seq in there if found.holds(found.column[seq]))

    def of_codes(self, key: Hashable, name: str, holds: Callable[[tuple[Any, ...]], bool]) -> Bits:
        """The events of whose coded values (by a name of CODED) something holds. `key` tells what, here and below."""
        return self._where(key, self._cells[name], _Known(lambda cell: holds(self._values[cell >> _TOLL])).__getitem__)

    def of_toll(self, key: Hashable, place: int, low: float, high: float) -> Bits:
        """The events that tell killed (`place` 0) or injured (1) between two figures."""

        def holds(cell: int) -> bool:
            told = self._tolls[cell & _TOLLS][place]
            return told is not None and low <= told <= high

        return self._where(key, self._cells["kind"], _Known(holds).__getitem__)

    def of_sources(self, key: Hashable, low: float, high: float) -> Bits:
        """The events that so many sources tell."""
        return self._where(key, self._sources, lambda sources: low <= sources <= high)

    def from_day(self, first: int) -> Bits:
        """The events that began on a day, by its ordinal, or later."""
        return self._where(("from", first), self._cells["day"], (max(first, 1) << _TOLL).__le__)

    def to_day(self, last: int) -> Bits:
        """The events that ended by a day."""
        return self._where(("to", last), self._ends, _Known(lambda day: 0 < day <= last).__getitem__)

    def _where(self, key: Hashable, column: array[int], holds: Callable[[int], bool]) -> Bits:
        if key not in self._found:
            self._found[key] = _Found(column, holds, bits.of_bytes(bytes(map(holds, column))) & self.all)
            if len(self._found) > _MOST:
                self._found.popitem(last=False)
        self._found.move_to_end(key)
        return self._found[key].events

    def counted(self, events: Bits) -> dict[str, dict[int, tuple[int, int, int]]]:
        """How many of the events have each value, with the sums of what they tell killed and injured, by COLUMNS."""
        found: dict[str, dict[int, tuple[int, int, int]]] = {}
        tolls = [(killed or 0, injured or 0) for killed, injured in self._tolls]
        few = events.bit_count() * _FEW < len(self._there)
        numbers, members = (bits.numbers(events), b"") if few else ((), bits.to_bytes(events, len(self._there)))
        for name, cells in self._cells.items():
            sums: dict[int, tuple[int, int, int]] = {}
            met: Iterable[int] = map(cells.__getitem__, numbers) if few else compress(cells, members)
            for cell, many in Counter(met).items():
                value, (killed, injured) = cell >> _TOLL, tolls[cell & _TOLLS]
                before = sums.get(value, (0, 0, 0))
                sums[value] = before[0] + many, before[1] + many * killed, before[2] + many * injured
            found[name] = sums
        return found


@dataclass(slots=True)
class _Found:
    """The events of a column of which something holds."""

    column: array[int]
    holds: Callable[[int], bool]
    events: Bits


class _Known(dict[int, bool]):
    """What holds of a value, worked out once for each."""

    def __init__(self, holds: Callable[[int], bool]) -> None:
        self._holds = holds

    def __missing__(self, value: int) -> bool:
        # 0 stands where there is no event.
        self[value] = found = value > 0 and self._holds(value)
        return found
