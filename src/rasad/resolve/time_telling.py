"""What a date rule caught in the words, and the arithmetic of days, weeks, months and years that all resolvers share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rasad.model import TimePrecision

Days = tuple[date, date]


@dataclass(slots=True)
class Telling:
    """What a rule caught: the values by part name, the rule's own `args`, whether a cue says that it lies ahead,
    and the day of publication; `since`: "since" stands before it, so that it lies behind. `shifts` are the modifiers present: last, prior, next, current, this."""

    got: dict[str, Any]
    senses: dict[str, str]
    args: dict[str, int]
    future: bool
    published: date | None
    named_year: int | None = None
    since: bool = False

    def shift(self, name: str = "shift") -> str | None:
        """The class of the modifier caught as `name` (last, prior, next, current, this), None where there is none."""
        return self.senses.get(name)


Resolver = Callable[[Telling], Days | None]


def precision_of(first: date, last: date) -> TimePrecision:
    """UCDP's date_prec of a range, by its length."""
    days = (last - first).days + 1
    if days == 1:
        return TimePrecision.DAY
    if days <= 6:
        return TimePrecision.DAYS
    if days <= 10:
        return TimePrecision.WEEK
    return TimePrecision.MONTH if days <= 31 else TimePrecision.YEAR


def day_from(d: date, by: int) -> date:
    """`d` moved by days."""
    return d + timedelta(days=by)


def month_from(d: date, by: int) -> date:
    """The first day of the month `by` months from that of `d`."""
    index = d.year * 12 + d.month - 1 + by
    return date(index // 12, index % 12 + 1, 1)


def same_day(d: date, by: int) -> date:
    """`d` moved by months, kept inside the month."""
    first = month_from(d, by)
    return first.replace(day=min(d.day, monthrange(first.year, first.month)[1]))


def whole_month(year: int, month: int) -> Days:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def whole_year(year: int) -> Days:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def week_start(d: date) -> date:
    """The Sunday on or before `d`: weeks run from Sunday to Saturday, as Arabic desks count them."""
    return day_from(d, -((d.weekday() + 1) % 7))


_EDGE_DAYS = {"start": (1, 10), "mid": (11, 20), "end": (21, 31)}
_EDGE_MONTHS = {"start": (1, 3), "mid": (5, 8), "end": (10, 12)}


def edge_of(days: Days, edge: str | None) -> Days:
    """The beginning, middle or end of a week, month, season or year."""
    first, last = days
    length = (last - first).days + 1
    if edge is None:
        return days
    if length > 300:
        a, b = _EDGE_MONTHS[edge]
        return date(first.year, a, 1), whole_month(first.year, b)[1]
    if length > 31:
        third = length // 3
        begin = {"start": 0, "mid": third, "end": 2 * third}[edge]
        return day_from(first, begin), day_from(first, begin + third) if edge != "end" else last
    if length > 7:
        a, b = _EDGE_DAYS[edge]
        return day_from(first, a - 1), min(day_from(first, b - 1), last)
    # "The start of the week" takes in the day before it: desks translate "the weekend" so.
    begin = {"start": -1, "mid": 2, "end": 5}[edge]
    return day_from(first, begin), day_from(first, begin + 2)


def clipped(days: Days, published: date | None, ahead: bool) -> Days:
    """What is told as past ends with publication."""
    first, last = days
    if published is None or ahead or first > published:
        return days
    return first, min(last, published)
