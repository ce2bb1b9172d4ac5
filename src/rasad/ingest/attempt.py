"""A reading that may fail in any way in; what it gives out, and a Failure where it breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rasad.errors import RasadError, SourceError
from rasad.ingest.failure import Failure, unopened
from rasad.model import Document

Item = Document | Failure


def attempted(item: str, read: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    """All that `read` gives. Parsers of others meet bytes that nobody foresaw: whatever they raise is a Failure of this item."""
    try:
        yield from read()
    except SourceError as error:
        yield Failure.of(error)
    except RasadError:
        raise  # what the operator must mend stops the run
    except OSError as error:
        yield unopened(item, error)
    except Exception as error:
        reason = " ".join(f"it cannot be understood ({type(error).__name__}: {error})".split())
        yield Failure(item, "parse", reason[:300], "It is damaged or not of this kind: save it again from its source.")
