"""Finds where a sentence says that nobody was hurt: figure tokens and groups in, zero tolls by kind out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.figures_groups import Group
from rasad.extract.figures_words import Token

# How far behind the negation the casualty noun may stand.
_REACH = 8
_FAR = 16  # behind a negated "led to"
_CONFINED = 6
_BOTH = ("killed", "injured")


@dataclass(slots=True)
class Zero:
    """Tokens [first, last) negate casualties; `noun` is the casualty word.

    `kinds` holds (kind, implied): implied where the word alone does not tell the kind. Empty: nothing is told
    of persons hurt, but the words must not be read as a toll either.
    """

    first: int
    last: int
    noun: int
    kinds: tuple[tuple[str, bool], ...]


def find_zeros(tokens: list[Token], at: list[Group | None]) -> list[Zero]:
    """All negated casualties of a sentence, in order; `at` gives the group that covers each token."""
    zeros: list[Zero] = []
    behind = 0
    for i, token in enumerate(tokens):
        if token.word.classes and i >= behind and (only := _only_things(i, tokens)) is not None:
            zeros.append(only)
            behind = only.last
        elif i >= behind and token.has("negator") and not token.prefix.definite and at[i] is None:
            zero = _negated(i, tokens, at)
            if zero is not None:
                zeros.append(zero)
                behind = zero.last
    return zeros


def _only_things(i: int, tokens: list[Token]) -> Zero | None:
    """"Only material damage was done", "the damage was confined to things": nobody was hurt."""
    confined = tokens[i].has("confined")
    if not confined and not tokens[i].has("damage"):
        return None
    for k in range(i + 1, min(i + _CONFINED, len(tokens))):
        if tokens[k].gap:
            return None
        if not tokens[k].has("material"):
            continue
        if confined or (k + 1 < len(tokens) and not tokens[k + 1].gap and tokens[k + 1].has("only")):
            return Zero(i, k + 1, k, tuple((kind, True) for kind in _BOTH))
        return None
    return None


def _negated(i: int, tokens: list[Token], at: list[Group | None]) -> Zero | None:
    size = len(tokens)
    nobody = False
    outcome = i + 1 < size and tokens[i + 1].has("outcome")
    for k in range(i + 1, min(i + (_FAR if outcome else _REACH), size)):
        token = tokens[k]
        if token.gap or token.has("except") or (token.word.casualty is not None and token.prefix.definite):
            return None
        if k > i + 1 and token.has("brought"):
            return None  # "the talks led to nothing after an attack that left 5 dead"
        if token.has("zero_blocker"):
            return Zero(i, min(k + _REACH, _clause_end(k, tokens)), k, ())
        group = at[k]
        if token.has("nobody") and (group is None or group.first == k):
            nobody = True
            verb = tokens[k - 1].word.cue
            if verb is not None and verb.type != "opener":
                kind = verb.kind
                return Zero(i, k + 1, k - 1, ((kind, False), *_implied(kind)))
            continue
        if token.has("losses"):
            if not _right_before(k, tokens) and not outcome:
                return None
            return _losses(i, k, tokens, nobody)
        casualty = token.word.casualty
        if casualty is not None and casualty.number in "pc" and not token.prefix.definite:
            if group is not None and group.form in ("number", "vague"):
                return None
            if not (_right_before(k, tokens) or outcome) and not (nobody and tokens[k - 1].has("or")):
                return None
            kinds, last = _listed(k, tokens)
            zero_both = casualty.zero_both
            return Zero(
                i, last, k, (*kinds, *(_implied(kinds[0][0]) if zero_both and len(kinds) == 1 else ()))
            )
        if group is not None and group.form in ("number", "dual", "vague"):
            return None
        cue = token.word.cue
        if cue is None or cue.type == "opener":
            continue
        hit_nobody = k + 1 < size and tokens[k + 1].gap == 0 and tokens[k + 1].has("nobody")
        if hit_nobody:
            return Zero(i, k + 2, k, ((cue.kind, False), *_implied(cue.kind)))
        if k == i + 1 and (cue.jussive or cue.imperfect) and not _carries(k, tokens):
            return Zero(i, min(k + 3, size), k, ())
    return None


def _right_before(k: int, tokens: list[Token]) -> bool:
    """Whether the token before the noun at k hands the negation on to it."""
    before = tokens[k - 1]
    return any(before.has(c) for c in ("zero_carrier", "nobody", "negator")) or before.has("carrier")


def _implied(kind: str) -> tuple[tuple[str, bool], ...]:
    """Nobody hurt implies nobody killed; nobody killed implies nothing."""
    return (("killed", True),) if kind == "injured" else ()


def _carries(k: int, tokens: list[Token]) -> bool:
    """Whether a casualty noun or "any" follows the verb at token k: "no dead fell"."""
    return any(t.word.casualty is not None or t.has("nobody") for t in tokens[k + 1 : k + 3])


def _losses(i: int, k: int, tokens: list[Token], nobody: bool) -> Zero:
    following = tokens[k + 1 : k + 3]
    last = k + 1
    if any(t.has("human_loss") for t in following):
        return Zero(i, last + 1, k, tuple((kind, False) for kind in _BOTH))
    if any(t.has("material") for t in following):
        return Zero(i, last + 1, k, ())
    if nobody or (tokens[i].has("negator") and k <= i + 2):
        return Zero(i, last, k, tuple((kind, True) for kind in _BOTH))
    return Zero(i, last, k, ())


def _listed(k: int, tokens: list[Token]) -> tuple[tuple[tuple[str, bool], ...], int]:
    """The kinds of "dead or wounded" from token k on, and the token behind."""
    noun = tokens[k].word.casualty
    assert noun is not None
    kinds = [(noun.kind, False)]
    last = k + 1
    for x in range(k + 1, min(k + 3, len(tokens))):
        token = tokens[x]
        if token.gap:
            break
        other = token.word.casualty
        if other is not None and (token.prefix.conjunction or tokens[x - 1].has("or")):
            if all(kind != other.kind for kind, _ in kinds):
                kinds.append((other.kind, False))
            last = x + 1
    return tuple(kinds), last


def _clause_end(k: int, tokens: list[Token]) -> int:
    for x in range(k + 1, len(tokens)):
        if tokens[x].gap:
            return x
    return len(tokens)
