"""Reads the kit's data files (TOML, CSV) and keeps the line of every entry for error messages."""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasad.errors import DataError

_HEADER = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_.-]+)\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One `[[table]]` of a TOML file or one row of a CSV file, with where it stands."""

    path: Path
    line: int
    values: dict[str, Any]

    def fault(self, message: str) -> DataError:
        """An error that points at this entry."""
        return DataError(f"{self.path}:{self.line}: {message}")

    def only(self, allowed: set[str], required: set[str]) -> None:
        """Raise DataError if a key is unknown or a required one is missing."""
        if unknown := set(self.values) - allowed:
            raise self.fault(f"unknown key {', '.join(sorted(unknown))}; allowed: {', '.join(sorted(allowed))}")
        if missing := required - set(self.values):
            raise self.fault(f"missing key {', '.join(sorted(missing))}")

    def strings(self, key: str) -> list[str]:
        """The list of non-empty strings under a key, [] where there is none; DataError where it is something else."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(f"{key} must be a list of words")
        return value


def read_toml(path: Path) -> dict[str, Any]:
    """The whole file as a dict, not to be changed; DataError with file:line where it is not TOML or not UTF-8."""
    return _parse(path, _text(path))


def toml_entries(path: Path, table: str) -> Iterator[Entry]:
    """The `[[table]]` entries of a TOML file in order, each with the line of its header."""
    text = _text(path)
    values = _parse(path, text).get(table, [])
    lines = [text.count("\n", 0, m.start(1)) + 1 for m in _HEADER.finditer(text) if m.group(1) == table]
    if not isinstance(values, list) or len(lines) != len(values):
        raise DataError(f"{path}:1: [[{table}]] must be written as an array of tables")
    for line, value in zip(lines, values, strict=True):
        yield Entry(path, line, value)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}:1: not UTF-8 ({error.reason}); save the file as UTF-8") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return _parsed(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise DataError(f"{path}:{found.group(1) if found else 1}: not valid TOML: {error}") from error


@functools.lru_cache(maxsize=4)
def _parsed(text: str) -> dict[str, Any]:
    """The content of a TOML text: a file is asked for each of its tables in turn. Callers must not change it."""
    return tomllib.loads(text)


def csv_entries(path: Path, columns: set[str], required: set[str]) -> Iterator[Entry]:
    """The rows of a CSV file (header row first, UTF-8), empty cells left out; DataError on a faulty row."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            for row in reader:
                entry = Entry(path, reader.line_num, {k: v for k, v in row.items() if k is not None and v not in (None, "")})
                if None in row:
                    raise entry.fault("more cells than the header has columns; quote cells that hold commas")
                entry.only(columns, required)
                yield entry
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: not valid CSV: {error}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}:1: not UTF-8 ({error.reason}); save the file as UTF-8") from error
