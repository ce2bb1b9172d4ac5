"""What is watched <-> rows: when each source was polled and is due again, and which of its pages are done, wait or failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from rasad.model import content_id
from rasad.store.documents import plain_text
from rasad.store.rows import among, batches, insert_many
from rasad.store.schema import watch_page as page
from rasad.store.schema import watch_source as source

WAITING, DONE, FAILED = "waiting", "done", "failed"


@dataclass(frozen=True, slots=True)
class Polled:
    """A source as it was polled last. Times are as projects write them; `tries` counts polls that failed in a row."""

    name: str
    url: str
    etag: str | None = None
    modified: str | None = None
    polled: str | None = None
    due: str | None = None
    added: int = 0
    tries: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a source lists; `published` and `title` as the list has them."""

    url: str
    published: date | None = None
    title: str | None = None
    tries: int = 0


def key_of(url: str) -> str:
    """Names a page: whatever source lists it, it is fetched once."""
    return content_id(("url", url))


def sources(connection: Connection) -> dict[str, Polled]:
    """All sources that were ever polled, by name."""
    return {row.name: Polled(**row._mapping) for row in connection.execute(select(source).order_by(source.c.name))}


def put_source(connection: Connection, state: Polled) -> None:
    """Stores how a source stands now."""
    values = {name: getattr(state, name) for name in Polled.__slots__}
    there = connection.execute(update(source).where(source.c.name == state.name).values(values))
    if not there.rowcount:
        connection.execute(insert(source), [values])


def unseen(connection: Connection, pages: Sequence[Page]) -> list[Page]:
    """Those of the pages that no source has listed before, in their order."""
    keys = [key_of(one.url) for one in pages]
    seen: set[str] = set()
    for some in batches(keys):
        seen |= set(connection.scalars(select(page.c.key).where(among(connection, page.c.key, some))))
    return [one for one, key in zip(pages, keys, strict=True) if key not in seen]


def enqueue(connection: Connection, name: str, pages: Iterable[Page], at: str) -> None:
    """Notes new pages of a source, which are to be fetched in the order given."""
    made = {"source": name, "found": at, "state": WAITING, "tries": 0, "due": at, "reason": None}
    rows = [
        made | {"key": key_of(one.url), "url": one.url, "published": one.published, "title": plain_text(one.title) if one.title else None}
        for one in pages
    ]
    insert_many(connection, page, rows)


def adopt(connection: Connection, name: str, pages: Iterable[Page], watched: Collection[str]) -> None:
    """Pages of a source that still wait for one that is not watched any more, as when its name was changed, become its own."""
    for some in batches(key_of(one.url) for one in pages):
        waits = among(connection, page.c.key, some) & (page.c.state == WAITING) & page.c.source.not_in(sorted(watched))
        connection.execute(update(page).where(waits).values(source=name))


def waiting(connection: Connection, name: str, at: str, limit: int) -> list[Page]:
    """The pages of a source that are to be fetched by now, those that were found first at the head."""
    asked = select(page.c.url, page.c.published, page.c.title, page.c.tries).where(
        page.c.source == name, page.c.state == WAITING, page.c.due <= at
    )
    return [Page(*row) for row in connection.execute(asked.order_by(page.c.found, page.c.seq).limit(limit))]


def mark(connection: Connection, *, url: str, **values: Any) -> None:
    """Notes what became of a page: its `state`, and `tries`, `due` and `reason` where it failed."""
    connection.execute(update(page).where(page.c.key == key_of(url)).values(values))


def counts(connection: Connection) -> dict[str, dict[str, int]]:
    """How many pages of each source are in which state."""
    found: dict[str, dict[str, int]] = {}
    for name, state, number in connection.execute(select(page.c.source, page.c.state, func.count()).group_by(page.c.source, page.c.state)):
        found.setdefault(name, {})[state] = number
    return found


def faults(connection: Connection, name: str, limit: int) -> list[tuple[str, str]]:
    """Pages of a source that failed or wait to be tried again: address and reason, the latest first."""
    asked = select(page.c.url, page.c.reason).where(page.c.source == name, page.c.state != DONE, page.c.reason.is_not(None))
    return [(row.url, row.reason) for row in connection.execute(asked.order_by(page.c.seq.desc()).limit(limit))]
