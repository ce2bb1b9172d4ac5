"""The map of a report: spots with their events in, the shapes of a drawing out; names that would overlap are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10, sqrt

from rasad.kit.places import Place
from rasad.model import GeoPrecision
from rasad.web.geometry import Box, Point, Sheet, box_round, outlines
from rasad.web.report.contents import Spot

_WIDTH, _RATIO = 960.0, 1.6
_LARGEST = 22.0  # the radius of the spot with most events
_LETTER, _LINE = 6.6, 15.0  # room that a name takes: a letter, a line
_MOST_NAMES, _MOST_TOWNS = 60, 80
_METRES = {GeoPrecision.NEAR: 25_000, GeoPrecision.DISTRICT: 25_000, GeoPrecision.VAGUE: 75_000, GeoPrecision.SEA_OR_AIR: 75_000}
_KINDS = ("city", "town")


@dataclass(frozen=True, slots=True)
class Disc:
    """A spot on the sheet. `exact` is False where only a district or a larger unit is known, in whose middle it is drawn.

    `reach` is the radius within which it lies, where that can be drawn.
    """

    spot: Spot
    x: float
    y: float
    radius: float
    reach: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a place; `own` where events are there."""

    text: str
    x: float
    y: float
    own: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a map on a sheet; paths are the `d` of SVG paths. `bar` is the scale bar: its length and the kilometres it stands for."""

    width: float
    height: float
    land: str
    borders: str
    inner: str
    lakes: str
    rivers: str
    discs: tuple[Disc, ...]
    names: tuple[Name, ...]
    bar: tuple[float, int]


def drawing(spots: Sequence[Spot], places: Iterable[Place]) -> Drawing | None:
    """The map of these spots; None where there are none. `places` are those that may be named round them."""
    points = [(spot, (spot.place.lon, spot.place.lat)) for spot in spots if spot.place.lat is not None and spot.place.lon is not None]
    at = [(lon, lat) for _, (lon, lat) in points if lon is not None]
    if not at:
        return None
    box = box_round(at, _RATIO)
    sheet = Sheet(box, _WIDTH)
    base = outlines(box)
    discs = tuple(_disc(spot, sheet, point, spots[0].sums.events) for (spot, _), point in zip(points, at, strict=True))
    return Drawing(
        _WIDTH,
        round(sheet.height, 1),
        sheet.path(base.land, closed=True),
        sheet.path(base.borders),
        sheet.path(base.inner),
        sheet.path(base.lakes, closed=True),
        sheet.path(base.rivers),
        discs,
        tuple(_names(discs, places, sheet)),
        _bar(sheet),
    )


def _disc(spot: Spot, sheet: Sheet, point: Point, most: int) -> Disc:
    """Areas tell how many events; the smallest can still be pointed at."""
    x, y = sheet.at(point)
    precision = spot.place.precision
    metres = _METRES.get(precision, 0) if precision else 0
    radius = max(3.5, _LARGEST * sqrt(spot.sums.events / max(most, 12)))
    reach = sheet.length(metres, point[1]) if metres else 0.0
    exact = precision is not None and precision <= GeoPrecision.NEAR
    return Disc(spot, round(x, 1), round(y, 1), round(radius, 1), round(reach, 1) if reach > radius else 0.0, exact)


def _names(discs: Sequence[Disc], places: Iterable[Place], sheet: Sheet) -> Iterable[Name]:
    """The names of spots, those with most events first, then of towns by their people, as long as there is room."""
    here = {disc.spot.place.place_id for disc in discs}
    towns = [place for place in places if place.kind in _KINDS and place.id not in here and _inside(place, sheet.box)]
    towns.sort(key=lambda place: (-(place.population or 0), place.id))
    wanted = [(disc.spot.place.name, (disc.x, disc.y), disc.radius, True) for disc in discs if disc.exact][:_MOST_NAMES]
    wanted += [(town.name, sheet.at((town.lon, town.lat)), 2.0, False) for town in towns[:_MOST_TOWNS]]
    taken = [(disc.x - disc.radius, disc.y - disc.radius, disc.x + disc.radius, disc.y + disc.radius) for disc in discs]
    for text, at, radius, own in wanted:
        half = len(text) * _LETTER / 2
        # Above, below, to the right, to the left of it: the first that has room.
        for x, y in ((0.0, -radius - 4), (0.0, radius + 13), (radius + half + 4, 4.0), (-radius - half - 4, 4.0)):
            x, y = at[0] + x, at[1] + y
            frame = (x - half, y - _LINE + 3, x + half, y + 3)
            inside = frame[0] > 0 and frame[1] > 0 and frame[2] < sheet.width and frame[3] < sheet.height
            if inside and not any(_overlap(frame, other) for other in taken):
                taken.append(frame)
                yield Name(text, round(x, 1), round(y, 1), own)
                break


def _inside(place: Place, box: Box) -> bool:
    return box.west < place.lon < box.east and box.south < place.lat < box.north


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _bar(sheet: Sheet) -> tuple[float, int]:
    """The scale bar: a round number of kilometres, about a sixth of the sheet, true in its middle."""
    middle = (sheet.box.south + sheet.box.north) / 2
    kilometre = sheet.length(1000, middle)
    room = sheet.width / 6 / kilometre
    ten = 10 ** int(log10(max(room, 1)))
    km = next((ten * step for step in (5, 2, 1) if ten * step <= room), 1)
    return round(km * kilometre, 1), int(km)
