"""Cuts a stretch of folded text into figure tokens: text and FigureData in, tokens with their lexicon word out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rasad.kit.figures import FigureData, Prefix, Word

_TOKEN = re.compile(r"[0-9]+(?:[.,\u066b\u066c][0-9]+)*|[^\W\d_]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,\u066c][0-9]{3})+")
# Full stop, colon, question and exclamation marks, Arabic semicolon and question mark, ellipsis, line end.
_STRONG = frozenset(".;:!?\n\u061b\u061f\u2026|")
NOTHING = Word()
BARE = Prefix("")
# A figure longer than this is an identifier, not a number of persons.
_MAX_DIGITS = 12
_MOST_LOOKED = 10_000  # forms remembered


@dataclass(slots=True)
class Token:
    """A word or number. `start` counts the proclitic in, `core` does not; all offsets are folded.

    `gap` tells what stands before: 0 blanks only, 1 a comma, bracket, quote or dash, 2 a sentence or clause mark.
    `value` is the value of a written number, None for words and for decimals.
    """

    start: int
    core: int
    end: int
    form: str
    prefix: Prefix
    word: Word
    gap: int
    value: int | None
    digits: bool
    suffixed: bool

    def has(self, identity: str) -> bool:
        """Whether the word, without its proclitic, is of this class."""
        return identity in self.word.classes


Cut = Iterable[tuple[tuple[int, int], str]]
"""Words with their [start, end): as `find_words` cuts a folded text, as long as no Latin letter stands in it."""


def tokenise(text: str, start: int, end: int, figures: FigureData, cut: Cut | None = None) -> list[Token]:
    """Tokens of text[start:end] in order; a proclitic glued or set before digits joins them. `cut`: its words, if at hand."""
    if cut is None:
        cut = [(match.span(), match.group()) for match in _TOKEN.finditer(text, start, end)]
    tokens: list[Token] = []
    pending: tuple[int, Prefix, int] | None = None
    last = start
    looked = figures.looked
    for (first, stop), form in cut:
        gap = 0 if first == last + 1 and text[last] == " " else _gap(text, last, first)
        last = stop
        if pending is None and (known := looked.get(form)) is not None:
            prefix, word, suffixed = known
            tokens.append(Token(first, first + len(prefix.form), stop, form, prefix, word, gap, None, False, suffixed))
            continue
        digits = form[0].isdecimal()
        if pending is not None:
            at, prefix, before = pending
            pending = None
            if digits and gap == 0:
                tokens.append(
                    Token(at, first, stop, form, prefix, NOTHING, before, _value(form), True, False)
                )
                continue
            tokens.append(
                Token(at, at, at + len(prefix.form), prefix.form, BARE, NOTHING, before, None, False, False)
            )
        if digits:
            tokens.append(Token(first, first, stop, form, BARE, NOTHING, gap, _value(form), True, False))
        elif form in figures.prefixes:
            pending = (first, figures.prefixes[form], gap)
        else:
            prefix, word, suffixed = _remembered(form, figures)
            core = first + len(prefix.form)
            tokens.append(Token(first, core, stop, form, prefix, word, gap, None, False, suffixed))
    if pending is not None:
        at, prefix, gap = pending
        tokens.append(
            Token(at, at, at + len(prefix.form), prefix.form, BARE, NOTHING, gap, None, False, False)
        )
    return tokens


def _remembered(form: str, figures: FigureData) -> tuple[Prefix, Word, bool]:
    """What `_look_up` finds, kept in `figures.looked`: of letters alone, and no proclitic standing by itself."""
    looked = figures.looked
    found = looked.get(form)
    if found is None:
        found = _look_up(form, figures)
        if len(looked) >= _MOST_LOOKED:
            looked.clear()
        looked[form] = found
    return found


def _look_up(form: str, figures: FigureData) -> tuple[Prefix, Word, bool]:
    """The lexicon word of a form: as it stands, else without a proclitic, else a noun of persons without a possessive."""
    words = figures.words
    word = words.get(form)
    if word is not None:
        return BARE, word, False
    owned = figures.owned
    word = owned.get(form)
    if word is not None:
        return BARE, word, True
    article = BARE
    for prefix in figures.by_letter.get(form[0], ()):
        if form.startswith(prefix.form):
            core = form[len(prefix.form) :]
            word = words.get(core)
            if word is not None:
                if len(core) > 1:
                    return prefix, word, False
            elif prefix.definite:
                article = prefix if len(core) > 1 else article
            elif core in owned:
                return prefix, owned[core], True
    return article, NOTHING, False


def _gap(text: str, start: int, end: int) -> int:
    between = text[start:end]
    if not between or (between.isspace() and "\n" not in between):
        return 0
    return 2 if not _STRONG.isdisjoint(between) else 1


def _value(form: str) -> int | None:
    if form.isdecimal():
        return int(form) if len(form) <= _MAX_DIGITS else None
    if _GROUPED.fullmatch(form):
        bare = re.sub(r"[^0-9]", "", form)
        return int(bare) if len(bare) <= _MAX_DIGITS else None
    return None
