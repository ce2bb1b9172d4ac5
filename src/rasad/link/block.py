"""Blocking: a signature in, the keys that it shares with every mention that might tell the same event out.

Whether two mentions are compared depends on the two alone (`keys_of` and `pairs_of` of just them), never on what else a
project holds. So linking stays local, and blocks stay small in the work they make: in a block of many mentions, only those
are paired that name one place, or share a detail (`tokens_of`), without which no weight could link them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rasad.link.signature import Signature
from rasad.link.weights import weights
from rasad.model import GeoPrecision

_DAYS = 16  # a span up to this is listed day by day, one up to two months by month, a longer one by year
_MONTH = 62
_UNDATED = 14  # days before publication
_TELLING = 5  # persons killed from which the figure by itself brings two mentions together
_MOST = 64  # months or years listed
_CELL = 0.15  # degrees; two places up to half of it apart share a cell
_TOWN_KM = 10.0
_SMALL = 40  # members up to which all pairs are tried
_BUCKET = 8  # days
_COUNTRY, _PARTY = "@", "~"  # what the areas begin with in whose blocks one of each pair is wide, or has no place


def keys_of(sig: Signature) -> tuple[str, ...]:
    """The keys under which the mention is looked for: two mentions are compared where they share one, and `pairs_of` says so.

    A key joins a family of types, a time (a day, a month, a year) and an area: the governorate, the country, the name of a
    place that is in no gazetteer; an actor, for those of which no place is told; or a figure.
    """
    family = weights().families.get(sig.type, sig.type)
    areas = _areas(sig)
    if sig.killed and sig.killed.low >= _TELLING:
        areas.append(f"={sig.killed.low}")
    return tuple(sorted(f"{family}|{time}|{area}" for time in _times(sig) for area in areas))


def pairs_of(key: str, members: Sequence[Signature]) -> Iterator[tuple[int, int]]:
    """The pairs (positions) of one block that are to be compared, each once; of each pair by itself it says the same.

    In the block of a country only those are paired of which one is no finer than that, in the block of an actor those of
    which one has no place: the others meet elsewhere.
    """
    return pairs_by(key, members, [tokens_of(sig) for sig in members])


def pairs_by(key: str, members: Sequence[Signature], tokens: Sequence[frozenset[object]]) -> Iterator[tuple[int, int]]:
    """The same, with the tokens of each member given."""
    area = key[key.rindex("|") + 1 :]
    seeking = None
    if area.startswith(_COUNTRY):
        seeking = [_wide(sig) for sig in members]
    elif area.startswith(_PARTY):
        seeking = [_nowhere(sig) for sig in members]
    if seeking is not None and not any(seeking):
        return
    if len(members) <= _SMALL:
        pairs = combinations(range(len(members)), 2)
        shared: Iterator[tuple[int, int]] = (p for p in pairs if not tokens[p[0]].isdisjoint(tokens[p[1]]))
    else:
        shared = _by_token(tokens, seeking)
    for i, j in shared:
        if seeking is None or seeking[i] or seeking[j]:
            yield i, j


def tokens_of(sig: Signature) -> frozenset[object]:
    """What two mentions must have in common, one of them at least, to be compared.

    A place that is neither big nor vague, or one beside it; a figure; a rare word of the sentences or of the whole report;
    an actor, where neither tells a place.
    """
    found: set[object] = {*sig.words, *sig.story}
    for spot in sig.spots:
        if not spot.id:
            found.add(spot.name)
        elif not spot.big and spot.precision <= GeoPrecision.PROVINCE:
            found.update((spot.id, *spot.near))
            if spot.radius <= _TOWN_KM and spot.lat is not None and spot.lon is not None:
                y, x = spot.lat / _CELL, spot.lon / _CELL
                found.update((int(y + dy), int(x + dx)) for dy in (0.0, 0.5) for dx in (0.0, 0.5))
    for name, toll in (("killed", sig.killed), ("injured", sig.injured)):
        if toll is not None:
            found.add((name, toll.low))
    if _wide(sig):
        found.update(("by", party.id) for party in (*sig.initiators, *sig.targets))
    return frozenset(found)


def _by_token(tokens: Sequence[frozenset[object]], seeking: list[bool] | None) -> Iterator[tuple[int, int]]:
    """The pairs that share a token, each once."""
    groups: dict[object, list[int]] = {}
    for i, own in enumerate(tokens):
        for token in own:
            groups.setdefault(token, []).append(i)
    for i, own in enumerate(tokens):
        if seeking is None or seeking[i]:
            others: set[int] = set()
            for token in own:
                others.update(groups[token])
            for j in others:
                if j > i:
                    yield i, j
                elif j < i and seeking is not None and not seeking[j]:
                    yield j, i


def _nowhere(sig: Signature) -> bool:
    return not any(spot.id for spot in sig.spots)


def _wide(sig: Signature) -> bool:
    """Whether the mention says no more of the place than a region or a country."""
    return not any(_fine(spot.precision, spot.admin1) for spot in sig.spots)


def _fine(precision: int, admin1: str) -> bool:
    return bool(admin1) and precision <= GeoPrecision.PROVINCE


def _areas(sig: Signature) -> list[str]:
    areas = {spot.admin1 for spot in sig.spots if _fine(spot.precision, spot.admin1)}
    areas |= {f"{_COUNTRY}{spot.country}" for spot in sig.spots if spot.country}
    areas |= {f"'{spot.name}" for spot in sig.spots if not spot.id}
    areas |= {f"{_PARTY}{party.id}" for party in (*sig.initiators, *sig.targets) if party.id not in weights().open}
    return sorted(areas) or [_PARTY]


def buckets_of(sig: Signature) -> set[str]:
    """Where the keys of the mention belong: each key to one bucket (`bucket_of`), so that buckets can be worked on apart."""
    family = weights().families.get(sig.type, sig.type)
    return {_bucket(family, time) for time in _times(sig)}


def bucket_of(key: str) -> str:
    """The bucket that a key belongs to."""
    family, time, _ = key.split("|", 2)
    return _bucket(family, time)


def _bucket(family: str, time: str) -> str:
    return f"{family}|{int(time) // _BUCKET}" if time.isdigit() else f"{family}|{time}"


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
