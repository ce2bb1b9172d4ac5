"""Writes an Excel workbook: dossiers in; sheets of events, mentions, claims, sources and a dictionary out.

Rows are written as they come and not kept. Text is never run as a formula, days are days, Arabic runs from the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rasad.errors import ConfigurationError
from rasad.event import Dossier
from rasad.export.columns import DATE, Cell, Columns, Row, neutral, writable
from rasad.export.order import Order
from rasad.export.rows import (
    CLAIMS,
    EVENTS,
    MENTIONS,
    SOURCES,
    Sources,
    claim_row,
    event_row,
    mention_row,
    source_row,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

MOST_ROWS = 1_048_576  # of a sheet, the header among them
_LONGEST = 32_767  # characters of a cell
_FIRST_DAY = date(1900, 3, 1)  # Excel counts days wrongly before
_FONT = "Arial"  # has Arabic letters wherever Excel or LibreOffice runs
_ARABIC = frozenset({"location", "origin", "destination", "quote", "title"})
_WIDTHS = {"quote": 60, "title": 40, "location": 20, "initiator_names": 28, "target_names": 28, "about": 90, "grade_reason": 40}
_DICTIONARY = "dictionary"


def write(dossiers: Iterable[Dossier], order: Order, path: Path) -> None:
    """Writes the workbook; ConfigurationError where a sheet would be longer than Excel can hold."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False})
    sheets = {"mentions": MENTIONS, "sources": SOURCES}
    if not order.mentions:
        sheets = {"events": EVENTS, "mentions": MENTIONS, "claims": CLAIMS, "sources": SOURCES}
    drawn = {name: _Sheet(book, name, columns, order.rtl) for name, columns in sheets.items()}
    try:
        sources = Sources()
        for dossier in dossiers:
            if "events" in drawn:
                drawn["events"].add(event_row(dossier, order))
                for claim in dossier.event.claims:
                    drawn["claims"].add(claim_row(claim, dossier.event))
            for told in dossier.told:
                drawn["mentions"].add(mention_row(told, dossier.event))
            for told in sources.new(dossier):
                drawn["sources"].add(source_row(told))
        for name, sheet in drawn.items():
            order.tally.written[name] = sheet.rows
            sheet.close()
        _dictionary(book, sheets, order.rtl)
    finally:
        try:
            book.close()
        except XlsxFileError as error:
            raise OSError(str(error)) from error
    cut = sum(sheet.cut for sheet in drawn.values())
    if cut:
        order.tally.changed["cells cut to the 32,767 characters that Excel holds"] += cut


class _Sheet:
    """A sheet that is written row by row."""

    def __init__(self, book: Workbook, name: str, columns: Columns, rtl: bool) -> None:
        self.name, self.columns, self.rows, self.cut = name, columns, 0, 0
        self._sheet = book.add_worksheet(name)
        head = book.add_format({"bold": True, "font_name": _FONT, "bottom": 1})
        usual = book.add_format({"font_name": _FONT})
        day = book.add_format({"font_name": _FONT, "num_format": "yyyy-mm-dd"})
        arabic = book.add_format({"font_name": _FONT, "reading_order": 2, "align": "right"})
        self._formats: dict[str, Format] = {}
        if rtl:
            self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 1)
        for index, (column, what) in enumerate(columns.items()):
            self._formats[column] = arabic if column in _ARABIC else day if what.kind == DATE else usual
            self._sheet.set_column(index, index, _WIDTHS.get(column, max(10, len(column) + 2)))
        for index, column in enumerate(columns):
            self._sheet.write_string(0, index, column, head)

    def add(self, row: Row) -> None:
        """Writes a row."""
        self.rows += 1
        if self.rows >= MOST_ROWS:
            raise ConfigurationError(
                f"the sheet {self.name} would have more than the {MOST_ROWS:,} rows that Excel holds; "
                "narrow the query, or export to .csv, .parquet or .gpkg"
            )
        for index, column in enumerate(self.columns):
            self._write(index, row[column], self._formats[column])

    def close(self) -> None:
        """Lets the reader filter by each column."""
        self._sheet.autofilter(0, 0, self.rows, len(self.columns) - 1)

    def _write(self, index: int, cell: Cell, format: Format) -> None:
        if isinstance(cell, date) and cell >= _FIRST_DAY:
            self._sheet.write_datetime(self.rows, index, cell, format)
        elif isinstance(cell, str | date) and cell:
            text = writable(str(neutral(cell)))
            if len(text) > _LONGEST:
                self.cut += 1
            self._sheet.write_string(self.rows, index, text[:_LONGEST], format)
        elif isinstance(cell, int | float):
            self._sheet.write_number(self.rows, index, cell, format)


def _dictionary(book: Workbook, sheets: Mapping[str, Columns], rtl: bool) -> None:
    """A last sheet that says what each column means."""
    from rasad.export.columns import Column

    sheet = _Sheet(book, _DICTIONARY, {"sheet": Column(""), "column": Column(""), "about": Column("")}, rtl)
    for name, columns in sheets.items():
        for column, what in columns.items():
            sheet.add({"sheet": name, "column": column, "about": what.about})
    sheet.close()
