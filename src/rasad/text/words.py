"""Words of a folded text and the clitics written on to them: text in, word offsets and splits out."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The first branch is the last one's for a word that opens with an Arabic letter, as most do; a range is looked up fastest.
_WORD = re.compile(
    r"[\u0621-\u063a\u0641-\u064a]++[^\W\d_]*+|[0-9]+(?:[.,][0-9]+)*|[A-Za-z][A-Za-z0-9]*|[^\W\d_]+"
)


Word = tuple[int, int]
"""A run [start, end) of letters, or one number with its separators; folded offsets."""


def find_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of folded `text` in [start, end), in order.

    A number keeps its decimal and thousands separators; digits written on to an Arabic word are a word of their own,
    digits after Latin letters are not (F16).
    """
    stop = len(text) if end is None else end
    return list(map(re.Match.span, _WORD.finditer(text, start, stop)))


def split_words(text: str) -> list[str]:
    """The words that `find_words` finds, themselves."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class Clitics:
    """The closed sets of what is written on to a word, folded; "" is in neither set.

    `prefixes` are whole proclitic strings, those in `articles` end in the article, those in `verbal` stand before a
    finite verb only, those in `nominal` never before one; `suffixes` are the enclitic pronouns, `speaker` those of whoever speaks;
    `subject` and `object` are the endings of a sound plural as the one and as the other, `accusative` is that of a noun
    without the article as an object, `feminine` those of nouns that
    a feminine adjective describes.
    """

    prefixes: frozenset[str]
    articles: frozenset[str]
    verbal: frozenset[str]
    suffixes: frozenset[str]
    nominal: frozenset[str] = frozenset()
    speaker: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    accusative: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    feminine: tuple[str, ...] = ()

    def split(self, word: str) -> list[tuple[str, str, str]]:
        """All legal (prefix, core, suffix) readings of a folded word, cores of two letters or more, longest core first.

        An article and an enclitic pronoun exclude each other.
        """
        longest = len(word) - 2
        heads = [""] + [word[:n] for n in range(1, min(longest, 4) + 1) if word[:n] in self.prefixes]
        tails = [""] + [word[-n:] for n in range(1, min(longest, 4) + 1) if word[-n:] in self.suffixes]
        splits = [
            (head, word[len(head) : len(word) - len(tail)], tail)
            for head in heads
            for tail in tails
            if len(head) + len(tail) <= longest and not (tail and head in self.articles)
        ]
        splits.sort(key=lambda split: -len(split[1]))
        return splits
