"""Tags a document as far as its events ask for it: a folded text and the day of publication in, tagged sentences out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rasad.extract.drafts import Tagged, Trace
from rasad.extract.figures import find_tolls
from rasad.extract.tokens import Matched, tag, without_dateline
from rasad.extract.triggers import settle_triggers
from rasad.kit import Kit
from rasad.kit.vocabulary import is_foreign
from rasad.model import number_told
from rasad.resolve.place import PlaceMention, find_places
from rasad.resolve.time import find_times
from rasad.resolve.time_words import Words
from rasad.text.fold import Folded
from rasad.text.layout import Sentence, lay_out
from rasad.text.words import find_words

_DIGIT, _LATIN = re.compile(r"\d"), re.compile("[A-Za-z]")
_LONGEST = 1600  # characters; of 20,000 real sentences the longest has 1,118


@dataclass(slots=True)
class _Found:
    """A sentence before its words are tagged: what the kit finds in it, and its places (`base`: how many stand before).

    `opens`: one of its words may open an event. `timed`: one of `spelled`, its words, may tell a time.
    """

    tagged: Tagged
    matched: Matched
    places: list[PlaceMention]
    base: int
    opens: bool
    timed: bool
    spelled: list[str]


class Tagger:
    """One document; `mentions` are its places, once it is tagged."""

    def __init__(self, folded: Folded, day: date | None, kit: Kit, trace: Trace | None) -> None:
        self.folded, self.day, self.kit, self.trace = folded, day, kit, trace
        self.text = folded.text
        self.mentions: list[PlaceMention] = []
        self.foreign = False  # whether a word of another subject stands in the text
        self._left: list[_Found] = []
        self._sentences: list[Tagged] = []

    def tag(self) -> list[Tagged]:
        """The sentences in order, [] where no word of theirs tells an event.

        Most sentences tell none: the others are tagged first, and those behind the last one that tells something only if
        they are asked for (`all`). Whoever traces the reading is shown all of it, in order.
        """
        found = self._find()
        sentences = self._sentences = [sentence.tagged for sentence in found]
        for sentence in found:
            if sentence.opens or self.trace is not None:
                self._tag(sentence, True)
        if not any(tagged.opening for tagged in sentences):
            return []
        last = telling(sentences)
        for sentence in found:
            if sentence.opens or self.trace is not None:
                continue
            if sentence.tagged.index < last:
                self._tag(sentence, True)
            else:
                self._left.append(sentence)
        return sentences

    def all(self) -> list[Tagged]:
        """The sentences, those that were left aside tagged, too, but without times."""
        for sentence in self._left:
            self._tag(sentence, False)
        self._left = []
        return self._sentences

    def _find(self) -> list[_Found]:
        """The sentences that belong to the report, with their places and tolls."""
        kit, text = self.kit, self.text
        words = find_words(text)
        spelled = [text[start:end] for start, end in words]
        written = list(map(kit.vocabulary.__getitem__, spelled))
        openings: list[int] = []
        for number, word in enumerate(written):
            if not word.notable:
                continue
            if word.strict is not None and not self._ends_in(words[number][1]):
                word = written[number] = word.strict
            if word.opens:
                openings.append(words[number][0])
            if word.foreign:
                self.foreign = True
        phrases = [h for h in kit.lexicon.match_composites(text, words) if len(h.suffix) != 1 or self._ends_in(h.word_end)]
        self.foreign = self.foreign or any(is_foreign(kit.meanings[h.senses].classes) for h in phrases)
        phrase_starts = [h.word_start for h in phrases]
        openings.append(len(text))
        found: list[_Found] = []
        at = 0  # the first word behind the sentence
        for sentence in _bounded(lay_out(self.folded, kit.text.layout), text):
            first = at
            while first < len(words) and words[first][0] < sentence.start:
                first += 1
            at = first
            while at < len(words) and words[at][0] < sentence.end:
                at += 1
            own, said = spelled[first:at], written[first:at]
            mine = phrases[bisect_left(phrase_starts, sentence.start) : bisect_left(phrase_starts, sentence.end)]
            naming = [(start, word) for (start, _), word in zip(words[first:at], said, strict=True) if word.placed]
            matched = Matched(words[first:at], said, mine, naming)
            base = len(self.mentions)
            places: list[PlaceMention] = []
            if hits := matched.placed_hits():
                places = find_places(text, sentence.start, sentence.end, hits, kit.places, self.mentions, matched.hits)
            self.mentions.extend(places)
            tolls = []
            if not kit.figures.triggers.isdisjoint(own):
                cut = None if _LATIN.search(text, sentence.start, sentence.end) else zip(matched.words, own, strict=True)
                tolls = find_tolls(text, sentence.start, sentence.end, kit.figures, cut)
            opens = openings[bisect_left(openings, sentence.start)] < sentence.end
            opens = opens or any(kit.meanings[hit.senses].triggers for hit in mine)
            timed = _DIGIT.search(text, sentence.start, sentence.end) is not None or not kit.time.anchors.isdisjoint(own)
            tagged = Tagged(sentence, len(found), text, [], [], [], tolls)
            found.append(_Found(tagged, matched, places, base, opens, timed, own))
        return found

    def _tag(self, found: _Found, dated: bool) -> None:
        """Make the tokens of a sentence, mark its times if they are asked for, and settle its triggers."""
        tagged = found.tagged
        tagged.tokens = without_dateline(tag(self.text, tagged.sentence, found.matched, found.places, found.base, self.kit))
        tagged.classes = tagged.classes.union(*[token.classes for token in tagged.tokens])
        if self.trace is not None:
            self._note(tagged, self.trace)
        if dated and found.timed:
            self._date(tagged, Words.of(found.spelled, found.matched.words))
        tagged.opening = settle_triggers(tagged.tokens, self.text, tagged.classes, self.kit, self.trace)

    def _date(self, tagged: Tagged, words: Words | None) -> None:
        """Find the times of a sentence and mark the tokens that tell them."""
        sentence = tagged.sentence
        times = find_times(self.text, sentence.start, sentence.end, self.day, self.kit.time, words)
        tagged.times = [t for t in times if self.folded.span(t.start, t.end).of(self.folded.source) not in self.kit.time.homographs]
        if self.trace is not None:
            for told in tagged.times:
                self.trace.add("time", told.start, told.end, told.rule, _days_told(told.first, told.last))
        for number, time in enumerate(tagged.times):
            for token in tagged.tokens:
                if token.start >= time.end:
                    break
                if time.start <= token.start and token.place is None:
                    token.time = number

    def _ends_in(self, word_end: int) -> bool:
        """Whether the last letter of a word is written as that letter, and is not the fold of another one."""
        return self.folded.source[self.folded.origin(word_end - 1)] == self.text[word_end - 1]

    def _note(self, tagged: Tagged, trace: Trace) -> None:
        """Note a sentence and what its words were found to be."""
        sentence = tagged.sentence
        trace.add("sentence", sentence.start, sentence.end, sentence.kind, "")
        for token in tagged.tokens:
            senses = [*sorted(token.classes), *(f"trigger {t.trigger}" for t in token.triggers)]
            senses += [f"actor {self.kit.actors.aliases[int(a)].actor}" for a in token.actors]
            if token.place is not None:
                senses.append(f"place {self.mentions[token.place].rule}")
            if token.head:
                senses.append(f"head {token.head}")
            if token.people:
                senses.append(f"people {token.people}")
            if senses:
                clitics = f"{token.prefix}+ +{token.suffix}" if token.prefix or token.suffix else ""
                trace.add("word", token.word_start, token.word_end, ", ".join(senses), clitics)
        for toll in tagged.tolls:
            trace.add("toll", toll.start, toll.end, toll.rule, f"{number_told(toll.low, toll.high)} {toll.kind}")


def _days_told(first: date | None, last: date | None) -> str:
    """The days of a time as a person reads them."""
    if first is None and last is None:
        return "no day"
    return str(first) if first == last else f"{first or ''}..{last or ''}"


def telling(sentences: list[Tagged]) -> int:
    """How many sentences there are up to the last one that tells an event or a toll: nothing hangs on those behind it."""
    return max([t.index + 1 for t in sentences if t.tolls or t.opening], default=0)


def _bounded(sentences: Iterable[Sentence], text: str) -> Iterator[Sentence]:
    """The sentences that belong to the report; one that never ends is cut at blanks, so that time stays linear."""
    for sentence in sentences:
        if sentence.kind == "furniture":
            continue
        start = sentence.start
        while sentence.end - start > _LONGEST:
            cut = text.rfind(" ", start + 1, start + _LONGEST)
            cut = cut if cut > start else start + _LONGEST
            yield sentence._replace(start=start, end=cut)
            start = cut + text.startswith(" ", cut)
        if start < sentence.end:
            yield sentence._replace(start=start)
