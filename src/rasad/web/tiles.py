"""Tiles of a map that the operator has: a folder, an MBTiles or PMTiles file or an address in, pictures for the browser out.

A folder holds z/x/y.png (jpg, jpeg, webp). An MBTiles file is a SQLite database, a PMTiles file (version 3) one of directories
along a Hilbert curve. Only an address makes browsers ask another host, and only the one that the operator named.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from struct import Struct
from struct import error as BadStructure
from urllib.parse import urlsplit

from rasad.errors import ConfigurationError

DEEPEST = 24  # zoom
_SUFFIXES = ("png", "jpg", "jpeg", "webp")
_BEGINNINGS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_TAG = re.compile("<[^>]*>")
_HEADER = Struct("<7sB11Q6B")  # as far as the zooms
_PICTURES = (2, 3, 4)  # PMTiles' kinds of tiles that are png, jpeg, webp
_MOST_ENTRIES = 16_000_000  # bytes of a directory, unpacked
_LEVELS = 4  # of directories
KINDS = "a folder of z/x/y.png, an MBTiles file, a PMTiles file, or an address with {z}, {x} and {y}"


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where browsers get tiles, from which to which zoom, whom they are from; `read` gives those that we serve ourselves."""

    address: str
    credit: str
    zooms: tuple[int, int] = (0, 18)
    read: Callable[[int, int, int], bytes | None] | None = None

    @property
    def origin(self) -> str:
        """The host that browsers ask, where it is not ours."""
        scheme, there, rest = self.address.partition("://")
        return f"{scheme}://{rest.split('/')[0]}" if there else ""


def open_tiles(given: str, credit: str = "") -> Tiles:
    """The tiles of a folder, a file or an address. ConfigurationError where there are none that a map can show."""
    if "://" in given:
        return _elsewhere(given, credit)
    path = Path(given)
    if path.is_dir():
        return _folder(path, credit)
    if not path.is_file():
        raise ConfigurationError(f"{given}: there is no such file or folder; --tiles takes {KINDS}")
    try:
        with path.open("rb") as file:
            begins = file.read(16)
        if begins.startswith(b"PMTiles"):
            return _pmtiles(path, credit)
        if begins.startswith(b"SQLite format 3"):
            return _mbtiles(path, credit)
    except (OSError, sqlite3.Error, ValueError, EOFError, BadStructure) as error:
        raise ConfigurationError(f"{given}: the tiles cannot be read ({error}); fetch the file anew") from error
    raise ConfigurationError(f"{given}: these are no tiles; --tiles takes {KINDS}")


def _elsewhere(address: str, credit: str) -> Tiles:
    parts = urlsplit(address)
    plain = re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc)
    if parts.scheme not in ("http", "https") or not plain or re.search(r"[\s\"'<>;]", address):
        raise ConfigurationError(f"{address}: no address of tiles; write it as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, without user and password")
    if missing := [name for name in ("{z}", "{x}", "{y}") if name not in parts.path + parts.query]:
        raise ConfigurationError(f"{address}: {', '.join(missing)} is missing, where zoom, column and row of a tile stand")
    if left := set(re.findall(r"\{[^}]*\}", address)) - {"{z}", "{x}", "{y}"}:
        raise ConfigurationError(f"{address}: {', '.join(sorted(left))} is not filled in; name one host, and a key as the provider gave it")
    return Tiles(address, credit or parts.netloc)


def _ours(path: Path, credit: str, zooms: tuple[int, int], read: Callable[[int, int, int], bytes | None]) -> Tiles:
    if not 0 <= zooms[0] <= zooms[1] <= DEEPEST:
        raise ConfigurationError(f"{path}: zooms from {zooms[0]} to {zooms[1]} make no sense; fetch the file anew")
    mark = format(int(path.stat().st_mtime), "x")
    return Tiles(f"/tiles/{{z}}/{{x}}/{{y}}?v={mark}", " ".join(_TAG.sub(" ", credit).split())[:300], zooms, read)


def _folder(path: Path, credit: str) -> Tiles:
    zooms = sorted(int(one.name) for one in path.iterdir() if one.is_dir() and one.name.isascii() and one.name.isdigit() and len(one.name) < 3)
    if not zooms:
        raise ConfigurationError(f"{path}: no folders named 0, 1, 2 ... for the zooms are in it; --tiles takes {KINDS}")

    def read(z: int, x: int, y: int) -> bytes | None:
        for suffix in _SUFFIXES:
            file = path / str(z) / str(x) / f"{y}.{suffix}"
            if file.is_file():
                return file.read_bytes()
        return None

    return _ours(path, credit, (zooms[0], zooms[-1]), read)


def _mbtiles(path: Path, credit: str) -> Tiles:
    address = path.absolute().as_uri() + "?mode=ro"

    def ask(question: str, *values: int) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as base:
            return base.execute(question, values).fetchall()

    told = {str(name): str(value) for name, value in ask("SELECT name, value FROM metadata")}
    if told.get("format") in ("pbf", "mvt"):
        raise ConfigurationError(_NO_PICTURES.format(path))
    ((low, high),) = ask("SELECT min(zoom_level), max(zoom_level) FROM tiles")
    if low is None or high is None:
        raise ConfigurationError(f"{path}: there is no tile in it")

    def read(z: int, x: int, y: int) -> bytes | None:
        rows = ask("SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", z, x, (1 << z) - 1 - y)
        return bytes(rows[0][0]) if rows and isinstance(rows[0][0], bytes) else None

    return _ours(path, credit or told.get("attribution", ""), (int(str(low)), int(str(high))), read)


_NO_PICTURES = "{}: these are vector tiles, which this map does not draw; give tiles that are pictures (png, jpeg, webp)"


def _pmtiles(path: Path, credit: str) -> Tiles:
    with path.open("rb") as file:
        _, version, *numbers = _HEADER.unpack(file.read(_HEADER.size))
    root, root_size, about, about_size, leaves, _, data, *_ = numbers[:11]
    _, packed, tile_packed, kind, low, high = numbers[11:]
    if version != 3:
        raise ConfigurationError(f"{path}: version {version} of PMTiles; version 3 is read, `pmtiles convert` makes it")
    if kind not in _PICTURES:
        raise ConfigurationError(_NO_PICTURES.format(path))
    if packed not in (1, 2) or tile_packed not in (0, 1, 2):
        raise ConfigurationError(f"{path}: it is packed in another way than gzip; `pmtiles` makes one that is")
    told = json.loads(_unpacked(_bytes(path, about, about_size), packed) or b"{}")

    def read(z: int, x: int, y: int) -> bytes | None:
        wanted, at, size = tile_number(z, x, y), root, root_size
        for _ in range(_LEVELS):
            found = _entry(_directory(_unpacked(_bytes(path, at, size), packed)), wanted)
            if found is None:
                return None
            _, run, size, offset = found
            if run:
                return _unpacked(_bytes(path, data + offset, size), tile_packed)
            at = leaves + offset
        return None

    read(0, 0, 0)  # a file that ends too early is told now
    return _ours(path, credit or str(told.get("attribution") or ""), (low, high), read)


def _bytes(path: Path, at: int, size: int) -> bytes:
    if size > _MOST_ENTRIES:
        raise ValueError(f"a part of {size:,} bytes")
    with path.open("rb") as file:
        file.seek(at)
        found = file.read(size)
    if len(found) < size:
        raise EOFError("the file ends too early")
    return found


def _unpacked(found: bytes, packed: int) -> bytes:
    if packed != 2:
        return found
    with gzip.GzipFile(fileobj=BytesIO(found)) as file:
        told = file.read(_MOST_ENTRIES + 1)
    if len(told) > _MOST_ENTRIES:
        raise ValueError(f"a part of more than {_MOST_ENTRIES:,} bytes")
    return told


_Entry = tuple[int, int, int, int]  # number of the first tile, how many are alike (0: a directory), size, offset


def _directory(told: bytes) -> list[_Entry]:
    """The entries of a directory: numbers, runs, sizes and offsets one column after the other, as varints."""
    numbers = _varints(told)
    many, rest = numbers[0], numbers[1:]
    if len(rest) != 4 * many:
        raise ValueError("a directory that is damaged")
    found: list[_Entry] = []
    number = after = 0
    for n in range(many):
        number += rest[n]
        size, offset = rest[2 * many + n], rest[3 * many + n]
        begin = offset - 1 if offset else after
        after = begin + size
        found.append((number, rest[many + n], size, begin))
    return found


def _varints(told: bytes) -> list[int]:
    found: list[int] = []
    value = shift = 0
    for byte in told:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    return found or [0]


def _entry(entries: list[_Entry], wanted: int) -> _Entry | None:
    """The entry that holds a tile, or the directory in which it may be."""
    at = bisect_right(entries, wanted, key=lambda entry: entry[0]) - 1
    if at < 0:
        return None
    last = entries[at]
    return last if not last[1] or wanted < last[0] + last[1] else None


def tile_number(z: int, x: int, y: int) -> int:
    """The number of a tile in a PMTiles file: those of lesser zooms first, then along a Hilbert curve."""
    number = ((1 << 2 * z) - 1) // 3
    step = 1 << z >> 1
    while step:
        right, down = bool(x & step), bool(y & step)
        number += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = step - 1 - x, step - 1 - y
            x, y = y, x
        step >>= 1
    return number


def kind_of(found: bytes | None) -> str | None:
    """The media type of a picture; None where it is none that browsers are to be given."""
    return next((kind for begins, kind in _BEGINNINGS.items() if found and found.startswith(begins)), None)
