"""Renders the notes of a reading as sections of lines: notes of `extract.read.explain` in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module
from itertools import groupby
from typing import Protocol

from rasad.errors import ConfigurationError
from rasad.kit import Kit
from rasad.terminal import printable


class Note(Protocol):
    """What a stage did with the folded stretch [start, end), by which rule."""

    @property
    def stage(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def rule(self) -> str: ...
    @property
    def message(self) -> str: ...


def notes_of(text: str, published: date | None, kit: Kit) -> list[Note]:
    """The notes of reading a text, in the order of the stages."""
    explain = getattr(import_module("rasad.extract.read"), "explain", None)
    if explain is None:
        raise ConfigurationError("this build cannot explain its reading")
    return list(explain(text, published, kit))


def sections(notes: Iterable[Note]) -> Iterator[str]:
    """A heading for each stage and a line for each note: offsets into the folded text, rule, message."""
    empty = True
    for stage, group in groupby(notes, key=lambda note: note.stage):
        if not empty:
            yield ""
        empty = False
        yield f"── {stage}"
        for note in group:
            first, *rest = printable(note.message).split("\n") or [""]
            yield f"{note.start:6}-{note.end:<6} {note.rule:28} {first}"
            yield from (f"{'':42} {line}" for line in rest)
    if empty:
        yield "nothing was read"
