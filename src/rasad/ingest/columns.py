"""Where the fields of a report stand in tables and JSON: a mapping that the user gave, or names that are usual."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

_NAMES = Path(__file__).parents[1] / "data" / "ingest" / "columns.toml"


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field of a report, None where it is to be found by its name; JSON by dotted names, as `body.text`."""

    text: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    outlet: str | None = None
    id: str | None = None
    author: str | None = None

    def found_in(self, names: Iterable[str]) -> Columns:
        """These columns, those not given found among `names` by what such columns are usually called."""
        by_form: dict[str, str] = {}
        for name in names:
            by_form.setdefault(_form(name), name)
        found: dict[str, str | None] = {}
        for wanted in fields(self):
            usual = (by_form[form] for form in usual_names()[wanted.name] if form in by_form)
            found[wanted.name] = getattr(self, wanted.name) or next(usual, None)
        return Columns(**found)

    def told(self) -> str:
        """What is taken from where, for a note."""
        return ", ".join(f"{f.name} from `{getattr(self, f.name)}`" for f in fields(self) if getattr(self, f.name))


UNNAMED = Columns()


def value_at(row: Mapping[str, Any], name: str | None) -> Any:
    """The value of a row in the column of this name, or in nested objects by a dotted one; None where there is none."""
    if name is None:
        return None
    if name in row:
        return row[name]
    value: Any = row
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


@cache
def usual_names() -> dict[str, tuple[str, ...]]:
    """What columns of each field are usually called, in the order in which they are looked for."""
    with _NAMES.open("rb") as stream:
        return {field: tuple(map(_form, names)) for field, names in tomllib.load(stream).items()}


def _form(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())
