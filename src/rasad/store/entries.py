"""The numbers of entries, by which the index is in the order of days: a day and the `seq` of a document or event in, one number out."""

from __future__ import annotations

from datetime import date

_BITS = 32
SEQ = (1 << _BITS) - 1  # entry & SEQ is the `seq`
FIRST_DATED = 1 << _BITS  # what is less has no day


def entry_of(day: date | None, seq: int) -> int:
    """Entries in the order of their numbers are in that of days, then of `seq`; those without a day come first."""
    return ((day.toordinal() if day else 0) << _BITS) | seq


def day_of(ordinal: int) -> date | None:
    """The day that stands in an entry above `seq`."""
    return date.fromordinal(ordinal) if ordinal else None
