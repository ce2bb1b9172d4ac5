"""A web page that a browser saved as one file (MHTML) in; the Document of its article out."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime

from rasad.errors import SourceError
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import html
from rasad.ingest.raw import Raw
from rasad.model import Document


def read(raw: Raw, intake: Intake) -> Iterator[Document]:
    """The page that the file is about: its first part of HTML."""
    message = message_from_bytes(raw.whole(intake.limit), policy=default)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    payload = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(payload, bytes):
        raise SourceError(raw.name, "parse", "no web page in this file", "Save the page again, as HTML.")
    part = raw.member("!page.html", payload, "text/html")
    part.depth = raw.depth
    address = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "")
    part.url = address if address.lower().startswith(("http://", "https://")) else None
    try:
        part.retrieved = parsedate_to_datetime(str(message.get("Date")))
    except (ValueError, TypeError, OverflowError):
        part.retrieved = raw.retrieved
    return html.read(part, intake)
