"""Reads `places/importing.toml`: headers, kinds and levels of the tables that people download -> Settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rasad.errors import DataError
from rasad.kit import DATA
from rasad.kit.files import read_toml
from rasad.kit.placewords import KINDS

FORMATS = ("geonames", "ocha", "wikidata", "osm", "csv")
_SIGNS = re.compile(r"[^0-9a-z\u0621-\u064a]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What importing.toml says.

    `columns`: field -> plain headers, the likeliest first; `kinds`: plain word of a table -> our kind; `features`: GeoNames
    code -> our kind, "populated" where the population decides; `least`: code -> the smallest kind it may be; `levels`:
    country or "default" -> kind of each administrative level, from 1; `licence`: format -> what its licence asks for.
    """

    letters: Mapping[str, str]
    given: tuple[str, ...]
    titles: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    features: Mapping[str, str]
    least: Mapping[str, str]
    levels: Mapping[str, tuple[str, ...]]
    licence: Mapping[str, str]

    def level_kind(self, country: str | None, level: int) -> str | None:
        """The kind of an administrative level; None for level 0 and those below the last named."""
        kinds = self.levels.get(country or "", self.levels["default"])
        return kinds[level - 1] if 0 < level <= len(kinds) else None


def load_settings(path: Path = DATA / "places" / "importing.toml") -> Settings:
    """The settings; DataError where the file names an unknown kind."""
    top = read_toml(path)
    features: dict[str, str] = {}
    least: dict[str, str] = {}
    for kind, codes in top["geonames"].items():
        for code in codes:
            if code in top["geonames"]["populated"] and kind != "populated":
                least[code] = kind
            else:
                features[code] = kind
    kinds = {plain(word): kind for kind, words in top["kinds"].items() for word in words}
    used = {*features.values(), *kinds.values(), *(k for level in top["levels"].values() for k in level)}
    if strange := used - KINDS - {"populated"}:
        raise DataError(f"{path}:1: unknown kind {', '.join(sorted(strange))}")
    return Settings(
        top["letters"],
        tuple(top["given"]),
        tuple(top["titles"]),
        {name: tuple(map(plain, headers)) for name, headers in top["columns"].items()},
        kinds,
        features,
        least,
        {country: tuple(levels) for country, levels in top["levels"].items()},
        top["licence"],
    )


def plain(header: str) -> str:
    """A header or word of a table without case, blanks and signs."""
    return _SIGNS.sub("", header.strip().lower())
