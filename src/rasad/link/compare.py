"""Compares two mentions: two signatures in, a weight in bits with its named parts out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

from rasad.kit.places import km
from rasad.link.rare import alike
from rasad.link.signature import Party, Signature, Spot, Toll
from rasad.link.weights import Weights, weights
from rasad.model import GeoPrecision, number_told

LINKED = weights().linked
APART = weights().apart

_VILLAGE_KM, _TOWN_KM, _DISTRICT_KM, _REGION_KM = 5.0, 10.0, 40.0, 250.0
_NEXT_KM = 30.0
_AROUND_KM = 150.0
_STRETCH = 3  # radii within which a region, a border or a road may still reach
_FAR_DEGREES, _FAR = 9.0, 1000.0  # of latitude; kilometres: farther than any place reaches
_SHORTEST_NAME = 4  # letters
_LONG = 4  # days: a span longer than this says little of the day
_NEAR = 14  # days before publication in which what is not dated is taken to have happened
_MANY, _SOME = 10, 3
_NEARLY, _TIMES = 1.25, 3
_ONE_STORY, _ALIKE = 0.25, 0.1  # shares of the rare words of both reports


def _levels(feature: str) -> dict[str, tuple[float, bool]]:
    """Weight and whether it sets apart, by level."""
    return {id: (level.weight, level.apart) for (name, id), level in weights().levels.items() if name == feature}


_TYPE, _TIME, _PLACE, _INITIATOR, _TARGET = map(_levels, ("type", "time", "place", "initiator", "target"))
_KILLED, _INJURED, _WEAPON, _STORY, _REALITY = map(_levels, ("killed", "injured", "weapon", "story", "reality"))


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature adds: its level, its weight in bits, what was compared, and whether it sets the two apart."""

    feature: str
    level: str
    weight: float
    values: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Comparison:
    """The weight of a pair in bits and the parts that it sums."""

    weight: float
    features: tuple[Part, ...]

    @property
    def linked(self) -> bool:
        """Whether the two are taken to tell one event, as far as they alone say."""
        return self.weight >= LINKED and not self.vetoed

    @property
    def vetoed(self) -> bool:
        """Whether some feature by itself sets them apart."""
        return any(part.apart for part in self.features)

    @property
    def apart(self) -> bool:
        """Whether the two are clearly apart: they can't be in one event."""
        return self.vetoed or self.weight < APART


def compare(a: Signature, b: Signature) -> Comparison:
    """What speaks for and against that two mentions tell one event; the same whichever comes first."""
    if (b.key, b.document) < (a.key, a.document):
        a, b = b, a
    known = weights()
    place, x, y = _place(a, b)
    parts = [Part("prior", "", known.prior)]
    for feature, level, values in (
        ("type", type_level(a, b, known), f"{a.type}, {b.type}"),
        ("time", time_level(a, b), f"{_days(a)}, {_days(b)}"),
        ("place", place, f"{_spot(x)}, {_spot(y)}"),
        ("initiator", party_level(a.initiators, b.initiators, known, "both_unknown", "one_unknown"), _ids(a.initiators, b.initiators)),
        ("target", party_level(a.targets, b.targets, known, "untold", "untold"), _ids(a.targets, b.targets)),
        ("killed", toll_level(a.killed, b.killed, _later(a, b)), f"{_figure(a.killed)}, {_figure(b.killed)}"),
        ("injured", toll_level(a.injured, b.injured, _later(a, b)), f"{_figure(a.injured)}, {_figure(b.injured)}"),
        ("weapon", weapon_level(a.weapons, b.weapons), f"{'+'.join(a.weapons)}, {'+'.join(b.weapons)}"),
        ("story", story_level(a, b), ""),
        ("reality", reality_level(a, b), f"{a.reality}, {b.reality}"),
    ):
        found = known.levels[feature, level]
        parts.append(Part(feature, level, found.weight, values, found.apart))
    if shared := len(set(a.words) & set(b.words)):
        parts.append(Part("words", "shared", min(shared, known.rare_words) * known.rare_word, str(shared)))
    if a.document == b.document:
        parts = [part for part in parts if part.feature not in ("story", "words")]  # one report always shares them
        answered = any(part.level == "denied_by_accused" for part in parts)
        own = known.levels["document", "answered" if answered else "retold" if _retold(parts, known) else "same"]
        parts.append(Part("document", own.id, own.weight, "", own.apart))
    return Comparison(sum(part.weight for part in parts), tuple(parts))


def _retold(parts: list[Part], known: Weights) -> bool:
    """Whether one report tells the same action twice: it gives the same figure again, and nothing speaks against it."""
    if any(part.weight < -1 for part in parts[1:]) or sum(part.weight for part in parts) < known.retold:
        return False
    return any(part.feature in ("killed", "injured") and part.level in ("same_some", "same_many") for part in parts)


def weight_if_near(a: Signature, b: Signature) -> float | None:
    """The weight of `compare` without its parts, many times as fast; None where some feature by itself sets the two apart."""
    if (b.key, b.document) < (a.key, a.document):
        a, b = b, a
    weight, apart = _TIME[time_level(a, b)]
    if apart:
        return None
    place, apart = _PLACE[_place(a, b)[0]]
    if apart:
        return None
    reality, apart = _REALITY[reality_level(a, b)]
    if apart:
        return None
    known, later = weights(), _later(a, b)
    initiator = _INITIATOR[party_level(a.initiators, b.initiators, known, "both_unknown", "one_unknown")][0]
    target = _TARGET[party_level(a.targets, b.targets, known, "untold", "untold")][0]
    killed = _KILLED[toll_level(a.killed, b.killed, later)][0]
    injured = _INJURED[toll_level(a.injured, b.injured, later)][0]
    parts = [
        known.prior, _TYPE[type_level(a, b, known)][0], weight, place, initiator, target, killed, injured,
        _WEAPON[weapon_level(a.weapons, b.weapons)][0],
    ]  # fmt: skip
    if a.document == b.document:
        found = compare(a, b)
        return None if found.vetoed else found.weight
    parts += (_STORY[story_level(a, b)][0], reality)
    if a.words and b.words and (shared := len(set(a.words).intersection(b.words))):
        parts.append(min(shared, known.rare_words) * known.rare_word)
    return sum(parts)


def type_level(a: Signature, b: Signature, known: Weights) -> str:
    """How the types agree."""
    if a.type == b.type:
        return "same"
    pair = (a.type, b.type)
    return "kin" if pair in known.kin else "related" if pair in known.related else "other"


def time_level(a: Signature, b: Signature) -> str:
    """How the days agree, given how exactly they are told."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return _untold_time(a, b)
    longest = max(a.end - a.start, b.end - b.start) + 1
    gap = max(a.start, b.start) - min(a.end, b.end)
    if gap > 0:
        return "next_day" if gap <= 1 + longest // 7 else "apart"
    if a.start == b.start and a.end == b.end:
        return "same_day" if longest <= _LONG else "same_span"
    if longest <= _LONG:
        return "within_days"
    return "spans_share" if min(a.end - a.start, b.end - b.start) >= _LONG else "within_span"


def _untold_time(a: Signature, b: Signature) -> str:
    """Of two mentions of which one has no date: publication comes after what is told, as a rule by days."""
    if a.end is None and b.end is None:
        if a.published is None or b.published is None:
            return "untold"
        gap = abs(a.published - b.published)
    else:
        dated, other = (a, b) if a.end is not None else (b, a)
        if other.published is None or dated.end is None or dated.start is None:
            return "untold"
        if dated.start > other.published:
            return "apart"
        gap = max(0, other.published - dated.end)
    return "untold_near" if gap <= 2 else "untold" if gap <= _NEAR else "untold_far"


def _place(a: Signature, b: Signature) -> tuple[str, Spot | None, Spot | None]:
    """How the places agree at best, and which ones."""
    if len(a.spots) == 1 and len(b.spots) == 1:
        return spot_level(a.spots[0], b.spots[0]), a.spots[0], b.spots[0]
    best: tuple[str, Spot | None, Spot | None] = ("untold", None, None)
    for x, y in _comparable(a, b):
        level = spot_level(x, y)
        if best[1] is None or _PLACE[level][0] > _PLACE[best[0]][0]:
            best = (level, x, y)
    return best


def _comparable(a: Signature, b: Signature) -> list[tuple[Spot, Spot]]:
    """Pairs of places in the same role; where neither side has such, in any."""
    pairs = list(product(a.spots, b.spots))
    return [(x, y) for x, y in pairs if x.role == y.role] or pairs


def spot_level(x: Spot, y: Spot) -> str:
    """How two places agree, given how exactly they are known."""
    if x.id and x.id == y.id:
        if x.name == y.name and x.precision == y.precision == GeoPrecision.NEAR:
            return "same_city" if x.big else "same_town"  # one site in or beside it, which both name alike
        return f"same_{_size(x if x.radius >= y.radius else y)}"
    if x.lat is None or y.lat is None or x.lon is None or y.lon is None:
        return "same_town" if x.name == y.name else "alike" if _one_in_other(x.name, y.name) else "untold"
    small, big = (x, y) if x.radius < y.radius or (x.radius == y.radius and _smaller(x, y)) else (y, x)
    if big.id in small.within and x.name != y.name:
        return f"within_{_size(big, least='town')}"
    if big.precision == GeoPrecision.COUNTRY:
        return "within_country" if big.country == small.country else "elsewhere"
    apart = _FAR if abs(x.lat - y.lat) > _FAR_DEGREES else km((x.lat, x.lon), (y.lat, y.lon))
    if big.precision == GeoPrecision.PROVINCE and small.admin1:
        return "within_region" if small.admin1 == big.admin1 else "next_town" if apart <= _NEXT_KM else "elsewhere"
    if not x.id or not y.id:  # the point is that of the place around it
        if _one_in_other(x.name, y.name):
            return "alike"
        if apart <= _AROUND_KM:
            return "untold"
    if x.name == y.name and apart <= weights().slack:
        return f"same_{_size(small, least='town')}"  # the town and the district called after it
    if big.radius <= _TOWN_KM:
        return f"within_{_size(big, least='town')}" if apart <= big.radius else "next_town" if apart <= _NEXT_KM else "elsewhere"
    if apart <= big.radius + (small.radius if small.radius > _TOWN_KM else 0.0):
        return f"within_{_size(big, least='town')}"
    if big.precision == GeoPrecision.VAGUE and apart <= _STRETCH * big.radius:
        return "far_region"
    return "next_town" if apart <= big.radius + _NEXT_KM else "elsewhere"


def _smaller(x: Spot, y: Spot) -> bool:
    """Of two places of one radius, whether x is the smaller one, so that it does not matter which comes first."""
    if y.id in x.within or x.id in y.within:
        return y.id in x.within
    return (x.big, x.id, x.name) < (y.big, y.id, y.name)


def _one_in_other(a: str, b: str) -> bool:
    """Whether one name holds the other, as that of a market holds its town's."""
    return min(len(a), len(b)) >= _SHORTEST_NAME and (a in b or b in a)


def _size(spot: Spot, least: str = "spot") -> str:
    """What a place is by its extent, never finer than `least`."""
    if spot.big and spot.precision <= GeoPrecision.NEAR:
        return "city"  # also somewhere in it or beside it
    if spot.radius <= _TOWN_KM:
        return "spot" if spot.radius <= _VILLAGE_KM and least == "spot" else "town"
    return "district" if spot.radius <= _DISTRICT_KM else "region" if spot.radius <= _REGION_KM else "country"


def party_level(a: tuple[Party, ...], b: tuple[Party, ...], known: Weights, neither: str, one: str) -> str:
    """How actors in one role agree; `neither` and `one` are the levels where both, or one, name nobody."""
    ours = [party for party in a if party.id not in known.open] if a else []
    theirs = [party for party in b if party.id not in known.open] if b else []
    if not ours or not theirs:
        return one if ours or theirs else neither
    best = "other"
    for x in ours:
        for y in theirs:
            if x.id == y.id:
                return "same"
            if x.id in y.groups or y.id in x.groups or (x.id, y.id) in known.allies:
                best = "kin"
            elif best == "other" and not set(x.groups).isdisjoint(y.groups):
                best = "cousin"
    return best


def toll_level(a: Toll | None, b: Toll | None, later: int) -> str:
    """How two figures agree; `later` is 1 where b was published after a, -1 where before, else 0."""
    if a is None or b is None:
        return "untold"
    if a == b and a.high is not None:
        return "same_many" if a.low >= _MANY else "same_some" if a.low >= _SOME else "same_few"
    if any(toll.high is None and toll.low < _SOME for toll in (a, b)):
        return "untold"
    if min(a.low, b.low) == 0:
        return "far"
    if (a.high is None or b.low <= a.high) and (b.high is None or a.low <= b.high):
        return "compatible"
    times = max(a.low, b.low) / min(a.low, b.low)
    if times <= _NEARLY or abs(a.low - b.low) == 1:
        return "near"
    if times > _TIMES:
        return "far"
    return "grown" if (b.low - a.low) * later > 0 else "other"


def weapon_level(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """Whether a kind of weapon is told by both."""
    if not a or not b:
        return "untold"
    return "shared" if set(a) & set(b) else "other"


def story_level(a: Signature, b: Signature) -> str:
    """How much the whole reports have in common by their rare words."""
    share = alike(a.story, b.story)
    if share is None:
        return "untold"
    return "one" if share >= _ONE_STORY else "alike" if share >= _ALIKE else "some" if share > 0 else "none"


def reality_level(a: Signature, b: Signature) -> str:
    """Whether both happened; a denial is of the event only where the one who is said to have done it denies."""
    if a.reality == b.reality:
        return "same"
    if {a.reality, b.reality} == {"actual", "denied"}:
        accused = {party.id for party in a.initiators} & {party.id for party in b.initiators}
        if accused - weights().open:
            return "denied_by_accused"
    return "other"


def _later(a: Signature, b: Signature) -> int:
    if a.published is None or b.published is None:
        return 0
    return (b.published > a.published) - (b.published < a.published)


def _spot(spot: Spot | None) -> str:
    return (spot.id or spot.name) if spot else "?"


def _days(sig: Signature) -> str:
    if sig.start is None or sig.end is None:
        return "?"
    start, end = date.fromordinal(sig.start), date.fromordinal(sig.end)
    return str(start) if start == end else f"{start}/{end}"


def _figure(toll: Toll | None) -> str:
    return number_told(toll.low, toll.high) if toll else "?"


def _ids(a: tuple[Party, ...], b: tuple[Party, ...]) -> str:
    return ", ".join("+".join(party.id for party in side) or "?" for side in (a, b))
