"""Runs the application: a desk and a place to listen in, answers by one process or several until they are stopped.

Processes share nothing but the project and the file of accounts, which hold what must hold for all: sessions, tries with a
wrong password, decisions. Each follows what the others store (`store/version.py`).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic
from types import FrameType

import uvicorn
from starlette.requests import Request

from rasad.errors import ConfigurationError
from rasad.project.tally import tally
from rasad.web import explore, memory
from rasad.web.app import make_app
from rasad.web.desk import Desk
from rasad.web.filters import Filters
from rasad.web.language import LANGUAGES
from rasad.web.review.pages import review
from rasad.web.team.accounts import Accounts

_MOST = 4  # processes that are started unless more are asked for
_SHORT = 5.0  # seconds: a process that ends sooner by itself would do so again
_KILLED = 10  # processes killed so soon, one after the other, that none lives long enough to answer
_WAITING = 2_048  # connections that wait to be taken
_STOP = 5  # seconds that answers on their way are waited for

log = logging.getLogger("rasad.serving")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen: an address of this machine, a port (0: a free one), certificate and key for https."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def processes() -> int:
    """How many processes answer unless it is told: one for each processor that may be used; one where there is no `fork`."""
    if not hasattr(os, "fork"):
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST)


def warm(desk: Desk) -> None:
    """Does what the first answers would have to wait for, in the process that the others are made of: counts events, gathers
    names to pick from, compiles templates; by showing the first page and the queue in each language."""
    desk.lookup.prepare()
    desk.reader.prepare()
    tally(desk.project, desk.reader.query(Filters().query), by="day")
    app = make_app(desk)
    for language in LANGUAGES:
        for page in (explore.explore, review):
            page(Request({
                "type": "http", "method": "GET", "path": "/", "query_string": f"lang={language}".encode(), "headers": [],
                "app": app, "state": {"user": desk.settings.user},
            }))  # fmt: skip


class Listening:
    """The port, open from now on: what asks before a process answers waits. ConfigurationError where it cannot be had."""

    def __init__(self, place: Place, many: int) -> None:
        self.place = place
        # Where the system can, each process has a socket of its own and the system deals connections out to them.
        apart = many > 1 and sys.platform == "linux"
        if apart and place.port:
            _bound(place.host, place.port, False).close()  # a port that others share would be had, and must not be
        self.sockets = [_bound(place.host, place.port, apart)]
        self.port: int = self.sockets[0].getsockname()[1]
        while len(self.sockets) < many:
            self.sockets.append(_bound(place.host, self.port, True) if apart else self.sockets[0])
        for one in self.sockets:
            one.listen(_WAITING)

    def only(self, number: int) -> Listening:
        """The same for one process, with the socket of this number alone."""
        mine = self.sockets[number]
        for other in self.sockets:
            if other is not mine:
                other.close()
        self.sockets = [mine]
        return self


def serve(desk: Desk, listening: Listening, accounts: Path | None) -> None:
    """Answers until it is stopped, by a process for each socket."""
    desk.project.close()  # each process opens it for itself
    desk.project.spare_memory()
    # What is made before the processes part is in memory once. Accounts each of them opens for itself.
    made = None if accounts else _configured(desk, listening.place)
    memory.settle()
    if len(listening.sockets) == 1:
        _answer(desk, listening, made, accounts)
        return
    Herd(lambda number: _answer(desk, listening.only(number), made, accounts), len(listening.sockets)).run()


def _configured(desk: Desk, place: Place) -> uvicorn.Config:
    config = uvicorn.Config(
        make_app(desk), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=_STOP,
        ssl_certfile=place.certificate, ssl_keyfile=place.key,
    )  # fmt: skip
    config.load()
    return config


def _answer(desk: Desk, listening: Listening, made: uvicorn.Config | None, accounts: Path | None) -> None:
    """One process answers what comes to its socket."""
    if accounts is not None:
        desk.settings = replace(desk.settings, accounts=Accounts(accounts))
    uvicorn.Server(made or _configured(desk, listening.place)).run(sockets=listening.sockets)


class Herd:
    """Processes that all do the same; one that ends is replaced until all are told to stop.

    One that ends by itself as soon as it began would do so again: then all stop. One that was killed is replaced.
    """

    def __init__(self, work: Callable[[int], None], many: int) -> None:
        self._work = work
        self._free = list(range(many))  # numbers of those that are to be started
        self._began: dict[int, tuple[int, float]] = {}
        self._stopping = False
        self._alive = os.pipe()  # nothing is ever written: it ends when this process does, however that comes

    def run(self) -> None:
        """Waits for all. ConfigurationError where they end as soon as they begin."""
        before = {one: signal.signal(one, self._stop) for one in (signal.SIGINT, signal.SIGTERM)}
        failed, killed = False, 0
        try:
            while True:
                while self._free and not self._stopping:
                    self._start(self._free.pop())
                if not self._began:
                    break
                ended, status = os.wait()
                number, began = self._began.pop(ended)
                self._free.append(number)
                if not self._stopping:
                    log.warning("a process that answered has ended (%s); another takes its place", os.waitstatus_to_exitcode(status))
                    soon = monotonic() - began < _SHORT
                    killed = killed + 1 if soon else 0
                    if soon and (os.WIFEXITED(status) or killed > _KILLED):
                        failed = True
                        self._stop(signal.SIGTERM, None)
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
        if failed:
            raise ConfigurationError("a process that answers ended as soon as it began; what it said stands above. --workers 1 shows more")

    def _start(self, number: int) -> None:
        pid = os.fork()
        if pid:
            self._began[pid] = number, monotonic()
            return
        code = 1
        try:
            os.close(self._alive[1])
            Thread(target=_stop_without, args=(self._alive[0],), daemon=True).start()
            for one in (signal.SIGINT, signal.SIGTERM):
                signal.signal(one, signal.SIG_DFL)
            self._work(number)
            code = 0
        except KeyboardInterrupt:
            code = 0
        except BaseException:
            log.exception("a process that answers failed")
        finally:
            os._exit(code)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Tells all to end; each finishes what it is answering."""
        self._stopping = True
        for pid in self._began:
            os.kill(pid, signal.SIGTERM)


def _stop_without(alive: int) -> None:
    """Ends this process, as if it was told to, once the one that started it is gone."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _bound(host: str, port: int, shared: bool) -> socket.socket:
    """A socket on the address; ConfigurationError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By the protocol's name asyncio knows to send at once what is written; else each answer waits for 40 ms.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        told = error.strerror or str(error)
        raise ConfigurationError(f"port {port} of {host} cannot be used ({told}); choose another with --port, or --port 0 for a free one") from error
    return made
