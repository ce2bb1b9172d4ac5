"""Lays out a timeline: events by day in, bars of days, weeks, months or years out. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import itemgetter

from rasad.project.tally import Period, Sums

# The most days that bars of a unit are made for: a bar stays wide enough to be seen and pointed at.
_UNITS = (("day", 92), ("week", 1100), ("month", 7500))
_LEAST = 21  # days
_EARLY = 0.03  # so few of the events, long before the others, would press these into a corner
_WORTH = 2.0  # ... if the time that they take is so many times that of the others
NOTHING = Sums(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bar:
    """What began in a period, ends included."""

    first: date
    last: date
    sums: Sums


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars side by side, empty ones too; `earlier` sums what lies before the first one."""

    unit: str
    bars: tuple[Bar, ...]
    earlier: Sums

    @property
    def most(self) -> int:
        """The events of the highest bar."""
        return max((bar.sums.events for bar in self.bars), default=0)

    @property
    def end(self) -> date | None:
        """The day after the last bar."""
        return self.bars[-1].last + timedelta(1) if self.bars else None


def timeline(days: Sequence[Period], whole: bool = False) -> Timeline:
    """The timeline of events by day. A few much earlier ones are summed up before it, unless `whole` is asked for."""
    days = sorted(days, key=itemgetter(0))
    if not days:
        return Timeline("day", (), NOTHING)
    start = 0 if whole else _start(days)
    first, last = _wide(days[start].first, days[-1].first)
    unit = next((unit for unit, most in _UNITS if (last - first).days <= most), "year")
    began = [day.first for day in days]
    # What began up to each day: a bar is the difference of two of these.
    up_to = [NOTHING, *map(Sums, *(accumulate(column) for column in zip(*(day.sums for day in days), strict=True)))]
    bars = []
    before = start
    for at, end in _periods(first, last, unit):
        behind = bisect_right(began, end, before)
        bars.append(Bar(at, end, up_to[behind].less(up_to[before])))
        before = behind
    return Timeline(unit, tuple(bars), up_to[start])


def _wide(first: date, last: date) -> tuple[date, date]:
    """The range, with days before and after where it is too short to show as time."""
    missing = max(0, _LEAST - (last - first).days - 1)
    before, after = missing - missing // 2, missing // 2
    # The calendar ends; what lies there is left as it is.
    if first.toordinal() <= before or last.toordinal() > date.max.toordinal() - after - 400:
        return first, last
    return first - timedelta(before), last + timedelta(after)


def _start(days: Sequence[Period]) -> int:
    """Where the days begin that most events lie in."""
    allowed = sum(day.sums.events for day in days) * _EARLY
    last = days[-1].first
    start = early = 0
    for at, day in enumerate(days[:-1]):
        if early > allowed:
            break
        if (last - days[start].first).days > _WORTH * (last - day.first).days:
            start = at
        early += day.sums.events
    return start


def _begin(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _periods(first: date, last: date, unit: str) -> Iterator[tuple[date, date]]:
    """First and last day of each period from that of `first` to that of `last`."""
    at = _begin(first, unit)
    while at <= last:
        following = _next(at, unit)
        yield at, following - timedelta(1)
        at = following


def _next(at: date, unit: str) -> date:
    if unit == "month":
        return date(at.year + at.month // 12, at.month % 12 + 1, 1)
    if unit == "year":
        return date(at.year + 1, 1, 1)
    return at + timedelta(7 if unit == "week" else 1)
