"""What a reader found of one report in; a checked Document that knows where it comes from out, or a SourceError."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from rasad.ingest.dating import UNDATED, Dating
from rasad.ingest.intake import Intake, checked_text, whole_text
from rasad.ingest.raw import Raw
from rasad.model import Document, Origin, content_id

_LONGEST = 500  # characters of a title, an outlet or a line of authors


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as found in `raw`, not checked yet. `id` None: one made of the content. `place` is where in `raw` it stands."""

    text: str
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    author: str | None = None
    canonical: str | None = None
    dating: Dating = UNDATED
    media: str | None = None
    place: str = ""
    edited: str | None = None


def document_of(report: Report, raw: Raw, intake: Intake) -> Document:
    """The document, if its text is one that can be read; what it does not tell itself is filled from `raw` and `intake`."""
    item = raw.name + report.place
    text = checked_text(report.text, item, intake)
    dating = _dating(report, raw, intake)
    origin = Origin(
        dated_by=dating.by,
        dated=dating.sure,
        author=report.author,
        language="ar",  # what `checked_text` lets pass
        canonical=report.canonical,
        retrieved=raw.retrieved.astimezone(UTC).isoformat(timespec="seconds") if raw.retrieved else None,
        sha256=raw.sha256,
        media=report.media or raw.media,
        place=(raw.place or "") + report.place or None,
        edited=report.edited,
    )
    day = dating.day
    wanted = whole_text(report.id) if report.id else content_id((text, day.isoformat() if day else ""))
    title, outlet, url = (
        whole_text(value) if value else None
        for value in (report.title or raw.title, report.outlet or raw.outlet, raw.url or report.url or report.canonical)
    )
    intake.keep(raw)
    return Document(intake.unique(wanted, item), text, title, outlet, url, day, origin)


def _dating(report: Report, raw: Raw, intake: Intake) -> Dating:
    if report.dating.day:
        return report.dating
    if raw.published:
        return Dating(raw.published, "feed", "sure")
    if intake.published:
        return Dating(intake.published, "given", "sure")
    return UNDATED


def one_line(value: object) -> str | None:
    """What a page or a list calls a title, an outlet and the like, as one line; None where it is nothing of the kind."""
    return whole_text(" ".join(value.split()))[:_LONGEST] or None if isinstance(value, str) else None
