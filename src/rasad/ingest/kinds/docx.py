"""A Word document (DOCX) in; its Document out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx import Document as open_document
from docx.opc.exceptions import OpcError
from docx.table import Table

from rasad.errors import SourceError
from rasad.ingest import dating
from rasad.ingest.decode import ARABIC_LETTER
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of, one_line
from rasad.ingest.unpacking import checked_zip
from rasad.model import Document

_HEAD_LINES = 4
_MOST_LINES = 200_000


def read(raw: Raw, intake: Intake) -> Iterator[Document]:
    """The document: paragraphs and cells of tables in their order. Who made the file is not kept: it is no line of authors."""
    with raw.open() as stream:
        checked_zip(stream, raw.name)
        try:
            file = open_document(stream)
        except (OpcError, KeyError, ValueError) as error:
            raise SourceError(raw.name, "parse", f"no Word document ({error})"[:200], "Save it again as .docx.") from error
        lines = [line for _, line in zip(range(_MOST_LINES), _lines(file), strict=False)]
        title = one_line(file.core_properties.title)
    report = Report(
        text="\n".join(lines),
        id=raw.stem,
        title=title if title and ARABIC_LETTER.search(title) else None,
        dating=dating.of_lines(lines[:_HEAD_LINES], intake.kit),
        media="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    yield document_of(report, raw, intake)


def _lines(container: Any) -> Iterator[str]:
    for part in container.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                seen = set()  # a cell that spans several columns stands in each of them
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        yield from _lines(cell)
        elif part.text.strip():
            yield part.text
