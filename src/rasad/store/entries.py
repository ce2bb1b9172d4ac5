"""The numbers by which the index is in order: a day and the `seq` of a document or event in, the number of its entry out; its place in the review queue."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_BITS = 32
SEQ = (1 << _BITS) - 1  # entry & SEQ is the `seq`
FIRST_DATED = 1 << _BITS  # what is less has no day
_MOST_TOLL, _MOST_SOURCES, _DAYS = 1 << 24, 1 << 12, 1 << 22


def entry_of(day: date | None, seq: int) -> int:
    """Entries in the order of their numbers are in that of days, then of `seq`; those without a day come first."""
    return ((day.toordinal() if day else 0) << _BITS) | seq


@lru_cache(50_000)
def day_of(ordinal: int) -> date | None:
    """The day that stands in an entry above `seq`."""
    return date.fromordinal(ordinal) if ordinal else None


def rank_of(differing: bool, toll: int, sources: int, entry: int) -> int:
    """The place in the review queue, the highest first: what reports differ on, then by persons hit, sources and day.

    More than 16,777,215 persons or 4,095 sources rank as that many.
    """
    ranked = differing * _MOST_TOLL + min(toll, _MOST_TOLL - 1)
    return (ranked * _MOST_SOURCES + min(sources, _MOST_SOURCES - 1)) * _DAYS + (entry >> _BITS)
