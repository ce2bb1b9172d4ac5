"""A side file for events that a format holds no place for: events come one by one, a CSV file appears with the first."""

from __future__ import annotations

import csv
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from rasad.errors import ConfigurationError
from rasad.event import Dossier
from rasad.export.columns import Column, cells_of, csv_pieces
from rasad.export.order import Order
from rasad.export.rows import EVENTS, event_row
from rasad.export.target import write_whole

COLUMNS = {"reason": Column("why the layout does not hold it")} | EVENTS


class Aside:
    """The side file of one export, put in place with it: when `keep` was called and nothing went wrong."""

    def __init__(self, path: Path, order: Order) -> None:
        self._path, self._order = path, order
        self._spool: TextIO | None = None
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._spool is not None:
            self._spool.close()

    def put(self, dossier: Dossier, reason: str) -> None:
        """Keeps an event for the side file."""
        try:
            if self._spool is None:
                self._spool = tempfile.TemporaryFile(  # noqa: SIM115 - closed at the exit
                    "w+", encoding="utf-8", errors="backslashreplace", newline=""
                )
                csv.writer(self._spool).writerow(COLUMNS)
            row = event_row(dossier, self._order) | {"reason": reason}
            csv.writer(self._spool).writerow(cells_of(row, COLUMNS))
        except OSError as error:
            raise ConfigurationError(f"{self._path}: cannot be written ({error.strerror or error})") from error
        self.rows += 1

    def keep(self) -> None:
        """Puts the file in place; one of an earlier run becomes an empty table where nothing is put aside now."""
        if self._spool is not None:
            self._spool.seek(0, os.SEEK_SET)
            write_whole(self._spool, self._path)
        elif self._path.is_file():
            write_whole(csv_pieces(COLUMNS, ()), self._path)
