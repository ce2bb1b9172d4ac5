"""Divides inputs: files, folders and fsspec URLs in, parts that workers read each by itself out; a part in, its documents out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rasad.cluster.place import opened
from rasad.errors import ConfigurationError
from rasad.ingest import Failure, Intake, Raw, documents_of
from rasad.ingest.kinds import SUFFIXES
from rasad.ingest.sources import is_read
from rasad.model import Document

_LEAST, _MOST = 500_000, 16_000_000  # bytes of a part: some hundred articles and a second of a core; some thousand
_SHARE = 256  # a part is such a share of the whole, within these bounds: enough of them to keep workers busy to the end
_ROWS = 4_000  # rows of a part of a Parquet table
_PIECE = 1_000_000  # bytes copied at once


@dataclass(frozen=True, slots=True)
class Part:
    """Whole files (`urls`), or of a single one the lines that begin in [start, end) bytes, or the rows [start, end) of a table."""

    urls: tuple[str, ...]
    start: int = 0
    end: int | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        if self.end is not None:
            return f"{self.urls[0]}?from={self.start}"
        return self.urls[0] if len(self.urls) == 1 else f"{self.urls[0]} and {len(self.urls) - 1} more"


def parts_of(inputs: Iterable[str], size: int | None = None) -> list[Part]:
    """The parts of the inputs, in their order, folders by path: the same inputs give the same parts.

    Lines of JSON are divided by bytes, local Parquet tables by rows; other files are taken whole, small ones together. `size`
    is that of a part in bytes, by itself a share of the whole.
    ConfigurationError where an input is not there or nothing is in it.
    """
    files = list(_files(inputs))
    size = size or min(max(sum(length for _, length in files) // _SHARE, _LEAST), _MOST)
    found: list[Part] = []
    small: list[str] = []
    heaped = 0
    for url, length in files:
        divided = _divided(url, length, size)
        if divided or heaped + length > size:
            found += _together(small)
            small, heaped = [], 0
        if divided:
            found += divided
        else:
            small.append(url)
            heaped += length
    return found + _together(small)


def _together(urls: list[str]) -> list[Part]:
    return [Part(tuple(urls))] if urls else []


def _divided(url: str, length: int, size: int) -> list[Part]:
    """The parts of a large file of lines or rows; [] for any other."""
    suffix = Path(url).suffix.lower()
    if SUFFIXES.get(suffix) == "lines" and length > size:
        return [Part((url,), start, min(start + size, length)) for start in range(0, length, size)]
    if suffix == ".parquet" and "://" not in url and length > size:
        import polars

        rows = polars.scan_parquet(url).select(polars.len()).collect().item()
        return [Part((url,), start, min(start + _ROWS, rows)) for start in range(0, rows, _ROWS)]
    return []


def _files(inputs: Iterable[str]) -> Iterator[tuple[str, int]]:
    """All files with their sizes in bytes."""
    for given in inputs:
        system, path = opened(given)
        protocol = "" if "://" not in given else given.split("://", 1)[0] + "://"
        if not system.exists(path):
            raise ConfigurationError(f"{given}: no such file or folder; check the name")
        if not system.isdir(path):
            yield (given if protocol else path), _size(system.info(path))
            continue
        found = system.find(path, detail=True)
        inside = sorted(name for name in found if _is_taken(name[len(path) :]))
        if not inside:
            raise ConfigurationError(f"{given}: no documents in this folder")
        for name in inside:
            yield protocol + name.removeprefix(protocol), _size(found[name])


def _is_taken(below: str) -> bool:
    """Whether a file of a folder, by its path below it, is taken for reports."""
    path = Path(below)
    return not any(part.startswith(".") for part in path.parts) and is_read(Path(path.name))


def _size(info: dict[str, Any]) -> int:
    return int(info.get("size") or 0)


def items_of(part: Part, intake: Intake) -> Iterator[Document | Failure]:
    """The documents of a part; what cannot be read comes as a Failure that names it, by the part and the line in it."""
    for url in part.urls:
        try:
            with _raw(url, part) as raw:
                if part.end is None or raw.size:  # else one line goes from the part before to the one after
                    yield from documents_of(raw, intake)
        except (OSError, ConfigurationError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            yield Failure(url, "open", reason, "Check that every worker can read it.")


@contextmanager
def _raw(url: str, part: Part) -> Iterator[Raw]:
    """What is to be read of a file, in a file on this machine."""
    if part.end is None and "://" not in url:
        yield Raw(url, path=Path(url))
        return
    with tempfile.TemporaryDirectory(prefix="rasad-part-") as folder:
        path = Path(folder) / Path(url).name
        if part.end is None:
            system, where = opened(url)
            system.get_file(where, str(path))
            yield Raw(url, path=path)
            return
        if path.suffix == ".parquet":
            import polars

            polars.scan_parquet(url).slice(part.start, part.end - part.start).collect().write_parquet(path)
        else:
            system, where = opened(url)
            with system.open(where, "rb") as source, path.open("wb") as target:
                _copy_lines(source, target, part.start, part.end)
        yield Raw(part.name, path=path, place=part.name.removeprefix(url))


def _copy_lines(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    """Copies the lines that begin in [start, end): the line under way at `start` belongs to the part before."""
    at = start
    if start:
        source.seek(start - 1)
        at += _skip_line(source) - 1
    whole = True
    while (at < end or not whole) and (piece := source.readline(_PIECE)):
        target.write(piece)
        at += len(piece)
        whole = piece.endswith(b"\n")


def _skip_line(source: BinaryIO) -> int:
    """Passes over the rest of a line; its bytes."""
    skipped = 0
    while piece := source.readline(_PIECE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
