"""Keeps the memory of the server small: what is unused goes back to the system, what processes share stays shared."""

from __future__ import annotations

import ctypes
import gc
import sys

EVERY = 10.0  # seconds after which it is worth while to give back what answers needed
_HEAPS, _APART = -8, -3  # glibc's numbers of what may be set: how many heaps, from which size on a block is no part of them
_LARGE = 512 * 1024  # bytes


def settle() -> None:
    """To be called when all is loaded, before other processes are made of this one."""
    gc.collect()
    gc.freeze()  # nobody looks through what is there again, so that its pages stay shared
    gc.collect()  # else Python waits with the next search until there is a quarter more than what was there
    if (system := _glibc()) is not None:
        # One heap for all threads: Python lets only one of them run, and each would keep what it once needed.
        system.mallopt(_HEAPS, 1)
        system.mallopt(_APART, _LARGE)
    give_back()


def give_back() -> None:
    """Gives what is unused back to the system, as far as it takes it."""
    if (system := _glibc()) is not None:
        system.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    system = ctypes.CDLL(None) if sys.platform == "linux" else None
    return system if hasattr(system, "malloc_trim") else None
