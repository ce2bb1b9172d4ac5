"""Adds reports to a project: documents and failures in, what became of each out once it is stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.ingest import Failure
from rasad.kit import Kit
from rasad.model import Document
from rasad.pipeline import Coded, code_documents
from rasad.project.clock import now
from rasad.project.raws import Raws
from rasad.project.reread import Reading, apply
from rasad.store import copies, documents, failures, mentions
from rasad.store.makers import Maker, number_of
from rasad.store.rows import batches

if TYPE_CHECKING:
    from rasad.project.project import Project

_AT_ONCE = 128  # documents of a transaction: so many are read again where a run is killed

@dataclass(frozen=True, slots=True)
class Known:
    """A document that the project has as it is."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read: it is stored all the same, to be read by a better kit."""

    document: Document
    failure: Failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: `new`, `copy` (new, but its text is nearly that of another report), `known`, `corrected` (a new
    version of a report) or `failed`."""

    kind: str
    name: str
    key: str | None = None
    mentions: int = 0
    failure: Failure | None = None


Addition = Coded | Unread | Known | Failure
_Passing = Failure | Known  # what coding passes through


def add(
    project: Project, inputs: Iterable[Document | Failure], kit: Kit, maker: Maker, jobs: int = 1
) -> Iterator[Outcome]:
    """Codes and stores the inputs; one outcome for each, in their order, told when it is stored for good.

    What the project has is not read again, unless reading it failed.
    """
    waiting: deque[Document | None] = deque()
    results: Iterator[Coded | _Passing] = code_documents(_fresh(project, inputs, waiting), kit, jobs)
    for some in batches(_additions(results, waiting), _AT_ONCE):
        yield from store(project, some, maker)


def store(
    project: Project, additions: Sequence[Addition], maker: Maker, beside: Callable[[Connection], None] = lambda connection: None
) -> list[Outcome]:
    """Stores what was read and does what is to be done `beside`, all of it or nothing; one outcome for each addition."""
    at = now()
    with project.writing() as connection:
        beside(connection)
        outcomes = _Storing(connection, at, number_of(connection, maker, at), project.raws).store(additions)
    if project.raws is not None:
        project.raws.let_go([a.document for a in additions if isinstance(a, Coded | Unread)])
    return outcomes


@dataclass(slots=True)
class _Storing:
    """One transaction of additions: what is new is gathered by key, then stored table by table."""

    connection: Connection
    at: str
    maker: int
    raws: Raws | None
    fresh: dict[str, Coded | Unread] = field(default_factory=dict)  # not in the project yet
    again: dict[str, Coded | Unread] = field(default_factory=dict)  # in it, but reading it failed before
    kinds: dict[str, str] = field(default_factory=dict)

    def store(self, additions: Sequence[Addition]) -> list[Outcome]:
        """One outcome for each addition, in their order."""
        keys = [documents.key_of(a.document) if isinstance(a, Coded | Unread) else "" for a in additions]
        held = documents.held(self.connection, filter(None, keys))
        for addition, key in zip(additions, keys, strict=True):
            if isinstance(addition, Coded | Unread):
                if key not in held:
                    self.fresh.setdefault(key, addition)
                elif held[key].failed:
                    self.again.setdefault(key, addition)
        failures.forget(self.connection, (held[key].seq for key in self.again))
        rows = self._documents() | {key: held[key] for key in self.again}
        self._mentions(rows)
        self._failures(additions, rows)
        return [self._outcome(addition, key) for addition, key in zip(additions, keys, strict=True)]

    def _documents(self) -> dict[str, documents.Held]:
        """Stores the new documents; the row of each by its key."""
        identities = {key: documents.identity_of(a.document, key) for key, a in self.fresh.items()}
        seen = set(documents.supersede(self.connection, sorted(set(identities.values()))))
        latest = {identity: key for key, identity in identities.items()}
        grouping = copies.grouped(self.connection, {key: a.document.text for key, a in self.fresh.items()})
        told = copies.groups_there(self.connection, grouping, identities)
        for key, identity in identities.items():
            group = grouping.group(key)
            self.kinds[key] = "corrected" if identity in seen else "copy" if group in told else "new"
            seen.add(identity)
            told.add(group)
        if self.raws is not None:
            self.raws.store(self.connection, (a.document for a in self.fresh.values()), self.at)
        made = {"added": self.at, "maker": self.maker}
        rows = [
            documents.row_of(a.document)
            | made
            | {"key": key, "identity": identities[key], "current": latest[identities[key]] == key, "copies": grouping.group(key)}
            for key, a in self.fresh.items()
        ]
        numbers = documents.insert_documents(self.connection, rows)
        copies.store_groups(self.connection, grouping, numbers)
        return {row["key"]: documents.Held(numbers[row["key"]], False, row["current"]) for row in rows}

    def _mentions(self, rows: dict[str, documents.Held]) -> None:
        """Stores the mentions of what was read; the linking comes later."""
        found = []
        for key, addition in self.fresh.items():
            if isinstance(addition, Coded):
                state = {"current": rows[key].current, "pending": rows[key].current}
                made = {"document": rows[key].seq, "maker": self.maker} | state
                told = mentions.keyed(key, addition.mentions)
                found += [mentions.row_of(name, mention) | made for name, mention in told.items()]
        mentions.insert_mentions(self.connection, found)
        # What could be read before, and then no more, has mentions already.
        again = {key: a for key, a in self.again.items() if isinstance(a, Coded)}
        readings = [Reading(rows[key].seq, key, rows[key].current, a.mentions) for key, a in again.items()]
        apply(self.connection, readings, self.maker)
        documents.read_by(self.connection, (r.seq for r in readings), self.maker)

    def _failures(self, additions: Sequence[Addition], rows: dict[str, documents.Held]) -> None:
        made = {"at": self.at, "maker": self.maker}
        found = [failures.row_of(a, None) | made for a in additions if isinstance(a, Failure)]
        for key, addition in (self.fresh | self.again).items():
            if isinstance(addition, Unread):
                found.append(failures.row_of(addition.failure, rows[key].seq) | made)
        failures.store_failures(self.connection, found)

    def _outcome(self, addition: Addition, key: str) -> Outcome:
        if isinstance(addition, Failure):
            return Outcome("failed", addition.item, failure=addition)
        if isinstance(addition, Known):
            return Outcome("known", addition.name, addition.key)
        name = addition.document.url or addition.document.id
        mine = self.fresh.get(key) or self.again.get(key)
        if mine is not addition:  # another process was first, or this batch holds it twice
            return Outcome("known", name, key)
        if isinstance(addition, Unread):
            return Outcome("failed", name, key, failure=addition.failure)
        return Outcome(self.kinds.get(key, "new"), name, key, len(addition.mentions))


def _fresh(
    project: Project, inputs: Iterable[Document | Failure], waiting: deque[Document | None]
) -> Iterator[Document | _Passing]:
    """The inputs, with Known in the place of documents that the project or this run has; `waiting` notes each."""
    seen: set[str] = set()
    for some in batches(inputs, _AT_ONCE):
        keys = [documents.key_of(item) if isinstance(item, Document) else "" for item in some]
        with project.reading() as connection:
            held = documents.held(connection, {key for key in keys if key} - seen)
        for item, key in zip(some, keys, strict=True):
            if key and (key in seen or (key in held and not held[key].failed)):
                waiting.append(None)
                if project.raws is not None and isinstance(item, Document):
                    project.raws.let_go([item])
                yield Known(item.id if isinstance(item, Document) else "", key)
            else:
                seen.add(key)
                waiting.append(item if isinstance(item, Document) else None)
                yield item


def _additions(results: Iterable[Coded | _Passing], waiting: deque[Document | None]) -> Iterator[Addition]:
    """The results, each failure of a reading with its document: results come in the order in which `waiting` was filled."""
    for result in results:
        item = waiting.popleft()
        yield Unread(item, result) if isinstance(result, Failure) and item is not None else result
