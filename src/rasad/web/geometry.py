"""The base map for drawings made on the server: a box in degrees in, outlines within it and their place on a sheet out. Pure but for the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import asinh, atan, degrees, pi, radians, sinh, tan

from rasad.web.assets import FOLDER

_FILE = FOLDER / "vendor" / "basemap.json"
_UNIT = 1000.0  # a degree has so many steps of the file
Point = tuple[float, float]  # of the world: longitude, latitude; of a sheet: x from the left, y from the top
Line = list[Point]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world in degrees."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, line: Sequence[Point]) -> bool:
        """Whether the frame round a line reaches into the box."""
        xs, ys = [x for x, _ in line], [y for _, y in line]
        return max(xs) >= self.west and min(xs) <= self.east and max(ys) >= self.south and min(ys) <= self.north


@dataclass(frozen=True, slots=True)
class Outlines:
    """What of the base map reaches into a box, cut at its sides: rings of land and lakes, lines of borders within it and of rivers.

    All are empty where the package was built without the base map.
    """

    land: tuple[Line, ...] = ()
    borders: tuple[Line, ...] = ()
    inner: tuple[Line, ...] = ()
    lakes: tuple[Line, ...] = ()
    rivers: tuple[Line, ...] = ()


def outlines(box: Box) -> Outlines:
    """The base map within the box."""
    world = _world()
    rings = tuple(ring for ring in _rings(world.land, box))
    return Outlines(
        rings,
        tuple(part for line in world.land if box.meets(line) for part in cut_line(line, box)),
        tuple(part for line in world.inner if box.meets(line) for part in cut_line(line, box)),
        tuple(_rings(world.lakes, box)),
        tuple(part for line in world.rivers if box.meets(line) for part in cut_line(line, box)),
    )


def _rings(lines: Sequence[Line], box: Box) -> Iterator[Line]:
    for line in lines:
        if box.meets(line) and len(ring := cut_ring(line, box)) > 2:
            yield ring


@cache
def _world() -> Outlines:
    if not _FILE.is_file():
        return Outlines()
    told = json.loads(_FILE.read_bytes())
    land = tuple(_line(ring) for country in told["countries"] for ring in country["rings"])
    inner, lakes, rivers = (tuple(_line(line) for line in told[name]) for name in ("inner", "lakes", "rivers"))
    return Outlines(land, (), inner, lakes, rivers)


def _line(steps: Sequence[int]) -> Line:
    """A line of the file: the first point, then steps from point to point, as whole numbers."""
    x = y = 0
    line: Line = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        line.append((x / _UNIT, y / _UNIT))
    return line


def cut_ring(ring: Sequence[Point], box: Box) -> Line:
    """The ring cut at the sides of the box, which it then follows (Sutherland and Hodgman)."""
    found = list(ring)
    for axis, bound, sign in ((0, box.west, 1.0), (0, box.east, -1.0), (1, box.south, 1.0), (1, box.north, -1.0)):
        given, found = found, []
        for before, after in zip([given[-1], *given[:-1]] if given else [], given, strict=True):
            was, now = sign * (before[axis] - bound) >= 0, sign * (after[axis] - bound) >= 0
            if was != now:
                found.append(_crossing(before, after, axis, bound))
            if now:
                found.append(after)
    return found


def _crossing(before: Point, after: Point, axis: int, bound: float) -> Point:
    share = (bound - before[axis]) / (after[axis] - before[axis])
    x, y = (before[n] + share * (after[n] - before[n]) for n in (0, 1))
    return (bound, y) if axis == 0 else (x, bound)


def cut_line(line: Sequence[Point], box: Box) -> list[Line]:
    """The parts of the line within the box (Liang and Barsky)."""
    parts: list[Line] = []
    for before, after in pairwise(line):
        piece = _within(before, after, box)
        if piece is None:
            continue
        if parts and parts[-1][-1] == piece[0]:
            parts[-1].append(piece[1])
        else:
            parts.append(list(piece))
    return parts


def _within(before: Point, after: Point, box: Box) -> tuple[Point, Point] | None:
    first, last = 0.0, 1.0
    dx, dy = after[0] - before[0], after[1] - before[1]
    for step, room in ((-dx, before[0] - box.west), (dx, box.east - before[0]), (-dy, before[1] - box.south), (dy, box.north - before[1])):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first > last:
        return None
    start = before if first == 0 else (before[0] + first * dx, before[1] + first * dy)
    return start, after if last == 1 else (before[0] + last * dx, before[1] + last * dy)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing of a box in Mercator's projection, `width` wide; `height` follows."""

    box: Box
    width: float

    @property
    def scale(self) -> float:
        """Lengths on the sheet of a degree of longitude."""
        return self.width / (self.box.east - self.box.west)

    @property
    def height(self) -> float:
        """How high it is."""
        return self.at((self.box.west, self.box.south))[1]

    def at(self, point: Point) -> Point:
        """Where a point of the world lies on the sheet."""
        return (point[0] - self.box.west) * self.scale, (_up(self.box.north) - _up(point[1])) * self.scale

    def length(self, metres: float, latitude: float) -> float:
        """How long so many metres are at a latitude."""
        up, down = _up(latitude + metres / 111_320.0), _up(latitude)
        return (up - down) * self.scale

    def path(self, lines: Sequence[Line], closed: bool = False) -> str:
        """The lines as the `d` of an SVG path; what is too small to be seen is left out."""
        parts = []
        for line in lines:
            kept = _thinned([self.at(point) for point in line])
            if len(kept) > (2 if closed else 1):
                steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in kept)
                parts.append(f"M{steps}{'Z' if closed else ''}")
        return "".join(parts)


_FINE = 0.9  # of the sheet: points that lie nearer than so to the one before say nothing


def _thinned(line: Sequence[Point]) -> Line:
    """The line without points that lie next to the one before; its ends stay."""
    kept: Line = []
    for n, point in enumerate(line):
        if not kept or n == len(line) - 1 or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _FINE:
            kept.append(point)
    return kept


def _up(latitude: float) -> float:
    """Mercator's ordinate, in degrees of longitude."""
    return degrees(asinh(tan(radians(max(-85.0, min(85.0, latitude))))))


_LEAST = 1.2  # degrees: a map of one place shows what lies round it
_ROOM = 0.12  # of the box, on each side


def box_round(points: Sequence[Point], ratio: float) -> Box:
    """A box round the points, with some room, so wide that its sheet is `ratio` times as wide as high."""
    xs, ups = [x for x, _ in points], [_up(y) for _, y in points]
    wide, high = max(xs) - min(xs), max(ups) - min(ups)
    wide, high = max(wide * (1 + 2 * _ROOM), _LEAST), max(high * (1 + 2 * _ROOM), _LEAST)
    wide, high = max(wide, high * ratio), max(high, wide / ratio)
    x, up = (max(xs) + min(xs)) / 2, (max(ups) + min(ups)) / 2
    south, north = (_latitude(up + side * high / 2) for side in (-1, 1))
    return Box(x - wide / 2, south, x + wide / 2, north)


def _latitude(up: float) -> float:
    return degrees(atan(sinh(max(-pi, min(pi, radians(up))))))
