"""Searches a project: a query in, a page of documents or events with the words that were found out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from rasad.event import Dossier, Event
from rasad.model import Document
from rasad.project.project import Project
from rasad.project.select import dossiers
from rasad.search.conditions import Query
from rasad.search.meaning import Reader
from rasad.search.snippet import Snippet, snippet
from rasad.store import search, search_index
from rasad.store.documents import COLUMNS, document_of
from rasad.store.schema import document
from rasad.store.search import DOCUMENTS, EVENTS, Wanted

_TITLE = 300  # characters of a headline that are shown
_STEP = 1_000  # documents and events indexed in one transaction


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document that was found. `title` is None where it has none, and `body` then the beginning of its text."""

    key: str
    document: Document
    title: Snippet | None
    body: Snippet


@dataclass(frozen=True, slots=True)
class EventHit:
    """An event that was found; `body` is a stretch of the report of the mention `told` that shows best why."""

    event: Event
    told: str
    document: Document
    body: Snippet


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an answer: `hits` from `offset` on of `total` in all. `unindexed`: so many rows no search finds yet."""

    query: Query
    kind: str
    hits: tuple[DocumentHit | EventHit, ...]
    total: int
    offset: int
    unindexed: int = 0


class Searcher:
    """Answers queries on one project; understands them with the kit that the reader of queries has."""

    def __init__(self, project: Project, reader: Reader) -> None:
        self.project, self.reader = project, reader

    def page(self, query: str | Query, wanted: Wanted) -> Page:
        """A page of what a query finds, with its count. QueryError where it cannot be understood."""
        asked = self.reader.query(query) if isinstance(query, str) else query
        with self.project.reading() as connection:
            seqs = search.found(connection, asked, wanted)
            total = len(seqs)
            if wanted.limit is not None and (total == wanted.limit or wanted.offset):
                total = search.count(connection, asked, wanted.kind)
            else:
                total += wanted.offset
            hits: tuple[DocumentHit | EventHit, ...]
            if wanted.kind == DOCUMENTS:
                hits = tuple(self._documents(connection, seqs, asked))
            else:
                hits = tuple(self._events(connection, seqs, asked))
            waiting = search_index.waiting(connection)
        return Page(asked, wanted.kind, hits, total, wanted.offset, waiting)

    def count(self, query: str | Query, kind: str = EVENTS) -> int:
        """How many documents or events a query finds."""
        asked = self.reader.query(query) if isinstance(query, str) else query
        with self.project.reading() as connection:
            return search.count(connection, asked, kind)

    def _documents(self, connection: Connection, seqs: list[int], query: Query) -> Iterator[DocumentHit]:
        columns = select(document.c.seq, document.c.key, *COLUMNS)
        rows = {row.seq: row for row in connection.execute(columns.where(document.c.seq.in_(seqs)))}
        words = self.reader.words
        for seq in seqs:
            found = document_of(rows[seq])
            title = snippet(found.title, query.runs, words, _TITLE) if found.title else None
            yield DocumentHit(rows[seq].key, found, title, snippet(found.text, query.runs, words))

    def _events(self, connection: Connection, seqs: list[int], query: Query) -> Iterator[EventHit]:
        for dossier in dossiers(connection, seqs):
            yield self._event_hit(dossier, query)

    def _event_hit(self, dossier: Dossier, query: Query) -> EventHit:
        """The mention whose words show most of what is looked for stands for the event."""
        words = self.reader.words
        best: tuple[int, EventHit] | None = None
        for told in dossier.told:
            spans = [*told.mention.evidence, told.mention.trigger]
            start, end = min(span.start for span in spans), max(span.end for span in spans)
            shown = snippet(told.document.text[start:end], query.runs, words)
            hit = EventHit(dossier.event, told.key, told.document, shown)
            if best is None or len(shown.marks) > best[0]:
                best = (len(shown.marks), hit)
        assert best is not None, "an event without mentions"
        return best[1]


def to_index(project: Project, anew: bool = False) -> int:
    """How many documents and events are to be indexed."""
    with project.reading() as connection:
        return search_index.everything(connection) if anew else search_index.waiting(connection)


def is_of_other_words(project: Project, reader: Reader) -> bool:
    """Whether the index was made with other words than those of the reader's kit, so that it may not find all that it could."""
    with project.reading() as connection:
        made_with = search_index.made_with(connection)
    return made_with is not None and made_with != reader.words.fingerprint


def index_all(project: Project, reader: Reader, anew: bool = False) -> Iterator[int]:
    """Indexes what is not indexed yet, or everything anew; tells after every step how much it did.

    Each step is a transaction of its own: searches meanwhile find what is indexed by then.
    """
    if anew:
        with project.writing() as connection:
            search_index.forget_all(connection)
    while True:
        with project.writing() as connection:
            step = search_index.catch_up(connection, reader.words, _STEP)
        if not step:
            return
        yield step
