"""Writes GeoJSON (RFC 7946) of a project: dossiers in, one feature for each event or mention out, [lon, lat]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rasad.event import Dossier
from rasad.export import geojson
from rasad.export.columns import Row, plain
from rasad.export.order import Order
from rasad.export.rows import event_row, mention_row
from rasad.pipeline import Coded

_OF_THE_FEATURE = ("id", "latitude", "longitude")


def pieces(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    """One FeatureCollection, a line for each feature."""
    features = _mentions(dossiers) if order.mentions else (_event(event_row(d, order)) for d in dossiers)
    return geojson.collection(order.tally.count("mentions" if order.mentions else "events", features))


def _event(cells: Row) -> dict[str, Any]:
    """An event as a feature: the columns as properties, geometry null where it has no place on the map."""
    at = [cells["longitude"], cells["latitude"]]
    properties = {name: cell for name, cell in plain(cells).items() if name not in _OF_THE_FEATURE}
    geometry = None if None in at else {"type": "Point", "coordinates": at}
    return {"type": "Feature", "id": cells["id"], "geometry": geometry, "properties": properties}


def _mentions(dossiers: Iterable[Dossier]) -> Iterator[dict[str, Any]]:
    for dossier in dossiers:
        for told in dossier.told:
            found = geojson.feature(Coded(told.document, (told.mention,)), told.mention)
            more = {n: c for n, c in plain(mention_row(told, dossier.event)).items() if n not in _OF_THE_FEATURE}
            yield found | {"id": told.key, "properties": found["properties"] | more}

