"""The time, as projects write it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The present moment in UTC, ISO 8601 with microseconds: text that sorts as time does."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
