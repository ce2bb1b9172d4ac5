"""A JSON object, a list of objects, or JSON lines under another name in; Documents and Failures out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rasad.errors import SourceError
from rasad.ingest.decode import decode
from rasad.ingest.failure import Failure
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import text as plain
from rasad.ingest.raw import Raw
from rasad.ingest.rows import document_of_row
from rasad.model import Document

JSON_LIMIT = 200_000_000  # bytes of a JSON file that must be held whole


def read(raw: Raw, intake: Intake) -> Iterator[Document | Failure]:
    """The documents of a JSON file; a text that only begins with a bracket is read as a text."""
    data = raw.whole(JSON_LIMIT)
    if raw.suffix != ".json" and data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[" and not parses(data):
        yield from plain.read(raw, intake)
        return
    text, note = decode(data, raw.name)
    if note:
        intake.note(raw.name, note)
    if not text.strip():
        raise SourceError(raw.name, "check", "empty", "Nothing to read here.")
    try:
        value = loads(text, raw.name)
    except SourceError:
        lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2 or not parses(lines[0][1].encode("utf-8", "replace")):
            raise
        for number, line in lines:
            part = raw.member(f":{number}", line.encode("utf-8", "surrogatepass"))
            yield from _row(line, part, intake)
        return
    if isinstance(value, list):
        if not value:
            raise SourceError(raw.name, "check", "an empty list", "Nothing to read here.")
        for number, row in enumerate(value, 1):
            try:
                yield document_of_row(row, raw, intake, f"[{number}]")
            except SourceError as error:
                yield Failure.of(error)
    elif _is_telegram(value):
        from rasad.ingest.kinds import telegram

        yield from telegram.read_export(value, raw, intake)
    else:
        yield document_of_row(value, raw, intake, default_id=raw.stem)


def _row(line: str, part: Raw, intake: Intake) -> Iterator[Document | Failure]:
    try:
        yield document_of_row(loads(line, part.name), part, intake)
    except SourceError as error:
        yield Failure.of(error)


def _is_telegram(value: Any) -> bool:
    """Whether a JSON value is what Telegram Desktop exports of a chat or of an account."""
    if not isinstance(value, dict):
        return False
    chats = value.get("chats")
    of_account = isinstance(chats, dict) and isinstance(chats.get("list"), list)
    return of_account or (isinstance(value.get("messages"), list) and "type" in value)


def loads(text: str, item: str) -> Any:
    """The value of a JSON text; SourceError where it is none."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SourceError(item, "parse", "JSON nested too deeply", "Give one flat object a document.") from error
    except ValueError as error:
        raise SourceError(item, "parse", f"not valid JSON: {error}", "Write one JSON object a document.") from error


def parses(raw: bytes) -> bool:
    """Whether the bytes are one JSON value."""
    try:
        json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return False
    return True
