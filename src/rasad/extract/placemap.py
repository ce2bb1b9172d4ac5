"""The places of a document seen together: mentions and their rows in, which lies in which and which one is meant out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter

from rasad.kit.places import LINES, Gazetteer, Place, km
from rasad.kit.placewords import PlaceClass
from rasad.resolve.place import PlaceMention, Resolved

_NEARBY_KM = 20
_CLOSE_KM = 60
_FAR = 500  # mentions back within which "the town" takes one up, so that time stays linear
_start = attrgetter("start")
_APART_KM = 150
_SIDE_KM = 250  # how far from the middle of a country's side what lies in it may be
_SIDES = frozenset({"direction", "territory"})
_LONGEST_GAP = 24  # characters between a place and the one that it is said to lie in
_BEARINGS = frozenset({"countryside", "direction"})
_AIMED = (".to", ".on", "on.country")  # "from X at Y": Y does not say where X lies
_TERRITORIES = frozenset({"region", "governorate"})
_COARSE = frozenset({"country", "border", "region"})
_SETTLED = frozenset({"city", "town", "village", "quarter", "camp"})
_UNNAMED = "place:described"
_CARRIED = frozenset({"place.previous", "place.anaphor"})
_UNTIED = frozenset({"place.sentence", "place.alone"})


@dataclass(slots=True)
class Placed:
    """A place mention (index into the document's list) in a role, and the rule that put it there.

    `listed`: it stands in a list of places, so none of the list encloses another. `again`: the list goes on with a
    preposition of its own, "in X in the district of Y and near Z", so with the first of the places before.
    """

    mention: int
    role: str
    rule: str
    listed: bool = False
    again: bool = False

    @property
    def carried(self) -> bool:
        """Whether it is taken over from before: no word near the action names it."""
        return self.rule in _CARRIED

    @property
    def untied(self) -> bool:
        """Whether it only stands in the sentence of the action."""
        return self.rule in _UNTIED

    @property
    def bound(self) -> bool:
        """Whether a word of the action itself governs it."""
        return not self.rule.startswith("place.")


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
            return self.mentions[mention].rule == _UNNAMED
        if row.kind in ("country", "border"):
            return True
        return row.kind == "region" and (row.country is None or self._side(mention))

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
        return wide.kind == "country" and wide.country == narrow.country

    def on_side(self, outer: int, inner: int) -> bool:
        """Whether the outer mention is a side of a country, "the east of Syria", and the inner one a place on that side."""
        narrow, wide = self.row(inner), self.row(outer)
        if narrow is None or wide is None or wide.country != narrow.country:
            return False
        return wide.kind == "region" and self._side(outer) and not self.wide(inner) and not self._apart(outer, inner, _SIDE_KM)

    def seat(self, mention: int) -> bool:
        """Whether a mention names the city that its governorate is called after: it may stand for all of it."""
        row = self.row(mention)
        if row is None or row.kind != "city" or row.admin1 is None:
            return False
        return self.gazetteer.places[row.admin1].name == row.name

    def may_hold(self, outer: int, inner: int) -> bool:
        """As `contains`, and the capital of a governorate for what lies in the governorate."""
        if self.contains(outer, inner):
            return True
        narrow, wide = self.row(inner), self.row(outer)
        if narrow is None or wide is None or wide.admin1 != narrow.admin1 or narrow.id == wide.id or not self.seat(outer):
            return False
        return narrow.kind != "city" or self.mentions[outer].relation == "countryside"

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
        if first.country == second.country and (first.kind in _COARSE or second.kind in _COARSE):
            return True
        return km((first.lat, first.lon), (second.lat, second.lon)) <= _NEARBY_KM

    def close(self, a: int, b: int) -> bool:
        """Whether two places are known to lie close by, and are not one place."""
        first, second = self.row(a), self.row(b)
        if first is None or second is None or first.kind in LINES or second.kind in LINES:
            return False
        return first.id != second.id and km((first.lat, first.lon), (second.lat, second.lon)) <= _CLOSE_KM

    def holds(self, outer: list[Placed], inner: list[Placed]) -> bool:
        """Whether some place of `inner` lies in one of `outer`."""
        return any(self.contains(o.mention, i.mention) for o in outer for i in inner)

    def latest(self, before: int, cls: PlaceClass) -> int | None:
        """The last mention that ends before the offset `before` and is of a class: by its own class word or its row."""
        behind = bisect_left(self.mentions, before, key=_start)
        for at in range(behind - 1, max(-1, behind - _FAR), -1):
            mention = self.mentions[at]
            if mention.end > before or mention.rule == _UNNAMED or self.wide(at):
                continue
            row = self.row(at)
            if mention.class_id == cls.id or (row is not None and row.kind in cls.kinds):
                return at
        return None

    def without_enclosing(self, placed: list[Placed]) -> list[Placed]:
        """Without the places, and what is listed with them, that only say where the one before lies: "X in the north of Y"."""
        out: list[Placed] = []
        left_out = False
        outer = -1
        for p in sorted(placed, key=lambda p: self.mentions[p.mention].start):
            if p.again or (left_out and p.listed and self._alike(out[-1].mention, p.mention, outer)):
                left_out = False  # "X in Y and near Z", "the district X in Y and the district Z"
            elif not p.listed:
                aimed = bool(out) and out[-1].role == "origin" and p.rule.endswith(_AIMED)
                left_out = bool(out) and not aimed and p.role in (out[-1].role, "location") and self._says_where(p.mention, out[-1].mention)
                outer = p.mention
            if not left_out:
                out.append(p)
        return out

    def _alike(self, a: int, b: int, other: int) -> bool:
        """Whether two places are of one kind, by class word or gazetteer, and a third one is not."""
        classes = {self.mentions[a].class_id, self.mentions[b].class_id}
        if None not in classes and len(classes) == 1 and self.mentions[other].class_id not in classes:
            return True
        rows = [self.row(m) for m in (a, b, other)]
        kinds = [row.kind if row is not None else None for row in rows]
        return kinds[0] is not None and kinds[0] == kinds[1] != kinds[2]

    def specific(self, placed: list[Placed]) -> list[Placed]:
        """Without repeats and without places that enclose another one of the list (of any role but origin)."""
        out: list[Placed] = []
        for at, p in enumerate(placed):
            if any(o.mention == p.mention or self.names[o.mention] == self.names[p.mention] for o in out):
                continue
            if any(
                o.mention != p.mention and o.role == p.role and not o.listed and self._encloses(p.mention, o.mention)
                and not (other > at and self._encloses(o.mention, p.mention))
                for other, o in enumerate(placed)
            ):  # fmt: skip
                continue
            if self.wide(p.mention) and any(
                not self.wide(o.mention) and o.role == p.role and not self._encloses(o.mention, p.mention) for o in placed
            ):
                continue
            out.append(p)
        return out

    def narrowed(self, told: list[Placed], retold: list[Placed]) -> list[Placed]:
        """The places of a telling with those of its retelling that lie in them in their stead."""
        inner = [r for r in retold if any(r.role == t.role and self._narrows(t, r) for t in told)]
        outer = [t for t in told if not any(self._narrows(t, r) and not self.may_hold(r.mention, t.mention) for r in inner)]
        return self.specific([*outer, *inner]) if inner else told

    def _narrows(self, told: Placed, retold: Placed) -> bool:
        """Whether a retelling's place lies in the one told; in a side of a country only if the action's words name it."""
        if self.may_hold(told.mention, retold.mention):
            return True
        told_there = retold.rule == "place.alone" or retold.bound
        return told_there and (self.on_side(told.mention, retold.mention) or self._nearer(told.mention, retold.mention))

    def _nearer(self, told: int, retold: int) -> bool:
        """Whether a name that no gazetteer has may lie in what was told of a whole side of a country or governorate."""
        row = self.row(told)
        return row is not None and row.kind in _TERRITORIES and self.row(retold) is None and self.mentions[retold].rule != _UNNAMED

    def _encloses(self, outer: int, inner: int) -> bool:
        """As `contains`; the countryside of a capital is that of its governorate."""
        if self.mentions[outer].relation in _BEARINGS:
            return self.may_hold(outer, inner)
        return self.contains(outer, inner) or self._amid(outer, inner)

    def _amid(self, outer: int, inner: int) -> bool:
        """Whether the outer one is a plain or a valley, and the inner one a settlement near its middle."""
        narrow, wide = self.row(inner), self.row(outer)
        if narrow is None or wide is None or wide.kind != "region" or wide.admin1 is None or wide.admin1 != narrow.admin1:
            return False
        return narrow.kind in _SETTLED and km((narrow.lat, narrow.lon), (wide.lat, wide.lon)) <= _NEARBY_KM

    def _says_where(self, b: int, a: int) -> bool:
        """Whether `b` follows `a` within a few words and may enclose it."""
        if not 0 <= self.mentions[b].word_start - self.mentions[a].end <= _LONGEST_GAP:
            return False
        return not self._encloses(a, b) and not self._apart(a, b)

    def _apart(self, a: int, b: int, limit: int = _APART_KM) -> bool:
        first, second = self.row(a), self.row(b)
        if first is None or second is None or first.kind in LINES or second.kind in LINES:
            return False
        return km((first.lat, first.lon), (second.lat, second.lon)) > limit

    def _side(self, mention: int) -> bool:
        """Whether a name opens with a point of the compass: "the north of X", "the X north"."""
        words = self.gazetteer.words
        first = self.names[mention].split(" ", 1)[0]
        forms = words.forms.get(first) or words.forms.get(first.removeprefix(words.article), ())
        return any(words.classes[c].role in _SIDES for c, _ in forms)

    def row(self, mention: int) -> Place | None:
        """The gazetteer row that a mention was resolved to."""
        row_id = self.resolved[mention].row_id
        return self.gazetteer.places[row_id] if row_id else None
