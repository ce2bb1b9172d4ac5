"""One parsed JSON value or one decoded text in; a checked Document out, or a SourceError."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rasad.errors import SourceError
from rasad.ingest.decode import ARABIC_LETTER, mojibake
from rasad.model import Document, content_id

LIMIT = 20_000_000  # bytes of UTF-8 of one document
_ARABIC_SHARE = 0.3  # of all letters; Latin names, addresses and page furniture stay below the rest
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SURROGATE = re.compile("[\ud800-\udfff]")
# Letters that Persian, Urdu and Kurdish need and Arabic does not.
_OTHER_LANGUAGE = re.compile(
    "[\u067e\u0686\u0698\u06af\u06b5\u06c6\u06ce\u0679\u0688\u0691\u06ba\u06c1\u06d2]"
)
_OTHER_SHARE = 0.015
_ENOUGH_LETTERS = 60
_HTML = re.compile(r"\s*<(?:!doctype html|html|\?xml)", re.IGNORECASE)


@dataclass(slots=True)
class Intake:
    """The terms of one reading of inputs: what fills a missing date, the size limit, who hears notes.

    `note(item, message)` is told everything that was done to an input short of refusing it.
    """

    published: date | None = None
    limit: int = LIMIT
    note: Callable[[str, str], None] = lambda item, message: None
    _ids: dict[str, int] = field(default_factory=dict)  # id -> the number that a second use of it begins to look at

    def unique(self, wanted: str, item: str) -> str:
        """The id, or the id with a running number where a document of this run has it already."""
        if wanted not in self._ids:
            self._ids[wanted] = 2
            return wanted
        number = self._ids[wanted]
        while f"{wanted}#{number}" in self._ids:
            number += 1
        made = f"{wanted}#{number}"
        self._ids[wanted] = number + 1
        self._ids[made] = 2
        self.note(f"{item} ({made})", "its id was used before, so a number was added")
        return made


def document_of_row(row: Any, item: str, intake: Intake, default_id: str | None = None) -> Document:
    """A Document from a JSON object; `default_id` None: an id made from the content."""
    if not isinstance(row, dict):
        raise SourceError(
            item, "parse", f"a {_kind(row)} where a JSON object is due", 'Write {"text": "..."}.'
        )
    text = row.get("text")
    if not isinstance(text, str):
        found = ", ".join(sorted(map(str, row))[:8]) or "none"
        said = "no `text`" if text is None else f"`text` is a {_kind(text)}"
        raise SourceError(item, "parse", f"{said} (keys: {found})", "Put the report into `text` as a string.")
    given = row.get("id")
    if given is not None and (isinstance(given, bool) or not isinstance(given, str | int)):
        raise SourceError(
            item, "parse", f"`id` is a {_kind(given)}", "Give the id as a string or leave it out."
        )
    told = {key: _told(row, key, item) for key in ("title", "outlet", "url")}
    published = _published(row.get("published"), item, intake)
    text = checked_text(text, item, intake)
    wanted = _whole(str(given)) if given not in (None, "") else default_id or _made_id(text, published)
    return Document(intake.unique(wanted, item), text, told["title"], told["outlet"], told["url"], published)


def document_of_text(text: str, item: str, intake: Intake, default_id: str | None = None) -> Document:
    """A Document from plain text, dated by the intake."""
    if _HTML.match(text):
        raise SourceError(
            item,
            "check",
            "this is a web page, not plain text",
            "Save the report's text alone, without the page.",
        )
    text = checked_text(text, item, intake)
    wanted = default_id or _made_id(text, intake.published)
    return Document(intake.unique(wanted, item), text, published=intake.published)


def checked_text(text: str, item: str, intake: Intake) -> str:
    """The text, if it is one that can be read: not empty, not too large, Arabic, not wrongly decoded.

    Unpaired surrogates, which no encoding can write, become U+FFFD one for one, so that offsets stay.
    """
    if not text.strip():
        raise SourceError(item, "check", "empty", "Nothing to read here.")
    if 4 * len(text) > intake.limit and len(text.encode("utf-8", "replace")) > intake.limit:
        raise SourceError(
            item,
            "check",
            f"a document of more than {intake.limit / 1e6:g} MB",
            "Split it into its reports, one document each.",
        )
    if garbled := mojibake(text):
        raise SourceError(
            item,
            "check",
            f"garbled: {garbled}",
            "Save it from its source again, as UTF-8; this copy cannot be cited.",
        )
    arabic = len(ARABIC_LETTER.findall(text))
    # Counting all letters is dear, and needless where so many characters are Arabic letters.
    letters = sum(map(str.isalpha, text)) if arabic < _ARABIC_SHARE * len(text) else arabic
    if arabic < _ARABIC_SHARE * letters or not arabic:
        share = f"{100 * arabic / letters:.0f}% of its letters are" if letters else "no letter is"
        raise SourceError(item, "check", f"not Arabic ({share} Arabic)", "Rasad reads Arabic reports only.")
    if arabic >= _ENOUGH_LETTERS and len(_OTHER_LANGUAGE.findall(text)) > _OTHER_SHARE * arabic:
        raise SourceError(
            item,
            "check",
            "not Arabic (Persian, Urdu or Kurdish in Arabic letters)",
            "Rasad reads Arabic reports only.",
        )
    if lone := len(_SURROGATE.findall(text)):
        intake.note(item, f"{lone} unpaired surrogate(s) read as U+FFFD; offsets are unchanged")
        return _whole(text)
    return text


def parse_day(value: str) -> date:
    """The day of an ISO date or timestamp as written, whatever its zone; ValueError otherwise.

    Days before 1900 and after 2100 are no days of publication: systems write such for "not known".
    """
    value = value.strip()
    if not _DAY.match(value):
        raise ValueError(f"not an ISO date: {value!r}")
    day = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value).date()
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"no day of publication: {value!r}")
    return day


def _published(value: Any, item: str, intake: Intake) -> date | None:
    if value is None or value == "":
        return intake.published
    try:
        if isinstance(value, str):
            return parse_day(value)
    except ValueError:
        pass
    if intake.published:
        intake.note(
            item, f"`published` {str(value)[:40]!r} is no date of publication; {intake.published} stands in for it"
        )
        return intake.published
    raise SourceError(
        item,
        "parse",
        f"`published` is {str(value)[:40]!r}, no date of publication",
        "Write the day as YYYY-MM-DD, leave it out, or give --published.",
    )


def _told(row: dict[str, Any], key: str, item: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise SourceError(
            item, "parse", f"`{key}` is a {_kind(value)}", f"Give `{key}` as a string or leave it out."
        )
    return _whole(value) if value else None


def _made_id(text: str, published: date | None) -> str:
    return content_id((text, published.isoformat() if published else ""))


def _whole(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _kind(value: Any) -> str:
    names = {
        dict: "object",
        list: "list",
        str: "string",
        bool: "truth value",
        int: "number",
        float: "number",
        type(None): "null",
    }
    return names.get(type(value), type(value).__name__)
