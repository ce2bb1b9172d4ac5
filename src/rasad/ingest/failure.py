"""What could not be read: one record for each document or file that failed."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.errors import SourceError


@dataclass(frozen=True, slots=True)
class Failure:
    """A document or file that a run went on without.

    `item` names it (a path, `path:line`, a document id), `stage` the step that refused it (`open`, `decode`, `parse`,
    `check`, `read`), `reason` says why and `advice` what to do.
    """

    item: str
    stage: str
    reason: str
    advice: str

    @classmethod
    def of(cls, error: SourceError) -> Failure:
        """The failure that an error tells."""
        return cls(error.item, error.stage, error.reason, error.advice)

    def __str__(self) -> str:
        return f"{self.item}: {self.stage}: {self.reason}. {self.advice}"


def unopened(item: str, error: OSError | ValueError) -> Failure:
    """What is told of a file that cannot be opened or read on."""
    if isinstance(error, FileNotFoundError):
        return Failure(item, "open", "no such file or folder", "Check the name.")
    if isinstance(error, PermissionError):
        return Failure(item, "open", "no permission to read it", "Change its permissions or leave it out.")
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Failure(item, "open", reason, "Check that it can be read.")
