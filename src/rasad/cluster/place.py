"""A folder of results, local or by any fsspec URL: names and bytes in, files that are there whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rasad.errors import ConfigurationError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_MARK = ".part-"  # of what is being written


@dataclass(frozen=True)
class Place:
    """A folder: a path, or a URL such as `s3://bucket/run` whose protocol fsspec knows. Picklable; opened where it is used."""

    url: str

    @cached_property
    def _at(self) -> tuple[AbstractFileSystem, str]:
        return opened(self.url)

    def put(self, name: str, data: bytes) -> None:
        """Writes a file under a temporary name beside it and renames it; what stood there is replaced."""
        system, root = self._at
        target = f"{root}/{name}"
        aside = f"{target}{_MARK}{secrets.token_hex(6)}"
        with _told(self.url):
            try:
                system.makedirs(system._parent(target), exist_ok=True)
                system.pipe_file(aside, data)
                system.mv(aside, target)
            except BaseException:
                with suppress(Exception):
                    system.rm_file(aside)
                raise

    def get(self, name: str, start: int | None = None, end: int | None = None) -> bytes:
        """The bytes of a file, or a stretch of them."""
        system, root = self._at
        with _told(self.url):
            data: bytes = system.cat_file(f"{root}/{name}", start, end)
        return data

    def names(self, folder: str = "") -> list[str]:
        """The names of the files in a folder of it, or in itself, sorted; what is still being written is left out."""
        system, root = self._at
        path = f"{root}/{folder}" if folder else root
        with _told(self.url):
            if not system.exists(path):
                return []
            system.invalidate_cache(path)
            found = (path.rsplit("/", 1)[-1] for path in system.ls(path, detail=False))
            return sorted(name for name in found if _MARK not in name)

    def drop(self, folder: str) -> None:
        """Removes a folder of it with all that is in it."""
        system, root = self._at
        with _told(self.url):
            if system.exists(f"{root}/{folder}"):
                system.rm(f"{root}/{folder}", recursive=True)


def opened(url: str) -> tuple[Any, str]:
    """The file system of a path or URL, and the path on it; ConfigurationError where nothing here can open such a URL."""
    from fsspec.core import url_to_fs

    try:
        system, root = url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise ConfigurationError(f"{url}: cannot be opened ({error})") from error
    return system, root.rstrip("/")


@contextmanager
def _told(url: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(f"{url}: cannot be read or written ({error.strerror or error})") from error
