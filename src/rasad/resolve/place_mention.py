"""The record of a place named in a text, before it is resolved to a gazetteer row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class PlaceMention:
    """A place named in a text; all offsets folded.

    [start, end) is the whole phrase with its class and bearing words, [name_start, name_end) the name as the codebook
    writes it. `candidates` are the gazetteer rows of that name, empty for a name that the gazetteer lacks. `class_id`
    is the class word's id, None where there is none. `relation` tells how the event's place lies to the named one:
    `in`, `near`, `direction` (a part of it or beside it), `countryside`, `between`. `within` is the index, in the
    document's list of mentions, of the place that this one is said to lie in or near. `word_start` and `prefix` are
    the beginning and the clitics of the phrase's first word.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    candidates: tuple[str, ...]
    class_id: str | None
    relation: str
    within: int | None
    rule: str
    word_start: int
    prefix: str

    def replace(self, **changes: Any) -> PlaceMention:
        """A copy with some fields changed; `dataclasses.replace` takes several times as long."""
        copied = PlaceMention(
            self.start, self.end, self.name_start, self.name_end, self.candidates, self.class_id, self.relation, self.within,
            self.rule, self.word_start, self.prefix,
        )  # fmt: skip
        for name, value in changes.items():
            setattr(copied, name, value)
        return copied
