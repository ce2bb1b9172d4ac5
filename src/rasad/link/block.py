"""Blocking: a signature in, the keys that it shares with every mention that might tell the same event out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rasad.link.signature import Signature
from rasad.link.weights import weights
from rasad.model import GeoPrecision

LIMIT = 150  # members up to which every pair of a block is compared

_DAYS = 16  # a span up to this is listed day by day, one up to two months by month, a longer one by year
_MONTH = 62
_UNDATED = 14  # days before publication
_TELLING = 5  # persons killed from which the figure by itself brings two mentions together
_MOST = 64  # days, months or years listed


def keys_of(sig: Signature) -> tuple[str, ...]:
    """The keys under which the mention is looked for: two mentions are compared where they share one.

    A key joins a family of types, a time and an area: the governorate, or the country where nothing finer is told.
    """
    family = weights().families.get(sig.type, sig.type)
    times = _times(sig)
    areas = _areas(sig)
    keys = {f"{family}|{time}|{area}" for time in times for area in areas}
    if sig.killed and sig.killed.low >= _TELLING:
        keys |= {f"{family}|{time}|={sig.killed.low}" for time in times}
    return tuple(sorted(keys))


def is_wide(sig: Signature) -> bool:
    """Whether the mention says no more of the place than a region or a country."""
    return not any(_fine(spot.precision, spot.admin1) for spot in sig.spots)


def pairs_of(key: str, members: Sequence[Signature]) -> Iterator[tuple[int, int]]:
    """The pairs (positions) of one block that are to be compared.

    They depend on the set of members alone. In the block of a country only those are paired of which one is wide, the
    others meet in the block of their governorate.
    """
    wide_only = key.rpartition("|")[2].startswith("@")
    wide = [is_wide(sig) for sig in members]
    for i, j in combinations(range(len(members)), 2):
        if not wide_only or wide[i] or wide[j]:
            yield i, j


def _fine(precision: int, admin1: str) -> bool:
    return bool(admin1) and precision <= GeoPrecision.PROVINCE


def _areas(sig: Signature) -> list[str]:
    areas = {spot.admin1 for spot in sig.spots if _fine(spot.precision, spot.admin1)}
    areas |= {f"@{spot.country}" for spot in sig.spots if spot.country}
    areas |= {f"'{spot.name}" for spot in sig.spots if not spot.id}
    if not sig.spots:
        areas |= {f"~{party.id}" for party in (sig.initiators or sig.targets)} or {"~"}
    return sorted(areas)


def _times(sig: Signature) -> list[str]:
    """The days that the mention may be about and the one after; months or years where it is vaguer."""
    if sig.start is None or sig.end is None:
        if sig.published is None:
            return ["?"]
        return [str(day) for day in range(sig.published - _UNDATED, sig.published + 2)]
    length = sig.end - sig.start + 1
    if length <= _DAYS:
        return [str(day) for day in range(sig.start, sig.end + 2)]
    unit = 30 if length <= _MONTH else 365
    first, last = sig.start // unit, sig.end // unit
    return [f"{'m' if unit == 30 else 'y'}{n}" for n in range(first, min(last, first + _MOST) + 1)]
