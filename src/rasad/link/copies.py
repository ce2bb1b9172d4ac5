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
    from rensa import RMinHash  # type: ignore[import-untyped]

    shingles = _shingles(text)
    if not shingles:
        return ()
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(sorted(shingles))
    values = sketch.digest()
    bands = []
    for n in range(_BANDS):
        row = ",".join(str(value) for value in values[n * _ROWS : (n + 1) * _ROWS])
        bands.append(hashlib.sha256(f"{n}:{row}".encode()).hexdigest()[:16])
    return tuple(bands)


def same_text(a: str, b: str) -> bool:
    """Whether two texts are nearly the same, by the shingles that they really share."""
    x, y = _shingles(a), _shingles(b)
    return bool(x and y) and len(x & y) >= _ALIKE * len(x | y)


def _shingles(text: str) -> frozenset[str]:
    """Every four words in a row, marks and tatweel left out; all words together where there are fewer."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Lm", "Cf"))
    words = _WORD.findall(bare.lower())
    if len(words) < _SHINGLE:
        return frozenset([" ".join(words)]) if words else frozenset()
    return frozenset(" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))
