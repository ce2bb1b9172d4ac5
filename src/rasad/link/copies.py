"""Copies of one text: a text in, its MinHash bands out; whether two texts are nearly the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words
_SEED = 20240101
_BANDS, _ROWS = 24, 4
_ALIKE = 0.6  # share of shingles in common from which two texts are one


def bands_of(text: str) -> tuple[str, ...]:
    """The bands of a text: two texts that share six in ten shingles share one of them in all but one case of a hundred."""
    return banded(shingles(text))


def banded(found: frozenset[str]) -> tuple[str, ...]:
    """The bands of a text with these shingles."""
    from rensa import RMinHash  # type: ignore[import-untyped]

    if not found:
        return ()
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(sorted(found))
    values = sketch.digest()
    names = []
    for n in range(_BANDS):
        row = ",".join(str(value) for value in values[n * _ROWS : (n + 1) * _ROWS])
        names.append(hashlib.sha256(f"{n}:{row}".encode()).hexdigest()[:16])
    return tuple(names)


def same_text(a: str, b: str) -> bool:
    """Whether two texts are nearly the same, by the shingles that they really share."""
    return alike(shingles(a), shingles(b))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts with these shingles are nearly the same."""
    return bool(one and other) and len(one & other) >= _ALIKE * len(one | other)


def shingles(text: str) -> frozenset[str]:
    """Every four words in a row, marks and tatweel left out; all words together where there are fewer."""
    words = _WORD.findall(unicodedata.normalize("NFKD", text).translate(_BARE).lower())
    if len(words) < _SHINGLE:
        return frozenset([" ".join(words)]) if words else frozenset()
    return frozenset(map(" ".join, zip(*(words[n:] for n in range(_SHINGLE)), strict=False)))


class _Bare(dict[int, int | None]):
    """For `str.translate`: nothing in place of a mark, the character itself in place of all else; learnt as they come."""

    def __missing__(self, point: int) -> int | None:
        self[point] = None if unicodedata.category(chr(point)) in ("Mn", "Lm", "Cf") else point
        return self[point]


_BARE = _Bare()
