"""Keeps the bytes that texts were taken from: raws in, a file each in a folder out, named for its hash."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from rasad.errors import ConfigurationError
from rasad.export.target import replacing
from rasad.ingest import Raw


def keep_in(folder: Path, raw: Raw) -> None:
    """Writes the bytes as `<sha256>.gz` into the folder, which is made, unless they are there; `gunzip` gives them back."""
    path = folder / f"{raw.sha256}.gz"
    if path.exists():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{folder}: cannot be made ({error.strerror}); choose another folder for --keep-raw") from error
    with (
        replacing(path) as part,
        raw.open() as stream,
        part.open("wb") as made,
        gzip.GzipFile(fileobj=made, mode="wb", filename="", mtime=0) as packed,
    ):
        shutil.copyfileobj(stream, packed)
