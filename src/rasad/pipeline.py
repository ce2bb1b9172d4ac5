"""The order of things: a stream of Documents and Failures in, one Coded or Failure for each out, in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from rasad.extract.read import read
from rasad.ingest.failure import Failure
from rasad.kit import Kit
from rasad.model import Document, EventMention
from rasad.workers import become_worker, hire, send

_CHUNK = 16  # documents sent to a worker at once, if they are not long
_LONG = 100_000  # characters from which a chunk is full
_AHEAD = 4  # chunks in flight for each worker: bounds memory, keeps the workers fed


@dataclass(frozen=True, slots=True)
class Coded:
    """A document with the event mentions read in it."""

    document: Document
    mentions: tuple[EventMention, ...]


Result = Coded | Failure
_Other = TypeVar("_Other")  # what stands among the documents and is none
_Sent = TypeVar("_Sent")


def code_document(document: Document, kit: Kit) -> Result:
    """One document read; whatever goes wrong in it becomes a Failure that names it."""
    try:
        return Coded(document, read(document, kit))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:300]
        return Failure(
            document.id,
            "read",
            reason,
            "This is a fault in Rasad: please report it with the document, if it may be shared.",
        )


def code_documents(inputs: Iterable[Document | _Other], kit: Kit, jobs: int = 1) -> Iterator[Result | _Other]:
    """Every document read, in the order of the input, by `jobs` processes; all else passes through in its place.

    Results come as soon as all before them are there. A single item is read here: no process begins sooner.
    """
    items = iter(inputs)
    first = list(islice(items, 2)) if jobs > 1 else []
    if len(first) < 2:
        for item in chain(first, items):
            yield code_document(item, kit) if isinstance(item, Document) else item
        return
    yield from code_apart(chain(first, items), kit, jobs)


def code_apart(inputs: Iterable[Document | _Other], kit: Kit, jobs: int) -> Iterator[Result | _Other]:
    """The same in processes apart, also for a single document, so that one that kills its reader fails alone."""
    crew: _Crew[_Other] = _Crew(kit, jobs)
    try:
        yield from crew.run(inputs)
    finally:
        crew.dismiss(wait=True)


class _Crew(Generic[_Other]):
    """A pool of worker processes that is renewed when a worker dies."""

    def __init__(self, kit: Kit, jobs: int) -> None:
        self.kit, self.jobs = kit, jobs
        self.pool = self._hire()

    def run(self, inputs: Iterable[Document | _Other]) -> Iterator[Result | _Other]:
        """Keeps a bounded number of chunks in flight and hands results over in order."""
        flying: deque[tuple[list[Document | _Other], Future[list[Result | _Other]]]] = deque()
        for chunk in _chunks(inputs):
            flying.append((chunk, self._send(chunk)))
            while flying and (len(flying) >= self.jobs * _AHEAD or flying[0][1].done()):
                yield from self._landed(flying)
        while flying:
            yield from self._landed(flying)

    def _landed(
        self, flying: deque[tuple[list[Document | _Other], Future[list[Result | _Other]]]]
    ) -> list[Result | _Other]:
        """The results of the chunk that was sent first; where its worker died, what flies is sent anew."""
        chunk, future = flying.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            self._renew()
            results = [self._alone(item) for item in chunk]
            waiting = [waiting for waiting, _ in flying]
            flying.clear()
            flying.extend((chunk, self._send(chunk)) for chunk in waiting)
            return results

    def dismiss(self, wait: bool = False) -> None:
        """Ends the workers; what they have not begun is dropped.

        At the end of a run it waits for them: an interpreter that leaves while the pool is closing prints a traceback.
        """
        self.pool.shutdown(wait=wait, cancel_futures=True)

    def _alone(self, item: Document | _Other) -> Result | _Other:
        """One document by itself, so that a document that kills its worker is known by name."""
        if not isinstance(item, Document):
            return item
        try:
            return self._send([item]).result()[0]
        except BrokenProcessPool:
            self._renew()
            return Failure(
                item.id,
                "read",
                "the process reading it died (killed, or out of memory)",
                "Try it again with --jobs 1.",
            )

    def _send(self, chunk: list[Document | _Other]) -> Future[list[Result | _Other]]:
        try:
            return send(self.pool, _code_chunk, chunk)
        except BrokenProcessPool:
            self._renew()
            return send(self.pool, _code_chunk, chunk)

    def _renew(self) -> None:
        self.dismiss()
        self.pool = self._hire()

    def _hire(self) -> ProcessPoolExecutor:
        return hire(self.jobs, _receive, self.kit)


def _chunks(items: Iterable[_Sent]) -> Iterator[list[_Sent]]:
    """What is sent to a worker at once: one item, then two, four and so on, so that the first results come soon."""
    chunk: list[_Sent] = []
    most, size = 1, 0
    for item in items:
        chunk.append(item)
        size += len(item.text) if isinstance(item, Document) else 0
        if len(chunk) >= most or size >= _LONG:
            yield chunk
            chunk, size, most = [], 0, min(2 * most, _CHUNK)
    if chunk:
        yield chunk


_kit: Kit  # of a worker process: received once, at its start


def _receive(kit: Kit) -> None:
    """Keeps the kit in a worker process for its life."""
    global _kit
    become_worker()
    _kit = kit


def _code_chunk(chunk: list[Document | _Other]) -> list[Result | _Other]:
    return [code_document(item, _kit) if isinstance(item, Document) else item for item in chunk]
