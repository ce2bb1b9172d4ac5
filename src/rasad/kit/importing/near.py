"""Tells the units of a point from the known places around it: places in; (admin1, admin2) of a point out."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians

from rasad.kit.places import LINES, Place, km

_CELL = 0.25  # degrees
_NEIGHBOURS = 5
_WITHIN_KM = 30.0
_WIDE = frozenset({"country", "governorate", "region", "district", *LINES})


class Near:
    """The settlements and sites that have a governorate, by cells of a quarter of a degree."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._cells: dict[tuple[int, int], list[Place]] = {}
        for place in places:
            if place.admin1 is not None and place.kind not in _WIDE:
                self._cells.setdefault(_cell(place.lat, place.lon), []).append(place)

    def units(self, at: tuple[float, float], country: str | None) -> tuple[str | None, str | None]:
        """The governorate and the district in which all the nearest known places lie; None where they differ or lack."""
        around = self.nearest(at, country)
        if len(around) < _NEIGHBOURS:
            return None, None
        first = {place.admin1 for place in around}
        second = {place.admin2 for place in around}
        if len(first) > 1:
            return None, None
        return first.pop(), second.pop() if len(second) == 1 else None

    def nearest(self, at: tuple[float, float], country: str | None, most: int = _NEIGHBOURS) -> list[Place]:
        """The nearest known places of the country, within some thirty kilometres; at most one of each point."""
        row, column = _cell(*at)
        reach = 1 + int(_WITHIN_KM / 111 / _CELL)
        wide = 1 + int(_WITHIN_KM / (111 * max(0.2, cos(radians(at[0])))) / _CELL)
        found: dict[tuple[float, float], tuple[float, Place]] = {}
        for i in range(row - reach, row + reach + 1):
            for j in range(column - wide, column + wide + 1):
                for place in self._cells.get((i, j), ()):
                    here = (place.lat, place.lon)
                    if place.country == country and here not in found and (apart := km(at, here)) <= _WITHIN_KM:
                        found[here] = (apart, place)
        ranked = sorted(found.values(), key=lambda f: (f[0], f[1].id))
        return [place for _, place in ranked[:most]]


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // _CELL), int(lon // _CELL)
