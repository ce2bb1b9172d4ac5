"""Loads the event types (data/codebook.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasad.errors import DataError
from rasad.kit.files import toml_entries


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of the codebook, with its nearest ACLED sub-event types and PLOVER type."""

    id: str
    name_ar: str
    covers: str
    acled: tuple[str, ...]
    plover: str


def load_codebook(path: Path) -> dict[str, EventType]:
    """The event types by id, in the order of the file; DataError with file:line on a fault."""
    types: dict[str, EventType] = {}
    keys = {"id", "name_ar", "covers", "acled", "plover"}
    for entry in toml_entries(path, "type"):
        entry.only(keys, keys)
        v = entry.values
        if v["id"] in types:
            raise entry.fault(f"type {v['id']} is defined twice")
        types[v["id"]] = EventType(v["id"], v["name_ar"], v["covers"], tuple(v["acled"]), v["plover"])
    if not types:
        raise DataError(f"{path}:1: no [[type]] entry")
    return types
