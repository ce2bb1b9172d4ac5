"""Multi-pattern matching of folded forms: lexicon rows in, hits with their clitics out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import ahocorasick_rs

from rasad.text.words import Clitics, Word

# How the clitics around a form are restricted, as bits of a row's flags.
PLAIN = 0
NO_PREFIX = 1  # only conjunctions may stand before it: particles and phrases that open a clause
SUFFIX = 2  # an enclitic may follow: nouns and verbs, not names
BOUND = 4  # an enclitic must follow
AFTER_ARTICLE_L = 8  # the form lost its article to a preposition: only after the prefixes that swallow it
NO_ARTICLE = 16  # the article may not stand before it


@dataclass(frozen=True, slots=True)
class ProcliticSets:
    """The proclitic strings by what they hold, worked out from `Clitics`."""

    article: str
    with_article: frozenset[str]
    swallowing: frozenset[str]
    conjunctions: frozenset[str]

    @classmethod
    def of(cls, clitics: Clitics) -> ProcliticSets:
        """`swallowing` ends in an article that lost its first letter to the preposition before it."""
        article = min(clitics.articles, key=lambda a: (len(a), -sum(o.endswith(a) for o in clitics.articles), a))
        bare = clitics.prefixes - clitics.articles
        conjunctions = {p for p in bare if len(p) == 1 and any(p + q in bare for q in bare)}
        swallowing = {p for p in clitics.articles if not p.endswith(article)}
        return cls(article, clitics.articles, frozenset(swallowing), frozenset(conjunctions))


class Sense(NamedTuple):
    """What a form can mean: `kind` names the room's table (place, actor, trigger, ...), `key` the row in it."""

    kind: str
    key: str


class Row(NamedTuple):
    """One lexicon row: a folded form, its sense and the bits that restrict its clitics."""

    form: str
    sense: Sense
    flags: int = PLAIN


class Hit(NamedTuple):
    """A lexicon form found in a folded text; all offsets are folded.

    [start, end) is the form itself; [word_start, word_end) adds the proclitics and enclitics written on to it,
    `prefix` and `suffix` are those clitics ("" where there are none).
    """

    start: int
    end: int
    word_start: int
    word_end: int
    prefix: str
    suffix: str
    senses: tuple[Sense, ...]


@dataclass(frozen=True)
class Lexicon:
    """All forms of the kit in one automaton. Build with `build`; pickles as its rows and rebuilds on loading."""

    patterns: tuple[str, ...]
    rows: tuple[tuple[tuple[Sense, int], ...], ...]
    clitics: Clitics
    proclitics: ProcliticSets
    automaton: Any

    @classmethod
    def build(cls, rows: Iterable[Row], clitics: Clitics) -> Lexicon:
        """Gather rows by form; a form that opens with the article also gets the shape it takes after `l`."""
        proclitics = ProcliticSets.of(clitics)
        article, swallowed = proclitics.article, proclitics.swallowing
        found: dict[str, dict[tuple[Sense, int], None]] = {}
        for form, sense, flags in rows:
            found.setdefault(form, {})[(sense, flags)] = None
            if form.startswith(article) and len(form) > len(article) + 1 and swallowed and not flags & NO_PREFIX:
                found.setdefault(form[len(article) :], {})[(sense, flags | AFTER_ARTICLE_L)] = None
        patterns = tuple(found)
        return cls(patterns, tuple(tuple(v) for v in found.values()), clitics, proclitics, _automaton(patterns))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.patterns, self.rows, self.clitics)

    def match(self, text: str, words: list[Word]) -> list[Hit]:
        """Every form that stands as a word (or words) of the folded text, with legal clitics; overlapping ones included.

        `words` are the text's words in order (`find_words(text)`).
        """
        if not words:
            return []
        starts = [w.start for w in words]
        ends = [w.end for w in words]
        begins, finishes = set(starts), set(ends)
        prefixes, suffixes = self.clitics.prefixes, self.clitics.suffixes
        hits: list[Hit] = []
        for index, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            if end in finishes:
                suffix, word_end = "", end
            else:
                word_end = ends[bisect_right(starts, end - 1) - 1]
                suffix = text[end:word_end]
                if suffix not in suffixes:
                    continue
            if start in begins:
                prefix, word_start = "", start
            else:
                word_start = starts[bisect_right(starts, start) - 1]
                prefix = text[word_start:start]
                if prefix not in prefixes:
                    continue
            senses = tuple(sense for sense, flags in self.rows[index] if self._legal(flags, prefix, suffix))
            if senses:
                hits.append(Hit(start, end, word_start, word_end, prefix, suffix, senses))
        hits.sort(key=lambda h: (h.start, -h.end))
        return hits

    def _legal(self, flags: int, prefix: str, suffix: str) -> bool:
        if suffix and (not flags & (SUFFIX | BOUND) or prefix in self.proclitics.with_article):
            return False
        if flags & BOUND and not suffix:
            return False
        if flags & AFTER_ARTICLE_L:
            return prefix in self.proclitics.swallowing
        if prefix:
            if flags & NO_PREFIX and prefix not in self.proclitics.conjunctions:
                return False
            if flags & NO_ARTICLE and prefix in self.proclitics.with_article:
                return False
        return True


def _automaton(patterns: tuple[str, ...]) -> Any:
    return ahocorasick_rs.AhoCorasick(patterns, implementation=ahocorasick_rs.Implementation.ContiguousNFA)


def _rebuild(patterns: tuple[str, ...], rows: tuple[Any, ...], clitics: Clitics) -> Lexicon:
    return Lexicon(patterns, rows, clitics, ProcliticSets.of(clitics), _automaton(patterns))
