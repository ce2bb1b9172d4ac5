"""Reads number words and digits: figure tokens in, values out ("twenty-five", "3 thousand", "1,200")."""

from __future__ import annotations

from rasad.extract.figures_words import Token


def plain(tokens: list[Token], i: int) -> bool:
    """Whether token i follows the one before with only blanks between, and has no proclitic."""
    return i < len(tokens) and tokens[i].gap == 0 and not tokens[i].prefix.form


def read_number(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The number that starts at token i, with the token behind it; None where there is none."""
    if i >= len(tokens):
        return None
    token = tokens[i]
    if token.has("half"):
        scale = _scale(tokens, i + 1)
        return (scale // 2, i + 2) if scale else None
    if token.digits:
        if token.value is None:
            return None
        value, j = token.value, i + 1
    elif token.word.number is not None and token.word.cue is None:
        if token.word.number.kind == "scale":
            value, j = token.word.number.alone, i + 1
            return _add(tokens, value, j)
        value, j = _below_thousand(tokens, i)
    else:
        return None
    scaled = _scale(tokens, j)
    if scaled:
        value, j = value * scaled, j + 1
        if not token.digits:
            return _add(tokens, value, j)
    return value, j


def _scale(tokens: list[Token], j: int) -> int:
    if not plain(tokens, j):
        return 0
    word = tokens[j].word
    if word.number is not None and word.number.kind == "scale" and word.number.value in (1000, 1000000):
        return word.number.value
    if word.vague is not None and word.vague.multiplier:
        return word.vague.multiplier
    return 0


def _add(tokens: list[Token], value: int, j: int) -> tuple[int, int]:
    """Add "and <number below a thousand>" behind thousands."""
    if j < len(tokens) and tokens[j].prefix.conjunction and tokens[j].gap == 0:
        number = tokens[j].word.number
        if number is not None and number.kind in ("hundred", "tens") and not tokens[j].prefix.definite:
            more, k = _below_thousand(tokens, j)
            if not _scale(tokens, k):
                return value + more, k
    return value, j


def _word_number(tokens: list[Token], j: int, kinds: tuple[str, ...], joined: bool) -> int:
    """The value of the number word at token j if of these kinds and (not) joined by "and"; else 0."""
    if j >= len(tokens) or tokens[j].gap:
        return 0
    token = tokens[j]
    number = token.word.number
    if number is None or number.kind not in kinds or token.prefix.preposition:
        return 0
    if token.prefix.conjunction != joined:
        return 0
    return number.value


def _below_thousand(tokens: list[Token], i: int) -> tuple[int, int]:
    number = tokens[i].word.number
    assert number is not None
    value, j = number.value, i + 1
    if number.kind == "unit":
        if ten := _word_number(tokens, j, ("ten",), False):
            return value + ten, j + 1
        if tens := _word_number(tokens, j, ("tens",), True):
            return value + tens, j + 1
        if _word_number(tokens, j, ("hundred",), False) == 100:
            value, j = value * 100, j + 1
        else:
            return value, j
    elif number.kind != "hundred":
        return value, j
    if _word_number(tokens, j, ("unit", "ten", "tens"), True):
        more, k = _small(tokens, j)
        return value + more, k
    return value, j


def _small(tokens: list[Token], i: int) -> tuple[int, int]:
    number = tokens[i].word.number
    assert number is not None
    if number.kind == "unit":
        if ten := _word_number(tokens, i + 1, ("ten",), False):
            return number.value + ten, i + 2
        if tens := _word_number(tokens, i + 1, ("tens",), True):
            return number.value + tens, i + 2
    return number.value, i + 1
