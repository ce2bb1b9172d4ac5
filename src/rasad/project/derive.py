"""Derives the events of many clusters on several processes: pieces of work in, events ready to be stored out, in order.

Each process reads the mentions from the project itself. What is derived is of the moment in which it was read: who stores
it has to see that nothing has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from rasad.errors import ConfigurationError
from rasad.event import Judgement
from rasad.kit import Kit
from rasad.link.whole import DIED
from rasad.project.link import event_of, told_now
from rasad.search.words import SearchWords
from rasad.store import events
from rasad.store.engine import engine_of, reading
from rasad.store.faults import answering
from rasad.workers import become_worker, hire, in_order

if TYPE_CHECKING:
    from rasad.project.project import Project


@dataclass(frozen=True, slots=True)
class Piece:
    """Some clusters, each with the judgements on it; `copy_of` are the mentions that count as one source with another."""

    clusters: tuple[tuple[tuple[str, ...], list[Judgement]], ...]
    copy_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a process works with."""

    where: str | Path
    engine: Engine
    kit: Kit
    words: SearchWords | None


Derived = Iterator[tuple[Piece, list[events.Made | None]]]


@contextmanager
def deriving(project: Project, kit: Kit, jobs: int) -> Iterator[Callable[[Iterable[Piece]], Derived]]:
    """A function that derives the events of pieces; None for a cluster of which a mention is gone meanwhile."""
    where, words = project.where, project.words
    if jobs <= 1:
        bench = _Bench(where, engine_of(where), kit, words)
        try:
            yield lambda pieces: ((piece, _derive(bench, piece)) for piece in pieces)
        finally:
            bench.engine.dispose()
        return
    with hire(jobs, _receive, where, kit, words) as pool:
        try:
            yield lambda pieces: in_order(pool, jobs, _derive_here, pieces)
        except BrokenProcessPool as error:
            raise ConfigurationError(DIED) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _derive(bench: _Bench, piece: Piece) -> list[events.Made | None]:
    judged = {judgement.id: judgement for _, own in piece.clusters for judgement in own}
    in_order = sorted(judged.values(), key=lambda j: (j.at, j.id))
    with answering(bench.where), reading(bench.engine) as connection:
        told = told_now(connection, [key for keys, _ in piece.clusters for key in keys], in_order)
    found: list[events.Made | None] = []
    for keys, own in piece.clusters:
        if told.keys() >= set(keys):
            mine = [told[key] for key in keys]
            found.append(events.made(event_of(mine, own, piece.copy_of, bench.kit), mine, bench.words))
        else:
            found.append(None)
    return found


_bench: _Bench  # of a worker process: made once, at its start


def _receive(where: str | Path, kit: Kit, words: SearchWords | None) -> None:
    """Keeps kit and engine in a worker process for its life."""
    global _bench
    become_worker()
    _bench = _Bench(where, engine_of(where), kit, words)


def _derive_here(piece: Piece) -> list[events.Made | None]:
    return _derive(_bench, piece)
