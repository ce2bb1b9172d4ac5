"""How far the clause of a trigger reaches: a tagged sentence and a place in it in, the border tokens out."""

from __future__ import annotations

from rasad.extract.belonging import facility
from rasad.extract.drafts import Tagged
from rasad.extract.tokens import Token, governs
from rasad.kit import Kit

LIGHT = frozenset({"light.launch", "light.make", "light.voice", "light.undergo", "light.occur", "light.witness", "light.target"})
_ENDS = frozenset({"conn", "conn.result", "rel", "report", "verb", "purpose", "p.semicolon", "p.colon"}) | LIGHT
_REACH = 40


def ends_clause(token: Token, kit: Kit) -> bool:
    """Whether no argument is taken from beyond this token."""
    if not token.classes and not token.triggers:
        return False
    if "conn.span" in token.classes:
        return True
    if token.place is not None or token.actors or token.time is not None or "carrier" in token.classes or facility(token.classes):
        return False
    if not _ENDS.isdisjoint(token.classes) and not governs(token.classes):
        return not (token.people or token.head)
    if not token.triggers:
        return False
    return any(t.pos == "v" for t in token.triggers) and not any(t.pos == "n" for t in token.triggers)


def reach_forward(tagged: Tagged, at: int, kit: Kit) -> int:
    """The last token of the clause that the trigger at `at` opens."""
    tokens = tagged.tokens
    high, commas = at, 0
    for j in range(at + 1, min(len(tokens), at + _REACH)):
        token = tokens[j]
        if ends_clause(token, kit):
            break
        if token.triggers and "carrier" not in tokens[j - 1].classes and any(g.trigger == j for g in tagged.groups):
            break
        if token.triggers and token.triggers[0].pos == "p" and tagged.tokens[at].triggers[0].pos != "p":
            break  # "demonstrated, demanding of X": what follows is the participle's
        if "p.comma" in token.classes:
            commas += j + 1 >= len(tokens) or tokens[j + 1].place is None
            if commas > 3 or j + 1 >= len(tokens) or ends_clause(tokens[j + 1], kit):
                break
        high = j
    return high


def reach_backward(tagged: Tagged, at: int, kit: Kit) -> int:
    """The first token of the clause that the trigger at `at` stands in."""
    tokens = tagged.tokens
    low = at
    for j in range(at - 1, max(-1, at - _REACH), -1):
        token = tokens[j]
        if "rel" in token.classes:
            return _antecedent(tagged, j)
        if ends_clause(token, kit) and "past" not in token.classes:
            break
        low = j
    return low


def _antecedent(tagged: Tagged, rel: int) -> int:
    """The first token of the group that a relative pronoun at `rel` hangs on."""
    for group in reversed(tagged.groups):
        if group.last < rel:
            return group.first if rel - group.last <= 3 else rel
    return rel
