"""A feed (RSS, Atom, RDF) saved as a file in; a Document for each entry out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import feedparser

from rasad.errors import SourceError
from rasad.ingest import dating
from rasad.ingest.attempt import Item, attempted
from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.fragment import words_of
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of, one_line
from rasad.model import Document

_LARGEST = 50_000_000
_TOLD = {"content-type": "application/xml; charset=utf-8"}  # believed before what the feed says of its encoding


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The entries that hold words; whole texts where the feed gives them, else its summaries."""
    found = parsed(raw, intake)
    if not found.entries:
        raise SourceError(raw.name, "parse", "no feed, or one without entries", "Of a sitemap give the address: the pages in it are fetched.")
    outlet = one_line(found.feed.get("title"))
    for number, entry in enumerate(found.entries, 1):
        place = f"[{number}]"
        yield from attempted(raw.name + place, partial(_document, entry, outlet, raw, intake, place))


def parsed(raw: Raw, intake: Intake) -> Any:
    """The feed as feedparser reads it once its bytes are decoded; SourceError where it is none that can be trusted."""
    text, note = decode(raw.whole(_LARGEST), raw.name, markup=True)
    if note:
        intake.note(raw.name, note)
    if "<!ENTITY" in text:
        raise SourceError(raw.name, "parse", "a feed that declares entities of its own", "No feed needs them: look at it by hand.")
    return feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=_TOLD)


def _document(entry: Any, outlet: str | None, raw: Raw, intake: Intake, place: str) -> list[Document]:
    contents = [part.get("value") or "" for part in entry.get("content") or []]
    text = max((words_of(value) for value in [*contents, entry.get("summary") or ""]), key=len)
    title = one_line(words_of(entry.get("title") or ""))
    told = entry.get("published") or entry.get("updated") or ""
    report = Report(
        text=text or title or "",
        title=title,
        outlet=outlet,
        url=one_line(entry.get("link")),
        author=one_line(entry.get("author")),
        dating=dating.told(told, "feed"),
        media="application/xml",
        place=place,
    )
    return [document_of(report, raw, intake)]
