"""Reads tables of places as people download them: a file in; its format, rows and what cannot be used out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from rasad.errors import ConfigurationError, DataError
from rasad.kit.importing.naming import Naming
from rasad.kit.importing.settings import Settings, plain

Opener = Callable[[Path], BinaryIO]
GEONAMES_COLUMNS = 19
_ADMIN = re.compile(r"(?:adm|admin)([0-5])(.*)")
_POINT = re.compile(r"POINT\s*(?:Z\s*)?\(\s*(-?[\d.]+)\s+(-?[\d.]+)", re.IGNORECASE)
_XLSX = re.compile(r"^xl/")


@dataclass(frozen=True, slots=True)
class Foreign:
    """One place of a foreign table; what it does not tell is None or empty.

    `key`: its id there; `above`: keys of the units of the same table that it lies in, `within`: names of such units, both
    outermost first; `names`: Arabic, the best first; `latin`: for messages; `vague`: its point is rounded to about ten
    kilometres.
    """

    line: int
    key: str
    names: tuple[str, ...]
    kind: str
    lat: float | None
    lon: float | None
    country: str | None
    above: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    population: int | None = None
    pcode: str | None = None
    latin: str = ""
    vague: bool = False

    @property
    def at(self) -> tuple[float, float] | None:
        """(lat, lon), None where the table has none."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass(slots=True)
class Table:
    """A table as read: `skipped` holds the lines that cannot be used, by reason; `lines`: how many rows it has."""

    path: Path
    format: str
    rows: list[Foreign] = field(default_factory=list)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: int = 0

    def skip(self, reason: str, line: int) -> None:
        """Notes a row that cannot be used."""
        self.skipped.setdefault(reason, []).append(line)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for: the format (None: to be guessed), the country of rows that name none (and the only one
    taken), headers by field, the kind of rows that tell none, the kinds to take (empty: the usual ones)."""

    format: str | None = None
    country: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    default_kind: str | None = None
    kinds: frozenset[str] = frozenset()

    def takes(self, kind: str) -> bool:
        """Whether rows of a kind are asked for; hills, streams and roads only by name."""
        return kind in self.kinds if self.kinds else kind not in _UNUSUAL


_UNUSUAL = frozenset({"mountain", "river", "road", "region", "country"})


def plain_open(path: Path) -> BinaryIO:
    """The file as bytes; ConfigurationError where it cannot be opened."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from error


def read_table(
    path: Path, wanted: Wanted, naming: Naming, settings: Settings, names: Path | None = None, opened: Opener = plain_open
) -> Table:
    """The rows of a table. `names` is a GeoNames alternateNamesV2 file, read with a GeoNames dump.

    DataError (file:line) where the file is no such table, ConfigurationError where a column asked for is not there.
    """
    from rasad.kit.importing.columns import read_columns
    from rasad.kit.importing.geonames import read_geonames

    with opened(path) as stream:
        lines = text_of(stream, path)
        first = next(lines, "")
        found = wanted.format or guessed(first)
        table = Table(path, found)
        if found == "geonames":
            told = _names_by_id(names, naming, opened) if names else {}
            read_geonames(table, _chained(first, lines), wanted, naming, settings, told)
        elif names:
            raise ConfigurationError(f"{names}: --names goes with a GeoNames dump; {path.name} is read as {found}")
        else:
            read_columns(table, first, lines, wanted, naming, settings)
    return table


def guessed(header: str) -> str:
    """The format that the first line of a table speaks for."""
    cells = header.rstrip("\r\n").split("\t")
    if len(cells) >= GEONAMES_COLUMNS and cells[0].isdigit() and len(cells[6]) <= 1:
        return "geonames"
    heads = [plain(cell) for cell in split(header)]
    admin = {m[2] for head in heads if (m := _ADMIN.fullmatch(head))}
    if "pcode" in admin or "pcode" in heads:
        return "ocha"
    if "item" in heads:
        return "wikidata"
    if header.startswith(("@", "osm_", '"@')) or "osmid" in heads or ("namear" in heads and "place" in heads):
        return "osm"
    return "csv"


def delimiter(header: str) -> str:
    """The sign between the cells of a table's first line."""
    return max(",;\t|", key=header.count)


def split(header: str) -> list[str]:
    """The cells of a table's first line."""
    return next(csv.reader([header], delimiter=delimiter(header)), [])


def admin_header(header: str) -> tuple[int, str] | None:
    """(level, what it holds) of a header like admin2Name_ar or ADM2_PCODE; None for other headers."""
    found = _ADMIN.fullmatch(plain(header))
    return (int(found[1]), found[2]) if found else None


def degrees(lat: str, lon: str) -> tuple[float, float] | None:
    """The coordinates of two cells; None where they are no numbers or no place on earth."""
    try:
        at = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        return None
    return at if -90 <= at[0] <= 90 and -180 <= at[1] <= 180 and at != (0.0, 0.0) else None


def point(cell: str) -> tuple[str, str] | None:
    """(lat, lon) as written in a cell like "Point(lon lat)" or "lat, lon"; None where it is no point."""
    if found := _POINT.search(cell):
        return found[2], found[1]
    parts = re.split(r"[,;\s]+", cell.strip(" ()[]"))
    return (parts[0], parts[1]) if len(parts) == 2 else None


def is_vague(lat: str, lon: str) -> bool:
    """Whether coordinates are rounded to a tenth of a degree or more, some ten kilometres."""
    return max(len(cell.strip().replace(",", ".").partition(".")[2]) for cell in (lat, lon)) <= 1


def whole(cell: str) -> int | None:
    """A number of people; None where the cell tells none."""
    digits = cell.strip().replace(",", "").partition(".")[0]
    return int(digits) or None if digits.isdecimal() else None


def text_of(stream: BinaryIO, path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file, or of the table in a zip archive; DataError where it is something else."""
    start = stream.read(4)
    stream.seek(0)
    if start.startswith(b"PK"):
        yield from _lines(_member(stream, path), path)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(f"{path}:1: this is an Excel file; open it and save the sheet as CSV UTF-8")
    else:
        yield from _lines(stream, path)


def _member(stream: BinaryIO, path: Path) -> BinaryIO:
    """The largest table in an archive."""
    try:
        archive = zipfile.ZipFile(stream)
        if any(_XLSX.match(name) for name in archive.namelist()):
            raise DataError(f"{path}:1: this is an Excel file; open it and save the sheet as CSV UTF-8")
        tables = [i for i in archive.infolist() if i.filename.lower().endswith((".txt", ".csv", ".tsv"))]
        if not tables:
            raise DataError(f"{path}:1: the archive holds no .txt, .csv or .tsv file")
        found = archive.open(max(tables, key=lambda i: i.file_size))
    except zipfile.BadZipFile as error:
        raise DataError(f"{path}:1: not a whole zip archive ({error}); download it again") from error
    return found  # type: ignore[return-value]


def _lines(stream: BinaryIO, path: Path) -> Iterator[str]:
    number = 0
    try:
        # Only "\n" ends a line: names hold other characters that Python takes for line ends.
        for line in io.TextIOWrapper(stream, "utf-8-sig", newline="\n"):
            number += 1
            yield line
    except UnicodeDecodeError as error:
        raise DataError(f"{path}:{number + 1}: not UTF-8 ({error.reason}); save the file as CSV UTF-8") from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"{path}:{number + 1}: the archive is cut off ({error}); download it again") from error


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


_ALTERNATE_COLUMNS = 4
_HISTORIC = 7


def _names_by_id(path: Path, naming: Naming, opened: Opener) -> dict[str, tuple[str, ...]]:
    """The Arabic names of alternateNamesV2 by GeoNames id, the preferred first, those of the past left out."""
    found: dict[str, list[tuple[bool, str]]] = {}
    with opened(path) as stream:
        for number, line in enumerate(text_of(stream, path), 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < _ALTERNATE_COLUMNS or not cells[1].isdigit():
                raise DataError(f"{path}:{number}: not a line of GeoNames' alternateNamesV2.txt")
            if cells[2] != "ar" or (len(cells) > _HISTORIC and cells[_HISTORIC] == "1"):
                continue
            preferred = len(cells) > _ALTERNATE_COLUMNS and cells[_ALTERNATE_COLUMNS] == "1"
            found.setdefault(cells[1], []).extend((not preferred, name) for name in naming.arabic(cells[3]))
    return {id: tuple(name for _, name in sorted(names, key=lambda n: n[0])) for id, names in found.items()}
