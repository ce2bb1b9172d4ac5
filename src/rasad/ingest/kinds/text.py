"""A plain text in; its one Document out."""

from __future__ import annotations

from collections.abc import Iterator

from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.rows import document_of_text
from rasad.model import Document


def read(raw: Raw, intake: Intake) -> Iterator[Document]:
    """The document; SourceError where its bytes are no text that can be read."""
    text, note = decode(raw.whole(intake.limit), raw.name)
    if note:
        intake.note(raw.name, note)
    yield document_of_text(text, raw, intake, raw.stem)
