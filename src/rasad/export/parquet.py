"""Writes Parquet: dossiers in, one schema for every file of events, one for every file of mentions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rasad.event import Dossier
from rasad.export.columns import DATE, INTEGER, NUMBER, TEXT, Columns, Row, writable
from rasad.export.order import Order
from rasad.export.rows import columns_of, rows_of

if TYPE_CHECKING:
    import polars

_AT_ONCE = 10_000  # rows in memory


def write(dossiers: Iterable[Dossier], order: Order, path: Path) -> None:
    """Writes the file batch by batch."""
    import polars
    from polars.io.plugins import register_io_source

    columns = columns_of(order)
    rows = rows_of(dossiers, order)
    kinds = {TEXT: polars.String, INTEGER: polars.Int64, NUMBER: polars.Float64, DATE: polars.Date}
    schema = polars.Schema({name: kinds[column.kind] for name, column in columns.items()})
    failed: list[BaseException] = []

    def batches(*_: object) -> Iterator[polars.DataFrame]:
        try:
            while chunk := list(islice(rows, _AT_ONCE)):
                yield polars.DataFrame(_by_column(chunk, columns), schema=schema)
        except BaseException as error:
            failed.append(error)  # polars tells of it in words of its own
            raise

    try:
        register_io_source(batches, schema=schema).sink_parquet(path, compression="zstd", engine="streaming")
    except polars.exceptions.PolarsError as error:
        if failed:
            raise failed[0] from None
        raise OSError(str(error)) from error


def _by_column(rows: list[Row], columns: Columns) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for name in columns:
        found[name] = [writable(c) if isinstance(c := row[name], str) else c for row in rows]
    return found
