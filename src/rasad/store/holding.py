"""Which events a condition holds of: the columns in memory and a Condition in, bits out; the index is asked for what they do not tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import inf
from operator import and_, or_
from typing import Any

from sqlalchemy import Connection

from rasad.search.conditions import All, AnyOf, Compare, Condition, Facet, Not
from rasad.search.values import token
from rasad.store import bits
from rasad.store.bits import Bits
from rasad.store.columns import Columns
from rasad.store.direct import first
from rasad.store.entries import SEQ
from rasad.store.search_code import KIND, SPOT
from rasad.store.search_sql import EVENTS, Asking

_TOLLS = ("killed", "injured")
_DEGREES = ("lat", "lon")
_ROLES = ("initiator", "target")  # as facets name SIDES
_OF_KIND, _OF_SIDES = frozenset(KIND), frozenset((*_ROLES, "actor"))


@dataclass(frozen=True, slots=True)
class Holding:
    """Answers by columns that are as the transaction of the connection, one to SQLite, sees the project."""

    connection: Connection
    columns: Columns

    def of(self, condition: Condition) -> Bits:
        """The events of which the condition holds."""
        if isinstance(condition, Not):
            return self.columns.all & ~self.of(condition.part)
        if isinstance(condition, All | AnyOf):
            return self._joined(condition)
        if isinstance(condition, Facet) and _told(condition):
            return self._facet(condition)
        if isinstance(condition, Compare) and _told(condition):
            return self._compared(condition)
        return self._asked(condition)

    def _joined(self, condition: All | AnyOf) -> Bits:
        """What the columns do not tell goes to the index in one question."""
        here = [part for part in condition.parts if _told(part) or isinstance(part, Not)]
        rest = tuple(part for part in condition.parts if part not in here)
        found = [self.of(part) for part in here]
        if rest:
            found.append(self._asked(rest[0] if len(rest) == 1 else type(condition)(rest)))
        return reduce(and_, found, self.columns.all) if isinstance(condition, All) else reduce(or_, found, 0)

    def _facet(self, asked: Facet) -> Bits:
        wanted = frozenset(asked.values)
        if _fields(asked) <= _OF_KIND:
            return self.columns.of_codes(asked, "kind", lambda values: not wanted.isdisjoint(map(token, KIND, values)))
        return self.columns.of_codes(asked, "sides", lambda lists: not wanted.isdisjoint(_of_sides(lists)))

    def _compared(self, asked: Compare) -> Bits:
        if asked.column == "date":
            low, high = (None if day is None else date.fromisoformat(str(day)).toordinal() for day in (asked.low, asked.high))
            found = self.columns.all if low is None else self.columns.from_day(low)
            return found if high is None else found & self.columns.to_day(high)
        least, most = (bound if isinstance(bound, int | float) else open for bound, open in ((asked.low, -inf), (asked.high, inf)))
        if asked.column in _TOLLS:
            return self.columns.of_toll(asked, _TOLLS.index(asked.column), least, most)
        if asked.column == "sources":
            return self.columns.of_sources(asked, least, most)
        at = SPOT.index(asked.column)
        return self.columns.of_codes(asked, "spot", lambda spot: spot[at] is not None and least <= spot[at] <= most)

    def _asked(self, condition: Condition) -> Bits:
        asking = Asking("sqlite", EVENTS)
        source = asking.source(condition)
        # As one text: the driver makes an object of each row.
        told = first(self.connection, f"SELECT group_concat({source.entry} & {SEQ}, ' ') FROM {source.told}", **asking.values)
        return bits.of(map(int, told.split())) if told else 0


def _told(condition: Condition) -> bool:
    """Whether the columns tell of which events it holds."""
    if isinstance(condition, Not):
        return _told(condition.part)
    if isinstance(condition, All | AnyOf):
        return all(map(_told, condition.parts))
    if isinstance(condition, Facet):
        return any(_fields(condition) <= fields for fields in (_OF_KIND, _OF_SIDES))
    return isinstance(condition, Compare) and condition.column in ("date", "sources", *_TOLLS, *_DEGREES)


def _fields(asked: Facet) -> set[str]:
    return {value.partition("=")[0] for value in asked.values}


def _of_sides(lists: Sequence[Any]) -> set[str]:
    """The facets of who acts and who is acted upon."""
    return {token(name, id) for role, ids in zip(_ROLES, lists, strict=True) for id in ids for name in (role, "actor")}

