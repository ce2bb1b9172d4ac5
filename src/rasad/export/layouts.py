"""The formats in which a project's events leave it, by name; which file name means which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rasad.errors import ConfigurationError
from rasad.event import Dossier
from rasad.export import (
    acled,
    bibliography,
    features,
    followthemoney,
    geopackage,
    parquet,
    records,
    rows,
    spreadsheet,
    ucdp,
)
from rasad.export.columns import csv_pieces
from rasad.export.order import Order

Pieces = Callable[[Iterable[Dossier], Order], Iterator[str]]
Write = Callable[[Iterable[Dossier], Order, Path], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format: `pieces` makes its text bit by bit, or `write` the file, for which `module` of the extra `extra` is needed.

    `marks` are words that a file name begins or ends with ("acled.csv", "2024.acled.csv"), beside the plain suffix.
    """

    name: str
    suffixes: tuple[str, ...]
    about: str
    pieces: Pieces | None = None
    write: Write | None = None
    marks: tuple[str, ...] = ()
    mentions: bool = True
    extra: str = ""
    module: str = ""

    @property
    def is_csv(self) -> bool:
        """Whether a byte order mark may stand before it."""
        return ".csv" in self.suffixes

    def check(self) -> None:
        """ConfigurationError where a package that it needs is not installed."""
        if self.module and find_spec(self.module) is None:
            raise ConfigurationError(f"{self.name} needs a package that is not installed: pip install 'rasad[{self.extra}]'")


def _csv(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    return csv_pieces(rows.columns_of(order), rows.rows_of(dossiers, order))


def _hxl(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    return csv_pieces(rows.columns_of(order), rows.rows_of(dossiers, order), tagged=True)


def _sources(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    return csv_pieces(rows.SOURCES, rows.source_rows(dossiers, order))


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("csv", (".csv",), "one event or mention a row", _csv),
        Layout(
            "xlsx", (".xlsx",), "a workbook: sheets of events, mentions, claims, sources and a dictionary", write=spreadsheet.write
        ),
        Layout("jsonl", (".jsonl", ".ndjson"), "one event a line with its claims, its mentions and their spans; or one mention", records.pieces),
        Layout("geojson", (".geojson",), "one feature for each event or mention (RFC 7946)", features.pieces),
        Layout(
            "gpkg", (".gpkg",), "a GeoPackage with a layer of points, for GIS", write=geopackage.write, extra="gis", module="pyogrio"
        ),
        Layout(
            "parquet", (".parquet",), "one row for each event or mention, typed", write=parquet.write, extra="parquet", module="polars"
        ),
        Layout("acled", (".csv",), "the 31 columns of ACLED's export", acled.pieces, marks=("acled",), mentions=False),
        Layout("ucdp", (".csv",), "the 49 columns of UCDP GED", ucdp.pieces, marks=("ucdp", "ged"), mentions=False),
        Layout("hxl", (".csv",), "the columns of csv with HXL tags under the header", _hxl, marks=("hxl",)),
        Layout(
            "ftm", (".ftm", ".jsonl", ".json"), "FollowTheMoney entities, one a line", followthemoney.pieces, marks=("ftm",), mentions=False
        ),
        Layout("bibtex", (".bib",), "the reports as a bibliography", bibliography.pieces, mentions=False),
        Layout("sources", (".csv",), "the reports, one a row", _sources, marks=("sources",), mentions=False),
    )
}  # fmt: skip


def layout_of(name: str) -> Layout | None:
    """The format that a file's name means; None where it means none."""
    words = Path(name).name.lower().split(".")
    if len(words) < 2:
        return None
    suffix, before = f".{words[-1]}", words[-2]
    ends = {mark: layout for layout in LAYOUTS.values() for mark in layout.marks if suffix in layout.suffixes}
    for mark, layout in ends.items():
        if before == mark or before.endswith((f"-{mark}", f"_{mark}")) or before.startswith((f"{mark}-", f"{mark}_")):
            return layout
    plain = (layout for layout in LAYOUTS.values() if suffix in layout.suffixes and (not layout.marks or suffix == ".ftm"))
    return next(plain, None)
