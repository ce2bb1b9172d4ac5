"""Work in processes of their own, which tests kill: what the work confirms before that must not be lost."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

Confirm = Callable[[str], None]


class Worker:
    """A forked process that does `work(confirm)`; what it confirmed reaches us whatever becomes of it."""

    def __init__(self, work: Callable[[Confirm], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            code = 1
            try:
                work(lambda line: os.write(writing, f"{line}\n".encode()))
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing)
        self._lines = os.fdopen(reading)
        self.confirmed: list[str] = []

    def wait_for(self, number: int) -> None:
        """Waits until it has confirmed so many, or has ended."""
        while len(self.confirmed) < number and (line := self._lines.readline()):
            self.confirmed.append(line.strip())

    def kill(self) -> list[str]:
        """Kills it as `kill -9` does; all that it had confirmed."""
        os.kill(self.pid, signal.SIGKILL)
        self._rest()
        return self.confirmed

    def end(self) -> list[str]:
        """Waits until it ends by itself, which it must do well; all that it confirmed."""
        self.confirmed += [line.strip() for line in self._lines]
        _, status = os.waitpid(self.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        return self.confirmed

    def _rest(self) -> None:
        self.confirmed += [line.strip() for line in self._lines]
        os.waitpid(self.pid, 0)
