"""An archive of the web (WARC) in; the Documents of the pages that it holds out."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from rasad.errors import SourceError
from rasad.ingest.attempt import Item, attempted
from rasad.ingest.failure import Failure
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import html
from rasad.ingest.raw import Raw

_PAGES = ("text/html", "application/xhtml+xml")
_OK = 200
_PIECE = 65_536


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The pages that a server answered with; what else it sent is passed over. A damaged end does not lose what stands before it."""
    found = others = 0
    whole = True
    kinds = WarcRecordType.response | WarcRecordType.resource
    with raw.open() as stream:
        # Python's reader of gzip tells where an archive was cut off; the one in fastwarc ends there without a word.
        unpacked = gzip.GzipFile(fileobj=stream) if raw.head(2) == b"\x1f\x8b" else stream
        try:
            for record in ArchiveIterator(unpacked, record_types=kinds, parse_http=True, auto_decode="all", fsspec_args=False):
                if not _is_page(record):
                    others += 1
                    whole = _passed_over(record)
                    continue
                data = record.reader.read(intake.limit + 1)
                found += 1
                whole = len(data) > intake.limit or not _is_cut(record, len(data))
                if whole:
                    yield from attempted(f"{raw.name}!{_address(record)}", partial(_page, record, data, raw, intake))
        except (OSError, RuntimeError, ValueError, EOFError, zlib.error) as error:
            yield _broken(raw, found + others, str(error))
            return
    if not whole:
        yield _broken(raw, found + others, "the last one is not whole")
    if not found and not others:
        yield _broken(raw, 0, "it holds no answers of servers")
    elif others:
        intake.note(raw.name, f"{others} record(s) that are no pages (pictures, redirections, errors) were passed over")


def _passed_over(record: Any) -> bool:
    """Reads on behind a record; whether it was whole."""
    if record.http_headers is None and record.headers.get("Content-Type", "").startswith("application/http"):
        return False
    size = 0
    while piece := record.reader.read(_PIECE):
        size += len(piece)
        if size > record.content_length:  # what is encoded may have any size
            return True
    return not _is_cut(record, size)


def _is_cut(record: Any, size: int) -> bool:
    """Whether a record gave fewer bytes than it announced; of encoded ones that cannot be told."""
    names = {name.lower() for name, _ in record.http_headers or ()}
    return size < record.content_length and not names & {"content-encoding", "transfer-encoding"}


def _page(record: Any, data: bytes, raw: Raw, intake: Intake) -> Iterator[Item]:
    address = _address(record)
    part = raw.member(f"!{address}", data, "text/html")
    part.depth = raw.depth
    part.url = address
    part.retrieved = record.record_date
    if len(data) > intake.limit:
        raise SourceError(part.name, "open", f"a page of more than {intake.limit / 1e6:g} MB", "Save its text by itself.")
    return html.read(part, intake)


def _is_page(record: Any) -> bool:
    kind = record.http_content_type if record.is_http else record.headers.get("Content-Type", "").partition(";")[0]
    code = record.http_headers.status_code if record.is_http and record.http_headers else _OK
    return code == _OK and (kind or "").strip().lower() in _PAGES


def _address(record: Any) -> str:
    return str(record.headers.get("WARC-Target-URI") or record.record_id).strip("<>")


def _broken(raw: Raw, read: int, why: str) -> Failure:
    advice = "Get the archive again from its source; what stands before the damage was read."
    return Failure(raw.name, "open", f"a damaged WARC archive after {read} record(s) ({why[:150]})", advice)
