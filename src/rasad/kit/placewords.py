"""Reads `places/classes.toml`: the words around place names (village, crossing, countryside of, east of) -> PlaceWords."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasad.errors import DataError
from rasad.kit.files import Entry, read_toml, toml_entries

KINDS = frozenset({
    "country", "governorate", "district", "region", "city", "town", "village", "quarter", "camp", "base", "airport", "oil_field",
    "crossing", "hospital", "bridge", "dam", "prison", "road", "river", "mountain", "island", "port", "border", "site", "area",
})  # fmt: skip
ROLES = frozenset({"class", "near", "inside", "direction", "countryside", "territory"})
UNKNOWN = frozenset({"any", "definite", "quoted", "none"})
_NUMBERS = ("singular", "dual", "plural")
_LISTS = {"kinds", "also", *_NUMBERS}
_FLAGS = {"part_of_name", "named_after", "pairs", "site", "vague"}


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """What a class or bearing word says of the name after it; the fields are explained in classes.toml."""

    id: str
    role: str
    kinds: frozenset[str]
    also: frozenset[str]
    unknown: str
    part_of_name: bool
    named_after: bool
    pairs: bool
    site: bool
    vague: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Words between two names that put the first inside the second, which must carry one of `prefixes`."""

    words: frozenset[str]
    prefixes: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The vocabulary around place names; every form folded.

    `classes` by id; `forms`: folded form -> ((class id, number), ...); `lists`: the word lists of `[words]` by name;
    `stops`: words that are no name; `ambiguous`: names that are ordinary words first; `nisbas`: folded nisba with the article -> ISO country.
    """

    classes: Mapping[str, PlaceClass]
    forms: Mapping[str, tuple[tuple[str, str], ...]]
    lists: Mapping[str, frozenset[str]]
    article: str
    stops: frozenset[str]
    ambiguous: frozenset[str]
    verb_openings: tuple[str, ...]
    adjective_endings: tuple[str, ...]
    singular_endings: tuple[str, ...]
    inflected: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]
    adjacent: frozenset[str]
    nisbas: Mapping[str, str]
    boxes: Mapping[str, tuple[float, float, float, float]]

    def singulars(self, class_id: str) -> list[str]:
        """The folded singular forms of a class word."""
        return [form for form, found in self.forms.items() if (class_id, "singular") in found]

    def number(self, form: str, class_id: str) -> str:
        """The grammatical number in which a folded form names a class: singular, dual or plural."""
        for found, number in self.forms.get(form, ()):
            if found == class_id:
                return number
        return "singular"


_WORD_LISTS = frozenset({
    "conjunctions", "conjunctions_apart", "refused_prefixes", "genitive_prefixes", "genitive_words", "proclitics", "hyphens", "shared", "quotes", "commas",
    "lengths", "openers", "joinable", "splittable", "before_names", "prepositions", "prepositional", "family_openers", "person_openers", "epithets", "direction_adjectives", "site_adjectives", "name_adjectives",
})  # fmt: skip


def load_place_words(path: Path, fold: Callable[[str], str]) -> PlaceWords:
    """The vocabulary of one classes.toml, folded by `fold`; DataError where an entry is faulty."""
    top = read_toml(path)
    words, stop = top.get("words", {}), top.get("stop", {})
    if missing := (_WORD_LISTS | {"article", "inflected"}) - set(words):
        raise DataError(f"{path}:1: [words] lacks {', '.join(sorted(missing))}")
    article = fold(words["article"])
    classes: dict[str, PlaceClass] = {}
    forms: dict[str, list[tuple[str, str]]] = {}
    for entry in toml_entries(path, "class"):
        found = _place_class(entry)
        if found.id in classes:
            raise entry.fault(f"class {found.id} is there twice")
        classes[found.id] = found
        for number in _NUMBERS:
            for word in entry.values.get(number, []):
                taken = forms.setdefault(fold(word), [])
                if any(classes[i].role == found.role for i, _ in taken):
                    raise entry.fault(f"the word {word} is already a word of {taken[0][0]}")
                taken.append((found.id, number))
    return PlaceWords(
        classes=classes,
        forms={form: tuple(ids) for form, ids in forms.items()},
        lists={name: frozenset(map(fold, words[name])) for name in _WORD_LISTS},
        article=article,
        stops=frozenset(fold(w) for name in ("function", "nouns") for w in stop.get(name, [])),
        ambiguous=frozenset(map(fold, stop.get("ambiguous", []))),
        verb_openings=tuple(map(fold, stop.get("verb_openings", []))),
        adjective_endings=tuple(map(fold, stop.get("adjective_endings", []))),
        singular_endings=tuple(map(fold, stop.get("singular_endings", []))),
        inflected=tuple(tuple(fold(group).split()) for group in words["inflected"]),
        links=tuple(_link(entry, fold) for entry in toml_entries(path, "link")),
        adjacent=frozenset(fold(w) for entry in toml_entries(path, "adjacent") for w in entry.values["words"]),
        nisbas=dict(_nisbas(path, article, fold)),
        boxes={country: _box(path, country, box) for country, box in top.get("box", {}).items()},
    )


def _place_class(entry: Entry) -> PlaceClass:
    entry.only({"id", "role", "unknown"} | _LISTS | _FLAGS, {"id", "singular"})
    get = entry.values.get
    role, unknown = get("role", "class"), get("unknown", "none")
    if role not in ROLES or unknown not in UNKNOWN:
        raise entry.fault(f"role {role} or unknown {unknown} is none of {sorted(ROLES)}, {sorted(UNKNOWN)}")
    kinds, also = frozenset(get("kinds", [])), frozenset(get("also", []))
    if strange := (kinds | also) - KINDS:
        raise entry.fault(f"unknown kind {', '.join(sorted(strange))}")
    flags = {name: bool(get(name, False)) for name in _FLAGS}
    return PlaceClass(entry.values["id"], role, kinds, also, unknown, **flags)


def _link(entry: Entry, fold: Callable[[str], str]) -> Link:
    entry.only({"words", "prefixes"}, {"words", "prefixes"})
    return Link(frozenset(map(fold, entry.values["words"])), frozenset(map(fold, entry.values["prefixes"])))


def _nisbas(path: Path, article: str, fold: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    for entry in toml_entries(path, "nisba"):
        entry.only({"country", "words", "feminine"}, {"country", "words", "feminine"})
        for word in [*entry.values["words"], *entry.values["feminine"]]:
            yield article + fold(word), entry.values["country"]


def _box(path: Path, country: str, box: Any) -> tuple[float, float, float, float]:
    if not isinstance(box, list) or len(box) != 4 or box[0] >= box[2] or box[1] >= box[3]:
        raise DataError(f"{path}:1: box of {country}: write [south, west, north, east] in degrees")
    south, west, north, east = map(float, box)
    return south, west, north, east
