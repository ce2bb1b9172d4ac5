"""Loads the word classes (data/words/*.toml): particles, nouns and verbs by class; class files in, lexicon rows out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rasad.kit.files import Entry, toml_entries
from rasad.kit.lexicon import NO_ARTICLE, NO_PREFIX, SUFFIX, Row, Sense
from rasad.kit.overlay import rule_files
from rasad.kit.shapes import noun_rows, verb_flags, verb_rows
from rasad.kit.text import TextData
from rasad.text.fold import fold_form

_KEYS = {"id", "note", "words", "particles", "nouns", "verbs"}
_OVERLAY_KEYS = _KEYS | {"replace"}


def word_rows(folder: Path, text: TextData, overlays: tuple[Path, ...] = ()) -> Iterator[Row]:
    """Rows of sense ("word", class id), in file order.

    `particles` take conjunctions only before them, `words` any proclitic and enclitics, `nouns`
    ("singular|plural|...") and `verbs` ("perfect|imperfect") are inflected. A class may stand in several files, whose
    words add up; in an overlay one with `replace = true` drops the words that lower layers give the class.
    """
    found: list[Entry] = []
    for layer in (folder, *overlays):
        keys = _KEYS if layer == folder else _OVERLAY_KEYS
        own = [entry for path in rule_files(layer / "words") for entry in toml_entries(path, "class")]
        for entry in own:
            entry.only(keys, {"id"})
        dropped = {entry.values["id"] for entry in own if entry.values.get("replace")}
        found = [entry for entry in found if entry.values["id"] not in dropped] + own
    for entry in found:
        yield from _class_rows(entry, text)


def _class_rows(entry: Entry, text: TextData) -> Iterator[Row]:
    sense = Sense("word", entry.values["id"])
    for form in entry.strings("particles"):
        yield Row(fold_form(form, text.spelling), sense, NO_PREFIX | NO_ARTICLE)
    for form in entry.strings("words"):
        yield Row(fold_form(form, text.spelling), _tagging(sense, form), SUFFIX)
    for noun in entry.strings("nouns"):
        for form, flags, _ in noun_rows(noun, entry, text):
            yield Row(form, _tagging(sense, form), flags)
    for verb in entry.strings("verbs"):
        for form, features in verb_rows(verb, entry, text):
            yield Row(form, sense, verb_flags(features))
            if features.startswith("i"):
                yield Row(form, _NOW, verb_flags(features))


_NOW = Sense("word", "verb.now")  # the imperfect of any of them: after "may" it is only possible


# Classes whose phrases shape the sentence: such a phrase is one word of it.
_SHAPING = frozenset(
    {"adverb", "anaphor", "carrier", "claim", "conn", "demonstrative", "future", "holder", "light", "neg", "noevent", "past",
     "prep", "purpose", "quantity", "rel", "report", "side", "source", "verb"}
)  # fmt: skip


def _tagging(sense: Sense, form: str) -> Sense:
    """The sense of a class's form: a phrase that only marks things leaves its words what they are ("tag")."""
    if " " in form and sense.key.partition(".")[0] not in _SHAPING:
        return Sense("tag", sense.key)
    return sense
