"""The limits within which archives are opened: what an archive says of itself in, a SourceError where it goes too far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from rasad.errors import SourceError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold: bytes of a member and of all, members, times its own size, archives in each other."""

    member: int = 2_000_000_000
    total: int = 20_000_000_000
    members: int = 200_000
    ratio: int = 200
    ratio_from: int = 10_000_000  # bytes of a member from which the ratio counts: short texts may repeat themselves
    depth: int = 3
    office: int = 500_000_000  # bytes of all members of an office document, which are read at once


LIMITS = Limits()


def checked_zip(stream: BinaryIO, item: str) -> None:
    """SourceError where an office document, which is a ZIP archive, is damaged or would unpack to too much."""
    with opened_zip(stream, item) as archive:
        infos = archive.infolist()
        for info in infos:
            check_member(info, item)
        if sum(info.file_size for info in infos) > LIMITS.office:
            raise SourceError(item, "open", f"it unpacks to more than {LIMITS.office / 1e6:g} MB", "Split it.")
    stream.seek(0)


def opened_zip(stream: BinaryIO, item: str) -> ZipFile:
    """The archive; SourceError where it is damaged or holds too many members."""
    try:
        archive = ZipFile(stream)
    except (BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise SourceError(item, "open", f"a damaged ZIP archive ({error})", "Get it again from its source.") from error
    if len(archive.infolist()) > LIMITS.members:
        raise SourceError(item, "open", f"an archive of more than {LIMITS.members:,} members", "Unpack it, and give the folder.")
    return archive


def check_member(info: ZipInfo, item: str) -> None:
    """SourceError where a member is encrypted, leads out of the archive or would unpack to too much."""
    if info.flag_bits & 1:
        raise SourceError(item, "open", "encrypted", "Unpack it with its password, and give what was in it.")
    if info.filename.startswith(("/", "\\")) or ".." in info.filename.replace("\\", "/").split("/") or ":" in info.filename[:2]:
        raise SourceError(item, "open", "its path leads out of the archive", "Who packed it meant harm or erred: look at it by hand.")
    if info.file_size > LIMITS.member:
        raise SourceError(item, "open", f"more than {LIMITS.member / 1e9:g} GB unpacked", "Unpack it by hand, and split it.")
    if info.file_size > LIMITS.ratio_from and info.file_size > LIMITS.ratio * max(1, info.compress_size):
        reason = f"it would unpack to more than {LIMITS.ratio} times its size, as archives do that are made to fill disks"
        raise SourceError(item, "open", reason, "Unpack it by hand if you trust it.")
