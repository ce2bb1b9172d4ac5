"""What a run keeps of the bytes that it read: raws in, the rows of those whose reports are stored out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from rasad.ingest import Raw
from rasad.model import Document
from rasad.store import raws

LARGEST = 64_000_000  # bytes of a file that is kept


@dataclass(slots=True)
class Raws:
    """The raws of reports that are being read. Given to a project, their bytes are stored in the transaction of the report.

    `note(item, message)` hears of what is too large or was changed meanwhile.
    """

    note: Callable[[str, str], None] = lambda item, message: None
    _waiting: dict[str, Raw] = field(default_factory=dict)
    _users: dict[str, int] = field(default_factory=dict)  # reports being read whose text was taken from it
    _kept: set[str] = field(default_factory=set)

    def keep(self, raw: Raw) -> None:
        """Holds the bytes of a report until it is stored or turns out to be known."""
        if raw.sha256 in self._kept:
            return
        self._users[raw.sha256] = self._users.get(raw.sha256, 0) + 1
        if raw.sha256 not in self._waiting:
            # What was unpacked into a temporary file is gone when its report is stored.
            self._waiting[raw.sha256] = Raw(raw.name, raw.whole(LARGEST), media=raw.media) if raw.depth and raw.size <= LARGEST else raw

    def store(self, connection: Connection, documents: Iterable[Document], at: str) -> None:
        """Stores the bytes of these reports, as far as the project does not have them."""
        wanted = sorted({d.origin.sha256 for d in documents if d.origin and d.origin.sha256 in self._waiting})
        there = raws.held(connection, wanted)
        rows = [row for sha256 in wanted if sha256 not in there and (row := self._row(sha256))]
        raws.insert_raws(connection, [row | {"added": at} for row in rows])
        self._kept.update(wanted)

    def let_go(self, documents: Sequence[Document]) -> None:
        """These reports are stored, or known: what only they need is held no longer."""
        for document in documents:
            sha256 = document.origin.sha256 if document.origin else None
            if sha256 is None or sha256 not in self._users:
                continue
            self._users[sha256] -= 1
            if not self._users[sha256] or sha256 in self._kept:
                del self._users[sha256]
                self._waiting.pop(sha256, None)

    def _row(self, sha256: str) -> dict[str, Any] | None:
        raw = self._waiting[sha256]
        if raw.size > LARGEST:
            self.note(raw.name, f"a file of more than {LARGEST / 1e6:g} MB is not kept")
            return None
        data = raw.whole(LARGEST)
        row = raws.row_of(data, sha256, raw.media)
        if Raw(raw.name, data).sha256 != sha256:
            self.note(raw.name, "was changed while it was read, so its bytes were not kept")
            return None
        return row
