"""The tables that exports look things up in (`data/exports`): files in, one checked, frozen `Reference` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasad.errors import DataError
from rasad.kit import DATA, Kit
from rasad.kit.files import csv_entries, read_toml, toml_entries
from rasad.text.fold import fold_form

_SIDES = frozenset({"state", "group", "civilians", "nobody"})


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166 code; what a table does not know of it is None or ""."""

    code: str
    iso3: str
    numeric: int | None
    name: str
    acled_region: str
    gwno: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An ACLED sub-event type for one of our types under conditions; None where there is no condition."""

    type: str
    gives: str
    weapons: frozenset[str] | None
    actor1: frozenset[str] | None
    actor2: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Acled:
    """How our records fall into ACLED's layout."""

    inter: tuple[str, ...]
    at_home: str
    abroad: str
    of_a_state: frozenset[str]
    unarmed: frozenset[str]
    geo_precision: Mapping[int, int]
    time_precision: Mapping[int, int]
    events: Mapping[str, str]
    disorder: Mapping[str, str]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What an actor is to UCDP: `inter` and `kinds` are conditions, None where there is none."""

    what: str
    ids: frozenset[str] | None
    inter: frozenset[str] | None
    kinds: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Ucdp:
    """How our records fall into the layout of UCDP GED; `regions` by first and last Gleditsch-Ward number."""

    types: frozenset[str]
    sides: tuple[Side, ...]
    regions: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Wording:
    """English words for an event: of its type (noun, preposition of the target), attribution and source."""

    nouns: Mapping[str, tuple[str, str]]
    attribution: Mapping[str, str]
    source: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """By what names of persons are known, as written: given names, words before a name, words that belong to the next one."""

    given: frozenset[str]
    before: frozenset[str]
    joins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shelters:
    """What the public profile coarsens or hides; words are folded, `words_unknown` those of names without a row."""

    kinds: frozenset[str]
    words: tuple[str, ...]
    words_unknown: tuple[str, ...]
    never: frozenset[str]
    settlements: frozenset[str]
    within_km: float
    persons: frozenset[str]
    person: str
    nobody: str


@dataclass(frozen=True, slots=True)
class Reference:
    """All tables; `units` are the English names of first-order units by gazetteer id."""

    countries: Mapping[str, Country]
    units: Mapping[str, str]
    acled: Acled
    ucdp: Ucdp
    wording: Wording
    shelters: Shelters
    names: Names


def load_reference(kit: Kit, folder: Path = DATA / "exports") -> Reference:
    """The tables of a folder, checked against the kit; DataError with file:line on a fault."""
    return Reference(
        {c.code: c for c in _countries(folder / "countries.csv")},
        {e.values["id"]: e.values["name"] for e in csv_entries(folder / "units.csv", {"id", "name"}, {"id", "name"})},
        _acled(folder / "acled.toml", kit),
        _ucdp(folder / "ucdp.toml", kit),
        _wording(folder / "wording.toml", kit),
        _shelters(folder / "public.toml", kit),
        _names(folder / "public.toml"),
    )


def _countries(path: Path) -> list[Country]:
    columns = {"code", "iso3", "numeric", "name", "acled_region", "gwno"}
    found = []
    for entry in csv_entries(path, columns, {"code", "name"}):
        get = entry.values.get
        try:
            numbers = [int(get(column, "0")) or None for column in ("numeric", "gwno")]
        except ValueError as error:
            raise entry.fault(f"not a number: {error}") from error
        name = entry.values["name"]
        found.append(Country(entry.values["code"], get("iso3", ""), numbers[0], name, get("acled_region", ""), numbers[1]))
    return found


def _acled(path: Path, kit: Kit) -> Acled:
    top = read_toml(path)
    events = {e.values["name"]: e.values["event"] for e in toml_entries(path, "sub_event")}
    inter = tuple(top["inter"])
    choices = []
    for entry in toml_entries(path, "choice"):
        entry.only({"type", "gives", "weapons", "actor1", "actor2"}, {"type", "gives"})
        v = entry.values
        if v["type"] not in kit.types or v["gives"] not in events:
            raise entry.fault(f"unknown type {v['type']!r} or sub-event type {v['gives']!r}")
        conditions = [frozenset(v[key]) if key in v else None for key in ("weapons", "actor1", "actor2")]
        if strange := set(conditions[0] or ()) - kit.means.keys():
            raise entry.fault(f"unknown weapon {', '.join(sorted(strange))}")
        if strange := set().union(*(c or () for c in conditions[1:])) - {*inter, ""}:
            raise entry.fault(f"unknown interaction class {', '.join(sorted(strange))}")
        choices.append(Choice(v["type"], v["gives"], *conditions))
    for type in kit.types.values():
        if missing := set(type.acled) - events.keys():
            raise DataError(f"{path}:1: [[sub_event]] lacks {', '.join(sorted(missing))}, which the codebook gives {type.id}")
    if missing := set(events.values()) - set(top["disorder"]):
        raise DataError(f"{path}:1: [disorder] lacks {', '.join(sorted(missing))}")
    return Acled(
        inter, top["at_home"], top["abroad"], frozenset(top["of_a_state"]), frozenset(top["unarmed"]),
        _by_code(top["geo_precision"]), _by_code(top["time_precision"]), events, dict(top["disorder"]), tuple(choices),
    )  # fmt: skip


def _by_code(codes: Mapping[str, int]) -> dict[int, int]:
    return {int(ours): theirs for ours, theirs in codes.items()}


def _ucdp(path: Path, kit: Kit) -> Ucdp:
    top = read_toml(path)
    if strange := set(top["types"]) - kit.types.keys():
        raise DataError(f"{path}:1: types: unknown {', '.join(sorted(strange))}")
    sides = []
    for entry in toml_entries(path, "side"):
        entry.only({"is", "ids", "inter", "kinds"}, {"is"})
        v = entry.values
        if v["is"] not in _SIDES:
            raise entry.fault(f"unknown side {v['is']!r}; known: {', '.join(sorted(_SIDES))}")
        sides.append(Side(v["is"], *(frozenset(v[key]) if key in v else None for key in ("ids", "inter", "kinds"))))
    return Ucdp(frozenset(top["types"]), tuple(sides), {name: (a, b) for name, (a, b) in top["regions"].items()})


def _wording(path: Path, kit: Kit) -> Wording:
    top = read_toml(path)
    nouns = {}
    for entry in toml_entries(path, "noun"):
        entry.only({"type", "says", "target"}, {"type", "says", "target"})
        nouns[entry.values["type"]] = entry.values["says"], entry.values["target"]
    if missing := kit.types.keys() - nouns.keys():
        raise DataError(f"{path}:1: no [[noun]] for {', '.join(sorted(missing))}")
    return Wording(nouns, _words(top["attribution"]), _words(top["source"]))


def _words(table: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(word) for key, word in table.items()}


def _shelters(path: Path, kit: Kit) -> Shelters:
    top = read_toml(path)
    kinds = {place.kind for place in kit.places.places.values()}
    lists = {name: frozenset(top[name]) for name in ("kinds", "never", "settlements")}
    for name, found in lists.items():
        if strange := found - kinds:
            raise DataError(f"{path}:1: {name}: unknown kind {', '.join(sorted(strange))}")
    if missing := {top["person"], top["nobody"]} - kit.actors.rows.keys():
        raise DataError(f"{path}:1: unknown actor {', '.join(sorted(missing))}")
    words, unknown = (tuple(fold_form(w, kit.text.spelling) for w in top[name]) for name in ("words", "words_unknown"))
    return Shelters(
        lists["kinds"], words, unknown, lists["never"], lists["settlements"], float(top["within_km"]), frozenset(top["persons"]),
        top["person"], top["nobody"],
    )  # fmt: skip


def _names(path: Path) -> Names:
    top, known = read_toml(path), read_toml(DATA / "places" / "importing.toml")
    return Names(frozenset(known["given"]) - frozenset(top["ordinary"]), frozenset(top["before_names"]), frozenset(top["joins"]))
