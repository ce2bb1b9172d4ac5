"""Where and when of the drafts of a document: bound drafts in, places by role and time mentions out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.drafts import Draft
from rasad.kit.places import Gazetteer, Place, km
from rasad.resolve.place import PlaceMention, Resolved
from rasad.resolve.time import TimeMention

_MOVES = frozenset({"withdrawal", "weapons_transfer", "force_movement", "displacement", "abduction"})
_NEARBY_KM = 20
_PLACELESS = frozenset({"statement", "agreement"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A place mention (index into the document's list) in a role, and the rule that put it there.

    `listed`: it stands in a list of places, so none of the list encloses another.
    """

    mention: int
    role: str
    rule: str
    listed: bool = False


def places_of(draft: Draft, previous: list[Placed], map: PlaceMap) -> list[Placed]:
    """The places of a draft: those bound by its frame, else of its clause, its sentence, the last draft.

    The most specific stand: a mention that encloses another one, in the text or on the map, is dropped. A country or a
    stretch of border counts only where nothing nearer is told.
    """
    if draft.type in _PLACELESS:
        return []
    placed = _bound(draft)
    if not any(p.role == "location" for p in placed) and (not placed or draft.type not in _MOVES):
        placed.extend(p for p in _of_clause(draft) if all(p.mention != o.mention for o in placed))
    if not placed or all(map.wide(p.mention) for p in placed):
        near = [p for p in _of_sentence(draft) if not map.wide(p.mention)]
        before = [Placed(p.mention, "location", "place.previous") for p in previous if not map.wide(p.mention)]
        if placed:
            placed = before if map.holds(placed, before) else placed
        else:
            placed = near or before or _of_sentence(draft)
    if draft.type not in _MOVES:
        placed = [Placed(p.mention, "location", p.rule) if p.role == "destination" else p for p in placed]
    return map.specific(placed)


def _bound(draft: Draft) -> list[Placed]:
    placed: list[Placed] = []
    for filler in draft.fillers:
        group = filler.group
        if group.place is None or filler.sentence != draft.tagged.index:
            continue
        role = filler.role
        if role not in ("location", "origin", "destination"):
            if group.owners and not group.facility and not (role == "target" and group.marker in ("on", "to")):
                continue
            role = "location"
        placed.append(Placed(group.place, role, filler.rule, group.linked))
    return placed


_GOVERNED = frozenset({"prep.in", "prep.near", "prep.on"})


def _of_clause(draft: Draft) -> list[Placed]:
    """Places of the draft's clause behind a preposition of place."""
    tokens = draft.tagged.tokens
    found = []
    for group in draft.tagged.groups:
        if group.place is not None and draft.low <= group.first <= draft.high and not group.owners:
            if group.marker in ("in", "near", "on") or (group.bare and tokens[group.first].index > draft.at):
                found.append(Placed(group.place, "location", "place.clause", group.linked))
    return found


def _of_sentence(draft: Draft) -> list[Placed]:
    """The nearest place of the sentence that does not stand for its government."""
    groups = [g for g in draft.tagged.groups if g.place is not None and not g.owners]
    if not groups:
        return []
    nearest = min(groups, key=lambda g: (g.marker not in ("in", "near", "on"), abs(g.first - draft.at), g.first))
    assert nearest.place is not None
    return [Placed(nearest.place, "location", "place.sentence")]


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """The places of a document: mentions, what they were resolved to, and which lies in which."""

    mentions: list[PlaceMention]
    resolved: list[Resolved]
    names: list[str]
    gazetteer: Gazetteer

    def wide(self, mention: int) -> bool:
        """Whether a mention is a country, a border or a side of a country: too wide where anything nearer is told."""
        row = self.row(mention)
        if row is None:
            return False
        return row.kind in ("country", "border", "region") and row.population is None

    def contains(self, outer: int, inner: int) -> bool:
        """Whether the inner mention lies in the outer one's place, by the text or by the gazetteer."""
        at, steps = self.mentions[inner].within, 0
        while at is not None and steps < 6:
            if at == outer or self.names[at] == self.names[outer]:
                return True
            at = self.mentions[at].within
            steps += 1
        narrow, wide = self.row(inner), self.row(outer)
        if narrow is None or wide is None or narrow.id == wide.id:
            return False
        if wide.id in (narrow.parent, narrow.admin1, narrow.admin2):
            return True
        if wide.kind in ("governorate", "district") and narrow.admin1 and self._seat(wide.id, narrow):
            return True
        return wide.kind == "country" and wide.country == narrow.country

    def same(self, a: int, b: int) -> bool:
        """Whether two mentions name one place."""
        if a == b or self.names[a] == self.names[b]:
            return True
        row = self.resolved[a].row_id
        return row is not None and row == self.resolved[b].row_id

    def near(self, a: int, b: int) -> bool:
        """Whether two places may be one told at two grains: not far apart, or one of them a whole country's side."""
        first, second = self.row(a), self.row(b)
        if first is None or second is None:
            return first is None or second is None
        if first.country == second.country and (self.wide(a) or self.wide(b)):
            return True
        return km((first.lat, first.lon), (second.lat, second.lon)) <= _NEARBY_KM

    def holds(self, outer: list[Placed], inner: list[Placed]) -> bool | None:
        """True where some place of `inner` lies in one of `outer`; None where it does not."""
        return True if any(self.contains(o.mention, i.mention) for o in outer for i in inner) else None

    def specific(self, placed: list[Placed]) -> list[Placed]:
        """Without repeats and without places that enclose another one of the list (of any role but origin)."""
        out: list[Placed] = []
        for p in placed:
            if any(o.mention == p.mention or self.names[o.mention] == self.names[p.mention] for o in out):
                continue
            if any(
                o.mention != p.mention and o.role == p.role and not o.listed and self.contains(p.mention, o.mention) for o in placed
            ):
                continue
            if self.wide(p.mention) and any(not self.wide(o.mention) and o.role == p.role for o in placed):
                continue
            out.append(p)
        return out

    def row(self, mention: int) -> Place | None:
        """The gazetteer row that a mention was resolved to."""
        row_id = self.resolved[mention].row_id
        return self.gazetteer.places[row_id] if row_id else None

    def _seat(self, unit: str, place: Place) -> bool:
        return unit in (place.admin1, place.admin2)


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


def times_differ(a: TimeMention | None, b: TimeMention | None) -> bool:
    """Whether two told times exclude each other; False where one of them is not told."""
    if a is None or b is None or a.first is None or b.first is None or a.last is None or b.last is None:
        return False
    return a.first > b.last or b.first > a.last
