"""Hands rows from every part to the worker that needs them: rows by bin in, a file of bins out; a bin of all files in, its rows out.

A worker writes one file for its part, bin after bin, and tells where each begins; who works on a bin reads that stretch of
every file. So no worker holds more than a part or a bin, and a worker that dies loses nothing that another has written.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasad.cluster.place import Place

Row = list[Any]
Stretch = tuple[str, int, int]  # a file and the bytes of it


def bin_of(name: str, bins: int) -> int:
    """The bin of a key: the same on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=8).digest(), "big") % bins


def scatter(place: Place, name: str, rows: Mapping[int, list[Row]]) -> dict[int, Stretch]:
    """Writes the rows of each bin; where each bin lies."""
    found: dict[int, Stretch] = {}
    pieces: list[bytes] = []
    at = 0
    for number in sorted(rows):
        # ASCII, since a text may hold halves of characters that no encoding takes.
        piece = zlib.compress(json.dumps(rows[number], separators=(",", ":")).encode(), 1)
        pieces.append(piece)
        found[number] = (name, at, at + len(piece))
        at += len(piece)
    if pieces:
        place.put(name, b"".join(pieces))
    return found


def gather(place: Place, stretches: Iterable[Stretch]) -> Iterator[Row]:
    """The rows of a bin, file by file."""
    for name, start, end in stretches:
        yield from json.loads(zlib.decompress(place.get(name, start, end)))


def by_bin(scattered: Iterable[Mapping[int, Stretch]]) -> dict[int, list[Stretch]]:
    """The stretches of each bin, in the order of the files."""
    found: dict[int, list[Stretch]] = {}
    for one in scattered:
        for number, stretch in one.items():
            found.setdefault(number, []).append(stretch)
    return dict(sorted(found.items()))
