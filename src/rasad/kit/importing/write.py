"""Writes imported rows as a table of a kit: rows in, the text of a CSV file out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rasad.errors import ConfigurationError
from rasad.kit.files import csv_entries
from rasad.kit.places import ALL_COLUMNS, COLUMNS, IMPORTED, MORE_COLUMNS


def pieces(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The header and one line for each row."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, (*COLUMNS, *MORE_COLUMNS), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
    yield buffer.getvalue()


def check_target(path: Path) -> None:
    """ConfigurationError where the file holds rows that were not imported: it would be lost."""
    if not path.exists():
        return
    for entry in csv_entries(path, set(ALL_COLUMNS), {"id"}):
        if not entry.values["id"].startswith(IMPORTED):
            raise ConfigurationError(
                f"{path}:{entry.line}: holds rows that were not imported ({entry.values['id']}); choose another --name"
            )
