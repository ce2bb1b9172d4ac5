"""Lines of JSON in, read one by one so that memory does not grow with the file; a Document or a Failure each out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from rasad.errors import SourceError
from rasad.ingest.decode import decode
from rasad.ingest.failure import Failure
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.jsonfile import loads
from rasad.ingest.raw import Raw
from rasad.ingest.rows import document_of_row
from rasad.model import Document

LINE_FACTOR = 4  # a line may be this many times the document limit: escapes triple Arabic
BLANK = b" \t\r\n\xef\xbb\xbf"  # a line of nothing else holds no document


def read(raw: Raw, intake: Intake) -> Iterator[Document | Failure]:
    """One document for each line of the file."""
    with raw.open() as stream:
        yield from read_lines(stream, raw, intake)


def read_lines(stream: BinaryIO, raw: Raw, intake: Intake, head: bytes = b"") -> Iterator[Document | Failure]:
    """One document for each line; a bad line fails with its number. `head` is what was read of the stream already."""
    limit = intake.limit * LINE_FACTOR
    number = head.count(b"\n") if head else 0
    pending = [head] if head else []
    found = False
    while True:
        if pending:
            line = pending.pop()
            number = max(number, 1)
        else:
            line = stream.readline(limit + 1)
            number += 1
        if not line:
            break
        part = raw.member(f":{number}", line)
        if len(line) > limit and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
            found = True
            reason = f"a line of more than {limit / 1e6:g} MB"
            yield Failure(part.name, "parse", reason, "Split it into its reports, one line each.")
            continue
        if not line.strip(BLANK):
            continue
        found = True
        try:
            text, note = decode(line, part.name)
            if note:
                intake.note(part.name, note)
            yield document_of_row(loads(text, part.name), part, intake)
        except SourceError as error:
            yield Failure.of(error)
    if not found:
        yield Failure(raw.name, "check", "empty", "Nothing to read here.")
