"""Cuts a sentence into words with the senses that the date tables give them: folded text in, tokens out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from rasad.kit.time import HIJRI_YEARS, YEARS, Senses, TimeData
from rasad.kit.time_rules import Roots
from rasad.text.words import Word

_WORD = re.compile(r"[^\W\d_]+|\d+")
# What digits can be the beginning of: a date, an hour, a number that is not whole.
_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(\d{1,2})([-/.])(\d{1,2})\6(\d{4})(?!\d)")
_HOUR = re.compile(r"\d{1,2}:\d\d(?!\d)")
_FRACTION = re.compile(r"\d+(?:[.,\u066b\u066c]\d+)+")
GAP = " _"
_MONTH_GAP = " _/()-"
# How many words before and from an anchor on can belong to its date, cues included.
_REACH_BACK, _REACH_ON = 12, 14
_NEAR = b"\x01" * (_REACH_BACK + _REACH_ON)
_NOWHERE = Roots((), False)


@dataclass(slots=True)
class Token:
    """A word at [start, end), its clitics left out; `left` is where they begin; `conjoined`: one of them is "and"."""

    left: int
    start: int
    end: int
    senses: Senses
    conjoined: bool
    roots: Roots


# Stands for every word that is in no table; its place is never asked for.
OTHER = Token(0, 0, 0, {}, False, _NOWHERE)


class Words(NamedTuple):
    """The words of a sentence and where they begin."""

    spellings: list[str]
    starts: list[int]

    @classmethod
    def of(cls, spellings: list[str], words: list[Word]) -> Words:
        """Those that `find_words` has cut; here digits and letters are words apart, and letters of two scripts are one."""
        starts = [start for start, _ in words]
        if not any(map(str.isascii, spellings)):
            return cls(spellings, starts)
        found, places = list[str](), list[int]()
        end = -1
        for spelling, start in zip(spellings, starts, strict=True):
            if start == end and not (spelling[0].isdecimal() or found[-1][0].isdecimal()):
                found[-1] += spelling
            elif spelling.isascii():
                for part in _WORD.finditer(spelling):
                    found.append(part.group())
                    places.append(start + part.start())
            else:
                found.append(spelling)
                places.append(start)
            end = start + len(spelling)
        return cls(found, places)

    def end(self, i: int) -> int:
        return self.starts[i] + len(self.spellings[i])


def lex(text: str, start: int, end: int, time: TimeData, words: Words | None = None) -> list[Token]:
    """The words of [start, end) as tokens; [] where none of them is worth a look. `words`: the same, if already cut.

    Only words near one that is worth a look are looked up; all others are OTHER.
    """
    spellings = words.spellings if words is not None else _WORD.findall(text, start, end)
    anchored = [k for k, spelling in enumerate(spellings) if spelling in time.anchors]
    if not anchored:
        return []
    near = bytearray(len(spellings) + _REACH_BACK + _REACH_ON)
    for k in anchored:
        near[k : k + _REACH_BACK + _REACH_ON] = _NEAR
    return _tokens(text, words or Words(spellings, _places(text, spellings, start)), near, time)


def _places(text: str, spellings: list[str], start: int) -> list[int]:
    """Where each word begins; no part of a word can stand in the gap before it, so looking it up in order finds it."""
    starts: list[int] = []
    for spelling in spellings:
        start = text.index(spelling, start)
        starts.append(start)
        start += len(spelling)
    return starts


def _tokens(text: str, words: Words, near: bytearray, time: TimeData) -> list[Token]:
    """The words as tokens; word k is looked up where near[k + _REACH_BACK] is set."""
    tokens: list[Token] = []
    spellings, starts = words
    known, phrases = time.words, time.phrases
    i, count = 0, len(spellings)
    while i < count:
        if not near[i + _REACH_BACK]:
            further = near.find(1, i + _REACH_BACK) - _REACH_BACK
            stop = further if i < further < count else count
            tokens += [OTHER] * (stop - i)
            i = stop
            continue
        spelling, at = spellings[i], i
        i += 1
        lexeme = known.get(spelling)
        if spelling in phrases:
            for tail, phrase in phrases[spelling]:
                if i < count and spellings[i] == tail[0] and _continues(text, words, i, tail):
                    lexeme = phrase
                    i += len(tail)
                    break
        if lexeme is None:
            if spelling[0].isdecimal():
                tokens.append(_digits(text, words, at, tokens, time))
                while i < count and starts[i] < tokens[-1].end:
                    i += 1
            else:
                tokens.append(OTHER)
            continue
        start, end = starts[at], words.end(i - 1)
        token = Token(start, start + lexeme.skip, end, lexeme.senses, lexeme.conjoined, lexeme.roots)
        if "month" in token.senses and tokens and _same_month(text, tokens[-1], token):
            before = tokens.pop()
            closes = text[end : end + 1] == ")" and "(" in text[before.end : token.start]
            senses = {"month": token.senses["month"], "solid_month": token.senses["month"]}
            token = Token(
                before.left,
                before.start,
                end + closes,
                senses,
                before.conjoined,
                time.roots[frozenset(senses)],
            )
        tokens.append(token)
    return tokens


def _continues(text: str, words: Words, i: int, tail: tuple[str, ...]) -> bool:
    """True where words i.. are `tail`, only spaces between them and before."""
    if tuple(words.spellings[i : i + len(tail)]) != tail:
        return False
    return all(not text[words.end(k - 1) : words.starts[k]].strip(GAP) for k in range(i, i + len(tail)))


def _same_month(text: str, before: Token, token: Token) -> bool:
    """True for one month named twice, in two traditions."""
    gap = text[before.end : token.start]
    return before.senses.get("month") == token.senses["month"] and len(gap) <= 4 and not gap.strip(_MONTH_GAP)


def _digits(text: str, words: Words, i: int, tokens: list[Token], time: TimeData) -> Token:
    """A token in digits; the article or a clitic that stands before it as a word of its own is taken out of `tokens`."""
    spelling, start = words.spellings[i], words.starts[i]
    end = start + len(spelling)
    senses: Senses = {}
    if (date_told := _NUMERIC.match(text, start)) is not None:
        a, _, b, c, d, _, e, f = date_told.groups()
        senses = {"numeric": (int(a), int(b), int(c)) if a else (int(d), int(e), int(f))}
        end = date_told.end()
    elif (hour := _HOUR.match(text, start)) is not None:
        senses, end = {"clock_digits": None}, hour.end()
    elif (fraction := _FRACTION.match(text, start)) is not None:
        end = fraction.end()
    else:
        number = int(spelling) if len(spelling) <= 6 else 0
        senses = {"n": number}
        if 1 <= number <= 31 and len(spelling) <= 2:
            senses["day"] = number
        elif len(spelling) == 4 and YEARS[0] <= number < YEARS[1]:
            senses["year"] = number
        elif len(spelling) == 4 and HIJRI_YEARS[0] <= number < HIJRI_YEARS[1]:
            senses["hijri_year"] = number
    left, conjoined = start, False
    if i >= 1 and tokens:
        clitic = time.digit_clitics.get(words.spellings[i - 1])
        gap = text[words.end(i - 1) : start]
        if clitic is not None and (gap == "" or (gap == " " and clitic[1])):
            left, conjoined = words.starts[i - 1], clitic[0]
            tokens.pop()
    return Token(left, start, end, senses, conjoined, time.roots[frozenset(senses)] if senses else _NOWHERE)
