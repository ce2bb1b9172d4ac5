"""The export formats by name: results in, pieces of a file out; which suffix means which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rasad.export import benchmark, geojson, jsonl, table
from rasad.pipeline import Coded


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `pieces` makes the text of the file from coded documents, bit by bit."""

    name: str
    suffixes: tuple[str, ...]
    pieces: Callable[[Iterable[Coded]], Iterator[str]]
    about: str


FORMATS = {
    f.name: f
    for f in (
        Format(
            "jsonl",
            (".jsonl", ".ndjson"),
            jsonl.pieces,
            "one event mention a line, every value with its words",
        ),
        Format("csv", (".csv",), table.pieces, "one event mention a row, flat columns"),
        Format("geojson", (".geojson",), geojson.pieces, "one feature a mention (RFC 7946), for maps"),
        Format("benchmark", (), benchmark.pieces, "one document a line, for `rasad evaluate --predictions`"),
    )
}


def format_of_suffix(suffix: str) -> Format | None:
    """The format that a file's suffix means; None where it means none."""
    return next((f for f in FORMATS.values() if suffix.lower() in f.suffixes), None)
