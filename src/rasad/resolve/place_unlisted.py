"""Finds names that no gazetteer has by the words around them: the place mentions of a stretch in, more of them out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rasad.kit.places import Gazetteer
from rasad.resolve.place_links import said_to_lie_in
from rasad.resolve.place_mention import PlaceMention
from rasad.resolve.place_steps import Steps

_WORD = re.compile(r"[^\W_]+")
_LOOK_BACK = 120  # characters
_LONGEST_LINK = 2  # words
_LONGEST_NAME = 3  # words
_LONGEST_LIST = 8
_WIDE = frozenset({"country", "region", "border", "river"})
_NAMING = frozenset({"any", "definite"})
_AROUND = ' :("'
RULE = "place:unlisted"


def with_unlisted(steps: Steps, found: list[PlaceMention], gazetteer: Gazetteer, start: int) -> list[PlaceMention]:
    """The mentions with the unknown names before them: "in X in the district of K", "in X, Y and K".

    A name counts as one only behind a preposition of place, a class word or another name of a list, and only where a known
    place follows: one that it is said to lie in, or the next of the list.
    """
    out: list[PlaceMention] = []
    for at, known in enumerate(found):
        behind = found[at - 1].end if at else start
        if known.candidates and known.word_start - behind > 2 and not _wide(known, gazetteer):
            before = _Before(steps, max(behind, known.word_start - _LOOK_BACK), known, gazetteer)
            if before.follows("person_openers"):
                continue  # "Abu X" is somebody
            known = before.opened(known)
            out.extend(before.names(bool(at)))
        out.append(known)
    return out


def _wide(known: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Whether a mention names countries or larger: they stand beside all kinds of words."""
    return known.class_id is None and known.relation == "in" and all(gazetteer.places[i].kind in _WIDE for i in known.candidates)


@dataclass(slots=True)
class _Word:
    """A word at its place in the text."""

    start: int
    end: int
    text: str


def _word_before(text: str, behind: int, end: int) -> _Word | None:
    """The last word of text[behind:end]."""
    while end > behind and not text[end - 1].isalnum():
        end -= 1
    start = end
    while start > behind and text[start - 1].isalnum():
        start -= 1
    return _Word(start, end, text[start:end]) if start < end else None


class _Before:
    """The words between the offset `behind` and a known place; mostly the last one tells that there is no name among them."""

    def __init__(self, steps: Steps, behind: int, known: PlaceMention, gazetteer: Gazetteer) -> None:
        self.steps, self.behind, self.known, self.gazetteer = steps, behind, known, gazetteer
        self.last = _word_before(steps.text, behind, known.word_start)
        self.lists = steps.words.lists
        self._words: list[_Word] | None = None

    @property
    def words(self) -> list[_Word]:
        """All of them."""
        if self._words is None:
            found = _WORD.finditer(self.steps.text, self.behind, self.known.word_start)
            self._words = [_Word(m.start(), m.end(), m.group()) for m in found]
        return self._words

    def follows(self, openers: str) -> bool:
        """Whether the known name is a bare one and one of the words of a list opens it."""
        known, last = self.known, self.last
        if last is None or known.class_id is not None or known.prefix or known.start != known.name_start:
            return False
        return last.end + 1 == known.start and last.text in self.lists[openers]

    def opened(self, known: PlaceMention) -> PlaceMention:
        """The known name with the opener before it, which makes another name of it: "Bani X" is not X."""
        if self.follows("family_openers"):
            start = self.words.pop().start
            self.last = self.words[-1] if self.words else None
            self.known = known.replace(start=start, name_start=start, word_start=start, candidates=(), relation="in", rule=RULE)
        return self.known

    def names(self, listed: bool) -> list[PlaceMention]:
        """The unknown names that lead up to the known place, in text order; `listed`: another place stands at `behind`."""
        last = self._last()
        found: list[PlaceMention] = []
        while last >= 0 and len(found) < _LONGEST_LIST:
            name = self._name(last)
            if name is None:
                return []
            found.insert(0, name)
            last = next(i for i in range(last, -1, -1) if self.words[i].start == name.word_start) - 1
            between = self.steps.text[self.words[last].end if last >= 0 else self.behind : name.word_start].strip(_AROUND)
            if not name.prefix and not between:
                if last < 0 or not self._opens(self.words[last]):
                    return []
                found[0] = self._with_class(found[0], self.words[last])
                return found
            if between and between not in self.lists["commas"]:
                return []
        return found if listed and last < 0 and found else []

    def _with_class(self, name: PlaceMention, word: _Word) -> PlaceMention:
        """The name with the class word before it, where that is part of it: "X street"."""
        words = self.steps.words
        if any(words.classes[c].part_of_name for c, _ in words.forms.get(word.text, ())):
            return name.replace(start=word.start, name_start=word.start, word_start=word.start)
        return name

    def _last(self) -> int:
        """The index of the last word of the name right before the known place and what ties the two; -1: nothing does."""
        text, known = self.steps.text, self.known
        if self.last is None:
            return -1
        if self._is_next(text[self.last.end : known.word_start].strip(" ")):
            return len(self.words) - 1
        if known.class_id is None and known.relation == "in":
            return -1
        for n in range(min(_LONGEST_LINK, len(self.words) - 1) + 1):
            end = self.words[-1 - n].end
            name = PlaceMention(end, end, end, end, (), None, "in", None, RULE, end, "")
            if said_to_lie_in(text[end : known.word_start].strip(" "), name, known, self.gazetteer):
                return len(self.words) - 1 - n
        return -1

    def _is_next(self, gap: str) -> bool:
        """Whether the known place stands in a list behind the word before it: "X and K", "X, K"."""
        known = self.known
        if known.class_id is not None or known.relation != "in" or self.gazetteer.weak.issuperset(known.candidates):
            return False
        return known.prefix in self.lists["conjunctions"] and (not gap or gap in self.lists["commas"])

    def _name(self, last: int) -> PlaceMention | None:
        """The unknown name that ends with a word."""
        steps, words = self.steps, self.words
        end = words[last].end
        first = last
        while first > 0 and last - first < _LONGEST_NAME - 1 and words[first - 1].end + 1 == words[first].start:
            before = words[first - 1].text
            if before not in self.lists["openers"] and self._bare(before) not in self.lists["openers"]:
                break
            first -= 1
        start, prefix = words[first].start, ""
        if self._bare(words[first].text) and (first == 0 or not self._opens(words[first - 1])):
            start, prefix = start + 1, words[first].text[0]
        for at in range(first, last + 1):
            begins = start if at == first else words[at].start
            opener = at < last and steps.text[begins : words[at].end] in self.lists["openers"]
            if begins in steps.named or not (opener or steps.may_be_name(steps.text[begins : words[at].end], begins, True)):
                return None
        return PlaceMention(start, end, start, end, (), None, "in", None, RULE, words[first].start, prefix)

    def _bare(self, word: str) -> str:
        """The word less the conjunction written on to it; empty where it has none."""
        return word[1:] if word[0] in self.lists["conjunctions"] and len(word) > 3 else ""

    def _opens(self, word: _Word) -> bool:
        """Whether a place is looked for behind a word: a preposition, or the word for a kind of settlement without the article."""
        text = self._bare(word.text) or word.text
        if text in self.lists["before_names"]:
            return True
        words = self.steps.words
        return any(words.classes[c].unknown in _NAMING for c, _ in words.forms.get(text, ()))
