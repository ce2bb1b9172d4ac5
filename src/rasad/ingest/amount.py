"""Inputs in; how many documents they hold out, as far as that shows without reading them."""

from __future__ import annotations

import mmap
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rasad.ingest.intake import LIMIT
from rasad.ingest.kinds import HEAD, kind_of
from rasad.ingest.kinds.jsonfile import JSON_LIMIT
from rasad.ingest.kinds.lines import BLANK
from rasad.ingest.raw import Raw
from rasad.ingest.sources import first_line, is_address, is_entered, is_read

_COUNTED = 256_000_000  # bytes of lines that are counted one by one; of a larger file the first ones stand for the rest
_SAMPLED = 64_000_000
_PIECE = 1_000_000  # bytes of a line held at once
_ONE = frozenset({"text", "html", "mhtml", "pdf", "docx"})
_MESSAGES = re.compile(rb'"messages"\s*:\s*\[|"chats"\s*:\s*\{')
# What each document of a kind begins with; of kinds that stand neither here nor above nobody knows how many there are.
_MARKS = {
    "list": re.compile(rb'"text"\s*:'),
    "telegram json": re.compile(rb'"type"\s*:\s*"message"'),
    "telegram": re.compile(rb'class="message default'),
    "feed": re.compile(rb"<(?:item|entry)\b"),
    "mail": re.compile(rb"^From ", re.MULTILINE),
    "whatsapp": re.compile(rb"^\S{0,6}\[?\d{1,4}[/.-]\d{1,2}[/.-]", re.MULTILINE),
    "table": re.compile(rb"\n[^\n]"),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """How many documents and failures a reading of the inputs will give; `exact` where it is no estimate."""

    documents: int
    exact: bool = True


def amount_of(inputs: Iterable[str | Path]) -> Amount | None:
    """The amount of the inputs of `read_documents`; None where that is
    not known: of a stream, which can be read only once, an address, an archive."""
    total, exact = 0, True
    seen: set[tuple[int, int]] = set()
    for given in inputs:
        if str(given) == "-" or is_address(given):
            return None
        for found in _of_path(Path(given), seen):
            if found is None:
                return None
            total, exact = total + found.documents, exact and found.exact
    return Amount(total, exact)


def _of_path(path: Path, seen: set[tuple[int, int]]) -> Iterator[Amount | None]:
    """The amounts of a file or of the files of a folder; what cannot be opened is one failure."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        yield Amount(1)
        return
    if not stat.S_ISDIR(status.st_mode):
        yield _of_file(path, status, seen)
        return
    troubles: list[OSError] = []
    found = False
    for parent, folders, files in os.walk(path, onerror=troubles.append):
        folders[:] = [name for name in folders if is_entered(name, files)]
        for name in files:
            inner = Path(parent, name)
            if not name.startswith(".") and is_read(inner):
                found = True
                yield from _of_path(inner, seen)
    if troubles or not found:
        yield Amount(len(troubles) or 1)


def _of_file(path: Path, status: os.stat_result, seen: set[tuple[int, int]]) -> Amount | None:
    if not stat.S_ISREG(status.st_mode):
        return None
    key = (status.st_dev, status.st_ino)
    if key in seen:
        return Amount(0)
    try:
        with path.open("rb") as stream:
            seen.add(key)
            kind = kind_of(Raw(str(path), path=path))
            if kind == "lines":
                return _of_lines(stream, status.st_size)
            if kind in _ONE:
                return Amount(1)
            if kind == "jsonfile":
                head = first_line(stream, LIMIT)
                start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
                kind = "list" if start == b"[" else "telegram json" if _MESSAGES.search(head + stream.read(HEAD)) else "object"
            if kind == "object":
                return Amount(1)
            stream.seek(0)
            return _of_marks(stream, status.st_size, _MARKS[kind]) if kind in _MARKS and stream.read(2) != b"PK" else None
    except OSError:
        return Amount(1)


def _of_lines(stream: BinaryIO, size: int) -> Amount:
    """Lines that hold anything: all of them, or an estimate by the bytes of the first ones."""
    most = size if size <= _COUNTED else _SAMPLED
    lines = taken = 0
    inside = False
    while taken < most and (piece := stream.readline(_PIECE)):
        taken += len(piece)
        if not inside and piece.strip(BLANK):
            lines += 1
            inside = True
        if piece.endswith(b"\n"):
            inside = False
    if most == size:
        return Amount(max(1, lines))
    return Amount(max(1, round(lines * size / taken)), exact=False)


def _of_marks(stream: BinaryIO, size: int, mark: re.Pattern[bytes]) -> Amount:
    """What begins with the mark, as the objects of a JSON list by their key `text`."""
    if size > JSON_LIMIT:
        return Amount(1)
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return Amount(max(1, sum(1 for _ in mark.finditer(held))), exact=False)
