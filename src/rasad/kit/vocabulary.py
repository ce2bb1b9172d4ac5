"""What words mean as they are written, clitics and all: a word or the hits on a stretch in, its reading out, remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from rasad.kit.lexicon import Hit, Lexicon
from rasad.kit.meanings import Meaning, Meanings
from rasad.kit.means import Means

_MOST = 40_000  # words remembered, and as many of the time before them: the vocabulary of some thousand reports
_PLACING = frozenset({"place", "placeclass"})
_AROUND = _PLACING | {"actor"}
_PLACE = frozenset({"place"})
_KIND = itemgetter(0)  # of a sense
FOREIGN = "domain."  # what the word classes of other subjects start with
NOTHING = Meaning(frozenset(), (), (), None, None, None, None)


@dataclass(slots=True)
class Form:
    """How a written word is read by itself: the clitics, the letters they take, and the meaning of the rest; never changed."""

    left: int
    right: int
    text: str
    prefix: str
    suffix: str
    meaning: Meaning


@dataclass(slots=True)
class Written:
    """A word as written: the lexicon's hits on it (offsets from the word's start) and its reading as a token.

    `placed` are the hits that the finding of places reads, `placing`: one of them is of a place or a class word. `opens`:
    one of the hits opens an event. `classes` are those of all hits. `strict` is the reading where the source has another letter for the enclitic of one
    letter than the folded text, None where no reading has such an enclitic. `named` remembers how the word is read as a
    place's name, by the letters left out before the name.
    """

    hits: tuple[Hit, ...]
    form: Form
    placed: tuple[Hit, ...]
    placing: bool
    opens: bool
    classes: frozenset[str]
    strict: Written | None
    named: dict[int, Form] | None = field(default=None, compare=False, repr=False)
    foreign: bool = field(init=False, compare=False, repr=False)
    """One of the classes is of another subject: sport, trade, the arts."""
    notable: bool = field(init=False, compare=False, repr=False)
    """Something is to be asked of the word before its sentence is read."""

    def __post_init__(self) -> None:
        self.foreign = is_foreign(self.classes)
        self.notable = self.strict is not None or bool(self.placed) or self.opens or self.foreign


class Vocabulary(dict[str, Written]):
    """Every word that has been met (the last ones, so that memory stays bounded), worked out when first asked for.

    Where there are too many, all are set aside, and taken back one by one as they are met again; so what is not met any
    more goes, and the words of every report stay.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        meanings: Meanings,
        means: Mapping[str, Means],
        means_of: Callable[[str], str | None],
        most: int = _MOST,
    ) -> None:
        super().__init__()
        self._most = most
        self._lexicon, self._meanings, self._means, self._means_of = lexicon, meanings, means, means_of
        self._aside: dict[str, Written] = {}
        self._articles = lexicon.proclitics.articles_last

    def __missing__(self, word: str) -> Written:
        if len(self) >= self._most:
            self._aside = dict(self)
            self.clear()
        written = self._aside.pop(word, None)
        if written is None:
            written = self._read(word)
        self[word] = written
        return written

    def _read(self, word: str) -> Written:
        hits = self._lexicon.hits_on(word)
        strict = None
        if any(len(hit.suffix) == 1 for hit in hits):
            strict = self._written(word, tuple([hit for hit in hits if len(hit.suffix) != 1]), None)
        return self._written(word, hits, strict)

    def _written(self, word: str, hits: tuple[Hit, ...], strict: Written | None) -> Written:
        if not hits:
            return Written((), self._unknown(word), (), False, False, NOTHING.classes, strict)
        placed, placing = tuple([hit for hit in hits if is_placed(hit)]), any(map(is_placing, hits))
        opens = any(self._meanings[hit.senses].triggers for hit in hits)
        classes = NOTHING.classes.union(*[self._meanings[hit.senses].classes for hit in hits])
        telling = [hit for hit in hits if not only_place(hit)]
        if not telling:
            return Written(hits, self._unknown(word), placed, placing, opens, classes, strict)
        lead = longest(telling)
        text = word[lead.start : lead.end]
        meaning = self.meaning(lead, telling, text)
        form = Form(lead.start, len(word) - lead.end, text, lead.prefix, lead.suffix, meaning)
        return Written(hits, form, placed, placing, opens, classes, strict)

    def _unknown(self, word: str) -> Form:
        """An unknown word keeps its proclitics only where the rest cannot be told: conjunction and article by their look."""
        for prefix in self._articles if word.startswith(self._articles) else ():
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                return Form(len(prefix), 0, word[len(prefix) :], prefix, "", NOTHING)
        return Form(0, 0, word, "", "", NOTHING)

    def as_place(self, word: str, written: Written, left: int) -> Form:
        """How a word is read that a place's name fills from letter `left` on: a place opens no event."""
        if written.named is None:
            written.named = {}
        form = written.named.get(left)
        if form is None:
            name, meaning = word[left:], NOTHING
            if written.hits:
                # What the name means without the article is not asked.
                lead = longest(written.hits)
                meaning = replace(self.meaning(lead, (lead,), name), triggers=())
            form = written.named[left] = Form(left, 0, name, word[:left], "", meaning)
        return form

    def meaning(self, lead: Hit, hits: Sequence[Hit], text: str) -> Meaning:
        """What the form that `lead` found means, with what the same words mean without an article that it includes.

        `hits` are all on the same words as `lead`, `text` is the form: an actor's name may tell a means.
        """
        found = self._meanings[lead.senses]
        if found.actors and found.means is None and (means := self._means_of(text)):
            found = replace(found, means=means, classes=found.classes | {self._means[means].kind, means})
        if len(hits) > 1:
            bare = lead.prefix + self._lexicon.proclitics.article
            for hit in hits:
                if hit is not lead and hit.suffix == lead.suffix and hit.prefix == bare:
                    found = _with(found, self._meanings[hit.senses])
        return found


def _with(found: Meaning, other: Meaning) -> Meaning:
    return replace(
        found,
        classes=found.classes | other.classes,
        head=found.head or other.head,
        people=found.people or other.people,
        means=found.means or other.means,
        triggers=found.triggers or tuple([t for t in other.triggers if t.pos != "v"]),
    )


def longest(hits: Sequence[Hit]) -> Hit:
    """The hit that reads a stretch of words: all hits on it cover the same words, so the longer form has the fewer clitics."""
    return hits[0] if len(hits) == 1 else max(hits, key=_length)


def is_foreign(classes: frozenset[str]) -> bool:
    """Whether one of the word classes is of another subject than violence."""
    return any(name.startswith(FOREIGN) for name in classes)


def is_placing(hit: Hit) -> bool:
    """Whether a hit is of a place or a class word."""
    return not _PLACING.isdisjoint(map(_KIND, hit.senses))


def is_placed(hit: Hit) -> bool:
    """Whether the finding of places reads a hit: one of a place, a class word or an actor."""
    return not _AROUND.isdisjoint(map(_KIND, hit.senses))


def only_place(hit: Hit) -> bool:
    """Whether a hit is of the gazetteer alone."""
    return hit.senses[0][0] == "place" and _PLACE.issuperset(map(_KIND, hit.senses))


def _length(hit: Hit) -> int:
    return hit.end - hit.start
