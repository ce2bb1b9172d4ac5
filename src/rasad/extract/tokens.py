"""Tags the words of a sentence with all that the kit knows of them: hits, places, figures, times in, tokens out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rasad.kit import Kit
from rasad.kit.events import TriggerForm
from rasad.kit.lexicon import Hit
from rasad.resolve.place import PlaceMention
from rasad.text.layout import Sentence
from rasad.text.words import Word


class Token:
    """A word or a multi-word entry of a sentence; offsets are folded.

    [start, end) is the entry without clitics, [word_start, word_end) with them. `classes` are word classes (data/words)
    and the marks of punctuation ("p.comma" ...); `senses` of the other rooms stand in fields of their own.
    """

    __slots__ = (
        "actors", "classes", "end", "head", "index", "link", "means", "people", "place", "prefix", "quantity", "start", "suffix",
        "text", "time", "toll_cue", "triggers", "word_end", "word_start",
    )  # fmt: skip

    def __init__(self, index: int, start: int, end: int, text: str) -> None:
        self.index, self.start, self.end, self.text = index, start, end, text
        self.word_start, self.word_end = start, end
        self.prefix = self.suffix = ""
        self.classes: frozenset[str] = _NONE
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
_OWNED = frozenset({"weapon", "facility", "vehicle"})  # heads that an actor owns: they do not act


def tag(
    text: str, sentence: Sentence, words: list[Word], hits: list[Hit], places: list[PlaceMention], base: int, kit: Kit
) -> list[Token]:
    """The tokens of one sentence: the longest entry at each word, with every sense of that stretch.

    `words`, `hits` and `places` are those of the sentence, sorted by start. A place mention is one token unless a longer
    entry covers its first word; `base` is the index of the first of `places` in the document's list.
    """
    mentions = _word_starts(places, words)
    chosen = _longest(hits, places, mentions)
    tokens: list[Token] = []
    marks = kit.marks
    at = sentence.start
    position = 0
    count = len(words)
    taken = 0
    while position < count:
        word = words[position]
        for offset in range(at, word.start):
            if mark := marks.get(text[offset]):
                token = Token(len(tokens), offset, offset + 1, text[offset])
                token.classes = mark
                tokens.append(token)
        while taken < len(chosen) and chosen[taken].start < word.start:
            taken += 1
        if taken < len(chosen) and chosen[taken].start == word.start:
            token = _token(len(tokens), text, chosen[taken], places, kit)
            if token.place is not None:
                token.place += base
            while position < count and words[position].start < token.word_end:
                position += 1
            at = token.word_end
        else:
            token = Token(len(tokens), word.start, word.end, text[word.start : word.end])
            _unknown(token, kit)
            position += 1
            at = word.end
        tokens.append(token)
    for offset in range(at, sentence.end):
        if mark := marks.get(text[offset]):
            token = Token(len(tokens), offset, offset + 1, text[offset])
            token.classes = mark
            tokens.append(token)
    return tokens


@dataclass(slots=True)
class _Stretch:
    """A run of words [start, end) that one token takes, with what stands on it."""

    start: int
    end: int
    hits: list[Hit]
    place: int | None


def _word_starts(places: list[PlaceMention], words: list[Word]) -> dict[int, int]:
    """Index of the place mention that opens at each word start (clitics included)."""
    found: dict[int, int] = {}
    starts = [w.start for w in words]
    for index, mention in enumerate(places):
        at = bisect_right(starts, mention.start) - 1
        if at >= 0:
            found.setdefault(starts[at], index)
    return found


def _longest(hits: list[Hit], places: list[PlaceMention], mentions: dict[int, int]) -> list[_Stretch]:
    """The stretches that win: from left to right the longest entry at each word; what it overlaps is dropped."""
    by_word: dict[int, list[Hit]] = {start: [] for start in mentions}
    for hit in hits:
        by_word.setdefault(hit.word_start, []).append(hit)
    chosen: list[_Stretch] = []
    reach = -1
    for start in sorted(by_word):
        if start < reach:
            continue
        group = by_word[start]
        place = mentions.get(start)
        end = max((h.word_end for h in group if not _only_place(h)), default=-1)
        if place is not None and places[place].end >= end:
            end = max(end, places[place].end)
            chosen.append(_Stretch(start, end, [h for h in group if h.word_end == end], place))
        elif end > start:
            chosen.append(_Stretch(start, end, [h for h in group if h.word_end == end and not _only_place(h)], None))
        else:
            continue
        reach = end
    return chosen


def _only_place(hit: Hit) -> bool:
    return all(kind == "place" for kind, _ in hit.senses)


def _token(index: int, text: str, stretch: _Stretch, places: list[PlaceMention], kit: Kit) -> Token:
    """One token from the hits that share a stretch of words; a reading without clitics beats one with them."""
    token = Token(index, stretch.start, stretch.end, text[stretch.start : stretch.end])
    token.place = stretch.place
    if stretch.place is not None:
        token.start, token.prefix = places[stretch.place].start, text[stretch.start : places[stretch.place].start]
        token.text = text[token.start : token.end]
    if not stretch.hits:
        return token
    least = min(len(h.prefix) + len(h.suffix) for h in stretch.hits)
    lead = next(h for h in stretch.hits if len(h.prefix) + len(h.suffix) == least)
    if stretch.place is None:
        token.start, token.end, token.text = lead.start, lead.end, text[lead.start : lead.end]
        token.prefix, token.suffix = lead.prefix, lead.suffix
        token.word_start, token.word_end = lead.word_start, lead.word_end
    classes: set[str] = set()
    triggers: list[TriggerForm] = []
    actors: list[str] = []
    for hit in stretch.hits:
        same = (hit.prefix, hit.suffix) == (lead.prefix, lead.suffix)
        for kind, key in hit.senses:
            if kind == "word":
                if same:
                    classes.add(key)
            elif kind == "trigger":
                if stretch.place is None and same:
                    triggers.append(kit.trigger_forms[key])
            elif not same:
                continue
            elif kind == "actor":
                actors.append(key)
            elif kind == "actorhead":
                if kit.actors.heads[key].cls not in _OWNED:
                    token.head = key
            elif kind == "actorlink":
                token.link = key
            elif kind == "people":
                token.people = key
            elif kind == "means":
                token.means = key
                classes.add(kit.means[key].kind)
                classes.add(key)
            elif kind == "meansadjective":
                token.means = key
                classes.update((kit.means[key].kind, key, "adjective"))
            elif kind == "placeclass":
                classes.add("placeclass")
    token.classes = frozenset(classes)
    token.triggers = tuple(triggers)
    token.actors = tuple(actors)
    return token


def _unknown(token: Token, kit: Kit) -> None:
    """An unknown word keeps its proclitics only where the rest cannot be told: conjunction and article by their look."""
    text = token.text
    article = kit.proclitics.article
    for prefix in sorted(kit.proclitics.with_article, key=len, reverse=True):
        if text.startswith(prefix) and len(text) > len(prefix) + 2 and prefix != article:
            token.prefix = prefix
            token.start += len(prefix)
            token.text = text[len(prefix) :]
            return
    if text.startswith(article) and len(text) > len(article) + 2:
        token.prefix = article
        token.start += len(article)
        token.text = text[len(article) :]
