"""What was given to be read: bytes or a file in, with what is known of them; their head, their whole and their hash out."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from rasad.errors import SourceError

_PIECE = 1_000_000


@dataclass(slots=True)
class Raw:
    """Bytes that may hold documents: `data`, or else the file at `path`.

    `name` is what messages call it (a path, `archive.zip!page.html`, an address). `media` is the type that a server or an
    archive gave it, `url` the address it was read from, `retrieved` when (UTC, aware). `published`, `outlet` and `title` are what
    a feed or list told of it, used where it does not tell itself. `place` is where it lies in what was given, `depth` in how
    many archives.
    """

    name: str
    data: bytes | None = None
    path: Path | None = None
    media: str | None = None
    url: str | None = None
    retrieved: datetime | None = None
    published: date | None = None
    outlet: str | None = None
    title: str | None = None
    place: str | None = None
    depth: int = 0
    _sha256: str | None = field(default=None, repr=False, compare=False)

    @property
    def suffix(self) -> str:
        """The suffix of its name in lower case, "" where it is an address without one."""
        last = self.name.rpartition("!")[2].partition("?")[0]
        return Path(last).suffix.lower()

    @property
    def stem(self) -> str | None:
        """The id of a file's only document: the name of the file, None for what is no file."""
        inner = self.name.rpartition("!")[2]
        is_file = (self.path or "!" in self.name) and "://" not in inner
        return Path(inner).stem or None if is_file else None

    @property
    def size(self) -> int:
        """How many bytes there are; OSError where the file is gone."""
        return len(self.data) if self.data is not None else self._file().stat().st_size

    @property
    def sha256(self) -> str:
        """The hash of all bytes, in hexadecimal."""
        if self._sha256 is None:
            found = hashlib.sha256()
            with self.open() as stream:
                while piece := stream.read(_PIECE):
                    found.update(piece)
            self._sha256 = found.hexdigest()
        return self._sha256

    def open(self) -> BinaryIO:
        """A stream of all bytes that can be searched; the caller closes it."""
        return io.BytesIO(self.data) if self.data is not None else self._file().open("rb")

    def head(self, most: int) -> bytes:
        """The first bytes."""
        if self.data is not None:
            return self.data[:most]
        with self.open() as stream:
            return stream.read(most)

    def whole(self, limit: int) -> bytes:
        """All bytes; SourceError where there are more than `limit`."""
        if self.data is not None and len(self.data) <= limit:
            return self.data
        with self.open() as stream:
            raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise SourceError(
                self.name,
                "open",
                f"more than {limit / 1e6:g} MB",
                "Split it into its reports, or give them as JSON lines (.jsonl).",
            )
        return raw

    def lay(self, path: str) -> None:
        """Has its bytes lie in this file."""
        self.data, self.path = None, Path(path)

    def member(self, place: str, data: bytes, media: str | None = None) -> Raw:
        """What lies at `place` in it, as `!page.html` in an archive or `:7` in a file of lines."""
        return Raw(
            self.name + place,
            data,
            media=media,
            retrieved=self.retrieved,
            outlet=self.outlet,
            place=(self.place or "") + place,
            depth=self.depth + place.startswith("!"),
        )

    def _file(self) -> Path:
        assert self.path is not None, "bytes or a path"
        return self.path
