"""Words of a folded text and the clitics written on to them: text in, word offsets and splits out."""

from __future__ import annotations

from dataclasses import dataclass

# What a character is in a word. Compiled, a look into a table is many times quicker than a pattern.
_NONE = 0
_LETTER = 1
_LATIN = 2
_DIGIT = 3
_SEPARATORS = frozenset(".,")


def _kind(code: int) -> int:
    """What the character of that number is."""
    character = chr(code)
    if character.isascii():
        return _LATIN if character.isalpha() else _DIGIT if character.isdigit() else _NONE
    return _LETTER if character.isalnum() and not character.isdecimal() else _NONE


_TABLED = 0x700  # up to the end of the Arabic block
_KINDS = bytes([_kind(code) for code in range(_TABLED)])

Word = tuple[int, int]
"""A run [start, end) of letters, or one number with its separators; folded offsets."""


def find_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of folded `text` in [start, end), in order.

    A number keeps its decimal and thousands separators; digits written on to an Arabic word are a word of their own,
    digits after Latin letters are not (F16).
    """
    stop = len(text) if end is None else min(end, len(text))
    found: list[Word] = []
    at = start
    while at < stop:
        code = ord(text[at])
        kind = _KINDS[code] if code < _TABLED else _kind(code)
        begin = at
        at += 1
        if kind == _LETTER:
            while at < stop:
                code = ord(text[at])
                kind = _KINDS[code] if code < _TABLED else _kind(code)
                if not _LETTER <= kind <= _LATIN:
                    break
                at += 1
        elif kind == _LATIN:
            while at < stop and (code := ord(text[at])) < _TABLED and _KINDS[code] >= _LATIN:
                at += 1
        elif kind == _DIGIT:
            at = _end_of_number(text, at, stop)
        else:
            continue
        found.append((begin, at))
    return found


def split_words(text: str) -> list[str]:
    """The words that `find_words` finds, themselves."""
    return [text[start:end] for start, end in find_words(text)]


def _end_of_number(text: str, at: int, stop: int) -> int:
    """Where the number ends of which a digit stands before `at`."""
    while at < stop:
        if "0" <= text[at] <= "9":
            at += 1
        elif text[at] in _SEPARATORS and at + 1 < stop and "0" <= text[at + 1] <= "9":
            at += 2
        else:
            break
    return at


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
