"""The face of a project: a file name or a database address in, its records out, and what changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import local
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection, Engine

from rasad import __version__
from rasad.event import Dossier, Told
from rasad.ingest import Failure, Raw
from rasad.kit import Kit
from rasad.model import Document
from rasad.pipeline import Coded
from rasad.project.add import Outcome, store
from rasad.project.clock import now
from rasad.project.following import Following
from rasad.project.kept import Held, Kept
from rasad.project.raws import Raws
from rasad.search.words import SearchWords
from rasad.store import documents, engine, failures, mentions, opening, search_index
from rasad.store.faults import answering
from rasad.store.makers import Maker
from rasad.store.upgrade import bring_up
from rasad.store.version import Version

_LISTED = 1_500  # events of lists that are kept as they are shown
_MOST_INDEXED = 2000  # documents and events of one transaction; what others have left is caught up with step by step


class Project:
    """Documents, mentions, judgements and events in one SQLite file or one PostgreSQL database.

    Every method answers trouble with the database by a ConfigurationError that says what to do. What a method has
    returned from is stored for good.
    """

    def __init__(self, where: str | Path, made: Engine) -> None:
        self.where, self.engine, self._seeing = where, made, local()
        self.version = Version(made)
        self.kept = Kept(self.version)
        self.following = Following()
        self.listed = Held(_LISTED)
        self.words: SearchWords | None = None  # given them, searches find what a transaction writes once it is committed
        self.raws: Raws | None = None  # given them, the bytes of what is stored are kept
        self.backup: str | None = None  # where the project was copied to, if opening it has migrated it

    @classmethod
    def create(cls, where: str | Path) -> Self:
        """A new, empty project, or the one that is there."""
        if not opening.exists(where):
            opening.make(where, opening.Birth(uuid4().hex, now(), __version__))
        return cls.open(where)

    @classmethod
    def open(cls, where: str | Path) -> Self:
        """The project that is there, brought to the present tables after a backup if an earlier Rasad made it.

        ConfigurationError where there is none, or where a later Rasad has written to it.
        """
        project = cls(where, opening.opened(where))
        try:
            project.backup = bring_up(project.engine, where)
        except BaseException:
            project.close()
            raise
        return project

    @property
    def name(self) -> str:
        """Its file or address as messages show it."""
        return engine.shown(self.where)

    def spare_memory(self) -> None:
        """Keeps less of the database in memory: for a server, of which several processes have several connections each."""
        engine.spare(self.engine)

    def keep(self, raw: Raw) -> None:
        """Has the bytes of a report that is being read kept, where the project was told to keep them."""
        if self.raws is not None:
            self.raws.keep(raw)

    def close(self) -> None:
        """Lets go of the database."""
        self.version.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the project as it was when it began, whatever others write meanwhile."""
        shared = getattr(self._seeing, "connection", None)
        if shared is not None:
            yield shared
            return
        with answering(self.where), engine.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def as_it_is(self) -> Iterator[None]:
        """All that this thread reads within it sees the project as it is now: a page whose parts agree, by one transaction."""
        with self.version.held(), self.reading() as connection:
            before = getattr(self._seeing, "connection", None)
            self._seeing.connection = connection
            try:
                yield
            finally:
                self._seeing.connection = before

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is alone in writing: all of it is stored, or nothing. Read within it what it depends on.

        Others wait for it, so what takes long is done before.
        """
        with answering(self.where), engine.writing(self.engine) as connection:
            yield connection
            if self.words is not None:
                search_index.catch_up(connection, self.words, _MOST_INDEXED)

    def add_coded(self, coded: Sequence[Coded], maker: Maker) -> list[Outcome]:
        """Stores documents that are read already, all of them or none; what it has is left as it is."""
        return store(self, coded, maker)

    def documents(self, keys: Iterable[str]) -> dict[str, Document]:
        """Documents by key; a key that the project does not have is left out."""
        with self.reading() as connection:
            return documents.documents(connection, keys)

    def told(self, keys: Iterable[str]) -> dict[str, Told]:
        """Mentions as read, with their reports, by key; a key that the project does not have is left out."""
        with self.reading() as connection:
            return mentions.told(connection, keys)

    def all_told(self) -> Iterator[Told]:
        """All current mentions in the order in which they were added, a few hundred in memory at a time."""
        with self.reading() as connection:
            yield from mentions.all_told(connection)

    def dossiers(self, query: str = "", kit: Kit | None = None) -> Iterator[Dossier]:
        """The events that a query of `rasad search` finds, by day; without one all that no reviewer rejected.

        `kit` None: the built-in one. What is not indexed yet is indexed before. QueryError where the query cannot be understood.
        """
        from rasad.kit import load_kit
        from rasad.project.search import index_all, to_index
        from rasad.project.select import select
        from rasad.search.meaning import reader_of

        reader = reader_of(kit or load_kit())
        asked = reader.query(query if query.strip() else "-state:rejected")
        if to_index(self):
            for _ in index_all(self, reader):
                pass
        yield from select(self, asked)

    def failures(self) -> list[Failure]:
        """What could not be read, the oldest first."""
        with self.reading() as connection:
            return failures.failures(connection)
