"""Writes a GeoPackage: dossiers in, one layer of points out, WGS 84; records without a place have no geometry."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasad.event import Dossier
from rasad.export.columns import DATE, INTEGER, NUMBER, Columns, Row, writable
from rasad.export.order import Order
from rasad.export.rows import columns_of, rows_of

if TYPE_CHECKING:
    import numpy

_AT_ONCE = 10_000  # rows in memory
# `fid` is GeoPackage's own; our ids stand in `id`.
_NOTHING = {INTEGER: 0, NUMBER: 0.0, DATE: "1970-01-01"}


def write(dossiers: Iterable[Dossier], order: Order, path: Path) -> None:
    """Writes the file batch by batch; the layer is called events or mentions."""
    from pyogrio import raw
    from pyogrio.errors import DataLayerError, DataSourceError, GeometryError

    columns = columns_of(order)
    rows = rows_of(dossiers, order)
    begun = False
    while (chunk := list(islice(rows, _AT_ONCE))) or not begun:
        data, masks = _fields(chunk, columns)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                raw.write(
                    path, _points(chunk), data, list(columns), field_mask=masks, layer="mentions" if order.mentions else "events",
                    driver="GPKG", geometry_type="Point", crs="EPSG:4326", append=begun, promote_to_multi=False,
                )  # fmt: skip
        except (DataSourceError, DataLayerError, GeometryError) as error:
            raise OSError(str(error)) from error
        begun = True


def _points(rows: list[Row]) -> numpy.ndarray[Any, Any]:
    """Points as well-known binary, None where there is none."""
    import numpy

    found = numpy.empty(len(rows), dtype=object)
    for index, row in enumerate(rows):
        lat, lon = row["latitude"], row["longitude"]
        if isinstance(lat, float | int) and isinstance(lon, float | int):
            found[index] = struct.pack("<BIdd", 1, 1, lon, lat)
    return found


def _fields(rows: list[Row], columns: Columns) -> tuple[list[Any], list[Any]]:
    """A column of values each and, as numbers and days have no null, where there is none."""
    import numpy

    kinds = {INTEGER: "int64", NUMBER: "float64", DATE: "datetime64[D]"}
    data: list[Any] = []
    masks: list[Any] = []
    for name, column in columns.items():
        cells = [row[name] for row in rows]
        if column.kind in kinds:
            nothing = _NOTHING[column.kind]
            data.append(numpy.array([nothing if c is None else c for c in cells], dtype=kinds[column.kind]))
            masks.append(numpy.array([c is None for c in cells], dtype=bool))
        else:
            texts = numpy.empty(len(cells), dtype=object)
            texts[:] = [writable(str(c)) if c is not None else None for c in cells]
            data.append(texts)
            masks.append(None)
    return data, masks


