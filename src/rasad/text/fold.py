"""Folding: a text in, one spelling of it out, with an alignment back to the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from rasad.model import Span
from rasad.text.words import Clitics


@dataclass(frozen=True, slots=True)
class Spelling:
    """What folding does to each character, compiled by `rasad.kit.text`.

    `table` maps code points to "" (dropped), one character or several; it is closed: folding its values changes nothing.
    `cut` finds what changes the length, `varied` what may change one to one, `torn` the separators next to tatweel, `dotted` (in folded text) the separators
    between two letters, `tail` the marks that belong to the letter before them. `letters` are the characters that fold
    to letters, `silent` the dropped ones, `hashes` the hashtag signs. `blanks` separate the words of a hashtag. `eras`
    are abbreviations written after a year, whose dot is never a break (folded).
    """

    table: dict[int, str]
    cut: re.Pattern[str]
    varied: re.Pattern[str]
    torn: re.Pattern[str]
    dotted: re.Pattern[str]
    tail: re.Pattern[str]
    tatweel: str
    letters: frozenset[str]
    silent: frozenset[str]
    hashes: frozenset[str]
    blanks: str
    eras: frozenset[str]
    clitics: Clitics


_NO_MARKS = frozenset({"", " ", ".", "\n"})  # what mostly follows a word, and never belongs to its last letter


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and its alignment: the folded character at `at_folded[i] + n` comes from `at_source[i] + n`."""

    source: str
    text: str
    at_folded: tuple[int, ...]
    at_source: tuple[int, ...]
    tail: re.Pattern[str]

    def origin(self, offset: int) -> int:
        """Source offset of the folded character at `offset`; at the end of the folded text, the end of the source."""
        if offset >= len(self.text):
            return len(self.source)
        i = bisect_right(self.at_folded, offset) - 1
        return self.at_source[i] + offset - self.at_folded[i]

    def span(self, start: int, end: int) -> Span:
        """The source words of folded [start, end), with the marks of the last letter; ValueError where it is empty."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"not a span of the folded text: [{start}, {end})")
        at_folded, at_source = self.at_folded, self.at_source
        i = bisect_right(at_folded, start) - 1
        first = at_source[i] + start - at_folded[i]
        i = bisect_right(at_folded, end - 1, i) - 1
        stop = at_source[i] + end - at_folded[i]
        if self.source[stop : stop + 1] not in _NO_MARKS and (tail := self.tail.match(self.source, stop)):
            stop = tail.end()
        return Span(first, stop)

    def folded(self, source_offset: int) -> int:
        """Folded offset of the first kept character at or after `source_offset`."""
        i = bisect_left(self.at_source, source_offset)
        after = self.at_folded[i] if i < len(self.at_folded) else len(self.text)
        if i < len(self.at_source) and self.at_source[i] == source_offset:
            return after
        if i == 0:
            return 0
        return min(self.at_folded[i - 1] + source_offset - self.at_source[i - 1], after)


def fold_form(form: str, spelling: Spelling) -> str:
    """A lexicon form in the spelling of folded texts."""
    return form.translate(spelling.table)


def fold(text: str, spelling: Spelling, known: frozenset[str] = frozenset()) -> Folded:
    """Fold `text`, joining words broken to dodge filters.

    A break marked by tatweel is always mended; a break by dots, slashes and the like only where the joined word, with
    or without clitics, is in `known` (folded words) and its parts are not.
    """
    cuts = [(m.start(), m.end(), _left_by(m, spelling)) for m in spelling.cut.finditer(text)]
    if spelling.tatweel in text and (torn := _torn(text, spelling)):
        cuts = sorted(cuts + torn)
    folded = _align(text, cuts, spelling)
    if known and (dotted := _dotted(folded.text, spelling, known)):
        origins = [folded.origin(offset) for start, end in dotted for offset in range(start, end)]
        cuts = sorted(cuts + [(origin, origin + 1, "") for origin in origins])
        folded = _align(text, cuts, spelling)
    if any(blank in folded.text for blank in spelling.blanks):
        flat = folded.text.translate({ord(blank): " " for blank in spelling.blanks})
        folded = replace(folded, text=flat)
    return folded


def _align(text: str, cuts: list[tuple[int, int, str]], spelling: Spelling) -> Folded:
    """Replace the cuts (start, end, folded replacement; ordered, disjoint) and fold what lies between, one to one."""
    pieces: list[str] = []
    at_folded, at_source = [0], [0]
    done = shift = 0
    for start, end, new in cuts:
        pieces.append(text[done:start])
        if new:
            for i in range(len(new)):
                at_folded.append(start + shift + i)
                at_source.append(start)
            pieces.append(new)
            shift += len(new)
        shift -= end - start
        at_folded.append(end + shift)
        at_source.append(end)
        done = end
    pieces.append(text[done:])
    folded = "".join(pieces)
    # many times faster than str.translate, which looks up every character
    varied = spelling.varied.search(folded)
    while varied is not None:
        found = varied.group()
        if (plain := spelling.table.get(ord(found))) is not None:
            folded = folded.replace(found, plain)  # and so all of it, wherever it stands
        varied = spelling.varied.search(folded, varied.end())
    return Folded(text, folded, tuple(at_folded), tuple(at_source), spelling.tail)


def _left_by(cut: re.Match[str], spelling: Spelling) -> str:
    """What a cut leaves in the folded text."""
    found, start = cut.group(), cut.start()
    if found in spelling.hashes:
        # a hashtag written on to a word must not melt into it
        before = cut.string[start - 1 : start]
        return " " if before in spelling.letters or before in spelling.silent else ""
    return spelling.table[ord(found)] if len(found) == 1 and found != "\r" else ""


def _torn(text: str, spelling: Spelling) -> list[tuple[int, int, str]]:
    """The separators next to tatweel between two letters, as cuts that leave nothing."""
    cuts: list[tuple[int, int, str]] = []
    for found in spelling.torn.finditer(text):
        start, end = found.span()
        before, after = start - 1, end
        while before >= 0 and text[before] in spelling.silent:
            before -= 1
        while after < len(text) and text[after] in spelling.silent:
            after += 1
        if before < 0 or after == len(text) or not {text[before], text[after]} <= spelling.letters:
            continue
        year = text[max(0, before - 2) : before].rstrip()[-1:]
        if year.isdigit() and fold_form(text[before], spelling) in spelling.eras:
            continue
        cuts.append((start, end, ""))
    return cuts


def _dotted(folded: str, spelling: Spelling, known: frozenset[str]) -> list[tuple[int, int]]:
    """The separators (folded offsets) inside known words of a folded text that are broken without tatweel."""
    joins: list[tuple[int, int]] = []
    chain: list[tuple[int, int]] = []
    stop = -1
    for found in spelling.dotted.finditer(folded):
        start, end = found.span()
        if chain and start != stop:
            joins += _known_joins(folded, chain, stop, spelling, known)
            chain = []
        chain.append((start, end))
        stop = end
        while stop < len(folded) and folded[stop] in spelling.letters:
            stop += 1
    if chain:
        joins += _known_joins(folded, chain, stop, spelling, known)
    return joins


def _known_joins(
    folded: str, chain: list[tuple[int, int]], stop: int, spelling: Spelling, known: frozenset[str]
) -> list[tuple[int, int]]:
    """The breaks of one chain of word parts to close; `stop` is where its last part ends."""
    first = chain[0][0]
    while first and folded[first - 1] in spelling.letters:
        first -= 1
    starts = [first] + [end for _, end in chain]
    ends = [start for start, _ in chain] + [stop]
    parts = [folded[start:end] for start, end in zip(starts, ends, strict=True)]
    if _makes_known(parts, spelling.clitics, known):
        return chain
    # blanks end a chain when the folded text is folded again, so the stretches between them are tried on their own
    edges = (
        [0]
        + [i + 1 for i, (s, e) in enumerate(chain) if set(folded[s:e]) & set(spelling.blanks)]
        + [len(parts)]
    )
    joins: list[tuple[int, int]] = []
    for low, high in pairwise(edges):
        if high - low < len(parts) and _makes_known(parts[low:high], spelling.clitics, known):
            joins += chain[low : high - 1]
    return joins


def _makes_known(parts: list[str], clitics: Clitics, known: frozenset[str]) -> bool:
    """Whether the parts make one known word (of three letters: less may be initials) without all being words."""
    whole = "".join(parts)
    return (
        len(parts) > 1
        and len(whole) > 2
        and _is_known(whole, clitics, known)
        and not all(_is_known(part, clitics, known) for part in parts)
    )


def _is_known(word: str, clitics: Clitics, known: frozenset[str]) -> bool:
    """Whether the word, or what its clitics leave of three letters or more, is in `known`."""
    if word in known:
        return True
    return any(len(core) > 2 and core in known for _, core, _ in clitics.split(word))
