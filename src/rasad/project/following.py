"""Counts of queries that follow a project as it changes: a Query in, its sums as they are now out, brought up by what changed.

Counting a hundred thousand events takes a good part of a second, bringing the counts up after a decision some milliseconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from rasad.search.conditions import All, AnyOf, Condition, Ids, Not, Query
from rasad.store import bits, changes, counts
from rasad.store.columns import COLUMNS, Columns
from rasad.store.counts import Counted, Sums
from rasad.store.entries import day_of
from rasad.store.search_code import CODED, values_of

T = TypeVar("T")
_MOST = 32  # queries
_SUMS = 50_000  # sums of all of them: some 10 MB
_marks = count(1)
_one_at_a_time = Lock()  # counting anew takes memory, and side by side no less time


@dataclass(slots=True)
class Followed:
    """What a query finds, counted; `members` tells which events (`rasad.store.bits`).

    `by` has for "kind", "spot" and "sides" the values that `search_code` codes as one, for "day" days, None where not known.
    `marks` has a number for each of them that is another one once they are others.
    """

    total: Sums
    by: dict[str, dict[Any, Sums]]
    marks: dict[str, int]
    members: bytearray
    made: dict[Hashable, tuple[int, Any]] = field(default_factory=dict)

    def of(self, name: str, what: Hashable, make: Callable[[dict[Any, Sums]], T]) -> T:
        """What is made of the counts by `name`, made anew once they are others; `what` tells it from other things made of them."""
        mark, made = self.made.get((name, what), (0, None))
        if mark == self.marks[name]:
            return made  # type: ignore[no-any-return]
        made = make(self.by[name])
        self.made[name, what] = self.marks[name], made
        return made


class Following:
    """The counts of the queries last asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Condition, _Kept] = OrderedDict()
        self._columns = Columns()

    def followed(self, connection: Connection, query: Query) -> Followed:
        """The counts of a query as the connection's transaction sees the project, or newer."""
        with self._lock:
            kept = self._kept.setdefault(query.condition, _Kept())
            self._kept.move_to_end(query.condition)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        with kept.lock:  # who asks for the same waits for it, and needs not count
            found = kept.bring_up(connection, query, self._columns)
        with self._lock:
            held = sum(kept.size for kept in self._kept.values())
            while held > _SUMS and len(self._kept) > 1:
                held -= self._kept.popitem(last=False)[1].size
        return found


@dataclass(slots=True)
class _Kept:
    lock: Lock = field(default_factory=Lock)
    counted: Counted | None = None
    last: int = 0
    codes: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    told: Followed | None = None

    @property
    def size(self) -> int:
        """How many sums it keeps."""
        return sum(map(len, self.told.by.values())) if self.told else 0

    def bring_up(self, connection: Connection, query: Query, columns: Columns) -> Followed:
        news = changes.since(connection, self.last) if self.counted and self.told and not _by_ids(query.condition) else None
        if news is None and self.told is not None and changes.last(connection) < self.last:
            return self.told  # somebody brought it up meanwhile to what this transaction does not see yet
        if news is None or self.counted is None or self.told is None:
            self.last = changes.last(connection)
            with _one_at_a_time:
                here = connection.dialect.name == "sqlite" and columns.bring_up(connection)
                self.counted, self.codes = counts.counted(connection, query, columns if here else None), {}
            self.told = self._told(connection, None, {name: self.counted.by[name].keys() for name in COLUMNS})
        elif news.before:
            touched = self._change(news, counts.entries(connection, query, news.before))
            self.told = self._told(connection, self.told, touched)
        if news is not None:
            self.last = news.last
        return self.told

    def _change(self, news: changes.Changes, now: dict[int, tuple[Any, ...]]) -> dict[str, set[int]]:
        """Counts what has come, goes or is otherwise; the values, by column, whose sums are others."""
        assert self.counted is not None
        touched: dict[tuple[str, int], Sums | None] = {}  # with the sums before
        for seq, before in news.before.items():
            was = before if before is not None and bits.holds(self.counted.members, seq) else None
            now_is = now.get(seq)
            if was == now_is:
                continue
            for row in filter(None, (was, now_is)):
                for name, value in zip(COLUMNS, row, strict=False):
                    touched.setdefault((name, value), self.counted.by[name].get(value))
            if was is not None:
                self.counted.uncount(seq, was)
            if now_is is not None:
                self.counted.count(seq, now_is)
        # One that goes and comes again under another number leaves the sums as they were.
        found: dict[str, set[int]] = {}
        for (name, value), sums in touched.items():
            if self.counted.by[name].get(value) != sums:
                found.setdefault(name, set()).add(value)
        return found

    def _told(self, connection: Connection, before: Followed | None, touched: Mapping[str, AbstractSet[int]]) -> Followed:
        """The counts by values, those anew that are others."""
        assert self.counted is not None
        by = dict(before.by) if before else {}
        marks = dict(before.marks) if before else {}
        for name, values in touched.items():
            sums = self.counted.by[name]
            if name in CODED:
                self.codes |= values_of(connection, values - self.codes.keys())
            told = dict(by.get(name, {}))
            for value in values:
                meant = self.codes[value] if name in CODED else day_of(value)
                if value in sums:
                    told[meant] = sums[value]
                else:
                    told.pop(meant, None)
            by[name] = told
            marks[name] = next(_marks)
        return Followed(self.counted.total, by, marks, self.counted.members, before.made if before else {})


def _by_ids(condition: Condition) -> bool:
    """Whether it asks for events by ids, which lead elsewhere without a change of the events."""
    if isinstance(condition, All | AnyOf):
        return any(map(_by_ids, condition.parts))
    return _by_ids(condition.part) if isinstance(condition, Not) else isinstance(condition, Ids)
