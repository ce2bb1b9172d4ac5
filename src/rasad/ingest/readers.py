"""What was given in; Documents and Failures out, by the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from rasad.ingest.attempt import Item, attempted
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import kind_of
from rasad.ingest.raw import Raw


def documents_of(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The documents that were given; whatever cannot be read comes as a Failure in its place, and the rest goes on."""
    return attempted(raw.name, lambda: _read(raw, intake))


def _read(raw: Raw, intake: Intake) -> Iterator[Item]:
    read: Callable[[Raw, Intake], Iterator[Item]] = import_module(f"rasad.ingest.kinds.{kind_of(raw)}").read
    return read(raw, intake)
