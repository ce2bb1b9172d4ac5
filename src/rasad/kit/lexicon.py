"""Multi-pattern matching of folded forms: lexicon rows in, hits with their clitics out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from operator import and_, attrgetter, or_
from typing import Any, NamedTuple

import ahocorasick_rs

from rasad.text.words import Clitics, Word

_SURROGATE = re.compile(r"[\ud800-\udfff]")

# How the clitics around a form are restricted, as bits of a row's flags.
PLAIN = 0
NO_PREFIX = 1  # only conjunctions may stand before it: particles and phrases that open a clause
SUFFIX = 2  # an enclitic may follow: nouns and verbs, not names
BOUND = 4  # an enclitic must follow
AFTER_ARTICLE_L = 8  # the form lost its article to a preposition: only after the prefixes that swallow it
NO_ARTICLE = 16  # the article may not stand before it
FINITE = 32  # a finite verb: no preposition of nouns may stand before it


@dataclass(frozen=True, slots=True)
class ProcliticSets:
    """The proclitic strings by what they hold, worked out from `Clitics`."""

    article: str
    with_article: frozenset[str]
    swallowing: frozenset[str]
    conjunctions: frozenset[str]
    articles_last: tuple[str, ...]  # `with_article`, longest first, the bare article at the end

    @classmethod
    def of(cls, clitics: Clitics) -> ProcliticSets:
        """`swallowing` ends in an article that lost its first letter to the preposition before it."""
        article = min(clitics.articles, key=lambda a: (len(a), -sum(o.endswith(a) for o in clitics.articles), a))
        bare = clitics.prefixes - clitics.articles
        conjunctions = {p for p in bare if len(p) == 1 and any(p + q in bare for q in bare)}
        swallowing = {p for p in clitics.articles if not p.endswith(article)}
        last = sorted(clitics.articles, key=lambda a: (a == article, -len(a), a))
        return cls(article, clitics.articles, frozenset(swallowing), frozenset(conjunctions), tuple(last))


class Sense(NamedTuple):
    """What a form can mean: `kind` names the room's table (place, actor, trigger, ...), `key` the row in it."""

    kind: str
    key: str


class Row(NamedTuple):
    """One lexicon row: a folded form, its sense and the bits that restrict its clitics."""

    form: str
    sense: Sense
    flags: int = PLAIN


@dataclass(slots=True)
class Hit:
    """A lexicon form found in a folded text; all offsets are folded. Never changed.

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
    """All forms of the kit. Build with `build`; pickles as columns and rebuilds on loading.

    Forms that are one run of letters are looked up by word (`singles`: form -> number of its pattern), all others by an
    automaton over `composites` (numbers of patterns). `senses` and `flags` (a byte each) are those of each pattern; `legal`
    and `whole` say in which settings (see `_SETTINGS`) at least one, and every one, of them may stand, as bits.
    """

    patterns: tuple[str, ...]
    senses: tuple[tuple[Sense, ...], ...]
    flags: tuple[bytes, ...]
    clitics: Clitics
    proclitics: ProcliticSets
    singles: dict[str, int]
    composites: tuple[int, ...]
    automaton: Any
    legal: tuple[int, ...]
    whole: tuple[int, ...]
    prefix_bits: dict[str, tuple[int, int]]
    longest: tuple[int, int]
    """The letters of the longest proclitic and of the longest enclitic."""

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
        senses = tuple([tuple([sense for sense, _ in group]) for group in found.values()])
        bits = tuple([bytes([flags for _, flags in group]) for group in found.values()])
        return cls._of(tuple(found), senses, bits, clitics)

    @classmethod
    def _of(
        cls, patterns: tuple[str, ...], senses: tuple[tuple[Sense, ...], ...], flags: tuple[bytes, ...], clitics: Clitics
    ) -> Lexicon:
        some = {group: functools.reduce(or_, [_MASKS[bits] for bits in group]) for group in set(flags)}
        every = {group: functools.reduce(and_, [_MASKS[bits] for bits in group]) for group in set(flags)}
        proclitics = ProcliticSets.of(clitics)
        singles = {form: number for number, form in enumerate(patterns) if _is_run(form)}
        composites = tuple([number for number, form in enumerate(patterns) if form not in singles])
        prefix_bits = _prefix_bits(clitics, proclitics)
        return cls(
            patterns,
            senses,
            flags,
            clitics,
            proclitics,
            singles,
            composites,
            ahocorasick_rs.AhoCorasick(
                [patterns[number] for number in composites],
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            ),
            tuple(map(some.__getitem__, flags)),
            tuple(map(every.__getitem__, flags)),
            prefix_bits,
            (max(map(len, prefix_bits)), max(map(len, clitics.suffixes), default=0)),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        flat = [sense for senses in self.senses for sense in senses]
        return _rebuild, (
            _END.join(self.patterns),
            [sense.kind for sense in flat],
            _END.join([sense.key for sense in flat]),
            self.flags,
            self.clitics,
        )

    def match(self, text: str, words: list[Word]) -> list[Hit]:
        """Every form that stands as a word (or words) of the folded text, with legal clitics; overlapping ones included.

        `words` are the text's words in order (`find_words(text)`).
        """
        # A composite at a place is longer than any run of letters there, and sorting keeps its lead.
        hits = self.match_composites(text, words)
        for start, end in words:
            hits.extend([moved(hit, start) for hit in self.hits_on(text[start:end])])
        hits.sort(key=START)
        return hits

    def hits_on(self, word: str) -> tuple[Hit, ...]:
        """The forms of letters alone that one word, with its clitics, may be; offsets are from the word's start."""
        size = len(word)
        suffixes, singles = self.clitics.suffixes, self.singles
        longest_prefix, longest_suffix = self.longest
        ends = [end for end in range(size - 1, max(0, size - longest_suffix - 1), -1) if word[end:] in suffixes]
        found: list[Hit] = []
        for start in range(min(size, longest_prefix + 1)):
            bits = self.prefix_bits.get(word[:start])
            if bits is None:
                continue
            for end in (size, *ends):
                number = singles.get(word[start:end]) if end > start else None
                if number is not None and (senses := self._senses(number, bits[0] if end == size else bits[1])):
                    found.append(Hit(start, end, 0, size, word[:start], word[end:], senses))
        return tuple(found)

    def match_composites(self, text: str, words: list[Word]) -> list[Hit]:
        """The hits of all other forms (several words, digits, hyphens) in a text, sorted by start and falling end."""
        if not words:
            return []
        suffixes, prefix_bits, composites = self.clitics.suffixes, self.prefix_bits, self.composites
        whole, all_senses = self.whole, self.senses
        try:
            found = self.automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # the automaton works on UTF-8, which has no surrogates
            found = self.automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text), overlapping=True)
        hits: list[Hit] = []
        at, last = 0, len(words) - 1  # the word in which the form ends: forms come by their ends
        for index, start, end in found:
            suffix = prefix = ""
            while at < last and words[at + 1][0] < end:
                at += 1
            word_end = words[at][1]
            if word_end != end:
                suffix = text[end:word_end]
                if suffix not in suffixes:
                    continue
            first = at
            while first and words[first][0] > start:
                first -= 1
            word_start = words[first][0]
            if word_start != start:
                prefix = text[word_start:start]
            bits = prefix_bits.get(prefix)
            if bits is None:
                continue
            number, setting = composites[index], bits[1] if suffix else bits[0]
            senses = all_senses[number] if whole[number] & setting else self._senses(number, setting)
            if senses:
                hits.append(Hit(start, end, word_start, word_end, prefix, suffix, senses))
        hits.sort(key=_END_OF, reverse=True)
        hits.sort(key=START)
        return hits

    def _senses(self, number: int, setting: int) -> tuple[Sense, ...]:
        """The senses of a pattern that may stand in a setting."""
        if not self.legal[number] & setting:
            return ()
        if self.whole[number] & setting:
            return self.senses[number]
        pairs = zip(self.senses[number], self.flags[number], strict=True)
        return tuple([sense for sense, flags in pairs if _MASKS[flags] & setting])


START, _END_OF = attrgetter("start"), attrgetter("end")  # of a hit


def moved(hit: Hit, by: int) -> Hit:
    """A hit on a word alone, in the offsets of a text where the word starts at `by`."""
    return Hit(hit.start + by, hit.end + by, hit.word_start + by, hit.word_end + by, hit.prefix, hit.suffix, hit.senses)


def _is_run(form: str) -> bool:
    """Whether a form is letters of one script, so that in any text it stands within one word."""
    return form.isalpha() and not any(map(str.isascii, form))


_END = "\0"  # stands in no form and no key
# A setting is what stands around a form: one of these before it, with or without an enclitic after it.
_NONE, _CONJUNCTION, _OTHER, _NOMINAL, _ARTICLE, _SWALLOWING = range(6)
_SETTINGS = [(before, after) for before in range(6) for after in (False, True)]
_FLAGS = 64


def _legal_settings(flags: int) -> int:
    """The settings in which a row of these flags may stand, one bit for each of `_SETTINGS`."""
    return sum(1 << bit for bit, setting in enumerate(_SETTINGS) if _may_stand(flags, *setting))


def _may_stand(flags: int, before: int, after: bool) -> bool:
    article = before in (_ARTICLE, _SWALLOWING)
    if after and (not flags & (SUFFIX | BOUND) or article):
        return False
    if flags & BOUND and not after:
        return False
    if flags & AFTER_ARTICLE_L:
        return before == _SWALLOWING
    if flags & NO_PREFIX and before not in (_NONE, _CONJUNCTION):
        return False
    if flags & FINITE and before == _NOMINAL:
        return False
    return not (flags & NO_ARTICLE and article)


_MASKS = tuple(_legal_settings(flags) for flags in range(_FLAGS))


def _prefix_bits(clitics: Clitics, proclitics: ProcliticSets) -> dict[str, tuple[int, int]]:
    """The bits of the settings that each proclitic string makes: (without, with) an enclitic; "" is no proclitic."""
    found: dict[str, tuple[int, int]] = {}
    for prefix in ("", *sorted(clitics.prefixes)):
        if not prefix:
            before = _NONE
        elif prefix in proclitics.swallowing:
            before = _SWALLOWING
        elif prefix in proclitics.with_article:
            before = _ARTICLE
        elif prefix in clitics.nominal:
            before = _NOMINAL
        else:
            before = _CONJUNCTION if prefix in proclitics.conjunctions else _OTHER
        found[prefix] = (1 << 2 * before, 2 << 2 * before)
    return found


def _rebuild(patterns: str, kinds: list[str], keys: str, flags: tuple[bytes, ...], clitics: Clitics) -> Lexicon:
    flat = map(functools.partial(tuple.__new__, Sense), zip(kinds, keys.split(_END), strict=False))
    senses = tuple([tuple(islice(flat, len(group))) for group in flags])
    return Lexicon._of(tuple(patterns.split(_END)) if flags else (), senses, flags, clitics)
