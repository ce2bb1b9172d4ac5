"""Search words: a text in, the keys under which each of its words is found out.

A key is a word without the clitics and the article written on to it. The first key of a word is its own, by which
phrases are found; the others are further readings ("by telling" or a name, where the kit knows neither).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from rasad.kit import DATA, Kit
from rasad.kit.lexicon import Hit
from rasad.text.fold import Folded, fold, fold_form
from rasad.text.words import find_words

_SHORTEST = 3  # letters that must be left of a word
_LONGER = 4  # the same where a single letter may as well belong to an unknown word
_REMEMBERED = 200_000  # words whose keys are kept
_SHORT = 40  # characters of a text that is remembered whole
_NAMES = frozenset({"place", "actor"})
_SEPARATORS = re.compile(r",(?=[0-9]{3}(?:\D|$))")
MOST_WORDS = 16_000  # in their order; PostgreSQL numbers no more than 16,383
_MOST_OTHERS = 8_000  # words beyond these, without order
_LONGEST_KEY = 60  # characters
_WAY = 1  # to be raised when this code comes to index the same words otherwise
GAP = "_"  # stands between words of the index that are not side by side in the text


@dataclass(frozen=True, slots=True)
class Endings:
    """Inflection as searching knows it, folded; the keys of search.toml."""

    feminine: str
    plural: str
    feminine_dual: tuple[str, ...]
    masculine: tuple[str, ...]
    accusative: str
    bound: str
    adjective: str
    participle: str


@dataclass(frozen=True, slots=True)
class Language:
    """search.toml: what searching knows of the language besides the kit."""

    confused: dict[int, str]
    weak: dict[int, None]
    endings: Endings
    imperfect: tuple[str, ...]
    perfect: tuple[str, ...]
    plural: tuple[str, ...]
    apart: tuple[frozenset[str], ...]
    operators: dict[str, str]
    fields: dict[str, str]
    countries: dict[str, str]


def load_language(path: Path = DATA / "search.toml") -> Language:
    """The search data of a file."""
    with path.open("rb") as stream:
        top: dict[str, Any] = tomllib.load(stream)
    endings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in top["endings"].items()
    }
    return Language(
        confused={ord(letter): group[0] for group in top["confused"] for letter in group[1:]},
        weak={ord(letter): None for letter in top["weak"]},
        endings=Endings(**endings),
        imperfect=tuple(top["verbs"]["imperfect"]),
        perfect=tuple(top["verbs"]["perfect"]),
        plural=tuple(top["verbs"]["plural"]),
        apart=tuple(frozenset(pair.split()) for pair in top["apart"]),
        operators={word: name for name, words in top["operators"].items() for word in words},
        fields=top["fields"],
        countries=top["countries"],
    )


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of one text or event: the words of its `title`, all `words` with the title before them in
    their order, and what else it is found by, without one: other readings, coded values."""

    title: tuple[str, ...]
    words: tuple[str, ...]
    others: tuple[str, ...]


class SearchWords:
    """The keys of words, worked out from the kit and remembered."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.language = load_language()
        self.spelling = kit.text.spelling
        self._article = kit.proclitics.article
        self._articles = kit.proclitics.articles_last
        self._first = frozenset(prefix[0] for prefix in kit.text.clitics.prefixes)
        self._last = frozenset(suffix[-1] for suffix in kit.text.clitics.suffixes)
        self._remembered: dict[str, tuple[str, ...]] = {}
        # "Her school" and "a school" look alike once folded, the source may tell them apart: the letters that fold to
        # the ending of a noun, and the keys of words that are read otherwise where one of these is written.
        self._twofold: dict[str, tuple[str, ...]] = {}
        self._short: dict[str, list[tuple[str, ...]]] = {}
        self._closers = frozenset(chr(p) for p, to in self.spelling.table.items() if to == self.language.endings.feminine)

    @cached_property
    def fingerprint(self) -> str:
        """Of all that decides under which keys texts and events are indexed; an index of another one should be made anew."""
        kinds = ["".join(sorted({sense.kind for sense in senses})) for senses in self.kit.lexicon.senses]
        told = [f"{form} {kinds[number]}" for form, number in self.kit.lexicon.singles.items()]
        places = self.kit.places.places.values()
        told += [f"{p.id} {p.name} {p.parent} {p.admin1} {p.admin2} {p.country}" for p in places]
        told += [f"{id} {actor.name_ar}" for id, actor in self.kit.actors.rows.items()]
        clitics, language = self.kit.text.clitics, self.language
        sets = (clitics.prefixes, clitics.articles, clitics.verbal, clitics.suffixes, self.spelling.table.items(), language.confused.items())
        told += [*self.kit.places.names, repr(language.endings), *(repr(sorted(some)) for some in sets)]
        return sha256("\n".join([str(_WAY), *sorted(told)]).encode()).hexdigest()[:16]

    def prepare(self) -> None:
        """Gathers what takes a moment before the first word is read."""
        _ = self._confusable

    def folded(self, text: str) -> Folded:
        """The text as it is searched."""
        return fold(text, self.spelling, self.kit.known)

    def form(self, word: str) -> str:
        """A word or name in the spelling of folded texts, in small letters."""
        return fold_form(word, self.spelling).lower()

    def found(self, folded: Folded) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The words of a folded text: (start, end) in it and their keys."""
        text, remembered, twofold = folded.text, self._remembered, self._twofold
        for start, end in find_words(text):
            word = text[start:end]
            keys = remembered.get(word) or self.keys(word)
            if word in twofold and self._closes(folded, end):
                keys = twofold[word]
            yield start, end, keys

    def read(self, text: str) -> list[tuple[str, ...]]:
        """The keys of each word of a text, in their order."""
        remembered, twofold = self._remembered, self._twofold
        folded = self.folded(text)
        places = find_words(folded.text)
        words = [folded.text[start:end] for start, end in places]
        found = [remembered.get(word) or self.keys(word) for word in words]
        if not twofold.keys().isdisjoint(words):
            for at, word in enumerate(words):
                if word in twofold and self._closes(folded, places[at][1]):
                    found[at] = twofold[word]
        return found

    def _read(self, text: str) -> list[tuple[str, ...]]:
        """The same; names and the like, which come again and again, are read once."""
        if len(text) > _SHORT:
            return self.read(text)
        found = self._short.get(text)
        if found is None:
            if len(self._short) >= _REMEMBERED // 10:
                self._short.clear()
            found = self._short[text] = self.read(text)
        return found

    def _closes(self, folded: Folded, end: int) -> bool:
        """Whether the word that ends there is written with the letter that closes a noun, not one that folds to it."""
        return folded.source[folded.origin(end - 1)] in self._closers

    def indexed(self, head: Iterable[str], body: Iterable[str], facets: Iterable[str] = ()) -> Indexed:
        """Texts as they go into the index: of the head words and all readings, of the body what is found there, too."""
        heads = [self._read(text) for text in head]
        title = _side_by_side(heads)
        found = [*heads, *(self._read(text) for text in body)]
        words = _side_by_side(found)
        others = {key for several in {keys for part in found for keys in part if len(keys) > 1} for key in several[1:]}
        if len(words) > MOST_WORDS:
            others.update(sorted(set(words[MOST_WORDS:]))[:_MOST_OTHERS])
            del words[MOST_WORDS:]
        kept = sorted(others.difference(words))[: 2 * _MOST_OTHERS]
        return Indexed(tuple(title[:MOST_WORDS]), tuple(words), (*kept, *sorted(set(facets))))

    def keys(self, word: str) -> tuple[str, ...]:
        """The keys of a folded word, its own first."""
        keys = self._remembered.get(word)
        if keys is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
                self._twofold.clear()
            keys = self._remembered[word] = self._worked_out(word, closed=False)
            if (len(keys) > 1 or keys[0] != word) and word.endswith(self.language.endings.feminine):
                closed = self._worked_out(word, closed=True)
                if closed != keys:
                    self._twofold[word] = closed
        return keys

    def bare(self, form: str) -> str:
        """A form without the article, as it stands in the index."""
        while form.startswith(self._article) and len(form) - len(self._article) >= _SHORTEST:
            if self._holds_article(form):
                break
            form = form[len(self._article) :]
        return form

    def _holds_article(self, form: str) -> bool:
        """Whether what looks like the article belongs to the word: forms of the kit are written without, names apart."""
        number = self.kit.lexicon.singles.get(form)
        if number is None:
            return False
        return any(sense.kind not in _NAMES for sense in self.kit.lexicon.senses[number])

    def _worked_out(self, word: str, closed: bool) -> tuple[str, ...]:
        word = word[:_LONGEST_KEY]
        if word.isascii():
            return (_SEPARATORS.sub("", word).replace(",", ".").lower(),)
        if len(word) < _SHORTEST or word[0].isascii():
            return (word.lower(),)
        hits = self.kit.lexicon.hits_on(word)
        whole = next((hit for hit in hits if not hit.prefix and not hit.suffix), None)
        cores = [hit for hit in hits if hit is not whole and not (closed and hit.suffix) and self._splits(hit)]
        if whole is not None:
            keys = [self.bare(word)]
            if _only_place(whole):  # villages bear any name
                keys += [self._core(word[hit.start : hit.end], hit.suffix) for hit in cores if not _only_place(hit)]
            return tuple(dict.fromkeys(keys))
        if cores:
            cores.sort(key=lambda hit: (hit.start - hit.end, len(hit.suffix)))
            best = cores[0]
            return (self._core(word[best.start : best.end], best.suffix),)
        return self._unknown(word, closed)

    def _splits(self, hit: Hit) -> bool:
        """Whether a known core is worth the clitics taken off: long enough, and no village after a particle of verbs."""
        length = hit.end - hit.start
        if length < _SHORTEST:
            return False
        if not _only_place(hit):
            return True
        if hit.prefix in self.kit.text.clitics.verbal:
            return False
        weak = self.kit.places.weak
        return length >= _LONGER or hit.prefix in self.kit.text.clitics.articles or not all(s.key in weak for s in hit.senses)

    def _core(self, core: str, suffix: str) -> str:
        """The key of a known core; a noun that ends otherwise before a pronoun is put back."""
        endings = self.language.endings
        if suffix and core.endswith(endings.bound):
            plain = core[: -len(endings.bound)] + endings.feminine
            if plain in self.kit.lexicon.singles:
                return plain
        return self.bare(core)

    def _unknown(self, word: str, closed: bool) -> tuple[str, ...]:
        """The keys of a word that the kit does not know: whole but for the article, then what clitics would leave."""
        for prefix in self._articles:
            if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
                return self._also_named(self.bare(word[len(prefix) :]))
        if word[0] not in self._first and word[-1] not in self._last:
            return self._also_named(word)
        endings = self.language.endings
        keys = [word]
        for prefix, core, suffix in self.kit.text.clitics.split(word):
            if not (prefix or suffix) or prefix in self.kit.text.clitics.articles or (closed and suffix):
                continue
            if len(core) < (_LONGER if prefix else _SHORTEST):
                continue
            if suffix and len(core) > _SHORTEST and core.endswith(endings.bound):
                keys.append(core[: -len(endings.bound)] + endings.feminine)
            keys.append(core)
        return self._also_named(*dict.fromkeys(keys))

    def _also_named(self, *keys: str) -> tuple[str, ...]:
        """The keys, and the place that the first of them means if letters are taken for each other."""
        name = self.confused_name(keys[0])
        return (*keys, name) if name and name not in keys else keys

    def confused_name(self, key: str) -> str | None:
        """The key of the place that an unknown word means if letters are taken for each other; None where there is none."""
        name = self._confusable.get(key.translate(self.language.confused))
        return name if name != key and key not in self.kit.lexicon.singles else None

    @cached_property
    def _confusable(self) -> dict[str, str]:
        """Keys of places' one-word names, by what is left of them when letters taken for each other are one."""
        found: dict[str, str] = {}
        for name in self.kit.places.names:
            if " " not in name and len(name) > _LONGER:
                key = self.bare(name)
                found.setdefault(key.translate(self.language.confused), key)
        return found


def _only_place(hit: Hit) -> bool:
    return all(sense.kind == "place" for sense in hit.senses)


def _side_by_side(texts: list[list[tuple[str, ...]]]) -> list[str]:
    """The first keys of all words, with a gap between the texts."""
    words: list[str] = []
    for text in texts:
        if words and text:
            words.append(GAP)
        words.extend([keys[0] for keys in text])
    return words
