"""Writes pieces of text to a file, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rasad.errors import ConfigurationError


def write_whole(pieces: Iterable[str], path: Path, bom: bool = False) -> None:
    """Writes the pieces as UTF-8 to a temporary file beside `path` and renames it at the end.

    A run that dies or raises leaves what stood under the name before. A pipe or device is written to directly. Lone
    surrogates become backslash escapes. `bom` puts the byte order mark first that some spreadsheets need.
    """
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise ConfigurationError(f"{path}: is a folder; give a file name")
        try:
            with path.open("wb") as stream:
                write_stream(pieces, stream, str(path), bom)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be written ({error.strerror})") from error
        return
    target = path.resolve() if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part")
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be written ({error.strerror}); choose another folder"
        ) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            if bom:
                stream.write(b"\xef\xbb\xbf")
            for piece in pieces:
                stream.write(encoded(piece))
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(_mode(target))
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ConfigurationError(
            f"{path}: cannot be written ({error.strerror}); nothing was changed there"
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file of the same name in a new folder beside `path`, to be written by a library; moved to `path` at the end.

    A run that dies or raises leaves what stood under the name before. OSError within is told as a ConfigurationError.
    """
    if path.exists() and not path.is_file():
        raise ConfigurationError(f"{path}: is no plain file, and this format cannot be written to anything else")
    target = path.resolve() if path.is_symlink() else path
    try:
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part"))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror}); choose another folder") from error
    part = folder / target.name
    try:
        yield part
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.chmod(_mode(target))
        part.replace(target)
    except OSError as error:
        told = error.strerror or str(error)
        raise ConfigurationError(f"{path}: cannot be written ({told}); nothing was changed there") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_stream(pieces: Iterable[str], stream: BinaryIO, name: str, bom: bool = False) -> None:
    """Writes the pieces as UTF-8 to an open stream called `name`; a reader that has gone raises BrokenPipeError."""
    try:
        if bom:
            stream.write(b"\xef\xbb\xbf")
        for piece in pieces:
            stream.write(encoded(piece))
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be written ({error.strerror}); what was written may be cut off") from error


def encoded(piece: str) -> bytes:
    """The piece as UTF-8 that every reader accepts; a lone surrogate is written as its escape."""
    return piece.encode("utf-8", "backslashreplace")


def _mode(target: Path) -> int:
    """The mode that a plain `open` would give the file, or the one it has."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
