"""Parties that only the rest of the document tells: all readings of a document in, the same readings fuller."""

from __future__ import annotations

from collections import Counter

from rasad.extract.actors import Focus, Named
from rasad.extract.families import FIRED
from rasad.extract.parties import unnamed_dead
from rasad.extract.placemap import PlaceMap
from rasad.extract.reading import Ground, Reading
from rasad.extract.retelling import came_first, places_agree, responded_to
from rasad.extract.timing import times_differ
from rasad.kit import Kit
from rasad.kit.sites import holder_on
from rasad.resolve.actor import home_actor, same_side

_FIGHTS = frozenset({"air_strike", "shelling", "armed_attack", "armed_clash"})


def fill_people(readings: list[Reading]) -> None:
    """Give bombardments of which no target is told their unnamed dead, and what is closed those who are kept out: people."""
    for reading in readings:
        if reading.targets:
            continue
        if reading.type in FIRED:
            reading.targets = unnamed_dead(reading.type, reading.draft)
        elif reading.type == "access_restriction":
            token = reading.draft.token
            reading.targets = [Named("civilians", token.start, token.end, "restricted.people")]


def fill_opponents(readings: list[Reading], focus: Focus, kit: Kit) -> None:
    """Give takings, sieges and one-sided fights the enemy that the document tells for the same side elsewhere.

    Where it tells of none, whose strongholds it names.
    """
    told: Counter[str] = Counter()
    against: dict[str, Counter[str]] = {}
    gunmen = 0
    for reading in readings:
        for target in reading.targets:
            if target.id not in kit.bearing_arms:
                gunmen += target.id == "local_gunmen"
                continue
            told[target.id] += 1
            for doer in reading.initiators:
                if doer.id in kit.bearing_arms and doer.id != target.id:
                    against.setdefault(doer.id, Counter())[target.id] += 1
    for reading in readings:
        side = [n.id for n in reading.initiators if n.id in kit.bearing_arms]
        foils = reading.type == "interception" and reading.reality.value == "actual"
        if not side or not (reading.draft.trigger.opposes or reading.type in _FIGHTS or foils):
            continue
        if reading.type == "armed_clash":
            if len({n.id for n in (*reading.initiators, *reading.targets)}) != 1:
                continue
        elif reading.targets:
            continue
        opposes = reading.draft.trigger.opposes or reading.type == "armed_clash"
        held = Counter([id for id in focus.holders if id in kit.bearing_arms]) if opposes or reading.draft.trigger.type == "armed_attack" else Counter()
        enemy = _enemy(side, against, held, told if opposes else Counter(), kit, opposes)
        if enemy is None and foils and gunmen:
            enemy = "local_gunmen"
        if enemy is None:
            continue
        token = reading.draft.token
        named = Named(enemy, token.start, token.end, "opponent")
        reading.targets = [*reading.targets, named]
        if reading.type == "armed_clash":
            reading.initiators = [*reading.initiators, named]


def _enemy(
    side: list[str], against: dict[str, Counter[str]], held: Counter[str], told: Counter[str], kit: Kit, kin: bool
) -> str | None:
    """The one most often told as the enemy of this side (or its kin), else as holding places, else as hit (told twice at least)."""
    counts: Counter[str] = Counter()
    for own in side:
        for other, enemies in against.items():
            if other == own or (kin and same_side(own, other, kit.actors)):
                counts.update(enemies)
    found = [(n, id) for id, n in counts.items() if id not in side and not any(same_side(id, s, kit.actors) for s in side)]
    if not found:
        found = [(n, id) for id, n in held.items() if id not in side and not any(same_side(id, s, kit.actors) for s in side)]
    if not found:
        found = [(n, id) for id, n in told.items() if n > 1 and id not in side and not any(same_side(id, s, kit.actors) for s in side)]
    return max(found, key=lambda f: (f[0], f[1]))[1] if found else None


def fill_sides(readings: list[Reading], kit: Kit) -> None:
    """Give fights of which no side is told the two that the document tells to be at war, where it tells of one pair only."""
    pairs: Counter[frozenset[str]] = Counter()
    for reading in readings:
        for doer in reading.initiators:
            for target in [n for n in reading.targets if n.rule != "opponent"]:
                if doer.id != target.id and doer.id in kit.bearing_arms and target.id in kit.bearing_arms and not same_side(doer.id, target.id, kit.actors):
                    pairs[frozenset((doer.id, target.id))] += 1
    if len(pairs) != 1:
        return
    sides = sorted(next(iter(pairs)))
    for reading in readings:
        if reading.type == "armed_clash" and not reading.targets and all(n.id == "unknown" for n in reading.initiators):
            token = reading.draft.token
            named = [Named(id, token.start, token.end, "document.sides") for id in sides]
            reading.initiators, reading.targets = named, list(named)


def fill_states(readings: list[Reading], map: PlaceMap, focus: Focus, kit: Kit) -> None:
    """Aim protests of people against nobody named at the state where they protest, or at who holds their country."""
    for reading in readings:
        draft = reading.draft
        if reading.type != "protest" or reading.targets or any(n.id in kit.bearing_arms for n in reading.initiators):
            continue
        tokens = draft.tagged.tokens[max(0, draft.at - _CAUSE_REACH) : draft.high + _CAUSE_REACH]
        if any("solidarity" in token.classes for token in tokens):
            continue
        rows = [row for row in (map.row(p.mention) for p in reading.places if p.role == "location") if row is not None and row.country]
        country = rows[0].country if rows else focus.country
        domestic = any("livelihood" in token.classes for token in tokens)
        held = () if domestic else kit.sites.get(kit.places.countries.get(country or "", ""), ())
        state = holder_on(held, focus.day, {n.id for n in reading.initiators}) or home_actor(country, focus.day, kit.actors)
        if state is not None:
            reading.targets = [Named(state, draft.token.start, draft.token.end, "protest.state")]


_CAUSE_REACH = 6  # words beside a protest's clause in which its cause may stand


def fill_doers(readings: list[Reading], ground: Ground) -> None:
    """Give an action of which nobody is told who did the others of its kind, where the document tells of one side only.

    None of them may be told of another time or of another side that is hit; attacks must share
    whom they hit, and where.
    """
    kit = ground.kit
    denied = {n.id for r in readings if r.reality.value != "actual" for n in r.initiators}
    for reading in readings:
        shared = _REPEATED.get(reading.type)
        if shared is None or reading.reality.value != "actual" or reading.initiators or responded_to(reading):
            continue
        hit = {n.id for n in reading.targets}
        found: dict[str, Reading] = {}
        for other in readings:
            if other.type != reading.type or other.reality.value != "actual" or times_differ(reading.time, other.time):
                continue
            whom = {n.id for n in other.targets}
            if other.draft.tagged is reading.draft.tagged and other.draft.at < reading.draft.at and came_first(reading):
                continue  # "raided X after an attack": who raided did not attack
            if (whom and hit and not whom & hit) or (shared and not _alike(reading, other, ground)):
                continue
            for doer in other.initiators:
                found.setdefault(doer.id, other)
        if not found and reading.type == "arrest":
            found = _acting(readings, reading, kit)
        for id, other in found.items() if len(found) == 1 else ():
            if id in kit.bearing_arms and id not in denied and not any(id == h or same_side(id, h, kit.actors) for h in hit):
                token = reading.draft.token
                reading.initiators = [Named(id, token.start, token.end, "document.doer")]
                reading.attribution = other.attribution


def _acting(readings: list[Reading], arrest: Reading, kit: Kit) -> dict[str, Reading]:
    """The armed sides that the document tells to act at all, those whose own men were caught left out."""
    caught = {n.id for n in arrest.targets}
    found: dict[str, Reading] = {}
    for other in readings:
        if other.type == "statement" or other.reality.value != "actual" or times_differ(arrest.time, other.time):
            continue
        for doer in other.initiators:
            if doer.id in kit.bearing_arms and not any(same_side(doer.id, id, kit.actors) for id in caught):
                found.setdefault(doer.id, other)
    return found


def fill_enemies(readings: list[Reading], kit: Kit) -> None:
    """Aim threats, strikes and takings of which no target is told at the side that the document tells to be their doer's enemy."""
    enemies: dict[str, Counter[str]] = {}
    for reading in readings:
        for doer in reading.initiators:
            for target in reading.targets:
                if doer.id != target.id:
                    enemies.setdefault(doer.id, Counter())[target.id] += 2
                    if reading.type != "statement":  # who condemns a strike was not hit by it
                        enemies.setdefault(target.id, Counter())[doer.id] += 1  # whom one is hit by is an enemy, too
    for reading in readings:
        if reading.type not in _AIMED or reading.targets:
            continue
        own = [n.id for n in reading.initiators if n.id in kit.bearing_arms]
        counts: Counter[str] = Counter()
        for id in own:
            counts.update(enemies.get(id, {}))
        found = [(n, id) for id, n in counts.items() if id in kit.bearing_arms and not any(id == o or same_side(id, o, kit.actors) for o in own)]
        if found:
            token = reading.draft.token
            reading.targets = [Named(max(found)[1], token.start, token.end, "opponent")]


_AIMED = frozenset({"statement", "air_strike", "explosion", "territory_change"})


def _alike(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether two actions hit the same side, in places that may be one; where people without arms are hit, in one place."""
    hit = {n.id for n in a.targets} & {n.id for n in b.targets}
    return bool(hit) and places_agree(a, b, ground) >= (not hit & ground.kit.bearing_arms)


# Whether two of a kind must have hit the same side for one's doer to be the other's.
_REPEATED = {"air_strike": False, "arrest": False, "armed_attack": True, "shelling": True}
