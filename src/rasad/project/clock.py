"""The time, as projects write it, and as it is told to those who must not ask for it themselves."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasad.ingest.net import Clock


def now() -> str:
    """The present moment in UTC, ISO 8601 with microseconds: text that sorts as time does."""
    return written(datetime.now(UTC))


def written(moment: datetime) -> str:
    """A moment as projects write it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def clock() -> Clock:
    """This machine's clock, for what fetches from the web."""
    from rasad.ingest.net import Clock

    return Clock(lambda: datetime.now(UTC), time.sleep)
