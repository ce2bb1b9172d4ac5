"""The terms on which inputs are read, and the check that every text must pass: a text in, the same text or a SourceError out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from rasad.errors import SourceError
from rasad.ingest.columns import UNNAMED, Columns
from rasad.ingest.decode import ARABIC_LETTER, mojibake
from rasad.ingest.failure import Failure
from rasad.ingest.raw import Raw
from rasad.ingest.unpacking import LIMITS

if TYPE_CHECKING:
    from rasad.kit import Kit

LIMIT = 20_000_000  # bytes of UTF-8 of one document
_ARABIC_SHARE = 0.3  # of all letters; Latin names, addresses and page furniture stay below the rest
_SURROGATE = re.compile("[\ud800-\udfff]")
# Letters that Persian, Urdu and Kurdish need and Arabic does not.
_OTHER_LANGUAGE = re.compile(
    "[\u067e\u0686\u0698\u06af\u06b5\u06c6\u06ce\u0679\u0688\u0691\u06ba\u06c1\u06d2]"
)
_OTHER_SHARE = 0.015
_ENOUGH_LETTERS = 60


@dataclass(slots=True)
class Intake:
    """The terms of one reading of inputs: what fills a missing date, the size limit, who hears notes.

    `note(item, message)` is told everything that was done to an input short of refusing it. `kit` reads the dates that
    pages show to people; without one only those for machines count. `columns` says where the fields of tables and of JSON
    stand. `keep(raw)` is given the bytes of what became a document. `web(address)` fetches what stands at an address of the
    web, or the pages that are listed there; without it nothing is fetched.
    """

    published: date | None = None
    limit: int = LIMIT
    note: Callable[[str, str], None] = lambda item, message: None
    kit: Kit | None = None
    columns: Columns = UNNAMED
    keep: Callable[[Raw], None] = lambda raw: None
    web: Callable[[str], Iterator[Raw | Failure]] | None = None
    unpacked: int = 0  # bytes that came out of archives so far
    _told: set[str] = field(default_factory=set)
    _ids: dict[str, int] = field(default_factory=dict)  # id -> the number that a second use of it begins to look at

    def tell_once(self, item: str, message: str) -> None:
        """A note that holds for many documents alike."""
        if message not in self._told:
            self._told.add(message)
            self.note(item, message)

    def unpack(self, item: str, size: int) -> None:
        """Counts what comes out of archives; SourceError where it is more in all than a run may unpack."""
        self.unpacked += size
        if self.unpacked > LIMITS.total:
            reason = f"the archives of this run unpack to more than {LIMITS.total / 1e9:g} GB"
            raise SourceError(item, "open", reason, "Unpack them by hand if you trust them, and give the folder.")

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
        return whole_text(text)
    return text


def whole_text(text: str) -> str:
    """The text with U+FFFD for unpaired surrogates, one for one."""
    return _SURROGATE.sub("\ufffd", text)
