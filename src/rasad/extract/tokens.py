"""Tags the words of a sentence with all that the kit knows of them: hits, places, figures, times in, tokens out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cache

from rasad.kit import Kit
from rasad.kit.lexicon import START, Hit, moved
from rasad.kit.vocabulary import (
    NOTHING,
    Form,
    Vocabulary,
    Written,
    is_placed,
    is_placing,
    longest,
    only_place,
)
from rasad.resolve.place import PlaceMention
from rasad.text.layout import Sentence
from rasad.text.words import Word


class Token:
    """A word or a multi-word entry of a sentence; offsets are folded.

    `inner` are the classes of words within a longer name ("crossing" in the name of one): they meet what triggers need,
    and nothing else. [start, end) is the entry without clitics, [word_start, word_end) with them. `classes` are word classes (data/words)
    and the marks of punctuation ("p.comma" ...); `senses` of the other rooms stand in fields of their own.
    """

    __slots__ = (
        "actors",
        "classes",
        "end",
        "head",
        "index",
        "inner",
        "link",
        "means",
        "people",
        "place",
        "prefix",
        "start",
        "suffix",
        "text",
        "time",
        "triggers",
        "word_end",
        "word_start",
    )  # fmt: skip

    def __init__(self, index: int, word_start: int, word_end: int, form: Form) -> None:
        self.index, self.word_start, self.word_end = index, word_start, word_end
        self.start, self.end = word_start + form.left, word_end - form.right
        self.text, self.prefix, self.suffix = form.text, form.prefix, form.suffix
        meaning = form.meaning
        self.classes, self.triggers, self.actors = meaning.classes, meaning.triggers, meaning.actors
        self.head, self.link, self.people, self.means = meaning.head, meaning.link, meaning.people, meaning.means
        self.inner: frozenset[str] = _NONE
        self.place: int | None = None
        self.time: int | None = None

    def __repr__(self) -> str:
        return f"<{self.index} {self.prefix}+{self.text}+{self.suffix}>"


_NONE: frozenset[str] = frozenset()
_CAUSES = frozenset({"prep.cause", "prep.response"})
_PREPOSITION = "prep."


def governs(classes: frozenset[str]) -> bool:
    """Whether one of the word classes is a preposition's; remembered, since few different sets occur."""
    known = _GOVERNING.get(classes)
    if known is None:
        known = _GOVERNING[classes] = any(name.startswith(_PREPOSITION) for name in classes)
    return known


# A look into a dict: compiled, a function of Python's that remembers takes six times as long to ask.
_GOVERNING: dict[frozenset[str], bool] = {}


@cache
def brings_about(classes: frozenset[str]) -> bool:
    """Whether one of the word classes makes a cause of what follows ("after", "in response to"), and none a place of it."""
    return not classes.isdisjoint(_CAUSES) and "prep.in" not in classes


def is_mark(classes: frozenset[str]) -> bool:
    """Whether the classes are those of a mark of punctuation; remembered likewise."""
    known = _MARKING.get(classes)
    if known is None:
        known = _MARKING[classes] = any(name.startswith("p.") for name in classes)
    return known


_MARKING: dict[frozenset[str], bool] = {}


@dataclass(slots=True)
class Matched:
    """The words of a sentence with what the lexicon finds on each by itself and on several (`phrases`, sorted by start).

    `placed` are those of the words that the finding of places reads, with their starts.
    """

    words: list[Word]
    written: list[Written]
    phrases: list[Hit]
    placed: list[tuple[int, Written]]

    def placed_hits(self) -> list[Hit]:
        """The hits that the finding of places reads, in order of place, the longer first; [] where none is of a place."""
        found = [hit for hit in self.phrases if is_placed(hit)]
        if not (any(written.placing for _, written in self.placed) or any(map(is_placing, found))):
            return []
        for start, written in self.placed:
            found.extend([moved(hit, start) for hit in written.placed])
        found.sort(key=START)
        return found

    def hits(self) -> list[Hit]:
        """All hits in order of place, the longer first."""
        found = [*self.phrases]
        for (start, _), written in zip(self.words, self.written, strict=True):
            for hit in written.hits:
                found.append(moved(hit, start))
        found.sort(key=START)
        return found


def tag(text: str, sentence: Sentence, matched: Matched, places: list[PlaceMention], base: int, kit: Kit) -> list[Token]:
    """The tokens of one sentence: the longest entry at each word, with every sense of that stretch.

    `matched` and `places` are those of the sentence. A place mention is one token unless a longer entry covers its first
    word; `base` is the index of the first of `places` in the document's list.
    """
    words, written = matched.words, matched.written
    mentions = _word_starts(places, words)
    openings = sorted(mentions)
    phrases: dict[int, list[Hit]] = {}
    tags: list[Hit] = []
    for hit in matched.phrases:
        if hit.senses[0][0] == "tag" and all(kind == "tag" for kind, _ in hit.senses):
            tags.append(hit)
        elif not (openings and _cuts_place(hit, openings, mentions, places)):
            phrases.setdefault(hit.word_start, []).append(hit)
    tokens: list[Token] = []
    marks = kit.mark_forms
    at = sentence.start
    reach = -1
    openers = phrases.keys() | mentions.keys()
    for (word_start, word_end), known in zip(words, written, strict=True):
        if word_start < reach:
            continue
        if word_start > at and text[at:word_start] != " ":
            _marks(text, at, word_start, marks, tokens)
        token = None
        if word_start in openers:
            number = mentions.get(word_start)
            place = places[number] if number is not None else None
            opening = phrases.get(word_start, [])
            if place is not None and place.end >= word_end and not opening:
                token = _named(len(tokens), text, word_start, word_end, known, place, kit)
            elif place is None and all(hit.word_end > word_end for hit in opening):
                token = _longest(len(tokens), text, word_start, opening, None, kit)
                if token is not None:
                    token.inner |= known.classes
            else:
                hits = sorted([*opening, *[moved(hit, word_start) for hit in known.hits]], key=START)
                token = _longest(len(tokens), text, word_start, hits, place, kit)
            if token is not None and token.place is not None and number is not None:
                token.place = base + number
                if place is not None and place.prefix and not token.prefix:
                    token.prefix = place.prefix  # "the towns of X, Y and Z": a comma stands for the "and"
        if token is None:
            token = Token(len(tokens), word_start, word_end, known.form)
        tokens.append(token)
        at = reach = token.word_end
    _marks(text, at, sentence.end, marks, tokens)
    for hit in tags:
        classes = kit.meanings[hit.senses].classes
        for token in tokens:
            if hit.word_start <= token.word_start < hit.word_end:
                token.classes |= classes
    return tokens


def _marks(text: str, start: int, end: int, marks: dict[str, Form], tokens: list[Token]) -> None:
    """Add a token for each mark of punctuation in [start, end)."""
    for offset in range(start, end):
        form = marks.get(text[offset])
        if form is not None:
            tokens.append(Token(len(tokens), offset, offset + 1, form))


def without_dateline(tokens: list[Token]) -> list[Token]:
    """The tokens behind an agency's dateline, "City, Country (Agency) --", numbered anew; all where there is none."""
    for at, token in enumerate(tokens[:_DATELINE]):
        if "p.dash" in token.classes:
            head = tokens[:at]
            if (head and "p.paren" in head[-1].classes) or all(t.place is not None or "p.comma" in t.classes for t in head):
                rest = tokens[at + 1 :]
                while rest and "p.dash" in rest[0].classes:
                    rest = rest[1:]
                for index, kept in enumerate(rest):
                    kept.index = index
                return rest if head else tokens
            return tokens
        if token.triggers and token.place is None:
            return tokens
    return tokens


_DATELINE = 14


def _word_starts(places: list[PlaceMention], words: list[Word]) -> dict[int, int]:
    """Index of the place mention that opens at each word start (clitics included)."""
    found: dict[int, int] = {}
    for index, mention in enumerate(places):
        at = bisect_left(words, (mention.start + 1,)) - 1
        if at >= 0:
            found.setdefault(words[at][0], index)
    return found


def _named(index: int, text: str, start: int, end: int, word: Written, place: PlaceMention, kit: Kit) -> Token:
    """The token of a place that opens with the word [start, end), where no entry of several words does; its `place` is 0."""
    opening = place.start
    if place.end > end:
        form = Form(opening - start, 0, text[opening : place.end], text[start:opening], "", NOTHING)
    else:
        form = kit.vocabulary.as_place(text[start:end], word, opening - start)
    token = Token(index, start, place.end, form)
    token.place = 0
    if place.end > end:
        token.inner = word.classes
    return token


def _longest(index: int, text: str, start: int, hits: list[Hit], place: PlaceMention | None, kit: Kit) -> Token | None:
    """The token of the longest entry that opens at the word start; None where no hit but the gazetteer's is left there.

    `hits` are sorted by start, the longer first. A token of `place` has it marked with `place` 0.
    """
    vocabulary = kit.vocabulary
    telling = [hit for hit in hits if not only_place(hit)]
    if place is None and len(hits) == 1:
        return _phrase(index, text, start, hits, vocabulary) if telling else None
    end = max([hit.word_end for hit in telling], default=-1)
    if place is not None and place.end >= end:
        end = place.end
        opening = place.start
        said = text[opening:end]
        meaning = NOTHING
        if whole := [hit for hit in hits if hit.word_end == end]:
            # A place opens no event, and what it means without the article is not asked.
            lead = longest(whole)
            meaning = vocabulary.meaning(lead, (lead,), said)
            if meaning.triggers:
                meaning = replace(meaning, triggers=())
        token = Token(index, start, end, Form(opening - start, 0, said, text[start:opening], "", meaning))
        token.place = 0
    elif telling:
        token = _phrase(index, text, start, [hit for hit in telling if hit.word_end == end], vocabulary)
    else:
        return None
    for hit in hits:
        if hit.word_end < end:
            token.inner |= kit.meanings[hit.senses].classes
    return token


def _phrase(index: int, text: str, start: int, whole: list[Hit], vocabulary: Vocabulary) -> Token:
    """The token of the hits `whole`, which cover the same words, from the word start on."""
    lead = longest(whole)
    end = lead.word_end
    said = text[lead.start : lead.end]
    meaning = vocabulary.meaning(lead, whole, said)
    return Token(index, start, end, Form(lead.start - start, end - lead.end, said, lead.prefix, lead.suffix, meaning))


def _cuts_place(hit: Hit, openings: list[int], mentions: dict[int, int], places: list[PlaceMention]) -> bool:
    """Whether an entry ends inside a place's name: "in the area of" must leave the class word to "the area of X"."""
    at = bisect_right(openings, hit.word_start)
    if at == len(openings) or openings[at] >= hit.word_end or places[mentions[openings[at]]].end <= hit.word_end:
        return False
    return all(kind == "word" for kind, _ in hit.senses)
