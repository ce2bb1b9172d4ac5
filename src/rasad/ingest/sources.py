"""Files, folders, addresses of the web and standard input in; a stream of Documents and Failures out, in a fixed order.

Lines of JSONL are read one by one, so memory does not grow with the file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from rasad.ingest.attempt import Item
from rasad.ingest.failure import Failure, unopened
from rasad.ingest.intake import Intake
from rasad.ingest.kinds import SUFFIXES
from rasad.ingest.kinds.jsonfile import JSON_LIMIT, parses
from rasad.ingest.kinds.lines import LINE_FACTOR, read_lines
from rasad.ingest.raw import Raw
from rasad.ingest.readers import documents_of

_FORMATS = "docs/ingest.md lists what is read."
_HEAD = 65_536
_WEB = ("http://", "https://")
_PAGE = (".html", ".htm")
_BESIDE = "_files"  # what browsers save of a page beside it: X.html and X_files/


def read_documents(
    inputs: Iterable[str | Path], intake: Intake, stdin: BinaryIO | None = None
) -> Iterator[Item]:
    """The documents of files, folders, addresses (http, https) and `-` (standard input) in the order given, folders by path.

    Whatever cannot be read comes as a Failure in its place; the rest goes on. A file reached twice is read once.
    """
    seen: set[tuple[int, int]] = set()
    for given in inputs:
        if str(given) == "-":
            if stdin is not None:
                yield from _stream(stdin, "standard input", intake)
            continue
        if is_address(given):
            yield from _address(str(given), intake)
            continue
        path = Path(given)
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            yield unopened(str(given), error)
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _folder(path, intake, seen)
        else:
            yield from _file(path, intake, seen)


def is_address(given: str | Path) -> bool:
    """Whether an input is an address of the web."""
    return isinstance(given, str) and given.lower().startswith(_WEB)


def _address(url: str, intake: Intake) -> Iterator[Item]:
    if intake.web is None:
        yield Failure(url, "open", "addresses of the web are not fetched here", "Save the page, and give the file.")
        return
    for found in intake.web(url):
        if isinstance(found, Failure):
            yield found
        else:
            yield from documents_of(found, intake)


def _folder(folder: Path, intake: Intake, seen: set[tuple[int, int]]) -> Iterator[Item]:
    troubles: list[OSError] = []
    found = False
    for parent, folders, files in os.walk(folder, onerror=troubles.append):
        folders[:] = sorted(name for name in folders if is_entered(name, files))
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if not is_read(path):
                intake.note(str(path), f"skipped: {_FORMATS}")
                continue
            found = True
            yield from _file(path, intake, seen)
        while troubles:
            found = True
            error = troubles.pop()
            yield unopened(str(error.filename or folder), error)
    for error in troubles:
        found = True
        yield unopened(str(error.filename or folder), error)
    if not found:
        yield Failure(str(folder), "open", "no documents in this folder", f"Check the name; {_FORMATS}")


def is_entered(folder: str, beside: list[str]) -> bool:
    """Whether a folder in a folder is looked into, given the files beside it: not what browsers save along with a page."""
    page = folder.removesuffix(_BESIDE)
    return not (folder.startswith(".") or (page != folder and any(page + suffix in beside for suffix in _PAGE)))


def is_read(path: Path) -> bool:
    """Whether a file of a folder is taken for a report."""
    return path.suffix.lower() in SUFFIXES and (path.is_file() or not path.exists())


def _file(path: Path, intake: Intake, seen: set[tuple[int, int]]) -> Iterator[Item]:
    item = str(path)
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if (status.st_dev, status.st_ino) in seen:
                intake.note(item, "skipped: read already under this or another name")
                return
            seen.add((status.st_dev, status.st_ino))
            if not stat.S_ISREG(status.st_mode):
                yield from _stream(stream, item, intake)
                return
    except OSError as error:
        yield unopened(item, error)
        return
    yield from documents_of(Raw(item, path=path), intake)


def _stream(stream: BinaryIO, item: str, intake: Intake) -> Iterator[Item]:
    """What can be read only once: JSON lines as they come, all else once it is whole."""
    try:
        head = first_line(stream, intake.limit)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and parses(head):
            yield from read_lines(stream, Raw(item, b""), intake, head)
            return
        rest = stream.read(JSON_LIMIT + 1)
    except OSError as error:
        yield unopened(item, error)
        return
    if len(rest) > JSON_LIMIT:
        reason = f"more than {JSON_LIMIT / 1e6:g} MB"
        yield Failure(item, "open", reason, "Give it as a file, split it, or give its reports as JSON lines.")
        return
    yield from documents_of(Raw(item, head + rest), intake)


def first_line(stream: BinaryIO, limit: int) -> bytes:
    """All up to the end of the first line that holds anything."""
    head = b""
    while True:
        line = stream.readline(limit * LINE_FACTOR)
        head += line
        if not line or line.strip() or len(head) > _HEAD:
            return head
