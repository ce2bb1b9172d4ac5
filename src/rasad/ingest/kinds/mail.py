"""E-mail (a letter, a mailbox of many) in; a Document for each letter out, without who wrote it to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial

from rasad.errors import SourceError
from rasad.ingest import dating
from rasad.ingest.attempt import Item, attempted
from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.fragment import words_of
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of, one_line
from rasad.model import Document

_FLOWED = re.compile(r" \r?\n")
_ADDRESS = re.compile(r"\s*<[^>]*>")
_MOST_PARTS = 200


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The letters of a mailbox, or the one of a file."""
    if raw.head(5) != b"From ":
        yield from _letter(raw.whole(intake.limit), "", raw, intake)
        return
    number = 0
    for number, letter in enumerate(_letters(raw, intake.limit), 1):
        place = f"#{number}"
        if isinstance(letter, SourceError):
            yield from attempted(raw.name + place, partial(_refuse, letter))
        else:
            yield from attempted(raw.name + place, partial(_letter, letter, place, raw, intake))
    if not number:
        raise SourceError(raw.name, "check", "a mailbox without a letter", "Nothing to read here.")


def _letters(raw: Raw, limit: int) -> Iterator[bytes | SourceError]:
    """The letters of a mailbox: each begins behind a line `From ...` that follows an empty one."""
    with raw.open() as stream:
        pieces: list[bytes] = []
        size, empty = 0, True
        for line in iter(lambda: stream.readline(1_000_000), b""):
            if line.startswith(b"From ") and empty:
                if size:
                    yield _whole(pieces, size, limit, raw.name)
                pieces, size = [], 0
                continue
            size += len(line)
            if size <= limit:
                pieces.append(line[1:] if line.startswith(b">From ") else line)
            empty = not line.strip()
        if size:
            yield _whole(pieces, size, limit, raw.name)


def _whole(pieces: list[bytes], size: int, limit: int, name: str) -> bytes | SourceError:
    if size <= limit:
        return b"".join(pieces)
    return SourceError(name, "open", f"a letter of more than {limit / 1e6:g} MB", "Save its text by itself.")


def _refuse(error: SourceError) -> list[Document]:
    raise error


def _letter(data: bytes, place: str, raw: Raw, intake: Intake) -> Iterator[Document]:
    """The letter's text, the plain one where there are two. What is hashed and kept is this part: the head names persons."""
    item = raw.name + place
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    parts = [part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False)]
    bodies = {kind: part for part in reversed(parts) if (kind := part.get_content_type()) in ("text/plain", "text/html") and not part.is_attachment()}
    body = bodies.get("text/plain") or bodies.get("text/html")
    if body is None:
        raise SourceError(item, "parse", "a letter without text", "Save what is attached to it as files of their own.")
    if others := sum(1 for part in parts if part.is_attachment()):
        intake.note(item, f"{others} attachment(s) of this letter were not read; save them as files")
    payload = body.get_payload(decode=True)
    written = payload if isinstance(payload, bytes) else b""
    html = body.get_content_type() == "text/html"
    text, note = decode(written, item, markup=html)
    if note:
        intake.note(item, note)
    if body.get_param("format") == "flowed":
        text = _FLOWED.sub(" ", text)
    part = raw.member(place, written, body.get_content_type())
    report = Report(
        text=words_of(text) if html else text,
        id=None if place else raw.stem,
        title=_header(message, "Subject"),
        outlet=_ADDRESS.sub("", _header(message, "List-Id") or "").strip('" ') or None,
        dating=dating.told(_header(message, "Date") or "", "meta"),
    )
    yield document_of(report, part, intake)


def _header(message: EmailMessage, name: str) -> str | None:
    """A header as one line; None where it is missing or broken."""
    try:
        return one_line(str(message.get(name) or ""))
    except Exception:  # the library's own parsers of headers fail in many ways
        return None
