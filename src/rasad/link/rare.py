"""Rare words: a text in, numbers of the words that few reports hold out.

A static measure: a word is rare where neither the kit nor `data/link/common.txt` has it. What else a project holds does
not matter, so that linking stays local.
"""

from __future__ import annotations

import functools
from zlib import crc32

from rasad.kit import DATA, Kit
from rasad.text.fold import fold
from rasad.text.words import Clitics, find_words

_SHORTEST = 4  # letters
_SKETCH = 24  # words kept of a report


class _Read:
    """A text to be read with a kit, as a key: kits compare by identity, since comparing them by content takes long."""

    __slots__ = ("kit", "text")

    def __init__(self, text: str, kit: Kit) -> None:
        self.text, self.kit = text, kit

    def __hash__(self) -> int:
        return hash((self.text, id(self.kit)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and self.kit is other.kit and self.text == other.text


def rare_words(text: str, kit: Kit) -> tuple[int, ...]:
    """The numbers of the rare words of a text, sorted."""
    clitics = kit.text.clitics
    common = common_words(clitics)
    folded = fold(text, kit.text.spelling, kit.known).text
    found = set()
    for word in {folded[start:end] for start, end in find_words(folded)}:
        splits = clitics.split(word)
        if not splits or word[0].isdigit() or any(core in kit.known for _, core, _ in splits):
            continue
        core = _core(splits)
        if core and core not in common:
            found.add(crc32(core.encode()))
    return tuple(sorted(found))


def sketch_of(text: str, kit: Kit) -> tuple[int, ...]:
    """The least numbers of the rare words of a whole report: two sketches tell what share of them the reports have in common."""
    return _sketch(_Read(text, kit))


@functools.lru_cache(maxsize=16)
def _sketch(read: _Read) -> tuple[int, ...]:
    return rare_words(read.text, read.kit)[:_SKETCH]


def alike(a: tuple[int, ...], b: tuple[int, ...]) -> float | None:
    """The share of rare words that two reports have in common, by their sketches; None where one has too few to say."""
    if min(len(a), len(b)) < 4:
        return None
    ours = set(a)
    if ours.isdisjoint(b):
        return 0.0
    theirs = set(b)
    least = sorted(ours | theirs)[: max(len(a), len(b))] if max(len(a), len(b)) == _SKETCH else ours | theirs
    return sum(number in ours and number in theirs for number in least) / len(least)


@functools.lru_cache(maxsize=4)
def common_words(clitics: Clitics) -> frozenset[str]:
    """The words that any report may hold, bare."""
    lines = (DATA / "link" / "common.txt").read_text("utf-8").splitlines()
    return frozenset(_core(clitics.split(line)) for line in lines if not line.startswith("#"))


def _core(splits: list[tuple[str, str, str]]) -> str:
    """The shortest reading without clitics before it; the same for a word whatever is written on to it."""
    return min((core for _, core, suffix in splits if not suffix and len(core) >= _SHORTEST), key=len, default="")
