"""Steps to the right in a folded text: the next word, adjectives that belong to a place name, names nobody listed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rasad.kit.placewords import PlaceClass, PlaceWords

# Hashtags write a name with underscores.
GAPS = (" ", "_")
_WORD = re.compile(r"[^\W_]+")
_MOST_QUOTED_WORDS = 3
_SHORTEST_NAME = 3
_SHORTEST_VERB = 3


class Steps:
    """A stretch of folded text that ends at `end`, and where in it the lexicon has found what.

    `named`: starts of gazetteer names.
    """

    def __init__(self, text: str, end: int, words: PlaceWords) -> None:
        self.text, self.end, self.words = text, end, words
        self.named: set[int] = set()
        self._taken: frozenset[int] | None = None

    @property
    def taken(self) -> frozenset[int]:
        """Where hits start that are no places."""
        if self._taken is None:
            self._taken = frozenset(self.starts_of_others())
        return self._taken

    def starts_of_others(self) -> Iterable[int]:
        """What `taken` holds; asked for at most once."""
        raise NotImplementedError

    def unknown_name(self, at: int, closing: int, cls: PlaceClass, one: bool = False) -> int:
        """The end of an unknown name that begins at `at`, or -1 where the words there are no name; `one` as in `may_be_name`."""
        if closing > at and cls.unknown != "none":
            words = self.text[at:closing].split(" ")
            first = words[0]
            fine = 0 < len(words) <= _MOST_QUOTED_WORDS and "\n" not in self.text[at:closing] and first not in self.words.stops
            return closing if fine else -1
        m = _WORD.match(self.text, at, self.end)
        if m is None or cls.unknown in ("none", "quoted") or not self.may_be_name(m.group(), at, cls.unknown == "any", one):
            return -1
        end, word = m.end(), m.group()
        for taken in range(2):
            if word not in self.words.lists["openers"]:
                break
            further = self.next_word(end)
            if further is None or further.group() in self.words.stops or self._goes_on(further.group()):
                return end if taken else -1
            end, word = further.end(), further.group()
        return end

    def _goes_on(self, word: str) -> bool:
        """Whether a conjunction is written on to a word that is no name: "and areas"."""
        rest = word[1:]
        return word[0] in self.words.lists["conjunctions"] and (rest in self.words.stops or rest in self.words.forms)

    def may_be_name(self, word: str, at: int, without_article: bool, one: bool = False) -> bool:
        """Whether an unknown word may name a place; `one`: a class word in the singular before it agrees with no plural."""
        words = self.words
        if word in words.stops or word in words.nisbas or word in words.forms or at in self.taken:
            return False
        if word in words.lists["openers"]:
            return True
        if word[0].isascii():
            return False
        bare = self.without_article(word)
        if bare:
            return len(bare) >= _SHORTEST_NAME and bare not in words.forms and at + len(words.article) not in self.taken
        if not without_article or len(word) < _SHORTEST_NAME or word.endswith(words.singular_endings if one else words.adjective_endings):
            return False
        if len(word) >= _SHORTEST_VERB and word.startswith(words.verb_openings):
            return False
        rest = word[1:]
        if word[0] not in words.lists["proclitics"]:
            return True
        if word[0] in words.lists["conjunctions"] or (word[0] in words.lists["genitive_prefixes"] and len(rest) > _SHORTEST_NAME):
            return False
        return not (rest in words.stops or rest in words.forms or rest.startswith(words.article) or at + 1 in self.taken or at + 1 in self.named)

    def next_word(self, end: int, commas: bool = False) -> re.Match[str] | None:
        """The word after one space (or a comma and a space), if it ends inside the stretch."""
        if commas and self.text[end : end + 1] in self.words.lists["commas"]:
            end += 1
        if self.text[end : end + 1] not in GAPS:
            return None
        return _WORD.match(self.text, end + 1, self.end)

    def without_article(self, word: str) -> str:
        """The word less its article; empty where it has none."""
        article = self.words.article
        return word[len(article) :] if word.startswith(article) else ""

    def directions(self, end: int) -> int:
        """The end after up to two adjectives of direction with the article ("the south-western")."""
        if not self.text.startswith(self.words.article, end + 1):
            return end
        for _ in range(2):
            m = self.next_word(end)
            if m is None or self.without_article(m.group()) not in self.words.lists["direction_adjectives"]:
                break
            end = m.end()
        return end

    def extend(self, end: int, cls: PlaceClass) -> int:
        """The end after epithets (upper X, X international airport) that belong to the name."""
        for _ in range(2):
            m = self.next_word(end)
            if m is None:
                break
            known = m.group() in self.words.lists["epithets"] or (cls.part_of_name and m.group() in self.words.lists["name_adjectives"])
            if not known:
                break
            end = m.end()
        return end
