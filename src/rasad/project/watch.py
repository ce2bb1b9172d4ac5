"""Polls sources of the web into a project: sources in, what became of each page out once it is stored.

What a source lists is noted before its version is, and a page is marked as done in the transaction that stores its report:
whenever a run is killed, the next one loses nothing and adds nothing twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import Connection

from rasad.errors import SourceError
from rasad.ingest import Failure, Intake, documents_of
from rasad.ingest.net import FetchError, Pages, UnreachedError, Visitor
from rasad.ingest.net.fetch import Answer, Conditions
from rasad.ingest.net.listing import Link, links_of_page, listing_of, unpacked
from rasad.ingest.net.sources import Source
from rasad.kit import Kit
from rasad.model import Document
from rasad.pipeline import Coded, code_document
from rasad.project.add import Addition, Outcome, Unread, store
from rasad.project.clock import written
from rasad.store import watching
from rasad.store.makers import Maker
from rasad.store.watching import DONE, FAILED, WAITING, Page, Polled

if TYPE_CHECKING:
    from rasad.project.project import Project

_TRIES = 5  # fetches of a page, at polls further and further apart, before it is given up
_LONGEST = 86_400.0  # seconds between two polls of a source that fails
_BUSY = (429, 503)

Step = Outcome | Polled


@dataclass(frozen=True, slots=True)
class Watching:
    """With what is watched: who fetches, the kit and its maker, the names of all sources, and who hears notes on pages."""

    visitor: Visitor
    kit: Kit
    maker: Maker
    names: frozenset[str]
    note: Callable[[str, str], None] = lambda item, message: None

    def now(self) -> datetime:
        """The time of the visitor's clock."""
        return self.visitor.clock.moment()


def poll(project: Project, sources: Iterable[Source], watching: Watching) -> Iterator[tuple[Source, Step]]:
    """Polls the sources once: an Outcome for each report and failure, and a Polled when a source is through, each as it is stored.

    They take turns page by page, so that while one host is left alone for a while another one is asked.
    """
    running = deque((source, _Poll(project, source, watching).steps()) for source in sources)
    while running:
        source, steps = running.popleft()
        for step in steps:
            running.append((source, steps))
            if step is not None:
                yield source, step
            break


def due(project: Project, sources: Iterable[Source], now: datetime) -> tuple[list[Source], datetime | None]:
    """The sources that are to be polled now, and when the next one of the others is; None where there is no other."""
    with project.reading() as connection:
        states = watching.sources(connection)
    ready: list[Source] = []
    later: list[datetime] = []
    for source in sources:
        state = states.get(source.name)
        if state is None or state.url != source.url or state.due is None or (when := datetime.fromisoformat(state.due)) <= now:
            ready.append(source)
        else:
            later.append(when)
    return ready, min(later, default=None)


def unhurried(project: Project, sources: Iterable[Source], now: datetime) -> list[Source]:
    """The sources that may be polled though it is not their time: all but those that failed and asked for, or get, a pause."""
    with project.reading() as connection:
        failing = {name for name, state in watching.sources(connection).items() if state.tries}
    ready, _ = due(project, sources, now)
    return [source for source in sources if source in ready or source.name not in failing]


@dataclass(slots=True)
class _Poll:
    """One poll of one source."""

    project: Project
    source: Source
    means: Watching
    added: int = 0
    left: set[str] = field(default_factory=set)  # hosts that want to be left alone, or cannot be reached
    state: Polled = field(init=False)

    def steps(self) -> Iterator[Step | None]:
        """What comes of it, step by step; the last one is how the source stands then. None: it is another one's turn."""
        with self.project.reading() as connection:
            known = watching.sources(connection).get(self.source.name)
        fresh = known is None or known.url != self.source.url
        self.state = Polled(self.source.name, self.source.url) if known is None or fresh else known
        try:
            yield from self._look()
        except SourceError as error:
            yield from self._trouble(error)
        else:
            self.state = replace(self.state, tries=0, reason=None, due=self._later(self.source.every))
        yield None
        yield from self._pages()
        self.state = replace(self.state, polled=written(self.means.now()), added=self.added)
        with self.project.writing() as connection:
            watching.put_source(connection, self.state)
        yield self.state

    def _look(self) -> Iterator[Outcome]:
        """Asks the source what is new, and notes the pages that it lists; a page that lists none is read itself."""
        visitor, source = self.means.visitor, self.source
        answer = visitor.visit(source.url, Conditions(self.state.etag, self.state.modified))
        if answer.data is None:
            return
        changed = replace(self.state, etag=answer.conditions.etag, modified=answer.conditions.modified)
        links = self._links(answer)
        if links is None:
            yield from self._read(answer, Link(source.url), changed)
            self.state = changed
            return
        pages = [Page(link.url, link.published, link.title) for link in links]
        with self.project.writing() as connection:
            watching.adopt(connection, source.name, pages, self.means.names)
            fresh = watching.unseen(connection, pages)
            watching.enqueue(connection, source.name, fresh[: source.limit], written(self.means.now()))
            # Where some are left for the next poll, that one must see the list again.
            self.state = changed if len(fresh) <= source.limit else replace(changed, etag=None, modified=None)
            watching.put_source(connection, self.state)

    def _links(self, answer: Answer) -> tuple[Link, ...] | None:
        """The pages that the source lists; None where it is the page itself that is watched."""
        visitor, source = self.means.visitor, self.source
        if source.kind == "page" and not source.follow:
            return None
        data = unpacked(answer.data or b"", source.url, visitor.guard.most_bytes)
        listing = None if source.kind == "page" else listing_of(data, answer.url)
        if listing is not None:
            found = Pages(visitor, source.limit).links(listing, source.url)
            return tuple(link for link in found if not source.follow or any(p.search(link.url) for p in source.follow))
        if source.kind in ("feed", "sitemap"):
            raise SourceError(
                source.url, "parse", f"no {source.kind} stands at this address", 'Check the address, or give kind = "page" or "auto".'
            )
        return links_of_page(data, answer.url, source.follow).links if source.follow else None

    def _trouble(self, error: SourceError) -> Iterator[Outcome]:
        """The source itself cannot be had: it is left alone longer each time, or as long as it says."""
        tries = self.state.tries + 1
        wait = min(self.source.every * 2.0 ** min(tries - 1, 16), _LONGEST)
        if isinstance(error, FetchError) and (asked := self.means.visitor.seconds_asked(error)) is not None:
            wait = max(self.source.every, asked)
        self.state = replace(self.state, tries=tries, reason=error.reason, due=self._later(wait))
        self._leave(self.source.url, error)
        yield from self._store([Failure.of(error)], partial(watching.put_source, state=self.state))

    def _pages(self) -> Iterator[Outcome]:
        """Fetches what waits: the pages noted now, and those that an earlier poll could not have."""
        with self.project.reading() as connection:
            pages = watching.waiting(connection, self.source.name, written(self.means.now()), self.source.limit)
        for page in pages:
            if _host(page.url) in self.left:
                continue
            try:
                answer = self.means.visitor.visit(page.url)
            except FetchError as error:
                yield from self._missed(page, error)
            else:
                yield from self._read(answer, Link(page.url, page.published, page.title))

    def _missed(self, page: Page, error: FetchError) -> Iterator[Outcome]:
        """A page that cannot be had: for ever, or until a later poll."""
        tries = page.tries + 1
        mark = partial(watching.mark, url=page.url, tries=tries, reason=error.reason)
        if error.lasting or tries >= _TRIES:
            yield from self._store([Failure.of(error)], partial(mark, state=FAILED))
            return
        self._leave(page.url, error)
        asked = self.means.visitor.seconds_asked(error) or 0.0
        later = self._later(max(asked, self.source.every * 2.0 ** (tries - 1)))
        with self.project.writing() as connection:
            mark(connection, state=WAITING, due=later)
        yield Outcome("failed", page.url, failure=Failure.of(error))

    def _read(self, answer: Answer, link: Link, state: Polled | None = None) -> list[Outcome]:
        """Reads what was fetched, and stores it; with it that the page is done, or how the source stands that is that page."""
        raw = Pages(self.means.visitor).raw_of(answer, link)
        # Terms of its own for each page: those of a run remember every id, and this one may last for months.
        intake = Intake(note=self.means.note, kit=self.means.kit, keep=self.project.keep)
        additions = [self._addition(item) for item in documents_of(raw, intake)]
        faults = [one.reason for one in additions if isinstance(one, Failure)]
        if state is not None:
            return self._store(additions, partial(watching.put_source, state=state))
        end = DONE if len(faults) < len(additions) else FAILED
        return self._store(additions, partial(watching.mark, url=link.url, state=end, reason=faults[0] if faults else None))

    def _addition(self, item: Document | Failure) -> Addition:
        if isinstance(item, Failure):
            return item
        origin = replace(item.origin, language=self.source.language) if item.origin and self.source.language else item.origin
        document = replace(item, outlet=self.source.outlet or item.outlet, origin=origin)
        result = code_document(document, self.means.kit)
        return result if isinstance(result, Coded) else Unread(document, result)

    def _store(self, additions: list[Addition], beside: Callable[[Connection], None]) -> list[Outcome]:
        """Stores what was read, and beside it what that says of the page or the source."""
        outcomes = store(self.project, additions, self.means.maker, beside)
        self.added += sum(outcome.kind in ("new", "copy", "corrected") for outcome in outcomes)
        return outcomes

    def _later(self, seconds: float) -> str:
        return written(self.means.now() + timedelta(seconds=seconds))

    def _leave(self, url: str, error: SourceError) -> None:
        """After some errors nothing more is asked of the host in this poll."""
        if isinstance(error, UnreachedError) or (isinstance(error, FetchError) and error.status in _BUSY):
            self.left.add(_host(url))


def _host(url: str) -> str:
    return urlsplit(url).netloc


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands: its last poll, None where there was none, its pages by state, and the latest faults of pages."""

    name: str
    url: str
    polled: Polled | None
    pages: Mapping[str, int]
    faults: tuple[tuple[str, str], ...]  # address, reason


def standings(project: Project, sources: Iterable[Source], faults: int) -> list[Standing]:
    """How the sources stand, each with at most so many faults."""
    with project.reading() as connection:
        states, counts = watching.sources(connection), watching.counts(connection)
        return [
            Standing(one.name, one.url, states.get(one.name), counts.get(one.name, {}), tuple(watching.faults(connection, one.name, faults)))
            for one in sources
        ]
