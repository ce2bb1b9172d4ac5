"""Columns of flat exports: named cells in, rows of CSV text out; what a cell may hold and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

Cell = str | int | float | date | None
Row = dict[str, Cell]

TEXT, INTEGER, NUMBER, DATE = "text", "integer", "number", "date"
KINDS = {TEXT: str, INTEGER: int, NUMBER: float, DATE: date}

# A spreadsheet runs a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ENOUGH = 8_000  # characters after which a piece is handed on


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means, which of KINDS it holds, and its HXL tag where it has one."""

    about: str
    kind: str = TEXT
    hxl: str = ""


Columns = Mapping[str, Column]


def neutral(cell: Cell) -> Cell:
    """The cell as a spreadsheet shows it and does not run it: led by an apostrophe where it would."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def writable(text: str) -> str:
    """The text as every library takes it: a lone surrogate is written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def plain(row: Row) -> dict[str, str | int | float | None]:
    """The row as JSON takes it: days as ISO strings."""
    return {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in row.items()}


def cells_of(row: Row, columns: Columns) -> list[Cell]:
    """The cells of a row in the order of the columns, none of which a spreadsheet would run."""
    return [neutral(row[column]) for column in columns]


def csv_pieces(columns: Columns, rows: Iterable[Row], tagged: bool = False) -> Iterator[str]:
    """CSV: the header, with `tagged` the HXL tags under it, then a line for each row."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    if tagged:
        writer.writerow([column.hxl for column in columns.values()])
    for row in rows:
        writer.writerow(cells_of(row, columns))
        if buffer.tell() > _ENOUGH:
            yield taken(buffer)
    yield taken(buffer)


def taken(buffer: io.StringIO) -> str:
    """What the buffer holds, which it then forgets."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
