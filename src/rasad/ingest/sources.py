"""Files, folders and standard input in; a stream of Documents and Failures out, in a fixed order.

Lines of JSONL are read one by one, so memory does not grow with the file.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from rasad.errors import SourceError
from rasad.ingest.decode import decode
from rasad.ingest.failure import Failure
from rasad.ingest.rows import Intake, document_of_row, document_of_text
from rasad.model import Document

LINES = frozenset({".jsonl", ".ndjson"})
READ = LINES | {".txt", ".json"}
REFUSED = frozenset(
    {".html", ".htm", ".pdf", ".doc", ".docx", ".csv", ".tsv", ".xls", ".xlsx", ".xml", ".zip", ".gz"}
)
_FORMATS = "Rasad reads .txt, .json, .jsonl and .ndjson."
JSON_LIMIT = 200_000_000  # bytes of a JSON file that must be held whole
_LINE_FACTOR = 4  # a line may be this many times the document limit: escapes triple Arabic
_HEAD = 65_536
BLANK = b" \t\r\n\xef\xbb\xbf"  # a line of nothing else holds no document

Item = Document | Failure


def read_documents(
    inputs: Iterable[str | Path], intake: Intake, stdin: BinaryIO | None = None
) -> Iterator[Item]:
    """The documents of files, folders and `-` (standard input) in the order given, folders by path.

    Whatever cannot be read comes as a Failure in its place; the rest goes on. A file reached twice is read once.
    """
    seen: set[tuple[int, int]] = set()
    for given in inputs:
        if str(given) == "-":
            if stdin is not None:
                yield from _stream(stdin, "standard input", intake)
            continue
        path = Path(given)
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            yield _unopened(str(given), error)
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _folder(path, intake, seen)
        else:
            yield from _file(path, intake, seen)


def _folder(folder: Path, intake: Intake, seen: set[tuple[int, int]]) -> Iterator[Item]:
    troubles: list[OSError] = []
    found = False
    for parent, folders, files in os.walk(folder, onerror=troubles.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if not is_read(path):
                intake.note(str(path), f"skipped: {_FORMATS}")
                continue
            found = True
            yield from _file(path, intake, seen)
        while troubles:
            found = True
            error = troubles.pop()
            yield _unopened(str(error.filename or folder), error)
    for error in troubles:
        found = True
        yield _unopened(str(error.filename or folder), error)
    if not found:
        yield Failure(str(folder), "open", "no documents in this folder", _FORMATS)


def is_read(path: Path) -> bool:
    """Whether a file of a folder is taken for a report."""
    return path.suffix.lower() in READ and (path.is_file() or not path.exists())


def _file(path: Path, intake: Intake, seen: set[tuple[int, int]]) -> Iterator[Item]:
    item = str(path)
    suffix = path.suffix.lower()
    if suffix in REFUSED:
        yield Failure(item, "open", f"{suffix} files are not read", f"Save the reports as text. {_FORMATS}")
        return
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if (status.st_dev, status.st_ino) in seen:
                intake.note(item, "skipped: read already under this or another name")
                return
            seen.add((status.st_dev, status.st_ino))
            if suffix in LINES:
                yield from _lines(stream, item, intake)
            elif suffix == ".json":
                yield from _json(_whole(stream, item, JSON_LIMIT), item, intake, path.stem)
            elif suffix == ".txt":
                yield from _text(_whole(stream, item, intake.limit), item, intake, path.stem)
            else:
                yield from _stream(stream, item, intake)
    except SourceError as error:
        yield Failure.of(error)
    except OSError as error:
        yield _unopened(item, error)


def _stream(stream: BinaryIO, item: str, intake: Intake) -> Iterator[Item]:
    """Input of no known kind: JSON lines, one JSON value, or one plain text, told apart by how it begins."""
    try:
        head = first_line(stream, intake.limit)
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if start == b"{" and parses(head):
            yield from _lines(stream, item, intake, head)
        elif start in (b"{", b"["):
            raw = head + _whole(stream, item, JSON_LIMIT)
            if start == b"[" and not parses(raw):
                yield from _text(raw, item, intake)
            else:
                yield from _json(raw, item, intake)
        else:
            yield from _text(head + _whole(stream, item, intake.limit), item, intake)
    except SourceError as error:
        yield Failure.of(error)
    except OSError as error:
        yield _unopened(item, error)


def first_line(stream: BinaryIO, limit: int) -> bytes:
    """All up to the end of the first line that holds anything."""
    head = b""
    while True:
        line = stream.readline(limit * _LINE_FACTOR)
        head += line
        if not line or line.strip() or len(head) > _HEAD:
            return head


def _lines(stream: BinaryIO, item: str, intake: Intake, head: bytes = b"") -> Iterator[Item]:
    """One document for each line of JSON; a bad line fails with its number. `head` is what was read already."""
    limit = intake.limit * _LINE_FACTOR
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
        where = f"{item}:{number}"
        if len(line) > limit and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
            found = True
            yield Failure(
                where,
                "parse",
                f"a line of more than {limit / 1e6:g} MB",
                "Split it into its reports, one line each.",
            )
            continue
        if not line.strip(BLANK):
            continue
        found = True
        try:
            text, note = decode(line, where)
            if note:
                intake.note(where, note)
            yield document_of_row(_loads(text, where), where, intake)
        except SourceError as error:
            yield Failure.of(error)
    if not found:
        yield Failure(item, "check", "empty", "Nothing to read here.")


def _json(raw: bytes, item: str, intake: Intake, stem: str | None = None) -> Iterator[Item]:
    """A JSON object, a list of objects, or JSON lines under another name."""
    text, note = decode(raw, item)
    if note:
        intake.note(item, note)
    if not text.strip():
        raise SourceError(item, "check", "empty", "Nothing to read here.")
    try:
        value = _loads(text, item)
    except SourceError:
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2 or not parses(lines[0][1].encode("utf-8", "replace")):
            raise
        for number, line in lines:
            where = f"{item}:{number}"
            try:
                yield document_of_row(_loads(line, where), where, intake)
            except SourceError as error:
                yield Failure.of(error)
        return
    if isinstance(value, list):
        if not value:
            raise SourceError(item, "check", "an empty list", "Nothing to read here.")
        for number, row in enumerate(value, 1):
            try:
                yield document_of_row(row, f"{item}[{number}]", intake)
            except SourceError as error:
                yield Failure.of(error)
    else:
        yield document_of_row(value, item, intake, stem)


def _text(raw: bytes, item: str, intake: Intake, stem: str | None = None) -> Iterator[Item]:
    text, note = decode(raw, item)
    if note:
        intake.note(item, note)
    yield document_of_text(text, item, intake, stem)


def _loads(text: str, item: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SourceError(
            item, "parse", "JSON nested too deeply", "Give one flat object a document."
        ) from error
    except ValueError as error:
        raise SourceError(
            item, "parse", f"not valid JSON: {error}", "Write one JSON object a document."
        ) from error


def parses(raw: bytes) -> bool:
    """Whether the bytes are one JSON value."""
    try:
        json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return False
    return True


def _whole(stream: BinaryIO, item: str, limit: int) -> bytes:
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise SourceError(
            item,
            "open",
            f"more than {limit / 1e6:g} MB",
            "Split it into its reports, or give them as JSON lines (.jsonl).",
        )
    return raw


def _unopened(item: str, error: OSError | ValueError) -> Failure:
    if isinstance(error, FileNotFoundError):
        return Failure(item, "open", "no such file or folder", "Check the name.")
    if isinstance(error, PermissionError):
        return Failure(item, "open", "no permission to read it", "Change its permissions or leave it out.")
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Failure(item, "open", reason, "Check that it can be read.")
