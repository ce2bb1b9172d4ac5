"""Where and when of the drafts of a document: bound drafts in, places by role and time mentions out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.drafts import Draft
from rasad.resolve.place import PlaceMention
from rasad.resolve.time import TimeMention

_MOVES = frozenset({"withdrawal", "weapons_transfer", "force_movement", "displacement", "abduction"})
_PLACELESS = frozenset({"statement", "agreement"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A place mention (index into the document's list) in a role, and the rule that put it there."""

    mention: int
    role: str
    rule: str


def places_of(draft: Draft, previous: list[Placed], mentions: list[PlaceMention]) -> list[Placed]:
    """The places of a draft: those bound by its frame, else of its clause, else of its sentence, else of the last draft.

    A mention that another one of the same role lies within is dropped: the most specific stands.
    """
    tagged = draft.tagged
    placed: list[Placed] = []
    for filler in draft.fillers:
        if filler.group.place is None or filler.sentence != tagged.index:
            continue
        role = filler.role
        if role not in ("location", "origin", "destination"):
            if filler.group.owners and not filler.group.facility and not (role == "target" and filler.group.marker in ("on", "to")):
                continue
            role = "location"
        placed.append(Placed(filler.group.place, role, filler.rule))
    if not any(p.role == "location" for p in placed):
        bound = {p.mention for p in placed}
        extra = [p for p in _of_clause(draft) if p.mention not in bound]
        if not placed or draft.type not in _MOVES:
            placed.extend(extra)
    if not placed and draft.type not in _PLACELESS:
        placed.extend(_of_sentence(draft))
    if not placed and draft.type not in _PLACELESS:
        placed.extend(Placed(p.mention, p.role, "place.previous") for p in previous)
    if draft.type not in _MOVES:
        placed = [Placed(p.mention, "location", p.rule) if p.role == "destination" else p for p in placed]
    return _specific(placed, mentions)


def _of_clause(draft: Draft) -> list[Placed]:
    tagged = draft.tagged
    found = []
    for token in tagged.tokens[draft.low : draft.high + 1]:
        if token.place is not None and not token.actors:
            found.append(Placed(token.place, "location", "place.clause"))
    return found


def _of_sentence(draft: Draft) -> list[Placed]:
    """The nearest place of the sentence that is not a bare country standing for its government."""
    tagged = draft.tagged
    tokens = [t for t in tagged.tokens if t.place is not None and not t.actors]
    if not tokens:
        return []
    nearest = min(tokens, key=lambda t: (abs(t.index - draft.at), t.index))
    assert nearest.place is not None
    return [Placed(nearest.place, "location", "place.sentence")]


def _specific(placed: list[Placed], mentions: list[PlaceMention]) -> list[Placed]:
    """Drop mentions that enclose another one of the list, and repeated ones."""
    enclosing: set[int] = set()
    for p in placed:
        outer = mentions[p.mention].within
        while outer is not None and outer not in enclosing:
            enclosing.add(outer)
            outer = mentions[outer].within
    out: list[Placed] = []
    for p in placed:
        if p.mention not in enclosing and all(o.mention != p.mention for o in out):
            out.append(p)
    return out


def time_of(draft: Draft) -> TimeMention | None:
    """The time mention of the draft's clause, else the nearest one of its sentence."""
    tagged = draft.tagged
    usable = [t for t in tagged.times if t.first is not None and t.kind in ("point", "since", "until")]
    if not usable:
        return None
    tokens = tagged.tokens
    low, high = tokens[draft.low].word_start, tokens[draft.high].word_end
    inside = [t for t in usable if low <= t.start < high]
    at = draft.token.start
    return min(inside or usable, key=lambda t: (abs(t.start - at), t.start))
