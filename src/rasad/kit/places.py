"""Loads the gazetteer (`places/*.csv`, `places/classes.toml`) into one checked, frozen `Gazetteer`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from rasad.kit.files import Entry, csv_entries
from rasad.kit.placewords import KINDS, PlaceWords, load_place_words
from rasad.model import GeoPrecision
from rasad.text.fold import Spelling, fold_form

COLUMNS = ("id", "name", "aliases", "kind", "lat", "lon", "country", "admin1", "admin2", "parent", "population", "source", "flags")
MORE_COLUMNS = ("precision", "pcode", "same_as")  # which a table may have or leave out
ALL_COLUMNS = frozenset({*COLUMNS, *MORE_COLUMNS})
# What the ids of rows begin with that no person has looked at: ours from GeoNames, and those that a user imported.
GENERATED, IMPORTED = "gn-", "im-"
FLAGS = frozenset({"context", "noalone", "governed"})
_REQUIRED = {"id", "name", "kind", "lat", "lon", "source"}
LINES = frozenset({"river", "road", "border"})  # nothing lies in them, and their one point tells little
_COUNTRYLESS = frozenset({"region", "area", "border", "river"})
# How exactly a row of a kind tells where something is, where the row itself does not say; all other kinds: exactly.
PRECISION = {
    "country": GeoPrecision.COUNTRY, "governorate": GeoPrecision.PROVINCE, "district": GeoPrecision.DISTRICT,
    "region": GeoPrecision.VAGUE, "area": GeoPrecision.NEAR, "mountain": GeoPrecision.VAGUE, "river": GeoPrecision.VAGUE,
    "road": GeoPrecision.VAGUE, "border": GeoPrecision.VAGUE, "island": GeoPrecision.NEAR,
}  # fmt: skip
_PRECISIONS = {code.name.lower(): code for code in GeoPrecision}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Arabic letters without the Persian, Urdu and Kurdish ones, spaces, digits, plain Latin (road numbers), hyphen.
_NAME = re.compile(r"[\u0621-\u063a\u0641-\u064a0-9A-Za-z][\u0621-\u063a\u0641-\u064a0-9A-Za-z -]*")
_SHORTEST_HALF = 3


class Place(NamedTuple):
    """One gazetteer row; coordinates in WGS 84 degrees, ids and figures None where the row leaves them empty.

    `precision` is the row's own, or that of its kind. `pcode` is the unit's P-code (OCHA) where a table gives one.
    `governed`: the name is an ordinary word, too, so it needs support, for which a preposition before it is enough.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    admin2: str | None
    parent: str | None
    population: int | None
    source: str
    context: bool
    noalone: bool
    precision: GeoPrecision
    pcode: str | None
    governed: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by id, the folded forms that name them, and the words that stand around place names.

    `weak`: ids whose names are read only with support (flags `context`, `noalone`, `governed`); `countries`: ISO code -> row id.
    """

    places: Mapping[str, Place]
    names: Mapping[str, tuple[str, ...]]
    words: PlaceWords
    weak: frozenset[str]
    countries: Mapping[str, str]

    def forms(self) -> Iterator[tuple[str, str]]:
        """(folded form, row id) for the matcher; sense kind `place`. Neither article nor enclitic may be added."""
        for form, ids in self.names.items():
            for row_id in ids:
                yield form, row_id

    def class_forms(self) -> Iterator[tuple[str, str, bool]]:
        """(folded form, class id, whether an enclitic may follow) for the matcher; sense kind `placeclass`.

        Article and prefixes are allowed with all of them.
        """
        for form, found in self.words.forms.items():
            for class_id, _ in found:
                yield form, class_id, self.words.classes[class_id].role == "countryside"


def load_places(
    folder: Path, spelling: Spelling, overlays: tuple[Path, ...] = (), leave_out: Path | None = None
) -> Gazetteer:
    """The gazetteer of `folder`; rows of an overlay's `*.csv` replace rows of the same id. DataError on a fault.

    A row with `same_as` is no place of its own: its names and P-code are added to the row of that id. `leave_out` is a
    table of an overlay that is passed over; units that only it has are taken out of the other rows.
    """

    def fold(form: str) -> str:
        return fold_form(form, spelling)

    words = load_place_words(folder / "classes.toml", fold)
    places: dict[str, Place] = {}
    where: dict[str, Entry] = {}
    more: list[tuple[Place, Entry]] = []
    for layer in (folder, *overlays):
        own: dict[str, Entry] = {}
        for path in sorted(layer.glob("*.csv")):
            if path == leave_out:
                continue
            for entry in csv_entries(path, set(ALL_COLUMNS), _REQUIRED):
                place = _place(entry, words.boxes)
                if place.id in own:
                    raise entry.fault(f"id {place.id} is already used at {own[place.id].path.name}:{own[place.id].line}")
                own[place.id] = entry
                if "same_as" in entry.values:
                    more.append((place, entry))
                else:
                    places[place.id], where[place.id] = place, entry
    for place, entry in more:
        _add_names(place, places, entry)
    for id, place in places.items():
        if leave_out is not None:
            places[id] = _within_known(place, places)
        else:
            _check_units(place, places, where[id])
    for place in list(places.values()):
        if not place.context and fold(place.name) in words.ambiguous:
            places[place.id] = place._replace(context=True)
    weak = frozenset(p.id for p in places.values() if p.context or p.noalone)
    countries = {p.country: p.id for p in places.values() if p.kind == "country" and p.country}
    return Gazetteer(places, _names(places.values(), words, fold), words, weak, countries)


def _add_names(place: Place, places: dict[str, Place], entry: Entry) -> None:
    """Adds the names of a row, and its P-code, to the row that it says it is the same as."""
    id = entry.values["same_as"]
    if id not in places:
        raise entry.fault(f"same_as {id!r} is no row of the gazetteer")
    same = places[id]
    new = tuple(n for n in (place.name, *place.aliases) if n != same.name and n not in same.aliases)
    places[id] = same._replace(aliases=same.aliases + new, pcode=same.pcode or place.pcode)


def _within_known(place: Place, places: Mapping[str, Place]) -> Place:
    """The row without the units that are no rows."""
    admin1, admin2, parent = (u if u in places else None for u in (place.admin1, place.admin2, place.parent))
    return place._replace(admin1=admin1, admin2=admin2, parent=parent)


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle kilometres between two (lat, lon) points."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 12742 * asin(min(1.0, sqrt(h)))


def _place(entry: Entry, boxes: Mapping[str, tuple[float, float, float, float]]) -> Place:
    get = entry.values.get
    row_id, kind, country = entry.values["id"], entry.values["kind"], get("country")
    if not _ID.fullmatch(row_id):
        raise entry.fault(f"id {row_id!r}: write lower-case ASCII letters and digits joined by hyphens")
    if kind not in KINDS:
        raise entry.fault(f"unknown kind {kind!r}; known: {', '.join(sorted(KINDS))}")
    aliases = tuple(filter(None, (a.strip() for a in get("aliases", "").split("|"))))
    for name in (entry.values["name"], *aliases):
        if not _NAME.fullmatch(name):
            raise entry.fault(f"{name!r} holds characters other than Arabic letters, digits, spaces and hyphens (Persian ya or kaf?)")
    try:
        lat, lon = float(entry.values["lat"]), float(entry.values["lon"])
        population = int(get("population", "0")) or None
    except ValueError as error:
        raise entry.fault(f"not a number: {error}") from error
    if country is None and kind not in _COUNTRYLESS:
        raise entry.fault(f"a {kind} needs a country (ISO 3166 alpha-2)")
    south, west, north, east = boxes.get(country or "", (-90.0, -180.0, 90.0, 180.0))
    if not (south <= lat <= north and west <= lon <= east):
        raise entry.fault(f"({lat}, {lon}) lies outside {country or 'the world'}: swapped or mistyped?")
    precision = get("precision")
    if precision is not None and precision not in _PRECISIONS:
        raise entry.fault(f"unknown precision {precision!r}; known: {', '.join(_PRECISIONS)}")
    flags = frozenset(get("flags", "").split("|")) - {""}
    if strange := flags - FLAGS:
        raise entry.fault(f"unknown flag {', '.join(sorted(strange))}; known: {', '.join(sorted(FLAGS))}")
    return Place(
        row_id, entry.values["name"], aliases, kind, lat, lon, country, get("admin1"), get("admin2"), get("parent"),
        population, entry.values["source"], "context" in flags or "governed" in flags, "noalone" in flags,
        _PRECISIONS[precision] if precision else PRECISION.get(kind, GeoPrecision.EXACT), get("pcode"), "governed" in flags,
    )  # fmt: skip


def _check_units(place: Place, places: Mapping[str, Place], entry: Entry) -> None:
    for column, unit in (("admin1", place.admin1), ("admin2", place.admin2), ("parent", place.parent)):
        if unit is None:
            continue
        if unit == place.id:
            raise entry.fault(f"{column} names the row itself")
        if unit not in places:
            raise entry.fault(f"{column} {unit!r} is no row of the gazetteer")


def _names(places: Iterable[Place], words: PlaceWords, fold: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for place in places:
        main_name = fold(place.name)
        for name in (main_name, *map(fold, place.aliases)):
            if _is_ordinary(name, place, words):
                # "the Airport" as a quarter's name, "the Union" as a village's: only with its class word.
                for form, classes in words.forms.items():
                    if any(n == "singular" and place.kind in words.classes[c].kinds for c, n in classes):
                        found.setdefault(f"{form} {name}", {})[place.id] = None
            elif name == main_name or name not in words.ambiguous:
                for form in variants(name, words):
                    found.setdefault(form, {})[place.id] = None
    return {form: tuple(ids) for form, ids in found.items()}


def _is_ordinary(name: str, place: Place, words: PlaceWords) -> bool:
    if place.kind == "country":
        return False
    return name in words.stops or (name.startswith(words.article) and name[len(words.article) :] in words.forms)


def variants(form: str, words: PlaceWords) -> Iterator[str]:
    """A folded name and its other spellings: compounds joined or split, openers in their other cases."""
    yield form
    first, _, rest = form.partition(" ")
    if rest:
        if first in words.lists["joinable"]:
            yield first + rest
        for group in words.inflected:
            if first in group:
                yield from (f"{case} {rest}" for case in group if case != first)
        return
    for opener in words.lists["splittable"]:
        half = form.removeprefix(opener)
        if half != form and len(half) >= _SHORTEST_HALF:
            yield f"{opener} {half}"
