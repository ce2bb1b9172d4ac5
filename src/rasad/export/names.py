"""Takes the names of persons out of quoted words, as far as they can be told: text in, text with … in their place out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rasad.export.reference import Names
from rasad.kit import Kit
from rasad.text.fold import fold_form

MASK = "…"
_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^\W+|\W+$")
_MOST = 6  # words of one name
_SHORT = 2  # letters up to which an unknown word is rather a particle than a name


class NameMask:
    """Knows names by the words before them, by lists of given names, and by not being words of the kit."""

    def __init__(self, names: Names, kit: Kit) -> None:
        self._kit = kit
        self._given, self._before, self._joins = names.given, self._folded(names.before), self._folded(names.joins)
        self._given_folded = self._folded(names.given) - kit.places.words.stops

    def masked(self, text: str) -> str:
        """The text without what it takes for names; rather a word too many than a name."""
        parts, end = [], 0
        for first, last in self._names(text):
            parts += [text[end:first], MASK]
            end = last
        return "".join(parts) + text[end:]

    def _names(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names begin and end; words that follow each other are one name."""
        left = 0  # how many more words may be taken for a name
        joined = False  # the word before belongs to this one
        begun = ended = -1
        before = ""
        for found in _WORD.finditer(text):
            core = _EDGES.sub("", found.group())
            word = fold_form(core, self._kit.text.spelling)
            if not word:
                left, joined = 0, False
                continue
            start = found.start() + found.group().index(core)
            place = any(f"{form} {word}" in self._kit.places.names for form in self._forms(before))
            given = self._is_given(core, word) and not place
            opens = word in self._joins and not self._placed(text[found.end() :], word)
            calls = not self._forms(word).isdisjoint(self._before)
            name = joined or given or opens or (left > 0 and not calls and not place and not self._known(word))
            broken = start + len(core) < found.end()  # a mark behind it ends the name
            if name:
                begun = begun if begun >= 0 else start
                ended = start + len(core)
                left = (left or _MOST) - 1
            else:
                left = _MOST if calls else 0
            before = word
            joined = name and word in self._joins and not broken
            left = 0 if broken else left
            if begun >= 0 and (not name or broken):
                yield begun, ended
                begun = -1
        if begun >= 0:
            yield begun, ended

    def _folded(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(fold_form(word, self._kit.text.spelling) for word in words)

    def _is_given(self, core: str, word: str) -> bool:
        return core in self._given or word in self._given_folded

    def _placed(self, rest: str, word: str) -> bool:
        """Whether the word opens the name of a place of the gazetteer: Abu Kamal."""
        following = _WORD.match(rest.lstrip())
        after = fold_form(_EDGES.sub("", following.group()), self._kit.text.spelling) if following else ""
        return f"{word} {after}" in self._kit.places.names

    def _known(self, word: str) -> bool:
        """Whether it is a word of the kit; names of places are none here, since families are called so, too."""
        stops, places, known = self._kit.places.words.stops, self._kit.places.names, self._kit.known
        if word.removeprefix(self._kit.places.words.article) in self._given_folded:
            return False
        return len(word) <= _SHORT or any(form in stops or (form in known and form not in places) for form in self._forms(word))

    def _forms(self, word: str) -> set[str]:
        """The word, and what is left of it without proclitics."""
        return {word} | {word.removeprefix(p) for p in self._kit.text.clitics.prefixes if word.startswith(p) and len(word) > len(p) + 1}
