"""Documents <-> rows, with the keys that name them: same report, same key, on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, update

from rasad.model import Document, Origin, content_id
from rasad.store.direct import day, plain, rows
from rasad.store.records import from_plain, to_plain
from rasad.store.rows import among, batches, insert_numbered
from rasad.store.schema import document as table
from rasad.store.schema import failure, mention

_BARE_SITE = re.compile(r"[a-z]+://[^/?#]*/?(#.*)?", re.IGNORECASE)
_ODD = re.compile("[\0\ud800-\udfff]")
_TEXTS = ("id", "title", "outlet", "url", "text")
COLUMNS = tuple(table.c[name] for name in (*_TEXTS, "published", "origin", "odd"))


def key_of(document: Document) -> str:
    """Names this very version of a report: a hash of all that was published, not of the id it came with."""
    day = document.published.isoformat() if document.published else ""
    return content_id((document.url or "", document.outlet or "", day, document.title or "", document.text))


def identity_of(document: Document, key: str) -> str:
    """What versions of one report share: its address. A bare site is the address of no report: such have no versions."""
    address = (document.url or "").strip()
    return key if not address or _BARE_SITE.fullmatch(address) else content_id(("url", address))


def document_of(row: Row[Any]) -> Document:
    """The document of a row that has COLUMNS."""
    return _document({name: getattr(row, name) for name in _TEXTS}, row.published, row.origin, row.odd)


def _document(values: dict[str, Any], published: date | None, origin: Any, odd: Any) -> Document:
    for name, places in (odd or {}).items():
        letters = list(values[name])
        for offset, point in places:
            letters[offset] = chr(point)
        values[name] = "".join(letters)
    return Document(published=published, origin=from_plain(Origin, origin) if origin else None, **values)


def row_of(document: Document) -> dict[str, Any]:
    """The columns that hold the document itself. What no database takes (NUL, lone surrogates) stands in `odd`."""
    values: dict[str, Any] = {name: getattr(document, name) for name in _TEXTS}
    odd: dict[str, list[list[int]]] = {}
    for name, value in values.items():
        if value is not None and (found := [[m.start(), ord(m[0])] for m in _ODD.finditer(value)]):
            odd[name] = found
            values[name] = plain_text(value)
    origin = to_plain(document.origin) if document.origin else None
    return values | {"published": document.published, "origin": origin, "sha256": origin and origin["sha256"], "odd": odd or None}


def plain_text(text: str) -> str:
    """The text with U+FFFD for what no database takes; offsets stay."""
    return _ODD.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Held:
    """A document that the project has: its row, whether reading it failed, whether it is the current version."""

    seq: int
    failed: bool
    current: bool


def held(connection: Connection, keys: Iterable[str]) -> dict[str, Held]:
    """Those of the keys that the project has."""
    found: dict[str, Held] = {}
    failures = select(failure.c.document).where(failure.c.document == table.c.seq).exists()
    for some in batches(keys):
        asked = select(table.c.key, table.c.seq, failures, table.c.current).where(among(connection, table.c.key, some))
        for key, seq, failed, current in connection.execute(asked):
            found[key] = Held(seq, bool(failed), current)
    return found


def insert_documents(connection: Connection, made: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The rows stored; the number of each by its key."""
    return insert_numbered(connection, table, made)


def supersede(connection: Connection, identities: Iterable[str]) -> dict[str, int]:
    """The current versions under these identities become former ones, and so do their mentions.

    Gives back the number of each by its identity. Their mentions are left for the linking to take out of events.
    """
    gone: dict[str, int] = {}
    for some in batches(identities):
        asked = select(table.c.identity, table.c.seq).where(among(connection, table.c.identity, some), table.c.current)
        gone.update((identity, seq) for identity, seq in connection.execute(asked))
    for seqs in batches(gone.values()):
        connection.execute(update(table).where(among(connection, table.c.seq, seqs)).values(current=False))
        of_them = among(connection, mention.c.document, seqs)
        connection.execute(update(mention).where(of_them, mention.c.current).values(current=False, pending=True))
    return gone


def read_by(connection: Connection, seqs: Iterable[int], maker: int) -> None:
    """Notes who has read these documents last."""
    for some in batches(seqs):
        connection.execute(update(table).where(among(connection, table.c.seq, some)).values(maker=maker))


def still_current(connection: Connection, seqs: Iterable[int]) -> list[int]:
    """Those of the documents that no later version has replaced, in their order."""
    found: list[int] = []
    for some in batches(seqs):
        found += connection.scalars(select(table.c.seq).where(among(connection, table.c.seq, some), table.c.current))
    return sorted(found)


def documents(connection: Connection, keys: Iterable[str]) -> dict[str, Document]:
    """Documents by key; a key that the project does not have is left out."""
    asked = f"SELECT key, {', '.join(_TEXTS)}, published, CAST(origin AS text), CAST(odd AS text) FROM document WHERE key IN :keys"
    return {
        key: _document(dict(zip(_TEXTS, texts, strict=True)), day(published), plain(origin), plain(odd))
        for key, *texts, published, origin, odd in rows(connection, asked, keys=list(keys))
    }
