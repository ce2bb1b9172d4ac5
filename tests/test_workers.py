"""Worker processes that die at the worst moment: whoever waits for them hears of it."""

import os
import signal
import sys
from concurrent.futures.process import BrokenProcessPool

import pytest

from rasad.workers import become_worker, hire, in_order, send


def double(number: int) -> int:
    return 2 * number


def die_amid_the_result(number: int) -> int:
    """Does what a worker does that is killed when half of its result is in the pipe."""
    if number == 3:
        results = sys._getframe(1).f_locals["result_queue"]
        results._wlock.acquire()
        os.write(results._writer.fileno(), (4096).to_bytes(4, "big") + b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_pool_breaks_when_a_worker_is_killed_amid_handing_over_a_result():
    with hire(2, become_worker) as pool:
        with pytest.raises(BrokenProcessPool):
            list(in_order(pool, 2, die_amid_the_result, range(50)))
        with pytest.raises(BrokenProcessPool):
            send(pool, double, 1)


def test_results_come_in_order():
    with hire(2, become_worker) as pool:
        assert list(in_order(pool, 2, double, range(40))) == [(n, 2 * n) for n in range(40)]
