"""Looks over data files that load: folders in, notes and faults out that no loader sees, each `file:line: message`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from rasad.kit.files import Entry, read_toml, toml_entries
from rasad.kit.overlay import laid_over, rule_files
from rasad.kit.shapes import verb_rows
from rasad.kit.text import TextData, load_text

# What triggers may ask for besides word classes, means and marks: what the engine knows of a token.
_ENGINE = frozenset({"place", "actor", "armed", "adjective", "placeclass"})
_LIGHT = "light."
_FORMS = ("words", "particles", "nouns", "verbs", "adjectives", "participles", "phrases", "bars_next", "singular", "plurals")
_MARKED = re.compile("[\u0640\u064b-\u065f\u0670]")
_FOREIGN = re.compile("[^\u0621-\u063a\u0640-\u0652\u06700-9A-Za-z |=\"'.,\u060c:/()-]")
# Rule files by folder: the tables whose entries need examples.
_RULES = {"events": ("trigger",), "time": ("rule",), "figures": ("cue", "number"), "text": ("furniture", "broken")}


def inspect_files(layers: tuple[Path, ...]) -> list[str]:
    """Notes and faults of the built-in folder, or of the last of several layers as it lies over the others."""
    text = load_text(layers[0] / "text")
    mine = layers[-1]
    return list(
        chain(_forms(mine), _references(layers), _collisions(layers, text), _examples(mine, len(layers) == 1))
    )


def _entries(folder: Path, room: str, table: str) -> Iterator[Entry]:
    for path in rule_files(folder / room):
        yield from toml_entries(path, table)


def _forms(folder: Path) -> Iterator[str]:
    """Letters that Arabic news does not write (Persian ya and kaf, look-alikes), and marks, which folding drops."""
    tables = (("words", "class"), ("events", "trigger"), ("events", "means"), ("figures", "people"))
    for entry in chain.from_iterable(_entries(folder, room, table) for room, table in tables):
        for key in _FORMS:
            value = entry.values.get(key, [])
            for form in [value] if isinstance(value, str) else value:
                if found := _FOREIGN.search(form):
                    yield str(entry.fault(f"{form!r} holds U+{ord(found[0]):04X}, no letter of Arabic"))
                elif _MARKED.search(form):
                    yield str(entry.fault(f"note: {form!r} holds vowel marks or tatweel, which count for nothing"))


def _references(layers: tuple[Path, ...]) -> Iterator[str]:
    """Classes that triggers ask for and nothing gives."""
    known = set(_ENGINE)
    for layer in layers:
        known.update(entry.values["id"] for entry in _entries(layer, "words", "class"))
        for entry in _entries(layer, "events", "means"):
            known |= {entry.values["id"], entry.values["kind"]}
    known.update(entry.values["id"] for entry in _entries(layers[0], "words", "mark"))
    for entry in _entries(layers[-1], "events", "trigger"):
        for key in ("needs", "bars"):
            if unknown := set(entry.strings(key)) - known:
                yield str(entry.fault(f"{key}: no class, means or mark named {', '.join(sorted(unknown))}"))


def _collisions(layers: tuple[Path, ...], text: TextData) -> Iterator[str]:
    """Verb forms that are a trigger's and a light verb's at once, where one of the two stands in the last layer."""
    light: dict[str, set[tuple[str, bool]]] = {}
    for layer in layers:
        for entry in _entries(layer, "words", "class"):
            if entry.values["id"].startswith(_LIGHT):
                for spec in entry.strings("verbs"):
                    for form, _ in verb_rows(spec, entry, text):
                        light.setdefault(form, set()).add((entry.values["id"], layer == layers[-1]))
    for entry in laid_over([rule_files(layer / "events") for layer in layers], "trigger"):
        shared: dict[str, list[str]] = {}
        for spec in entry.strings("verbs"):
            for form, _ in verb_rows(spec, entry, text):
                for name, mine in sorted(light.get(form, ())):
                    if mine or entry.path.is_relative_to(layers[-1]):
                        shared.setdefault(name, []).append(form)
        for name, forms in sorted(shared.items()):
            shown = ", ".join(forms[:3])
            trigger = entry.values["id"]
            yield str(entry.fault(f"note: {len(forms)} verb form(s) of {trigger} are also {name}: {shown}"))


def _examples(folder: Path, wanted: bool) -> Iterator[str]:
    """Rule files without examples, rules without both kinds, examples of no rule; all notes.

    A user's folder needs none: `wanted` says whether missing ones are told.
    """
    for room, tables in _RULES.items():
        for path in rule_files(folder / room):
            entries = [entry for table in tables if table in read_toml(path) for entry in _rules(path, table)]
            if not entries:
                continue
            beside = path.with_name(path.stem + ".examples.toml")
            if not beside.is_file():
                if wanted:
                    yield f"{path}:1: note: no {beside.name} beside it"
                continue
            lists = {kind: list(toml_entries(beside, kind)) for kind in ("must", "must_not")}
            yield from (f"{beside}:1: note: no [[{kind}]] entry" for kind, found in lists.items() if not found)
            yield from _covered(entries, lists)


def _rules(path: Path, table: str) -> list[Entry]:
    value = read_toml(path)[table]
    return list(toml_entries(path, table)) if isinstance(value, list) else [Entry(path, 1, {})]


def _covered(rules: list[Entry], lists: dict[str, list[Entry]]) -> Iterator[str]:
    """Rules that the examples name in one list only or not at all, where the examples name rules."""
    named = {kind: {_named(example) for example in found} for kind, found in lists.items()}
    if not any(names - {None} for names in named.values()):
        return
    own = {name: entry for entry in rules if (name := entry.values.get("id", entry.values.get("name")))}
    for name, entry in own.items():
        if lacking := [kind for kind, names in named.items() if name not in names]:
            yield str(entry.fault(f"note: {name} has no [[{']], [['.join(lacking)}]] example"))
    for example in chain.from_iterable(lists.values()):
        if (name := example.values.get("trigger")) is not None and name not in own:
            yield str(example.fault(f"note: {name} is no trigger of the file beside"))


def _named(example: Entry) -> str | None:
    name = example.values.get("trigger", example.values.get("rule"))
    return name if isinstance(name, str) else None
