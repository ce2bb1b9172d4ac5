"""One row (a JSON object, a row of a table) or one plain text in; a checked Document out, or a SourceError."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from rasad.errors import SourceError
from rasad.ingest.columns import Columns, value_at
from rasad.ingest.dating import UNDATED, Dating, is_day_of_publication, of_lines, parse_day
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of, one_line
from rasad.model import Document

# What Rasad itself calls the fields: another kind of value there is a mistake, not another column of that name.
OWN = Columns("text", "title", "published", "url", "outlet", "id")

_HTML = re.compile(r"\s*<(?:!doctype html|html|\?xml)", re.IGNORECASE)


def document_of_row(row: Any, raw: Raw, intake: Intake, place: str = "", default_id: str | None = None) -> Document:
    """A Document from the row at `place` of `raw`; `default_id` None: an id made from the content."""
    item = raw.name + place
    if not isinstance(row, Mapping):
        raise SourceError(item, "parse", f"a {_kind(row)} where a JSON object is due", 'Write {"text": "..."}.')
    columns = _columns(intake.columns, tuple(row))
    text = value_at(row, columns.text)
    if not isinstance(text, str):
        found = ", ".join(sorted(map(str, row))[:8]) or "none"
        said = "no `text`" if text is None else f"`{columns.text}` is a {_kind(text)}"
        if text is None and intake.columns.text:
            said = f"no `{intake.columns.text}`"
        advice = "Put the report into `text` as a string, or name its column with --text-column."
        raise SourceError(item, "parse", f"{said} (keys: {found})", advice)
    _tell_of_guesses(columns, item, intake)
    given = value_at(row, columns.id)
    if given is not None and (isinstance(given, bool) or not isinstance(given, str | int)):
        raise SourceError(item, "parse", f"`{columns.id}` is a {_kind(given)}", "Give the id as a string or leave it out.")
    report = Report(
        text=text,
        id=str(given) if given not in (None, "") else default_id,
        title=_told(row, columns.title, intake, item),
        outlet=_told(row, columns.outlet, intake, item),
        url=_told(row, columns.url, intake, item),
        author=one_line(value_at(row, columns.author)),
        dating=_dating(value_at(row, columns.date), columns.date, item, intake),
        place=place,
    )
    return document_of(report, raw, intake)


def document_of_text(text: str, raw: Raw, intake: Intake, default_id: str | None = None) -> Document:
    """A Document from the plain text of `raw`, dated by the intake; SourceError where it is the source of a web page."""
    if _HTML.match(text):
        reason = "this is a web page, not plain text"
        raise SourceError(raw.name, "check", reason, "Give the page as a file, or the report's text alone.")
    return document_of(Report(text=text, id=default_id), raw, intake)


@lru_cache(maxsize=256)
def _columns(given: Columns, names: tuple[str, ...]) -> Columns:
    return given.found_in(names)


def _tell_of_guesses(columns: Columns, item: str, intake: Intake) -> None:
    """Says once for each arrangement of columns what was taken from where, unless it is Rasad's own or all was given."""
    guessed = [
        f"{name} from `{mine}`"
        for name in ("text", "title", "date", "url", "outlet", "id")
        if (mine := getattr(columns, name)) not in (None, getattr(OWN, name), getattr(intake.columns, name))
    ]
    if guessed:
        intake.tell_once(item, f"columns found by their names, here and below: {', '.join(guessed)}; name others with --text-column and the like")


def _dating(value: Any, name: str | None, item: str, intake: Intake) -> Dating:
    """The day that a row gives; what is no day is refused in a column that is ours or was named, and else left out."""
    if value is None or value == "":
        return UNDATED
    found = _day(value, intake)
    if found.day:
        return found
    if intake.published:
        intake.note(item, f"`{name}` {str(value)[:40]!r} is no date of publication; {intake.published} stands in for it")
        return UNDATED
    if name in (OWN.date, intake.columns.date):
        advice = "Write the day as YYYY-MM-DD, leave it out, or give --published."
        raise SourceError(item, "parse", f"`{name}` is {str(value)[:40]!r}, no date of publication", advice)
    intake.note(item, f"`{name}` is no date of publication, so the report has none")
    return UNDATED


def _day(value: Any, intake: Intake) -> Dating:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return Dating(value, "file", "sure") if is_day_of_publication(value) else UNDATED
    if not isinstance(value, str):
        return UNDATED
    try:
        return Dating(parse_day(value), "file", "sure")
    except ValueError:
        shown = of_lines([value], intake.kit)  # as people write it: 3/2/2024, the day before the month
        return Dating(shown.day, "file", "likely") if shown.day else UNDATED


def _told(row: Mapping[str, Any], name: str | None, intake: Intake, item: str) -> str | None:
    value = value_at(row, name)
    if value is None or isinstance(value, str):
        return value or None
    mine = {OWN.title, OWN.outlet, OWN.url, intake.columns.title, intake.columns.outlet, intake.columns.url}
    if name in mine:
        raise SourceError(item, "parse", f"`{name}` is a {_kind(value)}", f"Give `{name}` as a string or leave it out.")
    return None


def _kind(value: Any) -> str:
    names = {dict: "object", list: "list", str: "string", bool: "truth value", int: "number", float: "number", type(None): "null"}
    return names.get(type(value), type(value).__name__)
