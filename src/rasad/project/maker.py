"""Which code and kit are at work: folders of own words in, a Maker out that is the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from rasad import __version__
from rasad.compiled import sources
from rasad.kit import DATA
from rasad.store.makers import Maker

_LENGTH = 12  # hex digits of each hash
_NO_READING = ("samples", "SOURCES.d", "exports", "evaluate.toml", "search.toml", "web")  # parts of the data that no reading depends on


def present_maker(kit_folders: tuple[Path, ...] = ()) -> Maker:
    """The version of the reader's code, and a hash of the kit's data and of the folders laid over it, in their order."""
    code = hashlib.sha256()
    for name, path in sorted(sources().items()):
        code.update(_framed(name, path.read_bytes()))
    kit = hashlib.sha256()
    for folder in (DATA, *kit_folders):
        kit.update(b"folder")
        for path in _data_files(folder):
            # Line ends are the checkout's affair, not the data's.
            kit.update(_framed(path.relative_to(folder).as_posix(), path.read_bytes().replace(b"\r\n", b"\n")))
    return Maker(f"{__version__}+{code.hexdigest()[:_LENGTH]}", kit.hexdigest()[:_LENGTH])


def _data_files(folder: Path) -> Iterator[Path]:
    """The files that a kit is built from, sorted by name."""
    for path in sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        if path.suffix in (".toml", ".csv") and parts[0] not in _NO_READING and not path.name.endswith(".examples.toml"):
            yield path


def _framed(name: str, content: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in (name.encode(), content))
