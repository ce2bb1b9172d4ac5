"""Loads the word classes (data/words/*.toml): particles, nouns and verbs by class; class files in, lexicon rows out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rasad.kit.files import Entry, toml_entries
from rasad.kit.lexicon import NO_ARTICLE, NO_PREFIX, PLAIN, SUFFIX, Row, Sense
from rasad.kit.shapes import noun_rows, verb_rows
from rasad.kit.text import TextData
from rasad.text.fold import fold_form

_KEYS = {"id", "note", "words", "particles", "nouns", "verbs"}


def word_rows(folder: Path, text: TextData) -> Iterator[Row]:
    """Rows of sense ("word", class id), in file order.

    `particles` take conjunctions only before them, `words` any proclitic and enclitics, `nouns`
    ("singular|plural|...") and `verbs` ("perfect|imperfect") are inflected.
    """
    for path in sorted((folder / "words").glob("*.toml")):
        if path.name.endswith(".examples.toml"):
            continue
        for entry in toml_entries(path, "class"):
            entry.only(_KEYS, {"id"})
            yield from _class_rows(entry, text)


def _class_rows(entry: Entry, text: TextData) -> Iterator[Row]:
    sense = Sense("word", entry.values["id"])
    for form in entry.values.get("particles", []):
        yield Row(fold_form(form, text.spelling), sense, NO_PREFIX | NO_ARTICLE)
    for form in entry.values.get("words", []):
        yield Row(fold_form(form, text.spelling), sense, SUFFIX)
    for noun in entry.values.get("nouns", []):
        for form, flags, _ in noun_rows(noun, entry, text):
            yield Row(form, sense, flags)
    for verb in entry.values.get("verbs", []):
        for form, _ in verb_rows(verb, entry, text):
            yield Row(form, sense, PLAIN | SUFFIX | NO_ARTICLE)
