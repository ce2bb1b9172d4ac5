"""Tags the words of a sentence with all that the kit knows of them: hits, places, figures, times in, tokens out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from rasad.kit import Kit
from rasad.kit.events import TriggerForm
from rasad.kit.lexicon import Hit
from rasad.kit.meanings import Meaning
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
        "marks",
        "means",
        "people",
        "place",
        "prefix",
        "quantity",
        "start",
        "suffix",
        "text",
        "time",
        "toll_cue",
        "triggers",
        "word_end",
        "word_start",
    )  # fmt: skip

    def __init__(self, index: int, start: int, end: int, text: str) -> None:
        self.index, self.start, self.end, self.text = index, start, end, text
        self.word_start, self.word_end = start, end
        self.prefix = self.suffix = ""
        self.classes: frozenset[str] = _NONE
        self.inner: frozenset[str] = _NONE
        self.marks: frozenset[str] | None = None
        self.triggers: tuple[TriggerForm, ...] = ()
        self.actors: tuple[str, ...] = ()
        self.head: str | None = None
        self.link: str | None = None
        self.people: str | None = None
        self.means: str | None = None
        self.place: int | None = None
        self.time: int | None = None
        self.toll_cue: int | None = None
        self.quantity = False

    def __repr__(self) -> str:
        return f"<{self.index} {self.prefix}+{self.text}+{self.suffix}>"


_NONE: frozenset[str] = frozenset()
_PREPOSITION = "prep."


@cache
def governs(classes: frozenset[str]) -> bool:
    """Whether one of the word classes is a preposition's; remembered, since few different sets occur."""
    return any(name.startswith(_PREPOSITION) for name in classes)


def tag(
    text: str, sentence: Sentence, words: list[Word], hits: list[Hit], places: list[PlaceMention], base: int, kit: Kit
) -> list[Token]:
    """The tokens of one sentence: the longest entry at each word, with every sense of that stretch.

    `words`, `hits` and `places` are those of the sentence, sorted by start. A place mention is one token unless a longer
    entry covers its first word; `base` is the index of the first of `places` in the document's list.
    """
    mentions = _word_starts(places, words)
    tags = [hit for hit in hits if hit.senses[0][0] == "tag" and all(kind == "tag" for kind, _ in hit.senses)]
    chosen = _longest([hit for hit in hits if hit not in tags] if tags else hits, places, mentions)
    tokens: list[Token] = []
    marks = kit.marks
    at = sentence.start
    position = 0
    count, last = len(words), len(chosen)
    prefixes = kit.proclitics.articles_last
    taken = 0
    while position < count:
        word_start, word_end = words[position]
        if word_start > at and text[at:word_start] != " ":
            _marks(text, at, word_start, marks, tokens)
        while taken < last and chosen[taken].start < word_start:
            taken += 1
        if taken < last and chosen[taken].start == word_start:
            token = _token(len(tokens), text, chosen[taken], places, kit)
            if token.place is not None:
                token.place += base
            at = token.word_end
            while position < count and words[position][0] < at:
                position += 1
        else:
            token = Token(len(tokens), word_start, word_end, text[word_start:word_end])
            _unknown(token, prefixes)
            position += 1
            at = word_end
        tokens.append(token)
    _marks(text, at, sentence.end, marks, tokens)
    for hit in tags:
        classes = kit.meanings[hit.senses].classes
        for token in tokens:
            if hit.word_start <= token.word_start < hit.word_end:
                token.classes |= classes
    return tokens


def _marks(text: str, start: int, end: int, marks: dict[str, frozenset[str]], tokens: list[Token]) -> None:
    """Add a token for each mark of punctuation in [start, end)."""
    for offset in range(start, end):
        if mark := marks.get(text[offset]):
            token = Token(len(tokens), offset, offset + 1, text[offset])
            token.classes = mark
            tokens.append(token)


def without_dateline(tokens: list[Token]) -> list[Token]:
    """The tokens behind an agency's dateline, "City, Country (Agency) --", numbered anew; all where there is none."""
    for at, token in enumerate(tokens[:_DATELINE]):
        if "p.dash" in token.classes:
            head = tokens[:at]
            if any("p.paren" in t.classes for t in head) or all(t.place is not None or "p.comma" in t.classes for t in head):
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


@dataclass(slots=True)
class _Stretch:
    """A run of words [start, end) that one token takes, with what stands on it."""

    start: int
    end: int
    hits: list[Hit]
    place: int | None
    inner: list[Hit]


def _word_starts(places: list[PlaceMention], words: list[Word]) -> dict[int, int]:
    """Index of the place mention that opens at each word start (clitics included)."""
    found: dict[int, int] = {}
    if not places:
        return found
    starts = [w.start for w in words]
    for index, mention in enumerate(places):
        at = bisect_right(starts, mention.start) - 1
        if at >= 0:
            found.setdefault(starts[at], index)
    return found


def _longest(hits: list[Hit], places: list[PlaceMention], mentions: dict[int, int]) -> list[_Stretch]:
    """The stretches that win: from left to right the longest entry at each word; what it overlaps is dropped."""
    by_word: dict[int, list[Hit]] = {start: [] for start in mentions}
    ends: dict[int, int] = {}
    openings = sorted(mentions)
    for hit in hits:
        word_start, word_end = hit.word_start, hit.word_end
        if openings and _cuts_place(hit, openings, mentions, places):
            continue
        if word_start in by_word:
            by_word[word_start].append(hit)
        else:
            by_word[word_start] = [hit]
        if word_end > ends.get(word_start, -1) and not _only_place(hit):
            ends[word_start] = word_end
    chosen: list[_Stretch] = []
    reach = -1
    for start in sorted(by_word):
        if start < reach:
            continue
        group = by_word[start]
        place = mentions.get(start)
        end = ends.get(start, -1)
        if place is not None and places[place].end >= end:
            end = max(end, places[place].end)
            shorter = [h for h in group if h.word_end < end]
            chosen.append(_Stretch(start, end, [h for h in group if h.word_end == end], place, shorter))
        elif end > start:
            shorter = [h for h in group if h.word_end < end]
            chosen.append(_Stretch(start, end, [h for h in group if h.word_end == end and not _only_place(h)], None, shorter))
        else:
            continue
        reach = end
    return chosen


def _cuts_place(hit: Hit, openings: list[int], mentions: dict[int, int], places: list[PlaceMention]) -> bool:
    """Whether an entry ends inside a place's name: "in the area of" must leave the class word to "the area of X"."""
    at = bisect_right(openings, hit.word_start)
    if at == len(openings) or openings[at] >= hit.word_end or places[mentions[openings[at]]].end <= hit.word_end:
        return False
    return all(kind == "word" for kind, _ in hit.senses)


def _only_place(hit: Hit) -> bool:
    return hit.senses[0][0] == "place" and all(kind == "place" for kind, _ in hit.senses)


def _token(index: int, text: str, stretch: _Stretch, places: list[PlaceMention], kit: Kit) -> Token:
    """One token from the hits that share a stretch of words; a reading without clitics beats one with them."""
    token = Token(index, stretch.start, stretch.end, text[stretch.start : stretch.end])
    token.place = stretch.place
    for hit in stretch.inner:
        token.inner |= kit.meanings[hit.senses].classes
    if stretch.place is not None:
        token.start, token.prefix = places[stretch.place].start, text[stretch.start : places[stretch.place].start]
        token.text = text[token.start : token.end]
    if not stretch.hits:
        return token
    lead = stretch.hits[0]
    if len(stretch.hits) > 1:
        # All hits of a stretch have the same words: the longer form has the fewer clitics.
        lead = max(stretch.hits, key=lambda hit: hit.end - hit.start)
    if stretch.place is None:
        token.start, token.end, token.text = lead.start, lead.end, text[lead.start : lead.end]
        token.prefix, token.suffix = lead.prefix, lead.suffix
        token.word_start, token.word_end = lead.word_start, lead.word_end
    # One form has one pattern: no other hit of the stretch covers the same letters.
    classes, triggers, token.actors, token.head, token.link, token.people, token.means = kit.meanings[lead.senses]
    if token.actors and token.means is None and (named := kit.means_of(token.text)):
        token.means = named
        classes |= {kit.means[named].kind, named}
    token.classes = classes
    if stretch.place is None:
        token.triggers = triggers
        for hit in stretch.hits:
            if hit is not lead and hit.suffix == lead.suffix and lead.prefix + kit.proclitics.article == hit.prefix:
                _add(token, kit.meanings[hit.senses])
    return token


def _add(token: Token, meaning: Meaning) -> None:
    """Add what the same word means without the article that the chosen form includes."""
    token.classes |= meaning.classes
    token.head = token.head or meaning.head
    token.people = token.people or meaning.people
    token.means = token.means or meaning.means
    token.triggers = token.triggers or tuple(t for t in meaning.triggers if t.pos != "v")


def _unknown(token: Token, prefixes: tuple[str, ...]) -> None:
    """An unknown word keeps its proclitics only where the rest cannot be told: conjunction and article by their look."""
    text = token.text
    if not text.startswith(prefixes):
        return
    for prefix in prefixes:
        if text.startswith(prefix) and len(text) > len(prefix) + 2:
            token.prefix = prefix
            token.start += len(prefix)
            token.text = text[len(prefix) :]
            return
