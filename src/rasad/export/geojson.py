"""Writes GeoJSON (RFC 7946): coded documents in, one feature for each event mention out, [lon, lat]."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rasad.export.columns import plain
from rasad.export.table import mapped_place, row
from rasad.model import EventMention
from rasad.pipeline import Coded

_GEOMETRY_COLUMNS = ("latitude", "longitude")


def feature(coded: Coded, mention: EventMention) -> dict[str, Any]:
    """A mention as a feature: the CSV columns as properties, geometry null where no place was resolved."""
    cells = plain(row(coded, mention))
    properties: dict[str, Any] = {key: value for key, value in cells.items() if key not in ("id", *_GEOMETRY_COLUMNS)}
    at = mapped_place(mention)
    properties["geometry_role"] = at.role if at else None
    return {"type": "Feature", "id": mention.id, "geometry": _geometry(mention), "properties": properties}


def pieces(results: Iterable[Coded]) -> Iterator[str]:
    """One FeatureCollection, a line for each feature."""
    return collection(feature(coded, mention) for coded in results for mention in coded.mentions)


def collection(features: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The features as one FeatureCollection."""
    yield '{"type": "FeatureCollection", "features": ['
    lead = "\n"
    for each in features:
        yield lead + json.dumps(each, ensure_ascii=False)
        lead = ",\n"
    yield "\n]}\n"


def _geometry(mention: EventMention) -> dict[str, Any] | None:
    """A point, or several where the event has several resolved places in the mapped role."""
    at = mapped_place(mention)
    if at is None:
        return None
    points = [
        [place.lon, place.lat]
        for place in mention.places
        if place.role == at.role and place.lat is not None and place.lon is not None
    ]
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}
