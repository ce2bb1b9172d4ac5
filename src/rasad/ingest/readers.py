"""What was given in; Documents and Failures out, by the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from rasad.errors import SourceError
from rasad.ingest.failure import Failure, unopened
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import kind_of
from rasad.ingest.raw import Raw
from rasad.model import Document

Item = Document | Failure


def documents_of(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The documents that were given; whatever cannot be read comes as a Failure in its place, and the rest goes on."""
    try:
        read: Callable[[Raw, Intake], Iterator[Item]] = import_module(f"rasad.ingest.kinds.{kind_of(raw)}").read
        yield from read(raw, intake)
    except SourceError as error:
        yield Failure.of(error)
    except OSError as error:
        yield unopened(raw.name, error)
