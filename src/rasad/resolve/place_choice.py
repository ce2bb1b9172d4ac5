"""Chooses the gazetteer row that each place mention of a document means: mentions in, resolved places out."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log10

from rasad.kit.places import GENERATED, IMPORTED, LINES, Gazetteer, Place, km
from rasad.model import GeoPrecision
from rasad.resolve.place_mention import PlaceMention

# What speaks for a row, in points; the winner must lead by MARGIN over every row that lies elsewhere.
_CLASS_FITS, _CLASS_NEARLY = 3.0, 1.5
_INSIDE, _NOT_INSIDE = 4.0, -4.0
_OUR_COUNTRY, _OTHER_COUNTRY = 2.0, -1.5
_NEIGHBOUR = 1.5
_CURATED = 0.6
_IMPORTED = -0.5  # a table of thousands of hamlets must not put in doubt whom the press means by a known name
_MARGIN = 0.5
_SAME_PLACE_KM = 10.0
# How far from a unit's point its seat of the same name may lie.
_SEAT_KM = {"district": 60.0, "governorate": 150.0, "region": 150.0}
_NEIGHBOUR_KM = 60.0
_NEIGHBOURS = 4
_NEARBY_DEGREES = 2.5
# A lone row in another country than the document's is a namesake unless it is known well beyond its district.
_KNOWN_ABROAD = 100_000
_KIND_POINTS = {
    "country": 3.0, "city": 1.6, "governorate": 1.4, "region": 1.2, "town": 0.8, "district": 0.5, "sea": 0.5, "quarter": -0.4,
    "village": 0.0, "area": 0.0,
}  # fmt: skip
_REACH_KM = {
    "country": 1200.0, "region": 250.0, "governorate": 150.0, "district": 60.0, "city": 30.0, "town": 20.0, "village": 15.0,
}  # fmt: skip
_NEAR_REACH_KM = 60.0
_UNIT_CLASSES = {"governorate": GeoPrecision.PROVINCE, "district": GeoPrecision.DISTRICT, "sea": GeoPrecision.SEA_OR_AIR}
_OUTLYING = frozenset({"district", "city", "town", "village", "area"})
_WHOLE_NAME = "place:name-with-class"
_WIDE = frozenset({"country", "region", "governorate"})


@dataclass(slots=True)
class Resolved:
    """Where a mention lies. `row_id` None: the gazetteer has no row for it, or cannot tell which.

    `lat`, `lon`, `precision` may be set without a row: then they are those of the place that it is said to lie in.
    """

    row_id: str | None
    lat: float | None
    lon: float | None
    precision: GeoPrecision | None
    rule: str


NOWHERE = Resolved(None, None, None, None, "place:unresolved")


def document_country(mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> str | None:
    """The ISO country in which most places of a document lie; None where there is no clear lead."""
    votes: dict[str, float] = defaultdict(float)
    cast: dict[tuple[str, ...], dict[str, float]] = {}  # by the names met so far
    for mention in mentions:
        told = cast.get(mention.candidates)
        if told is None:
            told = cast[mention.candidates] = _votes([gazetteer.places[i] for i in mention.candidates])
        for country, weight in told.items():
            votes[country] += weight
    if not votes:
        return None
    ranked = sorted(votes.items(), key=lambda v: (-v[1], v[0]))
    if len(ranked) > 1 and ranked[0][1] < 1.25 * ranked[1][1]:
        return None
    return ranked[0][0]


def _votes(rows: list[Place]) -> dict[str, float]:
    """What a name that may be any of the rows says of the country that a document speaks of."""
    countries = {r.country for r in rows if r.country}
    if not countries:
        return {}
    # A country named as such is often a party to the conflict, not its place.
    weight = 0.4 if all(r.kind == "country" for r in rows) else 1.0
    if len(countries) == 1:
        return {countries.pop(): weight}
    best = max(rows, key=_prior)
    return {country: weight * (0.6 if country == best.country else 0.3) for country in countries}


def resolve_places(mentions: Sequence[PlaceMention], gazetteer: Gazetteer, country: str | None) -> list[Resolved]:
    """One result for each mention of a document, in order; `country` is what `document_country` said, or better."""
    chooser = _Chooser(mentions, gazetteer, country)
    return chooser.choose()


class _Chooser:
    """The state of one document's choice: rows settled so far, and the sense that each name got."""

    def __init__(self, mentions: Sequence[PlaceMention], gazetteer: Gazetteer, country: str | None) -> None:
        self.mentions, self.gazetteer, self.country = mentions, gazetteer, country
        self.rows: list[list[Place]] = [self.fitting(m) for m in mentions]
        self.settled: dict[int, Place | None] = {}
        self.placed: list[int] = []  # mentions with a row, in text order

    def fitting(self, mention: PlaceMention) -> list[Place]:
        """The candidates that the class word allows."""
        rows = [self.gazetteer.places[i] for i in mention.candidates]
        if mention.class_id is None or mention.relation == "between" or mention.rule == _WHOLE_NAME:
            return rows
        cls = self.gazetteer.words.classes[mention.class_id]
        if cls.role != "class" or not cls.kinds:
            return rows
        fit = [r for r in rows if r.kind in cls.kinds]
        # "The governorate of X" is never the city that it is called after, however well known that is.
        allowed = [r for r in rows if r.kind in cls.kinds or (r.kind in cls.also and not any(_same_place(r, f) for f in fit))]
        if allowed or (cls.named_after and not mention.rule.endswith("-of")):
            return allowed
        # A camp called after a country does not lie there.
        return [r for r in rows if r.kind != "country"]

    def choose(self) -> list[Resolved]:
        # Enclosing places first, then names with one row, then the rest in text order.
        plain = sorted(range(len(self.mentions)), key=lambda i: (len(self.rows[i]) > 1, i))
        for i in plain:
            self.settle(i, ())
        return [self.result(i) for i in range(len(self.mentions))]

    def settle(self, i: int, path: tuple[int, ...]) -> Place | None:
        if i in self.settled:
            return self.settled[i]
        mention = self.mentions[i]
        if mention.within is not None and mention.within not in path and mention.within != i:
            self.settle(mention.within, (*path, i))
        row = self.best(i)
        self.settled[i] = row
        if row is not None and row.kind not in _WIDE:
            insort(self.placed, i)
        return row

    def best(self, i: int) -> Place | None:
        mention, rows = self.mentions[i], self.rows[i]
        if not rows or mention.relation == "between":
            return None
        if len(rows) == 1:
            return rows[0] if self.plausible(rows[0], i) else None
        nearest = self.nearest(i)
        scored = sorted(((self.score(r, i, nearest), r) for r in rows), key=lambda s: (-s[0], s[1].id))
        top, first = scored[0]
        for points, other in scored[1:]:
            if top - points >= _MARGIN:
                break
            if not _same_place(first, other):
                return None
        return first if self.plausible(first, i) else None

    def plausible(self, row: Place, i: int) -> bool:
        """Whether a row is no mere namesake: in the document's country, known well, or vouched for by its neighbours."""
        inside = self.inside(row, i)
        if inside is False and not (row.kind in _WIDE or (row.population or 0) >= _KNOWN_ABROAD):
            return False
        if inside:
            return True
        if self.country is None or row.country is None or row.country == self.country or row.kind in _WIDE:
            return True
        return _curated(row) or (row.population or 0) >= _KNOWN_ABROAD or _nearness(row, i, self.nearest(i)) > 0.3

    def score(self, row: Place, i: int, nearest: list[tuple[int, Place]]) -> float:
        mention = self.mentions[i]
        points = _prior(row)
        if mention.class_id is not None:
            cls = self.gazetteer.words.classes[mention.class_id]
            fits = row.kind in cls.kinds or mention.rule == _WHOLE_NAME
            points += _CLASS_FITS if fits else _CLASS_NEARLY if row.kind in cls.also else 0.0
        inside = self.inside(row, i)
        if inside is not None:
            points += _INSIDE if inside else _NOT_INSIDE
        if self.country is not None and row.kind != "country" and row.country is not None:
            points += _OUR_COUNTRY if row.country == self.country else _OTHER_COUNTRY
        return points + _NEIGHBOUR * _nearness(row, i, nearest)

    def inside(self, row: Place, i: int) -> bool | None:
        """Whether a row lies in (or, by relation, near) the place that encloses the mention; None: it is not known."""
        within = self.mentions[i].within
        outer = self.settled.get(within) if within is not None else None
        if within is None or outer is None or outer.id == row.id or outer.kind in LINES:
            return None
        if outer.id in (row.parent, row.admin1, row.admin2):
            return True
        if outer.kind == "country":
            return row.country == outer.country
        distance = km((row.lat, row.lon), (outer.lat, outer.lon))
        if self.mentions[within].relation != "in":
            # "east of X", "countryside of X": X often stands for its whole governorate.
            return distance <= _NEAR_REACH_KM or (outer.admin1 is not None and row.admin1 == outer.admin1)
        if outer.kind == "governorate" and row.admin1 is not None and row.admin1 != outer.id:
            return None if distance <= _REACH_KM["district"] else False
        if distance <= _REACH_KM.get(outer.kind, 25.0):
            return True
        # "the district of X in Y": Y may stand for the governorate that is called after it.
        return row.kind in _OUTLYING and outer.kind == "city" and outer.admin1 is not None and row.admin1 == outer.admin1

    def nearest(self, i: int) -> list[tuple[int, Place]]:
        """The settled places named next to a mention in the text."""
        at = bisect_left(self.placed, i)
        around = self.placed[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
        found = sorted(around, key=lambda j: abs(j - i))[:_NEIGHBOURS]
        return [(j, row) for j in found if (row := self.settled[j]) is not None]

    def result(self, i: int) -> Resolved:
        mention, row = self.mentions[i], self.settled[i]
        if row is not None:
            exact = _precision(row, mention, self.gazetteer)
            return Resolved(row.id, row.lat, row.lon, exact, "place:row")
        outer = self.settled.get(mention.within) if mention.within is not None else None
        if outer is None or outer.kind in ("country", "region"):
            return NOWHERE
        # Known namesakes count as an unknown name only where all of them lie elsewhere than the text says.
        if any(self.inside(r, i) is not False for r in self.rows[i]):
            return NOWHERE
        return Resolved(None, outer.lat, outer.lon, max(GeoPrecision.NEAR, outer.precision), "place:enclosing")


def _same_place(a: Place, b: Place) -> bool:
    """Whether two rows lie at one spot, or one is the unit that is called after the other."""
    if b.id in (a.admin1, a.admin2, a.parent) or a.id in (b.admin1, b.admin2, b.parent):
        return True
    near = _SAME_PLACE_KM
    if a.country == b.country and (a.kind in _SEAT_KM) != (b.kind in _SEAT_KM):
        near = _SEAT_KM[a.kind if a.kind in _SEAT_KM else b.kind]
    return km((a.lat, a.lon), (b.lat, b.lon)) <= near


def _curated(row: Place) -> bool:
    return not row.id.startswith((GENERATED, IMPORTED))


def _nearness(row: Place, i: int, nearest: list[tuple[int, Place]]) -> float:
    """0 to 1: how near a row lies to the places named next to mention `i`, the nearer in the text the more."""
    best = 0.0
    for j, other in nearest:
        if abs(row.lat - other.lat) < _NEARBY_DEGREES and abs(row.lon - other.lon) < _NEARBY_DEGREES:
            distance = km((row.lat, row.lon), (other.lat, other.lon))
            best = max(best, exp(-distance / _NEIGHBOUR_KM) * (1.0 - 0.1 * min(abs(j - i), 5)))
    return best


def _prior(row: Place) -> float:
    points = _KIND_POINTS.get(row.kind, 0.3)
    if row.id.startswith(IMPORTED):
        points += _IMPORTED
    elif _curated(row):
        points += _CURATED
    if row.population:
        points += 0.5 * max(0.0, log10(row.population) - 3.0)
    return points


def _precision(row: Place, mention: PlaceMention, gazetteer: Gazetteer) -> GeoPrecision:
    own = row.precision
    cls = gazetteer.words.classes[mention.class_id] if mention.class_id else None
    if cls is not None and cls.role == "class" and mention.rule != _WHOLE_NAME and row.kind not in cls.kinds and row.kind not in cls.also:
        # A site or unit called after the row's place: somewhere near it.
        own = max(own, _UNIT_CLASSES.get(cls.id, GeoPrecision.NEAR))
    elif cls is not None and mention.rule != _WHOLE_NAME and cls.id in _UNIT_CLASSES:
        own = max(own, _UNIT_CLASSES[cls.id])
    if mention.relation == "in":
        return own
    if row.kind in ("country", "region"):
        return GeoPrecision.VAGUE
    if mention.relation == "countryside":
        return max(own, GeoPrecision.PROVINCE if row.kind in ("governorate", "city") else GeoPrecision.NEAR)
    return max(own, GeoPrecision.NEAR)
