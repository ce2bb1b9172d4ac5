"""A ZIP archive (also WACZ) or a gzip file in, opened within limits; the Documents and Failures of its members out."""

from __future__ import annotations

import gzip
import stat
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from rasad.errors import SourceError
from rasad.ingest.attempt import Item, attempted
from rasad.ingest.failure import Failure
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import SUFFIXES
from rasad.ingest.raw import Raw
from rasad.ingest.readers import documents_of
from rasad.ingest.unpacking import LIMITS, check_member, opened_zip

_IN_MEMORY = 20_000_000  # bytes of a member; larger ones are unpacked into a temporary file
_PIECE = 1_000_000


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The documents of all members of the kinds that are read."""
    if raw.depth >= LIMITS.depth:
        raise SourceError(raw.name, "open", f"an archive within {LIMITS.depth} archives", "Unpack it, and give the folder.")
    with raw.open() as stream:
        if raw.head(2) == b"\x1f\x8b":
            yield from _gzip(stream, raw, intake)
            return
        with opened_zip(stream, raw.name) as archive:
            yield from _zip(archive, raw, intake)


def _zip(archive: ZipFile, raw: Raw, intake: Intake) -> Iterator[Item]:
    names = set(archive.namelist())
    packed_web = "datapackage.json" in names and any(name.startswith("archive/") for name in names)  # a WACZ
    found = False
    for info in archive.infolist():
        place = f"!{info.filename}"
        if not _is_wanted(info, packed_web):
            continue
        if PurePosixPath(info.filename).suffix.lower() not in SUFFIXES:
            intake.note(raw.name + place, "skipped: docs/ingest.md lists what is read.")
            continue
        found = True
        yield from attempted(raw.name + place, lambda info=info, place=place: _member(archive, info, raw.member(place, b""), intake))  # type: ignore[misc]
    if not found:
        yield Failure(raw.name, "open", "no documents in this archive", "docs/ingest.md lists what is read.")


def _is_wanted(info: ZipInfo, packed_web: bool) -> bool:
    parts = PurePosixPath(info.filename).parts
    if info.is_dir() or "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts):
        return False
    if stat.S_ISLNK(info.external_attr >> 16):
        return False
    return not packed_web or parts[:1] == ("archive",)


def _member(archive: ZipFile, info: ZipInfo, part: Raw, intake: Intake) -> Iterator[Item]:
    check_member(info, part.name)
    try:
        with archive.open(info) as stream:
            yield from _unpacked(stream, part, intake)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(part.name, "open", f"damaged in the archive ({error})", "Get the archive again from its source.") from error


def _gzip(stream: BinaryIO, raw: Raw, intake: Intake) -> Iterator[Item]:
    name = PurePosixPath(raw.name.rpartition("!")[2]).name
    inner = name[: -len(raw.suffix)] if raw.suffix in (".gz", ".gzip") else name
    try:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield from _unpacked(unpacked, raw.member(f"!{inner}", b""), intake, raw.size)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise SourceError(raw.name, "open", f"a damaged gzip file ({error})", "Get it again from its source.") from error


def _unpacked(stream: IO[bytes] | gzip.GzipFile, part: Raw, intake: Intake, packed: int | None = None) -> Iterator[Item]:
    """The documents of a member, in memory while it is small; what it says of its size is not believed."""
    with ExitStack() as stack:
        data = stream.read(_IN_MEMORY)
        if len(data) == _IN_MEMORY:
            kept = stack.enter_context(NamedTemporaryFile(prefix="rasad-"))
            size = 0
            piece = data
            while piece:
                size += len(piece)
                intake.unpack(part.name, len(piece))
                if size > LIMITS.member or (packed is not None and size > LIMITS.ratio_from and size > LIMITS.ratio * packed):
                    reason = f"it unpacks to more than {LIMITS.member / 1e9:g} GB or {LIMITS.ratio} times its size"
                    raise SourceError(part.name, "open", reason, "Unpack it by hand if you trust it.")
                kept.write(piece)
                piece = stream.read(_PIECE)
            kept.flush()
            part.lay(kept.name)
        else:
            intake.unpack(part.name, len(data))
            part.data = data
        yield from documents_of(part, intake)
