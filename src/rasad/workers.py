"""Worker processes: how they begin and end, the one way for all who start them; pieces of work in, what they make of each out, in order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import parent_process
from threading import Event, Thread, current_thread, main_thread
from typing import Any, TypeVar

_YOUNG = 20_000  # new objects after which the collector of a worker looks for cycles; Python's own is 700
_ENDING = (signal.SIGINT, signal.SIGTERM)
_LOOK = 0.5  # seconds between two looks at whether workers live; a pool breaks by itself sooner than that
_AHEAD = 3  # pieces of work in flight for each worker: bounds memory, keeps the workers fed

Given = TypeVar("Given")
Made = TypeVar("Made")


class _Pool(ProcessPoolExecutor):
    """A pool that breaks whenever a worker dies, also one that was killed amid handing over a result.

    Python's own waits for the rest of that result for ever: it holds the end of the pipe open itself, and the workers that are
    left wait for their turn to write.
    """

    _watch: Thread | None = None

    def submit(self, fn: Callable[..., Made], /, *args: Any, **kwargs: Any) -> Future[Made]:
        future = super().submit(fn, *args, **kwargs)
        if self._watch is None:  # once the workers are there: a process that forks should have no other thread
            self._watch = Thread(target=self._look_after, daemon=True)
            self._watch.start()
        return future

    def _look_after(self) -> None:
        while (workers := self._processes) and not self._broken:
            died = any(worker.exitcode for worker in list(workers.values()))
            Event().wait(_LOOK)
            if died and not self._broken and self._processes:
                for worker in list(workers.values()):
                    worker.kill()
                self._result_queue._writer.close()  # type: ignore[attr-defined]


def hire(jobs: int, begin: Callable[..., None], *given: Any) -> ProcessPoolExecutor:
    """A pool of `jobs` processes, each of which calls `begin` with what is given first; `begin` calls `become_worker`."""
    return _Pool(jobs, _begetting(), begin, given)


def send(pool: ProcessPoolExecutor, do: Callable[[Given], Made], piece: Given) -> Future[Made]:
    """Hands a piece of work over; BrokenProcessPool where a worker has died."""
    with _undisturbed():
        return pool.submit(do, piece)


def in_order(pool: ProcessPoolExecutor, jobs: int, do: Callable[[Given], Made], work: Iterable[Given]) -> Iterator[tuple[Given, Made]]:
    """Each piece of work with what was made of it, in order; a bounded number is in flight. BrokenProcessPool as `send`."""
    flying: deque[tuple[Given, Future[Made]]] = deque()
    for piece in work:
        flying.append((piece, send(pool, do, piece)))
        if len(flying) >= jobs * _AHEAD:
            done, future = flying.popleft()
            yield done, future.result()
    while flying:
        done, future = flying.popleft()
        yield done, future.result()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keeps back Ctrl-C and the like for as long as worker processes may begin.

    An exception amid that is lost in the hooks of forking, or leaves workers whom nobody tells to end.
    """
    if current_thread() is not main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begetting() -> multiprocessing.context.BaseContext:
    """How worker processes begin: as forks, which share the kit's memory, where that is safe (Linux); elsewhere it is sent to them."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def become_worker() -> None:
    """Makes this process one that does another's work: Ctrl-C is for that one to answer, and it ends with it, or when told to.

    A handler of the parent's would turn the end that it is told into an exception, which a worker that waits to hand over
    its result answers by waiting on.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)  # kept back while it began
    Thread(target=_leave_with_parent, daemon=True).start()
    spare_collector()


def _leave_with_parent() -> None:
    """Ends this process when its parent dies: a worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def spare_collector() -> None:
    """Keep the garbage collector off what is loaded by now, and let it look for new cycles less often.

    For processes that do nothing but our work (a worker, the command line); a program that imports Rasad decides
    for itself. Reading makes no cycles, so memory stays as flat.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 100)
