"""Loads the weapons and means (data/events/means.toml): rule file in, means by id and lexicon rows out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasad.kit.files import toml_entries
from rasad.kit.lexicon import PLAIN, SUFFIX, Row, Sense
from rasad.kit.shapes import noun_rows
from rasad.kit.text import TextData
from rasad.text.fold import fold_form


@dataclass(frozen=True, slots=True)
class Means:
    """A weapon or means. `kind` is what a trigger's by_means asks for; `acts`: can stand as the doer of an attack."""

    id: str
    kind: str
    acts: bool


def load_means(path: Path, text: TextData) -> tuple[dict[str, Means], list[Row]]:
    """The means by id and the lexicon rows of sense ("means", id)."""
    means: dict[str, Means] = {}
    rows: list[Row] = []
    for entry in toml_entries(path, "means"):
        entry.only({"id", "kind", "acts", "nouns", "words", "adjectives", "note"}, {"id", "kind"})
        v = entry.values
        if v["id"] in means:
            raise entry.fault(f"means {v['id']} is defined twice")
        means[v["id"]] = Means(v["id"], v["kind"], v.get("acts", v["kind"] == "air"))
        sense = Sense("means", v["id"])
        for spec in v.get("nouns", []):
            rows.extend(Row(form, sense, flags) for form, flags, _ in noun_rows(spec, entry, text))
        for word in v.get("words", []):
            rows.append(Row(fold_form(word, text.spelling), sense, SUFFIX))
        for word in v.get("adjectives", []):
            rows.append(Row(fold_form(word, text.spelling), Sense("meansadjective", v["id"]), PLAIN))
    return means, rows
