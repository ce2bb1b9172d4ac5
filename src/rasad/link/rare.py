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
_MOST = 200_000  # words whose numbers are held


class _Held:
    """A kit as a key: kits compare by identity, since comparing them by content takes long."""

    __slots__ = ("kit",)

    def __init__(self, kit: Kit) -> None:
        self.kit = kit

    def __hash__(self) -> int:
        return id(self.kit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.kit is other.kit


class _Numbers(dict[str, int | None]):
    """The number of each folded word, None of one that is not rare; worked out when it is first met."""

    def __init__(self, kit: Kit) -> None:
        self.clitics, self.known, self.common = kit.text.clitics, kit.known, common_words(kit.text.clitics)

    def __missing__(self, word: str) -> int | None:
        if len(self) >= _MOST:
            self.clear()
        self[word] = number = self._number(word)
        return number

    def _number(self, word: str) -> int | None:
        splits = self.clitics.split(word)
        if not splits or word[0].isdigit() or any(core in self.known for _, core, _ in splits):
            return None
        core = _core(splits)
        return crc32(core.encode()) if core and core not in self.common else None


@functools.lru_cache(maxsize=4)
def _numbers(held: _Held) -> _Numbers:
    return _Numbers(held.kit)


def rare_words(text: str, kit: Kit) -> tuple[int, ...]:
    """The numbers of the rare words of a text, sorted."""
    folded = fold(text, kit.text.spelling, kit.known).text
    numbers = _numbers(_Held(kit))
    found = {numbers[word] for word in {folded[start:end] for start, end in find_words(folded)}}
    return tuple(sorted(number for number in found if number is not None))


def sketch_of(text: str, kit: Kit) -> tuple[int, ...]:
    """The least numbers of the rare words of a whole report: two sketches tell what share of them the reports have in common."""
    return _sketch(text, _Held(kit))


@functools.lru_cache(maxsize=512)
def _sketch(text: str, held: _Held) -> tuple[int, ...]:
    return rare_words(text, held.kit)[:_SKETCH]


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
