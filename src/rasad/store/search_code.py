"""The coded values by which events are counted: an Event in, three short texts out that entries hold as numbers, and back.

Values that mostly come together are one code: counting a hundred thousand events by three numbers is several times as quick
as by eight texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from rasad.event import Event
from rasad.model import PlaceRef
from rasad.store.direct import rows

KIND = ("type", "state", "grade", "reality")
SPOT = ("country", "admin1", "place_id", "lat", "lon", "geo_precision")
SIDES = ("initiators", "targets")  # each a list of ids, sorted
CODED = {"kind": KIND, "spot": SPOT, "sides": SIDES}  # column of an entry -> what it codes


def coded(event: Event) -> dict[str, str]:
    """The values of an event by the column that codes them."""
    return {
        "kind": _text([getattr(event, name) for name in KIND]),
        "spot": _text(_spot(event.place)),
        "sides": _text([sorted(set(event.initiators)), sorted(set(event.targets))]),
    }


def _spot(place: PlaceRef | None) -> list[Any]:
    if place is None:
        return [None] * len(SPOT)
    precision = None if place.precision is None else int(place.precision)
    return [place.country, place.admin1, place.place_id, place.lat, place.lon, precision]


def decoded(value: str) -> tuple[Any, ...]:
    """What a code stands for, in the order of KIND, SPOT or SIDES; lists as tuples."""
    return tuple(tuple(part) if isinstance(part, list) else part for part in json.loads(value))


def values_of(connection: Connection, codes: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """What codes stand for."""
    some = sorted(codes)
    found = rows(connection, "SELECT code, value FROM search_code WHERE code IN :codes", codes=some) if some else []
    return {code: decoded(value) for code, value in found}


def _text(values: Iterable[Any]) -> str:
    return json.dumps(list(values), separators=(",", ":"))
