"""Reads tables with a header (OCHA, Wikidata, OpenStreetMap, others): their lines in, rows added to a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rasad.errors import ConfigurationError, DataError
from rasad.kit.importing.naming import Naming
from rasad.kit.importing.settings import Settings, plain
from rasad.kit.importing.tables import (
    Foreign,
    Table,
    Wanted,
    admin_header,
    degrees,
    delimiter,
    is_vague,
    point,
    split,
    whole,
)

_VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class _Levels:
    """The columns of one administrative level: that of the P-code and all others."""

    code: int
    names: tuple[int, ...]


def read_columns(
    table: Table, header: str, lines: Iterator[str], wanted: Wanted, naming: Naming, settings: Settings
) -> None:
    """Adds the rows of a table with a header to `table`; faults as `read_table` says."""
    _Reader(table, header, wanted, naming, settings).read(lines)


class _Reader:
    """One table: which columns hold what, and the rows so far."""

    def __init__(self, table: Table, header: str, wanted: Wanted, naming: Naming, settings: Settings) -> None:
        self.table, self.wanted, self.naming, self.settings = table, wanted, naming, settings
        self.delimiter = delimiter(header)
        self.heads = split(header)
        if not any(cell.strip() for cell in self.heads):
            raise DataError(f"{table.path}:1: the file is empty or has no header")
        self.levels = self._levels() if table.format == "ocha" else {}
        self.at = self._columns()
        self.seen: set[str] = set()
        if not (self.levels or "name" in self.at):
            raise DataError(
                f"{table.path}:1: no column of names among {', '.join(self.heads)}; say which: --column name=HEADER"
            )
        if not (self.levels or "point" in self.at or {"lat", "lon"} <= set(self.at)):
            raise DataError(
                f"{table.path}:1: no columns of coordinates among {', '.join(self.heads)}; say which: "
                "--column lat=HEADER --column lon=HEADER, or --column point=HEADER"
            )
        if not self.levels and "kind" not in self.at and "level" not in self.at and wanted.default_kind is None:
            table.notes.append(f"the table tells no kinds: all rows are taken for a {_VILLAGE}; --as says otherwise")

    def _columns(self) -> dict[str, int]:
        """The column of each field: as the user says, else by its header."""
        found: dict[str, int] = {}
        heads = [plain(head) for head in self.heads]
        for name, likely in self.settings.columns.items():
            for head in likely:
                if head in heads:
                    found[name] = heads.index(head)
                    break
        for name, head in self.wanted.columns.items():
            if name not in self.settings.columns:
                raise ConfigurationError(f"--column {name}=...: no such field; there are {', '.join(self.settings.columns)}")
            if plain(head) not in heads:
                raise ConfigurationError(f"{self.table.path}: no column {head!r}; there are {', '.join(self.heads)}")
            found[name] = heads.index(plain(head))
        return found

    def _levels(self) -> dict[int, _Levels]:
        codes: dict[int, int] = {}
        names: dict[int, list[int]] = {}
        for number, head in enumerate(self.heads):
            if told := admin_header(head):
                level, rest = told
                if rest in ("pcode", "code", "pcod"):
                    codes[level] = number
                else:
                    names.setdefault(level, []).append(number)
        return {level: _Levels(code, tuple(names.get(level, ()))) for level, code in sorted(codes.items())}

    def read(self, lines: Iterator[str]) -> None:
        reader = csv.reader(lines, delimiter=self.delimiter)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    self.table.lines += 1
                    self._row(reader.line_num + 1, cells)
        except csv.Error as error:
            raise DataError(f"{self.table.path}:{reader.line_num + 1}: not valid CSV: {error}") from error
        if self.table.format == "ocha":
            self.table.rows[:] = _under(self.table.rows)

    def _row(self, line: int, cells: Sequence[str]) -> None:
        if len(cells) < len(self.heads):
            cells = [*cells, *[""] * (len(self.heads) - len(cells))]
        above = self._units(line, cells) if self.levels else ()
        if self.levels and "name" not in self.at and "pcode" not in self.at:
            return  # the row was its lowest unit
        row = self._place(line, cells, above)
        if row is not None:
            self.table.rows.append(row)

    def _cell(self, field: str, cells: Sequence[str]) -> str:
        return cells[self.at[field]].strip() if field in self.at else ""

    def _point(self, cells: Sequence[str]) -> tuple[tuple[float, float] | None, bool]:
        """The coordinates of a row, and whether they are rounded."""
        written: tuple[str, str] | None = None
        if "lat" in self.at and "lon" in self.at:
            written = self._cell("lat", cells), self._cell("lon", cells)
        elif "point" in self.at:
            written = point(self._cell("point", cells))
        return (degrees(*written), is_vague(*written)) if written else (None, False)

    def _units(self, line: int, cells: Sequence[str]) -> tuple[str, ...]:
        """Adds the units that a row of an administrative table names; their P-codes, outermost first."""
        codes = [(level, at, cells[at.code].strip()) for level, at in self.levels.items()]
        named = [(level, at, code) for level, at, code in codes if code and level > 0]
        country = next((code for level, _, code in codes if level == 0 and code), "")
        own = "name" in self.at or "pcode" in self.at
        for number, (level, at, code) in enumerate(named):
            if code in self.seen or not at.names:
                continue  # a level without names only says where the row lies
            self.seen.add(code)
            last = number == len(named) - 1 and not own
            names = [n for c in at.names for n in self.naming.arabic(cells[c])]
            latin = next((cells[c].strip() for c in at.names if cells[c].strip() and not self.naming.arabic(cells[c])), "")
            where, vague = self._point(cells) if last else (None, False)
            state = _country(self.wanted, country, code)
            kind = self.settings.level_kind(state, level)
            above = tuple(c for _, _, c in named[:number])
            if self._usable(line, names, kind, state):
                assert kind is not None
                names = _distinct(self.naming, names, kind)
                lat, lon = where or (None, None)
                self.table.rows.append(
                    Foreign(line, code, tuple(names), kind, lat, lon, state, above, pcode=code, latin=latin, vague=vague)
                )
        return tuple(code for _, _, code in named)

    def _place(self, line: int, cells: Sequence[str], above: tuple[str, ...]) -> Foreign | None:
        """The place that a row is."""
        naming = self.naming
        names = [*naming.arabic(self._cell("name", cells)), *naming.arabic(self._cell("aliases", cells))]
        pcode = self._cell("pcode", cells)
        state = _country(self.wanted, self._cell("country", cells), *above[:1], pcode)
        kind = self._kind(line, cells, state)
        if kind is None or not self._usable(line, names, kind, state):
            return None
        names = _distinct(naming, names, kind)
        where, vague = self._point(cells)
        if where is None and not pcode:
            self.table.skip("no coordinates", line)
            return None
        units = () if above else tuple(n for f in ("admin1", "admin2") for n in naming.arabic(self._cell(f, cells))[:1])
        key = pcode or self._cell("id", cells).rstrip("/").rpartition("/")[2] or str(line)
        if self.table.format == "osm" and (types := [c for h, c in zip(self.heads, cells, strict=False) if plain(h) in ("type", "osmtype")]):
            key = types[0][:1] + key
        lat, lon = where or (None, None)
        return Foreign(
            line, key, tuple(names), kind, lat, lon, state, above, units, whole(self._cell("population", cells)),
            pcode or None, self._cell("latin", cells), vague,
        )  # fmt: skip

    def _kind(self, line: int, cells: Sequence[str], country: str | None) -> str | None:
        """The kind that a row tells; None, and noted, where it tells one that is not known."""
        if (level := self._cell("level", cells)).isdecimal():
            return self.settings.level_kind(country, int(level))
        word = self._cell("kind", cells)
        if not word:
            return self.wanted.default_kind or _VILLAGE
        kind = self.settings.kinds.get(plain(word)) or self.naming.class_kind(word)
        if kind is None and self.wanted.default_kind is None:
            self.table.skip(f"of an unknown kind ({word[:30]}): --as says which", line)
        return kind or self.wanted.default_kind

    def _usable(self, line: int, names: Sequence[str], kind: str | None, country: str | None) -> bool:
        """Whether a row can be taken; why not is noted."""
        reason = None
        if self.wanted.country and country != self.wanted.country:
            reason = f"in another country than {self.wanted.country}"
        elif kind is None:
            reason = "of an administrative level that is not taken"
        elif not self.wanted.takes(kind):
            reason = f"of the kind {kind}: --only {kind} takes it"
        elif not names:
            reason = "no Arabic name"
        elif country is None:
            raise ConfigurationError(f"{self.table.path}:{line}: the table does not tell the country; add --country, for example --country SY")
        if reason:
            self.table.skip(reason, line)
        return reason is None


def _country(wanted: Wanted, *told: str) -> str | None:
    """The ISO code that one of the cells (a country, a P-code) begins with, else the one that the user gave."""
    for cell in told:
        code = cell[:2].upper()
        if (len(cell) == 2 or any(c.isdigit() for c in cell)) and code.isascii() and code.isalpha():
            return code
    return wanted.country


def _distinct(naming: Naming, names: Sequence[str], kind: str) -> list[str]:
    """The different names of a place, without the word for its kind."""
    return naming.distinct(naming.without_class(name, kind) for name in names)


def _under(rows: list[Foreign]) -> Iterator[Foreign]:
    """The rows, with the units above each where only the beginning of its P-code tells them."""
    codes = {row.pcode for row in rows if row.pcode}
    for row in rows:
        code = row.pcode
        if code and not row.above:
            above = tuple(code[:n] for n in range(2, len(code)) if code[:n] in codes)
            row = replace(row, above=above)
        yield row
