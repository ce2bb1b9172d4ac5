"""Lays a user's folder over the built-in data: the entries of each layer in, the entries that count out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rasad.errors import ConfigurationError, DataError
from rasad.kit.files import Entry, toml_entries

# The files of a user's folder that count; all else there would silently do nothing, and is refused.
OVERLAID = (
    "words/*.toml",
    "events/*.toml",
    "actors/actors.toml",
    "actors/aliases.csv",
    "actors/heads.toml",
    "actors/sites.csv",
    "places/*.csv",
    "figures/people.toml",
)
_NOT_OVERLAID = ("words/clitics.toml", "words/marks.toml")


def check_overlay(folder: Path) -> None:
    """ConfigurationError where a folder is missing or holds no file of a kit, DataError at a file that would not count."""
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder; name a folder of lexicons and rules")
    known = {path for pattern in OVERLAID for path in folder.glob(pattern)}
    for path in sorted((*folder.glob("*.toml"), *folder.glob("*.csv"), *folder.glob("*/*.toml"), *folder.glob("*/*.csv"))):
        name = path.relative_to(folder).as_posix()
        if name in _NOT_OVERLAID or (path not in known and not name.endswith(".examples.toml")):
            raise DataError(f"{path}:1: {name} cannot be laid over the built-in kit; what can: {', '.join(OVERLAID)}")
    if not known:
        raise ConfigurationError(f"{folder}: holds none of {', '.join(OVERLAID)}")


def rule_files(folder: Path) -> list[Path]:
    """The TOML rule files of a folder in order of their names, without the examples; none where there is no folder."""
    return [p for p in sorted(folder.glob("*.toml")) if not p.name.endswith(".examples.toml")]


def room_of(name: str, overlays: Iterable[Path]) -> tuple[Path, ...]:
    """The sub-folders of one name that the overlays have."""
    return tuple(folder / name for folder in overlays if (folder / name).is_dir())


def existing(folders: Iterable[Path], name: str) -> list[Path]:
    """The file of that name in every folder that has it."""
    return [folder / name for folder in folders if (folder / name).is_file()]


def laid_over(layers: Sequence[Sequence[Path]], table: str) -> list[Entry]:
    """The `[[table]]` entries of all layers' files, each with an `id`.

    An entry of a later layer takes the place of the earlier layers' entry of its id. DataError where an id is missing
    or stands twice in one layer.
    """
    found: dict[str, Entry] = {}
    for files in layers:
        own: dict[str, Entry] = {}
        for path in files:
            for entry in toml_entries(path, table):
                name = entry.values.get("id")
                if not isinstance(name, str) or not name:
                    raise entry.fault(f"a {table} needs an id")
                if name in own:
                    raise entry.fault(
                        f"{table} {name} stands twice, already at {own[name].path.name}:{own[name].line}"
                    )
                own[name] = entry
        found.update(own)
    return list(found.values())
