"""Loads the weapons and means (data/events/means.toml): rule file in, means by id and lexicon rows out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasad.kit.lexicon import PLAIN, SUFFIX, Row, Sense
from rasad.kit.overlay import laid_over, rule_files
from rasad.kit.shapes import noun_rows
from rasad.kit.text import TextData
from rasad.text.fold import fold_form


@dataclass(frozen=True, slots=True)
class Means:
    """A weapon or means. `kind` is what a trigger's by_means asks for; `acts`: can stand as the doer of an attack; `vehicle`:
    people travel in it, so that who dies in it was not struck by it; `anybodys`: every side has it, so that "the drone" is not that
    of whoever was named before."""

    id: str
    kind: str
    acts: bool
    vehicle: bool = False
    anybodys: bool = False


def load_means(folder: Path, text: TextData, overlays: tuple[Path, ...] = ()) -> tuple[dict[str, Means], list[Row]]:
    """The means in `events/*.toml` of a data folder by id and their lexicon rows of sense ("means", id).

    Those of an overlay replace the ones of their id.
    """
    means: dict[str, Means] = {}
    rows: list[Row] = []
    for entry in laid_over([rule_files(layer / "events") for layer in (folder, *overlays)], "means"):
        entry.only({"id", "kind", "acts", "nouns", "words", "adjectives", "note", "vehicle", "anybodys"}, {"id", "kind"})
        v = entry.values
        means[v["id"]] = Means(v["id"], v["kind"], v.get("acts", v["kind"] == "air"), v.get("vehicle", False), v.get("anybodys", False))
        sense = Sense("means", v["id"])
        for spec in entry.strings("nouns"):
            rows.extend(Row(form, sense, flags) for form, flags, _ in noun_rows(spec, entry, text))
        for word in entry.strings("words"):
            rows.append(Row(fold_form(word, text.spelling), sense, SUFFIX))
        for word in entry.strings("adjectives"):
            rows.append(Row(fold_form(word, text.spelling), Sense("meansadjective", v["id"]), PLAIN))
    return means, rows
