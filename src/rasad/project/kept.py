"""Keeps what was computed: of a project until it changes, of values for as long as they are asked for. A key and how to compute it in, the value out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from rasad.store.version import Version

T = TypeVar("T")
_MOST = 64  # values


class Kept:
    """The values last asked for, `most` of them; each is told anew once anything was stored. What is kept must not be changed."""

    def __init__(self, version: Version, most: int = _MOST) -> None:
        self._version, self._most, self._lock = version, most, Lock()
        self._values: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of the key as the project is now."""
        # Read before it is computed: what is stored meanwhile makes it too old at once, never wrongly new.
        version = self._version.now()
        with self._lock:
            before, value = self._values.get(key, ("", None))
            if before == version:
                self._values.move_to_end(key)
                return value  # type: ignore[no-any-return]
        made = compute()
        with self._lock:
            self._values[key] = (version, made)
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return made


class Held:
    """The values last asked for whose keys tell all that they depend on; `most` of them, weighed by `weight`."""

    def __init__(self, most: int, weight: Callable[[Any], int] = lambda value: 1) -> None:
        self._most, self._weight, self._lock = most, weight, Lock()
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._held = 0

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of the key."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]  # type: ignore[no-any-return]
        made = compute()
        with self._lock:
            if key not in self._values:
                self._values[key] = made
                self._held += self._weight(made)
            while self._held > self._most and len(self._values) > 1:
                self._held -= self._weight(self._values.popitem(last=False)[1])
        return made
