"""Work in processes of their own, which tests kill: what the work confirms before that must not be lost."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rasad.project import Project

Confirm = Callable[[str], None]


class Worker:
    """A forked process that does `work(confirm)`; what it confirmed reaches us whatever becomes of it.

    Given a project it opens that itself and does `work(project, confirm)` once it is told to `go`.
    """

    def __init__(self, work: Callable[..., None], project: Project | None = None) -> None:
        reading, writing = os.pipe()
        waiting, self._go = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            os.close(self._go)
            code = 1
            try:
                self._do(work, project, lambda line: os.write(writing, f"{line}\n".encode()), waiting)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing)
        os.close(waiting)
        self._lines = os.fdopen(reading)
        self.confirmed: list[str] = []
        if project is not None:
            assert self._lines.readline() == "ready\n"

    @staticmethod
    def _do(work: Callable[..., None], project: Project | None, confirm: Callable[[str], Any], waiting: int) -> None:
        if project is None:
            work(confirm)
            return
        with Project.open(project.where) as mine:
            confirm("ready")
            os.read(waiting, 1)
            work(mine, confirm)

    def go(self) -> Worker:
        os.write(self._go, b"!")
        return self

    def wait_for(self, number: int) -> Worker:
        """Waits until it has confirmed so many, or has ended: on a slow machine that takes a while."""
        while len(self.confirmed) < number and (line := self._lines.readline()):
            self._confirm(line)
        return self

    def kill(self, after: float = 0.0) -> list[str]:
        """Kills it as `kill -9` does, some seconds later; all that it had confirmed."""
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self._ended((0, -signal.SIGKILL))

    def end(self) -> list[str]:
        """Waits until it ends by itself, which it must do well; all that it confirmed."""
        return self._ended((0,))

    def _ended(self, well: tuple[int, ...]) -> list[str]:
        for line in self._lines:
            self._confirm(line)
        _, status = os.waitpid(self.pid, 0)
        self._lines.close()
        os.close(self._go)
        assert os.waitstatus_to_exitcode(status) in well, status
        return self.confirmed

    def _confirm(self, line: str) -> None:
        """A line that was cut off was not confirmed."""
        if line.endswith("\n"):
            self.confirmed.append(line.strip())
