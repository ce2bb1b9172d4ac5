"""Checks a kit's files: the built-in data or a user's folder in, all faults found out, each `file:line: message`.

A line whose message starts with `note: ` is worth a look and no fault.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rasad.errors import RasadError
from rasad.kit import DATA, TextData, load_text, read_marks
from rasad.kit.actors import Actors, load_actors
from rasad.kit.codebook import load_codebook
from rasad.kit.events import check_actors, load_events
from rasad.kit.figures import load_figures
from rasad.kit.inspect import inspect_files
from rasad.kit.means import load_means
from rasad.kit.overlay import check_overlay, room_of
from rasad.kit.places import Gazetteer, load_places
from rasad.kit.sites import load_sites
from rasad.kit.time import load_time
from rasad.kit.words import word_rows

_MOST = 50  # faults of one room: past that many the file is another kind of file
_WHERE = re.compile(r"(.+?):(\d+): (.*)", re.DOTALL)
_TABLE = re.compile(r"\s*\[\[?\s*[A-Za-z0-9_.-]+\s*\]\]?\s*(?:#.*)?$")
_ID = re.compile(r'\s*(?:id|name)\s*=\s*"([^"]+)"')


def check_kit(folder: Path | None = None) -> list[str]:
    """The faults and notes of the built-in kit, or of a folder laid over it; sorted by room, then as found.

    A folder with a codebook.toml of its own is checked as a whole kit. Faults that only follow from an entry that is
    faulty itself are left out.
    """
    whole = folder is None or (folder / "codebook.toml").is_file()
    base = folder if folder is not None and whole else DATA
    layers = (base,) if folder is None or whole else (base, folder)
    if len(layers) > 1:
        try:
            check_overlay(layers[1])
        except RasadError as error:
            return [str(error)]
    with TemporaryDirectory(prefix="rasad-kit-") as place:
        copies = tuple(Path(place) / str(n) for n in range(len(layers)))
        for layer, copy in zip(layers, copies, strict=True):
            _copy(layer, copy)
        found = list(_faults(copies, layers))
    if any(": note: " not in fault for fault in found):
        return found
    return [*found, *inspect_files(layers)]


def _copy(layer: Path, copy: Path) -> None:
    """A working copy of a folder's data files, from which faulty entries can be taken out."""
    copy.mkdir()
    for file in (*layer.glob("*.*"), *layer.glob("*/*.*")):
        if file.suffix in (".toml", ".csv") and not file.name.endswith(".examples.toml"):
            target = copy / file.relative_to(layer)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, target)


@dataclass(slots=True)
class _Rooms:
    """The loaders of the rooms, over a working copy and what is laid over it."""

    base: Path
    over: tuple[Path, ...]
    text: TextData | None = None
    types: frozenset[str] = frozenset()
    actors: Actors | None = None
    places: Gazetteer | None = None

    def loaders(self) -> Iterator[Callable[[], object]]:
        """One loader a room; the first two fill in what the others need."""
        yield self._text
        yield self._types
        if self.text is None or not self.types:
            return
        text, base, over = self.text, self.base, self.over
        yield lambda: load_events(base, text, self.types, over)
        yield lambda: load_means(base, text, over)
        yield lambda: list(word_rows(base, text, over))
        yield lambda: read_marks(base)
        yield self._actors
        yield self._aims
        yield self._places
        yield self._sites
        yield lambda: load_figures(base / "figures", text, room_of("figures", over))
        yield lambda: load_time(base / "time", text.spelling)

    def _text(self) -> None:
        self.text = load_text(self.base / "text")

    def _actors(self) -> None:
        assert self.text is not None
        self.actors = load_actors(self.base / "actors", self.text.spelling, self.text.paradigms, room_of("actors", self.over))

    def _aims(self) -> None:
        if self.actors is not None:
            check_actors(self.base, self.actors.rows, self.over)

    def _places(self) -> None:
        assert self.text is not None
        self.places = load_places(self.base / "places", self.text.spelling, room_of("places", self.over))

    def _sites(self) -> None:
        if self.places is not None and self.actors is not None:
            load_sites(self.base / "actors", self.places.places, self.actors.rows, room_of("actors", self.over))

    def _types(self) -> None:
        self.types = frozenset(load_codebook(self.base / "codebook.toml"))


def _faults(copies: tuple[Path, ...], layers: tuple[Path, ...]) -> Iterator[str]:
    """The faults of the loaders: after each the faulty entry is taken out of the copy and the room is loaded again."""
    removed: set[str] = set()

    def original(message: str) -> str:
        for layer, copy in zip(layers, copies, strict=True):
            message = message.replace(str(copy), str(layer))
        return message

    for load in _Rooms(copies[0], copies[1:]).loaders():
        for _ in range(_MOST):
            try:
                load()
                break
            except RasadError as error:
                where = _WHERE.fullmatch(str(error))
                if where is None:
                    yield original(str(error))
                    break
                path, line, message = Path(where[1]), int(where[2]), where[3]
                if not any(re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", message) for name in removed):
                    yield original(str(error))
                if (name := _take_out(path, line)) is None:
                    break
                removed |= {name} - {""}
            except (AttributeError, IndexError, KeyError, TypeError, ValueError, OSError) as error:
                yield f"{layers[-1]}:1: {type(error).__name__}: {original(str(error))}; a value of the wrong kind?"
                break


def _take_out(path: Path, line: int) -> str | None:
    """Blank an entry so that the lines of the others stay; its id ("" where it has none), None where there is no entry."""
    lines = path.read_text("utf-8", "replace").split("\n")
    at = line - 1
    if not 0 <= at < len(lines) or not lines[at].strip():
        return None
    if path.suffix == ".csv":
        if at == 0:
            return None
        name, last = lines[at].split(",")[0], line
    else:
        if not _TABLE.match(lines[at]) or not lines[at].lstrip().startswith("[["):
            return None
        last = next((n for n in range(line, len(lines)) if _TABLE.match(lines[n])), len(lines))
        name = next((found[1] for row in lines[at:last] if (found := _ID.match(row))), "")
    lines[at:last] = [""] * (last - at)
    path.write_text("\n".join(lines), "utf-8")
    return name
