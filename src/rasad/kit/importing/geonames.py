"""Reads GeoNames dumps: their lines in, rows added to a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rasad.errors import DataError
from rasad.kit.importing.naming import Naming, fit, size_kind
from rasad.kit.importing.settings import Settings
from rasad.kit.importing.tables import GEONAMES_COLUMNS, Foreign, Table, Wanted, degrees, is_vague

# Syrian territory under resolution 497, as ACLED and UCDP code it: south, west, north, east.
GOLAN = (32.70, 35.63, 33.35, 35.95)
_SIZES = ("village", "town", "city")


def golan(country: str, lat: float, lon: float) -> str:
    """The country of a point that GeoNames gives to `country`."""
    return "SY" if country == "IL" and GOLAN[0] <= lat <= GOLAN[2] and GOLAN[1] <= lon <= GOLAN[3] else country


def read_geonames(
    table: Table,
    lines: Iterable[str],
    wanted: Wanted,
    naming: Naming,
    settings: Settings,
    told: Mapping[str, tuple[str, ...]],
) -> None:
    """Adds the rows of a dump to the table; `told` are the names of alternateNamesV2 by GeoNames id."""
    units: dict[tuple[str, ...], str] = {}
    found: list[tuple[Foreign, tuple[str, ...]]] = []
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) < GEONAMES_COLUMNS or not cells[0].isdigit():
            if not line.strip() or line.startswith("#"):
                continue
            raise DataError(f"{table.path}:{number}: not a line of a GeoNames dump ({GEONAMES_COLUMNS} cells between tabs)")
        table.lines += 1
        id, name, _, alternates, lat, lon, _, code = cells[:8]
        at = degrees(lat, lon)
        if at is None:
            table.skip("coordinates that are no place on earth", number)
            continue
        country = golan(cells[8], *at)
        if wanted.country and country != wanted.country:
            table.skip(f"in another country than {wanted.country}", number)
            continue
        population = int(cells[14]) if cells[14].isdecimal() else 0
        kind = _kind(code, population, settings)
        codes = _codes(code, cells)
        if code in ("ADM1", "ADM2") and codes:
            units[country, *codes] = id
        if kind is None or not wanted.takes(kind):
            table.skip(_left_out(kind, code), number)
            continue
        names = told.get(id) or _ranked(naming.arabic(alternates, exact=True), name, naming)
        bare = [naming.without_class(n, kind) for n in (*names, *naming.arabic(name, exact=True))]
        names = tuple(naming.distinct(bare))
        if not names:
            table.skip("no Arabic name", number)
            continue
        above = codes[:-1] if code in ("ADM1", "ADM2") else codes
        row = Foreign(
            number, id, names, kind, *at, country,
            population=population or None, latin=name, vague=is_vague(lat, lon),
        )  # fmt: skip
        found.append((row, above))
    for row, codes in found:
        assert row.country is not None
        keys = [units.get((row.country, *codes[:n])) for n in range(1, len(codes) + 1)]
        table.rows.append(replace(row, above=tuple(k for k in keys if k is not None)))


def _kind(code: str, population: int, settings: Settings) -> str | None:
    kind = settings.features.get(code)
    if kind != "populated":
        return kind
    return max(size_kind(population), settings.least.get(code, "village"), key=_SIZES.index)


def _left_out(kind: str | None, code: str) -> str:
    return f"of the kind {kind}: --only {kind} takes it" if kind else f"of a feature code that is not taken ({code or 'none'})"


def _codes(code: str, cells: list[str]) -> tuple[str, ...]:
    """The codes of the units of level 1 and 2, as far as they are told."""
    first, second = cells[10], cells[11]
    if first in ("", "00") or (code == "ADM1" and second):
        return (first,) if first not in ("", "00") else ()
    return (first, second) if second and code != "ADM1" else (first,)


def _ranked(names: Iterable[str], latin: str, naming: Naming) -> tuple[str, ...]:
    """The Arabic names of a row of which the table does not say which is the usual one."""
    return tuple(sorted(names, key=lambda name: fit(name, latin, naming.article)))
