"""Compares place names: two names as written in, whether they may be the same place out."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rasad.kit.files import read_toml

DATA = Path(__file__).parent.parent / "data" / "evaluate.toml"
SAME_WITHIN_KM = 10.0
_CONTAINED_FROM = 4  # a shorter name inside a longer one says too little
_EARTH_DIAMETER_KM = 12742
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class NameFold:
    """The folding of place names as the data file spells it."""

    dropped: frozenset[str]
    letters: dict[int, str]
    class_word: re.Pattern[str]
    article: str

    def fold(self, name: str) -> str:
        """The name without marks, quotes, leading class words and spaces, its letter variants made one."""
        plain = "".join(
            c
            for c in unicodedata.normalize("NFKD", name)
            if not unicodedata.combining(c) and c not in self.dropped
        ).translate(self.letters)
        for _ in range(2):
            plain = self.class_word.sub("", plain)
        return _SPACE.sub("", plain)

    def words(self, name: str) -> set[str]:
        """The folded words of a name, each without the article."""
        return {self.fold(word).removeprefix(self.article) for word in name.split()}

    def alike(self, a: str, b: str) -> bool:
        """Whether two names are written alike: equal, one inside the other, or one's words among the other's."""
        x, y = self.fold(a), self.fold(b)
        if x == y or (min(len(x), len(y)) >= _CONTAINED_FROM and (x in y or y in x)):
            return True
        v, w = self.words(a), self.words(b)
        return bool(v and w and (v <= w or w <= v))


@lru_cache(maxsize=1)
def name_fold(path: Path = DATA) -> NameFold:
    """The folding read from the data file."""
    data = read_toml(path)
    letters = str.maketrans(data["letters"])
    words = "|".join(re.escape(word.translate(letters)) for word in data["class_words"])
    return NameFold(frozenset(data["dropped"]), letters, re.compile(rf"^\s*(?:{words})\s+"), data["article"])


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (lat, lon) points in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ((math.radians(p[0]), math.radians(p[1])) for p in (a, b))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return _EARTH_DIAMETER_KM * math.asin(min(1, math.sqrt(h)))
