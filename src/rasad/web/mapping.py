"""What maps are drawn from: filters in, the spots of what they find out; what lies at a spot; names of places."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from functools import lru_cache
from math import isfinite

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rasad.kit.places import Gazetteer
from rasad.project.tally import Spot, points, rows, spots
from rasad.web import assets
from rasad.web.desk import Desk, desk_of, steady
from rasad.web.filters import Filters
from rasad.web.labels import Labels
from rasad.web.language import language_of
from rasad.web.tiles import DEEPEST, kind_of

_SHOWN = 8  # events listed at a spot
_MOST = 20_000  # events looked through for a spot
_NEAR = 1e-6  # degrees: coordinates that were written and read again
# Metres within which an event lies, by how exactly its place is known (UCDP's where_prec); of a unit its outline is shaded.
RADII = {2: 25_000, 3: 25_000, 5: 75_000, 7: 75_000}
# From which zoom on a place is named: by kind, towns by their people.
_ZOOMS = {
    "country": 3.0, "governorate": 6.5, "city": 7.5, "town": 9.0, "village": 10.5, "camp": 10.5, "island": 9.0, "crossing": 10.5,
    "airport": 11.0, "dam": 10.5, "oil_field": 10.5, "port": 11.0, "quarter": 12.0,
}  # fmt: skip
_BIG = ((1_000_000, 5.0), (300_000, 6.0), (100_000, 7.0), (20_000, 8.5))


def addresses(desk: Desk) -> dict[str, str]:
    """The addresses of what the map loads once; they change with the content."""
    _, mark = _names(desk)
    base = "vendor/basemap.json"
    return {"basemap": assets.address(base) if (assets.FOLDER / base).is_file() else "", "map_labels": f"/explore/names?v={mark}"}


@steady
def spots_of(request: Request) -> Response:
    """Where the events of a view lie: [lat, lon, precision, events, killed, name] of each spot, most events first."""
    desk = desk_of(request)
    filters = Filters.of(request.query_params.multi_items())
    labels = desk.labels(request)
    told = spots(desk.project, desk.reader.query(filters.query), language_of(request), lambda found: _told(found, labels))
    return Response(told, media_type="application/json")


def _told(found: list[Spot], labels: Labels) -> bytes:
    told = [(spot.lat, spot.lon, spot.precision, spot.sums.events, spot.sums.killed, labels.place(spot.place_id)) for spot in found]
    whole = {"spots": told, "radii": RADII, "total": sum(spot.sums.events for spot in found)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def here(request: Request) -> Response:
    """The newest events of a view at one spot."""
    desk = desk_of(request)
    lat, lon = _degrees(request, "lat"), _degrees(request, "lon")
    filters = Filters.of(request.query_params.multi_items())
    box = (lat - _NEAR, lon - _NEAR, lat + _NEAR, lon + _NEAR)
    found = points(desk.project, desk.reader.query(filters.query), box, _MOST)
    first = ",".join(point.id for point in found.points[:_SHOWN])
    listed = rows(desk.project, desk.reader.query(f"id:{first}"), "newest", _SHOWN) if first else []
    place = next((row.place_id for row in listed if row.place_id), None)
    total = len(found.points) + found.left_out
    return desk.page(request, "explore/here.html", rows=listed, total=total, place=place, filters=filters)


def names(request: Request) -> Response:
    """Names for the map, those that go first first: [lat, lon, name, from which zoom on, kind]. The same for every view."""
    told, _ = _names(desk_of(request))
    return Response(told, media_type="application/json", headers={"Cache-Control": "public, max-age=31536000, immutable"})


def tile(request: Request) -> Response:
    """A tile of the operator's; nothing (204) where there is none, which is no fault."""
    tiles = desk_of(request).settings.tiles
    z, x, y = (request.path_params[name] for name in "zxy")
    if tiles is None or tiles.read is None or z > DEEPEST or x >= 1 << z or y >= 1 << z:
        raise HTTPException(404)
    try:
        found = tiles.read(z, x, y)
    except (OSError, sqlite3.Error, ValueError, EOFError) as error:
        raise HTTPException(503, f"the tiles cannot be read: {error}") from error
    kept, kind = {"Cache-Control": "private, max-age=86400"}, kind_of(found)
    return Response(found, media_type=kind, headers=kept) if kind else Response(status_code=204, headers=kept)


def _degrees(request: Request, name: str) -> float:
    try:
        value = float(request.query_params.get(name, ""))
    except ValueError:
        raise HTTPException(400, f"{name}: write degrees, as 35.01") from None
    if not isfinite(value):
        raise HTTPException(400, f"{name}: write degrees, as 35.01")
    return value


@lru_cache(maxsize=2)
def _named(gazetteer: _Kept) -> tuple[bytes, str]:
    found = []
    for place in gazetteer.places.places.values():
        least = _ZOOMS.get(place.kind)
        if least is None:
            continue
        if place.kind in ("city", "town"):
            least = next((zoom for people, zoom in _BIG if (place.population or 0) >= people), least)
        kind = place.kind if place.kind in ("country", "governorate", "city", "town") else "other"
        found.append((least, -(place.population or 0), place.lat, place.lon, place.name, kind))
    found.sort()
    told = json.dumps([[lat, lon, name, least, kind] for least, _, lat, lon, name, kind in found], ensure_ascii=False, separators=(",", ":"))
    content = told.encode()
    return content, hashlib.sha256(content).hexdigest()[:10]


class _Kept:
    """A gazetteer that is kept by its identity: its rows need not be compared."""

    def __init__(self, places: Gazetteer) -> None:
        self.places = places

    def __hash__(self) -> int:
        return id(self.places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.places is self.places


def _names(desk: Desk) -> tuple[bytes, str]:
    return _named(_Kept(desk.kit.places))


ROUTES = [Route("/explore/spots", spots_of), Route("/explore/here", here), Route("/explore/names", names), Route("/tiles/{z:int}/{x:int}/{y:int}", tile)]
