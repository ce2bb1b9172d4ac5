"""Loads what linking weighs (`data/link/weights.toml`): the file in, frozen `Weights` out."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from rasad.errors import DataError
from rasad.kit import DATA
from rasad.kit.files import read_toml, toml_entries

FEATURES = ("type", "time", "place", "initiator", "target", "killed", "injured", "weapon", "story", "reality", "document")
_SETTINGS = ("prior", "linked", "apart", "rare_word", "rare_words", "retold", "slack", "big")
_LEVEL = {"feature", "id", "m", "u", "from"}


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which a feature may come out: its weight in bits, and whether it sets the two clearly apart."""

    feature: str
    id: str
    weight: float
    apart: bool
    source: str


@dataclass(frozen=True, slots=True)
class Weights:
    """All that linking weighs.

    `levels` by (feature, id). `families` maps a type to those whose mentions it is compared with, `kin` and `related`
    hold pairs of types in both orders. `radius` is kilometres by GeoPrecision, `radius_of_kind` by a place's kind. `open`
    are actors named where nobody is, `allies` pairs of those named for each other, in both orders. The settings are told in the file.
    """

    prior: float
    linked: float
    apart: float
    rare_word: float
    rare_words: int
    retold: float
    slack: float
    big: int
    levels: dict[tuple[str, str], Level]
    families: dict[str, str]
    kin: frozenset[tuple[str, str]]
    related: frozenset[tuple[str, str]]
    radius: dict[int, float]
    radius_of_kind: dict[str, float]
    open: frozenset[str]
    allies: frozenset[tuple[str, str]]


def load_weights(path: Path) -> Weights:
    """The weights of a file; DataError with file:line on a fault."""
    values: dict[str, Any] = read_toml(path)
    settings = values.get("settings", {})
    if missing := [name for name in _SETTINGS if name not in settings]:
        raise DataError(f"{path}:1: [settings] lacks {', '.join(missing)}")
    levels: dict[tuple[str, str], Level] = {}
    for entry in toml_entries(path, "level"):
        entry.only(_LEVEL | {"apart"}, _LEVEL)
        v = entry.values
        if v["feature"] not in FEATURES:
            raise entry.fault(f"unknown feature {v['feature']}; known: {', '.join(FEATURES)}")
        if not (0 < v["m"] <= 1 and 0 < v["u"] <= 1):
            raise entry.fault("m and u are shares above 0 and up to 1")
        key = (v["feature"], v["id"])
        if key in levels:
            raise entry.fault(f"{v['feature']} has a level {v['id']} already")
        levels[key] = Level(*key, log2(v["m"] / v["u"]), v.get("apart", False), v["from"])
    families: dict[str, str] = {}
    pairs: dict[str, set[tuple[str, str]]] = {"kin": set(), "related": set()}
    for entry in toml_entries(path, "family"):
        entry.only({"base", "types", "kin", "related"}, {"base", "types"})
        for type_ in entry.strings("types"):
            families[type_] = entry.values["base"]
        for degree, found in pairs.items():
            for a, b in entry.values.get(degree, ()):
                found |= {(a, b), (b, a)}
    return Weights(
        levels=levels,
        families=families,
        kin=frozenset(pairs["kin"]),
        related=frozenset(pairs["related"]),
        radius={int(code): km for code, km in values["radius"].items()},
        radius_of_kind=values["radius_of_kind"],
        open=frozenset(values["open"]["actors"]),
        allies=frozenset(pair for a, b in values["open"]["allies"] for pair in ((a, b), (b, a))),
        **{name: settings[name] for name in _SETTINGS},
    )


@functools.cache
def weights() -> Weights:
    """The weights that Rasad links with; linking has to give the same everywhere, so nothing is laid over them."""
    return load_weights(DATA / "link" / "weights.toml")
