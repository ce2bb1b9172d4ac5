"""A table (CSV, TSV, Excel, Parquet) in, a report a row; Documents and Failures out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rasad.errors import SourceError
from rasad.ingest.attempt import Item, attempted
from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.jsonfile import JSON_LIMIT
from rasad.ingest.raw import Raw
from rasad.ingest.rows import document_of_row
from rasad.ingest.unpacking import checked_zip

_SEPARATORS = ",;\t|"
_AT_ONCE = 2000  # rows of a Parquet file
_ADVICE = "Name it with --text-column; the first row holds the names of the columns."

Row = tuple[str, Mapping[str, Any]]  # where it stands, and its values


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """One document for each row that holds anything."""
    head = raw.head(4)
    if head == b"PAR1":
        rows = _parquet(raw, intake)
    elif head[:2] == b"PK":
        rows = _excel(raw, intake)
    else:
        rows = _separated(raw, intake)
    found = False
    for place, row in rows:
        found = True
        yield from attempted(raw.name + place, lambda place=place, row=row: [document_of_row(row, raw, intake, place)])  # type: ignore[misc]
    if not found:
        raise SourceError(raw.name, "check", "a table without rows", "Nothing to read here.")


def _separated(raw: Raw, intake: Intake) -> Iterator[Row]:
    text, note = decode(raw.whole(JSON_LIMIT), raw.name)
    if note:
        intake.note(raw.name, note)
    first = text.lstrip().partition("\n")[0]
    separator = "\t" if raw.suffix == ".tsv" else max(_SEPARATORS, key=first.count)
    csv.field_size_limit(intake.limit)  # of the process; the reports of a table are longer than its 131,072 characters
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for _, row in _named(((lines.line_num, row) for row in lines), raw, intake):
            yield f":{lines.line_num}", row
    except csv.Error as error:
        reason = f"no table from line {lines.line_num} on ({error})"
        raise SourceError(raw.name, "parse", reason, "Save it as CSV (UTF-8) again.") from error


def _excel(raw: Raw, intake: Intake) -> Iterator[Row]:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with raw.open() as stream:
        checked_zip(stream, raw.name)
        book = load_workbook(stream, read_only=True, data_only=True)
        faults: list[SourceError] = []
        for sheet in book.worksheets:
            rows = enumerate((list(row) for row in sheet.iter_rows(values_only=True)), 1)
            try:
                for number, row in _named(rows, raw, intake):
                    yield f"[{sheet.title}]:{number}", row
            except SourceError as error:  # a sheet of notes beside the one with the reports
                faults.append(error)
                intake.note(f"{raw.name}[{sheet.title}]", f"this sheet was left out: {error.reason}")
        if len(faults) == len(book.worksheets) and faults:
            raise faults[0]


def _parquet(raw: Raw, intake: Intake) -> Iterator[Row]:
    try:
        import polars
    except ModuleNotFoundError as error:
        raise SourceError(raw.name, "open", "Parquet files need polars", "pip install 'rasad[parquet]'") from error
    begun = 0
    try:
        with raw.open() as stream:
            names = list(polars.read_parquet_schema(stream))
            wanted = _columns(names, raw, intake)
            while True:
                stream.seek(0)
                frame = polars.scan_parquet(stream).select(wanted).slice(begun, _AT_ONCE).collect()
                for number, row in enumerate(frame.iter_rows(named=True), begun + 1):
                    yield f":{number}", row
                begun += len(frame)
                if len(frame) < _AT_ONCE:
                    return
    except BaseException as error:
        # What polars' Rust code gives up on is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError(raw.name, "parse", "a damaged Parquet file", "Write it again from its source.") from None


def _named(rows: Iterable[tuple[int, Sequence[Any]]], raw: Raw, intake: Intake) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows below the first that holds anything, by its names; empty ones are left out."""
    names: list[str] | None = None
    for number, values in rows:
        if not any(value not in (None, "") for value in values):
            continue
        if names is None:
            names = ["" if value is None else str(value).strip() for value in values]
            _columns(names, raw, intake)
        else:
            yield number, {name: value for name, value in zip(names, values, strict=False) if name}


def _columns(names: list[str], raw: Raw, intake: Intake) -> list[str]:
    """The columns that are read; SourceError where none holds the text or a column that was named is not there."""
    columns = intake.columns.found_in(names)
    told = ", ".join(f"`{name}`" for name in names[:12] if name) or "none"
    if columns.text is None:
        raise SourceError(raw.name, "parse", f"no column for the text (columns: {told[:300]})", _ADVICE)
    wanted = [name for name in (columns.text, columns.title, columns.date, columns.url, columns.outlet, columns.id, columns.author) if name]
    for name in wanted:
        if name not in names and name.partition(".")[0] not in names:
            raise SourceError(raw.name, "parse", f"no column `{name}` (columns: {told[:300]})", "Give the name as the first row has it.")
    return sorted({name if name in names else name.partition(".")[0] for name in wanted})
