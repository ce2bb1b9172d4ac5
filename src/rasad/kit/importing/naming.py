"""What names of places are worth: Arabic names in; their keys, their order and whether they need support out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from rasad.kit import DATA, Kit
from rasad.kit.files import read_toml
from rasad.text.fold import Spelling, fold_form

COMMON_FROM = 10_000  # people; below it a name that several places share, or that is an ordinary word, needs context
CITY_FROM, TOWN_FROM = 50_000, 5_000
SHARED_BY = 2  # places of one table that may have a name before it counts as widespread
SHORTEST = 4  # letters of a folded name that is no chance word
ARABIC_ONLY = re.compile(r"[\u0621-\u063a\u0641-\u064a]+(?: [\u0621-\u063a\u0641-\u064a]+)*")
DROPPED = re.compile(r"[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LATIN_ARTICLES = frozenset({"al", "an", "ar", "as", "ash", "ad", "adh", "az", "at", "ath", "aţ", "aş", "aḑ", "az̧"})
_SPLIT = re.compile(r"[|/\\;,\u060c\u061b\n]| [-\u2013\u2014] ")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\"\u00ab\u00bb]")
_BLANKS = re.compile(r"\s+")
_LONGEST = 40
_PLACING = frozenset({"place", "placeclass"})


def squeezed(name: str, spelling: Spelling) -> str:
    """A name as the matcher sees it, without spaces: tables differ in how they split compounds."""
    return fold_form(DROPPED.sub("", name), spelling).replace(" ", "")


def fit(name: str, latin: str, article: str) -> tuple[int, int, int, str]:
    """How well an Arabic name fits a Latin one: shares its article and consonant count, is short; then by spelling."""
    has_article = latin.lower().replace("-", " ").split(" ")[0] in _LATIN_ARTICLES
    bare = "".join(c for c in unicodedata.normalize("NFKD", latin.lower()) if c.isalpha())
    consonants = sum(c not in "aeiou" for c in bare)
    return (int(name.startswith(article) != has_article), abs(len(name.replace(" ", "")) - consonants - 1), len(name), name)


def size_kind(population: int) -> str:
    """What a settlement of so many people is called."""
    return "city" if population >= CITY_FROM else "town" if population >= TOWN_FROM else "village"


def ordinary_names(path: Path, spelling: Spelling) -> frozenset[str]:
    """The names of geonames.toml that are ordinary words, as keys."""
    return frozenset(squeezed(word, spelling) for word in read_toml(path)["ordinary"])


class Naming:
    """Judges names by what the kit knows: its words, its lists of ordinary words and of given names."""

    def __init__(self, kit: Kit, letters: Mapping[str, str], given: Iterable[str], titles: Iterable[str]) -> None:
        self._kit, self._spelling = kit, kit.text.spelling
        self._letters = str.maketrans(dict(letters))
        self.article = kit.places.words.article
        self._listed = ordinary_names(DATA / "places" / "geonames.toml", self._spelling)
        self._given = frozenset(map(self._bare, given))
        self._titles = frozenset(map(self._bare, titles))
        self._known: dict[str, bool] = {}
        self._keys: dict[str, str] = {}

    def arabic(self, written: str, exact: bool = False) -> list[str]:
        """The Arabic names in a cell, marks and brackets left out, in order.

        `exact`: other letters than those of Arabic make a name another language's, which is left out; otherwise those
        of Persian keyboards are mended.
        """
        found: dict[str, None] = {}
        for part in _SPLIT.split(_BRACKETS.sub(" ", written)):
            name = _BLANKS.sub(" ", DROPPED.sub("", part)).strip(" -.")
            if not exact:
                name = name.translate(self._letters)
            if ARABIC_ONLY.fullmatch(name) and 2 <= len(name) <= _LONGEST:
                found[name] = None
        return list(found)

    def key(self, name: str) -> str:
        """What two spellings of one name share: folded, without blanks and the article before it."""
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = self._without_article(squeezed(name, self._spelling))
        return key

    def class_kind(self, word: str) -> str | None:
        """The kind of place that an Arabic class word ("village", "crossing") names; None where it is none."""
        words = self._kit.places.words
        for class_id, _ in words.forms.get(self._bare(word.split(" ")[0]), ()):
            if words.classes[class_id].role == "class" and words.classes[class_id].kinds:
                return min(words.classes[class_id].kinds, key=lambda kind: (kind != class_id, kind))
        return None

    def without_class(self, name: str, kind: str) -> str:
        """The name of a place of that kind without the word for its kind, which the matcher knows ("the city of X")."""
        first, _, rest = name.partition(" ")
        words = self._kit.places.words
        for class_id, number in words.forms.get(fold_form(first, self._spelling), ()) if rest else ():
            found = words.classes[class_id]
            if number == "singular" and found.role == "class" and kind in found.kinds | found.also and not found.part_of_name:
                return rest
        return name

    def distinct(self, names: Iterable[str]) -> list[str]:
        """The names of different keys, the first of each."""
        found: dict[str, str] = {}
        for name in names:
            found.setdefault(squeezed(name, self._spelling), name)
        return list(found.values())

    def risky(self, name: str) -> bool:
        """Whether a name may be an ordinary word or a person's name, or is too short to tell."""
        folded = fold_form(DROPPED.sub("", name), self._spelling)
        return len(folded) < SHORTEST or self._ordinary(folded)

    def _ordinary(self, folded: str) -> bool:
        if folded.replace(" ", "") in self._listed:
            return True
        words = folded.split(" ")
        if len(words) == 1:
            return self._is_word(folded)
        if any(kind not in _PLACING for hit in self._whole(folded) for kind, _ in hit):
            return True
        bare = [self._bare(word) for word in words]
        persons = [word in self._given or word in self._titles for word in bare]
        if all(persons):
            return True
        return all(person or self._is_word(word) for word, person in zip(words, persons, strict=True))

    def _whole(self, folded: str) -> list[tuple[tuple[str, str], ...]]:
        """The senses of a phrase that is an entry of the lexicon by itself."""
        lexicon = self._kit.lexicon
        words = [(m.start(), m.end()) for m in re.finditer(r"[^ ]+", folded)]
        return [h.senses for h in lexicon.match_composites(folded, words) if h.start == 0 and h.end == len(folded)]

    def _is_word(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            stops = self._kit.places.words
            known = self._known[word] = (
                word in self._listed
                or word in stops.stops
                or word in stops.ambiguous
                or word in stops.forms
                or self._bare(word) in self._given
                or any(kind != "place" for hit in self._kit.lexicon.hits_on(word) for kind, _ in hit.senses)
            )
        return known

    def _bare(self, word: str) -> str:
        return self._without_article(fold_form(word, self._spelling))

    def _without_article(self, word: str) -> str:
        bare = word.removeprefix(self.article)
        return bare if len(bare) >= 2 else word


__all__ = [
    "ARABIC_ONLY",
    "COMMON_FROM",
    "DROPPED",
    "SHARED_BY",
    "SHORTEST",
    "Naming",
    "fit",
    "ordinary_names",
    "size_kind",
    "squeezed",
]
