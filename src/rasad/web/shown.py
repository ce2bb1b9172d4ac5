"""How values of an event are written on a page, in any language: figures as ranges, days as exactly as they are known."""

from __future__ import annotations

from datetime import date

from rasad.event import Figures
from rasad.model import TimePrecision

_DASH = "\u2013"


def figures(told: Figures | None) -> str:
    """A figure as reports tell it: 3, 3-5 where they differ, 20+ where one leaves it open; "" where none tells it."""
    if told is None:
        return ""
    if told.high is None:
        return f"{told.low}+"
    return str(told.low) if told.low == told.high else f"{told.low}{_DASH}{told.high}"


def days(start: date | None, end: date | None, precision: int | None = None) -> str:
    """Days as exactly as they are known: 2024-02-03, 2024-02-03 to 05, 2024-02 or 2024; "" where unknown."""
    if start is None or end is None:
        return ""
    if precision == TimePrecision.YEAR and start.year == end.year:
        return str(start.year)
    if precision == TimePrecision.MONTH and (start.year, start.month) == (end.year, end.month):
        return f"{start:%Y-%m}"
    if start == end:
        return str(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start}{_DASH}{end:%d}"
    return f"{start}{_DASH}{end:%m-%d}" if start.year == end.year else f"{start}{_DASH}{end}"


def number(value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}"
