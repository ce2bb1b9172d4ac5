"""Links neighbouring place mentions (quarter of a town, village in a governorate) and drops names that need a link."""

from __future__ import annotations

from collections.abc import Sequence

from rasad.kit.places import Gazetteer, Place, km
from rasad.resolve.place_mention import PlaceMention

_LONGEST_GAP = 40
_VOUCHING_KM = 60.0
# How many of the mentions before a sentence count as named nearby.
_REMEMBERED = 6
_BEARINGS = frozenset({"direction", "near", "countryside"})
_UNITS = frozenset({"country", "region", "governorate"})
_LAST_KINDS = frozenset({"city", "governorate", "town"})


def link_places(
    text: str, mentions: list[PlaceMention], gazetteer: Gazetteer, before: Sequence[PlaceMention]
) -> list[PlaceMention]:
    """The mentions with `within` set, less those whose name is an ordinary word too and that nothing supports."""
    within: list[int | None] = [None] * len(mentions)
    joined = [False] * len(mentions)
    for i in range(1, len(mentions)):
        a, b = mentions[i - 1], mentions[i]
        gap = text[a.end : b.word_start]
        if len(gap) > _LONGEST_GAP or "\n" in gap:
            continue
        if said_to_lie_in(gap.strip(" "), a, b, gazetteer):
            within[i - 1] = i
        elif _coordinated(gap, b, gazetteer):
            joined[i] = True
    for i in range(len(mentions) - 1, 0, -1):
        # Names of one list share the place that the last of them is said to lie in.
        if joined[i] and within[i - 1] is None and within[i] is not None and mentions[i - 1].relation == mentions[i].relation:
            within[i - 1] = within[i]
    for i in range(1, len(mentions) - 1):
        # "in X, Y and Z": the comma joins as the "and" does that closes the list.
        if joined[i] and joined[i + 1] and _listed(text, mentions[i - 1], mentions[i], mentions[i + 1], gazetteer):
            mentions[i] = mentions[i].replace(prefix=mentions[i + 1].prefix)
    governed = [_governed(text, m, gazetteer) for m in mentions]
    kept = _supported(mentions, within, joined, before, governed, gazetteer)
    place: dict[int, int] = {old: len(before) + new for new, old in enumerate(kept)}
    out: list[PlaceMention] = []
    for old in kept:
        mention, outer = mentions[old], within[old]
        if mention.rule == "place:of-the-last":
            found = _last([*before, *out], gazetteer)
        else:
            found = place.get(outer) if outer is not None else None
        mention.within = found
        out.append(mention)
    return out


def said_to_lie_in(gap: str, a: PlaceMention, b: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Whether the words between two mentions say that the first lies in (or near) the second."""
    words = gazetteer.words
    if a.candidates and all(gazetteer.places[i].kind == "country" for i in a.candidates):
        return False
    if b.relation in _BEARINGS and not b.prefix and gap in words.adjacent:
        return True
    for link in words.links:
        if b.prefix in link.prefixes and gap in link.words:
            return True
    # A bare "and no gap" or a comma links only to a larger unit: "X, the governorate of Y".
    larger = b.class_id in ("governorate", "district", "countryside") or (not b.prefix and gap == "" and b.rule == "place:centre")
    return larger and not b.prefix and (gap == "" or gap in words.lists["commas"])


def _listed(text: str, a: PlaceMention, b: PlaceMention, c: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Whether three bare names are one list, a comma before the second and a conjunction written on to the third."""
    lists = gazetteer.words.lists
    if b.prefix or c.prefix not in lists["conjunctions"] or text[a.end : b.word_start].strip(" ") not in lists["commas"]:
        return False
    if any(m.relation != "in" or m.class_id == "countryside" for m in (b, c)):
        return False
    kinds = {gazetteer.places[i].kind in _UNITS for m in (a, b) for i in m.candidates[:1]}
    return len(kinds) <= 1


def _coordinated(gap: str, b: PlaceMention, gazetteer: Gazetteer) -> bool:
    words = gazetteer.words
    bare = gap.strip(" ")
    if bare == "" and gap:
        return b.prefix in words.lists["conjunctions"]
    return bare in words.lists["commas"] or bare in words.lists["conjunctions_apart"]


def _governed(text: str, mention: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Whether a preposition stands before a name, or is written on to it."""
    lists = gazetteer.words.lists
    if mention.prefix:
        return mention.prefix.endswith(tuple(lists["prepositional"]))
    before = text[max(0, mention.word_start - _LONGEST_GAP) : mention.word_start].rsplit(maxsplit=1)
    return bool(before) and before[-1] in lists["prepositions"]


def _supported(
    mentions: list[PlaceMention], within: list[int | None], joined: list[bool], before: Sequence[PlaceMention],
    governed: list[bool], gazetteer: Gazetteer,
) -> list[int]:  # fmt: skip
    """The indexes of the mentions that stay; takes unsupported candidates out of `mentions` in place."""
    places, weak = gazetteer.places, gazetteer.weak
    if all(weak.isdisjoint(m.candidates) for m in mentions):
        return list(range(len(mentions)))
    firm = [not m.candidates or not weak.issuperset(m.candidates) for m in mentions]
    named = {i for m, sure in zip(mentions, firm, strict=True) if sure for i in m.candidates}
    named.update(i for m in before[-_REMEMBERED:] for i in m.candidates if i not in weak)
    kept: list[int] = []
    for n, mention in enumerate(mentions):
        if weak.isdisjoint(mention.candidates):
            kept.append(n)
            continue
        outer = within[n]
        vouching = [mentions[outer]] if outer is not None else []
        if joined[n] and firm[n - 1]:
            vouching.append(mentions[n - 1])
        if n + 1 < len(mentions) and joined[n + 1] and firm[n + 1]:
            vouching.append(mentions[n + 1])
        near = [places[i] for v in vouching for i in v.candidates]
        left = tuple(i for i in mention.candidates if (governed[n] and places[i].governed) or _may_stay(places[i], mention, near, named, gazetteer))
        if left or _nameable(mention, gazetteer):
            mentions[n] = mention.replace(candidates=left)
            kept.append(n)
    return kept


def _nameable(mention: PlaceMention, gazetteer: Gazetteer) -> bool:
    """Whether a class word makes a name of what the gazetteer knows only as other things."""
    if mention.class_id is None or not mention.rule.endswith(("-name", "-list")):
        return False
    return gazetteer.words.classes[mention.class_id].unknown in ("any", "definite")


def _may_stay(place: Place, mention: PlaceMention, near: list[Place], named: set[str], gazetteer: Gazetteer) -> bool:
    """Whether a class word, a bearing, an enclosing or listed neighbour, or a unit named nearby vouches for a weak name."""
    if place.id not in gazetteer.weak:
        return True
    if mention.class_id:
        cls = gazetteer.words.classes[mention.class_id]
        if cls.role == "class" and (place.kind in cls.kinds or place.kind in cls.also):
            return True
    if place.noalone:
        return False
    if mention.relation in _BEARINGS and not place.name.startswith(gazetteer.words.article):
        return True  # "east of X": no verb follows, and an ordinary noun would carry the article
    if not named.isdisjoint((place.parent, place.admin1, place.admin2)):
        return True
    here = (place.lat, place.lon)
    return any(n.kind != "country" and (n.id == place.admin1 or km(here, (n.lat, n.lon)) <= _VOUCHING_KM) for n in near)


def _last(mentions: list[PlaceMention], gazetteer: Gazetteer) -> int | None:
    """The index of the latest mention that names a town or a governorate."""
    for i in range(len(mentions) - 1, -1, -1):
        if any(gazetteer.places[c].kind in _LAST_KINDS for c in mentions[i].candidates):
            return i
    return None
