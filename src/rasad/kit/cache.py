"""Keeps what is costly to build as a pickle in the user's cache folder: a stamp and a builder in, the built value out."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import logging
import os
import pickle
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from rasad import __version__
from rasad.compiled import in_use

_LOG = logging.getLogger(__name__)
_MAGIC = b"rasad-kit-1\n"
_PREFIX, _SUFFIX = "kit-", ".pickle"
_KEPT = 6  # entries that stay when a new one is written; older ones go
_OFF = "RASAD_NO_CACHE"


def stamp(folders: Iterable[Path]) -> str:
    """A hash over the names, sizes and times of all files below the folders, this package and this Python.

    The loaders' own code counts too: a kit built by other code is another kit, and compiled classes pickle in their own way.
    """
    digest = hashlib.sha256()
    code = Path(__file__).parent
    digest.update(f"{__version__} {sys.version} {sys.implementation.cache_tag} {in_use()}".encode())
    for folder in (*folders, code, code.parent / "text"):
        digest.update(os.fsencode(folder.resolve()) + b"\0")
        for name, size, time in sorted(_files(str(folder), "", 1)):
            digest.update(os.fsencode(name) + f"\0{size}\0{time}\0".encode())
    return digest.hexdigest()[:32]


def _files(folder: str, below: str, depth: int) -> Iterator[tuple[str, int, int]]:
    """(name, size, time) of the data and code files in a folder and, `depth` deep, in its folders."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = below + entry.name
            if entry.is_dir():
                if depth:
                    yield from _files(entry.path, name + "/", depth - 1)
            elif entry.name.endswith((".toml", ".csv", ".py")):
                status = entry.stat()
                yield name, status.st_size, status.st_mtime_ns


def cached(key: str, kind: type, build: Callable[[], Any]) -> Any:
    """The value that `build` makes, from the cache where it lies there under `key` and is a `kind`.

    A cache that is off (RASAD_NO_CACHE=1), missing, unreadable, damaged or open to others counts for nothing.
    """
    folder = None if os.environ.get(_OFF, "0") not in ("", "0") else _folder()
    with _no_collection():
        if folder is not None:
            value = _read(folder, key)
            if isinstance(value, kind):
                return value
        value = build()
    if folder is not None:
        _write(folder, key, value)
    return value


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection while hundreds of thousands of objects that stay are made: it would only walk over them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _folder() -> Path | None:
    """The cache folder, or None where this system cannot tell whose a folder is (not POSIX)."""
    if not hasattr(os, "geteuid"):
        return None
    from platformdirs import user_cache_path

    return user_cache_path("rasad", appauthor=False)


def _open_folder(folder: Path) -> int:
    """A descriptor of the folder; PermissionError where it is not the user's own or others may write to it.

    A pickle runs code when it is loaded: who can write here could do all that the user can.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _check_owner(os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check_owner(status: os.stat_result) -> None:
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError("not the user's own, or open to others")


def _read(folder: Path, key: str) -> Any:
    """The value under a key; None where there is none that can be trusted."""
    try:
        at = _open_folder(folder)
        try:
            descriptor = os.open(_PREFIX + key + _SUFFIX, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=at)
        finally:
            os.close(at)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            _check_owner(status)
            if not stat.S_ISREG(status.st_mode):
                return None
            raw = stream.read()
        head = len(_MAGIC) + hashlib.sha256().digest_size
        if not raw.startswith(_MAGIC) or raw[len(_MAGIC) : head] != hashlib.sha256(raw[head:]).digest():
            return None
        return pickle.loads(memoryview(raw)[head:])
    except FileNotFoundError:
        return None
    except Exception as error:
        # Whatever ails a cache, what it holds can be built again.
        _LOG.debug("kit cache not used: %s", error)
        return None


def _write(folder: Path, key: str, value: Any) -> None:
    """Put a value under a key, whole or not at all; a folder that cannot be written is left alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        at = _open_folder(folder)
        try:
            payload = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            name = f".{_PREFIX}{key}.{secrets.token_hex(8)}"
            descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=at)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(_MAGIC + hashlib.sha256(payload).digest())
                    stream.write(payload)
                os.replace(name, _PREFIX + key + _SUFFIX, src_dir_fd=at, dst_dir_fd=at)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=at)
                raise
            _tidy(at)
        finally:
            os.close(at)
    except (OSError, pickle.PicklingError, AttributeError, TypeError) as error:
        _LOG.debug("kit cache not written: %s", error)


def _tidy(at: int) -> None:
    """Drop all but the newest entries."""
    found: list[tuple[int, str]] = []
    for name in os.listdir(at):
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
            with contextlib.suppress(OSError):
                found.append((os.stat(name, dir_fd=at, follow_symlinks=False).st_mtime_ns, name))
    for _, name in sorted(found, reverse=True)[_KEPT:]:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=at)
