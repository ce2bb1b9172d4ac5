"""The sides of a fight that no clause binds: drafts and what was told before in, actors out."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.drafts import Draft
from rasad.extract.subjects import subjects
from rasad.kit import Kit
from rasad.resolve.actor import same_side


def opponents(draft: Draft, initiators: list[Named], focus: Focus) -> list[Named]:
    """Whom the doer was told to fight earlier in the document."""
    token = draft.token
    for named in initiators:
        if enemy := focus.enemies.get(named.id):
            return [Named(enemy, token.start, token.end, "opponent")]
    return []


def add_other_side(roles: dict[str, list[Named]], draft: Draft, focus: Focus, kit: Kit) -> None:
    """A fight that names one side: the other one acts in the same sentence, or is the enemy told before."""
    have = {n.id for n in roles["initiator"]}
    first = roles["initiator"][0]
    enemy = focus.enemies.get(first.id)
    others: list[Named] = []
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        others = [n for n in name_group(group, draft.tagged, focus, kit, "initiator") if n.id in kit.bearing_arms]
        if others:
            break
    if enemy and not any(n.id not in have for n in others):
        others.append(replace(first, id=enemy))
    for named in others:
        if named.id not in have:
            other = replace(named, rule="fight.other_side")
            roles["initiator"].append(other)
            roles["target"].append(other)


def sides_told(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """The sides of a fight of which nobody is told: two armed ones, no allies, that its sentence names before it.

    "Both sides" must be said, or the two have been told to be enemies.
    """
    found: dict[str, Named] = {}
    for group in draft.tagged.groups:
        if group.last >= draft.at:
            break
        if group.owners and group.place is None and group.marker != "beside":
            for named in name_group(group, draft.tagged, focus, kit, "target"):
                if named.id in kit.bearing_arms and named.rule != "alias.country":
                    found.setdefault(named.id, replace(named, rule="fight.sides"))
    sides = list(found.values())
    if len(sides) != 2 or same_side(sides[0].id, sides[1].id, kit.actors):
        return []
    return sides if "each.side" in draft.tagged.classes or focus.enemies.get(sides[0].id) == sides[1].id else []


def among_themselves(draft: Draft, kit: Kit) -> bool:
    """Whether one kind of fighters fight each other: "clashes between rival militias"."""
    between = [f.group for f in draft.fillers if f.group.marker == "between" and f.group.owners]
    return len(between) == 1 and all(kit.called[t.actors].generic for t in between[0].owners)


def left_to(draft: Draft, drafts: list[Draft], roles: dict[int, dict[str, list[Named]]], kit: Kit) -> list[Named]:
    """From whom a place was taken: who pulls out in the same sentence, or fights its taker there: "took X after Y withdrew"."""
    takers = [n.id for n in roles[id(draft)]["initiator"] if n.id != "unknown"]
    for other in drafts if takers else ():
        if other.type not in _LEAVING or other is draft:
            continue
        foes = [n for n in roles[id(other)]["initiator"] if n.id in kit.bearing_arms and not any(n.id == t or same_side(n.id, t, kit.actors) for t in takers)]
        if foes:
            return [replace(n, rule="left.to") for n in foes]
    return []


_LEAVING = frozenset({"withdrawal", "armed_clash"})
