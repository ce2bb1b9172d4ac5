"""The kinds of files that are read: the head of a file in, the name of its kind out.

Each kind is a module of this package with `read(raw, intake)`, which gives Documents and Failures; it is imported once a
file of its kind comes, with the libraries that it needs.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from rasad.ingest.kinds.chats import begins_as_chat
from rasad.ingest.raw import Raw

HEAD = 65_536  # bytes by which a kind is told


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its module, what it begins with, and the suffixes and media types that tell it where that does not.

    `yields`: it is a shape that other kinds have too (office documents are ZIP archives), so a known suffix comes first.
    """

    name: str
    begins: Callable[[bytes], object] = lambda head: False
    suffixes: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    yields: bool = False


def _found(pattern: bytes) -> Callable[[bytes], object]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL).search


def _is_warc(head: bytes) -> bool:
    """Whether it is a WARC archive, or one within gzip."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


_PROLOGUE = rb"\A(?:<\?xml[^>]{0,200}>|<\?xml-stylesheet[^>]{0,300}>|<!--.{0,2000}?-->|\s){0,20}"
_MAIL_FIELD = rb"(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-Type|Snapshot-Content-Location)"

# In the order in which they are tried on what a file begins with, byte order mark and blanks left out.
KINDS = (
    Kind("pdf", _found(rb"\A.{0,1000}%PDF-[12]"), (".pdf",), ("application/pdf",)),
    Kind("docx", _found(rb"\APK\x03\x04.*word/"), (".docx",)),
    Kind("table", _found(rb"\APAR1|\APK\x03\x04.*xl/w"), (".csv", ".tsv", ".xlsx", ".parquet"), ("text/csv", "text/tab-separated-values")),
    Kind("warc", _is_warc, (".warc",), ("application/warc",)),
    Kind("archive", _found(rb"\APK(?:\x03\x04|\x05\x06)|\A\x1f\x8b"), (".zip", ".wacz", ".gz"), ("application/zip", "application/gzip"), yields=True),
    Kind("feed", _found(_PROLOGUE + rb"<(?:rss|rdf:RDF|feed)\b"), (".rss", ".atom", ".rdf", ".xml"), ("application/rss+xml", "application/atom+xml", "application/rdf+xml")),
    Kind("telegram", _found(rb"\A<!DOCTYPE html>.{0,3000}class=\"page_wrap.{0,3000}class=\"page_header")),
    Kind(
        "html",
        _found(rb"\A<(?:!doctype html|html|head|body|meta|article|div|p|table)\b|" + _PROLOGUE + rb"<(?:!doctype html|html)\b"),
        (".html", ".htm", ".xhtml"),
        ("text/html", "application/xhtml+xml"),
    ),
    Kind("mhtml", _found(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?(?:Snapshot-Content-Location:|Content-Type: *multipart/related;[^\n]*(?:\n[ \t][^\n]*)*text/html)"), (".mhtml", ".mht"), ("multipart/related",)),
    Kind("mail", _found(rb"\AFrom [^\n]{3,200}\n[!-9;-~]+:|\A" + _MAIL_FIELD + rb":[^\n]*\n(?:[ \t][^\n]*\n)*(?:[!-9;-~]+:|[ \t])"), (".eml", ".mbox"), ("message/rfc822", "application/mbox")),
    Kind("whatsapp", begins_as_chat),
    Kind("lines", suffixes=(".jsonl", ".ndjson"), media=("application/x-ndjson", "application/jsonl")),
    Kind("jsonfile", suffixes=(".json",), media=("application/json",)),
    Kind("text", suffixes=(".txt",), media=("text/plain",)),
)
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
            return SUFFIXES.get(suffix, kind.name) if kind.yields else kind.name
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
