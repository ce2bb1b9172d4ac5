"""The kinds of files that are read: the head of a file in, the name of its kind out.

Each kind is a module of this package with `read(raw, intake)`, which gives Documents and Failures; it is imported once a
file of its kind comes, with the libraries that it needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from rasad.ingest.raw import Raw

HEAD = 65_536  # bytes by which a kind is told


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its module, what it begins with, and the suffixes and media types that tell it where that does not."""

    name: str
    begins: Callable[[bytes], object] = lambda head: False
    suffixes: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def _found(pattern: bytes) -> Callable[[bytes], object]:
    return re.compile(pattern, re.IGNORECASE).search


# In the order in which they are tried on what a file begins with, byte order mark and blanks left out.
KINDS = (
    Kind(
        "html",
        _found(rb"\A<(?:!doctype html|html|head|body|meta|article|div|p)\b|\A(?:<\?xml[^>]*>|<!--.{0,2000}?-->|\s)*<(?:!doctype html|html)\b"),
        (".html", ".htm", ".xhtml"),
        ("text/html", "application/xhtml+xml"),
    ),
    Kind("lines", suffixes=(".jsonl", ".ndjson"), media=("application/x-ndjson", "application/jsonl")),
    Kind("jsonfile", suffixes=(".json",), media=("application/json",)),
    Kind("text", suffixes=(".txt",), media=("text/plain",)),
)
BY_NAME = {kind.name: kind for kind in KINDS}
SUFFIXES = {suffix: kind.name for kind in KINDS for suffix in kind.suffixes}
_MEDIA = {media: kind.name for kind in KINDS for media in kind.media}
_BLANK = b" \t\r\n\x0b\x0c\xef\xbb\xbf"


def kind_of(raw: Raw) -> str:
    """The kind of what was given: by its content, then by its suffix, then by its media type; `jsonfile` or `text` at last."""
    head = raw.head(HEAD).lstrip(_BLANK)
    suffix = raw.suffix
    if SUFFIXES.get(suffix) == "lines":
        return "lines"
    for kind in KINDS:
        if kind.begins(head):
            return kind.name
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    media = (raw.media or "").partition(";")[0].strip().lower()
    if media in _MEDIA and media != "text/plain":
        return _MEDIA[media]
    if head[:1] not in (b"{", b"["):
        return "text"
    return "lines" if head[:1] == b"{" and _is_line(head) else "jsonfile"


def _is_line(head: bytes) -> bool:
    """Whether the first line is a JSON object by itself: then the lines are read one by one."""
    line = head.partition(b"\n")[0].strip()
    try:
        json.loads(line)
    except (ValueError, RecursionError):  # also a line longer than the head
        return len(line) >= HEAD - len(_BLANK)
    return True
